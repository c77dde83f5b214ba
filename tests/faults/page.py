"""The campaign's figures: for a terminal, and as the page docs/faults.md."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sheets_gen.markdown import table
from sheets_gen.verify.explain import KINDS, explained
from tests.faults.campaign import ELSEWHERE, FILE, FOUND, MEMORY, MISSED, RECALCULATED, REFUSED, Outcome
from tests.faults.reports import SHAPES

WHOLLY = ("F", "D", "S", "R101", "R102", "R103", "R105")
"""Families and codes of which every fault must be found."""
LEAST = 0.95
"""Of all faults together."""


class Tally(NamedTuple):
    """What came of the faults of a code or family."""

    planted: int
    found: int
    missed: int
    elsewhere: int
    extra: int

    @property
    def rate(self) -> float:
        """The share that was found at its place."""
        return self.found / self.planted if self.planted else 1.0


def tally(outcomes: Sequence[Outcome]) -> Tally:
    """Count."""
    results = [one.result for one in outcomes]
    return Tally(
        len(outcomes),
        results.count(FOUND),
        results.count(MISSED) + results.count(REFUSED),
        results.count(ELSEWHERE),
        sum(bool(one.extra) for one in outcomes),
    )


def by_code(outcomes: Sequence[Outcome]) -> dict[str, Tally]:
    """A tally of every code, in the order of the page of rules; codes without a fault with none."""
    return {code: tally([one for one in outcomes if one.code == code]) for code in explained()}


def by_family(outcomes: Sequence[Outcome]) -> dict[str, Tally]:
    """A tally of every family."""
    return {kind: tally([one for one in outcomes if one.code[0] == kind]) for kind in KINDS}


def shortfalls(outcomes: Sequence[Outcome], ways: int) -> list[str]:
    """What falls short of what is required."""
    short = [
        f"{code}: {one.found} of {one.planted} found"
        for code, one in by_code(outcomes).items()
        if code.startswith(WHOLLY) and one.rate < 1
    ]
    short += [f"{code}: planted in {n} ways of {ways}" for code, n in ways_of(outcomes).items() if n < ways]
    everything = tally(outcomes)
    if everything.rate < LEAST:
        short.append(f"all: {everything.rate:.1%} found, {LEAST:.0%} are required")
    return short


def ways_of(outcomes: Sequence[Outcome]) -> dict[str, int]:
    """In how many different ways each code was planted."""
    return {code: len({one.way for one in outcomes if one.code == code}) for code in explained()}


def as_text(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Lines for a terminal: every code and family, then each fault that was not found, or with something besides."""
    yield f"{'':6}{'planted':>8}{'found':>7}{'missed':>8}{'elsewhere':>11}{'extra':>7}{'rate':>9}"
    everything = {"all": tally(outcomes)}
    for name, one in {**by_code(outcomes), **by_family(outcomes), **everything}.items():
        counts = f"{one.planted:8}{one.found:7}{one.missed:8}{one.elsewhere:11}{one.extra:7}"
        yield f"{name:6}{counts}{one.rate:9.1%}"
    for outcome in outcomes:
        place = f"{outcome.code} {outcome.shape}, {outcome.how}: {outcome.way}"
        if outcome.result != FOUND:
            yield f"{outcome.result.upper()} {place}: {outcome.told}"
        if outcome.extra:
            yield f"EXTRA {place}: {'; '.join(outcome.extra[:3])}"


def as_page(outcomes: Sequence[Outcome], innocent: int, alarms: Sequence[str], command: str) -> Iterator[str]:
    """The lines of docs/faults.md."""
    everything = tally(outcomes)
    yield "# How much verify finds"
    yield ""
    yield f"{everything.planted:,} faults were planted into clean reports, of every code in [rules.md](rules.md), each"
    yield f"in five ways or more. {everything.found:,} of them were found at their cell, with their code:"
    yield f"{everything.rate:.1%}."
    yield f"{innocent:,} innocent reports were verified as well; findings above a note: {len(alarms)}."
    yield ""
    yield f"This page is generated: `{command}` plants the faults, asks verify, and"
    yield "writes it. Every place and every number comes from the seed."
    yield ""
    yield from _conditions(outcomes)
    yield from _tables(outcomes)
    yield from _rest(outcomes, alarms)


def _conditions(outcomes: Sequence[Outcome]) -> Iterator[str]:
    yield "## Into what, and how"
    counts = {name: sum(one.shape == name for one in outcomes) for name in SHAPES}
    held = [(SHAPES[name].words, f"{count:,}") for name, count in counts.items() if count]
    yield from table(("Report", "Faults"), held)
    ways = (
        (MEMORY, "cells as they are read, with all results that follow from them"),
        (FILE, "the .xlsx file itself changed and read again"),
        (RECALCULATED, "the file with the fault opened, recalculated and saved by LibreOffice"),
    )
    yield ""
    rows = [(how, words, f"{sum(one.how == how for one in outcomes):,}") for how, words in ways]
    yield from table(("Planted", "What that is", "Faults"), rows)
    yield ""
    yield "A fault counts as found when a finding of its code stands at its cell (or, of a rule about a tab or the"
    yield "workbook, there), or names its cell among those that it rests on. *Elsewhere*: the code came, at another"
    yield "place. *Extra*: faults beside which a warning or an error came up that has nothing to do with them."
    yield ""


def _tables(outcomes: Sequence[Outcome]) -> Iterator[str]:
    def row(name: str, words: str, one: Tally) -> tuple[str, ...]:
        counts = (one.planted, one.found, one.missed, one.elsewhere, one.extra)
        return (name, words, *(f"{count:,}" for count in counts), f"{one.rate:.1%}")

    heads = ("", "What", "Planted", "Found", "Missed", "Elsewhere", "Extra", "Found of planted")
    yield "## By family"
    families = [row(kind, KINDS[kind], one) for kind, one in by_family(outcomes).items()]
    yield from table(heads, [*families, row("all", "", tally(outcomes))])
    yield ""
    yield "## By code"
    known, ways = explained(), ways_of(outcomes)
    codes = [(*row(code, known[code].title, one), str(ways[code])) for code, one in by_code(outcomes).items()]
    yield from table((*heads, "Ways"), codes)
    yield ""


def _rest(outcomes: Sequence[Outcome], alarms: Sequence[str]) -> Iterator[str]:
    yield "## Not found, and false alarms"
    yield ""
    left = [one for one in outcomes if one.result != FOUND]
    for one in left:
        yield f"- {one.code}, {one.shape}, {one.how}: {one.way} ({one.result})"
    for alarm in alarms:
        yield f"- false alarm: {alarm}"
    if not left and not alarms:
        yield "None."
    yield ""
    yield from INNOCENT


INNOCENT = """\
Innocent are: other spellings of every formula (case, spaces, `$`, `;`, `_xlfn.`, quotes, a leading `+` or `@`, Google's
wrapper), rows and columns put in, sorted sections, renamed and added tabs, comments, colours, and numbers of seasons,
holidays, growth by 30 % a period, empty and still periods, a small first one. Beside these,
`tests/test_clean_reports.py` verifies 60 clean files as XlsxWriter, LibreOffice and openpyxl save them; openpyxl loses
all results, so there exactly F109 (never calculated) is told, and nothing after a recalculation.""".splitlines()
