"""Raw numbers against each other: parts above their whole, stocks that do not add up, breaks between periods.

The identities are data of the template. A finding names every cell that it rests on, with its number; where there
may be a reason, it asks.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from sheets_gen.filled import Filled
from sheets_gen.findings import Finding
from sheets_gen.formula.evaluate import evaluate
from sheets_gen.formula.functions import is_number
from sheets_gen.formula.nodes import Node, names
from sheets_gen.plan.report import CALCULATOR
from sheets_gen.template.schema import Identity
from sheets_gen.verify.compare import shown

CODES = {"<=": "R101", "=": "R102", "= next": "R103"}
MAX_CELLS = 6


class _Side(NamedTuple):
    """One side of an identity in one period."""

    value: float
    keys: tuple[str, ...]
    """Input keys that it rests on."""


def check_relations(filled: Filled) -> Iterator[Finding]:
    """R101 a part above its whole, R102 numbers that do not add up, R103 a break between two periods."""
    for identity in filled.catalogue.template.identities.values():
        if identity.left is not None and identity.right is not None:
            yield from _check(filled, identity, identity.left, identity.right)


def _check(filled: Filled, identity: Identity, left: Node, right: Node) -> Iterator[Finding]:
    keys = filled.calendar.keys
    for at, period in enumerate(keys):
        other = period
        if identity.relation == "= next":
            if at + 1 == len(keys):
                return
            other = keys[at + 1]
        one = _side(filled, left, period, whole=identity.relation != "<=")
        two = _side(filled, right, other, whole=True)
        if one is None or two is None or _holds(identity.relation, one.value, two.value):
            continue
        yield _finding(filled, identity, (one, period), (two, other))


def _side(filled: Filled, tree: Node, period: str, *, whole: bool) -> _Side | None:
    """The side's value; None while a number is missing. Of a family's sum, some parts suffice unless ``whole``."""
    values: dict[str, float | str | None] = {}
    used: list[str] = []
    for id in names(tree):
        family = bool(filled.catalogue.template.inputs[id].members)
        keys = [key for key in filled.catalogue.items if key == id or (family and key.startswith(f"{id}."))]
        present = [key for key in keys if period in filled.inputs.get(key, {})]
        if not present or (len(present) < len(keys) and (whole or not family)):
            return None
        values[id] = math.fsum(filled.inputs[key][period] for key in present)
        used += present
    value = evaluate(tree, values)
    return _Side(value, tuple(used)) if isinstance(value, (int, float)) and is_number(value) else None


def _holds(relation: str, left: float, right: float) -> bool:
    same = math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-9)
    return same or (relation == "<=" and left < right)


def _finding(filled: Filled, identity: Identity, left: tuple[_Side, str], right: tuple[_Side, str]) -> Finding:
    (one, period), (two, other) = left, right
    cells = [(key, period) for key in one.keys] + [(key, other) for key in two.keys]
    places = [f"{_place(filled, key, at)} = {shown(filled.inputs[key][at])}" for key, at in cells[:MAX_CELLS]]
    if len(cells) > MAX_CELLS:
        places.append(f"and {len(cells) - MAX_CELLS} more")
    sign = {"<=": "is above", "=": "is not", "= next": "is not"}[identity.relation]
    first_key, first_period = cells[0]
    return Finding(
        code=CODES[identity.relation],
        level=identity.level,
        where=filled.where(f"{CALCULATOR}:{first_key}", first_period),
        message=f"{shown(one.value)} {sign} {shown(two.value)}: {identity.says}",
        hint="Look at " + "; ".join(places) + ".",
        input=first_key,
        period=period,
        found=one.value,
        expected=two.value,
    )


def _place(filled: Filled, key: str, period: str) -> str:
    return f"{filled.addresses.a1(f'{CALCULATOR}:{key}', period)} {key} {period}"
