"""Formulas that reach outside the workbook: other files, other programs, the network. None is evaluated or fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sheets_gen.filled import Filled
from sheets_gen.findings import ERROR, WARNING, Finding
from sheets_gen.plan.addresses import letters
from sheets_gen.verify.fault import fault
from sheets_gen.verify.say import say

MAX_FORMULA = 90
MAX_SEARCHED = 4_000
MAX_TOLD = 40

_TEXT = re.compile(r'"(?:[^"]|"")*"')
_FOREIGN = (
    (re.compile(r"\[[^\[\]]{1,255}\][^!'\[\](),;]{0,255}'?!"), "link"),
    (re.compile(r"'[^']{0,255}\[[^\]']{1,255}\][^']{0,255}'!"), "link"),
    (re.compile(r"[A-Za-z0-9_.]{1,60}\|[^!|]{1,200}!"), "dde"),
    (re.compile(r"\bDDE\(", re.IGNORECASE), "dde"),
    (
        re.compile(
            r"\b(?:WEBSERVICE|IMPORTXML|IMPORTDATA|IMPORTHTML|IMPORTFEED|IMPORTRANGE|IMAGE|RTD|HYPERLINK|STOCKHISTORY"
            r"|GOOGLEFINANCE|GOOGLETRANSLATE|CALL|REGISTER\.ID|SQL\.REQUEST|CUBE[A-Z]{1,30})\(",
            re.IGNORECASE,
        ),
        "network",
    ),
)


def reaches_out(formula: str) -> str:
    """How a formula reaches outside the workbook: link, dde, network; empty where it does not."""
    if not any(sign in formula for sign in "[|") and "(" not in formula:
        return ""
    bare = _TEXT.sub('""', formula[:MAX_SEARCHED])
    return next((kind for pattern, kind in _FOREIGN if pattern.search(bare)), "")


def foreign(filled: Filled, place: tuple[str, str], formula: str | None) -> Iterator[Finding]:
    """F111 at a cell of the report, where its formula reaches out."""
    kind = reaches_out(formula or "")
    if kind:
        text = say(filled, "F111", found=(formula or "")[:MAX_FORMULA])
        yield fault(filled, "F111", ERROR, place, text, say(filled, "remove_formula"), found=kind)


def foreign_elsewhere(filled: Filled) -> Iterator[Finding]:
    """F111 in all other cells of the workbook: beside the report, and in people's own tabs."""
    ours = {tab.title: key for key, (tab, _, _) in filled.located.items()}
    told = 0
    for tab in filled.snapshot.tabs:
        known = _places(filled, ours[tab.title]) if tab.title in ours else set()
        for at, cell in tab.cells.items():
            if cell.formula is None or at in known or not reaches_out(cell.formula):
                continue
            told += 1
            if told > MAX_TOLD:
                return
            text = say(filled, "F111", found=cell.formula[:MAX_FORMULA])
            address, hint = f"{letters(at[1])}{at[0]}", say(filled, "remove_formula")
            yield Finding("F111", WARNING, f"{tab.title}!{address}", text, hint, tab=tab.title, cell=address)


def _places(filled: Filled, key: str) -> set[tuple[int, int]]:
    """Row and column numbers of the cells that the report's own rules look at."""
    rows, columns = filled.addresses.rows, filled.addresses.columns[key]
    tab = next(tab for tab in filled.plan.tabs if tab.key == key)
    return {
        (rows[row.key], columns[column])
        for row in tab.rows
        if row.key in rows
        for column, cell in row.cells.items()
        if column in columns and cell.content.__class__ is not str
    }


def own_formulas(filled: Filled) -> Iterator[str]:
    """Titles of the tabs in which people keep formulas of their own."""
    ours = {tab.title: key for key, (tab, _, _) in filled.located.items()}
    for tab in filled.snapshot.tabs:
        known = _places(filled, ours[tab.title]) if tab.title in ours else set()
        if any(cell.formula is not None and at not in known for at, cell in tab.cells.items()):
            yield tab.title
