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
from sheets_gen.verify.compare import same_value
from sheets_gen.verify.say import say, shown


def missing_places(filled: Filled) -> Iterator[Finding]:
    """Tabs, rows and columns of the definition that are not in the workbook."""
    for tab in filled.plan.tabs:
        if tab.key not in filled.cells:
            yield Finding("S105", ERROR, tab.title, say(filled, "S105"), say(filled, "restore_tab"))
            continue
        columns = filled.addresses.columns[tab.key]
        title = filled.addresses.titles[tab.key]
        for column in tab.columns:
            if column.key not in columns:
                text = say(filled, "S104", id=column.key)
                yield Finding("S104", ERROR, title, text, say(filled, "restore_place"), period=column.key)
        for row in tab.rows:
            if "id" in row.cells and row.key not in filled.addresses.rows:
                yield _missing_row(filled, title, row.key)


def _missing_row(filled: Filled, title: str, key: str) -> Finding:
    tab, _, id = key.partition(":")
    metric = id if tab == METRICS and id in filled.catalogue.template.metrics else ""
    given = id if tab == CALCULATOR and id in filled.catalogue.items else ""
    text, hint = say(filled, "S103", id=id), say(filled, "restore_place")
    return Finding("S103", ERROR, f"{title} {id}", text, hint, metric=metric, input=given)


def lost_names(filled: Filled) -> Iterator[Finding]:
    """Rows found by id, whose defined name is gone or says otherwise."""
    for key, elsewhere in filled.unnamed:
        tab, _, id = key.partition(":")
        where = f"{filled.addresses.titles[tab]} {id}"
        if elsewhere:
            yield Finding("S107", WARNING, where, say(filled, "S107"), say(filled, "swap_back"))
        else:
            yield Finding("S106", INFO, where, say(filled, "S106"))


def _version(filled: Filled) -> str:
    """The template version that the report was made from."""
    return filled.catalogue.config.made_from or filled.catalogue.template.version


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
    config = catalogue.config
    read_as = {"report_language": config.language, "report_template_version": _version(filled)}
    for id, choices in catalogue.template.options.items():
        read_as[f"report_{id}"] = config.options.get(id, choices[0])
    # An older report has no such setting.
    standing |= {name: value for name, value in read_as.items() if name in filled.settings}
    for name, expected in standing.items():
        said = filled.settings.get(name, "")
        plain = " ".join(sorted(said.split())) if " " in expected or " " in said else said
        if plain != expected:
            place = f"{filled.addresses.titles[CALCULATOR]} {name}"
            text = say(filled, "S110", found=shown(said or None, filled), expected=shown(expected, filled))
            hint = say(filled, "put_setting_back")
            yield Finding("S110", ERROR, place, text, hint, found=said, expected=expected)


def changed_headings(filled: Filled) -> Iterator[Finding]:
    """Period headings that name another period than their column holds."""
    for tab in filled.plan.tabs:
        row = f"{tab.key}:period"
        for period in filled.calendar.periods:
            if filled.has(row, period.key) and filled.cell(row, period.key).value != serial(period.start):
                found = shown(filled.cell(row, period.key).value, filled)
                text = say(filled, "S111", period=period.key, found=found, expected=period.start)
                where = filled.where(row, period.key)
                yield Finding("S111", ERROR, where, text, say(filled, "put_date_back"), period=period.key)


def doubled_ids(filled: Filled) -> Iterator[Finding]:
    """Ids that stand twice in a tab's id column: a copied row, of which only one is read."""
    for tab in filled.plan.tabs:
        column = filled.addresses.columns[tab.key].get("id")
        ours = {row.key.partition(":")[2] for row in tab.rows if "id" in row.cells}
        texts = [cell.value for (_, at), cell in filled.cells.get(tab.key, {}).items() if at == column]
        for id, count in Counter(text for text in texts if isinstance(text, str)).items():
            if count > 1 and id in ours:
                where = f"{filled.addresses.titles[tab.key]} {id}"
                text = say(filled, "S112", id=id, count=count)
                yield Finding("S112", WARNING, where, text, say(filled, "delete_copy"))


def changed_texts(filled: Filled) -> Iterator[Finding]:
    """Labels and fixed numbers that are not what the definition says; harmless unless rows were mixed up."""
    if _version(filled) != filled.catalogue.template.version:
        return  # another version had other words
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
                    text = say(filled, "S113", found=shown(found, filled), expected=shown(content, filled))
                    yield Finding("S113", level, filled.where(row.key, column), text)
