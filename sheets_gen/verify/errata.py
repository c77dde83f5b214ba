"""Known mistakes of the articles, recognised by their results.

A definition carries the wrong rules that its sources print. When a typed-over result or a changed formula gives
what such a rule gives, the finding says so: as a possibility, for the same number may come about by chance.
"""

from __future__ import annotations

import math

from sheets_gen.filled import Filled
from sheets_gen.formula.evaluate import evaluate
from sheets_gen.formula.functions import Value, is_number
from sheets_gen.formula.guard import guarded
from sheets_gen.verify.compare import shown

CLOSE = 0.005
"""A typed result is often rounded: half a percent of the value, or of one, is close enough to ask."""


def recognised(filled: Filled, metric: str, period: str, value: Value, right: Value) -> str:
    """A sentence that names the article's rule which gives this value; empty when none does."""
    definition = filled.catalogue.template.metrics.get(metric)
    if definition is None or not isinstance(value, (int, float)) or not is_number(value):
        return ""
    numbers = {key: row.get(period) for key, row in filled.inputs.items()}
    for erratum in definition.errata:
        wrong = evaluate(guarded(erratum.wrong), numbers) if erratum.wrong is not None else None
        if not isinstance(wrong, (int, float)) or not is_number(wrong):
            continue
        # People also type a share as a percentage: 60 for 0.6.
        scales = (1, 100) if definition.unit == "percent" else (1,)
        if any(_close(value, wrong * scale) and not _close(value, right, scale) for scale in scales):
            article = filled.catalogue.template.articles[erratum.article]
            return f" {shown(value)} may come from the rule of {article}: “{erratum.says}” {erratum.right}"
    return ""


def _close(value: float, other: Value, scale: int = 1) -> bool:
    if not isinstance(other, (int, float)) or not is_number(other):
        return False
    return math.isclose(value, other * scale, rel_tol=CLOSE, abs_tol=CLOSE * scale)
