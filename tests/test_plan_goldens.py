"""Goldens of the plan: about ten, each headed by what a reader should see in it.

Write them anew with ``UPDATE_GOLDENS=1 python -m pytest tests/test_plan_goldens.py`` and read the difference.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from sheets_gen.config import Config
from sheets_gen.plan.dump import dump
from tests.helpers import Numbers, report

GOLDENS = Path(__file__).parent / "goldens"


def months(**numbers: list[float | None]) -> Numbers:
    """Numbers of consecutive months from January 2026; None is blank."""
    return {
        key.replace("__", "."): {f"2026-{at:02}": v for at, v in enumerate(values, 1) if v is not None}
        for key, values in numbers.items()
    }


class Golden(NamedTuple):
    see: str
    metrics: tuple[str, ...]
    tabs: tuple[str, ...]
    numbers: Numbers = {}
    periods: int = 3
    every: str = "month"
    start: str = "2026-01"
    targets: Mapping[str, float] = {}
    members: Mapping[str, Mapping[str, str]] = {}
    picked: str = ""


SALES: dict[str, dict[str, str]] = {"categories": {"sales": "Sales", "returns": "Returns & refunds"}}

CASES = {
    "metrics_blank": Golden(
        "A blank report: every metric cell is empty text, no period is shown, cards read “–”, no status.",
        ("nps", "churn_rate"),
        ("metrics",),
    ),
    "metrics_filled": Golden(
        "NPS 65, then blank (nobody answered), then 60; Q1 62.50 from raw totals; March is latest; with no February "
        "value there is no change; target 70 is missed.",
        ("nps",),
        ("metrics",),
        months(promoters=[80, 0, 70], passives=[5, 0, 20], detractors=[15, 0, 10]),
        targets={"nps": 70},
    ),
    "metrics_direction": Golden(
        "Churn falls from 5 % to 2 %: the sign points down, the word says better, the target of 3 % is met.",
        ("churn_rate",),
        ("metrics",),
        months(lost_customers=[5, 2], customers_start=[100, 100]),
        targets={"churn_rate": 0.03},
        periods=2,
    ),
    "metrics_noise": Golden(
        "CSAT rises from 70 of 100 to 72 of 100: within chance, so the reading is noise although the number rose.",
        ("csat",),
        ("metrics",),
        months(satisfied_responses=[70, 72], csat_responses=[100, 100]),
        periods=2,
    ),
    "metrics_picked": Golden(
        "February is picked, so latest, change and cards look at February although March has numbers.",
        ("ticket_volume",),
        ("metrics",),
        months(tickets_received=[100, 120, 90]),
        picked="2026-02",
    ),
    "calculator_nps": Golden(
        "The NPS block: definition, three tinted inputs, the ✓ row, the result with COUNT and zero guards, n and "
        "interval; quarter and span repeat the same formula over summed inputs; then settings and chart rows.",
        ("nps",),
        ("calculator",),
        months(promoters=[80], passives=[5], detractors=[15]),
        periods=2,
    ),
    "calculator_retention_churn": Golden(
        "S is typed in the retention block and linked in the churn block; totals take the first S and the last E; "
        "February is missing, so the quarter is blank although January and March have values.",
        ("retention_rate", "churn_rate"),
        ("calculator",),
        months(
            customers_start=[100, None, 90],
            customers_end=[95, None, 92],
            retained_new_customers=[5, None, 6],
            lost_customers=[10, None, 4],
        ),
    ),
    "calculator_clv": Golden(
        "CLV takes CAC from the CAC block's result in the same column; asking for clv alone brings cac along.",
        ("clv",),
        ("calculator",),
        periods=1,
    ),
    "volume_categories": Golden(
        "Two own categories, what they leave uncategorised, the total that is ticket_volume, the leader, a spike in "
        "May, the line chart over the typed cells, and sparklines over the same.",
        ("ticket_volume_by_category",),
        ("volume",),
        months(
            tickets_received=[100, 102, 98, 101, 190],
            tickets_by_category__sales=[60, 61, 60, 58, 70],
            tickets_by_category__returns=[35, 40, 30, 40, 110],
        ),
        periods=5,
        members=SALES,
    ),
    "volume_weeks": Golden(
        "Weeks around New Year: W52 and W01 headers, quarters of 2025 and 2026, shares of two channels, their sum.",
        ("preferred_channel",),
        ("volume",),
        {"contacts_by_channel.mail": {"2025-W52": 4, "2026-W01": 6}, "contacts_by_channel.phone": {"2025-W52": 4}},
        periods=3,
        every="week",
        start="2025-W51",
        members={"channels": {"mail": "Mail", "phone": "Phone"}},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_plan(name: str) -> None:
    case = CASES[name]
    config = Config(metrics=case.metrics, targets=case.targets, members=case.members, headline=case.metrics[:1])
    made = report(
        case.numbers, periods=case.periods, every=case.every, start=case.start, config=config, picked=case.picked
    )
    text = "\n".join([f"# expect: {case.see}", *dump(made.plan, case.tabs)]) + "\n"
    golden = GOLDENS / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDENS"):
        golden.write_text(text, encoding="utf-8")
    assert golden.read_text(encoding="utf-8") == text


def test_no_golden_is_forgotten() -> None:
    assert {path.stem for path in GOLDENS.glob("*.txt")} == set(CASES)
