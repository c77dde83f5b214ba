"""Who owns a cell to type into: an empty one is free, one that holds the number is done, any other is a person's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sheets_gen.compute import Inputs
from sheets_gen.errors import InputRefused, UsageProblem
from sheets_gen.filled import Filled
from sheets_gen.formula.functions import Value
from sheets_gen.identify import EMPTY
from sheets_gen.periods import parse_key
from sheets_gen.plan.report import CALCULATOR
from sheets_gen.snapshot import FoundCell
from sheets_gen.typed_number import BLANK, NUMBER
from sheets_gen.verify.compare import same_value

WRITE, SAME, KEPT, REPLACED = "write", "same", "kept", "replaced"
ALL = "all"


class Decision(NamedTuple):
    """What becomes of one number that is to be put in."""

    key: str
    period: str
    value: float
    found: FoundCell
    action: str
    """write (it was empty), same, kept (a person typed something else), replaced (so, and it was asked for)"""

    @property
    def place(self) -> tuple[str, str]:
        """Row and column key of its cell."""
        return f"{CALCULATOR}:{self.key}", self.period

    @property
    def changes(self) -> bool:
        """Is its cell written?"""
        return self.action in (WRITE, REPLACED)


def kept(decisions: Sequence[Decision]) -> list[Decision]:
    """Numbers that are not put in, since a person typed another one."""
    return [one for one in decisions if one.action == KEPT]


def changed(decisions: Sequence[Decision]) -> list[Decision]:
    """Cells that are written."""
    return [one for one in decisions if one.changes]


def decide(filled: Filled, inputs: Inputs, overwrite: tuple[str, ...] = ()) -> list[Decision]:
    """One decision for each number, in the report's order.

    ``overwrite`` holds ``all``, or places such as ``promoters@2026-03``. Raises InputRefused where a number has no cell
    in the workbook any more, UsageProblem for an overwrite of a place that no number goes to.
    """
    asked = {place: text for text in overwrite if text != ALL for place in [_place(text, filled, inputs)]}
    wanted = [(key, period) for key in filled.catalogue.items for period in filled.calendar.keys]
    wanted = [(key, period) for key, period in wanted if period in inputs.get(key, {})]
    gone = [(key, period) for key, period in wanted if not filled.has(f"{CALCULATOR}:{key}", period)]
    if gone:
        key, period = gone[0]
        more = f" and {len(gone) - 1} more" if len(gone) > 1 else ""
        raise InputRefused(
            f"there is no cell for {key} {period}{more}: its row or column is gone; "
            "sheets-gen verify says what is missing, sheets-gen upgrade makes a whole report of it"
        )
    return [
        _decision(filled, key, period, inputs[key][period], ALL in overwrite or (key, period) in asked)
        for key, period in wanted
    ]


def _place(text: str, filled: Filled, inputs: Inputs) -> tuple[str, str]:
    key, _, period = text.partition("@")
    try:
        period = parse_key(period, filled.calendar.every).key
    except ValueError:
        raise UsageProblem(f"--overwrite {text}: write all, or input@period such as promoters@2026-03") from None
    if period not in inputs.get(key, {}):
        raise UsageProblem(
            f"--overwrite {text}: no number of {key[:60]} is to be put in for {period}; see the values and --period"
        )
    return key, period


def _decision(filled: Filled, key: str, period: str, value: float, may_replace: bool) -> Decision:
    place = (f"{CALCULATOR}:{key}", period)
    found = filled.cell(*place)
    held = _number(filled, place, found)
    if held is None:
        action = WRITE
    elif same_value(held, value):
        action = SAME
    else:
        action = REPLACED if may_replace else KEPT
    return Decision(key, period, value, found, action)


def _number(filled: Filled, place: tuple[str, str], found: FoundCell) -> Value:
    """What the cell holds, a number as text as that number; None where nothing is in it."""
    reading = filled.readings.get(place)
    if found.formula is None and (found.value in (None, "") or (reading is not None and reading.kind == BLANK)):
        return None
    if reading is not None and reading.kind == NUMBER and reading.value is not None:
        return reading.value
    return found.value if found.value is not None else ""


def changed_cells(filled: Filled, decisions: list[Decision]) -> Iterator[tuple[tuple[str, int, int], FoundCell]]:
    """The cells that are written, by tab title, row and column, as they will be read."""
    title = filled.addresses.titles[CALCULATOR]
    for one in decisions:
        if one.changes:
            yield (title, *filled.addresses.at(*one.place)), EMPTY._replace(value=one.value)
