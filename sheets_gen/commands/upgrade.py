"""``sheets-gen upgrade``."""

from __future__ import annotations

from pathlib import Path

import click

from sheets_gen.upgrade import UpgradeRequest, upgrade
from sheets_gen.verify.report import one_line

_FILE = click.Path(path_type=Path, readable=False)

HELP = """\
Make a report anew from the present template, with what people typed: numbers, targets, notes on numbers, waivers.

Use it for a report of an older version, to change its language, to add or remove metrics, or to change its categories,
channels or slots. What has no place any more stands under "Kept from before" at the end of the calculator, and comes
back with a later upgrade that has a place for it. What moved is listed, and the results of both reports are compared.

\b
With --config, what report.toml says goes before what the report says; what it leaves out stays. Members of a list
that have a new id, or become one, are named there:
  [renamed.categories]
  shipping = "delivery"
  product_availability = "delivery"

What you changed in the report itself comes along too: notes at their places; changed labels, texts in cells for
numbers, formulas of your own and cells beside the report as rows under "Kept from before", each with its old place.
The old file is only read. Tabs of your own (they are named), pictures, charts, colours and widths stay in it.

\b
Exit code: 0 all results are the same, 1 some differ (they are listed), 2 wrong usage, 3 a file was refused.

\b
Example:
  sheets-gen upgrade report.xlsx report-new.xlsx
  sheets-gen upgrade report.xlsx report-de.xlsx --language de
  sheets-gen upgrade report.xlsx report-new.xlsx --add ces_mean --remove referral_rate
"""


@click.command(short_help="Move a report to this template.", help=HELP)
@click.argument("report", metavar="REPORT.xlsx", type=_FILE)
@click.argument("out", metavar="OUT.xlsx", type=_FILE)
@click.option("--language", default="", help="Another language.")
@click.option("--profile", default="", help="The metrics of a profile instead of those that it has.")
@click.option("--add", metavar="METRIC", multiple=True, help="A metric more.")
@click.option("--remove", metavar="METRIC", multiple=True, help="A metric less.")
@click.option("--config", metavar="FILE", type=_FILE, help="A report.toml whose choices go before the report's.")
@click.option("--force", is_flag=True, help="Replace OUT.xlsx if it exists.")
@click.option("--template", metavar="FOLDER", type=_FILE, help="Another report_template folder.")
def command(
    report: Path,
    out: Path,
    language: str,
    profile: str,
    add: tuple[str, ...],
    remove: tuple[str, ...],
    config: Path | None,
    force: bool,
    template: Path | None,
) -> int:
    """Write it, and list what moved."""
    if out.suffix.lower() != ".xlsx":
        raise click.UsageError(f"{out}: the name must end in .xlsx")
    done = upgrade(UpgradeRequest(report, out, language, profile, config, add, remove, force, template))
    for line in done.lines:
        click.echo(f"  {one_line(line)}")
    for line in done.differing[:40]:
        click.echo(f"  differs: {one_line(line)}")
    if len(done.differing) > 40:
        click.echo(f"  … and {len(done.differing) - 40} more")
    numbers = sum(len(row) for row in done.after.inputs.values())
    shared = len(done.before.metrics.keys() & done.after.metrics.keys())
    same = "same results as before" if not done.differing else f"{len(done.differing)} results differ"
    click.echo(f"{one_line(str(out))}: {numbers} numbers, {shared} metrics of both reports: {same}")
    return 1 if done.differing else 0
