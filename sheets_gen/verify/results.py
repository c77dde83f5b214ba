"""The results that a workbook should store once its numbers have changed: what a spreadsheet would compute anew."""

from __future__ import annotations

from collections.abc import Iterator

from sheets_gen.filled import Filled
from sheets_gen.formula.functions import Value
from sheets_gen.plan.calculate import Calculation
from sheets_gen.verify.compare import same_value
from sheets_gen.verify.formulas import Spot, changed_values, expected_text, found_values, spots_of, typed_values
from sheets_gen.verify.titles import is_formula

Place = tuple[str, str]


def stale_results(filled: Filled) -> Iterator[tuple[Place, Value]]:
    """Formula cells of the definition whose stored result is not what the cells around them give, with that result.

    A cell that a person has written over counts with what it holds, and a formula that a person has changed with the
    result that is stored: only a spreadsheet can compute that one.
    """
    ours: list[Spot] = []
    others: list[Spot] = []
    for spot in spots_of(filled):
        text = expected_text(filled, spot)
        right = text is not None and spot.found.formula is not None and is_formula(filled, spot.found.formula, text)
        (ours if right else others).append(spot)
    values = Calculation(filled.plan, changed_values(filled) | typed_values(filled) | found_values(others))
    for spot in ours:
        value = values.value(spot.row, spot.column)
        if not same_value(spot.found.value, value):
            yield (spot.row, spot.column), value
