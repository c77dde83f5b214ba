"""Structural edits: where a cell, a rectangle or a span of rows goes when rows, columns or cells move.

`None` means that it is gone.
"""

from dataclasses import dataclass, replace

from .a1 import Rect
from .model import ROWS

Span = tuple[int, int | None]


class Edit:
    """One structural edit of one sheet."""

    sheet_id: int

    def cell(self, row: int, column: int) -> tuple[int, int] | None:
        """Where a cell goes."""
        raise NotImplementedError

    def rect(self, rect: Rect) -> Rect | None:
        """Where a rectangle goes; it may grow, shrink or vanish."""
        raise NotImplementedError

    def span(self, dimension: str, start: int, end: int) -> tuple[int, int] | None:
        """Where a span of whole rows or columns goes; an edit of a part of them leaves it alone."""
        del dimension
        return start, end


def insert_span(span: Span, at: int, count: int) -> Span:
    """A span after `count` places were inserted before `at`."""
    start, end = span
    return start + (count if at <= start else 0), None if end is None else end + (count if at < end else 0)


def delete_span(span: Span, start: int, end: int) -> Span | None:
    """A span after the places from `start` to `end` were deleted."""
    first, last = span
    count = end - start
    new_first = first if first <= start else max(start, first - count)
    if last is None:
        return new_first, None
    new_last = last if last <= start else max(start, last - count)
    return None if new_last <= new_first < last and last > first else (new_first, new_last)


@dataclass(frozen=True)
class _Along(Edit):
    """An edit of whole rows or columns."""

    sheet_id: int
    dimension: str

    def place(self, index: int) -> int | None:
        raise NotImplementedError

    def stretch(self, span: Span) -> Span | None:
        raise NotImplementedError

    def cell(self, row: int, column: int) -> tuple[int, int] | None:
        if self.dimension == ROWS:
            moved = self.place(row)
            return None if moved is None else (moved, column)
        moved = self.place(column)
        return None if moved is None else (row, moved)

    def rect(self, rect: Rect) -> Rect | None:
        if rect.sheet_id != self.sheet_id:
            return rect
        return _along(rect, self.dimension, self.stretch)

    def span(self, dimension: str, start: int, end: int) -> tuple[int, int] | None:
        if dimension != self.dimension:
            return start, end
        moved = self.stretch((start, end))
        return None if moved is None else (moved[0], moved[1] if moved[1] is not None else end)


def _along(rect: Rect, dimension: str, stretch: object) -> Rect | None:
    """Apply a change of spans to one side of a rectangle; a side without bounds stays without."""
    assert callable(stretch)
    span = (rect.top, rect.bottom) if dimension == ROWS else (rect.left, rect.right)
    if span == (0, None):
        return rect
    moved = stretch(span)
    if moved is None:
        return None
    if dimension == ROWS:
        return replace(rect, top=moved[0], bottom=moved[1])
    return replace(rect, left=moved[0], right=moved[1])


@dataclass(frozen=True)
class Insert(_Along):
    """Rows or columns are inserted before `at`."""

    at: int
    count: int

    def place(self, index: int) -> int | None:
        return index + self.count if index >= self.at else index

    def stretch(self, span: Span) -> Span | None:
        return insert_span(span, self.at, self.count)


@dataclass(frozen=True)
class Delete(_Along):
    """Rows or columns from `start` to `end` are deleted."""

    start: int
    end: int

    def place(self, index: int) -> int | None:
        if self.start <= index < self.end:
            return None
        return index - (self.end - self.start) if index >= self.end else index

    def stretch(self, span: Span) -> Span | None:
        return delete_span(span, self.start, self.end)


@dataclass(frozen=True)
class Move(_Along):
    """Rows or columns from `start` to `end` go before the one that was at `target`."""

    start: int
    end: int
    target: int

    def place(self, index: int) -> int | None:
        count = self.end - self.start
        if self.start <= index < self.end:
            return index + (self.target - self.end if self.target > self.start else self.target - self.start)
        if self.end <= index < self.target:
            return index - count
        return index + count if self.target <= index < self.start else index

    def stretch(self, span: Span) -> Span | None:
        first, last = span
        if last is None or last <= first:
            return span
        inside = self.start <= first and last <= self.end
        lands_inside = first < self.target < last
        kept = [index for index in range(first, last) if inside or lands_inside or not self.start <= index < self.end]
        places = [place for index in kept if (place := self.place(index)) is not None]
        return (min(places), max(places) + 1) if places else span


@dataclass(frozen=True)
class ShiftBand(Edit):
    """Cells of a band are inserted (`count` > 0) or deleted (`count` < 0) at `at`; the rest of the band shifts."""

    sheet_id: int
    band: Rect
    dimension: str
    at: int
    count: int

    def _in_band(self, rect: Rect) -> bool:
        if self.dimension == ROWS:
            inside = rect.right is not None and self.band.left <= rect.left
            return inside and (self.band.right is None or (rect.right or 0) <= self.band.right)
        inside = rect.bottom is not None and self.band.top <= rect.top
        return inside and (self.band.bottom is None or (rect.bottom or 0) <= self.band.bottom)

    def cell(self, row: int, column: int) -> tuple[int, int] | None:
        moved = self.rect(Rect(self.sheet_id, row, row + 1, column, column + 1))
        return None if moved is None else (moved.top, moved.left)

    def _stretch(self, span: Span) -> Span | None:
        if self.count > 0:
            return insert_span(span, self.at, self.count)
        return delete_span(span, self.at, self.at - self.count)

    def rect(self, rect: Rect) -> Rect | None:
        if rect.sheet_id != self.sheet_id or not self._in_band(rect):
            return rect
        return _along(rect, self.dimension, self._stretch)


@dataclass(frozen=True)
class MoveBlock(Edit):
    """A block of cells is cut and pasted elsewhere: what points wholly into it follows."""

    sheet_id: int
    source: Rect
    target_sheet: int
    rows: int
    columns: int

    def cell(self, row: int, column: int) -> tuple[int, int] | None:
        return (row + self.rows, column + self.columns) if self.source.contains(row, column) else (row, column)

    def rect(self, rect: Rect) -> Rect | None:
        if rect.bottom is None or rect.right is None or not self.source.holds(rect):
            return rect
        return Rect(
            self.target_sheet,
            rect.top + self.rows,
            rect.bottom + self.rows,
            rect.left + self.columns,
            rect.right + self.columns,
        )
