"""--fix puts back what the definition says and nothing else; --annotate marks cells and nothing else."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from sheets_gen import verbs
from sheets_gen.excel.edit import CalcEdit, CellEdit, Edit, NameEdit, edit
from sheets_gen.findings import Finding
from sheets_gen.verify.rules import verify
from tests.engines import libreoffice
from tests.helpers import SAMPLES
from tests.test_cli import run

FILLED = SAMPLES / "filled.xlsx"


def spoiled(folder: Path, *edits: Edit) -> Path:
    path = folder / "spoiled.xlsx"
    path.write_bytes(edit(FILLED.read_bytes(), list(edits)).data)
    return path


def cell(name: str, offset: int) -> tuple[str, int, int]:
    """Tab, row and column of the n-th cell of a defined name of the sample."""
    found = verbs.read(FILLED).snapshot.names[name]
    return found.tab, found.row, found.first + offset


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def told(path: Path) -> list[tuple[str, str]]:
    return [(f.code, f.cell) for f in verify(verbs.read(path))]


def test_what_can_be_put_back_is_and_the_result_is_the_sound_report(tmp_path: Path) -> None:
    """A formula typed over, one changed, one emptied; a text number, a lost name, manual calculation."""
    faults: list[Edit] = [
        CellEdit(*cell("m_csat", 3), 0.93),
        CellEdit(*cell("m_cac", 5), 2, "=1+1"),
        CellEdit(*cell("m_nps", 1), None),
        CellEdit(*cell("in_promoters", 2), "190 "),
        CellEdit("Metrics", 1, 1, "metrics"),
        NameEdit("in_passives", "'Calculator'!$E$3:$P$3"),
    ]
    path = spoiled(tmp_path, *faults)
    before = path.read_bytes()
    out = tmp_path / "mended.xlsx"
    assert {code for code, _ in told(path)} >= {"F101", "F102", "F103", "N104", "S107"}
    done = run("verify", path, "--fix", out)
    assert (done.returncode, done.stderr) == (0, "")
    assert path.read_bytes() == before, "verify never changes the person's file"
    assert verify(verbs.read(out)) == []
    sound = verbs.read(FILLED)
    mended = verbs.read(out)
    assert mended.cells == sound.cells
    assert mended.snapshot.names == sound.snapshot.names
    lines = done.stdout.splitlines()
    assert lines[0].startswith(f"{out}: ")
    assert "  Metrics!H13 csat 2026-04: formula put back: ='Calculator'!H37" in lines
    assert "  Calculator!G16 promoters 2026-03: text '190 ' became the number 190" in lines
    changed = {name for name, data in parts(out).items() if parts(path)[name] != data}
    assert changed == {"xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/worksheets/sheet3.xml"}


def test_stale_results_are_recalculated_and_libreoffice_agrees(tmp_path: Path) -> None:
    tab, row, column = cell("in_first_response_time_total", 0)
    path = spoiled(tmp_path, CellEdit(tab, row, column, 5000))
    out = tmp_path / "mended.xlsx"
    done = run("verify", path, "--fix", out)
    assert done.returncode == 0
    assert verify(verbs.read(out)) == []
    office = libreoffice([out], tmp_path)[out]
    found = verbs.read(out)
    place = found.addresses.at("metrics:first_response_time", "2026-01")
    assert found.cell("metrics:first_response_time", "2026-01").value == pytest.approx(
        office("Metrics", *place), rel=1e-12
    )


def test_a_sound_report_gives_the_same_bytes(tmp_path: Path) -> None:
    out = tmp_path / "same.xlsx"
    done = run("verify", FILLED, "--fix", out)
    assert done.returncode == 0
    assert done.stdout.startswith(f"{out}: nothing to put back\n")
    assert out.read_bytes() == FILLED.read_bytes()


def test_what_needs_a_person_is_left_and_said(tmp_path: Path) -> None:
    tab, row, column = cell("in_promoters", 2)
    path = spoiled(
        tmp_path,
        CellEdit(tab, row, column, "19O"),
        CellEdit(tab, row, column + 1, "12 h"),
        CellEdit(tab, row + 1, column, -4),
    )
    out = tmp_path / "mended.xlsx"
    done = run("verify", path, "--fix", out)
    assert done.returncode == 1
    left = {(f.code, f.input, f.period) for f in verify(verbs.read(out)) if f.level == "error"}
    expected = {("N107", "promoters", "2026-03"), ("N106", "promoters", "2026-04"), ("N110", "passives", "2026-03")}
    assert left == expected
    assert load_workbook(out)[tab].cell(row, column).value == "19O"


def test_settings_and_headings_are_put_back(tmp_path: Path) -> None:
    heading = verbs.read(FILLED).addresses.at("calculator:period", "2026-05")
    path = spoiled(
        tmp_path,
        CellEdit(*cell("report_periods", 0), "11"),
        CellEdit("Calculator", *heading, "May"),
        CalcEdit(full_calc_on_load=True),
    )
    out = tmp_path / "mended.xlsx"
    assert {code for code, _ in told(path)} >= {"S110", "D102"}
    assert run("verify", path, "--fix", out).returncode == 0
    assert told(out) == []
    assert verbs.read(out).settings["report_periods"] == "12"


def test_json_lists_every_change(tmp_path: Path) -> None:
    path = spoiled(tmp_path, CellEdit(*cell("m_csat", 3), 0.93))
    done = run("verify", path, "--fix", tmp_path / "m.xlsx", "--format", "json")
    data = json.loads(done.stdout)
    assert data["findings"] == []
    assert data["changes"] == ["Metrics!H13 csat 2026-04: formula put back: ='Calculator'!H37"]


def test_annotate_marks_each_finding_and_nothing_else(tmp_path: Path) -> None:
    path = SAMPLES / "tampered.xlsx"
    out = tmp_path / "marked.xlsx"
    done = run("verify", path, "--annotate", out)
    assert done.returncode == 1
    findings: list[Finding] = verify(verbs.read(path))
    assert done.stdout.splitlines()[0] == f"{out}: {len({(f.tab, f.cell) for f in findings})} cells marked"
    old, new = load_workbook(path), load_workbook(out)
    fills = {"error": "FFFFC7CE", "warning": "FFF8CBAD", "info": "FFDDEBF7"}
    worst: dict[tuple[str, str], str] = {}
    for finding in findings:
        spot = new[finding.tab][finding.cell]
        assert finding.code in spot.comment.text
        assert finding.message in spot.comment.text
        place = (finding.tab, finding.cell)
        worst[place] = min(worst.get(place, finding.level), finding.level, key=list(fills).index)
    for (tab, at), level in worst.items():
        assert new[tab][at].fill.fgColor.rgb == fills[level]
    for sheet in old:
        for row in sheet.iter_rows():
            for one in row:
                other = new[sheet.title][one.coordinate]
                assert (other.value, other.number_format) == (one.value, one.number_format)
                assert (other.font.b, other.font.sz, other.border.top.style) == (
                    one.font.b,
                    one.font.sz,
                    one.border.top.style,
                )
                if (sheet.title, one.coordinate) not in worst:
                    assert other.fill.fgColor.rgb == one.fill.fgColor.rgb
    assert verify(verbs.read(out)) == findings, "marks are no findings"


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (["{report}", "--fix", "{report}"], 2, "is the report itself, which verify never changes"),
        (["{report}", "--annotate", "{taken}"], 2, "exists already; --force replaces it"),
        (["{report}", "--fix", "out.pdf"], 2, "the name must end in .xlsx"),
        (["{report}", "--fix", "nowhere/out.xlsx"], 2, "there is no folder nowhere"),
        (["{report}", "{report}", "{taken}", "--fix", "out.xlsx"], 2, "--fix and --annotate take one report"),
        (["{report}", "--fix", "a.xlsx", "--annotate", "a.xlsx"], 2, "--fix and --annotate need two files"),
    ],
)
def test_a_wrong_place_for_the_copy(args: list[str], code: int, words: str, tmp_path: Path) -> None:
    report, taken = tmp_path / "report.xlsx", tmp_path / "taken.xlsx"
    report.write_bytes(FILLED.read_bytes())
    taken.write_bytes(b"mine")
    done = run("verify", *(arg.format(report=report, taken=taken) for arg in args), cwd=tmp_path)
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == ["report.xlsx", "taken.xlsx"]
    assert (report.read_bytes(), taken.read_bytes()) == (FILLED.read_bytes(), b"mine")


def test_a_workbook_that_cannot_be_edited_without_loss_is_refused(tmp_path: Path) -> None:
    """A signature would be void after any change."""
    signed = tmp_path / "signed.xlsx"
    held = parts(SAMPLES / "tampered.xlsx")
    with zipfile.ZipFile(signed, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in held.items():
            new.writestr(name, data)
        new.writestr("_xmlsignatures/sig1.xml", "<Signature/>")
    done = run("verify", signed, "--fix", tmp_path / "out.xlsx")
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith(f"error: {signed}: no copy can be made: ")
    assert "sign" in done.stderr
    assert not (tmp_path / "out.xlsx").exists()
