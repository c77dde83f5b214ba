"""``sheets-gen verify``."""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import click

from sheets_gen.batch import Outcome, Wanted, files_in, loaded, outcome, outcomes, rendered, waivers_of
from sheets_gen.google.link import link_of
from sheets_gen.verify.report import one_line
from sheets_gen.verify.waivers import judge

_FILE = click.Path(path_type=Path, readable=False)

HELP = """\
Read filled reports back, recompute every metric from the typed numbers, and say what is wrong.

Rows are found by name or id, so rows and columns may have been inserted, sections sorted and tabs renamed. Several
files, and folders of .xlsx files (not those in folders inside), may be named; each is then one block of text, or one
line of JSON.

The file itself is never changed. --fix writes a copy in which what the definition says is put back: formulas and their
results, defined names, checks of what may be typed, headings, settings, and numbers typed as text that have one
reading. --annotate writes a copy in which the cells with findings are coloured and carry a note. Both keep all else in
the workbook as it is, or refuse and say why.

A finding that is known and accepted can be waived with its reason, in report.toml or in the calculator's settings:

\b
  waive = ["N113 calls_missed 2026-06 until 2026-12 because of the outage in June"]

In the settings it is one a line (Alt+Enter). It names the code, what the finding is about by its ids (input or metric,
period, cell), perhaps a last day, and the reason.

Exit code: 0 no errors, 1 errors (with --strict also warnings), 2 wrong usage, 3 not a readable report. With --fix it
is that of the copy. sheets-gen explain CODE says more about a finding.

\b
Example:
  sheets-gen verify report.xlsx
  sheets-gen verify report.xlsx --fix mended.xlsx
  sheets-gen verify reports/ --format json --strict
  sheets-gen verify https://docs.google.com/spreadsheets/d/…
"""


@click.command(short_help="Check filled reports.", help=HELP)
@click.argument("reports", metavar="REPORT.xlsx…|SHEET-URL", type=_FILE, nargs=-1, required=True)
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="Output.",
)
@click.option("--strict", is_flag=True, help="Warnings fail too (exit code 1).")
@click.option("--fix", metavar="OUT.xlsx", type=_FILE, help="Write a copy with what the definition says put back.")
@click.option(
    "--annotate", metavar="OUT.xlsx", type=_FILE, help="Write a copy with the findings marked in their cells."
)
@click.option("--force", is_flag=True, help="Replace OUT.xlsx if it exists.")
@click.option("--config", metavar="FILE", type=_FILE, help="A report.toml with waivers.")
@click.option("--template", metavar="FOLDER", type=_FILE, help="Another report_template folder.")
@click.option("--jobs", type=click.IntRange(1, 64), help="Processes for many files.  [default: one a core]")
@click.option("--credentials", metavar="FILE", type=_FILE, help="For a Google Sheet: a key file of Google.")
def command(
    reports: tuple[Path, ...],
    shape: str,
    strict: bool,
    fix: Path | None,
    annotate: Path | None,
    force: bool,
    config: Path | None,
    template: Path | None,
    jobs: int | None,
    credentials: Path | None,
) -> int:
    """Verify, and mend or mark a copy where that is asked for."""
    colour = shape == "text" and sys.stdout.isatty() and "NO_COLOR" not in os.environ
    if link := link_of(reports[0]):
        if len(reports) > 1 or fix is not None or annotate is not None:
            raise click.UsageError("a Google Sheet is verified alone, and mended with sheets-gen sync URL --fix")
        return _online(link, Wanted(shape, False, strict, colour, template, waivers_of(config, template)), credentials)
    paths = files_in(reports)
    many = len(paths) > 1 or len(reports) > 1 or paths[:1] != list(reports[:1])
    wanted = Wanted(shape, many, strict, colour, template, waivers_of(config, template))
    if fix is not None or annotate is not None:
        if many:
            raise click.UsageError("--fix and --annotate take one report")
        from sheets_gen.mend import Copies, copies

        made = copies(paths[0], Copies(fix, annotate, force), wanted)
        click.echo(made.text, color=colour)
        return made.code
    if not many:
        found = outcome(paths[0], wanted)
        click.echo(found.text, color=colour)
        return found.code
    return _many(paths, wanted, jobs or 0)


def _online(link: str, wanted: Wanted, credentials: Path | None) -> int:
    """Verify a Google Sheet: Google's own computed values stand where a file has its stored results."""
    from sheets_gen.online import connected, opened

    sheet = opened(link, connected(credentials, lambda line: click.echo(line, err=True)), loaded(wanted.template))
    found = rendered(Path(link), sheet.found.title, sheet.filled, judge(sheet.filled, wanted.waive), wanted)
    click.echo(found.text, color=wanted.colour)
    return found.code


def _many(paths: list[Path], wanted: Wanted, jobs: int) -> int:
    """Each file as it is done, in order; progress on a terminal that shows nothing else."""
    found: list[Outcome] = []
    quiet = sys.stdout.isatty() or not sys.stderr.isatty()
    bar: Any = nullcontext() if quiet else click.progressbar(length=len(paths), label="verify", file=sys.stderr)
    with bar as progress:
        for one in outcomes(paths, wanted, jobs):
            found.append(one)
            if one.text:
                click.echo(one.text + ("\n" if wanted.shape != "json" else ""), color=wanted.colour)
            if one.refused:
                click.echo(f"error: {one_line(one.refused)}", err=True)
            if progress is not None:
                progress.update(1)
    if wanted.shape == "text":
        errors, warnings, notes = (sum(one.counts[at] for one in found) for at in range(3))
        failed, refused = (sum(one.code == code for one in found) for code in (1, 3))
        click.echo(
            f"reports: {len(found)}, with findings that fail: {failed}, refused: {refused}; "
            f"errors: {errors}, warnings: {warnings}, notes: {notes}"
        )
    return max(one.code for one in found)
