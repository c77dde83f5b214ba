"""Every worked example of every metric, in Python and in three independent engines, cell by cell in the workbook.

The examples are the oracle: emitter and recomputation share one tree, so only a number worked out elsewhere can
show that the tree is right.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from sheets_gen.catalogue import resolve
from sheets_gen.compute import compute
from sheets_gen.config import Config
from sheets_gen.formula.functions import FUNCTIONS
from sheets_gen.periods import calendar, parse_start
from sheets_gen.template.schema import Example
from tests.engines import ENGINES, Lookup, libreoffice, without_caches
from tests.helpers import Numbers, Report, mismatches, report, template


class Case(NamedTuple):
    metric: str
    example: Example


CASES = [Case(metric.id, example) for metric in template().metrics.values() for example in metric.examples]
ONE = [case for case in CASES if len(case.example.periods) == 1]
MANY = [case for case in CASES if len(case.example.periods) > 1]


def _id(case: Case) -> str:
    return f"{case.metric}: {case.example.note}"


def _numbers(periods: tuple[Mapping[str, float], ...], keys: tuple[str, ...]) -> Numbers:
    numbers: dict[str, dict[str, float]] = {}
    for key, given in zip(keys, periods, strict=False):
        for name, value in given.items():
            numbers.setdefault(name, {})[key] = value
    return numbers


def _agrees(found: object, example: Example) -> bool:
    if example.expect == "":
        return found is None or found == ""
    if isinstance(example.expect, str):
        return found == example.expect
    tolerance = 0.5 * 10.0**-example.places if example.places is not None else 1e-9 * max(1, abs(example.expect))
    return isinstance(found, (int, float)) and abs(found - example.expect) <= tolerance


def test_the_published_numbers_are_among_the_examples() -> None:
    """A list held apart from the definitions, so that an example cannot vanish unseen."""
    stated = {(case.metric, case.example.expect) for case in CASES}
    published = {
        ("nps", 65.0),
        ("nps", 60.0),
        ("nps", 0.0),
        ("nps", -12.9),
        ("csat", 0.72),
        ("retention_rate", 0.75),
        ("churn_rate", 0.5),
        ("churn_rate", 0.25),
        ("cac", 0.5),
        ("clv", 5700.0),
        ("resolution_rate", 0.7551),
        ("resolution_rate", 0.95),
    }
    assert published <= stated


@pytest.mark.parametrize("case", CASES, ids=_id)
def test_in_python(case: Case) -> None:
    count = len(case.example.periods)
    span = calendar(parse_start("2026-01", "month"), count, "month")
    results = compute(resolve(template(), Config()), span, _numbers(case.example.periods, span.keys))
    column = span.keys[0] if count == 1 else span.rollups[-1].key
    assert _agrees(results[case.metric][column], case.example)


class Workbooks(NamedTuple):
    single: Report
    """One period per example."""
    spans: tuple[Report, ...]
    """One report per example of several periods."""
    lookups: Mapping[str, tuple[Lookup, ...]]
    """Engine to what it computed, for ``single`` and then each of ``spans``."""

    def found(self, engine: str, case: Case) -> object:
        if case in ONE:
            made, lookup = self.single, self.lookups[engine][0]
            column = made.calendar.keys[ONE.index(case)]
        else:
            at = MANY.index(case)
            made, lookup = self.spans[at], self.lookups[engine][1 + at]
            column = made.calendar.rollups[-1].key
        return lookup(*made.place(f"metrics:{case.metric}", column))


@pytest.fixture(scope="module")
def workbooks(tmp_path_factory: pytest.TempPathFactory) -> Workbooks:
    folder = tmp_path_factory.mktemp("examples")
    weeks = calendar(parse_start("2026-W01", "week"), len(ONE), "week").keys
    numbers: dict[str, dict[str, float]] = {}
    for key, case in zip(weeks, ONE, strict=True):
        for name, value in case.example.periods[0].items():
            numbers.setdefault(name, {})[key] = value
    single = report(numbers, start="2026-W01", periods=len(ONE), every="week")
    months = calendar(parse_start("2026-01", "month"), 12, "month").keys
    spans = tuple(report(_numbers(case.example.periods, months), periods=len(case.example.periods)) for case in MANY)
    paths = []
    for at, made in enumerate((single, *spans)):
        saved = made.save(folder / f"saved{at}.xlsx")
        paths.append(without_caches(saved, folder / f"example{at}.xlsx"))
    office = libreoffice(paths, folder)
    lookups = {"libreoffice": tuple(office[path] for path in paths)}
    lookups |= {name: tuple(engine(path) for path in paths) for name, engine in ENGINES.items()}
    return Workbooks(single, spans, lookups)


@pytest.mark.parametrize("engine", ["libreoffice", *ENGINES])
@pytest.mark.parametrize("case", CASES, ids=_id)
def test_in_the_workbook(case: Case, engine: str, workbooks: Workbooks) -> None:
    assert _agrees(workbooks.found(engine, case), case.example)


def test_a_wrong_spelling_in_the_table_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """MAX spelled as MIN in the file: our own value stays right, so only an outside engine can see it."""
    monkeypatch.setitem(FUNCTIONS, "MAX", FUNCTIONS["MAX"]._replace(excel="MIN"))
    made = report({"promoters": {"2026-01": 80}, "passives": {"2026-01": 5}, "detractors": {"2026-01": 15}})
    path = made.save(tmp_path / "wrong.xlsx")
    for engine in ENGINES.values():
        assert any(line.startswith("calculator:nps:low 2026-01") for line in mismatches(made, engine(path)))
    stale = without_caches(path, tmp_path / "stale.xlsx")
    assert mismatches(made, libreoffice([stale], tmp_path)[stale])
