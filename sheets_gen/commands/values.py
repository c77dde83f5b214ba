"""``sheets-gen values``."""

from __future__ import annotations

from pathlib import Path

import click

from sheets_gen.export import JSON, LONG, SHAPES, exported, refused_back, unusable
from sheets_gen.files import refuse_source, write_whole
from sheets_gen.filled import Filled
from sheets_gen.google.link import link_of
from sheets_gen.verbs import read
from sheets_gen.verify.report import one_line

_FILE = click.Path(path_type=Path, readable=False)

HELP = """\
Write the numbers typed into a report, or with --metrics its results, for a notebook, a warehouse or another report.

\b
  long (the default)   period,input,value          2026-03,promoters,80
  wide                 input,2026-01,2026-02,…     promoters,80,75
  json                 {"2026-03": {"promoters": 80}}

Inputs come in the shapes that --values of new and fill takes. Results are recomputed from the typed numbers, for each
period, quarter and the whole span; percentages are fractions, and blank results are left out (an empty field in wide).

\b
The same in Python, as a data frame of pandas or polars:
  report = sheets_gen.read("report.xlsx")
  pandas.DataFrame(report.inputs), pandas.DataFrame(report.metrics)
  polars.DataFrame([{"metric": id, **row} for id, row in report.metrics.items()])

\b
Example:
  sheets-gen values report.xlsx > numbers.csv
  sheets-gen values report.xlsx --metrics --format wide --output results.csv
"""


@click.command(short_help="Write a report's numbers or results.", help=HELP)
@click.argument("report", metavar="REPORT.xlsx|SHEET-URL", type=_FILE)
@click.option("--format", "shape", type=click.Choice(SHAPES), default=LONG, show_default=True, help="Shape.")
@click.option("--metrics", is_flag=True, help="The results instead of the typed numbers.")
@click.option("--output", metavar="FILE", type=_FILE, help="Write a file instead of standard output.")
@click.option("--force", is_flag=True, help="Replace FILE if it exists.")
@click.option("--credentials", metavar="FILE", type=_FILE, help="For a Google Sheet: a key file of Google.")
@click.option("--template", metavar="FOLDER", type=_FILE, help="Another report_template folder.")
def command(
    report: Path,
    shape: str,
    metrics: bool,
    output: Path | None,
    force: bool,
    credentials: Path | None,
    template: Path | None,
) -> None:
    """Write the text."""
    if output is not None:
        refuse_source(output, report)
        kinds = (".json",) if shape == JSON else (".csv", ".txt")
        if output.suffix.lower() not in kinds:
            raise click.UsageError(f"{output}: the name must end in {' or '.join(kinds)}")
    filled = _read(report, template, credentials)
    text = exported(filled, shape, metrics=metrics)
    if count := unusable(filled):
        click.echo(f"left out: {count} cells hold no usable number; sheets-gen verify says which", err=True)
    if not metrics and (why := refused_back(filled)):
        click.echo(f"not every number can be put in again with --values: {one_line(why)}", err=True)
    if output is None:
        click.echo(text, nl=False)
    else:
        write_whole(output, text.encode(), force=force)
        count = sum(len(row) for row in (filled.metrics if metrics else filled.inputs).values())
        click.echo(f"{one_line(str(output))}: {count} {'results' if metrics else 'numbers'}")


def _read(report: Path, template: Path | None, credentials: Path | None) -> Filled:
    """The report in a file, or in a Google Sheet."""
    if not (link := link_of(report)):
        return read(report, template)
    from sheets_gen.batch import loaded
    from sheets_gen.online import connected, opened

    return opened(link, connected(credentials, lambda line: click.echo(line, err=True)), loaded(template)).filled
