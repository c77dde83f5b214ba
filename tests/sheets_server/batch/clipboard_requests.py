"""Requests that move or copy cells about: copyPaste, cutPaste, sortRange."""

from tests.sheets_server.a1 import Rect
from tests.sheets_server.edits import MoveBlock
from tests.sheets_server.follow import point_anew
from tests.sheets_server.formula_text import moved_by, turned
from tests.sheets_server.model import CellKey, Json, Sheet
from tests.sheets_server.rendering import Renderer

from .cell_requests import coordinate
from .core import Batch, kind

_VALUE_PARTS = {"userEnteredValue", "textFormatRuns"}
_PARTS = {
    "PASTE_VALUES": _VALUE_PARTS,
    "PASTE_FORMULA": _VALUE_PARTS,
    "PASTE_FORMAT": {"userEnteredFormat"},
    "PASTE_DATA_VALIDATION": {"dataValidation"},
    "PASTE_CONDITIONAL_FORMATTING": set(),
}


def _pasted(batch: Batch, old: Json, sheet: Sheet, key: CellKey, how: str, place: CellKey | None) -> Json:
    """The cell that comes about when the cell at `key` is pasted over `old`.

    `place` is where a copied formula arrives; None for one that is cut and goes on meaning the same cells.
    """
    new = sheet.cells.get(key, {})
    parts = _PARTS.get(how)
    result = dict(new) if parts is None else {name: value for name, value in old.items() if name not in parts}
    if parts is not None:
        result |= {name: new[name] for name in parts if name in new}
    if how == "PASTE_NO_BORDERS" and "userEnteredFormat" in result:
        form = {name: value for name, value in result["userEnteredFormat"].items() if name != "borders"}
        if "borders" in old.get("userEnteredFormat", {}):
            form["borders"] = old["userEnteredFormat"]["borders"]
        result["userEnteredFormat"] = form
    formula = result.get("userEnteredValue", {}).get("formulaValue")
    if formula is not None and how == "PASTE_VALUES":
        value = Renderer(batch.book).computed.value(sheet.sheet_id, key)
        result["userEnteredValue"] = value if value and "errorValue" not in value else {}
    elif formula is not None and parts != {"userEnteredFormat"} and how != "PASTE_DATA_VALIDATION":
        by = (0, 0) if place is None else (place[0] - key[0], place[1] - key[1])
        result["userEnteredValue"] = {"formulaValue": moved_by(formula, *by)}
    return {name: value for name, value in result.items() if value}


@kind("copyPaste")
def copy_paste(batch: Batch, request: Json) -> None:
    """Copies the source into the destination, repeated when the destination is a multiple of it."""
    source_sheet, source = batch.rect(request.get("source"), "source")
    target_sheet, target = batch.rect(request.get("destination"), "destination")
    how = request.get("pasteType", "PASTE_NORMAL")
    transposed = request.get("pasteOrientation") == "TRANSPOSE"
    batch.book.computed = None
    if not source.cells():
        raise batch.refuse("The source has no cells.")
    tall, wide = (source.width, source.height) if transposed else (source.height, source.width)
    across = target.width // wide if target.width % wide == 0 and target.width >= wide else 1
    down = target.height // tall if target.height % tall == 0 and target.height >= tall else 1
    if target.top + tall > target_sheet.row_count or target.left + wide > target_sheet.column_count:
        raise batch.refuse("The destination does not fit into the grid.")
    new = {}
    for row in range(tall * down):
        for column in range(wide * across):
            inner = (row % tall, column % wide)
            from_row, from_column = (inner[1], inner[0]) if transposed else inner
            key = (source.top + from_row, source.left + from_column)
            place = (target.top + row, target.left + column)
            new[place] = _pasted(batch, target_sheet.cells.get(place, {}), source_sheet, key, how, place)
            formula = source_sheet.cells.get(key, {}).get("userEnteredValue", {}).get("formulaValue")
            if transposed and formula and "formulaValue" in new[place].get("userEnteredValue", {}):
                new[place]["userEnteredValue"] = {"formulaValue": turned(formula, key, place)}
    for place, cell in new.items():
        target_sheet.put(place, cell)
    batch.book.computed = None


@kind("cutPaste")
def cut_paste(batch: Batch, request: Json) -> None:
    """Moves the source; formulas that point into it follow."""
    source_sheet, source = batch.rect(request.get("source"), "source")
    target_sheet, (top, left) = coordinate(batch, request.get("destination", {}))
    how = request.get("pasteType", "PASTE_NORMAL")
    if how not in {"PASTE_NORMAL", "PASTE_VALUES", "PASTE_FORMULA", "PASTE_FORMAT", "PASTE_NO_BORDERS"}:
        raise batch.refuse(f"pasteType {how} is not implemented by this local server.")
    if top + source.height > target_sheet.row_count or left + source.width > target_sheet.column_count:
        raise batch.refuse("The destination does not fit into the grid.")
    by = (top - source.top, left - source.left)
    batch.book.computed = None
    pasted = {}
    for key in source.cells():
        place = (key[0] + by[0], key[1] + by[1])
        pasted[place] = _pasted(batch, target_sheet.cells.get(place, {}), source_sheet, key, how, None)
    for key in source.cells():
        parts = _PARTS.get(how)
        left_over = source_sheet.cells.get(key, {}) if parts else {}
        source_sheet.put(key, {name: value for name, value in left_over.items() if name not in (parts or ())})
    for place, cell in pasted.items():
        target_sheet.put(place, cell)
    if how != "PASTE_FORMAT":
        point_anew(batch.book, MoveBlock(source_sheet.sheet_id, source, target_sheet.sheet_id, *by))
    batch.book.computed = None


def _rank(renderer: Renderer, sheet: Sheet, key: CellKey) -> tuple[int, float, str]:
    """Numbers come first, then texts, then truth values and errors."""
    value = renderer.computed.value(sheet.sheet_id, key) or {}
    if "numberValue" in value:
        return 0, float(value["numberValue"]), ""
    if "stringValue" in value:
        return 1, 0.0, value["stringValue"].casefold()
    return 2, float(value.get("boolValue", 0)), ""


@kind("sortRange")
def sort_range(batch: Batch, request: Json) -> None:
    """Sorts the rows of a range; empty cells stay at the end whichever way the order goes."""
    sheet, rect = batch.rect(request.get("range"))
    specs = request.get("sortSpecs", [])
    if not specs:
        raise batch.refuse("Must specify at least one sort spec.")
    batch.book.computed = None
    renderer = Renderer(batch.book)
    order = list(range(rect.top, rect.bottom or 0))
    for spec in reversed(specs):
        column = spec.get("dimensionIndex", 0)
        if not rect.left <= column < (rect.right or 0):
            raise batch.refuse(f"dimensionIndex[{column}] is outside of the range.")
        filled = [row for row in order if renderer.computed.value(sheet.sheet_id, (row, column)) is not None]
        empty = [row for row in order if row not in set(filled)]
        filled.sort(
            key=lambda row, at=column: _rank(renderer, sheet, (row, at)),  # type: ignore[misc]
            reverse=spec.get("sortOrder") == "DESCENDING",
        )
        order = filled + empty
    put_in_order(sheet, rect, order)
    batch.book.computed = None


def put_in_order(sheet: Sheet, rect: Rect, order: list[int]) -> None:
    """Put the rows of a range in a new order; the formulas in them go on pointing into their own row."""
    new = {}
    for row, old in zip(range(rect.top, rect.bottom or 0), order, strict=True):
        for column in range(rect.left, rect.right or 0):
            cell = sheet.cells.get((old, column))
            if cell is None:
                continue
            formula = cell.get("userEnteredValue", {}).get("formulaValue")
            if formula is not None:
                cell = {**cell, "userEnteredValue": {"formulaValue": moved_by(formula, row - old, 0)}}
            new[(row, column)] = cell
    for key in rect.cells():
        sheet.put(key, new.get(key, {}))
