"""The reference of metrics and inputs as text and JSON, all from the definitions (``page`` makes the Markdown)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sheets_gen.catalogue import Catalogue, formula_in_words, needed
from sheets_gen.formula.emit import spell
from sheets_gen.formula.guard import guarded
from sheets_gen.formula.nodes import Name, Node, walk
from sheets_gen.template.schema import Benchmark, Example, Metric, Source, Template


def ordered(template: Template) -> list[Metric]:
    """Metrics as the report shows them: main ones first, by section and order."""
    sections = [s.id for s in template.sections]
    return sorted(template.metrics.values(), key=lambda m: (m.tier != "main", sections.index(m.section), m.order, m.id))


def metrics_table(template: Template, shown: tuple[str, ...]) -> Iterator[str]:
    """One line per metric: id, unit, label."""
    wide = max(len(id) for id in shown)
    yield f"{'metric':{wide}}  {'unit':8}  name"
    for metric in ordered(template):
        if metric.id in shown:
            marks = [mark for mark, is_so in _marks(template, metric) if is_so]
            yield f"{metric.id:{wide}}  {metric.unit:8}  {metric.label}" + (f"  ({', '.join(marks)})" if marks else "")


def _marks(template: Template, metric: Metric) -> tuple[tuple[str, bool], ...]:
    return (
        ("secondary", metric.tier != "main"),
        ("not in the standard report", not metric.own and next(iter(template.profiles)) not in metric.profiles),
        (f"variant of {metric.variant_of}", bool(metric.variant_of)),
        ("your own", metric.own),
        (f"retired in {metric.retired}", bool(metric.retired)),
    )


def of_article(template: Template, article: str) -> list[tuple[Source, Metric]]:
    """An article's metrics in its own order; what it names only in passing comes last."""
    found = [(s, m) for m in ordered(template) for s in m.sources if s.article == article]
    return sorted(found, key=lambda pair: (pair[0].place == 0, pair[0].place))


def article_table(template: Template, article: str) -> Iterator[str]:
    """One line per metric of an article: its number there, id, and the article's own name for it."""
    known = template.articles[article]
    yield f"{known.title}" + (f" ({known.address})" if known.address else "")
    rows = of_article(template, article)
    wide = max((len(m.id) for _, m in rows), default=0)
    for source, metric in rows:
        place = str(source.place) if source.place else "–"
        rule = f": {source.formula}" if source.formula else ""
        yield f"{place:>3}  {metric.id:{wide}}  {source.name}{rule}"
    if any(source.place == 0 for source, _ in rows):
        yield "  –  named in passing, without a number of its own"


def inputs_table(catalogue: Catalogue) -> Iterator[str]:
    """One line per raw input key of a report, as a values file writes it."""
    rows = [("input", "unit", "total", "meaning")]
    rows += [(key, i.source.unit, i.source.rollup, i.label) for key, i in catalogue.items.items()]
    wide, units = max(len(row[0]) for row in rows), max(len(row[1]) for row in rows)
    for key, unit, rollup, label in rows:
        yield f"{key:{wide}}  {unit:{units}}  {rollup:5}  {label}"


def words_of(template: Template, metric: Metric) -> str:
    """The formula with labels in place of ids."""
    if metric.per:
        return template.language.words["formula_best"].format(least=f"{metric.least_n:g}")
    if metric.formula is None:
        return template.language.words["formula_largest"]
    return formula_in_words(template, metric.formula)


def spreadsheet_text(metric: Metric) -> str:
    """The guarded formula as it stands in a cell, with ids in place of addresses."""
    if metric.formula is None:
        return ""
    return "=" + rule_text(guarded(metric.formula))


def rule_text(tree: Node) -> str:
    """A rule in spreadsheet spelling, with ids in place of addresses."""
    return "".join(str(piece) for piece in spell(tree)).removeprefix("=")


def input_ids(template: Template, metric: Metric) -> tuple[str, ...]:
    """Raw inputs that it takes: its own, and those of the metrics in its formula."""
    if metric.formula is None:
        return tuple(id for id in (metric.distribution, metric.per) if id)
    used = {*needed(template, metric), *metric.context}
    return tuple(id for id in template.inputs if id in used)


def variants_of(template: Template, metric: Metric) -> list[Metric]:
    """The metrics of its family, the standard one first; itself alone where there are no variants."""
    family = [m for m in ordered(template) if m.family == metric.family]
    return sorted(family, key=lambda m: bool(m.variant_of))


def example_text(example: Example) -> str:
    """``promoters=80 passives=5 → 65``; zeros of long distributions are left out."""
    many = any(len(period) > 8 for period in example.periods)
    parts = [
        " ".join(f"{id}={value:g}" for id, value in period.items() if value or not many) + (" (others 0)" * many)
        or "nothing"
        for period in example.periods
    ]
    value = (
        "blank"
        if example.expect == ""
        else f"{example.expect:g}"
        if isinstance(example.expect, float)
        else example.expect
    )
    return f"{'; then '.join(parts)} → {value}"


def benchmark_text(benchmark: Benchmark) -> str:
    """``75–85 % good (https://…, 2026)``."""
    return f"{benchmark.text} ({benchmark.address}, {benchmark.year})"


def metric_text(template: Template, metric: Metric) -> Iterator[str]:
    """One metric for people."""
    yield f"{metric.id}: {metric.label}"
    yield f"  {metric.description}"
    yield f"  {metric.how}"
    since = "your own" if metric.own else f"since template {metric.since}"
    yield f"  unit {metric.unit}, {metric.better} is better, {metric.tier}, {since}"
    if metric.profiles:
        yield f"  profiles {', '.join(metric.profiles)}"
    yield f"  formula  {metric.label} = {words_of(template, metric)}"
    if metric.formula is not None:
        yield f"           {metric.formula_text}"
        yield f"  in cells {spreadsheet_text(metric)}"
    yield "  inputs"
    for id in input_ids(template, metric):
        given = template.inputs[id]
        yield f"    {id} ({given.unit}, {given.rollup}): {given.label}. {given.how}"
    others = [other for other in variants_of(template, metric) if other.id != metric.id]
    for other in others:
        yield f"  variant  {other.id}: {other.label} = {other.formula_text}"
    yield "  examples"
    for example in metric.examples:
        yield f"    {example.note}: {example_text(example)}"
    yield "  sources"
    for source in metric.sources:
        rule = f": {source.formula}" if source.formula else ""
        yield f"    {template.articles[source.article].title}, “{source.name}”{rule}"
    for erratum in metric.errata:
        yield f"  take care ({erratum.id}, {template.articles[erratum.article].title})"
        yield f"    says: {erratum.says}"
        yield f"    right: {erratum.right}"
        for tree in erratum.wrong:
            yield f"    its rule: {rule_text(tree)}"
    for benchmark in metric.benchmarks:
        yield f"  others report: {benchmark_text(benchmark)}"


def metric_json(template: Template, metric: Metric) -> dict[str, Any]:
    """One metric for programs."""
    return {
        "id": metric.id,
        "label": metric.label,
        "description": metric.description,
        "how": metric.how,
        "unit": metric.unit,
        "better": metric.better,
        "least": metric.least,
        "most": metric.most,
        "tier": metric.tier,
        "section": metric.section,
        "since": metric.since,
        "retired": metric.retired or None,
        "profiles": list(metric.profiles),
        "variant_of": metric.variant_of or None,
        "formula": metric.formula_text or None,
        "distribution": metric.distribution or None,
        "per": metric.per or None,
        "inputs": [
            {"id": id, "label": given.label, "unit": given.unit, "rollup": given.rollup, "how": given.how}
            for id in input_ids(template, metric)
            for given in (template.inputs[id],)
        ],
        "uses": [n.id for n in walk(metric.formula) if isinstance(n, Name) and n.id in template.metrics]
        if metric.formula is not None
        else [],
        "examples": [
            {"note": e.note, "periods": [dict(p) for p in e.periods], "expect": e.expect} for e in metric.examples
        ],
        "sources": [source._asdict() for source in metric.sources],
        "errata": [{"id": e.id, "article": e.article, "says": e.says, "right": e.right} for e in metric.errata],
        "benchmarks": [benchmark._asdict() for benchmark in metric.benchmarks],
    }
