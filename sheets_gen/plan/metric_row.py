"""One metric's row on the metrics tab: target, periods, totals, latest, change, status, interval, trend."""

from __future__ import annotations

import re

from sheets_gen.catalogue import Entry, params
from sheets_gen.formula.nodes import BLANK, Binary, Node, Number, Ref, Span, Text, call, if_
from sheets_gen.plan.model import Cell, Formula, Row, Sparkline, Validation
from sheets_gen.plan.report import Report, fill, input_row, metric_row, tracker_row

SHOWN_DIGITS_SINCE = "1.1"


class MetricRow:
    """One metric's row on the tab."""

    def __init__(self, report: Report, entry: Entry) -> None:
        self.report = report
        self.entry = entry
        self.key = tracker_row(entry.id)
        self.unit = report.catalogue.template.units[entry.metric.unit]
        self.numeric = entry.tree is not None
        self.directed = self.numeric and entry.metric.better != "neutral"
        self.validations: list[Validation] = []
        self.sparkline: Sparkline | None = None
        self.row = self._row()

    def _row(self) -> Row:
        report, metric = self.report, self.entry.metric
        value = Formula(Ref(metric_row(self.entry.id)))
        styles = ("value", "value_total") if self.numeric else ("value_name", "value_name")
        cells = {
            "id": Cell(self.entry.id, "id"),
            "label": Cell(metric.label, "label" if metric.tier == "main" else "label_secondary"),
            "unit": Cell(report.catalogue.unit_label(self.unit.id), "unit"),
            "target": Cell(None, "value"),
            **report.by_period(value, styles[0], self.unit.format),
            **fill(report.rollups, value, styles[1], self.unit.format),
            "latest": Cell(self._latest(), "latest" if self.numeric else "latest_name", self.unit.format),
        }
        for column in ("change", "reading", "status", "n", "low", "high", "trend"):
            cells[column] = Cell(None, "value")
        if self.numeric:
            self._judged(cells)
        return Row(self.key, cells, 19 if self.numeric else 28)

    def _judged(self, cells: dict[str, Cell]) -> None:
        report = self.report
        if self.directed:
            target = report.catalogue.config.targets.get(self.entry.id)
            cells["target"] = Cell(target, "input", self.unit.format)
            cells["status"] = Cell(self._status(), "status")
            self.validations.append(self._target_validation())
        cells["change"] = Cell(self._change(), "change", self.unit.change_format)
        cells["reading"] = Cell(self._reading(), "reading")
        if self.entry.score is not None:
            for part, format in (("n", "#,##0"), ("low", self.unit.format), ("high", self.unit.format)):
                cells[part] = Cell(self._at_position(f"{metric_row(self.entry.id)}:{part}"), "minor", format)
        self.sparkline = Sparkline(Ref(self.key, "trend"), report.all_periods(f"{metric_row(self.entry.id)}:chart"))

    def _target_validation(self) -> Validation:
        return Validation(
            where=Span(self.key, "target", "target"),
            kind="decimal",
            least=-1e12,
            most=1e12,
            source=None,
            title=self.report.word("column_target"),
            help=self.report.word("target_help_percent" if self.unit.id == "percent" else "target_help"),
            refusal=self.report.word("target_refusal"),
        )

    def _at_position(self, row: str) -> Formula:
        """A row's cell of the period shown; blank when none is."""
        nothing = Binary("=", self.report.position(), Number(0))
        return Formula(if_(nothing, BLANK, self.report.shown(row)))

    def _latest(self) -> Formula:
        return self._at_position(self.key)

    def _before(self, row: str) -> Node:
        return self.report.shown(row, before=True)

    def _change(self) -> Formula:
        latest, before = Ref("", "latest"), self._before(self.key)
        difference: Node = Binary("-", latest, before)
        if self.unit.change_scale != 1:
            difference = Binary("*", difference, Number(self.unit.change_scale))
        # To the digits shown, so that nothing reads “-0.0, worse”; the last bits are noise of the arithmetic anyway.
        difference = call("ROUND", difference, Number(self._digits()))
        for key in params(self.entry):
            # Two scales do not compare.
            row = input_row(self.entry, key, self.report)
            now, earlier = self.report.shown(row), self.report.shown(row, before=True)
            difference = if_(Binary("=", now, earlier), difference, BLANK)
        both = Binary("<", call("COUNT", latest, before), Number(2))
        early = Binary("<", self.report.position(), Number(self.report.first_with_change))
        return Formula(if_(early, BLANK, if_(both, BLANK, difference)))

    def _digits(self) -> int:
        """Decimals of the change as it is shown; a report of template 1.0 rounded to nine."""
        if self.report.is_from_before(SHOWN_DIGITS_SINCE):
            return 9
        rising = self.unit.change_format.partition(";")[0]
        return len(re.findall(r"0", rising.partition(".")[2]))

    def _reading(self) -> Formula:
        word, change = self.report.word, Ref("", "change")
        up, down = {
            "higher": ("up_better", "down_worse"),
            "lower": ("up_worse", "down_better"),
            "neutral": ("up", "down"),
        }[self.entry.metric.better]
        moved = if_(Binary(">", change, Number(0)), Text(word(up)), Text(word(down)))
        if self.entry.score is not None:
            moved = if_(self._within_noise(), Text(word("noise")), moved)
        same = if_(Binary("=", change, Number(0)), Text(word("same")), moved)
        return Formula(if_(Binary("=", change, BLANK), BLANK, same))

    def _within_noise(self) -> Node:
        """Do the two scores differ by less than the interval of their difference?

        Square-and-add of the two intervals (R. G. Newcombe, 1998; "MOVER"): the lower limit of a rise is
        d − √((now − low)² + (high before − before)²), of a fall the mirror image.
        """
        now, before = Ref("", "latest"), self._before(self.key)
        low, high = Ref("", "low"), Ref("", "high")
        low_before = self._before(f"{metric_row(self.entry.id)}:low")
        high_before = self._before(f"{metric_row(self.entry.id)}:high")

        def reach(a: Node, b: Node, c: Node, d: Node) -> Node:
            first, second = Binary("-", a, b), Binary("-", c, d)
            return call("SQRT", Binary("+", Binary("*", first, first), Binary("*", second, second)))

        rise = Binary("<=", Binary("-", now, before), reach(now, low, high_before, before))
        fall = Binary("<=", Binary("-", before, now), reach(high, now, before, low_before))
        return if_(Binary(">", now, before), rise, fall)

    def _status(self) -> Formula:
        latest, target = Ref("", "latest"), Ref("", "target")
        operator = ">=" if self.entry.metric.better == "higher" else "<="
        word = self.report.word
        met = if_(Binary(operator, latest, target), Text(word("met")), Text(word("missed")))
        return Formula(if_(Binary("<", call("COUNT", target, latest), Number(2)), BLANK, met))
