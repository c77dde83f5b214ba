"""A filled workbook as any reader hands it over: cells and names, nothing of the library that read it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sheets_gen.formula.functions import Value


class FoundCell(NamedTuple):
    """What stands in a cell: the value, and the formula when it has one (``=…``)."""

    value: Value
    formula: str | None = None
    is_date: bool = False
    """A number that the cell shows as a date."""


class FoundTab(NamedTuple):
    """One tab; cells by 1-based (row, column)."""

    title: str
    cells: Mapping[tuple[int, int], FoundCell]


class FoundName(NamedTuple):
    """A defined name over cells of one row."""

    tab: str
    row: int
    first: int
    last: int


class Snapshot(NamedTuple):
    """A whole workbook."""

    tabs: tuple[FoundTab, ...]
    names: Mapping[str, FoundName]

    def tab(self, title: str) -> FoundTab | None:
        """The tab of that title."""
        return next((tab for tab in self.tabs if same_title(tab.title, title)), None)


def same_title(a: str, b: str) -> bool:
    """Do two titles name the same tab? Upper and lower case are the same in every program."""
    return a.casefold() == b.casefold()
