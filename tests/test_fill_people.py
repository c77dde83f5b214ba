"""Reports that people worked on in other programs are filled, and everything that they did is still there."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from openpyxl import load_workbook

from sheets_gen import verbs
from sheets_gen.fill import FillRequest, FillResult, fill
from sheets_gen.findings import INFO
from sheets_gen.kept import read_kept
from sheets_gen.own import notes_in, own_things
from sheets_gen.ownership import kept
from sheets_gen.plan.report import CALCULATOR
from sheets_gen.upgrade import UpgradeRequest, upgrade
from tests.edit_helpers import members
from tests.engines import libreoffice
from tests.helpers import SAMPLES, same
from tests.office_edits import worked_on

FILLED = SAMPLES / "filled.xlsx"
KINDS = {
    "plain": (),
    "comments and colours": ("comments", "colours"),
    "rows and columns": ("rows", "columns"),
    "own tab with chart": ("tab",),
    "renamed tabs": ("renamed",),
    "sorted": ("sorted",),
    "all of it": ("comments", "colours", "rows", "columns", "tab", "renamed", "sorted"),
}
BY_PROGRAM = ("written by us", "saved by openpyxl")
DECEMBER = "2026-12"


class Done(NamedTuple):
    """A report before and after it was filled, and what was said."""

    before: bytes
    after: bytes
    path: Path
    result: FillResult


@pytest.fixture(scope="module")
def numbers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """December: every number of November once more."""
    file = tmp_path_factory.mktemp("values") / "december.csv"
    held = verbs.read(FILLED).inputs
    lines = [f"{DECEMBER},{key},{row['2026-11']:.10g}" for key, row in held.items() if "2026-11" in row]
    file.write_text("\n".join(["period,input,value", *lines]))
    return file


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, numbers: Path) -> dict[str, Done]:
    work = tmp_path_factory.mktemp("people")
    made: dict[str, Done] = {}
    for at, kind in enumerate((*KINDS, *BY_PROGRAM)):
        path = work / f"{at}.xlsx"
        if kind in KINDS:
            worked_on(FILLED, path, work / "profile", *KINDS[kind])
        elif kind == BY_PROGRAM[0]:
            path.write_bytes(FILLED.read_bytes())
        else:
            load_workbook(FILLED).save(path)
        before = path.read_bytes()
        made[kind] = Done(before, path.read_bytes(), path, fill(FillRequest(path, numbers)))
        made[kind] = made[kind]._replace(after=path.read_bytes())
    return made


@pytest.mark.parametrize("kind", [*KINDS, *BY_PROGRAM])
def test_all_numbers_are_in_and_the_report_is_sound(filled: dict[str, Done], kind: str) -> None:
    done = filled[kind]
    assert {one.action for one in done.result.decisions} == {"write"}
    report = verbs.read(done.path)
    for one in done.result.decisions:
        assert report.cell(*one.place).value == one.value
    # Relations are left out: November's numbers once more cannot add up with November's stocks.
    assert [f for f in verbs.check(report) if f.level != INFO and f.code[0] != "R"] == []


@pytest.mark.parametrize("kind", [*KINDS, *BY_PROGRAM])
def test_every_part_without_written_cells_is_the_same_bytes(filled: dict[str, Done], kind: str) -> None:
    done = filled[kind]
    before, after = members(done.before), members(done.after)
    assert list(before) == list(after), "no part comes or goes"
    report = verbs.read(done.path)
    ours = {report.addresses.titles[tab.key] for tab in report.plan.tabs}
    book = load_workbook(io.BytesIO(done.before))
    allowed = {f"xl/worksheets/sheet{at}.xml" for at, title in enumerate(book.sheetnames, 1) if title in ours}
    if done.result.own:
        allowed.add("xl/workbook.xml")  # it asks for recalculation
    differing = {name for name in before if before[name] != after[name]}
    assert f"xl/worksheets/sheet{book.sheetnames.index(report.addresses.titles[CALCULATOR]) + 1}.xml" in differing
    assert differing <= allowed


@pytest.mark.parametrize("kind", [*KINDS, *BY_PROGRAM])
def test_every_other_cell_looks_and_says_what_it_did(filled: dict[str, Done], kind: str) -> None:
    done = filled[kind]
    before, after = (load_workbook(io.BytesIO(data)) for data in (done.before, done.after))
    places = done.result.filled.addresses
    written = {(places.titles[CALCULATOR], *places.at(*one.place)) for one in done.result.decisions}
    for tab in before.worksheets:
        other = after[tab.title]
        assert _frame(other) == _frame(tab)
        for row in tab.iter_rows():
            cell: Any
            for cell in row:
                twin: Any = other.cell(cell.row, cell.column)
                assert twin.style_id == cell.style_id, (tab.title, cell.coordinate)
                assert _note(twin) == _note(cell), (tab.title, cell.coordinate)
                if (tab.title, cell.row, cell.column) not in written:
                    assert twin.value == cell.value, (tab.title, cell.coordinate)


def _note(cell: Any) -> str | None:
    return cell.comment.text if cell.comment else None


def _frame(tab: Any) -> tuple[object, ...]:
    """What holds for a tab as a whole."""
    rules = sorted(str(one.sqref) for one in tab.data_validations.dataValidation)
    conditional = sorted(str(area.sqref) for area in tab.conditional_formatting)
    sizes = {key: (one.width, one.hidden) for key, one in tab.column_dimensions.items()}
    return (
        rules, conditional, sizes, sorted(map(str, tab.merged_cells.ranges)), tab.freeze_panes, len(tab._charts),
        tab.protection.sheet, tab.print_title_rows, tab.sheet_view.showGridLines,
    )  # fmt: skip


def test_an_upgrade_knows_what_people_put_in_and_takes_all_of_it_along(filled: dict[str, Done], tmp_path: Path) -> None:
    done = filled["all of it"]
    things = {one.content for one in own_things(verbs.read(done.path), notes_in(done.after, done.path))}
    assert things == {"Asked twice in March", "Board asked", "our own line", "who types this"}
    out = tmp_path / "new.xlsx"
    lines = upgrade(UpgradeRequest(done.path, out)).lines
    assert {one.text for one in read_kept(verbs.read(out))} == {"our own line", "who types this"}
    tabs: Any = load_workbook(out)
    notes = {cell.comment.text for tab in tabs for row in tab for cell in row if cell.comment}
    assert {"Asked twice in March", "Board asked"} <= notes
    assert any("'Our notes'" in line for line in lines)


def test_libreoffice_recalculates_every_result_to_the_same(filled: dict[str, Done], tmp_path: Path) -> None:
    found = libreoffice([done.path for done in filled.values()], tmp_path)
    for kind, done in filled.items():
        report = verbs.read(done.path)
        for tab in report.plan.tabs:
            for row in tab.rows:
                for column in row.cells:
                    if report.has(row.key, column) and (cell := report.cell(row.key, column)).formula:
                        place = report.addresses.titles[tab.key], *report.addresses.at(row.key, column)
                        assert same(found[done.path](*place), cell.value), (kind, row.key, column)


def test_peoples_own_formulas_are_recalculated_when_it_is_opened(filled: dict[str, Done]) -> None:
    own = {kind for kind, done in filled.items() if done.result.own}
    assert own == {"own tab with chart", "all of it"}
    for kind, done in filled.items():
        with zipfile.ZipFile(io.BytesIO(done.after)) as archive:
            asks = b'fullCalcOnLoad="1"' in archive.read("xl/workbook.xml")
        with zipfile.ZipFile(io.BytesIO(done.before)) as archive:
            asked = b'fullCalcOnLoad="1"' in archive.read("xl/workbook.xml")
        assert asks == (asked or kind in own), kind


def test_what_a_person_typed_is_kept(tmp_path: Path, numbers: Path) -> None:
    path = worked_on(FILLED, tmp_path / "typed.xlsx", tmp_path / "profile", "typed")
    file = tmp_path / "february.csv"
    file.write_text("period,input,value\n2026-02,promoters,170\n2026-03,passives,90\n2026-12,promoters,180\n")
    done = fill(FillRequest(path, file))
    assert {(one.key, one.period): one.action for one in done.decisions} == {
        ("promoters", "2026-02"): "kept",
        ("promoters", "2026-12"): "write",
        ("passives", "2026-03"): "kept",
    }
    assert verbs.read(path).inputs["promoters"]["2026-02"] == 4711
    assert kept(fill(FillRequest(path, numbers)).decisions), (
        "December's promoters were filled with another number before"
    )
