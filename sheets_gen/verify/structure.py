"""The frame of a report: tabs, rows, columns, names, ids, settings, headings and labels."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from sheets_gen.filled import TYPED_STYLES, Filled
from sheets_gen.findings import ERROR, INFO, WARNING, Finding
from sheets_gen.plan.calculate import serial
from sheets_gen.plan.model import Formula
from sheets_gen.plan.report import CALCULATOR, METRICS
from sheets_gen.verify.compare import same_value, shown


def missing_places(filled: Filled) -> Iterator[Finding]:
    """Tabs, rows and columns of the definition that are not in the workbook."""
    for tab in filled.plan.tabs:
        if tab.key not in filled.cells:
            yield Finding("S105", ERROR, tab.title, "The tab is missing.", "Restore it from the last good copy.")
            continue
        columns = filled.addresses.columns[tab.key]
        title = filled.addresses.titles[tab.key]
        for column in tab.columns:
            if column.key not in columns:
                text = f"The column '{column.key}' is missing, or its id in the hidden first row is gone."
                yield Finding("S104", ERROR, title, text, _RESTORE, period=column.key)
        for row in tab.rows:
            if "id" in row.cells and row.key not in filled.addresses.rows:
                yield _missing_row(filled, title, row.key)


def _missing_row(filled: Filled, title: str, key: str) -> Finding:
    tab, _, id = key.partition(":")
    metric = id if tab == METRICS and id in filled.catalogue.template.metrics else ""
    given = id if tab == CALCULATOR and id in filled.catalogue.items else ""
    text = f"The row '{id}' is missing: neither its defined name nor its id in the first column is there."
    return Finding("S103", ERROR, f"{title} {id}", text, _RESTORE, metric=metric, input=given)


_RESTORE = "Restore it from the last good copy, or make a new report and copy the typed numbers over."


def lost_names(filled: Filled) -> Iterator[Finding]:
    """Rows found by id, whose defined name is gone or says otherwise."""
    for key, elsewhere in filled.unnamed:
        tab, _, id = key.partition(":")
        where = f"{filled.addresses.titles[tab]} {id}"
        if elsewhere:
            text = "The row's defined name points to another row than its id stands in; the id was believed."
            yield Finding("S107", WARNING, where, text, "If ids or rows were swapped by hand, swap them back.")
        else:
            yield Finding("S106", INFO, where, "The row's defined name is gone; it was found by its id.")


def changed_settings(filled: Filled) -> Iterator[Finding]:
    """Settings that do not say what stands in the tabs."""
    span, catalogue = filled.calendar, filled.catalogue
    standing = {
        "report_every": span.every,
        "report_start": span.keys[0],
        "report_periods": str(len(span.keys)),
        "report_metrics": " ".join(sorted(entry.id for entry in catalogue.entries)),
    }
    for family in catalogue.template.inputs.values():
        if family.members and any(key.startswith(f"{family.id}.") for key in catalogue.items):
            standing[f"report_{family.members}"] = " ".join(sorted(catalogue.members(family.members)))
    for name, expected in standing.items():
        said = filled.settings.get(name, "")
        plain = " ".join(sorted(said.split())) if " " in expected or " " in said else said
        if plain != expected:
            place = f"{filled.addresses.titles[CALCULATOR]} {name}"
            text = (
                f"The setting says {shown(said or None)}, but the tabs hold {shown(expected)}; the tabs were believed."
            )
            yield Finding("S110", ERROR, place, text, "Put the setting back.", found=said, expected=expected)


def changed_headings(filled: Filled) -> Iterator[Finding]:
    """Period headings that name another period than their column holds."""
    for tab in filled.plan.tabs:
        row = f"{tab.key}:period"
        for period in filled.calendar.periods:
            if filled.has(row, period.key) and filled.cell(row, period.key).value != serial(period.start):
                found = shown(filled.cell(row, period.key).value)
                text = f"The heading of {period.key} holds {found}; it should be the date {period.start}."
                where = filled.where(row, period.key)
                yield Finding("S111", ERROR, where, text, "Put the date back.", period=period.key)


def doubled_ids(filled: Filled) -> Iterator[Finding]:
    """Ids that stand twice in a tab's id column: a copied row, of which only one is read."""
    for tab in filled.plan.tabs:
        column = filled.addresses.columns[tab.key].get("id")
        ours = {row.key.partition(":")[2] for row in tab.rows if "id" in row.cells}
        texts = [cell.value for (_, at), cell in filled.cells.get(tab.key, {}).items() if at == column]
        for id, count in Counter(text for text in texts if isinstance(text, str)).items():
            if count > 1 and id in ours:
                where = f"{filled.addresses.titles[tab.key]} {id}"
                text = f"The id '{id}' stands in {count} rows; only one of them is read."
                yield Finding("S112", WARNING, where, text, "Delete the id of the copy, or the copied row.")


def changed_texts(filled: Filled) -> Iterator[Finding]:
    """Labels and fixed numbers that are not what the definition says; harmless unless rows were mixed up."""
    for tab in filled.plan.tabs:
        for row in tab.rows:
            if row.key == f"{tab.key}:period" or ":report_" in row.key:
                continue
            for column, cell in row.cells.items():
                content = cell.content
                if content is None or isinstance(content, (Formula, dt.date)) or cell.style in TYPED_STYLES:
                    continue
                if column == "id" or not filled.has(row.key, column):
                    continue
                found = filled.cell(row.key, column).value
                if not same_value(found, content):
                    level = INFO if isinstance(content, str) else WARNING
                    text = f"The cell holds {shown(found)}; the definition says {shown(content)}."
                    yield Finding("S113", level, filled.where(row.key, column), text)
