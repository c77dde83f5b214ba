"""What a second attack found: formulas over texts, older reports, times, meanings, and texts too long for a cell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

from sheets_gen.config import Config
from sheets_gen.kept import read_kept
from tests.helpers import report
from tests.own_helpers import CONFIG, NUMBERS, by_hand, texts, toml, upgraded
from tests.test_cli import run


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return report(NUMBERS, config=CONFIG).save(tmp_path / "r.xlsx")


def test_formulas_over_labels_and_headings_are_kept(path: Path) -> None:
    def work(_: Any, cell: Callable[[str, str], Any]) -> None:
        cell("calculator:detractors", "label").value = '=CONCATENATE("Detr","x")'
        cell("calculator:detractors", "unit").value = '="count"'
        cell("calculator:period", "2026-04").value = "=DATE(2026,4,1)"

    by_hand(path, work)
    new, _ = upgraded(path)
    assert {'=CONCATENATE("Detr","x")', '="count"', "=DATE(2026,4,1)"} <= texts(new)


def test_what_stands_below_an_older_report_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "old.xlsx"
    book: Any = load_workbook(Path(__file__).parent / "released" / "filled-1.0.xlsx")
    book["Calculator"].cell(book["Calculator"].max_row + 3, 2).value = "ask Kim"
    book.save(path)
    new, _ = upgraded(path)
    assert texts(new) == {"ask Kim"}


def test_times_and_truth_in_kept_rows_stay_what_they_are(path: Path) -> None:
    book: Any = load_workbook(path)
    book["Calculator"]["Y5"] = dt.time(14, 30)
    book["Calculator"]["Y6"] = dt.datetime(2026, 3, 5, 14, 30, 15)
    book.save(path)
    upgraded(path)
    path.write_bytes(path.with_name("new.xlsx").read_bytes())
    book = load_workbook(path)
    tab = book["Calculator"]
    row = next(cell.row for cell in tab["A"] if cell.value == "kept:cell:1")
    assert tab.cell(row, 3).value == "14:30:00"
    tab.cell(row, 3).value = True
    book.save(path)
    new, _ = upgraded(path)
    assert texts(new) == {"TRUE", "2026-03-05 14:30:15"}


def test_fill_never_writes_over_its_source_and_numbers_keep_their_meaning(path: Path, tmp_path: Path) -> None:
    source = report(NUMBERS, config=CONFIG).save(tmp_path / "source.xlsx")
    done = run("fill", path, "--values", source, "--output", source, "--force")
    assert (done.returncode, "is the file that is read" in done.stderr) == (2, True)
    euros = Config(metrics=("nps", "cac"), currency="EUR")
    one = report(NUMBERS, config=euros).save(tmp_path / "one.xlsx")
    other = report(NUMBERS, config=euros._replace(currency="USD")).save(tmp_path / "other.xlsx")
    done = run("fill", other, "--values", one)
    assert (done.returncode, done.stderr.count("\n")) == (3, 1)
    assert "one.xlsx: its numbers mean something else: currency EUR, here USD" in done.stderr


def test_long_notes_and_own_names_are_not_cut(path: Path) -> None:
    def work(book: Any, cell: Callable[[str, str], Any]) -> None:
        cell("calculator:tickets_by_category.billing", "2026-01").comment = Comment("a" * 20_000, "me")
        cell("calculator:tickets_by_category.bugs", "2026-01").comment = Comment("b" * 20_000, "me")
        cell("calculator:promoters", "2026-02").comment = Comment("c" * 31_000, "me")
        book.defined_names["ours"] = DefinedName("ours", attr_text="Calculator!$B$2:$C$2")

    by_hand(path, work)
    text = '[categories]\nall = "All"\n[renamed.categories]\nbilling = "all"\nbugs = "all"\n'
    new, done = upgraded(path, config=toml(path, text))
    held = "".join(str(one.text) for one in read_kept(new))
    assert (held.count("b"), held.count("c")) == (20_000, 31_000)
    book: Any = load_workbook(path.with_name("new.xlsx"))
    place = new.addresses.at("calculator:tickets_by_category.all", "2026-01")
    assert book["Calculator"].cell(*place).comment.text == "a" * 20_000
    assert "not taken over: defined names of your own: ours" in done.lines
