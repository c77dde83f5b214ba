"""A team with a spreadsheet on the local server, for tests of what goes wrong: its clock only sleeping moves."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sheets_gen.google.client import Service, connect
from sheets_gen.google.retry import Patience
from sheets_gen.online import create_into, opened
from sheets_gen.syncing import Synced, SyncRequest, sync
from sheets_gen.verbs import Request
from tests.helpers import template
from tests.sheets_server.client import Local
from tests.sheets_server.model import Book, Json, Sheet

METRICS = ("nps", "ticket_volume_by_category")
"""Few, so that a run is quick; with a chart, names, merged cells and colours by rule all the same."""
Numbers = Mapping[str, Mapping[str, float]]


@dataclass
class Day:
    """A clock that sleeping moves at once; real time counts ``speed`` times."""

    speed: float = 1.0
    slept: float = 0.0
    began: float = field(default_factory=time.monotonic)
    told: list[str] = field(default_factory=list)

    @property
    def now(self) -> float:
        return self.slept + (time.monotonic() - self.began) * self.speed

    def sleep(self, seconds: float) -> None:
        self.slept += seconds

    def patience(self) -> Patience:
        return Patience(self.told.append, lambda: self.now, self.sleep, lambda: 0.5)


class Team:
    """A server, a spreadsheet that a person shared, and as many runs of ours as a test wants."""

    def __init__(self, folder: Path, local: Local) -> None:
        self.folder = folder
        self.local = local
        self.server = local.server
        self.id = local.book.id
        self.day = Day()
        self._values = 0

    @property
    def key(self) -> Path:
        path = self.folder / "key.json"
        if not path.exists():
            path.write_text(json.dumps(self.server.credentials_info()))
            path.chmod(0o600)
        return path

    def service(self, timeouts: tuple[float, float] = (10, 60)) -> Service:
        base = {"https://sheets.googleapis.com": self.server.url, "https://www.googleapis.com": self.server.url}
        return connect(self.key, self.day.told.append, base, patience=self.day.patience(), timeouts=timeouts)

    def file(self, numbers: Numbers) -> Path:
        self._values += 1
        path = self.folder / f"values-{self._values}.json"
        path.write_text(json.dumps(numbers))
        return path

    def create(self, **rest: Any) -> Service:
        config = self.folder / "report.toml"
        config.write_text(f"metrics = {json.dumps(METRICS)}\n")
        service = self.service(**rest)
        create_into(self.id, Request(start="2026-01", periods=2, config=config), service)
        return service

    def sync(self, numbers: Numbers, *take: str, **rest: Any) -> Synced:
        return sync(SyncRequest(self.id, self.file(numbers), take), self.service(**rest))

    def held(self) -> dict[str, dict[str, float]]:
        return opened(self.id, self.service(), template()).filled.inputs

    @property
    def book(self) -> Book:
        return self.server.store.books[self.id]

    def put_back(self, book: Book) -> None:
        """Let the spreadsheet be what it was; a new day begins."""
        assert self.server.busy.wait(10)
        self.server.plan.clear()
        self.server.store.books[self.id] = book.copy()
        self.server.calls.clear()
        self.day = Day()

    @property
    def requests(self) -> list[str]:
        """What was asked of the service since the day began, tokens left out."""
        return [method for method, path in self.server.calls if path != "/token"]


def everything(book: Book) -> object:
    """All that a spreadsheet holds, but for the name of the run that wrote last."""
    area: Json = next((one["range"] for one in book.named_ranges if one["name"] == "sync_state"), {})
    run = (area.get("startRowIndex"), area.get("startColumnIndex"))
    return book.properties, [_all_of(sheet, run) for sheet in book.sheets], book.named_ranges, book.metadata


def _all_of(sheet: Sheet, run: object) -> object:
    is_ours = sheet.properties["sheetId"] == 731_003
    cells = {place: cell for place, cell in sheet.cells.items() if not (is_ours and place == run)}
    return sheet.properties, cells, sheet.rows, sheet.columns, laid_over(sheet)


def laid_over(sheet: Sheet) -> Json:
    """What lies over a sheet's cells, by kind; a kind of which there is nothing is not there."""
    return {kind: held for kind, held in sheet.parts.items() if held}
