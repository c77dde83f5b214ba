"""The checks for real Google, run against the local server: each finds what it is there to find."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sheets_gen import live
from sheets_gen.errors import InputRefused
from sheets_gen.google.client import Service
from tests.google_sheet import Team
from tests.sheets_server.client import Local


@pytest.fixture
def blank(local: Local, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Team:
    """A blank spreadsheet; the checks make a smaller report than on Google, where they make the standard one."""
    monkeypatch.setattr(live, "WHAT", live.WHAT._replace(profile="hootsuite", periods=4))
    return Team(tmp_path, local)


def test_all_is_well_on_the_local_server(blank: Team) -> None:
    rows = list(live.live_checks(blank.id, blank.connection))
    assert [row for row in rows if not row.is_right] == []
    assert [row.what for row in rows][:3] == ["reading", "creating", "computing"]
    assert len(rows) == 14
    assert blank.connection.calls < 55, "Google lets an account do 60 reads a minute"


def test_only_a_blank_spreadsheet_is_used(team: Team) -> None:
    with pytest.raises(InputRefused, match="the checks need a scratch spreadsheet"):
        list(live.live_checks(team.id, team.connection))


def failing(blank: Team, change: Callable[[dict[str, Any]], None], monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The rows that go wrong where Google answers otherwise."""
    asked = Service.get

    def get(self: Service, id: str, fields: str) -> dict[str, Any]:
        answer = asked(self, id, fields)
        change(answer)
        return answer

    monkeypatch.setattr(Service, "get", get)
    return {row.what: row.detail for row in live.live_checks(blank.id, blank.connection) if not row.is_right}


def cells(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return [cell for sheet in answer.get("sheets", []) for cell in live._cells(sheet)]


def other_results(answer: dict[str, Any]) -> None:
    for cell in cells(answer):
        if cell.get("userEnteredValue", {}).get("formulaValue") == "=1/0":
            cell["effectiveValue"] = {"stringValue": "#DIV/0!"}
        elif cell.get("effectiveValue", {}).get("numberValue") == 45:
            cell["effectiveValue"] = {"numberValue": 44}


def no_charts(answer: dict[str, Any]) -> None:
    for sheet in answer.get("sheets", []):
        sheet.pop("charts", None)
        sheet.pop("conditionalFormats", None)


def other_dates(answer: dict[str, Any]) -> None:
    for cell in cells(answer):
        if cell.get("formattedValue") == "Jan 26":
            cell["formattedValue"] = "1. 1. 2026"
    answer["namedRanges"] = [one for one in answer.get("namedRanges", []) if one["name"] != "m_nps"]


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        (other_results, {"sync", "values"}),
        (no_charts, {"charts", "rules and protection"}),
        (other_dates, {"dates", "names"}),
    ],
)
def test_what_google_does_otherwise_is_a_row(
    blank: Team, monkeypatch: pytest.MonkeyPatch, change: Callable[[dict[str, Any]], None], wrong: set[str]
) -> None:
    assert wrong <= failing(blank, change, monkeypatch).keys()


def test_a_batch_that_is_refused_ends_the_table(blank: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "make_into", lambda *_: (_ for _ in ()).throw(InputRefused("no such function")))
    rows = list(live.live_checks(blank.id, blank.connection))
    assert [(row.what, row.is_right) for row in rows] == [("reading", True), ("creating", False)]
