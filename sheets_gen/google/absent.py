"""What a Google Sheet has no place for: said when the report is made there, never dropped without a word."""

from __future__ import annotations

from collections.abc import Iterator

from sheets_gen.google.overlays import MARKERS
from sheets_gen.google.requests import frozen_columns
from sheets_gen.plan.addresses import laid_out
from sheets_gen.plan.model import Plan


def absent(plan: Plan) -> Iterator[str]:
    """Each thing of the plan that Google's service cannot hold, with what stands in for it."""
    yield "page set-up, header and footer of the print (File, Print sets them)"
    yield "author and subject of the file"
    if any(tab.validations for tab in plan.tabs):
        yield "titles and refusals of checks of what is typed (their help is shown)"
    if any(tab.sparklines for tab in plan.tabs):
        yield "colours of the small lines (Google's own)"
    book = laid_out(plan)
    if any(frozen_columns(tab, book) < book.at(tab.freeze.row, tab.freeze.column)[1] - 1 for tab in plan.tabs):
        yield "frozen columns that merged cells cross (fewer are frozen)"
    if plan.right_to_left and any(tab.charts for tab in plan.tabs):
        yield "charts that run from the right (time runs from the left)"
    used = {series.marker for tab in plan.tabs for chart in tab.charts for series in chart.series}
    if other := sorted(used - MARKERS.keys()):
        yield f"the chart's markers {', '.join(other)} (circles)"
    if any(style.get("shrink") for style in plan.styles.values()):
        yield "shrinking of what is too wide for its cell (it is cut off at the edge)"
