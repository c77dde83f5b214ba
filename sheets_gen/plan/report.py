"""What the builders of all tabs share: the report's facts, column keys, widths, and the words on it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sheets_gen.catalogue import Catalogue, Entry, is_newer
from sheets_gen.compute import Inputs
from sheets_gen.formula.nodes import Binary, Node, Number, Ref, Span, call
from sheets_gen.periods import LEAD, Calendar, Period, Rollup, anchor, parse_key
from sheets_gen.plan.model import Cell, Column, Conditional, Content, Formula, Note, Row

METRICS, VOLUME, CALCULATOR = "metrics", "volume", "calculator"
PICKER = Ref(f"{METRICS}:headline_change", "unit")
"""The cell that picks the period shown."""
ROW_HEIGHT = 16.5
NUMBER_WIDTH = 9.3
WESTERN = "[$-409]"
"""Before a date format: digits 0-9 and the Gregorian calendar, in every locale."""


class Carried(NamedTuple):
    """What a report takes over from an older one beside the numbers."""

    origin: str = ""
    """The older file's name."""
    openings: Mapping[str, str] = {}
    """Of inputs whose first number was taken over: the note that says from where."""
    notes: tuple[Note, ...] = ()
    """Notes that people wrote on cells."""
    kept: tuple[Row, ...] = ()
    """Rows at the end of the calculator for what has no place any more."""
    compared: tuple[Row, ...] = ()
    """Rows at the end of the metrics tab: the reports that this one is the sum of, beside it."""


class Report(NamedTuple):
    """Everything a plan is made of."""

    catalogue: Catalogue
    calendar: Calendar
    inputs: Inputs
    picked: str = ""
    """Period that "latest" looks at; empty: the latest with numbers."""
    version: str = ""
    """Version of the tool, for the settings and the document's properties."""
    carried: Carried = Carried()
    """What was taken over from another report."""

    def word(self, key: str) -> str:
        """A word of the report in its language."""
        return self.catalogue.word(key)

    @property
    def first(self) -> str:
        """Key of the first period."""
        return self.calendar.keys[0]

    @property
    def last(self) -> str:
        """Key of the last period."""
        return self.calendar.keys[-1]

    @property
    def rollups(self) -> tuple[str, ...]:
        """Keys of the roll-up columns."""
        return tuple(r.key for r in self.calendar.rollups)

    def is_from_before(self, since: str) -> bool:
        """Is this a filled report whose rows and totals are older than a version? Then they are read as they were."""
        return is_newer(since, self.catalogue.config.frame)

    @property
    def left(self) -> str:
        """Key of the first column that holds a period's numbers: the one carried over, where there is one."""
        return LEAD if self.calendar.lead else self.first

    @property
    def first_with_change(self) -> int:
        """Number of the first period that can be compared with the one before it."""
        return 1 if self.calendar.lead else 2

    def all_periods(self, row: str) -> Span:
        """The period cells of a row."""
        return Span(row, self.first, self.last)

    def by_period(self, content: Content, style: str, format: str = "") -> dict[str, Cell]:
        """The same cell in every period, also in the one before the first where it is carried over."""
        before = style if style == "minor" else "before_name" if style.endswith("name") else "before"
        return fill((LEAD,) if self.calendar.lead else (), content, before, format) | fill(
            self.calendar.keys, content, style, format
        )

    def position(self) -> Ref:
        """The cell that holds the number of the period shown (0: none)."""
        return Ref("calculator:has_data", "rollup")

    def shown(self, row: str, *, before: bool = False) -> Node:
        """A row's cell of the period shown, or of the one before it; an error where there is none.

        Found by the period's number in the row's own tab, so that a column put in between does no harm.
        """
        number: Node = Binary("-", self.position(), Number(1)) if before else self.position()
        first = self.left if before else self.first
        numbers = Span(f"{row.partition(':')[0]}:period_no", first, self.last)
        return call("INDEX", Span(row, first, self.last), call("MATCH", number, numbers, Number(0)))

    def title(self) -> str:
        """The report's title."""
        return self.catalogue.config.title or self.word("title")

    def subtitle(self) -> str:
        """Team, span and currency on one line."""
        config = self.catalogue.config
        parts = [config.team, self.span_text(), config.currency, config.time_zone]
        return "  ·  ".join(part for part in parts if part)

    def span_text(self) -> str:
        """First and last period, for people."""
        first, last = self.calendar.periods[0], self.calendar.periods[-1]
        return f"{self.period_text(first)} – {self.period_text(last)}" if first != last else self.period_text(first)

    def period_text(self, period: Period) -> str:
        """``Mar 2026``, ``W14 2026`` or ``Q2 2026``."""
        year = anchor(period, self.calendar.every).year
        return self._written(f"pattern_{self.calendar.every}", period, year)

    def _written(self, pattern: str, period: Period, year: int) -> str:
        """A period in the pattern that the language has for it."""
        parts = self._parts(period) | {"year": str(year), "yy": f"{year % 100:02}", "day": str(period.start.day)}
        return self.word(pattern).format(**parts)

    def _parts(self, period: Period) -> dict[str, str]:
        """What no number format can write: the month's own short name, the number of a week or quarter."""
        number = period.key.partition("-")[2].strip("WQ").lstrip("0")
        return {"month": self.catalogue.template.language.months[period.start.month - 1], "no": number}

    def period_name(self, period: Period) -> str:
        """``Mar``, or ``Mar 26`` where the report touches more than one year."""
        every = self.calendar.every
        years = {anchor(p, every).year for p in self.calendar.periods}
        pattern = f"pattern_{every}_only" if len(years) == 1 else f"pattern_{every}_short"
        return self._written(pattern, period, anchor(period, every).year)

    def period_format(self, period: Period) -> str:
        """A date format that shows the period in the report's language, whatever the reader's locale.

        The month's name is a literal from the language's own table: programs differ in theirs, and some decline it.
        """
        keys = {"month": "pattern_month_short", "week": "pattern_week_header", "quarter": "pattern_quarter"}
        tokens = {"year": "yyyy", "yy": "yy", "day": "d"}
        return WESTERN + literal_format(self.word(keys[self.calendar.every]), self._parts(period), tokens)

    def date_format(self) -> str:
        """How the cell that picks a period writes it: ``2026-03``, or the first day of a week."""
        return WESTERN + ("yyyy-mm-dd" if self.calendar.every == "week" else "yyyy-mm")

    def percent_format(self, places: int) -> str:
        """The number format of a share."""
        return self.catalogue.template.units["percent"].format.replace("0.0", "0.0" if places else "0")

    def rollup_text(self, rollup: Rollup) -> str:
        """``Q1`` or ``2026``."""
        if rollup.kind == "span":
            return rollup.key
        quarters = [r.key for r in self.calendar.rollups if r.kind == "quarter"]
        pattern = "pattern_quarter_only" if len({q[:4] for q in quarters}) == 1 else "pattern_quarter_short"
        return self._written(pattern, parse_key(rollup.key, "quarter"), int(rollup.key[:4]))


def metric_row(id: str) -> str:
    """The calculator row of a metric's result."""
    return f"{CALCULATOR}:{id}"


def tracker_row(id: str) -> str:
    """The metrics tab's row of a metric."""
    return f"{METRICS}:{id}"


def input_row(entry: Entry, key: str, report: Report) -> str:
    """The row in the metric's own block that shows an input: typed there, or linked from its first block."""
    owner = report.catalogue.owners[key]
    return f"{CALCULATOR}:{key}" if owner == entry.id else f"{CALCULATOR}:{entry.id}.{key}"


def cells_of(entry: Entry, report: Report) -> dict[str, Node]:
    """The block's cells by the names of the definition: what a tree is bound to."""
    bound: dict[str, Node] = {item.key: Ref(input_row(entry, item.key, report)) for item in entry.items}
    bound.update({id: Ref(metric_row(id)) for id in entry.uses})
    return bound


def columns(
    report: Report, before: tuple[tuple[str, float], ...], after: tuple[tuple[str, float], ...]
) -> tuple[Column, ...]:
    """A tab's columns: its own, the periods and roll-ups (the same letters on every tab), its own again."""
    width = number_width(report)
    middle = [Column(key, width) for key in (*((LEAD,) if report.calendar.lead else ()), *report.calendar.keys)]
    middle += [Column(key, width + 1) for key in report.rollups]
    return (*(Column(*c) for c in before), *middle, *(Column(*c) for c in after))


def literal_format(pattern: str, literals: Mapping[str, str], tokens: Mapping[str, str]) -> str:
    """A number format from a pattern: ``{month} {yy}`` gives ``"Mar "yy``."""
    pieces: list[str] = []
    for piece in re.split(r"(\{[a-z]+\})", pattern):
        name = piece.strip("{}")
        if piece == f"{{{name}}}" and name in tokens:
            pieces.append(tokens[name])
        else:
            text = literals.get(name, "") if piece == f"{{{name}}}" else piece
            pieces.append('"' + text.replace('"', "") + '"' if text else "")
    return "".join(pieces).replace('""', "")


def number_width(report: Report) -> float:
    """Wide enough for the largest number typed so far."""
    largest = max((abs(v) for row in report.inputs.values() for v in row.values()), default=0)
    digits = len(f"{largest:,.0f}")
    return max(NUMBER_WIDTH, digits + 1.5)


def blank_row(key: str, height: float = ROW_HEIGHT) -> Row:
    """A row that holds nothing."""
    return Row(key, {}, height)


def ids_row(tab: str, keys: tuple[Column, ...]) -> Row:
    """The hidden first row: the column keys, by which readers find columns whatever people insert.

    Its corner holds the tab's key, by which the tab is found after it was renamed.
    """
    cells = {c.key: Cell(c.key, "id") for c in keys} | {"id": Cell(tab, "id")}
    return Row(f"{tab}:columns", cells, 6, hidden=True)


def period_numbers(report: Report, tab: str) -> Row:
    """The periods numbered from 1, on every tab."""
    cells = {key: Cell(at, "period_no") for at, key in enumerate(report.calendar.keys, 1)}
    if report.calendar.lead:
        cells[LEAD] = Cell(0, "period_no")
    return Row(f"{tab}:period_no", cells | {"id": Cell("period_no", "id")}, 6, hidden=True)


def fill(keys: tuple[str, ...], content: Content, style: str, format: str = "") -> dict[str, Cell]:
    """The same cell in several columns."""
    cell = Cell(content, style, format)
    return dict.fromkeys(keys, cell)


def header_row(report: Report, tab: str, titles: Mapping[str, str], key: str = "period") -> Row:
    """The heading of a table: period dates, roll-up names, and the tab's own column titles."""
    cells = {column: Cell(title, "header") for column, title in titles.items()}
    cells["id"] = Cell(key, "header_id")
    for period in report.calendar.periods:
        cells[period.key] = Cell(period.start, "header_period", report.period_format(period))
    if lead := report.calendar.lead:
        cells[LEAD] = Cell(lead.start, "header_before", report.period_format(lead))
    for rollup in report.calendar.rollups:
        cells[rollup.key] = Cell(report.rollup_text(rollup), "header_total")
    cells |= {column: Cell(titles[column], "header_left") for column in ("label", "unit")}
    return Row(f"{tab}:{key}", cells, 21)


def partial_totals(report: Report, first: str, last: str) -> Iterator[Conditional]:
    """A total that lacks a period's value is set in grey italics, so that it is not read as a fall."""
    for rollup in report.calendar.rollups:
        present = call("COUNT", Span("", rollup.first, rollup.last))
        rule = Formula(Binary("<", present, Number(len(report.calendar.members(rollup)))))
        yield Conditional(Ref(first, rollup.key), Ref(last, rollup.key), "partial", rule=rule)
