"""Requests about whole sheets and about the spreadsheet."""

import copy
from typing import Any
from zoneinfo import available_timezones

from tests.sheets_server.colors import default_theme, plain_color
from tests.sheets_server.edits import Delete
from tests.sheets_server.follow import apply_edit, rewrite_formulas
from tests.sheets_server.formula_text import BROKEN, Token, renamed, translated
from tests.sheets_server.locales import is_locale
from tests.sheets_server.masks import Mask, merge
from tests.sheets_server.model import COLUMNS, DEFAULT_COLUMNS, DEFAULT_ROWS, ROWS, Book, Json, Sheet
from tests.sheets_server.spreadsheet_json import sheet_properties

from .core import PART_IDS, Batch, kind

_RANGE_FIELDS = {"range", "ranges", "unprotectedRanges", "sources", "anchorCell", "dataRange"}
TITLE_LIMIT = 100
CELL_LIMIT = 10_000_000


def free_title(book: Book, pattern: str, start: int = 1) -> str:
    """The first title of a pattern such as `Sheet{}` that no sheet has."""
    number = start
    while book.titled(pattern.format(number)):
        number += 1
    return pattern.format(number)


def new_sheet(properties: Json, sheet_id: int, title: str) -> Sheet:
    """A sheet with what a request says about it, and the rest at its default."""
    grid = {"rowCount": DEFAULT_ROWS, "columnCount": DEFAULT_COLUMNS} | properties.get("gridProperties", {})
    kept = {key: value for key, value in properties.items() if key not in {"index", "sheetType"}}
    result = Sheet({**kept, "sheetId": sheet_id, "title": title, "sheetType": "GRID", "gridProperties": grid})
    tab_colors(result, {"tabColor": {}} if "tabColorStyle" not in kept and "tabColor" in kept else {})
    return result


def tab_colors(sheet: Sheet, mask: Mask) -> None:
    """Keep the two fields of the tab's colour in step; a style without a colour means none."""
    properties = sheet.properties
    style, color = properties.get("tabColorStyle"), properties.get("tabColor")
    if "tabColor" in mask and "tabColorStyle" not in mask:
        style = None if color is None else {"rgbColor": color}
    properties.pop("tabColor", None)
    properties.pop("tabColorStyle", None)
    if style and "rgbColor" in style:
        properties["tabColor"] = plain_color(style["rgbColor"])
        properties["tabColorStyle"] = {"rgbColor": properties["tabColor"]}
    elif style:
        properties["tabColorStyle"] = style


def _check_title(batch: Batch, title: str, sheet: Sheet | None = None) -> None:
    if not title.strip():
        raise batch.refuse("Sheet name cannot be empty.")
    if len(title) > TITLE_LIMIT:
        raise batch.refuse(f"Sheet name cannot be longer than {TITLE_LIMIT} characters.")
    other = batch.book.titled(title)
    if other is not None and other is not sheet:
        raise batch.refuse(f'A sheet with the name "{title}" already exists. Please enter another name.')


def check_size(batch: Batch, sheet: Sheet) -> None:
    """A grid has at least one row and one column, one that is not frozen, and a spreadsheet has a limit of cells."""
    grid = sheet.properties["gridProperties"]
    if sheet.row_count < 1 or sheet.column_count < 1:
        raise batch.refuse("Sheets must have at least one row and one column.")
    if grid.get("frozenRowCount", 0) >= sheet.row_count and grid.get("frozenRowCount"):
        raise batch.refuse("You can't freeze all visible rows on the sheet.")
    if grid.get("frozenColumnCount", 0) >= sheet.column_count and grid.get("frozenColumnCount"):
        raise batch.refuse("You can't freeze all visible columns on the sheet.")
    if sum(one.row_count * one.column_count for one in batch.book.sheets) > CELL_LIMIT:
        raise batch.refuse(
            f"This action would increase the number of cells in the workbook above the limit of {CELL_LIMIT} cells."
        )


def _id_for(batch: Batch, wanted: int | None) -> int:
    """The id that the request chooses, or a new one."""
    if wanted is None:
        return batch.new_id()
    if wanted < 0:
        raise batch.refuse(f"Invalid sheet ID: {wanted}. Must be non-negative.")
    if batch.book.sheet(wanted):
        raise batch.refuse(f"A sheet with ID {wanted} already exists.")
    batch.used.add(wanted)
    return wanted


def _insert(batch: Batch, sheet: Sheet, index: int | None) -> None:
    sheets = batch.book.sheets
    if index is not None and not 0 <= index <= len(sheets):
        raise batch.refuse(f"Invalid index: {index}. Must be between 0 and {len(sheets)}.")
    sheets.insert(len(sheets) if index is None else index, sheet)


@kind("addSheet")
def add_sheet(batch: Batch, request: Json) -> Json:
    properties = request.get("properties", {})
    batch.without(properties, "dataSourceSheetProperties")
    if properties.get("sheetType", "GRID") not in {"GRID", "SHEET_TYPE_UNSPECIFIED"}:
        raise batch.refuse(f"sheets of type {properties['sheetType']} are not implemented by this local server.")
    title = properties.get("title") or free_title(batch.book, "Sheet{}", len(batch.book.sheets) + 1)
    _check_title(batch, title)
    sheet = new_sheet(properties, _id_for(batch, properties.get("sheetId")), title)
    _insert(batch, sheet, properties.get("index"))
    check_size(batch, sheet)
    return {"properties": sheet_properties(batch.book, sheet)}


@kind("deleteSheet")
def delete_sheet(batch: Batch, request: Json) -> None:
    sheet = batch.sheet(request.get("sheetId"), "sheet")
    others = [one for one in batch.book.sheets if one is not sheet]
    if not others:
        raise batch.refuse("You can't remove all the sheets in a document.")
    if all(one.properties.get("hidden") for one in others):
        raise batch.refuse("You can't remove all the visible sheets in a document.")
    batch.book.sheets = others
    forget_sheet(batch.book, sheet)


def forget_sheet(book: Book, gone: Sheet) -> None:
    """What pointed at a deleted sheet: formulas break, names lose their cells, charts lose their series."""

    def broken(token: Token) -> str:
        return BROKEN if token.title is not None and token.title.casefold() == gone.title.casefold() else token.text

    for sheet in book.sheets:
        rewrite_formulas(sheet, broken)
        for chart in sheet.listed("charts"):
            basic = chart.get("spec", {}).get("basicChart", {})
            for key, inner in (("series", "series"), ("domains", "domain")):
                if key in basic:
                    basic[key] = [entry for entry in basic[key] if not _reads(entry.get(inner, {}), gone.sheet_id)]
    for named in book.named_ranges:
        if named.get("range") is not None and named["range"].get("sheetId", 0) == gone.sheet_id:
            named["range"] = None
    book.metadata = [entry for entry in book.metadata if _sheet_of(entry["location"]) != gone.sheet_id]


def _reads(data: Json, sheet_id: int) -> bool:
    sources = data.get("sourceRange", {}).get("sources", [])
    return any(source.get("sheetId", 0) == sheet_id for source in sources)


def _sheet_of(location: Json) -> int | None:
    if location["locationType"] == "SPREADSHEET":
        return None
    where: Json = location.get("dimensionRange", location)
    return int(where.get("sheetId", 0))


def renumbered(sheet: Sheet, sheet_id: int, title: str, batch: Batch) -> Sheet:
    """A copy of a sheet under another id: what lies on it gets ids of its own and points at the copy."""
    result = sheet.copy()
    old = sheet.sheet_id
    result.properties |= {"sheetId": sheet_id, "title": title}
    result.parts = _pointing(result.parts, old, sheet_id)
    for part, name in PART_IDS.items():
        for entry in result.listed(part):
            entry[name] = batch.new_id()
    rewrite_formulas(result, lambda token: renamed(token.text, sheet.title, title))
    return result


def _pointing(value: Json, old: int, new: int) -> Json:
    """The things on a sheet with every id of the old sheet replaced; a range without an id is one of sheet 0."""

    def walk(here: Any, is_range: bool = False) -> Any:
        if isinstance(here, list):
            return [walk(entry, is_range) for entry in here]
        if not isinstance(here, dict):
            return here
        result = {key: walk(inner, key in _RANGE_FIELDS) for key, inner in here.items()}
        if here.get("sheetId", 0 if is_range else None) == old:
            result["sheetId"] = new
        return result

    return {part: walk(inner, part == "merges") for part, inner in value.items()}


@kind("duplicateSheet")
def duplicate_sheet(batch: Batch, request: Json) -> Json:
    source = batch.sheet(request.get("sourceSheetId"), "sheet")
    pattern = f"Copy of {source.title}"
    title = request.get("newSheetName") or (
        free_title(batch.book, pattern + " {}") if batch.book.titled(pattern) else pattern
    )
    _check_title(batch, title)
    sheet = renumbered(source, _id_for(batch, request.get("newSheetId")), title, batch)
    _insert(batch, sheet, request.get("insertSheetIndex", 0))
    check_size(batch, sheet)
    _copy_metadata(batch, source.sheet_id, sheet.sheet_id)
    return {"properties": sheet_properties(batch.book, sheet)}


def _copy_metadata(batch: Batch, old: int, new: int) -> None:
    for entry in list(batch.book.metadata):
        if _sheet_of(entry["location"]) == old:
            twin = copy.deepcopy(entry)
            twin["metadataId"] = batch.new_id()
            twin["location"].get("dimensionRange", twin["location"])["sheetId"] = new
            batch.book.metadata.append(twin)


@kind("updateSheetProperties")
def update_sheet_properties(batch: Batch, request: Json) -> None:
    source = request.get("properties", {})
    batch.without(source, "dataSourceSheetProperties")
    mask = batch.mask(request, "SheetProperties")
    sheet = batch.sheet(source.get("sheetId"), "sheet")
    if "*" in mask:
        mask = {name: {} for name in source if name != "sheetId"}
    if "title" in mask:
        _retitle(batch, sheet, source.get("title", ""))
    if "index" in mask:
        _reorder(batch, sheet, source.get("index"))
    rest = {name: below for name, below in mask.items() if name not in {"title", "index", "sheetId", "sheetType"}}
    before = (sheet.row_count, sheet.column_count)
    sheet.properties = merge(sheet.properties, source, rest)
    if "gridProperties" in mask:
        _regrid(batch, sheet, before)
    if "tabColor" in mask or "tabColorStyle" in mask:
        tab_colors(sheet, mask)
    if all(one.properties.get("hidden") for one in batch.book.sheets):
        raise batch.refuse("You can't hide all the sheets in a document.")


def _retitle(batch: Batch, sheet: Sheet, title: str) -> None:
    _check_title(batch, title, sheet)
    old = sheet.title
    for one in batch.book.sheets:
        rewrite_formulas(one, lambda token: renamed(token.text, old, title))
    sheet.properties["title"] = title


def _reorder(batch: Batch, sheet: Sheet, index: int | None) -> None:
    """Move a sheet; the index counts the sheets as they stand before the move."""
    sheets = batch.book.sheets
    here = sheets.index(sheet)
    target = len(sheets) if index is None else index
    if not 0 <= target <= len(sheets):
        raise batch.refuse(f"Invalid index: {target}. Must be between 0 and {len(sheets)}.")
    if target in {here, here + 1}:
        return
    sheets.pop(here)
    sheets.insert(target - 1 if target > here else target, sheet)


def _regrid(batch: Batch, sheet: Sheet, before: tuple[int, int]) -> None:
    """Rows and columns cut off at the end are deleted as if by hand."""
    grid = sheet.properties.setdefault("gridProperties", {})
    grid.setdefault("rowCount", before[0])
    grid.setdefault("columnCount", before[1])
    check_size(batch, sheet)
    for dimension, old in ((ROWS, before[0]), (COLUMNS, before[1])):
        if sheet.size(dimension) < old:
            apply_edit(batch.book, Delete(sheet.sheet_id, dimension, sheet.size(dimension), old))


@kind("updateSpreadsheetProperties")
def update_spreadsheet_properties(batch: Batch, request: Json) -> None:
    source = request.get("properties", {})
    mask = batch.mask(request, "SpreadsheetProperties")
    if "*" in mask:
        mask = {name: {} for name in source}
    check_spreadsheet_properties(batch, source, mask)
    old = batch.locale
    batch.book.properties = merge(batch.book.properties, source, mask)
    for sheet in batch.book.sheets:
        for key, cell in sheet.cells.items():
            formula = cell.get("userEnteredValue", {}).get("formulaValue")
            if formula is not None:
                sheet.cells[key] = {
                    **cell,
                    "userEnteredValue": {"formulaValue": translated(formula, old, batch.locale)},
                }


def check_spreadsheet_properties(batch: Batch, source: Json, mask: Mask) -> None:
    """The title, the locale and the time zone of a spreadsheet must be ones."""
    if "locale" in mask and not is_locale(source.get("locale", "")):
        raise batch.refuse(f"Unsupported locale: {source.get('locale', '')}")
    zone = source.get("timeZone", "")
    if "timeZone" in mask and zone not in available_timezones() and not zone.startswith("GMT"):
        raise batch.refuse(f"Invalid timezone: {zone}")
    if "title" in mask and not source.get("title"):
        raise batch.refuse("Spreadsheet title cannot be empty.")
    if "spreadsheetTheme" in mask:
        given = {pair.get("colorType") for pair in source.get("spreadsheetTheme", {}).get("themeColors", [])}
        missing = sorted({pair["colorType"] for pair in default_theme()["themeColors"]} - given)
        if missing:
            raise batch.refuse(f"All theme colors must be provided. Missing: {', '.join(missing)}")
