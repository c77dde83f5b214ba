"""Showing numbers as text: the patterns of number formats, dates among them."""

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from .locales import Locale

EPOCH = datetime(1899, 12, 30)
DATE_TYPES = {"DATE", "TIME", "DATE_TIME"}
GENERAL_DIGITS = 10
_TOKEN = re.compile(
    r'"[^"]*"|\\.|\[[^\]]*\]|am/pm|a/p|y+|m+|d+|h+|s+(?:\.0+)?|[0#?,.%]+(?:e[+-]0+)?|@|general|.', re.IGNORECASE
)
_DATE_LETTER = re.compile(r"[ymdhs]", re.IGNORECASE)
_MONTHS = [datetime(2000, month, 1).strftime("%B") for month in range(1, 13)]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def default_pattern(kind: str, locale: Locale) -> str:
    """The pattern of a format that names only its type."""
    return {
        "DATE": locale.date_pattern,
        "TIME": "h:mm:ss AM/PM" if locale.month_first else "hh:mm:ss",
        "DATE_TIME": f"{locale.date_pattern} {'h:mm:ss' if locale.month_first else 'hh:mm:ss'}",
        "PERCENT": "0.00%",
        "NUMBER": "#,##0.00",
        "CURRENCY": '"$"#,##0.00',
        "SCIENTIFIC": "0.00E+00",
    }.get(kind, "General")


def general(number: float, locale: Locale) -> str:
    """A number without a format: up to ten significant digits, whole numbers in full."""
    if number == int(number) and abs(number) < 1e15:
        return str(int(number))
    magnitude = abs(number)
    if magnitude >= 1e15 or magnitude < 1e-5:
        mantissa, exponent = f"{number:.{GENERAL_DIGITS - 5}E}".split("E")
        mantissa = mantissa.rstrip("0").rstrip(".")
        return f"{mantissa}E{exponent[0]}{int(exponent[1:]):02d}".replace(".", locale.decimal)
    text = f"{Decimal(repr(number)):.{max(0, GENERAL_DIGITS - len(str(int(magnitude)).lstrip('0')))}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", locale.decimal)


def format_number(number: float, kind: str, pattern: str, locale: Locale) -> str:
    """A number by a format's type and pattern."""
    pattern = pattern or default_pattern(kind, locale)
    sections = _sections(pattern)
    section, magnitude = sections[0], number
    if number < 0 and len(sections) > 1:
        section, magnitude = sections[1], -number
    elif number == 0 and len(sections) > 2:
        section = sections[2]
    tokens = [token for token in _TOKEN.findall(section) if not _is_aside(token)]
    if any(_is_date_token(token) for token in tokens):
        return _format_date(magnitude, tokens)
    return _format_plain(magnitude, tokens, locale)


def _sections(pattern: str) -> list[str]:
    return re.findall(r'(?:"[^"]*"|\\.|[^;])+', pattern) or ["General"]


def _is_aside(token: str) -> bool:
    """Colours, conditions and locale marks say nothing about the digits."""
    return token.startswith("[") and token.strip("[]").lower() not in {"h", "hh", "m", "mm", "s", "ss"}


def _is_date_token(token: str) -> bool:
    return bool(_DATE_LETTER.match(token.strip("["))) and token.lower() != "general"


def _literal(token: str) -> str:
    if token.startswith('"'):
        return token[1:-1]
    if token.startswith("\\"):
        return token[1:]
    return " " if token == "_" else token


def _format_plain(number: float, tokens: list[str], locale: Locale) -> str:
    shown = []
    done = False
    percent = any("%" in token and not token.startswith('"') for token in tokens)
    for token in tokens:
        if token.lower() == "general" or token == "@":
            shown.append(general(number, locale))
        elif token[0] in "0#?.," and not done:
            shown.append(_digits(Decimal(repr(number)) * (100 if percent else 1), token, locale))
            done = True
        else:
            shown.append(_literal(token))
    text = "".join(shown)
    return f"-{text}" if number < 0 and done and any(char in "123456789" for char in text) else text


def _digits(number: Decimal, token: str, locale: Locale) -> str:
    """The digits of one placeholder such as `#,##0.00%` or `0.00E+00`, without the sign."""
    percent = "%" if token.endswith("%") else ""
    token, _, exponent = token.removesuffix("%").upper().partition("E")
    whole, _, fraction = token.partition(".")
    number = abs(number)
    power = 0
    if exponent:
        power = number.adjusted() if number else 0
        number = number.scaleb(-power)
    thousands = len(whole) - len(whole.rstrip(","))
    number = number.scaleb(-3 * thousands)
    rounded = number.quantize(Decimal(1).scaleb(-len(fraction)), rounding=ROUND_HALF_UP)
    digits, _, decimals = f"{rounded:f}".partition(".")
    digits = digits.lstrip("0").rjust(whole.count("0"), "0")
    if "," in whole.rstrip(","):
        digits = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", locale.group, digits)
    needed = fraction.count("0")
    while len(decimals) > needed and decimals.endswith("0"):
        decimals = decimals[:-1]
    text = digits + (locale.decimal + decimals if decimals else "")
    if exponent:
        text += f"E{'-' if power < 0 else '+'}{str(abs(power)).rjust(exponent.count('0'), '0')}"
    return text + percent


def to_datetime(serial: float) -> datetime:
    """The moment of a serial number, to the nearest millisecond."""
    return EPOCH + timedelta(milliseconds=round(serial * 86_400_000))


def _format_date(serial: float, tokens: list[str]) -> str:
    moment = to_datetime(serial)
    twelve = any(token.lower() in {"am/pm", "a/p"} for token in tokens)
    shown = []
    for position, token in enumerate(tokens):
        lower = token.lower()
        if lower.startswith("m"):
            shown.append(_minute_or_month(moment, tokens, position))
        elif lower.startswith("["):
            shown.append(_elapsed(serial, lower.strip("[]")))
        elif lower in {"am/pm", "a/p"}:
            half = "AM" if moment.hour < 12 else "PM"
            shown.append(half if lower == "am/pm" else half[0])
        elif lower[0] in "ydhs":
            shown.append(_date_part(moment, lower, twelve))
        else:
            shown.append(_literal(token))
    return "".join(shown)


def _elapsed(serial: float, unit: str) -> str:
    seconds = round(serial * 86_400)
    amount = seconds // {"h": 3600, "m": 60, "s": 1}[unit[0]]
    return str(amount).rjust(len(unit), "0")


def _minute_or_month(moment: datetime, tokens: list[str], position: int) -> str:
    """`m` is a minute after hours or before seconds, else a month."""
    length = len(tokens[position])
    parts = [token.lower().strip("[]") for token in tokens]
    before = [part for part in parts[:position] if part[:1] in "ymdhs" and part]
    after = [part for part in parts[position + 1 :] if part[:1] in "ymdhs" and part]
    if length <= 2 and ((before and before[-1].startswith("h")) or (after and after[0].startswith("s"))):
        return str(moment.minute).rjust(length, "0")
    if length <= 2:
        return str(moment.month).rjust(length, "0")
    name = _MONTHS[moment.month - 1]
    return name[:3] if length == 3 else name


def _date_part(moment: datetime, token: str, twelve: bool) -> str:
    length = len(token)
    if token[0] == "y":
        return f"{moment.year:04d}" if length > 2 else f"{moment.year % 100:02d}"
    if token[0] == "d":
        if length > 2:
            name = _DAYS[moment.weekday()]
            return name[:3] if length == 3 else name
        return str(moment.day).rjust(length, "0")
    if token[0] == "h":
        hour = (moment.hour % 12 or 12) if twelve else moment.hour
        return str(hour).rjust(length, "0")
    whole, _, fraction = token.partition(".")
    text = str(moment.second).rjust(len(whole), "0")
    return f"{text}.{moment.microsecond // 1000:03d}"[: len(text) + 1 + len(fraction)] if fraction else text
