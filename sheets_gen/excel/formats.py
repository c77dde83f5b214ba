"""Named styles of the template to XlsxWriter formats, each combination made once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from sheets_gen.errors import BackendError

_BORDERS = {"box": ("left", "right", "top", "bottom"), "top": ("top",), "bottom": ("bottom",)}
_VALIGN = {"center": "vcenter", "top": "top", "bottom": "bottom"}
_DIRECT = ("bold", "italic", "align", "indent", "shrink", "locked", "reading_order")


class Formats:
    """XlsxWriter formats by style, number format and whether the text must stay text."""

    def __init__(
        self, workbook: Workbook, styles: Mapping[str, Mapping[str, Any]], *, right_to_left: bool = False
    ) -> None:
        self._workbook = workbook
        self._right_to_left = right_to_left
        self._styles = styles
        self._made: dict[tuple[str, str, bool, bool], Format] = {}

    def cell(self, style: str, number: str = "", *, quoted: bool = False) -> Format:
        """The format of a cell; ``quoted`` keeps a text that begins like a formula a text when it is edited."""
        return self._get(style, number, quoted, partial=False)

    def conditional(self, style: str) -> Format:
        """A format that lays only what the style itself names over a cell's own."""
        return self._get(style, "", quoted=False, partial=True)

    def color(self, name: str) -> str:
        """One of the template's named colours."""
        return str(self._styles["colors"][name])

    def _get(self, style: str, number: str, quoted: bool, partial: bool) -> Format:
        key = (style, number, quoted, partial)
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = self._workbook.add_format(self._properties(*key))
        return made

    def _properties(self, style: str, number: str, quoted: bool, partial: bool) -> dict[str, Any]:
        own = self._styles.get(style)
        if own is None:
            raise BackendError(f"styles.toml has no style '{style}'")
        given = dict(own) if partial else {**self._styles["default"], **own}
        found = {key: given[key] for key in _DIRECT if key in given}
        found |= {ours: given[key] for key, ours in _NAMES.items() if key in given}
        if "valign" in given:
            found["valign"] = _VALIGN[given["valign"]]
        for side in _BORDERS.get(given.get("border", ""), ()):
            found[side] = 1
            found[f"{side}_color"] = given["border_color"]
        if number or "format" in given:
            found["num_format"] = number or given["format"]
        if quoted:
            found["quote_prefix"] = True
        if self._right_to_left and not partial:
            # Alignments are physical in a file: what stands at the start of a line moves to the other side.
            if found.get("align") in _MIRRORED:
                found["align"] = _MIRRORED[found["align"]]
            found["reading_order"] = 2
        if partial:
            found.pop("font_size", None)  # a conditional format cannot change the size
        return found


_MIRRORED = {"left": "right", "right": "left"}
_NAMES = {"font": "font_name", "size": "font_size", "color": "font_color", "fill": "bg_color", "wrap": "text_wrap"}
