"""When a request to Google is sent again, and how long is waited before; clock, sleep and chance are given.

A write whose fate is unknown (connection lost, no answer in time, a 5xx, half an answer) is not simply sent again:
``applied`` first looks in the spreadsheet whether it arrived.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sheets_gen.google.answers import Answer, Fault, Outcome, said

Look = Callable[[], bool]
Fresh = Callable[[], object] | None
TIMEOUTS = (10.0, 190.0)  # to connect, to answer; Google itself gives up after 180 s
LONGEST = 64.0
TRIES = 6
TOTAL = 300.0

BUSY = frozenset({408, 429, 500, 502, 503, 504})
UNKNOWN_FATE = BUSY - {429}
RATE_REASONS = frozenset({"rateLimitExceeded", "userRateLimitExceeded"})
FINAL_FAULTS = frozenset({"certificate", "other"})

_FAULTS = {
    "timeout": "Google did not answer in time",
    "lost": "The connection to Google was cut",
    "unreachable": "Google cannot be reached",
    "proxy": "The proxy cannot be reached",
    "sign-in": "Google's sign-in is busy",
}


def _silent(_: str) -> None:
    return


@dataclass
class Patience:
    """How long to go on, and by which clock; ``say`` is told each wait in one line."""

    say: Callable[[str], None] = _silent
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random
    tries: int = TRIES
    total: float = TOTAL
    _until: float | None = field(default=None, repr=False)

    @contextmanager
    def shared(self) -> Iterator[float]:
        """One end for all requests within it; a request inside another one shares its time too."""
        outer = self._until
        self._until = self.clock() + self.total if outer is None else outer
        try:
            yield self._until
        finally:
            self._until = outer


@dataclass(frozen=True)
class Sent:
    """The last outcome, after how many tries; None as outcome: a lost write turned out to have arrived."""

    outcome: Outcome | None
    tries: int


def may_repeat(outcome: Outcome) -> bool:
    """Whether the same request may do better a little later."""
    if isinstance(outcome, Fault):
        return outcome.kind not in FINAL_FAULTS
    if not isinstance(outcome, Answer):
        return False
    return (
        is_torn(outcome)
        or outcome.status in BUSY
        or (outcome.status == 403 and bool(said(outcome).reasons & RATE_REASONS))
    )


def unknown_fate(outcome: Outcome) -> bool:
    """Whether a write that ended so may have been carried out."""
    if isinstance(outcome, Fault):
        return outcome.sent
    return isinstance(outcome, Answer) and (is_torn(outcome) or outcome.status in UNKNOWN_FATE)


def is_torn(answer: Answer) -> bool:
    """Is it an answer to a request that was carried out, but not whole? A web page is none: it is not Google's."""
    return answer.ok and answer.data() is None and "<" not in answer.text[:200]


def delay(outcome: Outcome, tried: int, chance: float) -> float:
    """Seconds to wait after try number ``tried`` (the first is 1)."""
    asked = outcome.retry_after if isinstance(outcome, Answer) else None
    return asked if asked is not None else min(2.0 ** (tried - 1) + chance, LONGEST)


def send(
    attempt: Callable[[], Outcome],
    patience: Patience,
    applied: Look | None = None,
    fresh: Fresh = None,
    *,
    again: bool = True,
) -> Sent:
    """Try until there is an answer worth having, or patience ends.

    ``applied`` and ``fresh`` are for writes. ``fresh`` raises what it likes when a write that did not arrive should
    not be sent as it is any more, since the spreadsheet changed during the wait; ``applied`` may do the same. Without
    it, ``again=False`` says that a request of unknown fate must not be sent twice.
    """
    was_lost = False
    with patience.shared() as until:
        for tried in range(1, patience.tries + 1):
            outcome = attempt()
            lost = unknown_fate(outcome)
            if not may_repeat(outcome) or (lost and not again):
                refused = applied is not None and _refused(outcome, was_lost) and applied()
                return Sent(None if refused else outcome, tried)
            was_lost = was_lost or lost
            wait = delay(outcome, tried, patience.chance())
            last = tried == patience.tries or patience.clock() + wait > until
            if not last:
                patience.say(f"{_what(outcome)}; trying again in {math.ceil(wait)} s")
                patience.sleep(wait)
            if was_lost and applied is not None:
                if applied():
                    return Sent(None, tried)
            elif fresh is not None and not last:
                fresh()
            if last:
                break
        return Sent(outcome, tried)


def _refused(outcome: Outcome, was_lost: bool) -> bool:
    """Whether a refusal may be for what the spreadsheet holds by now: an earlier try that arrived, or others' work."""
    return isinstance(outcome, Answer) and not outcome.ok and (was_lost or outcome.status == 400)


def _what(outcome: Outcome) -> str:
    """What happened, as the first half of a line."""
    if isinstance(outcome, Fault):
        return _FAULTS.get(outcome.kind, "The request failed")
    status = outcome.status if isinstance(outcome, Answer) else 0
    if 200 <= status < 300:
        return "Google's answer did not come whole"
    return f"Google {'has trouble' if status >= 500 else 'is busy'} ({status})"
