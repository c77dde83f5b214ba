"""The one way for text from outside into anything that is written: the same text, with no power to be more than text.

Each place where text can go (a sink) has its own trap: a cell's text may be taken for a formula or a link, a chart's
title for a reference, a header's for a code. ``safe`` knows them all; a writer that hands over text without it fails
tests/test_house.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal, TypeAlias

from sheets_gen.errors import BackendError

Sink: TypeAlias = Literal[
    "cell", "note", "chart_title", "alt_text", "help_title", "help", "header", "property", "tab_title", "name", "csv"
]
MAX_CELL = 32_767
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# What xml.sax.saxutils.escape() replaces; importing that takes longer than writing a report's cells.
_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NAME = re.compile(r"(?:in|m|report|tab)_[a-z0-9_]+(?:\.[a-z0-9_]+)*")
_NOT_IN_TITLES = set("[]:*?/\\")


def safe(text: str, sink: Sink) -> str:
    """The text as the sink takes it without becoming anything else. Raises BackendError where it cannot be there."""
    return _SINKS[sink](text)


def looks_like_formula(text: str) -> bool:
    """Would a spreadsheet read this text as a formula if it were typed again?"""
    return text.startswith(_FORMULA_STARTS)


def _cell(text: str) -> str:
    """For XlsxWriter, which writes a text that begins ``<r>`` and ends ``</r>`` unescaped into the file, as rich text.

    Such a text is handed over as the rich text that spells it, so that the cell shows exactly what was typed.
    """
    text = text[:MAX_CELL]
    if text.startswith("<r>") and text.endswith("</r>"):
        return f'<r><t xml:space="preserve">{text.translate(_ESCAPED)}</t></r>'
    return text


def _shortened(most: int) -> Callable[[str], str]:
    """Cut with an ellipsis where a spreadsheet has no room for more; it counts in UTF-16 units."""

    def cut(text: str) -> str:
        if len(text.encode("utf-16-le", "replace")) <= 2 * most:
            return _plain(text)
        return _plain(
            text.encode("utf-16-le", "replace")[: 2 * (most - 1)].decode("utf-16-le", "ignore").rstrip() + "…"
        )

    return cut


def _plain(text: str) -> str:
    """Without what XML cannot hold; cells have their own escapes for that, other places have none."""
    return _NOT_XML.sub(" ", text)


def _header(text: str) -> str:
    """A printed header or footer, where & begins a code."""
    return _shortened(80)(text.replace("&", "&&"))


def _chart_title(text: str) -> str:
    """A leading = would make a reference of it."""
    return "\u200b" + _plain(text) if text.startswith("=") else _plain(text)


def _tab_title(text: str) -> str:
    """A tab's title as every program takes it; it stands in formulas, so nothing is changed silently."""
    units = len(text.encode("utf-16-le", "replace")) // 2
    if not 1 <= units <= 31 or text[0] == "'" or text[-1] == "'" or text.casefold() == "history":
        raise BackendError(
            f"the tab title {text[:40]!r} must be 1 to 31 characters, without ' at an end, not “History”"
        )
    if _NOT_IN_TITLES & set(text) or _NOT_XML.search(text):
        raise BackendError(f"the tab title {text[:40]!r} holds one of [ ] : * ? / \\, which no program takes")
    return text


def _name(text: str) -> str:
    """A defined name of ours; any other text could be a cell's address, or a call of another program."""
    if not _NAME.fullmatch(text) or len(text) > 255:
        raise BackendError(f"the name {text[:40]!r} is not one that a report may define")
    return text


def _csv(text: str) -> str:
    """A field of a CSV file, which spreadsheets open as if it were typed; csv.writer does the quoting."""
    return f"'{text}" if looks_like_formula(text.lstrip(" ")) else text


_SINKS: dict[str, Callable[[str], str]] = {
    "cell": _cell,
    "note": _shortened(MAX_CELL),
    "chart_title": _chart_title,
    "alt_text": _plain,
    "help_title": _shortened(32),
    "help": _shortened(255),
    "header": _header,
    "property": _shortened(255),
    "tab_title": _tab_title,
    "name": _name,
    "csv": _csv,
}
