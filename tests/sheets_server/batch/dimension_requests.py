"""Requests about rows and columns, and about inserting and deleting cells."""

from typing import Any

from tests.sheets_server.a1 import Rect
from tests.sheets_server.edits import Delete, Insert, Move, ShiftBand
from tests.sheets_server.follow import apply_edit
from tests.sheets_server.masks import merge
from tests.sheets_server.model import COLUMNS, ROWS, Json, Sheet
from tests.sheets_server.rendering import Renderer

from .core import Batch, kind
from .sheet_requests import check_size

_WORDS = {ROWS: "row", COLUMNS: "column"}
_CHARACTER_PIXELS = 7


@kind("appendDimension")
def append_dimension(batch: Batch, request: Json) -> None:
    sheet = batch.sheet(request.get("sheetId"))
    dimension, length = request.get("dimension"), request.get("length", 0)
    if dimension not in {ROWS, COLUMNS} or length <= 0:
        raise batch.refuse("No dimension specified." if length > 0 else "length must be greater than 0")
    sheet.resize(dimension, sheet.size(dimension) + length)
    check_size(batch, sheet)


@kind("insertDimension")
def insert_dimension(batch: Batch, request: Json) -> None:
    sheet, dimension, start, end = batch.span(request.get("range"))
    before = request.get("inheritFromBefore", False)
    if end <= start:
        raise batch.refuse(f"range.endIndex[{end}] must be after range.startIndex[{start}]")
    if start > sheet.size(dimension) or (start == sheet.size(dimension) and not before):
        raise batch.refuse(f"range.startIndex[{start}] is after last {_WORDS[dimension]} in grid")
    if before and start == 0:
        raise batch.refuse("inheritFromBefore cannot be set when inserting before the first row or column.")
    count = end - start
    sheet.resize(dimension, sheet.size(dimension) + count)
    check_size(batch, sheet)
    apply_edit(batch.book, Insert(sheet.sheet_id, dimension, start, count))
    _inherit(sheet, dimension, start, end, start - 1 if before else end)


def _inherit(sheet: Sheet, dimension: str, start: int, end: int, model: int) -> None:
    """New rows look like their neighbour: the formats and rules of its cells, and its size."""
    for key, cell in list(sheet.cells.items()):
        if key[0 if dimension == ROWS else 1] != model:
            continue
        look: Json = {name: cell[name] for name in ("userEnteredFormat", "dataValidation") if name in cell}
        for index in range(start, end) if look else ():
            sheet.put((index, key[1]) if dimension == ROWS else (key[0], index), look)
    size = sheet.dimension(dimension).get(model, {}).get("pixelSize")
    if size is not None:
        for index in range(start, end):
            sheet.dimension(dimension)[index] = {"pixelSize": size}


@kind("deleteDimension")
def delete_dimension(batch: Batch, request: Json) -> None:
    sheet, dimension, start, end = batch.span(request.get("range"))
    size, word = sheet.size(dimension), _WORDS[dimension]
    if end <= start:
        raise batch.refuse(f"range.endIndex[{end}] must be after range.startIndex[{start}]")
    if end > size:
        missing = max(start, size)
        raise batch.refuse(
            f"Cannot delete a {word} that doesn't exist. "
            f"Tried to delete {word} index {missing} but there are only {size} {word}s."
        )
    grid = sheet.properties["gridProperties"]
    frozen_name = "frozenRowCount" if dimension == ROWS else "frozenColumnCount"
    frozen = grid.get(frozen_name, 0)
    if end - start == size:
        raise batch.refuse(f"You can't delete all the {word}s on the sheet.")
    if start <= frozen and end == size:
        raise batch.refuse(f"Sorry, it is not possible to delete all non-frozen {word}s.")
    if frozen > start:
        grid[frozen_name] = frozen - (min(end, frozen) - start)
    sheet.resize(dimension, size - (end - start))
    apply_edit(batch.book, Delete(sheet.sheet_id, dimension, start, end))


@kind("moveDimension")
def move_dimension(batch: Batch, request: Json) -> None:
    sheet, dimension, start, end = batch.span(request.get("source"))
    target = request.get("destinationIndex", 0)
    if end > sheet.size(dimension) or not 0 <= target <= sheet.size(dimension):
        raise batch.refuse(f"destinationIndex[{target}] or source is outside of the grid")
    if start <= target <= end:
        return
    apply_edit(batch.book, Move(sheet.sheet_id, dimension, start, end, target))


@kind("updateDimensionProperties")
def update_dimension_properties(batch: Batch, request: Json) -> None:
    batch.without(request, "dataSourceSheetRange")
    mask = batch.mask(request, "DimensionProperties")
    sheet, dimension, start, end = batch.span(request.get("range"))
    source = request.get("properties", {})
    if "*" in mask:
        mask = {"pixelSize": {}, "hiddenByUser": {}}
    if set(mask) - {"pixelSize", "hiddenByUser"}:
        raise batch.refuse(f"Field is read-only: {sorted(set(mask) - {'pixelSize', 'hiddenByUser'})[0]}")
    stored = sheet.dimension(dimension)
    for index in range(start, min(end, sheet.size(dimension))):
        stored[index] = {key: value for key, value in merge(stored.get(index, {}), source, mask).items() if value}


@kind("autoResizeDimensions")
def auto_resize_dimensions(batch: Batch, request: Json) -> None:
    """Columns become about as wide as their longest text; rows keep their height."""
    batch.without(request, "dataSourceSheetDimensions")
    sheet, dimension, start, end = batch.span(request.get("dimensions"))
    stored = sheet.dimension(dimension)
    batch.book.computed = None
    renderer = Renderer(batch.book)
    for index in range(start, min(end, sheet.size(dimension))):
        if dimension == ROWS:
            stored[index] = {key: value for key, value in stored.get(index, {}).items() if key != "pixelSize"}
            continue
        texts = [renderer.formatted(sheet, key) or "" for key in sheet.cells if key[1] == index]
        if any(texts):
            width = max(map(len, texts)) * _CHARACTER_PIXELS + 5
            stored[index] = {**stored.get(index, {}), "pixelSize": max(21, width)}
    batch.book.computed = None


def _shift(batch: Batch, request: Json, sign: int) -> None:
    """Insert or delete the cells of a range; the cells behind it in the shift dimension move."""
    sheet, rect = batch.rect(request.get("range"))
    dimension = request.get("shiftDimension")
    if dimension not in {ROWS, COLUMNS}:
        raise batch.refuse("No shiftDimension specified.")
    count = rect.height if dimension == ROWS else rect.width
    band = Rect(sheet.sheet_id, 0, None, rect.left, rect.right)
    at = rect.top
    if dimension == COLUMNS:
        band, at = Rect(sheet.sheet_id, rect.top, rect.bottom, 0, None), rect.left
    apply_edit(batch.book, ShiftBand(sheet.sheet_id, band, dimension, at, sign * count))
    _grow(sheet)


def _grow(sheet: Sheet) -> None:
    """The grid grows when cells were pushed over its edge."""
    sheet.resize(ROWS, max([sheet.row_count, *(row + 1 for row, _ in sheet.cells)]))
    sheet.resize(COLUMNS, max([sheet.column_count, *(column + 1 for _, column in sheet.cells)]))


@kind("insertRange")
def insert_range(batch: Batch, request: Json) -> None:
    _shift(batch, request, 1)


@kind("deleteRange")
def delete_range(batch: Batch, request: Json) -> None:
    _shift(batch, request, -1)


def _groups(sheet: Sheet, dimension: str) -> list[Json]:
    return sheet.listed("rowGroups" if dimension == ROWS else "columnGroups")


def _regroup(sheet: Sheet, dimension: str, depths: dict[int, int]) -> None:
    """The groups that come from the depth of each row: one for each stretch at each depth."""
    entries: list[Json] = []
    for depth in range(1, max(depths.values(), default=0) + 1):
        deep = sorted(index for index, value in depths.items() if value >= depth)
        for index in deep:
            last: Any = entries[-1] if entries and entries[-1]["depth"] == depth else None
            if last and last["range"]["endIndex"] == index:
                last["range"]["endIndex"] = index + 1
                continue
            span = {"dimension": dimension, "startIndex": index, "endIndex": index + 1}
            if sheet.sheet_id:
                span = {"sheetId": sheet.sheet_id, **span}
            entries.append({"range": span, "depth": depth})
    shut = [(group["range"], group["depth"]) for group in _groups(sheet, dimension) if group.get("collapsed")]
    for group in entries:
        if (group["range"], group["depth"]) in shut:
            group["collapsed"] = True
    entries.sort(key=lambda group: (group["range"]["startIndex"], group["depth"]))
    sheet.parts["rowGroups" if dimension == ROWS else "columnGroups"] = entries


def _depths(groups: list[Json]) -> dict[int, int]:
    depths: dict[int, int] = {}
    for group in groups:
        for index in range(group["range"]["startIndex"], group["range"]["endIndex"]):
            depths[index] = max(depths.get(index, 0), group["depth"])
    return depths


def _deepen(batch: Batch, request: Json, by: int) -> tuple[Sheet, str]:
    sheet, dimension, start, end = batch.span(request.get("range"))
    depths = _depths(_groups(sheet, dimension))
    if by < 0 and not any(depths.get(index) for index in range(start, end)):
        raise batch.refuse("Cannot delete a group that does not exist.")
    for index in range(start, end):
        depths[index] = max(0, depths.get(index, 0) + by)
    _regroup(sheet, dimension, depths)
    return sheet, dimension


@kind("addDimensionGroup")
def add_dimension_group(batch: Batch, request: Json) -> Json:
    sheet, dimension = _deepen(batch, request, 1)
    # The first group brings the property along, and it stays when the group goes.
    control = "rowGroupControlAfter" if dimension == ROWS else "columnGroupControlAfter"
    sheet.properties["gridProperties"].setdefault(control, True)
    return {"dimensionGroups": list(_groups(sheet, dimension))}


@kind("deleteDimensionGroup")
def delete_dimension_group(batch: Batch, request: Json) -> Json:
    sheet, dimension = _deepen(batch, request, -1)
    left = list(_groups(sheet, dimension))
    return {"dimensionGroups": left} if left else {}


@kind("updateDimensionGroup")
def update_dimension_group(batch: Batch, request: Json) -> None:
    """Folds a group or unfolds it: its rows are hidden or shown with it."""
    mask = batch.mask(request, "DimensionGroup")
    source = request.get("dimensionGroup", {})
    sheet, dimension, start, end = batch.span(source.get("range"))
    for group in _groups(sheet, dimension):
        span = (group["range"]["startIndex"], group["range"]["endIndex"])
        if span == (start, end) and group["depth"] == source.get("depth", 0):
            break
    else:
        raise batch.refuse("No group with that range and depth.")
    if "collapsed" not in mask and "*" not in mask:
        raise batch.refuse("Only collapsed can be updated.")
    collapsed = bool(source.get("collapsed"))
    group.pop("collapsed", None)
    if collapsed:
        group["collapsed"] = True
    stored = sheet.dimension(dimension)
    for index in range(start, end):
        entry = {name: value for name, value in stored.get(index, {}).items() if name != "hiddenByUser"}
        stored[index] = {**entry, "hiddenByUser": True} if collapsed else entry
