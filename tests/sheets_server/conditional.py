"""What conditional formats make of the cells of a sheet: the first rule that a cell meets gives it its format."""

from .a1 import Rect, quoted, rect_of
from .conditions import Wanted, met, plain_wanted
from .evaluate import Computed, computed
from .formula_text import as_typed, moved_by, rewrite
from .locales import Locale
from .model import Book, CellKey, Json, Sheet

Formulas = dict[tuple[int, int], Sheet]


def conditional_formats(book: Book, sheet: Sheet, shown: dict[CellKey, str]) -> dict[CellKey, Json]:
    """The formats that the rules of a sheet give to its cells; `shown` are the texts of those that are not empty.

    Rules with a colour scale, and conditions that this server cannot judge, give none.
    """
    rules = [rule for rule in sheet.listed("conditionalFormats") if "booleanRule" in rule]
    if not rules:
        return {}
    keys = sorted(shown.keys() | sheet.cells.keys())
    helpers = _helpers(book, sheet, rules, keys)
    extended = Book("", book.properties, [*book.sheets, *helpers.values()], book.named_ranges)
    values = Computed(extended) if helpers else computed(book)
    found: dict[CellKey, Json] = {}
    for number, rule in enumerate(rules):
        condition = rule["booleanRule"]["condition"]
        plain = plain_wanted(condition, Locale(book.locale))
        for key in keys:
            if key in found or not any(rect_of(one).contains(*key) for one in rule["ranges"]):
                continue
            wanted = [
                _computed_wanted(values, helpers[(number, place)], key) if (number, place) in helpers else one
                for place, one in enumerate(plain)
            ]
            if met(condition["type"], wanted, values.value(sheet.sheet_id, key), shown.get(key, "")):
                found[key] = rule["booleanRule"].get("format", {})
    return found


def _computed_wanted(values: Computed, helper: Sheet, key: CellKey) -> Wanted:
    value = values.value(helper.sheet_id, key)
    return str(next(iter(value.values()))) if value else "", value


def _helpers(book: Book, sheet: Sheet, rules: list[Json], keys: list[CellKey]) -> Formulas:
    """For each value that is a formula a sheet that holds it for every cell, as if it stood in that cell."""
    result: Formulas = {}
    for number, rule in enumerate(rules):
        first = rect_of(rule["ranges"][0])
        for place, one in enumerate(rule["booleanRule"]["condition"].get("values", [])):
            text = str(one.get("userEnteredValue", ""))
            if text.startswith("="):
                text = as_typed(text, Locale(book.locale))
                title = f"~{len(book.sheets) + len(result)}"
                result[(number, place)] = _helper(sheet, -1 - len(result), title, text, first, keys)
    return result


def _helper(sheet: Sheet, sheet_id: int, title: str, text: str, first: Rect, keys: list[CellKey]) -> Sheet:
    prefix = f"{quoted(sheet.title)}!"
    formula = rewrite(text, lambda token: token.text if token.title is not None else prefix + token.text)
    cells: dict[CellKey, Json] = {}
    for row, column in keys:
        moved = moved_by(formula, row - first.top, column - first.left)
        cells[(row, column)] = {"userEnteredValue": {"formulaValue": moved}}
    return Sheet({**sheet.properties, "sheetId": sheet_id, "title": title}, cells)
