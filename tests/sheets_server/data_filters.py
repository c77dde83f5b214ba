"""The cells that DataFilters mean, and the values methods that find their ranges by them."""

from .a1 import Rect, rect_of
from .errors import invalid
from .metadata_search import matching
from .model import ROWS, Book, Json
from .ranges import bounded
from .spreadsheet_json import Areas, areas_of
from .values_read import value_range
from .values_write import clear_rect, require_input_option, totals, update_rect, with_data


def filtered(book: Book, wanted: Json) -> Areas:
    """The cells that a DataFilter means."""
    if "a1Range" in wanted:
        return areas_of(book, [wanted["a1Range"]])
    rects = [rect_of(wanted["gridRange"])] if "gridRange" in wanted else []
    if "developerMetadataLookup" in wanted:
        rects = [rect for entry in matching(book, wanted) if (rect := _place_of(entry["location"]))]
    elif not rects:
        raise invalid("DataFilter must set one of a1Range, gridRange or developerMetadataLookup.")
    found = []
    for rect in rects:
        sheet = book.sheet(rect.sheet_id)
        if sheet is None:
            raise invalid(f"No grid with id: {rect.sheet_id}")
        if min(rect.top, rect.left) < 0 or _behind(rect.top, rect.bottom) or _behind(rect.left, rect.right):
            raise invalid("The gridRange of a DataFilter has a negative index, or a start behind its end.")
        found.append((sheet, bounded(sheet, rect)))
    return found


def _behind(start: int, end: int | None) -> bool:
    return end is not None and start > end


def _place_of(location: Json) -> Rect | None:
    if "dimensionRange" in location:
        span = location["dimensionRange"]
        start, end = span["startIndex"], span["endIndex"]
        if span["dimension"] == ROWS:
            return Rect(span.get("sheetId", 0), start, end)
        return Rect(span.get("sheetId", 0), 0, None, start, end)
    return Rect(location["sheetId"]) if "sheetId" in location else None


def batch_get_by_filter(book: Book, body: Json) -> Json:
    """values.batchGetByDataFilter: each range once, with the filters that found it."""
    found: dict[Rect, Json] = {}
    for wanted in body.get("dataFilters", []):
        for sheet, rect in filtered(book, wanted):
            hit = found.setdefault(rect, {"valueRange": value_range(book, sheet, rect, body), "dataFilters": []})
            hit["dataFilters"].append(wanted)
    result: Json = {"spreadsheetId": book.spreadsheet_id}
    return {**result, "valueRanges": list(found.values())} if found else result


def batch_update_by_filter(book: Book, body: Json) -> Json:
    """values.batchUpdateByDataFilter: the values go to every range that the filter finds."""
    option = require_input_option(body.get("valueInputOption"))
    done = []
    for number, entry in enumerate(body.get("data", [])):
        for sheet, area in filtered(book, entry.get("dataFilter", {})):
            answer, rect = update_rect(book, sheet, area, entry, option, f"Invalid data[{number}]: ")
            done.append((answer, sheet, rect, entry))
    for answer, sheet, rect, entry in done:
        answer.pop("spreadsheetId")
        answer["dataFilter"] = entry["dataFilter"]
        with_data(book, answer, sheet, rect, {**body, "majorDimension": entry.get("majorDimension", "ROWS")})
    result: Json = {"spreadsheetId": book.spreadsheet_id, **totals([(answer, sheet) for answer, sheet, _, _ in done])}
    return {**result, "responses": [answer for answer, _, _, _ in done]} if done else result


def batch_clear_by_filter(book: Book, body: Json) -> Json:
    """values.batchClearByDataFilter."""
    areas = [area for wanted in body.get("dataFilters", []) for area in filtered(book, wanted)]
    cleared = [clear_rect(book, sheet, rect) for sheet, rect in areas]
    result: Json = {"spreadsheetId": book.spreadsheet_id}
    return {**result, "clearedRanges": cleared} if cleared else result
