"""How far the choice of a formula moves a number: a family of variants over the same raw numbers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from sheets_gen.catalogue import Catalogue, resolve
from sheets_gen.compute import Results, compute
from sheets_gen.config import ALL, Config
from sheets_gen.errors import InputRefused
from sheets_gen.periods import EVERY, MAX_PERIODS, Calendar, Period, calendar, parse_key
from sheets_gen.reference.text import variants_of
from sheets_gen.template.schema import Metric, Template
from sheets_gen.values import RawCell, place, read_cells


class Comparison(NamedTuple):
    """A family's values over a values file."""

    catalogue: Catalogue
    calendar: Calendar
    metrics: tuple[Metric, ...]
    results: Results
    given: frozenset[str]
    """Input keys of which the file has at least one number."""


def compare(template: Template, config: Config, metric: Metric, path: Path) -> Comparison:
    """Every variant of a metric over the numbers of a file. Raises InputRefused or ProblemsFound."""
    cells = read_cells(path)
    catalogue = resolve(template, config._replace(profile=ALL, without=(), headline=(), targets={}))
    span = spanned(cells, path)
    inputs = place(cells, catalogue, span, path.name).inputs
    results = compute(catalogue, span, inputs)
    return Comparison(catalogue, span, tuple(variants_of(template, metric)), results, frozenset(inputs))


def spanned(cells: list[RawCell], path: Path) -> Calendar:
    """The calendar from the file's first period to its last."""
    for every in EVERY:
        found: list[Period] = []
        for cell in cells:
            try:
                found.append(parse_key(cell.period, every))
            except ValueError:
                continue
        if found:
            first, last = min(found, key=lambda p: p.start), max(found, key=lambda p: p.start)
            for count in range(1, MAX_PERIODS + 1):
                made = calendar(first, count, every)
                if made.keys[-1] == last.key:
                    return made
            raise InputRefused(f"{path}: {first.key} to {last.key} is longer than {MAX_PERIODS} periods")
    raise InputRefused(f"{path}: names no period such as 2026-03, 2026-W14 or 2026-Q2")


def comparison_text(compared: Comparison) -> Iterator[str]:
    """A legend of the formulas, then a line per period and total: each variant's value, and how far they lie apart."""
    wide = max(len(m.id) for m in compared.metrics)
    for at, metric in enumerate(compared.metrics, 1):
        shown = f" [{', '.join(metric.profiles)}]" if metric.profiles else ""
        rule = metric.formula_text or metric.description
        unit = compared.catalogue.unit_label(metric.unit)
        yield f"{at}  {metric.id:{wide}}  {metric.label}, {unit}{shown}"
        yield f"   {'':{wide}}  = {rule}"
        missing = [key for key in compared.catalogue.entry(metric.id).needed if key not in compared.given]
        if missing:
            yield f"   {'':{wide}}  not in the file: {', '.join(missing)}"
    yield ""
    yield "[…]: the profiles that show it; apart: the largest less the smallest of those in the unit of 1"
    yield ""
    yield f"{'period':18}" + "".join(f"{at:>12}" for at in range(1, len(compared.metrics) + 1)) + f"{'apart':>12}"
    for key in (*compared.calendar.keys, *(r.key for r in compared.calendar.rollups)):
        values = [compared.results[m.id][key] for m in compared.metrics]
        if any(value is not None for value in values):
            cells = [_shown(m, v) for m, v in zip(compared.metrics, values, strict=True)]
            yield f"{key:18}" + "".join(f"{cell:>12}" for cell in cells) + f"{_apart(compared, key):>12}"


def _shown(metric: Metric, value: float | str | None) -> str:
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    return f"{value * 100:.2f} %" if metric.unit == "percent" else f"{value:,.2f}"


def _apart(compared: Comparison, key: str) -> str:
    """Largest less smallest of the variants that share the standard one's unit."""
    unit = compared.metrics[0].unit
    values = [compared.results[m.id][key] for m in compared.metrics if m.unit == unit]
    numbers = [value for value in values if isinstance(value, float | int)]
    if len(numbers) < 2:
        return ""
    apart = max(numbers) - min(numbers)
    return f"{apart * 100:.2f} pp" if unit == "percent" else f"{apart:,.2f}"


def comparison_json(compared: Comparison) -> dict[str, Any]:
    """The same for programs: formula and values of each variant."""
    return {m.id: {"formula": m.formula_text or None, "values": compared.results[m.id]} for m in compared.metrics}
