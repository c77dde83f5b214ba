"""A filled report's snapshot, changed in memory: verify takes plain values, so no file is needed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from openpyxl.workbook.workbook import Workbook

from sheets_gen.excel.read import read
from sheets_gen.excel.write import write
from sheets_gen.filled import understand
from sheets_gen.findings import Finding
from sheets_gen.plan.model import Plan
from sheets_gen.snapshot import FoundCell, Snapshot
from sheets_gen.verify.rules import verify
from tests.helpers import template


def cell_of(book: Workbook, name: str, offset: int = 0) -> Any:
    """The n-th cell of a defined name."""
    tab, _, area = book.defined_names[name].attr_text.replace("'", "").replace("$", "").partition("!")
    first = book[tab][area.partition(":")[0]]
    return book[tab].cell(first.row, first.column + offset)


def tampered(snapshot: Snapshot, changes: Mapping[tuple[str, int, int], FoundCell | None]) -> Snapshot:
    """The same workbook with other cells; no file is needed, verify takes plain values."""
    return snapshot.with_cells(changes)


def snapshot_of(plan: Plan, path: Path) -> Snapshot:
    """The plan, written and read back."""
    path.write_bytes(write(plan))
    return read(path)


def findings(snapshot: Snapshot, changes: Mapping[tuple[str, int, int], FoundCell | None]) -> list[Finding]:
    return verify(understand(tampered(snapshot, changes), template()))


def place(snapshot: Snapshot, name: str, offset: int = 0) -> tuple[str, int, int]:
    found = snapshot.names[name]
    return found.tab, found.row, found.first + offset
