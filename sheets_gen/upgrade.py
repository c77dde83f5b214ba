"""A report made anew from the present template, with everything that people typed into the old one.

Numbers, targets and notes go by their ids, never by where they stand. What has no place in the new report goes into
rows at the calculator's end; what cannot come along (tabs of people's own, their colours) is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from sheets_gen import __version__
from sheets_gen.catalogue import chosen_metrics, resolve
from sheets_gen.config import ALL, Config, Settled, of_report, read_config, with_custom
from sheets_gen.errors import InputRefused, UsageProblem
from sheets_gen.excel.package import read_bytes
from sheets_gen.files import check_target, refuse_source, write_whole
from sheets_gen.filled import Filled
from sheets_gen.kept import kept_rows, read_kept
from sheets_gen.moved import Moved, moved
from sheets_gen.own import Notes, notes_in, picked, refuse_lost_columns
from sheets_gen.plan.build import build
from sheets_gen.plan.model import Plan
from sheets_gen.plan.report import Carried
from sheets_gen.template.load import load
from sheets_gen.template.schema import Template
from sheets_gen.verbs import understood
from sheets_gen.verify.compare import same_value
from sheets_gen.verify.waivers import lines_of


class UpgradeRequest(NamedTuple):
    """What the new report should be; what is empty stays as it is in the old one."""

    report: Path
    out: Path
    language: str = ""
    profile: str = ""
    config: Path | None = None
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    force: bool = False
    template: Path | None = None


class Upgraded(NamedTuple):
    """What became of it."""

    before: Filled
    after: Filled
    lines: tuple[str, ...]
    """What moved, what is kept aside, and what did not come along."""
    differing: tuple[str, ...]
    """Results of metrics in both reports that are not the same."""


def upgrade(request: UpgradeRequest) -> Upgraded:
    """Write the new report. Raises InputRefused, ProblemsFound or UsageProblem, and then writes nothing."""
    refuse_source(request.out, request.report)
    check_target(request.out, force=request.force)
    template = load(request.template)
    data = read_bytes(request.report)
    before = understood(data, request.report, template)
    plan, what = renewed(before, notes_in(data, request.report), request, template)
    from sheets_gen.excel.write import write

    new = write(plan)
    after = understood(new, request.out, template)
    refuse_loss(before, after, what, request.report)
    write_whole(request.out, new, force=request.force)
    return Upgraded(before, after, what.lines, tuple(_differing(before, after)))


def renewed(before: Filled, notes: Notes, request: UpgradeRequest, template: Template) -> tuple[Plan, Moved]:
    """The plan of the report made anew, and what went where. Raises InputRefused, ProblemsFound or UsageProblem."""
    refuse_lost_columns(before, request.report)
    settled = _settled(before, template, request)
    config = _fitting(before, settled, request)
    catalogue = resolve(settled.template, config)
    try:
        what = moved(before, notes, catalogue, config)
    except InputRefused as refused:
        is_told = config.file and str(refused).startswith(f"{config.file}:")
        raise refused if is_told else InputRefused(f"{request.report}: {refused}") from None
    origin = request.report.name
    carried = Carried(origin=origin, notes=what.notes, kept=kept_rows(what.kept, catalogue, origin))
    shown = picked(before)
    plan = build(catalogue, before.calendar, what.inputs, picked=shown, version=__version__, carried=carried)
    return plan, what


def _settled(before: Filled, template: Template, request: UpgradeRequest) -> Settled:
    """The old report's choices on the present template, what report.toml and the command line say before them."""
    if request.language and request.language not in template.languages:
        raise UsageProblem(f"--language {request.language}: the template speaks {', '.join(template.languages)}")
    old = before.catalogue.config._replace(made_from="", frame="")
    if request.config is None:
        return of_report(old, template, request.language)
    asked = read_config(request.config, template, request.language or old.language)
    given = asked.config.given
    chosen = asked.config
    fields = {"title", "team", "currency", "time_zone", "profile", "metrics", "without", "headline", "waive"} & given
    new = old._replace(**{field: getattr(chosen, field) for field in fields}, renamed=chosen.renamed, file=chosen.file)
    turned = {id: chosen.options.get(id, known[0]) for id, known in template.options.items() if id in given}
    new = new._replace(
        members={**old.members, **chosen.members},
        options={**old.options, **turned},
        language=request.language or (chosen.language if "language" in given else old.language),
        targets=chosen.targets,
    )
    return of_report(new._replace(custom=with_custom(old.custom, chosen.custom)), template)


def _fitting(before: Filled, settled: Settled, request: UpgradeRequest) -> Config:
    """The choices with the metrics asked for; targets and headline of those that are left out do not come along."""
    config, template = settled
    known = template.metrics
    for option, ids in (("--add", request.add), ("--remove", request.remove)):
        if unknown := [id for id in ids if id not in known]:
            raise UsageProblem(f"{option} {unknown[0]}: is no metric; sheets-gen metrics lists them")
    if both := [id for id in request.add if id in request.remove]:
        raise UsageProblem(f"--add {both[0]} and --remove {both[0]}: say one of them")
    if request.profile and request.profile not in (*template.profiles, ALL):
        raise UsageProblem(f"--profile {request.profile}: the template has {', '.join((*template.profiles, ALL))}")
    if request.profile:
        config = config._replace(profile=request.profile, metrics=(), without=())
    config = config._replace(
        metrics=tuple(dict.fromkeys((*config.metrics, *request.add))),
        without=tuple(id for id in dict.fromkeys((*config.without, *request.remove)) if id not in request.add),
    )
    chosen = set(chosen_metrics(template, config))
    if not chosen:
        raise UsageProblem("--remove leaves no metric")
    entries = resolve(template, config._replace(headline=(), targets={})).entries
    held = {entry.id for entry in entries}
    for id in (id for id in request.remove if id in held):
        by = next((e.id for e in entries if id in (*e.uses, e.metric.total)), "another metric")
        raise UsageProblem(f"--remove {id}: {by} is computed from it; remove that too, or keep both")
    aside = {one.id.removeprefix("target:"): one.text for one in read_kept(before) if one.id.startswith("target:")}
    numbers = {id: float(value) for id, value in aside.items() if isinstance(value, (int, float))}
    goals = {id: value for id, value in {**numbers, **before.targets, **config.targets}.items() if id in held}
    shown = tuple(id for id in config.headline if id in held)
    waive = config.waive if "waive" in config.given else tuple(lines_of(before))
    return config._replace(targets=goals, headline=shown, waive=waive)


def refuse_loss(before: Filled, after: Filled, what: Moved, report: Path) -> None:
    """Refuse a result in which anything is missing: each number is in its cell, or among what is kept."""
    kept = {one.id: one.numbers for one in what.kept}
    if lost := kept.keys() - {one.id for one in read_kept(after)}:
        raise InputRefused(f"{report}: {min(lost)} would be lost; nothing was written")
    for key, row in what.inputs.items():
        for period, value in row.items():
            if period in after.calendar.keys and not same_value(after.inputs.get(key, {}).get(period), value):
                raise InputRefused(f"{report}: {key} {period} would be lost; nothing was written")
    for key, row in before.inputs.items():
        if key in after.catalogue.items or key in what.renamed:
            continue
        if any(not same_value(kept.get(key, {}).get(period), value) for period, value in row.items()):
            raise InputRefused(f"{report}: {key} would be lost; nothing was written")


def _differing(before: Filled, after: Filled) -> Iterator[str]:
    """Results that are not what they were, of metrics that both reports hold."""
    old, new = before.metrics, after.metrics
    for id in old.keys() & new.keys():
        for column, value in old[id].items():
            other = new[id].get(column)
            if isinstance(value, str) and isinstance(other, str):
                continue  # a name in another language
            if not same_value(value, other):
                yield f"{id} {column}: {value} before, {other} now"
