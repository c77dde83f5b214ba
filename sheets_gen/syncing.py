"""A month's numbers into a Google Sheet: one read, one write; none when nothing changes.

The numbers go by the names of their rows, with what was written last beside them, in one request that is applied whole
or not at all. Google's service takes no condition with a write. So whatever keeps a write waiting is followed by
another look at the sheet, and when that shows that somebody was there meanwhile, the sync starts over with what it
holds now.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sheets_gen.batch import loaded
from sheets_gen.collector import paused
from sheets_gen.errors import InputRefused, RemoteFailed, UsageProblem
from sheets_gen.fill import of_periods
from sheets_gen.filled import Filled, understand, with_typed
from sheets_gen.formula.functions import ErrorValue
from sheets_gen.google.looks import Json
from sheets_gen.google.state import KEYS_AT, fingerprint, prints_of
from sheets_gen.google.sync import LOST_NAME, LOST_ROW, Sent, Told, named_row, told, values_body
from sheets_gen.mend_online import lost_names, mend_requests, put_back
from sheets_gen.online import Sheet, opened
from sheets_gen.ownership import KEPT, REPLACED, SAME, Decision, changed, changed_cells, decide
from sheets_gen.plan.report import CALCULATOR
from sheets_gen.snapshot import FoundCell
from sheets_gen.template.schema import Template
from sheets_gen.values import RawCell, place
from sheets_gen.verbs import numbers_of
from sheets_gen.verify.compare import same_value
from sheets_gen.verify.repairs import repairs
from sheets_gen.verify.results import stale_results

if TYPE_CHECKING:
    from sheets_gen.google.client import Service

ROUNDS = 4
"""How often a sync starts over because somebody else changed the same numbers meanwhile."""


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
    with paused(), service.one_patience():
        mended, back = opened(request.link, service, template), tuple[str, ...]()
        cells = (
            None if request.values is None else numbers_of(request.values, mended.filled.catalogue, request.template)
        )
        if request.fix:
            mended, back = _mended(mended, request)
        if cells is None or (request.dry_run and back):  # what becomes of the numbers depends on what is put back
            return Synced([], (), mended.filled, False, service.calls, back)
        sheet: Sheet | None = mended
        written: list[Decision] = []
        for _ in range(ROUNDS):
            assert sheet is not None
            decisions, left_out = _decided(sheet, cells, request)
            told_as = _joined(written, decisions)
            if request.dry_run or not changed(decisions):
                return Synced(told_as, left_out, sheet.filled, bool(written), service.calls, back)
            write = _Write(sheet, decisions, lambda now: _decided(now, cells, request)[0], template)
            before, sheet = sheet, write.send()
            if sheet is None:
                filled = _after(before.filled, decisions, template)
                return Synced(told_as, left_out, filled, True, service.calls, back)
            written = told_as if write.is_in else written
        raise RemoteFailed(f"{before.found.title}: somebody else keeps changing the same numbers; run sync again later")


def _mended(sheet: Sheet, request: SyncRequest) -> tuple[Sheet, tuple[str, ...]]:
    """The spreadsheet with what the definition says put back, read again; and a line for each thing put back."""
    template = loaded(request.template)
    lines: dict[str, None] = {}
    for _ in range(ROUNDS):
        requests, told_now = _to_mend(sheet)
        lines |= dict.fromkeys(told_now)
        if not requests or request.dry_run:
            return sheet, tuple(lines)

        def is_in(sheet: Sheet = sheet, requests: list[Json] = requests) -> bool:
            now = opened(sheet.id, sheet.service, template)
            wanted, _ = _to_mend(now)
            if wanted and wanted != requests:
                raise _Outdated(now)  # cells go by their rows here, and somebody may have moved those
            return not wanted

        try:
            sheet.service.batch_update(sheet.id, {"requests": requests}, is_in, is_in)
            return opened(sheet.id, sheet.service, template), tuple(lines)
        except _Outdated as found:
            sheet = found.now
    raise RemoteFailed(f"{sheet.found.title}: somebody else keeps changing the sheet; run sync again later")


def _to_mend(sheet: Sheet) -> tuple[list[Json], list[str]]:
    """The requests that put things back, and what they do, in words."""
    todo = repairs(sheet.filled)
    told_now = [f"{sheet.filled.where(*one.place)}: {one.text}" for one in put_back(todo)]
    for name, _ in lost_names(sheet.found, sheet.filled, todo):
        told_now.append(f"{name}: the name stands where it belongs again")
    return mend_requests(sheet.found, sheet.filled, todo), told_now


def _decided(sheet: Sheet, cells: list[RawCell], request: SyncRequest) -> tuple[list[Decision], tuple[str, ...]]:
    """What becomes of each number, and the inputs that no metric uses."""
    before = sheet.filled
    file = request.values or Path()
    wanted = of_periods(cells, request.periods, before, str(file))
    inputs, left_out = place(wanted, before.catalogue, before.calendar, file.name)
    try:
        decisions = decide(before, inputs, request.take_ours)
    except UsageProblem as wrong:
        raise UsageProblem(str(wrong).replace("--overwrite", "--take-ours")) from None
    except InputRefused as refused:
        told_for_files = "sheets-gen upgrade makes a whole report of it"
        way_out = str(refused).replace(told_for_files, "bring it back with File, Version history")
        raise InputRefused(f"{sheet.found.title}: {way_out}") from None
    _refuse_lost_memory(sheet, decisions)
    wrote = _wrote(sheet)
    return [one._replace(action=REPLACED) if one.action == KEPT and wrote(one) else one for one in decisions], left_out


def _refuse_lost_memory(sheet: Sheet, decisions: list[Decision]) -> None:
    """Raise InputRefused where it is not known any more whose numbers stand in the cells: ours would count as kept."""
    state = sheet.found.state
    rows = state.rows(sheet.filled.addresses.columns[CALCULATOR].get(KEYS_AT, 0))
    doubted = [one.key for one in decisions if one.action == KEPT and one.key not in rows]
    if state.area is None and (doubted or any(one.changes for one in decisions)):
        raise InputRefused(f"{sheet.found.title}: {LOST_NAME}")
    if doubted:
        raise InputRefused(f"{sheet.found.title}: {LOST_ROW.format(key=doubted[0])}")


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
