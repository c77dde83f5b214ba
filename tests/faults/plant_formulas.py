"""Faults in formulas: typed over, changed, emptied (F101 to F103)."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

from sheets_gen.formula.functions import ErrorValue, is_number
from sheets_gen.plan.addresses import letters
from sheets_gen.snapshot import FoundCell
from tests.faults.fault import Fault, cell_fault
from tests.faults.reports import Address, Clean

Rewrite: TypeAlias = Callable[[str, random.Random], str]
TABS = ("calculator", "metrics", "volume")
_CELL = r"(?<![A-Za-z$!:'.])([A-Z]{1,2})([0-9]+)(?![0-9:(A-Za-z])"


def formula_cells(clean: Clean, *tabs: str) -> list[Address]:
    """Every cell that computes."""
    return [clean.at(*place) for place in clean.formulas(*tabs)]


def shuffled(cells: list[Address], dice: random.Random) -> list[Address]:
    """In a random order."""
    return dice.sample(cells, len(cells))


def with_number(clean: Clean, dice: random.Random, *tabs: str) -> Address:
    """A random formula cell that shows a number."""
    cells = [where for where in formula_cells(clean, *tabs) if is_number(clean.cell(where).value)]
    return dice.choice(cells)


def f101(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """Formulas typed over by values."""
    for tab in TABS[:2]:
        where = with_number(clean, dice, tab)
        yield cell_fault("F101", f"its own result pasted as a value ({tab})", where, FoundCell(clean.cell(where).value))
        where = with_number(clean, dice, tab)
        value = clean.cell(where).value
        assert isinstance(value, (int, float))
        yield cell_fault("F101", f"another number ({tab})", where, FoundCell(round(value * 1.07 + 1, 2)))
    for way, new in _typed_over().items():
        where = with_number(clean, dice)
        yield cell_fault("F101", way, where, FoundCell(new))
    shares = [w for w in formula_cells(clean, "metrics") if _is_share(clean, w)]
    if shares:
        where = dice.choice(shares)
        yield cell_fault("F101", "a percentage typed as 93", where, FoundCell(93))
    texts = [w for w in formula_cells(clean, "metrics") if isinstance(clean.cell(w).value, str) and clean.cell(w).value]
    if texts:
        where = dice.choice(texts)
        yield cell_fault("F101", "a text over a formula that gives text", where, FoundCell("▲ better!"))
    yield from _in_totals(clean, dice)


def _typed_over() -> dict[str, float | str | bool]:
    return {"zero": 0, "n/a": "n/a", "TRUE": True, "a number as text": "0.93", "only a space": " "}


def _is_share(clean: Clean, where: Address) -> bool:
    value = clean.cell(where).value
    return isinstance(value, float) and 0.5 < value < 1


def _in_totals(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    rollups = [r.key for r in clean.made.calendar.rollups]
    cells = [clean.at(*p) for p in clean.formulas("calculator", "metrics") if p[1] in rollups]
    cells = [where for where in cells if is_number(clean.cell(where).value)]
    if cells:
        where = dice.choice(cells)
        yield cell_fault("F101", "a total typed by hand", where, FoundCell(12345))


def with_formula(clean: Clean, where: Address, formula: str) -> FoundCell:
    return FoundCell(clean.cell(where).value, formula)


def f102(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """Formulas that compute something else."""
    for way, rewrite in CHANGES.items():
        for where in shuffled(formula_cells(clean, *TABS), dice):
            before = clean.cell(where).formula or ""
            after = rewrite(before, dice)
            if after not in ("", before):
                others = ("F105",) if way == "its opposite" else ()  # a constant from which it is taken
                yield cell_fault("F102", way, where, with_formula(clean, where, after), others=others)
                break
    yield from _giving_errors(clean, dice)
    yield from _on_cards(clean, dice)


def _on_cards(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """A card of the headline that shows another metric than the one it names."""
    headline = clean.made.catalogue.headline
    others = [clean.at(f"metrics:{e.id}", "latest") for e in clean.made.catalogue.entries if e.id not in headline]
    cards = [clean.at(*place) for place in clean.formulas("metrics") if place[0] == "metrics:headline_value"]
    where, other = dice.choice(cards[1:]), dice.choice(others)
    formula = re.sub(r"(\$[A-Z]+)[0-9]+", rf"\g<1>{other[1]}", clean.cell(where).formula or "")
    yield cell_fault("F102", "a card of the headline shows another metric", where, with_formula(clean, where, formula))


def _giving_errors(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """Formulas that give an error, which then goes its way through the report."""
    for formula, code in (("=1/0", "#DIV/0!"), ("=NA()", "#N/A"), ("=SQRT(-1)", "#NUM!"), ('="a"+1', "#VALUE!")):
        where = with_number(clean, dice, *TABS)
        yield cell_fault("F102", f"an error: {formula}", where, FoundCell(ErrorValue(code), formula))


def _other_operator(text: str, dice: random.Random) -> str:
    found = list(re.finditer(r"(?<=[0-9)])([-+*/])(?=[A-Z$(])", text))
    if not found:
        return ""
    one = dice.choice(found)
    other = dice.choice([sign for sign in "-+*/" if sign != one[1]])
    return text[: one.start()] + other + text[one.end() :]


def _other_cell(text: str, dice: random.Random) -> str:
    """A single cell moved by a row or a column; not one of a range, which would be another range."""
    found = list(re.finditer(_CELL, text))
    found = [
        one for one in found if text[one.end() : one.end() + 1] != ":" and text[one.start() - 1 : one.start()] != ":"
    ]
    if not found:
        return ""
    one = dice.choice(found)
    if dice.random() < 0.5:
        new = f"{one[1]}{int(one[2]) + dice.choice((-1, 1))}"
    else:
        new = f"{beside(one[1], dice.choice((-1, 1)))}{one[2]}"
    return text[: one.start()] + new + text[one.end() :]


def beside(column: str, by: int) -> str:
    number = 0
    for letter in column:
        number = number * 26 + ord(letter) - 64
    return letters(max(1, number + by))


def _swapped_operands(text: str, _: random.Random) -> str:
    """Numerator and denominator, or what is subtracted from what, change places."""
    return re.sub(r"(?<![0-9A-Z$(*/+-])([A-Z]{1,2}[0-9]+)([/-])([A-Z]{1,2}[0-9]+)(?=[,)])", r"\3\2\1", text, count=1)


def _other_function(text: str, dice: random.Random) -> str:
    pairs = [("SUM(", "AVERAGE("), ("SUM(", "MAX("), ("COUNT(", "COUNTA("), ("MAX(", "MIN("), ("MIN(", "MAX(")]
    pairs = [(old, new) for old, new in pairs if re.search(rf"(?<![A-Z]){re.escape(old)}", text)]
    if not pairs:
        return ""
    old, new = dice.choice(pairs)
    return re.sub(rf"(?<![A-Z]){re.escape(old)}", new, text, count=1)


def _unguarded(text: str, _: random.Random) -> str:
    match = re.fullmatch(r'=IF\(([A-Z]+[0-9]+)=0,"",(.*)\)', text)
    return f"={match[2]}" if match else ""


def _zero_for_blank(text: str, _: random.Random) -> str:
    return text.replace('""', "0", 1) if '""' in text else ""


def _hard_coded(text: str, dice: random.Random) -> str:
    """A cell's number written into the formula in place of the cell."""
    found = [m for m in re.finditer(_CELL, text) if text[m.start() - 1 : m.start()] in ("/", "*", "-", "+")]
    if not found:
        return ""
    one = dice.choice(found)
    return f"{text[: one.start()]}{dice.randint(3, 900)}{text[one.end() :]}"


def _other_number(text: str, dice: random.Random) -> str:
    """A number of the rule changed: 100 * … becomes 10 * …"""
    found = list(re.finditer(r"(?<![A-Za-z0-9$.:])([0-9]+(?:\.[0-9]+)?)(?![0-9A-Za-z:.(])", text))
    if not found:
        return ""
    one = dice.choice(found)
    return f"{text[: one.start()]}{float(one[1]) * 10 + 1:g}{text[one.end() :]}"


def _other_text(text: str, _: random.Random) -> str:
    found = re.search(r'"[^"]+"', text)
    return text.replace(found[0], f'"{found[0][1:-1].upper()} !"', 1) if found else ""


def _without_part(text: str, _: random.Random) -> str:
    """One of three addends left out."""
    return re.sub(r"\(([A-Z]+[0-9]+)\+([A-Z]+[0-9]+)\+([A-Z]+[0-9]+)\)", r"(\1+\2)", text, count=1)


def _other_comparison(text: str, _: random.Random) -> str:
    return re.sub(
        r"<=|>=|(?<=[0-9])<(?=[0-9])|(?<=[0-9])>(?=[0-9])",
        lambda m: {"<": "<=", ">": ">=", "<=": "<", ">=": ">"}[m[0]],
        text,
        count=1,
    )


CHANGES: dict[str, Rewrite] = {
    "another operator": _other_operator,
    "another cell": _other_cell,
    "operands swapped": _swapped_operands,
    "another function": _other_function,
    "guard against blanks taken away": _unguarded,
    "0 for a blank": _zero_for_blank,
    "a cell's number written in": _hard_coded,
    "a number of the rule changed": _other_number,
    "a text of the formula changed": _other_text,
    "a part left out": _without_part,
    "a comparison turned": _other_comparison,
    "a percent sign behind it": lambda text, _: f"{text}%",
    "a note added": lambda text, _: f'={text[1:]}+N("as agreed")',
    "another tab": lambda text, _: re.sub(r"'[^']+'!", "'Other'!", text, count=1),
    "another rule in Google's wrapper": lambda text, _: f'=IFERROR(__xludf.DUMMYFUNCTION("E16/2"),{len(text)})',
    "turned negative": lambda text, _: f"=-({text[1:]})",
    "wrapped in IFERROR": lambda text, _: f"=IFERROR({text[1:]},0)",
    "another cell's formula copied here": lambda text, _: "=SUM(E16:E18)" if "SUM(E16:E18)" not in text else "",
    "a text that looks like it": lambda text, _: f'="{text[1:].replace(chr(34), chr(39))}"',
    "its opposite": lambda text, _: f"=1-({text[1:]})",
    "the smaller of it and 1": lambda text, _: f"=MIN(1,{text[1:]})",
}


def f103(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """Formulas deleted."""
    for tab in TABS:
        cells = formula_cells(clean, tab)
        if cells:
            yield cell_fault("F103", f"emptied ({tab})", dice.choice(cells), None)
    columns = {column for _, column in clean.formulas()}
    rollups = {r.key for r in clean.made.calendar.rollups}
    for column in ("latest", "status", "change", "n"):
        cells = [clean.at(*place) for place in clean.formulas("metrics") if place[1] == column]
        if column in columns and cells:
            yield cell_fault("F103", f"emptied ({column})", dice.choice(cells), None)
    totals = [clean.at(*place) for place in clean.formulas("calculator") if place[1] in rollups]
    yield cell_fault("F103", "a total emptied", dice.choice(totals), None)
    blocks = [clean.at(*p) for p in clean.formulas("calculator") if p[0].endswith((":low", ":n", ":counted"))]
    yield cell_fault("F103", "a part of a block emptied", dice.choice(blocks), None)
