"""Verify: rows, columns, tabs, names, ids, settings and headings that people move, rename or delete."""

from __future__ import annotations

import re

from sheets_gen.filled import understand
from sheets_gen.snapshot import FoundCell, FoundTab, Snapshot
from sheets_gen.verify.rules import verify
from tests.helpers import template
from tests.tamper import findings, place, tampered


def test_a_missing_row_column_and_tab(snapshot: Snapshot) -> None:
    tab, row, _ = place(snapshot, "m_nps")
    gone: dict[tuple[str, int, int], FoundCell | None] = {
        (tab, row, column): None for (at, column) in snapshot.tabs[0].cells if at == row
    }
    names = {name: found for name, found in snapshot.names.items() if name != "m_nps"}
    without = tampered(snapshot, gone)._replace(names=names)
    assert [(f.code, f.metric) for f in verify(understand(without, template()))] == [("S103", "nps")]
    no_volume = Snapshot(tuple(t for t in snapshot.tabs if t.title != "Ticket volume"), snapshot.names)
    assert [(f.code, f.where) for f in verify(understand(no_volume, template()))] == [("S105", "Ticket volume")]
    (column,) = [c for (r, c), cell in snapshot.tabs[0].cells.items() if r == 1 and cell.value == "status"]
    found = findings(snapshot, {("Metrics", 1, column): None})
    assert [(f.code, f.period) for f in found] == [("S104", "status")]


def test_a_lost_name_is_found_by_id(snapshot: Snapshot) -> None:
    names = {name: found for name, found in snapshot.names.items() if name != "in_promoters"}
    found = verify(understand(snapshot._replace(names=names), template()))
    assert [(f.code, f.level) for f in found] == [("S106", "info")]


def test_people_insert_rows_and_columns_sort_and_rename(snapshot: Snapshot) -> None:
    """What a spreadsheet program does to formulas and names when rows move is done here to the snapshot."""

    def shifted(text: str) -> str:
        return re.sub(r"\$?([A-Z]{1,2})(\$?)(\d+)", lambda m: f"{m[0].rstrip(m[3])}{int(m[3]) + 2}", text)

    tabs = []
    for tab in snapshot.tabs:
        cells = {
            (row + 2, column): cell._replace(
                formula=cell.formula and shifted(cell.formula).replace("'Metrics'", "'Board'")
            )
            for (row, column), cell in tab.cells.items()
        }
        tabs.append(FoundTab("Board" if tab.title == "Metrics" else tab.title, cells))
    names = {
        name: found._replace(row=found.row + 2, tab="Board" if found.tab == "Metrics" else found.tab)
        for name, found in snapshot.names.items()
    }
    assert verify(understand(Snapshot(tuple(tabs), names), template())) == []


def test_a_changed_setting_is_one_finding_and_the_tabs_are_believed(snapshot: Snapshot) -> None:
    """Eleven periods for twelve, February for January, a metric less: said once, no flood of wrong advice."""
    for name, said in (
        ("report_periods", "11"),
        ("report_start", "2026-02"),
        ("report_every", "week"),
        ("report_metrics", "csat clv_gross"),
        ("report_categories", "returns"),
        ("report_periods", "inf"),
    ):
        (finding,) = findings(snapshot, {place(snapshot, name): FoundCell(said)})
        assert (finding.code, finding.level) == ("S110", "error")
        tab, row, column = place(snapshot, name)
        assert (finding.where, finding.cell) == (f"{tab}!C{row} {name}", f"C{row}")
        assert column == 3


def test_a_changed_heading_names_the_period(snapshot: Snapshot) -> None:
    """April's date over March's column: numbers would stand under the wrong month."""
    for tab in snapshot.tabs:
        row = next(r for (r, c), cell in tab.cells.items() if c == 1 and cell.value == "period")
        (finding,) = findings(snapshot, {(tab.title, row, 7): FoundCell(46113, None, True)})
        assert (finding.code, finding.period) == ("S111", "2026-03")


def test_swapped_ids_are_noticed(snapshot: Snapshot) -> None:
    """The ids of promoters and detractors change places: names and ids disagree."""
    first, last = place(snapshot, "in_promoters")[1], place(snapshot, "in_detractors")[1]
    changes = {("Calculator", first, 1): FoundCell("detractors"), ("Calculator", last, 1): FoundCell("promoters")}
    found = findings(snapshot, dict(changes))
    assert [f.code for f in found if f.code.startswith("S")] == ["S107", "S107", "S113", "S113"]
    assert any(f.code == "F102" for f in found)


def test_without_its_anchors_a_tab_is_found_by_title(snapshot: Snapshot) -> None:
    names = {name: found for name, found in snapshot.names.items() if not name.startswith("tab_")}
    changed = tampered(snapshot, {("Ticket volume", 1, 1): None})._replace(names=names)
    (note,) = verify(understand(changed, template()))
    assert (note.code, note.level, note.cell, note.expected) == ("S113", "info", "A1", "volume")


def test_a_copied_row_is_noticed(snapshot: Snapshot) -> None:
    """Somebody copied the promoters row below everything else, id and all."""
    (finding,) = findings(snapshot, {("Calculator", 4000, 1): FoundCell("promoters")})
    assert (finding.code, finding.level, finding.where) == ("S112", "warning", "Calculator promoters")


def test_a_removed_id_is_a_note_and_its_row_is_still_read(snapshot: Snapshot) -> None:
    """Its defined name finds the row; a program that drops names would lose it."""
    tab, row, _ = place(snapshot, "in_promoters")
    (note,) = findings(snapshot, {(tab, row, 1): None})
    assert (note.code, note.level, note.cell, note.expected) == ("S113", "info", f"A{row}", "promoters")


def test_a_newer_template_is_said(snapshot: Snapshot) -> None:
    where = place(snapshot, "report_template_version")
    (note,) = findings(snapshot, {where: FoundCell("99.1")})
    assert (note.code, note.level, note.found) == ("S110", "info", "99.1")
    assert "newer" in note.message


def test_changed_labels_are_a_note_and_changed_numbers_a_warning(snapshot: Snapshot) -> None:
    tab, row, _ = place(snapshot, "in_promoters")
    calculator = next(t for t in snapshot.tabs if t.title == tab)
    numbers = next(r for (r, c), cell in calculator.cells.items() if c == 1 and cell.value == "period_no")
    changes = {(tab, row, 2): FoundCell("Fans"), (tab, numbers, 7): FoundCell(4)}
    found = {f.where.split()[-2:][0]: f for f in findings(snapshot, dict(changes)) if f.code == "S113"}
    assert {id: f.level for id, f in found.items()} == {"promoters": "info", "period_no": "warning"}
    assert found["promoters"].message == "The cell holds 'Fans'; the definition says 'Promoters (answers 9–10)'."
