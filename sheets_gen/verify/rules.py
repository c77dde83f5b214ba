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
from sheets_gen.snapshot import FoundCell
from sheets_gen.verify.compare import plain
from sheets_gen.verify.formulas import check_formulas, renamed_tabs
from sheets_gen.verify.relations import check_relations, check_results
from sheets_gen.verify.say import language, number, say, shown
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
    for (row, column), cell in filled.typed.items():
        id = row.partition(":")[2]
        item = filled.catalogue.items.get(id) if row.startswith(CALCULATOR) else None
        period = column if item is not None else ""
        for code, level, message, hint in _typed_fault(filled, (row, column), cell, is_input=item is not None):
            found = plain(cell.value) if code == "N101" and not cell.is_date else None
            yield Finding(code, level, filled.where(row, column), message, hint, "", id, period, found)
        value = cell.value
        if item is not None and isinstance(value, (int, float)) and is_number(value) and not cell.is_date:
            yield from _out_of_range(filled, id, period, float(value), filled.where(row, column))


def _typed_fault(
    filled: Filled, place: tuple[str, str], cell: FoundCell, *, is_input: bool
) -> Iterator[tuple[str, str, str, str]]:
    """Code, level, message and hint of what is wrong with a typed cell."""
    found = shown(cell.value, filled)
    if cell.formula is not None:
        yield "F106", WARNING, say(filled, "F106", found=cell.formula[:60]), say(filled, "type_number")
    if place == (PICKER.row, PICKER.column):
        if not _is_period(filled, cell.value):
            yield "N102", WARNING, say(filled, "N102", found=found), say(filled, "choose_period")
    elif isinstance(cell.value, str) and not cell.value.strip():
        yield "N103", INFO, say(filled, "N103"), ""
    elif cell.is_date and is_input:
        yield "N101", ERROR, say(filled, "N101_date", found=found), say(filled, "type_as_number")
    elif not is_number(cell.value):
        yield "N101", ERROR, say(filled, "N101", found=found), say(filled, "type_plain")


def _is_period(filled: Filled, value: object) -> bool:
    return any(serial(p.start) == value for p in filled.calendar.periods)


def _out_of_range(filled: Filled, id: str, period: str, value: float, place: str) -> Iterator[Finding]:
    source = filled.catalogue.items[id].source
    unit = filled.catalogue.template.units[source.unit]
    key, limit = "", 0.0
    if source.least is not None and value < source.least:
        key, limit = "N110_least", source.least
    elif source.most is not None and value > source.most:
        key, limit = "N110_most", source.most
    elif unit.whole and value != int(value):
        key = "N110_whole"
    if key:
        hint = say(filled, "correct_number")
        message = say(filled, key, found=shown(value, filled), limit=number(limit, language(filled)))
        yield Finding("N110", ERROR, place, message, hint, input=id, period=period, found=value)


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
        place = say(filled, "workbook")
        yield Finding("F109", WARNING, place, say(filled, "F109"), say(filled, "open_and_save"))


RULES: tuple[Rule, ...] = (
    Rule(("S103", "S104", "S105"), "tab, row or column missing", missing_places),
    Rule(("S108",), "tab renamed without its formulas", renamed_tabs),
    Rule(("S106", "S107"), "defined name gone or elsewhere", lost_names),
    Rule(("S110",), "settings changed", changed_settings),
    Rule(("S111",), "period heading changed", changed_headings),
    Rule(("S112",), "an id stands twice", doubled_ids),
    Rule(("S113",), "label or fixed number changed", changed_texts),
    Rule(("F106", "N101", "N102", "N103", "N110"), "typed cell holds no usable number", typed_numbers),
    Rule(("R101", "R102", "R103", "R105"), "numbers that contradict each other", check_relations),
    Rule(("R104",), "a result that cannot be", check_results),
    Rule(("F109",), "workbook never calculated", never_calculated),
    Rule(("F101", "F102", "F103", "F107", "F108", "F110"), "formula or value not as defined", check_formulas),
)


def verify(filled: Filled) -> list[Finding]:
    """Every finding of every rule, in the order of the table."""
    return [finding for rule in RULES for finding in rule.check(filled)]
