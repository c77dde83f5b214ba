"""Requests about alternating colours."""

import copy

from tests.sheets_server.a1 import rect_of
from tests.sheets_server.cells import with_twins
from tests.sheets_server.masks import merge
from tests.sheets_server.model import Json, Sheet

from .core import Batch, kind

_TAKEN = "You cannot add alternating background colors to a range that already has alternating background colors."


def _checked(batch: Batch, entry: Json) -> tuple[Sheet, Json]:
    """A banded range as it is kept: with bands of rows or columns that have their two colours, on cells of its own."""
    sheet, rect = batch.rect(entry.get("range"))
    bands = [entry[name] for name in ("rowProperties", "columnProperties") if name in entry]
    if not bands:
        raise batch.refuse("At least one of rowProperties or columnProperties must be specified.")
    for band in bands:
        for name in ("firstBandColor", "secondBandColor"):
            if name not in band and f"{name}Style" not in band:
                raise batch.refuse(f"{name} must be specified.")
    for other in sheet.listed("bandedRanges"):
        if other["bandedRangeId"] != entry.get("bandedRangeId") and rect_of(other["range"]).touches(rect):
            raise batch.refuse(_TAKEN)
    return sheet, {**with_twins(entry, {}), "range": rect.to_json()}


def _banded(batch: Batch, banded_id: int | None) -> tuple[Sheet, Json]:
    for sheet in batch.book.sheets:
        for entry in sheet.listed("bandedRanges"):
            if entry["bandedRangeId"] == banded_id:
                return sheet, entry
    raise batch.refuse(f"No banded range with id: {banded_id or 0}")


@kind("addBanding")
def add_banding(batch: Batch, request: Json) -> Json:
    given = request.get("bandedRange", {})
    wanted = given.get("bandedRangeId")
    taken = {one["bandedRangeId"] for other in batch.book.sheets for one in other.listed("bandedRanges")}
    if wanted in taken:
        raise batch.refuse(f"A banded range with id {wanted} already exists.")
    sheet, entry = _checked(batch, {**given, "bandedRangeId": batch.new_id() if wanted is None else wanted})
    sheet.listed("bandedRanges").append(entry)
    return {"bandedRange": copy.deepcopy(entry)}


@kind("updateBanding")
def update_banding(batch: Batch, request: Json) -> None:
    mask = batch.mask(request, "BandedRange")
    source = request.get("bandedRange", {})
    sheet, old = _banded(batch, source.get("bandedRangeId"))
    if "*" in mask:
        mask = {name: {} for name in ("range", "rowProperties", "columnProperties")}
    changed = {**merge(old, source, mask), "bandedRangeId": old["bandedRangeId"]}
    target, entry = _checked(batch, changed)
    sheet.listed("bandedRanges").remove(old)
    target.listed("bandedRanges").append(entry)


@kind("deleteBanding")
def delete_banding(batch: Batch, request: Json) -> None:
    sheet, entry = _banded(batch, request.get("bandedRangeId"))
    sheet.listed("bandedRanges").remove(entry)
