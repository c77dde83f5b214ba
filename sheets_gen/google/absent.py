"""What a Google Sheet has no place for: said when the report is made there, never dropped without a word."""

from __future__ import annotations

from collections.abc import Iterator

from sheets_gen.google.overlays import MARKERS
from sheets_gen.plan.model import Plan


def absent(plan: Plan) -> Iterator[str]:
    """Each thing of the plan that Google's service cannot hold, with what stands in for it."""
    yield "page set-up, header and footer of the print (File, Print sets them)"
    yield "author and subject of the file"
    if any(tab.validations for tab in plan.tabs):
        yield "titles and refusals of checks of what is typed (their help is shown)"
    if any(tab.sparklines for tab in plan.tabs):
        yield "colours of the small lines (Google's own)"
    used = {series.marker for tab in plan.tabs for chart in tab.charts for series in chart.series}
    if other := sorted(used - MARKERS.keys()):
        yield f"the chart's markers {', '.join(other)} (circles)"
    if any(style.get("shrink") for style in plan.styles.values()):
        yield "shrinking of what is too wide for its cell (it is cut off at the edge)"
