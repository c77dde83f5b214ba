"""Reports in memory and on disk, for tests that speak of metrics, periods and numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from sheets_gen.catalogue import Catalogue, resolve
from sheets_gen.config import ALL, Config
from sheets_gen.excel.write import write
from sheets_gen.formula.functions import ErrorValue, Value
from sheets_gen.periods import Calendar, calendar, parse_start
from sheets_gen.plan.addresses import AddressBook, laid_out
from sheets_gen.plan.build import build
from sheets_gen.plan.calculate import Calculation
from sheets_gen.plan.model import Formula, Plan
from sheets_gen.template.languages import speak
from sheets_gen.template.load import load
from sheets_gen.template.options import with_options
from sheets_gen.template.schema import Template

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"
Numbers = Mapping[str, Mapping[str, float]]


@cache
def template() -> Template:
    """The template that ships."""
    return load()


def settled(config: Config) -> Template:
    """The template in the language and with the options of a report."""
    return with_options(spoken(config.language), config.options)


@cache
def spoken(language: str) -> Template:
    """The template in one of its languages."""
    return speak(template(), language)


class Report(NamedTuple):
    """A planned report."""

    catalogue: Catalogue
    calendar: Calendar
    plan: Plan
    addresses: AddressBook

    def save(self, path: Path) -> Path:
        """Write the workbook."""
        path.write_bytes(write(self.plan))
        return path

    def place(self, row: str, column: str) -> tuple[str, int, int]:
        """Tab title and 1-based row and column of a cell."""
        at, column_at = self.addresses.at(row, column)
        return self.addresses.titles[row.partition(":")[0]], at, column_at

    def formula_cells(self) -> Iterator[tuple[str, str, Value]]:
        """Row key, column key and expected value of every formula cell."""
        values = Calculation(self.plan)
        for tab in self.plan.tabs:
            for row in tab.rows:
                for column, cell in row.cells.items():
                    if isinstance(cell.content, Formula):
                        yield row.key, column, values.value(row.key, column)


def report(
    numbers: Numbers | None = None,
    *,
    start: str = "2026-01",
    periods: int = 12,
    every: str = "month",
    config: Config | None = None,
    picked: str = "",
) -> Report:
    """A report of the shipped template with these raw numbers."""
    config = config or Config(profile=ALL)
    catalogue = resolve(settled(config), config)
    span = calendar(parse_start(start, every), periods, every)
    plan = build(catalogue, span, numbers or {}, picked=picked, version="0")
    return Report(catalogue, span, plan, laid_out(plan))


_KINDS = {"Na": "#N/A"}  # formualizer tells an error as {"type": "Error", "kind": "Na"}


def same(found: Any, expected: Value, tolerance: float = 1e-9) -> bool:
    """Does an engine's value equal ours? Blank is "" or None; an error is its code."""
    if isinstance(expected, ErrorValue):
        return found == expected.code or (isinstance(found, dict) and _KINDS.get(found["kind"]) == expected.code)
    if expected is None or expected == "":
        return found is None or found == ""
    if isinstance(expected, bool):
        return found is expected
    if isinstance(expected, (int, float)):
        number = isinstance(found, (int, float)) and not isinstance(found, bool)
        return number and math.isclose(found, expected, rel_tol=tolerance, abs_tol=1e-12)
    return bool(found == expected)


def mismatches(made: Report, lookup: Any) -> list[str]:
    """Formula cells in which an engine differs from the value we store."""
    wrong = []
    for row, column, expected in made.formula_cells():
        found = lookup(*made.place(row, column))
        if hasattr(found, "toordinal"):  # a date cell
            continue
        if not same(found, expected):
            wrong.append(f"{row} {column}: engine {found!r}, ours {expected!r}")
    return wrong
