"""Filters, alternating colours, slicers: what lies on a sheet and has an id."""

import pytest

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


def _seen(local: Local) -> list[int]:
    """The rows of the first five that the filter leaves."""
    metadata = local.get("sheets.data.rowMetadata.hiddenByFilter", ranges="Sheet1!1:5")
    rows = metadata["sheets"][0]["data"][0]["rowMetadata"]
    return [number for number, row in enumerate(rows) if not row.get("hiddenByFilter")]


@pytest.mark.parametrize(
    ("criteria", "seen"),
    [
        ({"0": {"hiddenValues": ["b"]}}, [0, 1, 3, 4]),
        ({"1": {"condition": {"type": "NUMBER_GREATER", "values": [{"userEnteredValue": "2"}]}}}, [0, 3]),
        ({"0": {"condition": {"type": "NOT_BLANK"}}}, [0, 1, 2, 3]),
        (
            {
                "0": {"condition": {"type": "TEXT_CONTAINS", "values": [{"userEnteredValue": "A"}]}},
                "1": {"hiddenValues": ["1"]},
            },
            [0, 3],
        ),
    ],
)
def test_the_basic_filter_hides_rows(local: Local, criteria: Json, seen: list[int]) -> None:
    local.type_in("A1", [["name", "number"], ["a", 1], ["b", 2], ["ab", 3]])
    local.batch({"setBasicFilter": {"filter": {"range": grid(0, 0, 5, 0, 2), "criteria": criteria}}})
    assert _seen(local) == seen
    local.batch({"insertDimension": {"range": {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 0, "endIndex": 1}}})
    assert _seen(local) == seen
    assert set(local.get("sheets.basicFilter.criteria")["sheets"][0]["basicFilter"]["criteria"]) == {
        str(int(column) + 1) for column in criteria
    }


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ({}, "No condition type specified."),
        ({"type": "NUMBER_BETWEEN", "values": [{"userEnteredValue": "1"}]}, "NUMBER_BETWEEN requires 2 condition"),
        ({"type": "ONE_OF_LIST", "values": []}, "ONE_OF_LIST is not supported by conditional formatting."),
    ],
)
def test_conditions_that_cannot_stand_there(local: Local, condition: Json, message: str) -> None:
    rule = {"ranges": [grid(0, 0, 5)], "booleanRule": {"condition": condition, "format": {}}}
    assert message in local.refused({"addConditionalFormatRule": {"rule": rule}})
    if condition.get("type") != "ONE_OF_LIST":
        validation = {"range": grid(0, 0, 5), "rule": {"condition": condition}}
        assert message in local.refused({"setDataValidation": validation})
