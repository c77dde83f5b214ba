"""Requests about filters: the basic filter of a sheet, and filter views."""

import copy

from tests.sheets_server.a1 import rect_of
from tests.sheets_server.conditions import FILTERS
from tests.sheets_server.masks import merge
from tests.sheets_server.model import Json, Sheet

from .core import Batch, kind
from .range_requests import named_range_of


def _with_criteria(entry: Json) -> Json:
    """A filter with its criteria in both forms, the old map and the new list; the list counts when both are given."""
    specs = entry.get("filterSpecs")
    if specs is None:
        criteria = entry.get("criteria", {})
        specs = [{"columnIndex": int(column), "filterCriteria": one} for column, one in sorted(criteria.items())]
    rest = {name: value for name, value in entry.items() if name not in {"criteria", "filterSpecs"} and value != []}
    if not specs:
        return rest
    pairs = {str(spec.get("columnIndex", 0)): spec.get("filterCriteria", {}) for spec in specs}
    return {**rest, "criteria": pairs, "filterSpecs": specs}


def _checked(batch: Batch, entry: Json) -> tuple[Sheet, Json]:
    """A filter as it is kept: on cells that are there, with criteria for columns of its own."""
    batch.without(entry, "tableId")
    if "namedRangeId" in entry and "range" not in entry:
        entry = {**entry, "range": named_range_of(batch, entry["namedRangeId"])["range"]}
    sheet, rect = batch.rect(entry.get("range"))
    if not all(column.isdigit() for column in entry.get("criteria", {})):
        raise batch.refuse("The keys of criteria must be column indices.")
    result = _with_criteria({**entry, "range": rect.to_json()})
    for spec in result.get("filterSpecs", []):
        batch.check_condition(spec.get("filterCriteria", {}).get("condition"), FILTERS)
    columns = [spec.get("columnIndex", 0) for spec in result.get("filterSpecs", [])]
    columns += [spec.get("dimensionIndex", 0) for spec in result.get("sortSpecs", [])]
    for column in columns:
        if not rect.left <= column < (rect.right or 0):
            raise batch.refuse(f"Column index {column} is outside of the range of the filter.")
    return sheet, result


@kind("setBasicFilter")
def set_basic_filter(batch: Batch, request: Json) -> None:
    sheet, entry = _checked(batch, request.get("filter", {}))
    sheet.parts["basicFilter"] = entry


@kind("clearBasicFilter")
def clear_basic_filter(batch: Batch, request: Json) -> None:
    batch.sheet(request.get("sheetId"), "sheet").parts.pop("basicFilter", None)


def _view(batch: Batch, view_id: int | None) -> tuple[Sheet, Json]:
    for sheet in batch.book.sheets:
        for entry in sheet.listed("filterViews"):
            if entry["filterViewId"] == view_id:
                return sheet, entry
    raise batch.refuse(f"No filter view with id: {view_id or 0}")


def _free_title(sheet: Sheet) -> str:
    taken = {entry["title"] for entry in sheet.listed("filterViews")}
    return next(title for number in range(1, len(taken) + 2) if (title := f"Filter {number}") not in taken)


@kind("addFilterView")
def add_filter_view(batch: Batch, request: Json) -> Json:
    sheet, entry = _checked(batch, request.get("filter", {}))
    wanted = entry.get("filterViewId")
    if wanted in {one["filterViewId"] for other in batch.book.sheets for one in other.listed("filterViews")}:
        raise batch.refuse(f"A filter view with id {wanted} already exists.")
    entry["filterViewId"] = batch.new_id() if wanted is None else wanted
    entry["title"] = entry.get("title") or _free_title(sheet)
    sheet.listed("filterViews").append(entry)
    return {"filter": copy.deepcopy(entry)}


@kind("updateFilterView")
def update_filter_view(batch: Batch, request: Json) -> None:
    mask = batch.mask(request, "FilterView")
    source = request.get("filter", {})
    sheet, old = _view(batch, source.get("filterViewId"))
    if "*" in mask:
        mask = {name: {} for name in source}
    changed = merge(old, source, mask)
    for name, other in (("criteria", "filterSpecs"), ("filterSpecs", "criteria")):
        if name in mask and other not in mask:
            changed.pop(other, None)
    changed |= {"filterViewId": old["filterViewId"], "title": changed.get("title") or old["title"]}
    target, entry = _checked(batch, changed)
    if target is not sheet or rect_of(entry["range"]).sheet_id != sheet.sheet_id:
        raise batch.refuse("A filter view cannot move to another sheet.")
    sheet.listed("filterViews")[sheet.listed("filterViews").index(old)] = entry


@kind("duplicateFilterView")
def duplicate_filter_view(batch: Batch, request: Json) -> Json:
    sheet, old = _view(batch, request.get("filterId"))
    new = copy.deepcopy(old) | {"filterViewId": batch.new_id(), "title": f"Copy of {old['title']}"}
    sheet.listed("filterViews").append(new)
    return {"filter": copy.deepcopy(new)}


@kind("deleteFilterView")
def delete_filter_view(batch: Batch, request: Json) -> None:
    sheet, entry = _view(batch, request.get("filterId"))
    sheet.listed("filterViews").remove(entry)
