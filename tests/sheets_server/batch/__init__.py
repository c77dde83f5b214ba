"""spreadsheets.batchUpdate: the kinds of requests, each in the module of its family."""

from . import (  # noqa: F401 - importing a family registers its kinds
    banding_requests,
    cell_requests,
    chart_requests,
    clipboard_requests,
    data_requests,
    dimension_requests,
    filter_requests,
    metadata_requests,
    range_requests,
    rule_requests,
    sheet_requests,
    slicer_requests,
)
from .core import run_batch

__all__ = ["run_batch"]
