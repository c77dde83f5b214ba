"""Patience: what is sent again, when, and what must never be sent twice. The clock is a list of numbers."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from sheets_gen.google.answers import Answer, Fault, FaultKind, Outcome, Refused
from sheets_gen.google.retry import LONGEST, TOTAL, TRIES, Patience, Sent, delay, may_repeat, send, unknown_fate

OK = Answer(200, "{}")


@dataclass
class Day:
    """A clock that only sleep moves."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def patience(self) -> Patience:
        return Patience(self.told.append, lambda: self.now, self.sleep, lambda: 0.5)


def of(*outcomes: Outcome) -> Callable[[], Outcome]:
    left = list(outcomes)
    return lambda: left.pop(0) if len(left) > 1 else left[0]


def forbidden(reason: str) -> Answer:
    return Answer(403, json.dumps({"error": {"code": 403, "message": "", "errors": [{"reason": reason}]}}))


def test_waits_grow_and_are_told() -> None:
    day = Day()
    sent = send(of(Answer(503, "<html>"), Answer(429, ""), Fault("lost"), OK), day.patience())
    assert sent == Sent(OK, 4)
    assert day.slept == [1.5, 2.5, 4.5]
    assert day.told == [
        "Google has trouble (503); trying again in 2 s",
        "Google is busy (429); trying again in 3 s",
        "The connection to Google was cut; trying again in 5 s",
    ]


def test_six_tries_and_no_more() -> None:
    day = Day()
    assert send(of(Answer(429, "")), day.patience()) == Sent(Answer(429, ""), TRIES)
    assert day.slept == [1.5, 2.5, 4.5, 8.5, 16.5]


def test_five_minutes_and_no_more() -> None:
    day = Day()

    def slow() -> Outcome:
        day.now += 190
        return Fault("timeout")

    assert send(slow, day.patience()) == Sent(Fault("timeout"), 2)
    assert day.now - 1000 <= TOTAL + 190


def test_google_says_how_long() -> None:
    day = Day()
    asked = Answer(429, "", {"retry-after": "7"})
    date = "Wed, 25 Nov 2026 10:00:00 GMT"
    dated = Answer(503, "", {"retry-after": "Wed, 25 Nov 2026 10:00:09 GMT", "date": date})
    past = Answer(503, "", {"retry-after": "Wed, 25 Nov 2026 09:00:00 GMT", "date": date})
    send(of(asked, dated, past, OK), day.patience())
    assert day.slept == [7, 9, 0]


@pytest.mark.parametrize("words", ["", "soon", "-1", "nan", "1e9", "Wed, 99 Nov", "٣"])
def test_nonsense_for_how_long(words: str) -> None:
    assert Answer(429, "", {"retry-after": words}).retry_after is None


def test_too_long_a_wait_is_not_begun() -> None:
    day = Day()
    assert send(of(Answer(429, "", {"retry-after": "3600"})), day.patience()).tries == 1
    assert not day.slept
    assert not day.told


def test_the_longest_wait() -> None:
    assert delay(Answer(503, ""), 20, 0.9) == LONGEST


@pytest.mark.parametrize(
    ("outcome", "again"),
    [
        *((Answer(status, "<html>"), True) for status in (408, 429, 500, 502, 503, 504)),
        *((Answer(status, "{}"), False) for status in (200, 400, 401, 403, 404, 413, 501)),
        *((forbidden(reason), True) for reason in ("rateLimitExceeded", "userRateLimitExceeded")),
        *((forbidden(reason), False) for reason in ("accessNotConfigured", "storageQuotaExceeded", "quotaExceeded")),
        *((Fault(kind), True) for kind in ("timeout", "lost", "unreachable", "proxy", "sign-in")),
        *((Fault(kind), False) for kind in ("certificate", "other")),
        (Refused("invalid_grant"), False),
    ],
)
def test_what_is_sent_again(outcome: Outcome, again: bool) -> None:
    assert may_repeat(outcome) is again


@pytest.mark.parametrize("outcome", [Answer(502, "<html>"), Answer(500, ""), Fault("lost"), Fault("timeout")])
def test_a_lost_write_that_arrived_is_not_sent_again(outcome: Outcome) -> None:
    day, sent, looked = Day(), [], []

    def attempt() -> Outcome:
        sent.append(1)
        return outcome

    def applied() -> bool:
        looked.append(day.now)
        return True

    assert send(attempt, day.patience(), applied) == Sent(None, 1)
    assert len(sent) == 1
    assert looked == [1001.5]  # only after the wait: what was sent may be on its way still


def test_a_lost_write_that_did_not_arrive_is_sent_again() -> None:
    day = Day()
    assert send(of(Fault("lost"), OK), day.patience(), lambda: False) == Sent(OK, 2)


@pytest.mark.parametrize("outcome", [Answer(429, ""), Fault("unreachable", sent=False), forbidden("rateLimitExceeded")])
def test_what_cannot_have_arrived_is_not_looked_for(outcome: Outcome) -> None:
    assert not unknown_fate(outcome)

    def applied() -> bool:
        raise AssertionError

    assert send(of(outcome, OK), Day().patience(), applied) == Sent(OK, 2)


def test_also_the_last_try_is_looked_for() -> None:
    answers = [False] * (TRIES - 1) + [True]
    assert send(of(Answer(503, "")), Day().patience(), lambda: answers.pop(0)) == Sent(None, TRIES)


def test_what_must_not_be_made_twice_is_not_sent_twice() -> None:
    assert send(of(Answer(503, ""), OK), Day().patience(), again=False) == Sent(Answer(503, ""), 1)
    assert send(of(Answer(429, ""), OK), Day().patience(), again=False) == Sent(OK, 2)


def test_a_look_inside_shares_the_time() -> None:
    day = Day()
    patience = day.patience()

    def applied() -> bool:
        day.now += 290
        assert send(of(Answer(503, "", {"retry-after": "20"})), patience).tries == 1
        return False

    assert send(of(Fault("lost"), Answer(503, "", {"retry-after": "20"})), patience, applied).tries == 2
    assert send(of(Answer(503, "", {"retry-after": "20"}), OK), patience).outcome == OK  # a new one has its own


@pytest.mark.parametrize("kind", ["timeout", "lost", "unreachable", "proxy", "sign-in"])
def test_each_fault_has_its_line(kind: FaultKind) -> None:
    day = Day()
    send(of(Fault(kind), OK), day.patience())
    assert day.told[0].endswith("; trying again in 2 s")
    assert "request failed" not in day.told[0]


def test_before_it_is_sent_again_it_may_be_called_off() -> None:
    """The write did not arrive, yet during the wait somebody changed what it was planned for."""
    day, looked = Day(), list[float]()

    def changed() -> None:
        looked.append(day.now)
        raise KeyError

    with pytest.raises(KeyError):
        send(of(Answer(429, ""), OK), day.patience(), lambda: False, changed)
    assert looked == [1001.5]
    calls = list[int]()
    assert send(of(Answer(429, "")), day.patience(), lambda: False, lambda: calls.append(1)).tries == TRIES
    assert len(calls) == TRIES - 1, "after the last try nothing is sent"


def test_a_refusal_after_a_lost_write_may_come_from_that_write() -> None:
    """The first try arrived late; the second one finds what is to be made there already."""
    arrived = [False, True]
    refused = Answer(409, "{}")
    assert send(of(Fault("timeout"), refused), Day().patience(), lambda: arrived.pop(0)) == Sent(None, 2)
    assert send(of(refused), Day().patience(), lambda: True) == Sent(refused, 1), "nothing was lost before"
    assert send(of(Answer(400, "{}")), Day().patience(), lambda: True) == Sent(None, 1), "others may have made it"


@pytest.mark.parametrize(("text", "torn"), [('{"a": 1', True), ("", True), ("<html>", False), ("{}", False)])
def test_half_an_answer_is_asked_for_again_and_a_web_page_is_not(text: str, torn: bool) -> None:
    answer = Answer(200, text)
    assert may_repeat(answer) is unknown_fate(answer) is torn
    day = Day()
    assert send(of(answer, OK), day.patience(), lambda: False) == Sent(OK if torn else answer, 2 if torn else 1)
    assert day.told == (["Google's answer did not come whole; trying again in 2 s"] if torn else [])


def test_several_requests_share_one_limit() -> None:
    day = Day()
    patience = day.patience()
    slow = Answer(503, "", {"retry-after": "200"})
    with patience.shared():
        assert [send(of(slow), patience).tries for _ in range(2)] == [2, 1]
    assert sum(day.slept) <= TOTAL
    assert send(of(slow, OK), patience).outcome == OK, "a new one has its own"
