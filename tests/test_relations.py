"""Verify: raw numbers that contradict each other, within a period and from one to the next."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheets_gen import verbs
from sheets_gen.findings import Finding
from sheets_gen.verify.rules import verify
from tests.helpers import report, template


def monthly(*values: float | None) -> dict[str, float]:
    """Numbers of consecutive months from January 2026; None is blank."""
    return {f"2026-{at:02}": value for at, value in enumerate(values, 1) if value is not None}


def relations(numbers: dict[str, dict[str, float]], folder: Path) -> list[Finding]:
    """The R findings of a report with these numbers, written and read back."""
    found = verify(verbs.read(report(numbers).save(folder / "r.xlsx")))
    assert all(finding.code.startswith("R") for finding in found)
    return found


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
