"""Requests that set cells: their values, formats, notes, rules."""

import re
from collections.abc import Iterable

from tests.sheets_server.a1 import Rect
from tests.sheets_server.cells import clean_format, masked_cell
from tests.sheets_server.conditions import VALIDATION
from tests.sheets_server.discovery import READ_ONLY
from tests.sheets_server.formula_text import moved_by
from tests.sheets_server.masks import Mask
from tests.sheets_server.model import COLUMNS, ROWS, CellKey, Json, Sheet
from tests.sheets_server.rendering import Renderer
from tests.sheets_server.typed_input import typed_value

from .core import Batch, kind

_SIDES = ("top", "bottom", "left", "right")


def check_cell(batch: Batch, cell: Json) -> None:
    """A request does not bring what only the service computes, nor what this server cannot keep up."""
    brought = READ_ONLY["CellData"] & cell.keys()
    batch.without(cell, "chipRuns", "dataSourceTable", "pivotTable")
    if "dataValidation" in cell:
        batch.check_condition(cell["dataValidation"].get("condition", {}), VALIDATION)
    if brought or "errorValue" in cell.get("userEnteredValue", {}):
        raise batch.refuse(f"Field is read-only: {next(iter(sorted(brought)), 'errorValue')}")


def _set(batch: Batch, sheet: Sheet, key: CellKey, source: Json, mask: Mask) -> None:
    sheet.put(key, masked_cell(sheet.cells.get(key, {}), source, mask, batch.locale))


def write_row_data(batch: Batch, sheet: Sheet, start: CellKey, rows: list[Json], mask: Mask) -> None:
    """Set cells from RowData."""
    for down, row in enumerate(rows):
        for right, cell in enumerate(row.get("values", [])):
            check_cell(batch, cell)
            _set(batch, sheet, (start[0] + down, start[1] + right), cell, mask)


@kind("updateCells")
def update_cells(batch: Batch, request: Json) -> None:
    mask = batch.mask(request, "CellData")
    rows = request.get("rows", [])
    height, width = len(rows), max((len(row.get("values", [])) for row in rows), default=0)
    if "range" in request:
        sheet, rect = batch.rect(request["range"])
        _check_fits(batch, rect, height, width)
        start = (rect.top, rect.left)
        for row, column in rect.cells():
            covered = row - rect.top < height and column - rect.left < len(rows[row - rect.top].get("values", []))
            if not covered and (row, column) in sheet.cells:
                _set(batch, sheet, (row, column), {}, mask)
    elif "start" in request:
        sheet, start = coordinate(batch, request["start"])
        bound = Rect(sheet.sheet_id, start[0], sheet.row_count, start[1], sheet.column_count)
        _check_fits(batch, bound, height, width)
    else:
        raise batch.refuse("One of start or range must be specified.")
    write_row_data(batch, sheet, start, rows, mask)


def coordinate(batch: Batch, place: Json) -> tuple[Sheet, CellKey]:
    """The sheet and the cell of a GridCoordinate within the grid."""
    sheet = batch.sheet(place.get("sheetId"))
    row, column = place.get("rowIndex", 0), place.get("columnIndex", 0)
    if not 0 <= row < sheet.row_count:
        raise batch.refuse(f"GridCoordinate.rowIndex[{row}] is after last row in grid[{sheet.row_count}]")
    if not 0 <= column < sheet.column_count:
        raise batch.refuse(f"GridCoordinate.columnIndex[{column}] is after last column in grid[{sheet.column_count}]")
    return sheet, (row, column)


def _check_fits(batch: Batch, rect: Rect, height: int, width: int) -> None:
    if height > rect.height:
        last = (rect.bottom or 0) - 1
        raise batch.refuse(f"Attempting to write row: {last + 1}, beyond the last requested row of: {last}")
    if width > rect.width:
        last = (rect.right or 0) - 1
        raise batch.refuse(f"Attempting to write column: {last + 1}, beyond the last requested column of: {last}")


@kind("repeatCell")
def repeat_cell(batch: Batch, request: Json) -> None:
    mask = batch.mask(request, "CellData")
    sheet, rect = batch.rect(request.get("range"))
    cell = request.get("cell", {})
    check_cell(batch, cell)
    formula = cell.get("userEnteredValue", {}).get("formulaValue")
    for row, column in rect.cells():
        source = cell
        if formula is not None:
            moved = moved_by(formula, row - rect.top, column - rect.left)
            source = {**cell, "userEnteredValue": {"formulaValue": moved}}
        _set(batch, sheet, (row, column), source, mask)


@kind("appendCells")
def append_cells(batch: Batch, request: Json) -> None:
    """After the last row that has data, growing the grid when it must."""
    batch.without(request, "tableId")
    mask = batch.mask(request, "CellData")
    sheet = batch.sheet(request.get("sheetId"))
    rows = request.get("rows", [])
    first = max((row + 1 for (row, _), cell in sheet.cells.items() if "userEnteredValue" in cell), default=0)
    width = max((len(row.get("values", [])) for row in rows), default=0)
    sheet.resize(ROWS, max(sheet.row_count, first + len(rows)))
    sheet.resize(COLUMNS, max(sheet.column_count, width))
    write_row_data(batch, sheet, (first, 0), rows, mask)


@kind("setDataValidation")
def set_data_validation(batch: Batch, request: Json) -> None:
    sheet, rect = batch.rect(request.get("range"))
    rule = request.get("rule")
    if rule is not None:
        batch.check_condition(rule.get("condition", {}), VALIDATION)
    for key in rect.cells():
        _set(batch, sheet, key, {"dataValidation": rule} if rule else {}, {"dataValidation": {}})


def _border_at(request: Json, side: str, rect: Rect, key: CellKey) -> Json | None:
    """The border that the request draws on one side of a cell; None when it says nothing about it."""
    outer = {
        "top": key[0] == rect.top,
        "bottom": key[0] + 1 == rect.bottom,
        "left": key[1] == rect.left,
        "right": key[1] + 1 == rect.right,
    }
    name = side if outer[side] else "innerHorizontal" if side in {"top", "bottom"} else "innerVertical"
    found: Json | None = request.get(name)
    return found


@kind("updateBorders")
def update_borders(batch: Batch, request: Json) -> None:
    sheet, rect = batch.rect(request.get("range"))
    for key in rect.cells():
        cell = sheet.cells.get(key, {})
        form = cell.get("userEnteredFormat", {})
        borders = dict(form.get("borders", {}))
        for side in _SIDES:
            border = _border_at(request, side, rect, key)
            if border is not None and border.get("style") == "NONE":
                borders.pop(side, None)
            elif border is not None:
                borders[side] = {"width": 1, "color": {}, "colorStyle": {"rgbColor": {}}, **border}
        form = clean_format({**form, "borders": borders}, {}, batch.locale)
        sheet.put(key, {name: value for name, value in {**cell, "userEnteredFormat": form}.items() if value})


def _searched(batch: Batch, request: Json) -> Iterable[tuple[Sheet, Rect]]:
    """Where a findReplace looks."""
    if "range" in request:
        return [batch.rect(request["range"])]
    if request.get("allSheets"):
        sheets = batch.book.sheets
    elif "sheetId" in request:
        sheets = [batch.sheet(request["sheetId"])]
    else:
        raise batch.refuse("One of range, sheetId or allSheets must be specified.")
    return [(sheet, Rect(sheet.sheet_id)) for sheet in sheets]


@kind("findReplace")
def find_replace(batch: Batch, request: Json) -> Json:
    if not request.get("find"):
        raise batch.refuse("find must not be empty.")
    text = request["find"] if request.get("searchByRegex") else re.escape(request["find"])
    try:
        pattern = re.compile(f"^(?:{text})$" if request.get("matchEntireCell") else text, _flags(request))
    except re.error:
        raise batch.refuse(f"Invalid regular expression: {request['find']}") from None
    with_groups = bool(request.get("searchByRegex"))
    replacement = re.sub(r"\$(\d)", r"\\\1", request.get("replacement", "")) if with_groups else None
    counts: dict[str, int] = {}
    for sheet, rect in _searched(batch, request):
        rows = set()
        for key in sorted(key for key in sheet.cells if rect.contains(*key)):
            kind_of = _replace_in(batch, sheet, key, pattern, request, replacement, counts)
            if kind_of:
                counts[kind_of] = counts.get(kind_of, 0) + 1
                rows.add(key[0])
        if rows:
            counts["rowsChanged"] = counts.get("rowsChanged", 0) + len(rows)
            counts["sheetsChanged"] = counts.get("sheetsChanged", 0) + 1
    batch.book.computed = None
    return dict(counts)


def _flags(request: Json) -> re.RegexFlag:
    return re.RegexFlag(0) if request.get("matchCase") else re.IGNORECASE


def _replace_in(
    batch: Batch,
    sheet: Sheet,
    key: CellKey,
    pattern: re.Pattern[str],
    request: Json,
    template: str | None,
    counts: dict[str, int],
) -> str | None:
    """Replace in one cell; which of the counts goes up."""
    entered = sheet.cells[key].get("userEnteredValue", {})
    formula = entered.get("formulaValue")
    if formula is not None and not request.get("includeFormulas"):
        return None
    text = formula if formula is not None else Renderer(batch.book).formatted(sheet, key) or ""
    plain = request.get("replacement", "")
    new, count = pattern.subn(template if template is not None else lambda _: plain, text)
    if not count:
        return None
    counts["occurrencesChanged"] = counts.get("occurrencesChanged", 0) + count
    value = {} if new == "" else {"userEnteredValue": typed_value(new, batch.locale)[0]}
    _set(batch, sheet, key, value, {"userEnteredValue": {}})
    return "formulasChanged" if formula is not None else "valuesChanged"
