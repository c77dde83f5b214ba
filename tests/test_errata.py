"""Verify: a result that an article's mistake would give is named as that mistake, and as a possibility only."""

from __future__ import annotations

import pytest

from sheets_gen.findings import Finding
from sheets_gen.snapshot import FoundCell, Snapshot
from tests.tamper import findings, place

# January of the sample: 182 promoters, 96 passives, 61 detractors; 231 of 301 easy; 4281 at the end, 148 won,
# 4210 at the start; 3950.8 hours over 1162 answered of 1180 received; 1121 resolved.
CASES = [
    ("nps", 61 - 182, "Digisac", "turns the sign round"),
    ("nps", 182 - 100 * 61 / 339, "Nextiva", "Percentages on both sides"),
    ("ces_pct", 1 - 231 / 301, "Hootsuite", "a high share means easy"),
    ("first_response_time", 3950.8 / 1180, "Hootsuite", "Divide by the enquiries that got an answer"),
    ("resolution_rate", 1121 / (1180 - 1121), "Hootsuite", "odds ratio"),
]


def typed_over(snapshot: Snapshot, metric: str, value: float, formula: str | None = None) -> Finding:
    """The finding on January's result when it was typed over or given another formula."""
    found = findings(snapshot, {place(snapshot, f"m_{metric}"): FoundCell(value, formula)})
    (finding,) = [f for f in found if f.code in ("F101", "F102")]
    return finding


@pytest.mark.parametrize(("metric", "wrong", "article", "right"), CASES, ids=[f"{c[0]} {c[2]}" for c in CASES])
def test_the_mistake_is_named(snapshot: Snapshot, metric: str, wrong: float, article: str, right: str) -> None:
    finding = typed_over(snapshot, metric, wrong)
    assert f" may come from the rule of {article}" in finding.message
    assert right in finding.message


def test_where_wrong_and_right_differ_by_a_rounding_nothing_is_claimed(snapshot: Snapshot) -> None:
    """In January six newcomers left again: retention 98.2 % by the article, 98.3 % in truth."""
    assert "may come from" not in typed_over(snapshot, "retention_rate", (4281 - 148) / 4210).message


def test_a_changed_formula_that_gives_the_mistake_is_named_too(snapshot: Snapshot) -> None:
    finding = typed_over(snapshot, "resolution_rate", 19.0, "=1121/59")
    assert finding.code == "F102"
    assert "19 may come from the rule of Hootsuite" in finding.message


def test_a_share_typed_as_a_percentage_is_recognised(snapshot: Snapshot) -> None:
    """23.3 for 23.3 %: the share that found it hard."""
    assert "23.3 may come from the rule of Hootsuite" in typed_over(snapshot, "ces_pct", 23.3).message


@pytest.mark.parametrize("value", [0.5, 0.767, 76.7])
def test_another_number_is_only_a_replaced_formula(snapshot: Snapshot, value: float) -> None:
    """A rounded right value, or any other number, is no article's mistake."""
    assert "may come from" not in typed_over(snapshot, "ces_pct", value).message
