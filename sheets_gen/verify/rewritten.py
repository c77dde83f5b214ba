"""How a changed formula differs from the one that belongs in its cell: other cells in a range, a constant, rounding."""

from __future__ import annotations

import re
from typing import NamedTuple

from sheets_gen.verify.compare import normal, peeled, same_formula

_RANGE = re.compile(r"[A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7}")
_CONSTANT = r"[0-9]{1,15}(?:\.[0-9]{1,15})?%?"
_ADDED = (
    re.compile(rf"(.*?)( *[-+*/] *{_CONSTANT})", re.DOTALL),
    re.compile(rf"({_CONSTANT} *[-+*/] *)(.*)", re.DOTALL),
)
_ROUNDED = re.compile(
    r"(?:_xlfn\.)?(?:ROUND|ROUNDUP|ROUNDDOWN|MROUND|(?:CEILING|FLOOR)(?:\.MATH|\.PRECISE)?|TRUNC|INT|EVEN|ODD|FIXED)\(",
    re.IGNORECASE,
)
MAX_COMPARED = 4_000
RANGE, CONSTANT, ROUNDED, OTHER = "range", "constant", "rounded", "other"


class Rewriting(NamedTuple):
    """What was done to a formula."""

    kind: str
    found: str = ""
    """The range that it has now, or the constant."""
    expected: str = ""
    """The range that it should have."""


def rewriting(found: str, expected: str, tab: str) -> Rewriting:
    """What turned the expected formula of a cell on that tab into the one found."""
    if len(found) > MAX_COMPARED:
        return Rewriting(OTHER)
    a, b = normal(found), normal(expected)
    if _RANGE.sub(":", a) == _RANGE.sub(":", b):
        pairs = zip(_RANGE.findall(a), _RANGE.findall(b), strict=True)
        one, other = next((x, y) for x, y in pairs if x != y)
        return Rewriting(RANGE, one, other)
    for piece in peeled(found, tab, share=False):
        plain = piece.strip()
        if _ROUNDED.match(plain) and same_formula(_unrounded(plain), expected):
            return Rewriting(ROUNDED, plain.partition("(")[0].upper().removeprefix("_XLFN."))
        for at, pattern in enumerate(_ADDED):
            match = pattern.fullmatch(plain)
            if match and same_formula(_bare(match[1 if at == 0 else 2]), expected):
                return Rewriting(CONSTANT, match[2 if at == 0 else 1])
    if _ROUNDED.search(found) and any(same_formula(piece, expected) for piece in peeled(found, tab, share=False)):
        return Rewriting(ROUNDED, "ROUND")
    return Rewriting(OTHER)


def _unrounded(formula: str) -> str:
    """What stands inside the rounding, without its number of digits."""
    inside = formula.partition("(")[2].rpartition(")")[0]
    depth = 0
    for at in range(len(inside) - 1, -1, -1):
        depth += (inside[at] == ")") - (inside[at] == "(")
        if depth == 0 and inside[at] in ",;":
            return _bare(inside[:at])
    return _bare(inside)


def _bare(formula: str) -> str:
    """Without one pair of brackets round the whole."""
    plain = formula.strip()
    if plain.startswith("(") and plain.endswith(")"):
        depth = 0
        for at, char in enumerate(plain):
            depth += (char == "(") - (char == ")")
            if depth == 0:
                return plain[1:-1] if at == len(plain) - 1 else plain
    return plain
