"""Requests about developer metadata."""

import copy

from tests.sheets_server.masks import merge
from tests.sheets_server.metadata_search import matching
from tests.sheets_server.model import ROWS, Json

from .core import Batch, kind


def _location(batch: Batch, location: Json) -> Json:
    """A location as it is kept, with its type: the spreadsheet, a sheet, one row or one column."""
    if location.get("spreadsheet"):
        return {"locationType": "SPREADSHEET", "spreadsheet": True}
    if "dimensionRange" in location:
        sheet, dimension, start, end = batch.span(location["dimensionRange"])
        if end != start + 1:
            raise batch.refuse("Developer metadata can only be added to a single row or column.")
        if end > sheet.size(dimension):
            raise batch.refuse(f"The location [{start}] is outside of the grid.")
        span = {"sheetId": sheet.sheet_id, "dimension": dimension, "startIndex": start, "endIndex": end}
        return {"locationType": "ROW" if dimension == ROWS else "COLUMN", "dimensionRange": span}
    if "sheetId" in location:
        return {"locationType": "SHEET", "sheetId": batch.sheet(location["sheetId"], "sheet").sheet_id}
    raise batch.refuse("developerMetadata.location must be specified.")


@kind("createDeveloperMetadata")
def create_metadata(batch: Batch, request: Json) -> Json:
    given = request.get("developerMetadata", {})
    if not given.get("metadataKey"):
        raise batch.refuse("developerMetadata.metadataKey must be specified.")
    if given.get("visibility") in {None, "DEVELOPER_METADATA_VISIBILITY_UNSPECIFIED"}:
        raise batch.refuse("developerMetadata.visibility must be specified.")
    wanted = given.get("metadataId")
    if any(entry["metadataId"] == wanted for entry in batch.book.metadata):
        raise batch.refuse(f"Developer metadata with id {wanted} already exists.")
    new = {
        "metadataId": wanted if wanted is not None else batch.new_id(),
        "metadataKey": given["metadataKey"],
        **({"metadataValue": given["metadataValue"]} if given.get("metadataValue") else {}),
        "location": _location(batch, given.get("location", {})),
        "visibility": given["visibility"],
    }
    batch.book.metadata.append(new)
    return {"developerMetadata": copy.deepcopy(new)}


@kind("updateDeveloperMetadata")
def update_metadata(batch: Batch, request: Json) -> Json:
    mask = batch.mask(request, "DeveloperMetadata")
    source = request.get("developerMetadata", {})
    if "*" in mask:
        mask = {name: {} for name in source if name != "metadataId"}
    if "metadataId" in mask:
        raise batch.refuse("The id of developer metadata cannot be changed.")
    changed = []
    for entry in [one for wanted in request.get("dataFilters", []) for one in matching(batch.book, wanted)]:
        entry.update(merge(entry, source, mask))
        for name in mask:
            if name not in source:
                entry.pop(name, None)
        if "location" in mask:
            entry["location"] = _location(batch, source.get("location", {}))
        changed.append(copy.deepcopy(entry))
    return {"developerMetadata": changed} if changed else {}


@kind("deleteDeveloperMetadata")
def delete_metadata(batch: Batch, request: Json) -> Json:
    gone = matching(batch.book, request.get("dataFilter", {}))
    batch.book.metadata = [entry for entry in batch.book.metadata if entry not in gone]
    return {"deletedDeveloperMetadata": gone} if gone else {}
