"""A plan as stable text, for people and for golden tests: one line per run of equal cells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sheets_gen.formula.emit import fill
from sheets_gen.formula.nodes import Span
from sheets_gen.plan.addresses import AddressBook, laid_out
from sheets_gen.plan.calculate import Calculation
from sheets_gen.plan.model import Cell, Formula, Plan, Row, Tab


def dump(plan: Plan, tabs: tuple[str, ...] = ()) -> Iterator[str]:
    """The lines of the plan, or of some of its tabs."""
    book = laid_out(plan)
    values = Calculation(plan)
    yield f"plan {plan.title!r} subject={plan.subject!r} author={plan.author!r} created={plan.created}"
    for tab in plan.tabs:
        if not tabs or tab.key in tabs:
            yield ""
            yield from _tab(tab, book, values)
    yield ""
    for name in plan.names:
        if not tabs or name.where.row.partition(":")[0] in tabs:
            yield f"name {name.name} = {_area(name.where, book)}"


def _tab(tab: Tab, book: AddressBook, values: Calculation) -> Iterator[str]:
    widths = " ".join(f"{c.key}:{c.width:g}" for c in tab.columns)
    yield f"tab {tab.key} {tab.title!r} freeze={book.a1(*tab.freeze)} repeat={tab.repeat_row} pages={tab.pages_wide}"
    yield f"  columns {widths}"
    for at, row in enumerate(tab.rows, 1):
        yield f"  {at} {row.key.partition(':')[2]} height={row.height:g}{' hidden' if row.hidden else ''}"
        yield from _cells(row, book, values)
    for merge in tab.merges:
        yield f"  merge {_area(merge.where, book)}"
    for v in tab.validations:
        source = f" from {_area(v.source, book)}" if v.source is not None else ""
        yield f"  validation {_area(v.where, book)} {v.kind} {v.least}..{v.most}{source} {v.title!r}"
    for c in tab.conditionals:
        rule = fill(c.rule.spelled, book, c.first.row, c.first.column) if c.rule else f"begins {c.begins!r}"
        yield f"  conditional {book.a1(*c.first)}:{book.a1(*c.last)} {c.style} {rule}"
    for s in tab.sparklines:
        yield f"  sparkline {book.a1(*s.where)} {_area(s.data, book)}"
    for note in tab.notes:
        yield f"  note {book.a1(*note.where)} {note.text!r}"
    for chart in tab.charts:
        area = f"{book.a1(*chart.top_left)}:{book.a1(*chart.bottom_right)}"
        yield f"  line chart {area} {chart.title!r} x={chart.x_title!r} y={chart.y_title!r}"
        yield f"    alt {chart.alt_text!r}"
        for series in chart.series:
            name, cells = book.a1(*series.name), _area(series.values, book)
            look = f"{series.color} {series.marker} {series.dash}"
            yield f"    series {name} {cells} over {_area(chart.categories, book)} {look}"


def _cells(row: Row, book: AddressBook, values: Calculation) -> Iterator[str]:
    """Runs of cells that hold the same thing, in column order."""
    tab = row.key.partition(":")[0]
    ordered = sorted(row.cells.items(), key=lambda item: book.columns[tab][item[0]])
    runs: list[tuple[str, str, Cell]] = []
    for column, cell in ordered:
        if runs and cell is runs[-1][2]:
            runs[-1] = (runs[-1][0], column, cell)
        else:
            runs.append((column, column, cell))
    for first, last, cell in runs:
        area = book.a1(row.key, first) + (f":{book.a1(row.key, last)}" if last != first else "")
        look = cell.style + (f" {cell.format}" if cell.format else "")
        yield f"    {area} {_content(cell, row.key, first, book, values)} [{look}]"


def _content(cell: Cell, row: str, column: str, book: AddressBook, values: Calculation) -> str:
    content = cell.content
    if isinstance(content, Formula):
        return f"{fill(content.spelled, book, row, column)} -> {values.value(row, column)!r}"
    if content is None:
        return "empty"
    return content.isoformat() if isinstance(content, dt.date) else repr(content)


def _area(span: Span, book: AddressBook) -> str:
    title = book.titles[span.row.partition(":")[0]]
    first, last = book.a1(span.row, span.first), book.a1(span.row, span.last)
    return f"{title}!{first}" + (f":{last}" if last != first else "")
