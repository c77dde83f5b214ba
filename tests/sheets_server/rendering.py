"""Cells as answers show them: formatted, unformatted, as formulas; their effective formats."""

import re
from typing import Any

from .bands import band_format
from .conditional import conditional_formats
from .evaluate import SHOWN, Computed, computed, lone_reference
from .locales import Locale
from .model import Book, CellKey, Json, Sheet
from .number_format import DATE_TYPES, format_number, general

WHITE = {"red": 1, "green": 1, "blue": 1}
DEFAULT_FORMAT: Json = {
    "backgroundColor": WHITE,
    "backgroundColorStyle": {"rgbColor": WHITE},
    "padding": {"top": 2, "right": 3, "bottom": 2, "left": 3},
    "verticalAlignment": "BOTTOM",
    "wrapStrategy": "OVERFLOW_CELL",
    "textFormat": {
        "foregroundColor": {},
        "foregroundColorStyle": {"rgbColor": {}},
        "fontFamily": "arial,sans,sans-serif",
        "fontSize": 10,
        "bold": False,
        "italic": False,
        "strikethrough": False,
        "underline": False,
    },
}
_DATE_FUNCTIONS = {"DATE", "TODAY", "EDATE", "EOMONTH", "WORKDAY", "DATEVALUE", "TO_DATE"}
_CALL = re.compile(r"=\s*([A-Za-z_.]+)\s*\(")
_LINK = re.compile(r'=\s*HYPERLINK\s*\(\s*"([^"]*)"', re.IGNORECASE)


class Renderer:
    """Shows the cells of one spreadsheet in its present state."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.locale = Locale(book.locale)
        self.computed: Computed = computed(book)
        self._rules: dict[int, dict[CellKey, Json]] = {}

    def number_format(self, sheet: Sheet, key: CellKey, depth: int = 0) -> Json:
        """The number format in effect: the cell's own, or the one that its formula suggests."""
        cell = sheet.cells.get(key, {})
        own: Json | None = cell.get("userEnteredFormat", {}).get("numberFormat")
        if own:
            return own
        formula = cell.get("userEnteredValue", {}).get("formulaValue", "")
        call = _CALL.match(formula)
        if call and call[1].upper() in _DATE_FUNCTIONS:
            return {"type": "DATE", "pattern": self.locale.date_pattern}
        if call and call[1].upper() == "NOW":
            return {"type": "DATE_TIME"}
        if call and call[1].upper() == "TO_PERCENT":
            return {"type": "PERCENT", "pattern": "0.00%"}
        repeated = lone_reference(self.book, sheet, formula) if formula and depth < 20 else None
        return self.number_format(repeated[0], repeated[1], depth + 1) if repeated else {}

    def formatted(self, sheet: Sheet, key: CellKey) -> str | None:
        """The text that a person sees; None for an empty cell."""
        value = self.computed.value(sheet.sheet_id, key)
        if value is None:
            return None
        if "numberValue" in value:
            return self._number_text(value["numberValue"], self.number_format(sheet, key))
        if "boolValue" in value:
            return "TRUE" if value["boolValue"] else "FALSE"
        if "errorValue" in value:
            return SHOWN[value["errorValue"]["type"]]
        return str(value["stringValue"])

    def _number_text(self, number: float, form: Json) -> str:
        kind, pattern = form.get("type", ""), form.get("pattern", "")
        if kind == "TEXT" or not (pattern or (kind and kind != "NUMBER_FORMAT_TYPE_UNSPECIFIED")):
            return general(number, self.locale)
        return format_number(number, kind, pattern, self.locale)

    def shown(self, sheet: Sheet, key: CellKey, option: str, dates: str) -> Any:
        """A cell in a ValueRange; an empty one is an empty text."""
        cell = sheet.cells.get(key, {})
        formula = cell.get("userEnteredValue", {}).get("formulaValue")
        if option == "FORMULA" and formula is not None:
            return formula
        if option not in {"FORMULA", "UNFORMATTED_VALUE"}:
            return self.formatted(sheet, key) or ""
        value = self.computed.value(sheet.sheet_id, key)
        if value is None:
            return ""
        if "errorValue" in value:
            error = value["errorValue"]
            return f"{SHOWN[error['type']]} ({error['message']})"
        is_date = dates == "FORMATTED_STRING" and self.number_format(sheet, key).get("type") in DATE_TYPES
        if is_date and "numberValue" in value:
            return self.formatted(sheet, key)
        return next(iter(value.values()))

    def cell_data(self, sheet: Sheet, key: CellKey, with_format: bool = True) -> Json:
        """A cell as CellData, with what is computed for it."""
        cell = sheet.cells.get(key, {})
        result = dict(cell)
        value = self.computed.value(sheet.sheet_id, key)
        text = self.formatted(sheet, key)
        if value is not None:
            result["effectiveValue"] = value
        if text is not None:
            result["formattedValue"] = text
        if with_format and (value is not None or cell.get("userEnteredFormat")):
            own = self._effective_format(sheet, key, cell, value)
            result["effectiveFormat"] = _overlaid(own, self._conditional(sheet).get(key, {}))
        link = _LINK.match(cell.get("userEnteredValue", {}).get("formulaValue", ""))
        if link:
            result["hyperlink"] = link[1]
        return result

    def _conditional(self, sheet: Sheet) -> dict[CellKey, Json]:
        """The formats that the rules of a sheet give, worked out when they are first asked for."""
        if sheet.sheet_id not in self._rules:
            shown = {key: self.formatted(sheet, key) or "" for key in self.computed.values[sheet.sheet_id]}
            self._rules[sheet.sheet_id] = conditional_formats(self.book, sheet, shown)
        return self._rules[sheet.sheet_id]

    def _effective_format(self, sheet: Sheet, key: CellKey, cell: Json, value: Json | None) -> Json:
        text_format = {**DEFAULT_FORMAT["textFormat"], "fontFamily": "Arial"}
        result = {**DEFAULT_FORMAT, "textFormat": text_format, "hyperlinkDisplayType": "PLAIN_TEXT"}
        form = self.number_format(sheet, key)
        if form:
            result["numberFormat"] = form
        if value is not None:
            numeric = "numberValue" in value
            result["horizontalAlignment"] = "RIGHT" if numeric else "LEFT" if "stringValue" in value else "CENTER"
        return _overlaid({**result, **band_format(sheet, key)}, cell.get("userEnteredFormat", {}))


def _overlaid(base: Json, above: Json) -> Json:
    """One format over another."""
    result = dict(base)
    for key, value in above.items():
        nested = isinstance(value, dict) and isinstance(result.get(key), dict) and key == "textFormat"
        result[key] = _overlaid(result[key], value) if nested else value
    return result
