"""A worksheet part to a tab: cells, formulas with their stored results, and what lies round them.

One pass of expat, nothing kept but the result, so that no shape of file costs more memory than its cells do. A tab
with more cells than a report's ever has is some other data of its owner: it is cut short and said to be.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress

from sheets_gen.excel.book import MAIN, MAX_TEXT, Sheet, column_number
from sheets_gen.excel.package import Package, PartTooLarge, Stop
from sheets_gen.excel.stored import MAX_AREAS, areas, day, number, translated, unescaped
from sheets_gen.formula.functions import ErrorValue, Value
from sheets_gen.snapshot import Area, FoundCell, FoundTab, Frame, Guard

MAX_CELLS = 300_000
MAX_MOVED = 2_000_000
"""Characters of shared formulas that are written out."""
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
NOWHERE = LAST_COLUMN + 1
SHIFT_1904 = 1462
MAX_PIECES = 64
"""Pieces in which expat hands over one text; the longest that a cell can hold comes in some ten."""
MAX_MASTERS = 50_000
_X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main "
_XM = "http://schemas.microsoft.com/office/excel/2006/main "
_TRUE = ("1", "true")
_C, _V = MAIN + "c", MAIN + "v"


def read_tab(
    package: Package, sheet: Sheet, texts: Sequence[str], dates: Sequence[bool], *, from_1904: bool
) -> FoundTab:
    """The tab. Raises InputRefused for a part that cannot be read."""
    found = _Sheet(texts, dates, SHIFT_1904 if from_1904 else 0)
    is_cut = False
    try:
        package.parse(sheet.part, found.start, end=found.end, text=found.text)
    except PartTooLarge:
        is_cut = True
    is_cut = is_cut or len(found.cells) >= MAX_CELLS
    frame = Frame(
        state=sheet.state,
        hidden_rows=_runs(found.hidden_rows),
        hidden_columns=tuple(found.hidden_columns),
        merges=tuple(found.merges),
        guards=tuple(found.guards),
        protected=found.protected,
        is_cut=is_cut,
    )
    return FoundTab(sheet.title, found.cells, frame)


class _Sheet:
    """Expat's handlers over one worksheet, and what they have gathered."""

    _areas_left = MAX_AREAS

    def __init__(self, texts: Sequence[str], dates: Sequence[bool], shift: int) -> None:
        self.texts, self.dates, self.shift = texts, dates, shift
        self.cells: dict[tuple[int, int], FoundCell] = {}
        self.merges: list[Area] = []
        self.guards: list[Guard] = []
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[tuple[int, int]] = []
        self.protected = False
        self._row = self._column = 0
        self._digits = ""
        self._moved = 0
        self._cell: dict[str, str] = {}
        self._value: str | None = None
        self._formula: str | None = None
        self._shape: dict[str, str] = {}
        self._pieces: list[str] | None = None
        self._guard: tuple[str, str] | None = None
        self._aided = False
        self._letters: dict[str, int] = {}
        self._masters: dict[str, tuple[str, tuple[int, int]]] = {}
        self._begins: dict[str, Callable[[dict[str, str]], None]] = {
            MAIN + "t": self._begin_text,
            MAIN + "f": self._begin_formula,
            MAIN + "row": self._begin_row,
            MAIN + "rPh": self._begin_aid,
            MAIN + "col": self._begin_column,
            MAIN + "mergeCell": self._begin_merge,
            MAIN + "sheetProtection": self._begin_protection,
            MAIN + "dataValidation": self._begin_guard,
            _X14 + "dataValidation": self._begin_guard,
            _XM + "sqref": self._begin_text,
        }
        self._ends: dict[str, Callable[[], None]] = {
            MAIN + "t": self._end_piece,
            MAIN + "f": self._end_formula,
            MAIN + "rPh": self._end_aid,
            MAIN + "dataValidation": self._end_guard,
            _X14 + "dataValidation": self._end_guard,
            _XM + "sqref": self._end_area,
        }

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == _V:  # the most frequent first: this is half of what reading a report costs
            self._pieces = []
        elif tag == _C:
            self._begin_cell(attributes)
        else:
            begin = self._begins.get(tag)
            if begin is not None:
                begin(attributes)

    def end(self, tag: str) -> None:
        if tag == _V:
            pieces, self._pieces = self._pieces, None
            if pieces is not None:
                self._value = pieces[0] if len(pieces) == 1 else "".join(pieces)
        elif tag == _C:
            self._end_cell()
        else:
            end = self._ends.get(tag)
            if end is not None:
                end()

    def text(self, data: str) -> None:
        pieces = self._pieces
        if pieces is not None and len(pieces) < MAX_PIECES:
            pieces.append(data)

    def _begin_row(self, attributes: dict[str, str]) -> None:
        said = attributes.get("r", "")
        self._row = int(said) if said.isascii() and said.isdigit() and len(said) < 8 else self._row + 1
        self._column, self._digits = 0, str(self._row)
        if attributes.get("hidden") in _TRUE or attributes.get("ht") == "0":
            self.hidden_rows.append(self._row)

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self._cell, self._value, self._formula = attributes, None, None
        where = attributes.get("r")
        if where is None:
            self._column += 1
            return
        name = where.rstrip("0123456789")
        self._column = self._letters.get(name) or self._new_column(name)
        digits = where[len(name) :]
        if digits != self._digits:
            if not 0 < len(digits) < 8:
                self._column = NOWHERE
                return
            self._row, self._digits = int(digits), digits

    def _new_column(self, name: str) -> int:
        plain = name.upper()
        if not (plain.isascii() and plain.isalpha() and len(plain) <= 3):
            return NOWHERE
        self._letters[name] = column_number(plain)
        return self._letters[name]

    def _begin_text(self, _: dict[str, str]) -> None:
        self._pieces = []

    def _end_piece(self) -> None:
        """A run of an inline text."""
        if not self._aided and len(self._value or "") < MAX_TEXT:
            self._value = ((self._value or "") + "".join(self._pieces or ()))[:MAX_TEXT]
        self._pieces = None

    def _begin_aid(self, _: dict[str, str]) -> None:
        self._aided = True

    def _end_aid(self) -> None:
        self._aided = False

    def _begin_formula(self, attributes: dict[str, str]) -> None:
        self._shape, self._pieces = attributes, []

    def _end_formula(self) -> None:
        text, self._pieces = "".join(self._pieces or ())[:MAX_TEXT], None
        kind = self._shape.get("t")
        if kind == "shared":
            text = self._shared(text)
        self._formula = "={data table}" if kind == "dataTable" else f"={text}"

    def _shared(self, text: str) -> str:
        """A formula written once for many cells, as this cell has it."""
        index, where = self._shape.get("si", ""), (self._row, self._column)
        if text:
            if len(self._masters) < MAX_MASTERS:
                self._masters[index] = (text, where)
            return text
        master, origin = self._masters.get(index, ("", where))
        self._moved += len(master)
        # A report's formulas are some thousand short ones; in a tab with more than that, nobody asks for their text,
        # and a long one would be kept anew for each cell.
        return translated(master, origin, where) if master and self._moved < MAX_MOVED else ""

    def _end_cell(self) -> None:
        text, formula, cell = self._value, self._formula, self._cell
        row, column = self._row, self._column
        if (text is None and formula is None) or not (0 < column <= LAST_COLUMN and 0 < row <= LAST_ROW):
            return
        if len(self.cells) >= MAX_CELLS:
            raise Stop
        kind = cell.get("t", "n")
        if kind == "n":
            value = number(text) if text is not None else None
            is_date = self._shows_date(cell.get("s", "0"))
            if is_date and self.shift and isinstance(value, (int, float)):
                value += self.shift
        else:
            value = None if text is None else self._typed(text, kind)
            is_date = kind == "d" and not isinstance(value, str)
        if formula is not None:
            self.cells[row, column] = FoundCell(value, formula)
        elif value is not None and value != "":
            self.cells[row, column] = FoundCell(value, None, is_date and isinstance(value, (int, float)))

    def _shows_date(self, style: str) -> bool:
        return style.isdecimal() and len(style) < 8 and int(style) < len(self.dates) and self.dates[int(style)]

    def _typed(self, text: str, kind: str) -> Value:
        if kind == "s":
            known = text.isascii() and text.isdigit() and len(text) < 9 and int(text) < len(self.texts)
            return unescaped(self.texts[int(text)]) if known else None
        if kind == "b":
            return text.strip() in _TRUE
        if kind == "e":
            return ErrorValue(text[:40])
        return day(text) if kind == "d" else unescaped(text[:MAX_TEXT])

    def _begin_column(self, attributes: dict[str, str]) -> None:
        unseen = attributes.get("hidden") in _TRUE or attributes.get("width") == "0"
        if unseen and len(self.hidden_columns) < MAX_AREAS:
            with suppress(ValueError):
                self.hidden_columns.append((int(attributes.get("min", "")[:9]), int(attributes.get("max", "")[:9])))

    def _begin_merge(self, attributes: dict[str, str]) -> None:
        if len(self.merges) < MAX_AREAS:
            self.merges += areas(attributes.get("ref", "")[:40])

    def _begin_protection(self, attributes: dict[str, str]) -> None:
        self.protected = attributes.get("sheet", "0") in _TRUE

    def _begin_guard(self, attributes: dict[str, str]) -> None:
        self._guard = (attributes.get("type", "any"), attributes.get("sqref", ""))
        if attributes.get("type", "none") == "none":
            self._guard = ("any", attributes.get("sqref", ""))

    def _end_area(self) -> None:
        text, self._pieces = "".join(self._pieces or ()), None
        if self._guard is not None:
            self._guard = (self._guard[0], text)

    def _end_guard(self) -> None:
        if self._guard is not None and self._areas_left > 0:
            found = tuple(areas(self._guard[1]))
            self._areas_left -= max(1, len(found))
            self.guards.append(Guard(found, self._guard[0]))
        self._guard = None


def _runs(rows: list[int]) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    for row in rows:
        if found and row == found[-1][1] + 1:
            found[-1] = (found[-1][0], row)
        else:
            found.append((row, row))
    return tuple(found)
