"""Drive's part: making, finding, copying, sharing and deleting files; who may do what; tokens."""

import gspread
import pytest
import requests
from gspread.exceptions import APIError, SpreadsheetNotFound
from gspread.utils import ExportFormat

from tests.sheets_server.client import Local, client_of, refusal
from tests.sheets_server.server import SheetsServer

FOLDER = "application/vnd.google-apps.folder"
DRIVE = "https://www.googleapis.com/drive/v3/files"
OTHER = "other@elsewhere.example"


def test_files_are_found_by_title(local: Local) -> None:
    book = local.book
    local.client.create("Another")
    assert local.client.open("Book").id == book.id
    assert [file["name"] for file in local.client.list_spreadsheet_files()] == ["Another", "Book"]
    assert [found.title for found in local.client.openall("Another")] == ["Another"]
    with pytest.raises(SpreadsheetNotFound):
        local.client.open("Nothing")


def test_folders(local: Local) -> None:
    body = {"name": "Folder", "mimeType": FOLDER}
    folder = local.client.http_client.request("post", DRIVE, json=body).json()["id"]
    made = local.client.create("Inside", folder_id=folder)
    assert [file["id"] for file in local.client.list_spreadsheet_files(folder_id=folder)] == [made.id]
    with pytest.raises(APIError) as error:
        local.client.create("Nowhere", folder_id="nosuch")
    assert refusal(error.value) == "File not found: nosuch."
    assert error.value.error["errors"][0]["reason"] == "notFound"


def test_pages_of_a_list(local: Local) -> None:
    for number in range(3):
        local.client.create(f"File {number}")
    first = local.client.http_client.request("get", DRIVE, params={"pageSize": 2}).json()
    second = local.client.http_client.request("get", DRIVE, params={"pageToken": first["nextPageToken"]}).json()
    assert [len(page["files"]) for page in (first, second)] == [2, 1]
    assert "nextPageToken" not in second
    query = "name contains 'file' and (not name = 'File 1') and trashed = false"
    found = local.client.http_client.request("get", DRIVE, params={"q": query}).json()
    assert sorted(file["name"] for file in found["files"]) == ["File 0", "File 2"]


def test_a_copy_is_a_spreadsheet_of_its_own(local: Local) -> None:
    local.type_in("A1", [["=1+1"]])
    local.book.share("reader@example.com", "user", "reader")
    copy = local.client.copy(local.book.id, "Copy", copy_permissions=True)
    assert copy.sheet1.acell("A1").value == "2"
    assert {one["emailAddress"]: one["role"] for one in copy.list_permissions()} == {
        "robot@local-project.iam.gserviceaccount.com": "owner",
        "reader@example.com": "reader",
    }
    copy.sheet1.update([[5]], "A1")
    assert local.values("A1") == [[2]]


def test_permissions(local: Local) -> None:
    book = local.book
    book.share("writer@example.com", "user", "writer", notify=False)
    book.share("", "anyone", "reader")
    book.share("example.org", "domain", "reader")
    kinds = [(one["type"], one["role"]) for one in book.list_permissions()]
    assert kinds == [("user", "owner"), ("user", "writer"), ("anyone", "reader"), ("domain", "reader")]
    writer = book.list_permissions()[1]
    book.transfer_ownership(str(writer["id"]))
    assert book.list_permissions()[1]["pendingOwner"] is True
    book.accept_ownership(str(writer["id"]))
    assert [one["role"] for one in book.list_permissions()][:2] == ["writer", "owner"]
    assert book.remove_permissions("example.org") != []
    assert len(book.list_permissions()) == 3


def test_the_time_of_the_last_change_moves(local: Local) -> None:
    before = local.book.get_lastUpdateTime()
    local.sheet.update([[1]], "A1")
    after = local.book.get_lastUpdateTime()
    assert after > before
    assert local.book.creationTime < after


def test_a_deleted_file_is_gone(local: Local) -> None:
    made = local.client.create("Gone")
    local.client.del_spreadsheet(made.id)
    with pytest.raises(SpreadsheetNotFound):
        local.client.open_by_key(made.id)
    with pytest.raises(APIError) as error:
        local.client.del_spreadsheet(made.id)
    assert refusal(error.value) == f"File not found: {made.id}."


def test_who_may_do_what(local: Local) -> None:
    other = client_of(local.server, OTHER)
    with pytest.raises(PermissionError):
        other.open_by_key(local.book.id)
    local.book.share(OTHER, "user", "reader")
    seen = other.open_by_key(local.book.id)
    with pytest.raises(APIError) as error:
        seen.sheet1.update([[1]], "A1")
    assert refusal(error.value) == "The caller does not have permission"
    assert error.value.error["status"] == "PERMISSION_DENIED"
    local.book.share(OTHER, "user", "writer")
    seen.sheet1.update([[1]], "A1")
    assert local.values("A1") == [[1]]
    other.http_client.session.close()


def test_a_title_is_the_same_in_drive_and_in_sheets(local: Local) -> None:
    local.book.update_title("New title")
    assert local.client.list_spreadsheet_files()[0]["name"] == "New title"


def test_a_sheet_copied_to_another_spreadsheet(local: Local) -> None:
    target = local.client.create("Target")
    local.type_in("A1", [["=Sheet1!B1", 3]])
    answer = local.sheet.copy_to(target.id)
    assert answer["title"] == "Copy of Sheet1"
    copied = target.get_worksheet_by_id(answer["sheetId"])
    assert copied.get("A1:B1") == [["3", "3"]]
    with pytest.raises(APIError) as error:
        local.sheet.copy_to("nosuch")
    assert error.value.code == 404


def test_csv_in_and_out(local: Local) -> None:
    local.client.import_csv(local.book.id, 'a,"b,c"\n1,=A2+1\n')
    assert local.book.sheet1.get_all_values() == [["a", "b,c"], ["1", "2"]]
    assert local.book.export(ExportFormat.CSV) == b'a,"b,c"\r\n1,2'
    with pytest.raises(APIError) as error:
        local.book.export(ExportFormat.PDF)
    assert error.value.code == 501


def test_a_fresh_spreadsheet_by_the_sheets_api(local: Local) -> None:
    cell = {"userEnteredValue": {"formulaValue": "=1+1"}}
    body = {
        "properties": {"title": "Made", "locale": "de_DE"},
        "sheets": [
            {"properties": {"title": "Eins"}, "data": [{"startRow": 1, "rowData": [{"values": [cell]}]}]},
            {"properties": {"title": "Zwei", "sheetId": 9, "gridProperties": {"rowCount": 5, "columnCount": 3}}},
        ],
    }
    made = local.client.http_client.request("post", gspread.urls.SPREADSHEETS_API_V4_BASE_URL, json=body).json()
    assert [sheet["properties"]["sheetId"] for sheet in made["sheets"]] == [0, 9]
    book = local.client.open_by_key(made["spreadsheetId"])
    assert (book.title, book.locale) == ("Made", "de_DE")
    assert book.sheet1.acell("A2").value == "2"


def test_tokens() -> None:
    with SheetsServer() as server:
        url = f"{server.url}/v4/spreadsheets/x"
        assert requests.get(url, timeout=5).json()["error"]["status"] == "UNAUTHENTICATED"
        client = client_of(server)
        client.create("Book")
        assert ("POST", "/token") in server.calls
        bad = {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": "a.b.c"}
        assert requests.post(f"{server.url}/token", data=bad, timeout=5).json()["error"] == "invalid_grant"
        narrow = gspread.service_account_from_dict(
            server.credentials_info(),
            scopes=["https://www.googleapis.com/auth/drive.metadata.readonly"],
            http_client=type(client.http_client),
        )
        with pytest.raises(APIError) as error:
            narrow.create("No")
        assert error.value.error["details"][0]["reason"] == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"
        client.http_client.session.close()
        narrow.http_client.session.close()


def test_without_tokens() -> None:
    with SheetsServer(anonymous=True) as server:
        made = requests.post(f"{server.url}/v4/spreadsheets", json={}, timeout=5).json()
        assert made["properties"]["title"] == "Untitled spreadsheet"
        unknown = requests.get(f"{server.url}/v4/nothing", timeout=5)
        assert unknown.status_code == 404
        revisions = f"{server.url}/drive/v3/files/{made['spreadsheetId']}/revisions"
        refused = requests.get(revisions, timeout=5)
        assert refused.status_code == 501


def test_what_a_file_says_of_the_caller(local: Local) -> None:
    local.book.share(OTHER, "user", "reader")
    fields = {"fields": "ownedByMe,shared,capabilities(canEdit,canCopy),owners/me,lastModifyingUser/me"}
    mine = local.client.http_client.request("get", f"{DRIVE}/{local.book.id}", params=fields).json()
    assert mine["capabilities"] == {"canEdit": True, "canCopy": True}
    other = client_of(local.server, OTHER)
    theirs = other.http_client.request("get", f"{DRIVE}/{local.book.id}", params=fields).json()
    other.http_client.session.close()
    assert theirs == {
        "ownedByMe": False,
        "shared": True,
        "capabilities": {"canEdit": False, "canCopy": True},
        "owners": [{"me": False}],
        "lastModifyingUser": {"me": False},
    }


def test_drive_knows_who_changed_a_file_last(local: Local) -> None:
    local.book.share(OTHER, "user", "writer")
    other = client_of(local.server, OTHER)
    other.open_by_key(local.book.id).sheet1.update([[1]], "A1")
    other.http_client.session.close()
    where, fields = f"{DRIVE}/{local.book.id}", {"fields": "lastModifyingUser/emailAddress"}
    answer = local.client.http_client.request("get", where, params=fields).json()
    assert answer["lastModifyingUser"] == {"emailAddress": OTHER}


def test_the_order_of_a_list(local: Local) -> None:
    for name in ("b 10", "a", "b 9"):
        local.client.create(name)

    def names(order: str) -> list[str]:
        answer = local.client.http_client.request("get", DRIVE, params={"orderBy": order}).json()
        return [file["name"] for file in answer["files"]]

    assert names("") == ["b 9", "a", "b 10"]
    assert names("name") == ["a", "b 10", "b 9"]
    assert names("name_natural desc") == ["b 10", "b 9", "a"]
    with pytest.raises(APIError, match="Invalid Value"):
        names("colour")


def test_about_the_caller(local: Local) -> None:
    about = "https://www.googleapis.com/drive/v3/about"
    answer = local.client.http_client.request("get", about, params={"fields": "user(me,emailAddress)"}).json()
    assert answer == {"user": {"me": True, "emailAddress": "robot@local-project.iam.gserviceaccount.com"}}
    with pytest.raises(APIError, match="parameter is required for this method"):
        local.client.http_client.request("get", about)


def test_a_long_query_may_come_as_a_form(local: Local) -> None:
    local.sheet.update([["x"]], "A1")
    where = f"https://sheets.googleapis.com/v4/spreadsheets/{local.book.id}/values:batchGet"
    form = "&".join(f"ranges=Sheet1!A{row}" for row in range(1, 200))
    headers = {"x-http-method-override": "GET", "content-type": "application/x-www-form-urlencoded"}
    answer = local.client.http_client.request("post", where, data=form.encode(), headers=headers).json()
    assert len(answer["valueRanges"]) == 199
    assert answer["valueRanges"][0]["values"] == [["x"]]
