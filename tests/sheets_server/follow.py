"""Carrying a structural edit through a spreadsheet: formulas, names and everything on the sheets follow their cells."""

from collections.abc import Callable
from functools import partial
from typing import Any

from .a1 import Rect, quoted, rect_of
from .edits import Delete, Edit, Insert, Move
from .formula_text import BROKEN, Token, area_rect, prefix_of, rewrite, with_rect
from .model import COLUMNS, ROWS, Book, Json, Sheet

_RANGE_KEYS = {"range", "ranges", "unprotectedRanges", "sources", "dataRange"}


def apply_edit(book: Book, edit: Edit) -> None:
    """Move the cells of the edited sheet and let everything that points at them follow."""
    sheet = book.sheet(edit.sheet_id)
    assert sheet is not None
    move_cells(sheet, edit)
    if isinstance(edit, Insert | Delete | Move):
        for dimension in (ROWS, COLUMNS):
            if dimension == edit.dimension:
                _move_dimension(sheet.dimension(dimension), edit)
    point_anew(book, edit)


def move_cells(sheet: Sheet, edit: Edit) -> None:
    """Put every cell of the sheet where the edit takes it."""
    moved = {}
    for (row, column), cell in sheet.cells.items():
        place = edit.cell(row, column)
        if place is not None:
            moved[place] = cell
    sheet.cells = moved


def _move_dimension(properties: dict[int, Json], edit: Insert | Delete | Move) -> None:
    moved = {place: entry for index, entry in properties.items() if (place := edit.place(index)) is not None}
    properties.clear()
    properties.update(moved)


def point_anew(book: Book, edit: Edit) -> None:
    """Adjust formulas, named ranges, metadata, and the things that lie on the sheets."""
    for sheet in book.sheets:
        rewrite_formulas(sheet, partial(_followed, book, sheet, edit))
        _follow_parts(sheet, edit)
    for named in book.named_ranges:
        if named.get("range"):
            moved = edit.rect(rect_of(named["range"]))
            named["range"] = moved.to_json() if moved else None
    _follow_metadata(book, edit)


def rewrite_formulas(sheet: Sheet, change: Callable[[Token], str]) -> None:
    """Rewrite the references in the formulas of every cell, of the validation rules and of the conditional formats."""
    for key, cell in list(sheet.cells.items()):
        formula = cell.get("userEnteredValue", {}).get("formulaValue")
        if formula is not None:
            new = rewrite(formula, change)
            if new != formula:
                sheet.cells[key] = {**cell, "userEnteredValue": {"formulaValue": new}}
        rule = cell.get("dataValidation")
        if rule:
            new_rule = _rewritten(rule, change)
            if new_rule != rule:
                sheet.cells[key] = {**sheet.cells[key], "dataValidation": new_rule}
    sheet.parts["conditionalFormats"] = [_rewritten(rule, change) for rule in sheet.listed("conditionalFormats")]


def _rewritten(value: Any, change: Callable[[Token], str]) -> Any:
    """A rule with the formulas in its condition values rewritten."""
    if isinstance(value, list):
        return [_rewritten(entry, change) for entry in value]
    if isinstance(value, dict):
        return {
            key: rewrite(inner, change)
            if key == "userEnteredValue" and isinstance(inner, str) and inner.startswith("=")
            else _rewritten(inner, change)
            for key, inner in value.items()
        }
    return value


def _followed(book: Book, here: Sheet, edit: Edit, token: Token) -> str:
    """A reference after an edit."""
    target = here if token.title is None else book.titled(token.title)
    if target is None:
        return token.text
    before = area_rect(token.area, target.sheet_id)
    after = edit.rect(before)
    if after is None:
        return BROKEN
    if after == before:
        return token.text
    prefix = prefix_of(token)
    if after.sheet_id != before.sheet_id:
        elsewhere = book.sheet(after.sheet_id)
        prefix = f"{quoted(elsewhere.title)}!" if elsewhere and elsewhere is not here else ""
    return prefix + with_rect(token.area, after)


def _follow_parts(sheet: Sheet, edit: Edit) -> None:
    follows = {"merges": _follow_merge, "filterViews": _follow_filter}
    for name in ("merges", "protectedRanges", "conditionalFormats", "bandedRanges", "filterViews"):
        moved = [follows.get(name, _follow_ranges)(entry, edit) for entry in sheet.listed(name)]
        sheet.parts[name] = [entry for entry in moved if entry]
    for chart in sheet.listed("charts"):
        _follow_chart(chart, edit)
        _follow_anchor(chart, edit)
    for slicer in sheet.listed("slicers"):
        slicer["spec"] = _follow_ranges(slicer["spec"], edit) or slicer["spec"]
        _follow_anchor(slicer, edit)
    for name, dimension in (("rowGroups", ROWS), ("columnGroups", COLUMNS)):
        if sheet.sheet_id == edit.sheet_id:
            groups = [_follow_group(group, dimension, edit) for group in sheet.listed(name)]
            sheet.parts[name] = [group for group in groups if group]
    if sheet.parts.get("basicFilter"):
        sheet.parts["basicFilter"] = _follow_filter(sheet.parts["basicFilter"], edit)


def _follow_merge(merge: Json, edit: Edit) -> Json | None:
    """A merge that is left with one cell is none."""
    moved = edit.rect(rect_of(merge))
    return None if moved is None or moved.height * moved.width <= 1 else moved.to_json()


def _follow_group(group: Json, dimension: str, edit: Edit) -> Json | None:
    span = edit.span(dimension, group["range"]["startIndex"], group["range"]["endIndex"])
    if span is None:
        return None
    return {**group, "range": {**group["range"], "startIndex": span[0], "endIndex": span[1]}}


def _follow_ranges(entry: Json, edit: Edit) -> Json | None:
    """An object with its ranges moved; one that has lost them all is gone."""
    result = dict(entry)
    for key in _RANGE_KEYS & entry.keys():
        if isinstance(entry[key], list):
            moved = [edit.rect(rect_of(one)) for one in entry[key]]
            result[key] = [rect.to_json() for rect in moved if rect]
            if not result[key] and entry[key] and key == "ranges":
                return None
        else:
            rect = edit.rect(rect_of(entry[key]))
            if rect is None:
                return None
            result[key] = rect.to_json()
    return result


def _follow_filter(entry: Json, edit: Edit) -> Json | None:
    """A filter whose criteria stay with their columns."""
    result = _follow_ranges(entry, edit)
    along = isinstance(edit, Insert | Delete | Move) and edit.dimension == COLUMNS
    if result is None or not along or edit.sheet_id != rect_of(entry["range"]).sheet_id:
        return result
    assert isinstance(edit, Insert | Delete | Move)
    for name, index in (("filterSpecs", "columnIndex"), ("sortSpecs", "dimensionIndex")):
        if name in result:
            moved = [{**spec, index: edit.place(spec.get(index, 0))} for spec in result[name]]
            result[name] = [spec for spec in moved if spec[index] is not None]
    if "filterSpecs" in result:
        result["criteria"] = {str(spec["columnIndex"]): spec["filterCriteria"] for spec in result["filterSpecs"]}
    return {name: value for name, value in result.items() if value not in ([], {})}


def _follow_chart(chart: Json, edit: Edit) -> None:
    """The sources of a chart follow; a series or a domain whose cells are gone goes, silently."""
    basic = chart.get("spec", {}).get("basicChart", {})
    for key, inner in (("series", "series"), ("domains", "domain")):
        if key in basic:
            basic[key] = [entry for entry in basic[key] if _follow_sources(entry.get(inner, {}), edit)]
    pie = chart.get("spec", {}).get("pieChart", {})
    for key in ("domain", "series"):
        _follow_sources(pie.get(key, {}), edit)


def _follow_anchor(lying: Json, edit: Edit) -> None:
    """The cell at which a chart or a slicer lies."""
    anchor = lying.get("position", {}).get("overlayPosition", {}).get("anchorCell")
    if anchor and anchor.get("sheetId", 0) == edit.sheet_id:
        row, column = anchor.get("rowIndex", 0), anchor.get("columnIndex", 0)
        place = edit.cell(row, column)
        if place:
            anchor["rowIndex"], anchor["columnIndex"] = place


def _follow_sources(data: Json, edit: Edit) -> bool:
    """Move the source ranges of chart data; False when none is left."""
    source = data.get("sourceRange")
    if not source:
        return True
    moved = [edit.rect(rect_of(one)) for one in source.get("sources", [])]
    source["sources"] = [rect.to_json() for rect in moved if rect]
    return bool(source["sources"])


def _follow_metadata(book: Book, edit: Edit) -> None:
    """Developer metadata stays with its row or column and goes with it."""
    kept = []
    for entry in book.metadata:
        span = entry["location"].get("dimensionRange")
        if span and span.get("sheetId", 0) == edit.sheet_id:
            moved = edit.span(span["dimension"], span["startIndex"], span["endIndex"])
            if moved is None:
                continue
            span["startIndex"], span["endIndex"] = moved
        kept.append(entry)
    book.metadata = kept


def whole_sheet(sheet: Sheet) -> Rect:
    """Every cell of a sheet."""
    return Rect(sheet.sheet_id, 0, sheet.row_count, 0, sheet.column_count)
