"""The verbs on a Google Sheet: create into a blank one, read, sync a month into it, pull it as a file.

Reading is one call. A sync is one more, and none when nothing changes: the numbers go by the names of their rows, with
what was written last beside them, in one request that is applied whole or not at all.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sheets_gen.batch import loaded
from sheets_gen.collector import paused
from sheets_gen.errors import InputRefused, NotOurReport, RemoteFailed, SheetsGenError, UsageProblem
from sheets_gen.files import check_target, write_whole
from sheets_gen.fill import of_periods
from sheets_gen.filled import Filled, understand, with_typed
from sheets_gen.google.link import folder_id, share_url, spreadsheet_id
from sheets_gen.google.looks import Json
from sheets_gen.google.read import FIELDS, Found, read
from sheets_gen.google.requests import create_requests, sheet_columns
from sheets_gen.google.state import Prints, State, fingerprint, packed, remembered
from sheets_gen.google.sync import values_body, wrong_answers
from sheets_gen.mend_online import lost_names, mend_requests, put_back
from sheets_gen.ownership import KEPT, REPLACED, Decision, changed, changed_cells, decide
from sheets_gen.snapshot import FoundCell
from sheets_gen.template.schema import Template
from sheets_gen.values import place
from sheets_gen.verbs import Made, Request, make_plan, numbers_of
from sheets_gen.verify.repairs import repairs
from sheets_gen.verify.results import stale_results

if TYPE_CHECKING:
    from sheets_gen.google.client import Service

Say = Callable[[str], None]


class Sheet(NamedTuple):
    """A Google Sheet that was read."""

    service: Service
    id: str
    found: Found
    filled: Filled


class Synced(NamedTuple):
    """What became of a sync."""

    decisions: list[Decision]
    left_out: tuple[str, ...]
    filled: Filled
    """The report after it, its results as the new numbers give them."""
    is_written: bool
    calls: int
    put_back: tuple[str, ...] = ()
    """What was put back, in words."""


def connected(credentials: Path | None, say: Say) -> Service:
    """The service, signed in when it is first used. Raises CredentialsProblem."""
    from sheets_gen.google.client import connect

    return connect(credentials, say)


def opened(link: str, service: Service, template: Template) -> Sheet:
    """The report in a spreadsheet. Raises NotOurReport, CredentialsProblem or RemoteFailed."""
    id = spreadsheet_id(link)
    found = read(service.get(id, FIELDS))
    if found.is_loading:
        raise RemoteFailed(f"{found.title}: Google is still computing its values; run the command again in a minute")
    try:
        return Sheet(service, id, found, understand(found.snapshot, template))
    except NotOurReport as refused:
        raise NotOurReport(f"{found.title}: {refused}") from None


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
    found = read(service.get(id, FIELDS))
    if found.has_marker:
        raise InputRefused(f"{found.title}: holds a report already; sheets-gen sync puts numbers into it")
    if not found.is_blank:
        raise InputRefused(f"{found.title}: is not blank; make a new spreadsheet and share it, so that nothing is lost")
    service.batch_update(id, create_body(made, found), lambda: read(service.get(id, FIELDS)).has_marker)


def create_body(made: Made, found: Found) -> Json:
    """The one request that makes the report."""
    state = State(secrets.token_hex(4), remembered({}, made.inputs))
    first, last = sheet_columns(made.plan)
    texts = dict(zip(range(first, last + 1), packed(state, last - first + 1), strict=True))
    return {"requests": create_requests(made.plan, texts, tuple(found.sheets.values()))}


class SyncRequest(NamedTuple):
    """What is to be put into which spreadsheet."""

    link: str
    values: Path | None
    """None: nothing is put in, only put back."""
    take_ours: tuple[str, ...] = ()
    """``all``, or places such as ``promoters@2026-03``."""
    periods: tuple[str, ...] = ()
    dry_run: bool = False
    template: Path | None = None
    fix: bool = False
    """Put back first what the definition says: formulas typed over, headings, settings, lost names."""


def sync(request: SyncRequest, service: Service) -> Synced:
    """Put the numbers in. Raises InputRefused, ProblemsFound or UsageProblem, and then nothing was changed."""
    template = loaded(request.template)
    with paused():
        sheet, told = opened(request.link, service, template), tuple[str, ...]()
        if request.fix:
            sheet, told = _mended(sheet, request)
        before, state = sheet.filled, sheet.found.state
        decisions, left_out = _decided(sheet, request)
        decisions = _with_ownership(decisions, state.prints)
        to_write = changed(decisions)
        if not to_write or request.dry_run:
            return Synced(decisions, left_out, before, False, service.calls, told)
        _write(sheet, to_write)
        return Synced(decisions, left_out, _after(before, decisions, template), True, service.calls, told)


def _decided(sheet: Sheet, request: SyncRequest) -> tuple[list[Decision], tuple[str, ...]]:
    """What becomes of each number, and the inputs that the report does not use."""
    if request.values is None:
        return [], ()
    before = sheet.filled
    cells = of_periods(numbers_of(request.values, request.template), request.periods, before, str(request.values))
    inputs, left_out = place(cells, before.catalogue, before.calendar, request.values.name)
    try:
        return decide(before, inputs, request.take_ours), left_out
    except UsageProblem as wrong:
        raise UsageProblem(str(wrong).replace("--overwrite", "--take-ours")) from None
    except InputRefused as refused:
        raise InputRefused(f"{sheet.found.title}: {refused}") from None


def _mended(sheet: Sheet, request: SyncRequest) -> tuple[Sheet, tuple[str, ...]]:
    """The spreadsheet with what the definition says put back, read again; and a line for each thing put back."""
    template = loaded(request.template)
    todo = repairs(sheet.filled)
    requests = mend_requests(sheet.found, sheet.filled, todo)
    told = [f"{sheet.filled.where(*one.place)}: {one.text}" for one in put_back(todo)]
    told += [
        f"{name}: the name stands where it belongs again" for name, _ in lost_names(sheet.found, sheet.filled, todo)
    ]
    if not requests or request.dry_run:
        return sheet, tuple(told)

    def again() -> Sheet:
        return opened(sheet.id, sheet.service, template)

    def is_mended() -> bool:
        now = again()
        return not mend_requests(now.found, now.filled, repairs(now.filled))

    sheet.service.batch_update(sheet.id, {"requests": requests}, is_mended)
    return again(), tuple(told)


def _with_ownership(decisions: list[Decision], prints: Prints) -> list[Decision]:
    """The decisions, where a number that we wrote last is ours to update."""
    return [
        one._replace(action=REPLACED)
        if one.action == KEPT
        and one.found.formula is None  # a formula is a person's, whatever it gives
        and isinstance(one.found.value, (int, float))
        and prints.get(one.key, {}).get(one.period) == fingerprint(one.found.value)
        else one
        for one in decisions
    ]


def _after(before: Filled, decisions: list[Decision], template: Template) -> Filled:
    """The report with the numbers in it and the results that follow from them."""
    planned = with_typed(before, {one.place: one.value for one in decisions if one.changes})
    cells: dict[tuple[str, int, int], FoundCell | None] = dict(changed_cells(before, decisions))
    for place_, value in stale_results(planned):
        tab = before.addresses.titles[place_[0].partition(":")[0]]
        cells[(tab, *before.addresses.at(*place_))] = before.cell(*place_)._replace(value=value)
    return understand(before.snapshot.with_cells(cells), template)


def _write(sheet: Sheet, to_write: list[Decision]) -> None:
    """One request with all numbers and the state; what Google says it wrote must be that."""
    run = secrets.token_hex(4)
    written: dict[str, dict[str, float]] = {}
    for one in to_write:
        written.setdefault(one.key, {})[one.period] = one.value
    state = State(run, remembered(sheet.found.state.prints, written))
    body = values_body(sheet.found, sheet.filled.addresses, written, state)

    def applied() -> bool:
        return read(sheet.service.get(sheet.id, FIELDS)).state.run == run

    answer = sheet.service.values_batch_update(sheet.id, body, applied)
    if answer is None:  # the answer was lost, and the state row says that the write came through
        return
    if wrong := wrong_answers(answer, body):
        raise RemoteFailed(f"{sheet.found.title}: {wrong}; run sync again, then sheets-gen verify")


def pull(link: str, out: Path, service: Service, *, force: bool = False, template: Path | None = None) -> Filled:
    """Write the report of a spreadsheet as a file: the same numbers, targets, lists and settings."""
    check_target(out, force=force)
    sheet = opened(link, service, loaded(template))
    from sheets_gen.excel.write import write

    write_whole(out, write(sheet.filled.plan), force=force)
    return sheet.filled
