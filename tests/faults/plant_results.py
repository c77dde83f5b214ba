"""Faults of stored results and of where formulas reach: F106 to F111."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from sheets_gen.formula.functions import ErrorValue, Value
from sheets_gen.snapshot import FoundCell, FoundTab, Snapshot
from tests.faults.archive import replaced, sheet, without_results
from tests.faults.fault import WORKBOOK, Fault, cell_fault, followed, spots
from tests.faults.openpyxl_saved import saved_by_openpyxl
from tests.faults.plant_formulas import TABS, formula_cells, with_number
from tests.faults.reports import Address, Clean, a1


def typed(clean: Clean, dice: random.Random, *units: str) -> tuple[Address, float]:
    """A random cell to type in, with its number."""
    key, period = dice.choice(clean.inputs(*units)), dice.choice(clean.periods)
    return clean.at(f"calculator:{key}", period), clean.numbers[key][period]


def f106(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """Formulas in cells to type in; their result is the number that was there, so nothing else changes."""
    ways = {
        "a sum of two numbers": "={a}+{b}",
        "a product": "={n}*1",
        "a leading plus": "=+{n}",
        "another cell": "={other}",
        "a sum of cells": "=SUM({other},{a})",
        "ROUND": "=ROUND({n}.4,0)",
        "another tab": "='{tab}'!{other}",
        "a lookup": "=INDEX({other}:{other},1)",
        "VALUE of a text": '=VALUE("{n}")',
        "a number after the equals sign": "={n}",
    }
    for way, text in ways.items():
        where, value = typed(clean, dice, "count")
        whole = int(value)
        other = f"AZ{dice.randint(3, 90)}"
        formula = text.format(a=whole - 1, b=1, n=whole, other=other, tab=clean.title("metrics").replace("'", "''"))
        yield cell_fault("F106", way, where, FoundCell(value, formula))
    targets = [place for place in clean.filled.typed if place[1] == "target"]
    where = clean.at(*dice.choice(targets))
    yield cell_fault("F106", "a target as a formula", where, FoundCell(clean.cell(where).value, "=4/5"))


ERRORS = ("#REF!", "#DIV/0!", "#N/A", "#VALUE!", "#NAME?", "#NUM!", "#NULL!")


def f107(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """Right formulas whose stored result is an error."""
    for code in ERRORS:
        where = with_number(clean, dice, *TABS)
        found = clean.cell(where)
        yield cell_fault("F107", f"{code}, and all that follows", where, FoundCell(ErrorValue(code), found.formula))
    where = with_number(clean, dice, "metrics")
    error = FoundCell(ErrorValue("#REF!"), clean.cell(where).formula)
    yield cell_fault("F107", "#REF! in this cell alone", where, error, stale=True, also=("F108",))


def f108(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """Stored results that are not what the formula gives; the cells that look at them were computed with them."""
    for way in ("a little off", "twice as much", "another sign", "a percentage as 93", "as text", "empty text", "none"):
        where = with_number(clean, dice, *TABS)
        found = clean.cell(where)
        value = found.value
        assert isinstance(value, (int, float))
        new: dict[str, Value] = {
            "a little off": value * 1.000001 + 0.000001,
            "twice as much": value * 2 + 1,
            "another sign": -value - 1,
            "a percentage as 93": value * 100 + 93,
            "as text": f"{value}",
            "empty text": "",
            "none": None,
        }
        yield cell_fault("F108", way, where, FoundCell(new[way], found.formula))
    yield from _not_recalculated(clean, dice)
    texts = [w for w in formula_cells(clean, "metrics") if isinstance(clean.cell(w).value, str) and clean.cell(w).value]
    where = dice.choice(texts)
    yield cell_fault("F108", "another text", where, FoundCell("✓ met?", clean.cell(where).formula))
    cells = {with_number(clean, dice, "calculator"): 0.0 for _ in range(6)}
    wrong = {where: FoundCell(77.25, clean.cell(where).formula) for where in cells}
    yield Fault("F108", "many at once", spots(*wrong), wrong)


def _not_recalculated(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """An input changed by a program that does not recalculate: each result that should have followed is meant."""
    for _ in range(3):
        where, value = typed(clean, dice, "count")
        # One more stays within every other rule, as far as numbers can.
        cells = {where: FoundCell(value + 1)}
        changed = followed(clean, cells)
        if len(changed) > 1:
            meant = [at for at in changed if at != where]
            also = ("R101", "R102", "R103", "R105", "R107")
            yield Fault("F108", "an input changed without recalculation", spots(*meant), cells, stale=True, also=also)
            return


def f109(clean: Clean, dice: random.Random) -> Iterator[Fault]:  # noqa: ARG001
    """Workbooks that were never calculated."""
    at = frozenset({WORKBOOK})
    yield Fault("F109", "results taken out of the file", at, file=without_results)
    yield Fault("F109", "empty results as text in the file", at, file=lambda data: without_results(data, "<v></v>"))
    yield Fault("F109", "empty results", at, file=lambda data: without_results(data, "<v/>", plain=True))
    yield Fault("F109", "formulas alone", at, file=lambda data: without_results(data, plain=True))
    yield Fault("F109", "loaded and saved by openpyxl", at, file=saved_by_openpyxl)
    yield Fault("F109", "no results as read", at, memory=_bare)


def _bare(snapshot: Snapshot) -> Snapshot:
    def bare(tab: FoundTab) -> FoundTab:
        cells = {at: cell._replace(value=None) if cell.formula else cell for at, cell in tab.cells.items()}
        return tab._replace(cells=cells)

    return snapshot._replace(tabs=tuple(bare(tab) for tab in snapshot.tabs))


def f110(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """What follows from a formula typed over: counted at a cell that follows from it, beside the fault itself."""
    for way, new in (("a typed 0.5", 0.5), ("zero", 0), ("a large number", 90_000), ("text", "n/a"), ("emptied", None)):
        for _ in range(50):
            where = with_number(clean, dice, "calculator")
            cells: dict[Address, FoundCell | None] = {where: FoundCell(new) if new is not None else None}
            others = [at for at in followed(clean, cells) if at != where]
            if others:
                yield Fault("F110", way, spots(*others), cells, also=("F101", "F103"))
                break


REACHING = {
    "another workbook": "='[costs.xlsx]Sheet1'!B7",
    "another workbook, no quotes": "=[costs.xlsx]Sheet1!$B$7*1",
    "another workbook by its path": "='C:\\Reports\\[costs 2025.xlsx]Sum of it'!B7",
    "another workbook by number, as files store it": "=[1]Sheet1!B7",
    "another workbook's name": "=[1]!total_costs",
    "a range of another workbook": "=SUM([costs.xlsx]Sheet1!$B$2:$B$9)",
    "WEBSERVICE": '=_xlfn.WEBSERVICE("https://example.com/n")',
    "IMPORTXML": '=IMPORTXML("https://example.com","//b")',
    "IMPORTRANGE": '=IMPORTRANGE("abc","Sheet1!A1")',
    "DDE": "=cmd|'/c calc'!A0",
    "HYPERLINK": '=HYPERLINK("https://example.com","12")',
    "RTD": '=RTD("prog.id",,"x")',
    "in lower case, after a space": '= webservice("https://example.com/n")',
    "IMAGE": '=_xlfn.IMAGE("https://example.com/a.png")',
}


def f111(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """Formulas that reach outside the workbook: in cells to type in, of the report, beside it, and in another tab."""
    # A program that saves such a formula writes the part that leads to the other file, which S117 tells of.
    for at, (way, formula) in enumerate(REACHING.items()):
        kind = at % 4
        if kind == 0:
            where, value = typed(clean, dice)
            yield cell_fault("F111", f"{way} (cell to type in)", where, FoundCell(value, formula), also=("S117",))
        elif kind == 1:
            where = with_number(clean, dice, *TABS)
            cell = FoundCell(clean.cell(where).value, formula)
            yield cell_fault("F111", f"{way} (cell of the report)", where, cell, also=("S117",))
        elif kind == 2:
            where = (clean.title("calculator"), dice.randint(8, 60), 50)
            yield cell_fault("F111", f"{way} (beside the report)", where, FoundCell(1, formula), also=("S117",))
        else:
            cells = {(3, 2): FoundCell(1, formula)}
            yield Fault("F111", f"{way} (own tab)", frozenset({("Costs", "B3")}), memory=_with_tab("Costs", cells))
    where = with_number(clean, dice, "metrics")
    pattern = rf'(<c r="{a1(where)}"[^>]*>)<f>[^<]*</f>'
    change = replaced(sheet(0), pattern, r"\1<f>'[1]Sheet1'!B7</f>")
    yield Fault("F111", "written into the file", spots(where), file=change)


def _with_tab(title: str, cells: dict[tuple[int, int], FoundCell]) -> Callable[[Snapshot], Snapshot]:
    def add(snapshot: Snapshot) -> Snapshot:
        return snapshot._replace(tabs=(*snapshot.tabs, FoundTab(title, cells)))

    return add
