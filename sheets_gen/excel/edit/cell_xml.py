"""One cell of a tab's part: what it holds, and its bytes for what it is to hold."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeAlias

from sheets_gen.excel.edit.kinds import CannotEdit, CellEdit
from sheets_gen.excel.edit.sheet_xml import FORMULA, INLINE, VALUE
from sheets_gen.excel.edit.xml_spans import MAIN, Span, Splicer, escaped, fits, literal, prefix, text_of, unspelt
from sheets_gen.excel.refs import MAX_COLUMN, MAX_ROW, spelled

MAX_TEXT = 32_767
MAX_FORMULA = 8_192
Content: TypeAlias = tuple[str, float | str | None]
"""The kind of a value (empty, number, bool, text, error, other) and the value itself."""

Strings: TypeAlias = Callable[[int], str | None]
"""The workbook's shared strings by number."""


def name_of(edit: CellEdit) -> str:
    """The cell as people name it: Tab!A1."""
    return f"{edit.tab}!{spelled(edit.row, edit.column)}"


def check(edit: CellEdit) -> None:
    """Raises CannotEdit for what no cell can hold."""
    if not (1 <= edit.row <= MAX_ROW and 1 <= edit.column <= MAX_COLUMN):
        raise CannotEdit(f"Row {edit.row}, column {edit.column} of {edit.tab} lies outside of any sheet.")
    name, value = name_of(edit), edit.value
    if isinstance(value, float | int) and not _finite(value):
        raise CannotEdit(f"{name} cannot hold a number that is infinite, or no number at all.")
    if isinstance(value, str) and len(value.encode("utf-16-le", "surrogatepass")) > 2 * MAX_TEXT:
        raise CannotEdit(f"{name} cannot hold a text of more than {MAX_TEXT:,} characters.")
    if edit.is_error and not isinstance(value, str):
        raise CannotEdit(f"{name} cannot hold the error {value!r}, which is not an error code.")
    if edit.formula is not None:
        text = edit.formula.removeprefix("=")
        if not text or len(text) > MAX_FORMULA or not fits(text):
            raise CannotEdit(f"{name} cannot hold its formula, which is empty, too long or holds a control character.")
        if edit.keep_formula:
            raise CannotEdit(f"{name} is to keep its formula and to get another one.")


def _finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number too large for any cell
        return False


def wanted(edit: CellEdit) -> Content:
    """What the edit puts into the cell."""
    if edit.value is None:
        return "empty", None
    if isinstance(edit.value, bool):
        return "bool", float(edit.value)
    if isinstance(edit.value, str):
        return ("error" if edit.is_error else "text"), edit.value
    return "number", float(edit.value)


def held(data: bytes, cell: Span, strings: Strings) -> Content:
    """What the cell holds now."""
    kind = cell.attributes.get("t", "n")
    if kind == "inlineStr":
        inline = cell.first(INLINE)
        return ("text", unspelt(rich_text(data, inline))) if inline else ("empty", None)
    value = cell.first(VALUE)
    text = text_of(data, value) if value else ""
    if kind == "str" and value:
        return "text", unspelt(text)
    if not text:
        return "empty", None
    if kind == "e":
        return "error", unspelt(text)
    if kind == "s":
        shared = strings(int(text)) if text.isascii() and text.isdigit() and len(text) < 8 else None
        return "text" if shared is not None else "other", shared
    try:
        number = float(text) if kind in "bn" else None
    except ValueError:
        number = None
    return ("other" if number is None else "bool" if kind == "b" else "number"), number


def rich_text(data: bytes, span: Span) -> str:
    """The text of a string with or without runs, as the file spells it; phonetic hints are no part of it."""
    pieces = []
    for child in span.children:
        if child.name == MAIN + "t":
            pieces.append(text_of(data, child))
        elif child.name == MAIN + "r":
            pieces += [text_of(data, text) for text in child.named(MAIN + "t")]
    return "".join(pieces)


def _value(edit: CellEdit, start: str) -> tuple[str | None, bytes]:
    """The cell's type and the element of its value; text of a formula is spelled otherwise than text that was typed."""
    kind, value = wanted(edit)
    if kind == "empty":
        return None, b""
    if kind == "text" and edit.formula is None and not edit.keep_formula:
        return "inlineStr", f"<{start}is>".encode() + _text(f"{start}t", str(value)) + f"</{start}is>".encode()
    if kind in ("text", "error"):
        return {"text": "str", "error": "e"}[kind], _text(f"{start}v", str(value), plain=True)
    return ("b" if kind == "bool" else None), _text(f"{start}v", number_text(edit.value), plain=True)


def _text(name: str, text: str, *, plain: bool = False) -> bytes:
    space = b"" if plain and text == text.strip() else b' xml:space="preserve"'
    return b"<%b%b>%b</%b>" % (name.encode(), space, escaped(text), name.encode())


def number_text(value: object) -> str:
    """A number with all the digits a spreadsheet keeps; whole ones without a point, true as 1."""
    number = float(value) if isinstance(value, float | int) else 0.0
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


def _formula(edit: CellEdit, start: str) -> bytes:
    if edit.formula is None:
        return b""
    return b"<%b>%b</%b>" % (f"{start}f".encode(), literal(edit.formula.removeprefix("=")), f"{start}f".encode())


def new_cell(start: str, row: int, column: int, style: int, edit: CellEdit | None) -> bytes:
    """The bytes of a cell that the file did not have; ``start`` is the prefix of its neighbours' names."""
    kind, body = (None, b"") if edit is None else _value(edit, start)
    if edit is not None:
        body = _formula(edit, start) + body
    look = f' s="{style}"' if style else ""
    shown = f' t="{kind}"' if kind else ""
    tag = f'<{start}c r="{spelled(row, column)}"{look}{shown}'.encode()
    return tag + (b">" + body + f"</{start}c>".encode() if body else b"/>")


def change(splicer: Splicer, cell: Span, edit: CellEdit) -> None:
    """Put what the edit says into a cell that is there; its style and what else hangs on it stay."""
    start = prefix(splicer.data, cell)
    kind, body = _value(edit, start)
    gone = [child for child in cell.children if child.name in (VALUE, INLINE)]
    at = gone[0].start if gone else None
    if not edit.keep_formula:
        body = _formula(edit, start) + body
        formulas = list(cell.named(FORMULA))
        if formulas:
            at = formulas[0].start
            splicer.attribute(cell, "cm", None)  # what it says is about the formula that goes
        gone += formulas
    elif formula := cell.first(FORMULA):
        at = formula.end
    if (kind or "n") != cell.attributes.get("t", "n"):
        splicer.attribute(cell, "t", kind)
    splicer.attribute(cell, "vm", None)
    for child in gone:
        splicer.replace(child.start, child.end, b"")
    if not cell.empty:
        at = cell.inner if at is None else at
        splicer.replace(at, at, body)
    elif body:
        splicer.append(cell, body)
