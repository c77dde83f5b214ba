"""What people put into a report beside its numbers: an upgrade takes all of it along, next names what it leaves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment

from sheets_gen import verbs
from sheets_gen.config import Config
from sheets_gen.filled import Filled
from sheets_gen.kept import read_kept
from sheets_gen.own import notes_in, own_things
from sheets_gen.upgrade import UpgradeRequest, upgrade
from tests.engines import libreoffice
from tests.helpers import SAMPLES, report
from tests.test_cli import run

FILLED = SAMPLES / "filled.xlsx"
OLD = Path(__file__).parent / "released" / "filled-1.0.xlsx"
LABELS = {
    "promoters label": "Fans",
    "promoters 2026-04": "=20+22",
    "passives 2026-04": "TRUE",
    "nps 2026-01": 99,
    "csat 2026-01": "=1/2",
    "csat target": "as high as can be",
}


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """A report in which a person changed labels, formulas, notes and cells to type into."""
    path = report({"promoters": {"2026-01": 60.0}}, config=Config(metrics=("nps", "csat"))).save(tmp_path / "r.xlsx")
    book: Any = load_workbook(path)
    filled = verbs.read(path)

    def cell(row: str, column: str) -> Any:
        return book[filled.addresses.titles[row.partition(":")[0]]].cell(*filled.addresses.at(row, column))

    cell("calculator:promoters", "label").value = "Fans"
    cell("calculator:promoters", "2026-04").value = "=20+22"
    cell("calculator:passives", "2026-04").value = True
    cell("metrics:nps", "2026-01").value = 99
    cell("metrics:csat", "2026-01").value = "=1/2"
    book["Calculator"]["Y9"] = cell("calculator:detractors", "label").value
    cell("calculator:passives", "label").comment = Comment("whoever said 7 or 8", "me")
    target, name = cell("metrics:csat", "target"), cell("metrics:nps", "label")
    target.value, target.comment = "as high as can be", Comment("agreed in May", "me")
    name.comment = Comment(f"{name.comment.text}\nWe ask by mail.", "me")
    book.save(path)
    return path


def note(path: Path, row: str, column: str) -> str:
    """The note on a place of a report."""
    filled = verbs.read(path)
    book: Any = load_workbook(path)
    return str(
        book[filled.addresses.titles[row.partition(":")[0]]].cell(*filled.addresses.at(row, column)).comment.text
    )


def aside(filled: Filled) -> dict[str, object]:
    """Texts that are kept, by the place where they stood; empty for a cell beside the report."""
    return {one.label.partition(" ")[2]: one.text for one in read_kept(filled) if not one.numbers}


def test_an_upgrade_keeps_them(changed: Path) -> None:
    path, again = changed.with_name("new.xlsx"), changed.with_name("again.xlsx")
    upgrade(UpgradeRequest(changed, path, language="de"))
    beside = {"": "Detractors (answers 0–6)"}
    assert aside(verbs.read(path)) == LABELS | beside, "also a cell that says what one of the report's labels says"
    assert note(path, "calculator:passives", "label").endswith("whoever said 7 or 8")
    assert note(path, "metrics:csat", "target") == "agreed in May"
    assert note(path, "metrics:nps", "label").endswith("We ask by mail.")
    upgrade(UpgradeRequest(path, again))
    assert aside(verbs.read(again)) == LABELS | beside
    assert note(again, "calculator:passives", "label").count("whoever said 7 or 8") == 1


def test_next_names_them(changed: Path) -> None:
    done = run("next", changed, changed.with_name("next.xlsx"))
    assert done.returncode == 0
    for line in (
        "texts in cells for numbers (2): Metrics!D13 csat target, Calculator!H17 passives 2026-04",
        "formulas changed, typed over or of your own (3): Calculator!H16 promoters 2026-04, ",
        "changed labels and texts (1): Calculator!B16 promoters label",
        "cells beside the report (1): Calculator!Y9",
        "notes (3): ",
    ):
        assert f"not taken over: {line}" in done.stderr


def test_a_report_that_nobody_changed_holds_none(tmp_path: Path) -> None:
    for path in (FILLED, OLD, SAMPLES / "blank.xlsx", SAMPLES / "filled.zh-Hans.xlsx"):
        assert own_things(verbs.read(path), notes_in(path.read_bytes(), path)) == []
    libreoffice([FILLED], tmp_path)
    saved = tmp_path / "converted" / FILLED.name
    assert own_things(verbs.read(saved), notes_in(saved.read_bytes(), saved)) == [], "nor once LibreOffice has saved it"
