"""What the server stores: spreadsheets, their sheets and their cells.

Cells and dimension properties are values: they are replaced, never changed in place, so that a copy of a
spreadsheet (every batch works on one) may share them. Everything else is copied deeply.
"""

import copy
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
CellKey = tuple[int, int]

ROWS = "ROWS"
COLUMNS = "COLUMNS"
DEFAULT_PIXELS = {ROWS: 21, COLUMNS: 100}
DEFAULT_ROWS = 1000
DEFAULT_COLUMNS = 26


@dataclass
class Sheet:
    """One tab: its properties, its cells, and the things that lie on it (`parts`, by their names in the API)."""

    properties: Json
    cells: dict[CellKey, Json] = field(default_factory=dict)
    rows: dict[int, Json] = field(default_factory=dict)
    columns: dict[int, Json] = field(default_factory=dict)
    parts: dict[str, Any] = field(default_factory=dict)

    @property
    def sheet_id(self) -> int:
        return int(self.properties["sheetId"])

    @property
    def title(self) -> str:
        return str(self.properties["title"])

    @property
    def row_count(self) -> int:
        return int(self.properties["gridProperties"]["rowCount"])

    @property
    def column_count(self) -> int:
        return int(self.properties["gridProperties"]["columnCount"])

    def size(self, dimension: str) -> int:
        """The number of rows or of columns."""
        return self.row_count if dimension == ROWS else self.column_count

    def resize(self, dimension: str, count: int) -> None:
        """Set the number of rows or columns; the caller sees to the cells beyond."""
        self.properties["gridProperties"]["rowCount" if dimension == ROWS else "columnCount"] = count

    def dimension(self, dimension: str) -> dict[int, Json]:
        """The properties of single rows or columns, by index."""
        return self.rows if dimension == ROWS else self.columns

    def put(self, key: CellKey, cell: Json) -> None:
        """Replace a cell; an empty one is not stored."""
        if cell:
            self.cells[key] = cell
        else:
            self.cells.pop(key, None)

    def listed(self, part: str) -> list[Json]:
        """The list of one kind of things on the sheet, made when it is first asked for."""
        entries: list[Json] = self.parts.setdefault(part, [])
        return entries

    def copy(self) -> "Sheet":
        return Sheet(
            copy.deepcopy(self.properties),
            dict(self.cells),
            dict(self.rows),
            dict(self.columns),
            copy.deepcopy(self.parts),
        )


@dataclass
class Book:
    """One spreadsheet."""

    spreadsheet_id: str
    properties: Json
    sheets: list[Sheet] = field(default_factory=list)
    named_ranges: list[Json] = field(default_factory=list)
    metadata: list[Json] = field(default_factory=list)
    computed: Any = None

    @property
    def locale(self) -> str:
        return str(self.properties["locale"])

    def sheet(self, sheet_id: int) -> Sheet | None:
        return next((sheet for sheet in self.sheets if sheet.sheet_id == sheet_id), None)

    def titled(self, title: str) -> Sheet | None:
        """The sheet of that title; Google compares titles without regard to case."""
        wanted = title.casefold()
        return next((sheet for sheet in self.sheets if sheet.title.casefold() == wanted), None)

    def copy(self) -> "Book":
        """A copy to work on; what was computed is not carried over."""
        return Book(
            self.spreadsheet_id,
            copy.deepcopy(self.properties),
            [sheet.copy() for sheet in self.sheets],
            copy.deepcopy(self.named_ranges),
            copy.deepcopy(self.metadata),
        )
