"""batchUpdate: what its requests do, and how answers show it."""

from tests.sheets_server.client import Local, grid
from tests.sheets_server.model import Json

ROW = {"sheetId": 0, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}

SERIES = {"series": {"sourceRange": {"sources": [grid(0, 0, 3)]}}}
CHART = {
    "spec": {"basicChart": {"chartType": "LINE", "series": [SERIES]}},
    "position": {"overlayPosition": {"anchorCell": {"rowIndex": 1, "columnIndex": 1}}},
}  # fmt: skip


def test_a_new_spreadsheet(local: Local) -> None:
    book = local.book.fetch_sheet_metadata()
    assert book["sheets"] == [
        {
            "properties": {
                "sheetId": 0,
                "title": "Sheet1",
                "index": 0,
                "sheetType": "GRID",
                "gridProperties": {"rowCount": 1000, "columnCount": 26},
            }
        }
    ]
    assert (book["properties"]["title"], book["properties"]["locale"]) == ("Book", "en_US")
    assert book["spreadsheetUrl"] == f"https://docs.google.com/spreadsheets/d/{local.book.id}/edit"


def test_the_answer_may_hold_the_spreadsheet(local: Local) -> None:
    answer = local.batch(
        {"updateCells": {"start": {}, "fields": "userEnteredValue", "rows": [
            {"values": [{"userEnteredValue": {"formulaValue": "=1+1"}}, {"userEnteredValue": {"numberValue": 0}}]}]}},
        {"addSheet": {"properties": {"title": "B", "sheetId": 4}}},
        includeSpreadsheetInResponse=True, responseIncludeGridData=True, responseRanges=["Sheet1!A1:B1"],
    )  # fmt: skip
    assert [list(reply) for reply in answer["replies"]] == [[], ["addSheet"]]
    (sheet,) = answer["updatedSpreadsheet"]["sheets"]
    values = sheet["data"][0]["rowData"][0]["values"]
    assert [cell["effectiveValue"] for cell in values] == [{"numberValue": 2}, {"numberValue": 0}]
    assert len(sheet["data"][0]["rowMetadata"]) == 1


def test_update_cells_from_a_start_and_in_a_range(local: Local) -> None:
    local.sheet.update([[1, 2], [3, 4]], "A1")
    cell = {"userEnteredValue": {"numberValue": 9}}
    one = [{"values": [cell]}]
    local.batch({"updateCells": {"start": {"sheetId": 0}, "fields": "userEnteredValue", "rows": one}})
    assert local.values("A1:B2") == [[9, 2], [3, 4]]
    local.batch({"updateCells": {"range": grid(0, 0, 2, 0, 2), "fields": "userEnteredValue", "rows": one}})
    assert local.values("A1:B2") == [[9]]
    message = local.refused({"updateCells": {"range": grid(0, 0, 1, 0, 1), "fields": "note", "rows": [*one, *one]}})
    assert message.endswith("Attempting to write row: 1, beyond the last requested row of: 0")


def test_append_cells_and_dimensions(local: Local) -> None:
    sheet = local.book.add_worksheet("Small", 2, 2)
    sheet.update([[1], [2]], "A1")
    row = {"values": [{"userEnteredValue": {"numberValue": 3}}]}
    local.batch({"appendCells": {"sheetId": sheet.id, "rows": [row], "fields": "*"}})
    local.batch({"appendDimension": {"sheetId": sheet.id, "dimension": "COLUMNS", "length": 3}})
    assert local.values("Small") == [[1], [2], [3]]
    assert (local.book.worksheet("Small").row_count, local.book.worksheet("Small").col_count) == (3, 5)


def test_formats_keep_both_spellings_of_a_colour(local: Local) -> None:
    local.sheet.format("A1", {"backgroundColor": {"red": 1, "green": 0, "blue": 0}})
    local.sheet.format("A1", {"textFormat": {"foregroundColorStyle": {"rgbColor": {"blue": 1}}, "bold": True}})
    data = local.get("sheets.data.rowData.values.userEnteredFormat", ranges="A1")
    assert data["sheets"][0]["data"][0]["rowData"][0]["values"][0]["userEnteredFormat"] == {
        "backgroundColor": {"red": 1},
        "backgroundColorStyle": {"rgbColor": {"red": 1}},
        "textFormat": {
            "foregroundColorStyle": {"rgbColor": {"blue": 1}},
            "foregroundColor": {"blue": 1},
            "bold": True,
        },
    }


def test_the_effective_format_fills_in_the_defaults(local: Local) -> None:
    local.type_in("A1", [["50%"]])
    data = local.get("sheets.data.rowData.values.effectiveFormat", ranges="A1")
    form = data["sheets"][0]["data"][0]["rowData"][0]["values"][0]["effectiveFormat"]
    assert form["numberFormat"] == {"type": "PERCENT", "pattern": "0%"}
    assert form["horizontalAlignment"] == "RIGHT"
    assert form["textFormat"]["fontSize"] == 10


def test_borders(local: Local) -> None:
    line = {"style": "SOLID"}
    local.batch({"updateBorders": {"range": grid(0, 0, 2, 0, 2), "top": line, "innerVertical": line}})
    data = local.get("sheets.data.rowData.values.userEnteredFormat.borders", ranges="A1:B2")
    cells = [row.get("values", []) for row in data["sheets"][0]["data"][0]["rowData"]]
    sides = [[sorted(cell["userEnteredFormat"]["borders"]) for cell in row] for row in cells]
    assert sides == [[["right", "top"], ["left", "top"]], [["right"], ["left"]]]


def test_notes(local: Local) -> None:
    assert local.get("sheets.data.rowData.values.note") == {"sheets": [{"data": [{}]}]}
    local.sheet.update_notes({"B2": "one", "C3": "two"})
    assert local.sheet.get_notes() == [[], ["", "one"], ["", "", "two"]]
    local.sheet.clear_note("C3")
    assert local.sheet.get_notes(grid_range="B2:C3") == [["one"]]


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


def test_nothing_asked_for_is_an_empty_answer(local: Local) -> None:
    assert local.book.fetch_sheet_metadata({"fields": "namedRanges"}) == {}


def test_sheets_are_reordered_hidden_and_duplicated(local: Local) -> None:
    first = local.sheet
    second = local.book.add_worksheet("Second", 5, 5)
    third = local.book.add_worksheet("Third", 5, 5, index=0)
    assert third.index == 0
    assert [sheet.title for sheet in local.book.worksheets()] == ["Third", "Sheet1", "Second"]
    local.book.reorder_worksheets([second, first, third])
    assert [sheet.title for sheet in local.book.worksheets()] == ["Second", "Sheet1", "Third"]
    second.hide()
    assert local.book.worksheet("Second").isSheetHidden
    second.update([["=Second!B1", 5]], "A1", raw=False)
    twin = second.duplicate(new_sheet_name="Twin")
    assert twin.get("A1:B1", value_render_option="FORMULA") == [["=Twin!B1", 5]]  # type: ignore[arg-type]
    assert second.duplicate().title == "Copy of Second"
    second.update_tab_color("#ff0000")
    assert local.book.worksheet("Second").get_tab_color() == "#FF0000"
    local.book.worksheet("Second").clear_tab_color()
    assert local.book.worksheet("Second").get_tab_color() is None


def test_the_index_counts_before_the_move(local: Local) -> None:
    for title in ("B", "C"):
        local.book.add_worksheet(title, 5, 5)
    sheet = local.sheet
    sheet.update_index(1)
    assert [one.title for one in local.book.worksheets()] == ["Sheet1", "B", "C"]
    sheet.update_index(2)
    assert [one.title for one in local.book.worksheets()] == ["B", "Sheet1", "C"]


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


def test_rows_are_hidden_sized_and_grouped(local: Local) -> None:
    local.sheet.hide_rows(0, 2)
    size = {"range": ROW, "properties": {"pixelSize": 50}, "fields": "pixelSize"}
    local.batch({"updateDimensionProperties": size})
    rows = local.get("sheets.data.rowMetadata", ranges="A1:A3")["sheets"][0]["data"][0]["rowMetadata"]
    assert rows == [{"pixelSize": 50, "hiddenByUser": True}, {"pixelSize": 21, "hiddenByUser": True}, {"pixelSize": 21}]
    local.sheet.add_dimension_group_rows(0, 4)
    local.sheet.add_dimension_group_rows(1, 3)
    groups = [(one["range"]["startIndex"], one["depth"]) for one in local.sheet.list_dimension_group_rows()]
    assert groups == [(0, 1), (1, 2)]
    local.sheet.delete_dimension_group_rows(0, 4)
    groups = [(one["range"]["startIndex"], one["depth"]) for one in local.sheet.list_dimension_group_rows()]
    assert groups == [(1, 1)]


def test_find_and_replace(local: Local) -> None:
    local.type_in("A1", [["one two", "=LEN(\"two\")", "two"]])  # fmt: skip
    request: Json = {"find": "two", "replacement": "three", "allSheets": True}
    answer = local.batch({"findReplace": request})["replies"][0]["findReplace"]
    assert answer == {"occurrencesChanged": 2, "valuesChanged": 2, "rowsChanged": 1, "sheetsChanged": 1}
    answer = local.batch({"findReplace": {**request, "includeFormulas": True}})["replies"][0]["findReplace"]
    assert answer["formulasChanged"] == 1
    assert local.values("A1:C1") == [["one three", 5, "three"]]


def test_the_basic_filter(local: Local) -> None:
    local.sheet.set_basic_filter("A1:B4")
    assert local.get("sheets.basicFilter")["sheets"][0]["basicFilter"]["range"]["endRowIndex"] == 4
    local.sheet.clear_basic_filter()
    assert local.get("sheets.basicFilter") == {"sheets": [{}]}


def test_a_mask_of_slashes_and_brackets(local: Local) -> None:
    answer = local.get("sheets/properties(sheetId,gridProperties/rowCount)")
    assert answer == {"sheets": [{"properties": {"sheetId": 0, "gridProperties": {"rowCount": 1000}}}]}
