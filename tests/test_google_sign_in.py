"""A person signs in: the real flow of google-auth-oauthlib, with a browser that agrees to everything."""

from __future__ import annotations

import json
import threading
import urllib.request
import webbrowser
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from sheets_gen.errors import CredentialsProblem
from sheets_gen.google.client import connect
from sheets_gen.google.who import DRIVE_FILE, USER
from tests.google_server import SHEET, Google, Reply, serving

TOKEN = {"access_token": "ya29.first", "refresh_token": "1//0refresh-very-secret", "expires_in": 3600}


class Browser:
    """Agrees (or not) and goes where Google would send it."""

    def __init__(self, answer: dict[str, str]) -> None:
        self.answer = answer
        self.asked: dict[str, list[str]] = {}

    def open(self, url: str, **_: object) -> None:
        self.asked = parse_qs(urlsplit(url).query)
        back = f"{self.asked['redirect_uri'][0]}?{urlencode(self.answer | {'state': self.asked['state'][0]})}"
        threading.Thread(target=lambda: urllib.request.urlopen(back).read(), daemon=True).start()


@pytest.fixture
def google(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Google]:
    for name in ("HTTP_PROXY", "http_proxy", "GOOGLE_APPLICATION_CREDENTIALS", "SHEETS_GEN_CREDENTIALS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    monkeypatch.setattr("sheets_gen.google.client._on_terminal", lambda: True)
    with serving() as google:
        monkeypatch.setattr("google.oauth2.credentials._GOOGLE_OAUTH2_TOKEN_ENDPOINT", f"{google.url}/token")
        client = {
            "client_id": "1-x",
            "client_secret": "GOCSPX-s",
            "auth_uri": google.url,
            "token_uri": f"{google.url}/token",
        }
        path = tmp_path / ".config" / "gspread" / "credentials.json"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps({"installed": client}))
        path.chmod(0o600)
        yield google


def test_once_with_a_browser_then_without(google: Google, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = Browser({"code": "4/secret-code"})
    monkeypatch.setattr(webbrowser, "get", lambda *_: browser)
    google.tokens = [Reply(body=TOKEN | {"scope": DRIVE_FILE})]
    told: list[str] = []
    service = connect(None, told.append, google.base)
    assert service.who.kind == USER
    assert service.get(SHEET, "spreadsheetId") == {"spreadsheetId": SHEET}
    assert browser.asked["scope"] == [DRIVE_FILE]
    assert told == ["Sign in to Google in the browser (waiting 5 minutes)"]
    kept = tmp_path / ".config" / "gspread" / "authorized_user.json"
    assert service.who.source == str(kept)
    assert "ya29" not in kept.read_text()
    monkeypatch.setattr(webbrowser, "get", None)
    assert connect(None, told.append, google.base).get(SHEET, "spreadsheetId") == {"spreadsheetId": SHEET}


def test_one_who_does_not_agree(google: Google, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webbrowser, "get", lambda *_: Browser({"error": "access_denied"}))
    with pytest.raises(CredentialsProblem, match=r"nobody signed in \(.*access_denied.*\); run the command again"):
        connect(None, print, google.base)
    assert not (tmp_path / ".config" / "gspread" / "authorized_user.json").exists()


def test_one_who_agrees_to_less(google: Google, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webbrowser, "get", lambda *_: Browser({"code": "4/secret-code"}))
    google.tokens = [Reply(body=TOKEN | {"scope": "openid"})]
    with pytest.raises(CredentialsProblem, match="nobody signed in"):
        connect(None, print, google.base)
