"""The value of every formula cell of a plan, so that previews, phones and other programs show numbers.

Cells are computed on demand and once; a circle would be a bug of a builder and raises.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, TypeAlias, cast

from sheets_gen.formula.evaluate import Compiled, compile_tree
from sheets_gen.formula.functions import Value
from sheets_gen.formula.nodes import FIRST, HERE, LAST, PREVIOUS, Node, Ref, Span, Stack
from sheets_gen.plan.model import Formula, Plan

Where: TypeAlias = tuple[str, str]
"""Row key and column key."""
_EPOCH = dt.date(1899, 12, 30)
_PENDING = object()
_ABSENT = object()


def serial(day: dt.date) -> int:
    """A date as spreadsheets count it: days since 1899-12-30."""
    return (day - _EPOCH).days


class Calculation:
    """The values of a plan's cells; ``overrides`` stand in for what a filled report holds instead."""

    def __init__(self, plan: Plan, overrides: Mapping[Where, Value] | None = None) -> None:
        self._cells: dict[str, Mapping[str, Any]] = {row.key: row.cells for tab in plan.tabs for row in tab.rows}
        self._order = {tab.key: [column.key for column in tab.columns] for tab in plan.tabs}
        self._index = {tab: {key: at for at, key in enumerate(keys)} for tab, keys in self._order.items()}
        self._rows = {tab.key: [row.key for row in tab.rows] for tab in plan.tabs}
        self._spans = plan.spans
        self._previous = dict(zip(plan.periods[1:], plan.periods, strict=False))
        self._stacks: dict[Stack, list[str]] = {}
        self._values: dict[Where, Any] = dict(overrides or {})

    def value(self, row: str, column: str) -> Value:
        """The value of a cell; None where it is empty."""
        where = (row, column)
        found = self._values.get(where, _ABSENT)
        if found is _ABSENT:
            return self._compute(where)
        if found is _PENDING:
            raise RecursionError(f"formulas depend on each other in a circle at {row} {column}")
        return cast(Value, found)

    def _compute(self, where: Where) -> Value:
        cell = self._cells[where[0]].get(where[1])
        content = cell.content if cell is not None else None
        if isinstance(content, Formula):
            self._values[where] = _PENDING
            content = self.apply(content, where)
        elif isinstance(content, dt.date):
            content = serial(content)
        self._values[where] = content
        return cast(Value, content)

    def apply(self, formula: Formula, where: Where) -> Value:
        """What the formula gives in that cell."""
        if formula.compiled is None:
            formula.compiled = compile_tree(formula.tree, _leaf)
        result = formula.compiled((self, *where))
        # A formula whose whole result is an empty cell shows 0 in every spreadsheet.
        return 0 if result is None else cast(Value, result)

    def column(self, column: str, here: str) -> str:
        """The key of a column that may be relative to ``here``."""
        if column == HERE:
            return here
        if column == FIRST:
            return self._spans[here][0]
        if column == LAST:
            return self._spans[here][1]
        return self._previous[here] if column == PREVIOUS else column

    def across(self, row: str, first: str, last: str) -> list[Value]:
        """The values of a row from one column to another."""
        tab = row.partition(":")[0]
        index, value = self._index[tab], self.value
        return [value(row, key) for key in self._order[tab][index[first] : index[last] + 1]]

    def down(self, stack: Stack, column: str) -> list[Value]:
        """The values of a column from one row to another."""
        covered = self._stacks.get(stack)
        if covered is None:
            rows = self._rows[stack.first_row.partition(":")[0]]
            covered = self._stacks[stack] = rows[rows.index(stack.first_row) : rows.index(stack.last_row) + 1]
        value = self.value
        return [value(row, column) for row in covered]


Context: TypeAlias = tuple[Calculation, str, str]
"""Whose values are looked at, and the row and column of the formula's cell."""


def _leaf(node: Node) -> Compiled:
    if isinstance(node, Ref):
        return _ref(node.row, node.column)
    if isinstance(node, Span):
        return _span(node.row, node.first, node.last)
    if isinstance(node, Stack):
        column = node.column
        return lambda at: at[0].down(node, at[0].column(column, at[2]))
    raise TypeError(f"a plan's formula cannot hold {node!r}")


def _ref(row: str, column: str) -> Compiled:
    if column == HERE and row:
        return lambda at: at[0].value(row, at[2])
    return lambda at: at[0].value(row or at[1], at[0].column(column, at[2]))


def _span(row: str, first: str, last: str) -> Compiled:
    def run(at: Context) -> Any:
        calculation, here, column = at
        return calculation.across(row or here, calculation.column(first, column), calculation.column(last, column))

    return run
