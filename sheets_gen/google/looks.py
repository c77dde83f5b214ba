"""Named styles of the template as the cell formats of Google Sheets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sheets_gen.errors import BackendError

Json = dict[str, Any]
_BORDERS = {"box": ("left", "right", "top", "bottom"), "top": ("top",), "bottom": ("bottom",)}
_VALIGN = {"center": "MIDDLE", "top": "TOP", "bottom": "BOTTOM"}
_MIRRORED = {"left": "right", "right": "left"}
_DATE = re.compile(r"(?i)[yd]|m{1,4}")
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


def color(text: str) -> Json:
    """``#1F4E79`` as Google has colours."""
    parts = (int(text[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return {"rgbColor": dict(zip(("red", "green", "blue"), (round(part, 6) for part in parts), strict=True))}


class Looks:
    """Cell formats by style and number format, each made once."""

    def __init__(self, styles: Mapping[str, Mapping[str, Any]], *, right_to_left: bool = False) -> None:
        self._styles = styles
        self._right_to_left = right_to_left
        self._made: dict[tuple[str, str], Json] = {}

    def named(self, name: str) -> Json:
        """One of the template's named colours."""
        return color(str(self._styles["colors"][name]))

    def cell(self, style: str, number: str = "") -> Json:
        """The format of a cell."""
        key = (style, number)
        if key not in self._made:
            own = self._own(style)
            given = {**self._styles["default"], **own}
            self._made[key] = self._format(given, number or str(given.get("format", "")))
        return self._made[key]

    def conditional(self, style: str) -> Json:
        """What a conditional format may lay over a cell: colours, bold, italic."""
        own = self._own(style)
        found: Json = {}
        if "fill" in own:
            found["backgroundColorStyle"] = color(str(own["fill"]))
        text = {key: own[key] for key in ("bold", "italic") if key in own}
        if "color" in own:
            text["foregroundColorStyle"] = color(str(own["color"]))
        return found | ({"textFormat": text} if text else {})

    def _own(self, style: str) -> Mapping[str, Any]:
        own = self._styles.get(style)
        if own is None:
            raise BackendError(f"styles.toml has no style '{style}'")
        return own

    def _format(self, given: Mapping[str, Any], number: str) -> Json:
        text: Json = {"fontFamily": given["font"], "foregroundColorStyle": color(str(given["color"]))}
        if "size" in given:
            text["fontSize"] = round(float(given["size"]))
        text |= {key: True for key in ("bold", "italic") if given.get(key)}
        found: Json = {"textFormat": text}
        if "fill" in given:
            found["backgroundColorStyle"] = color(str(given["fill"]))
        align = str(given.get("align", ""))
        if align:
            found["horizontalAlignment"] = (_MIRRORED.get(align, align) if self._right_to_left else align).upper()
        if "valign" in given:
            found["verticalAlignment"] = _VALIGN[str(given["valign"])]
        # What Excel shrinks, Google cuts off at the cell's edge; its columns are wide enough all the same.
        found["wrapStrategy"] = "WRAP" if given.get("wrap") else "CLIP" if given.get("shrink") else "OVERFLOW_CELL"
        if sides := _BORDERS.get(str(given.get("border", "")), ()):
            line = {"style": "SOLID", "colorStyle": color(str(given["border_color"]))}
            found["borders"] = dict.fromkeys(sides, line)
        if number:
            found["numberFormat"] = {"type": _kind(number), "pattern": _pattern(number)}
        if self._right_to_left:
            found["textDirection"] = "RIGHT_TO_LEFT"
        return found


def _kind(number: str) -> str:
    """DATE, PERCENT, TEXT or NUMBER, as the pattern says."""
    bare = _LITERAL.sub("", number)
    if bare == "@":
        return "TEXT"
    if _DATE.search(bare) and not re.search(r"[0#]", bare):
        return "DATE"
    return "PERCENT" if "%" in bare else "NUMBER"


def _pattern(number: str) -> str:
    """The pattern without Excel's mark of a locale."""
    return re.sub(r"\[\$-[0-9A-Fa-f]+\]", "", number)
