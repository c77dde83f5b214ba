"""A number against the same input's other periods: another unit, a digit too many, a jump, a copied period.

Nothing here proves a fault, so everything asks. A number counts as odd only beside others that agree among
themselves; what would explain it must put it right among them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from statistics import median
from typing import NamedTuple

from sheets_gen.filled import Filled
from sheets_gen.findings import INFO, WARNING, Finding
from sheets_gen.plan.report import CALCULATOR
from sheets_gen.verify.fault import fault
from sheets_gen.verify.say import say, shown

LEAST_OTHERS = 4
"""Fewer other periods say nothing about what is usual."""
MAX_SPREAD = 4.0
"""Periods within this factor of their median agree among themselves."""
OUTSIDE = 3.0
"""A number is odd beyond this factor from all of those."""
JUMP = 5.0
"""Median absolute deviations, from the median of the others."""
SAME_NUMBERS = 5
"""Fewer equal numbers in two periods may be chance."""

_TIMES = {"hours": 3600.0, "minutes": 60.0, "seconds": 1.0}
_TIME_UNITS = {"days": 86400.0, **_TIMES}


class _Usual(NamedTuple):
    """What the other periods hold."""

    low: float
    high: float
    middle: float
    deviation: float
    """Median absolute deviation from the middle."""


def odd_numbers(filled: Filled) -> Iterator[Finding]:
    """N112 another unit, N113 a jump, N114 a digit too many or too few."""
    for key, numbers in filled.inputs.items():
        unit, positive = filled.catalogue.items[key].source.unit, [value for value in numbers.values() if value > 0]
        if not positive or max(positive) <= OUTSIDE * min(positive):
            continue  # none can lie outside of the others
        for period, value in numbers.items():
            usual = _usual([other for at, other in numbers.items() if at != period and other > 0])
            if value > 0 and usual is not None and not usual.low / OUTSIDE <= value <= usual.high * OUTSIDE:
                yield _odd(filled, (f"{CALCULATOR}:{key}", period), value, usual, unit)


def _usual(others: list[float]) -> _Usual | None:
    """None where the others are too few, or do not agree among themselves."""
    if len(others) < LEAST_OTHERS:
        return None
    middle = median(others)
    close = [other for other in others if middle / MAX_SPREAD <= other <= middle * MAX_SPREAD]
    if len(close) < LEAST_OTHERS or len(close) < 0.6 * len(others):
        return None
    return _Usual(min(close), max(close), middle, median(abs(other - middle) for other in close))


def _odd(filled: Filled, place: tuple[str, str], value: float, usual: _Usual, unit: str) -> Finding:
    beside = {
        "found": shown(value, filled),
        "low": shown(usual.low, filled),
        "high": shown(usual.high, filled),
    }
    for other, factor in _factors(unit).items():
        if _fits(value * factor, usual):
            here = filled.catalogue.unit_label(unit)
            there = say(filled, f"unit_{other}")
            text = say(filled, "N112", unit=here, other=there, value=shown(value * factor, filled), **beside)
            return fault(filled, "N112", WARNING, place, text, say(filled, "check_number"), found=value)
    for factor in (0.1, 10.0, 0.01, 100.0):
        if _fits(value * factor, usual):
            text = say(filled, "N114", value=shown(value * factor, filled), **beside)
            return fault(filled, "N114", INFO, place, text, say(filled, "check_number"), found=value)
    text = say(filled, "N113", **beside)
    return fault(filled, "N113", INFO, place, text, say(filled, "check_number"), found=value)


def _factors(unit: str) -> Mapping[str, float]:
    """What to multiply by, for a number that was typed in another unit."""
    if unit in _TIMES:
        return {other: size / _TIMES[unit] for other, size in _TIME_UNITS.items() if other != unit}
    if unit in ("currency", "money"):
        return {"thousands": 1000.0, "cents": 0.01}
    return {"thousands": 1000.0} if unit == "count" else {"percent": 0.01, "fraction": 100.0}


def _fits(value: float, usual: _Usual) -> bool:
    return usual.low * 0.8 <= value <= usual.high * 1.25


def copied_periods(filled: Filled) -> Iterator[Finding]:
    """R106: a period whose every number is that of an earlier one."""
    stays = {key for key, item in filled.catalogue.items.items() if item.source.rollup == "param"}
    columns: dict[str, dict[str, float]] = {period: {} for period in filled.calendar.keys}
    for key, numbers in filled.inputs.items():
        for period, value in numbers.items():
            if key not in stays:
                columns[period][key] = value
    seen: dict[tuple[tuple[str, float], ...], str] = {}
    for period, held in columns.items():
        content = tuple(sorted(held.items()))
        different = {value for value in held.values() if value}
        if len(held) < SAME_NUMBERS or len(different) < 3:
            continue
        if content in seen:
            first = f"{CALCULATOR}:{next(key for key in filled.catalogue.items if key in held)}"
            text = say(filled, "R106", period=period, other=seen[content], count=len(held))
            yield fault(filled, "R106", WARNING, (first, period), text, say(filled, "check_period", period=period))
        else:
            seen[content] = period
