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
    assert twin.get("A1:B1", value_render_option="FORMULA") == [["=Twin!B1", 5]]
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


def test_a_mask_of_slashes_and_brackets(local: Local) -> None:
    answer = local.get("sheets/properties(sheetId,gridProperties/rowCount)")
    assert answer == {"sheets": [{"properties": {"sheetId": 0, "gridProperties": {"rowCount": 1000}}}]}
