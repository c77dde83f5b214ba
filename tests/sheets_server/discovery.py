"""Google's own discovery documents: their schemas, and the check of answers against them."""

import json
import math
from functools import cache
from importlib.resources import files
from typing import Any

from .masks import BadMask, Mask, parse_mask
from .model import Json

DOCUMENTS = {"sheets": "sheets.v4.json", "drive": "drive.v3.json"}
STANDARD_PARAMETERS = {"alt", "access_token", "callback", "fields", "key", "oauth_token", "prettyPrint", "quotaUser"}

# Fields that only the service sets. The document marks few of them, so they are listed.
READ_ONLY = {
    "CellData": {"effectiveValue", "effectiveFormat", "formattedValue", "hyperlink", "dataSourceFormula"},
    "ExtendedValue": {"errorValue"},
    "DimensionProperties": {"hiddenByFilter", "dataSourceColumnReference"},
    "Spreadsheet": {"spreadsheetUrl", "spreadsheetId", "dataSourceSchedules"},
    "SpreadsheetProperties": {"defaultFormat"},
}

# Groups of fields of which at most one may be set; the document does not say so in a form to compute with.
ONE_OF = {
    "ExtendedValue": ("value", {"numberValue", "stringValue", "boolValue", "formulaValue", "errorValue"}),
    "ColorStyle": ("kind", {"rgbColor", "themeColor"}),
    "DataFilter": ("filter", {"a1Range", "gridRange", "developerMetadataLookup"}),
    "UpdateCellsRequest": ("area", {"start", "range"}),
    "ConditionalFormatRule": ("rule", {"booleanRule", "gradientRule"}),
    "DeveloperMetadataLocation": ("location", {"spreadsheet", "sheetId", "dimensionRange"}),
}


@cache
def document(name: str) -> Json:
    """The discovery document of `sheets` or `drive`, as the client library ships it."""
    text = files("googleapiclient.discovery_cache.documents").joinpath(DOCUMENTS[name]).read_text(encoding="utf-8")
    loaded: Json = json.loads(text)
    return loaded


@cache
def methods(name: str) -> dict[str, Json]:
    """Every method of an API by its id."""
    found: dict[str, Json] = {}
    waiting = [document(name)]
    while waiting:
        resource = waiting.pop()
        found.update({method["id"]: method for method in resource.get("methods", {}).values()})
        waiting.extend(resource.get("resources", {}).values())
    return found


def schema(api: str, name: str) -> Json:
    """One schema by its name."""
    found: Json = document(api)["schemas"][name]
    return found


def one_of(name: str) -> tuple[str, set[str]] | None:
    """The exclusive group of a schema: its name and its members."""
    if name in {"Request", "Response"}:
        return "kind", set(schema("sheets", name)["properties"])
    return ONE_OF.get(name)


def check_reply(api: str, name: str, value: Any) -> list[str]:
    """What is wrong with an answer, strictly: unknown fields, types, enum members, exclusive groups."""
    problems: list[str] = []
    _check_message(api, name, value, name, problems)
    return problems


def _check_message(api: str, name: str, value: Any, where: str, problems: list[str]) -> None:
    if not isinstance(value, dict):
        problems.append(f"{where}: not an object")
        return
    properties = schema(api, name).get("properties", {})
    group = one_of(name)
    if group and len(group[1] & value.keys()) > 1:
        problems.append(f"{where}: more than one of {sorted(group[1] & value.keys())}")
    _check_fields(api, properties, value, where, problems)


def _check_fields(api: str, properties: Json, value: Json, where: str, problems: list[str]) -> None:
    for key, inner in value.items():
        if key not in properties:
            problems.append(f"{where}.{key}: no such field")
        else:
            _check_value(api, properties[key], inner, f"{where}.{key}", problems)


def _check_value(api: str, kind: Json, value: Any, where: str, problems: list[str]) -> None:
    if "$ref" in kind:
        _check_message(api, kind["$ref"], value, where, problems)
    elif kind.get("type") == "array":
        if not isinstance(value, list):
            problems.append(f"{where}: not a list")
            return
        for position, entry in enumerate(value):
            _check_value(api, kind["items"], entry, f"{where}[{position}]", problems)
    elif kind.get("type") == "object":
        if not isinstance(value, dict):
            problems.append(f"{where}: not an object")
        elif "additionalProperties" in kind:
            for key, entry in value.items():
                _check_value(api, kind["additionalProperties"], entry, f"{where}[{key}]", problems)
        else:
            _check_fields(api, kind.get("properties", {}), value, where, problems)
    elif not _is_scalar(kind, value):
        problems.append(f"{where}: {value!r} is not {kind.get('format') or kind.get('type')}")


def _is_scalar(kind: Json, value: Any) -> bool:
    type_name = kind.get("type")
    if type_name == "any":
        return True
    if type_name == "string":
        return isinstance(value, str) and ("enum" not in kind or value in kind["enum"])
    if type_name == "boolean":
        return isinstance(value, bool)
    if isinstance(value, bool):
        return False
    if type_name == "integer":
        return isinstance(value, int) and -(2**31) <= value < 2**31
    return isinstance(value, int | float) and math.isfinite(value)


def bad_mask_paths(api: str, name: str, text: str) -> list[str]:
    """The paths of a field mask that are not fields of the message."""
    try:
        mask = parse_mask(text)
    except BadMask:
        return [text]
    bad: list[str] = []
    _check_mask(api, {"$ref": name}, mask, "", bad)
    return bad


def _check_mask(api: str, kind: Json, mask: Mask, prefix: str, bad: list[str]) -> None:
    while kind.get("type") == "array":
        kind = kind["items"]
    if "additionalProperties" in kind:
        return
    properties = (schema(api, kind["$ref"]) if "$ref" in kind else kind).get("properties", {})
    for name, below in mask.items():
        path = f"{prefix}.{name}" if prefix else name
        field = name if name in properties else camel(name)
        if name == "*":
            continue
        if field not in properties:
            bad.append(path)
        elif below:
            _check_mask(api, properties[field], below, path, bad)


def camel(name: str) -> str:
    """`user_entered_value` -> `userEnteredValue`: Google takes both spellings."""
    head, *rest = name.split("_")
    return head + "".join(part[:1].upper() + part[1:] for part in rest)


def snake(name: str) -> str:
    """`userEnteredValue` -> `user_entered_value`: the spelling in error messages."""
    return "".join(f"_{char.lower()}" if char.isupper() else char for char in name)
