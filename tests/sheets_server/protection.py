"""Protected ranges for those who are not their editors: what they may not change, and what they see of them."""

from collections.abc import Callable

from .a1 import Rect, rect_of
from .model import Book, CellKey, Json, Sheet

REFUSED = (
    "You are trying to edit a protected cell or object. "
    "Please contact the spreadsheet owner to remove protection if you need to edit."
)


def may_edit(entry: Json, user: str, owner: str) -> bool:
    """Whether a user may edit the cells of a protected range: its editors may, and the owner of the file."""
    editors = entry.get("editors", {})
    of_domain = editors.get("domainUsersCanEdit") and user.rpartition("@")[2] == owner.rpartition("@")[2]
    return bool(entry.get("warningOnly") or user == owner or user in editors.get("users", []) or of_domain)


def shown_to(user: str, owner: str) -> Callable[[Json], Json]:
    """A protected range as a user sees it: the editors are shown to those who are among them."""

    def shown(entry: Json) -> Json:
        if may_edit(entry, user, owner):
            return {**entry, "requestingUserCanEdit": True}
        return {name: value for name, value in entry.items() if name not in {"editors", "requestingUserCanEdit"}}

    return shown


def has_locked(book: Book, user: str, owner: str) -> bool:
    """Whether anything is protected against the user."""
    return any(_locked(sheet, user, owner) for sheet in book.sheets)


def _locked(sheet: Sheet, user: str, owner: str) -> list[Json]:
    return [entry for entry in sheet.listed("protectedRanges") if not may_edit(entry, user, owner)]


def breached(before: Book, after: Book, user: str, owner: str, follows: bool = False) -> bool:
    """Whether a change touched what is protected against the user.

    `follows`: formulas may have changed by following cells elsewhere, which is nobody's edit.
    """
    for sheet in before.sheets:
        for entry in _locked(sheet, user, owner):
            later = after.sheet(sheet.sheet_id)
            if later is None or not _kept(sheet, later, entry, follows):
                return True
    return False


def _kept(sheet: Sheet, later: Sheet, entry: Json, follows: bool) -> bool:
    """Whether a protected range and its cells are as they were, wherever they are now."""
    same_id = [one for one in later.listed("protectedRanges") if one["protectedRangeId"] == entry["protectedRangeId"]]
    if not same_id:
        return False
    old, new = rect_of(entry["range"]), rect_of(same_id[0]["range"])
    if old == Rect(sheet.sheet_id):
        plain = [{**one.properties, "index": None} for one in (sheet, later)]
        if plain[0] != plain[1]:
            return False
    if {**entry, "range": None, "unprotectedRanges": None} != {**same_id[0], "range": None, "unprotectedRanges": None}:
        return False
    by = (new.top - old.top, new.left - old.left)
    if (old.bottom, old.right) != (_back(new.bottom, by[0]), _back(new.right, by[1])):
        return False
    open_cells = [rect_of(one) for one in entry.get("unprotectedRanges", [])]
    return all(
        _same(sheet.cells.get(key, {}), later.cells.get((key[0] + by[0], key[1] + by[1]), {}), follows)
        for key in _within(sheet, old) | {(row - by[0], column - by[1]) for row, column in _within(later, new)}
        if not any(rect.contains(*key) for rect in open_cells)
    )


def _back(end: int | None, by: int) -> int | None:
    return None if end is None else end - by


def _within(sheet: Sheet, rect: Rect) -> set[CellKey]:
    return {key for key in sheet.cells if rect.contains(*key)}


def _same(one: Json, other: Json, follows: bool) -> bool:
    if one is other or one == other:
        return True
    is_formula = ["formulaValue" in cell.get("userEnteredValue", {}) for cell in (one, other)]
    return follows and all(is_formula) and {**one, "userEnteredValue": None} == {**other, "userEnteredValue": None}
