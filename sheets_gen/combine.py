"""Reports of several teams added up: the company's score is that of all answers, never the mean of team scores.

Raw numbers are added by what they are: flows and stocks add up, scales must be the same, means cannot be combined.
Blank is not zero: where one team's number is missing, so is the total's.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from sheets_gen import __version__
from sheets_gen.carry_on import carried_config
from sheets_gen.catalogue import Catalogue, resolve
from sheets_gen.config import MAX_TEXT
from sheets_gen.errors import ProblemsFound, UsageProblem
from sheets_gen.excel.package import read_bytes
from sheets_gen.files import check_target, refuse_source, write_whole
from sheets_gen.filled import Filled
from sheets_gen.findings import ERROR
from sheets_gen.formula.nodes import Ref
from sheets_gen.kept import TABLE, aside_rows, read_kept
from sheets_gen.own import MAX_NAMED, Notes, named, notes_in, own_tabs, own_things, peoples
from sheets_gen.plan.build import build
from sheets_gen.plan.model import Cell, Formula, Plan, Row
from sheets_gen.plan.report import METRICS, Carried, blank_row, fill, tracker_row
from sheets_gen.template.load import load
from sheets_gen.verbs import understood
from sheets_gen.verify.rules import verify
from sheets_gen.verify.waivers import lines_of

ADDED = ("flow", "open", "close")


class Team(NamedTuple):
    """One report to be added."""

    name: str
    file: str
    filled: Filled
    errors: int
    """Findings of level error that verify has for it."""


class Combined(NamedTuple):
    """The plan of the whole and what could not be added."""

    plan: Plan
    catalogue: Catalogue
    numbers: int
    teams: tuple[Team, ...]
    lines: tuple[str, ...]
    """What was left out or blank, and why."""


def combine(
    reports: Sequence[Path],
    out: Path,
    metrics: tuple[str, ...] = (),
    *,
    title: str = "",
    force: bool = False,
    template: Path | None = None,
) -> Combined:
    """Write the report of the whole. Raises ProblemsFound with everything in which the reports differ."""
    refuse_source(out, *reports)
    check_target(out, force=force)
    if len(reports) < 2:
        raise UsageProblem("combine takes two reports or more")
    for at, path in enumerate(reports):
        if any(path.exists() and other.exists() and path.samefile(other) for other in reports[:at]):
            raise UsageProblem(f"{path}: is named twice; its numbers would be counted twice")
    loaded = load(template)
    read = [(path, read_bytes(path)) for path in reports]
    teams = _teams([(path, understood(data, path, loaded)) for path, data in read])
    made = combined(teams, metrics, title)
    left = [
        line for team, one in zip(teams, read, strict=True) for line in _left_behind(team, notes_in(one[1], one[0]))
    ]
    made = made._replace(lines=(*made.lines, *left))
    from sheets_gen.excel.write import write

    write_whole(out, write(made.plan), force=force)
    return made


def _teams(read: list[tuple[Path, Filled]]) -> list[Team]:
    """The reports by their team's name, by their file's where those are missing or the same."""
    said = [filled.catalogue.config.team for _, filled in read]
    own = all(said) and len(set(said)) == len(said)
    return [
        Team(name if own else path.stem, path.name, filled, sum(f.level == ERROR for f in verify(filled)))
        for (path, filled), name in zip(read, said, strict=True)
    ]


def combined(teams: Sequence[Team], metrics: tuple[str, ...] = (), title: str = "") -> Combined:
    """The plan of the whole. Raises ProblemsFound where the reports do not fit together."""
    first = teams[0].filled
    if problems := list(dict.fromkeys(_differences(teams))):
        raise ProblemsFound(problems)
    shared = [id for id in first.metrics if all(id in team.filled.metrics for team in teams)]
    if not shared:
        raise ProblemsFound([f"{teams[1].file}: has no metric in common with {teams[0].file}"])
    config = carried_config(first)
    config = config._replace(
        title=title or config.title,
        team=" + ".join(team.name for team in teams)[:MAX_TEXT],
        metrics=tuple(shared),
        headline=tuple(id for id in config.headline if id in shared),
        targets={id: goal for id, goal in config.targets.items() if id in shared},
        waive=(),
    )
    catalogue = resolve(first.catalogue.template, config)
    if unknown := [id for id in metrics if id not in {entry.id for entry in catalogue.entries}]:
        raise UsageProblem(f"--metric {unknown[0]}: is no metric that all of the reports have")
    inputs: dict[str, dict[str, float]] = {}
    lines = list(_left_out(teams, shared))
    lines += _different_targets(teams, shared)
    spoken = {team.file: team.filled.catalogue.config.language for team in teams}
    if len(set(spoken.values())) > 1:
        told = ", ".join(f"{language} in {file}" for file, language in spoken.items())
        lines.append(f"language: {told}; the first is taken")
    if any(team.filled.calendar.lead for team in teams):
        lines.append("left out: the period in front of the first; the whole's first change has nothing to compare with")
    for key, item in catalogue.items.items():
        added, why = _added(key, item.source.rollup, teams)
        inputs |= {key: added} if added else {}
        lines += why
    compared = _compared(catalogue, teams, metrics or catalogue.headline)
    span = first.calendar._replace(lead=None)
    plan = build(catalogue, span, inputs, version=__version__, carried=Carried(compared=compared))
    return Combined(plan, catalogue, sum(map(len, inputs.values())), tuple(teams), tuple(lines))


def _differences(teams: Sequence[Team]) -> Iterator[str]:
    """In what the others differ from the first report; scales are compared number by number."""
    first = teams[0]
    for team in teams[1:]:
        for what, one, other in zip(_FACTS, _facts(first.filled), _facts(team.filled), strict=True):
            if one != other:
                yield f"{team.file}: its {what} is {other or 'none'}, that of {first.file} is {one or 'none'}"
        for id in _lists_of(first.filled.catalogue):
            one, other = (" ".join(sorted(t.filled.catalogue.members(id))) for t in (first, team))
            if one != other and id in _lists_of(team.filled.catalogue):
                yield (
                    f"{team.file}: its {id} are {other}, those of {first.file} are {one}; "
                    f"sheets-gen upgrade --config makes them the same ([renamed.{id}] in report.toml)"
                )
    params = [key for key, item in first.filled.catalogue.items.items() if item.source.rollup == "param"]
    for key in params:
        for period in first.filled.calendar.keys:
            held = {team.file: team.filled.inputs.get(key, {}).get(period) for team in teams}
            if len({value for value in held.values() if value is not None}) > 1:
                told = ", ".join(f"{value:g} in {file}" for file, value in held.items() if value is not None)
                yield f"{key} {period}: {told}; answers on different scales cannot be added up"


_FACTS = ("span", "length of periods", "currency", "template version", "own definitions", "options")


def _facts(filled: Filled) -> tuple[str, ...]:
    catalogue, keys = filled.catalogue, filled.calendar.keys
    config, template = catalogue.config, catalogue.template
    return (
        f"{keys[0]} to {keys[-1]}",
        filled.calendar.every,
        config.currency,
        config.made_from or template.version,
        config.custom,
        ", ".join(f"{id} {choice}" for id, choice in sorted(config.options.items())),
    )


def _lists_of(catalogue: Catalogue) -> list[str]:
    """The lists whose members the report's inputs have."""
    return sorted({item.source.members for item in catalogue.items.values() if item.source.members})


def _left_out(teams: Sequence[Team], shared: Sequence[str]) -> Iterator[str]:
    for team in teams:
        if own := [id for id in team.filled.metrics if id not in shared]:
            yield f"left out: {', '.join(own)}, which only {team.file} or some of the reports have"


def _different_targets(teams: Sequence[Team], shared: Sequence[str]) -> Iterator[str]:
    """Targets that are not the same in all reports: the whole has the first report's."""
    for id in shared:
        held = {team.file: team.filled.targets.get(id) for team in teams}
        if len(set(held.values())) > 1:
            told = ", ".join(f"{'none' if goal is None else f'{goal:g}'} in {file}" for file, goal in held.items())
            yield f"target of {id}: {told}; the first is taken"


def _left_behind(team: Team, notes: Notes) -> Iterator[str]:
    """What of a person's own stays in a team's report."""
    for line in named(peoples(own_things(team.filled, notes), team.filled)):
        yield f"left out of {team.file}: {line}"
    if aside_rows(team.filled, METRICS):
        yield f"left out of {team.file}: the table of teams"
    if tabs := own_tabs(team.filled):
        yield f"left out of {team.file}: tabs of your own ({len(tabs)}): {', '.join(tabs[:MAX_NAMED])}"
    if aside := read_kept(team.filled):
        yield f"left out of {team.file}: rows kept from before ({len(aside)})"
    if waived := list(lines_of(team.filled)):
        yield f"left out of {team.file}: waivers ({len(waived)})"


def _added(key: str, rollup: str, teams: Sequence[Team]) -> tuple[dict[str, float], list[str]]:
    """One input of all teams together, by period; and why some of it is blank."""
    total: dict[str, float] = {}
    missing: list[str] = []
    rows = [team.filled.inputs.get(key, {}) for team in teams]
    for period in teams[0].filled.calendar.keys:
        present = [row[period] for row in rows if period in row]
        if rollup == "param" and present:
            total[period] = present[0]
        elif rollup in ADDED and len(present) == len(teams):
            total[period] = math.fsum(present)
        elif rollup in ADDED and present:
            without = [team.file for team, row in zip(teams, rows, strict=True) if period not in row]
            missing.append(f"{period} ({', '.join(without)})")
    if rollup not in ADDED and rollup != "param" and any(rows):
        return {}, [f"blank: {key}, for means and counts of different people cannot be added up"]
    if missing:
        more = f" and {len(missing) - 4} more" if len(missing) > 4 else ""
        return total, [f"blank: {key} in {', '.join(missing[:4])}{more}, where a report has no number"]
    return total, []


def _compared(catalogue: Catalogue, teams: Sequence[Team], metrics: Sequence[str]) -> tuple[Row, ...]:
    """A table below the tracker: of each chosen metric the whole, then each team by its own numbers."""
    word = catalogue.word
    calendar = teams[0].filled.calendar
    columns = (*calendar.keys, *(rollup.key for rollup in calendar.rollups))
    heading = {"label": Cell(word("teams"), "section"), "id": Cell(f"{TABLE}head", "id")}
    hint = {"label": Cell(word("teams_hint"), "subtitle"), "id": Cell(f"{TABLE}hint", "id")}
    rows = [
        blank_row(f"{METRICS}:{TABLE}gap"),
        Row(f"{METRICS}:{TABLE}head", fill(("unit", "target", *columns), None, "section") | heading, 26),
        Row(f"{METRICS}:{TABLE}hint", hint, 17),
    ]
    for id in metrics:
        entry = catalogue.entry(id)
        unit = catalogue.template.units[entry.metric.unit]
        style = "value" if entry.tree is not None else "value_name"
        name = {"label": Cell(entry.metric.label, "sub_heading"), "unit": Cell(catalogue.unit_label(unit.id), "unit")}
        whole = fill(columns, Formula(Ref(tracker_row(id))), style, unit.format)
        rows.append(Row(f"{METRICS}:{TABLE}{id}", {"id": Cell(f"{TABLE}{id}", "id"), **name}, 19))
        whole |= {"label": Cell(word("teams_total"), "label"), "id": Cell(f"{TABLE}{id}:all", "id")}
        rows.append(Row(f"{METRICS}:{TABLE}{id}:all", whole, 17))
        one = "before" if entry.tree is not None else "before_name"
        for at, team in enumerate(teams, 1):
            cells = {column: Cell(value, one, unit.format) for column, value in team.filled.metrics[id].items()}
            cells |= {"label": Cell(team.name, "label_secondary"), "id": Cell(f"{TABLE}{id}:{at}", "id")}
            rows.append(Row(f"{METRICS}:{TABLE}{id}:{at}", cells, 17))
    return tuple(rows)
