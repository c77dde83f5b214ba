"""Rules over a whole template: a table of functions, each yielding every problem of its kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from sheets_gen.formula.nodes import names
from sheets_gen.periods import MAX_PERIODS
from sheets_gen.template.languages import ENGLISH
from sheets_gen.template.looks import check_styles
from sheets_gen.template.metric_rules import METRIC_RULES, TEXT
from sheets_gen.template.options import with_options
from sheets_gen.template.schema import Template
from sheets_gen.template.shapes import Problem
from sheets_gen.template.told import at, of, one_of, unknown_names

_ID = re.compile(r"[a-z][a-z0-9_]{1,59}")
_MEMBER = re.compile(r"[a-z0-9][a-z0-9_]{0,59}")
MAX_PLACES = 15
"""A float has no more digits that can be trusted."""
RESERVED = frozenset(
    {"calculator", "columns", "filled", "gap", "has_data", "hint", "metrics", "nothing", "period", "period_name"}
    | {"period_no", "period_text", "results", "subtitle", "title", "volume"}
)
"""Ids of rows that every report has (tests hold this list against the plan)."""
_ADDRESS = re.compile(r"[a-z]{1,3}[0-9]{1,7}|r[0-9]*|c[0-9]*|r[0-9]*c[0-9]*")


def check(template: Template) -> list[Problem]:
    """Every problem that shows only when the files are seen together."""
    return [problem for rule in RULES for problem in rule(template)]


def check_turned(template: Template) -> list[Problem]:
    """The same for each choice of each option, with the definitions that it turns."""
    found: list[Problem] = []
    for option, choice in template.turned:
        if choice not in template.options.get(option, ()):
            known = "; ".join(f"{id}: {', '.join(choices)}" for id, choices in template.options.items())
            found.append(Problem("template.toml", "options", f"has no {option} = {choice!r} (known: {known})"))
        else:
            found += check(with_options(template, {option: choice}))
    return found


def _ids(template: Template) -> Iterator[Problem]:
    homes = {given.id: (given.file, given.prefix + given.id) for given in template.inputs.values()}
    homes |= {m.id: (m.file, m.prefix.rstrip(".") or m.id) for m in template.metrics.values()}
    for id, (file, key) in homes.items():
        if id in RESERVED or id.startswith(("headline_", "report_", "tab_")):
            yield Problem(file, key, "is an id of the report's own rows; choose another")
        if _ADDRESS.fullmatch(id):
            yield Problem(file, key, "could be a cell address; choose a longer id")
        elif not _ID.fullmatch(id) or "__" in id:
            yield Problem(file, key, "ids are 2 to 60 of a-z, 0-9 and single _, starting with a letter")
    for id in template.metrics.keys() & template.inputs.keys():
        yield Problem(*homes[id], "is also the id of an input; ids are unique")
    for list_id, members in template.members.items():
        for id in members:
            if not _MEMBER.fullmatch(id) or "__" in id:
                yield Problem("template.toml", f"members.{list_id}.{id}", "ids are 1 to 60 of a-z, 0-9 and single _")


def _choices(template: Template) -> Iterator[Problem]:
    sections = {s.id for s in template.sections}
    for m in template.metrics.values():
        if m.unit and m.unit not in template.units:
            yield at(m, "unit", one_of(template.units, m.unit))
        if m.section and m.section not in sections:
            yield at(m, "section", one_of(sections, m.section))
        if not m.sources:
            yield at(m, "sources", "is empty; name at least one article")
        for profile in m.profiles:
            if profile not in template.profiles:
                yield at(m, "profiles", one_of(template.profiles, profile))
        other = template.metrics.get(m.variant_of)
        if m.variant_of and (other is None or other.variant_of):
            yield at(m, "variant_of", f"'{m.variant_of}' is no metric that is itself no variant")
    for id in template.headline:
        if id not in template.metrics:
            yield Problem("template.toml", "headline", one_of(template.metrics, id))
    if len(template.headline) > 6:
        yield Problem("template.toml", "headline", f"has {len(template.headline)} metrics; at most 6 fit")
    if not template.palette:
        yield Problem("template.toml", "palette", "is empty; name at least one colour")


def _inputs(template: Template) -> Iterator[Problem]:
    for given in template.inputs.values():
        if given.unit and given.unit not in template.units:
            yield of(given, ".unit", one_of(template.units, given.unit))
        elif given.unit and template.units[given.unit].format == TEXT:
            yield of(given, ".unit", f"'{given.unit}' is for names; an input is a number")
        if given.members and given.members not in template.members:
            yield of(given, ".members", one_of(template.members, given.members))
        if given.least is not None and given.most is not None and given.least > given.most:
            yield of(given, ".most", f"is {given.most:g}, below least, {given.least:g}")


def _identities(template: Template) -> Iterator[Problem]:
    for identity in template.identities.values():
        for side, tree, text in (
            ("left", identity.left, identity.left_text),
            ("right", identity.right, identity.right_text),
        ):
            yield from unknown_names(identity, tree, text, f"{identity.id}.{side}", template.inputs)
            if tree is not None and not names(tree):
                yield at(identity, f"{identity.id}.{side}", "names no input; an identity is between raw numbers")


def _examples(template: Template) -> Iterator[Problem]:
    known = set(template.inputs)
    for given in template.inputs.values():
        known.update(f"{given.id}.{member}" for member in template.members.get(given.members, ()))
    for m in template.metrics.values():
        if not any(e.expect != "" for e in m.examples):
            yield at(m, "examples", "has no worked example; add one with the inputs and the value")
        if not any(e.expect == "" for e in m.examples):
            yield at(m, "examples", 'has no example of the blank case; add one with expect = ""')
        for index, example in enumerate(m.examples, 1):
            for id in dict.fromkeys(id for period in example.periods for id in period):
                if id not in known:
                    yield at(m, f"examples[{index}]", one_of(known, id))
            if example.places is not None and not 0 <= example.places <= MAX_PLACES:
                yield at(m, f"examples[{index}].places", f"is {example.places}; 0 to {MAX_PLACES} are allowed")
            if len(example.periods) > MAX_PERIODS:
                text = f"has {len(example.periods)} periods; at most {MAX_PERIODS} fit into a report"
                yield at(m, f"examples[{index}].periods", text)


def _unused(template: Template) -> Iterator[Problem]:
    used: set[str] = set()
    for m in template.metrics.values():
        used.update(m.context, {m.distribution, m.per}, names(m.formula) if m.formula is not None else ())
    for id, given in template.inputs.items():
        if id not in used:
            yield of(given, "", "no metric uses this input; remove it or use it")


def _order(template: Template) -> Iterator[Problem]:
    places: dict[tuple[str, str, int], str] = {}
    for m in template.metrics.values():
        other = places.setdefault((m.tier, m.section, m.order), m.id)
        if other != m.id:
            yield at(m, "order", f"{m.order} is taken by {other} in section '{m.section}'")


def _words(template: Template) -> Iterator[Problem]:
    if ENGLISH not in template.languages:
        yield Problem("languages/en.toml", "", "is missing; the report's words start from English")


RULES: tuple[Callable[[Template], Iterator[Problem]], ...] = (
    _ids,
    _choices,
    *METRIC_RULES,
    _inputs,
    _identities,
    _examples,
    _unused,
    _order,
    _words,
    check_styles,
)
