"""Formula cells against the definition: exact, because we hold it.

A cell is judged twice: against the value that the typed numbers give, and against what its own formula gives from
the cells around it. A cell that is wrong only because another is shows as a consequence of that other, not as a
fault of its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from sheets_gen.filled import TYPED_STYLES, Filled
from sheets_gen.findings import ERROR, INFO, WARNING, Finding
from sheets_gen.formula.emit import fill
from sheets_gen.formula.functions import ErrorValue, Value
from sheets_gen.plan.calculate import Calculation, serial
from sheets_gen.plan.model import Formula
from sheets_gen.plan.report import CALCULATOR, METRICS
from sheets_gen.snapshot import FoundCell
from sheets_gen.verify.compare import plain, same_value
from sheets_gen.verify.errata import Errata, Place
from sheets_gen.verify.fault import fault
from sheets_gen.verify.foreign import MAX_FORMULA, foreign
from sheets_gen.verify.rewritten import CONSTANT, RANGE, ROUNDED, rewriting
from sheets_gen.verify.say import say, shown
from sheets_gen.verify.titles import former_titles, is_formula

MAX_STALE = 3
_NOTHING = (None, "")
MAX_NAMED = 8


class Spot(NamedTuple):
    """A formula's cell as it was found."""

    row: str
    column: str
    formula: Formula
    found: FoundCell


def check_formulas(filled: Filled) -> Iterator[Finding]:
    """F101 replaced, F102 F104 F105 changed, F103 missing, F107 error value, F108 wrong value, F110 what follows."""
    spots = list(spots_of(filled))
    calculated = any(spot.found.value not in _NOTHING for spot in spots if spot.found.formula is not None)
    right = Calculation(filled.plan, typed_values(filled))
    changed = changed_values(filled)
    beside = changed | typed_values(filled) | found_values(spots)
    around = Calculation(filled.plan, beside) if calculated else right
    errata = Errata(filled)
    faults: list[Finding] = []
    consequences: list[Spot] = []
    for spot in spots:
        expected = right.value(spot.row, spot.column)
        text = expected_text(filled, spot)
        wrong = _formula_fault(filled, spot, text, expected, errata)
        if wrong is not None:
            faults.append(wrong)
            faults += foreign(filled, (spot.row, spot.column), spot.found.formula)
        elif text is None:
            continue  # it looks at a row or column that is gone: that is the finding, not its effects
        elif calculated and not same_value(spot.found.value, expected):
            local = around.apply(spot.formula, (spot.row, spot.column))
            # Programs differ in which error they show.
            is_failing = isinstance(spot.found.value, ErrorValue)
            if (is_failing and isinstance(local, ErrorValue)) or same_value(spot.found.value, local):
                consequences.append(spot)
            else:
                faults.append(_value_fault(filled, spot, local))
    if changed and not faults:
        consequences = []  # they follow from a heading, number or label that is named as changed
    yield from _with_consequences(filled, right, faults, consequences)


def renamed_tabs(filled: Filled) -> Iterator[Finding]:
    """S108: tabs renamed by a program that left the formulas alone."""
    if not filled.renamed:
        return
    pairs = ((spot.found.formula, expected_text(filled, spot)) for spot in spots_of(filled) if spot.found.formula)
    left = former_titles(filled, pairs)
    for old, new in filled.renamed.items():
        if old in left:
            text, hint = say(filled, "S108", found=new, expected=old), say(filled, "rename_back", expected=old)
            yield Finding("S108", ERROR, new, text, hint, found=new, expected=old, tab=new)


def spots_of(filled: Filled) -> Iterator[Spot]:
    """Every cell that should hold a formula and whose row and column were found."""
    for tab in filled.plan.tabs:
        for row in tab.rows:
            for column, cell in row.cells.items():
                if isinstance(cell.content, Formula) and filled.has(row.key, column):
                    yield Spot(row.key, column, cell.content, filled.cell(row.key, column))


def typed_values(filled: Filled) -> dict[tuple[str, str], Value]:
    """Typed cells as they stand, text and all: formulas see them so."""
    return {place: cell.value for place, cell in filled.typed.items()}


def found_values(spots: list[Spot]) -> dict[tuple[str, str], Value]:
    """Formula cells as they stand."""
    # A formula without a stored result shows nothing; a cell that was emptied is empty, which counts as zero.
    return {
        (s.row, s.column): "" if s.found.value is None and s.found.formula is not None else s.found.value for s in spots
    }


def changed_values(filled: Filled) -> dict[tuple[str, str], Value]:
    """Headings, period numbers and labels that are not the definition's: what looks at them follows from them."""
    changed: dict[tuple[str, str], Value] = {}
    for tab in filled.plan.tabs:
        for row in tab.rows:
            for column, cell in row.cells.items():
                content = cell.content
                if content is None or isinstance(content, Formula) or cell.style in TYPED_STYLES:
                    continue
                if column != "id" and filled.has(row.key, column):
                    found = filled.cell(row.key, column).value
                    if not same_value(found, serial(content) if isinstance(content, dt.date) else content):
                        changed[row.key, column] = found
    return changed


def expected_text(filled: Filled, spot: Spot) -> str | None:
    """The formula that belongs here; None when it points at a row or column that is gone."""
    known, place = filled.addresses.formulas, (spot.row, spot.column)
    if place not in known:
        try:
            known[place] = fill(spot.formula.spelled, filled.addresses, spot.row, spot.column)
        except KeyError:
            known[place] = None
    return known[place]


def _formula_fault(filled: Filled, spot: Spot, text: str | None, expected: Value, errata: Errata) -> Finding | None:
    found = spot.found
    if found.formula is None and found.value is None:
        return _finding(filled, spot, "F103", say(filled, "F103"), text, None, expected)
    if found.formula is None:
        message = say(filled, "F101", found=shown(found.value, filled), expected=shown(expected, filled))
        return _finding(filled, spot, "F101", message + _erratum(errata, spot, expected), text, found.value, expected)
    if text is not None and not is_formula(filled, found.formula, text):
        return _changed(filled, spot, text, found.formula, _erratum(errata, spot, expected))
    return None


def _changed(filled: Filled, spot: Spot, text: str, found: str, erratum: str) -> Finding:
    """F102, or where nothing else changed: F104 another range, F105 a constant or rounding added."""
    how = rewriting(found, text, filled.addresses.titles[spot.row.partition(":")[0]])
    if how.kind == RANGE:
        message = say(filled, "F104", found=how.found, expected=how.expected)
        return _finding(filled, spot, "F104", message, text, found, text)
    if how.kind in (CONSTANT, ROUNDED):
        message = say(filled, f"F105_{how.kind}", found=how.found)
        level = ERROR if how.kind == CONSTANT else WARNING
        return _finding(filled, spot, "F105", message, text, found, text)._replace(level=level)
    return _finding(filled, spot, "F102", say(filled, "F102", found=_short(found)) + erratum, text, found, text)


def _erratum(errata: Errata, spot: Spot, expected: Value) -> str:
    """The article's mistake that this cell looks like, where it is a metric's own."""
    tab, _, id = spot.row.partition(":")
    if tab not in (CALCULATOR, METRICS):
        return ""
    return errata.recognised(id, Place(spot.row, spot.column, spot.found.value, spot.found.formula, expected))


def _value_fault(filled: Filled, spot: Spot, local: Value) -> Finding:
    found = spot.found.value
    code = "F107" if isinstance(found, ErrorValue) else "F108"
    message = say(filled, code, found=shown(found, filled), expected=shown(local, filled))
    hint = say(filled, "recalculate") if code == "F108" else ""
    return _finding(filled, spot, code, message, None, found, local, hint)


def _finding(
    filled: Filled,
    spot: Spot,
    code: str,
    message: str,
    text: str | None,
    found: object,
    expected: object,
    hint: str = "",
) -> Finding:
    hint = hint or (say(filled, "put_back", formula=text) if text else say(filled, "from_copy"))
    place = (spot.row, spot.column)
    return fault(filled, code, ERROR, place, message, hint, found=plain(found), expected=plain(expected))


def _short(formula: str) -> str:
    return formula if len(formula) <= MAX_FORMULA else formula[: MAX_FORMULA - 1] + "…"


def _with_consequences(
    filled: Filled, right: Calculation, faults: list[Finding], consequences: list[Spot]
) -> Iterator[Finding]:
    """The faults, then one note on how many other cells show their effect, so that nobody repairs those."""
    if consequences and not faults:
        # Each cell follows from those around it, yet not from the typed numbers: a row that is gone stands between.
        first = consequences.pop(0)
        faults = [_value_fault(filled, first, right.value(first.row, first.column))]
    yield from _with_stale_together(filled, faults)
    if consequences:
        first, others = consequences[0], len(consequences) - 1
        message = say(filled, "F110", count=others)
        yield fault(filled, "F110", INFO, (first.row, first.column), message)


def _with_stale_together(filled: Filled, faults: list[Finding]) -> Iterator[Finding]:
    """The faults; many stale cells have one cause, so they are told as one finding that names them."""
    stale = [one for one in faults if one.code == "F108"]
    together = len(stale) > MAX_STALE
    yield from (one for one in faults if one.code != "F108" or not together)
    if together:
        cells = [f"{one.tab}!{one.cell}" for one in stale]
        named = ", ".join(cells[:MAX_NAMED]) + (" …" if len(cells) > MAX_NAMED else "")
        text = say(filled, "F108_many", count=len(cells), cells=named)
        yield stale[0]._replace(message=text, found=cells, expected=None, hint=say(filled, "recalculate"))


def never_calculated(filled: Filled) -> Iterator[Finding]:
    """F109: no formula cell holds a value; the workbook was written by a program and never opened."""
    with_formula = (spot.found for spot in spots_of(filled) if spot.found.formula is not None)
    first = next(with_formula, None)
    if first is not None and first.value in _NOTHING and all(cell.value in _NOTHING for cell in with_formula):
        place = say(filled, "workbook")
        yield Finding("F109", WARNING, place, say(filled, "F109"), say(filled, "open_and_save"))
