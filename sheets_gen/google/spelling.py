"""A plan's formulas for Google Sheets, spelled so that they hold in every spreadsheet locale.

English names and ``;`` are read everywhere; a decimal point is not, so 1.96 becomes (196/100), which is the same
number to the last bit. Array literals do not occur in a plan.
"""

from __future__ import annotations

from decimal import Decimal

from sheets_gen.formula.emit import Spelled, fill, spell
from sheets_gen.plan.addresses import AddressBook
from sheets_gen.plan.model import Formula


class Spelling:
    """Formula texts of one workbook, each rule spelled once."""

    def __init__(self, addresses: AddressBook) -> None:
        self._addresses = addresses
        self._spelled: dict[int, tuple[Formula, Spelled]] = {}

    def text(self, formula: Formula, row: str, column: str) -> str:
        """The formula of the cell at a row and column."""
        known = self._spelled.get(id(formula))
        if known is None:
            known = self._spelled[id(formula)] = (formula, spell(formula.tree, _translated))
        return fill(known[1], self._addresses, row, column)


def _translated(word: str) -> str:
    if word == ",":
        return ";"
    return _fraction(word) if "." in word and word[0].isdigit() else word


def _fraction(number: str) -> str:
    """``1.96`` as ``(196/100)``."""
    sign, digits, exponent = Decimal(number).as_tuple()
    assert sign == 0 and isinstance(exponent, int) and exponent < 0
    whole = "".join(map(str, digits)).lstrip("0") or "0"
    return f"({whole}/1{'0' * -exponent})"
