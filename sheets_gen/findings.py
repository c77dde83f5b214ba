"""Findings: what is wrong with a filled report, as values. Exceptions are for "cannot continue"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

ERROR, WARNING, INFO = "error", "warning", "info"
LEVELS = (ERROR, WARNING, INFO)


class Finding(NamedTuple):
    """One fault, with its place and the next move."""

    code: str
    level: str
    where: str
    """Tab, address and row for people: ``Calculator!G12 promoters 2026-03``."""
    message: str
    hint: str = ""
    metric: str = ""
    input: str = ""
    period: str = ""
    found: Any = None
    expected: Any = None
    tab: str = ""
    """The tab's title; empty: the workbook as a whole."""
    cell: str = ""
    """``G12``; empty: no single cell."""


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Errors, then warnings, then notes; within a level in the order found."""
    return sorted(findings, key=lambda f: LEVELS.index(f.level))


def summary(findings: Iterable[Finding]) -> dict[str, int]:
    """How many findings each level has."""
    counted = Counter(f.level for f in findings)
    return {level: counted[level] for level in LEVELS}
