"""What each code means, for ``sheets-gen explain`` and the page of rules."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import NamedTuple

from sheets_gen.findings import ERROR, INFO, WARNING
from sheets_gen.markdown import table
from sheets_gen.verify.rules import ABOUT_WAIVERS, RULES

LEVEL_WORDS = {ERROR: "error", WARNING: "warning", INFO: "note"}
KINDS = {
    "F": "Formulas and their results",
    "N": "Typed numbers",
    "R": "Numbers against each other",
    "D": "Dates and periods",
    "S": "Structure",
    "W": "Waivers",
}


class Explained(NamedTuple):
    """A code, what it means, and an example."""

    code: str
    levels: tuple[str, ...]
    """The usual one first."""
    title: str
    text: str
    example: str


def explained() -> dict[str, Explained]:
    """Every code, by kind and number."""
    told = tomllib.loads(files("sheets_gen.verify").joinpath("explained.toml").read_text("utf-8"))
    levels = {rule.code: rule.levels for rule in RULES} | dict.fromkeys(ABOUT_WAIVERS, (WARNING,))
    order = sorted(levels, key=lambda code: (list(KINDS).index(code[0]), code))
    return {code: Explained(code, levels[code], **told[code]) for code in order}


def as_lines(one: Explained) -> list[str]:
    """A code for a terminal."""
    return [f"{one.code} {one.title} ({levels_in_words(one)})", "", one.text, "", f"Example: {one.example}"]


def levels_in_words(one: Explained) -> str:
    """``error``, or ``warning; error in some cases``."""
    first, *others = (LEVEL_WORDS[level] for level in one.levels)
    return f"{first}; {' or '.join(others)} in some cases" if others else first


def page() -> Iterator[str]:
    """The lines of docs/rules.md."""
    known = explained()
    yield "# What verify finds"
    yield ""
    yield f"{len(known)} codes. A code never changes its meaning. `sheets-gen explain CODE` shows one of them."
    yield "Errors are facts; what may be innocent is a warning or a note, and asks. A finding that is known and"
    yield "accepted can be waived with its reason (`sheets-gen verify --help`)."
    yield ""
    yield "This page is generated: `sheets-gen docs` writes it, `sheets-gen docs --check` fails when it is stale."
    for kind, heading in KINDS.items():
        held = [one for code, one in known.items() if code[0] == kind]
        yield from ("", f"## {heading}")
        yield from table(("Code", "What", "Level"), ((one.code, one.title, levels_in_words(one)) for one in held))
        for one in held:
            yield from ("", f"### {one.code} {one.title}", "", one.text, "", f"*Example:* {one.example}")
