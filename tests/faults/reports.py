"""The clean reports that faults are planted into: several shapes and languages, each filled with sound numbers."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple, TypeAlias

from sheets_gen.config import ALL, Config
from sheets_gen.excel.read import parse
from sheets_gen.excel.write import write
from sheets_gen.filled import Filled, understand
from sheets_gen.plan.addresses import letters
from sheets_gen.plan.model import Formula
from sheets_gen.snapshot import FoundCell, Snapshot
from tests.faults.figures import figures, steady
from tests.helpers import Numbers, Report, report, template

Address: TypeAlias = tuple[str, int, int]
"""Tab title, and 1-based row and column."""
Place: TypeAlias = tuple[str, str]
"""Row key and column key."""
Change: TypeAlias = Callable[[Report, dict[str, dict[str, float]]], dict[str, dict[str, float]]]
"""A blank report and its numbers to other numbers."""
EMPTY = FoundCell(None)


class Shape(NamedTuple):
    """A kind of report."""

    config: Config
    start: str
    periods: int = 12
    every: str = "month"
    words: str = ""


FEW = (
    "nps", "csat", "retention_rate", "churn_rate", "cac", "first_response_time", "average_wait_time", "open_cases",
    "reopen_rate", "ticket_backlog", "preferred_channel", "ticket_volume_by_category", "cost_per_resolution",
)  # fmt: skip
TARGETS = {"nps": 40.0, "csat": 0.8, "first_response_time": 4.0, "retention_rate": 0.97}
SHAPES = {
    "standard": Shape(
        Config(profile="standard", targets={**TARGETS, "sla_compliance": 0.9, "survey_response_rate": 0.25}),
        "2025-01",
        words="standard profile, 12 months, English",
    ),
    "all": Shape(
        Config(profile=ALL, language="de", currency="CHF", targets={**TARGETS, "ces_pct": 0.7}),
        "2025-W10", 16, "week", "every variant, 16 weeks, German",
    ),
    "databox": Shape(
        Config(profile="databox", language="ja", currency="JPY", targets=TARGETS),
        "2023-Q1", 8, "quarter", "databox profile, 8 quarters, Japanese",
    ),
    "hootsuite": Shape(
        Config(profile="hootsuite", language="ar", targets=TARGETS),
        "2025-01", words="hootsuite profile, 12 months, Arabic",
    ),
    "few": Shape(Config(metrics=FEW, targets=TARGETS), "2025-01", 8, words="13 metrics, 8 months, English"),
}  # fmt: skip


class Clean(NamedTuple):
    """A clean report: as planned, as a file, and as it was read back."""

    name: str
    made: Report
    numbers: Numbers
    data: bytes
    snapshot: Snapshot
    filled: Filled
    places: dict[Address, Place]
    """What the cells are that the definition knows."""

    def at(self, row: str, column: str) -> Address:
        """Where a place stands."""
        return self.made.place(row, column)

    def cell(self, where: Address) -> FoundCell:
        """What stands there."""
        tab = self.snapshot.tab(where[0])
        return tab.cells.get(where[1:], EMPTY) if tab is not None else EMPTY

    def title(self, key: str) -> str:
        """A tab's title."""
        return self.made.addresses.titles[key]

    @property
    def periods(self) -> tuple[str, ...]:
        """The keys of its periods."""
        return self.made.calendar.keys

    def inputs(self, *units: str, rollups: tuple[str, ...] = ("flow", "open", "close", "mean")) -> list[str]:
        """Keys of the inputs, of these units and kinds of totals."""
        items = self.made.catalogue.items
        wanted = [key for key, item in items.items() if item.source.rollup in rollups]
        return [key for key in wanted if not units or items[key].source.unit in units]

    def formulas(self, *tabs: str) -> list[Place]:
        """Every cell that computes, of these tabs."""
        return [
            (row.key, column)
            for tab in self.made.plan.tabs
            if not tabs or tab.key in tabs
            for row in tab.rows
            for column, cell in row.cells.items()
            if isinstance(cell.content, Formula)
        ]


def a1(where: Address) -> str:
    """``G12``"""
    return f"{letters(where[2])}{where[1]}"


def filled_report(
    shape: Shape, seed: int, level: Callable[[int], float] = steady, change: Change | None = None
) -> tuple[Report, Numbers]:
    """A report of the shape with numbers of its own, changed before they are put in."""
    span: dict[str, Any] = {
        "start": shape.start,
        "periods": shape.periods,
        "every": shape.every,
        "config": shape.config,
    }
    blank = report(**span)
    given = figures(blank.catalogue, blank.calendar.keys, random.Random(seed), level)
    if change is not None:
        given = change(blank, given)
    return report(given, **span), given


def clean_of(name: str, made: Report, numbers: Numbers) -> Clean:
    """The report written and read back."""
    data = write(made.plan)
    snapshot = parse(data)
    places = {
        made.place(row.key, column): (row.key, column)
        for tab in made.plan.tabs
        for row in tab.rows
        for column in row.cells
    }
    return Clean(name, made, numbers, data, snapshot, understand(snapshot, template()), places)


@cache
def clean(name: str, seed: int = 1) -> Clean:
    """The clean report of a shape."""
    return clean_of(name, *filled_report(SHAPES[name], seed))
