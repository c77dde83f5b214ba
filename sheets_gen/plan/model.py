"""The parts of a plan: frozen, free of any spreadsheet library, places named by key instead of address.

A row key is ``tab:id`` (``calculator:promoters``), a column key is a period (``2026-03``), a roll-up (``2026-Q1``)
or a name (``target``). A ``Formula`` is shared by all cells of a row that hold the same rule.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple, TypeAlias

from sheets_gen.formula.emit import Spelled, spell
from sheets_gen.formula.nodes import Node, Ref, Span


class Formula:
    """A rule of one or more cells, compared by identity."""

    __slots__ = ("_spelled", "compiled", "tree")

    def __init__(self, tree: Node) -> None:
        self.tree = tree
        self._spelled: Spelled | None = None
        self.compiled: Any = None
        """The rule as ``calculate`` runs it, for any workbook of this plan."""

    @property
    def spelled(self) -> Spelled:
        """The rule as a spreadsheet has it, but for the addresses; all its cells share this."""
        if self._spelled is None:
            self._spelled = spell(self.tree)
        return self._spelled


Content: TypeAlias = "str | float | dt.date | Formula | None"


class Cell(NamedTuple):
    """What one cell holds and how it looks."""

    content: Content
    style: str
    format: str = ""
    """Number format; empty: the style's own."""


class Row(NamedTuple):
    """One row of a tab."""

    key: str
    cells: Mapping[str, Cell]
    height: float
    """Points."""
    hidden: bool = False


class Column(NamedTuple):
    """One column of a tab."""

    key: str
    width: float
    """Characters of the default font."""


class Merge(NamedTuple):
    """Cells of one row shown as one; the first cell of ``where`` holds the content."""

    where: Span


class Note(NamedTuple):
    """A note on a cell."""

    where: Ref
    text: str


class Validation(NamedTuple):
    """What may be typed into the cells, with the help shown there."""

    where: Span
    kind: str
    """whole, decimal, or list"""
    least: float | None
    most: float | None
    source: Span | None
    """The cells that a list offers."""
    title: str
    help: str
    refusal: str


class Conditional(NamedTuple):
    """A style that applies while a condition holds."""

    first: Ref
    last: Ref
    style: str
    begins: str = ""
    """The cell's text begins so."""
    rule: Formula | None = None
    """Or this formula, written for the first cell, is true."""


class Sparkline(NamedTuple):
    """A small line in one cell over the cells of a row."""

    where: Ref
    data: Span


class Series(NamedTuple):
    """One line of a chart."""

    name: Ref
    values: Span
    color: str
    marker: str
    dash: str


class LineChart(NamedTuple):
    """A line chart; empty cells are gaps."""

    top_left: Ref
    bottom_right: Ref
    title: str
    x_title: str
    y_title: str
    alt_text: str
    categories: Span
    series: tuple[Series, ...]


class Name(NamedTuple):
    """A defined name over cells of one row."""

    name: str
    where: Span


class Tab(NamedTuple):
    """One tab of the workbook."""

    key: str
    title: str
    color: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    freeze: Ref
    """First cell that scrolls."""
    repeat_row: str
    """Row printed at the top of every page."""
    merges: tuple[Merge, ...]
    notes: tuple[Note, ...]
    validations: tuple[Validation, ...]
    conditionals: tuple[Conditional, ...]
    sparklines: tuple[Sparkline, ...]
    charts: tuple[LineChart, ...]
    pages_wide: int


class Plan(NamedTuple):
    """A whole workbook."""

    title: str
    subject: str
    author: str
    comments: str
    created: dt.date
    tabs: tuple[Tab, ...]
    names: tuple[Name, ...]
    styles: Mapping[str, Mapping[str, object]]
    spans: Mapping[str, tuple[str, str]]
    """Roll-up column key to its first and last period key."""
    periods: tuple[str, ...]
    right_to_left: bool = False
    """Columns run from the right, as does the time on charts."""
