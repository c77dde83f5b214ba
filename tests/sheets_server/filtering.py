"""Which rows the basic filter of a sheet hides."""

from .a1 import rect_of
from .conditions import met, plain_wanted
from .model import Json, Sheet
from .rendering import Renderer


def hidden_rows(renderer: Renderer, sheet: Sheet) -> set[int]:
    """The rows below the header that a criterion leaves out."""
    entry = sheet.parts.get("basicFilter") or {}
    specs = entry.get("filterSpecs", [])
    if not specs:
        return set()
    rect = rect_of(entry["range"]).within(sheet.row_count, sheet.column_count)
    rows = range(rect.top + 1, rect.bottom or 0)
    return {row for row in rows if any(_hides(renderer, sheet, row, spec) for spec in specs)}


def _hides(renderer: Renderer, sheet: Sheet, row: int, spec: Json) -> bool:
    key = (row, spec.get("columnIndex", 0))
    criteria = spec.get("filterCriteria", {})
    shown = renderer.formatted(sheet, key) or ""
    if shown in criteria.get("hiddenValues", []):
        return True
    condition = criteria.get("condition")
    if condition is None or condition.get("type") == "CUSTOM_FORMULA":
        return False
    wanted = plain_wanted(condition, renderer.locale)
    return met(condition["type"], wanted, renderer.computed.value(sheet.sheet_id, key), shown) is False
