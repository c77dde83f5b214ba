"""What an attack found: ways in which an upgrade, a fill or an export would have lost something without a word."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment

from sheets_gen import verbs
from sheets_gen.kept import read_kept
from tests.helpers import SAMPLES, report
from tests.own_helpers import CONFIG, NUMBERS, by_hand, texts, toml, upgraded
from tests.test_cli import run
from tests.test_custom import OWN

FILLED = SAMPLES / "filled.xlsx"
CUSTOM = OWN[OWN.index("[custom.") :]
"""The team's own definitions alone."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return report(NUMBERS, config=CONFIG).save(tmp_path / "r.xlsx")


def test_numbers_kept_aside_twice_are_both_there(path: Path) -> None:
    only_billing, only_bugs = '[categories]\nbilling = "Billing"\n', '[categories]\nbugs = "Bugs"\n'
    upgraded(path, config=toml(path, only_billing))
    path.write_bytes(path.with_name("new.xlsx").read_bytes())
    upgraded(path, config=toml(path, f'{only_bugs}[renamed.categories]\nbilling = "bugs"\n'))
    path.write_bytes(path.with_name("new.xlsx").read_bytes())
    new, _ = upgraded(path, config=toml(path, '[categories]\nhow_to = "How to"\n'))
    kept = {one.id: one.numbers for one in read_kept(new) if one.numbers}
    assert sorted(kept) == ["tickets_by_category.bugs", "tickets_by_category.bugs:2"]
    path.write_bytes(path.with_name("new.xlsx").read_bytes())
    again, _ = upgraded(path)
    assert len(read_kept(again)) == len(read_kept(new)), "rows do not multiply"
    assert sorted(row["2026-01"] for row in kept.values()) == [5, 7]


def test_what_people_put_into_kept_rows_stays(path: Path) -> None:
    upgraded(path, remove=("nps",))
    aside = path.with_name("new.xlsx")
    book: Any = load_workbook(aside)
    tab = book["Calculator"]
    rows = {cell.value: cell.row for cell in tab["A"] if cell.value}
    first = verbs.read(aside).addresses.columns["calculator"]["2026-01"]
    tab.cell(rows["kept:promoters"], first + 1).value = "ask Kim"
    tab.cell(rows["kept:promoters"], first + 2).value = "=1+1"
    tab.cell(rows["kept:promoters"], first + 14).value = "beside"
    tab.cell(rows["kept:promoters"], 3).value = "in the unit's cell"
    tab.cell(rows["kept:promoters"], 2).value = "Fans"
    tab.cell(rows["kept:hint"], 6).value = "beside the hint"
    tab.cell(rows["kept:head"], 2).value = "Archive"
    book.save(aside)
    path.write_bytes(aside.read_bytes())
    new, _ = upgraded(path, add=("nps",))
    wanted = {"ask Kim", "=1+1", "beside", "in the unit's cell", "Fans", "beside the hint", "Archive"}
    assert wanted <= texts(new)
    assert new.inputs["promoters"] == {"2026-01": 60}


def test_two_notes_that_come_to_one_place_are_joined(path: Path) -> None:
    def work(_: Any, cell: Callable[[str, str], Any]) -> None:
        cell("calculator:tickets_by_category.billing", "2026-01").comment = Comment("by mail", "me")
        cell("calculator:tickets_by_category.bugs", "2026-01").comment = Comment("by phone", "me")

    by_hand(path, work)
    text = '[categories]\nall = "All"\n[renamed.categories]\nbilling = "all"\nbugs = "all"\n'
    new, _ = upgraded(path, config=toml(path, text))
    book: Any = load_workbook(path.with_name("new.xlsx"))
    place = new.addresses.at("calculator:tickets_by_category.all", "2026-01")
    assert book["Calculator"].cell(*place).comment.text == "by mail\n\nby phone"


def test_the_period_picked_and_dates_and_settings_stay(path: Path) -> None:
    def work(book: Any, cell: Callable[[str, str], Any]) -> None:
        cell("metrics:headline_change", "unit").value = dt.datetime(2026, 1, 1)
        book["Metrics"]["AC3"] = dt.datetime(2026, 3, 5)
        cell("calculator:report_language", "unit").value = "fr"
        cell("calculator:promoters", "id").value = "ours"

    by_hand(path, work)
    new, _ = upgraded(path)
    assert new.cell("metrics:headline_change", "unit").value == 46023
    assert {"2026-03-05", "fr", "ours"} <= texts(new)


def test_a_formula_of_ones_own_is_kept_where_the_row_it_stood_for_is_broken(path: Path) -> None:
    def work(book: Any, cell: Callable[[str, str], Any]) -> None:
        cell("calculator:nps", "2026-01").value = "=E16-E18+1"
        row = cell("calculator:passives", "id").row
        book["Calculator"].cell(row, 1).value = None
        del book.defined_names["in_passives"]

    by_hand(path, work)
    new, _ = upgraded(path)
    assert "=E16-E18+1" in texts(new)


def test_a_report_whose_columns_cannot_be_told_is_refused(path: Path) -> None:
    book: Any = load_workbook(path)
    book["Calculator"].delete_rows(1)
    book.save(path)
    for command in ("upgrade", "next"):
        done = run(command, path, path.with_name("o.xlsx"))
        assert (done.returncode, done.stderr.count("\n")) == (3, 1)
        assert "the hidden first row of Calculator, which tells its columns, is gone" in done.stderr


def test_own_definitions_that_report_toml_leaves_out_stay_and_can_be_removed(tmp_path: Path) -> None:
    path, file = tmp_path / "r.xlsx", tmp_path / "own.toml"
    file.write_text(OWN)
    assert run("new", path, "--start", "2026-01", "--config", file).returncode == 0
    theirs = CUSTOM.replace("refund_rate", "claim_rate").replace("refunds", "claims")
    other = toml(path, f'channels = ["Shop", "Post"]\n{theirs}')
    new, _ = upgraded(path, config=other)
    assert {"nps", "refund_rate"} <= set(new.metrics)
    new, _ = upgraded(path, config=other, remove=("refund_rate",), add=("claim_rate",))
    assert {"nps", "claim_rate"} <= set(new.metrics)
    assert "refund_rate" not in new.metrics


def test_a_target_that_report_toml_changes_is_named_and_a_kept_one_stays(path: Path) -> None:
    _, done = upgraded(path, config=toml(path, "[targets]\nnps = 55\n"))
    assert "target of nps: 40 → 55, as report.toml says" in done.lines
    upgraded(path, remove=("nps",))
    path.write_bytes(path.with_name("new.xlsx").read_bytes())
    new, _ = upgraded(path, config=toml(path, "[targets]\nnps = 55\n"), add=("nps",))
    assert new.targets["nps"] == 55
    assert texts(new) == {40}


def test_nothing_that_is_read_is_written_over(path: Path) -> None:
    before = path.read_bytes()
    link = path.with_name("link.xlsx")
    link.symlink_to(path)
    for command in (
        ("values", path, "--output", path, "--force"),
        ("values", path, "--output", link, "--force"),
        ("new", link, "--values", path, "--force"),
    ):
        done = run(*command)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
        assert "is the file that is read" in done.stderr
    assert path.read_bytes() == before


def test_a_report_as_source_is_refused_where_a_cell_holds_no_number(path: Path, tmp_path: Path) -> None:
    source = report(NUMBERS, config=CONFIG).save(tmp_path / "source.xlsx")
    filled = by_hand(source, lambda _, cell: setattr(cell("calculator:promoters", "2026-02"), "value", "n.n."))
    done = run("fill", path, "--values", source)
    where = filled.addresses.a1("calculator:promoters", "2026-02")
    assert done.returncode == 3
    assert f"source.xlsx: Calculator!{where}: promoters is 'n.n.'; must be a number" in done.stderr


def test_a_formula_that_is_replaced_is_shown(path: Path, tmp_path: Path) -> None:
    by_hand(path, lambda _, cell: setattr(cell("calculator:promoters", "2026-01"), "value", "=30+30"))
    values = tmp_path / "v.csv"
    values.write_text("period,input,value\n2026-01,promoters,61\n")
    done = run("fill", path, "--values", values, "--overwrite", "all")
    assert "promoters 2026-01: =30+30 (empty) → 61" in done.stdout


def test_combine_names_what_it_leaves_and_where_targets_differ(path: Path, tmp_path: Path) -> None:
    other = report(NUMBERS, config=CONFIG._replace(targets={"nps": 99.0})).save(tmp_path / "o.xlsx")

    def work(book: Any, cell: Callable[[str, str], Any]) -> None:
        cell("calculator:promoters", "2026-01").comment = Comment("why?", "me")
        book.create_sheet("Ours")["A1"] = 1
        book.create_chartsheet("Drawn")

    by_hand(other, work)
    done = run("combine", path, other, tmp_path / "all.xlsx")
    assert done.returncode == 0
    for line in (
        "target of nps: 40 in r.xlsx, 99 in o.xlsx; the first is taken",
        "left out of o.xlsx: notes (1): Calculator!E16 promoters 2026-01",
        "left out of o.xlsx: tabs of your own (2): Ours, Drawn",
    ):
        assert line in done.stdout
