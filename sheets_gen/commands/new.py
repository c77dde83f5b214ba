"""``sheets-gen new``."""

from __future__ import annotations

from pathlib import Path

import click

from sheets_gen.verbs import Made, Request, make_plan, new

_FILE = click.Path(path_type=Path, readable=False)


HELP = """\
Make a report of three tabs: metrics, ticket volume, calculator.

Without --values the report is blank, to be typed into. A values file has one of three shapes:

\b
  period,input,value          2026-03,promoters,80
  input,2026-01,2026-02,…     promoters,80,75
  {"2026-03": {"promoters": 80, "tickets_by_category.returns": 12}}

\b
A report.toml may hold: title, team, currency, time_zone, language, start, periods, every,
profile, metrics = ["nps", …], headline = ["nps", …], categories, channels and slots (a
list of labels, or a table of id = "label"), targets ([targets] csat = 0.85),
ces_high_means = "easy" or "hard", hours_basis = "clock" or "business", and metrics and
inputs of your own ([custom.metrics.refund_rate], [custom.inputs.refunds]).

\b
--profile picks the metrics: standard (one row per metric, in the form of the field's
standard; the default), the list of one article (hootsuite, liveagent, digisac, nextiva,
databox), or all with every variant. In report.toml, metrics = […] without a profile are
exactly those shown, with one they come to it; without = […] leaves some out: so
metrics = ["service_level_answered_only"], without = ["service_level"] swaps a formula.

Without --start, the report begins at the first period of the values file, else in January of this year.

With --into, the report is made in a blank Google Sheet that you made and shared (sheets-gen auth check says with whom).
With --create, the Google Sheet is made too: in your own Drive after a sign-in with a browser, or in a folder of a
shared drive. A service account cannot own files, so it needs --into, or --folder in a shared drive.

\b
Example:
  sheets-gen new report.xlsx --start 2026-01 --values numbers.csv --config report.toml
  sheets-gen new --into https://docs.google.com/spreadsheets/d/… --start 2026-01
  sheets-gen new --create "Support 2026" --start 2026-01
"""


@click.command(short_help="Make a report.", help=HELP)
@click.argument("out", metavar="OUT.xlsx", type=_FILE, required=False)
@click.option(
    "--start", metavar="PERIOD", default="", help="First period: 2026-01, 2026-W01, 2026-Q1, a date in it, or a year."
)
@click.option("--periods", type=int, help="Number of periods.  [default: 12]")
@click.option("--every", type=click.Choice(["month", "week", "quarter"]), help="Length of a period.  [default: month]")
@click.option(
    "--language", default="", help="Language: en, ar, de, el, es, fr, ja, pt-BR, th or zh-Hans.  [default: en]"
)
@click.option(
    "--profile", default="", help="Which metrics: standard, hootsuite, liveagent, digisac, nextiva, databox or all."
)
@click.option("--values", metavar="FILE", type=_FILE, help="Numbers to put in: CSV, JSON, or a report (.xlsx).")
@click.option(
    "--config", metavar="FILE", type=_FILE, help="Title, team, currency, targets, categories … (report.toml)."
)
@click.option("--template", metavar="FOLDER", type=_FILE, help="Another report_template folder.")
@click.option("--force", is_flag=True, help="Replace OUT.xlsx if it exists.")
@click.option("--into", metavar="URL", default="", help="Make it in this blank Google Sheet instead of a file.")
@click.option("--create", metavar="TITLE", default="", help="Make a Google Sheet of this title, and the report in it.")
@click.option("--folder", metavar="ID", default="", help="With --create: the Drive folder for it, by id or link.")
@click.option("--credentials", metavar="FILE", type=_FILE, help="For a Google Sheet: a key file of Google.")
@click.option("--dump", is_flag=True, help="Print the plan as text instead of writing a file.")
def command(
    out: Path | None,
    start: str,
    periods: int | None,
    every: str | None,
    language: str,
    profile: str,
    values: Path | None,
    config: Path | None,
    template: Path | None,
    force: bool,
    into: str,
    create: str,
    folder: str,
    credentials: Path | None,
    dump: bool,
) -> None:
    """Plan the report, then write it or print the plan."""
    request = Request(start, periods, every or "", language, profile, values, config, template)
    if dump:
        from sheets_gen.plan.dump import dump as text_of

        click.echo("\n".join(text_of(make_plan(request).plan)))
        return
    _refuse_two(out, into, create, folder)
    if into or create:
        _online(into, create, folder, request, credentials)
        return
    if out is None:
        raise click.UsageError("say where to write: sheets-gen new OUT.xlsx")
    if out.suffix.lower() != ".xlsx":
        raise click.UsageError(f"{out}: the name must end in .xlsx")
    made = new(out, request, force=force)
    if made.guessed_start:
        click.echo(f"starts at {made.calendar.keys[0]} (say --start to choose)", err=True)
    _say_left_out(made.left_out, "inputs of the values file are in no metric of this report")
    _say_left_out(made.not_shown, "headlines and targets are of metrics that the profile does not show")
    click.echo(_said(out, made))


def _refuse_two(out: Path | None, into: str, create: str, folder: str) -> None:
    places = [name for name, given in (("OUT.xlsx", out), ("--into", into), ("--create", create)) if given]
    if len(places) > 1:
        raise click.UsageError(f"say one place: {' or '.join(places)}")
    if folder and not create:
        raise click.UsageError("--folder goes with --create TITLE")


def _online(into: str, title: str, folder: str, request: Request, credentials: Path | None) -> None:
    """Make the report in a Google Sheet, and say where it is."""
    from sheets_gen.google.absent import absent
    from sheets_gen.google.link import folder_id, share_url, spreadsheet_id
    from sheets_gen.online import connected, create, create_into

    def say(line: str) -> None:
        click.echo(line, err=True)

    if into:
        id = spreadsheet_id(into)
        made = create_into(into, request, connected(credentials, say))
    else:
        folder = folder and folder_id(folder)  # what is wrong with it is told before anybody signs in
        id, made = create(title, folder, request, connected(credentials, say), say)
    _say_left_out(made.left_out, "inputs of the values file are in no metric of this report")
    _say_left_out(made.not_shown, "headlines and targets are of metrics that the profile does not show")
    if made.guessed_start:
        say(f"starts at {made.calendar.keys[0]} (say --start to choose)")
    say(f"not in a Google Sheet: {'; '.join(absent(made.plan))}")
    click.echo(_said(share_url(id), made))


def _say_left_out(keys: tuple[str, ...], why: str) -> None:
    if keys:
        shown = ", ".join(keys[:6]) + (" …" if len(keys) > 6 else "")
        click.echo(f"left out: {len(keys)} {why}: {shown}", err=True)


def _said(out: Path | str, made: Made) -> str:
    keys = made.calendar.keys
    told = {"file": out, "metrics": len(made.catalogue.entries), "numbers": made.numbers}
    return made.catalogue.word("made").format(first=keys[0], last=keys[-1], **told)
