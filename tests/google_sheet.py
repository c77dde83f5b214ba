"""A team with a Google Sheet: a local server, our service on it, and a spreadsheet that a person shared."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sheets_gen.google.client import Service, connect
from sheets_gen.online import opened
from sheets_gen.syncing import Synced, SyncRequest, sync
from sheets_gen.verbs import Request
from tests.helpers import template
from tests.sheets_server.client import Local

WHAT = Request(start="2026-01", profile="digisac", periods=4)
NUMBERS = {"2026-01": {"promoters": 60, "passives": 25, "detractors": 15}}


class Team:
    """A server, our service on it, and a spreadsheet that a person shared."""

    def __init__(self, folder: Path, local: Local) -> None:
        self.local = local
        self.folder = folder
        self.id = self.local.book.id
        self.service = self.connected()

    def connected(self) -> Service:
        key = self.folder / "key.json"
        key.write_text(json.dumps(self.local.server.credentials_info()))
        key.chmod(0o600)
        url = self.local.server.url
        base = {"https://sheets.googleapis.com": url, "https://www.googleapis.com": url}
        return connect(key, lambda _: None, base)

    def file(self, numbers: Mapping[str, Mapping[str, float]]) -> Path:
        path = self.folder / "values.json"
        path.write_text(json.dumps(numbers))
        return path

    def sync(self, numbers: Mapping[str, Mapping[str, float]], *take: str, **rest: Any) -> Synced:
        self.service = self.connected()
        return sync(SyncRequest(self.id, self.file(numbers), take, **rest), self.service)

    def held(self) -> dict[str, dict[str, float]]:
        return opened(self.id, self.connected(), template()).filled.inputs

    def type(self, key: str, month: str, value: object) -> None:
        """A person types into a cell."""
        filled = opened(self.id, self.connected(), template()).filled
        title, place = filled.addresses.titles["calculator"], filled.addresses.a1(f"calculator:{key}", month)
        self.local.book.worksheet(title).update([[value]], place, raw=False)
