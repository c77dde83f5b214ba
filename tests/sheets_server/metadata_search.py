"""Finding developer metadata by data filters."""

from .a1 import Rect, rect_of
from .errors import invalid
from .model import ROWS, Book, Json
from .ranges import resolve


def matching(book: Book, data_filter: Json) -> list[Json]:
    """The entries that a DataFilter matches."""
    if "developerMetadataLookup" in data_filter:
        lookup = data_filter["developerMetadataLookup"]
        return [entry for entry in book.metadata if _fits(entry, lookup)]
    if "gridRange" in data_filter:
        rect = rect_of(data_filter["gridRange"])
    elif "a1Range" in data_filter:
        rect = resolve(book, data_filter["a1Range"])[1]
    else:
        raise invalid("DataFilter must set one of a1Range, gridRange or developerMetadataLookup.")
    return [entry for entry in book.metadata if _lies_in(entry["location"], rect)]


def _lies_in(location: Json, rect: Rect) -> bool:
    """Whether a location is one of whole rows, columns or the sheet that the rectangle covers."""
    if location["locationType"] == "SHEET":
        return bool(location.get("sheetId", 0) == rect.sheet_id and rect == Rect(rect.sheet_id))
    span = location.get("dimensionRange")
    if not span or span.get("sheetId", 0) != rect.sheet_id:
        return False
    if span["dimension"] == ROWS:
        start, end, whole = rect.top, rect.bottom, rect.right is None and rect.left == 0
    else:
        start, end, whole = rect.left, rect.right, rect.bottom is None and rect.top == 0
    return bool(whole and start <= span["startIndex"] and (end is None or span["endIndex"] <= end))


def _fits(entry: Json, lookup: Json) -> bool:
    plain = {"metadataId", "metadataKey", "metadataValue", "visibility"}
    if any(name in lookup and lookup[name] != entry.get(name) for name in plain):
        return False
    location = entry["location"]
    if "locationType" in lookup and lookup["locationType"] != location["locationType"]:
        return False
    wanted = lookup.get("metadataLocation")
    if wanted is None:
        return True
    if lookup.get("locationMatchingStrategy") == "INTERSECTING_LOCATION":
        return _meets(location, wanted)
    return {name: value for name, value in location.items() if name != "locationType"} == _plain(wanted)


def _plain(wanted: Json) -> Json:
    return {name: value for name, value in wanted.items() if name != "locationType"}


def _meets(location: Json, wanted: Json) -> bool:
    """Whether two locations have something in common; the spreadsheet has everything."""
    if wanted.get("spreadsheet") or location.get("spreadsheet"):
        return bool(wanted.get("spreadsheet"))
    here = location.get("dimensionRange")
    there = wanted.get("dimensionRange")
    sheet_here = (here or location).get("sheetId", 0)
    sheet_there = (there or wanted).get("sheetId", 0)
    if sheet_here != sheet_there:
        return False
    if there is None or here is None:
        return there is None
    overlap = here["startIndex"] < there["endIndex"] and there["startIndex"] < here["endIndex"]
    return bool(here["dimension"] != there["dimension"] or overlap)


def search(book: Book, filters: list[Json]) -> Json:
    """developerMetadata.search: each entry once, with the filters that found it."""
    found: dict[int, Json] = {}
    for data_filter in filters:
        for entry in matching(book, data_filter):
            hit = found.setdefault(entry["metadataId"], {"developerMetadata": entry, "dataFilters": []})
            hit["dataFilters"].append(data_filter)
    return {"matchedDeveloperMetadata": list(found.values())} if found else {}
