"""What people put into a report beside its numbers: texts, changed labels and formulas, cells and notes of their own.

Each is told by what the report's plan holds at its place, so that whoever makes a new report of an old one can carry
it, keep it aside or name it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from sheets_gen.errors import InputRefused
from sheets_gen.filled import TYPED_STYLES, Filled
from sheets_gen.formula.functions import ErrorValue, Value
from sheets_gen.identify import EMPTY
from sheets_gen.kept import PREFIX, TABLE
from sheets_gen.plan.addresses import letters
from sheets_gen.plan.model import Cell, Formula
from sheets_gen.plan.report import CALCULATOR
from sheets_gen.snapshot import FoundCell
from sheets_gen.verify.formulas import changed_values, expected_text, spots_of
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


class Own(NamedTuple):
    """One thing of a person's own."""

    kind: str
    where: str
    """Its place, for people: ``Calculator!G17 passives 2026-03``."""
    content: Value
    place: tuple[str, str] | None = None
    """Row and column key, where it stands on a place of the report."""


def own_things(filled: Filled, data: bytes) -> list[Own]:
    """All of them, by kind. Raises InputRefused where the notes cannot be read."""
    return [
        *_typed_cells(filled),
        *_changed_formulas(filled),
        *_changed_texts(filled),
        *_cells_beside(filled),
        *_notes(filled, data),
    ]


def named(things: list[Own]) -> Iterator[str]:
    """A line for each kind: how many there are, and where the first ones stand."""
    for kind, words in KINDS.items():
        places = [one.where for one in things if one.kind == kind]
        if places:
            yield f"{len(places)} {words}: {', '.join(places[:MAX_NAMED])}{' …' if len(places) > MAX_NAMED else ''}"


def _typed_cells(filled: Filled) -> Iterator[Own]:
    """What stands in cells for numbers and is none; and formulas there, for only what they give is carried."""
    known = filled.targets
    for place, cell in filled.typed.items():
        id = place[0].partition(":")[2]
        is_read = place[1] in filled.inputs.get(id, {}) or (place[1] == "target" and id in known)
        is_plain = isinstance(cell.value, (int, float)) and not isinstance(cell.value, bool)
        if cell.formula is not None:
            yield Own(FORMULA, filled.where(*place), cell.formula, place)
        elif not is_read and not is_plain and cell.value not in (None, ""):
            yield Own(TYPED, filled.where(*place), _told(cell), place)


def _changed_formulas(filled: Filled) -> Iterator[Own]:
    """Formula cells of the report that hold another formula, or something typed over it."""
    for spot in spots_of(filled):
        found, place = spot.found, (spot.row, spot.column)
        if found.formula is None and found.value in (None, ""):
            continue
        expected = expected_text(filled, spot)
        if found.formula is None or (expected is not None and not is_formula(filled, found.formula, expected)):
            yield Own(FORMULA, filled.where(*place), _told(found), place)


def _changed_texts(filled: Filled) -> Iterator[Own]:
    """Labels, headings and fixed numbers that say something else; settings and members of lists are read as such."""
    if filled.is_older:
        return  # another version had other words
    for place in changed_values(filled):
        cell = filled.cell(*place)
        if not _is_setting(*place) and cell.value not in (None, ""):
            yield Own(TEXT, filled.where(*place), _told(cell), place)


def _cells_beside(filled: Filled) -> Iterator[Own]:
    """Cells of the report's tabs at which it holds nothing itself."""
    for key, (tab, _, _) in filled.located.items():
        columns = filled.addresses.columns[key]
        keys = {column: name for name, column in columns.items()}
        rows = {row: name for name, row in filled.addresses.rows.items() if name.startswith(f"{key}:")}
        ours = {row.key: row.cells for one in filled.plan.tabs if one.key == key for row in one.rows}
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
            is_aside = str(tab.cells.get((row, columns.get("id", 1)), EMPTY).value or "").startswith((PREFIX, TABLE))
            name, place = rows.get(row, ""), keys.get(column, "")
            is_ours = _is_setting(name, place) or _holds(ours.get(name, {}).get(place))
            if is_ours or (is_aside and column in keys):
                continue
            if row not in rows and unfound[column, cell.value]:  # type: ignore[index]  # a text or number, as in the plan
                unfound[column, cell.value] -= 1  # type: ignore[index]
            elif not (filled.is_older and column in keys and cell.formula is None and isinstance(cell.value, str)):
                yield Own(CELL, f"{tab.title}!{letters(column)}{row}", _told(cell))


def _is_setting(row: str, column: str) -> bool:
    return row.startswith(f"{CALCULATOR}:report_") and column == "unit"


def _holds(cell: Cell | None) -> bool:
    """Does the report hold something in this cell, or a place to type?"""
    return cell is not None and (cell.content is not None or cell.style in TYPED_STYLES)


def _notes(filled: Filled, data: bytes) -> Iterator[Own]:
    """Notes that are not the report's, or say something else than it wrote."""
    from sheets_gen.excel.edit import CannotEdit, notes_of

    try:
        found = notes_of(data)
    except CannotEdit as refused:
        raise InputRefused(f"the notes on its cells cannot be read: {refused}") from None
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
            told = filled.where(*place) if place else f"{where[0]}!{letters(where[2])}{where[1]}"
            yield Own(NOTE, told, added, place)


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


def _told(cell: FoundCell) -> Value:
    """What a cell holds, as it can be kept in another one: a formula as its text."""
    if cell.formula is not None:
        return cell.formula
    if isinstance(cell.value, bool):
        return str(cell.value).upper()
    return cell.value.code if isinstance(cell.value, ErrorValue) else cell.value
