"""Two digits in the wrong order: the one slip of the fingers that a broken sum gives away."""

from __future__ import annotations

from collections.abc import Iterator

from sheets_gen.filled import Filled
from sheets_gen.findings import INFO, Finding
from sheets_gen.formula.nodes import Node
from sheets_gen.plan.report import CALCULATOR
from sheets_gen.verify.fault import fault
from sheets_gen.verify.relations import Break, broken_identities, holds, side
from sheets_gen.verify.say import say, shown


def swapped_digits(filled: Filled) -> Iterator[Finding]:
    """R107: a number whose digits, two of them swapped, make a broken sum right; only where no other number would."""
    for identity, sides, broken in broken_identities(filled):
        if not identity.relation.startswith("="):
            continue
        for one in broken:
            found = list(_swaps(filled, sides, one))
            if len(found) == 1:
                key, period, other = found[0]
                text = say(filled, "R107", found=shown(filled.number(key, period), filled), value=shown(other, filled))
                place = (f"{CALCULATOR}:{key}", period)
                yield fault(filled, "R107", INFO, place, text, say(filled, "check_number"), expected=other)


def _swaps(filled: Filled, sides: tuple[Node, Node], broken: Break) -> Iterator[tuple[str, str, int]]:
    """Input, period and the number with two digits swapped, each of which makes the sum right."""
    if abs(broken.left.value - broken.right.value) % 9:
        return  # a swap changes a number by a multiple of nine
    cells = {(key, broken.left_period) for key in broken.left.keys}
    cells |= {(key, broken.right_period) for key in broken.right.keys}
    for key, period in sorted(cells):
        for other in _swapped(filled.number(key, period) or 0):
            instead = {(key, period): float(other)}
            left = side(filled, sides[0], broken.left_period, whole=True, instead=instead)
            right = side(filled, sides[1], broken.right_period, whole=True, instead=instead)
            if left is not None and right is not None and holds("=", left.value, right.value):
                yield key, period, other


def _swapped(value: float) -> Iterator[int]:
    """A whole number with each two neighbouring digits swapped that differ."""
    if value != int(value) or not 10 <= value < 1e9:
        return
    digits = str(int(value))
    for at in range(len(digits) - 1):
        if digits[at] != digits[at + 1] and not (at == 0 and digits[1] == "0"):
            yield int(digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :])
