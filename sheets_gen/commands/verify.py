"""``sheets-gen verify``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from sheets_gen.findings import ERROR
from sheets_gen.verbs import read
from sheets_gen.verify.report import as_json, as_text
from sheets_gen.verify.rules import verify


@click.command(short_help="Check a filled report.")
@click.argument("report", metavar="REPORT.xlsx", type=click.Path(path_type=Path, readable=False))
@click.option(
    "--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Output."
)
@click.option(
    "--template",
    metavar="FOLDER",
    type=click.Path(path_type=Path, readable=False),
    help="Another report_template folder.",
)
def command(report: Path, shape: str, template: Path | None) -> int:
    """Read a filled report back, recompute every metric from the typed numbers, and say what is wrong.

    Rows are found by name or id, so rows and columns may have been inserted, sections sorted and tabs renamed.
    The file itself is never changed. Exit code: 0 no errors, 1 errors found, 3 not a readable report.

    \b
    Example:
      sheets-gen verify report.xlsx --format json
    """
    filled = read(report, template)
    findings = verify(filled)
    if shape == "json":
        click.echo(json.dumps(as_json(str(report), filled, findings), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(as_text(str(report), filled, findings)))
    return 1 if any(finding.level == ERROR for finding in findings) else 0
