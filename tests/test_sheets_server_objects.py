"""What lies on a sheet: merges, protection, conditional formats, charts, metadata, the filter."""

from tests.sheets_server.client import Local, grid
from tests.sheets_server.model import Json

ROW = {"sheetId": 0, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}
SERIES = {"series": {"sourceRange": {"sources": [grid(0, 0, 3)]}}}
CHART = {
    "spec": {"basicChart": {"chartType": "LINE", "series": [SERIES]}},
    "position": {"overlayPosition": {"anchorCell": {"rowIndex": 1, "columnIndex": 1}}},
}  # fmt: skip


def test_merges(local: Local) -> None:
    local.sheet.update([[1, 2, 8], [3, 4, 9]], "A1")
    local.sheet.merge_cells("A1:B2")
    assert local.values("A1:C2") == [[1, "", 8], ["", "", 9]]
    assert local.sheet.get("A1:C2", combine_merged_cells=True) == [["1", "1", "8"], ["1", "1", "9"]]
    assert "You must select all cells in a merged range" in local.refused(
        {"unmergeCells": {"range": grid(0, 0, 1, 0, 1)}}
    )
    local.sheet.unmerge_cells("A1:B2")
    local.sheet.merge_cells("D1:E2", "MERGE_ROWS")
    merges = local.get("sheets.merges")["sheets"][0]["merges"]
    assert [(one["startRowIndex"], one["endRowIndex"]) for one in merges] == [(0, 1), (1, 2)]


def test_a_range_in_an_answer_does_not_name_the_sheet_0(local: Local) -> None:
    local.sheet.define_named_range("A1:B2", "Block")
    assert local.book.list_named_ranges()[0]["range"] == {
        "startRowIndex": 0,
        "endRowIndex": 2,
        "startColumnIndex": 0,
        "endColumnIndex": 2,
    }
    assert local.book.list_protected_ranges(0) == []
    local.sheet.add_protected_range("A1:A2", ["someone@example.com"])
    (protected,) = local.book.list_protected_ranges(0)
    assert protected["editors"] == {"users": ["someone@example.com"]}
    assert "sheetId" not in protected["range"]
    local.sheet.delete_protected_range(protected["protectedRangeId"])
    assert local.book.list_protected_ranges(0) == []


def test_conditional_formats_by_index(local: Local) -> None:
    def rule(number: int) -> Json:
        condition = {"type": "NUMBER_GREATER", "values": [{"userEnteredValue": str(number)}]}
        return {"ranges": [grid(0, 0, 3)], "booleanRule": {"condition": condition, "format": {}}}

    local.batch(*({"addConditionalFormatRule": {"index": 0, "rule": rule(number)}} for number in (1, 2)))
    answer = local.batch({"updateConditionalFormatRule": {"sheetId": 0, "index": 1, "rule": rule(3)}})
    assert answer["replies"][0]["updateConditionalFormatRule"]["oldRule"]["booleanRule"] == rule(1)["booleanRule"]
    local.batch({"updateConditionalFormatRule": {"sheetId": 0, "index": 0, "newIndex": 1}})
    answer = local.batch({"deleteConditionalFormatRule": {"sheetId": 0, "index": 0}})
    assert answer["replies"][0]["deleteConditionalFormatRule"]["rule"]["booleanRule"] == rule(3)["booleanRule"]
    assert "at index: 7" in local.refused({"deleteConditionalFormatRule": {"sheetId": 0, "index": 7}})


def test_charts(local: Local) -> None:
    chart = local.batch({"addChart": {"chart": CHART}})["replies"][0]["addChart"]["chart"]
    overlay = chart["position"]["overlayPosition"]
    assert (overlay["widthPixels"], overlay["heightPixels"]) == (600, 371)
    spec = {**chart["spec"], "title": "New"}
    local.batch({"updateChartSpec": {"chartId": chart["chartId"], "spec": spec}})
    assert local.get("sheets.charts.spec.title")["sheets"][0]["charts"] == [{"spec": {"title": "New"}}]
    local.batch({"deleteEmbeddedObject": {"objectId": chart["chartId"]}})
    assert local.get("sheets.charts") == {"sheets": [{}]}


def test_developer_metadata(local: Local) -> None:
    places: dict[str, Json] = {
        "book": {"spreadsheet": True},
        "sheet": {"sheetId": 0},
        "row": {"dimensionRange": ROW},
        "column": {"dimensionRange": {**ROW, "dimension": "COLUMNS"}},
    }
    local.batch(
        *(
            {"createDeveloperMetadata": {"developerMetadata": {
                "metadataKey": key, "metadataValue": "1", "visibility": "PROJECT", "location": place}}}
            for key, place in places.items()
        )
    )  # fmt: skip
    fields = "developerMetadata.metadataKey,sheets(developerMetadata.metadataKey,data(rowMetadata,columnMetadata))"
    book = local.get(fields, ranges="A1:B2")
    assert book["developerMetadata"] == [{"metadataKey": "book"}]
    assert book["sheets"][0]["developerMetadata"] == [{"metadataKey": "sheet"}]
    data = book["sheets"][0]["data"][0]
    assert data["rowMetadata"][0]["developerMetadata"][0]["metadataKey"] == "row"
    assert data["columnMetadata"][0]["developerMetadata"][0]["location"]["locationType"] == "COLUMN"
    lookup = {"developerMetadataLookup": {"metadataKey": "row"}}
    changed = {"dataFilters": [lookup], "developerMetadata": {"metadataValue": "2"}, "fields": "metadataValue"}
    answer = local.batch({"updateDeveloperMetadata": changed})
    assert answer["replies"][0]["updateDeveloperMetadata"]["developerMetadata"][0]["metadataValue"] == "2"
    answer = local.batch({"deleteDeveloperMetadata": {"dataFilter": lookup}})
    assert len(answer["replies"][0]["deleteDeveloperMetadata"]["deletedDeveloperMetadata"]) == 1


def test_the_basic_filter(local: Local) -> None:
    local.sheet.set_basic_filter("A1:B4")
    assert local.get("sheets.basicFilter")["sheets"][0]["basicFilter"]["range"]["endRowIndex"] == 4
    local.sheet.clear_basic_filter()
    assert local.get("sheets.basicFilter") == {"sheets": [{}]}


def test_what_lies_on_a_duplicated_sheet_lies_on_the_copy(local: Local) -> None:
    local.batch(
        {"addProtectedRange": {"protectedRange": {"range": {"sheetId": 0}, "warningOnly": True}}},
        {"addChart": {"chart": CHART}},
        {"setBasicFilter": {"filter": {"range": grid(0, 0, 4), "sortSpecs": [{"dimensionIndex": 1}]}}},
        {"mergeCells": {"range": grid(0, 5, 7, 0, 2)}},
        {"duplicateSheet": {"sourceSheetId": 0, "newSheetId": 6}},
    )
    twin = local.get("sheets(properties.sheetId,protectedRanges,charts,basicFilter,merges)")["sheets"][0]
    overlay = twin["charts"][0]["position"]["overlayPosition"]
    sources = twin["charts"][0]["spec"]["basicChart"]["series"][0]["series"]["sourceRange"]["sources"]
    places = [twin["protectedRanges"][0]["range"], twin["basicFilter"]["range"], twin["merges"][0], *sources]
    assert [place["sheetId"] for place in [*places, overlay["anchorCell"]]] == [6, 6, 6, 6, 6]
    assert twin["basicFilter"]["sortSpecs"] == [{"dimensionIndex": 1}]


def test_a_chart_is_moved(local: Local) -> None:
    local.batch({"addChart": {"chart": {"chartId": 1, **CHART}}})
    place = {"overlayPosition": {"anchorCell": {"sheetId": 0, "rowIndex": 9}, "widthPixels": 300}}
    move = {"objectId": 1, "newPosition": place, "fields": "anchorCell,widthPixels"}
    answer = local.batch({"updateEmbeddedObjectPosition": move})["replies"][0]["updateEmbeddedObjectPosition"]
    overlay = answer["position"]["overlayPosition"]
    assert (overlay["anchorCell"]["rowIndex"], overlay["widthPixels"], overlay["heightPixels"]) == (9, 300, 371)


def test_a_spreadsheet_by_data_filter(local: Local) -> None:
    local.sheet.update([[1], [2], [3]], "A1")
    place = {"dimensionRange": {**ROW, "startIndex": 1, "endIndex": 2}}
    entry = {"metadataKey": "k", "visibility": "DOCUMENT", "location": place}
    local.batch({"createDeveloperMetadata": {"developerMetadata": entry}})
    body = {"dataFilters": [{"developerMetadataLookup": {"metadataKey": "k"}}], "includeGridData": True}
    url = f"https://sheets.googleapis.com/v4/spreadsheets/{local.book.id}:getByDataFilter"
    (data,) = local.book.client.request("post", url, json=body).json()["sheets"][0]["data"]
    assert data["startRow"] == 1
    assert data["rowData"][0]["values"][0]["effectiveValue"] == {"numberValue": 2}


def test_a_protected_range_is_changed(local: Local) -> None:
    local.batch({"addProtectedRange": {"protectedRange": {"protectedRangeId": 3, "range": grid(0, 0, 2)}}})
    changed = {"protectedRangeId": 3, "warningOnly": True, "description": "ours"}
    local.batch({"updateProtectedRange": {"protectedRange": changed, "fields": "warningOnly,description"}})
    (entry,) = local.book.list_protected_ranges(0)
    assert (entry["warningOnly"], entry["description"]) == (True, "ours")


def test_a_name_is_moved_to_other_cells_whole(local: Local) -> None:
    named = {"namedRangeId": "n", "name": "ours", "range": grid(0, 2, 3, 1, 4)}
    local.batch({"addNamedRange": {"namedRange": named}})
    local.batch({"updateNamedRange": {"namedRange": named | {"range": grid(0, 7, 8, 2, 3)}, "fields": "range"}})
    (held,) = local.get("namedRanges")["namedRanges"]
    assert held["range"] == {"startRowIndex": 7, "endRowIndex": 8, "startColumnIndex": 2, "endColumnIndex": 3}
