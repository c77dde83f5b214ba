"""Faults of every code, planted in a small report, are found with their code at their cell: a part of the campaign.

``python -m tests.faults`` plants more of them, in more kinds of reports; its figures stand in docs/faults.md.
"""

from __future__ import annotations

import random
from collections import Counter

import pytest

from sheets_gen.filled import understand
from sheets_gen.verify.explain import explained
from sheets_gen.verify.rules import verify
from tests.faults.campaign import FOUND, MEMORY, RECALCULATED, Outcome, outcome_of, run
from tests.faults.fault import Fault, in_memory
from tests.faults.page import as_page, as_text, by_code, shortfalls, tally
from tests.faults.planters import faults_of, planters
from tests.faults.reports import SHAPES, clean
from tests.helpers import template

SEED = 5
FEWER = 2
"""Faults of each code; the campaign plants all of its ways."""


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    return run(["few"], seed=SEED, ways=FEWER, most=FEWER, recalculate=["few"])


def test_every_code_has_a_planter_with_five_ways_or_more() -> None:
    assert planters().keys() == explained().keys()
    for code in planters():
        assert len({fault.way for fault in faults_of(clean("few"), code, SEED)}) >= 5, code


def test_the_reports_are_clean_before_anything_is_planted() -> None:
    for name in ("few", "databox"):
        assert verify(understand(clean(name).snapshot, template())) == []


def test_what_is_planted_is_found_at_its_place(outcomes: list[Outcome]) -> None:
    lost = [f"{o.code} {o.how}, {o.way}: {o.result}; {o.told}" for o in outcomes if o.result != FOUND]
    assert lost == [], "\n".join(lost)
    assert shortfalls(outcomes, ways=FEWER) == []
    assert tally(outcomes).planted >= 3 * len(explained())
    assert Counter(o.how for o in outcomes)[RECALCULATED] >= 25, "LibreOffice recalculated as many of them"


def test_nothing_is_said_of_what_is_right(outcomes: list[Outcome]) -> None:
    besides = [f"{o.code} {o.how}, {o.way}: {o.extra}" for o in outcomes if o.extra]
    assert besides == [], "\n".join(besides)


def test_a_fault_that_verify_does_not_know_counts_as_missed() -> None:
    """The judge is no rubber stamp: a clean report has no finding, and a finding elsewhere is not the one meant."""
    base = clean("few")
    fault = next(iter(faults_of(base, "F101", SEED)))
    snapshot = in_memory(base, fault)
    nothing = Fault("F101", "nothing", fault.spots)
    assert outcome_of("few", nothing, MEMORY, base.snapshot).result == "missed"
    other = fault._replace(spots=frozenset({("Metrics", "ZZ1")}), cells={})
    found = outcome_of("few", other, MEMORY, snapshot)
    assert (found.result, len(found.extra)) == ("at wrong cell", 1)
    assert shortfalls([found], ways=0) == ["F101: 0 of 1 found", "all: 0.0% found, 95% are required"]


def test_the_same_seed_plants_the_same_faults() -> None:
    base = clean("few")
    for code in random.Random(SEED).sample(sorted(planters()), 9):
        once, again = ([(f.way, f.spots) for f in faults_of(base, code, 3)] for _ in range(2))
        assert once == again
        assert len(list(faults_of(base, code, 3, most=2))) == 2


def test_the_page_says_what_was_done(outcomes: list[Outcome]) -> None:
    page = "\n".join(as_page(outcomes, 90, ["few, odd: F101 somewhere"], "python -m tests.faults"))
    assert f"{tally(outcomes).planted:,} faults were planted" in page
    assert SHAPES["few"].words in page
    assert "- false alarm: few, odd: F101 somewhere" in page
    assert all(f"\n| {code} |" in page for code in explained())
    lines = list(as_text(outcomes))
    assert len(lines) >= len(by_code(outcomes)) + 8
