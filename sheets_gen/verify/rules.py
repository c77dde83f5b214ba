"""The rules of verify: each one a function over a located report, all of them in one table.

Codes are promises, never given a new meaning: F for formulas, N for numbers, R for relations, S for structure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from sheets_gen.filled import Filled
from sheets_gen.findings import ERROR, INFO, WARNING, Finding
from sheets_gen.formula.functions import is_number
from sheets_gen.plan.calculate import serial
from sheets_gen.plan.model import Formula
from sheets_gen.plan.report import CALCULATOR, PICKER
from sheets_gen.verify.compare import plain, shown
from sheets_gen.verify.formulas import check_formulas
from sheets_gen.verify.relations import check_relations
from sheets_gen.verify.structure import (
    changed_headings,
    changed_settings,
    changed_texts,
    doubled_ids,
    lost_names,
    missing_places,
)


class Rule(NamedTuple):
    """One row of the table."""

    codes: tuple[str, ...]
    what: str
    check: Callable[[Filled], Iterator[Finding]]


def typed_numbers(filled: Filled) -> Iterator[Finding]:
    """Typed cells that hold no number, or a number that cannot be."""
    items = filled.catalogue.items
    for (row, column), cell in filled.typed.items():
        id = row.partition(":")[2]
        place = filled.where(row, column)
        item = items.get(id) if row.startswith(CALCULATOR) else None
        period = column if item is not None else ""
        if cell.formula is not None:
            text = f"holds a formula ({cell.formula[:60]}) where a typed number belongs; its result is used."
            yield Finding("F106", WARNING, place, text, "Type the number itself.", input=id, period=period)
        if (row, column) == (PICKER.row, PICKER.column):
            if not filled.calendar.keys or not _is_period(filled, cell.value):
                yield Finding("N102", WARNING, place, f"holds {shown(cell.value)}, no period of this report.", _PICK)
        elif isinstance(cell.value, str) and not cell.value.strip():
            yield Finding("N103", INFO, place, "holds only spaces; it counts as empty.", input=id, period=period)
        elif cell.is_date and item is not None:
            text = f"is shown as a date and counts as the number {shown(cell.value)}."
            yield Finding("N101", ERROR, place, text, "Type the number, and format the cell as one.", "", id, period)
        elif not is_number(cell.value):
            text = f"holds {shown(cell.value)}, which is not a number; it is left out of every result."
            hint = "Type a plain number, or empty the cell."
            yield Finding("N101", ERROR, place, text, hint, input=id, period=period, found=plain(cell.value))
        elif item is not None and isinstance(cell.value, (int, float)):
            yield from _out_of_range(filled, id, period, float(cell.value), place)


_PICK = "Choose a period from the list, or empty the cell."


def _is_period(filled: Filled, value: object) -> bool:
    return any(serial(p.start) == value for p in filled.calendar.periods)


def _out_of_range(filled: Filled, id: str, period: str, value: float, place: str) -> Iterator[Finding]:
    source = filled.catalogue.items[id].source
    unit = filled.catalogue.template.units[source.unit]
    wrong = ""
    if source.least is not None and value < source.least:
        wrong = f"is {value:g}; it must be {source.least:g} or more."
    elif source.most is not None and value > source.most:
        wrong = f"is {value:g}; it must be at most {source.most:g}."
    elif unit.whole and value != int(value):
        wrong = f"is {value:g}; a count is a whole number."
    if wrong:
        yield Finding("N110", ERROR, place, wrong, "Correct the number.", input=id, period=period, found=value)


def never_calculated(filled: Filled) -> Iterator[Finding]:
    """No formula cell holds a value: the workbook was written by a program and never opened."""
    found = [
        filled.cell(row.key, column)
        for tab in filled.plan.tabs
        for row in tab.rows
        for column, cell in row.cells.items()
        if isinstance(cell.content, Formula) and filled.has(row.key, column)
    ]
    with_formula = [cell for cell in found if cell.formula is not None]
    if with_formula and all(cell.value is None for cell in with_formula):
        text = "The workbook was never calculated: no formula has a value yet. Inputs and formulas were checked."
        hint = "Open it in Excel or LibreOffice, save it, and verify again."
        yield Finding("F109", WARNING, "workbook", text, hint)


RULES: tuple[Rule, ...] = (
    Rule(("S103", "S104", "S105"), "tab, row or column missing", missing_places),
    Rule(("S106", "S107"), "defined name gone or elsewhere", lost_names),
    Rule(("S110",), "settings changed", changed_settings),
    Rule(("S111",), "period heading changed", changed_headings),
    Rule(("S112",), "an id stands twice", doubled_ids),
    Rule(("S113",), "label or fixed number changed", changed_texts),
    Rule(("F106", "N101", "N102", "N103", "N110"), "typed cell holds no usable number", typed_numbers),
    Rule(("R101", "R102", "R103"), "numbers that contradict each other", check_relations),
    Rule(("F109",), "workbook never calculated", never_calculated),
    Rule(("F101", "F102", "F103", "F107", "F108", "F110"), "formula or value not as defined", check_formulas),
)


def verify(filled: Filled) -> list[Finding]:
    """Every finding of every rule, in the order of the table."""
    return [finding for rule in RULES for finding in rule.check(filled)]
