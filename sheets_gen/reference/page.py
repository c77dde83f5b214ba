"""``docs/metrics.md``: the reference page, from the definitions."""

from __future__ import annotations

from collections.abc import Iterator

from sheets_gen.config import ALL
from sheets_gen.markdown import table
from sheets_gen.reference.text import (
    benchmark_text,
    example_text,
    input_ids,
    of_article,
    ordered,
    rule_text,
    spreadsheet_text,
    variants_of,
    words_of,
)
from sheets_gen.template.languages import ENGLISH, read_language
from sheets_gen.template.schema import Metric, Template

_TOTALS = {
    "flow": "sum of the periods",
    "open": "value of the first period",
    "close": "value of the last period",
    "param": "must be the same in all periods, else no total",
    "mean": "no total",
}


def metrics_page(template: Template) -> str:
    """The whole page as Markdown."""
    lines = [
        "# The metrics",
        "",
        f"Generated from `report_template/` (version {template.version}) by `sheets-gen docs`. Do not edit.",
        "",
        f"{len(template.metrics)} metrics, {len(template.inputs)} raw inputs. `sheets-gen metrics ID` shows one;",
        "`sheets-gen metrics ID --values FILE --variants` shows how far the choice of a formula moves a number.",
    ]
    rows = (
        (f"[`{m.id}`](#{m.id})", m.label, m.unit, m.better, f"`{m.variant_of}`" if m.variant_of else "")
        for m in ordered(template)
    )
    lines += table(("id", "metric", "unit", "better", "variant of"), rows)
    for part in (_profiles, _articles, _rollups, _identities, _languages):
        lines += ["", *part(template)]
    for metric in ordered(template):
        lines += ["", *_metric(template, metric)]
    return "\n".join(lines) + "\n"


def _profiles(template: Template) -> Iterator[str]:
    yield "## Profiles"
    yield ""
    yield "`sheets-gen new --profile ID` picks which metrics a report shows."
    rows: list[tuple[object, ...]] = []
    for id, what in template.profiles.items():
        article = template.articles.get(what)
        holds = f"the list of {article.title}" if article is not None else what
        rows.append((f"`{id}`", holds, sum(id in m.profiles for m in template.metrics.values())))
    rows.append((f"`{ALL}`", "every metric, with all variants", len(template.metrics)))
    yield from table(("profile", "holds", "metrics"), rows)


def _articles(template: Template) -> Iterator[str]:
    yield "## The articles"
    for article in template.articles.values():
        if not article.items:
            continue
        yield ""
        yield f"**{article.id}** [{article.title}]({article.address}). In the article's own order:"
        yield ""
        for source, metric in of_article(template, article.id):
            rule = f" — {source.formula}" if source.formula else ""
            place = f"{source.place}." if source.place else "in passing:"
            yield f"- {place} {source.name}{rule}: [`{metric.id}`](#{metric.id})"


def _rollups(template: Template) -> Iterator[str]:
    yield "## Totals"
    yield ""
    yield "Quarters and the whole span are computed from raw totals, over the periods whose inputs are all filled."
    ids = {kind: [f"`{id}`" for id, given in template.inputs.items() if given.rollup == kind] for kind in _TOTALS}
    rows = ((kind, what, ", ".join(ids[kind])) for kind, what in _TOTALS.items())
    yield from table(("kind", "total", "inputs"), rows)


def _identities(template: Template) -> Iterator[str]:
    yield "## What must hold between raw numbers"
    yield ""
    yield "`verify` checks these in every period, and of each metric that is part / whole that the part is not larger."
    rows = (
        (
            one.id,
            f"`{one.left_text}` {one.relation.replace('= next', '= in the next period:')} `{one.right_text}`",
            f"{one.level}: {one.says}",
        )
        for one in template.identities.values()
    )
    yield from table(("id", "must hold", "else"), rows)


def _languages(template: Template) -> Iterator[str]:
    yield "## Languages"
    spoken = (
        template.language if id == ENGLISH else read_language(template.root, id, [])[0] for id in template.languages
    )
    rows = ((f"`{one.id}`", one.name, "right to left" if one.direction == "rtl" else "left to right") for one in spoken)
    yield from table(("`--language`", "name", "direction"), rows)


def _metric(template: Template, metric: Metric) -> Iterator[str]:
    yield f"## {metric.id}"
    yield ""
    yield f"**{metric.label}.** {metric.description} {metric.how}"
    yield ""
    yield f"{metric.label} = {words_of(template, metric)}"
    if metric.formula is not None:
        yield ""
        yield f"    {metric.formula_text}"
        yield f"    {spreadsheet_text(metric)}"
    for option, choice, turned in _turned(template, metric):
        yield ""
        yield f'With `{option} = "{choice}"`: {turned.description}'
        if turned.formula_text != metric.formula_text:
            yield ""
            yield f"    {turned.formula_text}"
    used = (template.inputs[id] for id in input_ids(template, metric))
    rows = ((f"`{given.id}`: {given.label}", given.unit, given.rollup, given.how) for given in used)
    yield from table(("input", "unit", "total", "how to get it"), rows)
    yield from _around(template, metric)


def _turned(template: Template, metric: Metric) -> Iterator[tuple[str, str, Metric]]:
    for (option, choice), things in template.turned.items():
        turned = things.get(("metrics", metric.id))
        if turned is not None:
            yield option, choice, turned


def _around(template: Template, metric: Metric) -> Iterator[str]:
    """Variants, examples, sources, mistakes and benchmarks."""
    others = [other for other in variants_of(template, metric) if other.id != metric.id]
    if others:
        yield ""
        yield "Variants: " + "; ".join(f"[`{other.id}`](#{other.id}) ({other.label})" for other in others) + "."
    yield ""
    yield "Worked examples:"
    yield ""
    for example in metric.examples:
        yield f"- {example.note}: `{example_text(example)}`"
    yield ""
    named = "; ".join(_source(template, s.article, s.name) for s in metric.sources)
    yield f"Named in: {named}."
    for erratum in metric.errata:
        yield ""
        article = template.articles[erratum.article].title
        rules = " or ".join(f"`{rule_text(tree)}`" for tree in erratum.wrong)
        known = f" verify knows its result by {rules}." if rules else ""
        yield f"Take care ({erratum.id}): {article} says “{erratum.says}” {erratum.right}{known}"
    if metric.benchmarks:
        yield ""
        yield "Others report, as a citation and no target: " + "; ".join(map(benchmark_text, metric.benchmarks)) + "."


def _source(template: Template, article: str, name: str) -> str:
    known = template.articles[article]
    title = f"[{known.title}]({known.address})" if known.address else known.title
    return f"{title} (“{name}”)"
