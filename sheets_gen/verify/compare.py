"""When two values and two formulas are the same."""

from __future__ import annotations

import math
import re

from sheets_gen.formula.functions import ErrorValue, Value

RELATIVE = 1e-9
ABSOLUTE = 1e-12
_TEXT = re.compile(r'"(?:[^"]|"")*"')
_TAB = re.compile(r"'((?:[^']|'')+)'!")


def same_value(a: Value, b: Value) -> bool:
    """Equal as a reader would say: numbers within 1e-9, empty text like an empty cell."""
    a, b = _plain(a), _plain(b)
    if isinstance(a, (int, float)) and isinstance(b, (int, float)):
        return math.isclose(a, b, rel_tol=RELATIVE, abs_tol=ABSOLUTE)
    return type(a) is type(b) and a == b


def _plain(value: Value) -> Value:
    if value is None:
        return ""
    return int(value) if isinstance(value, bool) else value


def same_formula(a: str, b: str) -> bool:
    """Equal but for case, spaces, ``$``, ``_xlfn.`` and quotes round a tab's name."""
    return a == b or _normal(a) == _normal(b)


def _normal(formula: str) -> str:
    texts: list[str] = []

    def aside(match: re.Match[str]) -> str:
        texts.append(match[0])
        return f'"{len(texts) - 1}"'

    bare = _TEXT.sub(aside, formula.strip().removeprefix("=").removeprefix("+"))
    bare = _TAB.sub(r"\1!", bare)  # programs differ in which names they quote
    bare = re.sub(r"[ \t\r\n$]", "", bare).upper().replace("_XLFN.", "")
    return bare + "\0" + "\0".join(texts)


def plain(value: object) -> object:
    """A value for JSON: an error as its code, empty text as nothing."""
    if isinstance(value, ErrorValue):
        return value.code
    return None if value == "" else value
