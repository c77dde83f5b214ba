"""Requests that tidy up what is in cells: whitespace, duplicates, texts to be split, data to be pasted."""

import csv
import io
import re
from typing import Any

from tests.sheets_server.model import COLUMNS, ROWS, CellKey, Json, Sheet
from tests.sheets_server.rendering import Renderer
from tests.sheets_server.values_write import entered_cell

from .cell_requests import coordinate
from .clipboard_requests import put_in_order
from .core import Batch, kind

_DELIMITERS = {"COMMA": ",", "SEMICOLON": ";", "PERIOD": ".", "SPACE": " "}


@kind("trimWhitespace")
def trim_whitespace(batch: Batch, request: Json) -> Json:
    """Texts lose the whitespace at their ends, and every run of it within becomes one space; they stay texts."""
    sheet, rect = batch.rect(request.get("range"))
    changed = 0
    for key in rect.cells():
        cell = sheet.cells.get(key, {})
        text = cell.get("userEnteredValue", {}).get("stringValue")
        trimmed = re.sub(r"\s+", " ", text.strip()) if text is not None else None
        if trimmed == text:
            continue
        rest = {name: value for name, value in cell.items() if name not in {"userEnteredValue", "textFormatRuns"}}
        sheet.put(key, {**rest, "userEnteredValue": {"stringValue": trimmed}} if trimmed else rest)
        changed += 1
    return {"cellsChangedCount": changed} if changed else {}


def _compared(batch: Batch, request: Json, left: int, right: int) -> list[int]:
    """The columns whose values decide; all of the range when none is named."""
    columns: set[int] = set()
    for one in request.get("comparisonColumns", []):
        _, dimension, start, end = batch.span(one)
        if dimension != COLUMNS or start < left or end > right:
            raise batch.refuse("comparisonColumns must be columns within the range.")
        columns |= set(range(start, end))
    return sorted(columns) or list(range(left, right))


def _alike(value: Json | None) -> Any:
    """A value for comparing: the case of letters does not count."""
    kind_of, inner = next(iter(value.items())) if value else ("", "")
    return kind_of, inner.casefold() if isinstance(inner, str) else str(inner)


@kind("deleteDuplicates")
def delete_duplicates(batch: Batch, request: Json) -> Json:
    """Of rows with the same values the first one stays; the others move up, within the range."""
    sheet, rect = batch.rect(request.get("range"))
    columns = _compared(batch, request, rect.left, rect.right or 0)
    batch.book.computed = None
    renderer = Renderer(batch.book)
    seen: set[Any] = set()
    kept: list[int] = []
    gone: list[int] = []
    for row in range(rect.top, rect.bottom or 0):
        values = tuple(_alike(renderer.computed.value(sheet.sheet_id, (row, column))) for column in columns)
        (gone if values in seen else kept).append(row)
        seen.add(values)
    for row in gone:
        for column in range(rect.left, rect.right or 0):
            sheet.put((row, column), {})
    put_in_order(sheet, rect, kept + gone)
    batch.book.computed = None
    return {"duplicatesRemovedCount": len(gone)} if gone else {}


@kind("randomizeRange")
def randomize_range(batch: Batch, request: Json) -> None:
    sheet, rect = batch.rect(request.get("range"))
    order = list(range(rect.top, rect.bottom or 0))
    batch.random.shuffle(order)
    put_in_order(sheet, rect, order)
    batch.book.computed = None


def _enter(batch: Batch, sheet: Sheet, start: CellKey, rows: list[list[str]]) -> None:
    """Texts as if typed; the grid grows when they need more room."""
    sheet.resize(ROWS, max(sheet.row_count, start[0] + len(rows)))
    sheet.resize(COLUMNS, max(sheet.column_count, start[1] + max((len(row) for row in rows), default=0)))
    for down, row in enumerate(rows):
        for right, text in enumerate(row):
            key = (start[0] + down, start[1] + right)
            sheet.put(key, entered_cell(sheet.cells.get(key, {}), text, "USER_ENTERED", batch.locale))
    batch.book.computed = None


def _delimiter(batch: Batch, request: Json, texts: list[str]) -> str:
    how = request.get("delimiterType", "AUTODETECT")
    if how == "CUSTOM":
        if not request.get("delimiter"):
            raise batch.refuse("delimiter must be specified when delimiterType is CUSTOM.")
        return str(request["delimiter"])
    if how in _DELIMITERS:
        return _DELIMITERS[how]
    return max(_DELIMITERS.values(), key=lambda mark: sum(mark in text for text in texts))


@kind("textToColumns")
def text_to_columns(batch: Batch, request: Json) -> None:
    """The texts of one column, split over the columns at its right."""
    sheet, rect = batch.rect(request.get("source"), "source")
    if rect.width != 1:
        raise batch.refuse("source must span exactly one column.")
    batch.book.computed = None
    renderer = Renderer(batch.book)
    texts = [renderer.formatted(sheet, key) or "" for key in rect.cells()]
    delimiter = _delimiter(batch, request, texts)
    for key, text in zip(rect.cells(), texts, strict=True):
        if delimiter in text:
            _enter(batch, sheet, key, [[part.strip() for part in text.split(delimiter)]])


@kind("pasteData")
def paste_data(batch: Batch, request: Json) -> None:
    """Text from the clipboard, as if typed."""
    sheet, start = coordinate(batch, request.get("coordinate", {}))
    if request.get("html"):
        raise batch.refuse("pasting HTML is not implemented by this local server.")
    if request.get("type", "PASTE_NORMAL") not in {"PASTE_NORMAL", "PASTE_VALUES"}:
        raise batch.refuse(f"type {request['type']} is not implemented by this local server.")
    delimiter = request.get("delimiter", "")
    if len(delimiter) != 1:
        raise batch.refuse("delimiter must be one character.")
    _enter(batch, sheet, start, list(csv.reader(io.StringIO(request.get("data", "")), delimiter=delimiter)))
