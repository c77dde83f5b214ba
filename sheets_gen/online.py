"""The verbs on a Google Sheet: create into a blank one, read, sync a month into it, pull it as a file.

Reading is one call. A sync is one more, and none when nothing changes: the numbers go by the names of their rows, with
what was written last beside them, in one request that is applied whole or not at all.

Google's service takes no condition with a write. So whatever keeps a write waiting is followed by another look at the
sheet, and when that shows that somebody was there meanwhile, the sync starts over with what it holds now.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sheets_gen.batch import loaded
from sheets_gen.collector import paused
from sheets_gen.errors import InputRefused, NotOurReport, RemoteFailed, UsageProblem
from sheets_gen.files import check_target, write_whole
from sheets_gen.fill import of_periods
from sheets_gen.filled import Filled, understand, with_typed
from sheets_gen.formula.functions import ErrorValue
from sheets_gen.google.link import spreadsheet_id
from sheets_gen.google.looks import Json
from sheets_gen.google.read import FIELDS, Found, read
from sheets_gen.google.requests import create_requests
from sheets_gen.google.state import KEYS_AT, fingerprint, prints_of
from sheets_gen.google.sync import Sent, Told, named_row, told, values_body
from sheets_gen.ownership import KEPT, REPLACED, SAME, Decision, changed, changed_cells, decide
from sheets_gen.plan.report import CALCULATOR
from sheets_gen.snapshot import FoundCell
from sheets_gen.template.schema import Template
from sheets_gen.values import RawCell, place, read_cells
from sheets_gen.verbs import Made, Request, make_plan
from sheets_gen.verify.compare import same_value
from sheets_gen.verify.results import stale_results

if TYPE_CHECKING:
    from sheets_gen.google.client import Service

Say = Callable[[str], None]
ROUNDS = 4
"""How often a sync starts over because somebody else changed the same numbers meanwhile."""


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


def connected(credentials: Path | None, say: Say) -> Service:
    """The service, signed in when it is first used. Raises CredentialsProblem."""
    from sheets_gen.google.client import connect

    return connect(credentials, say)


def opened(link: str, service: Service, template: Template) -> Sheet:
    """The report in a spreadsheet. Raises NotOurReport, CredentialsProblem or RemoteFailed."""
    id = spreadsheet_id(link)
    found = _found(service, id)
    if found.is_loading:
        raise RemoteFailed(f"{found.title}: Google is still computing its values; run the command again in a minute")
    try:
        return Sheet(service, id, found, understand(found.snapshot, template))
    except NotOurReport as refused:
        raise NotOurReport(f"{found.title}: {refused}") from None


def _found(service: Service, id: str) -> Found:
    """A spreadsheet as it stands. Raises CredentialsProblem or RemoteFailed."""
    answer = service.get(id, FIELDS)
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
    run = secrets.token_hex(4)

    def body_of(found: Found) -> Json:
        if found.has_marker:
            raise InputRefused(f"{found.title}: holds a report already; sheets-gen sync puts numbers into it")
        if not found.is_blank:
            raise InputRefused(
                f"{found.title}: is not blank; make a new spreadsheet and share it, so that nothing is lost"
            )
        return {"requests": create_requests(made.plan, prints_of(made.inputs), tuple(found.sheets.values()), run)}

    def arrived() -> bool:
        now = _found(service, id)
        if now.has_marker and now.state.is_of(run):
            return True
        if body_of(now) != body:
            raise RemoteFailed(f"{now.title}: its tabs were changed meanwhile; run the command again")
        return False

    with service.one_patience():
        body = body_of(_found(service, id))
        answer = service.batch_update(id, body, arrived, arrived)
        replies = [] if answer is None else answer.get("replies")
        is_whole = isinstance(replies, list) and len(replies) == len(body["requests"])
        if answer is not None and not is_whole and not arrived():
            raise RemoteFailed("Google's answer does not say that the report was made; run the command again")
    return made


class SyncRequest(NamedTuple):
    """What is to be put into which spreadsheet."""

    link: str
    values: Path
    take_ours: tuple[str, ...] = ()
    """``all``, or places such as ``promoters@2026-03``."""
    periods: tuple[str, ...] = ()
    dry_run: bool = False
    template: Path | None = None


def sync(request: SyncRequest, service: Service) -> Synced:
    """Put the numbers in. Raises InputRefused, ProblemsFound or UsageProblem, and then nothing was changed."""
    template = loaded(request.template)
    with paused(), service.one_patience():
        sheet: Sheet | None = opened(request.link, service, template)
        cells = read_cells(request.values)
        written: list[Decision] = []
        for _ in range(ROUNDS):
            assert sheet is not None
            decisions, left_out = _decided(sheet, cells, request)
            told_as = _joined(written, decisions)
            if request.dry_run or not changed(decisions):
                return Synced(told_as, left_out, sheet.filled, bool(written), service.calls)
            write = _Write(sheet, decisions, lambda now: _decided(now, cells, request)[0], template)
            before, sheet = sheet, write.send()
            if sheet is None:
                filled = _after(before.filled, decisions, template)
                return Synced(told_as, left_out, filled, True, service.calls)
            written = told_as if write.is_in else written
        raise RemoteFailed(f"{before.found.title}: somebody else keeps changing the same numbers; run sync again later")


def _decided(sheet: Sheet, cells: list[RawCell], request: SyncRequest) -> tuple[list[Decision], tuple[str, ...]]:
    """What becomes of each number, and the inputs that no metric uses."""
    before = sheet.filled
    wanted = of_periods(cells, request.periods, before)
    inputs, left_out = place(wanted, before.catalogue, before.calendar, request.values.name)
    try:
        decisions = decide(before, inputs, request.take_ours)
    except UsageProblem as wrong:
        raise UsageProblem(str(wrong).replace("--overwrite", "--take-ours")) from None
    except InputRefused as refused:
        told_for_files = "sheets-gen upgrade makes a whole report of it"
        way_out = str(refused).replace(told_for_files, "bring it back with File, Version history")
        raise InputRefused(f"{sheet.found.title}: {way_out}") from None
    wrote = _wrote(sheet)
    return [one._replace(action=REPLACED) if one.action == KEPT and wrote(one) else one for one in decisions], left_out


def _wrote(sheet: Sheet) -> Callable[[Decision], bool]:
    """Tells of a decision whether its cell holds the number that was written last, so that it is ours to update."""
    columns, state = sheet.filled.addresses.columns[CALCULATOR], sheet.found.state
    rows = state.rows(columns.get(KEYS_AT, 0))

    def wrote(one: Decision) -> bool:
        value = one.found.value
        if one.found.formula is not None or not isinstance(value, (int, float)):
            return False  # a formula is a person's, whatever it gives
        return state.texts.get((rows.get(one.key, 0), columns[one.period])) == fingerprint(value)

    return wrote


def _joined(earlier: list[Decision], now: list[Decision]) -> list[Decision]:
    """The decisions of a sync that started over: what it wrote itself before is no number that was there already."""
    written = {(one.key, one.period): one for one in earlier if one.changes}
    return [written.get((one.key, one.period), one) if one.action == SAME else one for one in now]


def _after(before: Filled, decisions: list[Decision], template: Template) -> Filled:
    """The report with the numbers in it and the results that follow from them."""
    planned = with_typed(before, {one.place: one.value for one in decisions if one.changes})
    cells: dict[tuple[str, int, int], FoundCell | None] = dict(changed_cells(before, decisions))
    for place_, value in stale_results(planned):
        tab = before.addresses.titles[place_[0].partition(":")[0]]
        cells[(tab, *before.addresses.at(*place_))] = before.cell(*place_)._replace(value=value)
    return understand(before.snapshot.with_cells(cells), template)


class _Outdated(Exception):
    """The sheet was changed while a write was kept waiting."""

    def __init__(self, now: Sheet) -> None:
        self.now = now


class _Write:
    """One request with all numbers and the state."""

    def __init__(
        self, sheet: Sheet, decisions: list[Decision], again: Callable[[Sheet], list[Decision]], template: Template
    ) -> None:
        self.is_in = False
        self._sheet = sheet
        self._decisions = decisions
        self._again = again
        self._template = template
        self._run = secrets.token_hex(4)
        self._sent = self._request(sheet, decisions)

    def send(self) -> Sheet | None:
        """None when the numbers are in; else the sheet as it stands now, since somebody else changed it."""
        try:
            answer = self._sheet.service.values_batch_update(
                self._sheet.id, self._sent.body, self._arrived, self._arrived
            )
        except _Outdated as found:
            return found.now
        self.is_in = True
        if answer is None:  # it was lost, and the look after it found this write to be the last one
            return None
        held = told(answer, self._sent)
        if held is not None and all(_is_as_read(one, held) for one in self._decisions):
            return None
        return self._look()

    def _request(self, sheet: Sheet, decisions: list[Decision]) -> Sent:
        """Of the periods that change: every number of ours, so that of two runs at once one wins the whole period.

        Of the other rows the answer tells what they hold.
        """
        periods = {one.period for one in decisions if one.changes}
        wrote = _wrote(sheet)
        numbers: dict[str, dict[str, float]] = {}
        for one in decisions:
            if one.changes or (one.period in periods and one.action == SAME and wrote(one)):
                numbers.setdefault(one.key, {})[one.period] = one.value
        written = prints_of(numbers)
        for one in decisions:
            if one.period in periods and named_row(sheet.found, sheet.filled.addresses, one.key):
                numbers.setdefault(one.key, {})
        return values_body(sheet.found, sheet.filled.addresses, numbers, written, self._run)

    def _look(self) -> Sheet:
        return opened(self._sheet.id, self._sheet.service, self._template)

    def _arrived(self) -> bool:
        """Is this write in, and the last one? Raises _Outdated where it should not be sent again as it is."""
        now = self._look()
        if now.found.state.is_of(self._run):
            return True
        if self._request(now, self._again(now)) != self._sent:
            raise _Outdated(now)
        return False


def _is_as_read(one: Decision, held: Told) -> bool:
    """Does a cell that was left alone hold what it was left alone for?"""
    if one.changes or one.found.formula is not None or (one.key, one.period) not in held:
        return True
    now = held[one.key, one.period]
    return isinstance(one.found.value, ErrorValue) or same_value(now, one.found.value)


def pull(link: str, out: Path, service: Service, *, force: bool = False, template: Path | None = None) -> Filled:
    """Write the report of a spreadsheet as a file: the same numbers, targets, lists and settings."""
    check_target(out, force=force)
    sheet = opened(link, service, loaded(template))
    from sheets_gen.excel.write import write

    write_whole(out, write(sheet.filled.plan), force=force)
    return sheet.filled
