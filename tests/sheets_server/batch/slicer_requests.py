"""Requests about slicers."""

import copy

from tests.sheets_server.cells import with_twins
from tests.sheets_server.masks import merge
from tests.sheets_server.model import Json

from .chart_requests import embedded, overlay_position
from .core import Batch, kind


def _checked_spec(batch: Batch, spec: Json) -> Json:
    """A slicer's spec; its data are cells of the spreadsheet, and its column is one of them."""
    _, rect = batch.rect(spec.get("dataRange"), "dataRange")
    column = spec.get("columnIndex", 0)
    if not 0 <= column < rect.width:
        raise batch.refuse(f"columnIndex[{column}] is outside of the dataRange.")
    return {"applyToPivotTables": True, **with_twins(spec, {}), "dataRange": rect.to_json()}


@kind("addSlicer")
def add_slicer(batch: Batch, request: Json) -> Json:
    given = request.get("slicer", {})
    spec = _checked_spec(batch, given.get("spec", {}))
    sheet, position = overlay_position(batch, given.get("position", {}))
    wanted = given.get("slicerId")
    if wanted in {one["slicerId"] for other in batch.book.sheets for one in other.listed("slicers")}:
        raise batch.refuse(f"An embedded object with id {wanted} already exists.")
    new = {"slicerId": batch.new_id() if wanted is None else wanted, "spec": spec, "position": position}
    sheet.listed("slicers").append(new)
    return {"slicer": copy.deepcopy(new)}


@kind("updateSlicerSpec")
def update_slicer_spec(batch: Batch, request: Json) -> None:
    mask = batch.mask(request, "SlicerSpec")
    _, _, slicer = embedded(batch, request.get("slicerId"), "slicer", ("slicers",))
    source = request.get("spec", {})
    if "*" in mask:
        mask = {name: {} for name in source}
    slicer["spec"] = _checked_spec(batch, merge(slicer["spec"], source, mask))
