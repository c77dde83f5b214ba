"""What batchUpdate refuses, in Google's words, and that a refusal leaves everything as it was."""

from typing import Any

import pytest
from gspread.exceptions import APIError

from tests.sheets_server.client import Local, grid, refusal
from tests.sheets_server.model import Json

SERIES = {"series": {"sourceRange": {"sources": [grid(0, 0, 3)]}}}
CHART = {
    "spec": {"basicChart": {"chartType": "LINE", "series": [SERIES]}},
    "position": {"overlayPosition": {"anchorCell": {"rowIndex": 1, "columnIndex": 1}}},
}  # fmt: skip


def test_a_batch_is_whole_or_not_at_all(local: Local) -> None:
    before = local.book.fetch_sheet_metadata()
    message = local.refused(
        {"addSheet": {"properties": {"title": "New"}}},
        {"updateCells": {"start": {}, "fields": "note", "rows": [{"values": [{"note": "x"}]}]}},
        {"addSheet": {"properties": {"title": "new"}}},
    )
    assert message == (
        'Invalid requests[2].addSheet: A sheet with the name "new" already exists. Please enter another name.'
    )
    assert local.book.fetch_sheet_metadata() == before
    assert local.sheet.get_note("A1") == ""


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (
            {"addSheeet": {}},
            "Invalid JSON payload received. Unknown name \"addSheeet\" at 'requests[0]': Cannot find field.",
        ),
        (
            {"addSheet": {"propertys": {}}},
            "Invalid JSON payload received. Unknown name \"propertys\" at 'requests[0].add_sheet': Cannot find field.",
        ),
        (
            {"addSheet": {}, "deleteSheet": {}},
            "Invalid value at 'requests[0]' (oneof), oneof field 'kind' is already set. Cannot set 'deleteSheet'",
        ),
        (
            {"addSheet": {"properties": {"index": "x"}}},
            "Invalid value at 'requests[0].add_sheet.properties.index' (TYPE_INT32), \"x\"",
        ),
        (
            {"repeatCell": {"range": grid(0, 0, 1), "cell": {"note": "x"}}},
            "Invalid requests[0].repeatCell: At least one field must be listed in 'fields'. "
            "(Use '*' to indicate all fields.)",
        ),
        (
            {"repeatCell": {"range": grid(0, 0, 1), "cell": {}, "fields": "userEnteredVal"}},
            "Invalid requests[0].repeatCell: Invalid field: userEnteredVal",
        ),
        (
            {"updateSheetProperties": {"properties": {"hidden": True}, "fields": "hidden"}},
            "Invalid requests[0].updateSheetProperties: You can't hide all the sheets in a document.",
        ),
        ({"deleteSheet": {}}, "Invalid requests[0].deleteSheet: You can't remove all the sheets in a document."),
        ({"deleteSheet": {"sheetId": 5}}, "Invalid requests[0].deleteSheet: No sheet with id: 5"),
        (
            {"updateCells": {"start": {"rowIndex": 1000}, "fields": "note", "rows": []}},
            "Invalid requests[0].updateCells: GridCoordinate.rowIndex[1000] is after last row in grid[1000]",
        ),
        (
            {"addChart": {"chart": {"spec": {"title": "x"}}}},
            "Invalid requests[0].addChart: One of basicChart, pieChart, bubbleChart, candelstickChart, "
            "histogramChart, or orgChart must be set on chartSpec.",
        ),
        (
            {"deleteEmbeddedObject": {"objectId": 4}},
            "Invalid requests[0].deleteEmbeddedObject: No embedded object with id: 4",
        ),
        (
            {"addTable": {"table": {"name": "T"}}},
            "Invalid requests[0].addTable: this kind of request is not implemented by this local server.",
        ),
        (
            {"appendCells": {"tableId": "t", "rows": [], "fields": "note"}},
            "Invalid requests[0].appendCells: tableId is not implemented by this local server.",
        ),
        (
            {"addProtectedRange": {"protectedRange": {"tableId": "t"}}},
            "Invalid requests[0].addProtectedRange: tableId is not implemented by this local server.",
        ),
        (
            {"addSheet": {"properties": {"dataSourceSheetProperties": {}}}},
            "Invalid requests[0].addSheet: dataSourceSheetProperties is not implemented by this local server.",
        ),
    ],
)  # fmt: skip
def test_refusals(local: Local, request_: Json, message: str) -> None:
    assert local.refused(request_) == message


def test_no_requests(local: Local) -> None:
    assert local.refused() == "Must specify at least one request."


def test_what_the_service_computes_cannot_be_written(local: Local) -> None:
    cell = {"effectiveValue": {"numberValue": 1}}
    request = {"repeatCell": {"range": grid(0, 0, 1), "cell": cell, "fields": "userEnteredValue"}}
    assert local.refused(request) == "Invalid requests[0].repeatCell: Field is read-only: effectiveValue"
    request = {"repeatCell": {"range": grid(0, 0, 1), "cell": {}, "fields": "formattedValue"}}
    assert local.refused(request) == "Invalid requests[0].repeatCell: Field is read-only: formattedValue"


@pytest.mark.parametrize(
    "request_",
    [
        {"addSheet": {"properties": {"sheetId": 11, "title": "T"}}},
        {"addNamedRange": {"namedRange": {"namedRangeId": "n", "name": "n", "range": grid(0, 0, 1)}}},
        {"addProtectedRange": {"protectedRange": {"protectedRangeId": 4, "range": grid(0, 0, 1)}}},
        {"addChart": {"chart": {"chartId": 3, **CHART}}},
        {
            "createDeveloperMetadata": {
                "developerMetadata": {
                    "metadataId": 2,
                    "metadataKey": "k",
                    "visibility": "DOCUMENT",
                    "location": {"spreadsheet": True},
                }
            }
        },
    ],
)
def test_an_id_that_is_taken(local: Local, request_: Json) -> None:
    local.batch(request_)
    assert "already exists" in local.refused(request_)


@pytest.mark.parametrize("fields", ["sheets, properties", "nothing", "sheets.data.rowData.values.not"])
def test_bad_masks(local: Local, fields: str) -> None:
    with pytest.raises(APIError) as error:
        local.get(fields)
    assert refusal(error.value) == "Request contains an invalid argument."
    description: Any = error.value.error["details"][0]["fieldViolations"][0]["description"]
    assert description.startswith("Error expanding 'fields' parameter. Cannot find matching fields for path")
