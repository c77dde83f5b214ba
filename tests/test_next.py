"""The report of the following year: what is carried on, what the first change looks at, and that verify proves it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from sheets_gen import verbs
from sheets_gen.carry_on import carry_on, following_report, moved_on, openings
from sheets_gen.config import Config
from sheets_gen.excel.edit import CellEdit, edit
from sheets_gen.fill import FillRequest, fill
from sheets_gen.findings import INFO
from sheets_gen.periods import LEAD, calendar, following, parse_key
from sheets_gen.snapshot import FoundCell
from sheets_gen.verify.rules import verify
from tests.engines import ENGINES, libreoffice
from tests.helpers import SAMPLES, report, same
from tests.tamper import findings
from tests.test_cli import run

CONFIG = Config(
    title="Support 2026", team="North", currency="GBP",
    metrics=("nps", "churn_rate", "retention_rate", "ticket_backlog", "preferred_channel"),
    members={"channels": {"mail": "Mail", "phone": "Phone"}}, targets={"nps": 40.0, "churn_rate": 0.02},
    headline=("churn_rate", "nps"), waive=("N113 promoters because of the launch", "N113 passives 2025-06 because why"),
)  # fmt: skip
DECEMBER = {
    "promoters": 60.0, "passives": 25.0, "detractors": 15.0, "nps_responses": 100.0, "customers_start": 1000.0,
    "customers_end": 1040.0, "lost_customers": 20.0, "backlog_end": 77.0, "contacts_by_channel.mail": 5.0,
    "contacts_by_channel.phone": 9.0,
}  # fmt: skip


def year(folder: Path, numbers: dict[str, float] = DECEMBER, every: str = "month", start: str = "2025-01") -> Path:
    """A year's report with numbers in its last period."""
    made = report({}, config=CONFIG, start=start, every=every, periods=12)
    last = made.calendar.keys[-1]
    held = {key: {last: value} for key, value in numbers.items() if key in made.catalogue.items}
    return report(held, config=CONFIG, start=start, every=every, periods=12).save(folder / "2025.xlsx")


def test_settings_targets_lists_and_headline_come_along(tmp_path: Path) -> None:
    carry_on(year(tmp_path), tmp_path / "2026.xlsx")
    old, new = verbs.read(tmp_path / "2025.xlsx"), verbs.read(tmp_path / "2026.xlsx")
    assert new.calendar.keys == tuple(f"2026-{month:02}" for month in range(1, 13))
    assert new.calendar.lead is not None and new.calendar.lead.key == "2025-12"
    for name in ("title", "team", "currency", "language", "metrics", "headline", "channels"):
        assert new.settings[f"report_{name}"] == old.settings[f"report_{name}"], name
    assert new.cell("metrics:nps", "target").value == 40
    assert new.cell("metrics:churn_rate", "target").value == 0.02
    assert new.settings["report_waive"] == "N113 promoters because of the launch"


def test_closing_numbers_open_the_first_period_and_say_so(tmp_path: Path) -> None:
    made = carry_on(year(tmp_path), tmp_path / "2026.xlsx")
    new = verbs.read(tmp_path / "2026.xlsx")
    held = dict(openings(new.catalogue))
    assert held["customers_end"] == "customers_start"
    assert new.inputs["customers_start"] == {"2026-01": 1040}
    assert set(made.openings) == {opening for closing, opening in held.items() if closing in DECEMBER}
    tab: Any = load_workbook(tmp_path / "2026.xlsx")["Calculator"]
    cell = tab.cell(*new.addresses.at("calculator:customers_start", "2026-01"))
    assert cell.comment.text == "Taken over from 2025.xlsx: Customers at the end (E), Dec 2025."


def test_the_first_change_is_that_against_the_old_last_period(tmp_path: Path) -> None:
    carry_on(year(tmp_path), tmp_path / "2026.xlsx")
    january = {"promoters": 70, "passives": 20, "detractors": 10, "nps_responses": 100}
    file = tmp_path / "v.csv"
    file.write_text("\n".join(["period,input,value", *(f"2026-01,{key},{value}" for key, value in january.items())]))
    fill(FillRequest(tmp_path / "2026.xlsx", file))
    new = verbs.read(tmp_path / "2026.xlsx")
    assert new.cell("metrics:nps", LEAD).value == 45
    assert new.cell("metrics:nps", "latest").value == 60
    assert new.cell("metrics:nps", "change").value == 15
    assert [f for f in verify(new) if f.level != INFO] == []
    found = libreoffice([tmp_path / "2026.xlsx"], tmp_path)[tmp_path / "2026.xlsx"]
    for engine in (found, *(read(tmp_path / "2026.xlsx") for read in ENGINES.values())):
        for tab in new.plan.tabs:
            for row in tab.rows:
                for column in (LEAD, "change", "latest", "2026-01", "2026"):
                    if new.has(row.key, column) and (cell := new.cell(row.key, column)).formula:
                        place = new.addresses.titles[tab.key], *new.addresses.at(row.key, column)
                        assert same(engine(*place), cell.value), (row.key, column)


def test_verify_watches_the_period_in_front_too(tmp_path: Path) -> None:
    carry_on(year(tmp_path), tmp_path / "2026.xlsx")
    new = verbs.read(tmp_path / "2026.xlsx")
    assert [f for f in verify(new) if f.level != INFO] == []
    title = new.addresses.titles["metrics"]
    spoiled = {(title, *new.addresses.at("metrics:nps", LEAD)): FoundCell(99)}
    assert [(f.code, f.metric) for f in findings(new.snapshot, dict(spoiled)) if f.code != "D105"] == [("F101", "nps")]
    opening = {("Calculator", *new.addresses.at("calculator:customers_start", "2026-01")): FoundCell(1400)}
    (broken,) = [f for f in findings(new.snapshot, dict(opening)) if f.code == "R103"]
    assert (broken.cell[0], broken.found, broken.expected) == ("E", 1040, 1400)
    text = {("Calculator", *new.addresses.at("calculator:promoters", LEAD)): FoundCell("6O")}
    assert "N107" in {f.code for f in findings(new.snapshot, dict(text))}


@pytest.mark.parametrize(
    ("every", "start", "first"), [("week", "2025-W41", "2026-W01"), ("quarter", "2023-Q1", "2026-Q1")]
)
def test_weeks_and_quarters_follow_too(tmp_path: Path, every: str, start: str, first: str) -> None:
    carry_on(year(tmp_path, every=every, start=start), tmp_path / "next.xlsx", 4)
    new = verbs.read(tmp_path / "next.xlsx")
    assert (new.calendar.keys[0], len(new.calendar.keys)) == (first, 4)
    assert [f for f in verify(new) if f.level != INFO] == []


def test_an_empty_last_period_opens_nothing_and_says_so(tmp_path: Path) -> None:
    done = run("next", year(tmp_path, {"promoters": 3.0}), tmp_path / "next.xlsx")
    assert done.returncode == 0
    assert done.stderr.startswith("left blank: customers_start")
    assert verbs.read(tmp_path / "next.xlsx").inputs == {}


def test_what_stays_behind_is_said(tmp_path: Path) -> None:
    book = load_workbook(year(tmp_path))
    book.create_sheet("Our notes")["A1"] = "x"
    book.save(tmp_path / "2025.xlsx")
    done = run("next", tmp_path / "2025.xlsx", tmp_path / "next.xlsx")
    assert "not taken over: the tab 'Our notes' of your own\n" in done.stderr
    assert "not taken over: 1 waivers of its periods\n" in done.stderr


def test_targets_as_they_stand_now_and_next_of_next(tmp_path: Path) -> None:
    path = year(tmp_path)
    old = verbs.read(path)
    row, column = old.addresses.at("metrics:nps", "target")
    path.write_bytes(edit(path.read_bytes(), [CellEdit("Metrics", row, column, 55)]).data)
    carry_on(path, tmp_path / "2026.xlsx")
    assert verbs.read(tmp_path / "2026.xlsx").cell("metrics:nps", "target").value == 55
    carry_on(tmp_path / "2026.xlsx", tmp_path / "2027.xlsx")
    assert verbs.read(tmp_path / "2027.xlsx").calendar.keys[0] == "2027-01"


def test_an_old_template_becomes_the_present_one() -> None:
    made = following_report(verbs.read(Path(__file__).parent / "released" / "filled-1.0.xlsx"), "old.xlsx")
    assert made.calendar.lead is not None
    assert made.catalogue.config.made_from == ""


def test_the_whole_sample_year_goes_on(tmp_path: Path) -> None:
    carry_on(SAMPLES / "filled.xlsx", tmp_path / "2027.xlsx")
    new = verbs.read(tmp_path / "2027.xlsx")
    assert [f.code for f in verify(new) if f.level != INFO] == []
    assert new.calendar.periods[0].start == dt.date(2027, 1, 1)


def test_refusals(tmp_path: Path) -> None:
    path = year(tmp_path)
    assert run("next", path, path).returncode == 2
    assert run("next", path, tmp_path / "n.csv").returncode == 2
    assert run("next", tmp_path / "none.xlsx", tmp_path / "n.xlsx").returncode == 3
    done = run("next", path, tmp_path / "n.xlsx", "--periods", 500)
    assert (done.returncode, done.stderr) == (2, "error: --periods 500: a report has 1 to 120 periods\n")
    assert not (tmp_path / "n.xlsx").exists()


@pytest.mark.parametrize(
    ("title", "start", "after"),
    [
        ("Support 2025", "2025-01", "Support 2026"),
        ("Support 2025/2026, since 2019", "2025-07", "Support 2026/2027, since 2019"),
        ("Ticket 20255", "2025-01", "Ticket 20255"),
        ("FY2025/26 and 2025-26", "2025-04", "FY2026/27 and 2026-27"),
    ],
)
def test_a_year_in_the_title_moves_on(title: str, start: str, after: str) -> None:
    old = calendar(parse_key(start, "month"), 12, "month")
    assert moved_on(title, old, following(old, 12)) == after
    assert moved_on(title, old, following(old, 3)) == after


def test_the_command_says_the_new_title(tmp_path: Path) -> None:
    done = run("next", SAMPLES / "filled.xlsx", tmp_path / "n.xlsx")
    assert "title: Customer service report 2027" in done.stdout
    assert verbs.read(tmp_path / "n.xlsx").catalogue.config.title == "Customer service report 2027"


def test_a_title_of_a_part_of_a_year_stays() -> None:
    old = calendar(parse_key("2026-10", "month"), 3, "month")
    assert moved_on("Q4 2026", old, following(old, 3)) == "Q4 2026"
    weeks = calendar(parse_key("2026-W01", "week"), 53, "week")
    assert moved_on("Weeks 2026", weeks, following(weeks, 52)) == "Weeks 2027"
