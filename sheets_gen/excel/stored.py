"""How values, formulas and blocks of cells are spelled in a worksheet part, and what they mean."""

from __future__ import annotations

import datetime as dt
import re

from sheets_gen.excel.book import column_number
from sheets_gen.excel.moved import moved
from sheets_gen.formula.functions import NOT_A_NUMBER, Value
from sheets_gen.snapshot import Area

MOST = 1e300
MAX_AREAS = 20_000
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,4})?", re.ASCII)
_WHOLE = re.compile(r"-?[0-9]{1,17}", re.ASCII)
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_", re.ASCII)
_AREA = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?", re.ASCII)


def translated(formula: str, origin: tuple[int, int], where: tuple[int, int]) -> str:
    """A shared formula, written at ``origin``, as another cell has it; rows and columns are 1-based."""
    try:
        return moved(formula, where[0] - origin[0], where[1] - origin[1])
    except ValueError:
        return formula  # what a stranger wrote there follows no grammar; verify shows it as it stands


def number(text: str) -> Value:
    """A stored number; what is none is an error value, whatever Python's float() thinks of it."""
    text = text.strip()
    if _WHOLE.fullmatch(text):
        return int(text)
    if not text:
        return None
    if not _NUMBER.fullmatch(text):
        return NOT_A_NUMBER
    value = float(text)
    return value if abs(value) < MOST else NOT_A_NUMBER


def unescaped(text: str) -> str:
    """Characters that XML cannot hold stand as _xHHHH_ in the file, in units of UTF-16; half a pair is no character."""
    if "_x" not in text:
        return text
    plain = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def day(text: str) -> Value:
    """A cell that holds a date in words of ISO 8601, as days since 1899-12-30."""
    try:
        moment = dt.datetime.fromisoformat(text.strip()[:40]).replace(tzinfo=None)
    except ValueError:
        return unescaped(text)
    since = moment - dt.datetime(1899, 12, 30)
    return since.days + since.seconds / 86400 if since.seconds else since.days


def areas(text: str) -> list[Area]:
    """The blocks of cells in a list such as ``E5:P5 E7``; what is none is left out."""
    found = []
    for piece in text[:200_000].split()[:MAX_AREAS]:
        match = _AREA.fullmatch(piece)
        if match:
            left, top = column_number(match[1]), int(match[2])
            found.append(
                Area(top, left, int(match[4]) if match[4] else top, column_number(match[3]) if match[3] else left)
            )
    return found
