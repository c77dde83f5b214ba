"""``sheets-gen auth``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sheets_gen.verify.report import one_line

if TYPE_CHECKING:
    from sheets_gen.google.client import Service
    from sheets_gen.google.who import Who

FIELDS = (
    "properties(title,locale,timeZone),sheets(properties(title),protectedRanges(requestingUserCanEdit,warningOnly))"
)

LOOK = """\
Now open the spreadsheet and look, for a program cannot see it: the lines of the charts have gaps where there are no
numbers; the small lines in the tracker are drawn; typing into a formula asks first, typing into a yellow cell does not;
nothing is cut off. Then delete the spreadsheet."""


@click.group(short_help="Say who you are to Google, and what is missing.")
def command() -> None:
    """Who this program is to Google, and which spreadsheets it may use.

    \b
    Example:
      sheets-gen auth check
    """


@command.command("check", short_help="Say who signs in, whom to share with, what is missing.")
@click.argument("url", metavar="[URL]", required=False)
@click.option(
    "--credentials",
    metavar="FILE",
    type=click.Path(path_type=Path, readable=False),
    help="A key file of Google, instead of the ones that are found.",
)
@click.option(
    "--live",
    is_flag=True,
    help="Try on the spreadsheet, which must be blank, what only Google can tell; it then holds a small report.",
)
def check(url: str | None, credentials: Path | None, live: bool) -> int:
    """Say who signs in to Google, which address to share a spreadsheet with, and what is missing.

    With the URL of a spreadsheet, also whether it can be read. Nothing is written, but with --live: then everything
    that sheets-gen relies on is tried in a blank scratch spreadsheet, and shown as a table.

    Credentials are taken from the first of these: --credentials; the JSON of a key in the variable
    SHEETS_GEN_CREDENTIALS; the file that GOOGLE_APPLICATION_CREDENTIALS names; gcloud's sign-in;
    ~/.config/gspread/service_account.json; a person's sign-in, kept in ~/.config/gspread/authorized_user.json and
    made, with a browser, from ~/.config/gspread/credentials.json; on Google's own machines, the machine's account.

    Exit code: 0 all is well, 1 a check of --live went wrong, 2 wrong usage, 3 the spreadsheet is not blank, 4 something
    is missing in credentials or access, 5 Google cannot be reached or refuses.

    \b
    Example:
      sheets-gen auth check --credentials key.json https://docs.google.com/spreadsheets/d/…
      sheets-gen auth check --live https://docs.google.com/spreadsheets/d/…
    """
    from sheets_gen.google.client import connect
    from sheets_gen.google.link import spreadsheet_id

    if live and url is None:
        raise click.UsageError("--live needs the URL of a blank scratch spreadsheet")
    id = None if url is None else spreadsheet_id(url)
    service = connect(credentials, lambda line: click.echo(line, err=True))
    for line in who_lines(service.who, known=False):
        click.echo(line)
    service.sign_in()
    for line in who_lines(service.who, known=True):
        click.echo(line)
    if id is not None:
        for line in sheet_lines(service.get(id, FIELDS), person=service.who.person):
            click.echo(line)
    return _live(id, service) if live and id is not None else 0


def _live(id: str, service: Service) -> int:
    """The table of checks; 1 when one of them went wrong."""
    from sheets_gen.live import live_checks

    wrong = 0
    click.echo("")
    for row in live_checks(id, service):
        wrong += not row.is_right
        click.echo(f"{'ok' if row.is_right else 'WRONG':<6} {row.what:<21} {one_line(row.detail)}")
    click.echo(f"\n{LOOK}")
    return 1 if wrong else 0


def who_lines(who: Who, *, known: bool) -> list[str]:
    """Who signs in; once Google knows that one, whom to share a spreadsheet with."""
    if not known:
        lines = [f"signs in as: {who.address or who.kind}" + (f" ({who.kind})" if who.address else "")]
        lines.append(f"credentials: {who.source}")
        return [*lines, f"project: {who.project}"] if who.project else lines
    lines = ["Google accepts the sign-in"]
    if who.person:
        return [*lines, "spreadsheets: those this account may open (a sign-in with a browser: those sheets-gen made)"]
    if who.address:
        return [*lines, f"share spreadsheets, as Editor, with: {who.address}"]
    return [*lines, "share spreadsheets, as Editor, with the address of this account (Google's console shows it)"]


def sheet_lines(found: dict[str, Any], *, person: bool) -> list[str]:
    """What can be read of a spreadsheet, and what is known of changing it."""
    about = found.get("properties", {})
    sheets = found.get("sheets", [])
    tabs = ", ".join(str(sheet.get("properties", {}).get("title", "?")) for sheet in sheets)
    ranges = [each for sheet in sheets for each in sheet.get("protectedRanges", [])]
    closed = sum(not each.get("requestingUserCanEdit") and not each.get("warningOnly") for each in ranges)
    whose = "you" if person else "this account"
    lines = [
        f"spreadsheet: {about.get('title', '?')} (locale {about.get('locale', '?')}, {about.get('timeZone', '?')})",
        f"tabs: {tabs}",
        "reading: works",
    ]
    if closed:
        lines.append(f"writing: {closed} protected ranges are closed to {whose}; the owner can open them")
    return [*lines, f"writing: {whose} must be Editor; Google tells that only when something is written"]
