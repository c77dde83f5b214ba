"""What verify says, in the report's language: a text of the language by key, values written as the language does."""

from __future__ import annotations

from sheets_gen.filled import Filled
from sheets_gen.formula.functions import ErrorValue, Value
from sheets_gen.template.languages import FINDING
from sheets_gen.template.schema import Language, Template

MAX_SHOWN = 60


def say(filled: Filled, key: str, **values: object) -> str:
    """The text of a finding or hint, its placeholders filled."""
    return filled.catalogue.word(FINDING + key).format(**values)


def language(filled: Filled) -> Language:
    """The report's language."""
    return filled.catalogue.template.language


def number(value: float, spoken: Language) -> str:
    """A number with the language's decimal sign; no grouping, so that it can be searched for."""
    return f"{value:.10g}".replace(".", spoken.decimal)


def shown(value: Value, filled: Filled) -> str:
    """A cell's value for a message."""
    if isinstance(value, ErrorValue):
        return value.code
    if value is None or value == "":
        return say(filled, "empty")
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (int, float)):
        return number(value, language(filled))
    text = value if len(value) <= MAX_SHOWN else value[: MAX_SHOWN - 1] + "…"
    return repr(text)


def amount(value: float, unit: str, template: Template) -> str:
    """A metric's value as people say it: a share of 0.4 is ``40 %``."""
    spoken = template.language
    if unit == "percent":
        return spoken.percent.format(number=f"{value * 100:.6g}".replace(".", spoken.decimal))
    return f"{value:.8g}".replace(".", spoken.decimal)
