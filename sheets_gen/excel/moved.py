"""A formula copied to another cell: what is relative in it moves along."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from sheets_gen.excel.refs import MAX_ROW, cell


def moved(formula: str, rows: int, columns: int) -> str:
    """The formula (without "=") as it reads ``rows`` further down and ``columns`` further right.

    Raises ValueError when it cannot be read or would point outside of the sheet.
    """
    # Loaded here because most edits need none of it, and it takes longer than they do.
    from openpyxl.formula.translate import Translator, TranslatorError

    move: Callable[[str, int, int], str] = Translator.translate_range
    out = []
    for piece, is_reference in _pieces(formula):
        text = piece
        if is_reference:
            try:
                new = move(text, rows, columns)
            except TranslatorError as error:
                raise ValueError(str(error)) from None
            # The translator drops the tab of Tab!name; a name does not move, so it can stay as it is.
            text = text if "!" in text and "!" not in new else _inside(new)
        out.append(text)
    return "".join(out)


@lru_cache(maxsize=64)
def _pieces(formula: str) -> tuple[tuple[str, bool], ...]:
    """The formula's tokens, each with whether it is a reference: a formula that many cells share is read once."""
    from openpyxl.formula.tokenizer import Token, Tokenizer, TokenizerError

    try:
        tokens = Tokenizer("=" + formula).items
    except (TokenizerError, IndexError) as error:
        raise ValueError(f"the formula cannot be read: {error}") from None
    return tuple((str(t.value), t.type == Token.OPERAND and t.subtype == Token.RANGE) for t in tokens)


def _inside(reference: str) -> str:
    """The reference; ValueError when it lies outside of a sheet."""
    for piece in reference.rpartition("!")[2].replace("$", "").split(":"):
        if piece.isdigit() and int(piece) > MAX_ROW:
            raise ValueError("the formula would point outside of the sheet")
        column = piece.rstrip("0123456789")
        if 1 <= len(column) <= 3 and column.isalpha() and column.isascii():
            row = piece[len(column) :] or "1"
            if cell(column + row) is None:
                raise ValueError("the formula would point outside of the sheet")
    return reference
