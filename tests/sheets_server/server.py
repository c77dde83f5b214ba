"""The server that tests start."""

import threading
from types import TracebackType
from typing import Any, Self

from .auth import Tokens
from .http_front import Handler, HttpServer
from .injected import Busy, Cut, Injected, Plan
from .quota import Quota
from .routing import Service
from .store import Store

ROBOT = "robot@local-project.iam.gserviceaccount.com"


class SheetsServer:
    """A Google Sheets (and a little Drive) on loopback; a context manager.

    `anonymous` does without tokens, `strict` checks every answer against Google's schemas and notes what is wrong
    in `faults`, which a test then finds empty.
    """

    def __init__(self, port: int = 0, *, anonymous: bool = False, strict: bool = True) -> None:
        self.tokens = Tokens(ROBOT)
        self.store = Store(ROBOT)
        self.service = Service(self.store, self.tokens, anonymous, strict)
        self.plan = Plan()
        self.busy = Busy()
        self.calls: list[tuple[str, str]] = []
        self._http = HttpServer(("127.0.0.1", port), Handler)
        self._http.owner = self
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """Where it listens, without a slash at the end."""
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    @property
    def faults(self) -> list[AssertionError]:
        """What was wrong with the answers so far."""
        return self.service.faults

    def credentials_info(self, email: str | None = None) -> dict[str, Any]:
        """A service account's key file, for google-auth; another address is another user."""
        return self.tokens.credentials_info(self.url, email)

    def limit(self, *, reads: int | None = None, writes: int | None = None) -> None:
        """Let each user make so many requests in a minute (Google allows 60 of each); None for any number."""
        self.service.quota = Quota(reads, writes)

    def private(self, spreadsheet_id: str, owner: str = "somebody@elsewhere.example") -> None:
        """Let there be a spreadsheet with that id that belongs to somebody else and is shared with nobody."""
        with self.store.lock:
            self.store.new_book("Private", [], owner, spreadsheet_id)

    def fail(
        self,
        nth: int = 1,
        *,
        times: int = 1,
        method: str | None = None,
        path: str | None = None,
        status: int | None = None,
        body: dict[str, Any] | None = None,
        html: str | None = None,
        headers: dict[str, str] | None = None,
        delay: float = 0.0,
        cut: Cut | None = None,
        half_body: bool = False,
        wrong_json: bool = False,
        expired_token: bool = False,
    ) -> None:
        """Let the nth request from now (of that method, with that text in its path) go wrong.

        `status`, `body`, `html` answer without applying; `cut="before"` hangs up before the request is applied,
        `cut="after"` afterwards; `half_body` and `wrong_json` apply it and damage the answer; `expired_token` takes
        every token out of force just before the request is looked at.
        """
        fault = Injected(nth, times, method, path, status, body, html, headers or {}, delay, cut)
        fault.half_body, fault.wrong_json, fault.expired_token = half_body, wrong_json, expired_token
        self.plan.add(fault)

    def start(self) -> Self:
        """Begin to listen."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop listening and let go of the port."""
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
