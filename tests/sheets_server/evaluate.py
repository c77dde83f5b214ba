"""Computing a spreadsheet: IronCalc is the calculator, Google's language is translated for it.

Sheets get neutral names in the engine, so that any title of Google's will do. Open ranges are closed at the edge
of the grid. Functions that only Google has become what they come down to.
"""

import re
from typing import Any

import ironcalc

from .a1 import letters, rect_of
from .formula_text import BROKEN, Token, area_rect, tokens, with_rect
from .locales import Locale
from .model import Book, CellKey, Json, Sheet

# type and message of each error; messages are in the spreadsheet's language at Google, here in English.
ERRORS = {
    "#DIV/0!": ("DIVIDE_BY_ZERO", "Function DIVIDE parameter 2 cannot be zero."),
    "#NAME?": ("NAME", "Unknown function or range name."),
    "#REF!": ("REF", "Reference does not exist."),
    "#CIRC!": ("REF", "Circular dependency detected. To resolve with iterative calculation, see File > Settings."),
    "#SPILL!": ("REF", "Array result was not expanded because it would overwrite data."),
    "#VALUE!": ("VALUE", "Function parameter expects number values, but the given value cannot be coerced to one."),
    "#NUM!": ("NUM", "Result was not a finite number."),
    "#N/A": ("N_A", "Did not find value."),
    "#NULL!": ("NULL_VALUE", "Null value."),
    "#ERROR!": ("ERROR", "Formula parse error."),
    "#CALC!": ("VALUE", "The result is empty."),
    "#N/IMPL!": ("NAME", "Unknown function or range name."),
}
SHOWN = {kind: text for text, (kind, _) in reversed(ERRORS.items()) if text not in {"#CIRC!", "#SPILL!", "#N/IMPL!"}}
_DRAWN = {"SPARKLINE", "IMAGE"}
_IDENTITY = {"TO_PERCENT", "TO_DATE", "TO_PURE_NUMBER", "TO_DOLLARS", "ARRAYFORMULA"}
_DRAWN_CELL = re.compile(r"=\s*(?:SPARKLINE|IMAGE)\s*\(.*\)\s*$", re.IGNORECASE | re.DOTALL)
_LONE_REFERENCE = re.compile(r"=\s*[^()]+$")

Values = dict[int, dict[CellKey, Json]]


class Computed:
    """The effective values of a spreadsheet, computed once for one state of it."""

    def __init__(self, book: Book) -> None:
        self.locale = Locale(book.locale)
        self.values: Values = {sheet.sheet_id: {} for sheet in book.sheets}
        for sheet in book.sheets:
            for key, cell in sheet.cells.items():
                entered = cell.get("userEnteredValue")
                if entered and "formulaValue" not in entered:
                    self.values[sheet.sheet_id][key] = entered
        if any("formulaValue" in cell.get("userEnteredValue", ()) for sheet in book.sheets for cell in _cells(sheet)):
            self._compute(book)

    def value(self, sheet_id: int, key: CellKey) -> Json | None:
        """The effective value of a cell; None when it is empty."""
        return self.values[sheet_id].get(key)

    def _compute(self, book: Book) -> None:
        model = ironcalc.create("book", self.locale.engine, "UTC", "en")
        numbers = {sheet.sheet_id: number for number, sheet in enumerate(book.sheets)}
        model.rename_sheet(0, engine_name(0))
        for number in range(1, len(book.sheets)):
            model.add_sheet(engine_name(number))
        _define_names(model, book, numbers)
        for sheet in book.sheets:
            self._fill(model, book, sheet, numbers)
        model.evaluate()
        self._read(model, book)

    def _fill(self, model: Any, book: Book, sheet: Sheet, numbers: dict[int, int]) -> None:
        number = numbers[sheet.sheet_id]
        for (row, column), cell in sheet.cells.items():
            entered = cell.get("userEnteredValue", {})
            place = (number, row + 1, column + 1)
            if "numberValue" in entered:
                model.update_cell_with_number(*place, float(entered["numberValue"]))
            elif "stringValue" in entered:
                model.update_cell_with_text(*place, entered["stringValue"])
            elif "boolValue" in entered:
                model.update_cell_with_bool(*place, entered["boolValue"])
            elif "formulaValue" in entered and not _DRAWN_CELL.match(entered["formulaValue"]):
                model.set_user_input(*place, for_engine(book, sheet, entered["formulaValue"], numbers))

    def _read(self, model: Any, book: Book) -> None:
        stored = dict(enumerate(book.sheets))
        for number, row, column in model.get_all_cells():
            sheet = stored[number]
            key = (row - 1, column - 1)
            entered = sheet.cells.get(key, {}).get("userEnteredValue", {})
            if entered and "formulaValue" not in entered:
                continue
            value = _effective(model, number, row, column)
            if value is not None:
                self.values[sheet.sheet_id][key] = value
        while sum(self._empty_references(book, sheet) for sheet in book.sheets):
            pass  # what repeats an empty cell may be repeated itself

    def _empty_references(self, book: Book, sheet: Sheet) -> bool:
        """A formula that is only a reference to an empty cell is empty, not zero; whether there was one."""
        found_one = False
        for key, cell in sheet.cells.items():
            formula = cell.get("userEnteredValue", {}).get("formulaValue", "")
            if self.values[sheet.sheet_id].get(key) != {"numberValue": 0} or not _LONE_REFERENCE.match(formula):
                continue
            found = lone_reference(book, sheet, formula)
            if found and found[1] not in self.values[found[0].sheet_id]:
                del self.values[sheet.sheet_id][key]
                found_one = True
        return found_one


def _cells(sheet: Sheet) -> list[Json]:
    return list(sheet.cells.values())


def lone_reference(book: Book, sheet: Sheet, formula: str) -> tuple[Sheet, CellKey] | None:
    """The one cell that a formula like `=B5` repeats."""
    parts = [token for token in tokens(formula[1:]) if token.text.strip()]
    if len(parts) != 1 or parts[0].kind != "reference" or ":" in parts[0].area:
        return None
    target = sheet if parts[0].title is None else book.titled(parts[0].title)
    if target is None:
        return None
    rect = area_rect(parts[0].area, target.sheet_id)
    return target, (rect.top, rect.left)


def engine_name(number: int) -> str:
    """The name of a sheet inside the engine."""
    return f"Sheet_x{number}"


def _define_names(model: Any, book: Book, numbers: dict[int, int]) -> None:
    for named in book.named_ranges:
        if not named.get("range"):
            continue
        rect = rect_of(named["range"])
        sheet = book.sheet(rect.sheet_id)
        if sheet is None:
            continue
        full = rect.within(sheet.row_count, sheet.column_count)
        start = f"${letters(full.left)}${full.top + 1}"
        end = f"${letters((full.right or 1) - 1)}${full.bottom}"
        area = start if start == end else f"{start}:{end}"
        inside = _engine_names(book)[named["name"].casefold()]
        model.new_defined_name(inside, None, f"{engine_name(numbers[rect.sheet_id])}!{area}")


def _engine_names(book: Book) -> dict[str, str]:
    """What the engine takes for each name: neutral ones, for it does not take all of Google's; #REF! without cells."""
    numbered = enumerate(book.named_ranges)
    return {named["name"].casefold(): f"Name_x{at}" if named.get("range") else BROKEN for at, named in numbered}


def for_engine(book: Book, sheet: Sheet, formula: str, numbers: dict[int, int]) -> str:
    """A formula of Google's as the engine takes it."""
    locale = Locale(book.locale)
    names = _engine_names(book)
    pieces: list[str] = []
    parts = list(tokens(formula))
    position = 0
    while position < len(parts):
        token = parts[position]
        if token.kind == "function" and token.text.upper() in _DRAWN:
            position = _end_of_call(parts, position + 1)
            pieces.append('""')
            continue
        pieces.append(_piece(book, sheet, token, numbers, locale, names))
        position += 1
    return "".join(pieces)


def _end_of_call(parts: list[Token], position: int) -> int:
    """The place after the closing bracket of a call whose opening one is at `position`."""
    depth = 0
    while position < len(parts):
        depth += {"(": 1, ")": -1}.get(parts[position].text, 0)
        position += 1
        if depth == 0:
            break
    return position


def _piece(
    book: Book, sheet: Sheet, token: Token, numbers: dict[int, int], locale: Locale, names: dict[str, str]
) -> str:
    if token.kind == "function" and token.text.upper() in _IDENTITY:
        return ""
    if token.kind == "name" and token.text.casefold() in names:
        return names[token.text.casefold()]
    if token.kind == "number" and locale.comma_decimal and "." in token.text:
        return f"({token.text}"
    if token.kind != "reference":
        return token.text
    target = sheet if token.title is None else book.titled(token.title)
    if target is None:
        return BROKEN
    prefix = "" if token.title is None else f"{engine_name(numbers[target.sheet_id])}!"
    rect = area_rect(token.area, target.sheet_id)
    if rect.top >= target.row_count or rect.left >= target.column_count:
        return BROKEN
    if rect.bottom is not None and rect.right is not None:
        return prefix + token.area
    full = rect.within(target.row_count, target.column_count)
    return prefix + with_rect("A1:B2", full)


def _effective(model: Any, number: int, row: int, column: int) -> Json | None:
    """What the engine found for a cell, as an ExtendedValue."""
    value = model.get_cell_value(number, row, column)
    kind = model.get_cell_type(number, row, column)
    if value is None:
        return None
    if kind == ironcalc.CellType.ErrorValue and value in ERRORS:
        error, message = ERRORS[value]
        return {"errorValue": {"type": error, "message": message}}
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int | float):
        whole = float(value).is_integer() and abs(value) < 2**53
        return {"numberValue": int(value) if whole else value}
    return {"stringValue": str(value)}


def computed(book: Book) -> Computed:
    """What the spreadsheet comes to, computed at most once for each state."""
    if book.computed is None:
        book.computed = Computed(book)
    found: Computed = book.computed
    return found
