"""The periods of a report: their headings, their order, and numbers from days that have not come."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from sheets_gen.filled import Filled
from sheets_gen.findings import ERROR, INFO, WARNING, Finding
from sheets_gen.formula.functions import Value
from sheets_gen.periods import Period, containing
from sheets_gen.plan.calculate import serial
from sheets_gen.plan.report import CALCULATOR
from sheets_gen.verify.fault import fault, tab_fault
from sheets_gen.verify.say import say, shown

_YEAR_FIRST = re.compile(r"([0-9]{4})[-/. ]([0-9]{1,2})(?:[-/. ]([0-9]{1,2}))?")
_DAY_OR_MONTH_FIRST = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4}|[0-9]{2})")


def headings(filled: Filled) -> Iterator[Finding]:
    """S111 another period, D102 text for a date, D103 another day of the period."""
    for tab in filled.plan.tabs:
        row = f"{tab.key}:period"
        for period in filled.calendar.periods:
            if not filled.has(row, period.key):
                continue
            value = filled.cell(row, period.key).value
            if value != serial(period.start):
                yield _heading(filled, (row, period.key), period, value)


def _heading(filled: Filled, place: tuple[str, str], period: Period, value: Value) -> Finding:
    hint, every = say(filled, "put_date_back"), filled.calendar.every
    told: dict[str, object] = {"period": period.key, "found": shown(value, filled), "expected": period.start}
    if isinstance(value, str) and value.strip():
        level = WARNING if _reads_as(value, period, every) else ERROR
        return fault(filled, "D102", level, place, say(filled, "D102", **told), hint, found=value)
    day = _date(value)
    if day is not None and containing(day, every) == period:
        text = say(filled, "D103", **(told | {"found": day}))
        return fault(filled, "D103", WARNING, place, text, hint, found=value)
    shown_day = told | {"found": day if day is not None else told["found"]}
    return fault(filled, "S111", ERROR, place, say(filled, "S111", **shown_day), hint)


def _date(value: Value) -> dt.date | None:
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not 0 < value < 2_000_000:
        return None
    return dt.date(1899, 12, 30) + dt.timedelta(days=int(value))


def _reads_as(text: str, period: Period, every: str) -> bool:
    """Is this period the one reading of the text? A day and a month that could be each other name two."""
    text = text.strip()
    if text == period.key:
        return True
    days: set[dt.date] = set()
    if match := _YEAR_FIRST.fullmatch(text):
        days |= _day(int(match[1]), int(match[2]), int(match[3] or 1))
    elif match := _DAY_OR_MONTH_FIRST.fullmatch(text):
        year = int(match[3]) + (2000 if len(match[3]) == 2 else 0)
        days |= _day(year, int(match[2]), int(match[1])) | _day(year, int(match[1]), int(match[2]))
    return bool(days) and all(containing(day, every) == period for day in days)


def _day(year: int, month: int, day: int) -> set[dt.date]:
    try:
        return {dt.date(year, month, day)}
    except ValueError:
        return set()


def order(filled: Filled) -> Iterator[Finding]:
    """D101: the periods' columns stand out of order, or one of them twice."""
    for key, (tab, row, _) in filled.located.items():
        columns = filled.addresses.columns.get(key, {})
        placed = [(period, columns[period]) for period in filled.calendar.keys if period in columns]
        for (_, before), (period, column) in pairwise(placed):
            if column < before:
                text = say(filled, "D101", period=period)
                hint = say(filled, "order_columns")
                yield tab_fault(filled, "D101", ERROR, key, (row, column), text, hint, period=period)
        held = {period for period, _ in placed}
        ids = [(str(cell.value), at) for (line, at), cell in tab.cells.items() if line == row]
        counted = Counter(id for id, _ in ids if id in held)
        for id in (id for id, count in counted.items() if count > 1):
            last = max(at for found, at in ids if found == id)
            text, hint = say(filled, "D101_twice", period=id), say(filled, "delete_column")
            yield tab_fault(filled, "D101", ERROR, key, (row, last), text, hint, period=id)


def days_from_1904(filled: Filled) -> Iterator[Finding]:
    """D104: the workbook counts its days from 1904, so a date copied from another one lands four years off."""
    if filled.snapshot.traits.from_1904:
        yield Finding("D104", WARNING, say(filled, "workbook"), say(filled, "D104"), say(filled, "from_1900"))


def future(filled: Filled, today: dt.date | None = None) -> Iterator[Finding]:
    """D105: numbers in a period that has not begun; one note for all of them."""
    day = today or dt.date.today()
    later = [period for period in filled.calendar.periods if period.start > day]
    held = {period for numbers in filled.inputs.values() for period in numbers}
    early = [period.key for period in later if period.key in held]
    if early:
        key = next(key for key, numbers in filled.inputs.items() if early[0] in numbers)
        text = say(filled, "D105", periods=", ".join(early), today=day)
        yield fault(filled, "D105", INFO, (f"{CALCULATOR}:{key}", early[0]), text)
