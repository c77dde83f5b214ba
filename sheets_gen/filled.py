"""A snapshot understood as our report: which report it is, where its rows and columns stand, what was typed.

Rows are found by defined name, else by the id in the first column; columns by the ids in the first row. Never by
address, so people may insert rows and columns, sort sections and rename tabs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sheets_gen.catalogue import Catalogue, resolve
from sheets_gen.config import Config
from sheets_gen.errors import NotOurReport, UsageProblem
from sheets_gen.formula.functions import Value, is_number
from sheets_gen.periods import EVERY, Calendar, calendar, parse_key
from sheets_gen.plan.addresses import AddressBook
from sheets_gen.plan.build import build
from sheets_gen.plan.calculate import serial
from sheets_gen.plan.model import Plan
from sheets_gen.plan.report import CALCULATOR, METRICS, PICKER, VOLUME
from sheets_gen.snapshot import FoundCell, FoundTab, Snapshot
from sheets_gen.template.schema import Template

EMPTY = FoundCell(None)
TYPED_STYLES = ("input", "picker")
ID_COLUMNS = 4
"""The ids stand in the first column; people may have put a few columns before it."""


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
    """Typed numbers by input key and period."""
    typed: dict[tuple[str, str], FoundCell]
    """Every non-empty typed cell by row and column key, whatever it holds."""
    unnamed: tuple[str, ...]
    """Rows whose defined name is gone, found by id."""

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
    settings = _settings(snapshot)
    located = _tabs(snapshot)
    if not settings.get("report_metrics") or CALCULATOR not in located:
        raise NotOurReport(
            "holds no report of sheets-gen (its settings or its calculator tab are gone); make one with sheets-gen new"
        )
    config = _config(settings, template, located[CALCULATOR][0])
    catalogue = resolve(template, config)
    span = _calendar(settings)
    blank = build(catalogue, span, {}, version=settings.get("report_generator_version", ""))
    addresses, unnamed = _locate(blank, snapshot, located)
    cells = {tab: found.cells for tab, (found, _, _) in located.items()}
    typed = dict(_typed(blank, addresses, cells))
    inputs = _inputs(catalogue, span, typed)
    targets = _targets(catalogue, typed)
    picked = _picked(span, typed)
    plan = build(
        resolve(template, config._replace(targets=targets)),
        span,
        inputs,
        picked=picked,
        version=settings.get("report_generator_version", ""),
    )
    return Filled(catalogue, span, settings, plan, addresses, cells, inputs, typed, unnamed)


def _settings(snapshot: Snapshot) -> dict[str, str]:
    """``report_*`` settings by the id in the first columns of any tab, else by name.

    Ids come first because they move with their row in every program; some leave names behind.
    """
    found: dict[str, str] = {}
    for tab in snapshot.tabs:
        for (row, column), cell in tab.cells.items():
            if isinstance(cell.value, str) and cell.value.startswith("report_") and column <= ID_COLUMNS:
                found.setdefault(cell.value, _text(tab.cells.get((row, column + 2), EMPTY).value))
    for name, place in snapshot.names.items():
        named = snapshot.tab(place.tab)
        if name.startswith("report_") and name not in found and named is not None:
            found[name] = _text(named.cells.get((place.row, place.first), EMPTY).value)
    return found


def _text(value: Value) -> str:
    return "" if value is None else str(value)


def _tabs(snapshot: Snapshot) -> dict[str, tuple[FoundTab, int, int]]:
    """Our tabs by key with the row and column of their corner (1-based), whatever they are called now.

    The corner holds the tab's key; where it is gone, the tab's name or the names of its rows tell.
    """
    found: dict[str, tuple[FoundTab, int, int]] = {}
    prefixes = {CALCULATOR: "in_", METRICS: "m_", VOLUME: "tab_volume"}
    for key, prefix in prefixes.items():
        for tab in snapshot.tabs:
            corner = next((at for at in _CORNERS if tab.cells.get(at, EMPTY).value == key), None)
            if corner is not None:
                found.setdefault(key, (tab, *corner))
        inside = [n.tab for name, n in snapshot.names.items() if name.startswith(prefix)]
        named = snapshot.tab(max(inside, key=inside.count)) if inside and key not in found else None
        if named is not None:
            found[key] = (named, 1, 1)
    return found


_CORNERS = tuple((row, column) for row in range(1, 31) for column in range(1, ID_COLUMNS + 1))


def _config(settings: Mapping[str, str], template: Template, calculator: FoundTab) -> Config:
    ids = tuple(settings["report_metrics"].split())
    unknown = [id for id in ids if id not in template.metrics]
    if unknown:
        raise NotOurReport(
            f"holds metrics this template ({template.version}) does not know: {', '.join(unknown[:5])}; "
            f"it was made from version {settings.get('report_template_version') or '?'}"
        )
    labels = {
        cell.value: calculator.cells.get((row, column + 1), EMPTY).value
        for (row, column), cell in calculator.cells.items()
        if isinstance(cell.value, str) and "." in cell.value
    }
    families = {given.members: given.id for given in template.inputs.values() if given.members}
    members = {
        list_id: {id: str(labels.get(f"{families[list_id]}.{id}") or id) for id in text.split()}
        for list_id in template.members
        if (text := settings.get(f"report_{list_id}", ""))
    }
    language = settings.get("report_language", "en")
    return Config(
        title=settings.get("report_title", ""),
        team=settings.get("report_team", ""),
        currency=settings.get("report_currency", ""),
        time_zone=settings.get("report_time_zone", ""),
        language=language if language in template.words else "en",
        metrics=ids,
        headline=tuple(id for id in settings.get("report_headline", "").split() if id in ids),
        members=members,
    )


def _calendar(settings: Mapping[str, str]) -> Calendar:
    every, start, count = (settings.get(f"report_{key}", "") for key in ("every", "start", "periods"))
    try:
        if every not in EVERY:
            raise ValueError("period")
        return calendar(parse_key(start, every), int(float(count)), every)
    except (ValueError, UsageProblem):
        raise NotOurReport(
            f"has damaged settings: first period {start!r}, {count!r} periods by {every!r}; "
            "restore them in the calculator"
        ) from None


def _locate(
    plan: Plan, snapshot: Snapshot, located: Mapping[str, tuple[FoundTab, int, int]]
) -> tuple[AddressBook, tuple[str, ...]]:
    named = {name.where.row: snapshot.names.get(name.name) for name in plan.names}
    rows: dict[str, int] = {}
    columns: dict[str, dict[str, int]] = {}
    unnamed: list[str] = []
    for tab in plan.tabs:
        columns[tab.key] = {}
        if tab.key not in located:
            continue
        found, corner_row, corner_column = located[tab.key]
        ids = _ids_down(found, corner_column)
        columns[tab.key] = _ids_across(found, corner_row, {c.key for c in tab.columns}) | {"id": corner_column}
        for row in tab.rows:
            id, name = row.key.partition(":")[2], named.get(row.key)
            stands = name is not None and name.tab == found.title and _agrees(found, name.row, corner_column, id, ids)
            if name is not None and stands:
                rows[row.key] = name.row
            elif id in ids:
                rows[row.key] = ids[id]
                if row.key in named:
                    unnamed.append(row.key)
        rows[f"{tab.key}:columns"] = corner_row
    titles = {tab.key: located[tab.key][0].title if tab.key in located else tab.title for tab in plan.tabs}
    return AddressBook(titles, rows, columns, plan.spans, plan.periods), tuple(unnamed)


def _agrees(tab: FoundTab, row: int, column: int, id: str, ids: Mapping[str, int]) -> bool:
    """Does a name's row carry its id, or is the id nowhere? Some programs leave names behind when rows move."""
    return tab.cells.get((row, column), EMPTY).value == id or id not in ids


def _ids_down(tab: FoundTab, column: int) -> dict[str, int]:
    """Row numbers by the ids in the id column; of a doubled id the first."""
    found: dict[str, int] = {}
    for (row, at), cell in sorted(tab.cells.items()):
        if at == column and isinstance(cell.value, str):
            found.setdefault(cell.value, row)
    return found


def _ids_across(tab: FoundTab, row: int, known: set[str]) -> dict[str, int]:
    """Column numbers by the ids in the hidden first row."""
    found: dict[str, int] = {}
    for (at, column), cell in sorted(tab.cells.items()):
        if at == row and str(cell.value) in known:
            found.setdefault(str(cell.value), column)
    return found


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
    catalogue: Catalogue, span: Calendar, typed: Mapping[tuple[str, str], FoundCell]
) -> dict[str, dict[str, float]]:
    inputs: dict[str, dict[str, float]] = {}
    for key in catalogue.items:
        for period in span.keys:
            value = typed.get((f"{CALCULATOR}:{key}", period), EMPTY).value
            if isinstance(value, (int, float)) and is_number(value):
                inputs.setdefault(key, {})[period] = value
    return inputs


def _targets(catalogue: Catalogue, typed: Mapping[tuple[str, str], FoundCell]) -> dict[str, float]:
    found: dict[str, float] = {}
    for entry in catalogue.entries:
        value = typed.get((f"{METRICS}:{entry.id}", "target"), EMPTY).value
        if isinstance(value, (int, float)) and is_number(value):
            found[entry.id] = value
    return found


def _picked(span: Calendar, typed: Mapping[tuple[str, str], FoundCell]) -> str:
    value = typed.get((PICKER.row, PICKER.column), EMPTY).value
    return next((p.key for p in span.periods if serial(p.start) == value), "")
