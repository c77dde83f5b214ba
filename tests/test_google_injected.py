"""Every request of create and of sync goes wrong in every way, once and for ever: the end is old or new, never between.

What fails once is made good without anybody noticing; what fails for ever ends soon, with one sentence, and the next
run finishes what was left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from sheets_gen.errors import CredentialsProblem, InputRefused, RemoteFailed, SheetsGenError
from sheets_gen.google.retry import TOTAL, TRIES
from sheets_gen.online import opened
from sheets_gen.syncing import Synced
from tests.google_team import Day, Team, everything
from tests.helpers import template
from tests.sheets_server.client import Local
from tests.sheets_server.model import Book

OLD = {"2026-01": {"promoters": 60, "passives": 25, "detractors": 15}}
NEW = {"2026-01": {"promoters": 61, "passives": 25, "detractors": 14}, "2026-02": {"promoters": 70, "passives": 30}}
PAGE = "<!DOCTYPE html><title>Error 503 (Service Unavailable)!!1</title>"
FAULTS: dict[str, dict[str, Any]] = {
    "busy": {"status": 429},
    "busy and says how long": {"status": 429, "headers": {"Retry-After": "7"}},
    "trouble": {"status": 500},
    "a page": {"status": 503, "html": PAGE},
    "token expired": {"expired_token": True},
    "cut before": {"cut": "before"},
    "cut after": {"cut": "after"},
    "half a body": {"half_body": True},
    "no JSON": {"wrong_json": True},
    "slow": {"delay": 0.7},
}
AMBIGUOUS = ("trouble", "cut before", "cut after", "half a body", "no JSON")
SLOW = {"timeouts": (5.0, 0.5)}
REAL_TIMEOUT = 190
VERBS = ("create", "sync")
READ, WRITE = 1, 2
NEXT_MOVE = ("run the command again", "try again later", "wait a minute", "make a new key")


class Case:
    """A verb, the spreadsheet before it, and after a run in which nothing goes wrong."""

    def __init__(self, team: Team, act: Callable[..., object], before: Book) -> None:
        self.team = team
        self.act = act
        self.before = before
        team.put_back(before)
        self.told = told_of(act())
        assert team.requests == ["GET", "POST"], "a read and a write, and no more"
        self.after = everything(team.book)

    def again(self, fault: str, speed: float = 1.0) -> dict[str, Any]:
        """Begin anew; what a run needs so that the fault shows."""
        self.team.put_back(self.before)
        self.team.day = Day(speed)
        return dict(SLOW) if fault == "slow" else {}

    @property
    def is_new(self) -> bool:
        assert self.team.server.busy.wait(10), "a slow request may be carried out after its client has gone"
        now = everything(self.team.book)
        assert now in (everything(self.before), self.after), "neither old nor new"
        return now == self.after


def told_of(done: object) -> object:
    """What a sync says became of each number."""
    if not isinstance(done, Synced):
        return None
    return done.is_written, [(one.key, one.period, one.action) for one in done.decisions]


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    with Local() as local:
        yield Team(tmp_path_factory.mktemp("team"), local)
        assert local.server.faults == []


@pytest.fixture(scope="module")
def cases(team: Team) -> dict[str, Case]:
    create = Case(team, team.create, team.book.copy())
    assert sum(len(sheet.parts["charts"]) for sheet in team.book.sheets) == 1
    team.sync(OLD)
    return {"create": create, "sync": Case(team, lambda **rest: team.sync(NEW, **rest), team.book.copy())}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("position", [READ, WRITE])
@pytest.mark.parametrize("verb", VERBS)
def test_what_fails_once_is_made_good(cases: dict[str, Case], verb: str, position: int, fault: str) -> None:
    case = cases[verb]
    rest = case.again(fault)
    case.team.server.fail(position, **FAULTS[fault])
    assert told_of(case.act(**rest)) == case.told, "what was written is said to be written"
    assert case.is_new
    if fault != "token expired":
        asked = "".join(case.team.requests)
        assert "POSTPOST" not in asked, "the sheet is looked at before a write is sent again"
        assert len(case.team.day.told) >= 1, "a wait is told"
    if position == WRITE and fault in ("cut after", "half a body", "no JSON"):
        assert case.team.requests.count("POST") == 1, "what arrived is not sent a second time"
    if fault == "busy and says how long":
        assert case.team.day.slept == 7


@pytest.mark.parametrize(
    ("failing", "fault"),
    [
        *((failing, fault) for failing in ("the read", "the write") for fault in FAULTS),
        *(
            ("all from the write on", fault)
            for fault in ("trouble", "cut before", "cut after", "half a body", "no JSON")
        ),
    ],
)
@pytest.mark.parametrize("verb", VERBS)
def test_what_fails_for_ever_ends_soon_and_the_next_run_finishes(
    cases: dict[str, Case], verb: str, failing: str, fault: str
) -> None:
    case = cases[verb]
    rest = case.again(fault, REAL_TIMEOUT / SLOW["timeouts"][1] if fault == "slow" else 1.0)
    nth, path = {"the read": (1, None), "the write": (1, ":batchUpdate"), "all from the write on": (2, None)}[failing]
    case.team.server.fail(nth, times=10**6, path=path, **FAULTS[fault])
    arrives = fault in ("cut after", "half a body", "no JSON", "slow")  # though nobody hears of it
    try:
        case.act(**rest)
        assert arrives
        assert failing == "the write"
        assert case.is_new
    except SheetsGenError as error:
        _ends_well(error, fault)
    assert case.team.requests.count("POST") <= TRIES + (fault == "token expired")
    assert case.team.day.slept <= TOTAL
    if fault != "slow":
        assert case.team.day.now <= TOTAL
    if failing == "the read":
        assert (case.is_new, case.team.requests.count("POST")) == (False, 0)
        return
    is_new = case.is_new
    assert is_new in (False, arrives)
    case.team.server.plan.clear()
    if verb == "create" and is_new:
        with pytest.raises(InputRefused, match="holds a report already"):
            case.act()
    else:
        case.act()
    assert case.is_new


def _ends_well(error: SheetsGenError, fault: str) -> None:
    expired = fault == "token expired"
    assert isinstance(error, CredentialsProblem if expired else RemoteFailed)
    assert error.exit_code == (4 if expired else 5)
    assert "\n" not in str(error)
    assert any(words in str(error) for words in (*NEXT_MOVE, "a proxy or the log-in page")), error


TOKEN_FAULTS = [fault for fault in FAULTS if fault not in ("token expired", "slow", "no JSON")]


@pytest.mark.parametrize("fault", TOKEN_FAULTS)
def test_the_token_that_is_asked_for_first(cases: dict[str, Case], fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    case = cases["sync"]
    case.again(fault)
    pause = SimpleNamespace(sleep=case.team.day.sleep)
    monkeypatch.setattr("google.auth._exponential_backoff.time", pause)
    case.team.server.fail(path="/token", **FAULTS[fault])
    case.act()
    assert case.team.requests == ["GET", "POST"]
    assert case.is_new
    case.again(fault)
    pause.sleep = case.team.day.sleep
    case.team.server.fail(path="/token", times=10**6, **FAULTS[fault])
    with pytest.raises(RemoteFailed, match=r"try again later|run the command again"):
        case.act()
    assert case.team.requests == []
    assert case.team.day.now <= TOTAL
    assert not case.is_new


@pytest.mark.parametrize("fault", ["busy", "cut before"])
def test_what_a_person_types_during_the_wait_is_kept(cases: dict[str, Case], fault: str) -> None:
    """The write is not sent again as it was planned before the wait."""
    case = cases["sync"]
    team = case.team
    case.again(fault)

    def typed_meanwhile(seconds: float) -> None:
        team.day.slept += seconds
        if team.day.slept == seconds:
            title, cell = "Calculator", _cell(team, "promoters", "2026-02")
            team.local.book.worksheet(title).update([[7]], cell, raw=False)

    vars(team.day)["sleep"] = typed_meanwhile
    team.server.fail(WRITE, **FAULTS[fault])
    done = team.sync(NEW)
    assert {(d.key, d.period): d.action for d in done.decisions}["promoters", "2026-02"] == "kept"
    assert team.held()["promoters"] == {"2026-01": 61, "2026-02": 7}
    assert team.held()["passives"] == {"2026-01": 25, "2026-02": 30}


def test_what_a_person_types_into_the_blank_sheet_during_the_wait_is_kept(cases: dict[str, Case]) -> None:
    case = cases["create"]
    team = case.team
    case.again("busy")
    vars(team.day)["sleep"] = lambda _: team.local.book.sheet1.update([["ours"]], "A1")
    team.server.fail(WRITE, status=429)
    with pytest.raises(InputRefused, match="is not blank"):
        case.act()
    assert team.local.book.sheet1.get_all_values() == [["ours"]]


@pytest.mark.parametrize("body", [{}, {"replies": 3, "responses": 3}, {"replies": [{}], "responses": [{}]}])
@pytest.mark.parametrize("verb", VERBS)
def test_an_answer_that_does_not_fit_the_write_is_not_believed(
    cases: dict[str, Case], verb: str, body: dict[str, object]
) -> None:
    case = cases[verb]
    case.again("")
    case.team.server.fail(WRITE, status=200, body=body)
    if verb == "create":
        with pytest.raises(RemoteFailed, match="does not say that the report was made; run the command again"):
            case.act()
        assert not case.is_new
    case.act()
    assert case.is_new


@pytest.mark.parametrize("body", [{}, {"sheets": []}, {"spreadsheetId": "x", "sheets": 3}, {"replies": []}])
@pytest.mark.parametrize("verb", VERBS)
def test_an_answer_that_is_no_spreadsheet_is_not_written_into(
    cases: dict[str, Case], verb: str, body: dict[str, object]
) -> None:
    case = cases[verb]
    case.again("")
    case.team.server.fail(READ, status=200, body=body)
    with pytest.raises(RemoteFailed, match="what Google answered holds no spreadsheet; run the command again"):
        case.act()
    assert case.team.requests == ["GET"]
    assert not case.is_new


def _cell(team: Team, key: str, month: str) -> str:
    return opened(team.id, team.service(), template()).filled.addresses.a1(f"calculator:{key}", month)


def test_nothing_to_write_is_one_call_and_a_second_run_writes_nothing(cases: dict[str, Case]) -> None:
    case = cases["sync"]
    case.again("")
    first, second = case.team.sync(NEW), case.team.sync(NEW)
    assert (first.calls, first.is_written) == (2, True)
    assert (second.calls, second.is_written) == (1, False)
    assert case.team.requests == ["GET", "POST", "GET"]
