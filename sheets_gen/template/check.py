"""Rules over a whole template: a table of functions, each yielding every problem of its kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from sheets_gen.errors import FormulaError
from sheets_gen.formula.nodes import Node, names
from sheets_gen.template.intervals import METHODS
from sheets_gen.template.languages import ENGLISH
from sheets_gen.template.looks import check_styles
from sheets_gen.template.options import with_options
from sheets_gen.template.schema import Identity, Input, Metric, Template
from sheets_gen.template.shapes import Problem

_ID = re.compile(r"[a-z][a-z0-9_]{1,59}")
_MEMBER = re.compile(r"[a-z0-9][a-z0-9_]{0,59}")
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


def _at(thing: Metric | Identity, key: str, message: str) -> Problem:
    """A problem of a metric's or identity's own key."""
    return Problem(thing.file, thing.prefix + key, message)


def _of(given: Input, key: str, message: str) -> Problem:
    """A problem of an input, whose keys stand behind its id."""
    return Problem(given.file, f"{given.prefix}{given.id}{key}", message)


def _one_of(allowed: Iterable[str], given: str) -> str:
    """``'nps' is not known (did you mean …?)``, or the list when it is short."""
    choices = sorted(allowed)
    import difflib  # only a mistake needs it

    close = difflib.get_close_matches(given, choices, 1, 0.6)
    hint = f"did you mean '{close[0]}'?" if close else f"allowed: {', '.join(choices[:30])}"
    return f"'{given}' is not known ({hint})"


def _ids(template: Template) -> Iterator[Problem]:
    homes = {given.id: given.file for given in template.inputs.values()}
    homes |= {metric.id: metric.file for metric in template.metrics.values()}
    for id, file in homes.items():
        if id in RESERVED or id.startswith(("headline_", "report_", "tab_")):
            yield Problem(file, id, "is an id of the report's own rows; choose another")
        if _ADDRESS.fullmatch(id):
            yield Problem(file, id, "could be a cell address; choose a longer id")
        elif not _ID.fullmatch(id) or "__" in id:
            yield Problem(file, id, "ids are 2 to 60 of a-z, 0-9 and single _, starting with a letter")
    for id, metric in template.metrics.items():
        if id in template.inputs:
            yield Problem(metric.file, id, "is also the id of an input; ids are unique")
    for list_id, members in template.members.items():
        for id in members:
            if not _MEMBER.fullmatch(id) or "__" in id:
                yield Problem("template.toml", f"members.{list_id}.{id}", "ids are 1 to 60 of a-z, 0-9 and single _")


def _choices(template: Template) -> Iterator[Problem]:
    sections = {s.id for s in template.sections}
    for m in template.metrics.values():
        if m.unit and m.unit not in template.units:
            yield _at(m, "unit", _one_of(template.units, m.unit))
        if m.section and m.section not in sections:
            yield _at(m, "section", _one_of(sections, m.section))
        if not m.sources:
            yield _at(m, "sources", "is empty; name at least one article")
        for profile in m.profiles:
            if profile not in template.profiles:
                yield _at(m, "profiles", _one_of(template.profiles, profile))
        other = template.metrics.get(m.variant_of)
        if m.variant_of and (other is None or other.variant_of):
            yield _at(m, "variant_of", f"'{m.variant_of}' is no metric that is itself no variant")
    for id in template.headline:
        if id not in template.metrics:
            yield Problem("template.toml", "headline", _one_of(template.metrics, id))
    if len(template.headline) > 6:
        yield Problem("template.toml", "headline", f"has {len(template.headline)} metrics; at most 6 fit")
    if not template.palette:
        yield Problem("template.toml", "palette", "is empty; name at least one colour")


def _articles(template: Template) -> Iterator[Problem]:
    """Places in an article are its own numbers, and an article's profile leaves none of them out."""
    placed: dict[str, set[int]] = {}
    for m in template.metrics.values():
        for source in m.sources:
            article = template.articles.get(source.article)
            if article is None:
                yield _at(m, "article", _one_of(template.articles, source.article))
            elif not 0 <= source.place <= article.items:
                text = f"is {source.place}; the article {article.id} numbers 1 to {article.items} (0: in passing)"
                yield _at(m, "sources.place", text)
            else:
                held = [id for id, what in template.profiles.items() if what == article.id and id in m.profiles]
                placed.setdefault(article.id, set()).update({source.place} if held else set())
        for erratum in m.errata:
            if erratum.article not in template.articles:
                yield _at(m, "article", _one_of(template.articles, erratum.article))
    for id, what in template.profiles.items():
        article = template.articles.get(what)
        for place in range(1, article.items + 1) if article is not None else ():
            if place not in placed.get(what, ()):
                yield Problem(
                    "template.toml", f"profiles.{id}", f"no metric stands for number {place} of article {what}"
                )


def _errata(template: Template) -> Iterator[Problem]:
    homes: dict[str, str] = {}
    for m in template.metrics.values():
        for erratum in m.errata:
            if homes.setdefault(erratum.id, m.id) != m.id:
                yield _at(m, "errata.id", f"{erratum.id} stands in {homes[erratum.id]} too")


def _inputs(template: Template) -> Iterator[Problem]:
    for given in template.inputs.values():
        if given.unit and given.unit not in template.units:
            yield _of(given, ".unit", _one_of(template.units, given.unit))
        if given.members and given.members not in template.members:
            yield _of(given, ".members", _one_of(template.members, given.members))
        if given.least is not None and given.most is not None and given.least > given.most:
            yield _of(given, ".most", f"is {given.most:g}, below least, {given.least:g}")


def _formulas(template: Template) -> Iterator[Problem]:
    plain = {id for id, given in template.inputs.items() if not given.members}
    known = plain | {id for id, metric in template.metrics.items() if not metric.distribution}
    for m in template.metrics.values():
        if bool(m.formula_text) == bool(m.distribution):
            yield _at(m, "formula", "a metric has either a formula or a distribution")
        yield from _unknown_names(m, m.formula, m.formula_text, "formula", known)
        for erratum in m.errata:
            for wrong in erratum.wrong:
                yield from _unknown_names(m, wrong, "", f"errata[{erratum.id}].wrong", known)
        for id in m.context:
            if id not in plain:
                yield _at(m, "context", _one_of(plain, id))
        if m.formula is not None:
            yield from _interval(m, plain.intersection((*names(m.formula), *m.context)))
        families = {id for id, given in template.inputs.items() if given.members}
        if m.distribution and m.distribution not in families:
            yield _at(m, "distribution", _one_of(families, m.distribution))
        lists = {template.inputs[f].members for f in (m.distribution, m.per) if f in families}
        if m.per and (m.per not in families or len(lists) > 1):
            alike = [id for id in families if template.inputs[id].members in lists]
            yield _at(m, "per", _one_of(alike or families, m.per))
        sums = [id for id, other in template.metrics.items() if not other.distribution]
        if m.total and m.total not in sums:
            yield _at(m, "total", _one_of(sums, m.total))
        elif m.total and not m.distribution:
            yield _at(m, "total", "belongs to a distribution; this metric has a formula")


def _identities(template: Template) -> Iterator[Problem]:
    for identity in template.identities.values():
        for side, tree, text in (
            ("left", identity.left, identity.left_text),
            ("right", identity.right, identity.right_text),
        ):
            for id in names(tree) if tree is not None else ():
                if id not in template.inputs:
                    at = re.search(rf"\b{id}\b", text)
                    pointed = FormulaError(_one_of(template.inputs, id), text, at.start() if at else None).pointed()
                    yield _at(identity, f"{identity.id}.{side}", pointed)


def _unknown_names(m: Metric, tree: Node | None, text: str, key: str, known: Iterable[str]) -> Iterator[Problem]:
    for id in names(tree) if tree is not None else ():
        if id not in known:
            at = re.search(rf"\b{id}\b", text)
            pointed = FormulaError(_one_of(known, id), text, at.start() if at else None).pointed()
            yield _at(m, key, pointed)


def _interval(m: Metric, own: Iterable[str]) -> Iterator[Problem]:
    """An interval reads the inputs of its metric's block, no others."""
    if m.interval is None or m.interval.method not in METHODS:
        return
    wanted = METHODS[m.interval.method].arguments
    if len(m.interval.arguments) != len(wanted):
        yield _at(m, "interval.arguments", f"{m.interval.method} takes {len(wanted)} input ids")
    for id in m.interval.arguments:
        if id not in own:
            yield _at(m, "interval.arguments", _one_of(own, id))


def _cycles(template: Template) -> Iterator[Problem]:
    state: dict[str, int] = {}

    def visit(id: str, path: tuple[str, ...]) -> Iterator[Problem]:
        if state.get(id) == 2:
            return
        if id in path:
            ring = " -> ".join((*path[path.index(id) :], id))
            yield _at(template.metrics[id], "formula", f"metrics depend on each other in a circle: {ring}")
            return
        metric = template.metrics[id]
        for other in names(metric.formula) if metric.formula is not None else ():
            if other in template.metrics:
                yield from visit(other, (*path, id))
        state[id] = 2

    for id in template.metrics:
        yield from visit(id, ())


def _examples(template: Template) -> Iterator[Problem]:
    known = set(template.inputs)
    for given in template.inputs.values():
        known.update(f"{given.id}.{member}" for member in template.members.get(given.members, ()))
    for m in template.metrics.values():
        if not any(e.expect != "" for e in m.examples):
            yield _at(m, "examples", "has no worked example; add one with the inputs and the value")
        if not any(e.expect == "" for e in m.examples):
            yield _at(m, "examples", 'has no example of the blank case; add one with expect = ""')
        for index, example in enumerate(m.examples, 1):
            for id in dict.fromkeys(id for period in example.periods for id in period):
                if id not in known:
                    yield _at(m, f"examples[{index}]", _one_of(known, id))


def _unused(template: Template) -> Iterator[Problem]:
    used: set[str] = set()
    for m in template.metrics.values():
        used.update(m.context, {m.distribution, m.per}, names(m.formula) if m.formula is not None else ())
    for id, given in template.inputs.items():
        if id not in used:
            yield _of(given, "", "no metric uses this input; remove it or use it")


def _order(template: Template) -> Iterator[Problem]:
    places: dict[tuple[str, str, int], str] = {}
    for m in template.metrics.values():
        other = places.setdefault((m.tier, m.section, m.order), m.id)
        if other != m.id:
            yield _at(m, "order", f"{m.order} is taken by metrics/{other}.toml in section '{m.section}'")


def _words(template: Template) -> Iterator[Problem]:
    if ENGLISH not in template.languages:
        yield Problem("languages/en.toml", "", "is missing; the report's words start from English")


RULES: tuple[Callable[[Template], Iterator[Problem]], ...] = (
    _ids,
    _choices,
    _articles,
    _errata,
    _inputs,
    _formulas,
    _identities,
    _cycles,
    _examples,
    _unused,
    _order,
    _words,
    check_styles,
)
