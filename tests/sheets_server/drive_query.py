"""The search language of Drive: the part that finds files by name, kind, folder and state."""

import re

from .errors import drive_error
from .store import DriveFile

_TERM = re.compile(
    r"\s*(?:(?P<open>\()|(?P<close>\))|(?P<join>and\b|or\b)|(?P<not>not\b)"
    r"|(?P<left>\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|[A-Za-z]+)\s*(?P<operator>!=|=|contains\b|in\b)\s*"
    r"(?P<right>\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|[A-Za-z]+))"
)


def _bad() -> Exception:
    return drive_error(400, "invalid", "Invalid Value", ("parameter", "q"))


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1]) if text[:1] in "\"'" else text


def _test(file: DriveFile, left: str, operator: str, right: str) -> bool:
    fields = {"name": file.name, "mimeType": file.mime_type, "trashed": str(file.trashed).lower()}
    names, value = (left, _plain(right)) if left[:1] not in "\"'" else (right, _plain(left))
    if operator == "in" and names == "parents":
        return value in file.parents
    if operator == "in" and names in {"owners", "writers", "readers"}:
        return any(entry.get("emailAddress") == value for entry in file.permissions)
    if names not in fields:
        raise _bad()
    if operator == "contains":
        return any(word.startswith(value.casefold()) for word in [fields[names].casefold(), *_words(fields[names])])
    if operator not in {"=", "!="}:
        raise _bad()
    same = fields[names].casefold() == value.casefold() if names == "name" else fields[names] == value
    return same == (operator == "=")


def _words(text: str) -> list[str]:
    return text.casefold().split()


def matches(file: DriveFile, query: str) -> bool:
    """Whether a file fits a query such as `mimeType = 'x' and name contains 'y'`."""
    terms = []
    position = 0
    text = query.strip()
    while position < len(text):
        match = _TERM.match(text, position)
        if not match:
            raise _bad()
        terms.append(match)
        position = match.end()
    value, end = _any_of(file, terms, 0)
    if end != len(terms):
        raise _bad()
    return value


def _any_of(file: DriveFile, terms: list[re.Match[str]], at: int) -> tuple[bool, int]:
    value, at = _all_of(file, terms, at)
    while at < len(terms) and terms[at]["join"] == "or":
        other, at = _all_of(file, terms, at + 1)
        value = value or other
    return value, at


def _all_of(file: DriveFile, terms: list[re.Match[str]], at: int) -> tuple[bool, int]:
    value, at = _one(file, terms, at)
    while at < len(terms) and terms[at]["join"] == "and":
        other, at = _one(file, terms, at + 1)
        value = value and other
    return value, at


def _one(file: DriveFile, terms: list[re.Match[str]], at: int) -> tuple[bool, int]:
    if at >= len(terms):
        raise _bad()
    term = terms[at]
    if term["not"]:
        value, end = _one(file, terms, at + 1)
        return not value, end
    if term["open"]:
        value, end = _any_of(file, terms, at + 1)
        if end >= len(terms) or not terms[end]["close"]:
            raise _bad()
        return value, end + 1
    if not term["left"]:
        raise _bad()
    return _test(file, term["left"], term["operator"], term["right"]), at + 1
