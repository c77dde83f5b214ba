"""Filters, alternating colours, slicers: what lies on a sheet and has an id."""

from tests.sheets_server.client import Local, grid
from tests.sheets_server.model import Json

HIDDEN = {"hiddenValues": ["x"]}
BAND = {"firstBandColorStyle": {"rgbColor": {"red": 1}}, "secondBandColor": {"blue": 1}}
SPEC = {"dataRange": grid(0, 0, 5, 0, 2), "columnIndex": 1, "title": "Region"}
PLACE = {"overlayPosition": {"anchorCell": {"rowIndex": 1, "columnIndex": 4}}}


def _parts(local: Local, name: str) -> list[Json]:
    found: list[Json] = local.get(f"sheets.{name}")["sheets"][0].get(name, [])
    return found


def test_a_filter_has_its_criteria_in_both_forms(local: Local) -> None:
    local.batch({"setBasicFilter": {"filter": {"range": grid(0, 0, 5, 0, 2), "criteria": {"1": HIDDEN}}}})
    shown = local.get("sheets.basicFilter")["sheets"][0]["basicFilter"]
    assert shown["criteria"] == {"1": HIDDEN}
    assert shown["filterSpecs"] == [{"columnIndex": 1, "filterCriteria": HIDDEN}]
    outside = {"range": grid(0, 0, 5, 0, 2), "filterSpecs": [{"columnIndex": 7, "filterCriteria": HIDDEN}]}
    assert "outside of the range of the filter" in local.refused({"setBasicFilter": {"filter": outside}})


def test_filter_views(local: Local) -> None:
    added = local.batch(
        {"addFilterView": {"filter": {"range": grid(0, 0, 5, 0, 2)}}},
        {"addFilterView": {"filter": {"filterViewId": 7, "title": "Mine", "range": grid(0, 0, 5)}}},
    )["replies"]
    assert added[0]["addFilterView"]["filter"]["title"] == "Filter 1"
    specs = [{"columnIndex": 0, "filterCriteria": HIDDEN}]
    local.batch({"updateFilterView": {"filter": {"filterViewId": 7, "filterSpecs": specs}, "fields": "filterSpecs"}})
    copied = local.batch({"duplicateFilterView": {"filterId": 7}})["replies"][0]["duplicateFilterView"]["filter"]
    assert (copied["title"], copied["criteria"]) == ("Copy of Mine", {"0": HIDDEN})
    local.batch({"deleteFilterView": {"filterId": 7}})
    assert [view["title"] for view in _parts(local, "filterViews")] == ["Filter 1", "Copy of Mine"]
    local.batch({"insertDimension": {"range": {"sheetId": 0, "dimension": "ROWS", "startIndex": 0, "endIndex": 2}}})
    assert _parts(local, "filterViews")[0]["range"]["startRowIndex"] == 2
    assert local.refused({"deleteFilterView": {"filterId": 7}}) == (
        "Invalid requests[0].deleteFilterView: No filter view with id: 7"
    )
    taken = {"filter": {"filterViewId": copied["filterViewId"], "range": grid(0, 0, 2)}}
    assert "already exists" in local.refused({"addFilterView": taken})


def test_bands(local: Local) -> None:
    request = {"addBanding": {"bandedRange": {"bandedRangeId": 3, "range": grid(0, 0, 5, 0, 2), "rowProperties": BAND}}}
    added = local.batch(request)["replies"][0]["addBanding"]["bandedRange"]
    assert added["rowProperties"] == {
        "firstBandColor": {"red": 1},
        "firstBandColorStyle": {"rgbColor": {"red": 1}},
        "secondBandColor": {"blue": 1},
        "secondBandColorStyle": {"rgbColor": {"blue": 1}},
    }
    overlapping = {"addBanding": {"bandedRange": {"range": grid(0, 4, 9, 0, 2), "rowProperties": BAND}}}
    assert local.refused(overlapping) == (
        "Invalid requests[0].addBanding: You cannot add alternating background colors to a range that already has "
        "alternating background colors."
    )
    assert "already exists" in local.refused(request)
    assert "must be specified" in local.refused({"addBanding": {"bandedRange": {"range": grid(0, 8, 9)}}})
    moved = {"bandedRange": {"bandedRangeId": 3, "range": grid(0, 0, 9, 0, 2)}, "fields": "range"}
    local.batch({"updateBanding": moved})
    assert _parts(local, "bandedRanges")[0]["range"]["endRowIndex"] == 9
    local.batch({"deleteBanding": {"bandedRangeId": 3}})
    assert _parts(local, "bandedRanges") == []


def test_slicers(local: Local) -> None:
    slicer = local.batch({"addSlicer": {"slicer": {"spec": SPEC, "position": PLACE}}})["replies"][0]["addSlicer"][
        "slicer"
    ]
    assert slicer["spec"]["applyToPivotTables"]
    local.batch(
        {"updateSlicerSpec": {"slicerId": slicer["slicerId"], "spec": {"title": "Area"}, "fields": "title"}},
        {"insertDimension": {"range": {"sheetId": 0, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}}},
    )
    (shown,) = _parts(local, "slicers")
    assert (shown["spec"]["title"], shown["spec"]["dataRange"]["endRowIndex"]) == ("Area", 6)
    assert shown["position"]["overlayPosition"]["anchorCell"] == {"rowIndex": 2, "columnIndex": 4}
    outside = {"spec": {**SPEC, "columnIndex": 2}, "position": PLACE}
    assert "outside of the dataRange" in local.refused({"addSlicer": {"slicer": outside}})
    local.batch({"deleteEmbeddedObject": {"objectId": slicer["slicerId"]}})
    assert _parts(local, "slicers") == []


def test_a_copied_sheet_has_ids_of_its_own(local: Local) -> None:
    local.batch(
        {"addBanding": {"bandedRange": {"range": grid(0, 0, 5, 0, 2), "rowProperties": BAND}}},
        {"addFilterView": {"filter": {"range": grid(0, 0, 5, 0, 2)}}},
        {"addSlicer": {"slicer": {"spec": SPEC, "position": PLACE}}},
    )
    copied = local.sheet.duplicate(insert_sheet_index=1)
    first, second = local.get("sheets(bandedRanges,filterViews,slicers)")["sheets"]
    assert second["slicers"][0]["spec"]["dataRange"]["sheetId"] == copied.id
    for part, name in (("bandedRanges", "bandedRangeId"), ("filterViews", "filterViewId"), ("slicers", "slicerId")):
        assert first[part][0][name] != second[part][0][name]


def test_the_border_of_a_chart(local: Local) -> None:
    series = {"series": {"sourceRange": {"sources": [grid(0, 0, 3, 0, 1)]}}}
    spec = {"basicChart": {"chartType": "LINE", "series": [series]}}
    local.batch({"addChart": {"chart": {"chartId": 5, "spec": spec, "position": PLACE}}})
    color = {"colorStyle": {"rgbColor": {"red": 1}}}
    local.batch({"updateEmbeddedObjectBorder": {"objectId": 5, "border": color, "fields": "colorStyle"}})
    assert _parts(local, "charts")[0]["border"] == {"color": {"red": 1}, **color}
