"""The conditions of rules and filters: which values they need, where they may stand, whether a cell meets them."""

import math
import re
from collections.abc import Callable
from functools import cache

from .discovery import schema
from .locales import Locale
from .model import Json
from .typed_input import typed_value

VALIDATION, FORMATTING, FILTERS = "data validation", "conditional formatting", "filters"
_COUNTS = {"Requires no": {0}, "Requires a single": {1}, "Requires exactly two": {2}, "zero, one or two": {0, 1, 2}}
Wanted = tuple[str, Json | None]
"""A value of a condition: as a text, and what it comes to."""

_NUMBERS: dict[str, Callable[[float, list[float]], bool]] = {
    "NUMBER_GREATER": lambda number, wanted: number > wanted[0],
    "NUMBER_GREATER_THAN_EQ": lambda number, wanted: number >= wanted[0],
    "NUMBER_LESS": lambda number, wanted: number < wanted[0],
    "NUMBER_LESS_THAN_EQ": lambda number, wanted: number <= wanted[0],
    "NUMBER_EQ": lambda number, wanted: number == wanted[0],
    "NUMBER_NOT_EQ": lambda number, wanted: number != wanted[0],
    "NUMBER_BETWEEN": lambda number, wanted: wanted[0] <= number <= wanted[1],
    "NUMBER_NOT_BETWEEN": lambda number, wanted: not wanted[0] <= number <= wanted[1],
    "DATE_EQ": lambda number, wanted: math.floor(number) == math.floor(wanted[0]),
    "DATE_BEFORE": lambda number, wanted: math.floor(number) < math.floor(wanted[0]),
    "DATE_AFTER": lambda number, wanted: math.floor(number) > math.floor(wanted[0]),
}
_TEXTS: dict[str, Callable[[str, str], bool]] = {
    "TEXT_CONTAINS": lambda text, wanted: wanted in text,
    "TEXT_NOT_CONTAINS": lambda text, wanted: wanted not in text,
    "TEXT_STARTS_WITH": lambda text, wanted: text.startswith(wanted),
    "TEXT_ENDS_WITH": lambda text, wanted: text.endswith(wanted),
    "TEXT_EQ": lambda text, wanted: text == wanted,
}


@cache
def _described(kind: str) -> tuple[set[int] | None, str]:
    """The numbers of values that a kind of condition may have (None for any), and where it may stand.

    Google's discovery document says both, in its descriptions.
    """
    kinds = schema("sheets", "BooleanCondition")["properties"]["type"]
    text = kinds["enumDescriptions"][kinds["enum"].index(kind)]
    counts = next((counts for words, counts in _COUNTS.items() if words in text), None)
    places = re.search(r"Supported by ([^.]*)\.", text)
    return counts, places[1] if places else ""


def problem(condition: Json, place: str) -> str | None:
    """What is wrong with a condition that stands in data validation, in conditional formatting or in a filter."""
    kind = condition.get("type", "CONDITION_TYPE_UNSPECIFIED")
    if kind == "CONDITION_TYPE_UNSPECIFIED":
        return "No condition type specified."
    counts, places = _described(kind)
    if places and place not in places:
        return f"{kind} is not supported by {place}."
    given = len(condition.get("values", []))
    if counts is not None and given not in counts:
        return f"{kind} requires {' or '.join(map(str, sorted(counts)))} condition values, but {given} were given."
    return None


def plain_wanted(condition: Json, locale: Locale) -> list[Wanted]:
    """The values of a condition, read as if they were typed."""
    texts = [str(one.get("userEnteredValue", "")) for one in condition.get("values", [])]
    return [(text, typed_value(text, locale)[0]) for text in texts]


def met(kind: str, wanted: list[Wanted], value: Json | None, shown: str) -> bool | None:
    """Whether a cell meets a condition, by its value and the text that it shows; None when this server cannot tell."""
    if kind in {"BLANK", "NOT_BLANK"}:
        return bool((shown == "") == (kind == "BLANK"))
    if kind in _TEXTS:
        return _TEXTS[kind](shown.casefold(), wanted[0][0].casefold())
    if kind == "CUSTOM_FORMULA":
        found = wanted[0][1] or {}
        return bool(found.get("boolValue") or found.get("numberValue"))
    numbers = [float(one["numberValue"]) for _, one in wanted if one and "numberValue" in one]
    if kind not in _NUMBERS or len(numbers) < len(wanted):
        return None
    number = (value or {}).get("numberValue")
    return number is not None and _NUMBERS[kind](number, numbers)
