"""Rows and columns inserted, deleted and moved in a workbook as it was read; references follow, as in a spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

from sheets_gen.excel.book import column_number
from sheets_gen.formula.functions import BAD_REFERENCE
from sheets_gen.plan.addresses import letters
from sheets_gen.snapshot import Area, FoundCell, FoundName, FoundTab, Frame, Guard, Snapshot, same_title

Move: TypeAlias = Callable[[int], int | None]
"""Where a row or column goes to; None: it is deleted."""
_PIECE = re.compile(
    r"""("(?:[^"]|"")*")|(?:'((?:[^']|'')+)'!|([A-Za-z_][\w.]*)!)?"""
    r"""(?<![A-Za-z0-9_.$])(\$?)([A-Z]{1,3})(\$?)([0-9]+)(?::(\$?)([A-Z]{1,3})(\$?)([0-9]+))?(?![A-Za-z0-9_(.])"""
)


def inserted(at: int, count: int = 1) -> Move:
    """New rows or columns before this one."""
    return lambda old: old + count if old >= at else old


def deleted(first: int, last: int | None = None) -> Move:
    """Rows or columns gone."""
    end = last or first
    return lambda old: None if first <= old <= end else old - (end - first + 1) if old > end else old


def swapped(one: int, other: int) -> Move:
    """Two rows or columns change places."""
    return lambda old: {one: other, other: one}.get(old, old)


def cycled(order: list[int]) -> Move:
    """The rows or columns stand in this order where they stood in their natural one."""
    places = dict(zip(order, sorted(order), strict=True))
    return lambda old: places.get(old, old)


def moved(snapshot: Snapshot, title: str, *, rows: Move | None = None, columns: Move | None = None) -> Snapshot:
    """The workbook after the move in one tab."""
    down, across = rows or (lambda at: at), columns or (lambda at: at)

    def rewrite(formula: str, own: str) -> str:
        return _PIECE.sub(lambda match: _reference(match, own, title, down, across), formula)

    tabs = []
    for tab in snapshot.tabs:
        cells: dict[tuple[int, int], FoundCell] = {}
        for (row, column), cell in tab.cells.items():
            here = tab.title == title
            new_row, new_column = (down(row), across(column)) if here else (row, column)
            if new_row is not None and new_column is not None:
                cells[new_row, new_column] = _followed(cell, rewrite, tab.title)
        frame = _frame(tab.frame, down, across) if tab.title == title and tab.frame else tab.frame
        tabs.append(FoundTab(tab.title, cells, frame))
    names = {
        name: found
        for name, place in snapshot.names.items()
        if (found := _name(place, title, down, across)) is not None
    }
    return snapshot._replace(tabs=tuple(tabs), names=names)


def _followed(cell: FoundCell, rewrite: Callable[[str, str], str], title: str) -> FoundCell:
    if cell.formula is None:
        return cell
    formula = rewrite(cell.formula, title)
    return cell._replace(formula=formula, value=BAD_REFERENCE if "#REF!" in formula else cell.value)


def _reference(match: re.Match[str], own: str, title: str, down: Move, across: Move) -> str:
    if match[1] is not None:
        return match[0]
    tab = (match[2] or match[3] or own).replace("''", "'")
    if not same_title(tab, title):
        return match[0]
    start = match.start(4) - match.start()
    prefix = match[0][:start]
    rows, columns = [int(match[7])], [column_number(match[5])]
    if match[9]:
        rows.append(int(match[11]))
        columns.append(column_number(match[9]))
    new_rows, new_columns = _ends(rows, down), _ends(columns, across)
    if new_rows is None or new_columns is None:
        return f"{prefix}#REF!"
    fixed = ((match[4], match[6]), (match[8] or "", match[10] or ""))
    ends = [f"{a}{letters(column)}{b}{row}" for (a, b), row, column in zip(fixed, new_rows, new_columns, strict=False)]
    return prefix + ":".join(ends)


def _ends(old: list[int], move: Move) -> list[int] | None:
    """A cell, or both ends of a range, which shrinks as long as anything of it is left."""
    if len(old) == 1:
        new = move(old[0])
        return None if new is None else [new]
    left = [new for at in range(old[0], old[1] + 1) if (new := move(at)) is not None]
    return [min(left), max(left)] if left else None


def _name(name: FoundName, title: str, down: Move, across: Move) -> FoundName | None:
    if not same_title(name.tab, title):
        return name
    row, ends = down(name.row), _ends([name.first, name.last], across)
    return None if row is None or ends is None else FoundName(name.tab, row, ends[0], ends[1])


def _frame(frame: Frame, down: Move, across: Move) -> Frame:
    def area(one: Area) -> Area | None:
        rows, columns = _ends([one.top, one.bottom], down), _ends([one.left, one.right], across)
        return None if rows is None or columns is None else Area(rows[0], columns[0], rows[1], columns[1])

    def runs(old: tuple[tuple[int, int], ...], move: Move) -> tuple[tuple[int, int], ...]:
        found = [_ends([first, last], move) for first, last in old]
        return tuple((ends[0], ends[1]) for ends in found if ends is not None)

    guards = tuple(
        Guard(tuple(new for one in guard.areas if (new := area(one)) is not None), guard.kind) for guard in frame.guards
    )
    return frame._replace(
        merges=tuple(new for one in frame.merges if (new := area(one)) is not None),
        guards=guards,
        hidden_rows=runs(frame.hidden_rows, down),
        hidden_columns=runs(frame.hidden_columns, across),
    )


def renamed(snapshot: Snapshot, old: str, new: str, *, formulas: bool = True, names: bool = True) -> Snapshot:
    """A tab with another title, and where programs look after them, the formulas and names that say it."""
    quoted = "'" + old.replace("'", "''") + "'!"
    instead = "'" + new.replace("'", "''") + "'!"

    def follow(cell: FoundCell) -> FoundCell:
        return cell._replace(formula=cell.formula.replace(quoted, instead)) if cell.formula and formulas else cell

    tabs = tuple(
        FoundTab(new if tab.title == old else tab.title, {at: follow(c) for at, c in tab.cells.items()}, tab.frame)
        for tab in snapshot.tabs
    )
    held = {
        name: place._replace(tab=new) if names and place.tab == old else place for name, place in snapshot.names.items()
    }
    return snapshot._replace(tabs=tabs, names=held)
