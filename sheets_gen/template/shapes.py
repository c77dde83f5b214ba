"""The shape of each template file: which keys, of which type, and what else is allowed.

A shape is data; ``conform`` reads a table against it and yields every departure, so that one run reports them all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sheets_gen.template.intervals import METHODS
from sheets_gen.template.schema import BETTER, BEYOND, IDENTITY_LEVELS, NO_TOTAL, RELATIONS, ROLLUPS, TIERS

MAX_KEY = 200


class Problem(NamedTuple):
    """One thing wrong in a template or config file."""

    file: str
    key: str
    message: str

    def __str__(self) -> str:
        key = "".join(c if c.isprintable() else "?" for c in self.key[:MAX_KEY])
        where = f"{self.file}: {key}" if key else self.file
        return f"{where}: {self.message}"


class Key(NamedTuple):
    """What one key may hold."""

    kind: str
    """text, number, whole, flag, value (number or text), texts, table, tables, inputs, periods"""
    required: bool = False
    choices: Sequence[str] = ()


_TEXT = Key("text")
_NEEDED = Key("text", required=True)

SOURCE = {"article": _NEEDED, "place": Key("whole"), "name": _NEEDED, "formula": _TEXT}
EXAMPLE = {
    "note": _NEEDED,
    "inputs": Key("table"),
    "periods": Key("tables"),
    "expect": Key("value", required=True),
    "places": Key("whole"),
}
ERRATUM = {"id": _NEEDED, "article": _NEEDED, "says": _NEEDED, "right": _NEEDED, "wrong": Key("texts")}
BENCHMARK = {"text": _NEEDED, "address": _NEEDED, "year": Key("whole", required=True)}
INTERVAL = {
    "method": Key("text", required=True, choices=tuple(METHODS)),
    "arguments": Key("texts", required=True),
}
METRIC = {
    "label": _NEEDED,
    "short": _TEXT,
    "description": _NEEDED,
    "how": _NEEDED,
    "unit": _NEEDED,
    "better": Key("text", required=True, choices=BETTER),
    "tier": Key("text", required=True, choices=TIERS),
    "section": _NEEDED,
    "order": Key("whole", required=True),
    "formula": _TEXT,
    "distribution": _TEXT,
    "per": _TEXT,
    "least_n": Key("number"),
    "total": _TEXT,
    "shares": Key("flag"),
    "spikes": Key("flag"),
    "interval": Key("table"),
    "context": Key("texts"),
    "sources": Key("tables", required=True),
    "examples": Key("tables"),
    "errata": Key("tables"),
    "benchmarks": Key("tables"),
    "least": Key("number"),
    "most": Key("number"),
    "beyond": Key("text", choices=BEYOND),
    "profiles": Key("texts"),
    "variant_of": _TEXT,
    "since": _NEEDED,
    "retired": _TEXT,
    "when": Key("table"),
}
INPUT = {
    "label": _NEEDED,
    "unit": _NEEDED,
    "rollup": Key("text", required=True, choices=ROLLUPS),
    "how": _NEEDED,
    "least": Key("number"),
    "most": Key("number"),
    "members": _TEXT,
    "because": Key("text", choices=NO_TOTAL),
    "since": _TEXT,
    "when": Key("table"),
}
IDENTITY = {
    "left": _NEEDED,
    "relation": Key("text", required=True, choices=RELATIONS),
    "right": _NEEDED,
    "level": Key("text", required=True, choices=IDENTITY_LEVELS),
    "says": _NEEDED,
}
UNIT = {
    "label": Key("text", required=True),
    "format": _NEEDED,
    "change_format": _TEXT,
    "change_scale": Key("whole"),
    "whole": Key("flag"),
    "when": Key("table"),
}
ARTICLE = {"title": _NEEDED, "address": _TEXT, "items": Key("whole")}
LANGUAGE = {
    "name": _NEEDED,
    "direction": Key("text", required=True, choices=("ltr", "rtl")),
    "font": _NEEDED,
    "decimal": _NEEDED,
    "group": Key("text", required=True),
    "percent": _NEEDED,
    "line_height": Key("number"),
    "months": Key("texts", required=True),
    "words": Key("table", required=True),
    "findings": Key("table", required=True),
}
"""The keys of a language file beside its tables of texts by id."""
TEMPLATE = {
    "id": _NEEDED,
    "version": _NEEDED,
    "headline": Key("texts", required=True),
    "palette": Key("texts", required=True),
    "articles": Key("table", required=True),
    "profiles": Key("table", required=True),
    "options": Key("table"),
    "members": Key("table", required=True),
}


def conform(table: Mapping[str, Any], shape: Mapping[str, Key], file: str, prefix: str = "") -> Iterator[Problem]:
    """Every departure of ``table`` from ``shape``."""
    for name, value in table.items():
        key = shape.get(name)
        if key is None:
            import difflib  # wrong keys are rare, and it takes time to load

            close = difflib.get_close_matches(name, shape, 1, 0.75)
            hint = f"did you mean {close[0]}? " if close else ""
            yield Problem(file, prefix + name, f"unknown key ({hint}allowed: {', '.join(sorted(shape))})")
        elif not _is(value, key.kind):
            yield Problem(file, prefix + name, f"is {_kind_of(value)}; must be {_WORDS[key.kind]}")
        elif key.choices and value not in key.choices:
            yield Problem(file, prefix + name, f"is {value!r}; must be one of {', '.join(key.choices)}")
        elif key.required and key.kind == "text" and not str(value).strip() and shape is not UNIT and name != "group":
            yield Problem(file, prefix + name, "is empty; write a text")
    for name, key in shape.items():
        if key.required and name not in table:
            yield Problem(file, prefix + name, f"is missing; must be {_WORDS[key.kind]}")


def one_line(text: str) -> str:
    """The text with its line breaks and runs of spaces as single spaces; a no-break space is meant, and stays."""
    return re.sub(r"[ \t\r\n]+", " ", text).strip(" ")


_WORDS = {
    "text": "a text",
    "number": "a number",
    "whole": "a whole number",
    "flag": "true or false",
    "value": 'a number, or "" for blank',
    "texts": "a list of texts",
    "table": "a table",
    "tables": "a list of tables",
}


def kind_in_words(key: Key) -> str:
    """What a key may hold: ``a text``."""
    return _WORDS[key.kind]


def _is(value: object, kind: str) -> bool:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e300
    if kind == "number":
        return is_number
    if kind == "whole":
        return isinstance(value, int) and is_number
    if kind == "flag":
        return isinstance(value, bool)
    if kind == "value":
        return is_number or isinstance(value, str)
    if kind == "texts":
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    if kind == "tables":
        return isinstance(value, list) and all(isinstance(item, dict) for item in value)
    return isinstance(value, dict if kind == "table" else str)


def _kind_of(value: object) -> str:
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, (int, float)):
        return f"the number {value}"
    if isinstance(value, str):
        return f"the text {value[:40]!r}"
    return "a list" if isinstance(value, list) else "a table" if isinstance(value, dict) else "a date or time"
