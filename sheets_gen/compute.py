"""Every metric, period and roll-up from the raw inputs, by the definitions alone (no spreadsheet involved).

This is the second opinion that verify holds against a filled report. A roll-up uses the periods in which all the
metric's inputs are filled, so that the total describes the same periods as the months beside it: flows are added
up, opening stocks taken from the first such period, closing stocks from the last. It is blank where it would be
dishonest: stocks mixed with flows across a gap, a scale that varied, a mean of means, metrics whose totals rest on
different periods.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from sheets_gen.catalogue import Catalogue, Entry, has_mean, params, rolls_only_without_gaps
from sheets_gen.formula.evaluate import evaluate
from sheets_gen.formula.functions import ErrorValue
from sheets_gen.formula.nodes import Node
from sheets_gen.periods import Calendar

Inputs: TypeAlias = Mapping[str, Mapping[str, float]]
"""Input key to period key to number; what is absent is blank."""
Result: TypeAlias = "float | str | None"
Results: TypeAlias = dict[str, dict[str, Result]]
"""Metric id to column key (period or roll-up) to value; None is blank."""


def compute(catalogue: Catalogue, calendar: Calendar, inputs: Inputs) -> Results:
    """The value of every metric in every period and roll-up."""
    results: Results = {}
    held = {entry.id: entry for entry in catalogue.entries}
    for entry in _in_order(catalogue):
        used = [held[id] for id in entry.uses]
        results[entry.id] = _metric(entry, used, calendar, inputs, results)
    return {entry.id: results[entry.id] for entry in catalogue.entries}


def _in_order(catalogue: Catalogue) -> list[Entry]:
    """Entries after the metrics they use."""
    done: dict[str, Entry] = {}

    def visit(entry: Entry) -> None:
        if entry.id not in done:
            for id in entry.uses:
                visit(catalogue.entry(id))
            done[entry.id] = entry

    for entry in catalogue.entries:
        visit(entry)
    return list(done.values())


def _metric(
    entry: Entry, used: Sequence[Entry], calendar: Calendar, inputs: Inputs, others: Results
) -> dict[str, Result]:
    values: dict[str, Result] = {}
    for key in calendar.keys:
        values[key] = _value(entry, {i.key: inputs.get(i.key, {}).get(key) for i in entry.items}, key, others)
    for rollup in calendar.rollups:
        periods = calendar.members(rollup)
        kept = counted(entry, periods, inputs)
        if used and any(counted(other, periods, inputs) != kept for other in used):
            values[rollup.key] = None  # their totals describe other periods than this one would
            continue
        raw = rolled(entry, calendar.keys, periods, inputs)
        values[rollup.key] = _value(entry, raw, rollup.key, others)
    return values


def _value(entry: Entry, raw: Mapping[str, float | None], column: str, others: Results) -> Result:
    if entry.tree is None:
        return best(entry, raw) if entry.metric.per else leader([(i.label, raw.get(i.key)) for i in entry.items])
    return number(entry.tree, {**raw, **{id: others[id][column] for id in entry.uses}})


def number(tree: Node, values: Mapping[str, float | str | None]) -> float | None:
    """A guarded tree's number, or None for blank and for a result no spreadsheet can hold."""
    value = evaluate(tree, values)
    return None if isinstance(value, (str, ErrorValue)) or value is None else value


def counted(entry: Entry, periods: Sequence[str], inputs: Inputs) -> list[str]:
    """The periods in which every input of the formula is filled."""
    return [p for p in periods if all(p in inputs.get(key, {}) for key in entry.needed)]


def rolled(entry: Entry, all_periods: Sequence[str], periods: Sequence[str], inputs: Inputs) -> dict[str, float | None]:
    """The entry's inputs over several periods, each by its roll-up kind; all None where a total would be dishonest."""
    blank: dict[str, float | None] = dict.fromkeys((item.key for item in entry.items), None)
    kept = counted(entry, periods, inputs)
    if not kept or has_mean(entry):
        return blank
    if rolls_only_without_gaps(entry) and all_periods.index(kept[-1]) - all_periods.index(kept[0]) + 1 > len(kept):
        return blank
    if any(len({inputs[key][p] for p in periods if p in inputs.get(key, {})}) > 1 for key in params(entry)):
        return blank
    return {item.key: _roll(item.source.rollup, inputs.get(item.key, {}), kept) for item in entry.items}


def _roll(kind: str, values: Mapping[str, float], kept: Sequence[str]) -> float | None:
    present = [values[p] for p in kept if p in values]
    if not present:
        return None
    if kind == "flow":
        return math.fsum(present)
    return present[-1] if kind == "close" else present[0]


def best(entry: Entry, raw: Mapping[str, float | None]) -> str | None:
    """The label of the largest share, part by part of two families, among those with enough to be compared."""
    half = len(entry.items) // 2
    shares: list[tuple[str, float | None]] = []
    for part, whole in zip(entry.items[:half], entry.items[half:], strict=True):
        value, of = raw.get(part.key), raw.get(whole.key)
        if value is None or of is None:
            return None
        shares.append((part.label, value / of if of > 0 and of >= entry.metric.least_n else None))
    return leader([(label, share) for label, share in shares if share is not None])


def leader(parts: Sequence[tuple[str, float | None]]) -> str | None:
    """The label of the largest part, ``Email (+1)`` when one more is as large; None while a part is blank."""
    present = [value for _, value in parts if value is not None]
    most = max(present, default=0)
    if len(present) < len(parts) or most <= 0:
        return None
    first, *ties = [label for label, value in parts if value == most]
    return f"{first} (+{len(ties)})" if ties else first
