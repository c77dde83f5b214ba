"""Requests about conditional formats; they have no ids, only their place in the list of a sheet."""

import copy

from tests.sheets_server.a1 import rect_of
from tests.sheets_server.cells import with_twins
from tests.sheets_server.conditions import FORMATTING
from tests.sheets_server.model import Json, Sheet

from .core import Batch, kind


def _checked(batch: Batch, rule: Json) -> tuple[Sheet, Json]:
    """A rule as it is kept, and the sheet on which its ranges lie."""
    if not rule.get("ranges"):
        raise batch.refuse("Must specify at least one range for a conditional format rule.")
    if "booleanRule" not in rule and "gradientRule" not in rule:
        raise batch.refuse("No rule specified.")
    if "booleanRule" in rule:
        batch.check_condition(rule["booleanRule"].get("condition", {}), FORMATTING)
    sheets = {batch.rect(grid_range)[0].sheet_id for grid_range in rule["ranges"]}
    if len(sheets) > 1:
        raise batch.refuse("All ranges of a conditional format rule must be on the same sheet.")
    kept = {**with_twins(rule, {}), "ranges": [rect_of(grid_range).to_json() for grid_range in rule["ranges"]]}
    return batch.sheet(sheets.pop()), kept


def _at(batch: Batch, sheet: Sheet, index: int, count: int) -> int:
    if not 0 <= index < count:
        raise batch.refuse(f"No conditional format on sheet: {sheet.sheet_id} at index: {index}")
    return index


@kind("addConditionalFormatRule")
def add_rule(batch: Batch, request: Json) -> None:
    sheet, rule = _checked(batch, request.get("rule", {}))
    rules = sheet.listed("conditionalFormats")
    rules.insert(_at(batch, sheet, request.get("index", 0), len(rules) + 1), rule)


@kind("updateConditionalFormatRule")
def update_rule(batch: Batch, request: Json) -> Json:
    """Replaces a rule, or moves it when only a new index is given."""
    if "rule" in request:
        sheet, rule = _checked(batch, request["rule"])
        rules = sheet.listed("conditionalFormats")
        index = _at(batch, sheet, request.get("index", 0), len(rules))
        old, rules[index] = rules[index], rule
        reply = {"oldRule": old, "newRule": copy.deepcopy(rule)}
        return {**reply, "newIndex": index} if index else reply
    if "newIndex" not in request:
        raise batch.refuse("One of rule or newIndex must be specified.")
    sheet = batch.sheet(request.get("sheetId"), "sheet")
    rules = sheet.listed("conditionalFormats")
    index = _at(batch, sheet, request.get("index", 0), len(rules))
    target = _at(batch, sheet, request["newIndex"], len(rules))
    rule = rules.pop(index)
    rules.insert(target, rule)
    return {"oldIndex": index, "newIndex": target, "newRule": copy.deepcopy(rule)}


@kind("deleteConditionalFormatRule")
def delete_rule(batch: Batch, request: Json) -> Json:
    sheet = batch.sheet(request.get("sheetId"), "sheet")
    rules = sheet.listed("conditionalFormats")
    return {"rule": rules.pop(_at(batch, sheet, request.get("index", 0), len(rules)))}
