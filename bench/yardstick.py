"""The sample report's plan to the yardstick: a data module, and beside it a copy of ``handwritten.py``.

Cells come straight from the plan. What lies over them (notes, charts, print set-up …) is what our writer asks of
XlsxWriter for this plan, recorded call by call. Run as ``python -m bench.yardstick FOLDER VALUES CONFIG PROFILE``.
"""

from __future__ import annotations

import datetime as dt
import io
import pprint
import py_compile
import shutil
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

from sheets_gen.excel.formats import Formats
from sheets_gen.excel.parts import TabExtras
from sheets_gen.excel.write import _Writer
from sheets_gen.formula.functions import ErrorValue
from sheets_gen.plan.calculate import serial
from sheets_gen.plan.model import Formula, Plan, Tab
from sheets_gen.safe_text import looks_like_formula
from sheets_gen.verbs import Request, make_plan

MAIN = Path(__file__).with_name("handwritten.py")
_LISTS = {
    "write_comment": "notes",
    "data_validation": "validations",
    "conditional_format": "conditionals",
    "add_sparkline": "sparklines",
}
_PAGE = {
    "set_paper",
    "set_margins",
    "fit_to_pages",
    "repeat_rows",
    "print_area",
    "repeat_columns",
    "set_header",
    "set_footer",
    "set_tab_color",
    "freeze_panes",
    "protect",
    "ignore_errors",
}
_FIXED = {"merge_range", "insert_chart", "set_landscape", "hide_gridlines"}
"""What the hand-written script does in its own words."""
_SERIES = {
    "set_title": "title",
    "set_x_axis": "x_axis",
    "set_y_axis": "y_axis",
    "set_legend": "legend",
    "set_chartarea": "area",
    "set_size": "size",
}


class Recorder:
    """Stands where XlsxWriter's worksheet or chart would, and keeps what was asked of it."""

    def __init__(self) -> None:
        self.calls: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        self.named: dict[str, dict[str, Any]] = {}
        self.table: dict[int, dict[int, Any]] = defaultdict(dict)

    def __getattr__(self, method: str) -> Any:
        def call(*args: Any, **named: Any) -> int:
            self.calls[method].append(args)
            self.named[method] = named
            return 0

        return call


class Book(Recorder):
    """Stands where the workbook would; a format is its number, a chart a recorder."""

    def __init__(self) -> None:
        super().__init__()
        self.looks: list[dict[str, Any]] = []

    def add_format(self, properties: dict[str, Any]) -> int:
        if properties not in self.looks:
            self.looks.append(properties)
        return self.looks.index(properties)

    def add_chart(self, _options: dict[str, Any]) -> Recorder:
        return Recorder()


class Yardstick:
    """The data of one plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.book = Book()
        self.writer = _Writer(plan, io.BytesIO())
        self.writer.book = self.book
        self.writer.formats = Formats(self.book, plan.styles)

    def data(self) -> dict[str, Any]:
        """The names and values of the data module."""
        self.writer._properties()
        sheets = [self._sheet(tab) for tab in self.plan.tabs]
        names = [(name.name, f"={self.writer.addresses.absolute(name.where)}") for name in self.plan.names]
        properties = self.book.calls["set_properties"][0][0]
        return {"PROPERTIES": properties, "FORMATS": self.book.looks, "SHEETS": sheets, "NAMES": names}

    def _sheet(self, tab: Tab) -> dict[str, Any]:
        rows = enumerate(tab.rows)
        data: dict[str, Any] = {
            "title": tab.title,
            "columns": [(at, at, column.width) for at, column in enumerate(tab.columns)],
            "rows": [(at, row.height, {"hidden": True} if row.hidden else {}) for at, row in rows],
            **{kind: [] for kind in ("merges", "blanks", "strings", "numbers", "formulas")},
        }
        self._cells(tab, data)
        self._extras(tab, data)
        return data

    def _cells(self, tab: Tab, data: dict[str, Any]) -> None:
        index = {column.key: at for at, column in enumerate(tab.columns)}
        merged: dict[tuple[int, int], int] = {}
        for merge in tab.merges:
            at, first = self.writer.addresses.at(merge.where.row, merge.where.first)
            last = self.writer.addresses.at(merge.where.row, merge.where.last)[1]
            merged |= {(at - 1, column): first - 1 for column in range(first - 1, last)}
        for at, row in enumerate(tab.rows):
            for key, cell in row.cells.items():
                column = index[key]
                start = merged.get((at, column), -1)
                if start in (-1, column):
                    self._cell((at, column), row.key, key, cell, data, inside=start == column)
        for merge in tab.merges:
            self._merge(merge.where, tab, data)

    def _cell(
        self, at: tuple[int, int], row: str, column: str, cell: Any, data: dict[str, Any], *, inside: bool
    ) -> None:
        content = cell.content
        quoted = isinstance(content, str) and looks_like_formula(content)
        look = self.writer.formats.cell(cell.style, cell.format, quoted=quoted)
        if isinstance(content, Formula):
            value = self.writer.calculation.value(row, column)
            text = self.writer._formula_text(content, row, column)
            data["formulas"].append((*at, text, look, value.code if isinstance(value, ErrorValue) else value))
        elif inside:
            return  # merge_range() writes it
        elif content is None:
            data["blanks"].append((*at, look))
        elif isinstance(content, str):
            data["strings"].append((*at, content, look))
        else:
            data["numbers"].append((*at, serial(content) if isinstance(content, dt.date) else content, look))

    def _merge(self, where: Any, tab: Tab, data: dict[str, Any]) -> None:
        row, first = self.writer.addresses.at(where.row, where.first)
        last = self.writer.addresses.at(where.row, where.last)[1]
        cell = next(r.cells for r in tab.rows if r.key == where.row)[where.first]
        text = cell.content if isinstance(cell.content, str) else ""
        look = self.writer.formats.cell(cell.style, cell.format)
        data["merges"].append((row - 1, first - 1, row - 1, last - 1, text, look))

    def _extras(self, tab: Tab, data: dict[str, Any]) -> None:
        sheet, writer = Recorder(), self.writer
        book: Any = self.book
        writer._page(tab, sheet)
        TabExtras(writer.plan, tab, sheet, book, writer.formats, writer.addresses, writer._formula_text).run()
        writer._frame(tab, sheet)
        calls = sheet.calls
        if unknown := calls.keys() - _LISTS.keys() - _PAGE - _FIXED:
            raise SystemExit(
                f"the hand-written script does not know {sorted(unknown)}: teach it, or it is no yardstick"
            )
        data |= {ours: calls[method] for method, ours in _LISTS.items()}
        data["charts"] = [_chart(call) for call in calls["insert_chart"]]
        data |= {
            "paper": calls["set_paper"][0][0],
            "margins": sheet.named["set_margins"],
            "fit": calls["fit_to_pages"][0],
            "repeat_row": calls["repeat_rows"][0][0],
            "print_area": calls["print_area"][0],
            "repeat_columns": (calls["repeat_columns"] or [()])[0],
            "header": calls["set_header"][0][0],
            "footer": calls["set_footer"][0][0],
            "tab_color": calls["set_tab_color"][0][0],
            "freeze": calls["freeze_panes"][0],
            "protection": calls["protect"][0][1],
            "ignored": calls["ignore_errors"][0][0] if "ignore_errors" in calls else {},
        }


def _chart(call: tuple[Any, ...]) -> dict[str, Any]:
    row, column, chart, options = call
    given = {ours: chart.calls[method][0][0] for method, ours in _SERIES.items()}
    series = [args[0] for args in chart.calls["add_series"]]
    return {"row": row, "column": column, "options": options, "series": series, **given}


def make(folder: Path, values: Path, config: Path, profile: str) -> Path:
    """Write the yardstick into a folder; its main script."""
    folder.mkdir(parents=True, exist_ok=True)
    plan = make_plan(Request(values=values, config=config, profile=profile)).plan
    module = folder / "yardstick_data.py"
    lines = [f"{name} = {pprint.pformat(value, width=120)}" for name, value in Yardstick(plan).data().items()]
    module.write_text("import datetime\n\n" + "\n".join(lines) + "\n", encoding="utf-8")
    py_compile.compile(str(module), doraise=True)  # a run is not charged for reading this huge literal
    return Path(shutil.copy(MAIN, folder / "yardstick.py"))


if __name__ == "__main__":
    print(make(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4]))
