"""Mutants by the thousand in child processes, whose death is a finding and not the end."""

from __future__ import annotations

import gc
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import NamedTuple

from tests.fuzz.judge import PATIENCE, Verdict, judge
from tests.fuzz.mutate import mutant

ADDRESS_SPACE = 1 << 30
MOST_MEMORY = 512
"""MiB that a file may take in all, the program included."""
ROUND = 25
"""Mutants that a child gets at once."""


class Judged(NamedTuple):
    """One mutant and its verdict."""

    number: int
    verdict: Verdict
    mebibytes: float
    """The child's largest size."""


def run(seed: int, numbers: Sequence[int], folder: Path, children: int = 2) -> Iterator[Judged]:
    """The verdicts, as they come. Each mutant is written to ``folder`` while it is judged."""
    waiting = [numbers[at : at + ROUND] for at in range(0, len(numbers), ROUND)][::-1]
    crew = [_Child(seed, folder / f"child{at}") for at in range(min(children, len(waiting)))]
    try:
        while True:
            for child in crew:
                if not child.left and waiting:
                    child.give(waiting.pop())
            busy = [child for child in crew if child.left]
            if not busy:
                return
            ready = wait([child.pipe for child in busy], timeout=1)
            for child in busy:
                if child.pipe in ready or child.is_late():
                    judged = child.take()
                    if judged is not None:
                        yield judged
    finally:
        for child in crew:
            child.stop()


class _Child:
    """A process that judges mutants one after another, replaced when it dies, hangs or grows too large."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.seed, self.folder = seed, folder
        self.left: list[int] = []
        folder.mkdir(parents=True, exist_ok=True)
        self._start()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, there = context.Pipe()
        self.process = context.Process(target=_serve, args=(self.seed, self.folder, there), daemon=True)
        self.process.start()
        there.close()
        self.since = time.monotonic()

    def give(self, numbers: Sequence[int]) -> None:
        self.left = list(numbers)
        self.pipe.send(self.left)
        self.since = time.monotonic()

    def is_late(self) -> bool:
        """Deaf to the alarm: inside C code that does not come back."""
        return time.monotonic() - self.since > 12 * PATIENCE

    def take(self) -> Judged | None:
        """The next verdict; one about the process where it ended or must be ended."""
        number = self.left[0]
        if not self.pipe.poll():
            judged = Judged(number, Verdict("escape", "hangs: the process had to be killed", 0), 0)
        else:
            try:
                judged = Judged(number, *self.pipe.recv())
            except EOFError:
                self.process.join()
                words = f"ends the process with code {self.process.exitcode}"
                judged = Judged(number, Verdict("escape", words, 0), 0)
        del self.left[0]
        self.since = time.monotonic()
        too_large = judged.mebibytes > MOST_MEMORY
        if too_large and judged.verdict.outcome != "escape":
            words = f"takes {judged.mebibytes:.0f} MiB: {judged.verdict.words[:100]}"
            judged = judged._replace(verdict=judged.verdict._replace(outcome="escape", words=words))
        if too_large or not self.process.is_alive() or judged.verdict.words.startswith("hangs"):
            self.stop()
            self._start()
            if self.left:
                self.give(self.left)
        return judged

    def stop(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


def _serve(seed: int, folder: Path, pipe: Connection) -> None:
    """In the child: judge what is asked for, tell of each at once."""
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    path = folder / "report.xlsx"
    path.write_bytes(mutant(seed, 0).data)
    judge(path)
    gc.freeze()  # everything is loaded now; looking through it again and again takes a third of the time
    while True:
        try:
            numbers = pipe.recv()
        except EOFError:
            return
        for number in numbers:
            path.write_bytes(mutant(seed, number).data)
            with suppress(OSError):
                _PEAK.write_text("5")  # what making the mutant took is not the reader's
            verdict = judge(path)
            pipe.send((verdict, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


_PEAK = Path("/proc/self/clear_refs")
"""Linux forgets a process's largest size when 5 is written here; elsewhere it is that of all mutants so far."""


class Tally(NamedTuple):
    """The sums of a run."""

    refused: int = 0
    read: int = 0
    escapes: int = 0
    slowest: float = 0
    slow: int = 0
    """The number of that one."""
    peak: float = 0

    def plus(self, judged: Judged) -> Tally:
        outcome = judged.verdict.outcome
        return Tally(
            self.refused + (outcome == "refused"),
            self.read + (outcome == "read"),
            self.escapes + (outcome == "escape"),
            max(self.slowest, judged.verdict.seconds),
            judged.number if judged.verdict.seconds > self.slowest else self.slow,
            max(self.peak, judged.mebibytes),
        )

    @property
    def mutants(self) -> int:
        return self.refused + self.read + self.escapes


def fuzz(seed: int, numbers: Sequence[int], folder: Path, told: Callable[[Tally, Judged], None]) -> Tally:
    """Judge mutants, keep each that escapes in ``folder``, tell of each verdict."""
    tally = Tally()
    for judged in run(seed, numbers, folder):
        tally = tally.plus(judged)
        if judged.verdict.outcome == "escape":
            found = mutant(seed, judged.number)
            stem = folder / f"seed{seed}-{judged.number}"
            stem.with_suffix(".xlsx").write_bytes(found.data)
            stem.with_suffix(".txt").write_text(
                f"{found.kind}\n{judged.verdict.words}\n", encoding="utf-8", errors="replace"
            )
        told(tally, judged)
    return tally


if __name__ == "__main__":
    sys.exit("python -m tests.fuzz")
