"""The real gspread and google-auth against a server on this machine: tokens, refusals, cuts, stalls, lost writes."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sheets_gen.errors import CredentialsProblem, RemoteFailed, SheetsGenError, UsageProblem
from sheets_gen.google.client import Service, connect
from sheets_gen.google.keys import BASE_VARIABLE
from sheets_gen.google.retry import Patience
from sheets_gen.google.who import DRIVE_FILE, SPREADSHEETS
from tests.google_server import ADDRESS, SHEET, Google, Reply, error, private_key, serving

HTML = "<!DOCTYPE html><title>Error 503 (Service Unavailable)!!1</title>"
Connect = Callable[..., Service]
WRITE: dict[str, object] = {"requests": [{"addSheet": {}}]}


@pytest.fixture
def google(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Google]:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "GOOGLE_APPLICATION_CREDENTIALS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    with serving() as google:
        yield google


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def connected(google: Google, tmp_path: Path, told: list[str]) -> Connect:
    def now(key: Path | None = None, timeouts: tuple[float, float] = (2, 5)) -> Service:
        patience = Patience(told.append, sleep=lambda _: None, chance=lambda: 0.0)
        return connect(key or google.key(tmp_path), told.append, google.base, patience=patience, timeouts=timeouts)

    return now


def no() -> bool:
    return False


def yes() -> bool:
    return True


def nobody_looks() -> bool:
    raise AssertionError


def test_a_read_and_two_writes(google: Google, connected: Connect) -> None:
    service = connected()
    assert (service.who.kind, service.who.address, service.who.project) == ("service account", ADDRESS, "team-numbers")
    assert service.calls == google.signed_in == 0
    google.replies = [Reply(body={"spreadsheetId": SHEET}), Reply(body={"replies": []}), Reply(body={"updated": 1})]
    assert service.get(SHEET, "spreadsheetId, properties(title, locale)") == {"spreadsheetId": SHEET}
    assert service.batch_update(SHEET, WRITE, nobody_looks) == {"replies": []}
    assert service.values_batch_update(SHEET, {"data": []}, nobody_looks) == {"updated": 1}
    assert [(each.method, each.path) for each in google.asked] == [
        ("GET", f"/v4/spreadsheets/{SHEET}?fields=spreadsheetId%2Cproperties%28title%2Clocale%29"),
        ("POST", f"/v4/spreadsheets/{SHEET}:batchUpdate"),
        ("POST", f"/v4/spreadsheets/{SHEET}/values:batchUpdate"),
    ]
    assert {each.token for each in google.asked} == {"Bearer ya29.tok-1"}
    assert google.asked[1].body == WRITE
    assert (service.calls, google.signed_in) == (3, 1)


def test_an_expired_token_is_replaced(google: Google, connected: Connect) -> None:
    google.replies = [Reply(401, error(401, "expired", "UNAUTHENTICATED"))]
    service = connected()
    assert service.get(SHEET, "spreadsheetId") == {"spreadsheetId": SHEET}
    assert [each.token for each in google.asked] == ["Bearer ya29.tok-1", "Bearer ya29.tok-2"]
    assert service.calls == 2


def test_a_token_that_stays_refused(google: Google, connected: Connect) -> None:
    google.replies = [Reply(401, error(401, "no", "UNAUTHENTICATED"))] * 3
    with pytest.raises(CredentialsProblem, match="does not accept the sign-in"):
        connected().get(SHEET, "spreadsheetId")


def test_busy_then_well(google: Google, connected: Connect, told: list[str]) -> None:
    google.replies = [
        Reply(429, error(429, "Quota exceeded", "RESOURCE_EXHAUSTED"), {"Retry-After": "3"}),
        Reply(503, HTML),
        Reply(cut=True),
        Reply(502, ""),
    ]
    service = connected()
    assert service.get(SHEET, "spreadsheetId") == {"spreadsheetId": SHEET}
    assert told == [
        "Google is busy (429); trying again in 3 s",
        "Google has trouble (503); trying again in 2 s",
        "The connection to Google was cut; trying again in 4 s",
        "Google has trouble (502); trying again in 8 s",
    ]
    assert service.calls == 5


def test_never_well(google: Google, connected: Connect) -> None:
    google.replies = [Reply(503, HTML)] * 9
    with pytest.raises(RemoteFailed, match=r"Google has trouble \(503\), also after 6 tries"):
        connected().get(SHEET, "spreadsheetId")
    assert len(google.asked) == 6


def test_no_answer_in_time(google: Google, connected: Connect, told: list[str]) -> None:
    google.replies = [Reply(stall=0.6)]
    assert connected(timeouts=(1, 0.2)).get(SHEET, "spreadsheetId") == {"spreadsheetId": SHEET}
    assert told == ["Google did not answer in time; trying again in 1 s"]


def test_nobody_there(google: Google, tmp_path: Path, told: list[str]) -> None:
    base = {"https://sheets.googleapis.com": "http://127.0.0.1:9"}
    patience = Patience(told.append, sleep=lambda _: None)
    service = connect(google.key(tmp_path), told.append, base, patience=patience)
    with pytest.raises(RemoteFailed, match=r"cannot be reached, also after 6 tries"):
        service.batch_update(SHEET, WRITE, nobody_looks)


@pytest.mark.parametrize("lost", [Reply(cut=True), Reply(500, HTML), Reply(stall=0.6), Reply(200, "<html>log in")])
def test_a_lost_write_that_arrived(google: Google, connected: Connect, lost: Reply) -> None:
    google.replies = [lost]
    assert connected(timeouts=(1, 0.2)).batch_update(SHEET, WRITE, yes) is None
    assert len(google.asked) == 1


def test_a_lost_write_that_did_not_arrive(google: Google, connected: Connect) -> None:
    google.replies = [Reply(cut=True), Reply(body={"replies": [{}]})]
    assert connected().batch_update(SHEET, WRITE, no) == {"replies": [{}]}
    assert len(google.asked) == 2


def test_a_look_that_fails_too_says_what_is_unknown(google: Google, connected: Connect) -> None:
    google.replies = [Reply(cut=True)] + [Reply(503, HTML)] * 9
    service = connected()
    with pytest.raises(RemoteFailed, match=r"also after 6 tries; .*may have arrived all the same"):
        service.values_batch_update(SHEET, {}, lambda: bool(service.get(SHEET, "developerMetadata")))


@pytest.mark.parametrize("body", ["<html>", {"error": "invalid_grant"}, {"error": {}}, {"error": None}, [], "", "3"])
def test_bodies_that_break_the_library(google: Google, connected: Connect, body: object) -> None:
    google.replies = [Reply(400, body)]
    with pytest.raises(RemoteFailed, match="400"):
        connected().get(SHEET, "spreadsheetId")


def test_created_at_the_top(google: Google, connected: Connect) -> None:
    assert connected().create("Numbers 2026", None) == SHEET
    assert google.asked[0].path == "/v4/spreadsheets?fields=spreadsheetId"
    assert google.asked[0].body == {"properties": {"title": "Numbers 2026"}}


def test_created_in_a_folder_with_the_least_permission(google: Google, connected: Connect) -> None:
    google.replies = [Reply(body={"id": SHEET})]
    service = connected()
    assert service.create("Numbers", "folder-1") == SHEET
    assert google.asked[0].path == "/drive/v3/files?supportsAllDrives=true&fields=id"
    assert google.asked[0].body["parents"] == ["folder-1"]
    assert service._http.session.credentials.scopes == [SPREADSHEETS, DRIVE_FILE]


def test_a_file_of_unknown_fate_is_not_made_twice(google: Google, connected: Connect) -> None:
    google.replies = [Reply(503, HTML)]
    with pytest.raises(RemoteFailed, match="may have been made all the same: look in Drive"):
        connected().create("Numbers", None)
    assert len(google.asked) == 1


def test_sign_in(google: Google, connected: Connect) -> None:
    service = connected()
    service.sign_in()
    service.get(SHEET, "spreadsheetId")
    assert (google.signed_in, service.calls) == (1, 1)


@pytest.mark.parametrize(
    ("reply", "kind", "words"),
    [
        (
            Reply(400, {"error": "invalid_grant", "error_description": "Invalid JWT Signature."}),
            CredentialsProblem,
            "key",
        ),
        (Reply(200, "<html>"), CredentialsProblem, "cannot be read"),
        (Reply(200, {}), CredentialsProblem, "No access token"),
        (Reply(403, "<html>no"), CredentialsProblem, "gave no token"),
    ],
)
def test_no_token(google: Google, connected: Connect, reply: Reply, kind: type[Exception], words: str) -> None:
    google.tokens = [reply]
    with pytest.raises(kind, match=words):
        connected().get(SHEET, "spreadsheetId")
    assert google.asked == []


def test_a_person_signs_in_and_later_no_more(
    google: Google, connected: Connect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("google.oauth2.credentials._GOOGLE_OAUTH2_TOKEN_ENDPOINT", f"{google.url}/token")
    path = tmp_path / "authorized_user.json"
    path.write_text(json.dumps(google.user_info(scopes=[DRIVE_FILE])))
    path.chmod(0o600)
    assert connected(path).get(SHEET, "spreadsheetId") == {"spreadsheetId": SHEET}
    google.tokens = [Reply(400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."})]
    with pytest.raises(CredentialsProblem, match=f"every 7 days; sign in again: delete {path}, then run in a terminal"):
        connected(path).get(SHEET, "spreadsheetId")


def test_a_cut_on_the_way_to_the_token(google: Google, connected: Connect, told: list[str]) -> None:
    google.tokens = [Reply(cut=True)]
    assert connected().batch_update(SHEET, WRITE, nobody_looks) == {"spreadsheetId": SHEET}
    assert told == ["The connection to Google was cut; trying again in 1 s"]


def test_a_netrc_does_not_replace_the_token(google: Google, connected: Connect, tmp_path: Path) -> None:
    (tmp_path / ".netrc").write_text("default login ann password other\n")
    service = connected()
    service._http.session.trust_env = True
    service.get(SHEET, "spreadsheetId")
    assert google.asked[0].token == "Bearer ya29.tok-1"


def test_the_library_missing(google: Google, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gspread", None)
    with pytest.raises(CredentialsProblem, match=r'pip install "sheets-gen\[google\]"$'):
        connect(google.key(tmp_path), print)


def test_a_base_elsewhere_is_refused(google: Google, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for url in ("https://example.org", "http://127.0.0.1.example.org", "ftp://127.0.0.1", "http://[", "127.0.0.1"):
        monkeypatch.setenv(BASE_VARIABLE, url)
        with pytest.raises(UsageProblem, match=BASE_VARIABLE):
            connect(google.key(tmp_path), print)
    monkeypatch.setenv(BASE_VARIABLE, google.url + "/")
    assert connect(google.key(tmp_path), print).get(SHEET, "spreadsheetId") == {"spreadsheetId": SHEET}


def test_no_secret_in_any_words(google: Google, connected: Connect, tmp_path: Path, told: list[str]) -> None:
    service = connected()
    echo = error(403, "refused ya29.tok-1 and " + private_key(), "PERMISSION_DENIED")
    google.replies = [Reply(403, echo)]
    words = [repr(service), repr(service.who), *told]
    damaged = json.loads(google.key(tmp_path).read_text()) | {"private_key": private_key()[:-400]}
    (tmp_path / "bad.json").write_text(json.dumps(damaged))
    (tmp_path / "bad.json").chmod(0o600)
    for act in (lambda: service.get(SHEET, "spreadsheetId"), lambda: connected(tmp_path / "bad.json")):
        with pytest.raises(SheetsGenError) as caught:
            act()
        words.append("".join(traceback.format_exception(caught.value)))
    for line in private_key().splitlines()[:-1]:
        assert all(line not in each for each in words)
    assert all("ya29" not in each for each in words)
