"""A spreadsheet as spreadsheets.get answers it."""

import copy
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from .a1 import Rect
from .filtering import hidden_rows
from .masks import Mask, mentions, select
from .model import COLUMNS, DEFAULT_PIXELS, ROWS, Book, Json, Sheet
from .ranges import bounded, resolve
from .rendering import DEFAULT_FORMAT, Renderer

_UNTOLD_WHEN_FALSE = ("hidden", "rightToLeft")
_FIRST = ("sheetId", "title", "index", "sheetType", "gridProperties")  # the order of Google's answers
_GRID_UNTOLD = (
    "frozenRowCount",
    "frozenColumnCount",
    "hideGridlines",
    "rowGroupControlAfter",
    "columnGroupControlAfter",
)
_PARTS = (
    "merges",
    "conditionalFormats",
    "protectedRanges",
    "filterViews",
    "basicFilter",
    "charts",
    "bandedRanges",
    "slicers",
    "rowGroups",
    "columnGroups",
)


def sheet_properties(book: Book, sheet: Sheet) -> Json:
    """SheetProperties as answers give them, with the index and without what is at its default."""
    result = copy.deepcopy(sheet.properties)
    result["index"] = next(position for position, one in enumerate(book.sheets) if one is sheet)
    for name in _UNTOLD_WHEN_FALSE:
        if not result.get(name):
            result.pop(name, None)
    for name in _GRID_UNTOLD:
        if not result["gridProperties"].get(name):
            result["gridProperties"].pop(name, None)
    return {name: result[name] for name in _FIRST} | result


Shown = Callable[[Json], Json]
Areas = list[tuple[Sheet, Rect]]


def areas_of(book: Book, ranges: list[str]) -> Areas:
    """The sheets and rectangles that texts in A1 notation mean."""
    found = []
    for text in ranges:
        sheet, rect = resolve(book, text)
        found.append((sheet, bounded(sheet, rect)))
    return found


def spreadsheet(
    book: Book, areas: Areas | None, grid_data: bool, mask: Mask | None, protected: Shown | None = None
) -> Json:
    """The Spreadsheet resource. A mask that reaches into `sheets.data` asks for grid data by itself.

    Areas filter the sheets; None means all of them. `protected` shows protected ranges as the caller sees them.
    """
    wants_data = _names_data(mask) if mask is not None else grid_data
    wants_data = wants_data or (grid_data and mask is not None and mentions(mask, "sheets", "data"))
    by_sheet: dict[int, list[Rect]] = defaultdict(list)
    for sheet, rect in areas or []:
        by_sheet[sheet.sheet_id].append(rect)
    shown = [sheet for sheet in book.sheets if areas is None or sheet.sheet_id in by_sheet]
    renderer = Renderer(book) if wants_data else None
    data_mask = mask.get("sheets", {}).get("data", {}) if mask else {}
    result: Json = {
        "spreadsheetId": book.spreadsheet_id,
        "properties": _book_properties(book),
        "sheets": [_sheet(book, sheet, by_sheet.get(sheet.sheet_id), renderer, data_mask) for sheet in shown],
    }
    for one in result["sheets"]:
        if protected is not None and "protectedRanges" in one:
            one["protectedRanges"] = [protected(entry) for entry in one["protectedRanges"]]
    names = [copy.deepcopy(named) for named in book.named_ranges if named.get("range")]
    if names:
        result["namedRanges"] = names
    result["spreadsheetUrl"] = f"https://docs.google.com/spreadsheets/d/{book.spreadsheet_id}/edit"
    own = [entry for entry in book.metadata if entry["location"]["locationType"] == "SPREADSHEET"]
    if own:
        result["developerMetadata"] = copy.deepcopy(own)
    return result if mask is None else dict(select(result, mask))


def _book_properties(book: Book) -> Json:
    """SpreadsheetProperties in the order of Google's answers: the theme comes last."""
    result = copy.deepcopy(book.properties)
    theme = result.pop("spreadsheetTheme")
    return {**result, "defaultFormat": copy.deepcopy(DEFAULT_FORMAT), "spreadsheetTheme": theme}


def _names_data(mask: Mask) -> bool:
    """Whether the mask names `sheets.data` itself; `sheets` alone or `*` does not bring the grid along."""
    return "data" in mask.get("sheets", {})


def _sheet(book: Book, sheet: Sheet, areas: list[Rect] | None, renderer: Renderer | None, data_mask: Mask) -> Json:
    result: Json = {"properties": sheet_properties(book, sheet)}
    if renderer is not None:
        whole = [Rect(sheet.sheet_id, 0, sheet.row_count, 0, sheet.column_count)]
        result["data"] = [_grid(book, sheet, rect, renderer, data_mask) for rect in areas or whole]
    for name in _PARTS:
        if sheet.parts.get(name):
            result[name] = copy.deepcopy(sheet.parts[name])
    own = [
        entry
        for entry in book.metadata
        if entry["location"]["locationType"] == "SHEET" and entry["location"].get("sheetId", 0) == sheet.sheet_id
    ]
    if own:
        result["developerMetadata"] = copy.deepcopy(own)
    return result


def _grid(book: Book, sheet: Sheet, rect: Rect, renderer: Renderer, mask: Mask) -> Json:
    """GridData of one rectangle; rows and cells that would come out empty under the mask are dropped at the ends."""
    assert rect.bottom is not None and rect.right is not None
    result: Json = {}
    if rect.top:
        result["startRow"] = rect.top
    if rect.left:
        result["startColumn"] = rect.left
    cell_mask = mask.get("rowData", {}).get("values", {})
    with_format = mentions(cell_mask, "effectiveFormat")
    filled: dict[int, dict[int, Json]] = defaultdict(dict)
    for row, column in set(sheet.cells) | set(renderer.computed.values[sheet.sheet_id]):
        if rect.contains(row, column):
            data = select(renderer.cell_data(sheet, (row, column), with_format), cell_mask)
            if data:
                filled[row][column] = data
    if filled and mentions(mask, "rowData"):
        result["rowData"] = [_row(filled.get(row), rect.left) for row in range(rect.top, max(filled) + 1)]
    if mentions(mask, "rowMetadata"):
        rows = _dimensions(book, sheet, ROWS, rect.top, rect.bottom)
        for row in hidden_rows(renderer, sheet) & set(range(rect.top, rect.bottom)):
            rows[row - rect.top]["hiddenByFilter"] = True
        result["rowMetadata"] = rows
    if mentions(mask, "columnMetadata"):
        result["columnMetadata"] = _dimensions(book, sheet, COLUMNS, rect.left, rect.right)
    return result


def _row(cells: dict[int, Json] | None, left: int) -> Json:
    if not cells:
        return {}
    return {"values": [cells.get(column, {}) for column in range(left, max(cells) + 1)]}


def _dimensions(book: Book, sheet: Sheet, dimension: str, start: int, end: int) -> list[Json]:
    """DimensionProperties of rows or columns, with the metadata that hangs on each."""
    hanging: dict[int, list[Any]] = defaultdict(list)
    for entry in book.metadata:
        span = entry["location"].get("dimensionRange")
        if span and span.get("sheetId", 0) == sheet.sheet_id and span["dimension"] == dimension:
            hanging[span["startIndex"]].append(copy.deepcopy(entry))
    stored = sheet.dimension(dimension)
    result = []
    for index in range(start, end):
        entry = {"pixelSize": DEFAULT_PIXELS[dimension], **stored.get(index, {})}
        if hanging.get(index):
            entry["developerMetadata"] = hanging[index]
        result.append(entry)
    return result
