"""Tree to spreadsheet text, in two steps, so that one row's formula is spelled once.

``spell`` turns a tree into a list of pieces: plain text and places. ``fill`` puts the addresses of one cell into
it. A fixed column gets a ``$``; a relative one (this column, the roll-up's first period …) does not.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple, Protocol, TypeAlias

from sheets_gen.formula.functions import FUNCTIONS
from sheets_gen.formula.nodes import Binary, Call, Name, Negate, Node, Number, Ref, Span, Stack, Text


class Place(NamedTuple):
    """A cell to be addressed when the formula's own cell is known."""

    row: str
    column: str
    with_tab: bool = True
    """False for the second corner of a range."""


class Rows(NamedTuple):
    """Cells of one column over several rows, to be addressed when the formula's own cell is known."""

    first: str
    last: str
    column: str


class Addresses(Protocol):
    """Where rows and columns stand: as laid out, or as found in a file."""

    def rows_between(self, rows: Rows, here_row: str, here_column: str) -> str:
        """The A1 range over all rows from the first to the last."""

    def cell(self, place: Place, here_row: str, here_column: str) -> str:
        """The A1 address of a place, with the tab's name when it is another tab's."""


Piece: TypeAlias = "str | Place | Rows"
Spelled: TypeAlias = tuple[Piece, ...]

_STRENGTH = {"=": 1, "<>": 1, "<": 1, "<=": 1, ">": 1, ">=": 1, "&": 2, "+": 3, "-": 3, "*": 4, "/": 4}
_TIGHTEST = 6


def spell(tree: Node, translate: Callable[[str], str] = str) -> Spelled:
    """The pieces of ``=tree`` in Excel's file spelling (English names, commas).

    ``translate`` spells a word otherwise: it gets separators, numbers, operators and texts (in quotes) one by one.
    """
    pieces: list[Piece] = ["="]

    def add(piece: Piece) -> None:
        if isinstance(piece, str):
            piece = translate(piece)
        # Texts that follow each other become one: every cell of the row joins the pieces again.
        if isinstance(piece, str) and isinstance(pieces[-1], str):
            pieces[-1] += piece
        else:
            pieces.append(piece)

    _node(tree, 0, add)
    return tuple(pieces)


def fill(spelled: Spelled, addresses: Addresses, row: str, column: str) -> str:
    """The formula text for the cell at ``row`` and ``column``."""
    cell = addresses.cell
    return "".join(
        [
            p
            if isinstance(p, str)
            else cell(p, row, column)
            if isinstance(p, Place)
            else addresses.rows_between(p, row, column)
            for p in spelled
        ]
    )


def number_text(value: float) -> str:
    """A number as both Excel and Google read it, never with an exponent: ``12``, ``0.5``, ``0.00001``."""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else f"{Decimal(repr(float(value))):f}"


def in_words(tree: Node, label: Callable[[str], str]) -> str:
    """A definition's formula for people, with labels in place of ids."""
    pieces: list[Piece] = []
    _node(tree, 0, pieces.append, label)
    return "".join(p for p in pieces if isinstance(p, str))


def _node(node: Node, strength: int, add: Callable[[Piece], None], label: Callable[[str], str] | None = None) -> None:
    if isinstance(node, Binary):
        _binary(node, strength, add, label)
    elif isinstance(node, Call):
        _call(node, add, label)
    elif isinstance(node, Negate):
        add("-" if label is None else "−")
        _node(node.operand, _TIGHTEST - 1, add, label)
    else:
        _leaf(node, add, label)


def _leaf(node: Node, add: Callable[[Piece], None], label: Callable[[str], str] | None) -> None:
    if isinstance(node, Number):
        add(number_text(node.value))
    elif isinstance(node, Text):
        add('"' + node.value.replace('"', '""') + '"')
    elif isinstance(node, Ref):
        add(Place(node.row, node.column))
    elif isinstance(node, Span):
        add(Place(node.row, node.first))
        add(":")
        add(Place(node.row, node.last, with_tab=False))
    elif isinstance(node, Stack):
        add(Rows(node.first_row, node.last_row, node.column))
    elif isinstance(node, Name):
        add(node.id if label is None else label(node.id))


def _binary(node: Binary, outer: int, add: Callable[[Piece], None], label: Callable[[str], str] | None) -> None:
    own = _STRENGTH[node.operator]
    wrapped = own < outer
    if wrapped:
        add("(")
    _node(node.left, own, add, label)
    if label is None:
        add(node.operator)
    else:
        add(f" {_WORDS.get(node.operator, node.operator)} ")
    # Brackets stay where the author put them: a*(b/c) and a*b/c differ in the last bit.
    _node(node.right, own + 1, add, label)
    if wrapped:
        add(")")


_WORDS = {"*": "×", "/": "÷", "-": "−"}


def _call(node: Call, add: Callable[[Piece], None], label: Callable[[str], str] | None) -> None:
    name = FUNCTIONS[node.function].excel or node.function
    add(f"{name if label is None else node.function.lower()}(")
    for index, arg in enumerate(node.args):
        if index:
            add("," if label is None else ", ")
        _node(arg, 0, add, label)
    add(")")
