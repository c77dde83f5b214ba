"""Formulas that look at another range, and constants or rounding added to formulas: F104 and F105."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

from tests.faults.fault import Fault, cell_fault
from tests.faults.plant_formulas import TABS, beside, formula_cells, shuffled, with_formula, with_number
from tests.faults.reports import Clean

_RANGE = r"(?<![A-Za-z:])(\$?)([A-Z]{1,2})([0-9]+):(\$?)([A-Z]{1,2})([0-9]+)"


def f104(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """Ranges that stop early, begin late, or lie elsewhere."""
    for way, rewrite in RANGES.items():
        for where in shuffled(formula_cells(clean, *TABS), dice):
            before = clean.cell(where).formula or ""
            found = list(re.finditer(_RANGE, before))
            if found:
                one = dice.choice(found)
                after = before[: one.start()] + rewrite(one) + before[one.end() :]
                if after != before:
                    yield cell_fault("F104", way, where, with_formula(clean, where, after))
                    break


def _range(one: re.Match[str], first: int = 0, last: int = 0, top: int = 0, bottom: int = 0) -> str:
    start = f"{one[1]}{beside(one[2], first)}{int(one[3]) + top}"
    return f"{start}:{one[4]}{beside(one[5], last)}{int(one[6]) + bottom}"


def _along(one: re.Match[str], by: int) -> tuple[int, int]:
    """Columns and rows by which an end of the range moves along it."""
    return (by, 0) if one[3] == one[6] else (0, by)


def _ends(first: int, last: int) -> Callable[[re.Match[str]], str]:
    def moved(one: re.Match[str]) -> str:
        (left, top), (right, bottom) = _along(one, first), _along(one, last)
        return _range(one, left, right, top, bottom)

    return moved


RANGES: dict[str, Callable[[re.Match[str]], str]] = {
    "stops one too early": _ends(0, -1),
    "goes one too far": _ends(0, 1),
    "begins one too late": _ends(1, 0),
    "begins one too early": _ends(-1, 0),
    "moved along": _ends(1, 1),
    "lies a row lower": lambda one: _range(one, top=1, bottom=1),
    "lies a row higher": lambda one: _range(one, top=-1, bottom=-1),
    "one row and one column too large": lambda one: _range(one, last=1, bottom=1),
    "stops two too late": _ends(0, 2),
}


def f105(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """A constant or rounding added."""
    for way, rewrite in CONSTANTS.items():
        where = with_number(clean, dice, *TABS)
        before = clean.cell(where).formula or ""
        others = ("F102",) if way in EITHER else ()
        yield cell_fault("F105", way, where, with_formula(clean, where, rewrite(before[1:])), others=others)


EITHER = ("two constants", "rounded, then a constant", "to the power of 2", "plus an exponent")
"""More than one constant or rounding: a changed formula is as true."""
CONSTANTS: dict[str, Callable[[str], str]] = {
    "plus 0.02": lambda text: f"={text}+0.02",
    "less 5": lambda text: f"={text}-5",
    "ten percent more": lambda text: f"={text}*1.1",
    "by 100": lambda text: f"={text}/100",
    "plus 1 %": lambda text: f"={text}+1%",
    "a constant before it": lambda text: f"=0.05+{text}",
    "times a constant, in brackets": lambda text: f"=1.02*({text})",
    "in brackets, plus": lambda text: f"=({text})+3",
    "ROUND": lambda text: f"=ROUND({text},2)",
    "ROUND with ;": lambda text: f"=ROUND({text};0)",
    "ROUNDUP": lambda text: f"=ROUNDUP({text},1)",
    "ROUNDDOWN": lambda text: f"=ROUNDDOWN({text}, 0)",
    "INT": lambda text: f"=INT({text})",
    "TRUNC": lambda text: f"=TRUNC({text},1)",
    "MROUND": lambda text: f"=MROUND({text},5)",
    "CEILING": lambda text: f"=CEILING({text},1)",
    "FLOOR": lambda text: f"=FLOOR({text},0.5)",
    "rounded, then a constant": lambda text: f"=ROUND({text},2)+1",
    "two constants": lambda text: f"=({text}+1)*2",
    "to the power of 2": lambda text: f"=({text})^2",
    "times 0": lambda text: f"=({text})*0",
    "minus at the end, with spaces": lambda text: f"= {text} - 0.5",
    "CEILING.MATH": lambda text: f"=_xlfn.CEILING.MATH({text},1)",
    "plus an exponent": lambda text: f"={text}+1E-3",
}
