"""A spreadsheet as Google tells it, as a snapshot: what ``excel.read`` makes of a file, so one verify serves both.

Google's own computed values stand where a file has its stored results: they are the second opinion.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from sheets_gen.formula.functions import ErrorValue, Value
from sheets_gen.google.looks import Json
from sheets_gen.google.requests import MARKER_KEY
from sheets_gen.google.state import STATE, State, remembered
from sheets_gen.snapshot import Area, FoundCell, FoundName, FoundTab, Snapshot

FIELDS = (
    "spreadsheetId,properties(title,locale,timeZone),namedRanges,developerMetadata,"
    "sheets(properties(sheetId,title,index,hidden,gridProperties),charts(chartId),"
    "data(startRow,startColumn,rowData(values(userEnteredValue,effectiveValue,note,userEnteredFormat/numberFormat/type))))"
)
"""What one read asks for: everything that ownership and verify rest on, and nothing else."""
ALL_FIELDS = (
    "spreadsheetId,properties(title,locale,timeZone),namedRanges,developerMetadata,"
    "sheets(properties,charts(chartId),merges,protectedRanges(protectedRangeId),conditionalFormats(ranges),"
    "bandedRanges(bandedRangeId),filterViews(filterViewId),basicFilter(range),slicers(slicerId),developerMetadata,"
    "data(startRow,startColumn,rowData(values(userEnteredValue,effectiveValue,note,dataValidation,userEnteredFormat))))"
)
"""What is asked for before a report is made: whatever a person could have put into a spreadsheet."""
_ERRORS = {
    "NULL_VALUE": "#NULL!",
    "DIVIDE_BY_ZERO": "#DIV/0!",
    "VALUE": "#VALUE!",
    "REF": "#REF!",
    "NAME": "#NAME?",
    "NUM": "#NUM!",
    "N_A": "#N/A",
    "ERROR": "#ERROR!",
}
_DATES = ("DATE", "DATE_TIME", "TIME")
LOADING = ErrorValue("LOADING")
"""What stands in a cell whose value Google does not know yet."""


class Found(NamedTuple):
    """A spreadsheet, read."""

    id: str
    title: str
    locale: str
    snapshot: Snapshot
    sheets: Mapping[str, int]
    """Sheet ids by title."""
    names: Mapping[str, Json]
    """Named ranges as Google tells them, by name."""
    has_marker: bool
    """Was the report made whole?"""
    is_blank: bool
    """Is there nothing of anybody's in it, as far as was asked for?"""
    is_loading: bool
    """Does a cell still wait for its value?"""
    state: State
    notes: Mapping[tuple[str, int, int], str]
    """Notes by tab title, row and column."""


def read(answer: Json) -> Found:
    """The spreadsheet in an answer to a request for FIELDS."""
    sheets = [sheet.get("properties", {}) for sheet in answer.get("sheets", [])]
    titles = {int(p.get("sheetId", 0)): str(p.get("title", "")) for p in sheets}
    tabs = tuple(
        FoundTab(str(sheet.get("properties", {}).get("title", "")), dict(_cells(sheet)))
        for sheet in answer.get("sheets", [])
    )
    named = {str(one.get("name", "")): one for one in answer.get("namedRanges", [])}
    names = {name: found for name, one in named.items() if (found := _name(one.get("range", {}), titles)) is not None}
    metadata = [one.get("metadataKey") for one in answer.get("developerMetadata", [])]
    snapshot = Snapshot(tabs, names)
    properties = answer.get("properties", {})
    return Found(
        id=str(answer.get("spreadsheetId", "")),
        title=str(properties.get("title", "")),
        locale=str(properties.get("locale", "")),
        snapshot=snapshot,
        sheets={title: id for id, title in titles.items()},
        names=named,
        has_marker=MARKER_KEY in metadata,
        is_blank=not named
        and not set(metadata) - {MARKER_KEY}
        and not any(tab.cells for tab in tabs)
        and not any(map(_holds_more, answer.get("sheets", []))),
        is_loading=any(cell.value is LOADING for tab in tabs for cell in tab.cells.values()),
        notes=dict(_notes(answer)),
        state=_state(named.get(STATE, {}).get("range"), titles, snapshot),
    )


def _notes(answer: Json) -> Iterator[tuple[tuple[str, int, int], str]]:
    for sheet in answer.get("sheets", []):
        title = str(sheet.get("properties", {}).get("title", ""))
        for grid in sheet.get("data", []):
            for row, data in enumerate(grid.get("rowData", []), int(grid.get("startRow", 0)) + 1):
                for column, cell in enumerate(data.get("values", []), int(grid.get("startColumn", 0)) + 1):
                    if note := cell.get("note"):
                        yield (title, row, column), str(note)


def _cells(sheet: Json) -> Iterator[tuple[tuple[int, int], FoundCell]]:
    for grid in sheet.get("data", []):
        top, left = int(grid.get("startRow", 0)) + 1, int(grid.get("startColumn", 0)) + 1
        for row, data in enumerate(grid.get("rowData", []), top):
            for column, cell in enumerate(data.get("values", []), left):
                found = _cell(cell)
                if found is not None:
                    yield (row, column), found


def _holds_more(sheet: Json) -> bool:
    """Has the sheet a chart, a rule, a merged cell or the like, or has a cell a note, a check or a look?"""
    rows = (row for grid in sheet.get("data", []) for row in grid.get("rowData", []))
    kinds = ("note", "dataValidation", "userEnteredFormat")
    is_dressed = any(cell.get(kind) for row in rows for cell in row.get("values", []) for kind in kinds)
    return is_dressed or any(held for kind, held in sheet.items() if kind not in ("properties", "data"))


def _cell(cell: Json) -> FoundCell | None:
    entered, effective = cell.get("userEnteredValue", {}), cell.get("effectiveValue", {})
    formula = entered.get("formulaValue")
    value = _value(effective if effective or formula is not None else entered)
    if value is None and formula is None:
        return None
    kind = cell.get("userEnteredFormat", {}).get("numberFormat", {}).get("type", "")
    is_date = kind in _DATES and isinstance(value, (int, float)) and not isinstance(value, bool)
    return FoundCell(value, str(formula) if formula is not None else None, is_date)


def _value(told: Mapping[str, Any]) -> Value:
    if "numberValue" in told:
        number = told["numberValue"]
        return int(number) if isinstance(number, float) and number.is_integer() else number
    if "stringValue" in told:
        return str(told["stringValue"])
    if "boolValue" in told:
        return bool(told["boolValue"])
    if "errorValue" in told:
        kind = str(told["errorValue"].get("type", "ERROR"))
        return LOADING if kind == LOADING.code else ErrorValue(_ERRORS.get(kind, "#ERROR!"))
    return None


def _name(area: Json, titles: Mapping[int, str]) -> FoundName | None:
    """A name over cells of one row; any other is none of ours."""
    title = titles.get(int(area.get("sheetId", 0)))
    top, bottom = int(area.get("startRowIndex", 0)), int(area.get("endRowIndex", 0))
    if title is None or bottom - top != 1 or "endColumnIndex" not in area:
        return None
    return FoundName(title, top + 1, int(area.get("startColumnIndex", 0)) + 1, int(area["endColumnIndex"]))


def _state(place: Json | None, titles: Mapping[int, str], snapshot: Snapshot) -> State:
    """What the hidden rows remember; a name that covers whole rows or columns now is none of ours."""
    bounds = ("startRowIndex", "startColumnIndex", "endRowIndex", "endColumnIndex")
    if place is None or "endRowIndex" not in place or "endColumnIndex" not in place:
        return State()
    top, left, bottom, right = (int(place.get(bound, 0)) for bound in bounds)
    tab = snapshot.tab(titles.get(int(place.get("sheetId", 0)), ""))
    return remembered(tab, Area(top + 1, left + 1, bottom, right))
