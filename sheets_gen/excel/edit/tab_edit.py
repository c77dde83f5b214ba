"""All edits of one tab, made in its part at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sheets_gen.excel.edit import cell_xml
from sheets_gen.excel.edit.cell_xml import Strings, name_of
from sheets_gen.excel.edit.guards import Guards
from sheets_gen.excel.edit.kinds import CannotEdit, CellEdit, Mark, ValidationEdit, Where
from sheets_gen.excel.edit.notes import NewNote, Notes
from sheets_gen.excel.edit.opc import Package
from sheets_gen.excel.edit.sheet_xml import FORMULA, Sheet, Special
from sheets_gen.excel.edit.styles_xml import Styles
from sheets_gen.excel.edit.validations import validate
from sheets_gen.excel.edit.xml_spans import MAIN, Span, Splicer, literal, number_of, prefix, text_of, truth_of
from sheets_gen.excel.moved import moved
from sheets_gen.excel.refs import Area, area, spelled

_NO_TEXT = "\0"
"""Stands for a formula that cannot be compared with a text, as it fills more than one cell."""


class TabEdit:
    """Edits one tab. Raises CannotEdit and then has changed nothing that counts, for the workbook is not written."""

    def __init__(
        self,
        package: Package,
        part: str,
        cells: Mapping[Where, CellEdit],
        marks: Mapping[Where, Sequence[Mark]],
        strings: Strings,
    ) -> None:
        self._package = package
        self._marks = marks
        self._strings = strings
        asked = {*cells, *marks, *(edit.style_from for edit in cells.values() if edit.style_from)}
        self._sheet = Sheet.read(part, package.read(part), asked)
        self._data = self._sheet.data
        self._splicer = Splicer(self._data)
        self._shared: dict[str, list[Special]] = {}
        for special in self._sheet.specials:
            if special.kind == "shared":
                self._shared.setdefault(special.group, []).append(special)
        self._guards = Guards(package, self._sheet)
        self._cells = {where: edit for where, edit in cells.items() if self._differs(where, edit)}
        self._new: dict[Where, bytes] = {}
        self.formula_gone = False
        """Was a formula taken away, or one of another kind put in its place?"""

    def run(self, styles: Callable[[], Styles], folder: str, rules: Sequence[ValidationEdit]) -> tuple[Where, ...]:
        """Make all edits; gives the marked cells whose notes could not be written."""
        for where, edit in self._cells.items():
            self._guards.change(edit)
            self._leave_group(where, edit)
        for where in sorted({*self._cells, *self._marks}):
            self._edit_cell(where, styles)
        self._insert()
        if rules:
            validate(self._sheet, self._splicer, rules)
        left: tuple[Where, ...] = ()
        if self._marks:
            notes = Notes(self._package, folder, self._sheet, self._splicer)
            left = tuple(sorted(where for where in self._marks if where in notes.threaded))
            texts = {
                where: NewNote(tuple(mark.note for mark in marks if mark.note), marks[-1].author)
                for where, marks in sorted(self._marks.items())
                if where not in notes.threaded and any(mark.note for mark in marks)
            }
            notes.add(texts)
        self._package.write(self._sheet.part, self._splicer.done())
        return left

    def _differs(self, where: Where, edit: CellEdit) -> bool:
        """Does the edit change anything?"""
        cell = self._sheet.cell(where)
        formula = cell.first(FORMULA) if cell else None
        if edit.keep_formula and formula is None and not self._guards.covered(*where):
            raise CannotEdit(f"{name_of(edit)} holds no formula whose result could be replaced.")
        if cell is None:
            return edit.formula is not None or edit.value is not None
        held = cell_xml.held(self._data, cell, self._strings)
        same_value = held == cell_xml.wanted(edit)
        if edit.keep_formula:
            return not same_value
        text = None if formula is None else self._formula(where, formula)
        new = None if edit.formula is None else edit.formula.removeprefix("=")
        return not (same_value and text == new)

    def _formula(self, where: Where, formula: Span) -> str:
        """The formula of a cell as its text, also when another cell holds that text for it."""
        kind = formula.attributes.get("t", "normal")
        if kind == "normal":
            return text_of(self._data, formula)
        if kind != "shared":
            return _NO_TEXT
        group = self._shared.get(formula.attributes.get("si", ""), [])
        master = self._master(group)
        try:
            return self._moved(master, where) if master else _NO_TEXT
        except ValueError:
            return _NO_TEXT

    def _master(self, group: Sequence[Special]) -> Special | None:
        """The formula of a group that holds the text for the others."""
        return next((special for special in group if text_of(self._data, special.span)), None)

    def _moved(self, master: Special, where: Where) -> str:
        text = text_of(self._data, master.span)
        rows, columns = where[0] - master.row, where[1] - master.column
        return moved(text, rows, columns) if rows or columns else text

    def _leave_group(self, where: Where, edit: CellEdit) -> None:
        """Before a formula goes that others share, give each of them its own."""
        cell = self._sheet.cell(where)
        formula = cell.first(FORMULA) if cell else None
        if formula is None or edit.keep_formula:
            return
        kind = formula.attributes.get("t", "normal")
        self.formula_gone |= edit.formula is None or kind in ("array", "dataTable")
        group = self._shared.get(formula.attributes.get("si", ""), []) if kind == "shared" else []
        master = self._master(group)
        if master is None or (master.row, master.column) != where:
            return
        for member in group:
            other = self._cells.get((member.row, member.column))
            if member is not master and (other is None or other.keep_formula):
                self._own(master, member, name_of(edit))

    def _own(self, master: Special, member: Special, name: str) -> None:
        span = member.span
        old = text_of(self._data, span)
        try:
            text = self._moved(master, (member.row, member.column))
            if old and old != text:
                raise ValueError("the group has two formulas")
        except ValueError:
            other = spelled(member.row, member.column)
            raise CannotEdit(
                f"{name} holds a formula for other cells too, and it cannot be written out for {other}."
            ) from None
        for attribute in ("t", "si", "ref"):
            self._splicer.attribute(span, attribute, None)
        if span.empty:
            self._splicer.append(span, literal(text))
        elif not old:
            self._splicer.replace(span.inner, span.close, literal(text))

    def _edit_cell(self, where: Where, styles: Callable[[], Styles]) -> None:
        edit = self._cells.get(where)
        marks = self._marks.get(where, ())
        cell = self._sheet.cell(where)
        if marks:
            self._guards.mark(f"{marks[-1].tab}!{spelled(*where)}", *where)
        look = number_of(cell.attributes.get("s")) if cell else self._look(where, edit)
        new_look = styles().filled(look, marks[-1].fill) if marks else look
        if cell is None:
            start = prefix(self._data, row.span if (row := self._sheet.rows.get(where[0])) else self._sheet.data_span)
            self._new[where] = cell_xml.new_cell(start, *where, new_look, edit)
            return
        if edit is not None:
            cell_xml.change(self._splicer, cell, edit)
        if new_look != look:
            self._splicer.attribute(cell, "s", str(new_look))

    def _look(self, where: Where, edit: CellEdit | None) -> int:
        """The style of a cell that is not there yet: of the cell named, else of its row, else of its column."""
        named = self._sheet.cell(edit.style_from) if edit and edit.style_from else None
        if named is not None:
            return number_of(named.attributes.get("s"))
        row = self._sheet.rows.get(where[0])
        if row and truth_of(row.span.attributes.get("customFormat")):
            return number_of(row.span.attributes.get("s"))
        for columns in self._sheet.top.named(MAIN + "cols"):
            for span in columns.named(MAIN + "col"):
                given = span.attributes
                if number_of(given.get("min")) <= where[1] <= number_of(given.get("max")):
                    return number_of(given.get("style"))
        return 0

    def _insert(self) -> None:
        """Put the new cells where they belong, into their rows or into rows of their own."""
        sheet = self._sheet
        by_row: dict[int, list[int]] = {}
        for at, column in sorted(self._new):
            by_row.setdefault(at, []).append(column)
        for number, columns in by_row.items():
            row = sheet.rows.get(number)
            if row is None:
                start = prefix(self._data, sheet.data_span)
                cells = b"".join(self._new[number, column] for column in columns)
                new = f'<{start}row r="{number}">'.encode() + cells + f"</{start}row>".encode()
                self._put(sheet.data_span, sheet.before.get(number), new)
                continue
            for column in columns:
                self._put(row.span, row.place(column), self._new[number, column])
            self._widen_spans(row.span, columns)
        self._widen_dimension()

    def _put(self, parent: Span, before: int | None, new: bytes) -> None:
        if before is None:
            self._splicer.append(parent, new)
        else:
            self._splicer.replace(before, before, new)

    def _widen_spans(self, row: Span, columns: Sequence[int]) -> None:
        """``spans`` is a hint which columns a row uses; a wrong one hides cells from some programs."""
        told = row.attributes.get("spans")
        if told is None:
            return
        ends = [(number_of(first), number_of(last)) for first, _, last in (one.partition(":") for one in told.split())]
        if all(any(first <= column <= last for first, last in ends) for column in columns):
            return
        first = min([*columns, *(end[0] for end in ends)])
        last = max([*columns, *(end[1] for end in ends)])
        self._splicer.attribute(row, "spans", f"{first}:{last}")

    def _widen_dimension(self) -> None:
        span = self._sheet.top.first(MAIN + "dimension")
        told = area(span.attributes.get("ref", "")) if span else None
        if span is None or told is None:
            return
        wide: Area = told
        for row, column in self._new:
            wide = wide.widened(row, column)
        if wide != told:
            self._splicer.attribute(span, "ref", wide.text())
