"""What can be put back without a person: what the definition says, and numbers typed as text with one reading.

Only values and formulas here; how a workbook is edited is the business of ``excel``. What needs somebody who knows
(a missing row, an impossible number, a broken sum) is left, and verify goes on naming it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sheets_gen.filled import Filled
from sheets_gen.formula.functions import Value
from sheets_gen.plan.calculate import Calculation, serial
from sheets_gen.plan.model import Name, Validation
from sheets_gen.plan.report import CALCULATOR
from sheets_gen.typed_number import NUMBER
from sheets_gen.verify.compare import same_value
from sheets_gen.verify.formulas import expected_text, spots_of
from sheets_gen.verify.frame import bare_validations
from sheets_gen.verify.say import say, shown
from sheets_gen.verify.structure import wrong_settings
from sheets_gen.verify.titles import is_formula

FORMULA, RESULT, NUMBER_TYPED, HEADING, SETTING = "formula", "result", "number", "heading", "setting"
MAX_FORMULA = 120


class Repair(NamedTuple):
    """One cell to put right."""

    kind: str
    place: tuple[str, str]
    """Row and column key."""
    value: Value
    """The number or text, or the formula's result."""
    formula: str = ""
    text: str = ""
    """What is done, in the report's language."""


class Repairs(NamedTuple):
    """All that can be put back in one report."""

    cells: list[Repair]
    names: list[Name]
    guards: list[Validation]
    calculation: bool
    """The workbook is to calculate by itself, with the numbers as they are stored."""


def repairs(filled: Filled) -> Repairs:
    """What can be put back."""
    typed = list(_typed(filled))
    traits = filled.snapshot.traits
    return Repairs(
        cells=[*typed, *_headings(filled), *_settings(filled), *_formulas(filled, typed)],
        names=[name for name in filled.plan.names if name.where.row in dict(filled.unnamed) and _stands(filled, name)],
        guards=[validation for _, validation in bare_validations(filled)],
        calculation=traits.calculates == "manual" or traits.iterates or traits.as_displayed,
    )


def _stands(filled: Filled, name: Name) -> bool:
    return filled.has(name.where.row, name.where.first) and filled.has(name.where.row, name.where.last)


def _typed(filled: Filled) -> Iterator[Repair]:
    """Numbers typed as text that have one reading."""
    for place, reading in filled.readings.items():
        if reading.kind == NUMBER and reading.value is not None:
            found = shown(filled.typed[place].value, filled)
            text = say(filled, "fixed_number", found=found, expected=shown(reading.value, filled))
            yield Repair(NUMBER_TYPED, place, reading.value, "", text)


def _headings(filled: Filled) -> Iterator[Repair]:
    for tab in filled.plan.tabs:
        row = f"{tab.key}:period"
        for period in filled.calendar.periods:
            day = serial(period.start)
            if filled.has(row, period.key) and filled.cell(row, period.key).value != day:
                text = say(filled, "fixed_heading", expected=period.start)
                yield Repair(HEADING, (row, period.key), day, "", text)


def _settings(filled: Filled) -> Iterator[Repair]:
    planned = {row.key: row for tab in filled.plan.tabs for row in tab.rows if ":report_" in row.key}
    for name, _ in wrong_settings(filled):
        place = (f"{CALCULATOR}:{name}", "unit")
        if place[0] in planned and filled.has(*place):
            content = planned[place[0]].cells["unit"].content
            value = str(content) if content is not None else None
            found, expected = shown(filled.settings.get(name) or None, filled), shown(value, filled)
            yield Repair(SETTING, place, value, "", say(filled, "fixed_setting", found=found, expected=expected))


def _formulas(filled: Filled, typed: list[Repair]) -> Iterator[Repair]:
    """Formulas that are not the definition's, and stored results that are not what the typed numbers give."""
    numbers = {place: cell.value for place, cell in filled.typed.items()} | {one.place: one.value for one in typed}
    right = Calculation(filled.plan, numbers)
    for spot in spots_of(filled):
        text = expected_text(filled, spot)
        if text is None:
            continue  # it looks at a row or column that is gone, which a person must restore
        # A formula with a tab's former title is right once the tab has its title again; charts and names need that too.
        place, value = (spot.row, spot.column), right.value(spot.row, spot.column)
        if spot.found.formula is None or not is_formula(filled, spot.found.formula, text):
            told = text if len(text) <= MAX_FORMULA else text[: MAX_FORMULA - 1] + "…"
            yield Repair(FORMULA, place, value, text, say(filled, "fixed_formula", formula=told))
        elif not same_value(spot.found.value, value) or spot.found.value is None:
            told = say(filled, "fixed_result", found=shown(spot.found.value, filled), expected=shown(value, filled))
            yield Repair(RESULT, place, value, "", told)
