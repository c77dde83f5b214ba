"""``sheets-gen pull``."""

from __future__ import annotations

from pathlib import Path

import click

from sheets_gen.verify.report import one_line

_FILE = click.Path(path_type=Path, readable=False)


@click.command(short_help="Write a Google Sheet's report as a file.")
@click.argument("url", metavar="SHEET-URL")
@click.argument("out", metavar="OUT.xlsx", type=_FILE)
@click.option("--force", is_flag=True, help="Replace OUT.xlsx if it exists.")
@click.option("--credentials", metavar="FILE", type=_FILE, help="A key file of Google.")
@click.option("--template", metavar="FOLDER", type=_FILE, help="Another report_template folder.")
def command(url: str, out: Path, force: bool, credentials: Path | None, template: Path | None) -> int:
    """Write the report of a Google Sheet as an Excel file: the same numbers, targets, lists and settings.

    Notes come along; changed labels and formulas, texts and cells of your own are kept aside at the calculator's end,
    as in an upgrade. Tabs, charts and colours of your own stay in the Google Sheet. Exit code 1: a part of the report
    is gone from the sheet, so the file has not all of it.

    \b
    Example:
      sheets-gen pull https://docs.google.com/spreadsheets/d/… report.xlsx
    """
    from sheets_gen.online import connected, pull

    if out.suffix.lower() != ".xlsx":
        raise click.UsageError(f"{out}: the name must end in .xlsx")
    service = connected(credentials, lambda line: click.echo(line, err=True))
    done = pull(url, out, service, force=force, template=template)
    for line in done.lines:
        click.echo(f"  {one_line(line)}", err=True)
    numbers = sum(map(len, done.filled.inputs.values()))
    click.echo(f"{one_line(str(out))}: {len(done.filled.catalogue.entries)} metrics, {numbers} numbers")
    if done.missing:
        click.echo(f"gone from the sheet: {done.missing} rows, columns or tabs; sheets-gen verify names them", err=True)
    return 1 if done.missing else 0
