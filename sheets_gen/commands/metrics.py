"""``sheets-gen metrics``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from sheets_gen.catalogue import fitted, resolve
from sheets_gen.config import ALL
from sheets_gen.reference.text import (
    article_table,
    inputs_table,
    metric_json,
    metric_text,
    metrics_table,
    of_article,
    variants_of,
)
from sheets_gen.template.load import load
from sheets_gen.template.promises import broken, promises
from sheets_gen.verbs import settle

if TYPE_CHECKING:
    from sheets_gen.config import Settled
    from sheets_gen.template.schema import Metric, Template

_FILE = click.Path(path_type=Path, readable=False)


@click.command(short_help="List or show metrics.")
@click.argument("id", required=False)
@click.option(
    "--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Output."
)
@click.option(
    "--source",
    metavar="ARTICLE",
    default="",
    help="The metrics of one article, in its order: 000 or hootsuite, 001 or liveagent, 002 or digisac …",
)
@click.option("--profile", default="", help="The metrics that a profile shows.  [default: all]")
@click.option("--variants", is_flag=True, help="With an ID: its other formulas; with --values, what each gives.")
@click.option("--values", metavar="FILE", type=_FILE, help="With --variants: raw numbers, as for sheets-gen new.")
@click.option("--inputs", "only_inputs", is_flag=True, help="List the raw inputs that a values file may hold.")
@click.option("--config", metavar="FILE", type=_FILE, help="Your report.toml: own metrics, categories, options.")
@click.option("--language", default="", help="Language of the definitions.  [default: en]")
@click.option("--template", metavar="FOLDER", type=_FILE, help="Another report_template folder.")
@click.option("--against", metavar="FOLDER", type=_FILE, help="An older template: report ids that broke their promise.")
def command(id: str | None, template: Path | None, against: Path | None, **asked: Any) -> int:
    """List the metrics, or show one: formula, inputs, variants, examples, sources, and known mistakes.

    \b
    Example:
      sheets-gen metrics nps
      sheets-gen metrics --source 003
      sheets-gen metrics service_level --values numbers.csv --variants
      sheets-gen metrics --inputs --config report.toml
    """
    loaded = load(template)
    if against is not None:
        faults = list(broken(promises(load(against)), promises(loaded)))
        click.echo("\n".join(faults) if faults else f"every id of {against} still means the same")
        return 1 if faults else 0
    settled = settle(loaded, asked["config"], asked["language"], asked["profile"])
    metric = _metric(settled.template, id) if id is not None else None
    _say(settled, metric, Asked(**asked))
    return 0


class Asked(NamedTuple):
    """The options that say what to show."""

    shape: str
    source: str
    profile: str
    variants: bool
    values: Path | None
    only_inputs: bool
    config: Path | None
    language: str


def _say(settled: Settled, metric: Metric | None, asked: Asked) -> None:
    known = settled.template
    if asked.values is not None and (metric is None or not asked.variants):
        raise click.UsageError(
            "--values goes with an ID and --variants: sheets-gen metrics ID --values FILE --variants"
        )
    if asked.variants and metric is None:
        raise click.UsageError("--variants needs an ID: sheets-gen metrics service_level --variants")
    if metric is not None and (asked.source or asked.only_inputs):
        raise click.UsageError("--source and --inputs list metrics and inputs: leave the ID out")
    if asked.variants and metric is not None:
        _variants(settled, metric, asked.values, asked.shape)
    elif asked.only_inputs:
        click.echo("\n".join(inputs_table(resolve(known, fitted(known, settled.config)[0]))))
    elif asked.source:
        _source(known, asked.source, asked.shape)
    elif metric is not None:
        lines = metric_text(known, metric) if asked.shape == "text" else [_json(metric_json(known, metric))]
        click.echo("\n".join(lines))
    else:
        _list(settled, asked.shape, everything=not (asked.profile or asked.config))


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2)


def _metric(template: Template, id: str) -> Metric:
    if id not in template.metrics:
        import difflib

        close = difflib.get_close_matches(id.casefold(), template.metrics, 1, 0.5)
        hint = f"did you mean '{close[0]}'?" if close else "sheets-gen metrics lists them"
        raise click.UsageError(f"no metric '{id}' ({hint})")
    return template.metrics[id]


def _list(settled: Settled, shape: str, *, everything: bool) -> None:
    template, config = settled.template, settled.config
    config = config._replace(profile=ALL) if everything else config
    chosen = tuple(entry.id for entry in resolve(template, fitted(template, config)[0]).entries)
    retired = tuple(m.id for m in template.metrics.values() if m.retired) if everything else ()
    if shape == "json":
        click.echo(_json([metric_json(template, m) for m in template.metrics.values() if m.id in chosen + retired]))
    else:
        click.echo("\n".join(metrics_table(template, chosen + retired)))


def _source(template: Template, article: str, shape: str) -> None:
    article = template.profiles.get(article, article)
    if article not in template.articles:
        known = [f"{what} or {id}" if what in template.articles else "" for id, what in template.profiles.items()]
        raise click.UsageError(f"no article '{article}' (known: {', '.join(filter(None, known))}, field, own)")
    if shape == "json":
        click.echo(
            _json([{"place": s.place, "name": s.name, "metric": m.id} for s, m in of_article(template, article)])
        )
    else:
        click.echo("\n".join(article_table(template, article)))


def _variants(settled: Settled, metric: Metric, values: Path | None, shape: str) -> None:
    if values is None:
        family = variants_of(settled.template, metric)
        if shape == "json":
            click.echo(_json([metric_json(settled.template, one) for one in family]))
        else:
            click.echo("\n".join(f"{one.id}: {one.label}\n  = {one.formula_text or one.description}" for one in family))
        return
    from sheets_gen.reference.variants import compare, comparison_json, comparison_text

    compared = compare(settled.template, settled.config, metric, values)
    click.echo(_json(comparison_json(compared)) if shape == "json" else "\n".join(comparison_text(compared)))
