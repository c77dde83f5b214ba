"""Text from outside, made safe for a workbook without changing what people see."""

from __future__ import annotations

MAX_CELL = 32_767
MAX_HELP = 255
MAX_HELP_TITLE = 32
# What xml.sax.saxutils.escape() replaces; importing that takes longer than writing a report's cells.
_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def literal(text: str) -> str:
    """A cell's text for XlsxWriter.

    XlsxWriter writes any text that begins ``<r>`` and ends ``</r>`` into the file unescaped, as rich text. Such a
    text is handed over as the rich text that spells it, so that the cell shows exactly what was typed.
    """
    text = text[:MAX_CELL]
    if text.startswith("<r>") and text.endswith("</r>"):
        return f'<r><t xml:space="preserve">{text.translate(_ESCAPED)}</t></r>'
    return text


def looks_like_formula(text: str) -> bool:
    """Would a spreadsheet read this text as a formula if it were typed again?"""
    return text.startswith(FORMULA_STARTS)


def clipped(text: str, most: int) -> str:
    """The text, cut with an ellipsis where a spreadsheet has no room for more (it counts in UTF-16 units)."""
    if len(text.encode("utf-16-le")) <= 2 * most:
        return text
    return text.encode("utf-16-le")[: 2 * (most - 1)].decode("utf-16-le", "ignore").rstrip() + "…"


def in_header(text: str) -> str:
    """Text for a printed header or footer, where & begins a code."""
    return clipped(text.replace("&", "&&"), 80)


def in_title(text: str) -> str:
    """A chart's title: a leading = would make it a reference."""
    return "\u200b" + text if text.startswith("=") else text
