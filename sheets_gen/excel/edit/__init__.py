"""Lossless edits of an .xlsx workbook: every byte that no edit is about stays as it is.

Untouched parts are copied as they lie in the archive; in the others only the elements concerned are replaced. What
cannot be changed without losing or breaking something is refused, and then nothing is changed at all.
"""

from __future__ import annotations

import posixpath
import struct
import zlib
from collections.abc import Iterator, Sequence

from sheets_gen.excel.edit import overlays
from sheets_gen.excel.edit.cell_xml import check
from sheets_gen.excel.edit.kinds import (
    CalcEdit,
    CannotEdit,
    CellEdit,
    Edit,
    Edited,
    Mark,
    NameEdit,
    ValidationEdit,
    Where,
)
from sheets_gen.excel.edit.notes import read_notes
from sheets_gen.excel.edit.opc import Package
from sheets_gen.excel.edit.strings_xml import shared_strings
from sheets_gen.excel.edit.styles_xml import Styles
from sheets_gen.excel.edit.tab_edit import TabEdit
from sheets_gen.excel.edit.xml_spans import MAIN, RELATIONS, Splicer
from sheets_gen.excel.refs import MAX_COLUMN, MAX_ROW, spelled

__all__ = [
    "CalcEdit",
    "CannotEdit",
    "CellEdit",
    "Edit",
    "Edited",
    "Mark",
    "NameEdit",
    "ValidationEdit",
    "edit",
    "notes_of",
]


def edit(data: bytes, edits: Sequence[Edit]) -> Edited:
    """The workbook with all edits made; the very same bytes when they change nothing.

    Of several edits of one cell, name or setting the last counts; marks of one cell are joined. Raises CannotEdit
    with one sentence about the first thing that stands in the way, for any bytes.
    """
    try:
        return _Workbook(data).edited(edits)
    except CannotEdit:
        raise
    except (ValueError, LookupError, ArithmeticError, RecursionError, MemoryError, struct.error, zlib.error):
        # What a damaged file can still make the parts above trip over.
        raise CannotEdit("The file is damaged in a way that is not understood, so it is left alone.") from None


def notes_of(data: bytes) -> dict[tuple[str, int, int], str]:
    """The texts of the notes on cells, by tab title, row and column. Raises CannotEdit for what cannot be read."""
    try:
        return dict(_Workbook(data).notes())
    except (ValueError, LookupError, ArithmeticError, RecursionError, MemoryError, struct.error, zlib.error):
        raise CannotEdit("The file's notes are damaged in a way that is not understood.") from None


class _Workbook:
    """A workbook while it is edited."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._package = Package(data)
        part = self._package.related("", "officeDocument")
        if part is None:
            raise CannotEdit("The file is not a workbook: nothing in it says where its sheets are.")
        if part.casefold().endswith(".bin"):
            raise CannotEdit("The workbook is saved in the binary format, which is not edited; save it as .xlsx.")
        self._part = part
        self._folder = posixpath.dirname(part)
        self._root = self._package.root(part)
        if self._root.name.startswith("http://purl.oclc.org/"):
            raise CannotEdit("The workbook is saved as “Strict Open XML”, which is not edited; save it as .xlsx.")
        if self._root.name != MAIN + "workbook":
            raise CannotEdit("The file is not a workbook.")
        self._titles: dict[str, tuple[str, str]] | None = None
        self._styles: Styles | None = None
        self._strings: list[str] | None = None

    def edited(self, edits: Sequence[Edit]) -> Edited:
        """Make the edits, tab by tab, then those of the whole workbook."""
        parts: dict[str, tuple[str, list[CellEdit | Mark | ValidationEdit]]] = {}
        names = [edit for edit in edits if isinstance(edit, NameEdit)]
        settings = [edit for edit in edits if isinstance(edit, CalcEdit)]
        for one in edits:
            if isinstance(one, CellEdit | Mark | ValidationEdit):
                title, part = self._tab(one.tab)
                parts.setdefault(part, (title, []))[1].append(one._replace(tab=title))
        left: list[str] = []
        for part, (title, about) in parts.items():
            left += [f"{title}!{spelled(*where)}" for where in self._edit_tab(part, about)]
        if self._styles:
            self._styles.save()
        if names or settings:
            splicer = Splicer(self._package.read(self._part))
            overlays.name(self._root, splicer, names)
            overlays.calculation(self._root, splicer, settings)
            self._package.write(self._part, splicer.done())
        return Edited(self._package.done() or self._data, tuple(left))

    def _tab(self, wanted: str) -> tuple[str, str]:
        """A tab's title and part."""
        if self._titles is None:
            self._titles = {}
            for title, part in self._tabs():
                self._titles.setdefault(title.casefold(), (title, part))
        title, part = self._titles.get(wanted.casefold(), ("", ""))
        if not title:
            raise CannotEdit(f"The workbook has no tab {wanted}.")
        if not part:
            raise CannotEdit(f"The tab {title} is not a sheet of cells, so it has none to edit.")
        return title, part

    def _tabs(self) -> Iterator[tuple[str, str]]:
        """Title and part of every tab; no part where it is not a sheet of cells."""
        parts = {one.id: one.target for one in self._package.relations(self._part) if one.kind == "worksheet"}
        sheets = self._root.first(MAIN + "sheets")
        for span in sheets.named(MAIN + "sheet") if sheets else ():
            yield span.attributes.get("name", ""), parts.get(span.attributes.get(RELATIONS + "id", "")) or ""

    def notes(self) -> Iterator[tuple[tuple[str, int, int], str]]:
        """The text of each note, by tab title, row and column."""
        for title, part in self._tabs():
            for (row, column), text in read_notes(self._package, part) if part else ():
                yield (title, row, column), text

    def _edit_tab(self, part: str, edits: Sequence[CellEdit | Mark | ValidationEdit]) -> tuple[Where, ...]:
        cells: dict[Where, CellEdit] = {}
        marks: dict[Where, list[Mark]] = {}
        for one in edits:
            if isinstance(one, CellEdit):
                check(one)
                cells[one.row, one.column] = one
            elif isinstance(one, Mark):
                if not (1 <= one.row <= MAX_ROW and 1 <= one.column <= MAX_COLUMN):
                    raise CannotEdit(f"Row {one.row}, column {one.column} of {one.tab} lies outside of any sheet.")
                marks.setdefault((one.row, one.column), []).append(one)
        rules = [one for one in edits if isinstance(one, ValidationEdit)]
        tab = TabEdit(self._package, part, cells, marks, self._string)
        left = tab.run(self._looks, self._folder, rules)
        if tab.formula_gone:
            self._forget_chain()
        return left

    def _looks(self) -> Styles:
        if self._styles is None:
            self._styles = Styles(self._package, self._folder, self._part)
        return self._styles

    def _string(self, number: int) -> str | None:
        if self._strings is None:
            part = self._package.related(self._part, "sharedStrings")
            self._strings = shared_strings(part, self._package.read(part)) if part else []
        return self._strings[number] if number < len(self._strings) else None

    def _forget_chain(self) -> None:
        """Take out the order of calculation, which must not name a cell without formula.

        The whole part goes, not the cell's entry: entries inherit what the one before them says, so that taking one
        out changes others, and an empty list is not allowed. Nothing is lost; programs work the order out anew.
        """
        part = self._package.related(self._part, "calcChain")
        if part is not None:
            self._package.unset_type(part)
            self._package.unrelate(self._part, "calcChain")
            self._package.remove(part)
