"""``sheets-gen sync``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from sheets_gen.batch import Wanted, rendered, waivers_of
from sheets_gen.decided import left_out_line, lines_of
from sheets_gen.ownership import ALL, KEPT, REPLACED, WRITE, changed, kept
from sheets_gen.verify.report import one_line
from sheets_gen.verify.waivers import judge

_FILE = click.Path(path_type=Path, readable=False)

HELP = """\
Put the numbers of a values file into the report of a Google Sheet: one read and one write; none if nothing changes.

An empty cell is written. One that holds the same number is left. One that holds what an earlier sync wrote is updated.
Anything else was typed by a person: it is kept and named, and the exit code is 1, unless --take-ours says otherwise.
All numbers go in one request that Google applies whole or not at all, so a run that is killed or repeated does no harm.

--fix first puts back what the report's definition says: formulas that were typed over, headings, settings, and lost
names of rows. Cells to type in are never part of that. Without it such places are named and left alone.

\b
Exit code: 0 all numbers are in and the report has no errors, 1 numbers were kept or the report has errors (with
--dry-run: something would change), 2 wrong usage, 3 refused, 4 credentials, 5 Google failed.

\b
Example:
  sheets-gen sync https://docs.google.com/spreadsheets/d/… --values all.csv --period previous
  sheets-gen sync https://docs.google.com/spreadsheets/d/… --values report.xlsx
  sheets-gen sync https://docs.google.com/spreadsheets/d/… --fix
"""


@click.command(short_help="Put numbers into a Google Sheet.", help=HELP)
@click.argument("url", metavar="SHEET-URL")
@click.option("--values", metavar="FILE", type=_FILE, help="Numbers to put in: CSV, JSON, or a report (.xlsx).")
@click.option("--period", "periods", metavar="PERIOD", multiple=True, help="Only this period; previous: the last one.")
@click.option("--dry-run", is_flag=True, help="Say what would change, cell by cell, and change nothing.")
@click.option(
    "--take-ours",
    metavar="[all|INPUT@PERIOD]",
    multiple=True,
    is_flag=False,
    flag_value=ALL,
    help="Replace what a person typed: everywhere, or in this cell.",
)
@click.option("--fix", is_flag=True, help="First put back what the report's definition says.")
@click.option("--credentials", metavar="FILE", type=_FILE, help="A key file of Google.")
@click.option("--config", metavar="FILE", type=_FILE, help="A report.toml with waivers.")
@click.option("--template", metavar="FOLDER", type=_FILE, help="Another report_template folder.")
def command(
    url: str,
    values: Path | None,
    periods: tuple[str, ...],
    dry_run: bool,
    take_ours: tuple[str, ...],
    fix: bool,
    credentials: Path | None,
    config: Path | None,
    template: Path | None,
) -> int:
    """Sync, say what was done, and verify the result."""
    from sheets_gen.online import connected
    from sheets_gen.syncing import SyncRequest, sync

    if values is None and (periods or take_ours):
        raise click.UsageError("--period and --take-ours go with --values FILE")
    if values is None and not fix:
        raise click.UsageError("say what to put in: --values FILE (or --fix to put formulas back)")
    waive = waivers_of(config, template)
    service = connected(credentials, lambda line: click.echo(line, err=True))
    done = sync(SyncRequest(url, values, take_ours, periods, dry_run, template, fix), service)
    for line in done.put_back:
        click.echo(f"  {'would be put back' if dry_run else 'put back'}: {one_line(line)}")
    if fix and not done.put_back:
        click.echo("nothing was to be put back")
    actions = (KEPT, REPLACED, WRITE) if dry_run else (KEPT,)
    if dry_run and done.put_back and values is not None:
        click.echo("what becomes of the numbers shows once that is put back")
    elif values is not None:
        click.echo("\n".join(lines_of(done.decisions, done.filled, actions, "--take-ours", dry_run=dry_run)))
    if done.left_out:
        click.echo(left_out_line(done.left_out), err=True)
    if dry_run:
        return 1 if changed(done.decisions) or kept(done.decisions) or done.put_back else 0
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    verdict = rendered(Path(url), "the sheet", done.filled, judge(done.filled, waive), Wanted("text", colour=colour))
    click.echo(f"\n{verdict.text}", color=colour)
    return 1 if kept(done.decisions) else verdict.code
