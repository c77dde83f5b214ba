"""Requests about charts, and about where they and slicers lie."""

import copy

from tests.sheets_server.cells import with_twins
from tests.sheets_server.errors import sheets_error
from tests.sheets_server.masks import merge
from tests.sheets_server.model import Json, Sheet

from .cell_requests import coordinate
from .core import PART_IDS, Batch, kind

_KINDS = {
    "basicChart",
    "pieChart",
    "bubbleChart",
    "candlestickChart",
    "histogramChart",
    "orgChart",
    "treemapChart",
    "waterfallChart",
    "scorecardChart",
}
_NO_KIND = (
    "One of basicChart, pieChart, bubbleChart, candelstickChart, histogramChart, or orgChart must be set on chartSpec."
)
_NO_POSITION = "One of EmbeddedObjectPosition.overlayPosition or EmbeddedObjectPosition.sheetId must be set"
_SIZE = {"widthPixels": 600, "heightPixels": 371}


def _checked_spec(batch: Batch, spec: Json | None) -> Json:
    """A chart's spec; its sources must be cells of the spreadsheet."""
    if not spec:
        raise batch.refuse("no chart spec")
    if not _KINDS & spec.keys():
        raise batch.refuse(_NO_KIND)
    basic = spec.get("basicChart")
    if basic is not None and not basic.get("series") and not basic.get("domains"):
        raise sheets_error(500, "INTERNAL", "Internal error encountered.")
    for source in _sources(spec):
        batch.rect(source)
    return {"hiddenDimensionStrategy": "SKIP_HIDDEN_ROWS_AND_COLUMNS", **with_twins(spec, {})}


def _sources(value: object) -> list[Json]:
    """Every source range in a spec."""
    if isinstance(value, list):
        return [found for entry in value for found in _sources(entry)]
    if not isinstance(value, dict):
        return []
    here = value.get("sources", []) if isinstance(value.get("sources"), list) else []
    return list(here) + [found for key, inner in value.items() if key != "sources" for found in _sources(inner)]


def overlay_position(batch: Batch, position: Json) -> tuple[Sheet, Json]:
    """Where a chart or a slicer lies, with the size that Google gives when none is asked for."""
    if position.get("newSheet") or "sheetId" in position:
        raise batch.refuse("charts on sheets of their own are not implemented by this local server.")
    overlay = position.get("overlayPosition")
    if not overlay or "anchorCell" not in overlay:
        raise batch.refuse(_NO_POSITION)
    sheet, (row, column) = coordinate(batch, overlay["anchorCell"])
    anchor = {"rowIndex": row, "columnIndex": column}
    if sheet.sheet_id:
        anchor = {"sheetId": sheet.sheet_id, **anchor}
    return sheet, {"overlayPosition": {**_SIZE, **overlay, "anchorCell": anchor}}


def embedded(
    batch: Batch, object_id: int | None, words: str, parts: tuple[str, ...] = ("charts", "slicers")
) -> tuple[Sheet, str, Json]:
    """What floats over the cells under that id: the sheet, the kind of thing, and the thing."""
    for sheet in batch.book.sheets:
        for part in parts:
            for entry in sheet.listed(part):
                if entry[PART_IDS[part]] == object_id:
                    return sheet, part, entry
    raise batch.refuse(f"No {words} with id: {object_id or 0}")


@kind("addChart")
def add_chart(batch: Batch, request: Json) -> Json:
    chart = request.get("chart", {})
    spec = _checked_spec(batch, chart.get("spec"))
    sheet, position = overlay_position(batch, chart.get("position", {}))
    wanted = chart.get("chartId")
    taken = {one["chartId"] for other in batch.book.sheets for one in other.listed("charts")}
    if wanted in taken:
        raise batch.refuse(f"An embedded object with id {wanted} already exists.")
    new = {"chartId": wanted if wanted is not None else batch.new_id(), "spec": spec, "position": position}
    if "border" in chart:
        new["border"] = with_twins(chart["border"], {})
    sheet.listed("charts").append(new)
    return {"chart": copy.deepcopy(new)}


@kind("updateChartSpec")
def update_chart_spec(batch: Batch, request: Json) -> None:
    _, _, chart = embedded(batch, request.get("chartId"), "chart", ("charts",))
    chart["spec"] = _checked_spec(batch, request.get("spec"))


@kind("updateEmbeddedObjectPosition")
def update_position(batch: Batch, request: Json) -> Json:
    old_sheet, part, entry = embedded(batch, request.get("objectId"), "embedded object")
    text = request.get("fields", "")
    mask = batch.mask(request, "OverlayPosition")
    new = request.get("newPosition", {})
    if new.get("newSheet") or "sheetId" in new:
        raise batch.refuse("charts on sheets of their own are not implemented by this local server.")
    given = new.get("overlayPosition", {})
    old = entry["position"]["overlayPosition"]
    merged = {**old, **given} if text == "*" else merge(old, given, mask)
    sheet, entry["position"] = overlay_position(batch, {"overlayPosition": merged})
    if sheet is not old_sheet:
        old_sheet.listed(part).remove(entry)
        sheet.listed(part).append(entry)
    return {"position": copy.deepcopy(entry["position"])}


@kind("updateEmbeddedObjectBorder")
def update_border(batch: Batch, request: Json) -> None:
    _, _, chart = embedded(batch, request.get("objectId"), "embedded object", ("charts",))
    mask = batch.mask(request, "EmbeddedObjectBorder")
    border = with_twins(merge(chart.get("border", {}), request.get("border", {}), mask), mask)
    chart.pop("border", None)
    if border:
        chart["border"] = border


@kind("deleteEmbeddedObject")
def delete_embedded_object(batch: Batch, request: Json) -> None:
    sheet, part, entry = embedded(batch, request.get("objectId"), "embedded object")
    sheet.listed(part).remove(entry)
