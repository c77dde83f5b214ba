"""Requests that tidy up data, and the values methods that find their ranges by data filters."""

from typing import Any

import pytest
from gspread.exceptions import APIError

from tests.sheets_server.client import Local, grid
from tests.sheets_server.model import Json

SHEETS = "https://sheets.googleapis.com/v4/spreadsheets"


def _reply(local: Local, name: str, **request: Any) -> Json:
    reply: Json = local.batch({name: request})["replies"][0].get(name, {})
    return reply


def test_whitespace_is_trimmed_and_texts_stay_texts(local: Local) -> None:
    local.sheet.update([["  two \n words ", "kept"], [" =1+1", 5]], "A1", raw=True)
    assert _reply(local, "trimWhitespace", range=grid(0, 0, 5)) == {"cellsChangedCount": 2}
    assert local.values("A1:B2", "FORMULA") == [["two words", "kept"], ["=1+1", 5]]
    assert local.values("A2", "UNFORMATTED_VALUE") == [["=1+1"]]
    assert _reply(local, "trimWhitespace", range=grid(0, 0, 5)) == {}


def test_duplicates_go_and_the_rest_moves_up(local: Local) -> None:
    local.type_in("A1", [["a", 1, "x"], ["A", 1, "y"], ["b", 2, "z"], ["a", 3, "w"], ["below"]])
    both = [{"sheetId": 0, "dimension": "COLUMNS", "startIndex": 0, "endIndex": 2}]
    reply = _reply(local, "deleteDuplicates", range=grid(0, 0, 4, 0, 3), comparisonColumns=both)
    assert reply == {"duplicatesRemovedCount": 1}
    assert local.values("A1:C5") == [["a", 1, "x"], ["b", 2, "z"], ["a", 3, "w"], [], ["below"]]
    outside = [{"sheetId": 0, "dimension": "COLUMNS", "startIndex": 5, "endIndex": 6}]
    request = {"deleteDuplicates": {"range": grid(0, 0, 4, 0, 3), "comparisonColumns": outside}}
    assert "must be columns within the range" in local.refused(request)


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"delimiterType": "SEMICOLON"}, "a; 1;2026-01-05"),
        ({"delimiterType": "CUSTOM", "delimiter": "--"}, "a--1--2026-01-05"),
        ({"delimiterType": "AUTODETECT"}, "a,1,2026-01-05"),
    ],
)
def test_texts_become_columns(local: Local, options: Json, text: str) -> None:
    local.sheet.update([[text], ["whole"]], "A1", raw=True)
    local.batch({"textToColumns": {"source": grid(0, 0, 2, 0, 1), **options}})
    assert local.values("A1:C2") == [["a", 1, 46027], ["whole"]]
    wide = {"textToColumns": {"source": grid(0, 0, 2, 0, 2), **options}}
    assert local.refused(wide) == "Invalid requests[0].textToColumns: source must span exactly one column."


def test_pasting_is_typing(local: Local) -> None:
    data = '1,"two, three"\n=A1+1,4%'
    local.batch({"pasteData": {"coordinate": {"rowIndex": 999, "columnIndex": 1}, "data": data, "delimiter": ","}})
    assert local.values("B1000:C1001") == [[1, "two, three"], [1, 0.04]]
    assert local.sheet.row_count == 1001
    html = {"coordinate": {}, "data": "<b>x</b>", "html": True}
    assert "not implemented by this local server" in local.refused({"pasteData": html})


def test_rows_in_random_order_are_the_same_rows(local: Local) -> None:
    rows = [[number, f"text {number}"] for number in range(8)]
    local.sheet.update(rows, "A1")
    local.batch({"randomizeRange": {"range": grid(0, 0, 8, 0, 2)}})
    shuffled = local.values("A1:B8")
    assert sorted(shuffled) == rows
    assert shuffled != rows


def _post(local: Local, method: str, body: Json) -> Json:
    answer: Json = local.client.http_client.request(
        "post", f"{SHEETS}/{local.book.id}/values:{method}", json=body
    ).json()
    return answer


def test_values_by_data_filters(local: Local) -> None:
    where = {"dimensionRange": {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}}
    metadata = {"metadataKey": "total", "visibility": "DOCUMENT", "location": where}
    local.batch({"createDeveloperMetadata": {"developerMetadata": metadata}})
    lookup = {"developerMetadataLookup": {"metadataKey": "total"}}
    answer = _post(
        local,
        "batchUpdateByDataFilter",
        {
            "valueInputOption": "USER_ENTERED",
            "includeValuesInResponse": True,
            "data": [
                {"dataFilter": lookup, "values": [["sum", "=1+1"]]},
                {"dataFilter": {"a1Range": "Sheet1!A1"}, "values": [["head"]]},
            ],
        },
    )
    assert {name: answer[name] for name in answer if name.startswith("total")} == {
        "totalUpdatedRows": 2,
        "totalUpdatedColumns": 3,
        "totalUpdatedCells": 3,
        "totalUpdatedSheets": 1,
    }
    assert answer["responses"][0]["dataFilter"] == lookup
    assert answer["responses"][0]["updatedRange"] == "Sheet1!A2:B2"
    assert answer["responses"][0]["updatedData"]["values"] == [["sum", "2"]]
    grid_filter = {"gridRange": {**grid(0, 1, 2, 0, 26)}}
    read = _post(local, "batchGetByDataFilter", {"dataFilters": [lookup, grid_filter], "valueRenderOption": "FORMULA"})
    assert read["valueRanges"] == [
        {
            "valueRange": {"range": "Sheet1!A2:Z2", "majorDimension": "ROWS", "values": [["sum", "=1+1"]]},
            "dataFilters": [lookup, grid_filter],
        }
    ]
    assert _post(local, "batchClearByDataFilter", {"dataFilters": [lookup]})["clearedRanges"] == ["Sheet1!A2:Z2"]
    assert local.values("A1:B2") == [["head"]]


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({}, "DataFilter must set one of"),
        ({"gridRange": {"sheetId": 5}}, "No grid with id: 5"),
        ({"gridRange": {"startRowIndex": -1}}, "has a negative index"),
        ({"gridRange": {"startColumnIndex": 3, "endColumnIndex": 1}}, "a start behind its end"),
    ],
)
def test_data_filters_that_mean_nothing(local: Local, wanted: Json, message: str) -> None:
    with pytest.raises(APIError, match=message):
        _post(local, "batchGetByDataFilter", {"dataFilters": [wanted]})
