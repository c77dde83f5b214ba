"""What a sync wrote last, as it is kept in the sheet itself: hidden rows below the calculator, named ``sync_state``.

A number that was written by us may be updated by us; any other was typed by a person. Each number that is written
leaves a fingerprint in the hidden row of its input, below its own period. So two runs at once remember what each of
them wrote, whichever comes last: a number and its fingerprint are always of one run. The first of the rows holds the
run that wrote last, which tells after a lost answer whether the write came through.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Mapping
from typing import NamedTuple

from sheets_gen.plan.addresses import laid_out
from sheets_gen.plan.model import Plan
from sheets_gen.plan.report import CALCULATOR
from sheets_gen.snapshot import Area, FoundTab

STATE = "sync_state"
KEYS_AT = "unit"
"""The column of the calculator below which the inputs are named, and in the first row the run."""
_INPUT = "in_"
Prints = Mapping[str, Mapping[str, str]]
"""Input and period to the fingerprint of the number that was written there last."""


class State(NamedTuple):
    """What is remembered, where it stands: rows and columns as the tab counts them, from 1."""

    area: Area | None = None
    """None: the name of the rows is gone, so nothing is known."""
    texts: Mapping[tuple[int, int], str] = {}
    """What the hidden rows hold, by row and column."""

    def is_of(self, run: str) -> bool:
        """Was it this run that wrote last?"""
        return self.area is not None and any(at[0] == self.area.top and text == run for at, text in self.texts.items())

    def rows(self, keys_at: int) -> dict[str, int]:
        """The row of each input; ``keys_at`` is the column in which the inputs are named."""
        top = 0 if self.area is None else self.area.top
        held = sorted(self.texts.items(), reverse=True)
        return {text: row for (row, column), text in held if column == keys_at and row > top}


def fingerprint(value: float) -> str:
    """Four characters for a number: enough to tell it from another one typed over it."""
    digest = zlib.crc32(repr(float(value)).encode()).to_bytes(4, "big")
    return base64.urlsafe_b64encode(digest[:3]).decode()


def prints_of(written: Mapping[str, Mapping[str, float]]) -> Prints:
    """The fingerprints of numbers."""
    return {key: {period: fingerprint(value) for period, value in row.items()} for key, row in written.items()}


def name_of(key: str) -> str:
    """The defined name of an input's row."""
    return f"{_INPUT}{key.replace('.', '__')}"


def laid_down(plan: Plan, run: str, prints: Prints) -> tuple[int, list[list[str]]]:
    """The hidden rows of a new report: their first column (from 1), and what they hold; first the run, then inputs."""
    columns = laid_out(plan).columns[CALCULATOR]
    first, last = columns[KEYS_AT], max(columns.values())
    rows = [[run, *[""] * (last - first)]]
    for name in plan.names:
        if name.name.startswith(_INPUT):
            key = name.where.row.partition(":")[2]
            row = [key, *[""] * (last - first)]
            for period, text in prints.get(key, {}).items():
                row[columns[period] - first] = text
            rows.append(row)
    return first, rows


def state_rows(plan: Plan) -> int:
    """How many hidden rows a report has for it."""
    return 1 + sum(name.name.startswith(_INPUT) for name in plan.names)


def remembered(tab: FoundTab | None, area: Area | None) -> State:
    """The state in a tab's cells. What is damaged remembers nothing, so it is people's."""
    if tab is None or area is None:
        return State()
    rows = range(area.top, area.bottom + 1)
    held = ((at, cell.value) for at, cell in tab.cells.items() if at[0] in rows)
    return State(area, {at: value for at, value in held if isinstance(value, str)})
