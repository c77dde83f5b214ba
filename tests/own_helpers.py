"""A report in which people work, and what an upgrade makes of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from sheets_gen import verbs
from sheets_gen.config import Config
from sheets_gen.filled import Filled
from sheets_gen.kept import read_kept
from sheets_gen.upgrade import Upgraded, UpgradeRequest, upgrade

CONFIG = Config(
    metrics=("nps", "csat", "ticket_volume_by_category"),
    targets={"nps": 40.0},
    members={"categories": {"billing": "Billing", "bugs": "Bugs"}},
)
NUMBERS = {
    "promoters": {"2026-01": 60.0}, "passives": {"2026-01": 25.0}, "detractors": {"2026-01": 15.0},
    "tickets_by_category.billing": {"2026-01": 5.0}, "tickets_by_category.bugs": {"2026-01": 7.0},
}  # fmt: skip


def by_hand(path: Path, work: Callable[[Any, Callable[[str, str], Any]], None]) -> Filled:
    """A person at work in the file: ``work`` gets the workbook, and a function from places to cells."""
    filled, book = verbs.read(path), load_workbook(path)

    def cell(row: str, column: str) -> Any:
        return book[filled.addresses.titles[row.partition(":")[0]]].cell(*filled.addresses.at(row, column))

    work(book, cell)
    book.save(path)
    return filled


def upgraded(path: Path, **what: Any) -> tuple[Filled, Upgraded]:
    out = path.with_name("new.xlsx")
    done = upgrade(UpgradeRequest(path, out, force=True)._replace(**what))
    return verbs.read(out), done


def texts(filled: Filled) -> set[object]:
    return {one.text for one in read_kept(filled) if one.text is not None}


def toml(path: Path, text: str) -> Path:
    file = path.with_name("report.toml")
    file.write_text(text, encoding="utf-8")
    return file
