"""The report that follows a report: its settings, targets and lists, and its last numbers as the first opening ones.

The last period stands in front of the first one, with its raw numbers, so that the first change is computed like any
other and verify can prove it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from sheets_gen import __version__
from sheets_gen.catalogue import Catalogue, resolve
from sheets_gen.config import Config
from sheets_gen.excel.package import read_bytes
from sheets_gen.files import check_target, refuse_source, write_whole
from sheets_gen.filled import Filled
from sheets_gen.formula.nodes import Name
from sheets_gen.kept import aside_rows, read_kept
from sheets_gen.own import (
    MAX_NAMED,
    Own,
    named,
    notes_in,
    own_names,
    own_tabs,
    own_things,
    peoples,
    refuse_lost_columns,
)
from sheets_gen.periods import LEAD, Calendar, following
from sheets_gen.plan.build import build
from sheets_gen.plan.model import Plan
from sheets_gen.plan.report import METRICS, Carried, Report
from sheets_gen.template.load import load
from sheets_gen.verbs import understood
from sheets_gen.verify.waivers import lines_of


class Following(NamedTuple):
    """The plan of the next report and what it took over."""

    plan: Plan
    catalogue: Catalogue
    calendar: Calendar
    before: int
    """How many raw numbers of the last period stand in front."""
    openings: tuple[str, ...]
    """Inputs whose first number is a closing one of the report before."""
    blank: tuple[str, ...]
    """Such inputs for which the last period holds no number."""
    title: str
    """The new title, where a year in it moved on; empty: it is the same."""
    left: tuple[str, ...]
    """What is not taken over: texts, notes, cells and tabs of people's own, waivers of that report's periods."""


def carry_on(
    report: Path, out: Path, periods: int | None = None, *, force: bool = False, template: Path | None = None
) -> Following:
    """Write the report after a report. Raises InputRefused or UsageProblem, and then writes nothing."""
    refuse_source(out, report)
    check_target(out, force=force)
    data = read_bytes(report)
    filled = understood(data, report, load(template))
    refuse_lost_columns(filled, report)
    made = following_report(filled, report.name, periods, own_things(filled, notes_in(data, report)))
    from sheets_gen.excel.write import write

    write_whole(out, write(made.plan), force=force)
    return made


def following_report(filled: Filled, origin: str, periods: int | None = None, own: Sequence[Own] = ()) -> Following:
    """The plan of the report that begins where this one ends; as many periods as it has, unless said otherwise.

    ``own`` is what people put into it beside its numbers; it stays there, and is named.
    """
    span = following(filled.calendar, len(filled.calendar.keys) if periods is None else periods)
    last, first = filled.calendar.keys[-1], span.keys[0]
    config = carried_config(filled)
    title = moved_on(config.title, filled.calendar, span)
    catalogue = resolve(filled.catalogue.template, config._replace(title=title))
    inputs: dict[str, dict[str, float]] = {}
    for key in catalogue.items:
        if (value := filled.inputs.get(key, {}).get(last)) is not None:
            inputs.setdefault(key, {})[LEAD] = value
    before = len(inputs)
    opened: dict[str, str] = {}
    blank: list[str] = []
    for closing, opening in openings(catalogue):
        if LEAD in inputs.get(closing, {}):
            inputs.setdefault(opening, {})[first] = inputs[closing][LEAD]
            opened[opening] = _note(filled, catalogue, closing, origin)
        else:
            blank.append(opening)
    carried = Carried(origin=origin, openings=opened)
    plan = build(catalogue, span, inputs, version=__version__, carried=carried)
    title = title if title != config.title else ""
    return Following(
        plan, catalogue, span, before, tuple(opened), tuple(blank), title, tuple(_left(filled, own, catalogue))
    )


_YEARS = re.compile(r"(?<!\d)(2\d{3})(?:([/–-])(\d{2}))?(?!\d)")


def moved_on(title: str, old: Calendar, new: Calendar) -> str:
    """A title with its years moved on: “Report 2026” becomes “Report 2027”, “FY2026/27” becomes “FY2027/28”.

    Only where the new span begins as many whole years later: “Q4 2026” before January 2027 says nothing of it.
    """
    first, after = old.keys[0], new.keys[0]
    by = int(after[:4]) - int(first[:4])
    if first[4:] != after[4:]:
        return title
    known = {key[:4] for key in old.keys}

    def later(match: re.Match[str]) -> str:
        year, sign, short = match.groups()
        if year not in known or (short and (int(year) + 1) % 100 != int(short)):
            return match[0]
        return f"{int(year) + by}" + (f"{sign}{(int(year) + by + 1) % 100:02}" if short else "")

    return _YEARS.sub(later, title)


def openings(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Pairs of a closing input and the one that opens the next period with the same number."""
    for identity in catalogue.template.identities.values():
        pair = [side.id for side in (identity.left, identity.right) if isinstance(side, Name)]
        if identity.relation == "= next" and len(pair) == 2 and set(pair) <= catalogue.items.keys():
            yield pair[0], pair[1]


def _note(filled: Filled, catalogue: Catalogue, closing: str, origin: str) -> str:
    period = Report(filled.catalogue, filled.calendar, {}).period_text(filled.calendar.periods[-1])
    told = {"file": origin, "label": catalogue.items[closing].label, "period": period}
    return catalogue.word("carried_note").format(**told)


def carried_config(filled: Filled) -> Config:
    """The report's choices for a new one: of the present template, with the targets and waivers as they stand now."""
    config = filled.catalogue.config
    kept = tuple(line for line in lines_of(filled) if not _is_of_a_period(line, filled))
    return config._replace(made_from="", frame="", targets=filled.targets, waive=kept)


def _is_of_a_period(line: str, filled: Filled) -> bool:
    return bool(set(line.split()) & set(filled.calendar.keys))


def _left(filled: Filled, own: Sequence[Own], catalogue: Catalogue) -> Iterator[str]:
    """What stays behind in the old file, in words."""
    if names := own_names(filled):
        yield f"defined names of your own: {', '.join(names[:MAX_NAMED])}"
    yield from (f"the tab {title!r} of your own" for title in own_tabs(filled))
    yield from named(peoples(list(own), filled))
    if aside_rows(filled, METRICS):
        yield "the table of teams"
    if filled.is_older:
        yield f"texts that were written among those of template {filled.catalogue.config.made_from}"
    if aside := read_kept(filled):
        yield f"{len(aside)} rows that were kept from before: {', '.join(one.id for one in aside[:MAX_NAMED])}"
    gone = [line for line in lines_of(filled) if _is_of_a_period(line, filled)]
    if gone:
        yield f"{len(gone)} waivers of its periods"
    if lost := [entry.id for entry in filled.catalogue.entries if entry.id not in {e.id for e in catalogue.entries}]:
        yield f"metrics: {', '.join(lost)}"
