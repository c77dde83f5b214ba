"""What is missing or changed in one period is noted, and nothing is said of what is still being typed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from sheets_gen.config import Config
from sheets_gen.filled import understand
from sheets_gen.findings import Finding
from sheets_gen.verify.rules import verify
from tests.helpers import Numbers, report, template
from tests.tamper import snapshot_of

MONTHS = tuple(f"2026-{month:02}" for month in range(1, 11))
INPUTS = ("promoters", "passives", "detractors", "satisfied_responses", "csat_responses")


def numbers(**changed: Mapping[str, float | None]) -> dict[str, dict[str, float]]:
    """Ten months of numbers near 100, but for those that are given otherwise."""
    whole: dict[str, dict[str, float | None]] = {
        key: {month: 100.0 + 7 * at + 3 * which for at, month in enumerate(MONTHS)} for which, key in enumerate(INPUTS)
    }
    whole["csat_responses"] = {month: 400.0 + at for at, month in enumerate(MONTHS)}
    for key, row in changed.items():
        whole.setdefault(key, {}).update(row)
    return {key: {month: value for month, value in row.items() if value is not None} for key, row in whole.items()}


def found(given: Numbers, folder: Path, targets: dict[str, float] | None = None) -> list[Finding]:
    made = report(given, config=Config(metrics=("nps", "csat"), targets=targets or {}), periods=12)
    return verify(understand(snapshot_of(made.plan, folder / "r.xlsx"), template()))


def test_one_missing_number_is_a_note_at_its_cell(tmp_path: Path) -> None:
    (note,) = found(numbers(detractors={"2026-05": None}), tmp_path)
    assert (note.code, note.level, note.input, note.period) == ("N109", "info", "detractors", "2026-05")
    assert "9 of the 10" in note.message


def test_a_month_left_out_between_others_is_one_note(tmp_path: Path) -> None:
    (note,) = found(numbers(**{key: {"2026-05": None} for key in INPUTS}), tmp_path)
    assert (note.code, note.period, note.input) == ("N109", "2026-05", "promoters")


@pytest.mark.parametrize("left", [("promoters",), ("promoters", "passives")])
def test_a_month_that_is_being_typed_is_left_alone(tmp_path: Path, left: tuple[str, ...]) -> None:
    assert found(numbers(**{key: {"2026-10": None} for key in INPUTS if key not in left}), tmp_path) == []


def test_what_is_rarely_typed_is_not_missed(tmp_path: Path) -> None:
    months = dict.fromkeys(MONTHS[::2])
    assert found(numbers(satisfied_responses=months, csat_responses=months), tmp_path) == []


def test_a_target_of_a_percent_of_a_percent_is_asked_about(tmp_path: Path) -> None:
    """0.85 typed into a cell of percents is 0.85 % in some programs."""
    sound = {"csat": 0.35, "nps": 20.0}
    assert found(numbers(), tmp_path, sound) == []
    (asked,) = found(numbers(), tmp_path, {**sound, "csat": 0.0035})
    assert (asked.code, asked.level, asked.metric, asked.expected) == ("N111", "warning", "csat", 0.35)
    assert asked.message == "Is 0.35 %. Is 35 % meant?"


def test_a_scale_is_told_where_it_changes_and_once(tmp_path: Path) -> None:
    def scale(months: dict[str, float]) -> list[tuple[str, str]]:
        given = {"csat_scale_max": dict.fromkeys(MONTHS, 5.0) | months}
        made = report(given, config=Config(metrics=("csat",)), periods=12)
        filled = understand(snapshot_of(made.plan, tmp_path / "r.xlsx"), template())
        return [(f.code, f.period) for f in verify(filled) if f.code == "N115"]

    assert scale({}) == []
    assert scale({"2026-04": 10.0}) == [("N115", "2026-04")]
    assert scale(dict.fromkeys(MONTHS[6:], 10.0)) == [("N115", "2026-07")]
