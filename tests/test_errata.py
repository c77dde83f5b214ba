"""Verify: what an article's mistake would give is named as that mistake: a fact where the formula is that rule, a
question where only the number fits."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from sheets_gen.config import ALL, Config
from sheets_gen.findings import Finding
from sheets_gen.formula.emit import spell
from sheets_gen.formula.evaluate import evaluate
from sheets_gen.formula.guard import guarded
from sheets_gen.formula.nodes import Node, names
from sheets_gen.snapshot import FoundCell, Snapshot
from sheets_gen.template.schema import Erratum, Metric
from tests.helpers import report, template
from tests.tamper import findings, snapshot_of

WRONG = [
    (metric, erratum, at)
    for metric in template().metrics.values()
    for erratum in metric.errata
    for at in range(len(erratum.wrong))
]
# One month in which every rule gives another number than the right one; no two rules of a metric meet.
NUMBERS: Mapping[str, float] = {
    "promoters": 182, "passives": 96, "detractors": 61, "satisfied_responses": 402, "csat_responses": 488,
    "surveys_sent": 2000, "easy_responses": 231, "ces_responses": 301, "first_response_time_total": 3950.8,
    "tickets_first_responded": 900, "tickets_received": 1180, "tickets_resolved": 1000, "response_time_total": 9000,
    "responses": 3100, "backlog_end": 240, "resolved_first_contact": 796, "resolved_single_agent": 640,
    "customers_start": 100, "customers_end": 90, "retained_new_customers": 10, "new_customers": 15,
    "annual_revenue": 2_410_000, "revenue_customers": 4630, "relationship_years": 4.1, "sales_marketing_spend": 18_400,
    "service_gain": 150_000, "service_cost": 50_000, "talk_time": 71_000, "hold_time": 7_000, "wrap_time": 10_600,
    "contacts_handled": 352, "wait_time_answered": 34_000, "calls_answered": 1_000, "calls_offered": 1_200,
    "call_attempts": 1_300, "calls_held": 100, "calls_abandoned": 180, "self_service_users": 600,
    "support_users": 1_000, "self_service_resolved": 300, "self_service_attempts": 750,
}  # fmt: skip


def _id(case: tuple[Metric, Erratum, int]) -> str:
    return f"{case[1].id} {case[0].id} {case[2]}"


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    made = report({key: {"2026-01": value} for key, value in NUMBERS.items()}, config=Config(profile=ALL), periods=2)
    return snapshot_of(made.plan, tmp_path_factory.mktemp("errata") / "report.xlsx")


def by_rule(wrong: Node) -> float:
    """What the wrong rule gives; metrics in it by their own formulas."""
    values = dict(NUMBERS)
    for id in names(wrong):
        formula = template().metrics[id].formula if id in template().metrics else None
        if formula is not None:
            values[id] = by_rule(formula)
    value = evaluate(guarded(wrong), values)
    assert isinstance(value, (int, float))
    return value


def ids(snapshot: Snapshot) -> dict[object, int]:
    """Rows of the calculator by the id in the first column."""
    tab = next(tab for tab in snapshot.tabs if tab.title == "Calculator")
    return {cell.value: row for (row, column), cell in tab.cells.items() if column == 1}


def typed_over(snapshot: Snapshot, metric: str, value: float, formula: str | None = None) -> Finding:
    """The finding on January's result when it was typed over or given another formula."""
    calculator = ("Calculator", ids(snapshot)[metric], 5)
    found = findings(snapshot, {calculator: FoundCell(value, formula)})
    (finding,) = [f for f in found if f.code in ("F101", "F102")]
    return finding


@pytest.mark.parametrize("case", WRONG, ids=_id)
def test_a_typed_result_of_the_wrong_rule_is_asked_about(case: tuple[Metric, Erratum, int], month: Snapshot) -> None:
    metric, erratum, at = case
    finding = typed_over(month, metric.id, by_rule(erratum.wrong[at]))
    assert finding.code == "F101"
    assert "Could it come from " in finding.message, "a coincidence is possible, so it is a question"
    assert template().articles[erratum.article].title in finding.message
    assert erratum.right in finding.message


@pytest.mark.parametrize("case", WRONG, ids=_id)
def test_a_formula_that_is_the_wrong_rule_is_named_as_a_fact(
    case: tuple[Metric, Erratum, int], month: Snapshot
) -> None:
    metric, erratum, at = case
    wrong = erratum.wrong[at]
    text = "=" + _cells(month, wrong)
    finding = typed_over(month, metric.id, by_rule(wrong), text)
    assert finding.code == "F102"
    assert f", the mistake of “{template().articles[erratum.article].title}”" in finding.message
    assert "Could it" not in finding.message


@pytest.mark.parametrize(
    "around", ["({})", "(({}))", "ROUND({}, 2)", "100*({})", "({})*100", "ROUND(({})*100,1)", "Calculator!{}"]
)
def test_what_stands_round_a_wrong_rule_does_not_hide_it(around: str, month: Snapshot) -> None:
    erratum = template().metrics["abandonment_rate"].errata[0]
    rule = _cells(month, erratum.wrong[0])
    if around.startswith("Calculator"):
        text = "=" + rule.replace("$E$", "'Calculator'!$E$", 1).replace("$E$", "Calculator!$E$", 0)
    else:
        text = "=" + around.format(rule)
    assert "the mistake of “" in typed_over(month, "abandonment_rate", 0.85, text).message


def test_the_right_rule_in_another_form_is_no_mistake(month: Snapshot) -> None:
    """Nor is a share typed as a percentage that is close to right at any scale."""
    rows = ids(month)
    right = f"$E${rows['calls_abandoned']}/$E${rows['calls_offered']}"
    for text in (f"=({right})", f"=100*({right})", f"=ROUND({right},3)"):
        assert "mistake of" not in typed_over(month, "abandonment_rate", 0.15, text).message
    hundredfold = f"=100*($E${rows['first_response_time_total']}/$E${rows['tickets_received']})"
    assert "mistake of" not in typed_over(month, "first_response_time", 334.8, hundredfold).message, "no share"
    deep = "=" + "(" * 3000 + right + ")" * 3000
    assert typed_over(month, "abandonment_rate", 0.15, deep).code == "F102"
    for value in (0.15, 15, 15.04):
        assert "mistake of" not in typed_over(month, "abandonment_rate", value).message


def _cells(snapshot: Snapshot, wrong: Node) -> str:
    """The rule as a person would type it: spaces, and fixed cells where the numbers were typed."""
    rows = ids(snapshot)
    text = "".join(str(piece) for piece in spell(wrong)).removeprefix("=")
    for id in sorted(names(wrong), key=len, reverse=True):
        text = text.replace(id, f"$E${rows[id]}")
    return text.replace("+", " + ")


def test_the_words_of_the_abandonment_rate(tmp_path: Path) -> None:
    """As the article has it: 40 of 100 gave up, so 60 %."""
    made = {"calls_abandoned": {"2026-01": 40.0}, "calls_offered": {"2026-01": 100.0}}
    plan = report(made, config=Config(metrics=("abandonment_rate",)), periods=1).plan
    snapshot = snapshot_of(plan, tmp_path / "r.xlsx")
    for value in (0.6, 60):
        message = typed_over(snapshot, "abandonment_rate", value).message
        assert message.endswith(
            "Could it come from 1 − 40 ÷ 100? That gives 60 % too, and is the mistake of “Digisac: 8 customer service "
            "indicators”, which says: “If 100 people get in touch and 40 quit, the abandonment rate is 60.” "
            "40 of 100 is 40 %; 60 % is the share that did not give up. The value is 40 %."
        )


@pytest.mark.parametrize("value", [0.5, 0.767, 76.7, 0.2])
def test_another_number_is_only_a_replaced_formula(month: Snapshot, value: float) -> None:
    """A rounded right value, or any other number, is no article's mistake."""
    message = typed_over(month, "ces_pct", value).message
    assert "mistake of" not in message
    assert message.startswith("The formula was replaced by ")


def test_where_wrong_and_right_differ_by_a_rounding_nothing_is_claimed(snapshot: Snapshot) -> None:
    """In the sample's January six newcomers left again: retention 98.2 % by the article, 98.3 % in truth."""
    assert "mistake of" not in typed_over(snapshot, "retention_rate", (4281 - 148) / 4210).message


def test_every_mistake_of_the_articles_is_in_a_metrics_file() -> None:
    """E1 to E36, as the research numbers them; a letter tells apart where one concerns several rows."""
    ids = {e.id.rstrip("ab") for m in template().metrics.values() for e in m.errata}
    assert ids == {f"E{n}" for n in range(1, 37)}


def test_each_mistake_that_gives_a_wrong_number_has_its_rule() -> None:
    with_rule = {e.id for _, e, _ in WRONG}
    assert with_rule >= {"E1", "E2", "E4", "E7", "E9", "E10", "E11", "E14", "E15", "E16", "E17", "E19", "E22"}
