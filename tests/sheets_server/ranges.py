"""Finding the cells that a request means: by A1 notation, by name, by GridRange."""

from .a1 import CELL, Rect, parse_cells, rect_of, split_title, to_a1
from .errors import ApiError, invalid
from .model import Book, Json, Sheet


def unparsable(text: str) -> ApiError:
    """The refusal of a range that means nothing in this spreadsheet."""
    return invalid(f"Unable to parse range: {text}")


def named_range(book: Book, name: str) -> Json | None:
    """The named range of that name, when it still has cells."""
    wanted = name.casefold()
    return next((one for one in book.named_ranges if one["name"].casefold() == wanted and one.get("range")), None)


def resolve(book: Book, text: str) -> tuple[Sheet, Rect]:
    """The sheet and the rectangle that a text means; its open sides are still open."""
    title, cells = split_title(text)
    if title is None:
        return _without_title(book, text)
    sheet = book.titled(title)
    if sheet is None:
        raise unparsable(text)
    if not cells:
        if text.endswith("!"):
            raise unparsable(text)
        return sheet, Rect(sheet.sheet_id)
    rect = parse_cells(cells, sheet.sheet_id)
    if rect is not None:
        return sheet, rect
    named = named_range(book, cells)
    if named is None:
        raise unparsable(text)
    return _by_name(book, named)


def _by_name(book: Book, named: Json) -> tuple[Sheet, Rect]:
    rect = rect_of(named["range"])
    sheet = book.sheet(rect.sheet_id)
    assert sheet is not None
    return sheet, rect


def _without_title(book: Book, text: str) -> tuple[Sheet, Rect]:
    """Cells of the first sheet, a whole sheet by its title, or a name.

    A bare title that reads like a cell (CO2) is taken for that cell of that sheet, as Google does.
    """
    titled = book.titled(text)
    first = titled if titled is not None and CELL.match(text) else book.sheets[0]
    rect = parse_cells(text, first.sheet_id)
    if rect is not None:
        return first, rect
    if titled is not None:
        return titled, Rect(titled.sheet_id)
    named = named_range(book, text)
    if named is None:
        raise unparsable(text)
    return _by_name(book, named)


def grid_limits(sheet: Sheet, rect: Rect) -> str:
    """The words for a range that starts beyond the grid."""
    rows, columns = sheet.row_count, sheet.column_count
    return f"Range ({to_a1(sheet.title, rect)}) exceeds grid limits. Max rows: {rows}, max columns: {columns}"


def starts_outside(sheet: Sheet, rect: Rect) -> bool:
    """Whether a range starts beyond the grid; one that only ends beyond it is cut off."""
    return rect.top >= sheet.row_count or rect.left >= sheet.column_count


def bounded(sheet: Sheet, rect: Rect, prefix: str = "") -> Rect:
    """The rectangle cut at the edge of the grid; refused when it starts beyond."""
    if starts_outside(sheet, rect):
        raise invalid(prefix + grid_limits(sheet, rect))
    return rect.within(sheet.row_count, sheet.column_count)


def echo(sheet: Sheet, rect: Rect) -> str:
    """A range as answers repeat it: cut at the edge of the grid, with the sheet's title."""
    return to_a1(sheet.title, rect.within(sheet.row_count, sheet.column_count))
