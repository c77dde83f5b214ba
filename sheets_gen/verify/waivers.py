"""Waivers: findings that a team knows and accepts, each with its reason, visible in the report and able to expire.

A waiver is a line of text: ``CODE what … [until DAY] because REASON``. What it is about are words of the finding: the
input or metric, the period, the cell. It stands in the report's settings (``report_waive``, one a line) or in
report.toml (``waive``). One that matches nothing any more, or has expired, is a finding itself.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from sheets_gen.config import MAX_WAIVER, MAX_WAIVERS
from sheets_gen.filled import Filled
from sheets_gen.findings import WARNING, Finding
from sheets_gen.plan.calculator_tab import WAIVE
from sheets_gen.plan.report import CALCULATOR
from sheets_gen.verify.fault import row_fault
from sheets_gen.verify.rules import RULES, verify
from sheets_gen.verify.say import say

_LINE = re.compile(r"([A-Z][0-9]{3})((?: +(?!because\b)\S{1,120}){0,6}) +because +(\S.*)", re.IGNORECASE)
_SECOND = re.compile(r"\b[A-Z][0-9]{3} +\S.* because ")
_DAY = re.compile(r"(2[0-9]{3})-([0-9]{2})(?:-([0-9]{2}))?")


class Waiver(NamedTuple):
    """One waiver, read."""

    text: str
    code: str
    about: frozenset[str]
    until: dt.date | None
    reason: str


class Waived(NamedTuple):
    """A finding that a waiver covers."""

    finding: Finding
    reason: str


class Verdict(NamedTuple):
    """What verify has to say of a report."""

    findings: list[Finding]
    waived: list[Waived]


def lines_of(filled: Filled) -> list[str]:
    """The waivers that stand in the report's settings, as they are written."""
    return [line.strip() for line in filled.settings.get(WAIVE, "").splitlines() if line.strip()]


def judge(filled: Filled, waive: Iterable[str] = (), today: dt.date | None = None) -> Verdict:
    """Every finding that no waiver covers, of the report's settings or of ``waive`` (a report.toml's)."""
    day = today or dt.date.today()
    findings = verify(filled)
    texts = list(dict.fromkeys((*lines_of(filled), *waive)))[:MAX_WAIVERS]
    waivers: list[Waiver] = []
    about_waivers: list[Finding] = []
    for text in texts:
        waiver = read_waiver(text)
        if waiver is None:
            about_waivers.append(_told(filled, "W103", "take_waiver_out", text))
        elif waiver.until is not None and waiver.until < day:
            about_waivers.append(_told(filled, "W102", "renew_waiver", text, day=waiver.until))
        else:
            waivers.append(waiver)
    kept: list[Finding] = []
    waived: list[Waived] = []
    used: set[str] = set()
    for finding in findings:
        cover = next((waiver for waiver in waivers if covers(waiver, finding)), None)
        if cover is None:
            kept.append(finding)
        else:
            used.add(cover.text)
            waived.append(Waived(finding, cover.reason))
    unused = (
        _told(filled, "W101", "take_waiver_out", w.text) for w in waivers if w.text not in used and _is_due(w, filled)
    )
    return Verdict([*kept, *about_waivers, *unused], waived)


def _is_due(waiver: Waiver, filled: Filled) -> bool:
    """Are there numbers that the waiver could be about? Before, it waits: the next blank report brings it along."""
    held = {period for numbers in filled.inputs.values() for period in numbers}
    about = waiver.about & set(filled.calendar.keys)
    return bool(held & about) if about else bool(held)


def read_waiver(text: str) -> Waiver | None:
    """The waiver in a line of text; None where it is none."""
    match = _LINE.fullmatch(text.strip()) if len(text) <= MAX_WAIVER else None
    if match is None:
        return None
    about = match[2].split()
    until = None
    if "until" in about:
        at = about.index("until")
        until = _last_day(about[at + 1]) if at + 1 < len(about) else None
        if until is None:
            return None
        about = about[:at] + about[at + 2 :]
    if _SECOND.search(match[3]) or match[1].upper() not in _codes():
        return None  # two on one line, the second of which would be lost in the first one's reason; or no code of ours
    return Waiver(text, match[1].upper(), frozenset(about), until, match[3])


@cache
def _codes() -> frozenset[str]:
    return frozenset(rule.code for rule in RULES)


def _last_day(text: str) -> dt.date | None:
    """The day that is meant by ``2026-12-31``, or the last one of ``2026-12``."""
    match = _DAY.fullmatch(text)
    if match is None:
        return None
    year, month = int(match[1]), int(match[2])
    try:
        if match[3]:
            return dt.date(year, month, int(match[3]))
        return dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1) if 1 <= month <= 12 else None
    except ValueError:
        return None


def covers(waiver: Waiver, finding: Finding) -> bool:
    """Is the finding the one that the waiver is about? Only what has no cell of its own is waived by its code alone."""
    if waiver.code != finding.code or (not waiver.about and finding.cell):
        return False
    return waiver.about <= frozenset(_words(finding))


def _words(finding: Finding) -> Iterator[str]:
    yield from (finding.input, finding.metric, finding.period, finding.cell, *finding.where.split())
    if isinstance(finding.found, str):
        yield finding.found


def _told(filled: Filled, code: str, hint: str, text: str, **values: object) -> Finding:
    message = say(filled, code, waiver=text[:MAX_WAIVER], **values)
    return row_fault(filled, code, WARNING, f"{CALCULATOR}:{WAIVE}", message, say(filled, hint), found=text)
