"""Reading values: values.get and values.batchGet."""

from typing import Any

from .a1 import Rect
from .model import Book, CellKey, Json, Sheet
from .ranges import bounded, echo, resolve
from .rendering import Renderer


def trimmed(rows: list[list[Any]]) -> list[list[Any]]:
    """Rows without the empty cells at their ends and without the empty rows at the end."""
    result = []
    for row in rows:
        end = len(row)
        while end and row[end - 1] == "":
            end -= 1
        result.append(row[:end])
    while result and not result[-1]:
        result.pop()
    return result


def used_within(renderer: Renderer, sheet: Sheet, rect: Rect) -> Rect:
    """The part of a rectangle up to the last row and column that hold something, to spare the empty rest."""
    values = renderer.computed.values[sheet.sheet_id].keys() | _entered(sheet)
    rows = [row for row, column in values if rect.contains(row, column)]
    columns = [column for row, column in values if rect.contains(row, column)]
    if not rows:
        return Rect(rect.sheet_id, rect.top, rect.top, rect.left, rect.left)
    return Rect(rect.sheet_id, rect.top, max(rows) + 1, rect.left, max(columns) + 1)


def _entered(sheet: Sheet) -> set[CellKey]:
    return {key for key, cell in sheet.cells.items() if "userEnteredValue" in cell}


def value_range(book: Book, sheet: Sheet, rect: Rect, options: Json) -> Json:
    """A ValueRange: the values of a rectangle, trimmed."""
    renderer = Renderer(book)
    option = options.get("valueRenderOption", "FORMATTED_VALUE")
    dates = options.get("dateTimeRenderOption", "SERIAL_NUMBER")
    used = used_within(renderer, sheet, rect)
    assert used.bottom is not None and used.right is not None
    rows = [
        [renderer.shown(sheet, (row, column), option, dates) for column in range(used.left, used.right)]
        for row in range(used.top, used.bottom)
    ]
    dimension = options.get("majorDimension", "ROWS")
    if dimension == "COLUMNS":
        rows = [list(column) for column in zip(*rows, strict=True)]
    else:
        dimension = "ROWS"
    result: Json = {"range": echo(sheet, rect), "majorDimension": dimension}
    values = trimmed(rows)
    if values:
        result["values"] = values
    return result


def get_values(book: Book, text: str, options: Json) -> Json:
    """values.get."""
    sheet, rect = resolve(book, text)
    return value_range(book, sheet, bounded(sheet, rect), options)


def batch_get(book: Book, ranges: list[str], options: Json) -> Json:
    """values.batchGet."""
    result: Json = {"spreadsheetId": book.spreadsheet_id}
    if ranges:
        result["valueRanges"] = [get_values(book, text, options) for text in ranges]
    return result
