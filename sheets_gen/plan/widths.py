"""How wide and high what is written is: columns that show their texts, rows that hold them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from math import ceil

from sheets_gen.plan.model import Column

_LAST_OF_GREEK_AND_CYRILLIC = "\u052f"


def fitting(texts: Iterable[str], least: float, most: float) -> float:
    """The width of a column that shows these texts."""
    return min(most, max(least, 1.02 * max(map(text_width, texts), default=0) + 1.5))


def titled(wanted: tuple[tuple[str, float], ...], titles: Mapping[str, str]) -> tuple[tuple[str, float], ...]:
    """Columns made wide enough for their titles."""
    return tuple((key, max(width, 1.1 * text_width(titles.get(key, "")) + 2)) for key, width in wanted)


def pages_wide(keys: tuple[Column, ...]) -> int:
    """One printed page wide, or more where that would be too small to read."""
    return max(1, round(sum(c.width for c in keys) / 250))


def text_width(text: str) -> int:
    """Width in characters, where a wide East Asian character counts two and a combining mark none."""
    if text.isascii():
        return len(text)
    category, wide = unicodedata.category, unicodedata.east_asian_width
    # Marks above and below take no room; Thai vowels are such marks although their combining class is 0.
    return sum(0 if category(c) in ("Mn", "Me", "Cf") else 2 if wide(c) in "WF" else 1 for c in text)


def text_height(text: str, width: float) -> float:
    """Row height in points for a small text (size 9) wrapped in a column of ``width`` characters of the default size.

    More letters fit than the width says: letters are narrower than digits, in Latin and Greek by far.
    """
    wide = any(c > _LAST_OF_GREEK_AND_CYRILLIC and c.isalpha() for c in text)
    fits = max(1.0, width * (1.2 if wide else 1.4))
    lines = sum(max(1, ceil(text_width(part) / fits)) for part in text.split("\n"))
    return 12.5 * lines + 3
