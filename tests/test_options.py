"""What a team sets once: in which direction the effort survey runs, and which hours are counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheets_gen import verbs
from sheets_gen.catalogue import resolve
from sheets_gen.compute import compute
from sheets_gen.config import Config, read_config
from sheets_gen.errors import ProblemsFound
from sheets_gen.periods import calendar, parse_start
from sheets_gen.snapshot import FoundCell
from sheets_gen.template.check import check_turned
from sheets_gen.verify.rules import verify
from tests.engines import ENGINES
from tests.helpers import mismatches, report, settled, template
from tests.tamper import findings, place, snapshot_of

HARD = {"ces_high_means": "hard"}
NUMBERS = {
    "ces_score_sum": {"2026-01": 26.0},
    "ces_responses": {"2026-01": 10.0},
    "ces_scale_max": {"2026-01": 7.0},
    "easy_responses": {"2026-01": 8.0},
}


def test_every_choice_gives_a_sound_template() -> None:
    assert check_turned(template()) == []


def test_the_mean_effort_is_turned_round() -> None:
    """2.6 on a scale where 7 is very hard is as easy as 5.4 where 7 is very easy."""
    year = calendar(parse_start("2026-01", "month"), 1, "month")
    for options, mean in (({}, 2.6), (HARD, 5.4)):
        config = Config(metrics=("ces_mean", "ces_pct"), options=options)
        found = compute(resolve(settled(config), config), year, NUMBERS)
        assert found["ces_mean"]["2026-01"] == pytest.approx(mean)
        assert found["ces_pct"]["2026-01"] == 0.8, "the share counts the easy answers either way"


def test_the_report_says_the_direction_and_keeps_it(tmp_path: Path) -> None:
    config = Config(metrics=("ces_mean", "ces_pct"), options=HARD)
    made = report(NUMBERS, config=config, periods=2)
    path = made.save(tmp_path / "r.xlsx")
    for engine in ENGINES.values():
        assert mismatches(made, engine(path)) == []
    rows = {row.key: row for tab in made.plan.tabs for row in tab.rows}
    assert rows["calculator:easy_responses"].cells["label"].content == "Answers “easy” (1–2)"
    assert "turned round" in str(rows["calculator:ces_mean:what"].cells["unit"].content)
    assert any("means very hard" in note.text for tab in made.plan.tabs for note in tab.notes)
    filled = verbs.read(path)
    assert filled.settings["report_ces_high_means"] == "hard"
    assert verify(filled) == []
    assert verbs.results(filled)["ces_mean"]["2026-01"] == pytest.approx(5.4)


def test_the_hours_are_named_beside_the_value() -> None:
    made = report(config=Config(metrics=("first_response_time",), options={"hours_basis": "business"}), periods=1)
    rows = {row.key: row for tab in made.plan.tabs for row in tab.rows}
    assert rows["metrics:first_response_time"].cells["unit"].content == "business hours"


def test_an_option_is_read_from_the_config_and_a_wrong_choice_is_told(tmp_path: Path) -> None:
    path = tmp_path / "report.toml"
    path.write_text('ces_high_means = "hard"\nhours_basis = "unstated"\n', encoding="utf-8")
    assert read_config(path, template()).config.options == HARD
    path.write_text('ces_high_means = "difficult"\n', encoding="utf-8")
    with pytest.raises(ProblemsFound, match="ces_high_means: is 'difficult'; must be one of easy, hard"):
        read_config(path, template())


@pytest.mark.parametrize("said", ["banana", "easy", None])
def test_a_changed_setting_is_named_and_the_labels_are_believed(said: str | None, tmp_path: Path) -> None:
    """Not a flood of findings on cells that are right."""
    made = report(NUMBERS, config=Config(metrics=("ces_mean", "ces_pct"), options=HARD), periods=2)
    snapshot = snapshot_of(made.plan, tmp_path / "r.xlsx")
    (finding,) = findings(snapshot, {place(snapshot, "report_ces_high_means"): FoundCell(said)})
    assert (finding.code, finding.expected) == ("S110", "hard")


def test_a_setting_that_is_no_choice_is_named(tmp_path: Path) -> None:
    snapshot = snapshot_of(report(config=Config(metrics=("nps",)), periods=2).plan, tmp_path / "r.xlsx")
    (finding,) = findings(snapshot, {place(snapshot, "report_hours_basis"): FoundCell("lunar")})
    assert (finding.code, finding.found, finding.expected) == ("S110", "lunar", "unstated")
