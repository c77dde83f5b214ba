"""What stands in the cells that people type into: numbers, numbers as text, texts, formulas, and what cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from sheets_gen.filled import Filled
from sheets_gen.findings import ERROR, INFO, WARNING, Finding
from sheets_gen.formula.functions import is_number
from sheets_gen.plan.calculate import serial
from sheets_gen.plan.report import CALCULATOR, METRICS, PICKER
from sheets_gen.snapshot import FoundCell
from sheets_gen.template.schema import Metric
from sheets_gen.typed_number import AMBIGUOUS, BLANK, LETTERS, NUMBER, PLACEHOLDER, UNIT, Reading
from sheets_gen.verify.compare import plain
from sheets_gen.verify.fault import fault
from sheets_gen.verify.foreign import MAX_FORMULA, foreign
from sheets_gen.verify.say import amount, language, number, say, shown

Place = tuple[str, str]
MAX_SHARE = 1.5
"""A share typed above this is a percentage typed as a number: 85 for 85 %."""
SMALL_SHARE = MAX_SHARE / 100
"""A share up to this may be one that a program took for a percentage: 0.85 typed, and 0.85 % kept."""


def typed_cells(filled: Filled) -> Iterator[Finding]:
    """F106, N101 to N108, N110, N111: each cell that people type into, on its own."""
    for place, cell in filled.typed.items():
        if cell.formula is not None:
            yield from _formula(filled, place, cell.formula)
        if place == (PICKER.row, PICKER.column):
            if not any(serial(p.start) == cell.value for p in filled.calendar.periods):
                message = say(filled, "N102", found=shown(cell.value, filled))
                yield fault(filled, "N102", WARNING, place, message, say(filled, "choose_period"))
        elif isinstance(cell.value, str) and place in filled.readings:
            yield _as_text(filled, place, cell.value, filled.readings[place])
            yield from _recognised(filled, place, filled.readings[place])
        elif cell.is_date:
            message = say(filled, "N101_date", found=shown(cell.value, filled))
            yield fault(filled, "N101", ERROR, place, message, say(filled, "type_as_number"))
        elif cell.formula is not None and cell.value is None:
            continue  # never calculated, as F109 says of all of them
        elif not isinstance(cell.value, (int, float)) or not is_number(cell.value):
            yield _no_number(filled, place, cell)
        else:
            yield from _range(filled, place, float(cell.value))


def _formula(filled: Filled, place: Place, formula: str) -> Iterator[Finding]:
    reaching = list(foreign(filled, place, formula))
    yield from reaching
    if not reaching:
        message = say(filled, "F106", found=formula[:MAX_FORMULA])
        yield fault(filled, "F106", WARNING, place, message, say(filled, "type_number"))


def _no_number(filled: Filled, place: Place, cell: FoundCell) -> Finding:
    message = say(filled, "N101", found=shown(cell.value, filled))
    return fault(filled, "N101", ERROR, place, message, say(filled, "type_plain"), found=plain(cell.value))


def _as_text(filled: Filled, place: Place, text: str, reading: Reading) -> Finding:
    """What a text says, and whether it was used."""
    found = shown(text, filled)
    told = [number(other, language(filled)) for other in reading.others]
    if reading.kind == NUMBER and reading.value is not None:
        value = number(reading.value, language(filled))
        message, hint = say(filled, "N104", found=found, value=value), say(filled, "type_value", value=value)
        return fault(filled, "N104", ERROR, place, message, hint, found=text, expected=reading.value)
    if reading.kind == AMBIGUOUS and told:
        message = say(filled, "N105", found=found, values=" / ".join(told))
        return fault(filled, "N105", ERROR, place, message, say(filled, "type_plain"), found=text)
    if reading.kind == UNIT and told:
        message = say(filled, "N106", found=found, unit=_unit(filled, place), value=told[0])
        return fault(filled, "N106", ERROR, place, message, say(filled, "type_plain"), found=text)
    if reading.kind == LETTERS and told:
        message = say(filled, "N107", found=found, value=told[0])
        return fault(filled, "N107", ERROR, place, message, say(filled, "type_plain"), found=text)
    if reading.kind == PLACEHOLDER:
        message = say(filled, "N108", found=found)
        return fault(filled, "N108", WARNING, place, message, say(filled, "empty_cell"), found=text)
    if reading.kind == BLANK:
        return fault(filled, "N103", INFO, place, say(filled, "N103"), say(filled, "empty_cell"))
    return _no_number(filled, place, FoundCell(text))


def _recognised(filled: Filled, place: Place, reading: Reading) -> Iterator[Finding]:
    if reading.kind == NUMBER and reading.value is not None:
        yield from _range(filled, place, reading.value)


def _unit(filled: Filled, place: Place) -> str:
    id = place[0].partition(":")[2]
    item, metric = filled.catalogue.items.get(id), filled.catalogue.template.metrics.get(id)
    unit = item.source.unit if item is not None else metric.unit if metric is not None else ""
    return filled.catalogue.unit_label(unit) if unit in filled.catalogue.template.units else ""


def _range(filled: Filled, place: Place, value: float) -> Iterator[Finding]:
    """N110, N111: a number that its input, or its metric's target, cannot be."""
    tab, _, id = place[0].partition(":")
    if tab == CALCULATOR and id in filled.catalogue.items:
        yield from _input_range(filled, place, id, value)
    elif tab == METRICS and place[1] == "target" and id in filled.catalogue.template.metrics:
        yield from _target_range(filled, place, filled.catalogue.template.metrics[id], value)


def _input_range(filled: Filled, place: Place, id: str, value: float) -> Iterator[Finding]:
    source = filled.catalogue.items[id].source
    key, limit = "", 0.0
    if source.least is not None and value < source.least:
        key, limit = "N110_least", source.least
    elif source.most is not None and value > source.most:
        key, limit = "N110_most", source.most
    elif filled.catalogue.template.units[source.unit].whole and value != int(value):
        key = "N110_whole"
    if key:
        told = number(limit, language(filled))
        message = say(filled, key, found=shown(value, filled), limit=told)
        yield fault(filled, "N110", ERROR, place, message, say(filled, "correct_number"), found=value)


def small_targets(filled: Filled) -> Iterator[Finding]:
    """N111 as a question: 0.85 typed for 85 % where the program made 0.85 % of it, which the results tell."""
    small: dict[str, float] = {}
    for entry in filled.catalogue.entries:
        cell = filled.typed.get((f"{METRICS}:{entry.id}", "target"))
        if entry.metric.unit == "percent" and cell is not None and isinstance(cell.value, (int, float)):
            small |= {entry.id: float(cell.value)} if 0 < cell.value <= SMALL_SHARE else {}
    results = filled.metrics if small else {}
    template = filled.catalogue.template
    for id, value in small.items():
        meant = float(f"{value * 100:.12g}")
        reached = [r for p in filled.calendar.keys if isinstance(r := results[id][p], (int, float))]
        if reached and meant / 3 <= median(reached) <= meant * 3:
            told = {"found": amount(value, "percent", template), "meant": amount(meant, "percent", template)}
            message, hint = (
                say(filled, "N111", **told),
                say(filled, "type_value", value=number(meant, template.language)),
            )
            place = (f"{METRICS}:{id}", "target")
            yield fault(filled, "N111", WARNING, place, message, hint, found=value, expected=meant)


def _target_range(filled: Filled, place: Place, metric: Metric, value: float) -> Iterator[Finding]:
    template = filled.catalogue.template
    if metric.unit == "percent" and metric.most == 1 and MAX_SHARE < value <= 100:
        meant = number(value / 100, language(filled))
        message = say(
            filled, "N111", found=amount(value, "percent", template), meant=amount(value / 100, "percent", template)
        )
        hint = say(filled, "type_value", value=meant)
        yield fault(filled, "N111", ERROR, place, message, hint, found=value, expected=value / 100)
        return
    below = metric.least is not None and value < metric.least
    above = metric.most is not None and value > metric.most
    if below or above:
        limit = amount((metric.least if below else metric.most) or 0, metric.unit, template)
        told = {"found": amount(value, metric.unit, template), "limit": limit}
        message = say(filled, "N110_least" if below else "N110_most", **told)
        yield fault(filled, "N110", ERROR, place, message, say(filled, "correct_number"), found=value)
