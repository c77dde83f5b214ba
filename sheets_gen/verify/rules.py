"""The rules of verify: each one a function over a located report, all of them in one table.

Codes are promises, never given a new meaning: F for formulas, N for numbers, R for relations, S for structure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from sheets_gen.filled import Filled
from sheets_gen.findings import ERROR, INFO, WARNING, Finding
from sheets_gen.formula.functions import ErrorValue, is_number
from sheets_gen.plan.calculate import serial
from sheets_gen.plan.model import Formula
from sheets_gen.plan.report import CALCULATOR, METRICS, PICKER
from sheets_gen.verify.compare import shown
from sheets_gen.verify.formulas import check_formulas
from sheets_gen.verify.relations import check_relations


class Rule(NamedTuple):
    """One row of the table."""

    codes: tuple[str, ...]
    what: str
    check: Callable[[Filled], Iterator[Finding]]


def missing_places(filled: Filled) -> Iterator[Finding]:
    """Tabs, rows and columns of the definition that are not in the workbook."""
    for tab in filled.plan.tabs:
        if tab.key not in filled.cells:
            yield Finding("S105", ERROR, tab.title, "The tab is missing.", "Restore it from the last good copy.")
            continue
        columns = filled.addresses.columns[tab.key]
        title = filled.addresses.titles[tab.key]
        for column in tab.columns:
            if column.key not in columns:
                text = f"The column '{column.key}' is missing, or its id in the hidden first row is gone."
                yield Finding("S104", ERROR, title, text, _RESTORE, period=column.key)
        for row in tab.rows:
            if "id" in row.cells and row.key not in filled.addresses.rows:
                yield _missing_row(filled, title, row.key)


def _missing_row(filled: Filled, title: str, key: str) -> Finding:
    tab, _, id = key.partition(":")
    metric = id if tab == METRICS and id in filled.catalogue.template.metrics else ""
    given = id if tab == CALCULATOR and id in filled.catalogue.items else ""
    text = f"The row '{id}' is missing: neither its defined name nor its id in the first column is there."
    return Finding("S103", ERROR, f"{title} {id}", text, _RESTORE, metric=metric, input=given)


_RESTORE = "Restore it from the last good copy, or make a new report and copy the typed numbers over."


def lost_names(filled: Filled) -> Iterator[Finding]:
    """Rows found by id, whose defined name is gone or says otherwise."""
    for key, elsewhere in filled.unnamed:
        tab, _, id = key.partition(":")
        where = f"{filled.addresses.titles[tab]} {id}"
        if elsewhere:
            text = "The row's defined name points to another row than its id stands in; the id was believed."
            yield Finding("S107", WARNING, where, text, "If ids or rows were swapped by hand, swap them back.")
        else:
            yield Finding("S106", INFO, where, "The row's defined name is gone; it was found by its id.")


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
            yield Finding("N101", ERROR, place, text, hint, input=id, period=period, found=_plain(cell.value))
        elif item is not None and isinstance(cell.value, (int, float)):
            yield from _out_of_range(filled, id, period, float(cell.value), place)


_PICK = "Choose a period from the list, or empty the cell."


def _plain(value: object) -> object:
    if isinstance(value, ErrorValue):
        return value.code
    return value if isinstance(value, (str, int, float, bool)) else str(value)


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


def changed_settings(filled: Filled) -> Iterator[Finding]:
    """Settings that do not say what stands in the tabs."""
    span, catalogue = filled.calendar, filled.catalogue
    standing = {
        "report_every": span.every,
        "report_start": span.keys[0],
        "report_periods": str(len(span.keys)),
        "report_metrics": " ".join(sorted(entry.id for entry in catalogue.entries)),
    }
    for family in catalogue.template.inputs.values():
        if family.members and any(key.startswith(f"{family.id}.") for key in catalogue.items):
            standing[f"report_{family.members}"] = " ".join(sorted(catalogue.members(family.members)))
    for name, expected in standing.items():
        said = filled.settings.get(name, "")
        plain = " ".join(sorted(said.split())) if " " in expected or " " in said else said
        if plain != expected:
            place = f"{filled.addresses.titles[CALCULATOR]} {name}"
            text = (
                f"The setting says {shown(said or None)}, but the tabs hold {shown(expected)}; the tabs were believed."
            )
            yield Finding("S110", ERROR, place, text, "Put the setting back.", found=said, expected=expected)


def changed_headings(filled: Filled) -> Iterator[Finding]:
    """Period headings that name another period than their column holds."""
    for tab in filled.plan.tabs:
        row = f"{tab.key}:period"
        for period in filled.calendar.periods:
            if filled.has(row, period.key) and filled.cell(row, period.key).value != serial(period.start):
                found = shown(filled.cell(row, period.key).value)
                text = f"The heading of {period.key} holds {found}; it should be the date {period.start}."
                where = filled.where(row, period.key)
                yield Finding("S111", ERROR, where, text, "Put the date back.", period=period.key)


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
    Rule(("F106", "N101", "N102", "N103", "N110"), "typed cell holds no usable number", typed_numbers),
    Rule(("R101", "R102", "R103"), "numbers that contradict each other", check_relations),
    Rule(("F109",), "workbook never calculated", never_calculated),
    Rule(("F101", "F102", "F103", "F107", "F108", "F110"), "formula or value not as defined", check_formulas),
)


def verify(filled: Filled) -> list[Finding]:
    """Every finding of every rule, in the order of the table."""
    return [finding for rule in RULES for finding in rule.check(filled)]
