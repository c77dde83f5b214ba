"""Where rows and columns stand: as the plan lays them out, or as a reader found them in a filled report."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from sheets_gen.formula.emit import Place, Rows
from sheets_gen.formula.nodes import FIRST, HERE, LAST, PREVIOUS, Span
from sheets_gen.plan.model import Plan


@cache
def letters(index: int) -> str:
    """Column letters of a 1-based index: 28 gives AB."""
    text = ""
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(65 + rest) + text
    return text


def quoted(title: str) -> str:
    """A tab's name as a formula needs it, always in quotes."""
    return "'" + title.replace("'", "''") + "'"


class AddressBook:
    """Row numbers and column indexes (1-based) by key, per tab."""

    def __init__(
        self,
        titles: Mapping[str, str],
        rows: Mapping[str, int],
        columns: Mapping[str, Mapping[str, int]],
        spans: Mapping[str, tuple[str, str]],
        periods: tuple[str, ...],
        order: tuple[str, ...],
    ) -> None:
        self.titles = titles
        self.rows = rows
        self.columns = columns
        self._spans = spans
        self._order = {row: at for at, row in enumerate(order)}
        self._keys = order
        self._previous = dict(zip(periods[1:], periods, strict=False))
        self._prefix = {tab: quoted(title) + "!" for tab, title in titles.items()}
        self._known: dict[tuple[str, str, bool, str], str] = {}
        self.formulas: dict[tuple[str, str], str | None] = {}
        """What the plan's formulas are called here, kept for the next report of the same shape."""

    def column(self, column: str, here: str) -> str:
        """The key of a column that may be relative to ``here``."""
        if column == HERE:
            return here
        if column == FIRST:
            return self._spans[here][0]
        if column == LAST:
            return self._spans[here][1]
        return self._previous[here] if column == PREVIOUS else column

    def cell(self, place: Place, here_row: str, here_column: str) -> str:
        """A place as seen from a cell: ``E12``, ``$D9``, or with the name of another tab."""
        row, column, with_tab = place
        row = row or here_row
        tab = row.partition(":")[0]
        foreign = with_tab and not here_row.startswith(tab + ":")
        key = (row, column, foreign, here_column)
        found = self._known.get(key)
        if found is None:
            at = self.columns[tab][self.column(column, here_column)]
            fixed = "" if column.startswith("@") else "$"
            found = f"{self._prefix[tab] if foreign else ''}{fixed}{letters(at)}{self.rows[row]}"
            self._known[key] = found
        return found

    def rows_between(self, rows: Rows, here_row: str, here_column: str) -> str:
        """All rows that the definition has from the first to the last, as a range: people may have sorted them."""
        keys = self._keys[self._order[rows.first] : self._order[rows.last] + 1]
        found = [key for key in keys if key in self.rows]
        if rows.first not in self.rows or rows.last not in self.rows:
            raise KeyError(rows)
        top, bottom = min(found, key=self.rows.__getitem__), max(found, key=self.rows.__getitem__)
        start = self.cell(Place(top, rows.column), here_row, here_column)
        return f"{start}:{self.cell(Place(bottom, rows.column, with_tab=False), here_row, here_column)}"

    def a1(self, row: str, column: str) -> str:
        """The plain address of a cell, for people: ``E12``."""
        return f"{letters(self.columns[row.partition(':')[0]][column])}{self.rows[row]}"

    def absolute(self, where: Span) -> str:
        """Cells with their tab, fixed: ``'Calculator'!$E$12:$P$12``; one cell when first and last are the same."""
        row, first = self.at(where.row, where.first)
        _, last = self.at(where.row, where.last)
        end = f":${letters(last)}${row}" if last != first else ""
        return f"{self._prefix[where.row.partition(':')[0]]}${letters(first)}${row}{end}"

    def at(self, row: str, column: str) -> tuple[int, int]:
        """1-based row and column numbers of a cell."""
        return self.rows[row], self.columns[row.partition(":")[0]][column]


def laid_out(plan: Plan) -> AddressBook:
    """The addresses a writer gives the plan's cells: rows and columns in order, from A1."""
    return AddressBook(
        titles={tab.key: tab.title for tab in plan.tabs},
        rows={row.key: at for tab in plan.tabs for at, row in enumerate(tab.rows, 1)},
        columns={tab.key: {c.key: at for at, c in enumerate(tab.columns, 1)} for tab in plan.tabs},
        spans=plan.spans,
        periods=plan.periods,
        order=order_of(plan),
    )


def order_of(plan: Plan) -> tuple[str, ...]:
    """The keys of all rows, as the definition orders them."""
    return tuple(row.key for tab in plan.tabs for row in tab.rows)
