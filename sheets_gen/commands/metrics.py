"""``sheets-gen metrics``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from sheets_gen.catalogue import resolve
from sheets_gen.config import Config, read_config
from sheets_gen.reference import inputs_table, metric_json, metric_text, metrics_table
from sheets_gen.template.load import load
from sheets_gen.template.promises import broken, promises

_FILE = click.Path(path_type=Path, readable=False)


@click.command(short_help="List or show metrics.")
@click.argument("id", required=False)
@click.option(
    "--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Output."
)
@click.option("--inputs", "only_inputs", is_flag=True, help="List the raw inputs that a values file may hold.")
@click.option("--config", metavar="FILE", type=_FILE, help="With --inputs: of your own report.toml.")
@click.option("--template", metavar="FOLDER", type=_FILE, help="Another report_template folder.")
@click.option("--against", metavar="FOLDER", type=_FILE, help="An older template: report ids that broke their promise.")
def command(
    id: str | None, shape: str, only_inputs: bool, config: Path | None, template: Path | None, against: Path | None
) -> int:
    """List the metrics, or show one: formula, inputs, examples, sources, and known mistakes.

    \b
    Example:
      sheets-gen metrics nps
      sheets-gen metrics --inputs --config report.toml
    """
    loaded = load(template)
    if against is not None:
        faults = list(broken(promises(load(against)), promises(loaded)))
        click.echo("\n".join(faults) if faults else f"every id of {against} still means the same")
        return 1 if faults else 0
    if id is not None and id not in loaded.metrics:
        import difflib

        close = difflib.get_close_matches(id.casefold(), loaded.metrics, 1, 0.5)
        hint = f"did you mean '{close[0]}'?" if close else "sheets-gen metrics lists them"
        raise click.UsageError(f"no metric '{id}' ({hint})")
    if shape == "json":
        chosen = [loaded.metrics[id]] if id is not None else list(loaded.metrics.values())
        data = [metric_json(loaded, metric) for metric in chosen]
        click.echo(json.dumps(data[0] if id is not None else data, ensure_ascii=False, indent=2))
    elif only_inputs:
        chosen_by_team = read_config(config, loaded) if config is not None else Config()
        click.echo("\n".join(inputs_table(resolve(loaded, chosen_by_team))))
    elif id is None:
        click.echo("\n".join(metrics_table(loaded)))
    else:
        click.echo("\n".join(metric_text(loaded, loaded.metrics[id])))
    return 0
