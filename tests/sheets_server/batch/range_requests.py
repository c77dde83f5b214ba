"""Requests about ranges: merges, names, protection."""

import copy
import re

from tests.sheets_server.a1 import Rect, parse_cells, rect_of
from tests.sheets_server.errors import ApiError
from tests.sheets_server.formula_text import tokens
from tests.sheets_server.masks import merge
from tests.sheets_server.model import Json, Sheet

from .core import Batch, kind

_NAME = re.compile(r"[A-Za-z_\u0080-\uffff][\w.]{0,249}$")
_NAME_FORBIDDEN = {"TRUE", "FALSE"}


def _blocks(rect: Rect, how: str) -> list[Rect]:
    """The merges that one request makes."""
    if how == "MERGE_ROWS":
        return [Rect(rect.sheet_id, row, row + 1, rect.left, rect.right) for row in range(rect.top, rect.bottom or 0)]
    if how == "MERGE_COLUMNS":
        columns = range(rect.left, rect.right or 0)
        return [Rect(rect.sheet_id, rect.top, rect.bottom, column, column + 1) for column in columns]
    return [rect]


@kind("mergeCells")
def merge_cells(batch: Batch, request: Json) -> None:
    """Merges cells; only the first one keeps its value."""
    sheet, rect = batch.rect(request.get("range"))
    merges = sheet.listed("merges")
    for old in merges:
        if rect_of({**old, "sheetId": sheet.sheet_id}).touches(rect) and not rect.holds(_on(sheet, old)):
            raise batch.refuse("You must select all cells in a merged range to merge or unmerge them.")
    sheet.parts["merges"] = [old for old in merges if not rect.holds(_on(sheet, old))]
    for block in _blocks(rect, request.get("mergeType", "MERGE_ALL")):
        if block.height * block.width < 2:
            continue
        refuse_frozen_across(batch, sheet, block)
        sheet.listed("merges").append(block.to_json())
        for key in block.cells()[1:]:
            cell = sheet.cells.get(key, {})
            sheet.put(key, {name: value for name, value in cell.items() if name != "userEnteredValue"})


def refuse_frozen_across(batch: Batch, sheet: Sheet, block: Rect) -> None:
    """A merged cell lies on one side of the frozen rows and columns, as many people found out."""
    grid = sheet.properties["gridProperties"]
    for name, first, end in (("Row", block.top, block.bottom), ("Column", block.left, block.right)):
        if first < grid.get(f"frozen{name}Count", 0) < end:
            raise batch.refuse(f"You can't merge frozen and non-frozen {name.lower()}s.")


def _on(sheet: Sheet, merge_range: Json) -> Rect:
    return rect_of({**merge_range, "sheetId": sheet.sheet_id})


@kind("unmergeCells")
def unmerge_cells(batch: Batch, request: Json) -> None:
    sheet, rect = batch.rect(request.get("range"))
    merges = sheet.listed("merges")
    for old in merges:
        if rect.touches(_on(sheet, old)) and not rect.holds(_on(sheet, old)):
            raise batch.refuse("You must select all cells in a merged range to merge or unmerge them.")
    sheet.parts["merges"] = [old for old in merges if not rect.holds(_on(sheet, old))]


def _check_name(batch: Batch, name: str, but: str | None = None) -> None:
    valid = _NAME.match(name) and name.upper() not in _NAME_FORBIDDEN and parse_cells(name, 0) is None
    if not valid:
        raise batch.refuse(f'The name "{name}" is not a valid name for a named range.')
    for one in batch.book.named_ranges:
        if one["name"].casefold() == name.casefold() and one["namedRangeId"] != but:
            raise batch.refuse(
                f"Cannot {'add' if but is None else 'update'} named range with name {name}, "
                "a named range with that name already exists."
            )


def _stored_range(batch: Batch, grid_range: Json) -> Json:
    """A GridRange as it is kept; one that starts beyond the grid is refused."""
    batch.rect(grid_range)
    return rect_of(grid_range).to_json()


@kind("addNamedRange")
def add_named_range(batch: Batch, request: Json) -> Json:
    named = request.get("namedRange", {})
    name = named.get("name", "")
    _check_name(batch, name)
    wanted = named.get("namedRangeId")
    if wanted and any(one["namedRangeId"] == wanted for one in batch.book.named_ranges):
        raise batch.refuse(f"Cannot add named range with id {wanted}, a named range with that id already exists.")
    if "range" not in named:
        raise batch.refuse("No range specified.")
    new = {"namedRangeId": wanted or str(batch.new_id()), "name": name, "range": _stored_range(batch, named["range"])}
    batch.book.named_ranges.append(new)
    return {"namedRange": copy.deepcopy(new)}


def named_range_of(batch: Batch, named_range_id: str | None) -> Json:
    """The named range of that id."""
    found = next((one for one in batch.book.named_ranges if one["namedRangeId"] == named_range_id), None)
    if found is None:
        raise batch.refuse(f"No named range with id: {named_range_id or ''}")
    return found


@kind("updateNamedRange")
def update_named_range(batch: Batch, request: Json) -> None:
    source = request.get("namedRange", {})
    mask = batch.mask(request, "NamedRange")
    old = named_range_of(batch, source.get("namedRangeId"))
    if "*" in mask:
        mask = {"name": {}, "range": {}}
    if "name" in mask:
        _check_name(batch, source.get("name", ""), old["namedRangeId"])
        _rename(batch, old["name"], source["name"])
        old["name"] = source["name"]
    if "range" in mask:
        # A field that is named without one below it is meant whole.
        changed = merge(old["range"] or {}, source.get("range", {}), mask["range"] or {"*": {}})
        old["range"] = _stored_range(batch, changed)


def _rename(batch: Batch, old: str, new: str) -> None:
    """Formulas follow a name that changes."""
    for sheet in batch.book.sheets:
        for key, cell in list(sheet.cells.items()):
            formula = cell.get("userEnteredValue", {}).get("formulaValue")
            if formula is None or old.casefold() not in formula.casefold():
                continue
            is_it = [token.kind == "name" and token.text.casefold() == old.casefold() for token in tokens(formula)]
            text = "".join(new if hit else token.text for hit, token in zip(is_it, tokens(formula), strict=True))
            sheet.cells[key] = {**cell, "userEnteredValue": {"formulaValue": text}}


@kind("deleteNamedRange")
def delete_named_range(batch: Batch, request: Json) -> None:
    batch.book.named_ranges.remove(named_range_of(batch, request.get("namedRangeId")))


def _protected(batch: Batch, protected_id: int | None) -> tuple[Sheet, Json]:
    for sheet in batch.book.sheets:
        for entry in sheet.listed("protectedRanges"):
            if entry["protectedRangeId"] == protected_id:
                return sheet, entry
    raise _no_protected(batch, protected_id)


def _no_protected(batch: Batch, protected_id: int | None) -> ApiError:
    return batch.refuse(f"No protected range with id: {protected_id or 0}")


def _check_protection(batch: Batch, entry: Json) -> tuple[Sheet, Json]:
    """What a protected range may be, and the form in which it is kept."""
    batch.without(entry, "tableId")
    if "namedRangeId" in entry and "range" not in entry:
        named = named_range_of(batch, entry["namedRangeId"])
        entry = {**entry, "range": named["range"]}
    if "range" not in entry:
        raise batch.refuse("One of range or namedRangeId must be specified.")
    sheet, _ = batch.rect(entry["range"])
    rect = rect_of(entry["range"])
    whole = rect == Rect(rect.sheet_id)
    if entry.get("unprotectedRanges") and not whole:
        raise batch.refuse("unprotectedRanges can only be set when the whole sheet is protected.")
    result = {**entry, "range": rect.to_json()}
    # Editors are ignored when the protection only warns; whoever protects is one in any case.
    given = {} if entry.get("warningOnly") else entry.get("editors", {})
    result["editors"] = {**given, "users": given.get("users") or [batch.user]}
    if not result["editors"].get("groups"):
        result["editors"].pop("groups", None)
    for name in ("description", "warningOnly"):
        if not result.get(name):
            result.pop(name, None)
    return sheet, {**result, "requestingUserCanEdit": True}


@kind("addProtectedRange")
def add_protected_range(batch: Batch, request: Json) -> Json:
    sheet, entry = _check_protection(batch, request.get("protectedRange", {}))
    wanted = entry.get("protectedRangeId")
    taken = {one["protectedRangeId"] for other in batch.book.sheets for one in other.listed("protectedRanges")}
    if wanted in taken:
        raise batch.refuse(f"Protected range with id {wanted} already exists.")
    entry["protectedRangeId"] = wanted if wanted is not None else batch.new_id()
    sheet.listed("protectedRanges").append(entry)
    reply = copy.deepcopy(entry)
    # The reply repeats the editors that were asked for; whoever adds the range is among them when it is read.
    asked = request.get("protectedRange", {}).get("editors", {})
    reply["editors"] = {} if entry.get("warningOnly") else {part: who for part, who in asked.items() if who}
    return {"protectedRange": reply}


@kind("updateProtectedRange")
def update_protected_range(batch: Batch, request: Json) -> None:
    mask = batch.mask(request, "ProtectedRange")
    source = request.get("protectedRange", {})
    sheet, old = _protected(batch, source.get("protectedRangeId"))
    if "*" in mask:
        mask = {name: {} for name in source}
    changed = merge(old, source, mask)
    if old.get("warningOnly") and "editors" not in mask:
        changed.pop("editors", None)
    changed["protectedRangeId"] = old["protectedRangeId"]
    target, entry = _check_protection(batch, changed)
    sheet.listed("protectedRanges").remove(old)
    target.listed("protectedRanges").append(entry)


@kind("deleteProtectedRange")
def delete_protected_range(batch: Batch, request: Json) -> None:
    sheet, entry = _protected(batch, request.get("protectedRangeId"))
    sheet.listed("protectedRanges").remove(entry)
