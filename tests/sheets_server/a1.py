"""A1 notation and rectangles of cells."""

import re
from dataclasses import dataclass, replace
from typing import Any

CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9]\d*)$")
_COLUMN = re.compile(r"\$?([A-Za-z]{1,3})$")
_ROW = re.compile(r"\$?([1-9]\d*)$")
_PLAIN_TITLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*$")
_R1C1 = re.compile(r"R([1-9]\d*)C([1-9]\d*)(?::R([1-9]\d*)C([1-9]\d*))?$", re.IGNORECASE)
_LOOKS_LIKE_R1C1 = re.compile(r"R\d*C\d*$", re.IGNORECASE)


@dataclass(frozen=True)
class Rect:
    """Cells of one sheet, half open like Google's GridRange; an end of None reaches to the edge of the grid."""

    sheet_id: int
    top: int = 0
    bottom: int | None = None
    left: int = 0
    right: int | None = None

    def within(self, rows: int, columns: int) -> "Rect":
        """The part that lies in a grid of that size."""
        bottom = rows if self.bottom is None else min(self.bottom, rows)
        right = columns if self.right is None else min(self.right, columns)
        return replace(self, bottom=bottom, right=right)

    @property
    def height(self) -> int:
        """The number of rows of a bounded rectangle."""
        assert self.bottom is not None
        return max(0, self.bottom - self.top)

    @property
    def width(self) -> int:
        """The number of columns of a bounded rectangle."""
        assert self.right is not None
        return max(0, self.right - self.left)

    def contains(self, row: int, column: int) -> bool:
        return (
            self.top <= row
            and (self.bottom is None or row < self.bottom)
            and self.left <= column
            and (self.right is None or column < self.right)
        )

    def holds(self, other: "Rect") -> bool:
        """Whether a bounded rectangle lies wholly in this one."""
        assert other.bottom is not None and other.right is not None
        return (
            self.sheet_id == other.sheet_id
            and self.contains(other.top, other.left)
            and self.contains(other.bottom - 1, other.right - 1)
        )

    def touches(self, other: "Rect") -> bool:
        """Whether the two have a cell in common."""
        return (
            self.sheet_id == other.sheet_id
            and (other.bottom is None or self.top < other.bottom)
            and (self.bottom is None or other.top < self.bottom)
            and (other.right is None or self.left < other.right)
            and (self.right is None or other.left < self.right)
        )

    def cells(self) -> list[tuple[int, int]]:
        """Every cell of a bounded rectangle, row by row."""
        assert self.bottom is not None and self.right is not None
        return [(row, column) for row in range(self.top, self.bottom) for column in range(self.left, self.right)]

    def to_json(self) -> dict[str, Any]:
        """As a GridRange: unbounded sides are left out, and so is a sheetId of 0, as Google does in replies."""
        result: dict[str, Any] = {"sheetId": self.sheet_id} if self.sheet_id else {}
        if self.top or self.bottom is not None:
            result["startRowIndex"] = self.top
        if self.bottom is not None:
            result["endRowIndex"] = self.bottom
        if self.left or self.right is not None:
            result["startColumnIndex"] = self.left
        if self.right is not None:
            result["endColumnIndex"] = self.right
        return result


def rect_of(grid_range: dict[str, Any]) -> Rect:
    """A GridRange as a rectangle."""
    return Rect(
        grid_range.get("sheetId", 0),
        grid_range.get("startRowIndex", 0),
        grid_range.get("endRowIndex"),
        grid_range.get("startColumnIndex", 0),
        grid_range.get("endColumnIndex"),
    )


def letters(column: int) -> str:
    """0 -> A, 26 -> AA."""
    result = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        result = chr(65 + rest) + result
    return result


def column_index(text: str) -> int:
    """A -> 0, AA -> 26."""
    result = 0
    for char in text.upper():
        result = result * 26 + ord(char) - 64
    return result - 1


def quoted(title: str) -> str:
    """A title as it stands before the `!`: plain ones bare, those that could be read otherwise in quotes."""
    looks_like_reference = CELL.match(title) or _COLUMN.match(title) or _LOOKS_LIKE_R1C1.match(title)
    if _PLAIN_TITLE.match(title) and not looks_like_reference:
        return title
    return "'" + title.replace("'", "''") + "'"


def cells_to_a1(rect: Rect) -> str:
    """The part after the `!`."""
    if rect.bottom is None and rect.right is None:
        return f"{letters(rect.left)}{rect.top + 1}"
    start = f"{letters(rect.left)}{rect.top + 1}"
    end = ("" if rect.right is None else letters(rect.right - 1)) + ("" if rect.bottom is None else str(rect.bottom))
    return start if start == end else f"{start}:{end}"


def to_a1(title: str, rect: Rect) -> str:
    """A rectangle as Google writes it in replies and messages."""
    return f"{quoted(title)}!{cells_to_a1(rect)}"


def split_title(text: str) -> tuple[str | None, str]:
    """`'My tab'!A1` -> (My tab, A1); a quoted title alone -> (title, empty); no title -> (None, text)."""
    if text.startswith("'"):
        match = re.match(r"'((?:[^']|'')+)'(?:!(.*))?$", text, re.DOTALL)
        if match:
            return match.group(1).replace("''", "'"), match.group(2) or ""
        return None, text
    title, bang, rest = text.rpartition("!")
    return (title, rest) if bang else (None, text)


def _corner(text: str) -> tuple[int | None, int | None] | None:
    """(row, column) of `B2`, `B` or `2`; None when it is none of these."""
    if match := CELL.match(text):
        return int(match.group(2)) - 1, column_index(match.group(1))
    if match := _COLUMN.match(text):
        return None, column_index(match.group(1))
    if match := _ROW.match(text):
        return int(match.group(1)) - 1, None
    return None


def parse_cells(text: str, sheet_id: int) -> Rect | None:
    """`A1`, `A1:B2`, `A:C`, `2:4`, `A2:C`, `A2:2`, or `R1C1:R2C2`; None when it is neither notation."""
    numbered = _R1C1.match(text)
    if numbered:
        top, left, bottom, right = (int(part) - 1 if part else None for part in numbered.groups())
        assert top is not None and left is not None
        rows = sorted((top, top if bottom is None else bottom))
        columns = sorted((left, left if right is None else right))
        return Rect(sheet_id, rows[0], rows[1] + 1, columns[0], columns[1] + 1)
    first, colon, last = text.partition(":")
    if not colon:
        match = CELL.match(text)
        if not match:
            return None
        row, column = int(match.group(2)) - 1, column_index(match.group(1))
        return Rect(sheet_id, row, row + 1, column, column + 1)
    start, end = _corner(first), _corner(last)
    if start is None or end is None:
        return None
    top, bottom = _side(start[0], end[0])
    left, right = _side(start[1], end[1])
    return Rect(sheet_id, top, bottom, left, right)


def _side(first: int | None, last: int | None) -> tuple[int, int | None]:
    """Start and end of one axis; where one corner says nothing, the range is open at its end."""
    if first is None or last is None:
        return (first if first is not None else last) or 0, None
    return min(first, last), max(first, last) + 1
