"""What lies over a tab's cells: merges, notes, validations, conditional formats, sparklines, charts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from xlsxwriter import Workbook

from sheets_gen.errors import BackendError
from sheets_gen.excel.formats import Formats
from sheets_gen.formula.nodes import Ref, Span
from sheets_gen.plan.addresses import AddressBook
from sheets_gen.plan.model import Conditional, Formula, LineChart, Note, Plan, Sparkline, Tab, Validation
from sheets_gen.safe_text import safe

NOTE_WIDTH = 300
_Y_AXIS = {
    "min": 0,
    "num_format": "#,##0",
    "major_gridlines": {"visible": True, "line": {"color": "#E3E8EC", "width": 0.75}},
    "line": {"none": True},
}
ACCENT = "accent"


def done(code: Any, what: str) -> None:
    """XlsxWriter reports refusals by a negative return code."""
    if isinstance(code, int) and code < 0:
        raise BackendError(f"the workbook cannot hold {what} (code {code})")


class TabExtras:
    """Writes one tab's overlays; each kind of plan element has one method."""

    def __init__(
        self,
        plan: Plan,
        tab: Tab,
        sheet: Any,
        book: Workbook,
        formats: Formats,
        addresses: AddressBook,
        formula_text: Callable[[Formula, str, str], str],
    ) -> None:
        self.plan = plan
        self.tab = tab
        self.sheet = sheet
        self.book = book
        self.formats = formats
        self.addresses = addresses
        self.formula_text = formula_text

    def run(self) -> None:
        """Write all overlays of the tab."""
        for merge in self.tab.merges:
            self._merge(merge.where)
        for note in self.tab.notes:
            self._note(note)
        for validation in self.tab.validations:
            self._validation(validation)
        for conditional in self.tab.conditionals:
            self._conditional(conditional)
        for sparkline in self.tab.sparklines:
            self._sparkline(sparkline)
        for chart in self.tab.charts:
            self._chart(chart)

    def _at(self, row: str, column: str) -> tuple[int, int]:
        """0-based, as XlsxWriter counts."""
        at, column_at = self.addresses.at(row, column)
        return at - 1, column_at - 1

    def _merge(self, where: Span) -> None:
        row, first = self._at(where.row, where.first)
        _, last = self._at(where.row, where.last)
        cells = next(r.cells for r in self.tab.rows if r.key == where.row)
        format = self.formats.cell(cells[where.first].style, cells[where.first].format)
        # merge_range() writes the first cell too; keep what the plan put there.
        kept = self.sheet.table[row].get(first)
        done(self.sheet.merge_range(row, first, row, last, "", format), f"a merge in {where.row}")
        if kept is not None:
            self.sheet.table[row][first] = kept

    def _note(self, note: Note) -> None:
        row, column = self._at(note.where.row, note.where.column)
        lines = sum(1 + len(part) // 48 for part in note.text.split("\n"))
        options = {"width": NOTE_WIDTH, "height": 18 + 15 * lines, "font_size": 9, "color": "#FFFFF2"}
        done(self.sheet.write_comment(row, column, safe(note.text, "note"), options), f"a note on {note.where.row}")

    def _validation(self, validation: Validation) -> None:
        row, first = self._at(validation.where.row, validation.where.first)
        _, last = self._at(validation.where.row, validation.where.last)
        options: dict[str, Any] = {
            "ignore_blank": True,
            "input_title": safe(validation.title, "help_title"),
            "input_message": safe(validation.help, "help"),
            "error_title": safe(validation.title, "help_title"),
            "error_message": safe(validation.refusal, "help"),
        }
        if validation.source is not None:
            # A list is always a range: an inline list splits at commas and breaks at 255 characters.
            options |= {"validate": "list", "source": "=" + self.addresses.absolute(validation.source)}
        else:
            options["validate"] = "integer" if validation.kind == "whole" else "decimal"
            options |= _limits(validation)
        done(self.sheet.data_validation(row, first, row, last, options), f"the rule of {validation.where.row}")

    def _conditional(self, conditional: Conditional) -> None:
        row, column = self._at(conditional.first.row, conditional.first.column)
        last_row, last_column = self._at(conditional.last.row, conditional.last.column)
        options: dict[str, Any] = {"format": self.formats.conditional(conditional.style)}
        if conditional.rule is not None:
            text = self.formula_text(conditional.rule, conditional.first.row, conditional.first.column)
            options |= {"type": "formula", "criteria": text}
        else:
            options |= {"type": "text", "criteria": "begins with", "value": conditional.begins}
        code = self.sheet.conditional_format(row, column, last_row, last_column, options)
        done(code, f"the conditional format of {conditional.first.row}")

    def _sparkline(self, sparkline: Sparkline) -> None:
        row, column = self._at(sparkline.where.row, sparkline.where.column)
        options = {
            "range": self.addresses.absolute(sparkline.data),
            "show_hidden": True,
            "empty_cells": "gaps",
            "series_color": self.formats.color(ACCENT),
            "last_point": True,
            "last_color": self.formats.color("chart"),
            "weight": 1.5,
        }
        if self.plan.right_to_left:
            options["reverse"] = True
        done(self.sheet.add_sparkline(row, column, options), f"the sparkline of {sparkline.where.row}")

    def _chart(self, plan: LineChart) -> None:
        chart = self.book.add_chart({"type": "line"})
        for series in plan.series:
            chart.add_series(
                {
                    "name": "="
                    + self.addresses.absolute(Span(series.name.row, series.name.column, series.name.column)),
                    "categories": "=" + self.addresses.absolute(plan.categories),
                    "values": "=" + self.addresses.absolute(series.values),
                    "line": {"color": series.color, "width": 2.25, "dash_type": series.dash},
                    "marker": _marker(series.marker, series.color),
                }
            )
        title_font = {"size": 13, "color": self.formats.color(ACCENT)}
        chart.set_title({"name": safe(plan.title, "chart_title"), "name_font": title_font})
        grey = {"color": "#5B6770", "size": 9}
        x_axis = {"name": safe(plan.x_title, "chart_title"), "text_axis": True, "name_font": grey, "num_font": grey}
        if self.plan.right_to_left:
            x_axis["reverse"] = True  # time runs from the right, and with it the value axis stands on the right
        chart.set_x_axis(x_axis)
        chart.set_y_axis({"name": safe(plan.y_title, "chart_title"), "name_font": grey, "num_font": grey, **_Y_AXIS})
        chart.set_legend({"position": "bottom", "font": {"size": 9, "color": "#3E4C59"}})
        _say_gaps(chart)
        chart.show_hidden_data()
        chart.set_chartarea({"border": {"color": "#D5DEE7"}})
        width, height = self._pixels(plan.top_left, plan.bottom_right)
        chart.set_size({"width": width, "height": height})
        row, column = self._at(plan.top_left.row, plan.top_left.column)
        options = {"description": safe(plan.alt_text, "alt_text"), "object_position": 1, "x_offset": 2, "y_offset": 8}
        done(self.sheet.insert_chart(row, column, chart, options), f"the chart {plan.title}")

    def _pixels(self, first: Ref, last: Ref) -> tuple[int, int]:
        """The size of an area on screen at 100 %."""
        top, left = self._at(first.row, first.column)
        bottom, right = self._at(last.row, last.column)
        width = sum(int(c.width * 7 + 5) for c in self.tab.columns[left : right + 1])
        height = sum(int(r.height * 4 / 3) for r in self.tab.rows[top : bottom + 1])
        return width - 4, height - 12


def _say_gaps(chart: Any) -> None:
    """Write the default too: the format's own default for empty cells is zero, XlsxWriter leaves "gap" out."""
    chart._write_disp_blanks_as = lambda: chart._xml_empty_tag("c:dispBlanksAs", [("val", "gap")])


def _limits(validation: Validation) -> dict[str, Any]:
    if validation.most is not None:
        return {"criteria": "between", "minimum": validation.least or 0, "maximum": validation.most}
    return {"criteria": ">=", "value": validation.least or 0}


def _marker(kind: str, color: str) -> dict[str, Any]:
    names = {"dash": "long_dash"}
    return {"type": names.get(kind, kind), "size": 6, "border": {"color": color}, "fill": {"color": color}}
