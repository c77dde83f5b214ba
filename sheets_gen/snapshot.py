"""A filled workbook as any reader hands it over: cells, names and settings, nothing of the library that read it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sheets_gen.formula.functions import Value


class FoundCell(NamedTuple):
    """What stands in a cell: the value, and the formula when it has one (``=…``)."""

    value: Value
    formula: str | None = None
    is_date: bool = False
    """A number that the cell shows as a date or time."""


class Area(NamedTuple):
    """A block of cells, 1-based, both ends in it."""

    top: int
    left: int
    bottom: int
    right: int

    def holds(self, row: int, column: int) -> bool:
        """Is the cell in it?"""
        return self.top <= row <= self.bottom and self.left <= column <= self.right


class Guard(NamedTuple):
    """What a data validation allows in its cells."""

    areas: tuple[Area, ...]
    kind: str
    """whole, decimal, list, …; any: everything"""


class Frame(NamedTuple):
    """What lies round a tab's cells."""

    state: str = "visible"
    """visible, hidden, or veryHidden (which no menu shows)"""
    hidden_rows: tuple[tuple[int, int], ...] = ()
    """Runs of hidden rows, first and last."""
    hidden_columns: tuple[tuple[int, int], ...] = ()
    merges: tuple[Area, ...] = ()
    guards: tuple[Guard, ...] = ()
    protected: bool = True
    is_cut: bool = False
    """The tab holds more than a report's ever does; the rest was not read."""


class FoundTab(NamedTuple):
    """One tab; cells by 1-based (row, column)."""

    title: str
    cells: Mapping[tuple[int, int], FoundCell]
    frame: Frame | None = None
    """None: not known, so nothing is said of it."""


class FoundName(NamedTuple):
    """A defined name over cells of one row."""

    tab: str
    row: int
    first: int
    last: int


class Traits(NamedTuple):
    """What holds for the workbook as a whole."""

    calculates: str = "auto"
    """auto, autoNoTable or manual"""
    iterates: bool = False
    """Circular formulas are computed round and round instead of told."""
    as_displayed: bool = False
    """Stored values are rounded to what the cells show."""
    from_1904: bool = False
    """Dates count from 1904; the reader has turned them into days since 1899-12-30."""
    carries: tuple[str, ...] = ()
    """Parts that act or fetch: macros, links, connections, embedded."""
    others: tuple[str, ...] = ()
    """Tabs that hold no cells: chart sheets and the like."""


class Snapshot(NamedTuple):
    """A whole workbook."""

    tabs: tuple[FoundTab, ...]
    names: Mapping[str, FoundName]
    traits: Traits = Traits()

    def tab(self, title: str) -> FoundTab | None:
        """The tab of that title."""
        return next((tab for tab in self.tabs if same_title(tab.title, title)), None)

    def with_cells(self, changes: Mapping[tuple[str, int, int], FoundCell | None]) -> Snapshot:
        """The same workbook with other cells, by tab title, row and column; None for an empty one."""
        by_tab: dict[str, dict[tuple[int, int], FoundCell | None]] = {}
        for (title, row, column), cell in changes.items():
            by_tab.setdefault(title, {})[row, column] = cell
        tabs = []
        for tab in self.tabs:
            other = by_tab.get(tab.title, {})
            held: dict[tuple[int, int], FoundCell | None] = {**tab.cells, **other}
            cells = {at: cell for at, cell in held.items() if cell is not None}
            tabs.append(tab._replace(cells=cells) if other else tab)
        return self._replace(tabs=tuple(tabs))


def same_title(a: str, b: str) -> bool:
    """Do two titles name the same tab? Upper and lower case are the same in every program."""
    return a.casefold() == b.casefold()
