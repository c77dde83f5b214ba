"""Verify of many files: a block or a line each, in their order, and one exit code."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from sheets_gen.batch import Wanted, files_in, outcomes
from sheets_gen.errors import InputRefused
from sheets_gen.verify.explain import explained
from tests.helpers import SAMPLES, report
from tests.test_cli import run


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two sound reports, one with errors, one that is none, and files that are no workbooks."""
    place = tmp_path_factory.mktemp("reports")
    report({"promoters": {"2026-01": 8.0}}).save(place / "a.xlsx")
    report({"promoters": {"2026-01": -8.0}}).save(place / "b.xlsx")
    (place / "c.xlsx").write_text("period,input,value\n")
    report().save(place / "d.XLSX")
    (place / "~$a.xlsx").write_text("lock")
    (place / "notes.txt").write_text("no")
    return place


def test_a_folder_is_its_workbooks_by_name(folder: Path) -> None:
    names = [path.name for path in files_in([folder, folder / "a.xlsx", Path("other.xlsx")])]
    assert names == ["a.xlsx", "b.xlsx", "c.xlsx", "d.XLSX", "other.xlsx"]


def test_one_line_of_json_for_each(folder: Path) -> None:
    done = run("verify", folder, "--format", "json")
    assert done.returncode == 3, "one was refused"
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [Path(line["report"]["file"]).name for line in lines] == ["a.xlsx", "b.xlsx", "c.xlsx", "d.XLSX"]
    assert [line.get("summary", {}).get("error") for line in lines] == [0, 1, None, 0]
    assert "is CSV text" in lines[2]["refused"]
    assert done.stderr.splitlines() == [f"error: {lines[2]['refused']}"]


def test_text_ends_with_a_line_for_all(folder: Path) -> None:
    done = run("verify", folder / "a.xlsx", folder / "b.xlsx")
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1] == (
        "reports: 2, with findings that fail: 1, refused: 0; errors: 1, warnings: 0, notes: 0"
    )
    assert done.stderr == "", "no progress where nobody looks"


def test_processes_give_what_one_gives_in_the_same_order(folder: Path) -> None:
    paths = [folder / name for name in ("a.xlsx", "b.xlsx", "c.xlsx", "d.XLSX")] * 4
    alone, together = (list(outcomes(paths, Wanted("json", many=True), jobs)) for jobs in (1, 3))
    assert alone == together
    assert [one.code for one in alone] == [0, 1, 3, 0] * 4


def test_strict_lets_warnings_fail(tmp_path: Path) -> None:
    made = report({"promoters": {"2026-01": 8.0}}).save(tmp_path / "r.xlsx")
    from openpyxl import load_workbook

    from tests.tamper import cell_of

    book = load_workbook(made)
    cell_of(book, "in_promoters", 1).value = "TBD"
    book.save(made)
    assert run("verify", made).returncode == 0
    assert run("verify", made, "--strict").returncode == 1


def test_an_empty_folder_and_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match=r"is a folder without \.xlsx files"):
        files_in([tmp_path])
    done = run("verify", tmp_path / "none.xlsx", tmp_path / "nor.xlsx")
    assert (done.returncode, len(done.stderr.splitlines())) == (3, 2)


def test_colour_only_on_a_terminal(folder: Path) -> None:
    assert "\x1b" not in run("verify", folder / "b.xlsx").stdout
    (one,) = outcomes([folder / "b.xlsx"], Wanted(colour=True))
    assert "\x1b[31m" in one.text


def test_every_code_is_explained_and_the_page_is_fresh() -> None:
    done = run("explain")
    assert len(done.stdout.splitlines()) == len(explained()) > 50
    assert run("explain", "f104").stdout.startswith("F104 Formula looks at another range (error)\n")
    wrong = run("explain", "F999")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "no code 'F999'" in wrong.stderr


def test_a_link_to_a_report_is_read_and_the_sample_folder_fails(tmp_path: Path) -> None:
    shutil.copy(SAMPLES / "filled.xlsx", tmp_path / "real.xlsx")
    (tmp_path / "link.xlsx").symlink_to(tmp_path / "real.xlsx")
    assert run("verify", tmp_path / "link.xlsx").returncode == 0
    assert run("verify", SAMPLES).returncode == 1
