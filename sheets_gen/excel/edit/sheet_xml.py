"""The part of one tab: where its rows and cells stand, for the cells that are asked about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sheets_gen.excel.edit.kinds import CannotEdit, Where
from sheets_gen.excel.edit.xml_spans import MAIN, Parser, Span
from sheets_gen.excel.refs import MAX_COLUMN, MAX_ROW, Area, area, cell

_DATA = MAIN + "sheetData"
_ROW = MAIN + "row"
_CELL = MAIN + "c"
FORMULA, VALUE, INLINE = MAIN + "f", MAIN + "v", MAIN + "is"
_SPECIAL = ("shared", "array", "dataTable")
_SHEET_ORDER = (
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection"),
    *("protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells"),
    *("phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins"),
    *("pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors"),
    *("smartTags", "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls"),
    *("webPublishItems", "tableParts", "extLst"),
)


class Special(NamedTuple):
    """A formula that concerns other cells too: shared, array or dataTable. ``area`` is what it says it covers."""

    row: int
    column: int
    kind: str
    group: str
    area: Area | None
    span: Span


class Row(NamedTuple):
    """A row of which the cells asked about are known, and of all others where they start, in the order they stand."""

    span: Span
    cells: dict[int, Span]
    starts: dict[int, int]

    def place(self, column: int) -> int | None:
        """The byte before which a new cell belongs; None for the row's end."""
        return next((start for at, start in self.starts.items() if at > column), None)


class Sheet(Parser):
    """Reads the part of a tab; of the cells not asked about it keeps only formulas that concern other cells.

    Raises CannotEdit for a part that is damaged or whose cells do not say clearly where they are.
    """

    def __init__(self, part: str, data: bytes, cells: Iterable[Where]) -> None:
        super().__init__(part, data)
        self._asked = frozenset(cells)
        self._letters: dict[str, int] = {}
        self.rows: dict[int, Row] = {}
        self.before: dict[int, int] = {}
        self.specials: list[Special] = []
        self.cells: Span | None = None
        self._wanted = frozenset(row for row, _ in self._asked)
        self._to_come = sorted(self._wanted, reverse=True)
        self._inside = False
        self._depth = 0
        self._row = self._column = 0
        self._kept: list[Span | None] = []

    @classmethod
    def read(cls, part: str, data: bytes, cells: Iterable[Where]) -> Sheet:
        """The tab's part, its elements outside of the cells all known."""
        sheet = cls(part, data, cells)
        root = sheet.run()
        if root.name.startswith("http://purl.oclc.org/"):
            raise CannotEdit("The workbook is saved as “Strict Open XML”, which is not edited; save it as .xlsx.")
        if root.name != MAIN + "worksheet" or sheet.cells is None:
            raise sheet.unfit("is not a sheet of cells")
        return sheet

    @property
    def top(self) -> Span:
        """The element that holds all others."""
        assert self.root is not None
        return self.root

    @property
    def data_span(self) -> Span:
        """The element that holds the rows."""
        assert self.cells is not None
        return self.cells

    def cell(self, where: Where) -> Span | None:
        """The cell, if the file has it; it must be one of those asked about."""
        row = self.rows.get(where[0])
        return row.cells.get(where[1]) if row else None

    def started(self, name: str, attributes: dict[str, str]) -> None:
        if not self._inside:
            super().started(name, attributes)
            if name == _DATA and len(self.open) == 2:
                if self.cells is not None:
                    raise self.unfit("holds its cells twice")
                self.cells = self.open[-1]
                self._inside = True
            return
        self._depth += 1
        kept = None
        if self._depth == 1 and name == _ROW:
            kept = self._row_started(attributes)
        elif self._depth == 2 and name == _CELL:
            kept = self._cell_started(attributes)
        elif self._depth > 2:
            kept = self._piece_started(name, attributes)
        self._kept.append(kept)

    def ended(self, name: str) -> None:
        if self._inside and self._depth:
            self._depth -= 1
            kept = self._kept.pop()
            if kept is not None:
                self.finish(kept)
            return
        self._inside = False
        super().ended(name)

    def _row_started(self, attributes: dict[str, str]) -> Span | None:
        given = attributes.get("r")
        if given is None:
            number = self._row + 1
        else:
            number = int(given) if given.isascii() and given.isdigit() and len(given) < 8 else 0
        if not 1 <= number <= MAX_ROW:
            raise self.unfit("holds a row whose number cannot be read")
        if number in self.rows:
            raise self.unfit(f"holds row {number} twice")
        self._row, self._column = number, 0
        while self._to_come and self._to_come[-1] <= number:
            self.before[self._to_come.pop()] = self.here()
        if number not in self._wanted:
            return None
        span = self.span(_ROW, attributes)
        self.rows[number] = Row(span, {}, {})
        return span

    def _cell_started(self, attributes: dict[str, str]) -> Span | None:
        given = attributes.get("r")
        where = (self._row, self._column + 1) if given is None else self._placed(given)
        if where is None or where[0] != self._row or where[1] > MAX_COLUMN:
            raise self.unfit(f"holds a cell in row {self._row} whose place cannot be read")
        self._column = where[1]
        row = self.rows.get(self._row)
        if row is None:
            return None
        if where[1] in row.starts:
            raise self.unfit(f"holds a cell in row {self._row} twice")
        row.starts[where[1]] = self.here()
        if where not in self._asked:
            return None
        row.cells[where[1]] = span = self.span(_CELL, attributes)
        return span

    def _placed(self, given: str) -> Where | None:
        """Where a cell says it is; the letters of a column are read once."""
        name = given.rstrip("0123456789")
        column = self._letters.get(name)
        if column is None or given[len(name) :] != str(self._row):
            where = cell(given)
            if where is not None and where[0] == self._row:
                self._letters[name] = where[1]
            return where
        return self._row, column

    def _piece_started(self, name: str, attributes: dict[str, str]) -> Span | None:
        special = self._depth == 3 and name == FORMULA and attributes.get("t") in _SPECIAL
        parent = self._kept[-1]
        if not special and parent is None:
            return None
        span = self.span(name, attributes)
        if parent is not None:
            parent.children.append(span)
        if special:
            kind, group = attributes["t"], attributes.get("si", "")
            covers = area(attributes.get("ref", ""))
            self.specials.append(Special(self._row, self._column, kind, group, covers, span))
        return span


def place(root: Span, name: str) -> int:
    """The byte where a new child of a sheet's root belongs, by the order that the format prescribes."""
    return place_in(root, name, _SHEET_ORDER)


def place_in(root: Span, name: str, order: tuple[str, ...]) -> int:
    """The byte after the last child that ``order`` puts before ``name``; children it does not know are passed over."""
    before = {MAIN + known for known in order[: order.index(name)]}
    return max((child.end for child in root.children if child.name in before), default=root.inner)
