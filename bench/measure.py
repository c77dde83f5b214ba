"""Whole processes, timed one after the other.

This module and its caller import little on purpose: on Linux the peak memory that a child reports includes what its
parent held when it was started.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

Command = Sequence[str | Path]
# As in every ordinary shell: both sides find their modules compiled, after the first run that does not count.
ENVIRONMENT = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}


class Run(NamedTuple):
    """One process from start to end."""

    seconds: float
    mebibytes: float
    """Peak resident memory of the process itself, or of the largest of those it waited for."""


class Pair(NamedTuple):
    """Two commands, run in turn."""

    ours: tuple[Run, ...]
    theirs: tuple[Run, ...]

    def ratio(self) -> float:
        """Our time as a part of theirs: the median over the pairs, so that a slow spell hits both sides."""
        return median(a.seconds / b.seconds for a, b in zip(self.ours, self.theirs, strict=True))


def seconds(runs: Sequence[Run]) -> float:
    """The median time."""
    return median(run.seconds for run in runs)


def mebibytes(runs: Sequence[Run]) -> float:
    """The median peak memory."""
    return median(run.mebibytes for run in runs)


def run(command: Command, *, accepted: Sequence[int] = (0,)) -> Run:
    """Run a command with its output thrown away; one that fails ends the bench."""
    started = time.perf_counter()
    nothing = subprocess.DEVNULL
    process = subprocess.Popen(command, env=ENVIRONMENT, stdin=nothing, stdout=nothing, stderr=nothing)
    _, status, usage = os.wait4(process.pid, 0)
    elapsed = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)  # it is reaped; Popen must not wait again
    if process.returncode not in accepted:
        raise SystemExit(f"exit code {process.returncode} of: {' '.join(map(str, command))}")
    return Run(elapsed, usage.ru_maxrss / 1024)


def in_turn(ours: Command, theirs: Command, rounds: int) -> Pair:
    """A B A B …, after one run of each that does not count."""
    run(ours), run(theirs)
    pairs = [(run(ours), run(theirs)) for _ in range(rounds)]
    return Pair(tuple(a for a, _ in pairs), tuple(b for _, b in pairs))
