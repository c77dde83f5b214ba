"""The shares behind a name such as the best time to call: part by part of two families, where there is enough."""

from __future__ import annotations

from collections.abc import Iterator

from sheets_gen.catalogue import Entry
from sheets_gen.formula.nodes import BLANK, Binary, Node, Number, Ref, call, if_
from sheets_gen.plan.model import Cell, Column, Conditional, Formula, LineChart, Note, Row, Sparkline
from sheets_gen.plan.report import (
    CALCULATOR,
    ROW_HEIGHT,
    VOLUME,
    Report,
    fill,
    input_row,
    metric_row,
)


def members(entry: Entry) -> list[str]:
    """Member ids of the two families."""
    half = len(entry.items) // 2
    return [item.key.partition(".")[2] for item in entry.items[:half]]


def rate_row(entry: Entry, member: str) -> str:
    """The calculator's row of one member's share."""
    return f"{CALCULATOR}:{entry.id}:{member}"


def rate_rows(report: Report, entry: Entry) -> Iterator[Row]:
    """One row per member: part / whole, blank where the whole is below what can be compared."""
    half = len(entry.items) // 2
    format = report.percent_format(1)
    for part, whole, member in zip(entry.items[:half], entry.items[half:], members(entry), strict=True):
        own, of = (Ref(input_row(entry, item.key, report)) for item in (part, whole))
        enough: Node = Binary("<", of, Number(max(entry.metric.least_n, 1e-9)))
        share = if_(enough, BLANK, Binary("/", own, of))
        rule = Formula(if_(Binary("<", call("COUNT", own, of), Number(2)), BLANK, share))
        cells = {
            "id": Cell(f"{entry.id}:{member}", "id"),
            "label": Cell(part.label, "label"),
            "unit": Cell(report.catalogue.unit_label("percent"), "unit"),
            **report.by_period(rule, "part", format),
            **fill(report.rollups, rule, "part_total", format),
        }
        yield Row(rate_row(entry, member), cells, ROW_HEIGHT)


class RateTable:
    """A table of the volume tab: each member's share, then the best one."""

    def __init__(self, report: Report, entry: Entry, keys: tuple[Column, ...]) -> None:
        self.notes: list[Note] = []
        self.conditionals: list[Conditional] = []
        self.sparklines: list[Sparkline] = []
        self.charts: list[LineChart] = []
        head = {c.key: Cell(None, "section") for c in keys if c.key != "id"}
        head["label"] = Cell(report.word("rate_label").format(label=entry.metric.label), "section")
        self.rows = [Row(f"{VOLUME}:{entry.id}:head", head, 26)]
        self.rows += [self._share(report, entry, at, member) for at, member in enumerate(members(entry))]
        self.rows += [leader_row(report, entry), Row(f"{VOLUME}:{entry.id}:end", {}, 12)]

    def _share(self, report: Report, entry: Entry, at: int, member: str) -> Row:
        link = Formula(Ref(rate_row(entry, member)))
        shown = report.shown(f"{VOLUME}:{entry.id}:{member}")
        latest = Formula(if_(Binary("=", report.position(), Number(0)), BLANK, shown))
        format = report.percent_format(1)
        cells = {
            "id": Cell(f"{entry.id}:{member}", "id"),
            "label": Cell(entry.items[at].label, "label"),
            "unit": Cell(report.catalogue.unit_label("percent"), "unit"),
            "share_of_span": Cell(None, "part"),
            **report.by_period(link, "part", format),
            **fill(report.rollups, link, "part_total", format),
            "latest": Cell(latest, "part_total", format),
        }
        return Row(f"{VOLUME}:{entry.id}:{member}", cells, ROW_HEIGHT)


def leader_row(report: Report, entry: Entry) -> Row:
    """The volume tab's row of a metric that is a name: the largest part, period by period."""
    rule = Formula(Ref(metric_row(entry.id)))
    cells = {
        "id": Cell(entry.id, "id"),
        "label": Cell(entry.metric.label, "label"),
        "unit": Cell(report.catalogue.unit_label("name"), "unit"),
        "share_of_span": Cell(None, "value_name"),
        **report.by_period(rule, "value_name"),
        **fill(report.rollups, rule, "value_name"),
    }
    return Row(f"{VOLUME}:{entry.id}", cells, 28)
