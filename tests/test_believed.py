"""Verify: a setting changed by hand is one finding; how the report is read does not follow it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from sheets_gen.config import Config
from sheets_gen.excel.read import read
from sheets_gen.filled import understand
from sheets_gen.findings import Finding
from sheets_gen.snapshot import FoundCell, FoundTab, Snapshot
from sheets_gen.template.load import load
from sheets_gen.verbs import Request, make_plan
from sheets_gen.verify.rules import verify
from tests.helpers import ROOT, SAMPLES, report, template
from tests.tamper import findings, place, snapshot_of
from tests.test_custom import OWN
from tests.test_older_reports import OLD

NUMBERS = {"promoters": {"2026-01": 8.0}, "passives": {"2026-01": 1.0}, "detractors": {"2026-01": 1.0}}


def one(snapshot: Snapshot, setting: str, said: str | None) -> Finding:
    """The only finding when one setting says something else."""
    (finding,) = findings(snapshot, {place(snapshot, setting): FoundCell(said)})
    assert finding.code == "S110"
    assert finding.where.endswith(setting)
    return finding


@pytest.mark.parametrize(
    ("language", "said"), [("de", "en"), ("de", "ja"), ("es", "pt-BR"), ("en", "xx"), ("ar", None)]
)
def test_the_language_is_that_of_the_labels(language: str, said: str | None, tmp_path: Path) -> None:
    made = report(NUMBERS, config=Config(language=language, metrics=("nps",)), periods=3)
    snapshot = snapshot_of(made.plan, tmp_path / "r.xlsx")
    assert one(snapshot, "report_language", said).expected == language


@pytest.mark.parametrize("said", ["1.0", "latest", None])
def test_the_version_is_no_older_than_the_rows(said: str | None, tmp_path: Path) -> None:
    """Read as a report of 1.0, totals and rows that came later would be called faults."""
    snapshot = snapshot_of(report(NUMBERS, config=Config(metrics=("nps", "csat")), periods=3).plan, tmp_path / "r.xlsx")
    assert one(snapshot, "report_template_version", said).expected == template().version


def test_a_report_of_the_first_template_stays_one_whatever_its_version_says() -> None:
    snapshot = read(OLD)
    errors = [
        f
        for f in findings(snapshot, {place(snapshot, "report_template_version"): FoundCell("1.1")})
        if f.level == "error"
    ]
    assert [(f.code, f.expected) for f in errors] == [("S110", "1.0")]


@pytest.mark.parametrize(("made_with", "said"), [("business", "unstated"), ("unstated", "business"), ("business", "")])
def test_the_hours_are_those_beside_the_values(made_with: str, said: str, tmp_path: Path) -> None:
    config = Config(metrics=("first_response_time",), options={"hours_basis": made_with})
    if made_with == "unstated":
        config = config._replace(options={})
    snapshot = snapshot_of(report(config=config, periods=2).plan, tmp_path / "r.xlsx")
    assert one(snapshot, "report_hours_basis", said).expected == made_with


def test_lists_are_those_of_the_rows_and_in_their_order(tmp_path: Path) -> None:
    """A formula spans the rows from the first to the last."""
    lists = {"channels": {"shop": "Shop", "post": "Post"}}
    made = report(config=Config(metrics=("preferred_channel",), members=lists), periods=2)
    snapshot = snapshot_of(made.plan, tmp_path / "r.xlsx")
    assert findings(snapshot, {place(snapshot, "report_channels"): FoundCell("post shop")}) == []
    for said in ("shop", None, "fax"):
        assert one(snapshot, "report_channels", said).expected == "post shop"
    found = findings(snapshot, {place(snapshot, "report_channels"): FoundCell("shop post fax")})
    assert {f.code for f in found} <= {"S103", "S110", "S113"}, "the row may be gone as well"


def test_the_lists_of_own_examples_are_those_of_the_rows(tmp_path: Path) -> None:
    """A worked example names members that the changed setting no longer has."""
    path = tmp_path / "report.toml"
    path.write_text(OWN, encoding="utf-8")
    snapshot = snapshot_of(make_plan(Request(config=path, periods=2)).plan, tmp_path / "r.xlsx")
    assert one(snapshot, "report_channels", "shop").expected == "post shop"


def test_a_language_with_gaps_is_still_its_own(tmp_path: Path) -> None:
    """What it lacks stands in English, in the report as in the definition."""
    root = Path(shutil.copytree(ROOT / "report_template", tmp_path / "template"))
    months = ["Gen", "Feb", "Mar", "Apr", "Mag", "Giu", "Lug", "Ago", "Set", "Ott", "Nov", "Dic"]
    head = "\n".join(("name = 'Italiano'", "direction = 'ltr'", "font = 'Calibri'", "decimal = ','", "group = '.'"))
    text = f"{head}\npercent = '{{number}} %'\nmonths = {months}\n[words]\ntab_metrics = 'Indicatori'\n[findings]\n"
    (root / "languages" / "it.toml").write_text(text, encoding="utf-8")
    made = make_plan(Request(template=root, language="it", start="2026-01", periods=2))
    assert verify(understand(snapshot_of(made.plan, tmp_path / "r.xlsx"), load(root))) == []


@pytest.mark.parametrize(("own", "later"), [("0.5", "0.5"), ("0.5", "0.6"), ("0.5", "1.1"), ("7", "7"), ("7", "7.1")])
def test_a_team_numbers_its_template_as_it_likes(own: str, later: str, tmp_path: Path) -> None:
    roots = [Path(shutil.copytree(ROOT / "report_template", tmp_path / version)) for version in {own, later}]
    for root in roots:
        settings = root / "template.toml"
        text = settings.read_text(encoding="utf-8")
        settings.write_text(re.sub('(?m)^version = ".*"', f'version = "{root.name}"', text), encoding="utf-8")
    request = Request(template=tmp_path / own, values=SAMPLES / "numbers-2026.csv", config=SAMPLES / "report.toml")
    snapshot = snapshot_of(make_plan(request).plan, tmp_path / "r.xlsx")
    assert [f for f in verify(understand(snapshot, load(tmp_path / later))) if f.level != "info"] == []


def test_one_changed_label_is_no_other_option(tmp_path: Path) -> None:
    """The other texts still say which way the scale runs."""
    made = report(NUMBERS, config=Config(metrics=("ces_mean", "ces_pct")), periods=2)
    snapshot = snapshot_of(made.plan, tmp_path / "r.xlsx")
    tab, row, _ = place(snapshot, "in_easy_responses")
    label = template().turned["ces_high_means", "hard"]["inputs", "easy_responses"].label
    (finding,) = findings(snapshot, {(tab, row, 2): FoundCell(label)})
    assert (finding.code, finding.level) == ("S113", "info")


def test_a_tab_renamed_in_its_letters_case_alone_is_the_same(tmp_path: Path) -> None:
    snapshot = snapshot_of(report(NUMBERS, config=Config(metrics=("nps",)), periods=3).plan, tmp_path / "r.xlsx")
    tabs = tuple(tab._replace(title=tab.title.upper()) for tab in snapshot.tabs)
    assert verify(understand(Snapshot(tabs, snapshot.names), template())) == []


def swapped(snapshot: Snapshot, *, formulas: bool) -> Snapshot:
    """The titles of the metrics and the calculator tab change places; with or without the formulas."""
    other = {"Metrics": "Calculator", "Calculator": "Metrics"}

    def now(formula: str | None) -> str | None:
        if formula is None or not formulas:
            return formula
        held = formula.replace("'Metrics'!", "\0").replace("'Calculator'!", "'Metrics'!")
        return held.replace("\0", "'Calculator'!")

    tabs = tuple(
        FoundTab(
            other.get(tab.title, tab.title),
            {at: cell._replace(formula=now(cell.formula)) for at, cell in tab.cells.items()},
        )
        for tab in snapshot.tabs
    )
    names = {
        name: found._replace(tab=other.get(found.tab, found.tab)) if formulas else found
        for name, found in snapshot.names.items()
    }
    return Snapshot(tabs, names)


def test_tabs_that_changed_their_titles_with_each_other(tmp_path: Path) -> None:
    snapshot = snapshot_of(report(NUMBERS, config=Config(metrics=("nps", "csat")), periods=3).plan, tmp_path / "r.xlsx")
    assert verify(understand(swapped(snapshot, formulas=True), template())) == []
    found = verify(understand(swapped(snapshot, formulas=False), template()))
    assert sorted((f.code, f.found, f.expected) for f in found) == [
        ("S108", "Calculator", "Metrics"),
        ("S108", "Metrics", "Calculator"),
    ]


def test_a_metric_of_their_own_that_is_left_out_is_not_missed(tmp_path: Path) -> None:
    path = tmp_path / "report.toml"
    text = OWN.replace('headline = ["refund_rate"]', 'headline = []\nwithout = ["refund_rate"]')
    path.write_text(text.replace("[targets]\nrefund_rate = 0.05", ""), encoding="utf-8")
    snapshot = snapshot_of(make_plan(Request(config=path, periods=2)).plan, tmp_path / "r.xlsx")
    filled = understand(snapshot, template())
    assert "refund_rate" not in [entry.id for entry in filled.catalogue.entries]
    assert verify(filled) == []
