"""Reading request bodies as Google's JSON front end does: into their canonical form, or a 400.

Both spellings of names are taken, numbers may come as strings, null means unset. What Google refuses before it
looks at the spreadsheet is refused here, in Google's words.
"""

import json
import math
from typing import Any

from .discovery import camel, one_of, schema, snake
from .errors import ApiError, invalid_fields
from .model import Json

SHEETS_TYPE = "type.googleapis.com/google.apps.sheets.v4."
LIST_VALUE = "type.googleapis.com/google.protobuf.ListValue"
_ENUM_NAMES = {"majorDimension": "Dimension", "shiftDimension": "Dimension"}
_UNSET = object()


class _Problems:
    """What was found wrong, in order."""

    def __init__(self, api: str) -> None:
        self.api = api
        self.found: list[tuple[str, str]] = []

    def unknown(self, name: str, where: str) -> None:
        at = f" at '{where}'" if where else ""
        self.found.append((where, f'Invalid JSON payload received. Unknown name "{name}"{at}: Cannot find field.'))

    def value(self, where: str, kind: str, value: Any) -> None:
        shown = json.dumps(value, ensure_ascii=False) if isinstance(value, str) else _shown(value)
        self.found.append((where, f"Invalid value at '{where}' ({kind}), {shown}"))


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return json.dumps(value) if not isinstance(value, dict | list) else "Starting an object on a scalar field"


def _no_number(text: str) -> Any:
    raise ValueError(f"Unexpected token: {text}")


def load_json(raw: bytes) -> Any:
    """The body as JSON; an empty one counts as an empty object."""
    if not raw.strip():
        return {}
    try:
        return json.loads(raw, parse_constant=_no_number)
    except ValueError as error:
        message = f"Invalid JSON payload received. {error}."
        raise invalid_fields([("", message)]) from None


def read_message(api: str, name: str, value: Any, root: str = "") -> Json:
    """A body in canonical form. `root` is the name of the body in messages (`data` for a ValueRange)."""
    problems = _Problems(api)
    if not isinstance(value, dict):
        raise invalid_fields([("", 'Invalid JSON payload received. Unknown name "": Root element must be a message.')])
    result = _message(problems, name, value, root)
    if problems.found:
        raise invalid_fields(problems.found)
    assert isinstance(result, dict)
    return result


def _message(problems: _Problems, name: str, value: Any, where: str) -> Any:
    if not isinstance(value, dict):
        problems.value(where, _message_type(name), value)
        return _UNSET
    properties = schema(problems.api, name).get("properties", {})
    result: Json = {}
    for key, inner in value.items():
        field = key if key in properties else camel(key)
        if field not in properties:
            if problems.api == "sheets":
                problems.unknown(key, where)
            continue
        if inner is None:
            continue
        path = f"{where}.{snake(field)}" if where else snake(field)
        read = _value(problems, properties[field], inner, path, field)
        if read is not _UNSET:
            result[field] = read
    _check_group(problems, name, result, where)
    return result


def _message_type(name: str) -> str:
    if name == "Request":
        return SHEETS_TYPE + "BatchUpdateSpreadsheetRequest.Request"
    return SHEETS_TYPE + name


def _check_group(problems: _Problems, name: str, result: Json, where: str) -> None:
    group = one_of(name)
    if group is None:
        return
    present = [key for key in result if key in group[1]]
    for extra in present[1:]:
        text = f"oneof field '{group[0]}' is already set. Cannot set '{extra}'"
        problems.found.append((where, f"Invalid value at '{where}' (oneof), {text}"))


def _value(problems: _Problems, kind: Json, value: Any, where: str, field: str) -> Any:
    if "$ref" in kind:
        return _message(problems, kind["$ref"], value, where)
    if kind.get("type") == "array":
        return _list(problems, kind["items"], value, where, field)
    if kind.get("type") == "object":
        if not isinstance(value, dict):
            problems.value(where, "Map", value)
            return _UNSET
        entry_kind = kind.get("additionalProperties", {"type": "any"})
        return {key: _value(problems, entry_kind, inner, f"{where}[{key}]", field) for key, inner in value.items()}
    return _scalar(problems, kind, value, where, field)


def _list(problems: _Problems, kind: Json, value: Any, where: str, field: str) -> Any:
    """A repeated field; a single value that is not a list is taken for a list of one, as Google does."""
    of_lists = kind.get("type") == "array"
    if not isinstance(value, list):
        if of_lists:
            problems.value(where, LIST_VALUE, value)
            return _UNSET
        return [_value(problems, kind, value, where, field)]
    result = []
    for position, entry in enumerate(value):
        at = f"{where}[{position}]"
        if of_lists and not isinstance(entry, list):
            problems.value(at, LIST_VALUE, entry)
        elif of_lists:
            result.append(list(entry))
        elif entry is None:
            problems.value(at, _message_type(kind["$ref"]) if "$ref" in kind else "TYPE_STRING", entry)
        else:
            result.append(_value(problems, kind, entry, at, field))
    return result


def _scalar(problems: _Problems, kind: Json, value: Any, where: str, field: str) -> Any:
    type_name = kind.get("type")
    if type_name == "any":
        return value
    if "enum" in kind:
        return _enum(problems, kind, value, where, field)
    if type_name == "string":
        return value if isinstance(value, str) else _refuse(problems, where, "TYPE_STRING", value)
    if type_name == "boolean":
        return _boolean(problems, value, where)
    if type_name == "integer":
        return _integer(problems, value, where)
    return _number(problems, value, where, "TYPE_FLOAT" if kind.get("format") == "float" else "TYPE_DOUBLE")


def _refuse(problems: _Problems, where: str, kind: str, value: Any) -> Any:
    problems.value(where, kind, value)
    return _UNSET


def _boolean(problems: _Problems, value: Any, where: str) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in {"true", "false"}:
        return value.lower() == "true"
    return _refuse(problems, where, "TYPE_BOOL", value)


def _integer(problems: _Problems, value: Any, where: str) -> Any:
    number: Any = value
    if isinstance(value, str):
        try:
            number = int(value)
        except ValueError:
            return _refuse(problems, where, "TYPE_INT32", value)
    if isinstance(number, float) and number.is_integer():
        number = int(number)
    if isinstance(number, bool) or not isinstance(number, int) or not -(2**31) <= number < 2**31:
        return _refuse(problems, where, "TYPE_INT32", value)
    return number


def _number(problems: _Problems, value: Any, where: str, kind: str) -> Any:
    number: Any = value
    if isinstance(value, str):
        try:
            number = float(value)
        except ValueError:
            return _refuse(problems, where, kind, value)
    if isinstance(number, bool) or not isinstance(number, int | float) or not math.isfinite(number):
        return _refuse(problems, where, kind, value)
    return number


def _enum(problems: _Problems, kind: Json, value: Any, where: str, field: str) -> Any:
    """An enum member, by its name in any case or by its number."""
    members: list[str] = kind["enum"]
    if isinstance(value, str) and value.upper() in members:
        return value.upper()
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < len(members):
        return members[value]
    return _refuse(problems, where, SHEETS_TYPE + enum_name(field), value)


def enum_name(field: str) -> str:
    """The name of an enum type as messages give it, from the field that holds it."""
    return _ENUM_NAMES.get(field, field[:1].upper() + field[1:])


def read_parameters(api: str, declared: Json, given: dict[str, list[str]]) -> Json:
    """The query parameters in canonical form; an unknown one is refused by Sheets and ignored by Drive."""
    problems = _Problems(api)
    result: Json = {}
    for name, values in given.items():
        field = name if name in declared else camel(name)
        if field not in declared:
            if api == "sheets":
                text = f"Cannot bind query parameter. Field '{name}' could not be found in request message."
                problems.found.append(("", f'Invalid JSON payload received. Unknown name "{name}": {text}'))
            continue
        kind = declared[field]
        if kind.get("repeated"):
            result[field] = values
            continue
        read = _scalar(problems, kind, values[-1], snake(field), field)
        if read is not _UNSET:
            result[field] = read
    if problems.found:
        raise invalid_fields(problems.found)
    return result


__all__ = ["ApiError", "load_json", "read_message", "read_parameters"]
