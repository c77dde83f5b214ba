"""The one table of functions: name, arity, Python meaning, spreadsheet spelling.

A Python meaning follows what Excel, Google Sheets and LibreOffice agree on (measured on recalculated workbooks):
aggregates skip text and blanks in cells, ROUND goes half away from zero, MATCH is exact. ``IF`` is here for its
arity and spelling; the evaluator runs it lazily. An argument that is a range arrives as a list.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import NamedTuple, TypeAlias


class ErrorValue(NamedTuple):
    """A spreadsheet's error value, such as ``#N/A``."""

    code: str


NOT_AVAILABLE = ErrorValue("#N/A")
DIVISION_BY_ZERO = ErrorValue("#DIV/0!")
WRONG_VALUE = ErrorValue("#VALUE!")
NOT_A_NUMBER = ErrorValue("#NUM!")
BAD_REFERENCE = ErrorValue("#REF!")

Value: TypeAlias = float | str | bool | ErrorValue | None
"""What a cell can hold; None is a cell that is truly empty."""
Argument: TypeAlias = "Value | list[Value]"
Meaning: TypeAlias = Callable[..., Value]


def is_number(value: object) -> bool:
    """True for a number as a spreadsheet sees it: a bool is not one."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _numbers(args: Sequence[Argument]) -> list[float]:
    """Numbers among the arguments: text, blanks and booleans in cells are skipped, as in every spreadsheet."""
    found: list[float] = []
    for arg in args:
        for item in arg if isinstance(arg, list) else (arg,):
            if isinstance(item, (int, float)) and not isinstance(item, bool):
                found.append(item)
    return found


def _sum(*args: Argument) -> Value:
    return math.fsum(_numbers(args))


def _count(*args: Argument) -> Value:
    return len(_numbers(args))


def _min(*args: Argument) -> Value:
    return min(_numbers(args), default=0)


def _max(*args: Argument) -> Value:
    return max(_numbers(args), default=0)


def _average(*args: Argument) -> Value:
    found = _numbers(args)
    return math.fsum(found) / len(found) if found else DIVISION_BY_ZERO


def _stdev_p(*args: Argument) -> Value:
    found = _numbers(args)
    if not found:
        return DIVISION_BY_ZERO
    mean = math.fsum(found) / len(found)
    return math.sqrt(math.fsum((x - mean) ** 2 for x in found) / len(found))


def _sqrt(x: Argument) -> Value:
    if not isinstance(x, (int, float)):
        return WRONG_VALUE
    return math.sqrt(x) if x >= 0 else NOT_A_NUMBER


def _abs(x: Argument) -> Value:
    return abs(x) if isinstance(x, (int, float)) else WRONG_VALUE


def _round(x: Argument, digits: Argument) -> Value:
    if not isinstance(x, (int, float)) or not isinstance(digits, (int, float)):
        return WRONG_VALUE
    # Python's round() goes half to even; spreadsheets go half away from zero, of the 15 digits that they show.
    step = Decimal(1).scaleb(-max(-_MOST_DIGITS, min(_MOST_DIGITS, int(digits))))
    return 0.0 + float(Decimal(f"{float(x):.15g}").quantize(step, ROUND_HALF_UP, Context(prec=3 * _MOST_DIGITS)))


_MOST_DIGITS = 400  # more than any float has on either side of its point


def _is_number(x: Argument) -> Value:
    return is_number(x)


def _and(*args: Argument) -> Value:
    return all(bool(a) for a in args)


def _or(*args: Argument) -> Value:
    return any(bool(a) for a in args)


def _not(x: Argument) -> Value:
    return not x


def _index(cells: Argument, position: Argument) -> Value:
    if not isinstance(cells, list) or not isinstance(position, (int, float)):
        return WRONG_VALUE
    at = int(position)
    if not 1 <= at <= len(cells):
        return BAD_REFERENCE
    # A spreadsheet shows 0 when a formula's whole result is an empty cell; callers guard with COUNT.
    return cells[at - 1]


def _match(wanted: Argument, cells: Argument, kind: Argument) -> Value:
    if not isinstance(cells, list) or kind != 0:
        return WRONG_VALUE
    for at, cell in enumerate(cells, 1):
        if is_number(cell) == is_number(wanted) and cell == wanted:
            return at
    return NOT_AVAILABLE


def _meets(cell: Value, criterion: Argument) -> bool:
    """One criterion of SUMIFS and COUNTIFS: a number (equal to it), or a comparison with zero as text."""
    if is_number(criterion):
        return is_number(cell) and cell == criterion
    compare = _COMPARISONS.get(criterion) if isinstance(criterion, str) else None
    if compare is not None:
        return isinstance(cell, (int, float)) and not isinstance(cell, bool) and compare(cell, 0)
    raise ValueError(f"criterion {criterion!r} is not in the table's vocabulary")


_COMPARISONS: dict[str, Callable[[float, float], bool]] = {">0": operator.gt, ">=0": operator.ge, "<0": operator.lt}


def _countifs(*args: Argument) -> Value:
    """How many places meet all criteria, of pairs of cells and criterion."""
    met: list[bool] | None = None
    for cells, criterion in zip(args[::2], args[1::2], strict=True):
        if not isinstance(cells, list):
            return WRONG_VALUE
        these = [_meets(cell, criterion) for cell in cells]
        met = these if met is None else [a and b for a, b in zip(met, these, strict=True)]
    return sum(met or ())


def _sumifs(amounts: Argument, cells: Argument, criterion: Argument) -> Value:
    if not isinstance(cells, list) or not isinstance(amounts, list):
        return WRONG_VALUE
    kept = [a for a, c in zip(amounts, cells, strict=True) if _meets(c, criterion)]
    return next((a for a in kept if isinstance(a, ErrorValue)), math.fsum(_numbers(kept)))


def _na() -> Value:
    return NOT_AVAILABLE


def _lazy(*_args: Argument) -> Value:
    raise AssertionError("IF is run by the evaluator")


class Function(NamedTuple):
    """One row of the table."""

    least: int
    most: int
    meaning: Meaning
    in_definitions: bool = False
    """May a definition's formula call it (by its lower-case name)?"""
    excel: str = ""
    """Spelling inside an .xlsx file where it differs from the name."""
    takes_errors: bool = False
    """An error among the arguments is looked at, not passed on."""
    passes_over_errors: bool = False
    """An error in a cell that is not the one looked for does no harm; one that is given alone is passed on."""


FUNCTIONS: dict[str, Function] = {
    "SUM": Function(1, 255, _sum, in_definitions=True),
    "MIN": Function(1, 255, _min, in_definitions=True),
    "MAX": Function(1, 255, _max, in_definitions=True),
    "ABS": Function(1, 1, _abs, in_definitions=True),
    "SQRT": Function(1, 1, _sqrt, in_definitions=True),
    "ROUND": Function(2, 2, _round, in_definitions=True),
    "COUNT": Function(1, 255, _count, takes_errors=True),
    "AVERAGE": Function(1, 255, _average),
    "STDEV.P": Function(1, 255, _stdev_p, excel="_xlfn.STDEV.P"),
    "IF": Function(3, 3, _lazy),
    "AND": Function(1, 255, _and),
    "OR": Function(1, 255, _or),
    "NOT": Function(1, 1, _not),
    "ISNUMBER": Function(1, 1, _is_number, takes_errors=True),
    "INDEX": Function(2, 2, _index, passes_over_errors=True),
    "MATCH": Function(3, 3, _match, passes_over_errors=True),
    "COUNTIFS": Function(2, 4, _countifs, passes_over_errors=True),
    "SUMIFS": Function(3, 3, _sumifs, passes_over_errors=True),
    "NA": Function(0, 0, _na),
}


def definition_functions() -> tuple[str, ...]:
    """Names a definition may call, lower case, sorted."""
    return tuple(sorted(name.lower() for name, f in FUNCTIONS.items() if f.in_definitions))
