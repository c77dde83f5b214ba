"""Where each thing that people typed into an old report goes in a new one: by id, renamed, added up, or kept aside."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sheets_gen.catalogue import Catalogue
from sheets_gen.config import Config
from sheets_gen.errors import InputRefused
from sheets_gen.filled import Filled
from sheets_gen.formula.nodes import Ref
from sheets_gen.kept import Kept, aside_rows, read_kept
from sheets_gen.own import MAX_NAMED, NOTE, Notes, Own, own_names, own_tabs, own_things
from sheets_gen.periods import LEAD
from sheets_gen.plan.model import Note
from sheets_gen.plan.report import CALCULATOR, METRICS

MAX_OWN = 5_000
"""Things of people's own that are kept aside; there are rarely any."""
MAX_PIECE = 25_000
"""Characters of one text that is kept; a cell or a note holds some thousands more."""
Numbers = dict[str, dict[str, float]]


class Moved(NamedTuple):
    """What goes where."""

    inputs: Numbers
    notes: tuple[Note, ...]
    kept: tuple[Kept, ...]
    renamed: Mapping[str, str]
    """New input key by the old one, where they differ."""
    lines: tuple[str, ...]
    """The same in words."""


def moved(before: Filled, written: Notes, catalogue: Catalogue, config: Config) -> Moved:
    """The way of everything. Raises InputRefused where two members cannot be added up, or too much is people's own."""
    renamed = _renamed(before, catalogue, config)
    numbers = _numbers(before)
    inputs, lines = _placed(numbers, renamed, before, catalogue)
    kept = [
        Kept(key, _label(key, before, catalogue), row, format=_format(before, key))
        for key, row in numbers.items()
        if key not in catalogue.items and key not in renamed
    ]
    lines += [f"kept aside: {len(one.numbers)} numbers of {one.id}, which no metric of the report uses" for one in kept]
    kept += _targets(before, catalogue)
    things = own_things(before, written)
    notes = dict(_that_fit({one: note for one in things for note in _note(one, catalogue, renamed)}))
    aside = [piece for one in things if one not in notes for piece in _pieces(one)]
    if len(aside) > MAX_OWN:
        where = aside[MAX_OWN].where
        raise InputRefused(
            f"holds more than {MAX_OWN:,} cells of your own on its three tabs (the next is {where}); "
            "move them to a tab of their own, then run upgrade again"
        )
    kept += [Kept(f"{one.kind}:{at}", one.where, {}, one.content) for at, one in enumerate(aside, 1)]
    lines += [f"kept aside: {one.label}" for one in kept if not one.numbers]
    kept, back = _with_earlier(kept, read_kept(before), inputs, catalogue, config)
    lines += (*back, *_changed_targets(before, config), *_changes(before, catalogue), *_left(before))
    return Moved(inputs, tuple(notes.values()), tuple(kept), renamed, tuple(lines))


def _that_fit(notes: Mapping[Own, Note]) -> Iterator[tuple[Own, Note]]:
    """The notes that fit at their places, where several may come together; a cell's note holds only so much."""
    taken: dict[Ref, int] = {}
    for one, note in notes.items():
        taken[note.where] = taken.get(note.where, 0) + len(note.text)
        if taken[note.where] <= MAX_PIECE:
            yield one, note


def _pieces(one: Own) -> Iterator[Own]:
    """A text in as many pieces as cells need to hold it."""
    if not isinstance(one.content, str) or len(one.content) <= MAX_PIECE:
        yield one
        return
    for at in range(0, len(one.content), MAX_PIECE):
        yield one._replace(content=one.content[at : at + MAX_PIECE])


def _with_earlier(
    kept: list[Kept], earlier: list[Kept], inputs: Numbers, catalogue: Catalogue, config: Config
) -> tuple[list[Kept], list[str]]:
    """What is kept, with what was kept before and has no place now either; the rest goes back into ``inputs``."""
    kept, lines = _renumbered(kept, {one.id for one in earlier}), list[str]()
    for one in earlier:
        id = one.id.removeprefix("target:")
        if one.id in catalogue.items and one.id not in inputs and one.numbers:
            inputs[one.id] = dict(one.numbers)
            lines.append(f"back in its place: {len(one.numbers)} numbers of {one.id}, kept aside before")
        elif one.id != id and config.targets.get(id) == one.text:
            lines.append(f"back in its place: the target of {id}, kept aside before")
        else:
            known = catalogue.template.inputs.get(one.id)
            kept.append(one if known is None else one._replace(label=known.label))
    return _apart(kept), lines


def _apart(kept: list[Kept]) -> list[Kept]:
    """The same with ids that are all different: ``shipping``, ``shipping:2`` where it was kept aside twice."""
    found: dict[str, Kept] = {}
    for one in kept:
        id, at = one.id, 1
        while id in found:
            at += 1
            id = f"{one.id}:{at}"
        found[id] = one._replace(id=id)
    return list(found.values())


def _changed_targets(before: Filled, config: Config) -> Iterator[str]:
    """Targets that report.toml sets otherwise than they stand in the report."""
    for id, old in before.targets.items():
        if config.targets.get(id, old) != old:
            yield f"target of {id}: {old:g} → {config.targets[id]:g}, as {config.file or 'report.toml'} says"


def _renumbered(kept: list[Kept], taken: set[str]) -> list[Kept]:
    """Texts get numbers that no earlier upgrade has given away, so that none takes another one's place."""
    found: list[Kept] = []
    for one in kept:
        kind, _, number = one.id.partition(":")
        at = int(number) if number.isdecimal() else 0
        while at and f"{kind}:{at}" in taken:
            at += 1
        found.append(one._replace(id=f"{kind}:{at}") if at else one)
        if at:
            taken.add(found[-1].id)
    return found


def _numbers(filled: Filled) -> Numbers:
    """The raw numbers by input and period, with those of the period before the first."""
    found = {key: dict(row) for key, row in filled.inputs.items()}
    for key in filled.catalogue.items:
        if (value := filled.number(key, LEAD)) is not None:
            found.setdefault(key, {})[LEAD] = value
    return {key: found[key] for key in filled.catalogue.items if key in found}


def _renamed(before: Filled, catalogue: Catalogue, config: Config) -> dict[str, str]:
    """New input key by old one. Raises InputRefused for a rename of or to a member that is not there."""
    found: dict[str, str] = {}
    for list_id, pairs in config.renamed.items():
        families = [f.id for f in catalogue.template.inputs.values() if f.members == list_id]
        for old, new in pairs.items():
            if new not in catalogue.members(list_id):
                raise InputRefused(f"{config.file}: renamed.{list_id}.{old}: there is no member {new!r} in {list_id}")
            if old not in before.catalogue.members(list_id):
                raise InputRefused(f"{config.file}: renamed.{list_id}.{old}: the report has no such member")
            found |= {f"{family}.{old}": f"{family}.{new}" for family in families if old != new}
    return {old: new for old, new in found.items() if new in catalogue.items}


def _placed(
    numbers: Numbers, renamed: Mapping[str, str], before: Filled, catalogue: Catalogue
) -> tuple[Numbers, list[str]]:
    """Numbers by their new keys; those of members that became one are added up, where all of them are there."""
    sources: dict[str, list[str]] = {}
    for key in before.catalogue.items:
        new = renamed.get(key, key)
        if new in catalogue.items:
            sources.setdefault(new, []).append(key)
    inputs: Numbers = {}
    lines: list[str] = []
    for new, old in sources.items():
        rollup = catalogue.items[new].source.rollup
        if len(old) > 1 and rollup not in ("flow", "open", "close"):
            raise InputRefused(f"{' and '.join(old)} cannot become one: such numbers cannot be added up")
        periods = dict.fromkeys(period for key in old for period in numbers.get(key, {}))
        whole = {p: [numbers[key][p] for key in old] for p in periods if all(p in numbers.get(k, {}) for k in old)}
        if broken := [period for period in periods if period not in whole]:
            raise InputRefused(
                f"{' and '.join(old)} cannot become one: in {', '.join(broken[:5])} only one of them holds a number; "
                "type the other (0 where there was none), then run upgrade again"
            )
        if whole:
            inputs[new] = {p: values[0] if len(values) == 1 else math.fsum(values) for p, values in whole.items()}
        if old != [new]:
            lines.append(f"{' + '.join(old)} → {new}")
    return inputs, lines


def _label(key: str, before: Filled, catalogue: Catalogue) -> str:
    """What the input is called in the new report's language; a member of a list has only the name it had."""
    known = catalogue.template.inputs.get(key)
    return known.label if known is not None else before.catalogue.items[key].label


def _format(filled: Filled, key: str) -> str:
    return filled.catalogue.template.units[filled.catalogue.items[key].source.unit].format


def _targets(before: Filled, catalogue: Catalogue) -> Iterator[Kept]:
    held = {entry.id for entry in catalogue.entries}
    for id, value in before.targets.items():
        if id not in held:
            metric = before.catalogue.template.metrics[id]
            format = before.catalogue.template.units[metric.unit].format
            yield Kept(f"target:{id}", catalogue.word("kept_target").format(label=metric.label), {}, value, format)


def _note(one: Own, catalogue: Catalogue, renamed: Mapping[str, str]) -> Iterator[Note]:
    """A note of a person's own at its place in the new report, if it has one there."""
    if one.kind != NOTE or one.place is None:
        return
    row, column = one.place
    tab, _, id = row.partition(":")
    key = renamed.get(id, id)
    entries = {entry.id for entry in catalogue.entries}
    if column != "id" and (key in entries or id == "period" or (tab == CALCULATOR and key in catalogue.items)):
        yield Note(Ref(f"{tab}:{key}", column), str(one.content))


def _changes(before: Filled, catalogue: Catalogue) -> Iterator[str]:
    """Metrics and members that come and go."""
    old, new = ({entry.id: None for entry in c.entries} for c in (before.catalogue, catalogue))
    if gone := [id for id in old if id not in new]:
        yield f"metrics removed: {', '.join(gone)}"
    if come := [id for id in new if id not in old]:
        yield f"metrics added: {', '.join(come)}"
    if before.is_older:
        version = before.catalogue.config.made_from
        yield f"template {version} → {catalogue.template.version}; texts that were written among its own stay behind"
    if before.catalogue.config.language != catalogue.config.language:
        yield f"language {before.catalogue.config.language} → {catalogue.config.language}"


def _left(before: Filled) -> Iterator[str]:
    """What stays behind in the old file."""
    if aside_rows(before, METRICS):
        yield "not taken over: the table of teams; run combine on the upgraded reports of the teams"
    if names := own_names(before):
        yield f"not taken over: defined names of your own: {', '.join(names[:MAX_NAMED])}"
    for title in own_tabs(before):
        yield f"not taken over: the tab {title!r} of your own; move it over in your spreadsheet program"
