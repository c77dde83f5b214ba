"""Verify: raw numbers that contradict each other, within a period and from one to the next."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheets_gen import verbs
from sheets_gen.config import Config
from sheets_gen.findings import Finding
from sheets_gen.formula.nodes import Binary, Name
from sheets_gen.verify.rules import verify
from tests.helpers import report, template


def monthly(*values: float | None) -> dict[str, float]:
    """Numbers of consecutive months from January 2026; None is blank."""
    return {f"2026-{at:02}": value for at, value in enumerate(values, 1) if value is not None}


def relations(numbers: dict[str, dict[str, float]], folder: Path) -> list[Finding]:
    """The R findings of a report with these numbers, written and read back."""
    found = verify(verbs.read(report(numbers).save(folder / "r.xlsx")))
    assert all(finding.code.startswith("R") or finding.code == "N109" for finding in found), "N109: left out on purpose"
    return [finding for finding in found if finding.code != "N109"]


@pytest.mark.parametrize(
    ("part", "whole", "level"),
    [
        ("satisfied_responses", "csat_responses", "error"),
        ("easy_responses", "ces_responses", "error"),
        ("resolved_first_contact", "tickets_resolved", "error"),
        ("tickets_first_responded", "tickets_received", "warning"),
        ("lost_customers", "customers_start", "error"),
        ("retained_new_customers", "new_customers", "error"),
    ],
)
def test_a_part_above_its_whole(part: str, whole: str, level: str, tmp_path: Path) -> None:
    """90 satisfied of 80 answers would be a satisfaction of 112.5 %."""
    (finding,) = relations({part: monthly(80, 90), whole: monthly(80, 80)}, tmp_path)
    assert (finding.code, finding.level, finding.input, finding.period) == ("R101", level, part, "2026-02")
    assert finding.message.startswith("90 is above 80: ")
    assert f"{part} 2026-02 = 90; " in finding.hint
    assert f"{whole} 2026-02 = 80." in finding.hint
    assert (finding.found, finding.expected) == (90, 80)


def test_categories_above_the_tickets_received(tmp_path: Path) -> None:
    """Two categories are enough to see it, though the others are still blank."""
    numbers = {
        "tickets_received": monthly(100, 100),
        "tickets_by_category.returns": monthly(60, 60),
        "tickets_by_category.shipping": monthly(40, 70),
    }
    (finding,) = relations(numbers, tmp_path)
    assert (finding.code, finding.period) == ("R101", "2026-02")
    assert finding.message == "130 is above 100: The categories are parts of the tickets received."
    assert finding.hint.count("=") == 3


def test_customers_that_do_not_add_up_are_a_question(tmp_path: Path) -> None:
    """100 + 15 − 20 is 95, not 90: five who joined and left were counted somewhere."""
    numbers = {
        "customers_start": monthly(100),
        "retained_new_customers": monthly(15),
        "lost_customers": monthly(20),
        "customers_end": monthly(90),
    }
    (finding,) = relations(numbers, tmp_path)
    assert (finding.code, finding.level) == ("R102", "warning")
    assert finding.message.startswith("95 is not 90: Customers at the start")
    assert finding.message.endswith("?")
    assert all(name in finding.hint for name in numbers)


def test_the_end_of_a_month_is_the_start_of_the_next(tmp_path: Path) -> None:
    numbers = {"customers_end": monthly(90, 95, None, 80), "customers_start": monthly(100, 90, 96, None, 70)}
    found = relations(numbers, tmp_path)
    assert [(f.code, f.period, f.found, f.expected) for f in found] == [
        ("R103", "2026-02", 95, 96),
        ("R103", "2026-04", 80, 70),
    ]
    assert "customers_end 2026-02 = 95; " in found[0].hint
    assert "customers_start 2026-03 = 96." in found[0].hint


def test_what_is_not_known_yet_contradicts_nothing(tmp_path: Path) -> None:
    numbers = {
        "satisfied_responses": monthly(90),
        "tickets_by_category.returns": monthly(5),
        "customers_end": monthly(9),
    }
    assert relations(numbers, tmp_path) == []


def test_equal_is_allowed(tmp_path: Path) -> None:
    assert relations({"satisfied_responses": monthly(80), "csat_responses": monthly(80)}, tmp_path) == []


def test_every_identity_speaks_of_inputs_and_ends_a_sentence() -> None:
    for identity in template().identities.values():
        assert identity.says.endswith((".", "?"))
        assert (identity.level == "warning") == identity.says.endswith("?"), "what may be innocent is a question"


BALANCES = [
    (
        {"promoters": 60, "passives": 25, "detractors": 10, "nps_responses": 95},
        "detractors", "R102", "error", "are together all answers",
    ),
    (
        {"backlog_start": 100, "tickets_received": 50, "tickets_reopened": 5, "tickets_resolved": 45}
        | {"backlog_end": 110},
        "backlog_end", "R102", "warning", "should give the backlog at the end",
    ),
    (
        {"calls_answered": 90, "calls_abandoned": 7, "calls_blocked": 3, "calls_offered": 100},
        "calls_answered", "R102", "warning", "should add up to the calls offered",
    ),
    (
        {"positive_interactions": 60, "negative_interactions": 40, "rated_interactions": 100},
        "positive_interactions", "R101", "error", "part of all rated ones",
    ),
    ({"messages_clicked": 30, "messages_opened": 30}, "messages_clicked", "R101", "warning", "miss openings"),
    ({"backlog_overdue": 30, "backlog_end": 30}, "backlog_overdue", "R101", "error", "part of all unresolved"),
    ({"calls_answered_within": 30, "calls_answered": 30}, "calls_answered_within", "R101", "error", "answered in time"),
    ({"calls_abandoned_within": 3, "calls_abandoned": 3}, "calls_abandoned_within", "R101", "error", "in time"),
    ({"calls_abandoned_short": 3, "calls_abandoned": 3}, "calls_abandoned_short", "R101", "error", "at once"),
    ({"wait_time_answered": 300, "wait_time_all": 300}, "wait_time_answered", "R101", "error", "part of that of all"),
    ({"contacts_not_resolvable": 3, "contacts_received": 3}, "contacts_not_resolvable", "R101", "error", "part of all"),
    ({"ces_score_sum": 70, "ces_scale_max": 7, "ces_responses": 10}, "ces_score_sum", "R101", "error", "top of the"),
    (
        {"call_answers_by_slot.from_10": 30, "call_attempts_by_slot.from_10": 30},
        "call_answers_by_slot.from_10", "R101", "error", "no time of day",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("numbers", "moved", "code", "level", "says"), BALANCES, ids=[c[1] for c in BALANCES])
def test_what_must_add_up(
    numbers: dict[str, float], moved: str, code: str, level: str, says: str, tmp_path: Path
) -> None:
    """Sound in January; in February one number is five higher, and every number it rests on is named."""
    given = {key: monthly(value, value + 5 * (key == moved)) for key, value in numbers.items()}
    found = [f for f in relations(given, tmp_path) if f.code != "R103"]
    (finding,) = found
    assert (finding.code, finding.level, finding.period) == (code, level, "2026-02")
    assert says in finding.message
    assert all(f" {key} 2026-02 = " in finding.hint for key in numbers)


def test_the_backlog_of_a_month_is_that_of_the_next(tmp_path: Path) -> None:
    numbers = {"backlog_start": monthly(100, 120, 140), "backlog_end": monthly(120, 130, 150)}
    (finding,) = relations(numbers, tmp_path)
    assert (finding.code, finding.level, finding.period) == ("R103", "warning", "2026-02")
    assert "backlog_end 2026-02 = 130; " in finding.hint and "backlog_start 2026-03 = 140." in finding.hint


def test_channels_should_add_up_to_the_tickets(tmp_path: Path) -> None:
    channels = ("email", "phone", "live_chat", "social_media", "messaging", "web_form")
    numbers = {f"contacts_by_channel.{id}": monthly(10, 10) for id in channels} | {"tickets_received": monthly(60, 64)}
    (finding,) = relations(numbers, tmp_path)
    assert (finding.code, finding.level, finding.period) == ("R102", "warning", "2026-02")
    assert finding.message.startswith("60 is not 64: ") and finding.message.endswith("?"), "there may be a reason"


def test_tickets_without_a_category_are_one_note_over_all_months(tmp_path: Path) -> None:
    """They show as uncategorised: worth knowing, no fault, and not a line a month."""
    numbers = {f"tickets_by_category.{id}": monthly(10, 10) for id in template().members["categories"]}
    (finding,) = relations(numbers | {"tickets_received": monthly(61, 65)}, tmp_path)
    assert (finding.code, finding.level) == ("R105", "info")
    assert finding.message.startswith("120 is below 126, in 2026-01, 2026-02: ")


SHARES = [
    (m.id, m.formula.left.id, m.formula.right.id)
    for m in template().metrics.values()
    if m.most == 1
    and isinstance(m.formula, Binary)
    and isinstance(m.formula.left, Name)
    and isinstance(m.formula.right, Name)
]


@pytest.mark.parametrize(("metric", "part", "whole"), SHARES, ids=[s[0] for s in SHARES])
def test_no_share_has_a_part_above_its_whole(metric: str, part: str, whole: str, tmp_path: Path) -> None:
    """For every metric that is part / whole, from its own definition."""
    made = report({part: monthly(9, 12), whole: monthly(10, 10)}, config=Config(metrics=(metric,)), periods=2)
    found = [f for f in verify(verbs.read(made.save(tmp_path / "r.xlsx"))) if f.code == "R101"]
    (finding,) = found
    level = template().metrics[metric].beyond
    assert (finding.level, finding.period) == (level, "2026-02")
    assert finding.message.endswith("?") == (level == "warning"), "where there may be a reason it asks"
    assert f"{part} 2026-02 = 12; " in finding.hint


@pytest.mark.parametrize(
    ("metric", "numbers", "message"),
    [
        (
            "retention_rate",
            {"customers_start": 100, "customers_end": 120, "retained_new_customers": 5},
            "Customer retention comes to 115 %; it cannot be above 100 %.",
        ),
        (
            "ces_mean",
            {"ces_score_sum": 4, "ces_responses": 10, "ces_scale_max": 7},
            "Customer effort (CES), mean comes to 0.4; it cannot be below 1.",
        ),
        (
            "fcr_net",
            {"resolved_first_contact": 60, "contacts_received": 100, "contacts_not_resolvable": 50},
            "First contact resolution, net comes to 120 %; it cannot be above 100 %.",
        ),
    ],
)
def test_a_result_that_cannot_be(metric: str, numbers: dict[str, float], message: str, tmp_path: Path) -> None:
    made = report({key: monthly(value) for key, value in numbers.items()}, config=Config(metrics=(metric,)), periods=1)
    found = [f for f in verify(verbs.read(made.save(tmp_path / "r.xlsx"))) if f.code == "R104"]
    assert [f.message for f in found] == [message]
    assert all(f"{key} 2026-01 = " in found[0].hint for key in numbers if key != "ces_scale_max")
