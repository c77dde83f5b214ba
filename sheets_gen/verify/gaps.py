"""What is not there, or not as before, where it was in every other period: a number, a whole period, a scale.

Blank is not zero, so a result that needs the number is blank too; none of it is wrong, so these are notes.
"""

from __future__ import annotations

from collections.abc import Iterator

from sheets_gen.filled import Filled
from sheets_gen.findings import INFO, Finding
from sheets_gen.plan.report import CALCULATOR
from sheets_gen.verify.fault import fault
from sheets_gen.verify.say import say, shown

LEAST_OTHERS = 3
"""Fewer periods with the number say nothing about what is usual."""
USUAL = 0.75
"""An input is usual when at least this share of the periods with numbers hold it."""


def missing_numbers(filled: Filled) -> Iterator[Finding]:
    """N109: a period without any number between others, or a number that is there in most other periods."""
    held = {p: [key for key, numbers in filled.inputs.items() if p in numbers] for p in filled.calendar.keys}
    begun = [period for period in filled.calendar.keys if held[period]]
    if not begun:
        return
    for period in filled.calendar.keys:
        places = [place for key in filled.inputs if filled.has(*(place := (f"{CALCULATOR}:{key}", period)))]
        if not held[period] and begun[0] < period < begun[-1] and places:
            yield fault(filled, "N109", INFO, places[0], say(filled, "N109_period"), say(filled, "complete_period"))
    usual = [
        key
        for key, numbers in filled.inputs.items()
        if len(numbers) >= max(LEAST_OTHERS, USUAL * (len(begun) - 1)) and len(numbers) < len(begun)
    ]
    for period in begun:
        others = [key for key in filled.inputs if len(filled.inputs[key]) >= USUAL * (len(begun) - 1)]
        if 2 * len(held[period]) < len(others):
            continue  # its numbers are still being typed
        for key in usual:
            place = (f"{CALCULATOR}:{key}", period)
            if period not in filled.inputs[key] and place not in filled.typed and filled.has(*place):
                text = say(filled, "N109", count=len(filled.inputs[key]), periods=len(begun))
                yield fault(filled, "N109", INFO, place, text, say(filled, "complete_period"))


def changed_scales(filled: Filled) -> Iterator[Finding]:
    """N115: a scale or threshold that is not that of the period before; a change back is no second finding."""
    for key, numbers in filled.inputs.items():
        if filled.catalogue.items[key].source.rollup != "param":
            continue
        before = usual = None
        for period in filled.calendar.keys:
            value = numbers.get(period)
            if value is None:
                continue
            place = (f"{CALCULATOR}:{key}", period)
            if before is not None and value not in (before, usual) and filled.has(*place):
                text = say(filled, "N115", found=shown(value, filled), before=shown(before, filled))
                yield fault(filled, "N115", INFO, place, text, say(filled, "check_number"), found=value)
                usual = before
            before = value
