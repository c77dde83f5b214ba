"""Tabs that were renamed, by a program that left the formulas alone or by one that did not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sheets_gen.filled import Filled
from sheets_gen.plan.addresses import quoted
from sheets_gen.snapshot import same_title
from sheets_gen.verify.compare import same_formula

_TITLE = re.compile(r"""("(?:[^"]|"")*")|(?<!')'((?:[^']++|'')++)'!|(?<![\w.])(\w++(?:\.\w++)*+)!""")
"""A text, or a tab's title before its cell. A title that is no single word always stands in quotes."""


def present(filled: Filled, formula: str) -> tuple[str, frozenset[str]]:
    """The formula with the present titles of its tabs, and which former ones it had.

    All at once: two tabs may have changed their titles with each other.
    """
    used: set[str] = set()

    def now(match: re.Match[str]) -> str:
        old = match[3] or (match[2] or "").replace("''", "'")
        if match[1] is not None or old not in filled.renamed:
            return match[0]
        used.add(old)
        return quoted(filled.renamed[old]) + "!"

    return (_TITLE.sub(now, formula), frozenset(used)) if filled.renamed else (formula, frozenset())


def is_formula(filled: Filled, found: str, expected: str) -> bool:
    """Is a formula the expected one, with the tabs' present titles or with their former ones?"""
    return same_formula(found, expected) or same_formula(present(filled, found)[0], expected)


def former_titles(filled: Filled, formulas: Iterator[tuple[str, str | None]]) -> frozenset[str]:
    """Former titles that formulas still use, of pairs of a found and an expected formula."""
    titles = filled.addresses.titles.values()
    left: set[str] = set()
    for found, expected in formulas:
        with_present, used = present(filled, found)
        gone = {old for old in used if not any(same_title(old, title) for title in titles)}
        right = expected is not None and not same_formula(found, expected) and same_formula(with_present, expected)
        left |= used if right else gone
    return frozenset(left)
