"""Small things that recorded answers of Google's show: colours, the theme, who may edit, what an import leaves."""

import gspread
import pytest
import requests
from gspread.exceptions import APIError, SpreadsheetNotFound
from gspread.utils import ExportFormat

from tests.sheets_server.client import Local, client_of, grid, refusal
from tests.sheets_server.server import SheetsServer

ME = {"users": ["robot@local-project.iam.gserviceaccount.com"]}
DRIVE = "https://www.googleapis.com/drive/v3/files"


@pytest.mark.parametrize(("given", "shown"), [(0.5, 0.49803922), (66 / 255, 0.25882354), (1, 1), (0.8, 0.8), (2, 1)])
def test_a_colour_has_eight_bits(local: Local, given: float, shown: float) -> None:
    style = {"rgbColor": {"red": 0, "green": 1, "blue": given}}
    local.batch({"updateSheetProperties": {"properties": {"tabColorStyle": style}, "fields": "tabColorStyle"}})
    tab = local.get("sheets.properties(tabColor,tabColorStyle)")["sheets"][0]["properties"]
    assert tab == {"tabColor": {"green": 1, "blue": shown}, "tabColorStyle": {"rgbColor": {"green": 1, "blue": shown}}}
    local.sheet.format("A1", {"backgroundColor": {"blue": given}})
    (row,) = local.get("sheets.data.rowData.values.userEnteredFormat.backgroundColor")["sheets"][0]["data"][0][
        "rowData"
    ]
    assert row["values"][0]["userEnteredFormat"]["backgroundColor"] == {"blue": shown}


def test_a_new_spreadsheet_has_a_theme(local: Local) -> None:
    properties = local.book.fetch_sheet_metadata()["properties"]
    assert list(properties)[-2:] == ["defaultFormat", "spreadsheetTheme"]
    theme = properties["spreadsheetTheme"]
    colors = {pair["colorType"]: pair["color"]["rgbColor"] for pair in theme["themeColors"]}
    assert colors["TEXT"] == {}
    assert colors["LINK"] == {"red": 0.06666667, "green": 0.33333334, "blue": 0.8}
    changed = {**theme, "primaryFontFamily": "Roboto"}
    local.batch({"updateSpreadsheetProperties": {"properties": {"spreadsheetTheme": changed}, "fields": "*"}})
    assert local.get("properties.spreadsheetTheme")["properties"]["spreadsheetTheme"] == changed
    part = {"properties": {"spreadsheetTheme": {"primaryFontFamily": "Arial"}}, "fields": "spreadsheetTheme"}
    assert "All theme colors must be provided" in local.refused({"updateSpreadsheetProperties": part})


def test_the_order_of_a_sheets_properties(local: Local) -> None:
    local.sheet.hide_gridlines()
    (sheet,) = local.book.fetch_sheet_metadata()["sheets"]
    assert list(sheet["properties"]) == ["sheetId", "title", "index", "sheetType", "gridProperties"]
    assert list(sheet["properties"]["gridProperties"]) == ["rowCount", "columnCount", "hideGridlines"]


def test_the_one_who_protects_may_edit(local: Local) -> None:
    entry = {"range": grid(0, 0, 2), "requestingUserCanEdit": False, "editors": {"users": [], "groups": []}}
    reply = local.batch({"addProtectedRange": {"protectedRange": entry}})["replies"][0]["addProtectedRange"]
    assert reply["protectedRange"]["requestingUserCanEdit"]
    assert reply["protectedRange"]["editors"] == {}
    (protected,) = local.book.list_protected_ranges(0)
    assert protected["editors"] == ME


def test_protection_that_warns_ignores_editors(local: Local) -> None:
    entry = {"range": grid(0, 0, 2), "warningOnly": True, "editors": {"users": ["someone@example.com"]}}
    reply = local.batch({"addProtectedRange": {"protectedRange": entry}})["replies"][0]["addProtectedRange"]
    assert reply["protectedRange"]["editors"] == {}
    (protected,) = local.book.list_protected_ranges(0)
    assert (protected["warningOnly"], protected["editors"]) == (True, ME)
    changed = {"protectedRangeId": protected["protectedRangeId"], "warningOnly": False}
    local.batch({"updateProtectedRange": {"protectedRange": changed, "fields": "warningOnly"}})
    (protected,) = local.book.list_protected_ranges(0)
    assert ("warningOnly" in protected, protected["editors"]) == (False, ME)


def test_the_first_group_tells_where_its_control_is(local: Local) -> None:
    local.sheet.add_dimension_group_columns(0, 2)
    assert local.sheet.list_dimension_group_columns() == [
        {"range": {"dimension": "COLUMNS", "startIndex": 0, "endIndex": 2}, "depth": 1}
    ]
    local.sheet.delete_dimension_group_columns(0, 2)
    grid_properties = local.get("sheets.properties.gridProperties")["sheets"][0]["properties"]["gridProperties"]
    assert grid_properties == {"rowCount": 1000, "columnCount": 26, "columnGroupControlAfter": True}


def test_a_folded_group_hides_its_rows(local: Local) -> None:
    local.sheet.add_dimension_group_rows(1, 3)
    group = {"range": {"dimension": "ROWS", "startIndex": 1, "endIndex": 3}, "depth": 1, "collapsed": True}
    local.batch({"updateDimensionGroup": {"dimensionGroup": group, "fields": "collapsed"}})
    assert local.sheet.list_dimension_group_rows() == [group]
    rows = local.get("sheets.data.rowMetadata.hiddenByUser", ranges="Sheet1!1:4")["sheets"][0]["data"][0]["rowMetadata"]
    assert rows == [{}, {"hiddenByUser": True}, {"hiddenByUser": True}, {}]
    local.batch({"updateDimensionGroup": {"dimensionGroup": {**group, "collapsed": False}, "fields": "*"}})
    assert "hiddenByUser" not in str(local.get("sheets.data.rowMetadata"))
    wrong = {"dimensionGroup": {**group, "depth": 2}, "fields": "collapsed"}
    assert "No group with that range and depth." in local.refused({"updateDimensionGroup": wrong})


def test_an_import_brings_a_sheet_of_its_own(local: Local) -> None:
    answer = local.client.import_csv(local.book.id, "a,b\n1,2")
    assert answer["title"] == "Book"
    assert answer["exportLinks"]["text/csv"].endswith(f"{local.book.id}&exportFormat=csv")
    (sheet,) = local.book.worksheets()
    assert sheet.title == "Book"
    assert sheet.id != 0
    assert sheet.get_all_values() == [["a", "b"], ["1", "2"]]


def test_exports_are_attachments_and_some_are_no_conversions(local: Local) -> None:
    local.sheet.update([["a", "b"]], "A1")
    where = f"{DRIVE}/{local.book.id}/export"
    answer = local.client.http_client.request("get", where, params={"mimeType": "text/csv"})
    assert (answer.content, answer.headers["Content-Disposition"]) == (b"a,b", "attachment")
    with pytest.raises(APIError) as error:
        local.client.http_client.request("get", where, params={"mimeType": "image/png"})
    assert error.value.error == {
        "code": 400,
        "message": "The requested conversion is not supported.",
        "errors": [
            {
                "message": "The requested conversion is not supported.",
                "domain": "global",
                "reason": "badRequest",
                "location": "convertTo",
                "locationType": "parameter",
            }
        ],
    }
    with pytest.raises(APIError, match="not implemented by this local server"):
        local.client.export(local.book.id, ExportFormat.EXCEL)


def test_a_deletion_is_answered_with_nothing(local: Local) -> None:
    answer: requests.Response = local.client.http_client.request("delete", f"{DRIVE}/{local.book.id}")
    assert (answer.status_code, answer.content, answer.headers["Content-Type"]) == (204, b"", "text/html")


def test_somebody_elses_spreadsheet_is_there_but_not_for_us(local: Local) -> None:
    local.server.private("1somebody-elses")
    with pytest.raises(PermissionError) as denied:
        local.client.open_by_key("1somebody-elses")
    assert isinstance(denied.value.__cause__, gspread.exceptions.APIError)
    assert refusal(denied.value.__cause__) == "The caller does not have permission"
    with pytest.raises(SpreadsheetNotFound):
        local.client.open_by_key("1nobodys")
    assert local.client.list_spreadsheet_files() == []


def test_a_quota_is_for_each_user_and_each_direction() -> None:
    with SheetsServer() as server:
        client = client_of(server)
        book = client.create("Book")
        server.limit(reads=2, writes=1)
        book.sheet1.update([[1]], "A1")
        with pytest.raises(APIError) as error:
            book.values_get("A1")
            book.values_get("A1")
        assert refusal(error.value).startswith(
            "Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute per user' of service "
        )
        assert error.value.error["status"] == "RESOURCE_EXHAUSTED"
        assert error.value.error["details"][0]["reason"] == "RATE_LIMIT_EXCEEDED"
        book.share("other@elsewhere.example", "user", "reader")
        other = client_of(server, "other@elsewhere.example")
        assert other.open_by_key(book.id).title == "Book"
        server.limit()
        assert book.values_get("A1")["values"] == [["1"]]
        for one in (client, other):
            one.http_client.session.close()
