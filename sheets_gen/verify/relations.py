"""Raw numbers against each other: parts above their whole, stocks that do not add up, breaks between periods.

The identities are data of the template; that a part is not above its whole, and what a result cannot be, follow from
the metrics. A finding names every cell that it rests on, with its number; where there may be a reason, it asks.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from sheets_gen.catalogue import Entry
from sheets_gen.filled import Filled
from sheets_gen.findings import ERROR, INFO, Finding
from sheets_gen.formula.evaluate import evaluate
from sheets_gen.formula.functions import is_number
from sheets_gen.formula.nodes import Binary, Name, Node, names
from sheets_gen.memo import Memo
from sheets_gen.periods import LEAD
from sheets_gen.plan.report import CALCULATOR
from sheets_gen.template.schema import Identity
from sheets_gen.verify.fault import fault
from sheets_gen.verify.say import amount, say, shown

CODES = {"<=": "R101", "=": "R102", "= next": "R103", ">=": "R105"}
MAX_CELLS = 8


class Side(NamedTuple):
    """One side of an identity in one period."""

    value: float
    keys: tuple[str, ...]
    """Input keys that it rests on."""


class Break(NamedTuple):
    """An identity that does not hold: both sides with their periods."""

    left: Side
    left_period: str
    right: Side
    right_period: str


def check_relations(filled: Filled) -> Iterator[Finding]:
    """R101 a part above its whole, R102 numbers that do not add up, R103 a break between periods, R105 a remainder."""
    for identity, _, broken in broken_identities(filled):
        if identity.level == INFO:
            yield _note(filled, identity, broken)
        else:
            yield from (_finding(filled, identity, one) for one in broken)


Broken = tuple[Identity, tuple[Node, Node], list[Break]]
_BROKEN: Memo[list[Broken]] = Memo(1)
"""Two rules ask for them."""


def broken_identities(filled: Filled) -> list[Broken]:
    """Every identity that does not hold somewhere, with its two sides (a list's member by member) and its breaks."""
    return _BROKEN.get(filled, None, lambda: list(_broken(filled)))


def _broken(filled: Filled) -> Iterator[Broken]:
    for identity in (*filled.catalogue.template.identities.values(), *shares(filled)):
        if identity.left is None or identity.right is None:
            continue
        for left, right in _pairs(filled, identity.left, identity.right):
            broken = list(_breaks(filled, identity, left, right))
            if broken:
                yield identity, (left, right), broken


def shares(filled: Filled) -> Iterator[Identity]:
    """Of each metric that is part / whole and at most 1: the part is not above the whole."""
    said = {(i.left, i.right) for i in filled.catalogue.template.identities.values() if i.relation == "<="}
    inputs = filled.catalogue.template.inputs
    for entry in filled.catalogue.entries:
        tree = entry.metric.formula
        if entry.metric.most != 1 or not isinstance(tree, Binary) or tree.operator != "/":
            continue
        part, whole = tree.left, tree.right
        if isinstance(part, Name) and isinstance(whole, Name) and {part.id, whole.id} <= inputs.keys():
            if (part, whole) in said:
                continue
            said.add((part, whole))
            key = "part_of_whole" if entry.metric.beyond == ERROR else "part_late"
            text = say(filled, key, part=inputs[part.id].label, whole=inputs[whole.id].label)
            level = entry.metric.beyond
            yield Identity(f"{entry.id}:share", part, part.id, "<=", whole, whole.id, level, text, "", "")


def _pairs(filled: Filled, left: Node, right: Node) -> Iterator[tuple[Node, Node]]:
    """Both sides; two families of one list member by member."""
    inputs = filled.catalogue.template.inputs
    lists = [inputs[n.id].members for n in (left, right) if isinstance(n, Name) and n.id in inputs]
    if len(lists) == 2 and lists[0] and lists[0] == lists[1] and isinstance(left, Name) and isinstance(right, Name):
        for member in filled.catalogue.members(lists[0]):
            yield Name(f"{left.id}.{member}"), Name(f"{right.id}.{member}")
    else:
        yield left, right


def _breaks(filled: Filled, identity: Identity, left: Node, right: Node) -> Iterator[Break]:
    keys = filled.calendar.keys
    pairs: Iterable[tuple[str, str]] = zip(keys, keys, strict=True)
    if identity.relation == "= next":
        pairs = pairwise((LEAD, *keys) if filled.calendar.lead else keys)
    for period, other in pairs:
        one = side(filled, left, period, whole=identity.relation != "<=")
        two = side(filled, right, other, whole=True)
        if one is not None and two is not None and not holds(identity.relation, one.value, two.value):
            yield Break(one, period, two, other)


def side(
    filled: Filled, tree: Node, period: str, *, whole: bool, instead: Mapping[tuple[str, str], float] | None = None
) -> Side | None:
    """The side's value; None while a number is missing. Of a family's sum, some parts suffice unless ``whole``.

    ``instead`` holds other numbers by input key and period, to ask what they would give.
    """
    values: dict[str, float | str | None] = {}
    used: list[str] = []
    for id in names(tree):
        given = filled.catalogue.template.inputs.get(id)
        family = given is not None and bool(given.members)
        keys = [key for key in filled.catalogue.items if key == id or (family and key.startswith(f"{id}."))]
        held = {key: number for key in keys if (number := filled.number(key, period)) is not None}
        present = list(held)
        if not present or (len(present) < len(keys) and (whole or not family)):
            return None
        if any(_below(filled, key, period) for key in present):
            return None  # a number that cannot be is the finding, not what follows from it
        values[id] = math.fsum((instead or {}).get((key, period), number) for key, number in held.items())
        used += present
    value = evaluate(tree, values)
    return Side(value, tuple(used)) if isinstance(value, (int, float)) and is_number(value) else None


def _below(filled: Filled, key: str, period: str) -> bool:
    least = filled.catalogue.items[key].source.least
    number = filled.number(key, period)
    return least is not None and number is not None and number < least


def holds(relation: str, left: float, right: float) -> bool:
    """Is the relation true of two numbers, but for what adding up in another order may change?"""
    same = math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-9)
    return same or (relation == "<=" and left < right) or (relation == ">=" and left > right)


def _finding(filled: Filled, identity: Identity, broken: Break) -> Finding:
    one, two = broken.left, broken.right
    cells = [(key, broken.left_period) for key in one.keys] + [(key, broken.right_period) for key in two.keys]
    first_key, first_period = cells[0]
    left, right = shown(one.value, filled), shown(two.value, filled)
    code = CODES[identity.relation]
    text = say(filled, code, left=left, right=right, says=identity.says)
    if len(cells) > MAX_CELLS and len(two.keys) < len(one.keys):
        # The whole is named before its many parts, of which not all are.
        cells = [*cells[len(one.keys) :], *cells[: len(one.keys)]]
    hint = say(filled, "look_at", cells=places(filled, cells))
    place = (f"{CALCULATOR}:{first_key}", first_period)
    return fault(filled, code, identity.level, place, text, hint, found=one.value, expected=two.value)


def _note(filled: Filled, identity: Identity, broken: list[Break]) -> Finding:
    """One note for all periods: what is only worth knowing must not drown what is wrong."""
    first = broken[0]
    key = first.left.keys[0]
    left, right = math.fsum(b.left.value for b in broken), math.fsum(b.right.value for b in broken)
    code = CODES[identity.relation]
    told = {"left": shown(left, filled), "right": shown(right, filled), "says": identity.says}
    text = say(filled, code, periods=", ".join(b.left_period for b in broken), **told)
    return fault(filled, code, INFO, (f"{CALCULATOR}:{key}", first.left_period), text)


def places(filled: Filled, cells: list[tuple[str, str]]) -> str:
    """``G16 promoters 2026-03 = 190; …``: the cells that a finding rests on."""
    told = [f"{_place(filled, key, at)} = {shown(filled.number(key, at), filled)}" for key, at in cells[:MAX_CELLS]]
    if len(cells) > MAX_CELLS:
        told.append(say(filled, "and_more", count=len(cells) - MAX_CELLS))
    return "; ".join(told)


def _place(filled: Filled, key: str, period: str) -> str:
    return f"{filled.addresses.a1(f'{CALCULATOR}:{key}', period)} {key} {period}"


def check_results(filled: Filled) -> Iterator[Finding]:
    """R104: typed numbers that give what a metric cannot be, such as a retention above 100 %."""
    results = filled.metrics
    told = {(i.left, i.right) for i in shares(filled)}
    told |= {(i.left, i.right) for i in filled.catalogue.template.identities.values()}
    for entry in filled.catalogue.entries:
        tree = entry.metric.formula
        if tree is None or (isinstance(tree, Binary) and (tree.left, tree.right) in told):
            continue
        for period in filled.calendar.keys:
            value = results[entry.id][period]
            if isinstance(value, (int, float)) and not _unusable(filled, entry, period):
                yield from _beyond(filled, entry, period, value)


def _unusable(filled: Filled, entry: Entry, period: str) -> bool:
    """Is a number of it out of its own range? Then that is the finding."""
    keys = [item.key for item in entry.items if period in filled.inputs.get(item.key, {})]
    return any(_below(filled, key, period) for key in keys)


def _beyond(filled: Filled, entry: Entry, period: str, value: float) -> Iterator[Finding]:
    metric, template = entry.metric, filled.catalogue.template
    below = metric.least is not None and value < metric.least - 1e-9
    above = metric.most is not None and value > metric.most + 1e-9
    if not below and not above:
        return
    limit = metric.least if below else metric.most
    cells = [(key, period) for key in entry.needed if period in filled.inputs.get(key, {})]
    told = {"metric": metric.label, "found": amount(value, metric.unit, template)}
    text = say(filled, "R104_least" if below else "R104_most", limit=amount(limit or 0, metric.unit, template), **told)
    hint = say(filled, "look_at", cells=places(filled, cells))
    place = (f"{CALCULATOR}:{cells[0][0]}", period)
    one = fault(filled, "R104", metric.beyond, place, text, hint, found=value, expected=limit)
    yield one._replace(metric=entry.id)
