"""The metrics tab: headline strip, then one row per metric under its section."""

from __future__ import annotations

from sheets_gen.formula.nodes import Ref, Span
from sheets_gen.periods import parse_key
from sheets_gen.plan.headline import picker, strip
from sheets_gen.plan.metric_row import MetricRow
from sheets_gen.plan.model import Cell, Column, Conditional, Merge, Name, Note, Row, Tab
from sheets_gen.plan.report import (
    METRICS,
    PICKER,
    Report,
    blank_row,
    columns,
    header_row,
    ids_row,
    partial_totals,
    period_numbers,
)
from sheets_gen.plan.totals import total_notes
from sheets_gen.plan.widths import fitting, pages_wide, titled

BEFORE = (("id", 6.5), ("label", 32.0), ("unit", 8.0), ("target", 9.0))
AFTER = (
    ("latest", 10.0),
    ("change", 10.0),
    ("reading", 11.0),
    ("status", 10.0),
    ("n", 8.0),
    ("low", 9.0),
    ("high", 9.0),
    ("trend", 18.0),
)
READINGS = ("up", "down", "up_better", "up_worse", "down_better", "down_worse", "same", "noise")


def metrics_tab(report: Report) -> tuple[Tab, tuple[Name, ...]]:
    """The tab and the defined names of its rows."""
    titles = {key: report.word(f"column_{key}") for key, _ in BEFORE + AFTER if key != "id"}
    keys = _columns(report, titles)
    tracked = [MetricRow(report, entry) for entry in report.catalogue.entries]
    cards, merges = strip(report, keys)
    table = _sections(report, tracked, keys)
    rows = (
        ids_row(METRICS, keys),
        period_numbers(report, METRICS),
        Row(f"{METRICS}:title", {"label": Cell(report.title(), "title")}, 30),
        Row(f"{METRICS}:subtitle", {"label": Cell(report.subtitle(), "subtitle")}, 17),
        *cards,
        blank_row(f"{METRICS}:gap", 7),
        header_row(report, METRICS, titles),
        *table,
        *report.carried.compared,
    )
    tab = Tab(
        key=METRICS,
        title=report.word("tab_metrics"),
        color="accent",
        columns=keys,
        rows=rows,
        freeze=Ref(table[0].key, report.left),
        repeat_row=f"{METRICS}:period",
        merges=merges,
        notes=_notes(report, tracked),
        validations=(picker(report), *(v for one in tracked for v in one.validations)),
        conditionals=_conditionals(report, tracked, merges),
        sparklines=tuple(one.sparkline for one in tracked if one.sparkline is not None),
        charts=(),
        pages_wide=pages_wide(keys),
    )
    names = [Name(f"m_{one.entry.id}", report.all_periods(one.key)) for one in tracked]
    names.append(Name("report_period", Span(PICKER.row, PICKER.column, PICKER.column)))
    return tab, tuple(names)


def _columns(report: Report, titles: dict[str, str]) -> tuple[Column, ...]:
    """The columns, wide enough for this language and these metrics."""
    entries, word = report.catalogue.entries, report.word
    fitted = {
        "label": fitting((e.metric.label for e in entries), 32, 46),
        "unit": fitting((report.catalogue.unit_label(e.metric.unit) for e in entries), 8, 16),
        "reading": fitting(map(word, READINGS), 11, 22) + 1,
        "status": fitting(map(word, ("met", "missed")), 10, 20) + 1,
    }
    before, after = (tuple((key, fitted.get(key, width)) for key, width in part) for part in (BEFORE, AFTER))
    return columns(report, titled(before, titles), titled(after, titles))


def _sections(report: Report, tracked: list[MetricRow], keys: tuple[Column, ...]) -> list[Row]:
    """The rows under their headings: main metrics first, then secondary ones."""
    rows: list[Row] = []
    labels = {s.id: s.label for s in report.catalogue.template.sections}
    before = ("", "")
    for one in tracked:
        metric = one.entry.metric
        here = (metric.tier, metric.section)
        if here != before:
            text = labels[metric.section]
            if metric.tier != "main":
                text = report.word("secondary").format(section=text)
            cells = {c.key: Cell(None, "section") for c in keys if c.key != "id"}
            cells["label"] = Cell(text, "section")
            rows.append(Row(f"{METRICS}:section.{here[0]}.{here[1]}", cells, 26))
            before = here
        rows.append(one.row)
    return rows


def _notes(report: Report, tracked: list[MetricRow]) -> tuple[Note, ...]:
    notes = [Note(Ref(one.key, "label"), f"{one.entry.metric.description}\n\nid: {one.entry.id}") for one in tracked]
    notes.append(Note(Ref(f"{METRICS}:period", "low"), report.word("interval_note")))
    notes.append(Note(Ref(f"{METRICS}:period", "reading"), report.word("reading_note")))
    for rollup in report.calendar.rollups:
        text = report.word("rollup_note" if rollup.whole else "rollup_part_note")
        first, last = (report.period_text(parse_key(key, report.calendar.every)) for key in (rollup.first, rollup.last))
        notes.append(Note(Ref(f"{METRICS}:period", rollup.key), text.format(first=first, last=last)))
    for one in tracked:
        notes.extend(total_notes(report, one.entry))
    return tuple(notes)


def _conditionals(report: Report, tracked: list[MetricRow], merges: tuple[Merge, ...]) -> tuple[Conditional, ...]:
    """Green and red, always beside a word and a sign; a change inside the noise has neither."""
    first, last = tracked[0].key, tracked[-1].key
    readings = (("good", "up_better"), ("good", "down_better"), ("bad", "up_worse"), ("bad", "down_worse"))
    statuses = (("good", "met"), ("bad", "missed"))
    areas = [
        (Ref(first, "reading"), Ref(last, "reading"), readings),
        (Ref(first, "status"), Ref(last, "status"), statuses),
    ]
    cards = [m.where for m in merges if m.where.row == f"{METRICS}:headline_name"]
    if cards:
        start, end = cards[0].first, cards[-1].last
        areas.append((Ref(f"{METRICS}:headline_change", start), Ref(f"{METRICS}:headline_change", end), readings))
        areas.append((Ref(f"{METRICS}:headline_status", start), Ref(f"{METRICS}:headline_status", end), statuses))
    judged = tuple(
        Conditional(start, end, style, begins=report.word(word)) for start, end, words in areas for style, word in words
    )
    return (*judged, *partial_totals(report, first, last))
