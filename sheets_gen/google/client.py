"""The only module that talks to Google: gspread's HTTP client and google-auth's sessions under our own patience.

The libraries are loaded when a connection is made, so that the program works without them.
"""

from __future__ import annotations

import json
import os
import sys
import warnings
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, redirect_stdout
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sheets_gen.errors import CredentialsProblem, RemoteFailed
from sheets_gen.google.answers import Answer, Fault, Outcome, Refused, one_line
from sheets_gen.google.keys import CLIENT, DRIVE, SHEETS, Key, find, keep_sign_in, local_base, scopes, sign_in_file
from sheets_gen.google.looks import Json
from sheets_gen.google.retry import TIMEOUTS, Fresh, Look, Patience, send
from sheets_gen.google.trouble import UNSURE, Doing, Situation, explain
from sheets_gen.google.who import DRIVE_FILE, MACHINE, SPREADSHEETS, Who

__all__ = ["Service", "Who", "connect"]

MISSING = 'Google Sheets needs two more libraries; install them: pip install "sheets-gen[google]"'
SPREADSHEET_TYPE = "application/vnd.google-apps.spreadsheet"
SIGN_IN_SECONDS = 300


def connect(
    credentials: Path | None,
    say: Callable[[str], None],
    base: Mapping[str, str] | None = None,
    *,
    patience: Patience | None = None,
    timeouts: tuple[float, float] = TIMEOUTS,
) -> Service:
    """A connection for the first credentials that are found; asks nothing of Google yet.

    ``base`` maps Google's addresses to other ones, for tests. CredentialsProblem when there is nobody to be.
    """
    try:
        import_module("google.auth.transport.requests")
        import_module("gspread")  # here, so that a missing one is told before anything is done
    except ImportError:
        raise CredentialsProblem(MISSING) from None
    base = local_base(os.environ) if base is None else base
    try:
        home = Path.home()
    except RuntimeError:
        home = Path()
    key = find(credentials, os.environ, home)
    if key.kind == CLIENT:
        key = _sign_in(key, sign_in_file(os.environ, home), say)
    return Service(key.who, _http(_loaded(key), base, timeouts), base, patience or Patience(say))


def _loaded(key: Key) -> Any:
    """google-auth's credentials for a key."""
    import google.auth
    from google.auth.exceptions import GoogleAuthError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if key.kind == MACHINE:
                return import_module("google.auth.compute_engine").Credentials(scopes=[SPREADSHEETS])
            return google.auth.load_credentials_from_dict(dict(key.info), scopes=scopes(key))[0]
    except (GoogleAuthError, ValueError, TypeError, KeyError, AttributeError):
        pass  # their words may hold parts of the key
    raise CredentialsProblem(f"{key.source}: the key in it is damaged or not whole; {key.who.again}")


def _on_terminal() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def _sign_in(key: Key, keep: Path, say: Callable[[str], None]) -> Key:
    """Let a person sign in with a browser; only on a terminal."""
    if not _on_terminal():
        raise CredentialsProblem(f"{key.source}: nobody has signed in yet; run in a terminal: sheets-gen auth check")
    import webbrowser

    from google_auth_oauthlib.flow import InstalledAppFlow

    try:
        webbrowser.get()
        browser = True
    except webbrowser.Error:
        browser = False
    say(f"Sign in to Google in the browser (waiting {SIGN_IN_SECONDS // 60} minutes)")
    try:
        with redirect_stdout(sys.stderr):
            flow = InstalledAppFlow.from_client_config(dict(key.info), [DRIVE_FILE])
            found = flow.run_local_server(port=0, open_browser=browser, timeout_seconds=SIGN_IN_SECONDS)
    except Exception as error:  # the flow raises errors of four libraries
        reason = one_line(str(error), 120) or type(error).__name__
        raise CredentialsProblem(f"{key.source}: nobody signed in ({reason}); run the command again") from None
    keep_sign_in(keep, found.to_json(strip=("token", "expiry")))
    return find(keep, {}, keep.parent)


def _http(credentials: Any, base: Mapping[str, str], timeouts: tuple[float, float]) -> Any:
    """gspread's HTTP client over google-auth's session; it counts what is sent."""
    import gspread
    import requests
    from google.auth.transport.requests import AuthorizedSession, Request

    class Counting(requests.adapters.HTTPAdapter):
        calls = 0

        def send(self, *args: Any, **kwargs: Any) -> requests.Response:
            self.calls += 1
            return super().send(*args, **kwargs)

    for_tokens = requests.Session()
    session = AuthorizedSession(credentials, auth_request=Request(for_tokens))
    for_tokens.auth = session.auth = lambda request: request  # or else ~/.netrc would replace the token
    session.trust_env = not base  # a proxy knows nothing of a server on this machine
    counting = Counting()
    session.mount("https://", counting)
    session.mount("http://", counting)
    http = gspread.HTTPClient(None, session=session)
    http.set_timeout(timeouts)
    return http


class Service:
    """Google's service for one account. Every method raises CredentialsProblem or RemoteFailed, and nothing else."""

    def __init__(self, who: Who, http: Any, base: Mapping[str, str], patience: Patience) -> None:
        self.who = who
        self._http = http
        self._base = base
        self._patience = patience

    @property
    def calls(self) -> int:
        """How many requests went to the service; those for tokens are not counted."""
        return int(self._http.session.get_adapter(SHEETS).calls)

    def sign_in(self) -> None:
        """Get a token, which shows that Google knows the key."""
        credentials = self._http.session.credentials

        def attempt() -> Answer:
            credentials.refresh(lambda **kw: self._http.session._auth_request(**kw | {"timeout": self._http.timeout}))
            return Answer(200, "{}")

        self._settled("sign in", "", lambda: _outcome(attempt))
        if self.who.kind == MACHINE:  # only now it is known
            self.who = replace(self.who, address=str(getattr(credentials, "service_account_email", "")))

    def get(self, id: str, fields: str) -> Json:
        """A spreadsheet, cut down to the field mask ``fields``."""
        mask = {"fields": "".join(fields.split())}  # the service takes no spaces in it
        return self._settled("read", id, self._attempt("get", _sheet(id), mask)) or {}

    def batch_update(self, id: str, body: Mapping[str, Any], applied: Look, fresh: Fresh = None) -> Json | None:
        """All requests of ``body`` or none; None when a lost one turned out, by ``applied()``, to have arrived.

        Before one that did not arrive is sent again, ``fresh()`` may object.
        """
        return self._settled("write", id, self._attempt("post", f"{_sheet(id)}:batchUpdate", {}, body), applied, fresh)

    def values_batch_update(self, id: str, body: Mapping[str, Any], applied: Look, fresh: Fresh = None) -> Json | None:
        """Values into ranges, all or none; the rest as for ``batch_update``."""
        attempt = self._attempt("post", _sheet(id) + "/values:batchUpdate", {}, body)
        return self._settled("write", id, attempt, applied, fresh)

    def one_patience(self) -> AbstractContextManager[float]:
        """Requests that share one limit of time."""
        return self._patience.shared()

    def create(self, title: str, folder: str | None = None) -> str:
        """A new spreadsheet, in a folder (of a shared drive) or at the top of this account's Drive: its id.

        One of unknown fate is not made twice; the message then says where to look.
        """
        if folder is None:
            url, params, key = f"{SHEETS}/v4/spreadsheets", {"fields": "spreadsheetId"}, "spreadsheetId"
            body: Json = {"properties": {"title": title}}
        else:
            self._also_drive()
            url, params, key = f"{DRIVE}/drive/v3/files", {"supportsAllDrives": "true", "fields": "id"}, "id"
            body = {"name": title, "mimeType": SPREADSHEET_TYPE, "parents": [folder]}
        made = self._settled("create", "", self._attempt("post", url, params, body)) or {}
        if not isinstance(made.get(key), str):
            raise RemoteFailed(f"Google did not say which spreadsheet it made; look for {title!r} in Drive")
        return str(made[key])

    def _also_drive(self) -> None:
        """Putting a file into a folder is Drive's work: a key asks for that too, a person's sign-in has it."""
        session = self._http.session
        if not self.who.person and hasattr(session.credentials, "with_scopes"):
            session.credentials = session.credentials.with_scopes([SPREADSHEETS, DRIVE_FILE])

    def _attempt(
        self, method: str, url: str, params: Mapping[str, str], body: Mapping[str, Any] | None = None
    ) -> Callable[[], Outcome]:
        """One try of a request."""
        for known, other in self._base.items():
            url = other + url.removeprefix(known) if url.startswith(known) else url
        seen: list[Any] = []
        data = None if body is None else json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()
        headers = None if body is None else {"Content-Type": "application/json; charset=UTF-8"}

        def attempt() -> Answer:
            from gspread.exceptions import GSpreadException

            seen.clear()
            self._http.session.hooks["response"] = [lambda response, **_: seen.append(response)]
            try:
                self._http.request(method, url, params=dict(params), data=data, headers=headers)
            except (GSpreadException, TypeError, KeyError):  # gspread's own error cannot even be made for some bodies
                if not seen:
                    raise
            return _answer(seen[-1])

        return lambda: _outcome(attempt)

    def _settled(
        self, doing: Doing, id: str, attempt: Callable[[], Outcome], applied: Look | None = None, fresh: Fresh = None
    ) -> Json | None:
        """What Google answered in the end; the exception for everything else."""
        check = None if applied is None else _checked(applied)
        sent = send(attempt, self._patience, check, fresh, again=doing != "create")
        outcome = sent.outcome
        if outcome is None:
            return None
        if isinstance(outcome, Answer) and outcome.ok:
            data = outcome.data()
            if data is not None:
                return data
            if check is not None and check():
                return None
        raise explain(outcome, Situation(self.who, doing, id, sent.tries)) from None


def _sheet(id: str) -> str:
    return f"{SHEETS}/v4/spreadsheets/{quote(id, safe='')}"


def _checked(applied: Look) -> Look:
    """The look whether a lost write arrived; when that fails too, the message says what is unknown."""

    def check() -> bool:
        try:
            return applied()
        except RemoteFailed as error:
            raise RemoteFailed(f"{error}{UNSURE}") from None

    return check


def _answer(response: Any) -> Answer:
    headers = {str(name).lower(): str(value) for name, value in response.headers.items()}
    return Answer(int(response.status_code), response.content.decode("utf-8", "replace"), headers)


def _outcome(attempt: Callable[[], Answer]) -> Outcome:
    """The answer, or what kept it from coming."""
    from google.auth.exceptions import GoogleAuthError, TransportError

    try:
        return attempt()
    except TransportError as error:  # on the way to the token: nothing was asked of the service yet
        cause = error.args[0] if error.args else None
        return Fault(_fault(cause).kind if isinstance(cause, OSError) else "sign-in", sent=False)
    except GoogleAuthError as error:
        if error.retryable:
            return Fault("sign-in", sent=False)
        return Refused(": ".join(str(each) for each in error.args[:2] if isinstance(each, str | Exception)))
    except OSError as error:
        return _fault(error)
    except (ValueError, TypeError, AttributeError, KeyError):
        return Refused("what the sign-in server answered cannot be read")


def _fault(error: OSError) -> Fault:
    """Which fault of the connection an exception of requests stands for."""
    from requests import exceptions as of

    reason = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(error, of.ProxyError):
        return Fault("proxy", sent=False)
    if isinstance(error, of.SSLError):
        return Fault("certificate", sent=False) if "CERTIFICATE_VERIFY" in str(error) else Fault("lost")
    if isinstance(error, of.ConnectTimeout) or type(reason).__name__ in {"NewConnectionError", "NameResolutionError"}:
        return Fault("unreachable", sent=False)
    if isinstance(error, of.Timeout) or type(reason).__name__ == "ReadTimeoutError":
        return Fault("timeout")
    if isinstance(error, of.ConnectionError | of.ChunkedEncodingError | of.ContentDecodingError):
        return Fault("lost")
    return Fault("other", sent=False)
