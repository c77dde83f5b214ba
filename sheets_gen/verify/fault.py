"""A finding at a place of the report: its address, metric, input and period follow from the row and the column."""

from __future__ import annotations

import re
from typing import Any

from sheets_gen.filled import Filled
from sheets_gen.findings import Finding
from sheets_gen.plan.addresses import letters
from sheets_gen.plan.report import CALCULATOR, METRICS


def fault(
    filled: Filled,
    code: str,
    level: str,
    place: tuple[str, str],
    message: str,
    hint: str = "",
    *,
    found: Any = None,
    expected: Any = None,
) -> Finding:
    """The finding at a row and column that stand in the report."""
    row, column = place
    tab, _, id = row.partition(":")
    base = re.split(r"[.:]", id)[0]  # the parts of a metric's block: nps:low, churn_rate.customers_start
    is_metric = tab in (CALCULATOR, METRICS) and base in filled.catalogue.template.metrics
    is_column = column in filled.calendar.keys or column in filled.plan.spans
    return Finding(
        code=code,
        level=level,
        where=filled.where(row, column),
        message=message,
        hint=hint,
        metric=base if is_metric else "",
        input=id if id in filled.catalogue.items else "",
        period=column if is_column else "",
        found=found,
        expected=expected,
        tab=filled.addresses.titles[tab],
        cell=filled.addresses.a1(row, column),
    )


def row_fault(filled: Filled, code: str, level: str, row: str, message: str, hint: str = "", **others: Any) -> Finding:
    """The finding on a whole row, which may be gone; its cell is that of the row's id."""
    tab, _, id = row.partition(":")
    title = filled.addresses.titles[tab]
    stands = filled.has(row, "id")
    return Finding(
        code=code,
        level=level,
        where=f"{title} {id}",
        message=message,
        hint=hint,
        metric=id if tab == METRICS and id in filled.catalogue.template.metrics else "",
        input=id if tab == CALCULATOR and id in filled.catalogue.items else "",
        tab=title,
        cell=filled.addresses.a1(row, "id") if stands else "",
        **others,
    )


def tab_fault(
    filled: Filled, code: str, level: str, key: str, at: tuple[int, int], message: str, hint: str = "", **others: Any
) -> Finding:
    """The finding at a row and column number of one of our tabs, whatever stands there."""
    title, cell = filled.addresses.titles[key], f"{letters(at[1])}{at[0]}"
    return Finding(code, level, f"{title}!{cell}", message, hint, tab=title, cell=cell, **others)
