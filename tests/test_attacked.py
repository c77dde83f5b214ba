"""What attacks on verify brought to light, kept so that it stays mended."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheets_gen import verbs
from sheets_gen.config import Config
from sheets_gen.excel.edit import CellEdit, edit
from sheets_gen.filled import understand
from sheets_gen.snapshot import FoundCell, Snapshot
from sheets_gen.verify.rules import verify
from tests.helpers import SAMPLES, report, template
from tests.tamper import findings, place, snapshot_of, tampered
from tests.test_cli import run

FILLED = SAMPLES / "filled.xlsx"


def test_a_copy_of_the_calculator_before_it_is_not_taken_for_it(snapshot: Snapshot) -> None:
    """As “Move or Copy” puts it: the names and the other tabs' formulas look at the original."""
    where = place(snapshot, "in_promoters")
    spoiled = tampered(snapshot, {where: FoundCell(-5)})
    calculator = next(tab for tab in snapshot.tabs if tab.title == "Calculator")
    copied = spoiled._replace(tabs=(calculator._replace(title="Calculator (2)"), *spoiled.tabs))
    found = [(f.code, f.tab) for f in verify(understand(copied, template()))]
    assert ("N110", "Calculator") in found
    assert ("S112", "Calculator (2)") in found
    assert not any(code == "S108" for code, _ in found)


def test_fix_leaves_formulas_that_name_a_renamed_tab(tmp_path: Path) -> None:
    """Charts, sparklines and names say the former title too: only renaming it back mends all of them."""
    data = FILLED.read_bytes()
    path = tmp_path / "renamed.xlsx"
    import zipfile

    with zipfile.ZipFile(FILLED) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            part = old.read(info)
            if info.filename == "xl/workbook.xml":
                part = part.replace(b'<sheet name="Calculator"', b'<sheet name="Numbers"')
            new.writestr(info, part)
    assert data == FILLED.read_bytes()
    out = tmp_path / "mended.xlsx"
    done = run("verify", path, "--fix", out)
    assert done.returncode == 1
    assert [f.code for f in verify(verbs.read(out))] == ["S108"]
    assert out.read_bytes() == path.read_bytes(), "nothing could be put back without a person"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1200 €", "N104"),
        ("EUR 1200", "N104"),
        ("1200 CHF", "N106"),
        ("£1200", "N106"),
        ("$ 1200", "N106"),
        ("R$ 1200", "N106"),
        ("1200 JPY", "N106"),
    ],
)
def test_another_currency_is_another_number(text: str, code: str, tmp_path: Path) -> None:
    snapshot = snapshot_of(report(config=Config(metrics=("cost_per_resolution",))).plan, tmp_path / "r.xlsx")
    filled = understand(tampered(snapshot, {place(snapshot, "in_service_cost"): FoundCell(text)}), template())
    assert [f.code for f in verify(filled)] == [code]
    assert bool(filled.inputs) == (code == "N104")


def test_a_target_shown_as_a_time_is_no_number_of_hours(snapshot: Snapshot) -> None:
    tab, row, first = place(snapshot, "m_first_response_time")
    target = next(c for (r, c), cell in snapshot.tabs[0].cells.items() if r == 1 and cell.value == "target")
    found = findings(snapshot, {(tab, row, target): FoundCell(1 / 6, None, True)})
    assert ("N101", "first_response_time") in [(f.code, f.metric) for f in found]
    assert first > target


def test_swapped_labels_are_more_than_a_note(snapshot: Snapshot) -> None:
    calculator = next(tab for tab in snapshot.tabs if tab.title == "Calculator")
    _, one, _ = place(snapshot, "in_promoters")
    _, two, _ = place(snapshot, "in_detractors")
    labels = [calculator.cells[row, 2] for row in (one, two)]
    found = findings(snapshot, {("Calculator", one, 2): labels[1], ("Calculator", two, 2): labels[0]})
    swapped = [f for f in found if f.code == "S113" and f.tab == "Calculator"]
    assert [f.level for f in swapped] == ["warning", "warning"]


def test_own_formulas_are_said_to_need_a_recalculation(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    book = load_workbook(FILLED)
    book.create_sheet("Mine")["A1"] = "=Metrics!R12*2"
    path = tmp_path / "own.xlsx"
    book.save(path)
    path.write_bytes(edit(path.read_bytes(), [CellEdit("Metrics", 13, 8, 0.5)]).data)
    done = run("verify", path, "--fix", tmp_path / "out.xlsx")
    assert any(line.startswith("  Mine: Let the program recalculate") for line in done.stdout.splitlines())
