"""What people put into a report beside its numbers: texts, changed labels and formulas, cells and notes of their own.

Each is told by what the report's plan holds at its place, so that whoever makes a new report of an old one can carry
it, keep it aside or name it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from sheets_gen.errors import InputRefused
from sheets_gen.filled import TYPED_STYLES, Filled
from sheets_gen.formula.functions import Value
from sheets_gen.google.state import STATE
from sheets_gen.identify import EMPTY
from sheets_gen.kept import aside_rows, is_kept_cell, pattern_of, told
from sheets_gen.plan.addresses import letters
from sheets_gen.plan.calculate import serial
from sheets_gen.plan.model import Cell, Formula
from sheets_gen.plan.report import CALCULATOR, PICKER
from sheets_gen.snapshot import FoundCell
from sheets_gen.verify.formulas import changed_values, expected_text, spots_of
from sheets_gen.verify.structure import wrong_settings
from sheets_gen.verify.titles import is_formula

TYPED, FORMULA, TEXT, CELL, NOTE = "typed", "formula", "text", "cell", "note"
KINDS = {
    TYPED: "texts in cells for numbers",
    FORMULA: "formulas changed, typed over or of your own",
    TEXT: "changed labels and texts",
    CELL: "cells beside the report",
    NOTE: "notes",
}
"""What the kinds are called in messages."""
MAX_NAMED = 6
Notes = Mapping[tuple[str, int, int], str]
"""Texts of notes by tab title, row and column."""


class Own(NamedTuple):
    """One thing of a person's own."""

    kind: str
    where: str
    """Its place, for people: ``Calculator!G17 passives 2026-03``."""
    content: Value
    place: tuple[str, str] | None = None
    """Row and column key, where it stands on a place of the report."""


def own_things(filled: Filled, notes: Notes) -> list[Own]:
    """All of them, by kind."""
    return [
        *_typed_cells(filled),
        *_changed_formulas(filled),
        *_changed_texts(filled),
        *_cells_beside(filled),
        *_notes(filled, notes),
    ]


def peoples(things: list[Own], filled: Filled) -> list[Own]:
    """Those that people wrote: not the notes that say what was taken over from an older report."""
    written = [pattern_of(filled.catalogue.word(word)) for word in ("before_note", "carried_note")]
    return [one for one in things if not any(how.fullmatch(str(one.content)) for how in written)]


def named(things: list[Own]) -> Iterator[str]:
    """A line for each kind: how many there are, and where the first ones stand."""
    for kind, words in KINDS.items():
        places = [one.where for one in things if one.kind == kind]
        if places:
            yield f"{words} ({len(places)}): {', '.join(places[:MAX_NAMED])}{' …' if len(places) > MAX_NAMED else ''}"


def picked(filled: Filled) -> str:
    """The period that a person picked to be shown; empty: none, or none of the report's."""
    value = filled.typed.get((PICKER.row, PICKER.column), EMPTY).value
    return next((period.key for period in filled.calendar.periods if serial(period.start) == value), "")


def refuse_lost_columns(filled: Filled, path: Path) -> None:
    """Raise InputRefused where a tab's columns cannot be told, so that all its numbers would count as beside it."""
    for key in filled.located:
        if not filled.addresses.columns[key].keys() & set(filled.calendar.keys):
            raise InputRefused(
                f"{path}: the hidden first row of {filled.addresses.titles[key]}, which tells its columns, is gone; "
                "undo that, or put the row back from an older copy of the file"
            )


def own_names(filled: Filled) -> list[str]:
    """Defined names of people's own, as far as they stand for cells of one row."""
    ours = {name.name for name in filled.plan.names}
    begins = ("in_", "m_", "report_", "tab_", "_xlnm", STATE)
    return [name for name in filled.snapshot.names if name not in ours and not name.startswith(begins)]


def own_tabs(filled: Filled) -> list[str]:
    """Titles of the tabs that are not the report's, chart sheets with them."""
    ours = {tab.title for tab, _, _ in filled.located.values()}
    return [tab.title for tab in filled.snapshot.tabs if tab.title not in ours] + list(filled.snapshot.traits.others)


def _typed_cells(filled: Filled) -> Iterator[Own]:
    """What stands in cells for numbers and is none; and formulas there, for only what they give is carried."""
    known = filled.targets
    for place, cell in filled.typed.items():
        id = place[0].partition(":")[2]
        is_read = place[1] in filled.inputs.get(id, {}) or (place[1] == "target" and id in known)
        is_plain = isinstance(cell.value, (int, float)) and not isinstance(cell.value, bool)
        if place == tuple(PICKER):
            is_plain = bool(picked(filled))
        if cell.formula is not None:
            yield Own(FORMULA, filled.where(*place), cell.formula, place)
        elif not is_read and not is_plain and cell.value not in (None, ""):
            yield Own(TYPED, filled.where(*place), told(cell), place)


def _changed_formulas(filled: Filled) -> Iterator[Own]:
    """Formula cells of the report that hold another formula, or something typed over it."""
    for spot in spots_of(filled):
        found, place = spot.found, (spot.row, spot.column)
        if found.formula is None and found.value in (None, ""):
            continue
        expected = expected_text(filled, spot)
        # Where a row is gone, a formula of the report has become a broken one; any other is a person's.
        is_ours = found.formula is not None and (
            "#REF!" in found.formula if expected is None else is_formula(filled, found.formula, expected)
        )
        if not is_ours:
            yield Own(FORMULA, filled.where(*place), told(found), place)


def _changed_texts(filled: Filled) -> Iterator[Own]:
    """Labels, ids, headings and fixed numbers that say something else, and settings that the report does not follow.

    Members of lists are read with the labels they have.
    """
    for name, _ in wrong_settings(filled):
        if filled.has(f"{CALCULATOR}:{name}", "unit") and (said := filled.settings.get(name)):
            yield Own(TEXT, filled.where(f"{CALCULATOR}:{name}", "unit"), said)
    for tab in filled.plan.tabs:
        for row in tab.rows:
            if "id" in row.cells and filled.has(row.key, "id"):
                cell = filled.cell(row.key, "id")
                if cell.value not in (None, "", row.cells["id"].content):
                    yield Own(TEXT, filled.where(row.key, "id"), told(cell))
    changed = {} if filled.is_older else changed_values(filled)  # another version had other words
    for tab in filled.plan.tabs:
        for row in tab.rows:
            for column, planned in row.cells.items():
                place = (row.key, column)
                is_fixed = not isinstance(planned.content, Formula) and planned.style not in TYPED_STYLES
                if planned.content is None or not is_fixed or _is_setting(*place) or not filled.has(*place):
                    continue
                cell = filled.cell(*place)
                if cell.formula is not None:
                    yield Own(FORMULA, filled.where(*place), told(cell), place)
                elif place in changed and cell.value not in (None, ""):
                    yield Own(TEXT, filled.where(*place), told(cell), place)


def _cells_beside(filled: Filled) -> Iterator[Own]:
    """Cells of the report's tabs at which it holds nothing itself."""
    for key, (tab, _, _) in filled.located.items():
        columns = filled.addresses.columns[key]
        keys = {column: name for name, column in columns.items()}
        rows = {row: name for name, row in filled.addresses.rows.items() if name.startswith(f"{key}:")}
        ours = {row.key: row.cells for one in filled.plan.tabs if one.key == key for row in one.rows}
        aside, last = aside_rows(filled, key), max(rows, default=0)
        # Rows without an id are not found; their texts are told by what they say, once each.
        unfound = Counter(
            (columns.get(column), cell.content)
            for name, cells in ours.items()
            if name not in filled.addresses.rows
            for column, cell in cells.items()
            if not isinstance(cell.content, Formula)
        )
        for (row, column), cell in sorted(tab.cells.items()):
            if cell.value in (None, "") and cell.formula is None:
                continue
            name, place = rows.get(row, ""), keys.get(column, "")
            if _is_setting(name, place) or _holds(ours.get(name, {}).get(place)):
                continue
            if row in aside and place and (key != CALCULATOR or is_kept_cell(filled, aside[row], place, cell)):
                continue
            if row not in rows and cell.formula is None and unfound[column, cell.value]:  # type: ignore[index]  # a text or number, as in the plan
                unfound[column, cell.value] -= 1  # type: ignore[index]
            elif not (row < last and row not in rows and place and row not in aside and _may_be_older(filled, cell)):
                yield Own(CELL, f"{tab.title}!{letters(column)}{row}", told(cell))


def _may_be_older(filled: Filled, cell: FoundCell) -> bool:
    """Is this most likely a text that another version of the template wrote?"""
    return filled.is_older and cell.formula is None and isinstance(cell.value, str)


def _is_setting(row: str, column: str) -> bool:
    return row.startswith(f"{CALCULATOR}:report_") and column == "unit"


def _holds(cell: Cell | None) -> bool:
    """Does the report hold something in this cell, or a place to type?"""
    return cell is not None and (cell.content is not None or cell.style in TYPED_STYLES)


def notes_in(data: bytes, path: Path) -> Notes:
    """The notes of a workbook. Raises InputRefused where they cannot be read."""
    from sheets_gen.excel.edit import CannotEdit, notes_of

    try:
        return notes_of(data)
    except CannotEdit as refused:
        raise InputRefused(f"{path}: the notes on its cells cannot be read: {refused}") from None


def _notes(filled: Filled, found: Notes) -> Iterator[Own]:
    """Notes that are not the report's, or say something else than it wrote."""
    titles = filled.addresses.titles
    places = {
        (titles[tab.key], *filled.addresses.at(row.key, column)): (row.key, column)
        for tab in filled.plan.tabs
        for row in tab.rows
        for column in row.cells
        if filled.has(row.key, column)
    }
    ours = {(n.where.row, n.where.column): n.text for tab in filled.plan.tabs for n in tab.notes}
    tabs = {tab.title for tab, _, _ in filled.located.values()}
    for where, text in found.items():
        place = places.get(where)
        written = ours.get(place, "") if place else ""
        if where[0] not in tabs or (written and filled.is_older):
            continue  # another version had other words
        if added := _added(text, written):
            shown = filled.where(*place) if place else f"{where[0]}!{letters(where[2])}{where[1]}"
            yield Own(NOTE, shown, added, place)


def _added(text: str, written: str) -> str:
    """What a person wrote into a note of the report: all of it where nothing is left of ours.

    Line ends do not count: programs write them in their own ways.
    """
    mine, theirs = written.split(), text.split()
    if theirs[: len(mine)] != mine:
        return text
    rest = text
    for word in mine:
        rest = rest.lstrip()[len(word) :]
    return rest.strip()
