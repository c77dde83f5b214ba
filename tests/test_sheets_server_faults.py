"""Faults on request: what a client meets when the network or Google has a bad day."""

import time

import pytest
import requests
from gspread.exceptions import APIError

from tests.sheets_server.client import Local
from tests.sheets_server.discovery import check_reply


def write(local: Local, value: int) -> None:
    local.sheet.update([[value]], "A1")


def test_a_status_with_its_body_and_headers(local: Local) -> None:
    sheet = local.sheet
    local.server.fail(status=429, headers={"Retry-After": "7"})
    with pytest.raises(APIError) as error:
        sheet.update([[1]], "A1")
    assert error.value.error["status"] == "RESOURCE_EXHAUSTED"
    assert error.value.response.headers["Retry-After"] == "7"
    assert local.values("A1") == []


def test_the_nth_request_and_several_in_a_row(local: Local) -> None:
    sheet = local.sheet
    local.server.fail(2, times=2, status=503)
    codes = []
    for _ in range(4):
        try:
            sheet.update([[1]], "A1")
            codes.append(200)
        except APIError as error:
            codes.append(error.code)
    assert codes == [200, 503, 503, 200]


def test_only_the_requests_that_fit(local: Local) -> None:
    local.sheet.update([[1]], "A1")
    local.server.fail(method="PUT", path="/values/", status=500)
    assert local.values("A1") == [[1]]
    with pytest.raises(APIError):
        write(local, 2)


def test_a_body_of_html(local: Local) -> None:
    sheet = local.sheet
    local.server.fail(status=502, html="<html>Error 502</html>")
    with pytest.raises(APIError) as error:
        sheet.update([[1]], "A1")
    assert error.value.code == -1
    assert error.value.response.status_code == 502


def test_cut_before_it_is_applied(local: Local) -> None:
    sheet = local.sheet
    local.server.fail(cut="before")
    with pytest.raises(requests.ConnectionError):
        sheet.update([[1]], "A1")
    assert local.values("A1") == []


def test_cut_after_it_is_applied(local: Local) -> None:
    sheet = local.sheet
    local.server.fail(cut="after")
    with pytest.raises(requests.ConnectionError):
        sheet.update([[1]], "A1")
    assert local.values("A1") == [[1]]


def test_half_a_body(local: Local) -> None:
    sheet = local.sheet
    local.server.fail(half_body=True)
    with pytest.raises(requests.RequestException):
        sheet.update([[1]], "A1")
    assert local.values("A1") == [[1]]


def test_wrong_json(local: Local) -> None:
    sheet = local.sheet
    local.server.fail(wrong_json=True)
    with pytest.raises(requests.JSONDecodeError):
        sheet.update([[1]], "A1")


def test_a_delay(local: Local) -> None:
    sheet = local.sheet
    local.server.fail(delay=0.6)
    local.client.set_timeout(0.2)
    with pytest.raises(requests.ReadTimeout):
        sheet.update([[1]], "A1")
    local.client.set_timeout(20)
    time.sleep(0.5)
    assert local.values("A1") == [[1]]


def test_an_expired_token_is_renewed_by_the_client(local: Local) -> None:
    sheet = local.sheet
    local.server.fail(expired_token=True)
    before = len(local.server.calls)
    sheet.update([[1]], "A1")
    methods = [method for method, _ in local.server.calls[before:]]
    assert methods == ["PUT", "POST", "PUT"]
    assert local.values("A1") == [[1]]


def test_a_wrong_answer_is_noted() -> None:
    assert check_reply("sheets", "ValueRange", {"range": "A1", "majorDimension": "ROWS", "values": [[1]]}) == []
    assert check_reply("sheets", "ValueRange", {"ranges": "A1"}) == ["ValueRange.ranges: no such field"]
    assert check_reply("sheets", "ValueRange", {"majorDimension": "UP"}) != []
    both = {"numberValue": 1, "stringValue": "1"}
    assert check_reply("sheets", "ExtendedValue", both) == [
        "ExtendedValue: more than one of ['numberValue', 'stringValue']"
    ]
    assert check_reply("sheets", "GridRange", {"startRowIndex": 1.5}) != []
