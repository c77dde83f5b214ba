"""What a report is built of: tabs, rows, columns, names, ids, settings and labels."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from sheets_gen.catalogue import is_newer
from sheets_gen.filled import TYPED_STYLES, Filled
from sheets_gen.findings import ERROR, INFO, WARNING, Finding
from sheets_gen.identify import corners
from sheets_gen.plan.addresses import letters
from sheets_gen.plan.model import Formula
from sheets_gen.plan.report import CALCULATOR
from sheets_gen.verify.compare import plain, same_value
from sheets_gen.verify.fault import fault, row_fault
from sheets_gen.verify.say import say, shown


def missing_places(filled: Filled) -> Iterator[Finding]:
    """Tabs, rows and columns of the definition that are not in the workbook."""
    for tab in filled.plan.tabs:
        if tab.key not in filled.cells:
            hint = say(filled, "restore_tab")
            yield Finding("S105", ERROR, tab.title, say(filled, "S105"), hint, tab=tab.title)
            continue
        columns = filled.addresses.columns[tab.key]
        title = filled.addresses.titles[tab.key]
        for column in tab.columns:
            if column.key not in columns:
                text = say(filled, "S104", id=column.key)
                yield Finding("S104", ERROR, title, text, say(filled, "restore_place"), period=column.key, tab=title)
        for row in tab.rows:
            if "id" in row.cells and row.key not in filled.addresses.rows:
                text, hint = say(filled, "S103", id=row.key.partition(":")[2]), say(filled, "restore_place")
                yield row_fault(filled, "S103", ERROR, row.key, text, hint)


def lost_names(filled: Filled) -> Iterator[Finding]:
    """Rows found by id, whose defined name is gone or says otherwise."""
    for key, elsewhere in filled.unnamed:
        if elsewhere:
            yield row_fault(filled, "S107", WARNING, key, say(filled, "S107"), say(filled, "swap_back"))
        else:
            yield row_fault(filled, "S106", INFO, key, say(filled, "S106"))


def _version(filled: Filled) -> str:
    """The template version that the report was made from."""
    return filled.catalogue.config.made_from or filled.catalogue.template.version


def changed_settings(filled: Filled) -> Iterator[Finding]:
    """Settings that do not say what stands in the tabs."""
    for name, expected in wrong_settings(filled):
        said = filled.settings.get(name, "")
        text = say(filled, "S110", found=shown(said or None, filled), expected=shown(expected, filled))
        yield _setting(filled, ERROR, name, text, say(filled, "put_setting_back"), said, expected)


def _setting(filled: Filled, level: str, name: str, text: str, hint: str, said: str, expected: str) -> Finding:
    """At the cell that holds the setting, so that a mark in a copy stands where the change is to be made."""
    row, told = f"{CALCULATOR}:{name}", {"found": said, "expected": expected}
    if filled.has(row, "unit"):
        at = fault(filled, "S110", level, (row, "unit"), text, hint, **told)
        return at._replace(where=f"{at.tab}!{at.cell} {name}")
    return row_fault(filled, "S110", level, row, text, hint, **told)


def newer_template(filled: Filled) -> Iterator[Finding]:
    """S110 as a note: a version newer than this template's, of whose labels nothing is known here."""
    said, ours = _version(filled), filled.catalogue.template.version
    if is_newer(said, ours):
        text = say(filled, "S110_newer", found=said, expected=ours)
        yield _setting(filled, INFO, "report_template_version", text, say(filled, "update_tool"), said, ours)


def wrong_settings(filled: Filled) -> Iterator[tuple[str, str]]:
    """Names of settings that say otherwise than the tabs, with what the tabs hold."""
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
    shown_first = " ".join(config.headline)
    if shown_first and " ".join(filled.settings.get("report_headline", "").split()) != shown_first:
        yield "report_headline", shown_first
    for name, expected in standing.items():
        said = filled.settings.get(name, "")
        plain_said = " ".join(sorted(said.split())) if " " in expected or " " in said else said
        if plain_said != expected:
            yield name, expected


def doubled_ids(filled: Filled) -> Iterator[Finding]:
    """Ids that stand twice in a tab's id column: a copied row, of which only one is read."""
    for tab in filled.plan.tabs:
        column = filled.addresses.columns[tab.key].get("id")
        ours = {row.key.partition(":")[2] for row in tab.rows if "id" in row.cells}
        texts = [cell.value for (_, at), cell in filled.cells.get(tab.key, {}).items() if at == column]
        for id, count in Counter(text for text in texts if isinstance(text, str)).items():
            if count > 1 and id in ours:
                text = say(filled, "S112", id=id, count=count)
                yield row_fault(filled, "S112", WARNING, f"{tab.key}:{id}", text, say(filled, "delete_copy"))


def copied_tabs(filled: Filled) -> Iterator[Finding]:
    """S112 for a tab as a whole: copies of a tab of ours, which nothing reads."""
    for key, (ours, _, _) in filled.located.items():
        found = corners(filled.snapshot, key)
        for tab, row, column in found:
            if tab.title != ours.title:
                text, cell = say(filled, "S112", id=key, count=len(found)), f"{letters(column)}{row}"
                yield Finding(
                    "S112", WARNING, f"{tab.title} {key}", text, say(filled, "delete_copy"), tab=tab.title, cell=cell
                )


def changed_texts(filled: Filled) -> Iterator[Finding]:
    """Labels and fixed numbers that are not what the definition says; harmless unless rows were mixed up."""
    if _version(filled) != filled.catalogue.template.version:
        return  # another version had other words
    for tab in filled.plan.tabs:
        labels = {row.cells["label"].content for row in tab.rows if "id" in row.cells and "label" in row.cells} - {None}
        for row in tab.rows:
            if ":report_" in row.key:
                continue
            headings = filled.calendar.keys if row.key == f"{tab.key}:period" else ()
            for column, cell in row.cells.items():
                content = cell.content
                if content is None or isinstance(content, (Formula, dt.date)) or cell.style in TYPED_STYLES:
                    continue
                if column in headings or not filled.has(row.key, column):
                    continue
                found = filled.cell(row.key, column).value
                if not same_value(found, content):
                    # A label of another row: people type beside what they read.
                    level = INFO if isinstance(content, str) and found not in labels else WARNING
                    text = say(filled, "S113", found=shown(found, filled), expected=shown(content, filled))
                    yield fault(filled, "S113", level, (row.key, column), text, found=plain(found), expected=content)
