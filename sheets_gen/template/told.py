"""How a rule over a template tells a problem: where the thing was defined, and what is allowed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sheets_gen.errors import FormulaError
from sheets_gen.formula.nodes import Node, names
from sheets_gen.template.schema import Identity, Input, Metric
from sheets_gen.template.shapes import Problem


def at(thing: Metric | Identity, key: str, message: str) -> Problem:
    """A problem of a metric's or identity's own key."""
    return Problem(thing.file, thing.prefix + key, message)


def of(given: Input, key: str, message: str) -> Problem:
    """A problem of an input, whose keys stand behind its id."""
    return Problem(given.file, f"{given.prefix}{given.id}{key}", message)


def one_of(allowed: Iterable[str], given: str) -> str:
    """``'nps' is not known (did you mean …?)``, or the list when it is short."""
    choices = sorted(allowed)
    import difflib  # only a mistake needs it

    close = difflib.get_close_matches(given, choices, 1, 0.6)
    hint = f"did you mean '{close[0]}'?" if close else f"allowed: {', '.join(choices[:30])}"
    return f"'{given}' is not known ({hint})"


def unknown_names(
    thing: Metric | Identity, tree: Node | None, text: str, key: str, known: Iterable[str]
) -> Iterator[Problem]:
    """Names in a formula that are not known, each pointed at."""
    for id in names(tree) if tree is not None else ():
        if id not in known:
            found = re.search(rf"\b{id}\b", text)
            pointed = FormulaError(one_of(known, id), text, found.start() if found else None).pointed()
            yield at(thing, key, pointed)
