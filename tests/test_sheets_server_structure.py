"""Rows, columns and cells that move: everything that points at them follows."""

from typing import Any

import pytest
from gspread.exceptions import APIError

from tests.sheets_server.client import Local, grid, refusal
from tests.sheets_server.model import Json


def rows(start: int, end: int, sheet_id: int = 0) -> Json:
    return {"sheetId": sheet_id, "dimension": "ROWS", "startIndex": start, "endIndex": end}


def columns(start: int, end: int) -> Json:
    return {**rows(start, end), "dimension": "COLUMNS"}


@pytest.fixture
def busy(local: Local) -> Local:
    """A sheet on which one of everything points at A2:A4."""
    local.type_in("A1", [["head"], [1], [2], [3], ["=SUM(A2:A4)"]])
    condition = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": "=$A2>1"}]}
    rule = {"ranges": [grid(0, 1, 4, 0, 1)], "booleanRule": {"condition": condition, "format": {}}}
    source = {"sourceRange": {"sources": [grid(0, 1, 4, 0, 1)]}}
    spec = {"basicChart": {"chartType": "LINE", "series": [{"series": source}], "domains": [{"domain": source}]}}
    position = {"overlayPosition": {"anchorCell": {"sheetId": 0, "rowIndex": 6, "columnIndex": 3}}}
    location = {"dimensionRange": rows(3, 4)}
    entry = {"metadataId": 9, "metadataKey": "month", "visibility": "DOCUMENT", "location": location}
    checked = {"condition": {"type": "ONE_OF_RANGE", "values": [{"userEnteredValue": "=Sheet1!$A$2:$A$4"}]}}
    local.batch(
        {"addSheet": {"properties": {"sheetId": 7, "title": "Other"}}},
        {"updateCells": {"start": {"sheetId": 7}, "fields": "userEnteredValue", "rows": [
            {"values": [{"userEnteredValue": {"formulaValue": "=Sheet1!A3*2"}}]},
            {"values": [{"userEnteredValue": {"formulaValue": "=SUM(Numbers)"}}]}]}},
        {"addNamedRange": {"namedRange": {"name": "Numbers", "range": grid(0, 1, 4, 0, 1)}}},
        {"mergeCells": {"range": grid(0, 1, 4, 2, 3)}},
        {"addProtectedRange": {"protectedRange": {"range": grid(0, 1, 4, 0, 1), "warningOnly": True}}},
        {"addConditionalFormatRule": {"rule": rule}},
        {"addChart": {"chart": {"chartId": 5, "spec": spec, "position": position}}},
        {"createDeveloperMetadata": {"developerMetadata": entry}},
        {"setDataValidation": {"range": grid(0, 8, 9, 0, 1), "rule": checked}},
    )  # fmt: skip
    return local


def spans(local: Local) -> dict[str, Any]:
    """Where everything points, as (start, end) of rows."""
    book = local.get("namedRanges,sheets(merges,protectedRanges,conditionalFormats,charts)")
    sheet = book["sheets"][0]

    def span(grid_range: Json) -> tuple[int, int]:
        return grid_range["startRowIndex"], grid_range["endRowIndex"]

    chart = sheet["charts"][0]
    sources = [one["series"]["sourceRange"]["sources"] for one in chart["spec"]["basicChart"]["series"]]
    rule = sheet["conditionalFormats"][0]
    return {
        "name": span(book["namedRanges"][0]["range"]),
        "merge": span(sheet["merges"][0]),
        "protected": span(sheet["protectedRanges"][0]["range"]),
        "rule": span(rule["ranges"][0]),
        "condition": rule["booleanRule"]["condition"]["values"][0]["userEnteredValue"],
        "chart": [span(one) for one in sources[0]],
        "anchor": chart["position"]["overlayPosition"]["anchorCell"]["rowIndex"],
    }


def at(start: int, end: int) -> dict[str, Any]:
    span = (start, end)
    return {"name": span, "merge": span, "protected": span, "rule": span, "chart": [span]}


def metadata_row(local: Local) -> Any:
    found = local.book.client.request(
        "post",
        f"https://sheets.googleapis.com/v4/spreadsheets/{local.book.id}/developerMetadata:search",
        json={"dataFilters": [{"developerMetadataLookup": {"metadataKey": "month"}}]},
    ).json()
    matched = found.get("matchedDeveloperMetadata", [])
    return [one["developerMetadata"]["location"]["dimensionRange"]["startIndex"] for one in matched]


def test_rows_inserted_above(busy: Local) -> None:
    busy.batch({"insertDimension": {"range": rows(0, 2)}})
    assert spans(busy) == {**at(3, 6), "condition": "=$A4>1", "anchor": 8}
    assert busy.values("A7", "FORMULA") == [["=SUM(A4:A6)"]]
    assert busy.values("Other!A1:A2", "FORMULA") == [["=Sheet1!A5*2"], ["=SUM(Numbers)"]]
    assert busy.values("Other!A1:A2") == [[4], [6]]
    assert metadata_row(busy) == [5]
    assert busy.book.worksheet("Sheet1").row_count == 1002
    cell = busy.get("sheets.data.rowData.values.dataValidation", ranges="A11")["sheets"][0]["data"][0]["rowData"][0]
    assert cell["values"][0]["dataValidation"]["condition"]["values"] == [{"userEnteredValue": "=Sheet1!$A$4:$A$6"}]


def test_rows_inserted_inside_are_part_of_it(busy: Local) -> None:
    busy.batch({"insertDimension": {"range": rows(2, 3), "inheritFromBefore": True}})
    assert spans(busy) == {**at(1, 5), "condition": "=$A2>1", "anchor": 7}
    assert busy.values("A6", "FORMULA") == [["=SUM(A2:A5)"]]


def test_rows_inserted_at_the_end_are_not(busy: Local) -> None:
    busy.batch({"insertDimension": {"range": rows(4, 5), "inheritFromBefore": True}})
    assert spans(busy) == {**at(1, 4), "condition": "=$A2>1", "anchor": 7}


def test_rows_deleted_in_part(busy: Local) -> None:
    busy.batch({"deleteDimension": {"range": rows(2, 3)}})
    assert spans(busy) == {**at(1, 3), "condition": "=$A2>1", "anchor": 5}
    assert busy.values("A4", "FORMULA") == [["=SUM(A2:A3)"]]
    assert busy.values("Other!A1:A2", "FORMULA") == [["=#REF!*2"], ["=SUM(Numbers)"]]
    assert metadata_row(busy) == [2]


def test_rows_deleted_altogether(busy: Local) -> None:
    busy.batch({"deleteDimension": {"range": rows(1, 4)}})
    assert busy.values("A2", "FORMULA") == [["=SUM(#REF!)"]]
    assert [value[0][:5] for value in busy.values("Other!A1:A2")] == ["#REF!", "#REF!"]
    book = busy.get("namedRanges,sheets(merges,protectedRanges,conditionalFormats,charts)")
    basic = book["sheets"][0].pop("charts")[0]["spec"]["basicChart"]
    assert (basic["series"], basic["domains"]) == ([], [])
    assert book == {"sheets": [{}, {}]}
    assert metadata_row(busy) == []
    with pytest.raises(APIError) as error:
        busy.values("Numbers")
    assert refusal(error.value) == "Unable to parse range: Numbers"
    with pytest.raises(APIError) as error:
        busy.sheet.define_named_range("A1:A2", "Numbers")
    assert "a named range with that name already exists." in refusal(error.value)


def test_rows_moved(busy: Local) -> None:
    busy.batch({"moveDimension": {"source": rows(0, 1), "destinationIndex": 6}})
    assert busy.values("A1:A6", "FORMULA") == [[1], [2], [3], ["=SUM(A1:A3)"], [], ["head"]]
    assert busy.values("Other!A1", "FORMULA") == [["=Sheet1!A2*2"]]
    assert metadata_row(busy) == [2]


def test_columns_inserted(busy: Local) -> None:
    busy.batch({"insertDimension": {"range": columns(0, 1)}})
    assert busy.values("B5", "FORMULA") == [["=SUM(B2:B4)"]]
    assert busy.values("Other!A1", "FORMULA") == [["=Sheet1!B3*2"]]


def test_a_column_deleted_takes_the_series(busy: Local) -> None:
    busy.batch({"deleteDimension": {"range": columns(0, 1)}})
    chart = busy.get("sheets.charts")["sheets"][0]["charts"][0]
    assert chart["spec"]["basicChart"]["series"] == []


def test_cells_inserted_and_deleted(local: Local) -> None:
    local.type_in("A1", [[1, 10], [2, 20], [3, 30], ["=A2", "=B2"]])
    local.batch({"insertRange": {"range": grid(0, 1, 2, 0, 1), "shiftDimension": "ROWS"}})
    assert local.values("A1:B5", "FORMULA") == [[1, 10], ["", 20], [2, 30], [3, "=B2"], ["=A3"]]
    local.batch({"deleteRange": {"range": grid(0, 1, 3, 0, 1), "shiftDimension": "ROWS"}})
    assert local.values("A1:B5", "FORMULA") == [[1, 10], [3, 20], ["=#REF!", 30], ["", "=B2"]]


def test_copied_formulas_move_and_cut_ones_do_not(local: Local) -> None:
    local.type_in("A1", [[1, "=A1*2"], [5]])
    local.sheet.copy_range("B1", "B2")
    assert local.values("B2", "FORMULA") == [["=A2*2"]]
    local.type_in("C1", [["=B1"]])
    local.sheet.cut_range("B1", "D4")
    assert local.values("A1:D4", "FORMULA") == [[1, "", "=D4"], [5, "=A2*2"], [], ["", "", "", "=A1*2"]]


def test_copying_values_formats_and_turned(local: Local) -> None:
    local.type_in("A1", [[1, "=A1+1"]])
    local.sheet.format("A1", {"textFormat": {"bold": True}})
    copy: Json = {"source": grid(0, 0, 1, 0, 2), "destination": grid(0, 2, 3, 0, 2)}
    local.batch({"copyPaste": {**copy, "pasteType": "PASTE_VALUES"}})
    assert local.values("A3:B3", "FORMULA") == [[1, 2]]
    copy["destination"] = grid(0, 4, 6, 3, 4)
    local.batch({"copyPaste": {**copy, "pasteOrientation": "TRANSPOSE"}})
    assert local.values("D5:D6", "FORMULA") == [[1], ["=D5+1"]]
    assert local.values("D5:D6") == [[1], [2]]


def test_sorting(local: Local) -> None:
    local.type_in("A1", [["b", 2, "=B1*10"], ["a", 3, "=B2*10"], ["", 1, "=B3*10"], ["c", 3, "=B4*10"]])
    local.sheet.sort((2, "des"), (1, "des"), range="A1:C4")
    assert local.values("A1:C4") == [["c", 3, 30], ["a", 3, 30], ["b", 2, 20], ["", 1, 10]]
    local.sheet.sort((1, "asc"), range="A1:C4")
    assert [row[0] for row in local.values("A1:C4")] == ["a", "b", "c", ""]


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (
            {"deleteDimension": {"range": rows(1000, 1001)}},
            "Invalid requests[0].deleteDimension: Cannot delete a row that doesn't exist. "
            "Tried to delete row index 1000 but there are only 1000 rows.",
        ),
        (
            {"deleteDimension": {"range": rows(1, 1000)}},
            "Invalid requests[0].deleteDimension: Sorry, it is not possible to delete all non-frozen rows.",
        ),
        (
            {"repeatCell": {"range": grid(0, 1000, 1001, 0, 2), "cell": {}, "fields": "note"}},
            "Invalid requests[0].repeatCell: Range (Sheet1!A1001:B1001) exceeds grid limits. "
            "Max rows: 1000, max columns: 26",
        ),
        ({"insertDimension": {"range": rows(0, 1, 99)}}, "Invalid requests[0].insertDimension: No grid with id: 99"),
    ],
)
def test_what_cannot_be(local: Local, request_: Json, message: str) -> None:
    local.sheet.freeze(rows=1)
    with pytest.raises(APIError) as error:
        local.batch(request_)
    assert refusal(error.value) == message


def test_a_sheet_made_smaller_loses_its_cells(local: Local) -> None:
    local.type_in("A1", [["=A5"], [], [], [], [5]])
    local.sheet.resize(rows=3, cols=2)
    assert local.values("A1", "FORMULA") == [["=#REF!"]]
    sheet = local.book.sheet1
    assert (sheet.row_count, sheet.col_count) == (3, 2)


def test_a_deleted_sheet_leaves_broken_references(busy: Local) -> None:
    busy.type_in("Other!B1", [["=Other!A1"]])
    busy.batch({"deleteSheet": {"sheetId": 0}})
    assert busy.values("Other!A1:B2", "FORMULA") == [["=#REF!*2", "=Other!A1"], ["=SUM(Numbers)"]]
    assert busy.book.list_named_ranges() == []


def test_a_renamed_sheet_is_followed(busy: Local) -> None:
    busy.sheet.update_title("New name")
    assert busy.values("Other!A1", "FORMULA") == [["='New name'!A3*2"]]
    assert busy.values("Other!A1") == [[4]]
