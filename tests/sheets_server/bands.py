"""The background that alternating colours give to a cell."""

from .a1 import rect_of
from .model import CellKey, Json, Sheet

# What counts before what: header and footer before the bands, the first band before the second, rows before columns.
_ORDER = ("header", "footer", "firstBand", "secondBand")


def band_format(sheet: Sheet, key: CellKey) -> Json:
    """The format of a cell in a banded range; nothing for one that lies in none."""
    for entry in sheet.listed("bandedRanges"):
        rect = rect_of(entry["range"])
        if not rect.contains(*key):
            continue
        full = rect.within(sheet.row_count, sheet.column_count)
        found = {}
        for name, index, size in (
            ("columnProperties", key[1] - full.left, full.width),
            ("rowProperties", key[0] - full.top, full.height),
        ):
            if name in entry:
                part = _part(entry[name], index, size)
                found[part] = entry[name]
        best = min(found, key=_ORDER.index)
        # A colour of the theme has a style only.
        named = {"backgroundColor": f"{best}Color", "backgroundColorStyle": f"{best}ColorStyle"}
        return {name: found[best][old] for name, old in named.items() if old in found[best]}
    return {}


def _part(properties: Json, index: int, size: int) -> str:
    """Which of the colours a row or a column has."""
    has_header = "headerColorStyle" in properties
    if has_header and index == 0:
        return "header"
    if "footerColorStyle" in properties and index == size - 1:
        return "footer"
    return "secondBand" if (index - has_header) % 2 else "firstBand"
