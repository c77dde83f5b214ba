"""The nodes of a formula tree.

A definition's formula uses ``Number``, ``Name``, ``Call``, ``Binary`` and ``Negate``. The plan binds names
to cells and adds ``Text``, ``Ref``, ``Span`` and ``Stack``. Places are symbolic: a row is named by its key
(``"calculator:promoters"``) and a column by its key (``"2026-03"``, ``"target"``) or by one of the relative
columns below, so that one tree serves a whole row, whatever addresses a reader finds it at.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

HERE = "@here"
"""The column the formula stands in."""
PREVIOUS = "@previous"
"""The column left of the one the formula stands in."""
FIRST = "@first"
"""The first period of the roll-up column the formula stands in."""
LAST = "@last"
"""The last period of the roll-up column the formula stands in."""
RELATIVE = frozenset({HERE, PREVIOUS, FIRST, LAST})

THIS_ROW = ""
"""The row the formula stands in."""


class Number(NamedTuple):
    """A number literal."""

    value: float


class Text(NamedTuple):
    """A text literal (plan only)."""

    value: str


class Name(NamedTuple):
    """An input or metric, by id (definitions only)."""

    id: str


class Ref(NamedTuple):
    """One cell (plan only)."""

    row: str
    column: str = HERE


class Span(NamedTuple):
    """Cells of one row, from one column to another (plan only)."""

    row: str
    first: str
    last: str


class Stack(NamedTuple):
    """Cells of one column, from one row down to another of the same tab (plan only)."""

    first_row: str
    last_row: str
    column: str = HERE


class Call(NamedTuple):
    """A function of the table, applied."""

    function: str
    args: tuple[Node, ...]


class Binary(NamedTuple):
    """Two operands: + - * / & = <> < <= > >=."""

    operator: str
    left: Node
    right: Node


class Negate(NamedTuple):
    """A minus sign before an operand."""

    operand: Node


Node: TypeAlias = Number | Text | Name | Ref | Span | Stack | Call | Binary | Negate

BLANK = Text("")


def call(function: str, *args: Node) -> Call:
    """``call("SUM", a, b)`` reads better than the tuple it stands for."""
    return Call(function, args)


def if_(condition: Node, then: Node, otherwise: Node) -> Call:
    """IF(condition, then, otherwise)."""
    return Call("IF", (condition, then, otherwise))


def number(value: float) -> Number:
    """A number literal."""
    return Number(value)


def children(node: Node) -> tuple[Node, ...]:
    """The direct operands of a node, left to right."""
    if isinstance(node, Call):
        return node.args
    if isinstance(node, Binary):
        return (node.left, node.right)
    if isinstance(node, Negate):
        return (node.operand,)
    return ()


def walk(node: Node) -> Iterator[Node]:
    """Every node of the tree, operands before the node that uses them."""
    for child in children(node):
        yield from walk(child)
    yield node


def names(node: Node) -> tuple[str, ...]:
    """Ids used by the tree, each once, in the order of first use."""
    return tuple(dict.fromkeys(n.id for n in walk(node) if isinstance(n, Name)))


def rebuild(node: Node, operands: tuple[Node, ...]) -> Node:
    """The same node over other operands."""
    if isinstance(node, Call):
        return Call(node.function, operands)
    if isinstance(node, Binary):
        return Binary(node.operator, *operands)
    if isinstance(node, Negate):
        return Negate(*operands)
    return node


def bind(node: Node, cells: dict[str, Node]) -> Node:
    """The tree with every ``Name`` replaced by the node that ``cells`` holds for it."""
    if isinstance(node, Name):
        return cells[node.id]
    operands = children(node)
    return rebuild(node, tuple(bind(child, cells) for child in operands)) if operands else node
