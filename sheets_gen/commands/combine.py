"""``sheets-gen combine``."""

from __future__ import annotations

from pathlib import Path

import click

from sheets_gen.combine import combine
from sheets_gen.verify.report import one_line

_FILE = click.Path(path_type=Path, readable=False)

HELP = """\
Add up the reports of several teams: the last file named is written.

Raw numbers are added, so the company's CSAT is that of all answers, not the mean of the teams' scores. Stocks and
flows add up; scales must be the same; means (of which the parts are unknown) stay blank. Where one report has no number
the total is blank too, and said: blank is not zero.

Below the tracker a table shows each team beside the whole, for the headline's metrics or those named by --metric.

Reports of different periods, currencies, scales, lists or template versions are refused, with a list of what differs.

\b
Exit code: 0 fine, 1 a report that was added has errors (sheets-gen verify says which), 2 wrong usage, 3 refused.

\b
Example:
  sheets-gen combine north.xlsx south.xlsx company.xlsx
  sheets-gen combine north.xlsx south.xlsx company.xlsx --metric csat --metric nps --title "All teams"
"""


@click.command(short_help="Add up the reports of several teams.", help=HELP)
@click.argument("files", metavar="TEAM1.xlsx TEAM2.xlsx… OUT.xlsx", type=_FILE, nargs=-1, required=True)
@click.option("--metric", "metrics", metavar="METRIC", multiple=True, help="Compare the teams by this metric.")
@click.option("--title", default="", help="Title of the report.  [default: that of the first]")
@click.option("--force", is_flag=True, help="Replace OUT.xlsx if it exists.")
@click.option("--template", metavar="FOLDER", type=_FILE, help="Another report_template folder.")
def command(files: tuple[Path, ...], metrics: tuple[str, ...], title: str, force: bool, template: Path | None) -> int:
    """Write it, and say what could not be added."""
    if len(files) < 3:
        raise click.UsageError("name two reports or more, then the file to write")
    *reports, out = files
    if out.suffix.lower() != ".xlsx":
        raise click.UsageError(f"{out}: the name must end in .xlsx")
    made = combine(reports, out, metrics, title=title, force=force, template=template)
    for line in made.lines:
        click.echo(f"  {one_line(line)}")
    faulty = [team for team in made.teams if team.errors]
    for team in faulty:
        click.echo(f"{one_line(team.file)}: has {team.errors} errors; see sheets-gen verify", err=True)
    held = len(made.catalogue.entries)
    click.echo(f"{one_line(str(out))}: {len(made.teams)} reports, {held} metrics, {made.numbers} numbers")
    return 1 if faulty else 0
