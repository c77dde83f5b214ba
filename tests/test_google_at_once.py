"""Two runs at once, and runs that are killed: a month is of one run or of the other, nothing is forgotten or twice."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from sheets_gen.errors import InputRefused, RemoteFailed, SheetsGenError
from sheets_gen.google.client import Service
from sheets_gen.online import create_into
from sheets_gen.ownership import KEPT, kept
from sheets_gen.syncing import ROUNDS, Synced, SyncRequest, sync
from sheets_gen.verbs import Request
from tests.google_team import Numbers, Team, everything
from tests.google_worker import Worker, working
from tests.sheets_server.client import Local
from tests.sheets_server.model import Book

JANUARY, FEBRUARY = "2026-01", "2026-02"
OLD = {JANUARY: {"promoters": 60, "passives": 25, "detractors": 15}}
ONE = {JANUARY: {"promoters": 61, "passives": 26, "detractors": 15}}
OTHER = {JANUARY: {"promoters": 60, "passives": 27, "detractors": 14}}
LATER = {JANUARY: {"promoters": 70, "passives": 20, "detractors": 10}, FEBRUARY: {"promoters": 71, "passives": 21}}
PAIRS: dict[str, tuple[Numbers, Numbers]] = {
    "the same numbers": (ONE, ONE),
    "other numbers of a month": (ONE, OTHER),
    "another month": (ONE, {FEBRUARY: {"promoters": 80, "passives": 12}}),
    "other inputs of a month": ({FEBRUARY: {"promoters": 80}}, {FEBRUARY: {"passives": 12}}),
}
KILLS = 30


class Start:
    """A blank spreadsheet, and one with a report and January."""

    def __init__(self, team: Team) -> None:
        self.team = team
        self.blank = team.book.copy()
        team.create()
        self.made = team.book.copy()
        team.sync(OLD)
        self.filled = team.book.copy()

    def after(self, *runs: Numbers) -> object:
        """What the spreadsheet holds after these syncs, one after the other."""
        self.team.put_back(self.filled)
        for numbers in runs:
            self.team.sync(numbers)
        return everything(self.team.book)


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    with Local() as local:
        yield Start(Team(tmp_path_factory.mktemp("team"), local))
        assert local.server.faults == []


@pytest.fixture(scope="module")
def worker(start: Start, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    with working(tmp_path_factory.mktemp("said"), start.team.server.url) as found:
        yield found


def before_its_write(service: Service, act: Callable[[], object]) -> Service:
    """A service in whose first write another run gets between its read and its write."""
    write, waiting = service.values_batch_update, [act]

    def late(*args: Any) -> Any:
        while waiting:
            waiting.pop()()
        return write(*args)

    vars(service)["values_batch_update"] = late
    return service


def test_a_create_that_was_lost_while_another_machine_made_a_report(start: Start) -> None:
    """The report that is there is not ours: to say that it was made would be wrong."""
    team = start.team
    team.put_back(start.blank)
    first = [team.create]
    vars(team.day)["sleep"] = lambda _: [first.pop()() for _ in first[:]]
    team.server.fail(2, cut="before")
    with pytest.raises(InputRefused, match="holds a report already"):
        team.create()
    assert everything(team.book) == everything(start.made)


def sync_with(team: Team, service: Service, numbers: Numbers, *take: str) -> Synced:
    return sync(SyncRequest(team.id, team.file(numbers), take), service)


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("pair", PAIRS)
def test_a_run_between_the_read_and_the_write_of_another(start: Start, pair: str, swapped: bool) -> None:
    team = start.team
    first, second = reversed(PAIRS[pair]) if swapped else PAIRS[pair]
    expected = start.after(first, second)
    team.put_back(start.filled)
    service = before_its_write(team.service(), lambda: team.sync(first))
    done = sync_with(team, service, second)
    assert (done.is_written, done.calls) == (True, 2)
    assert everything(team.book) == expected, "as if one had come after the other"
    later = team.sync(LATER)
    assert kept(later.decisions) == [], "what either of them wrote is known to be ours"


def test_a_run_that_takes_a_persons_number_between_read_and_write(start: Start) -> None:
    """The other run left that cell alone as a person's; Google's answer tells that it is not any more."""
    team = start.team
    team.put_back(start.filled)
    team.sync({JANUARY: {"passives": 33}})
    team.local.book.values_update("in_passives", {"valueInputOption": "RAW"}, {"values": [[34]]})
    service = before_its_write(team.service(), lambda: team.sync(ONE, "all"))
    done = sync_with(team, service, OTHER)
    assert team.held() == {key: {JANUARY: value} for key, value in OTHER[JANUARY].items()}
    assert kept(done.decisions) == []
    assert done.calls == 4, "a look, and a second write, whose answer tells that all is well"


def test_what_a_person_types_between_read_and_write_where_nothing_is_written(start: Start) -> None:
    team = start.team
    team.put_back(start.filled)
    team.local.book.values_update("in_passives", {"valueInputOption": "RAW"}, {"values": [[34]]})

    def typing() -> None:
        team.local.book.values_update("in_passives", {"valueInputOption": "RAW"}, {"values": [[35]]})

    done = sync_with(team, before_its_write(team.service(), typing), OTHER)
    assert [(one.key, one.found.value) for one in done.decisions if one.action == KEPT] == [("passives", 35)]
    assert [one.action for one in done.decisions].count("replaced") == 1, "detractors"
    assert team.held()["passives"] == {JANUARY: 35}


def test_somebody_who_changes_the_numbers_all_the_time(start: Start) -> None:
    team = start.team
    team.put_back(start.filled)
    service = team.service()
    write, count = service.values_batch_update, iter(range(100))

    def late(*args: Any) -> Any:
        values = [[100 + next(count)]]
        team.local.book.values_update("in_passives", {"valueInputOption": "RAW"}, {"values": values})
        answer = write(*args)
        team.sync({JANUARY: {"promoters": 200 + next(count)}})
        return answer

    team.local.book.values_update("in_passives", {"valueInputOption": "RAW"}, {"values": [[34]]})
    vars(service)["values_batch_update"] = late
    with pytest.raises(RemoteFailed, match="somebody else keeps changing the same numbers; run sync again later"):
        sync_with(team, service, OTHER)
    assert service.calls == 1 + 2 * ROUNDS


@pytest.mark.parametrize("pair", PAIRS)
def test_two_machines_that_read_the_same(start: Start, pair: str) -> None:
    team = start.team
    ways = [start.after(*PAIRS[pair]), start.after(*reversed(PAIRS[pair]))]
    team.put_back(start.filled)
    both_have_read = Barrier(2)
    services = [before_its_write(team.service(), both_have_read.wait) for _ in range(2)]
    with ThreadPoolExecutor() as pool:
        runs = [pool.submit(sync_with, team, s, n) for s, n in zip(services, PAIRS[pair], strict=True)]
        assert all(run.result().is_written for run in runs)
    assert everything(team.book) in ways
    assert kept(team.sync(LATER).decisions) == []


def test_two_create_at_once(start: Start) -> None:
    team = start.team
    team.put_back(start.blank)
    service = team.service()
    write = service.batch_update

    def late(*args: Any) -> Any:
        team.create()
        return write(*args)

    vars(service)["batch_update"] = late
    with pytest.raises(InputRefused, match="holds a report already"):
        create_into(team.id, Request(start="2026-01", periods=2, config=team.folder / "report.toml"), service)
    assert everything(team.book) == everything(start.made)


@pytest.mark.parametrize("pair", PAIRS)
def test_two_processes(start: Start, worker: Worker, pair: str) -> None:
    team = start.team
    ways = [start.after(*PAIRS[pair]), start.after(*reversed(PAIRS[pair]))]
    team.put_back(start.filled)
    team.server.fail(path="/values:batchUpdate", delay=0.4)  # so both have read before either writes
    rest = ("--credentials", team.key)
    runs = [worker.start("sync", team.id, "--values", team.file(numbers), *rest) for numbers in PAIRS[pair]]
    for run in runs:
        assert run.wait() in (0, 1), run.said
        assert " written, " in run.said
        assert "kept" not in run.said
    assert team.requests.count("GET") == 2
    assert team.requests.count("POST") in (1, 2), "who comes so late that the same numbers are in writes nothing"
    assert everything(team.book) in ways
    assert kept(team.sync(LATER).decisions) == []


def killed_at(start: Start, worker: Worker, before: Book, args: tuple[object, ...], instant: float) -> None:
    """A run that is killed some time after it began, or from 1 on some time after its write came in."""
    team = start.team
    team.put_back(before)
    run = worker.start(*args, "--credentials", team.key)
    began = time.monotonic()
    while instant >= 1 and "POST" not in team.requests and time.monotonic() < began + 5:
        time.sleep(0.001)
    time.sleep(instant % 1)
    run.kill()
    run.wait()
    assert team.server.busy.wait(10)


def instants(longest: float, seed: int, count: int) -> list[float]:
    dice = random.Random(seed)
    return [dice.uniform(0, longest) if at % 2 else 1 + dice.uniform(0, 0.03) for at in range(count)]


def how_long(start: Start, worker: Worker, before: Book, args: tuple[object, ...]) -> float:
    start.team.put_back(before)
    began = time.monotonic()
    run = worker.start(*args, "--credentials", start.team.key)
    assert run.wait() in (0, 1), run.said
    return time.monotonic() - began


def test_a_sync_that_is_killed(start: Start, worker: Worker) -> None:
    team, new = start.team, start.after(LATER)
    args = ("sync", team.id, "--values", team.file(LATER))
    seen: dict[bool, int] = {True: 0, False: 0}
    for instant in instants(how_long(start, worker, start.filled, args), 5, KILLS):
        killed_at(start, worker, start.filled, args, instant)
        now = everything(team.book)
        assert now in (everything(start.filled), new), "neither old nor new"
        seen[now == new] += 1
        assert kept(team.sync(LATER).decisions) == []
        assert everything(team.book) == new, "the next run finishes it"
    assert all(seen.values()), seen


def test_a_create_that_is_killed(start: Start, worker: Worker) -> None:
    team = start.team
    config = team.folder / "report.toml"
    args = ("new", "--into", team.id, "--start", "2026-01", "--periods", 2, "--config", config)
    for instant in instants(how_long(start, worker, start.blank, args), 6, 8):
        killed_at(start, worker, start.blank, args, instant)
        try:
            team.create()
        except SheetsGenError as error:
            assert "holds a report already" in str(error)
        assert everything(team.book) == everything(start.made)


def test_numbers_are_as_they_were_given(start: Start) -> None:
    """The syncs above are compared with each other; this one is compared with what was to be written."""
    start.after(LATER)
    held = start.team.held()
    assert {m: {k: held[k][m] for k in LATER[m]} for m in LATER} == LATER
