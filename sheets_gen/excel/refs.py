"""Cell references: letters, single cells, areas, and what is left of an area when another is cut out of it."""

from __future__ import annotations

import re

from sheets_gen import snapshot
from sheets_gen.plan.addresses import letters

MAX_ROW = 1_048_576
MAX_COLUMN = 16_384
_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


class Area(snapshot.Area):
    """A block of cells that can be cut and widened."""

    __slots__ = ()

    def meets(self, other: Area) -> bool:
        """Have the two a cell in common?"""
        return not (
            other.top > self.bottom or other.bottom < self.top or other.left > self.right or other.right < self.left
        )

    def widened(self, row: int, column: int) -> Area:
        """The smallest area that holds this one and the cell."""
        return Area(min(self.top, row), min(self.left, column), max(self.bottom, row), max(self.right, column))

    def without(self, cut: Area) -> list[Area]:
        """What is left, as up to four areas, from above to below and from left to right."""
        if not self.meets(cut):
            return [self]
        top, bottom = max(self.top, cut.top), min(self.bottom, cut.bottom)
        pieces = (
            Area(self.top, self.left, cut.top - 1, self.right),
            Area(top, self.left, bottom, cut.left - 1),
            Area(top, cut.right + 1, bottom, self.right),
            Area(cut.bottom + 1, self.left, self.bottom, self.right),
        )
        return [piece for piece in pieces if piece.top <= piece.bottom and piece.left <= piece.right]

    def text(self) -> str:
        """As a file spells it: A1, or A1:B2."""
        first = spelled(self.top, self.left)
        return first if self[:2] == self[2:] else f"{first}:{spelled(self.bottom, self.right)}"


def spelled(row: int, column: int) -> str:
    """(2, 3) is C2."""
    return f"{letters(column)}{row}"


def cell(text: str) -> tuple[int, int] | None:
    """The row and column of a reference such as C2, c2 or $C$2; None for anything else."""
    match = _CELL.fullmatch(text)
    if not match:
        return None
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - 64
    row = int(match[2])
    return (row, column) if 1 <= row <= MAX_ROW and column <= MAX_COLUMN else None


def area(text: str) -> Area | None:
    """The area of a reference such as A1:B2 or A1, its corners in any order; None for anything else."""
    first, _, last = text.partition(":")
    one, two = cell(first), cell(last or first)
    if one is None or two is None:
        return None
    return Area(min(one[0], two[0]), min(one[1], two[1]), max(one[0], two[0]), max(one[1], two[1]))
