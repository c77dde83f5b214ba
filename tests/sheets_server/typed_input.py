"""What a text becomes when it is typed into a cell: a number, a date, a truth value, a formula, or itself."""

import re
from datetime import datetime, timedelta
from typing import Any

from .formula_text import as_typed
from .locales import Locale
from .model import Json
from .number_format import EPOCH

_CURRENCY = {"$": '"$"', "€": '"€"', "£": '"£"'}
_MONTHS = {datetime(2000, month, 1).strftime("%b").lower(): month for month in range(1, 13)}
_TIME = re.compile(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d(?:\.\d+)?))?(?:\s*([AaPp])[Mm])?$")
_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$")
_NUMERIC_DATE = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})$")
_WORDED = re.compile(r"(?:(\d{1,2})[ -]([A-Za-z]{3,9})[ -](\d{4})|([A-Za-z]{3,9}) (\d{1,2}),? (\d{4}))$")
_DAY_AND_MONTH = re.compile(r"(\d{1,2})([-/.])(\d{1,2})$")
_MONTH_AND_YEAR = re.compile(r"([A-Za-z]{3,9}) (\d{4})$")

Typed = tuple[Json, Json | None]


def typed_value(value: Any, locale: Locale) -> Typed:
    """A value of a request under USER_ENTERED: (ExtendedValue, number format that it suggests)."""
    if not isinstance(value, str):
        return raw_value(value), None
    if value.startswith("'"):
        return {"stringValue": value[1:]}, None
    if value.startswith("=") and len(value) > 1:
        return {"formulaValue": as_typed(value, locale)}, None
    text = value.strip()
    if text.upper() in {"TRUE", "FALSE"}:
        return {"boolValue": text.upper() == "TRUE"}, None
    found = _number(text, locale) or _moment(text, locale)
    return found or ({"stringValue": value}, None)


def raw_value(value: Any) -> Json:
    """A value of a request under RAW: stored as it is."""
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int | float):
        return {"numberValue": value}
    return {"stringValue": value}


def _number(text: str, locale: Locale) -> Typed | None:
    group, decimal = re.escape(locale.group), re.escape(locale.decimal)
    plain = rf"(?:\d+|\d{{1,3}}(?:{group}\d{{3}})+)(?:{decimal}\d*)?|{decimal}\d+"
    match = re.match(
        rf"(?P<open>\()?(?P<sign>[-+])?\s*(?P<currency>[$€£])?\s*(?P<sign2>[-+])?(?P<digits>{plain})"
        rf"(?P<exponent>[eE][-+]?\d+)?\s*(?P<percent>%)?\s*(?P<after>€)?(?P<close>\))?$",
        text,
    )
    if not match or bool(match["open"]) != bool(match["close"]):
        return None
    digits = match["digits"]
    number = float(digits.replace(locale.group, "").replace(locale.decimal, ".") + (match["exponent"] or ""))
    if match["open"] or "-" in ((match["sign"] or "") + (match["sign2"] or "")):
        number = -number
    if match["percent"]:
        number = number / 100
    value = int(number) if number.is_integer() and abs(number) < 2**53 else number
    return {"numberValue": value}, _suggested(match, digits, locale)


def _suggested(match: re.Match[str], digits: str, locale: Locale) -> Json | None:
    """The number format that the way of writing suggests."""
    fraction = ".00" if locale.decimal in digits else ""
    currency = match["currency"] or match["after"]
    if match["percent"]:
        return {"type": "PERCENT", "pattern": f"0{fraction}%"}
    if currency:
        return {"type": "CURRENCY", "pattern": f"{_CURRENCY[currency]}#,##0{fraction}"}
    if match["exponent"]:
        return {"type": "SCIENTIFIC", "pattern": "0.00E+00"}
    if locale.group in digits:
        return {"type": "NUMBER", "pattern": f"#,##0{fraction}"}
    return None


def _moment(text: str, locale: Locale) -> Typed | None:
    """A date, a time, or both."""
    time = _time(text)
    if time:
        return {"numberValue": time[0]}, {"type": "TIME", "pattern": time[1]}
    day_text, _, time_text = text.replace("T", " ", 1).partition(" ") if ":" in text else (text, "", "")
    day = _date(day_text, locale)
    if not day:
        return None
    if not time_text:
        return {"numberValue": int(day[0])}, {"type": "DATE", "pattern": day[1]}
    time = _time(time_text)
    if not time:
        return None
    return {"numberValue": day[0] + time[0]}, {"type": "DATE_TIME", "pattern": f"{day[1]} {time[1]}"}


def _time(text: str) -> tuple[float, str] | None:
    match = _TIME.match(text)
    if not match:
        return None
    hour, minute, second, half = int(match[1]), int(match[2]), float(match[3] or 0), (match[4] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    pattern = "h:mm:ss" if match[3] else "h:mm"
    return (hour * 3600 + minute * 60 + second) / 86_400, f"{pattern} AM/PM" if half else pattern


def _date(text: str, locale: Locale) -> tuple[float, str] | None:
    if match := _ISO.match(text):
        return _serial(int(match[1]), int(match[3]), int(match[4]), match[2].join(["yyyy", "mm", "dd"]))
    if match := _NUMERIC_DATE.match(text):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        year += (2000 if year < 50 else 1900) if len(match[4]) == 2 else 0
        month, day = (first, second) if locale.month_first else (second, first)
        order = ["m", "d", "yyyy"] if locale.month_first else ["dd", "mm", "yyyy"]
        return _serial(year, month, day, match[2].join(order))
    if match := _WORDED.match(text):
        day_text, name, year_text = (match[1], match[2], match[3]) if match[1] else (match[5], match[4], match[6])
        month_number = _MONTHS.get(name[:3].lower())
        pattern = "d mmm yyyy" if match[1] else "mmm d, yyyy"
        return _serial(int(year_text), month_number, int(day_text), pattern) if month_number else None
    return _part_of_date(text, locale)


def _part_of_date(text: str, locale: Locale) -> tuple[float, str] | None:
    """A day and a month are those of this year; a month and a year are the first of that month."""
    if match := _DAY_AND_MONTH.match(text):
        first, second = int(match[1]), int(match[3])
        month, day = (first, second) if locale.month_first else (second, first)
        return _serial(datetime.now().year, month, day, match[2].join(["m", "d"] if locale.month_first else ["d", "m"]))
    match = _MONTH_AND_YEAR.match(text)
    number = _MONTHS.get(match[1][:3].lower()) if match else None
    if (
        match
        and number
        and (len(match[1]) == 3 or match[1].lower() == datetime(2000, number, 1).strftime("%B").lower())
    ):
        return _serial(int(match[2]), number, 1, "mmm yyyy" if len(match[1]) == 3 else "mmmm yyyy")
    return None


def _serial(year: int, month: int, day: int, pattern: str) -> tuple[float, str] | None:
    try:
        moment = datetime(year, month, day)
    except ValueError:
        return None
    return (moment - EPOCH) / timedelta(days=1), pattern
