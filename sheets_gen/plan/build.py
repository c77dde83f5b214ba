"""Report to plan: the three tabs, their names, and the document's properties."""

from __future__ import annotations

from collections import Counter

from sheets_gen.catalogue import Catalogue
from sheets_gen.compute import Inputs
from sheets_gen.errors import BackendError
from sheets_gen.formula.nodes import Ref, Span
from sheets_gen.periods import LEAD, Calendar
from sheets_gen.plan.calculator_tab import calculator_tab
from sheets_gen.plan.metrics_tab import metrics_tab
from sheets_gen.plan.model import Name, Note, Plan, Tab
from sheets_gen.plan.report import CALCULATOR, METRICS, VOLUME, Carried, Report
from sheets_gen.plan.volume_tab import volume_tab


def build(
    catalogue: Catalogue,
    calendar: Calendar,
    inputs: Inputs,
    *,
    picked: str = "",
    version: str = "",
    carried: Carried | None = None,
) -> Plan:
    """The plan of a report with these raw inputs, and what it takes over from another report."""
    report = Report(catalogue, calendar, inputs, picked, version, carried or Carried())
    metrics, metric_names = metrics_tab(report)
    calculator, calculator_names = calculator_tab(report)
    config = catalogue.config
    line = catalogue.template.language.line_height
    tabs = tuple(_roomy(_with_notes(tab, report), line) for tab in (metrics, volume_tab(report), calculator))
    counted = Counter(row.key for tab in tabs for row in tab.rows)
    if twice := [key for key, count in counted.items() if count > 1]:
        raise BackendError(f"two rows would have the id {twice[0]}; rename the metric, input or member")
    return Plan(
        title=report.title(),
        subject=f"{report.span_text()}",
        author=config.team,
        comments=report.word("made_by").format(version=version, template=catalogue.template.version),
        created=calendar.periods[0].start,
        tabs=tabs,
        names=(*(_anchor(tab) for tab in (METRICS, VOLUME, CALCULATOR)), *metric_names, *calculator_names),
        styles=catalogue.template.styles,
        spans={r.key: (r.first, r.last) for r in calendar.rollups},
        periods=calendar.keys,
        right_to_left=catalogue.template.language.direction == "rtl",
    )


def _roomy(tab: Tab, line_height: float) -> Tab:
    """The tab with rows as high as the language's script needs them."""
    if line_height == 1:
        return tab
    return tab._replace(rows=tuple(row._replace(height=round(row.height * line_height, 2)) for row in tab.rows))


def _with_notes(tab: Tab, report: Report) -> Tab:
    """The tab with the notes that were taken over, and one on the period before the first."""
    notes = [note for note in report.carried.notes if note.where.row.startswith(f"{tab.key}:")]
    lead, heading = report.calendar.lead, Ref(f"{tab.key}:period", LEAD)
    if lead is not None and report.carried.origin and all(note.where != heading for note in notes):
        text = report.word("before_note").format(period=report.period_text(lead), file=report.carried.origin)
        notes.append(Note(heading, text))
    carried: dict[Ref, str] = {}
    for note in notes:  # two may have come to one place, as when two members became one
        carried[note.where] = f"{carried[note.where]}\n\n{note.text}" if note.where in carried else note.text
    ours = tuple(
        note._replace(text=f"{note.text}\n\n{carried.pop(note.where)}") if note.where in carried else note
        for note in tab.notes
    )
    return tab._replace(notes=(*ours, *(Note(where, text) for where, text in carried.items())))


def _anchor(tab: str) -> Name:
    """A name that marks a tab, so that a reader finds it after it was renamed."""
    return Name(f"tab_{tab}", Span(f"{tab}:columns", "id", "id"))
