"""A report's numbers and results as text that other programs read: long CSV, wide CSV, JSON.

Inputs come in the shapes that ``--values`` takes, so what is written here can be put into another report.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal

from sheets_gen.errors import ProblemsFound
from sheets_gen.filled import Filled
from sheets_gen.plan.report import CALCULATOR
from sheets_gen.safe_text import safe
from sheets_gen.snapshot import FoundCell
from sheets_gen.typed_number import BLANK
from sheets_gen.values import RawCell, place

LONG, WIDE, JSON = "long", "wide", "json"
SHAPES = (LONG, WIDE, JSON)


def exported(filled: Filled, shape: str = LONG, *, metrics: bool = False) -> str:
    """The inputs, or with ``metrics`` the results of every period and roll-up, in one of the shapes.

    Percentages are fractions. Blank is left out of long CSV and JSON, and is an empty field of wide CSV.
    """
    rows: Mapping[str, Mapping[str, object]] = filled.metrics if metrics else filled.inputs
    columns = list(filled.calendar.keys)
    if metrics:
        columns += [rollup.key for rollup in filled.calendar.rollups]
    held = {id: {c: rows[id][c] for c in columns if rows[id].get(c) is not None} for id in rows}
    if shape == JSON:
        told = {column: {id: row[column] for id, row in held.items() if column in row} for column in columns}
        return json.dumps({column: row for column, row in told.items() if row}, ensure_ascii=False, indent=2) + "\n"
    name = "metric" if metrics else "input"
    lines: list[list[str]] = []
    if shape == WIDE:
        lines.append([name, *columns])
        lines += [[id, *(_field(row.get(column)) for column in columns)] for id, row in held.items()]
    else:
        lines.append(["period", name, "value"])
        lines += [[column, id, _field(row[column])] for column in columns for id, row in held.items() if column in row]
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    return text.getvalue()


def unusable(filled: Filled) -> int:
    """How many cells to type into hold something that no number could be read from."""
    return sum(1 for _ in _unread(filled))


def _unread(filled: Filled) -> Iterator[tuple[tuple[str, str], FoundCell]]:
    numbers = {(f"{CALCULATOR}:{key}", period) for key, row in filled.inputs.items() for period in row}
    for at, cell in filled.typed.items():
        is_blank = at in filled.readings and filled.readings[at].kind == BLANK
        if at[0].startswith(f"{CALCULATOR}:") and at[1] in filled.calendar.keys and at not in numbers and not is_blank:
            yield at, cell


def as_cells(filled: Filled) -> list[RawCell]:
    """A report's numbers as the cells of a values file."""
    return [
        RawCell(f"{key} {period}", period, key, _field(value), period, key)
        for key, row in filled.inputs.items()
        for period, value in row.items()
    ]


def unread_cells(filled: Filled) -> list[RawCell]:
    """Cells to type in that hold something else than a number, each at its place in the workbook."""
    return [
        RawCell(filled.where(*place).partition(" ")[0], place[1], id, _shown(cell), place[1], id)
        for place, cell in _unread(filled)
        for id in [place[0].partition(":")[2]]
    ]


def refused_back(filled: Filled) -> str:
    """Why a values file with the report's numbers would be refused, at the first one; empty: it would not be."""
    try:
        place(as_cells(filled), filled.catalogue, filled.calendar, "")
    except ProblemsFound as found:
        return found.problems[0].removeprefix(": ")
    return ""


def _shown(cell: FoundCell) -> str:
    """What stands in a cell, as it would stand in a file; a formula without a result is its own text."""
    return str(cell.formula if cell.value is None else cell.value)


def _field(value: object) -> str:
    """A number in digits, never as 1e-7; a text as no formula."""
    if value is None:
        return ""
    if isinstance(value, (int, float)):
        return format(Decimal(repr(value)), "f")
    return safe(str(value), "csv")
