"""What the definition says, put back into a spreadsheet: formulas typed over, headings, settings, lost names.

One request that Google applies whole or not at all. What people type into their own cells is never touched here.
"""

from __future__ import annotations

from collections.abc import Iterator

from sheets_gen.filled import Filled
from sheets_gen.google.looks import Json
from sheets_gen.google.overlays import area_of
from sheets_gen.google.read import Found
from sheets_gen.google.requests import entered
from sheets_gen.google.spelling import Spelling
from sheets_gen.google.state import KEYS_AT, STATE
from sheets_gen.plan.report import CALCULATOR
from sheets_gen.snapshot import Area
from sheets_gen.verify.formulas import spots_of
from sheets_gen.verify.repairs import FORMULA, HEADING, SETTING, Repair, Repairs

PUT_BACK = (FORMULA, HEADING, SETTING)


def put_back(todo: Repairs) -> list[Repair]:
    """The cells among the repairs that are the report's own; Google keeps no results that could be stale."""
    return [one for one in todo.cells if one.kind in PUT_BACK]


def lost_names(found: Found, filled: Filled, todo: Repairs) -> Iterator[tuple[str, Json]]:
    """Names that are gone or stand elsewhere, each with the cells where it belongs."""
    sheets = _sheets(found, filled)
    for name in todo.names:
        yield name.name, area_of(filled.addresses, sheets, name.where)
    if found.state.area is None and (area := memory_area(found, filled)) is not None:
        yield (
            STATE,
            {
                "sheetId": sheets[CALCULATOR],
                "startRowIndex": area.top - 1,
                "endRowIndex": area.bottom,
                "startColumnIndex": area.left - 1,
                "endColumnIndex": area.right,
            },
        )


def memory_area(found: Found, filled: Filled) -> Area | None:
    """Where the hidden rows stand that remember what was written last, also when their name is gone.

    Then they are told by the inputs that they name, without an id, one below the other under the report; what a person
    wrote elsewhere is none of them, whatever it says.
    """
    if found.state.area is not None:
        return found.state.area
    tab, _, ids = filled.located[CALCULATOR]
    columns = filled.addresses.columns[CALCULATOR]
    last = max(row for name, row in filled.addresses.rows.items() if name.startswith(f"{CALCULATOR}:"))
    named = sorted(
        row
        for (row, column), cell in tab.cells.items()
        if column == columns.get(KEYS_AT)
        and row > last + 1
        and cell.value in filled.catalogue.items
        and (row, ids) not in tab.cells
    )
    block = max(_runs(named), key=len, default=[])
    if not block:
        return None
    # The first of them, above the inputs, names the run that wrote last.
    return Area(block[0] - 1, columns[KEYS_AT], block[-1], max(columns.values()))


def _runs(rows: list[int]) -> list[list[int]]:
    """Rows that stand one below the other, together."""
    found: list[list[int]] = []
    for row in rows:
        if found and row == found[-1][-1] + 1:
            found[-1].append(row)
        else:
            found.append([row])
    return found


def mend_requests(found: Found, filled: Filled, todo: Repairs) -> list[Json]:
    """The requests of one batch, in order; none where nothing is to be put back."""
    sheets, spelling = _sheets(found, filled), Spelling(filled.addresses)
    formulas = {(spot.row, spot.column): spot.formula for spot in spots_of(filled)}
    requests: list[Json] = []
    for one in put_back(todo):
        row, column = filled.addresses.at(*one.place)
        content = formulas[one.place] if one.kind == FORMULA else one.value
        cell = {} if content is None else {"userEnteredValue": entered(content, *one.place, spelling)}
        start = {"sheetId": sheets[one.place[0].partition(":")[0]], "rowIndex": row - 1, "columnIndex": column - 1}
        cells = {"start": start, "rows": [{"values": [cell]}], "fields": "userEnteredValue"}
        requests.append({"updateCells": cells})
    for name, area in lost_names(found, filled, todo):
        known = found.names.get(name)
        if known is None:
            requests.append({"addNamedRange": {"namedRange": {"name": name, "range": area}}})
        else:
            named = {"namedRangeId": known["namedRangeId"], "name": name, "range": area}
            requests.append({"updateNamedRange": {"namedRange": named, "fields": "range"}})
    return requests


def _sheets(found: Found, filled: Filled) -> dict[str, int]:
    """Ids of the sheets by tab."""
    return {key: found.sheets[filled.addresses.titles[key]] for key in filled.located}
