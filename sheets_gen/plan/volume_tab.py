"""The ticket volume tab: one table per distribution, the first with its line chart."""

from __future__ import annotations

from sheets_gen.formula.nodes import Ref
from sheets_gen.plan.model import Cell, Row, Tab
from sheets_gen.plan.rates import RateTable
from sheets_gen.plan.report import ROW_HEIGHT, VOLUME, Report, columns, header_row, ids_row, period_numbers
from sheets_gen.plan.volume_table import VolumeTable
from sheets_gen.plan.widths import fitting, pages_wide, titled

BEFORE = (("id", 6.5), ("label", 32.0), ("unit", 8.0), ("share_of_span", 9.0))
AFTER = (("latest", 10.0), ("share", 10.0), ("change", 11.0), ("trend", 18.0))


def volume_tab(report: Report) -> Tab:
    """The tab; its rows are links, so it has no names of its own."""
    titles = {key: report.word(f"column_{key}") for key, _ in BEFORE + AFTER if key != "id"}
    titles["label"] = report.word("column_part")
    named = [e for e in report.catalogue.entries if e.tree is None]
    labels = [item.label for e in named for item in e.items] + [e.metric.label for e in named]
    before = tuple((key, fitting(labels, width, 46) if key == "label" else width) for key, width in BEFORE)
    keys = columns(report, titled(before, titles), titled(AFTER, titles))
    tables = [RateTable(report, e, keys) if e.metric.per else VolumeTable(report, e, keys) for e in named]
    rows = [
        ids_row(VOLUME, keys),
        period_numbers(report, VOLUME),
        Row(f"{VOLUME}:title", {"label": Cell(report.word("tab_volume"), "title")}, 30),
        Row(f"{VOLUME}:subtitle", {"label": Cell(report.subtitle(), "subtitle")}, 17),
        header_row(report, VOLUME, titles),
        *(row for table in tables for row in table.rows),
    ]
    if not tables:
        rows.append(Row(f"{VOLUME}:nothing", {"label": Cell(report.word("no_tables"), "label")}, ROW_HEIGHT))
    return Tab(
        key=VOLUME,
        title=report.word("tab_volume"),
        color="chart",
        columns=keys,
        rows=tuple(rows),
        freeze=Ref(rows[5].key, report.left),
        repeat_row=f"{VOLUME}:period",
        merges=(),
        notes=tuple(n for table in tables for n in table.notes),
        validations=(),
        conditionals=tuple(c for table in tables for c in table.conditionals),
        sparklines=tuple(s for table in tables for s in table.sparklines),
        charts=tuple(c for table in tables for c in table.charts),
        pages_wide=pages_wide(keys),
    )
