"""Numbers into a report that people own: free cells are filled, what a person typed stays, and nothing else changes.

The way of a number: values file → report's input → a decision on its cell → the file with that cell and all stored
results that follow from it → read back and verified → in place of the old file, in one step.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sheets_gen.batch import loaded
from sheets_gen.collector import paused
from sheets_gen.compute import Inputs
from sheets_gen.edits import cell_edit, edited
from sheets_gen.errors import InputRefused, UsageProblem
from sheets_gen.files import check_target, refuse_source, sweep, write_whole
from sheets_gen.filled import Filled, with_typed
from sheets_gen.lock import locked
from sheets_gen.ownership import Decision, changed_cells, decide
from sheets_gen.periods import parse_key, previous_complete
from sheets_gen.template.schema import Template
from sheets_gen.values import RawCell, place
from sheets_gen.verbs import numbers_of, understood
from sheets_gen.verify.compare import same_value
from sheets_gen.verify.foreign import own_formulas
from sheets_gen.verify.results import stale_results

if TYPE_CHECKING:
    from sheets_gen.excel.edit import Edit

PREVIOUS = "previous"


class FillRequest(NamedTuple):
    """What is to be put where."""

    report: Path
    values: Path
    output: Path | None = None
    """Another file to write; empty: the report itself."""
    overwrite: tuple[str, ...] = ()
    """``all``, or places such as ``promoters@2026-03``."""
    periods: tuple[str, ...] = ()
    """Only these periods of the values file; ``previous`` is the last complete one."""
    dry_run: bool = False
    backup: bool = False
    force: bool = False
    template: Path | None = None


class FillResult(NamedTuple):
    """What became of it."""

    decisions: list[Decision]
    left_out: tuple[str, ...]
    """Inputs of the values file that no metric of the report uses."""
    own: tuple[str, ...]
    """Tabs with people's own formulas: what they give is known only once a program recalculates."""
    filled: Filled
    """The report after it."""
    target: Path
    is_written: bool


def fill(request: FillRequest) -> FillResult:
    """Put the numbers in. Raises InputRefused, ProblemsFound or UsageProblem, and then nothing was changed."""
    target = request.output or request.report
    _check(request, target)
    template = loaded(request.template)
    with paused(), locked(request.report):
        from sheets_gen.excel.package import read_bytes

        sweep(target)
        stood = _state(request.report)
        data = read_bytes(request.report)
        before = understood(data, request.report, template)
        numbers = numbers_of(request.values, before.catalogue, request.template)
        cells = of_periods(numbers, request.periods, before, str(request.values))
        inputs, left_out = place(cells, before.catalogue, before.calendar, request.values.name)
        try:
            new = put(data, request.report, before, inputs, template, request.overwrite)
        except InputRefused as refused:
            named = str(refused) if str(refused).startswith(str(request.report)) else f"{request.report}: {refused}"
            raise InputRefused(named) from None
        wanted = not request.dry_run and (new.data != data or request.output is not None)
        if wanted:
            if _state(request.report) != stood:
                raise InputRefused(f"{request.report}: was changed by another program just now; run the command again")
            if request.backup and target.exists():
                spare = target.with_name(f"{target.name}.bak")
                write_whole(spare, target.read_bytes(), force=True)
                os.chmod(spare, target.stat().st_mode & 0o777)
            write_whole(target, new.data, force=request.force or request.output is None)
        return FillResult(new.decisions, left_out, new.own, new.filled, target, wanted)


class Put(NamedTuple):
    """A report's bytes with numbers put in, read back."""

    data: bytes
    decisions: list[Decision]
    own: tuple[str, ...]
    filled: Filled


def put(
    data: bytes, path: Path, before: Filled, inputs: Inputs, template: Template, overwrite: tuple[str, ...] = ()
) -> Put:
    """The workbook with the numbers in their cells and every stored result that follows from them.

    The very same bytes where no cell changes. Raises InputRefused; ``path`` only names the file in messages.
    """
    decisions = decide(before, inputs, overwrite)
    changes = dict(changed_cells(before, decisions))
    if not changes:
        return Put(data, decisions, (), before)
    own = tuple(own_formulas(before))
    planned = with_typed(before, {one.place: one.value for one in decisions if one.changes})
    new = edited(data, path, list(edits_of(planned, decisions, own)), "cannot be filled without loss")
    after = understood(new, path, template)
    wrong = next((d for d in decisions if d.changes and not same_value(after.cell(*d.place).value, d.value)), None)
    if wrong is not None:
        raise InputRefused(f"{path}: {wrong.key} {wrong.period} was written and not read back; the file is left alone")
    return Put(new, decisions, own, after)


def edits_of(planned: Filled, decisions: Sequence[Decision], own: Sequence[str]) -> Iterator[Edit]:
    """The cells that are written, and the stored results that follow from them; ``planned`` holds the new numbers."""
    from sheets_gen.excel.edit import CalcEdit

    for one in decisions:
        if one.changes:
            yield cell_edit(planned, one.place, one.value)
    for where, value in stale_results(planned):
        yield cell_edit(planned, where, value, keep_formula=True)
    if own:
        yield CalcEdit(full_calc_on_load=True)


def _check(request: FillRequest, target: Path) -> None:
    if request.output is not None:
        refuse_source(request.output, request.values)
        if request.output.suffix.lower() != request.report.suffix.lower():
            raise UsageProblem(f"{request.output}: the name must end in {request.report.suffix.lower()}")
        if os.path.realpath(request.output) == os.path.realpath(request.report):
            raise UsageProblem(f"{request.output}: is the report itself; leave --output away to fill it")
        check_target(target, force=request.force)
    elif request.report.exists() and not request.dry_run and not os.access(request.report, os.W_OK):
        raise InputRefused(f"{request.report}: is write-protected; make it writable, or say --output OUT.xlsx")


def _state(path: Path) -> tuple[int, int, int] | None:
    """What changes when another program saves the file."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def of_periods(cells: list[RawCell], periods: tuple[str, ...], filled: Filled, file: str) -> list[RawCell]:
    """The cells of the periods asked for; all of them when none is.

    Raises UsageProblem for a period that the report does not have, InputRefused where the file has no number for any.
    """
    wanted = {_period(text, filled) for text in periods}
    kept = []
    is_empty = True
    for cell in cells:
        try:
            inside = not periods or parse_key(cell.period, filled.calendar.every).key in wanted
        except ValueError:
            inside = True  # what is no period is refused where it stands
        is_empty &= not inside or cell.value in (None, "")
        if inside or cell.fault:
            kept.append(cell)
    if is_empty and not any(cell.fault for cell in kept):
        raise InputRefused(f"{file}: holds no number{' for ' if periods else ''}{', '.join(sorted(wanted))}")
    return kept


def _period(text: str, filled: Filled) -> str:
    """The key of a period asked for, ``previous`` or a key of the report."""
    every, keys = filled.calendar.every, filled.calendar.keys
    try:
        key = previous_complete(every).key if text == PREVIOUS else parse_key(text, every).key
    except ValueError as error:
        raise UsageProblem(f"--period {text}: {error}; or say previous") from None
    if key not in keys:
        last = "; sheets-gen next makes the report that follows" if key > keys[-1] else ""
        told = f"{text} ({key})" if text == PREVIOUS else text
        raise UsageProblem(f"--period {told}: the report runs from {keys[0]} to {keys[-1]}{last}")
    return key
