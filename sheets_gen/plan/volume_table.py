"""One table of the volume tab: a distribution's parts, what is left over, the total, and what is drawn from them."""

from __future__ import annotations

from sheets_gen.catalogue import Entry
from sheets_gen.formula.nodes import (
    BLANK,
    FIRST,
    HERE,
    LAST,
    PREVIOUS,
    THIS_ROW,
    Binary,
    Node,
    Number,
    Ref,
    Span,
    Stack,
    Text,
    call,
    if_,
)
from sheets_gen.plan.model import Cell, Column, Conditional, Formula, LineChart, Note, Row, Series, Sparkline
from sheets_gen.plan.rates import leader_row
from sheets_gen.plan.report import CALCULATOR, ROW_HEIGHT, VOLUME, Report, fill, metric_row, partial_totals

CHART_ROWS = 16
LEAST_FOR_SPIKE = 4
MARKERS = ("circle", "square", "diamond", "triangle", "x", "plus", "star", "dash")
DASHES = ("solid", "dash", "round_dot", "long_dash")


def spike(report: Report, row: str) -> Node:
    """Is a row's cell above mean + 2 standard deviations of its earlier periods, of which there are at least four?"""
    cell, earlier = Ref(row, HERE), Span(row, report.first, PREVIOUS)
    enough = Binary(">=", call("COUNT", earlier), Number(LEAST_FOR_SPIKE))
    limit = Binary("+", call("AVERAGE", earlier), Binary("*", Number(2), call("STDEV.P", earlier)))
    return if_(call("ISNUMBER", cell), if_(enough, Binary(">", cell, limit), Number(0)), Number(0))


class VolumeTable:
    """One distribution: its parts, what is left over, the total, and what is drawn from them."""

    def __init__(self, report: Report, entry: Entry, keys: tuple[Column, ...]) -> None:
        self.report = report
        self.entry = entry
        self.keys = keys
        self.family = entry.metric.distribution
        self.parts = [f"{VOLUME}:{item.key}" for item in entry.items]
        self.total = f"{VOLUME}:{entry.metric.total or self.family + ':total'}"
        self.rest = f"{VOLUME}:{self.family}:uncategorised"
        self.rows: list[Row] = []
        self.notes: list[Note] = []
        self.conditionals: list[Conditional] = []
        self.sparklines: list[Sparkline] = []
        self.charts: list[LineChart] = []
        self._build()

    def _build(self) -> None:
        report, metric = self.report, self.entry.metric
        cells = {c.key: Cell(None, "section") for c in self.keys if c.key != "id"}
        cells["label"] = Cell(report.catalogue.template.inputs[self.family].label, "section")
        self._add("head", cells, 26)
        for item in self.entry.items:
            self._part(item.key, item.label)
        self._total()
        self.conditionals += partial_totals(report, self.parts[0], self.total)
        self.rows.append(leader_row(report, self.entry))
        if metric.spikes:
            self._spikes()
        if metric.shares:
            self._shares()
        if metric.total:
            self._chart()
        self._add("end", {}, 12)

    def _add(self, part: str, cells: dict[str, Cell], height: float = ROW_HEIGHT) -> str:
        key = f"{VOLUME}:{self.family}:{part}"
        self.rows.append(Row(key, cells, height))
        return key

    def _part(self, key: str, label: str) -> None:
        report, row = self.report, f"{VOLUME}:{key}"
        source = Ref(f"{CALCULATOR}:{key}")
        link = Formula(if_(Binary("=", source, BLANK), BLANK, source))
        cells = self._counts(row, label, link, Formula(source), ("part", "part_total"))
        cells["share_of_span"] = Cell(self._share(report.rollups[-1]), "share", report.percent_format(1))
        cells["share"] = Cell(self._share("latest"), "share", report.percent_format(1))
        self.rows.append(Row(row, cells, ROW_HEIGHT))
        # The typed cells themselves, so that an empty month is a gap in every program.
        self.sparklines.append(Sparkline(Ref(row, "trend"), report.all_periods(source.row)))

    def _counts(self, row: str, label: str, rule: Formula, total: Formula, styles: tuple[str, str]) -> dict[str, Cell]:
        """A row of counts with its latest value and change."""
        report, format = self.report, "#,##0"
        position = report.position()
        chosen, before = report.shown(row), report.shown(row, before=True)
        latest = Formula(if_(Binary("=", position, Number(0)), BLANK, chosen))
        both = Binary("<", call("COUNT", Ref("", "latest"), before), Number(2))
        change = if_(both, BLANK, Binary("-", Ref("", "latest"), before))
        return {
            "id": Cell(row.partition(":")[2], "id"),
            "label": Cell(label, "label" if styles[0] == "part" else "sum_label"),
            "unit": Cell(report.catalogue.unit_label("count"), "unit" if styles[0] == "part" else "sum_unit"),
            "share_of_span": Cell(None, styles[0]),
            **report.by_period(rule, styles[0], format),
            **fill(report.rollups, total, styles[1], format),
            "latest": Cell(latest, styles[1], format),
            "share": Cell(None, styles[0]),
            "change": Cell(self._since(position, change), styles[0], _CHANGE),
            "trend": Cell(None, styles[0]),
        }

    def _since(self, position: Node, change: Node) -> Formula:
        """The change, from the first period on that has one before it."""
        return Formula(if_(Binary("<", position, Number(self.report.first_with_change)), BLANK, change))

    def _share(self, column: str) -> Formula:
        """This row's share of the total in a column; blank where part and total rest on different periods."""
        return Formula(self._ratio(column))

    def _ratio(self, column: str) -> Node:
        part, whole = Ref("", column), Ref(self.total, column)
        share = if_(Binary("=", whole, Number(0)), BLANK, Binary("/", part, whole))
        if self.entry.metric.total:
            return if_(call("ISNUMBER", Ref(self.rest, column)), share, BLANK)
        return if_(call("ISNUMBER", whole), share, BLANK)

    def _total(self) -> None:
        """What the parts leave over, then the total: the metric's own where it has one, else the sum."""
        report, total_metric = self.report, self.entry.metric.total
        stack = Stack(self.parts[0], self.parts[-1], HERE)
        complete = Binary("<", call("COUNT", stack), Number(len(self.parts)))
        if not total_metric:
            rule = Formula(if_(complete, BLANK, call("SUM", stack)))
            cells = self._counts(self.total, report.word("total"), rule, rule, ("sum", "sum"))
            self.rows.append(Row(self.total, cells, 19))
            return
        self._rest(stack)
        rule = Formula(Ref(metric_row(total_metric)))
        label = report.catalogue.template.metrics[total_metric].label
        cells = self._counts(self.total, label, rule, rule, ("sum", "sum"))
        self.rows.append(Row(self.total, cells, 19))

    def _rest(self, stack: Stack) -> None:
        """What the parts leave over. Blank is not zero: with a part missing it is not known.

        In a quarter or year it is known when parts and total cover the same periods, all of them complete.
        """
        report = self.report
        known = Binary("=", call("COUNT", Ref(self.total), stack), Number(len(self.parts) + 1))
        rest = Formula(if_(known, Binary("-", Ref(self.total), call("SUM", stack)), BLANK))
        mine, whole, parts = (Span(row, FIRST, LAST) for row in ("", self.total, self.parts[0]))
        some = Binary(">", call("COUNT", mine), Number(0))
        alike = [Binary("=", call("COUNT", mine), call("COUNT", other)) for other in (whole, parts)]
        total = Formula(if_(call("AND", some, *alike), call("SUM", mine), BLANK))
        cells = self._counts(self.rest, report.word("uncategorised"), rest, total, ("part", "part_total"))
        cells["share_of_span"] = Cell(self._share(report.rollups[-1]), "share", report.percent_format(1))
        cells["share"] = Cell(self._share("latest"), "share", report.percent_format(1))
        self.rows.append(Row(self.rest, cells, ROW_HEIGHT))

    def _spikes(self) -> None:
        """A word under each period whose total is a spike, and a mark on each part that is."""
        report, keys = self.report, self.report.calendar.keys
        late = keys[LEAST_FOR_SPIKE:]
        if not late:
            return
        total = spike(report, self.total)
        rule = Formula(if_(total, Text(report.word("spike")), BLANK))
        cells = {
            "id": Cell(f"{self.family}:spike", "id"),
            "label": Cell(report.word("spike_label"), "minor_label"),
            **fill(late, rule, "spike"),
        }
        self.rows.append(Row(f"{VOLUME}:{self.family}:spike", cells, 14))
        self.notes.append(Note(Ref(f"{VOLUME}:{self.family}:spike", "label"), report.word("spike_note")))
        marked = Formula(spike(report, THIS_ROW))
        first, last = Ref(self.parts[0], late[0]), Ref(self.total, late[-1])
        self.conditionals.append(Conditional(first, last, "spike_mark", rule=marked))

    def _shares(self) -> None:
        report = self.report
        self._add("shares", {"label": Cell(report.word("shares"), "sub_heading")}, 20)
        for item in self.entry.items:
            row = f"{VOLUME}:{item.key}:share"
            part, whole = Ref(f"{VOLUME}:{item.key}"), Ref(self.total)
            share = if_(Binary("=", whole, Number(0)), BLANK, Binary("/", part, whole))
            rule = Formula(if_(Binary("<", call("COUNT", part, whole), Number(2)), BLANK, share))
            cells = {
                "id": Cell(f"{item.key}:share", "id"),
                "label": Cell(item.label, "label"),
                "unit": Cell(report.catalogue.unit_label("percent"), "unit"),
                "share_of_span": Cell(None, "part"),
                **report.by_period(rule, "part", report.percent_format(0)),
                **fill(report.rollups, rule, "part_total", report.percent_format(0)),
            }
            self.rows.append(Row(row, cells, ROW_HEIGHT))

    def _chart(self) -> None:
        report, palette = self.report, self.report.catalogue.template.palette
        rows = [self._add(f"chart.{at}", {}) for at in range(CHART_ROWS)]
        series = tuple(
            Series(
                name=Ref(f"{VOLUME}:{item.key}", "label"),
                values=report.all_periods(f"{CALCULATOR}:{item.key}"),
                color=palette[at % len(palette)],
                marker=MARKERS[at % len(MARKERS)],
                dash=DASHES[at // len(palette) % len(DASHES)],
            )
            for at, item in enumerate(self.entry.items)
        )
        right = self.keys[min(len(self.keys), 16) - 1].key
        self.charts.append(
            LineChart(
                top_left=Ref(rows[0], report.first),
                bottom_right=Ref(rows[-1], right),
                title=report.word("chart_title"),
                x_title=report.word(f"chart_x_{report.calendar.every}"),
                y_title=report.word("chart_y"),
                alt_text=report.word("chart_alt").format(
                    count=len(series), span=report.span_text(), names=", ".join(i.label for i in self.entry.items)
                ),
                categories=report.all_periods(f"{CALCULATOR}:period_name"),
                series=series,
            )
        )


_CHANGE = "+#,##0;-#,##0;0"
