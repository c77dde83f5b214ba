"""The reference of metrics and inputs, as text, JSON and Markdown, all from the definitions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sheets_gen.catalogue import Catalogue, formula_in_words
from sheets_gen.formula.emit import spell
from sheets_gen.formula.guard import guarded
from sheets_gen.formula.nodes import Name, names, walk
from sheets_gen.template.schema import Example, Metric, Template


def ordered(template: Template) -> list[Metric]:
    """Metrics as the report shows them: main ones first, by section and order."""
    sections = [s.id for s in template.sections]
    return sorted(template.metrics.values(), key=lambda m: (m.tier != "main", sections.index(m.section), m.order, m.id))


def metrics_table(template: Template) -> Iterator[str]:
    """One line per metric: id, unit, label."""
    wide = max(len(id) for id in template.metrics)
    yield f"{'metric':{wide}}  {'unit':8}  name"
    for metric in ordered(template):
        mark = "" if metric.tier == "main" else "  (secondary)"
        yield f"{metric.id:{wide}}  {metric.unit:8}  {metric.label}{mark}"


def inputs_table(catalogue: Catalogue) -> Iterator[str]:
    """One line per raw input key of a report, as a values file writes it."""
    rows = [("input", "unit", "total", "meaning")]
    rows += [(key, i.source.unit, i.source.rollup, i.label) for key, i in catalogue.items.items()]
    wide = max(len(row[0]) for row in rows)
    for key, unit, rollup, label in rows:
        yield f"{key:{wide}}  {unit:8}  {rollup:5}  {label}"


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
    return "".join(piece for piece in spell(guarded(metric.formula)) if isinstance(piece, str))


def input_ids(template: Template, metric: Metric) -> tuple[str, ...]:
    """Raw inputs of the block."""
    if metric.formula is None:
        return (metric.distribution,)
    used = {*names(metric.formula), *metric.context}
    return tuple(id for id in template.inputs if id in used)


def example_text(example: Example) -> str:
    """``promoters=80 passives=5 → 65``."""
    parts = [" ".join(f"{id}={value:g}" for id, value in period.items()) or "nothing" for period in example.periods]
    value = (
        "blank"
        if example.expect == ""
        else f"{example.expect:g}"
        if isinstance(example.expect, float)
        else example.expect
    )
    return f"{'; then '.join(parts)} → {value}"


def metric_text(template: Template, metric: Metric) -> Iterator[str]:
    """One metric for people."""
    yield f"{metric.id}: {metric.label}"
    yield f"  {metric.description}"
    yield f"  unit {metric.unit}, {metric.better} is better, {metric.tier}, since template {metric.since}"
    yield f"  formula  {metric.label} = {words_of(template, metric)}"
    if metric.formula is not None:
        yield f"           {metric.formula_text}"
        yield f"  in cells {spreadsheet_text(metric)}"
    yield "  inputs"
    for id in input_ids(template, metric):
        given = template.inputs[id]
        yield f"    {id} ({given.unit}, {given.rollup}): {given.label}. {given.how}"
    yield "  examples"
    for example in metric.examples:
        yield f"    {example.note}: {example_text(example)}"
    yield "  sources"
    for source in metric.sources:
        formula = f": {source.formula}" if source.formula else ""
        yield f"    {template.articles[source.article]}, “{source.name}”{formula}"
    for erratum in metric.errata:
        yield f"  take care ({erratum.id}, {template.articles[erratum.article]})"
        yield f"    says: {erratum.says}"
        yield f"    right: {erratum.right}"


def metric_json(template: Template, metric: Metric) -> dict[str, Any]:
    """One metric for programs."""
    return {
        "id": metric.id,
        "label": metric.label,
        "description": metric.description,
        "how": metric.how,
        "unit": metric.unit,
        "better": metric.better,
        "tier": metric.tier,
        "section": metric.section,
        "since": metric.since,
        "formula": metric.formula_text or None,
        "distribution": metric.distribution or None,
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
    }


def metrics_page(template: Template) -> str:
    """``docs/metrics.md``."""
    lines = [
        "# The metrics",
        "",
        f"Generated from `report_template/` (version {template.version}) by `sheets-gen docs`. Do not edit.",
        "",
        "| id | metric | unit | better |",
        "|---|---|---|---|",
    ]
    lines += [f"| [`{m.id}`](#{m.id}) | {m.label} | {m.unit} | {m.better} |" for m in ordered(template)]
    for metric in ordered(template):
        lines += ["", *_metric_section(template, metric)]
    return "\n".join(lines) + "\n"


def _metric_section(template: Template, metric: Metric) -> Iterator[str]:
    yield f"## {metric.id}"
    yield ""
    yield f"**{metric.label}.** {metric.description} {metric.how}"
    yield ""
    yield f"{metric.label} = {words_of(template, metric)}"
    if metric.formula is not None:
        yield ""
        yield f"    {metric.formula_text}"
        yield f"    {spreadsheet_text(metric)}"
    yield ""
    yield "| input | unit | totals by | how to get it |"
    yield "|---|---|---|---|"
    for id in input_ids(template, metric):
        given = template.inputs[id]
        yield f"| `{id}`: {given.label} | {given.unit} | {given.rollup} | {given.how} |"
    yield ""
    yield "Worked examples:"
    yield ""
    for example in metric.examples:
        yield f"- {example.note}: `{example_text(example)}`"
    yield ""
    named = "; ".join(f"{template.articles[s.article]} (“{s.name}”)" for s in metric.sources)
    yield f"Named in: {named}."
    for erratum in metric.errata:
        yield ""
        yield f"Take care ({erratum.id}): {template.articles[erratum.article]} says “{erratum.says}” {erratum.right}"
