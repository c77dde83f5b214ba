"""The traps of totals: means of means, unique customers, medians, changed scales; and the note that says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheets_gen.config import Config
from sheets_gen.formula.nodes import Ref
from sheets_gen.periods import calendar, parse_start
from sheets_gen.plan.calculate import Calculation
from tests.engines import ENGINES
from tests.helpers import mismatches, report, template
from tests.test_rollups import monthly, results


def test_the_mean_of_means_trap_of_handle_time_over_twelve_months() -> None:
    """The published calls, spread over a year: 251.70 seconds, not the 337.3 that the four averages give."""
    seconds, contacts = (250 * 100, 250 * 150, 249 * 100, 600 * 2), (100, 150, 100, 2)
    numbers = {
        "talk_time": monthly(*(s / 3 * 0.8 for s in seconds for _ in range(3))),
        "hold_time": monthly(*(s / 3 * 0.1 for s in seconds for _ in range(3))),
        "wrap_time": monthly(*(s / 3 * 0.1 for s in seconds for _ in range(3))),
        "contacts_handled": monthly(*(c / 3 for c in contacts for _ in range(3))),
    }
    found = results(numbers)["average_handle_time"]
    assert [found[f"2026-Q{q}"] for q in (1, 2, 3, 4)] == pytest.approx([250, 250, 249, 600])
    assert found["2026"] == pytest.approx(251.70, abs=0.005)
    assert sum(found[f"2026-{m:02}"] for m in range(1, 13)) / 12 == pytest.approx(337.25)  # type: ignore[misc]


def test_the_mean_of_means_trap_of_the_speed_of_answer_over_twelve_months() -> None:
    """34,000 seconds over 1,000 calls are 34; the mean of the months' averages would be 31.67."""
    calls, waits = (500, 300, 200), (20_000, 9_000, 5_000)
    numbers = {
        "wait_time_answered": monthly(*(w / 4 for _ in range(4) for w in waits)),
        "calls_answered": monthly(*(c / 4 for _ in range(4) for c in calls)),
    }
    found = results(numbers)["average_wait_time"]
    assert found["2026"] == pytest.approx(34)
    assert found["2026-Q1"] == pytest.approx(34)
    months = [found[f"2026-{m:02}"] for m in range(1, 13)]
    assert sum(months) / 12 == pytest.approx(31.67, abs=0.005)  # type: ignore[arg-type]


@pytest.mark.parametrize(("start", "every"), [("2026-01", "month"), ("2026-07", "month"), ("2026-W20", "week")])
@pytest.mark.parametrize(
    ("metric", "numbers"),
    [
        ("repurchase_rate", {"repeat_customers": 30, "purchasing_customers": 100}),
        ("self_service_usage", {"self_service_users": 30, "support_users": 100}),
        ("self_service_score", {"help_center_users": 400, "ticket_users": 100}),
        ("median_resolution_time", {"median_resolution_hours": 7.5}),
    ],
)
def test_what_cannot_be_totalled_honestly_is_blank_with_its_reason(
    metric: str, numbers: dict[str, float], start: str, every: str
) -> None:
    """Unique customers and medians, also when the report starts mid-year or runs by week."""
    span = calendar(parse_start(start, every), 12, every)
    given = {key: dict.fromkeys(span.keys, value) for key, value in numbers.items()}
    found = results(given, start, 12, every)[metric]
    assert all(found[key] is not None for key in span.keys)
    assert all(found[rollup.key] is None for rollup in span.rollups)
    made = report(given, start=start, periods=12, every=every, config=Config(metrics=(metric,)))
    notes = {note.where: note.text for tab in made.plan.tabs for note in tab.notes}
    for rollup in span.rollups:
        assert notes[Ref(f"metrics:{metric}", rollup.key)].startswith("No total: ")
    values = Calculation(made.plan)
    assert all(values.value(f"metrics:{metric}", rollup.key) == "" for rollup in span.rollups)


def test_a_total_that_may_be_blank_says_when() -> None:
    made = report(config=Config(metrics=("csat", "retention_rate", "nps")))
    notes = {note.where: note.text for tab in made.plan.tabs for note in tab.notes}
    assert "“Highest point of the satisfaction scale” changed" in notes[Ref("metrics:csat", "2026")]
    assert "every period from its first to its last" in notes[Ref("metrics:retention_rate", "2026")]
    assert Ref("metrics:nps", "2026") not in notes


def test_every_input_says_how_it_rolls_up() -> None:
    kinds = {given.rollup for given in template().inputs.values()}
    assert kinds == {"flow", "open", "close", "param", "mean"}
    assert all(bool(given.because) == (given.rollup == "mean") for given in template().inputs.values())


def test_no_benchmark_is_a_target() -> None:
    """Published figures are cited in the definition, with address and year; no target comes with a new report."""
    cited = [b for m in template().metrics.values() for b in m.benchmarks]
    assert len(cited) >= 15
    assert all(b.address.startswith("http") and 2000 < b.year < 2100 and b.text for b in cited)
    for tab in report().plan.tabs:
        for row in tab.rows:
            target = row.cells.get("target")
            assert target is None or target.style != "input" or target.content is None, row.key


@pytest.mark.parametrize(
    ("metric", "beside", "typed"),
    [("nps", "nps_responses", {}), ("nps", "nps_responses", {"2026-02": 15.0}),
     ("nps", "nps_responses", {"2026-03": 15.0}),
     ("ticket_backlog", "backlog_start", {}), ("ticket_backlog", "backlog_start", {"2026-01": 15.0})],
)  # fmt: skip
def test_a_number_beside_the_formula_that_nobody_typed_has_no_total(
    metric: str, beside: str, typed: dict[str, float], tmp_path: Path
) -> None:
    """Blank is not zero: the answers in all and the backlog at the start may be left empty."""
    needed = ("promoters", "passives", "detractors", "backlog_end")
    numbers = {key: {"2026-01": 4.0, "2026-02": 5.0} for key in needed}
    made = report(numbers | {beside: typed}, periods=3, config=Config(metrics=(metric,)))
    total = Calculation(made.plan).value(f"calculator:{beside}", "2026-Q1")
    assert total == ("" if typed in ({}, {"2026-03": 15.0}) else 15), "March is not counted: it has no score"
    path = made.save(tmp_path / "r.xlsx")
    for engine in ENGINES.values():
        assert mismatches(made, engine(path)) == []
