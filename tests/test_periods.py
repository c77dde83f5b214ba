"""The report's calendar: months, ISO weeks, quarters, and what the total column is called."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_gen.errors import UsageProblem
from sheets_gen.periods import EVERY, MAX_PERIODS, Calendar, Period, calendar, containing, parse_key, parse_start


def months(start: str, count: int) -> Calendar:
    return calendar(parse_start(start, "month"), count, "month")


def weeks(start: str, count: int) -> Calendar:
    return calendar(parse_start(start, "week"), count, "week")


def quarters(start: str, count: int) -> Calendar:
    return calendar(parse_start(start, "quarter"), count, "quarter")


def totals(span: Calendar) -> list[tuple[str, bool]]:
    """Key and wholeness of every quarter column."""
    return [(rollup.key, rollup.whole) for rollup in span.rollups if rollup.kind == "quarter"]


def test_a_calendar_year_of_months() -> None:
    year = months("2026-01", 12)
    assert (year.keys[0], year.keys[-1], len(year.keys)) == ("2026-01", "2026-12", 12)
    assert totals(year) == [("2026-Q1", True), ("2026-Q2", True), ("2026-Q3", True), ("2026-Q4", True)]
    assert year.members(year.rollups[1]) == ("2026-04", "2026-05", "2026-06")
    assert year.members(year.rollups[-1]) == year.keys


def test_quarters_touched_in_part_are_not_whole() -> None:
    span = months("2026-02", 6)
    assert totals(span) == [("2026-Q1", False), ("2026-Q2", True), ("2026-Q3", False)]
    assert span.members(span.rollups[0]) == ("2026-02", "2026-03")
    assert span.members(span.rollups[2]) == ("2026-07",)


@pytest.mark.parametrize(
    ("span", "name"),
    [
        (months("2026-01", 12), "2026"),
        (months("2026-07", 12), "2026-07..2027-06"),
        (months("2026-01", 11), "2026-01..2026-11"),
        (months("2026-02", 11), "2026-02..2026-12"),
        (months("2026-01", 24), "2026-01..2027-12"),
        (months("2026-01", 1), "2026-01..2026-01"),
        (weeks("2026-W01", 53), "2026"),
        (weeks("2026-W01", 52), "2026-W01..2026-W52"),
        (weeks("2025-W01", 52), "2025"),
        (weeks("2025-W01", 53), "2025-W01..2026-W01"),
        (quarters("2026-Q1", 4), "2026"),
        (quarters("2026-Q2", 4), "2026-Q2..2027-Q1"),
    ],
)
def test_the_total_is_named_for_a_year_only_when_it_is_exactly_that_year(span: Calendar, name: str) -> None:
    assert (span.rollups[-1].key, span.rollups[-1].kind, span.rollups[-1].whole) == (name, "span", True)


def test_a_week_belongs_to_its_thursday() -> None:
    """The week of Monday 29 December 2025 has its Thursday on 1 January 2026."""
    assert parse_key("2026-W01", "week").start == dt.date(2025, 12, 29)
    assert totals(weeks("2026-W01", 2)) == [("2026-Q1", False)]
    turn = weeks("2026-W13", 2)  # Thursdays 26 March and 2 April
    assert totals(turn) == [("2026-Q1", False), ("2026-Q2", False)]
    assert turn.members(turn.rollups[0]) == ("2026-W13",)


def test_a_year_of_53_weeks_puts_the_last_into_its_fourth_quarter() -> None:
    year = weeks("2026-W01", 53)
    assert year.keys[-1] == "2026-W53"
    assert [len(year.members(rollup)) for rollup in year.rollups] == [13, 13, 13, 14, 53]
    assert all(rollup.whole for rollup in year.rollups)
    assert weeks("2026-W53", 2).keys == ("2026-W53", "2027-W01")


def test_a_quarterly_report_has_no_quarter_totals_beside_its_quarters() -> None:
    year = quarters("2026-Q3", 3)
    assert year.keys == ("2026-Q3", "2026-Q4", "2027-Q1")
    assert [period.start for period in year.periods] == [
        dt.date(2026, 7, 1),
        dt.date(2026, 10, 1),
        dt.date(2027, 1, 1),
    ]
    assert totals(year) == []


@pytest.mark.parametrize(
    ("key", "every", "message"),
    [
        ("2026-13", "month", "a month is written like 2026-03, not '2026-13'"),
        ("2026-00", "month", "a month is written like 2026-03, not '2026-00'"),
        ("2026-3", "month", "a month is written like 2026-03, not '2026-3'"),
        ("March", "month", "a month is written like 2026-03, not 'March'"),
        ("2026-03 ", "month", "a month is written like 2026-03, not '2026-03 '"),
        ("2026-03\n", "month", "a month is written like 2026-03, not '2026-03\\n'"),
        ("２０２６-03", "month", "a month is written like 2026-03, not '２０２６-03'"),
        ("", "month", "a month is written like 2026-03, not ''"),
        ("2026-W14", "month", "a month is written like 2026-03, not '2026-W14'"),
        ("2026-03", "week", "a week is written like 2026-W14, not '2026-03'"),
        ("2026-W54", "week", "a week is written like 2026-W14, not '2026-W54'"),
        ("2026-w14", "week", "a week is written like 2026-W14, not '2026-w14'"),
        ("2025-W53", "week", "2025 has no week 53"),
        ("2026-Q5", "quarter", "a quarter is written like 2026-Q2, not '2026-Q5'"),
    ],
)
def test_a_bad_key_is_refused_with_the_right_shape(key: str, every: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_key(key, every)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("start", "every", "first"),
    [
        ("2026-01-15", "month", "2026-01"),
        ("2026-12-31", "month", "2026-12"),
        ("2024-02-29", "month", "2024-02"),
        ("2027-01-03", "week", "2026-W53"),
        ("2025-12-29", "week", "2026-W01"),
        ("2026-05-31", "quarter", "2026-Q2"),
        ("2026-05", "quarter", "2026-Q2"),
        ("2026-01", "week", "2026-W01"),
        ("2026-W14", "week", "2026-W14"),
        ("2026-03", "month", "2026-03"),
    ],
)
def test_start_takes_a_key_or_any_date_inside_the_period(start: str, every: str, first: str) -> None:
    assert parse_start(start, every).key == first


@pytest.mark.parametrize(
    ("start", "every", "message"),
    [
        ("2026-02-30", "month", "--start 2026-02-30: no such day (day is out of range for month)"),
        ("2026-13-01", "week", "--start 2026-13-01: no such day (month must be in 1..12)"),
        ("soon", "month", "--start soon: a month is written like 2026-03, not 'soon'"),
        ("", "week", "--start : a week is written like 2026-W14, not ''"),
        ("2025-W53", "week", "--start 2025-W53: 2025 has no week 53"),
        ("9999-12", "month", "--start 9999-12: a month is written like 2026-03, not '9999-12'"),
        ("0999-12", "month", "--start 0999-12: a month is written like 2026-03, not '0999-12'"),
    ],
)
def test_a_start_that_cannot_work_is_refused(start: str, every: str, message: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        parse_start(start, every)
    assert str(caught.value) == message


@pytest.mark.parametrize("count", [0, -1, MAX_PERIODS + 1])
def test_a_report_has_1_to_120_periods(count: int) -> None:
    with pytest.raises(UsageProblem) as caught:
        months("2026-01", count)
    assert str(caught.value) == f"--periods {count}: a report has 1 to 120 periods"
    assert len(months("2026-01", MAX_PERIODS).keys) == 120


@pytest.mark.parametrize(
    ("start", "count", "every"),
    [("2999-12", 2, "month"), ("2999-W50", 10, "week"), ("2999-Q4", 2, "quarter"), ("2991-01", 120, "month")],
)
def test_a_report_stays_within_the_years_that_a_key_can_name(start: str, count: int, every: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        calendar(parse_start(start, every), count, every)
    assert str(caught.value) == f"--start {start} --periods {count}: runs past the year 2999"


@pytest.mark.parametrize("every", EVERY)
def test_the_last_days_of_the_calendar_are_refused_and_not_a_crash(every: str) -> None:
    last = containing(dt.date(9999, 12, 31), every)
    with pytest.raises(UsageProblem, match="runs past the year 2999"):
        calendar(last, 1, every)
    with pytest.raises(UsageProblem, match="runs past the year 2999"):
        calendar(last, 2, every)


DAYS = st.dates(dt.date(2000, 1, 8), dt.date(2980, 12, 31))


@settings(deadline=None)
@given(DAYS, st.sampled_from(EVERY))
def test_every_day_lies_in_the_period_whose_key_names_it(day: dt.date, every: str) -> None:
    period = containing(day, every)
    assert parse_key(period.key, every) == period
    assert parse_start(day.isoformat(), every) == period
    assert period.start <= day < period.start + dt.timedelta(days={"month": 31, "week": 7, "quarter": 92}[every])


@settings(deadline=None)
@given(DAYS, st.sampled_from(EVERY), st.integers(1, 60))
def test_periods_follow_each_other_and_quarters_share_them_out(day: dt.date, every: str, count: int) -> None:
    span = calendar(containing(day, every), count, every)
    assert len(set(span.keys)) == count
    assert list(span.periods) == sorted(span.periods, key=lambda period: period.start)
    assert all(isinstance(period, Period) and parse_key(period.key, every) == period for period in span.periods)
    shared = [key for rollup in span.rollups if rollup.kind == "quarter" for key in span.members(rollup)]
    assert shared == ([] if every == "quarter" else list(span.keys))
    assert all(rollup.whole for rollup in span.rollups[1:-2])
