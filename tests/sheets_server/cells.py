"""Setting fields of cells by a field mask, and the small rules that go with it."""

from typing import Any

from .colors import plain_color
from .formula_text import as_typed
from .locales import Locale
from .masks import Mask, mentions, merge
from .model import Json
from .number_format import default_pattern

# A colour stands in two fields, an old and a new one; Google keeps both in step.
_COLORS = (
    "backgroundColor",
    "foregroundColor",
    "color",
    "headerColor",
    "firstBandColor",
    "secondBandColor",
    "footerColor",
)
_TWINS = {name: f"{name}Style" for name in _COLORS}


def masked_cell(cell: Json, source: Json, mask: Mask, locale: Locale) -> Json:
    """The cell with its masked fields taken from `source`."""
    result = merge(cell, source, mask)
    entered = result.get("userEnteredValue")
    if mentions(mask, "userEnteredValue"):
        if not entered or entered.get("stringValue") == "":
            result.pop("userEnteredValue", None)
        elif "formulaValue" in entered:
            result["userEnteredValue"] = {"formulaValue": as_typed(entered["formulaValue"], locale)}
    if mentions(mask, "userEnteredFormat"):
        named = mask.get("userEnteredFormat", {})
        result["userEnteredFormat"] = clean_format(result.get("userEnteredFormat", {}), named, locale)
    return {key: value for key, value in result.items() if value not in ({}, "", [], None)}


def clean_format(form: Json, mask: Mask, locale: Locale) -> Json:
    """A format with its colours in step and its number format complete."""
    result = {key: value for key, value in with_twins(form, mask).items() if value not in ({}, None)}
    number = result.get("numberFormat")
    if number and "pattern" not in number and number.get("type") not in {None, "TEXT"}:
        result["numberFormat"] = {**number, "pattern": default_pattern(number["type"], locale)}
    return result


def with_twins(value: Any, mask: Mask) -> Any:
    """The colours of a message and of what is in it: both spellings, without parts that are zero."""
    if isinstance(value, list):
        return [with_twins(entry, {}) for entry in value]
    if not isinstance(value, dict):
        return value
    result = {key: with_twins(inner, mask.get(key, {})) for key, inner in value.items()}
    for old, new in _TWINS.items():
        _pair(result, old, new, mask)
    return result


def _pair(value: Json, old: str, new: str, mask: Mask) -> None:
    only_old = old in mask and new not in mask
    if new in value and not only_old:
        style = value[new]
        if "rgbColor" in style:
            value[new] = {"rgbColor": plain_color(style["rgbColor"])}
            value[old] = value[new]["rgbColor"]
        elif new in mask and not style:
            value.pop(new)
            value.pop(old, None)
    elif old in value and isinstance(value[old], dict):
        value[old] = plain_color(value[old])
        value[new] = {"rgbColor": value[old]}
    elif only_old or new in mask:
        value.pop(old, None)
        value.pop(new, None)
