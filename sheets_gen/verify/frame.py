"""What lies round the cells: hidden parts, merges, validations, protection, workbook settings, carried parts.

A reader that cannot tell hands over no frame, and then nothing is said of it.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator

from sheets_gen.filled import TYPED_STYLES, Filled
from sheets_gen.findings import ERROR, INFO, WARNING, Finding
from sheets_gen.formula.functions import is_number
from sheets_gen.plan.addresses import letters
from sheets_gen.plan.model import Validation
from sheets_gen.plan.report import CALCULATOR, VOLUME
from sheets_gen.snapshot import Area, Frame
from sheets_gen.verify.fault import fault, row_fault, tab_fault
from sheets_gen.verify.say import say

MAX_NAMED = 8


def _framed(filled: Filled) -> Iterator[tuple[str, Frame]]:
    for key, (tab, _, _) in filled.located.items():
        if tab.frame is not None:
            yield key, tab.frame


def hidden_parts(filled: Filled) -> Iterator[Finding]:
    """S101: a tab, rows or columns that nobody sees and that hold typed numbers or a tab's results."""
    for key, frame in _framed(filled):
        title = filled.addresses.titles[key]
        if frame.state != "visible":
            text, hint = say(filled, "S101_tab"), say(filled, "show_tab")
            yield Finding("S101", WARNING, title, text, hint, tab=title)
        places = [filled.addresses.at(*place) for place in filled.typed if place[0].startswith(f"{key}:")]
        rows = sorted({row for row, _ in places if _inside(row, frame.hidden_rows)})
        if rows:
            text = say(filled, "S101_rows", rows=_some([str(row) for row in rows]))
            yield tab_fault(filled, "S101", WARNING, key, (rows[0], 1), text, say(filled, "show_parts"))
        columns = sorted({column for _, column in places if _inside(column, frame.hidden_columns)})
        if columns:
            text = say(filled, "S101_columns", columns=_some([letters(column) for column in columns]))
            yield tab_fault(filled, "S101", WARNING, key, (1, columns[0]), text, say(filled, "show_parts"))


def _inside(at: int, runs: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= at <= last for first, last in runs)


def _some(names: list[str]) -> str:
    return ", ".join(names[:MAX_NAMED]) + (" …" if len(names) > MAX_NAMED else "")


def merged_inputs(filled: Filled) -> Iterator[Finding]:
    """S102: cells to type in that were merged, so that all but the first are gone."""
    for key, frame in _framed(filled):
        planned = {(a.top, a.left) for a in _planned_merges(filled, key)}
        places = _places_to_type(filled, key) if frame.merges else {}
        rows = sorted(places)
        for area in frame.merges:
            if (area.top, area.left) in planned:
                continue
            touched = rows[bisect_left(rows, area.top) : bisect_right(rows, area.bottom)]
            inside = [place for row in touched for column, place in places[row] if area.holds(row, column)]
            if inside:
                name = f"{letters(area.left)}{area.top}:{letters(area.right)}{area.bottom}"
                text = say(filled, "S102", area=name)
                yield fault(filled, "S102", ERROR, inside[0], text, say(filled, "unmerge"))


def _planned_merges(filled: Filled, key: str) -> Iterator[Area]:
    tab = next(tab for tab in filled.plan.tabs if tab.key == key)
    for merge in tab.merges:
        if filled.has(merge.where.row, merge.where.first) and filled.has(merge.where.row, merge.where.last):
            row, left = filled.addresses.at(merge.where.row, merge.where.first)
            yield Area(row, left, row, filled.addresses.at(merge.where.row, merge.where.last)[1])


def _places_to_type(filled: Filled, key: str) -> dict[int, list[tuple[int, tuple[str, str]]]]:
    """The cells of a tab that people type into: by row number, each column number with row and column key."""
    tab = next(tab for tab in filled.plan.tabs if tab.key == key)
    found: dict[int, list[tuple[int, tuple[str, str]]]] = {}
    for row in tab.rows:
        for column, cell in row.cells.items():
            if cell.style in TYPED_STYLES and filled.has(row.key, column):
                at, column_at = filled.addresses.at(row.key, column)
                found.setdefault(at, []).append((column_at, (row.key, column)))
    return found


def lost_guards(filled: Filled) -> Iterator[Finding]:
    """S115: cells to type in whose data validation is gone; one finding for each tab."""
    bare: dict[str, list[Validation]] = {}
    for key, validation in bare_validations(filled):
        bare.setdefault(key, []).append(validation)
    for validations in bare.values():
        where = validations[0].where
        text = say(filled, "S115", count=len({validation.where.row for validation in validations}))
        yield fault(filled, "S115", WARNING, (where.row, where.first), text, say(filled, "fix_guards"))


def bare_validations(filled: Filled) -> Iterator[tuple[str, Validation]]:
    """Of each tab, the validations of the definition that some of their cells have lost."""
    for key, frame in _framed(filled):
        tab = next(tab for tab in filled.plan.tabs if tab.key == key)
        guarded = _by_row([area for guard in frame.guards if guard.kind != "any" for area in guard.areas])
        for validation in tab.validations:
            row, ends = validation.where.row, (validation.where.first, validation.where.last)
            if not all(filled.has(row, column) for column in ends):
                continue
            keys = [column.key for column in tab.columns]
            inside = keys[keys.index(ends[0]) : keys.index(ends[1]) + 1]
            cells = [filled.addresses.at(row, column) for column in inside if filled.has(row, column)]
            if not all(any(area.holds(*cell) for area in guarded(cell[0])) for cell in cells):
                yield key, validation


def _by_row(areas: list[Area]) -> Callable[[int], list[Area]]:
    """The areas that a row may be in: those of one row by that row, the few larger ones always."""
    single: dict[int, list[Area]] = {}
    large = [area for area in areas if area.top != area.bottom]
    for area in areas:
        if area.top == area.bottom:
            single.setdefault(area.top, []).append(area)
    return lambda row: single.get(row, []) + large


def lost_protection(filled: Filled) -> Iterator[Finding]:
    """S118: a tab whose formulas may be typed over."""
    for key, frame in _framed(filled):
        if not frame.protected:
            title = filled.addresses.titles[key]
            yield Finding("S118", INFO, title, say(filled, "S118"), say(filled, "protect"), tab=title)


def strange_rows(filled: Filled) -> Iterator[Finding]:
    """S109: typed numbers in the periods' columns of a row that is none of the report's; one finding for each tab."""
    for key in (CALCULATOR, VOLUME):
        if key not in filled.located:
            continue
        columns = filled.addresses.columns[key]
        periods = {columns[period] for period in filled.calendar.keys if period in columns}
        ours = {row for name, row in filled.addresses.rows.items() if name.startswith(f"{key}:")}
        least, most = min(ours), max(ours)
        found = sorted(
            at
            for at, cell in filled.cells[key].items()
            if at[1] in periods and at[0] not in ours and least < at[0] < most
            if cell.formula is None and is_number(cell.value) and not cell.is_date
        )
        if found:
            rows = _some([str(row) for row in dict.fromkeys(row for row, _ in found)])
            text = say(filled, "S109", rows=rows, count=len(found))
            yield tab_fault(filled, "S109", WARNING, key, found[0], text, say(filled, "own_rows"))


def doubled_labels(filled: Filled) -> Iterator[Finding]:
    """S114: two members of a list with one name: tickets may have been counted under either."""
    for list_id in filled.catalogue.template.members:
        seen: dict[str, str] = {}
        for id, label in filled.catalogue.members(list_id).items():
            plain = " ".join(unicodedata.normalize("NFKC", label).casefold().split())
            row = next((k for k in filled.catalogue.items if k.endswith(f".{id}")), "")
            if row and plain in seen:
                text = say(filled, "S114", label=label, other=seen[plain], id=id)
                yield row_fault(filled, "S114", WARNING, f"{CALCULATOR}:{row}", text, say(filled, "rename_one"))
            seen.setdefault(plain, id)


def workbook_settings(filled: Filled) -> Iterator[Finding]:
    """S116: settings of the workbook under which sound formulas show wrong or old numbers."""
    traits, place = filled.snapshot.traits, say(filled, "workbook")
    if traits.calculates == "manual":
        yield Finding("S116", WARNING, place, say(filled, "S116_manual"), say(filled, "set_automatic"))
    if traits.iterates:
        yield Finding("S116", WARNING, place, say(filled, "S116_iterates"), say(filled, "set_plain"))
    if traits.as_displayed:
        yield Finding("S116", ERROR, place, say(filled, "S116_displayed"), say(filled, "set_plain"))


def carried_parts(filled: Filled) -> Iterator[Finding]:
    """S117: macros, links to other files, connections, embedded objects; nothing of them was run or fetched."""
    for kind in filled.snapshot.traits.carries:
        text = say(filled, f"S117_{kind}")
        yield Finding("S117", WARNING, say(filled, "workbook"), text, say(filled, "remove_part"), found=kind)
