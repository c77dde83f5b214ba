"""Copies of a filled report: one with what the definition says put back, one with the findings marked.

The file itself is only read. A copy is read back before it is written: it must hold the same report, and no finding
that the original had not.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sheets_gen.batch import Outcome, Wanted, loaded, rendered
from sheets_gen.edits import cell_edit, edited
from sheets_gen.errors import InputRefused, UsageProblem
from sheets_gen.files import check_target, write_whole
from sheets_gen.filled import Filled
from sheets_gen.findings import ERROR, INFO, WARNING, Finding, worst_first
from sheets_gen.plan.model import Validation
from sheets_gen.plan.report import METRICS
from sheets_gen.safe_text import safe
from sheets_gen.verbs import understood
from sheets_gen.verify.foreign import own_formulas
from sheets_gen.verify.repairs import RESULT, Repairs, repairs
from sheets_gen.verify.report import one_line
from sheets_gen.verify.say import say
from sheets_gen.verify.waivers import Verdict, judge

if TYPE_CHECKING:
    from sheets_gen.excel.edit import Edit, Mark, ValidationEdit

FILLS = {ERROR: "FFC7CE", WARNING: "F8CBAD", INFO: "DDEBF7"}
"""Red, orange and blue: yellow are the cells to type in. The level stands in the note too, for those who see no red."""
AUTHOR = "sheets-gen"


class Copies(NamedTuple):
    """Where the copies go."""

    fix: Path | None
    annotate: Path | None
    force: bool


def copies(path: Path, wanted_copies: Copies, wanted: Wanted) -> Outcome:
    """Write the copies asked for; what is shown and the exit code are those of the mended copy, if there is one.

    Raises InputRefused where the workbook cannot be edited without loss, and UsageProblem for a place of the copy
    that cannot be.
    """
    from sheets_gen.excel.package import read_bytes

    _check(path, wanted_copies)
    data = read_bytes(path)
    filled = understood(data, path, loaded(wanted.template))
    verdict = judge(filled, wanted.waive)
    lines: list[str] = []
    if wanted_copies.annotate is not None:
        marked, count = _annotated(data, path, filled, verdict)
        write_whole(wanted_copies.annotate, marked, force=wanted_copies.force)
        lines.append(f"{wanted_copies.annotate}: {count} cells marked")
    if wanted_copies.fix is None:
        return _shown(lines, [], rendered(path, str(path), filled, verdict, wanted), wanted)
    todo = repairs(filled)
    mended = edited(data, path, list(_edits(filled, todo)))
    again = understood(mended, path, loaded(wanted.template))
    after = judge(again, wanted.waive)
    _hold_against(path, verdict, after)
    write_whole(wanted_copies.fix, mended, force=wanted_copies.force)
    changes = list(_told(filled, todo))
    lines.append(f"{wanted_copies.fix}: {f'{len(changes)} changes' if changes else say(filled, 'fixed_none')}")
    found = rendered(path, str(wanted_copies.fix), again, after, wanted)
    return _shown(lines, changes, found, wanted, _told(filled, todo, brief=True))


def _shown(lines: list[str], changes: list[str], found: Outcome, wanted: Wanted, brief: Iterable[str] = ()) -> Outcome:
    """What was changed, then the verdict; JSON lists each stored result too, text counts them by tab."""
    if wanted.shape == "json":
        data = json.loads(found.text) | {"changes": changes}
        return found._replace(text=json.dumps(data, ensure_ascii=False, indent=2))
    told = [f"  {one_line(change)}" for change in brief]
    return found._replace(text="\n".join([*lines, *told, "", found.text]))


def _check(path: Path, wanted: Copies) -> None:
    targets = [target for target in (wanted.fix, wanted.annotate) if target is not None]
    for target in targets:
        same = target.exists() and path.exists() and path.samefile(target)
        if same or os.path.realpath(path) == os.path.realpath(target):
            raise UsageProblem(f"{target}: is the report itself, which verify never changes; name another file")
        if target.suffix.lower() != path.suffix.lower():
            raise UsageProblem(f"{target}: the name must end in {path.suffix.lower()}")
        check_target(target, force=wanted.force)
    if len(targets) == 2 and os.path.realpath(targets[0]) == os.path.realpath(targets[1]):
        raise UsageProblem(f"{targets[1]}: --fix and --annotate need two files")


def _hold_against(path: Path, before: Verdict, after: Verdict) -> None:
    """Refuse a copy in which something came to be wrong that was not: better no copy than a worse one."""
    known = {(finding.code, finding.tab, finding.cell) for finding in before.findings}
    worse = [f for f in after.findings if f.level == ERROR and (f.code, f.tab, f.cell) not in known]
    if worse:
        where = f"{worse[0].code} {worse[0].where}"
        raise InputRefused(f"{path}: cannot be mended without new faults (first {where}); mend it by hand")


def _edits(filled: Filled, todo: Repairs) -> Iterator[Edit]:
    from sheets_gen.excel.edit import CalcEdit, NameEdit

    for one in todo.cells:
        yield cell_edit(filled, one.place, one.value, one.formula, keep_formula=one.kind == RESULT)
    for name in todo.names:
        yield NameEdit(name.name, filled.addresses.absolute(name.where))
    for validation in todo.guards:
        yield _guard(filled, validation)
    if todo.cells or todo.calculation:
        # People's own formulas may look at what was put back.
        yield CalcEdit(
            full_calc_on_load=True if todo.cells else None,
            calc_mode_auto=todo.calculation,
            full_precision=todo.calculation,
            no_iteration=todo.calculation,
        )


def _guard(filled: Filled, validation: Validation) -> ValidationEdit:
    from sheets_gen.excel.edit import ValidationEdit

    book, where = filled.addresses, validation.where
    least, most = validation.least or 0, validation.most
    title = safe(validation.title, "help_title")
    return ValidationEdit(
        tab=book.titles[where.row.partition(":")[0]],
        first=book.at(where.row, where.first),
        last=book.at(where.row, where.last),
        kind="list" if validation.source is not None else "whole" if validation.kind == "whole" else "decimal",
        operator="between" if most is not None or validation.source is not None else "greaterThanOrEqual",
        formula1=book.absolute(validation.source) if validation.source is not None else f"{least:g}",
        formula2=f"{most:g}" if most is not None else "",
        title=title,
        prompt=safe(validation.help, "help"),
        error_title=title,
        error=safe(validation.refusal, "help"),
    )


def _told(filled: Filled, todo: Repairs, *, brief: bool = False) -> Iterator[str]:
    """A line for each change; ``brief``: one for all stored results of a tab, for those follow from the others."""
    yield from (f"{filled.where(*one.place)}: {one.text}" for one in todo.cells if one.kind != RESULT)
    for name in todo.names:
        yield f"{name.name}: {say(filled, 'fixed_name', name=filled.addresses.absolute(name.where))}"
    for validation in todo.guards:
        yield f"{filled.addresses.absolute(validation.where)}: {say(filled, 'fixed_guard')}"
    if todo.calculation:
        yield f"{say(filled, 'workbook')}: {say(filled, 'fixed_calculation')}"
    if todo.cells:
        # Programs that trust stored results, and those that only show a file, would go on showing the old ones.
        for title in own_formulas(filled):
            yield f"{title}: {say(filled, 'recalculate')}"
    results = [one for one in todo.cells if one.kind == RESULT]
    if not brief:
        yield from (f"{filled.where(*one.place)}: {one.text}" for one in results)
        return
    for key, count in Counter(one.place[0].partition(":")[0] for one in results).items():
        yield f"{filled.addresses.titles[key]}: {say(filled, 'fixed_results', count=count)}"


def _annotated(data: bytes, path: Path, filled: Filled, verdict: Verdict) -> tuple[bytes, int]:
    """The workbook with its findings marked, and in how many cells."""
    marks = [_mark(filled, finding) for finding in worst_first(verdict.findings)]
    # The worst finding of a cell comes first, and its colour is the cell's.
    colour: dict[tuple[str, int, int], str] = {}
    for mark in marks:
        colour.setdefault((mark.tab, mark.row, mark.column), mark.fill)
    joined: list[Edit] = [mark._replace(fill=colour[mark.tab, mark.row, mark.column]) for mark in marks]
    return edited(data, path, joined), len(colour)


def _mark(filled: Filled, finding: Finding) -> Mark:
    from sheets_gen.excel.book import column_number
    from sheets_gen.excel.edit import Mark

    level = filled.catalogue.word(f"level_{finding.level}")
    hint = f"\n→ {finding.hint}" if finding.hint else ""
    note = f"{level} {finding.code}: {finding.message}{hint}"
    tab, row, column = finding.tab, 0, 0
    if finding.cell:
        letters = finding.cell.rstrip("0123456789")
        row, column = int(finding.cell[len(letters) :]), column_number(letters)
    else:  # a tab as a whole, or the workbook: at the tab's title
        titles = {title: key for key, title in filled.addresses.titles.items() if key in filled.located}
        key = titles.get(tab, METRICS if METRICS in filled.located else next(iter(filled.located)))
        tab = filled.addresses.titles[key]
        row, column = filled.addresses.at(f"{key}:title", "label") if filled.has(f"{key}:title", "label") else (1, 1)
    return Mark(tab, row, column, FILLS[finding.level], safe(note, "note"), AUTHOR)
