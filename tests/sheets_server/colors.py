"""Colours as Google keeps and answers them, and the theme that every new spreadsheet has."""

import math
import struct

from .model import Json

_THEME = {
    "TEXT": (0, 0, 0),
    "BACKGROUND": (255, 255, 255),
    "ACCENT1": (66, 133, 244),
    "ACCENT2": (234, 67, 53),
    "ACCENT3": (251, 188, 4),
    "ACCENT4": (52, 168, 83),
    "ACCENT5": (255, 109, 1),
    "ACCENT6": (70, 189, 198),
    "LINK": (17, 85, 204),
}


def single(value: float) -> float:
    """The number that the shortest text of its single-precision form stands for: 66/255 is 0.25882354."""
    kept: bytes = struct.pack("f", value)
    texts = (f"{struct.unpack('f', kept)[0]:.{digits}g}" for digits in range(1, 10))
    return next(float(text) for text in texts if struct.pack("f", float(text)) == kept)


def _part(part: float) -> float:
    """One part of a colour, kept in eight bits; halves go down, for 0.5 is answered as 127/255."""
    level = math.ceil(max(0.0, min(1.0, part)) * 255 - 0.5)
    return level // 255 if level in {0, 255} else single(level / 255)


def plain_color(color: Json) -> Json:
    """A colour without the parts that are zero, as answers give it."""
    shown = {name: single(part) if name == "alpha" else _part(part) for name, part in color.items()}
    return {name: part for name, part in shown.items() if part}


def default_theme() -> Json:
    """The `spreadsheetTheme` of a new spreadsheet."""
    colors = []
    for kind, parts in _THEME.items():
        named = {name: part / 255 for name, part in zip(("red", "green", "blue"), parts, strict=True)}
        colors.append({"colorType": kind, "color": {"rgbColor": plain_color(named)}})
    return {"primaryFontFamily": "Arial", "themeColors": colors}
