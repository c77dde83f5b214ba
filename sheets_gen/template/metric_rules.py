"""Rules over the metrics of a template: formulas, distributions, intervals, circles, articles and their mistakes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from sheets_gen.formula.nodes import names
from sheets_gen.template.intervals import METHODS
from sheets_gen.template.schema import Metric, Template
from sheets_gen.template.shapes import Problem
from sheets_gen.template.told import at, one_of, unknown_names

TEXT = "@"
"""The number format of a unit whose values are names."""


def _articles(template: Template) -> Iterator[Problem]:
    """Places in an article are its own numbers, and an article's profile leaves none of them out."""
    placed: dict[str, set[int]] = {}
    for m in template.metrics.values():
        for source in m.sources:
            article = template.articles.get(source.article)
            if article is None:
                yield at(m, "article", one_of(template.articles, source.article))
            elif not 0 <= source.place <= article.items:
                text = f"is {source.place}; the article {article.id} numbers 1 to {article.items} (0: in passing)"
                yield at(m, "sources.place", text)
            else:
                held = [id for id, what in template.profiles.items() if what == article.id and id in m.profiles]
                placed.setdefault(article.id, set()).update({source.place} if held else set())
        for erratum in m.errata:
            if erratum.article not in template.articles:
                yield at(m, "article", one_of(template.articles, erratum.article))
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
                yield at(m, "errata.id", f"{erratum.id} stands in {homes[erratum.id]} too")


def _formulas(template: Template) -> Iterator[Problem]:
    plain = {id for id, given in template.inputs.items() if not given.members}
    known = plain | {id for id, metric in template.metrics.items() if not metric.distribution}
    for m in template.metrics.values():
        if bool(m.formula_text) == bool(m.distribution):
            yield at(m, "formula", "a metric has either a formula or a distribution")
        if m.formula is not None and not names(m.formula):
            yield at(m, "formula", "names no input; a metric is computed from raw numbers")
        yield from unknown_names(m, m.formula, m.formula_text, "formula", known)
        for erratum in m.errata:
            for wrong in erratum.wrong:
                yield from unknown_names(m, wrong, "", f"errata[{erratum.id}].wrong", known)
        for id in m.context:
            if id not in plain:
                yield at(m, "context", one_of(plain, id))
        if m.formula is not None:
            yield from _interval(m, plain.intersection((*names(m.formula), *m.context)))
        for id, count in Counter(m.context).items():
            if count > 1:
                yield at(m, "context", f"names '{id}' {count} times")


def _bounds(template: Template) -> Iterator[Problem]:
    for m in template.metrics.values():
        if m.least is not None and m.most is not None and m.least > m.most:
            yield at(m, "most", f"is {m.most:g}, below least, {m.least:g}")
        unit = template.units.get(m.unit)
        is_text = unit is not None and unit.format == TEXT
        if is_text and m.formula_text:
            yield at(m, "unit", f"'{m.unit}' is for names; a formula gives a number")
        elif unit is not None and m.distribution and not is_text:
            texts = [id for id, other in template.units.items() if other.format == TEXT]
            yield at(m, "unit", f"'{m.unit}' is for numbers; a distribution gives a name: {', '.join(texts)}")


def _distributions(template: Template) -> Iterator[Problem]:
    families = {id for id, given in template.inputs.items() if given.members}
    sums = [id for id, other in template.metrics.items() if not other.distribution]
    homes: dict[str, Metric] = {}
    for m in template.metrics.values():
        if not m.distribution:
            for key in ("per", "least_n", "total", "shares", "spikes"):
                if getattr(m, key):
                    yield at(m, key, "belongs to a distribution; this metric has a formula")
            continue
        if m.distribution not in families:
            yield at(m, "distribution", one_of(families, m.distribution))
        lists = {template.inputs[f].members for f in (m.distribution, m.per) if f in families}
        if m.per and (m.per not in families or len(lists) > 1 or m.per == m.distribution):
            alike = [id for id in families if template.inputs[id].members in lists and id != m.distribution]
            yield at(m, "per", one_of(alike or families, m.per))
        if m.total and m.total not in sums:
            yield at(m, "total", one_of(sums, m.total))
        for family in filter(None, (m.distribution, m.per)):
            other = homes.setdefault(family, m)
            if other is not m:
                yield at(m, "distribution", f"'{family}' is counted by {other.id} already; a family has one table")


def _interval(m: Metric, own: Iterable[str]) -> Iterator[Problem]:
    """An interval reads the inputs of its metric's block, no others."""
    if m.interval is None or m.interval.method not in METHODS:
        return
    wanted = METHODS[m.interval.method].arguments
    if len(m.interval.arguments) != len(wanted):
        yield at(m, "interval.arguments", f"{m.interval.method} takes {len(wanted)} input ids")
    for id in m.interval.arguments:
        if id not in own:
            yield at(m, "interval.arguments", one_of(own, id))


def _cycles(template: Template) -> Iterator[Problem]:
    state: dict[str, int] = {}

    def visit(id: str, path: tuple[str, ...]) -> Iterator[Problem]:
        if state.get(id) == 2:
            return
        if id in path:
            ring = " -> ".join((*path[path.index(id) :], id))
            yield at(template.metrics[id], "formula", f"metrics depend on each other in a circle: {ring}")
            return
        metric = template.metrics[id]
        for other in names(metric.formula) if metric.formula is not None else ():
            if other in template.metrics:
                yield from visit(other, (*path, id))
        state[id] = 2

    for id in template.metrics:
        yield from visit(id, ())


METRIC_RULES: tuple[Callable[[Template], Iterator[Problem]], ...] = (
    _articles,
    _errata,
    _formulas,
    _bounds,
    _distributions,
    _cycles,
)
