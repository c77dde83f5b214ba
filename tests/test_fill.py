"""Numbers into a report that people own: free cells are filled, typed ones kept, and nothing else is touched."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from openpyxl import load_workbook

from sheets_gen import verbs
from sheets_gen.config import Config
from sheets_gen.errors import InputRefused, UsageProblem
from sheets_gen.excel.edit import CellEdit, edit
from sheets_gen.fill import FillRequest, FillResult, fill
from sheets_gen.lock import locked
from tests.engines import libreoffice
from tests.helpers import report, same
from tests.test_cli import run

Months = Mapping[str, Mapping[str, float]]
TYPED = {
    "promoters": {"2026-01": 60.0, "2026-02": 62.0},
    "passives": {"2026-01": 25.0},
    "detractors": {"2026-01": 10.0},
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A report of two scores in which January was typed."""
    return report(TYPED, config=Config(metrics=("nps", "csat"))).save(tmp_path / "report.xlsx")


def values(folder: Path, numbers: Months, name: str = "values.json") -> Path:
    """A values file: period, then input."""
    file = folder / name
    file.write_text(json.dumps(numbers))
    return file


def filling(path: Path, numbers: Months, *overwrite: str, **rest: object) -> FillResult:
    request = FillRequest(path, values(path.parent, numbers), overwrite=overwrite)
    return fill(request._replace(**rest))  # type: ignore[arg-type]


def held(path: Path) -> dict[str, dict[str, float]]:
    return verbs.read(path).inputs


def test_an_empty_cell_is_filled_the_same_is_left_and_another_is_kept(path: Path) -> None:
    done = filling(path, {"2026-01": {"promoters": 60, "passives": 26}, "2026-02": {"passives": 30}})
    assert {(d.key, d.period): d.action for d in done.decisions} == {
        ("promoters", "2026-01"): "same",
        ("passives", "2026-01"): "kept",
        ("passives", "2026-02"): "write",
    }
    assert held(path)["passives"] == {"2026-01": 25, "2026-02": 30}
    assert held(path)["promoters"] == TYPED["promoters"]


def test_the_command_names_what_it_kept_and_exits_with_1(path: Path) -> None:
    file = values(path.parent, {"2026-01": {"passives": 26}, "2026-02": {"passives": 30}})
    done = run("fill", path, "--values", file)
    assert done.returncode == 1
    first, second, _, last = done.stdout.splitlines()
    assert first == "  Calculator!E17 passives 2026-01: 25 kept, not 26"
    assert second.endswith(
        "report.xlsx: 1 cell written, 0 held the number already, "
        "1 kept as a person typed them (--overwrite replaces them)"
    )
    assert last.endswith("no findings; 2 metrics, 2 of 12 periods have numbers")
    done = run("fill", path, "--values", file, "--overwrite", "passives@2026-01")
    assert done.returncode == 0
    assert done.stdout.splitlines()[0] == "  Calculator!E17 passives 2026-01: 25 → 26"
    assert held(path)["passives"] == {"2026-01": 26, "2026-02": 30}


def test_overwrite_all_or_one(path: Path) -> None:
    numbers = {"2026-01": {"promoters": 70, "passives": 26}}
    filling(path, numbers, "promoters@2026-01")
    assert (held(path)["promoters"]["2026-01"], held(path)["passives"]["2026-01"]) == (70, 25)
    filling(path, numbers, "all")
    assert (held(path)["promoters"]["2026-01"], held(path)["passives"]["2026-01"]) == (70, 26)


@pytest.mark.parametrize(
    ("overwrite", "words"),
    [
        ("promoters@2026-13", "write all, or input@period such as promoters@2026-03"),
        ("promoters@2026-04", "no number of promoters is to be put in for 2026-04"),
        ("nobody@2026-01", "no number of nobody is to be put in for 2026-01"),
    ],
)
def test_an_overwrite_of_what_is_not_there_is_wrong_usage(path: Path, overwrite: str, words: str) -> None:
    before = path.read_bytes()
    with pytest.raises(UsageProblem, match=words):
        filling(path, {"2026-01": {"promoters": 70}}, overwrite)
    assert path.read_bytes() == before
    assert run("fill", path, "--values", path.parent / "values.json", "--overwrite", "soon").returncode == 2


def test_a_bare_overwrite_is_all(path: Path) -> None:
    file = values(path.parent, {"2026-01": {"promoters": 70, "passives": 26}})
    assert run("fill", path, "--values", file, "--overwrite").returncode == 0
    assert (held(path)["promoters"]["2026-01"], held(path)["passives"]["2026-01"]) == (70, 26)


@pytest.mark.parametrize("name", [".", "/", "none.xlsx", ""])
def test_what_is_no_file_is_refused_in_one_line(path: Path, name: str) -> None:
    done = run("fill", name, "--values", values(path.parent, {}), cwd=path.parent)
    assert (done.returncode, done.stderr.count("\n")) == (3, 1)


def test_a_second_run_changes_no_byte(path: Path) -> None:
    numbers = {"2026-02": {"passives": 30, "detractors": 8}}
    assert filling(path, numbers).is_written
    before, stood = path.read_bytes(), path.stat()
    done = filling(path, numbers)
    assert (done.is_written, path.read_bytes(), path.stat().st_mtime_ns) == (False, before, stood.st_mtime_ns)


def test_a_dry_run_says_each_cell_and_changes_nothing(path: Path) -> None:
    before = path.read_bytes()
    file = values(path.parent, {"2026-02": {"passives": 30}, "2026-01": {"passives": 26}})
    done = run("fill", path, "--values", file, "--dry-run")
    assert done.returncode == 1, "there are differences"
    assert "  Calculator!E17 passives 2026-01: 25 kept, not 26" in done.stdout
    assert "  Calculator!F17 passives 2026-02: empty → 30" in done.stdout
    assert "1 cell would be written" in done.stdout
    assert path.read_bytes() == before
    done = run("fill", path, "--values", values(path.parent, {"2026-01": {"passives": 25}}), "--dry-run")
    assert done.returncode == 0, "there are none"


def test_the_stored_results_are_those_of_the_new_numbers(path: Path, tmp_path: Path) -> None:
    """As verify finds, which holds them against the definition, and as LibreOffice computes them."""
    filling(path, {"2026-02": {"passives": 30, "detractors": 8}, "2026-03": {"satisfied_responses": 8}})
    filled = verbs.read(path)
    assert verbs.check(filled) == []
    assert filled.cell("metrics:nps", "2026-02").value == pytest.approx(54)
    found = libreoffice([path], tmp_path)[path]
    stored = 0
    for tab in filled.plan.tabs:
        for row in tab.rows:
            for column in row.cells:
                if filled.has(row.key, column) and filled.cell(row.key, column).formula:
                    title, place = filled.addresses.titles[tab.key], filled.addresses.at(row.key, column)
                    expected = filled.cell(row.key, column).value
                    assert same(found(title, *place), expected), (row.key, column)
                    stored += 1
    assert stored > 300


def test_text_that_is_the_number_is_left_and_other_text_is_a_persons(path: Path) -> None:
    title, row, column = "Calculator", 16, 7
    edits = [CellEdit(title, row, at, text) for at, text in zip((7, 8, 9), ("64 ", "TBD", "  "), strict=True)]
    path.write_bytes(edit(path.read_bytes(), edits).data)
    assert (row, column) == verbs.read(path).addresses.at("calculator:promoters", "2026-03")
    done = filling(path, {month: {"promoters": 64} for month in ("2026-03", "2026-04", "2026-05")})
    assert [one.action for one in done.decisions] == ["same", "kept", "write"]


def test_a_formula_that_a_person_typed_is_kept(path: Path) -> None:
    path.write_bytes(edit(path.read_bytes(), [CellEdit("Calculator", 16, 7, 15, "=10+5")]).data)
    done = filling(path, {"2026-03": {"promoters": 64}})
    assert [one.action for one in done.decisions] == ["kept"]
    assert verbs.read(path).cell("calculator:promoters", "2026-03").formula == "=10+5"


def test_only_the_periods_asked_for(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = {"2026-02": {"passives": 30}, "2026-03": {"passives": 31}, "2027-01": {"passives": 1}}
    done = filling(path, numbers, periods=("2026-03",))
    assert [(d.key, d.period) for d in done.decisions] == [("passives", "2026-03")]
    from sheets_gen import fill as module
    from sheets_gen.periods import Period, parse_key

    def february(_: str) -> Period:
        return parse_key("2026-02", "month")

    monkeypatch.setattr(module, "previous_complete", february)
    done = filling(path, numbers, periods=("previous",))
    assert [(d.key, d.period) for d in done.decisions] == [("passives", "2026-02")]
    with pytest.raises(UsageProblem, match="--period soon: a month is written like 2026-03"):
        filling(path, numbers, periods=("soon",))


def test_another_file_can_be_written_and_the_old_one_kept(path: Path) -> None:
    before, numbers = path.read_bytes(), {"2026-02": {"passives": 30}}
    out = path.with_name("other.xlsx")
    filling(path, numbers, output=out)
    assert path.read_bytes() == before
    assert held(out)["passives"]["2026-02"] == 30
    with pytest.raises(UsageProblem, match="exists already; --force replaces it"):
        filling(path, numbers, output=out)
    with pytest.raises(UsageProblem, match="is the report itself"):
        filling(path, numbers, output=path)
    filling(path, numbers, backup=True)
    assert path.with_name("report.xlsx.bak").read_bytes() == before


def test_what_is_wrong_leaves_the_file_as_it_was(path: Path) -> None:
    before = path.read_bytes()
    for numbers, words in (
        ({"2026-02": {"passives": -1}}, "passives is -1; must be 0 or more"),
        ({"2027-02": {"passives": 1}}, "2027-02 is outside the report"),
        ({"2026-02": {"pasives": 1}}, "no input 'pasives'"),
    ):
        with pytest.raises(InputRefused, match=words):
            filling(path, numbers)
    done = run("fill", path, "--values", path.parent / "none.csv")
    assert (done.returncode, done.stderr.count("\n")) == (3, 1)
    assert path.read_bytes() == before


def test_a_row_that_is_gone_is_said(path: Path) -> None:
    title, (row, _) = "Calculator", verbs.read(path).addresses.at("calculator:passives", "2026-01")
    gone = [CellEdit(title, row, column, None) for column in range(1, 25)]
    from sheets_gen.excel.edit import NameEdit

    data = edit(path.read_bytes(), [*gone, NameEdit("in_passives", "'Metrics'!$A$1:$B$1")]).data
    path.write_bytes(data)
    with pytest.raises(InputRefused, match=r"there is no cell for passives 2026-02: its row or column is gone"):
        filling(path, {"2026-02": {"passives": 30}})
    assert path.read_bytes() == data


@pytest.mark.parametrize(("sign", "program"), [("~$report.xlsx", "Excel"), (".~lock.report.xlsx#", "LibreOffice")])
def test_a_report_that_is_open_in_a_program_is_left_alone(path: Path, sign: str, program: str) -> None:
    (path.parent / sign).write_text("")
    with pytest.raises(InputRefused, match=f"is open in {program}; save and close it there first"):
        filling(path, {"2026-02": {"passives": 30}})


def test_a_second_run_waits_and_then_says_who_holds_the_report(path: Path) -> None:
    words = rf"another run of sheets-gen \(process {os.getpid()}\)"
    with locked(path), pytest.raises(InputRefused, match=words), locked(path, patience=0.1):
        raise AssertionError("two hold it")
    with locked(path):
        pass


def test_a_write_protected_report_is_left_alone(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.chmod(0o444)
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write anything
    with pytest.raises(InputRefused, match="is write-protected; make it writable, or say --output"):
        filling(path, {"2026-02": {"passives": 30}})


def test_a_cell_under_merged_ones_is_refused_by_name(path: Path) -> None:
    book = load_workbook(path)
    book["Calculator"].merge_cells("G16:G17")
    book.save(path)
    before = path.read_bytes()
    with pytest.raises(
        InputRefused, match="cannot be filled without loss: Calculator!G17 is hidden in the merged cells"
    ):
        filling(path, {"2026-03": {"passives": 5}})
    assert path.read_bytes() == before


def test_a_backup_is_no_more_open_than_the_report_and_a_link_is_no_way_round_a_lock(path: Path) -> None:
    path.chmod(0o600)
    filling(path, {"2026-03": {"passives": 5}}, backup=True)
    assert path.with_name("report.xlsx.bak").stat().st_mode & 0o777 == 0o600
    link = path.with_name("link.xlsx")
    link.symlink_to(path)
    path.with_name(".~lock.report.xlsx#").write_text("")
    with pytest.raises(InputRefused, match="is open in LibreOffice"):
        fill(FillRequest(link, values(path.parent, {"2026-04": {"passives": 5}})))


def test_a_period_that_the_report_or_the_values_do_not_have_is_said(path: Path) -> None:
    before, numbers = path.read_bytes(), {"2026-02": {"passives": 30}}
    for period, words in (
        ("2027-01", "--period 2027-01: the report runs from 2026-01 to 2026-12; sheets-gen next makes"),
        ("2025-12", "--period 2025-12: the report runs from 2026-01 to 2026-12$"),
    ):
        with pytest.raises(UsageProblem, match=words):
            filling(path, numbers, periods=(period,))
    with pytest.raises(InputRefused, match="holds no number for 2026-11"):
        filling(path, numbers, periods=("2026-11",))
    assert path.read_bytes() == before


def test_a_values_file_without_numbers_is_refused(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "empty.csv"
    for text in ("period,input,value\n", "period,input,value\n2026-01,passives,\n"):
        file.write_text(text)
        with pytest.raises(InputRefused, match=r"empty\.csv: holds no number$"):
            fill(FillRequest(path, file))
