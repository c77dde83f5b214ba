"""A planted fault: what is changed, where verify must say so, and with which code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias

from sheets_gen.excel.edit import CellEdit, edit
from sheets_gen.excel.read import parse
from sheets_gen.formula.functions import ErrorValue, Value
from sheets_gen.plan.calculate import Calculation
from sheets_gen.plan.model import Formula
from sheets_gen.snapshot import FoundCell, Snapshot
from sheets_gen.verify.compare import same_value
from tests.faults.archive import Change
from tests.faults.reports import Address, Clean, a1
from tests.tamper import tampered

Spot: TypeAlias = tuple[str, str]
"""Tab title and address; no address: the tab as a whole; neither: the workbook."""
WORKBOOK: Spot = ("", "")
Cells: TypeAlias = Mapping[Address, FoundCell | None]


class Fault(NamedTuple):
    """One fault in one report."""

    code: str
    way: str
    spots: frozenset[Spot]
    """Where the finding may stand: one place, or each of those that are equally right."""
    cells: Cells = {}
    memory: Callable[[Snapshot], Snapshot] | None = None
    """A change of the workbook as it was read."""
    file: Change | None = None
    """A change of the file; it is then read again."""
    others: tuple[str, ...] = ()
    """Codes that name this fault as well as its own one does."""
    also: tuple[str, ...] = ()
    """Codes of true findings that the fault brings about in other places."""
    stale: bool = False
    """The stored results stay as they were."""
    names: str = ""
    """A word that the finding's text must hold, where its place alone does not say what is meant."""
    waive: tuple[str, ...] = ()
    instead: Clean | None = None
    """Another clean report than the usual one."""


def cell_fault(code: str, way: str, where: Address, cell: FoundCell | None, **rest: object) -> Fault:
    """A fault in one cell, to be told at that cell."""
    return Fault(code, way, spots(where), {where: cell})._replace(**rest)  # type: ignore[arg-type]


def spots(*places: Address) -> frozenset[Spot]:
    """The places as findings name them."""
    return frozenset((where[0], a1(where)) for where in places)


def followed(clean: Clean, cells: Cells) -> dict[Address, FoundCell | None]:
    """The cells, and every result that a spreadsheet computes anew because of them."""
    known = {clean.places[where]: cell for where, cell in cells.items() if where in clean.places}
    overrides: dict[tuple[str, str], Value] = {place: cell.value for place, cell in clean.filled.typed.items()}
    for place, cell in known.items():
        # A formula without a stored result is not an empty cell for those that look at it.
        overrides[place] = "" if cell and cell.formula and cell.value is None else cell.value if cell else None
    values = Calculation(clean.filled.plan, overrides)
    changed = dict(cells)
    for tab in clean.made.plan.tabs:
        for row in tab.rows:
            for column, planned in row.cells.items():
                where = clean.at(row.key, column)
                if isinstance(planned.content, Formula) and where not in changed:
                    found = clean.cell(where)
                    value = values.value(row.key, column)
                    if not same_value(value, found.value):
                        changed[where] = FoundCell(value, found.formula)
    return changed


def in_memory(clean: Clean, fault: Fault) -> Snapshot:
    """The workbook with the fault, as it would be read."""
    clean = fault.instead or clean
    cells = dict(fault.cells) if fault.stale else followed(clean, fault.cells)
    if fault.file is not None:
        return parse(in_file(clean, fault))
    snapshot = tampered(clean.snapshot, cells) if cells else clean.snapshot
    return fault.memory(snapshot) if fault.memory else snapshot


def has_file(fault: Fault) -> bool:
    """Can the fault be written into a file? Changes of what was read cannot, nor can a number shown as a date."""
    return fault.memory is None and not any(cell is not None and cell.is_date for cell in fault.cells.values())


def in_file(clean: Clean, fault: Fault) -> bytes:
    """The file with the fault, its results computed anew."""
    clean = fault.instead or clean
    cells = dict(fault.cells) if fault.stale else followed(clean, fault.cells)
    data = edit(clean.data, [_edit(where, cell) for where, cell in cells.items()]).data if cells else clean.data
    return fault.file(data) if fault.file else data


def _edit(where: Address, cell: FoundCell | None) -> CellEdit:
    value = cell.value if cell is not None else None
    error = isinstance(value, ErrorValue)
    text = value.code if isinstance(value, ErrorValue) else value
    return CellEdit(*where, text, cell.formula if cell is not None else None, is_error=error)
