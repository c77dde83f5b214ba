"""Worked examples held against the definitions: a wrong formula agrees with itself, a number worked out elsewhere
does not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sheets_gen.catalogue import resolve
from sheets_gen.compute import Result, compute
from sheets_gen.config import Config
from sheets_gen.periods import calendar, parse_start
from sheets_gen.template.schema import Example, Metric, Template
from sheets_gen.template.shapes import Problem

EXACT = 1e-9


def wrong_examples(template: Template, config: Config, metrics: Mapping[str, Metric]) -> Iterator[Problem]:
    """Each worked example of these metrics that the definition does not give."""
    for metric in metrics.values():
        for at, example in enumerate(metric.examples, 1):
            found = result(template, config, metric.id, example)
            if not agrees(found, example):
                key = f"{metric.prefix}examples[{at}].expect"
                hint = "; a percentage is a fraction here: 5 % is 0.05" if metric.unit == "percent" else ""
                yield Problem(
                    metric.file, key, f"is {_told(example.expect)}; the definition gives {_told(found)}{hint}"
                )


def result(template: Template, config: Config, metric: str, example: Example) -> Result:
    """What the definition gives: of one period, or of the whole span when there are several."""
    count = max(1, len(example.periods))
    span = calendar(parse_start("2026-01", "month"), count, "month")
    numbers: dict[str, dict[str, float]] = {}
    for key, period in zip(span.keys, example.periods, strict=False):
        for name, value in period.items():
            numbers.setdefault(name, {})[key] = value
    asked = Config(metrics=(metric,), members=config.members, options=config.options)
    column = span.keys[0] if count == 1 else span.rollups[-1].key
    return compute(resolve(template, asked), span, numbers)[metric][column]


def agrees(found: object, example: Example) -> bool:
    """Is a value what the example states, to the decimals that it states?"""
    if example.expect == "":
        return found is None or found == ""
    if isinstance(example.expect, str):
        return found == example.expect
    tolerance = 0.5 * 10.0**-example.places if example.places is not None else EXACT * max(1, abs(example.expect))
    return isinstance(found, (int, float)) and abs(found - example.expect) <= tolerance


def _told(value: object) -> str:
    if value is None or value == "":
        return "blank"
    return f"{value:.10g}" if isinstance(value, (int, float)) else repr(value)
