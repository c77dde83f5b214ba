"""The calculator tab: one block per metric, with its definition, raw inputs, and live result."""

from __future__ import annotations

from sheets_gen.catalogue import (
    Entry,
    Item,
    formula_in_words,
    has_mean,
    params,
    rolls_only_without_gaps,
)
from sheets_gen.formula.nodes import (
    BLANK,
    FIRST,
    HERE,
    LAST,
    Binary,
    Node,
    Number,
    Ref,
    Span,
    Stack,
    Text,
    bind,
    call,
    if_,
)
from sheets_gen.periods import LEAD
from sheets_gen.plan.model import Cell, Column, Formula, Merge, Name, Note, Row, Validation
from sheets_gen.plan.rates import members, rate_row, rate_rows
from sheets_gen.plan.report import CALCULATOR, ROW_HEIGHT, Report, blank_row, cells_of, fill, input_row, metric_row
from sheets_gen.plan.widths import text_height

TOTALS_CHANGED_IN = "1.1"
SCORE_PARTS = ("n", "low", "high")


class Block:
    """The rows of one metric's block, with what belongs to them."""

    def __init__(self, report: Report, entry: Entry, columns: tuple[Column, ...]) -> None:
        self.report = report
        self.entry = entry
        self.columns = columns
        self.rows: list[Row] = []
        self.merges: list[Merge] = []
        self.notes: list[Note] = []
        self.validations: list[Validation] = []
        self.names: list[Name] = []
        self.unit = report.catalogue.template.units[entry.metric.unit]
        self.counted = f"{CALCULATOR}:{entry.id}:counted"
        self._build()

    def _build(self) -> None:
        self._head()
        self._texts()
        family = ""
        for item in self.entry.items:
            if self.entry.metric.per and item.source.id != family:
                family = item.source.id
                self._sub_heading(family, item.source.label)
            self._input(item)
        if self.entry.needed:
            self._counted()
        if self.entry.metric.per:
            self._sub_heading("shares", self.report.word("rate_label").format(label=self.entry.metric.label))
            self.rows.extend(rate_rows(self.report, self.entry))
        self._result()
        self._score()
        self.rows.append(blank_row(f"{CALCULATOR}:{self.entry.id}:end", 9))

    def _head(self) -> None:
        cells = {c.key: Cell(None, "block") for c in self.columns if c.key != "id"}
        cells["label"] = Cell(self.entry.metric.label, "block")
        self.rows.append(Row(f"{CALCULATOR}:{self.entry.id}:head", cells, 22))

    def _sub_heading(self, part: str, text: str) -> None:
        """Two families have the same members: a heading tells them apart."""
        row = f"{CALCULATOR}:{self.entry.id}:{part}:head"
        self.rows.append(Row(row, {"label": Cell(text, "sub_heading")}, 18))

    def _texts(self) -> None:
        metric, report = self.entry.metric, self.report
        self._text("what", report.word("what"), metric.description)
        self._text("formula", report.word("formula"), self._in_words())
        self._text("how", report.word("how"), metric.how)
        articles = report.catalogue.template.articles
        titles = dict.fromkeys(articles[source.article].title for source in metric.sources)
        self._text("source", report.word("source"), "; ".join(titles))
        for erratum in metric.errata:
            text = report.word("erratum_text").format(
                article=articles[erratum.article].title, says=erratum.says, right=erratum.right
            )
            self._text(f"erratum.{erratum.id}", report.word("erratum"), text)

    def _text(self, part: str, title: str, text: str) -> None:
        last = self.columns[min(len(self.columns), 16) - 1].key
        width = sum(c.width for c in self.columns[2:16])
        row = f"{CALCULATOR}:{self.entry.id}:{part}"
        cells = {"label": Cell(title, "text_key"), "unit": Cell(text, "text")}
        self.rows.append(Row(row, cells, max(15.0, text_height(text, width))))
        self.merges.append(Merge(Span(row, "unit", last)))

    def _in_words(self) -> str:
        metric = self.entry.metric
        if metric.per:
            return self.report.word("formula_best").format(least=f"{metric.least_n:g}")
        if metric.formula is None:
            return self.report.word("formula_largest")
        return f"{metric.label} = {formula_in_words(self.report.catalogue.template, metric.formula)}"

    def _input(self, item: Item) -> None:
        row = input_row(self.entry, item.key, self.report)
        typed = row == f"{CALCULATOR}:{item.key}"
        unit = self.report.catalogue.template.units[item.source.unit]
        cells = {
            "id": Cell(row.partition(":")[2], "id"),
            "label": Cell(item.label, "label"),
            "unit": Cell(self.report.catalogue.unit_label(unit.id), "unit"),
            "rollup": Cell(self.report.word(f"rollup_{item.source.rollup}"), "unit"),
        }
        if typed:
            given = self.report.inputs.get(item.key, {})
            cells |= {key: Cell(given.get(key), "input", unit.format) for key in self.report.calendar.keys}
            if self.report.calendar.lead:
                cells[LEAD] = Cell(given.get(LEAD), "carried", unit.format)
            self._typed(item, row)
        else:
            source = Ref(f"{CALCULATOR}:{item.key}")
            link = Formula(if_(Binary("=", source, BLANK), BLANK, source))
            cells |= self.report.by_period(link, "linked", unit.format)
        if item.source.because:
            self.notes.append(Note(Ref(row, "rollup"), self.report.word(f"no_total_{item.source.because}")))
        total = self._total(item, row)
        cells |= fill(self.report.rollups, total, "total" if typed else "linked", unit.format)
        self.rows.append(Row(row, cells, ROW_HEIGHT))

    def _typed(self, item: Item, row: str) -> None:
        report, unit = self.report, self.report.catalogue.template.units[item.source.unit]
        self.names.append(Name(f"in_{item.key.replace('.', '__')}", report.all_periods(row)))
        self.notes.append(Note(Ref(row, "label"), f"{item.source.how}\n\nid: {item.key}"))
        if opening := report.carried.openings.get(item.key):
            self.notes.append(Note(Ref(row, report.first), opening))
        limits = self._limits(item)
        self.validations.append(
            Validation(
                where=report.all_periods(row),
                kind="whole" if unit.whole else "decimal",
                least=item.source.least,
                most=item.source.most,
                source=None,
                title=item.label,
                help=item.source.how,
                refusal=report.word("refusal_whole" if unit.whole else "refusal_decimal").format(limits=limits),
            )
        )

    def _limits(self, item: Item) -> str:
        least, most = item.source.least, item.source.most
        if most is not None:
            return self.report.word("limits_between").format(least=f"{least or 0:g}", most=f"{most:g}")
        return self.report.word("limits_least").format(least=f"{least or 0:g}")

    def _total(self, item: Item, row: str) -> Formula | None:
        """An input over the counted periods of a quarter or year, by its roll-up kind."""
        here, kind = Span(row, FIRST, LAST), item.source.rollup
        if kind == "mean":
            return None
        kept = Span(self.counted, FIRST, LAST)
        if kind == "flow":
            value: Node = call("SUMIFS", here, kept, Text(">0"))
        elif kind == "param":
            value = if_(Binary("=", call("COUNT", here), Number(0)), BLANK, call("MIN", here))
        else:
            edge = call("MIN" if kind == "open" else "MAX", kept)
            place = call("MATCH", edge, self.report.all_periods(f"{CALCULATOR}:period_no"), Number(0))
            value = call("INDEX", self.report.all_periods(row), place)
        if item.key not in self.entry.needed and not self.report.is_from_before(TOTALS_CHANGED_IN):
            value = self._unless_blank(value, here, kept, kind)
        return Formula(if_(Binary("=", Ref(self.counted), Number(0)), BLANK, value))

    def _unless_blank(self, value: Node, here: Span, kept: Span, kind: str) -> Node:
        """A number kept beside the formula's own may never be typed: its total stays blank, not zero."""
        if kind == "flow":
            pairs = (call("COUNTIFS", kept, Text(">0"), here, Text(sign)) for sign in (">=0", "<0"))
            return if_(Binary("=", Binary("+", *pairs), Number(0)), BLANK, value)
        return value if kind == "param" else if_(Binary("=", value, BLANK), BLANK, value)

    def _counted(self) -> None:
        """The number of each period in which all inputs are filled; in a total, how many those are."""
        report, entry = self.report, self.entry
        needed = [Ref(self._row_of(key)) for key in entry.needed]
        enough = Binary("=", call("COUNT", *needed), Number(len(needed)))
        mark = Formula(if_(enough, Ref(f"{CALCULATOR}:period_no"), BLANK))
        cells = {
            "id": Cell(f"{entry.id}:counted", "id"),
            "label": Cell(report.word("counted"), "minor_label"),
            **fill(report.calendar.keys, mark, "counted"),
            **fill(report.rollups, self._counted_total(), "counted_total"),
        }
        self.rows.append(Row(self.counted, cells, 14))
        self.notes.append(Note(Ref(self.counted, "label"), report.word("counted_note")))

    def _row_of(self, key: str) -> str:
        """The block's own row of an input, or where it is typed when only a metric in the formula uses it."""
        own = any(item.key == key for item in self.entry.items)
        return input_row(self.entry, key, self.report) if own else f"{CALCULATOR}:{key}"

    def _counted_total(self) -> Formula:
        kept = Span(self.counted, FIRST, LAST)
        how_many: Node = call("COUNT", kept)
        if has_mean(self.entry):
            return Formula(Number(0))
        if rolls_only_without_gaps(self.entry):
            reach = Binary("+", Binary("-", call("MAX", kept), call("MIN", kept)), Number(1))
            how_many = if_(Binary(">", reach, call("COUNT", kept)), Number(0), how_many)
        for id in self._held_to():
            # A metric in the formula must rest on the same periods: this one's are among them, so as many will do.
            other = call("COUNT", Span(f"{CALCULATOR}:{id}:counted", FIRST, LAST))
            how_many = if_(Binary("=", other, call("COUNT", kept)), how_many, Number(0))
        for key in params(self.entry):
            cells = Span(input_row(self.entry, key, self.report), FIRST, LAST)
            how_many = if_(Binary("=", call("MIN", cells), call("MAX", cells)), how_many, Number(0))
        return Formula(how_many)

    def _held_to(self) -> tuple[str, ...]:
        """The metrics in the formula whose totals must rest on the same periods; a report of template 1.0 asks none."""
        return () if self.report.is_from_before(TOTALS_CHANGED_IN) else self.entry.uses

    def _result(self) -> None:
        report, entry = self.report, self.entry
        row = metric_row(entry.id)
        tree = bind(entry.tree, cells_of(entry, report)) if entry.tree is not None else self._leader()
        rule = total = Formula(tree)
        if self._held_to():
            total = Formula(if_(Binary("=", Ref(self.counted), Number(0)), BLANK, tree))
        text = entry.tree is None
        style = ("result_name", "result_name") if text else ("result", "result_total")
        cells = {
            "id": Cell(entry.id, "id"),
            "label": Cell(entry.metric.label, "result_label"),
            "unit": Cell(report.catalogue.unit_label(self.unit.id), "result_unit"),
            "rollup": Cell(report.word("result"), "result_unit"),
            **report.by_period(rule, style[0], self.unit.format),
            **fill(report.rollups, total, style[1], self.unit.format),
        }
        self.rows.append(Row(row, cells, 28 if text else 19))

    def _leader(self) -> Node:
        """The label of the largest member, ties counted behind it; blank while a member is: blank is not zero."""
        typed = [input_row(self.entry, item.key, self.report) for item in self.entry.items]
        entry = self.entry
        rows = [rate_row(entry, member) for member in members(entry)] if entry.metric.per else typed
        parts = Stack(rows[0], rows[-1], HERE)
        labels = Stack(rows[0], rows[-1], "label")
        most = call("MAX", parts)
        ties = call("COUNTIFS", parts, most)
        first = call("INDEX", labels, call("MATCH", most, parts, Number(0)))
        more = Binary("&", Binary("&", Text(" (+"), Binary("-", ties, Number(1))), Text(")"))
        named = Binary("&", first, if_(Binary(">", ties, Number(1)), more, BLANK))
        complete = Binary("<", call("COUNT", Stack(typed[0], typed[-1], HERE)), Number(len(typed)))
        return if_(complete, BLANK, if_(Binary("<=", most, Number(0)), BLANK, named))

    def _score(self) -> None:
        score = self.entry.score
        if score is None:
            return
        report, bound = self.report, cells_of(self.entry, self.report)
        for part in SCORE_PARTS:
            rule = Formula(bind(getattr(score, part), bound))
            format = "#,##0" if part == "n" else self.unit.format
            cells = {
                "id": Cell(f"{self.entry.id}:{part}", "id"),
                "label": Cell(report.word(f"score_{part}"), "minor_label"),
                **report.by_period(rule, "minor", format),
                **fill(report.rollups, rule, "minor_total", format),
            }
            self.rows.append(Row(f"{CALCULATOR}:{self.entry.id}:{part}", cells, 14))
