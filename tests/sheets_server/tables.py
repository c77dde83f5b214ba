"""The tables that values.append looks for: blocks of cells that hang together."""

from .a1 import Rect
from .model import CellKey, Sheet


def last_table(sheet: Sheet, area: Rect) -> Rect | None:
    """The lowest table that has a cell in common with `area`."""
    found = [table for table in tables(sheet) if table.touches(area)]
    return max(found, key=lambda table: (table.bottom or 0, table.left), default=None)


def tables(sheet: Sheet) -> list[Rect]:
    """The bounding rectangles of all blocks of neighbouring filled cells; those that overlap are one."""
    waiting = {key for key, cell in sheet.cells.items() if cell.get("userEnteredValue")}
    found: list[Rect] = []
    while waiting:
        found.append(_block(sheet.sheet_id, waiting))
    merged = True
    while merged:
        merged = False
        for one in found:
            other = next((rect for rect in found if rect is not one and rect.touches(one)), None)
            if other:
                found = [rect for rect in found if rect is not one and rect is not other]
                found.append(_around(one, other))
                merged = True
                break
    return found


def _block(sheet_id: int, waiting: set[CellKey]) -> Rect:
    """Take one block out of the waiting cells."""
    frontier = [waiting.pop()]
    block = []
    while frontier:
        row, column = frontier.pop()
        block.append((row, column))
        for down in (-1, 0, 1):
            for right in (-1, 0, 1):
                neighbour = (row + down, column + right)
                if neighbour in waiting:
                    waiting.remove(neighbour)
                    frontier.append(neighbour)
    rows, columns = [row for row, _ in block], [column for _, column in block]
    return Rect(sheet_id, min(rows), max(rows) + 1, min(columns), max(columns) + 1)


def _around(one: Rect, other: Rect) -> Rect:
    return Rect(
        one.sheet_id,
        min(one.top, other.top),
        max(one.bottom or 0, other.bottom or 0),
        min(one.left, other.left),
        max(one.right or 0, other.right or 0),
    )
