"""The calculator tab as a whole: heading, blocks, report settings, and the hidden rows that charts read."""

from __future__ import annotations

from sheets_gen.catalogue import Catalogue
from sheets_gen.formula.nodes import BLANK, HERE, Binary, Number, Ref, Span, Stack, call, if_
from sheets_gen.plan.block import Block
from sheets_gen.plan.model import Cell, Conditional, Formula, Name, Row, Tab
from sheets_gen.plan.report import (
    CALCULATOR,
    METRICS,
    PICKER,
    ROW_HEIGHT,
    Report,
    blank_row,
    columns,
    fill,
    header_row,
    ids_row,
    literal_format,
    metric_row,
    period_numbers,
    tracker_row,
)
from sheets_gen.plan.widths import fitting, pages_wide, titled
from sheets_gen.template.schema import ROLLUPS, Template

BEFORE = (("id", 6.5), ("label", 40.0), ("unit", 9.0), ("rollup", 10.0))
SETTINGS_SINCE = {"report_profile": "1.1", "report_custom": "1.1", "report_waive": "1.1"}
"""Settings that an older report does not have; options came with the same version."""
_OPTIONS_SINCE = "1.1"
WAIVE = "report_waive"
"""The one setting that people are meant to type into: a finding that they know and accept in each line."""


def calculator_tab(report: Report) -> tuple[Tab, tuple[Name, ...]]:
    """The tab and the defined names of its rows."""
    keys = columns(report, _before(report), ())
    blocks = [Block(report, entry, keys) for entry in report.catalogue.entries]
    settings = _settings(report)
    rows = (
        ids_row(CALCULATOR, keys),
        Row(f"{CALCULATOR}:title", {"label": Cell(report.word("tab_calculator"), "title")}, 28),
        Row(f"{CALCULATOR}:hint", {"label": Cell(report.word("calculator_hint"), "subtitle")}, 18),
        _filled(report),
        _period_numbers(report),
        header_row(report, CALCULATOR, _titles(report)),
        blank_row(f"{CALCULATOR}:gap", 6),
        *(row for block in blocks for row in block.rows),
        *settings,
        *_chart_rows(report),
        *report.carried.kept,
    )
    tab = Tab(
        key=CALCULATOR,
        title=report.word("tab_calculator"),
        color="input",
        columns=keys,
        rows=rows,
        freeze=Ref(f"{CALCULATOR}:gap", report.left),
        repeat_row=f"{CALCULATOR}:period",
        merges=tuple(m for block in blocks for m in block.merges),
        notes=tuple(n for block in blocks for n in block.notes),
        validations=tuple(v for block in blocks for v in block.validations),
        conditionals=(_complete(report),),
        sparklines=(),
        charts=(),
        pages_wide=pages_wide(keys),
    )
    names = (*(n for block in blocks for n in block.names), *_setting_names(settings))
    return tab, names


def _before(report: Report) -> tuple[tuple[str, float], ...]:
    """The first columns, wide enough for this language and these inputs."""
    labels = [item.label for item in report.catalogue.items.values()]
    labels += [entry.metric.label for entry in report.catalogue.entries]
    units = [report.catalogue.unit_label(item.source.unit) for item in report.catalogue.items.values()]
    rollups = [report.word(f"rollup_{kind}") for kind in ROLLUPS]
    fitted = {"label": fitting(labels, 40, 52), "unit": fitting(units, 9, 18), "rollup": fitting(rollups, 10, 18)}
    return titled(tuple((key, fitted.get(key, width)) for key, width in BEFORE), _titles(report))


def _titles(report: Report) -> dict[str, str]:
    return {
        "label": report.word("column_input"),
        "unit": report.word("column_unit"),
        "rollup": report.word("column_rollup"),
    }


def _filled(report: Report) -> Row:
    """How many of the inputs each period has, and how many there are."""
    count = Formula(call("COUNT", *_runs(report)))
    cells = {
        "id": Cell("filled", "id"),
        "label": Cell(report.word("filled"), "minor_label"),
        "rollup": Cell(len(report.catalogue.items), "filled_of", _of_format(report)),
        **fill(report.calendar.keys, count, "filled", "0"),
    }
    return Row(f"{CALCULATOR}:filled", cells, 15)


def _of_format(report: Report) -> str:
    """``of 53``, as a number format."""
    return literal_format(report.word("filled_of"), {}, {"count": "0"})


def _runs(report: Report) -> list[Stack]:
    """The typed rows as few ranges: rows of one block stand under each other."""
    runs: list[Stack] = []
    for entry in report.catalogue.entries:
        typed = [item.key for item in entry.items if report.catalogue.owners[item.key] == entry.id]
        start = 0
        order = [item.key for item in entry.items]
        while start < len(typed):
            end = start
            while end + 1 < len(typed) and order.index(typed[end + 1]) == order.index(typed[end]) + 1:
                end += 1
            runs.append(Stack(f"{CALCULATOR}:{typed[start]}", f"{CALCULATOR}:{typed[end]}", HERE))
            start = end + 1
    return runs


def _complete(report: Report) -> Conditional:
    row = f"{CALCULATOR}:filled"
    rule = Formula(Binary("=", Ref("", HERE), Ref("", "rollup")))
    return Conditional(Ref(row, report.first), Ref(row, report.last), "good", rule=rule)


def _period_numbers(report: Report) -> Row:
    row = period_numbers(report, CALCULATOR)
    return Row(row.key, {**row.cells, "label": Cell(report.word("period_no"), "minor_label")}, 12)


def settings_of(report: Report) -> dict[str, str]:
    """The report's settings by name: what a reader needs to know which report it holds."""
    catalogue, config = report.catalogue, report.catalogue.config
    return {
        "report_template": catalogue.template.id,
        "report_template_version": catalogue.template.version,
        "report_generator_version": report.version,
        "report_title": report.title(),
        "report_team": config.team,
        "report_start": report.first,
        "report_periods": str(len(report.calendar.periods)),
        "report_every": report.calendar.every,
        "report_language": config.language,
        "report_currency": config.currency,
        "report_time_zone": config.time_zone,
        "report_profile": config.profile,
        "report_metrics": " ".join(e.id for e in catalogue.entries),
        "report_headline": " ".join(catalogue.headline),
        **{f"report_{list_id}": _members(catalogue, list_id) for list_id in catalogue.template.members},
        **{f"report_{id}": config.options.get(id, known[0]) for id, known in catalogue.template.options.items()},
        "report_custom": config.custom,
        WAIVE: "\n".join(config.waive),
    }


def setting_since(template: Template, name: str) -> str:
    """The template version with which a setting came; empty: it was always there."""
    is_option = name.removeprefix("report_") in template.options
    return _OPTIONS_SINCE if is_option else SETTINGS_SINCE.get(name, "")


def _members(catalogue: Catalogue, list_id: str) -> str:
    return " ".join(catalogue.members(list_id))


def _settings(report: Report) -> list[Row]:
    rows = [
        Row(f"{CALCULATOR}:settings:head", {"label": Cell(report.word("settings"), "block")}, 22),
        Row(f"{CALCULATOR}:settings:hint", {"label": Cell(report.word("settings_hint"), "subtitle")}, 16),
    ]
    for name, value in settings_of(report).items():
        if report.is_from_before(setting_since(report.catalogue.template, name)):
            continue
        cells = {
            "id": Cell(name, "id"),
            "label": Cell(report.word(f"setting_{name.removeprefix('report_')}"), "label"),
            "unit": Cell(value or None, "setting_open" if name == WAIVE else "setting"),
        }
        rows.append(Row(f"{CALCULATOR}:{name}", cells, ROW_HEIGHT))
    rows.append(blank_row(f"{CALCULATOR}:settings:end"))
    return rows


def _setting_rows(settings: list[Row]) -> list[Row]:
    return [row for row in settings if ":report_" in row.key]


def _setting_names(settings: list[Row]) -> list[Name]:
    return [Name(row.key.partition(":")[2], Span(row.key, "unit", "unit")) for row in _setting_rows(settings)]


def _chart_rows(report: Report) -> list[Row]:
    """Hidden: which period is shown, the periods' names, and the metrics with #N/A where a line has a gap."""
    rows = _shown_rows(report)
    for entry in report.catalogue.entries:
        if entry.tree is None:
            continue
        value = Ref(metric_row(entry.id))
        rule = Formula(if_(call("ISNUMBER", value), value, call("NA")))
        label = report.word("chart_data").format(label=entry.metric.label)
        rows.append(_hidden(f"{entry.id}:chart", label, fill(report.calendar.keys, rule, "minor")))
    return rows


def _hidden(id: str, label: str, cells: dict[str, Cell]) -> Row:
    named = {"id": Cell(id, "id"), "label": Cell(label, "minor_label")}
    return Row(f"{CALCULATOR}:{id}", named | cells, 12, hidden=True)


def _shown_rows(report: Report) -> list[Row]:
    """How many results each period has, which periods have enough to be shown, and what periods are called.

    A period with less than half the results of the fullest one is still being filled in: one early number must not
    empty the headline.
    """
    keys, tracked = report.calendar.keys, [tracker_row(e.id) for e in report.catalogue.entries]
    results, most = Ref(f"{CALCULATOR}:results"), call("MAX", report.all_periods(f"{CALCULATOR}:results"))
    # A metric that is a name counts by its inputs, for only numbers can be counted.
    named = [Ref(f"{metric_row(e.id)}:counted") for e in report.catalogue.entries if e.tree is None]
    count = Formula(call("COUNT", Stack(tracked[0], tracked[-1], HERE), *named))
    enough = Binary(">=", Binary("*", results, Number(2)), most)
    number = if_(enough, Ref(f"{CALCULATOR}:period_no"), Number(0))
    has_data = Formula(if_(Binary("=", results, Number(0)), Number(0), number))
    position = {"rollup": Cell(_position(report), "minor")}
    short = {p.key: Cell(report.period_name(p), "minor") for p in report.calendar.periods}
    long = {p.key: Cell(report.period_text(p), "minor") for p in report.calendar.periods}
    return [
        _hidden("results", report.word("results"), fill(keys, count, "minor", "0")),
        _hidden("has_data", report.word("has_data"), position | fill(keys, has_data, "minor", "0")),
        _hidden("period_name", report.word("period_name"), short),
        _hidden("period_text", report.word("period_text"), long),
    ]


def _position(report: Report) -> Formula:
    """Number of the period shown: the one picked on the metrics tab, else the latest with numbers, else 0."""
    picked, periods = PICKER, report.all_periods(f"{METRICS}:period")
    latest = call("MAX", report.all_periods(f"{CALCULATOR}:has_data"))
    place = call("MATCH", picked, periods, Number(0))
    number = call("INDEX", report.all_periods(f"{METRICS}:period_no"), place)
    known = if_(Binary("=", call("COUNTIFS", periods, picked), Number(0)), Number(0), number)
    return Formula(if_(Binary("=", picked, BLANK), latest, if_(call("ISNUMBER", picked), known, Number(0))))
