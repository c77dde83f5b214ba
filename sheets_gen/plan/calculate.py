"""The value of every formula cell of a plan, so that previews, phones and other programs show numbers.

Cells are computed on demand and once; a circle would be a bug of a builder and raises.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
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
        self._compiled: dict[int, Compiled] = {}
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
        run = self._compiled.get(id(formula))
        if run is None:
            run = self._compiled[id(formula)] = compile_tree(formula.tree, self._leaf)
        result = run(where)
        # A formula whose whole result is an empty cell shows 0 in every spreadsheet.
        return 0 if result is None else cast(Value, result)

    def _column(self, column: str) -> Callable[[str], str]:
        if column == HERE:
            return lambda here: here
        if column == FIRST:
            return lambda here: self._spans[here][0]
        if column == LAST:
            return lambda here: self._spans[here][1]
        if column == PREVIOUS:
            return lambda here: self._previous[here]
        return lambda _: column

    def _leaf(self, node: Node) -> Compiled:
        value = self.value
        if isinstance(node, Ref):
            row, column = node.row, self._column(node.column)
            if node.column == HERE and row:
                return lambda where: value(row, where[1])
            return lambda where: value(row or where[0], column(where[1]))
        if isinstance(node, Span):
            return self._span(node)
        if isinstance(node, Stack):
            return self._stack(node)
        raise TypeError(f"a plan's formula cannot hold {node!r}")

    def _span(self, node: Span) -> Compiled:
        first, last, value = self._column(node.first), self._column(node.last), self.value

        def run(where: Where) -> Any:
            row = node.row or where[0]
            tab = row.partition(":")[0]
            index, order = self._index[tab], self._order[tab]
            keys = order[index[first(where[1])] : index[last(where[1])] + 1]
            return [value(row, key) for key in keys]

        return run

    def _stack(self, node: Stack) -> Compiled:
        rows = self._rows[node.first_row.partition(":")[0]]
        covered = rows[rows.index(node.first_row) : rows.index(node.last_row) + 1]
        column, value = self._column(node.column), self.value
        return lambda where: [value(row, column(where[1])) for row in covered]
