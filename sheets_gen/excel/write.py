"""Plan to .xlsx bytes, by XlsxWriter. The same plan gives the same bytes, on any day and machine."""

from __future__ import annotations

import datetime as dt
import io
import warnings
from typing import Any

from xlsxwriter import Workbook

from sheets_gen.errors import BackendError
from sheets_gen.excel.fast import FastWorksheet
from sheets_gen.excel.formats import Formats
from sheets_gen.excel.parts import TabExtras, done
from sheets_gen.formula.emit import fill
from sheets_gen.formula.functions import ErrorValue
from sheets_gen.plan.addresses import laid_out, letters
from sheets_gen.plan.calculate import Calculation, serial
from sheets_gen.plan.model import Cell, Formula, Plan, Row, Tab
from sheets_gen.safe_text import looks_like_formula, safe

A4 = 9


def write(plan: Plan) -> bytes:
    """The workbook as bytes. Raises BackendError for anything XlsxWriter would only warn about."""
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        # XlsxWriter warns and leaves out what it cannot write; a report must not lose a part silently.
        warnings.simplefilter("error")
        try:
            _Writer(plan, buffer).run()
        except UserWarning as problem:
            raise BackendError(f"the workbook cannot hold a part of the report: {problem}") from None
    return buffer.getvalue()


class _Writer:
    def __init__(self, plan: Plan, target: io.BytesIO) -> None:
        self.plan = plan
        self.book = Workbook(target, {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False})
        self.formats = Formats(self.book, plan.styles, right_to_left=plan.right_to_left)
        self.addresses = laid_out(plan)
        self.calculation = Calculation(plan)

    def run(self) -> None:
        self._properties()
        sheets = [
            (tab, self.book.add_worksheet(safe(tab.title, "tab_title"), worksheet_class=FastWorksheet))
            for tab in self.plan.tabs
        ]
        for tab, sheet in sheets:
            self._tab(tab, sheet)
        for name in self.plan.names:
            done(
                self.book.define_name(safe(name.name, "name"), f"={self.addresses.absolute(name.where)}"),
                f"the name {name.name}",
            )
        self.book.close()

    def _properties(self) -> None:
        plan = self.plan
        self.book.set_properties(
            {
                "title": safe(plan.title, "property"),
                "subject": safe(plan.subject, "property"),
                "author": safe(plan.author, "property"),
                "comments": safe(plan.comments, "property"),
                # A fixed moment: the file must not depend on when it was made.
                "created": dt.datetime.combine(plan.created, dt.time()),
            }
        )

    def _tab(self, tab: Tab, sheet: Any) -> None:
        for at, column in enumerate(tab.columns):
            done(sheet.set_column(at, at, column.width), f"the width of column {letters(at + 1)}")
        index = {column.key: at for at, column in enumerate(tab.columns)}
        merged = {(m.where.row, m.where.first) for m in tab.merges}
        for at, row in enumerate(tab.rows):
            sheet.set_row(at, row.height, None, {"hidden": True} if row.hidden else {})
            for key, cell in row.cells.items():
                if (row.key, key) not in merged or cell.content is not None:
                    self._cell(sheet, at, index[key], row, key, cell)
        self._page(tab, sheet)
        TabExtras(self.plan, tab, sheet, self.book, self.formats, self.addresses, self._formula_text).run()
        self._frame(tab, sheet)

    def _cell(self, sheet: Any, at: int, column_at: int, row: Row, column: str, cell: Cell) -> None:
        content = cell.content
        if isinstance(content, Formula):
            value = self.calculation.value(row.key, column)
            shown = value.code if isinstance(value, ErrorValue) else value
            format = self.formats.cell(cell.style, cell.format)
            code = sheet._write_formula(at, column_at, self._formula_text(content, row.key, column), format, shown)
        elif isinstance(content, str):
            format = self.formats.cell(cell.style, cell.format, quoted=looks_like_formula(content))
            code = sheet._write_string(at, column_at, safe(content, "cell"), format)
        elif content is None:
            code = sheet._write_blank(at, column_at, None, self.formats.cell(cell.style, cell.format))
        else:
            number = serial(content) if isinstance(content, dt.date) else content
            code = sheet._write_number(at, column_at, number, self.formats.cell(cell.style, cell.format))
        if code:  # the words cost more than most cells
            done(code, f"cell {letters(column_at + 1)}{at + 1} of {row.key}")

    def _formula_text(self, formula: Formula, row: str, column: str) -> str:
        return fill(formula.spelled, self.addresses, row, column)

    def _page(self, tab: Tab, sheet: Any) -> None:
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
        sheet.fit_to_pages(tab.pages_wide, 0)
        sheet.print_area(0, 1, len(tab.rows) - 1, len(tab.columns) - 1)  # without the column of ids
        header = self.addresses.rows[tab.repeat_row] - 1
        sheet.repeat_rows(header)
        if tab.pages_wide > 1:
            sheet.repeat_columns(1, 3)
        start, end = ("&R", "&L") if self.plan.right_to_left else ("&L", "&R")
        font = self.plan.styles["default"]["font"]
        sheet.set_header(
            f'{start}&"{font},Bold"{safe(self.plan.title, "header")}{end}{safe(self.plan.subject, "header")}'
        )
        sheet.set_footer(f"{start}{safe(self.plan.author, 'header')}&C&A{end}&P / &N")

    def _frame(self, tab: Tab, sheet: Any) -> None:
        sheet.set_tab_color(self.formats.color(tab.color))
        sheet.hide_gridlines(2)
        if self.plan.right_to_left:
            sheet.right_to_left()
        whole = f"A1:{letters(len(tab.columns))}{len(tab.rows)}"
        # Excel's background checks would mark sound cells: a quarter's sum "omits" the months beside it.
        sheet.ignore_errors({"formula_range": whole, "formula_differs": whole, "number_stored_as_text": whole})
        row, column = self.addresses.at(tab.freeze.row, tab.freeze.column)
        sheet.freeze_panes(row - 1, column - 1)
        sheet.protect(
            "",
            {
                "format_cells": True,
                "format_columns": True,
                "format_rows": True,
                "insert_columns": True,
                "insert_rows": True,
                "insert_hyperlinks": True,
                "sort": True,
                "autofilter": True,
                "objects": True,
            },
        )
