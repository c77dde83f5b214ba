"""Verify: faults planted into a filled report are found at the right cell, and a sound report has no findings."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from sheets_gen import verbs
from sheets_gen.errors import NotOurReport
from sheets_gen.filled import understand
from sheets_gen.plan.addresses import letters
from sheets_gen.snapshot import FoundCell, Snapshot
from sheets_gen.verify.explain import explained
from sheets_gen.verify.report import as_json
from sheets_gen.verify.rules import ABOUT_WAIVERS, RULES, verify
from sheets_gen.verify.waivers import judge
from tests.engines import libreoffice
from tests.helpers import report, template
from tests.tamper import cell_of, findings, place, tampered


def test_a_sound_report_has_no_findings(snapshot: Snapshot) -> None:
    assert findings(snapshot, {}) == []


def test_a_formula_replaced_by_a_number_is_named_once_with_its_effects(snapshot: Snapshot) -> None:
    """Somebody typed 0.93 over March's CSAT in the calculator; the tracker and the chart row show the effect."""
    ids = {cell.value: row for (row, column), cell in snapshot.tabs[2].cells.items() if column == 1}
    linked = [("Calculator", ids["csat:chart"], 7), place(snapshot, "m_csat", 2)]
    changes: dict[tuple[str, int, int], FoundCell | None] = {("Calculator", ids["csat"], 7): FoundCell(0.93)}
    for where in linked:
        tab = next(tab for tab in snapshot.tabs if tab.title == where[0])
        changes[where] = FoundCell(0.93, tab.cells[where[1:]].formula)
    fault, effects = findings(snapshot, changes)
    assert (fault.code, fault.level, fault.metric, fault.period) == ("F101", "error", "csat", "2026-03")
    assert fault.where == f"Calculator!G{ids['csat']} csat 2026-03"
    assert fault.message == "The formula was replaced by 0.93; the formula gives 0.8410462777."
    assert fault.found == 0.93
    assert fault.expected == pytest.approx(418 / 497)
    assert fault.hint.startswith("Put the formula back (unprotect the tab; there is no password): =IF(COUNT(")
    assert (effects.code, effects.level) == ("F110", "info")
    assert effects.message.startswith("This and 1 further cells follow")


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        ('=IF(COUNT(I16,I17,I18)<3,"",100)', "F102"),
        ("=SUM(I16:I18)", "F102"),
        ("=NA()", "F102"),
    ],
)
def test_a_changed_formula(snapshot: Snapshot, formula: str, code: str) -> None:
    tab, row, column = place(snapshot, "m_nps", 4)
    before = next(t for t in snapshot.tabs if t.title == tab).cells[row, column]
    (finding,) = findings(snapshot, {(tab, row, column): FoundCell(before.value, formula)})
    assert (finding.code, finding.metric, finding.period) == (code, "nps", "2026-05")
    assert finding.found == formula


@pytest.mark.parametrize(
    "rewrite",
    [
        lambda text: text.replace("'Calculator'!", "Calculator!"),
        lambda text: text.replace(",", ", "),
        lambda text: text.lower(),
        lambda text: text.replace("E", "$E"),
    ],
)
def test_an_equivalent_spelling_is_no_finding(snapshot: Snapshot, rewrite: Callable[[str], str]) -> None:
    """Case, spaces, $ and quotes are what programs change on saving."""
    changes: dict[tuple[str, int, int], FoundCell | None] = {
        (tab.title, row, column): FoundCell(cell.value, rewrite(cell.formula))
        for tab in snapshot.tabs
        for (row, column), cell in tab.cells.items()
        if cell.formula is not None and '"' not in cell.formula
    }
    assert len(changes) > 400
    assert findings(snapshot, changes) == []


def test_a_fault_in_any_row_of_a_block_names_its_metric(snapshot: Snapshot) -> None:
    """Interval, periods counted and linked inputs belong to the metric whose block they stand in."""
    ids = {cell.value: row for (row, column), cell in snapshot.tabs[2].cells.items() if column == 1}
    for id, metric in (("nps:low", "nps"), ("csat:counted", "csat"), ("churn_rate.customers_start", "churn_rate")):
        fault = findings(snapshot, {("Calculator", ids[id], 7): None})[0]
        assert (fault.code, fault.metric, fault.period) == ("F103", metric, "2026-03")


def test_an_emptied_formula_cell(snapshot: Snapshot) -> None:
    codes = [(f.code, f.metric, f.period) for f in findings(snapshot, {place(snapshot, "m_cac", 1): None})]
    assert codes == [("F103", "cac", "2026-02")]


def test_a_stale_value(snapshot: Snapshot) -> None:
    """The input was changed by a program that does not recalculate: results no longer follow."""
    found = findings(snapshot, {place(snapshot, "in_promoters", 0): FoundCell(300)})
    stale = [f for f in found if f.code == "F108"]
    assert {f.level for f in stale} == {"error"}
    (together,) = stale  # one cause, one finding, every cell named
    row, column = next(n for t in snapshot.tabs for (n, c), cell in t.cells.items() if cell.value == "nps:n"), 5
    assert f"Calculator!{letters(column)}{row}" in together.found
    assert together.message.startswith(f"{len(together.found)} cells show old results: ")


def test_one_stale_value_is_named_by_its_cell(snapshot: Snapshot) -> None:
    where = place(snapshot, "m_churn_rate", 2)
    cell = next(t for t in snapshot.tabs if t.title == where[0]).cells[where[1:]]
    (finding,) = findings(snapshot, {where: FoundCell(0.5, cell.formula)})
    assert (finding.code, finding.metric, finding.period) == ("F108", "churn_rate", "2026-03")
    assert "it is stale" in finding.message


def test_an_error_value(snapshot: Snapshot) -> None:
    from sheets_gen.formula.functions import ErrorValue

    where = place(snapshot, "m_churn_rate", 2)
    cell = next(t for t in snapshot.tabs if t.title == where[0]).cells[where[1:]]
    (finding,) = findings(snapshot, {where: FoundCell(ErrorValue("#REF!"), cell.formula)})
    assert (finding.code, finding.found) == ("F107", "#REF!")


@pytest.mark.parametrize(
    ("cell", "code", "words"),
    [
        (FoundCell("many"), "N101", "Holds 'many', which is not a number"),
        (FoundCell("12O"), "N107", "Holds '12O', letters among digits. Is it 120?"),
        (FoundCell("1,234"), "N104", "Holds '1,234' as text, which no formula of the report sees. It was read here as"),
        (FoundCell("12 min"), "N106", "Holds '12 min'; the cell takes a number in count"),
        (FoundCell("TBD"), "N108", "Holds 'TBD', which stands for a number still to come"),
        (FoundCell(True), "N101", "Holds TRUE"),
        (FoundCell(46000, None, True), "N101", "Is shown as a date and counts as the number 46000."),
        (FoundCell(-3), "N110", "Is -3; it must be 0 or more."),
        (FoundCell(12.5), "N110", "Is 12.5; a count is a whole number."),
        (FoundCell("  "), "N103", "Holds only spaces"),
        (FoundCell(15, "=10+5"), "F106", "Holds a formula (=10+5)"),
    ],
)
def test_a_typed_cell_without_a_usable_number(snapshot: Snapshot, cell: FoundCell, code: str, words: str) -> None:
    found = findings(snapshot, {place(snapshot, "in_promoters", 3): cell})
    (finding,) = [f for f in found if f.code == code]
    assert (finding.input, finding.period) == ("promoters", "2026-04")
    assert words in finding.message


def test_never_calculated(tmp_path: Path, sample_file: Path) -> None:
    """openpyxl saves formulas without values: said once, and the inputs are checked all the same."""
    book = load_workbook(sample_file)
    cell_of(book, "in_promoters", 1).value = "many"
    book.save(tmp_path / "saved.xlsx")
    found = verify(verbs.read(tmp_path / "saved.xlsx"))
    assert [(f.code, f.level) for f in found] == [("N101", "error"), ("F109", "warning")]


def test_a_libreoffice_round_trip_is_no_finding(sample_file: Path, tmp_path: Path) -> None:
    libreoffice([sample_file], tmp_path)
    assert verify(verbs.read(tmp_path / "converted" / sample_file.name)) == []


def test_json_by_the_contract(snapshot: Snapshot) -> None:
    filled = understand(tampered(snapshot, {place(snapshot, "in_promoters", 3): FoundCell(-3)}), template())
    data = json.loads(json.dumps(as_json("report.xlsx", filled, judge(filled))))
    assert data["schema"] == 1
    assert data["report"]["template_version"] == "1.1"
    keys = {"code", "level", "where", "metric", "input", "period", "message", "hint", "found", "expected"}
    keys |= {"tab", "cell"}
    assert all(set(finding) == keys for finding in data["findings"])
    assert data["metrics"]["csat"]["2026-08"] is None, "a month without answers is blank"
    assert data["metrics"]["csat"]["2026-01"] == pytest.approx(402 / 488)
    assert set(data["metrics"]["nps"]) == {*filled.calendar.keys, "2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4", "2026"}
    assert data["metrics"]["preferred_channel"]["2026"] == "Email"
    assert data["summary"]["error"] == sum(f["level"] == "error" for f in data["findings"]) > 0


def test_every_rule_has_its_own_codes() -> None:
    codes = [rule.code for rule in RULES]
    assert len({(rule.code, rule.check) for rule in RULES}) == len(codes)
    assert list(explained()) == sorted({*codes, *ABOUT_WAIVERS}, key=lambda code: ("FNRDSW".index(code[0]), code))


def test_a_report_of_an_unknown_metric_is_refused(snapshot: Snapshot) -> None:
    where = place(snapshot, "report_metrics")
    with pytest.raises(NotOurReport, match="does not know: from_the_future"):
        understand(tampered(snapshot, {where: FoundCell("nps from_the_future")}), template())


def test_blank_and_other_shapes_are_sound(tmp_path: Path) -> None:
    shapes = [
        report(),
        report(start="2026-W50", periods=9, every="week"),
        report(start="2025-Q4", periods=5, every="quarter"),
    ]
    for at, made in enumerate(shapes):
        assert verify(verbs.read(made.save(tmp_path / f"{at}.xlsx"))) == []
