"""Random reports: every formula cell that we store a value for is recalculated by others to the same value."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_gen.compute import compute
from sheets_gen.config import Config
from sheets_gen.periods import calendar, parse_start
from tests.engines import ENGINES, libreoffice, without_caches
from tests.helpers import Report, mismatches, report, same, template

_INPUTS = [
    key
    for given in template().inputs.values()
    for key in ([f"{given.id}.{m}" for m in template().members.get(given.members, {})] or [given.id])
]


def _number(dice: random.Random, whole: bool) -> float:
    """Often small or zero, now and then enormous."""
    value = dice.choice([0, dice.randint(0, 12), dice.randint(0, 5000), dice.randint(0, 10**9)])
    return value if whole or dice.random() < 0.5 else round(dice.random() * 10 ** dice.randint(0, 7), 3)


METRICS = 16


class Spec(NamedTuple):
    """A report of any length, with blanks, zeros, gaps and impossible combinations; one seed draws all its numbers."""

    every: str
    start: str
    periods: int
    density: float
    picked: int
    seed: int

    def numbers(self) -> dict[str, dict[str, float]]:
        dice = random.Random(self.seed)
        numbers: dict[str, dict[str, float]] = {}
        for key in _INPUTS:
            whole = template().units[template().inputs[key.partition(".")[0]].unit].whole
            for period in self.keys():
                if dice.random() <= self.density:
                    numbers.setdefault(key, {})[period] = _number(dice, whole)
        scales = dict.fromkeys(numbers.get("csat_scale_max", {}), 5.0)
        return numbers | {"csat_scale_max": scales | {self.keys()[-1]: dice.choice([5, 7])}}

    def keys(self) -> tuple[str, ...]:
        return calendar(parse_start(self.start, self.every), self.periods, self.every).keys

    def report(self) -> Report:
        """A draw of the metrics: over a run every one comes up many times, and no report is slow to recalculate."""
        picked = ("", *self.keys())[self.picked % (self.periods + 1)]
        dice = random.Random(self.seed + 1)
        drawn = tuple(dice.sample(sorted(template().metrics), METRICS))
        config = Config(metrics=drawn, options={"ces_high_means": "hard"} if dice.random() < 0.5 else {})
        span = {"start": self.start, "every": self.every}
        return report(self.numbers(), periods=self.periods, config=config, picked=picked, **span)


SPECS = st.builds(
    Spec,
    every=st.sampled_from(["month", "week", "quarter"]),
    start=st.sampled_from(["2026-01-01", "2025-11-15", "2024-02-29"]),
    periods=st.integers(1, 8),
    density=st.sampled_from([0.3, 0.8, 1.0]),
    picked=st.integers(0, 8),
    seed=st.integers(0, 2**32),
)


@settings(max_examples=4, deadline=None)
@given(st.lists(SPECS, min_size=12, max_size=12))
def test_libreoffice_recalculates_what_we_store(specs: list[Spec]) -> None:
    batch = [spec.report() for spec in specs]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        stale = [
            without_caches(made.save(folder / f"saved{at}.xlsx"), folder / f"r{at}.xlsx")
            for at, made in enumerate(batch)
        ]
        found = libreoffice(stale, folder)
        for made, path in zip(batch, stale, strict=True):
            assert mismatches(made, found[path]) == []


@settings(max_examples=40, deadline=None)
@given(SPECS)
def test_ironcalc_and_formualizer_recalculate_what_we_store(spec: Spec) -> None:
    made = spec.report()
    with tempfile.TemporaryDirectory() as name:
        path = made.save(Path(name) / "r.xlsx")
        for engine in ENGINES.values():
            assert mismatches(made, engine(path)) == []


@settings(max_examples=60, deadline=None)
@given(SPECS)
def test_the_definitions_alone_give_what_the_formulas_give(spec: Spec) -> None:
    """Two ways to every metric: the definition over raw inputs, and the chain of cells in the workbook."""
    made = spec.report()
    results = compute(made.catalogue, made.calendar, spec.numbers())
    cells = {(row, column): value for row, column, value in made.formula_cells()}
    for id, row in results.items():
        for column, expected in row.items():
            assert same(cells[f"metrics:{id}", column], expected), (id, column)


def test_default_libreoffice_trusts_our_stored_values(tmp_path: Path) -> None:
    """Viewers and a default LibreOffice do not recalculate: they show what we store."""
    made = report({"promoters": {"2026-01": 80}, "passives": {"2026-01": 5}, "detractors": {"2026-01": 15}})
    path = made.save(tmp_path / "r.xlsx")
    assert mismatches(made, libreoffice([path], tmp_path, recalculate=False)[path]) == []
