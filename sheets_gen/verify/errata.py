"""Known mistakes of the articles, recognised by their formula or by their result.

A definition carries the wrong rules that its sources print. A formula that is such a rule is named as that mistake.
A typed result that such a rule would give is only a possibility, for the same number may come about by chance: then
the finding asks.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sheets_gen.catalogue import Entry
from sheets_gen.compute import Result, Results, rolled
from sheets_gen.filled import Filled
from sheets_gen.formula.emit import fill, in_words, spell
from sheets_gen.formula.evaluate import evaluate
from sheets_gen.formula.functions import Value, is_number
from sheets_gen.formula.guard import guarded
from sheets_gen.formula.nodes import Node, Ref, bind, names
from sheets_gen.plan.report import CALCULATOR, metric_row
from sheets_gen.template.schema import Erratum
from sheets_gen.verify.compare import peeled, same_formula
from sheets_gen.verify.say import amount, language, number, say

CLOSE = 0.005
"""A typed result is often rounded: half a percent of the value, or of one, is close enough to ask."""


class Place(NamedTuple):
    """A metric's own cell: its row and column, what it holds and what it should give."""

    row: str
    column: str
    value: Value
    formula: str | None
    right: Value


class Errata:
    """The wrong rules of one filled report; results are computed when a first one is wanted."""

    def __init__(self, filled: Filled) -> None:
        self.filled = filled
        self._results: Results | None = None

    def recognised(self, metric: str, place: Place) -> str:
        """A sentence that names the article's rule behind this cell; empty when none fits."""
        entry = next((e for e in self.filled.catalogue.entries if e.id == metric), None)
        if entry is None:
            return ""
        for erratum in entry.metric.errata:
            for wrong in erratum.wrong:
                if place.formula is not None and self._is_rule(entry, wrong, place):
                    return self._sentence("erratum_is", entry, erratum, wrong, place, self._value(wrong, entry, place))
        for erratum in entry.metric.errata:
            for wrong in erratum.wrong:
                found = self._value(wrong, entry, place)
                if found is not None and self._gives(entry, found, place):
                    return self._sentence("erratum_may", entry, erratum, wrong, place, found)
        return ""

    def _numbers(self, wrong: Node, entry: Entry, place: Place) -> dict[str, float | str | None]:
        """What the rule's names stand for in the cell's column."""
        filled, column = self.filled, place.column
        rollup = next((r for r in filled.calendar.rollups if r.key == column), None)
        raw: Mapping[str, float | None] = {key: row.get(column) for key, row in filled.inputs.items()}
        if rollup is not None:
            raw = rolled(entry, filled.calendar.keys, filled.calendar.members(rollup), filled.inputs)
        found: dict[str, float | str | None] = {}
        for id in names(wrong):
            found[id] = self._result(id, column) if id in filled.catalogue.template.metrics else raw.get(id)
        return found

    def _result(self, metric: str, column: str) -> Result:
        if self._results is None:
            self._results = self.filled.metrics
        return self._results.get(metric, {}).get(column)

    def _value(self, wrong: Node, entry: Entry, place: Place) -> float | None:
        value = evaluate(guarded(wrong), self._numbers(wrong, entry, place))
        return value if isinstance(value, (int, float)) and is_number(value) else None

    def _gives(self, entry: Entry, wrong: float, place: Place) -> bool:
        if not isinstance(place.value, (int, float)) or not is_number(place.value):
            return False
        # People also type a share as a percentage: 60 for 0.6.
        scales = (1, 100) if entry.metric.unit == "percent" else (1,)
        value = place.value
        right = any(_close(value, place.right, scale) for scale in scales)
        return not right and any(_close(value, wrong * scale) for scale in scales)

    def _is_rule(self, entry: Entry, wrong: Node, place: Place) -> bool:
        """Is the cell's formula the wrong rule over the cells of the raw numbers?"""
        own = self.filled.addresses.titles[place.row.partition(":")[0]]
        found = list(peeled(place.formula or "", own, share=entry.metric.unit == "percent"))
        texts = list(self._spellings(entry, wrong, place))
        return any(same_formula(formula, text) for formula in found for text in texts)

    def _spellings(self, entry: Entry, wrong: Node, place: Place) -> Iterator[str]:
        filled = self.filled
        for own in (True, False):
            cells: dict[str, Node] = {id: Ref(self._row(entry, id, own=own)) for id in names(wrong)}
            for tree in (wrong, guarded(wrong)):
                try:
                    yield fill(spell(bind(tree, cells)), filled.addresses, place.row, place.column)
                except KeyError:
                    continue  # a row that this report has not

    def _row(self, entry: Entry, id: str, *, own: bool) -> str:
        if id in self.filled.catalogue.template.metrics:
            return metric_row(id)
        linked = own and any(i.key == id for i in entry.items) and self.filled.catalogue.owners[id] != entry.id
        return f"{CALCULATOR}:{entry.id}.{id}" if linked else f"{CALCULATOR}:{id}"

    def _sentence(
        self, key: str, entry: Entry, erratum: Erratum, wrong: Node, place: Place, value: float | None
    ) -> str:
        filled, template, unit = self.filled, self.filled.catalogue.template, entry.metric.unit
        numbers = self._numbers(wrong, entry, place)
        right = place.right
        found = amount(value, unit, template) if value is not None else say(filled, "empty")
        return " " + say(
            filled,
            key,
            found=found,
            rule=in_words(wrong, lambda name: _told(numbers.get(name), name, filled)),
            article=template.articles[erratum.article].title,
            says=erratum.says,
            right=erratum.right,
            expected=amount(right, unit, template)
            if isinstance(right, (int, float)) and is_number(right)
            else say(filled, "empty"),
        )


def _told(value: float | str | None, id: str, filled: Filled) -> str:
    """A number of the rule; where it is not known, the name of what is missing."""
    if isinstance(value, (int, float)):
        return number(value, language(filled))
    template = filled.catalogue.template
    known = template.inputs.get(id) or template.metrics.get(id)
    return f"[{known.label}]" if known is not None else id


def _close(value: float, other: Value, scale: int = 1) -> bool:
    if not isinstance(other, (int, float)) or not is_number(other):
        return False
    return math.isclose(value, other * scale, rel_tol=CLOSE, abs_tol=CLOSE * scale)
