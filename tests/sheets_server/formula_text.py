"""Formulas as text: their tokens, their references, their separators."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .a1 import Rect, column_index, letters, quoted
from .locales import Locale

_TITLE = r"(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!"
_CELL = r"\$?[A-Za-z]{1,3}\$?[1-9]\d*"
_COLUMN = r"\$?[A-Za-z]{1,3}"
_ROW = r"\$?[1-9]\d*"
_AREA = rf"{_CELL}:{_CELL}|{_CELL}:{_COLUMN}|{_CELL}:{_ROW}|{_COLUMN}:{_CELL}|{_COLUMN}:{_COLUMN}|{_ROW}:{_ROW}|{_CELL}"
_TOKEN = re.compile(
    rf"(?P<string>\"(?:[^\"]|\"\")*\")"
    rf"|(?P<reference>(?P<title>{_TITLE})?(?<![\w.$])(?P<area>{_AREA})(?![\w(.!]))"
    rf"|(?P<function>[^\W\d][\w.]*)(?=\()"
    rf"|(?P<error>#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|ERROR!))"
    rf"|(?P<name>(?:{_TITLE})?[^\W\d][\w.]*)"
    rf"|(?P<number>\d+(?:[.,]\d+)*)"
    rf"|(?P<other>.)",
    re.DOTALL,
)
_PART = re.compile(r"(\$?)([A-Za-z]{0,3})(\$?)(\d*)$")
BROKEN = "#REF!"


@dataclass(frozen=True)
class Token:
    """A piece of a formula; `title` and `area` are set for references."""

    kind: str
    text: str
    title: str | None = None
    area: str = ""


@dataclass(frozen=True)
class Corner:
    """One corner of a reference with its dollar signs; None where the corner names no row or column."""

    row: int | None
    column: int | None
    row_fixed: bool
    column_fixed: bool

    def text(self) -> str:
        column = "" if self.column is None else ("$" if self.column_fixed else "") + letters(self.column)
        return column + ("" if self.row is None else ("$" if self.row_fixed else "") + str(self.row + 1))


def tokens(formula: str) -> Iterator[Token]:
    """The tokens of a formula, the leading `=` among them."""
    for match in _TOKEN.finditer(formula):
        kind = match.lastgroup or "other"
        if match["reference"]:
            title = match["title"]
            bare = None if title is None else title[:-1].strip("'").replace("''", "'")
            yield Token("reference", match[0], bare, match["area"])
        else:
            yield Token("function" if match["function"] else kind, match[0])


def as_typed(formula: str, locale: Locale) -> str:
    """A formula as it is kept: where the comma separates arguments, a typed semicolon becomes one."""
    if locale.comma_decimal or ";" not in formula:
        return formula
    depth = 0
    result = []
    for token in tokens(formula):
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        result.append("," if token.text == ";" and depth == 0 else token.text)
    return "".join(result)


def translated(formula: str, old: Locale, new: Locale) -> str:
    """A formula after its spreadsheet got another locale: Google shows it with the marks of the new one."""
    if old.comma_decimal == new.comma_decimal:
        return formula
    swaps = {",": ";", ".": ","} if new.comma_decimal else {",": ".", ";": ","}
    in_braces = {",": "\\", ".": ","} if new.comma_decimal else {"\\": ",", ",": "."}
    depth = 0
    result = []
    for token in tokens(formula):
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        marks = in_braces if depth else swaps
        plain = token.kind in {"number", "other"}
        result.append("".join(marks.get(char, char) for char in token.text) if plain else token.text)
    return "".join(result)


def corners(area: str) -> list[Corner]:
    """The one or two corners of a reference."""
    result = []
    for text in area.split(":"):
        match = _PART.match(text)
        assert match
        column = column_index(match[2]) if match[2] else None
        row = int(match[4]) - 1 if match[4] else None
        row_fixed = bool(match[3]) or (not match[2] and bool(match[1]))
        result.append(Corner(row, column, row_fixed, bool(match[1]) and bool(match[2])))
    return result


def _axis(first: int | None, last: int | None) -> tuple[int, int | None]:
    if first is None or last is None:
        return (first if first is not None else last) or 0, None
    return min(first, last), max(first, last) + 1


def area_rect(area: str, sheet_id: int) -> Rect:
    """The rectangle that a reference means."""
    ends = corners(area)
    first, last = ends[0], ends[-1]
    top, bottom = _axis(first.row, last.row)
    left, right = _axis(first.column, last.column)
    return Rect(sheet_id, top, bottom, left, right)


def with_rect(area: str, rect: Rect) -> str:
    """The reference written anew for another rectangle, its form and its dollar signs kept."""
    ends = corners(area)
    if len(ends) == 1:
        one = ends[0]
        return Corner(rect.top, rect.left, one.row_fixed, one.column_fixed).text()
    first, last = ends
    bottom = None if rect.bottom is None else rect.bottom - 1
    right = None if rect.right is None else rect.right - 1
    start = Corner(
        None if first.row is None else rect.top,
        None if first.column is None else rect.left,
        first.row_fixed,
        first.column_fixed,
    )
    end = Corner(
        None if last.row is None else (rect.top if bottom is None else bottom),
        None if last.column is None else (rect.left if right is None else right),
        last.row_fixed,
        last.column_fixed,
    )
    return f"{start.text()}:{end.text()}"


def rewrite(formula: str, change: Callable[[Token], str]) -> str:
    """The formula with each reference replaced by what `change` makes of it."""
    return "".join(change(token) if token.kind == "reference" else token.text for token in tokens(formula))


def prefix_of(token: Token) -> str:
    """The sheet part of a reference as it was written, with its `!`."""
    return token.text[: len(token.text) - len(token.area)]


def moved_by(formula: str, rows: int, columns: int) -> str:
    """The formula as it is after copying: references without dollar signs move along."""
    return _relocated(formula, lambda row, column: (row + rows, column + columns))


def turned(formula: str, source: tuple[int, int], target: tuple[int, int]) -> str:
    """The formula after copying from one cell to another with rows and columns exchanged."""
    return _relocated(
        formula, lambda row, column: (target[0] + column - source[1], target[1] + row - source[0]), whole=False
    )


def _relocated(formula: str, place: Callable[[int, int], tuple[int, int]], whole: bool = True) -> str:
    """The formula with every part of a reference that has no dollar sign at its new place.

    Without `whole`, references of whole rows or columns stay as they are.
    """

    def shift(token: Token) -> str:
        result = []
        for corner in corners(token.area):
            new_row, new_column = place(corner.row or 0, corner.column or 0)
            row = corner.row if corner.row is None or corner.row_fixed else new_row
            column = corner.column if corner.column is None or corner.column_fixed else new_column
            if not whole and (corner.row is None or corner.column is None):
                row, column = corner.row, corner.column
            if (row is not None and row < 0) or (column is not None and column < 0):
                return BROKEN
            result.append(Corner(row, column, corner.row_fixed, corner.column_fixed).text())
        return prefix_of(token) + ":".join(result)

    return rewrite(formula, shift)


def renamed(formula: str, old: str, new: str) -> str:
    """The formula after a sheet got another title."""

    def swap(token: Token) -> str:
        if token.title is None or token.title.casefold() != old.casefold():
            return token.text
        return f"{quoted(new)}!{token.area}"

    return rewrite(formula, swap)
