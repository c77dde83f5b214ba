"""Writing values: update, batchUpdate, append, clear, batchClear, each on a copy that the caller keeps or drops."""

from dataclasses import replace
from typing import Any

from .a1 import Rect, letters, to_a1
from .edits import Insert
from .errors import invalid
from .follow import apply_edit
from .locales import Locale
from .model import COLUMNS, ROWS, Book, CellKey, Json, Sheet
from .ranges import bounded, echo, grid_limits, resolve, starts_outside
from .tables import last_table
from .typed_input import raw_value, typed_value
from .values_read import value_range

CELL_LIMIT = 50_000

_COUNTS = ("updatedRows", "updatedColumns", "updatedCells")


def require_input_option(option: str | None, name: str = "valueInputOption") -> str:
    """RAW or USER_ENTERED; anything else is refused."""
    if option in {None, "INPUT_VALUE_OPTION_UNSPECIFIED"}:
        raise invalid(f"'{name}' is required but not specified")
    assert option is not None
    return option


def entered_cell(cell: Json, value: Any, option: str, locale: Locale) -> Json:
    """A cell after a value was entered into it; its format and its note stay."""
    result = {key: inner for key, inner in cell.items() if key not in {"userEnteredValue", "textFormatRuns"}}
    if value == "":
        return result
    if isinstance(value, str) and len(value) > CELL_LIMIT:
        raise invalid(f"Your input contains more than the maximum of {CELL_LIMIT} characters in a single cell.")
    own = cell.get("userEnteredFormat", {}).get("numberFormat", {})
    if option == "RAW" or (own.get("type") == "TEXT" and not str(value).startswith("=")):
        result["userEnteredValue"] = raw_value(value)
        return result
    result["userEnteredValue"], suggested = typed_value(value, locale)
    if suggested and not own:
        result["userEnteredFormat"] = {**cell.get("userEnteredFormat", {}), "numberFormat": suggested}
    return result


def _dumped(value: Any, indent: str = "") -> str:
    """A value that is no scalar as messages show it: the text form of its protocol buffer."""
    deeper = indent + "  "
    if isinstance(value, list):
        inner = "".join(f"{deeper}values {{\n{_dumped(one, deeper + '  ')}{deeper}}}\n" for one in value)
        return f"{indent}list_value \t {{\n{inner}{indent}}}\n"
    if isinstance(value, dict):
        return f"{indent}struct_value {{\n{indent}}}\n"
    if isinstance(value, bool):
        return f"{indent}bool_value: {str(value).lower()}\n"
    if isinstance(value, int | float):
        return f"{indent}number_value: {float(value)}\n"
    return f"{indent}null_value: NULL_VALUE\n" if value is None else f'{indent}string_value: "{value}"\n'


def by_rows(body: Json, prefix: str) -> list[list[Any]]:
    """The values of a ValueRange as rows, whichever way they came."""
    values: list[list[Any]] = body.get("values", [])
    for number, row in enumerate(values):
        for place, value in enumerate(row):
            if isinstance(value, list | dict):
                raise invalid(f"Invalid {prefix}values[{number}][{place}]: {_dumped(value)}")
    if body.get("majorDimension") != COLUMNS:
        return values
    height = max((len(column) for column in values), default=0)
    return [[column[row] if row < len(column) else None for column in values] for row in range(height)]


def _check_room(sheet: Sheet, rect: Rect, rows: list[list[Any]], prefix: str) -> None:
    """Values must lie in the range; a range of one cell is only where they start, the grid is then the bound."""
    area = bounded(sheet, rect, prefix)
    one_cell = area.height == 1 and area.width == 1
    bound = replace(area, bottom=sheet.row_count, right=sheet.column_count) if one_cell else area
    height, width = len(rows), max((len(row) for row in rows), default=0)
    within = f"{prefix}Requested writing within range [{echo(sheet, rect)}], but tried writing to"
    if height > bound.height:
        raise invalid(f"{within} row [{bound.top + bound.height + 1}]")
    if width > bound.width:
        raise invalid(f"{within} column [{letters(bound.left + bound.width)}]")


def write_rows(book: Book, sheet: Sheet, start: CellKey, rows: list[list[Any]], option: str) -> Json:
    """Enter rows of values; the counts of an UpdateValuesResponse."""
    locale = Locale(book.locale)
    written = 0
    for down, row in enumerate(rows):
        for right, value in enumerate(row):
            if value is None:
                continue
            key = (start[0] + down, start[1] + right)
            sheet.put(key, entered_cell(sheet.cells.get(key, {}), value, option, locale))
            written += 1
    height, width = len(rows), max((len(row) for row in rows), default=0)
    rect = Rect(sheet.sheet_id, start[0], start[0] + max(1, height), start[1], start[1] + max(1, width))
    result: Json = {"spreadsheetId": book.spreadsheet_id, "updatedRange": to_a1(sheet.title, rect)}
    if written:
        result |= {"updatedRows": height, "updatedColumns": width, "updatedCells": written}
    return result


def update(book: Book, text: str, body: Json, option: str, prefix: str = "") -> tuple[Json, Sheet, Rect]:
    """One range written; the answer and what was written, for showing it later."""
    sheet, rect = resolve(book, text)
    answer, written = update_rect(book, sheet, rect, body, option, prefix)
    return answer, sheet, written


def update_rect(book: Book, sheet: Sheet, rect: Rect, body: Json, option: str, prefix: str) -> tuple[Json, Rect]:
    """A rectangle written; the answer and the cells that were."""
    rows = by_rows(body, prefix.replace("Invalid ", "").replace(": ", "."))
    _check_room(sheet, rect, rows, prefix)
    answer = write_rows(book, sheet, (rect.top, rect.left), rows, option)
    height, width = max(1, len(rows)), max((len(row) for row in rows), default=1) or 1
    return answer, Rect(sheet.sheet_id, rect.top, rect.top + height, rect.left, rect.left + width)


def with_data(book: Book, answer: Json, sheet: Sheet, rect: Rect, options: Json) -> None:
    """Add `updatedData` when the request asks for it."""
    if options.get("includeValuesInResponse"):
        answer["updatedData"] = value_range(
            book,
            sheet,
            rect,
            {
                "valueRenderOption": options.get("responseValueRenderOption", "FORMATTED_VALUE"),
                "dateTimeRenderOption": options.get("responseDateTimeRenderOption", "SERIAL_NUMBER"),
                "majorDimension": options.get("majorDimension", "ROWS"),
            },
        )


def update_values(book: Book, text: str, body: Json, options: Json) -> Json:
    """values.update."""
    option = require_input_option(options.get("valueInputOption"))
    if body.get("range") not in {None, "", text}:
        asked, given = resolve(book, text), resolve(book, body["range"])
        if asked != given:
            raise invalid(f"Request range[{text}] does not match value's range[{body['range']}]")
    answer, sheet, rect = update(book, text, body, option)
    with_data(book, answer, sheet, rect, {**options, "majorDimension": body.get("majorDimension", "ROWS")})
    return answer


def batch_update_values(book: Book, body: Json) -> Json:
    """values.batchUpdate: all ranges or none."""
    option = require_input_option(body.get("valueInputOption"))
    done = [
        update(book, entry.get("range", ""), entry, option, f"Invalid data[{number}]: ")
        for number, entry in enumerate(body.get("data", []))
    ]
    result: Json = {"spreadsheetId": book.spreadsheet_id}
    answers = [answer for answer, _, _ in done]
    for entry, (answer, sheet, rect) in zip(body.get("data", []), done, strict=True):
        with_data(book, answer, sheet, rect, {**body, "majorDimension": entry.get("majorDimension", "ROWS")})
    result |= totals([(answer, sheet) for answer, sheet, _ in done])
    if answers:
        result["responses"] = answers
    return result


def totals(done: list[tuple[Json, Sheet]]) -> Json:
    """The sums over several answers; none when nothing was written."""
    written = {sheet.sheet_id for answer, sheet in done if answer.get("updatedCells")}
    if not written:
        return {}
    sums = {f"total{name[:1].upper()}{name[1:]}": sum(answer.get(name, 0) for answer, _ in done) for name in _COUNTS}
    return {**sums, "totalUpdatedSheets": len(written)}


def _make_room(book: Book, sheet: Sheet, start: CellKey, height: int, width: int, insert: bool) -> None:
    """Insert rows when asked to, and let the grid grow at its end as far as the values need."""
    if insert and start[0] < sheet.row_count:
        sheet.resize(ROWS, sheet.row_count + height)
        apply_edit(book, Insert(sheet.sheet_id, ROWS, start[0], height))
    sheet.resize(ROWS, max(sheet.row_count, start[0] + height))
    sheet.resize(COLUMNS, max(sheet.column_count, start[1] + width))


def append(book: Book, text: str, body: Json, options: Json) -> Json:
    """values.append: after the last table that the range touches."""
    option = require_input_option(options.get("valueInputOption"))
    rows = by_rows(body, "")
    sheet, rect = resolve(book, text)
    if starts_outside(sheet, rect):
        raise invalid(grid_limits(sheet, rect))
    table = last_table(sheet, rect.within(sheet.row_count, sheet.column_count))
    start = (rect.top, rect.left)
    result: Json = {"spreadsheetId": book.spreadsheet_id}
    if table is not None:
        assert table.bottom is not None
        start = (table.bottom, table.left)
        result["tableRange"] = to_a1(sheet.title, table)
    height, width = len(rows), max((len(row) for row in rows), default=0)
    _make_room(book, sheet, start, height, width, options.get("insertDataOption") == "INSERT_ROWS")
    answer = write_rows(book, sheet, start, rows, option)
    written = Rect(sheet.sheet_id, start[0], start[0] + max(1, height), start[1], start[1] + max(1, width))
    with_data(book, answer, sheet, written, {**options, "majorDimension": body.get("majorDimension", "ROWS")})
    result["updates"] = answer
    return result


def clear(book: Book, text: str, prefix: str = "") -> str:
    """Clear the values of a range, nothing else of its cells; the range as it is answered."""
    sheet, rect = resolve(book, text)
    return clear_rect(book, sheet, rect, prefix)


def clear_rect(book: Book, sheet: Sheet, rect: Rect, prefix: str = "") -> str:
    """Clear the values of a rectangle; its range as it is answered."""
    area = bounded(sheet, rect, prefix)
    for key in [key for key in sheet.cells if area.contains(*key)]:
        sheet.put(key, entered_cell(sheet.cells[key], "", "RAW", Locale(book.locale)))
    return echo(sheet, rect)


def clear_values(book: Book, text: str) -> Json:
    """values.clear."""
    return {"spreadsheetId": book.spreadsheet_id, "clearedRange": clear(book, text)}


def batch_clear(book: Book, ranges: list[str]) -> Json:
    """values.batchClear."""
    cleared = [clear(book, text, f"Invalid ranges[{number}]: ") for number, text in enumerate(ranges)]
    return {"spreadsheetId": book.spreadsheet_id, "clearedRanges": cleared}
