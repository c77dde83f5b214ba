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
_INPUT = "in_"
Prints = Mapping[str, Mapping[str, str]]
"""Input and period to the fingerprint of the number that was written there last."""


class State(NamedTuple):
    """What is remembered, where it stands: rows and columns as the tab counts them, from 1."""

    area: Area | None = None
    """None: the name of the rows is gone, so nothing is known."""
    run: str = ""
    """Identifies the last write."""
    rows: Mapping[str, int] = {}
    """Of each input."""
    prints: Mapping[tuple[int, int], str] = {}
    """By row and column."""

    def wrote(self, key: str, column: int, value: float) -> bool:
        """Is this the number that was written last for an input, in the column of a period?"""
        return self.prints.get((self.rows.get(key, 0), column)) == fingerprint(value)


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
    first, last = columns["unit"], max(columns.values())
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
    held: dict[int, dict[int, str]] = {}
    for (row, column), cell in sorted(tab.cells.items()):
        if area.holds(row, column) and isinstance(cell.value, str):
            held.setdefault(row, {})[column] = cell.value
    firsts = {row: next(iter(texts.values())) for row, texts in held.items()}
    run = firsts.pop(area.top, "")
    prints = {(row, column): text for row, texts in held.items() for column, text in texts.items()}
    return State(area, run, {key: row for row, key in sorted(firsts.items(), reverse=True)}, prints)
