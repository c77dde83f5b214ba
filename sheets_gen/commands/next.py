"""``sheets-gen next``."""

from __future__ import annotations

from pathlib import Path

import click

from sheets_gen.carry_on import carry_on
from sheets_gen.verify.report import one_line

_FILE = click.Path(path_type=Path, readable=False)

HELP = """\
Make the report that follows a report: the next year, or the next span of any length.

Title, team, language, currency, metrics, headline, categories, channels, targets, own definitions and waivers come with
it. The last period stands in front of the first one, in grey, with its raw numbers: the first change looks at it.
A year in the title moves on.
Closing numbers (customers, backlog) are the first opening ones, each with a note of where it came from.
What you put in beside the numbers (notes, texts, changed labels and formulas, cells and tabs of your own) stays in the
old file, which is only read, and is named.

\b
Example:
  sheets-gen next report-2026.xlsx report-2027.xlsx
  sheets-gen next report-2026.xlsx h1-2027.xlsx --periods 6
"""


@click.command(short_help="Make the following year's report.", help=HELP)
@click.argument("report", metavar="REPORT.xlsx", type=_FILE)
@click.argument("out", metavar="NEXT.xlsx", type=_FILE)
@click.option("--periods", type=int, help="Number of periods.  [default: as many as the report has]")
@click.option("--force", is_flag=True, help="Replace NEXT.xlsx if it exists.")
@click.option("--template", metavar="FOLDER", type=_FILE, help="Another report_template folder.")
def command(report: Path, out: Path, periods: int | None, force: bool, template: Path | None) -> None:
    """Write it, and say what came with it and what did not."""
    if out.suffix.lower() != ".xlsx":
        raise click.UsageError(f"{out}: the name must end in .xlsx")
    made = carry_on(report, out, periods, force=force, template=template)
    keys = made.calendar.keys
    click.echo(
        f"{one_line(str(out))}: {len(made.catalogue.entries)} metrics, {keys[0]} to {keys[-1]}; "
        f"{made.before} numbers of the last period stand in front, {len(made.openings)} closing numbers open the first"
    )
    if made.title:
        click.echo(f"title: {one_line(made.title)}")
    if made.blank:
        named = ", ".join(made.blank)
        click.echo(f"left blank: {named}, for the last period holds no number to open with", err=True)
    for what in made.left:
        click.echo(f"not taken over: {one_line(what)}", err=True)
