"""Every worked example of every metric, in Python and in three independent engines, cell by cell in the workbook.

The examples are the oracle: emitter and recomputation share one tree, so only a number worked out elsewhere can
show that the tree is right.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from sheets_gen.config import Config
from sheets_gen.formula.functions import FUNCTIONS
from sheets_gen.oracle import agrees, result
from sheets_gen.periods import calendar, parse_start
from sheets_gen.template.schema import Example
from tests.engines import ENGINES, Lookup, libreoffice, without_caches
from tests.helpers import Numbers, Report, mismatches, report, settled, template


class Case(NamedTuple):
    metric: str
    example: Example
    options: Mapping[str, str] = {}
    """The choice in report.toml under which it holds."""


def _turned() -> Iterator[Case]:
    """Examples of definitions that an option turns; those of an untouched definition are not run twice."""
    for (option, choice), things in template().turned.items():
        for (kind, id), thing in things.items():
            if kind == "metrics" and thing.formula_text != template().metrics[id].formula_text:
                yield from (Case(id, example, {option: choice}) for example in thing.examples)


CASES = [Case(metric.id, example) for metric in template().metrics.values() for example in metric.examples]
CASES += _turned()
TOGETHER = 100
"""Examples of one period share a report, each in a week of its own."""
ONE = [case for case in CASES if len(case.example.periods) == 1 and not case.options]
ALONE = [case for case in CASES if case not in ONE]
CHUNKS = [ONE[at : at + TOGETHER] for at in range(0, len(ONE), TOGETHER)]


def _id(case: Case) -> str:
    return f"{case.metric}: {case.example.note}"


def _numbers(periods: tuple[Mapping[str, float], ...], keys: tuple[str, ...]) -> Numbers:
    numbers: dict[str, dict[str, float]] = {}
    for key, given in zip(keys, periods, strict=False):
        for name, value in given.items():
            numbers.setdefault(name, {})[key] = value
    return numbers


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
        ("referral_rate", 0.05),
        ("referral_rate_of_all", 0.05),
        ("conversion_rate", 0.5),
        ("abandonment_rate", 0.4),
        ("average_wait_time", 34.0),
        ("average_wait_time", 3.5 * 60),
        ("average_handle_time", 251.7),
        ("average_response_time", 2.0),
        ("blockage_rate", 0.045),
        ("call_answer_rate", 0.95),
        ("cost_per_resolution", 50.0),
        ("customer_service_roi", 2.0),
        ("customer_service_roi", 0.2),
        ("customer_service_roi_gross", 3.0),
        ("iqs", 0.82),
        ("self_service_score", 4.0),
        ("service_level_with_abandoned", 0.8302),
        ("service_level_answered_only", 0.86),
        ("service_level", 0.8113),
        ("service_level_late_abandoned", 0.8269),
        ("service_level_short_abandons", 0.8208),
    }
    assert published <= stated


def test_every_metric_has_an_example_and_a_blank_one() -> None:
    for metric in template().metrics.values():
        assert {case.example.expect == "" for case in CASES if case.metric == metric.id} == {True, False}, metric.id


@pytest.mark.parametrize("case", CASES, ids=_id)
def test_in_python(case: Case) -> None:
    config = Config(options=case.options)
    assert agrees(result(settled(config), config, case.metric, case.example), case.example)


class Workbooks(NamedTuple):
    reports: tuple[Report, ...]
    """One per chunk of single examples, then one per example that stands alone."""
    lookups: Mapping[str, tuple[Lookup, ...]]
    """Engine to what it computed, report by report."""

    def found(self, engine: str, case: Case) -> object:
        if case in ONE:
            at, column = divmod(ONE.index(case), TOGETHER)
            key = self.reports[at].calendar.keys[column]
        else:
            at = len(CHUNKS) + ALONE.index(case)
            span = self.reports[at].calendar
            key = span.rollups[-1].key if len(case.example.periods) > 1 else span.keys[0]
        return self.lookups[engine][at](*self.reports[at].place(f"metrics:{case.metric}", key))


def _together(cases: list[Case]) -> Report:
    weeks = calendar(parse_start("2026-W01", "week"), len(cases), "week").keys
    numbers: dict[str, dict[str, float]] = {}
    for key, case in zip(weeks, cases, strict=True):
        for name, value in case.example.periods[0].items():
            numbers.setdefault(name, {})[key] = value
    return report(numbers, start="2026-W01", periods=len(cases), every="week")


def _alone(case: Case) -> Report:
    months = calendar(parse_start("2026-01", "month"), 12, "month").keys
    config = Config(metrics=(case.metric,), options=case.options)
    return report(_numbers(case.example.periods, months), periods=len(case.example.periods), config=config)


@pytest.fixture(scope="module")
def workbooks(tmp_path_factory: pytest.TempPathFactory) -> Workbooks:
    folder = tmp_path_factory.mktemp("examples")
    reports = (*map(_together, CHUNKS), *map(_alone, ALONE))
    paths = []
    for at, made in enumerate(reports):
        saved = made.save(folder / f"saved{at}.xlsx")
        paths.append(without_caches(saved, folder / f"example{at}.xlsx"))
    office = libreoffice(paths, folder)
    lookups = {"libreoffice": tuple(office[path] for path in paths)}
    lookups |= {name: tuple(engine(path) for path in paths) for name, engine in ENGINES.items()}
    return Workbooks(reports, lookups)


@pytest.mark.parametrize("engine", ["libreoffice", *ENGINES])
@pytest.mark.parametrize("case", CASES, ids=_id)
def test_in_the_workbook(case: Case, engine: str, workbooks: Workbooks) -> None:
    assert agrees(workbooks.found(engine, case), case.example)


def test_a_wrong_spelling_in_the_table_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """MAX spelled as MIN in the file: our own value stays right, so only an outside engine can see it."""
    monkeypatch.setitem(FUNCTIONS, "MAX", FUNCTIONS["MAX"]._replace(excel="MIN"))
    made = report({"promoters": {"2026-01": 80}, "passives": {"2026-01": 5}, "detractors": {"2026-01": 15}})
    path = made.save(tmp_path / "wrong.xlsx")
    for engine in ENGINES.values():
        assert any(line.startswith("calculator:nps:low 2026-01") for line in mismatches(made, engine(path)))
    stale = without_caches(path, tmp_path / "stale.xlsx")
    assert mismatches(made, libreoffice([stale], tmp_path)[stale])
