"""Tables to definitions: one metric, input, identity or unit at a time, every departure a located problem.

A template's files and a team's own definitions in report.toml go through the same functions.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from sheets_gen.errors import FormulaError
from sheets_gen.formula.nodes import Node
from sheets_gen.formula.parse import parse
from sheets_gen.template import shapes
from sheets_gen.template.schema import (
    Benchmark,
    Erratum,
    Example,
    Identity,
    Input,
    Interval,
    Metric,
    Source,
    Unit,
)
from sheets_gen.template.shapes import Key, Problem, conform, one_line

Problems: TypeAlias = list[Problem]
Overlays: TypeAlias = Iterator[tuple[str, str, dict[str, Any]]]


def is_table(value: object, file: str, key: str, problems: Problems) -> bool:
    """Is it a table? If not, that is a problem."""
    if not isinstance(value, dict):
        problems.append(Problem(file, key, "must be a table, such as [promoters]"))
    return isinstance(value, dict)


def text_of(table: Mapping[str, Any], key: str) -> str:
    """A text on one line; empty when absent."""
    value = table.get(key, "")
    return one_line(value) if isinstance(value, str) else ""


def texts_of(table: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """A list of texts; empty when absent."""
    value = table.get(key)
    return tuple(str(item) for item in value) if isinstance(value, list) else ()


def overlays(table: Mapping[str, Any], file: str, key: str, problems: Problems) -> Overlays:
    """(option, choice, table) of each ``when.<option>.<choice>``, laid over the table itself."""
    base = {name: value for name, value in table.items() if name != "when"}
    when = table.get("when")
    for option, choices in (when if isinstance(when, dict) else {}).items():
        if is_table(choices, file, f"{key}when.{option}", problems):
            for choice, over in choices.items():
                if is_table(over, file, f"{key}when.{option}.{choice}", problems):
                    yield option, choice, base | over


def unit(id: str, table: Mapping[str, Any], problems: Problems) -> Unit:
    """How a quantity is written."""
    problems.extend(conform(table, shapes.UNIT, "units.toml", f"{id}."))
    scale = table.get("change_scale", 1)
    return Unit(
        id=id,
        label=text_of(table, "label"),
        format=str(table.get("format", "General")),
        change_format=str(table.get("change_format", "")),
        change_scale=scale if isinstance(scale, int) else 1,
        whole=table.get("whole") is True,
    )


def input_(id: str, table: Mapping[str, Any], file: str, problems: Problems, prefix: str = "") -> Input:
    """A raw number."""
    problems.extend(conform(table, shapes.INPUT, file, f"{prefix}{id}."))
    if bool(text_of(table, "because")) != (table.get("rollup") == "mean"):
        problems.append(Problem(file, f"{prefix}{id}.because", 'belongs to rollup = "mean", which needs one'))
    return Input(
        id=id,
        label=text_of(table, "label"),
        unit=text_of(table, "unit"),
        rollup=text_of(table, "rollup"),
        how=text_of(table, "how"),
        least=_number(table, "least", 0.0),
        most=_number(table, "most"),
        members=text_of(table, "members"),
        because=text_of(table, "because"),
        since=text_of(table, "since") or "1.0",
        file=file,
        prefix=prefix,
    )


def _number(table: Mapping[str, Any], key: str, absent: float | None = None) -> float | None:
    value = table.get(key, absent)
    return float(value) if isinstance(value, (int, float)) else None


def identity(id: str, table: Mapping[str, Any], file: str, problems: Problems, prefix: str = "") -> Identity:
    """What must hold between raw numbers."""
    problems.extend(conform(table, shapes.IDENTITY, file, f"{prefix}{id}."))
    texts = {key: text_of(table, key) for key in shapes.IDENTITY}
    left, right = (
        formula(texts[side], file, f"{prefix}{id}.{side}", problems) if texts[side] else None
        for side in ("left", "right")
    )
    return Identity(
        id=id,
        left=left,
        left_text=texts["left"],
        relation=texts["relation"],
        right=right,
        right_text=texts["right"],
        level=texts["level"],
        says=texts["says"],
        file=file,
        prefix=prefix,
    )


def metric(id: str, file: str, table: Mapping[str, Any], problems: Problems, prefix: str = "") -> Metric:
    """One row of the report."""
    problems.extend(conform(table, shapes.METRIC, file, prefix))
    text = text_of(table, "formula")
    order = table.get("order")
    return Metric(
        id=id,
        label=text_of(table, "label"),
        short=text_of(table, "short") or text_of(table, "label"),
        description=text_of(table, "description"),
        how=text_of(table, "how"),
        unit=text_of(table, "unit"),
        better=text_of(table, "better"),
        tier=text_of(table, "tier"),
        section=text_of(table, "section"),
        order=order if isinstance(order, int) else 0,
        formula=formula(text, file, f"{prefix}formula", problems) if text else None,
        formula_text=text,
        distribution=text_of(table, "distribution"),
        per=text_of(table, "per"),
        least_n=_number(table, "least_n", 0.0) or 0.0,
        total=text_of(table, "total"),
        shares=table.get("shares") is True,
        spikes=table.get("spikes") is True,
        interval=_interval(table, file, problems, prefix),
        context=texts_of(table, "context"),
        least=_number(table, "least"),
        most=_number(table, "most"),
        beyond=text_of(table, "beyond") or "error",
        profiles=texts_of(table, "profiles"),
        variant_of=text_of(table, "variant_of"),
        since=text_of(table, "since"),
        retired=text_of(table, "retired"),
        file=file,
        prefix=prefix,
        **_lists(table, file, problems, prefix),
    )


def _lists(table: Mapping[str, Any], file: str, problems: Problems, prefix: str) -> dict[str, Any]:
    """A metric's sources, examples, errata and benchmarks."""

    def each(key: str, shape: Mapping[str, Key]) -> list[dict[str, Any]]:
        return _each(table, key, shape, file, problems, prefix)

    return {
        "sources": tuple(_source(t) for t in each("sources", shapes.SOURCE)),
        "examples": tuple(
            _example(t, file, f"{prefix}examples[{at}]", problems)
            for at, t in enumerate(each("examples", shapes.EXAMPLE), 1)
        ),
        "errata": tuple(_erratum(t, file, problems, prefix) for t in each("errata", shapes.ERRATUM)),
        "benchmarks": tuple(
            Benchmark(text_of(t, "text"), text_of(t, "address"), _whole(t, "year"))
            for t in each("benchmarks", shapes.BENCHMARK)
        ),
    }


def _whole(table: Mapping[str, Any], key: str) -> int:
    value = table.get(key, 0)
    return value if isinstance(value, int) else 0


def _each(
    table: Mapping[str, Any], key: str, shape: Mapping[str, Key], file: str, problems: Problems, prefix: str
) -> list[dict[str, Any]]:
    items = table.get(key, [])
    kept = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    for index, item in enumerate(kept, 1):
        problems.extend(conform(item, shape, file, f"{prefix}{key}[{index}]."))
    return kept


def formula(text: str, file: str, key: str, problems: Problems) -> Node | None:
    """The tree of a formula's text; None where that is a problem."""
    try:
        return parse(text)
    except FormulaError as error:
        problems.append(Problem(file, key, error.pointed()))
        return None


def _interval(table: Mapping[str, Any], file: str, problems: Problems, prefix: str) -> Interval | None:
    given = table.get("interval")
    if not isinstance(given, dict):
        return None
    problems.extend(conform(given, shapes.INTERVAL, file, f"{prefix}interval."))
    return Interval(text_of(given, "method"), texts_of(given, "arguments"))


def _source(table: Mapping[str, Any]) -> Source:
    return Source(text_of(table, "article"), _whole(table, "place"), text_of(table, "name"), text_of(table, "formula"))


def _example(table: Mapping[str, Any], file: str, key: str, problems: Problems) -> Example:
    given = table.get("periods", [table.get("inputs", {})])
    periods = [p for p in given if isinstance(p, dict)] if isinstance(given, list) else []
    if ("periods" in table) == ("inputs" in table):
        problems.append(Problem(file, key, "needs either inputs or periods"))
    for period in periods:
        for name, value in period.items():
            if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
                problems.append(Problem(file, f"{key}.{name}", "must be a number; leave a blank input out"))
    expect = table.get("expect", "")
    return Example(
        note=text_of(table, "note"),
        periods=tuple({str(k): float(v) for k, v in p.items() if isinstance(v, (int, float))} for p in periods),
        expect=float(expect) if isinstance(expect, (int, float)) else str(expect),
        places=table.get("places"),
    )


def _erratum(table: Mapping[str, Any], file: str, problems: Problems, prefix: str) -> Erratum:
    id = text_of(table, "id")
    trees = (formula(text, file, f"{prefix}errata[{id}].wrong", problems) for text in texts_of(table, "wrong"))
    return Erratum(
        id=id,
        article=text_of(table, "article"),
        says=text_of(table, "says"),
        right=text_of(table, "right"),
        wrong=tuple(tree for tree in trees if tree is not None),
    )
