"""Teams added up: the whole's score is that of all answers, and whatever cannot be added is refused or blank."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sheets_gen import verbs
from sheets_gen.carry_on import carry_on
from sheets_gen.combine import Combined, combine
from sheets_gen.config import Config
from sheets_gen.errors import ProblemsFound, UsageProblem
from sheets_gen.excel.edit import CellEdit, edit
from sheets_gen.findings import INFO
from sheets_gen.kept import read_kept
from sheets_gen.upgrade import UpgradeRequest, upgrade
from sheets_gen.verify.rules import verify
from tests.engines import libreoffice
from tests.helpers import report, same
from tests.test_cli import run

METRICS = ("nps", "csat", "retention_rate", "ticket_backlog", "median_resolution_time")
NORTH = {
    "promoters": {"2026-01": 10.0}, "passives": {"2026-01": 0.0}, "detractors": {"2026-01": 0.0},
    "nps_responses": {"2026-01": 10.0}, "csat_scale_max": {"2026-01": 5.0}, "backlog_end": {"2026-01": 7.0},
    "satisfied_responses": {"2026-01": 9.0, "2026-02": 8.0}, "csat_responses": {"2026-01": 10.0, "2026-02": 9.0},
    "median_resolution_hours": {"2026-01": 3.0},
}  # fmt: skip
SOUTH = {
    "promoters": {"2026-01": 100.0}, "passives": {"2026-01": 50.0}, "detractors": {"2026-01": 150.0},
    "nps_responses": {"2026-01": 300.0}, "csat_scale_max": {"2026-01": 5.0}, "backlog_end": {"2026-01": 30.0},
    "satisfied_responses": {"2026-01": 50.0}, "csat_responses": {"2026-01": 100.0},
    "median_resolution_hours": {"2026-01": 5.0},
}  # fmt: skip


def team(folder: Path, name: str, numbers: dict[str, dict[str, float]], **config: Any) -> Path:
    chosen = Config(metrics=METRICS, team=name.title())._replace(**config)
    known = report({}, config=chosen).catalogue.items
    held = {key: row for key, row in numbers.items() if key in known}
    return report(held, config=chosen).save(folder / f"{name}.xlsx")


def both(folder: Path, **rest: Any) -> Combined:
    reports = [team(folder, "north", NORTH), team(folder, "south", SOUTH)]
    return combine(reports, folder / "all.xlsx", force=True, **rest)


def test_the_score_of_the_whole_is_that_of_all_answers(tmp_path: Path) -> None:
    """+100 of 10 answers and −16.7 of 300: −12.9, not the mean of the two, +41.7."""
    both(tmp_path)
    whole = verbs.read(tmp_path / "all.xlsx")
    assert whole.metrics["nps"]["2026-01"] == pytest.approx((110 - 150) / 310 * 100)
    assert whole.metrics["csat"]["2026-01"] == pytest.approx(59 / 110)
    assert whole.inputs["backlog_end"] == {"2026-01": 37}
    assert whole.inputs["csat_scale_max"] == {"2026-01": 5}, "a scale is not added"
    assert [f for f in verify(whole) if f.level != INFO] == []


def test_blank_is_not_zero_and_means_stay_blank(tmp_path: Path) -> None:
    made = both(tmp_path)
    whole = verbs.read(tmp_path / "all.xlsx")
    assert "2026-02" not in whole.inputs["satisfied_responses"]
    assert "blank: satisfied_responses in 2026-02 (south.xlsx), where a report has no number" in made.lines
    medians = [line for line in made.lines if line.endswith("cannot be added up")]
    assert medians and all(line.split()[1].rstrip(",") not in whole.inputs for line in medians)


def test_each_team_stands_beside_the_whole(tmp_path: Path) -> None:
    both(tmp_path, metrics=("nps", "csat"))
    path = tmp_path / "all.xlsx"
    whole = verbs.read(path)
    tab = whole.snapshot.tab("Metrics")
    assert tab is not None
    january = whole.addresses.columns["metrics"]["2026-01"]
    heading = next(row for (row, _), cell in tab.cells.items() if cell.value == "team:nps")
    labels = [tab.cells[heading + at, 2].value for at in range(4)]
    assert labels == ["Net Promoter Score (NPS)", "All teams", "North", "South"]
    values = [tab.cells[heading + at, january].value for at in (1, 2, 3)]
    assert values == pytest.approx([(110 - 150) / 310 * 100, 100, -50 / 3])
    found = libreoffice([path], tmp_path)[path]
    assert same(found("Metrics", heading + 1, january), values[0])


def test_what_does_not_fit_together_is_listed_and_nothing_is_written(tmp_path: Path) -> None:
    north = team(tmp_path, "north", NORTH)
    scale = SOUTH | {"csat_scale_max": {"2026-01": 7.0}}
    south = team(tmp_path, "south", scale, currency="USD", members={"channels": {"fax": "Fax"}})
    out = tmp_path / "all.xlsx"
    with pytest.raises(ProblemsFound) as refused:
        combine([north, south], out)
    assert list(refused.value.problems) == [
        "south.xlsx: its currency is USD, that of north.xlsx is EUR",
        "csat_scale_max 2026-01: 5 in north.xlsx, 7 in south.xlsx; answers on different scales cannot be added up",
    ]
    weeks = report({}, config=Config(metrics=METRICS), every="week", start="2026-W01").save(tmp_path / "weeks.xlsx")
    words = r"its span is 2026-W01 to 2026-W12, that of north\.xlsx is 2026-01 to 2026-12"
    with pytest.raises(ProblemsFound, match=words):
        combine([north, weeks], out)
    old = Path(__file__).parent / "released" / "filled-1.0.xlsx"
    with pytest.raises(ProblemsFound, match=r"its template version is 1\.0, that of north\.xlsx is 1\.1"):
        combine([north, old], out)
    assert not out.exists()


def test_lists_that_differ_are_refused_where_they_are_used(tmp_path: Path) -> None:
    metrics = ("nps", "preferred_channel")
    north = team(tmp_path, "north", {}, metrics=metrics)
    south = team(tmp_path, "south", {}, metrics=metrics, members={"channels": {"fax": "Fax", "mail": "Mail"}})
    with pytest.raises(ProblemsFound, match="its channels are fax mail, those of north"):
        combine([north, south], tmp_path / "all.xlsx")


def test_metrics_of_one_team_alone_are_left_out_and_said(tmp_path: Path) -> None:
    north = team(tmp_path, "north", NORTH)
    south = team(tmp_path, "south", SOUTH, metrics=("nps",))
    made = combine([north, south], tmp_path / "all.xlsx")
    assert [entry.id for entry in made.catalogue.entries] == ["nps"]
    (line,) = [line for line in made.lines if line.startswith("left out")]
    assert line.endswith("which only north.xlsx or some of the reports have")
    with pytest.raises(UsageProblem, match="--metric csat: is no metric that all of the reports have"):
        combine([north, south], tmp_path / "all.xlsx", ("csat",), force=True)


def test_the_command(tmp_path: Path) -> None:
    north, south = team(tmp_path, "north", NORTH), team(tmp_path, "south", SOUTH)
    row, column = verbs.read(south).addresses.at("metrics:nps", "2026-01")
    south.write_bytes(edit(south.read_bytes(), [CellEdit("Metrics", row, column, 50)]).data)
    done = run("combine", north, south, tmp_path / "all.xlsx", "--title", "Everyone")
    assert done.returncode == 1
    assert done.stderr == "south.xlsx: has 1 errors; see sheets-gen verify\n"
    assert done.stdout.splitlines()[-1].endswith("all.xlsx: 2 reports, 5 metrics, 8 numbers")
    assert verbs.read(tmp_path / "all.xlsx").settings["report_title"] == "Everyone"
    assert run("combine", north, tmp_path / "x.xlsx").returncode == 2
    twice = run("combine", north, north, tmp_path / "x.xlsx")
    assert (twice.returncode, twice.stderr) == (
        2,
        f"error: {north}: is named twice; its numbers would be counted twice\n",
    )
    assert run("combine", north, south, tmp_path / "all.xlsx").returncode == 2, "exists already"


def test_the_upgrade_of_a_whole_leaves_the_table_of_teams(tmp_path: Path) -> None:
    both(tmp_path)
    done = upgrade(UpgradeRequest(tmp_path / "all.xlsx", tmp_path / "new.xlsx", language="de"))
    assert done.differing == ()
    assert "not taken over: the table of teams; run combine on the upgraded reports of the teams" in done.lines
    assert read_kept(done.after) == [], "its numbers were never typed"


def test_a_period_in_front_is_left_out_and_said(tmp_path: Path) -> None:
    reports = [tmp_path / "n1.xlsx", tmp_path / "n2.xlsx"]
    for path, name, numbers in zip(reports, ("north", "south"), (NORTH, SOUTH), strict=True):
        carry_on(team(tmp_path, name, numbers), path)
    made = combine(reports, tmp_path / "all.xlsx")
    assert verbs.read(tmp_path / "all.xlsx").calendar.lead is None
    assert [line for line in made.lines if "in front of the first" in line]
