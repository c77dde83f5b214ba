"""When two values and two formulas are the same."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from sheets_gen.formula.functions import ErrorValue, Value

RELATIVE = 1e-9
ABSOLUTE = 1e-12
_TEXT = re.compile(r'"(?:[^"]|"")*"')
_TAB = re.compile(r"(?<!')'((?:[^']++|'')++)'!")


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
    """Equal but for what programs change on saving, or people in typing, without changing the meaning.

    That is case, spaces, ``$``, ``_xlfn.``, ``;`` for ``,``, quotes round a tab's name, a leading ``+`` or ``@``,
    the spelling of a number, and the wrapper that Google's export puts round a formula.
    """
    return a == b or normal(a) == normal(b)


_GOOGLE = re.compile(r"IFERROR\(__XLUDF\.DUMMYFUNCTION\(\"([0-9]+)\"\),.*\)", re.DOTALL)
_NUMBER = re.compile(r"(?<![A-Z0-9_.])([0-9]{1,15})(?:\.([0-9]{1,15}))?(?![0-9A-Z_.(!:])")
_FRACTION = re.compile(r"\(([0-9]{1,15})/(10{1,15})\)")
"""How a decimal number is spelled for Google Sheets, where the sign depends on the language."""
MAX_NESTED = 3


def normal(formula: str, depth: int = 0) -> str:
    """One spelling for all formulas that are the same."""
    texts: list[str] = []

    def aside(match: re.Match[str]) -> str:
        texts.append(match[0])
        return f'"{len(texts) - 1}"'

    bare = _TEXT.sub(aside, formula.strip().removeprefix("="))
    bare = _TAB.sub(r"\1!", bare)  # programs differ in which names they quote
    bare = re.sub(r"[ \t\r\n$@\u00a0]", "", bare).upper().replace("_XLFN.", "").replace("_XLWS.", "")
    bare = bare.replace(";", ",").removeprefix("+")  # nothing of ours holds an array, where ; means another row
    match = _GOOGLE.fullmatch(bare) if bare.startswith("IFERROR(__XLUDF") else None
    if match and depth < MAX_NESTED:
        return normal(texts[int(match[1])][1:-1].replace('""', '"'), depth + 1)
    bare = _NUMBER.sub(_plain_number, bare) if "." in bare else bare
    bare = _FRACTION.sub(_decimal, bare) if "/1" in bare else bare
    return bare + "\0" + "\0".join(texts)


def _decimal(match: re.Match[str]) -> str:
    """(196/100) is 1.96."""
    digits, places = match[1], len(match[2]) - 1
    padded = digits.rjust(places + 1, "0")
    whole, fraction = padded[:-places].lstrip("0") or "0", padded[-places:].rstrip("0")
    return f"{whole}.{fraction}" if fraction else whole


def _plain_number(match: re.Match[str]) -> str:
    """0.50 and 0.5 are one number."""
    whole, fraction = match[1].lstrip("0") or "0", (match[2] or "").rstrip("0")
    return f"{whole}.{fraction}" if fraction else whole


MAX_PEELED = 8
_ROUND = re.compile(r"ROUND\((.*),\s*[0-9]+\)", re.IGNORECASE | re.DOTALL)
_HUNDRED = (re.compile(r"100\s*\*(.*)", re.DOTALL), re.compile(r"(.*)\*\s*100", re.DOTALL))


def peeled(formula: str, tab: str, *, share: bool) -> Iterator[str]:
    """A formula without the prefix of its own tab; then without outer brackets and ROUND, in turn.

    What people put round a rule does not make it another one; nor does a factor of 100, where it is a share.
    """
    own = re.compile(rf"(?:'{re.escape(tab.replace(chr(39), chr(39) * 2))}'|\b{re.escape(tab)})!", re.IGNORECASE)
    rest: str | None = own.sub("", formula.strip().removeprefix("=").removeprefix("+"))
    for _ in range(MAX_PEELED):
        if rest is not None:
            yield rest
            rest = _peel(rest.strip(), share=share)


def _peel(formula: str, *, share: bool) -> str | None:
    if formula.startswith("(") and _closes(formula, 0) == len(formula) - 1:
        return formula[1:-1]
    match = _ROUND.fullmatch(formula)
    if match is not None and _closes(formula, formula.index("(")) == len(formula) - 1:
        return match[1]
    for pattern in _HUNDRED if share else ():
        match = pattern.fullmatch(formula)
        if match is not None and _is_product(match[1].strip()):
            return match[1]
    return None


def _closes(formula: str, start: int) -> int:
    """Where the bracket that opens at ``start`` closes; -1 where it does not."""
    depth = 0
    for at, char in enumerate(formula[start:], start):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return at
    return -1


def _is_product(formula: str) -> bool:
    """Are sums and comparisons only inside brackets, so that a factor before it is one of the whole?"""
    depth = 0
    for char in formula:
        depth += (char == "(") - (char == ")")
        if depth < 0 or (depth == 0 and char in "+-&<>=,;"):
            return False
    return bool(formula)


def plain(value: object) -> object:
    """A value for JSON: an error as its code, empty text as nothing."""
    if isinstance(value, ErrorValue):
        return value.code
    return None if value == "" else value
