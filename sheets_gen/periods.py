"""The report's calendar: periods, the quarters they touch, and the whole span.

A week is an ISO 8601 week and belongs to the month, quarter and year of its Thursday. Keys are stable text:
``2026-03`` (month), ``2026-W14`` (week), ``2026-Q2`` (quarter).
"""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from sheets_gen.errors import UsageProblem

EVERY = ("month", "week", "quarter")
LEAD = "before"
"""Column key of the period before the first, where a report carries on from another one."""
MAX_PERIODS = 120
_DAY = dt.timedelta(days=1)
_FIRST = {"month": "01", "week": "W01", "quarter": "Q1"}
_SHAPES = {"month": "2026-03", "week": "2026-W14", "quarter": "2026-Q2"}
_KEYS = {
    "month": re.compile(r"(2[0-9]{3})-(0[1-9]|1[0-2])"),
    "week": re.compile(r"(2[0-9]{3})-W(0[1-9]|[1-4][0-9]|5[0-3])"),
    "quarter": re.compile(r"(2[0-9]{3})-Q([1-4])"),
}


class Period(NamedTuple):
    """One column of the report."""

    key: str
    start: dt.date


class Rollup(NamedTuple):
    """A column computed from raw totals over the periods ``first`` to ``last`` (keys, inclusive)."""

    key: str
    kind: str
    """``quarter`` or ``span``."""
    first: str
    last: str
    whole: bool
    """False for a quarter that the report covers only in part."""


class Calendar(NamedTuple):
    """The report's periods and roll-ups, in column order."""

    every: str
    periods: tuple[Period, ...]
    rollups: tuple[Rollup, ...]
    lead: Period | None = None
    """The period before the first, shown beside it in a report that carries on from another; part of no roll-up."""

    @property
    def keys(self) -> tuple[str, ...]:
        """Period keys, in order."""
        return tuple(p.key for p in self.periods)

    def members(self, rollup: Rollup) -> tuple[str, ...]:
        """The period keys a roll-up covers."""
        keys = self.keys
        return keys[keys.index(rollup.first) : keys.index(rollup.last) + 1]


def with_lead(span: Calendar) -> Calendar:
    """The calendar with the period before its first one in front."""
    return span._replace(lead=containing(span.periods[0].start - _DAY, span.every))


def following(span: Calendar, count: int) -> Calendar:
    """``count`` periods after the last one, which stands in front of them."""
    return with_lead(calendar(_after(span.periods[-1], span.every), count, span.every))


def parse_key(text: str, every: str) -> Period:
    """The period a key names. Raises ValueError that says which shape is allowed."""
    match = _KEYS[every].fullmatch(text)
    if match is None:
        raise ValueError(f"a {every} is written like {_SHAPES[every]}, not {text!r}")
    year, part = int(match[1]), int(match[2])
    if every == "month":
        return Period(text, dt.date(year, part, 1))
    if every == "quarter":
        return Period(text, dt.date(year, 3 * part - 2, 1))
    try:
        return Period(text, dt.date.fromisocalendar(year, part, 1))
    except ValueError:
        raise ValueError(f"{year} has no week {part}") from None


def parse_start(text: str, every: str) -> Period:
    """The first period, from a key, from any date inside it (``2026-01-15``), or from a year."""
    if re.fullmatch(r"2[0-9]{3}-[0-9]{2}-[0-9]{2}", text):
        try:
            return containing(dt.date.fromisoformat(text), every)
        except ValueError as error:
            raise UsageProblem(f"--start {text}: no such day ({error})") from None
    if re.fullmatch(r"2[0-9]{3}", text):
        return parse_key(f"{text}-{_FIRST[every]}", every)
    if every != "month" and _KEYS["month"].fullmatch(text):
        return containing(dt.date.fromisoformat(f"{text}-01"), every)
    try:
        return parse_key(text, every)
    except ValueError as error:
        other = next((kind for kind, shape in _KEYS.items() if kind != every and shape.fullmatch(text)), "")
        hint = f" (it is a {other}: --every {other})" if other else ""
        raise UsageProblem(f"--start {text}: {error}{hint}") from None


def containing(day: dt.date, every: str) -> Period:
    """The period that holds a day."""
    if every == "month":
        return Period(f"{day:%Y-%m}", day.replace(day=1))
    if every == "quarter":
        quarter = (day.month + 2) // 3
        return Period(f"{day.year}-Q{quarter}", dt.date(day.year, 3 * quarter - 2, 1))
    iso = day.isocalendar()
    return Period(f"{iso.year}-W{iso.week:02}", dt.date.fromisocalendar(iso.year, iso.week, 1))


def previous_complete(every: str, today: dt.date | None = None) -> Period:
    """The last period that is over."""
    return containing(containing(today or dt.date.today(), every).start - _DAY, every)


def _after(period: Period, every: str) -> Period:
    days = {"month": 31, "week": 7, "quarter": 92}[every]
    return containing(period.start + days * _DAY, every)


def calendar(start: Period, count: int, every: str) -> Calendar:
    """``count`` periods from ``start``, with their quarters and whole span."""
    if not 1 <= count <= MAX_PERIODS:
        raise UsageProblem(f"--periods {count}: a report has 1 to {MAX_PERIODS} periods")
    periods = [start]
    try:
        while len(periods) < count:
            periods.append(_after(periods[-1], every))
        parse_key(periods[-1].key, every)
    except (ValueError, OverflowError):
        raise UsageProblem(f"--start {start.key} --periods {count}: runs past the year 2999") from None
    quarters = _quarters(periods, every) if every != "quarter" else []
    return Calendar(every, tuple(periods), (*quarters, _span(periods, every)))


def anchor(period: Period, every: str) -> dt.date:
    """The day that decides the period's quarter and year: a week's Thursday, else its first day."""
    return period.start + 3 * _DAY if every == "week" else period.start


def _quarters(periods: list[Period], every: str) -> list[Rollup]:
    grouped: dict[str, list[Period]] = {}
    for period in periods:
        grouped.setdefault(containing(anchor(period, every), "quarter").key, []).append(period)
    return [
        Rollup(key, "quarter", group[0].key, group[-1].key, len(group) == _length(key, every))
        for key, group in grouped.items()
    ]


def _length(quarter: str, every: str) -> int:
    """How many periods a whole quarter has."""
    if every == "month":
        return 3
    first = parse_key(quarter, "quarter")
    day, end, count = first.start, _after(first, "quarter").start, 0
    while day < end:
        count += day.isoweekday() == 4
        day += _DAY
    return count


def _span(periods: list[Period], every: str) -> Rollup:
    first, last = periods[0], periods[-1]
    year = anchor(first, every).year
    before = containing(first.start - _DAY, every)
    whole = anchor(before, every).year < year == anchor(last, every).year < anchor(_after(last, every), every).year
    return Rollup(str(year) if whole else f"{first.key}..{last.key}", "span", first.key, last.key, True)


def other_kind(text: str, every: str) -> str:
    """A hint when the text is a good period of another length."""
    for other in EVERY:
        try:
            parse_key(text, other)
        except ValueError:
            continue
        if other != every:
            return f" (it is a {other}: --every {other})"
    return ""
