"""Which report a workbook holds: its tabs, settings, choices and calendar, told by ids more than by settings.

Settings can be edited by hand, ids rarely are: where the two disagree, what stands in the tabs decides, and verify
says so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import NamedTuple, TypeAlias

from sheets_gen.config import Config
from sheets_gen.errors import NotOurReport, ProblemsFound, UsageProblem
from sheets_gen.evidence import (
    Shown,
    choice_of,
    families_of,
    frame_of,
    language_of,
    members_of,
    version_of,
)
from sheets_gen.formula.functions import Value
from sheets_gen.memo import Memo
from sheets_gen.periods import EVERY, LEAD, Calendar, calendar, parse_key, with_lead
from sheets_gen.plan.report import CALCULATOR, METRICS, VOLUME
from sheets_gen.snapshot import FoundCell, FoundTab, Snapshot
from sheets_gen.template.custom import cleaned, extend
from sheets_gen.template.languages import read_language, speak
from sheets_gen.template.options import with_options
from sheets_gen.template.schema import Template
from sheets_gen.template.shapes import Problem
from sheets_gen.template.toml import holds_huge_number

EMPTY = FoundCell(None)
MAX_CELL_TEXT = 32_767
"""Characters that a cell holds in every program: own definitions of more were written by no report."""
_SPOKEN: Memo[Template] = Memo(12)
ID_COLUMNS = 4
"""The ids stand in the first column; people may have put a few columns before it."""
ID_ROWS = 30
Corner: TypeAlias = tuple[FoundTab, int, int]
"""A tab, and the row and column (1-based) of the cell that holds its key."""
_CORNERS = tuple((row, column) for row in range(1, ID_ROWS + 1) for column in range(1, ID_COLUMNS + 1))


class Identity(NamedTuple):
    """What a workbook says it is."""

    tabs: Mapping[str, Corner]
    settings: Mapping[str, str]
    config: Config
    calendar: Calendar
    template: Template
    """In the report's language, with its options and own definitions."""


def identify(snapshot: Snapshot, template: Template) -> Identity:
    """The report's identity. Raises NotOurReport when there is none, or one this template does not know."""
    tabs = _tabs(snapshot, template)
    settings = _settings(snapshot, tabs)
    if not settings.get("report_metrics") or CALCULATOR not in tabs:
        raise NotOurReport(
            "holds no report of sheets-gen (its settings or its calculator tab are gone); make one with sheets-gen new"
        )
    texts = frozenset(cell.value for cell in tabs[CALCULATOR][0].cells.values() if isinstance(cell.value, str))
    shown = Shown(_beside(tabs[CALCULATOR], "label", 1), _beside(tabs[CALCULATOR], "unit", 2), texts)
    template, options = _settled(settings, template, shown)
    config = _config(settings, template, tabs, shown)._replace(options=options)
    return Identity(tabs, settings, config, _calendar(settings, tabs[CALCULATOR]), template)


def _beside(corner: Corner, column_id: str, usual: int) -> dict[str, Value]:
    """What stands beside each id of the calculator, in one of its columns."""
    tab, corner_row, column = corner
    beside = ids_across(tab, corner_row, {column_id}).get(column_id, column + usual)
    return {id: tab.cells.get((at, beside), EMPTY).value for id, at in ids_down(tab, column).items()}


def _settled(settings: Mapping[str, str], template: Template, shown: Shown) -> tuple[Template, dict[str, str]]:
    """The template as the report makes it, in its language and with its own definitions; and its options."""
    base = template
    with suppress(ProblemsFound):  # the report can be read in English too; docs --check tells of the language
        language = language_of(settings, template, shown)
        template = _SPOKEN.get(template, language, lambda: speak(base, language))
    problems: list[Problem] = []
    custom = settings.get("report_custom", "")
    if custom:
        place = "report_custom"
        try:
            table = json.loads(custom)
        except (ValueError, RecursionError):
            table = None
        if len(custom) > MAX_CELL_TEXT or not isinstance(table, dict) or holds_huge_number(table):
            raise NotOurReport("has damaged settings: its own definitions (report_custom) cannot be read; restore them")
        given = cleaned(table, place, "custom", problems)
        families = families_of(template, given)
        members = {id: members_of(id, held, settings, shown) for id, held in families.items()}
        template = extend(template, given, place, problems, {id: held for id, held in members.items() if held})
    if problems:
        raise NotOurReport(f"has damaged settings: {problems[0]}".splitlines()[0])
    options = {id: choice_of(id, settings, template, shown) for id in template.options}
    options = {id: choice for id, choice in options.items() if choice != template.options[id][0]}
    return with_options(template, options), options


def _settings(snapshot: Snapshot, tabs: Mapping[str, Corner]) -> dict[str, str]:
    """``report_*`` settings by the id in the calculator's first column, else by name.

    Ids come first because they move with their row in every program; some leave names behind.
    """
    found: dict[str, str] = {}
    if CALCULATOR in tabs:
        tab, row, column = tabs[CALCULATOR]
        beside = ids_across(tab, row, {"unit"}).get("unit", column + 2)
        for id, at in ids_down(tab, column).items():
            if id.startswith("report_"):
                found[id] = _text(tab.cells.get((at, beside), EMPTY).value)
    for name, place in snapshot.names.items():
        named = snapshot.tab(place.tab)
        if name.startswith("report_") and name not in found and named is not None:
            found[name] = _text(named.cells.get((place.row, place.first), EMPTY).value)
    return found


def _text(value: Value) -> str:
    return "" if value is None else str(value)


def _tabs(snapshot: Snapshot, template: Template) -> dict[str, Corner]:
    """Our tabs by key, whatever they are called now.

    The corner holds the tab's key; where it is gone, names of the tab's rows tell, else the tab's title.
    """
    found: dict[str, Corner] = {}
    for key, prefix in ((CALCULATOR, "in_"), (METRICS, "m_"), (VOLUME, "tab_volume")):
        inside = [n.tab for name, n in snapshot.names.items() if name.startswith(prefix)]
        held = corners(snapshot, key)
        if held:
            # Of a tab and its copies, the one that the names and the other tabs' formulas look at.
            meant = {title.casefold() for title in (*inside[:1], *(_titles(template, key) if len(held) > 1 else ()))}
            found[key] = next((one for one in held if one[0].title.casefold() in meant), held[0])
        for title in inside[:1] if key in found else (*inside[:1], *_titles(template, key)):
            named = snapshot.tab(title)
            if named is not None:
                found.setdefault(key, (named, 1, 1))
    return found


def corners(snapshot: Snapshot, key: str) -> list[Corner]:
    """Every tab that holds the key in its corner; more than one where a tab was copied."""
    found: list[Corner] = []
    for tab in snapshot.tabs:
        corner = next((at for at in _CORNERS if tab.cells.get(at, EMPTY).value == key), None)
        if corner is not None:
            found.append((tab, *corner))
    return found


def _titles(template: Template, key: str) -> Iterator[str]:
    """What a tab is called in each language; read only when nothing else tells the tab."""
    for id in template.languages:
        language, _ = read_language(template.root, id, [])
        if title := language.words.get(f"tab_{key}"):
            yield title


def ids_down(tab: FoundTab, column: int) -> dict[str, int]:
    """Row numbers by the ids in the id column; of a doubled id the first."""
    found: dict[str, int] = {}
    held = ((row, cell.value) for (row, at), cell in tab.cells.items() if at == column)
    for row, value in sorted((row, value) for row, value in held if isinstance(value, str)):
        found.setdefault(value, row)
    return found


def ids_across(tab: FoundTab, row: int, known: set[str] | None = None) -> dict[str, int]:
    """Column numbers by the ids in the hidden first row, all or the known ones; of a doubled id the first."""
    found: dict[str, int] = {}
    held = ((column, cell.value) for (at, column), cell in tab.cells.items() if at == row)
    for column, value in sorted((column, str(value)) for column, value in held if value is not None):
        if known is None or value in known:
            found.setdefault(value, column)
    return found


def _config(settings: Mapping[str, str], template: Template, tabs: Mapping[str, Corner], shown: Shown) -> Config:
    metrics = _metrics(settings, template, tabs)
    families = families_of(template, {})
    members = {list_id: members_of(list_id, held, settings, shown) for list_id, held in families.items()}
    return Config(
        title=settings.get("report_title", ""),
        team=settings.get("report_team", ""),
        currency=settings.get("report_currency", ""),
        time_zone=settings.get("report_time_zone", ""),
        language=template.language.id,
        profile="",
        metrics=metrics,
        without=tuple(m.id for m in template.metrics.values() if m.own and m.id not in metrics),
        headline=_headline(settings, tabs, metrics),
        members={list_id: held for list_id, held in members.items() if held},
        custom=settings.get("report_custom", ""),
        made_from=version_of(settings, template),
        frame=frame_of(settings, template),
    )


def _metrics(settings: Mapping[str, str], template: Template, tabs: Mapping[str, Corner]) -> tuple[str, ...]:
    """The metrics that the settings name, and those whose rows stand on the metrics tab all the same."""
    said = settings["report_metrics"].split()
    unknown = [id for id in said if id not in template.metrics]
    if unknown:
        named = ", ".join(id[:40] for id in unknown[:5])
        raise NotOurReport(
            f"holds metrics this template ({template.version}) does not know: {named}; "
            f"it was made from version {(settings.get('report_template_version') or '?')[:40]}"
        )
    tab, _, column = tabs.get(METRICS, tabs[CALCULATOR])
    return tuple(dict.fromkeys((*said, *(id for id in ids_down(tab, column) if id in template.metrics))))


_LAST_ROW = re.compile(r"\$?[A-Z]{1,3}\$?([0-9]{1,7})(?![0-9(])")


def _headline(settings: Mapping[str, str], tabs: Mapping[str, Corner], metrics: tuple[str, ...]) -> tuple[str, ...]:
    """The metrics of the headline strip, in the order in which its cells look at their rows."""
    said = tuple(id for id in settings.get("report_headline", "").split() if id in metrics)
    if METRICS not in tabs:
        return said
    tab, _, ids = tabs[METRICS]
    rows = ids_down(tab, ids)
    by_row = {row: id for id, row in rows.items() if id in metrics}
    shown: dict[str, None] = {}
    changes = rows.get("headline_change", 0)
    cards = rows.get("headline_value")
    for column, cell in sorted((at[1], cell) for at, cell in tab.cells.items() if at[0] == cards):
        match = _LAST_ROW.search(cell.formula or "")
        if match is not None and int(match[1]) in by_row:
            change = _LAST_ROW.search(tab.cells.get((changes, column), EMPTY).formula or match[0])
            if change is None or change[1] != match[1]:
                return said  # a card's value and its change speak of two metrics: one of them is a changed formula
            shown[by_row[int(match[1])]] = None
    return tuple(shown) if len(shown) >= len(said) else said


def _calendar(settings: Mapping[str, str], corner: Corner) -> Calendar:
    """The calendar of the settings, or of the column ids where those fit another one better."""
    ids = set(ids_across(corner[0], corner[1]))
    every, start, count = (settings.get(f"report_{key}", "") for key in ("every", "start", "periods"))
    candidates = [found for found in (_said(every, start, count), _standing(ids)) if found is not None]
    if not candidates:
        raise NotOurReport(
            f"has damaged settings: first period {start[:40]!r}, {count[:40]!r} periods by {every[:40]!r}; "
            "restore them in the calculator"
        )

    def fit(found: Calendar) -> int:
        keys = {*found.keys, *(rollup.key for rollup in found.rollups)}
        return len(keys & ids) - len(keys - ids)

    found = max(candidates, key=fit)
    return with_lead(found) if LEAD in ids else found


def _said(every: str, start: str, count: str) -> Calendar | None:
    try:
        return calendar(parse_key(start, every), int(float(count)), every) if every in EVERY else None
    except (ValueError, OverflowError, UsageProblem):
        return None


def _standing(ids: set[str]) -> Calendar | None:
    """The calendar from the earliest to the latest period among the column ids."""
    for every in EVERY:
        found = []
        for id in ids:
            try:
                found.append(parse_key(id, every))
            except ValueError:
                continue
        if found:
            found.sort(key=lambda period: period.start)
            return _until(found[0].key, found[-1].key, every)
    return None


def _until(first: str, last: str, every: str) -> Calendar | None:
    """The calendar that begins and ends with these periods."""
    for count in range(1, 121):
        try:
            made = calendar(parse_key(first, every), count, every)
        except UsageProblem:
            return None
        if made.keys[-1] == last:
            return made
    return None
