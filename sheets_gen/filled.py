"""A snapshot understood as our report: which report it is, where its rows and columns stand, what was typed.

Rows are found by defined name, else by the id in the first column; columns by the ids in the first row. Never by
address, so people may insert rows and columns, sort sections and rename tabs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from typing import NamedTuple

from sheets_gen.catalogue import Catalogue, resolve
from sheets_gen.compute import Results, compute
from sheets_gen.formula.functions import Value, is_number
from sheets_gen.identify import EMPTY, Corner, identify, ids_across, ids_down
from sheets_gen.memo import Memo
from sheets_gen.periods import LEAD, Calendar
from sheets_gen.plan.addresses import AddressBook, order_of
from sheets_gen.plan.build import build
from sheets_gen.plan.model import Plan, Row
from sheets_gen.plan.report import CALCULATOR, METRICS
from sheets_gen.snapshot import FoundCell, FoundTab, Snapshot, same_title
from sheets_gen.template.schema import Template
from sheets_gen.typed_number import NUMBER, UNIT, Reading, read_number

TYPED_STYLES = ("input", "picker", "carried")
"""Cells that hold numbers of people's: typed here, or taken over from the report before."""
_CURRENCIES = {
    "EUR": ("€", "euro", "euros"),
    "USD": ("$", "us$", "dollar", "dollars"),
    "GBP": ("£", "pound", "pounds"),
    "JPY": ("¥", "￥", "円", "yen"),
    "CNY": ("¥", "￥", "元", "rmb", "yuan"),
    "CHF": ("fr", "sfr"),
    "BRL": ("r$", "real", "reais"),
    "INR": ("₹", "rs"),
    "THB": ("฿", "บาท"),
}
"""What people write for a report's currency beside its code; a sign of several currencies counts for the report's."""
_PLANS: Memo[tuple[Catalogue, Plan]] = Memo(4)
_BOOKS: Memo[AddressBook] = Memo(4)


class Filled(NamedTuple):
    """A filled report, located."""

    catalogue: Catalogue
    calendar: Calendar
    settings: Mapping[str, str]
    plan: Plan
    """What the report should hold with the numbers that were typed."""
    addresses: AddressBook
    cells: Mapping[str, Mapping[tuple[int, int], FoundCell]]
    """Cells by tab key and 1-based (row, column)."""
    inputs: dict[str, dict[str, float]]
    """Typed numbers by input key and period, those typed as text with them where only one reading is possible."""
    typed: dict[tuple[str, str], FoundCell]
    """Every non-empty typed cell by row and column key, whatever it holds."""
    readings: Mapping[tuple[str, str], Reading]
    """Of the typed cells that hold text: what number, if any, it says."""
    renamed: Mapping[str, str]
    """Title that a tab of ours had to its present one, where they differ."""
    unnamed: tuple[tuple[str, bool], ...]
    """Rows found by id alone, each with whether its defined name still exists and points elsewhere."""
    located: Mapping[str, Corner]
    """Our tabs as they were found."""
    snapshot: Snapshot

    @property
    def metrics(self) -> Results:
        """Every metric by id, then by period and roll-up (``2026-Q1``, ``2026``), recomputed from the typed numbers.

        Percentages are fractions, None is blank, names (the preferred channel) are text.
        """
        return compute(self.catalogue, self.calendar, self.inputs)

    @property
    def targets(self) -> dict[str, float]:
        """The targets as they stand in the tracker, by metric."""
        found: dict[str, float] = {}
        for entry in self.catalogue.entries:
            place = (f"{METRICS}:{entry.id}", "target")
            reading = self.readings.get(place)
            is_told = reading is not None and reading.kind == NUMBER
            value = reading.value if reading is not None and is_told else self.typed.get(place, EMPTY).value
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                found[entry.id] = float(value)
        return found

    @property
    def is_older(self) -> bool:
        """Was the report made from another version of the template?"""
        version = self.catalogue.config.made_from
        return bool(version) and version != self.catalogue.template.version

    def number(self, key: str, period: str) -> float | None:
        """The raw number of a period, also of the one carried over in front of the first; None where there is none."""
        if period != LEAD:
            return self.inputs.get(key, {}).get(period)
        value = self.typed.get((f"{CALCULATOR}:{key}", LEAD), EMPTY).value
        return value if isinstance(value, (int, float)) and is_number(value) else None

    def has(self, row: str, column: str) -> bool:
        """Was this place found in the report?"""
        tab = row.partition(":")[0]
        return row in self.addresses.rows and column in self.addresses.columns.get(tab, {})

    def cell(self, row: str, column: str) -> FoundCell:
        """What stands at a place that was found."""
        return self.cells[row.partition(":")[0]].get(self.addresses.at(row, column), EMPTY)

    def where(self, row: str, column: str) -> str:
        """A place for people: ``Calculator!G12 promoters 2026-03``."""
        tab, _, id = row.partition(":")
        return f"{self.addresses.titles[tab]}!{self.addresses.a1(row, column)} {id} {column}"


def understand(snapshot: Snapshot, template: Template) -> Filled:
    """The report in a workbook. Raises NotOurReport when there is none, or one this template does not know."""
    found = identify(snapshot, template)
    located, settings, config, span = found.tabs, found.settings, found.config, found.calendar
    version = settings.get("report_generator_version", "")

    def make() -> tuple[Catalogue, Plan]:
        catalogue = resolve(found.template, config)
        return catalogue, build(catalogue, span, {}, version=version)

    # All that the config says goes into the key; of hundred reports of a company, most are of one shape.
    catalogue, blank = _PLANS.get(found.template, (repr(config), span.every, span.keys, span.lead, version), make)
    renamed = {
        tab.title: located[tab.key][0].title
        for tab in blank.tabs
        if tab.key in located and not same_title(located[tab.key][0].title, tab.title)
    }
    addresses, unnamed = _locate(blank, snapshot, located, renamed)
    cells = {tab: found.cells for tab, (found, _, _) in located.items()}
    typed = dict(_typed(blank, addresses, cells))
    readings = {place: _reading(place, cell.value, catalogue) for place, cell in typed.items() if _is_text(cell)}
    inputs = _inputs(catalogue, span, typed, readings)
    plan = _with_numbers(blank, typed)
    return Filled(
        catalogue, span, settings, plan, addresses, cells, inputs, typed, readings, renamed, unnamed, located, snapshot
    )


def _is_text(cell: FoundCell) -> bool:
    return isinstance(cell.value, str) and cell.formula is None


def _reading(place: tuple[str, str], value: Value, catalogue: Catalogue) -> Reading:
    """What a text says in a typed cell, knowing the unit that belongs there."""
    id = place[0].partition(":")[2]
    item, metric = catalogue.items.get(id), catalogue.template.metrics.get(id)
    unit = item.source.unit if item is not None else metric.unit if metric is not None else ""
    whole = unit in catalogue.template.units and catalogue.template.units[unit].whole and item is not None
    told = "money" if unit == "currency" else unit
    found = read_number(str(value), decimal=catalogue.template.language.decimal, whole=whole, unit=told)
    if told == "money" and found.kind == NUMBER and found.value is not None and "unit" in found.why:
        written = re.sub(r"[\d\s.,'’()+−–-]", "", str(value)).casefold()
        if (
            written
            and written not in _CURRENCIES.get(catalogue.config.currency, ())
            and written != catalogue.config.currency.casefold()
        ):
            return Reading(UNIT, None, (found.value,), "money", found.why)  # another currency is another number
    return found


def _locate(
    plan: Plan, snapshot: Snapshot, located: Mapping[str, Corner], renamed: Mapping[str, str]
) -> tuple[AddressBook, tuple[tuple[str, bool], ...]]:
    named = {name.where.row: snapshot.names.get(name.name) for name in plan.names}
    rows: dict[str, int] = {}
    columns: dict[str, dict[str, int]] = {}
    unnamed: list[tuple[str, bool]] = []
    for tab in plan.tabs:
        columns[tab.key] = {}
        if tab.key not in located:
            continue
        found, corner_row, corner_column = located[tab.key]
        ids = ids_down(found, corner_column)
        known = {row.key.partition(":")[2] for row in tab.rows}
        columns[tab.key] = ids_across(found, corner_row, {c.key for c in tab.columns}) | {"id": corner_column}
        for row in tab.rows:
            id, name = row.key.partition(":")[2], named.get(row.key)
            here = name is not None and any(
                same_title(found.title, title) for title in (name.tab, renamed.get(name.tab, name.tab))
            )
            stands = name is not None and here and _agrees(found, name.row, corner_column, id, ids, known)
            if name is not None and stands:
                rows[row.key] = name.row
            elif id in ids:
                rows[row.key] = ids[id]
                if row.key in named:
                    unnamed.append((row.key, name is not None))
        rows[f"{tab.key}:columns"] = corner_row
    titles = {tab.key: located[tab.key][0].title if tab.key in located else tab.title for tab in plan.tabs}
    places: list[Mapping[str, object]] = [titles, rows, *columns.values()]
    key = tuple(frozenset(held.items()) for held in places)
    book = _BOOKS.get(plan, key, lambda: AddressBook(titles, rows, columns, plan.spans, plan.periods, order_of(plan)))
    return book, tuple(unnamed)


def _agrees(tab: FoundTab, row: int, column: int, id: str, ids: Mapping[str, int], known: Set[str]) -> bool:
    """Does a name's row carry its id? Where the id is nowhere: does it at least carry none of another row?

    Sorting leaves names behind where rows move, and the row that a name was left on may be that of another input.
    """
    held = tab.cells.get((row, column), EMPTY).value
    return held == id or (id not in ids and held not in known)


def _typed(
    plan: Plan, addresses: AddressBook, cells: Mapping[str, Mapping[tuple[int, int], FoundCell]]
) -> Iterator[tuple[tuple[str, str], FoundCell]]:
    """What stands in the cells that people type into."""
    for tab in plan.tabs:
        for row in tab.rows:
            if row.key not in addresses.rows:
                continue
            for column, cell in row.cells.items():
                if cell.style in TYPED_STYLES and column in addresses.columns[tab.key]:
                    found = cells[tab.key].get(addresses.at(row.key, column))
                    if found is not None:
                        yield (row.key, column), found


def _inputs(
    catalogue: Catalogue,
    span: Calendar,
    typed: Mapping[tuple[str, str], FoundCell],
    readings: Mapping[tuple[str, str], Reading],
) -> dict[str, dict[str, float]]:
    inputs: dict[str, dict[str, float]] = {}
    for key in catalogue.items:
        for period in span.keys:
            place = (f"{CALCULATOR}:{key}", period)
            reading = readings.get(place)
            value = typed.get(place, EMPTY).value
            if reading is not None:
                value = reading.value if reading.kind == NUMBER else None
            if isinstance(value, (int, float)) and is_number(value):
                inputs.setdefault(key, {})[period] = value
    return inputs


def with_typed(filled: Filled, numbers: Mapping[tuple[str, str], float]) -> Filled:
    """The report as it is once these numbers stand at their places (row and column key), its results not yet."""
    cells = {tab: dict(held) for tab, held in filled.cells.items()}
    for place, value in numbers.items():
        cells[place[0].partition(":")[0]][filled.addresses.at(*place)] = FoundCell(value)
    typed = filled.typed | {place: FoundCell(value) for place, value in numbers.items()}
    readings = {place: reading for place, reading in filled.readings.items() if place not in numbers}
    return filled._replace(
        cells=cells,
        typed=typed,
        readings=readings,
        inputs=_inputs(filled.catalogue, filled.calendar, typed, readings),
        plan=_with_numbers(filled.plan, typed),
    )


def _with_numbers(plan: Plan, typed: Mapping[tuple[str, str], FoundCell]) -> Plan:
    """The plan with the typed numbers in its cells; what is no number stays out, as in a new report."""
    numbers: dict[str, dict[str, float]] = {}
    for (row, column), cell in typed.items():
        if isinstance(cell.value, (int, float)) and is_number(cell.value):
            numbers.setdefault(row, {})[column] = cell.value
    tabs = tuple(
        tab._replace(rows=tuple(_filled(row, numbers[row.key]) if row.key in numbers else row for row in tab.rows))
        for tab in plan.tabs
    )
    return plan._replace(tabs=tabs)


def _filled(row: Row, numbers: Mapping[str, float]) -> Row:
    typed = {column: row.cells[column]._replace(content=value) for column, value in numbers.items()}
    return row._replace(cells={**row.cells, **typed})
