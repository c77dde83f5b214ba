"""The verbs on a Google Sheet but for the monthly sync: create into a blank one, read, pull it as a file."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sheets_gen.batch import loaded
from sheets_gen.errors import InputRefused, NotOurReport, RemoteFailed, SheetsGenError
from sheets_gen.files import check_target, write_whole
from sheets_gen.filled import Filled, understand
from sheets_gen.google.link import folder_id, share_url, spreadsheet_id
from sheets_gen.google.looks import Json
from sheets_gen.google.overlays import helpers_of
from sheets_gen.google.read import ALL_FIELDS, FIELDS, Found, read
from sheets_gen.google.requests import create_requests
from sheets_gen.google.state import prints_of
from sheets_gen.mend_online import memory_area
from sheets_gen.plan.report import CALCULATOR
from sheets_gen.snapshot import FoundCell, Snapshot
from sheets_gen.template.schema import Template
from sheets_gen.upgrade import UpgradeRequest, refuse_loss, renewed
from sheets_gen.verbs import Made, Request, make_plan, understood
from sheets_gen.verify.structure import missing_places

if TYPE_CHECKING:
    from sheets_gen.google.client import Service

Say = Callable[[str], None]


class Sheet(NamedTuple):
    """A Google Sheet that was read."""

    service: Service
    id: str
    found: Found
    filled: Filled


def connected(credentials: Path | None, say: Say) -> Service:
    """The service, signed in when it is first used. Raises CredentialsProblem."""
    from sheets_gen.google.client import connect

    return connect(credentials, say)


def opened(link: str, service: Service, template: Template) -> Sheet:
    """The report in a spreadsheet. Raises NotOurReport, CredentialsProblem or RemoteFailed."""
    id = spreadsheet_id(link)
    found = found_in(service, id)
    if found.is_loading:
        raise RemoteFailed(f"{found.title}: Google is still computing its values; run the command again in a minute")
    try:
        return Sheet(service, id, found, understand(found.snapshot, template))
    except NotOurReport as refused:
        raise NotOurReport(f"{found.title}: {refused}") from None


def found_in(service: Service, id: str, fields: str = FIELDS) -> Found:
    """A spreadsheet as it stands. Raises CredentialsProblem or RemoteFailed."""
    answer = service.get(id, fields)
    try:
        if answer["spreadsheetId"] and answer["sheets"]:
            return read(answer)
    except (KeyError, TypeError, ValueError, AttributeError):
        pass  # not the shape of a spreadsheet, whatever it is
    raise RemoteFailed("what Google answered holds no spreadsheet; run the command again")


def create_into(link: str, request: Request, service: Service) -> Made:
    """Make the report in a blank spreadsheet, in one request. Raises InputRefused where it holds anything."""
    id = spreadsheet_id(link)
    made = make_plan(request)
    make_into(id, made, service)
    return made


def create(title: str, folder: str, request: Request, service: Service, say: Say) -> tuple[str, Made]:
    """Make a spreadsheet, in a folder or at the top of the account's Drive, and the report in it: its id.

    What is wrong with the request is told before anything is made. A file that stays blank, since the second step
    failed, is named.
    """
    made = make_plan(request)
    id = service.create(title, folder_id(folder) if folder else None)
    try:
        make_into(id, made, service)
    except SheetsGenError:
        say(f"{share_url(id)}: was made and is still blank; fill it with sheets-gen new --into, or delete it")
        raise
    return id, made


def make_into(id: str, made: Made, service: Service) -> None:
    """A planned report into a blank spreadsheet. Raises InputRefused where it holds anything."""
    run = secrets.token_hex(4)

    def body_of(found: Found) -> Json:
        if found.has_marker:
            raise InputRefused(f"{found.title}: holds a report already; sheets-gen sync puts numbers into it")
        if not found.is_blank:
            raise InputRefused(
                f"{found.title}: is not blank; make a new spreadsheet and share it, so that nothing is lost"
            )
        return create_body(made, found, run)

    def arrived() -> bool:
        now = found_in(service, id, ALL_FIELDS)
        if now.has_marker and now.state.is_of(run):
            return True
        if body_of(now) != body:
            raise RemoteFailed(f"{now.title}: its tabs were changed meanwhile; run the command again")
        return False

    with service.one_patience():
        body = body_of(found_in(service, id, ALL_FIELDS))
        answer = service.batch_update(id, body, arrived, arrived)
        replies = [] if answer is None else answer.get("replies")
        is_whole = isinstance(replies, list) and len(replies) == len(body["requests"])
        if answer is not None and not is_whole and not arrived():
            raise RemoteFailed("Google's answer does not say that the report was made; run the command again")


def create_body(made: Made, found: Found, run: str) -> Json:
    """The one request that makes the report."""
    return {"requests": create_requests(made.plan, prints_of(made.inputs), tuple(found.sheets.values()), run)}


class Pulled(NamedTuple):
    """A report of a spreadsheet as a file."""

    filled: Filled
    lines: tuple[str, ...]
    """What of a person's own was kept aside, or stays in the spreadsheet."""
    missing: int
    """Rows, columns and tabs of the report that are gone from the spreadsheet."""


def pull(link: str, out: Path, service: Service, *, force: bool = False, template: Path | None = None) -> Pulled:
    """Write the report of a spreadsheet as a file, with all that people typed into it, as an upgrade does."""
    check_target(out, force=force)
    known = loaded(template)
    sheet = opened(link, service, known)
    before = understand(_without_helpers(sheet), known)
    request = UpgradeRequest(Path(sheet.found.title.replace("/", "-")), out)
    plan, what = renewed(before, sheet.found.notes, request, known)
    from sheets_gen.excel.write import write

    new = write(plan)
    after = understood(new, out, known)
    refuse_loss(before, after, what, request.report)
    write_whole(out, new, force=force)
    return Pulled(after, what.lines, sum(1 for _ in missing_places(before)))


def _without_helpers(sheet: Sheet) -> Snapshot:
    """The cells but for those that only a Google Sheet has: its memory, the rows that charts read, small lines."""
    filled, area = sheet.filled, memory_area(sheet.found, sheet.filled)
    gone: dict[tuple[str, int, int], FoundCell | None] = {}
    if area is not None:
        tab = filled.located[CALCULATOR][0]
        last = area.bottom + len(helpers_of(filled.plan, 0))
        gone = {(tab.title, *at): None for at in tab.cells if area.top <= at[0] <= last}
    for one in (one for tab in filled.plan.tabs for one in tab.sparklines if filled.has(*one.where)):
        at = filled.addresses.at(*one.where)
        title = filled.addresses.titles[one.where.row.partition(":")[0]]
        if str(filled.cell(*one.where).formula or "").upper().startswith("=SPARKLINE("):
            gone[title, *at] = None
    return sheet.found.snapshot.with_cells(gone)
