"""What people typed and a report has no place for any more: rows at the calculator's end that no formula looks at.

They carry the id of what they were, so that a later upgrade finds them, and puts them back where they fit again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sheets_gen.catalogue import Catalogue
from sheets_gen.filled import Filled
from sheets_gen.formula.functions import Value, is_number
from sheets_gen.identify import EMPTY, ids_down
from sheets_gen.periods import LEAD
from sheets_gen.plan.model import Cell, Row
from sheets_gen.plan.report import CALCULATOR, ROW_HEIGHT, blank_row

PREFIX = "kept:"
TABLE = "team:"
"""Before the ids of the table that stands below the tracker of a report made by combine."""


class Kept(NamedTuple):
    """One row of what is kept."""

    id: str
    """``promoters`` for numbers of an input; ``target:nps``, ``note:3``, ``cell:1`` for one text or number."""
    label: str
    numbers: Mapping[str, float] = {}
    """By period, also the one before the first."""
    text: Value = None
    format: str = ""


def kept_rows(kept: Sequence[Kept], catalogue: Catalogue, origin: str) -> tuple[Row, ...]:
    """The rows under their heading; none where nothing is kept."""
    if not kept:
        return ()
    head = {"label": Cell(catalogue.word("kept"), "block")}
    hint = {"label": Cell(catalogue.word("kept_hint").format(file=origin), "subtitle")}
    rows = [
        blank_row(f"{CALCULATOR}:{PREFIX}gap"),
        Row(f"{CALCULATOR}:{PREFIX}head", {"id": Cell(f"{PREFIX}head", "id"), **head}, 22),
        Row(f"{CALCULATOR}:{PREFIX}hint", {"id": Cell(f"{PREFIX}hint", "id"), **hint}, ROW_HEIGHT),
    ]
    for one in kept:
        cells = {"id": Cell(PREFIX + one.id, "id"), "label": Cell(one.label, "label")}
        if one.text is not None:
            text = one.text if isinstance(one.text, (int, float)) else str(one.text)
            cells["unit"] = Cell(text, "setting", one.format)
        cells |= {period: Cell(value, "before", one.format) for period, value in one.numbers.items()}
        rows.append(Row(f"{CALCULATOR}:{PREFIX}{one.id}", cells, ROW_HEIGHT))
    return tuple(rows)


def read_kept(filled: Filled) -> list[Kept]:
    """What a report keeps already, as it stands in its cells."""
    if CALCULATOR not in filled.located:
        return []
    tab, _, column = filled.located[CALCULATOR]
    columns = filled.addresses.columns[CALCULATOR]

    def cell(row: int, key: str) -> Value:
        return tab.cells.get((row, columns[key]), EMPTY).value if key in columns else None

    found: list[Kept] = []
    for id, row in ids_down(tab, column).items():
        if not id.startswith(PREFIX) or id in (f"{PREFIX}head", f"{PREFIX}hint"):
            continue
        numbers: dict[str, float] = {}
        for period in (LEAD, *filled.calendar.keys):
            value = cell(row, period)
            if isinstance(value, (int, float)) and is_number(value):
                numbers[period] = value
        found.append(Kept(id.removeprefix(PREFIX), str(cell(row, "label") or ""), numbers, cell(row, "unit")))
    return found
