"""A team with a Google Sheet in which a person types, on the local server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sheets_gen.google.client import Service
from sheets_gen.online import opened
from sheets_gen.syncing import Synced, SyncRequest, sync
from sheets_gen.verbs import Request
from tests import google_team
from tests.google_team import Numbers
from tests.helpers import template
from tests.sheets_server.client import Local

WHAT = Request(start="2026-01", profile="digisac", periods=4)
NUMBERS = {"2026-01": {"promoters": 60, "passives": 25, "detractors": 15}}


class Team(google_team.Team):
    """The same, with the connection that was used last, and a person's hands."""

    def __init__(self, folder: Path, local: Local) -> None:
        super().__init__(folder, local)
        self.connection = self.connected()

    def connected(self) -> Service:
        """A connection of its own, whose calls count from none."""
        return self.service()

    def sync(self, numbers: Numbers, *take: str, **rest: Any) -> Synced:
        """A sync with these numbers; ``rest`` is of its request."""
        self.connection = self.connected()
        return sync(SyncRequest(self.id, self.file(numbers), take, **rest), self.connection)

    def type(self, key: str, month: str, value: object) -> None:
        """A person types into a cell."""
        filled = opened(self.id, self.connected(), template()).filled
        title, place = filled.addresses.titles["calculator"], filled.addresses.a1(f"calculator:{key}", month)
        self.local.book.worksheet(title).update([[value]], place, raw=False)
