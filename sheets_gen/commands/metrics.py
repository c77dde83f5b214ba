"""``sheets-gen metrics``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from sheets_gen.reference import inputs_table, metric_json, metric_text, metrics_table
from sheets_gen.template.load import load


@click.command(short_help="List or show metrics.")
@click.argument("id", required=False)
@click.option(
    "--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Output."
)
@click.option("--inputs", "only_inputs", is_flag=True, help="List the raw inputs that a values file may hold.")
@click.option("--template", metavar="FOLDER", type=click.Path(path_type=Path), help="Another report_template folder.")
def command(id: str | None, shape: str, only_inputs: bool, template: Path | None) -> None:
    """List the metrics, or show one: formula, inputs, examples, sources, and known mistakes.

    \b
    Example:
      sheets-gen metrics nps
      sheets-gen metrics --inputs
    """
    loaded = load(template)
    if id is not None and id not in loaded.metrics:
        import difflib

        close = difflib.get_close_matches(id, loaded.metrics, 1, 0.5)
        hint = f"did you mean '{close[0]}'?" if close else "sheets-gen metrics lists them"
        raise click.UsageError(f"no metric '{id}' ({hint})")
    if shape == "json":
        chosen = [loaded.metrics[id]] if id is not None else list(loaded.metrics.values())
        data = [metric_json(loaded, metric) for metric in chosen]
        click.echo(json.dumps(data[0] if id is not None else data, ensure_ascii=False, indent=2))
    elif only_inputs:
        click.echo("\n".join(inputs_table(loaded)))
    elif id is None:
        click.echo("\n".join(metrics_table(loaded)))
    else:
        click.echo("\n".join(metric_text(loaded, loaded.metrics[id])))
