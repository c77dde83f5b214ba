"""Protected cells, for a robot with which somebody shared a spreadsheet of theirs."""

from collections.abc import Iterator
from typing import Any

import gspread
import pytest
from gspread.exceptions import APIError
from gspread.spreadsheet import Spreadsheet

from tests.sheets_server.client import Local, client_of, grid, refusal
from tests.sheets_server.model import Json
from tests.sheets_server.protection import REFUSED

ROBOT = "guest@robots.example"
ROWS = {"sheetId": 0, "dimension": "ROWS"}


@pytest.fixture
def guest(local: Local) -> Iterator[Spreadsheet]:
    """A spreadsheet of the owner's, as an editor sees it; A1:B2 is protected against them."""
    local.type_in("A1", [["head", "=C5"], ["a", "b"], ["free"]])
    local.book.share(ROBOT, "user", "writer")
    local.sheet.add_protected_range("A1:B2", [], description="ours")
    client: gspread.Client = client_of(local.server, ROBOT)
    yield client.open_by_key(local.book.id)
    client.http_client.session.close()


def _refused(guest: Spreadsheet, *requests: Json) -> str:
    with pytest.raises(APIError) as error:
        guest.batch_update({"requests": list(requests)})
    assert error.value.code == 400
    return refusal(error.value)


def test_values_in_protected_cells_cannot_be_written(local: Local, guest: Spreadsheet) -> None:
    with pytest.raises(APIError) as error:
        guest.sheet1.update([["x"]], "B2")
    assert refusal(error.value) == REFUSED
    data: list[dict[str, Any]] = [{"range": "A3", "values": [["y"]]}, {"range": "A2", "values": [["x"]]}]
    with pytest.raises(APIError) as error:
        guest.values_batch_update({"valueInputOption": "RAW", "data": data})
    assert refusal(error.value) == f"Invalid data[1]: {REFUSED}"
    with pytest.raises(APIError) as error:
        guest.sheet1.batch_clear(["D1", "B1"])
    assert refusal(error.value) == f"Invalid ranges[1]: {REFUSED}"
    assert local.values("A1:B3", "FORMULA") == [["head", "=C5"], ["a", "b"], ["free"]]
    guest.sheet1.update([["y"]], "A3")
    local.sheet.update([["mine"]], "A1")
    assert local.values("A1:A3") == [["mine"], ["a"], ["y"]]


def test_rows_may_come_between_but_not_into_protected_cells(local: Local, guest: Spreadsheet) -> None:
    below = {"insertDimension": {"range": {**ROWS, "startIndex": 2, "endIndex": 3}}}
    above = {"insertDimension": {"range": {**ROWS, "startIndex": 0, "endIndex": 1}}}
    guest.batch_update({"requests": [below, above]})
    assert local.values("A2:B5", "FORMULA") == [["head", "=C7"], ["a", "b"], [], ["free"]]
    into = {"insertDimension": {"range": {**ROWS, "startIndex": 2, "endIndex": 3}}}
    assert _refused(guest, into) == f"Invalid requests[0].insertDimension: {REFUSED}"
    cell = {"range": grid(0, 1, 2, 0, 1), "cell": {"note": "x"}, "fields": "note"}
    assert _refused(guest, above, {"repeatCell": {**cell, "range": grid(0, 2, 3, 0, 1)}}).startswith(
        "Invalid requests[1].repeatCell: You are trying to edit a protected cell"
    )


def test_protection_is_lifted_by_its_editors_only(local: Local, guest: Spreadsheet) -> None:
    (seen,) = guest.list_protected_ranges(0)
    assert "editors" not in seen
    assert "requestingUserCanEdit" not in seen
    assert REFUSED in _refused(guest, {"deleteProtectedRange": {"protectedRangeId": seen["protectedRangeId"]}})
    editors = {"protectedRangeId": seen["protectedRangeId"], "editors": {"users": [ROBOT]}}
    update = {"updateProtectedRange": {"protectedRange": editors, "fields": "editors"}}
    assert REFUSED in _refused(guest, update)
    local.batch(update)
    assert guest.list_protected_ranges(0)[0]["editors"] == {"users": [ROBOT]}
    guest.sheet1.update([["x"]], "A1")
    assert local.values("A1") == [["x"]]


def test_a_protected_sheet_has_its_open_cells(local: Local, guest: Spreadsheet) -> None:
    second = local.book.add_worksheet("Locked", 10, 10)
    whole = {"range": {"sheetId": second.id}, "unprotectedRanges": [grid(second.id, 0, 1, 0, 1)]}
    local.batch({"addProtectedRange": {"protectedRange": whole}})
    guest.values_update("Locked!A1", {"valueInputOption": "RAW"}, {"values": [["x"]]})
    with pytest.raises(APIError, match="protected cell"):
        guest.values_update("Locked!B1", {"valueInputOption": "RAW"}, {"values": [["x"]]})
    assert REFUSED in _refused(guest, {"deleteSheet": {"sheetId": second.id}})
    renamed = {"properties": {"sheetId": second.id, "title": "Mine"}, "fields": "title"}
    assert REFUSED in _refused(guest, {"updateSheetProperties": renamed})


def test_protection_that_warns_stops_nobody(local: Local, guest: Spreadsheet) -> None:
    local.sheet.add_protected_range("D1:D5", warning_only=True)
    guest.sheet1.update([["x"]], "D1")
    assert local.values("D1") == [["x"]]
