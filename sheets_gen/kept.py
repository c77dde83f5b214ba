"""What people typed and a report has no place for any more: rows at the calculator's end that no formula looks at.

They carry the id of what they were, so that a later upgrade finds them, and puts them back where they fit again.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sheets_gen.catalogue import Catalogue
from sheets_gen.filled import Filled
from sheets_gen.formula.functions import ErrorValue, Value, is_number
from sheets_gen.identify import EMPTY, ids_down
from sheets_gen.periods import LEAD
from sheets_gen.plan.model import Cell, Row
from sheets_gen.plan.report import CALCULATOR, ROW_HEIGHT, blank_row
from sheets_gen.snapshot import FoundCell

PREFIX = "kept:"
TABLE = "team:"
"""Before the ids of the table that stands below the tracker of a report made by combine."""


HEADINGS = ("head", "hint")
TEXTS = ("target", "typed", "formula", "text", "cell", "note")
"""Kinds of rows that hold one text or number; all others hold the numbers of an input."""
FIRST_DAY, LAST_DAY = dt.datetime(1899, 12, 30), 2_958_466
"""Day 0 of a spreadsheet, and the number of the first day that none of them can show."""


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


def aside_rows(filled: Filled, tab: str) -> dict[int, str]:
    """Rows of what is kept, and of the table of teams, by their number: their ids."""
    if tab not in filled.located:
        return {}
    found, _, column = filled.located[tab]
    rows = {row: id for id, row in ids_down(found, column).items() if id.startswith((PREFIX, TABLE))}
    return {row: id for row, id in rows.items() if tab == CALCULATOR or is_of_table(filled, id)}


def is_of_table(filled: Filled, id: str) -> bool:
    """Is this the id of a row of the table of teams?"""
    name = id.removeprefix(TABLE)
    return id.startswith(TABLE) and (name in HEADINGS or name.partition(":")[0] in filled.catalogue.template.metrics)


def is_kept_cell(filled: Filled, id: str, column: str, cell: FoundCell) -> bool:
    """Is this a cell of what is kept, as ``kept_rows`` writes it, and not a person's own?"""
    name, word = id.removeprefix(PREFIX), filled.catalogue.word
    if column == "id" or cell.formula is not None:
        return column == "id"
    if name in HEADINGS:
        wanted = word("kept") if name == "head" else word("kept_hint")
        return column == "label" and pattern_of(wanted).fullmatch(str(cell.value)) is not None
    if column == "label":
        known = filled.catalogue.template.inputs.get(name)
        return known is None or cell.value == known.label
    if name.partition(":")[0] in TEXTS:
        return column == "unit"
    return column in (LEAD, *filled.calendar.keys) and isinstance(cell.value, (int, float)) and is_number(cell.value)


def told(cell: FoundCell) -> Value:
    """What a cell holds, as it can be kept in another one: a formula as its text, a date as people write it."""
    if cell.formula is not None:
        return cell.formula
    value = cell.value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, ErrorValue):
        return value.code
    if not (cell.is_date and isinstance(value, (int, float)) and 0 <= value < LAST_DAY):
        return value
    moment = FIRST_DAY + dt.timedelta(seconds=round(value * 86_400))
    if value < 1:
        return moment.time().isoformat("seconds")
    return moment.isoformat(" ", "seconds").removesuffix(" 00:00:00")


def pattern_of(word: str) -> re.Pattern[str]:
    """What a text of the template looks like with its blanks, each on one line, filled in."""
    return re.compile(".*".join(map(re.escape, re.split(r"\{[a-z]+\}", word))))


def read_kept(filled: Filled) -> list[Kept]:
    """What a report keeps already, as it stands in its cells."""
    if CALCULATOR not in filled.located:
        return []
    tab, _, column = filled.located[CALCULATOR]
    columns = filled.addresses.columns[CALCULATOR]

    def cell(row: int, key: str) -> FoundCell:
        return tab.cells.get((row, columns[key]), EMPTY) if key in columns else EMPTY

    found: list[Kept] = []
    for id, row in ids_down(tab, column).items():
        if not id.startswith(PREFIX) or id.removeprefix(PREFIX) in HEADINGS:
            continue
        numbers: dict[str, float] = {}
        for period in (LEAD, *filled.calendar.keys):
            value = cell(row, period).value
            if isinstance(value, (int, float)) and is_number(value) and cell(row, period).formula is None:
                numbers[period] = value
        name = id.removeprefix(PREFIX)
        text = told(cell(row, "unit")) if name.partition(":")[0] in TEXTS else None
        found.append(Kept(name, str(cell(row, "label").value or ""), numbers, text))
    return found
