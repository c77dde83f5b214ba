"""A worksheet class that writes the same bytes as XlsxWriter's own, in less time.

XlsxWriter 3 spends over a third of its time on 29 substitutions per formula (future functions) that a plan never
needs, and rebuilds 36 sparkline styles for every sparkline. ``tests/test_workbook_bytes.py`` holds the output
against the stock class. One byte-level difference is wanted: a formula whose result is empty text is marked as
text (``t="str"``), so that readers can tell "computed: empty" from "never computed".
"""

from __future__ import annotations

from functools import cache
from typing import Any, cast

import xlsxwriter.worksheet
from xlsxwriter.utility import _get_sparkline_style
from xlsxwriter.worksheet import Worksheet

_sparkline_style = cache(_get_sparkline_style)
_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
_PLAIN = frozenset({"Formula", "Blank", "String", "Number"})
"""The cells a plan holds; a string is the number of a shared one, for we never write in constant memory."""


class FastWorksheet(Worksheet):  # type: ignore[misc]  # XlsxWriter ships no types
    """XlsxWriter's worksheet for formulas that need no future-function rewriting."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        # The plan's emitter spells every function as the file format wants it.
        return formula.removeprefix("=")

    def add_sparkline(self, *args: Any) -> int:
        stock = xlsxwriter.worksheet._get_sparkline_style
        xlsxwriter.worksheet._get_sparkline_style = _sparkline_style
        try:
            return cast(int, super().add_sparkline(*args))
        finally:
            xlsxwriter.worksheet._get_sparkline_style = stock

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        kind = type(cell).__name__
        if cell.format is None or kind not in _PLAIN:
            super()._write_cell(row, col, cell)
            return
        start = f'<c r="{_letters(col)}{row + 1}" s="{cell.format._get_xf_index()}"'
        if kind == "Formula":
            self.fh.write(start + _result(cell))
        elif kind == "Blank":
            self.fh.write(start + "/>")
        elif kind == "String":
            self.fh.write(f'{start} t="s"><v>{cell.string}</v></c>')
        else:
            self.fh.write(f"{start}><v>{cell.number:.16G}</v></c>")


def _result(cell: Any) -> str:
    """What follows the style of a formula's cell."""
    value = cell.value
    kind = ""
    if isinstance(value, bool):
        kind, value = ' t="b"', int(value)
    elif isinstance(value, str):
        kind = ' t="e"' if value in _ERRORS else ' t="str"'
        value = _escaped(value)
    return f"{kind}><f>{_escaped(cell.formula)}</f><v>{value}</v></c>"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@cache
def _letters(col: int) -> str:
    text = ""
    col += 1
    while col:
        col, rest = divmod(col - 1, 26)
        text = chr(65 + rest) + text
    return text
