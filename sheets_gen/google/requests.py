"""Plan to the requests of one atomic batchUpdate that turns a blank spreadsheet into the report. Pure: nothing is sent.

All ids are chosen here, so a batch that is sent a second time, because the first answer was lost, is refused as a
whole instead of making everything twice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from sheets_gen.formula.nodes import Ref, call, if_
from sheets_gen.google.looks import Json, Looks
from sheets_gen.google.overlays import Helper, Overlays, helpers_of
from sheets_gen.google.spelling import Spelling
from sheets_gen.google.state import STATE, Prints, laid_down, state_rows
from sheets_gen.plan.addresses import AddressBook, laid_out
from sheets_gen.plan.calculate import serial
from sheets_gen.plan.model import Cell, Formula, Plan, Tab
from sheets_gen.plan.report import CALCULATOR, METRICS, VOLUME

SHEET_IDS = {METRICS: 731_001, VOLUME: 731_002, CALCULATOR: 731_003}
SPARE_ROWS = 20
"""Rows below the report, for the state and for people."""
MAX_TEXT = 50_000
"""Characters that a cell of Google Sheets holds."""
Area = tuple[int, int, int, int]
"""First and last row, first and last column, from 0, ends excluded."""


def create_requests(plan: Plan, prints: Prints, blank: tuple[int, ...], run: str = "") -> list[Json]:
    """The requests, in order; ``blank`` are the empty sheets that the report takes the place of.

    ``prints`` and ``run`` are what the hidden rows of the state hold.
    """
    addresses = laid_out(plan)
    looks = Looks(plan.styles, right_to_left=plan.right_to_left)
    spelling = Spelling(addresses)
    found = [_add_sheet(plan, tab, at, looks) for at, tab in enumerate(plan.tabs)]
    found = [_aside(sheet) for sheet in blank] + found + [{"deleteSheet": {"sheetId": sheet}} for sheet in blank]
    for tab in plan.tabs:
        found.append(_contents(tab, addresses, spelling))
        found += _formats(tab, looks)
        found += _sizes(tab)
    overlays = Overlays(plan, addresses, looks, spelling, SHEET_IDS)
    for tab in plan.tabs:
        found += overlays.of_tab(tab)
    found += overlays.names()
    helpers = helpers_of(plan, _first_hidden(plan) + state_rows(plan))
    found += _state(plan, run, prints)
    found += _helpers(plan, helpers, spelling)
    found += overlays.charts(helpers)
    found.append(_marker(plan))
    return found


def _first_hidden(plan: Plan) -> int:
    """The first row of the hidden state, from 0: below the calculator's last."""
    return next(len(tab.rows) for tab in plan.tabs if tab.key == CALCULATOR)


def _aside(sheet: int) -> Json:
    """An empty sheet gives its title away, which one of ours may have."""
    properties = {"sheetId": sheet, "title": f"sheets-gen blank {sheet}"}
    return {"updateSheetProperties": {"properties": properties, "fields": "title"}}


def _add_sheet(plan: Plan, tab: Tab, at: int, looks: Looks) -> Json:
    book = laid_out(plan)
    row, _ = book.at(tab.freeze.row, tab.freeze.column)
    hidden = len(helpers_of(plan, 0)) + (state_rows(plan) if tab.key == CALCULATOR else 0)
    grid = {
        "rowCount": len(tab.rows) + SPARE_ROWS + hidden,
        "columnCount": len(tab.columns),
        "frozenRowCount": row - 1,
        "frozenColumnCount": frozen_columns(tab, book),
        "hideGridlines": True,
    }
    properties: Json = {"sheetId": SHEET_IDS[tab.key], "title": tab.title, "index": at, "gridProperties": grid}
    properties["tabColorStyle"] = looks.named(tab.color)
    if plan.right_to_left:
        properties["rightToLeft"] = True
    return {"addSheet": {"properties": properties}}


def frozen_columns(tab: Tab, book: AddressBook) -> int:
    """How many columns stay in view: as many as in a file, but none that a merged cell crosses; Google refuses that."""
    count = book.at(tab.freeze.row, tab.freeze.column)[1] - 1
    for merge in tab.merges:
        first, last = (book.at(merge.where.row, column)[1] for column in (merge.where.first, merge.where.last))
        if first <= count < last:
            count = first - 1
    return count


def _contents(tab: Tab, addresses: AddressBook, spelling: Spelling) -> Json:
    """Values, formulas and notes of a tab; its sparklines are formulas here."""
    notes: dict[tuple[str, str], str] = {}
    for note in tab.notes:
        place = (note.where.row, note.where.column)
        notes[place] = f"{notes[place]}\n\n{note.text}" if place in notes else note.text
    lines = {(one.where.row, one.where.column): f"=SPARKLINE({addresses.absolute(one.data)})" for one in tab.sparklines}
    rows = []
    for row in tab.rows:
        values: list[Json] = []
        for column in tab.columns:
            place, cell = (row.key, column.key), row.cells.get(column.key)
            data: Json = {}
            if place in lines:
                data["userEnteredValue"] = {"formulaValue": lines[place]}
            elif cell is not None and cell.content is not None:
                data["userEnteredValue"] = entered(cell.content, *place, spelling)
            if place in notes:
                data["note"] = notes[place]
            values.append(data)
        while values and not values[-1]:
            values.pop()
        rows.append({"values": values})
    start = {"sheetId": SHEET_IDS[tab.key], "rowIndex": 0, "columnIndex": 0}
    return {"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue,note"}}


def entered(content: object, row: str, column: str, spelling: Spelling) -> Json:
    """A cell's content as Google takes it: typed, so nothing is read as anything else."""
    if isinstance(content, Formula):
        return {"formulaValue": spelling.text(content, row, column)}
    if isinstance(content, dt.date):
        return {"numberValue": serial(content)}
    if isinstance(content, bool):
        return {"boolValue": content}
    return {"numberValue": content} if isinstance(content, (int, float)) else {"stringValue": str(content)[:MAX_TEXT]}


def _formats(tab: Tab, looks: Looks) -> Iterator[Json]:
    for (top, bottom, left, right), (style, number) in _alike(tab):
        area = {
            "sheetId": SHEET_IDS[tab.key],
            "startRowIndex": top,
            "endRowIndex": bottom,
            "startColumnIndex": left,
            "endColumnIndex": right,
        }
        cell = {"userEnteredFormat": looks.cell(style, number)}
        yield {"repeatCell": {"range": area, "cell": cell, "fields": "userEnteredFormat"}}


def _alike(tab: Tab) -> Iterator[tuple[Area, tuple[str, str]]]:
    """Areas of cells that look alike: along each row, then the same stretch of rows below each other."""
    growing: dict[tuple[int, int, str, str], tuple[int, int]] = {}
    for at, row in enumerate(tab.rows):
        here = dict.fromkeys(_stretches([row.cells.get(column.key) for column in tab.columns]))
        for key in [key for key in growing if key not in here]:
            top, bottom = growing.pop(key)
            yield (top, bottom, *key[:2]), key[2:]
        for key in here:
            top, _ = growing.get(key, (at, at))
            growing[key] = (top, at + 1)
    for key, (top, bottom) in growing.items():
        yield (top, bottom, *key[:2]), key[2:]


def _stretches(cells: list[Cell | None]) -> Iterator[tuple[int, int, str, str]]:
    start = 0
    while start < len(cells):
        cell, end = cells[start], start + 1
        if cell is not None:
            while end < len(cells) and (other := cells[end]) is not None and other[1:] == cell[1:]:
                end += 1
            yield start, end, cell.style, cell.format
        start = end


def _sizes(tab: Tab) -> Iterator[Json]:
    """Widths and heights in pixels, and hidden rows; neighbours that are alike in one request."""
    widths = [(round(column.width * 7 + 5), False) for column in tab.columns]
    heights = [(round(row.height * 4 / 3), row.hidden) for row in tab.rows]
    for dimension, sizes in (("COLUMNS", widths), ("ROWS", heights)):
        start = 0
        for at in range(1, len(sizes) + 1):
            if at < len(sizes) and sizes[at] == sizes[start]:
                continue
            pixels, hidden = sizes[start]
            area = {"sheetId": SHEET_IDS[tab.key], "dimension": dimension, "startIndex": start, "endIndex": at}
            properties: Json = {"pixelSize": pixels} | ({"hiddenByUser": True} if hidden else {})
            fields = "pixelSize,hiddenByUser" if hidden else "pixelSize"
            yield {"updateDimensionProperties": {"range": area, "properties": properties, "fields": fields}}
            start = at


def _state(plan: Plan, run: str, prints: Prints) -> Iterator[Json]:
    """The hidden rows that remember what was written last, and their name."""
    sheet, row = SHEET_IDS[CALCULATOR], _first_hidden(plan)
    first, texts = laid_down(plan, run, prints)
    rows: list[Json] = [{"values": [_text(text) for text in line]} for line in texts]
    start = {"sheetId": sheet, "rowIndex": row, "columnIndex": first - 1}
    yield {"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}}
    where = {
        "sheetId": sheet,
        "startRowIndex": row,
        "endRowIndex": row + len(rows),
        "startColumnIndex": first - 1,
        "endColumnIndex": first - 1 + len(texts[0]),
    }
    named = {"namedRangeId": "sheets_gen_state", "name": STATE, "range": where}
    yield {"addNamedRange": {"namedRange": named}}


def _text(text: str) -> Json:
    return {"userEnteredValue": {"stringValue": text}} if text else {}


def _helpers(plan: Plan, helpers: Sequence[Helper], spelling: Spelling) -> Iterator[Json]:
    """The rows that charts read, below the state; all of these rows are hidden."""
    sheet, first, end = SHEET_IDS[CALCULATOR], _first_hidden(plan), _first_hidden(plan) + state_rows(plan)
    if helpers:
        rows = [_helper(plan, helper, spelling) for helper in helpers]
        start = {"sheetId": sheet, "rowIndex": end, "columnIndex": 0}
        yield {"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}}
    area = {"sheetId": sheet, "dimension": "ROWS", "startIndex": first, "endIndex": end + len(helpers)}
    hidden = {"range": area, "properties": {"hiddenByUser": True}, "fields": "hiddenByUser"}
    yield {"updateDimensionProperties": hidden}


def _helper(plan: Plan, helper: Helper, spelling: Spelling) -> Json:
    """The cells of a row that a chart reads: #N/A where there is no number, which is a gap in the line."""
    here = f"{CALCULATOR}:{HELPER}"
    before = laid_out(plan).columns[CALCULATOR][plan.periods[0]] - 1
    name, value = Formula(helper.name), Ref(helper.values.row)
    is_text = helper.values.row.endswith(":period_name")
    rule = Formula(value if is_text else if_(call("ISNUMBER", value), value, call("NA")))
    values: list[Json] = [{} for _ in range(before - 1)]
    values.append({"userEnteredValue": {"formulaValue": spelling.text(name, here, "")}})
    values += [{"userEnteredValue": {"formulaValue": spelling.text(rule, here, period)}} for period in plan.periods]
    return {"values": values}


HELPER = "chart_row"
MARKER_ID, MARKER_KEY = 731_900, "sheets_gen"


def _marker(plan: Plan) -> Json:
    """What says, at the very end of the batch, that the report is there as a whole."""
    metadata = {
        "metadataId": MARKER_ID,
        "metadataKey": MARKER_KEY,
        "metadataValue": plan.comments,
        "location": {"spreadsheet": True},
        "visibility": "DOCUMENT",
    }
    return {"createDeveloperMetadata": {"developerMetadata": metadata}}
