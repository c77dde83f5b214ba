"""The methods of the Sheets API, by their ids in the discovery document."""

import copy
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from .batch import run_batch
from .batch.cell_requests import write_row_data
from .batch.core import Batch
from .batch.sheet_requests import check_spreadsheet_properties, free_title, new_sheet, renumbered
from .data_filters import batch_clear_by_filter, batch_get_by_filter, batch_update_by_filter, filtered
from .errors import entity_not_found, invalid, not_implemented_here
from .masks import Mask
from .metadata_search import search
from .model import Book, Json
from .protection import REFUSED, breached, shown_to
from .ranges import resolve
from .spreadsheet_json import areas_of, sheet_properties, spreadsheet
from .store import Store, new_properties
from .values_read import batch_get, get_values
from .values_write import append, batch_clear, batch_update_values, clear_values, update_values

Change = Callable[[Book], Json]
Parts = Iterable[tuple[str, Callable[[Book], object]]]


@dataclass
class Call:
    """A request that was understood: who calls, with what, and which part of the answer is wanted."""

    store: Store
    user: str
    path: dict[str, str]
    query: Json
    body: Json
    mask: Mask | None
    raw: bytes = b""

    def book(self) -> Book:
        """The spreadsheet to read from."""
        return self.store.book(self.path["spreadsheetId"], self.user)

    def copied(self) -> Book:
        """A copy of the spreadsheet to write on; `keep` makes it the spreadsheet."""
        return self.store.book(self.path["spreadsheetId"], self.user, write=True).copy()

    @property
    def owner(self) -> str:
        """To whom the spreadsheet belongs."""
        return self.store.files[self.path["spreadsheetId"]].owner

    def changed(self, change: Change, parts: Parts = ()) -> Json:
        """Carry out a change: all of it, or none when it is refused; `parts` are its pieces, to name a guilty one."""
        book = self.copied()
        answer = change(book)
        if self._breached(book):
            raise invalid(self._guilty(parts) + REFUSED)
        book.computed = None
        self.store.keep(book, self.user)
        return answer

    def _breached(self, after: Book) -> bool:
        return breached(self.store.books[after.spreadsheet_id], after, self.user, self.owner)

    def _guilty(self, parts: Parts) -> str:
        """How a refusal names the first piece of a change that touches protected cells."""
        for name, part in parts:
            book = self.copied()
            part(book)
            if self._breached(book):
                return f"Invalid {name}: "
        return ""


Method = Callable[[Call], Any]


def _create(call: Call) -> Json:
    body = call.body
    beyond = set(body) - {"properties", "sheets", "namedRanges", "developerMetadata"}
    if beyond:
        raise not_implemented_here(f"spreadsheets.create with {sorted(beyond)[0]}")
    properties = dict(body.get("properties", {}))
    title = properties.pop("title", None) or "Untitled spreadsheet"
    book = Book("", new_properties(title) | properties)
    batch = Batch(book, call.store.random, call.user, at="spreadsheet")
    check_spreadsheet_properties(batch, properties, {name: {} for name in properties})
    _add_sheets(batch, body.get("sheets", []))
    requests = [{"addNamedRange": {"namedRange": named}} for named in body.get("namedRanges", [])]
    requests += [{"createDeveloperMetadata": {"developerMetadata": one}} for one in body.get("developerMetadata", [])]
    if requests:
        book, _ = run_batch(book, requests, call.store.random, call.user)
    made = call.store.new_book(title, [], call.user)
    book.spreadsheet_id = made.spreadsheet_id
    call.store.keep(book, call.user)
    return spreadsheet(book, None, any("data" in sheet for sheet in body.get("sheets", [])), call.mask)


def _add_sheets(batch: Batch, sheets: list[Json]) -> None:
    """The sheets of a new spreadsheet; the first one has the id 0 unless it says otherwise."""
    for number, given in enumerate(sheets or [{}]):
        beyond = set(given) - {"properties", "data"}
        if beyond:
            raise not_implemented_here(f"spreadsheets.create with sheets.{sorted(beyond)[0]}")
        properties = given.get("properties", {})
        sheet_id = properties.get("sheetId", 0 if number == 0 else batch.new_id())
        if batch.book.sheet(sheet_id):
            raise batch.refuse(f"A sheet with ID {sheet_id} already exists.")
        title = properties.get("title") or free_title(batch.book, "Sheet{}", number + 1)
        if batch.book.titled(title):
            raise batch.refuse(f'A sheet with the name "{title}" already exists. Please enter another name.')
        sheet = new_sheet(properties, sheet_id, title)
        batch.book.sheets.append(sheet)
        mask: Mask = {"userEnteredValue": {}, "userEnteredFormat": {}, "note": {}, "dataValidation": {}}
        for block in given.get("data", []):
            start = (block.get("startRow", 0), block.get("startColumn", 0))
            write_row_data(batch, sheet, start, block.get("rowData", []), mask)


def _get(call: Call) -> Json:
    book = call.book()
    ranges = call.query.get("ranges", [])
    areas = areas_of(book, ranges) if ranges else None
    seen = shown_to(call.user, call.owner)
    return spreadsheet(book, areas, call.query.get("includeGridData", False), call.mask, seen)


def _batch_update(call: Call) -> Json:
    old = call.store.book(call.path["spreadsheetId"], call.user, write=True)
    book, replies = run_batch(old, call.body.get("requests", []), call.store.random, call.user, call.owner)
    answer: Json = {"spreadsheetId": book.spreadsheet_id, "replies": replies}
    if call.body.get("includeSpreadsheetInResponse"):
        ranges = call.body.get("responseRanges", [])
        areas = areas_of(book, ranges) if ranges else None
        below = (call.mask or {}).get("updatedSpreadsheet", {})
        grid = call.body.get("responseIncludeGridData", False)
        answer["updatedSpreadsheet"] = spreadsheet(book, areas, grid, below or None, shown_to(call.user, call.owner))
    call.store.keep(book, call.user)
    return answer


def _get_by_data_filter(call: Call) -> Json:
    book = call.book()
    filters = call.body.get("dataFilters", [])
    areas = [area for wanted in filters for area in filtered(book, wanted)] if filters else None
    seen = shown_to(call.user, call.owner)
    return spreadsheet(book, areas, call.body.get("includeGridData", False), call.mask, seen)


def _copy_to(call: Call) -> Json:
    source = call.book()
    sheet = source.sheet(int(call.path["sheetId"])) if call.path["sheetId"].lstrip("-").isdigit() else None
    if sheet is None:
        raise entity_not_found()
    target_id = call.body.get("destinationSpreadsheetId", "")
    target = call.store.book(target_id, call.user, write=True).copy()
    pattern = f"Copy of {sheet.title}"
    title = free_title(target, pattern + " {}") if target.titled(pattern) else pattern
    batch = Batch(target, call.store.random, call.user, used={one.sheet_id for one in target.sheets})
    made = renumbered(sheet, batch.new_id(), title, batch)
    target.sheets.append(made)
    call.store.keep(target, call.user)
    return sheet_properties(target, made)


def _metadata(call: Call) -> Json:
    wanted = call.path["metadataId"]
    found = next((entry for entry in call.book().metadata if str(entry["metadataId"]) == wanted), None)
    if found is None:
        raise entity_not_found()
    return copy.deepcopy(found)


def _value_ranges(call: Call) -> Json:
    book = call.book()
    for text in call.query.get("ranges", []):
        resolve(book, text)
    return batch_get(book, call.query.get("ranges", []), call.query)


def _batch_update_values(call: Call) -> Json:
    def alone(entry: Json) -> Change:
        return lambda book: batch_update_values(book, {**call.body, "data": [entry]})

    parts = [(f"data[{number}]", alone(entry)) for number, entry in enumerate(call.body.get("data", []))]
    return call.changed(lambda book: batch_update_values(book, call.body), parts)


def _batch_clear(call: Call) -> Json:
    def alone(text: str) -> Change:
        return lambda book: batch_clear(book, [text])

    ranges = call.body.get("ranges", [])
    parts = [(f"ranges[{number}]", alone(text)) for number, text in enumerate(ranges)]
    return call.changed(lambda book: batch_clear(book, ranges), parts)


METHODS: dict[str, Method] = {
    "sheets.spreadsheets.create": _create,
    "sheets.spreadsheets.get": _get,
    "sheets.spreadsheets.batchUpdate": _batch_update,
    "sheets.spreadsheets.getByDataFilter": _get_by_data_filter,
    "sheets.spreadsheets.sheets.copyTo": _copy_to,
    "sheets.spreadsheets.developerMetadata.get": _metadata,
    "sheets.spreadsheets.developerMetadata.search": lambda call: search(call.book(), call.body.get("dataFilters", [])),
    "sheets.spreadsheets.values.get": lambda call: get_values(call.book(), call.path["range"], call.query),
    "sheets.spreadsheets.values.batchGet": _value_ranges,
    "sheets.spreadsheets.values.update": lambda call: call.changed(
        lambda book: update_values(book, call.path["range"], call.body, call.query)
    ),
    "sheets.spreadsheets.values.batchUpdate": _batch_update_values,
    "sheets.spreadsheets.values.append": lambda call: call.changed(
        lambda book: append(book, call.path["range"], call.body, call.query)
    ),
    "sheets.spreadsheets.values.clear": lambda call: call.changed(lambda book: clear_values(book, call.path["range"])),
    "sheets.spreadsheets.values.batchClear": _batch_clear,
    "sheets.spreadsheets.values.batchGetByDataFilter": lambda call: batch_get_by_filter(call.book(), call.body),
    "sheets.spreadsheets.values.batchUpdateByDataFilter": lambda call: call.changed(
        lambda book: batch_update_by_filter(book, call.body)
    ),
    "sheets.spreadsheets.values.batchClearByDataFilter": lambda call: call.changed(
        lambda book: batch_clear_by_filter(book, call.body)
    ),
}
