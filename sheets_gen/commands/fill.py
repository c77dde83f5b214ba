"""``sheets-gen fill``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from sheets_gen.batch import Wanted, rendered, waivers_of
from sheets_gen.decided import left_out_line, lines_of
from sheets_gen.fill import FillRequest, fill
from sheets_gen.ownership import ALL, KEPT, REPLACED, WRITE, changed, kept
from sheets_gen.verify.report import one_line
from sheets_gen.verify.waivers import judge

_FILE = click.Path(path_type=Path, readable=False)

HELP = """\
Put the numbers of a values file into a report that people work in, and change nothing else in it.

An empty cell is filled. One that holds the same number is left. One that holds anything else was typed by a person: it
is kept and named, and the exit code is 1, unless --overwrite says otherwise. Colours, comments, own tabs, charts,
inserted rows and renamed tabs stay as they are; where a file cannot be edited without loss it is refused. A second run
with the same values changes no byte.

The values file has one of the shapes that sheets-gen new takes. Stored results that follow from the numbers are
written too; formulas of people's own are left to the program that opens the file.

\b
Exit code: 0 all numbers are in and the report has no errors, 1 numbers were kept or the report has errors (with
--dry-run: something would change), 2 wrong usage, 3 a file was refused; then the report is as it was.

\b
Example:
  sheets-gen fill report.xlsx --values october.csv --dry-run
  sheets-gen fill report.xlsx --values october.csv
  sheets-gen fill report.xlsx --values all.csv --period previous --overwrite promoters@2026-10
"""


@click.command(short_help="Put numbers into a report.", help=HELP)
@click.argument("report", metavar="REPORT.xlsx", type=_FILE)
@click.option(
    "--values", metavar="FILE", type=_FILE, required=True, help="Numbers to put in: CSV, JSON, or a report (.xlsx)."
)
@click.option("--period", "periods", metavar="PERIOD", multiple=True, help="Only this period; previous: the last one.")
@click.option("--dry-run", is_flag=True, help="Say what would change, cell by cell, and change nothing.")
@click.option(
    "--overwrite",
    metavar="[all|INPUT@PERIOD]",
    multiple=True,
    is_flag=False,
    flag_value=ALL,
    help="Replace what a person typed: everywhere, or in this cell.",
)
@click.option("--output", metavar="OUT.xlsx", type=_FILE, help="Write another file; the report stays as it is.")
@click.option("--backup", is_flag=True, help="Keep the file as it was, as REPORT.xlsx.bak (in place of an older one).")
@click.option("--force", is_flag=True, help="Replace OUT.xlsx if it exists.")
@click.option("--config", metavar="FILE", type=_FILE, help="A report.toml with waivers.")
@click.option("--template", metavar="FOLDER", type=_FILE, help="Another report_template folder.")
def command(
    report: Path,
    values: Path,
    periods: tuple[str, ...],
    dry_run: bool,
    overwrite: tuple[str, ...],
    output: Path | None,
    backup: bool,
    force: bool,
    config: Path | None,
    template: Path | None,
) -> int:
    """Fill, say what was done, and verify the result."""
    for text in overwrite:
        if text != ALL and "@" not in text:
            raise click.UsageError(f"--overwrite {text}: write all, or input@period such as promoters@2026-03")
    waive = waivers_of(config, template)
    request = FillRequest(report, values, output, overwrite, periods, dry_run, backup, force, template)
    done = fill(request)
    actions = (KEPT, REPLACED, WRITE) if dry_run else (KEPT, REPLACED)
    *lines, last = lines_of(done.decisions, done.filled, actions, "--overwrite", dry_run=dry_run)
    click.echo("\n".join([*lines, f"{one_line(str(done.target))}: {last}"]))
    if done.left_out:
        click.echo(left_out_line(done.left_out), err=True)
    if done.own and changed(done.decisions):
        click.echo(f"recalculated when it is opened: people's own formulas in {', '.join(done.own)}", err=True)
    if dry_run:
        return 1 if changed(done.decisions) or kept(done.decisions) else 0
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    verdict = rendered(report, str(done.target), done.filled, judge(done.filled, waive), Wanted("text", colour=colour))
    click.echo(f"\n{verdict.text}", color=colour)
    return 1 if kept(done.decisions) else verdict.code
