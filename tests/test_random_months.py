"""A thousand random months, awkward ones among them: LibreOffice recalculates every metric to what we compute.

The second opinion (``compute``) knows the definitions alone; LibreOffice knows the workbook's formulas alone, for every
stored result in it was spoilt. Periods and roll-ups must agree to 1e-9 of the value, and in what is blank.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from openpyxl import load_workbook

from sheets_gen.catalogue import Item
from sheets_gen.compute import Result, compute
from sheets_gen.config import ALL, Config
from sheets_gen.template.schema import Input
from tests.engines import soffice, without_caches
from tests.helpers import Numbers, Report, report, template

SEED = 20260
RELATIVE = 1e-9
MOST_TWIN = 1e13
"""LibreOffice calls two numbers equal that differ by less than 1 in 2**48, where we do not: shares of counts above this
may, and so may numbers of more digits than the 15 that can be typed."""


class Shape(NamedTuple):
    """A kind of report, and how odd the numbers in it are."""

    periods: int
    every: str = "month"
    start: str = "2024-02"
    config: Config = Config(profile=ALL)
    blank: float = 0.0
    """How often a number is missing."""
    odd: float = 0.1
    """How often a number is awkward rather than plausible."""
    scales: tuple[int, ...] = (5,)
    """A survey's scale; where several were asked, totals are blank."""


STANDARD = Config(profile="standard")
GERMAN = Config(profile="standard", language="de", currency="CHF")
HARD = Config(profile=ALL, options={"ces_high_means": "hard"}, members={"categories": {"a": "A", "b": "Größe <2>"}})

SHAPES = (
    *(Shape(120, config=STANDARD, odd=odd) for odd in (0.0, 0.02, 0.1, 0.3, 1.0)),
    *(Shape(60, config=STANDARD, odd=0.1, blank=blank, scales=(5, 7)) for blank in (0.002, 0.2)),
    *(Shape(60, odd=odd, blank=blank) for odd, blank in ((0.1, 0.01), (1.0, 0.0))),
    Shape(120, config=GERMAN, odd=0.1, blank=0.02),
    Shape(60, config=HARD, odd=0.3),
    Shape(53, "week", "2026-W01", odd=0.1),
    Shape(40, "quarter", "2020-Q3", STANDARD, odd=0.1, blank=0.01),
)


def _plausible(dice: random.Random, given: Input, *, whole: bool) -> float:
    """Of a size that a team has; parts are often no larger than their whole, for both lie in one range."""
    most = dice.choice((30, 400, 400, 5_000))
    return dice.randint(0, most) if whole or given.unit == "money" else round(dice.uniform(0, most), dice.randint(0, 3))


def _awkward(dice: random.Random, *, whole: bool) -> float:
    """Nothing, one, more than anybody has, more digits than a cell shows; and what is next to nothing."""
    if whole:
        return dice.choice((0, 0, 1, 10**12, 999_999_999_999, dice.randint(0, 10**15 - 1), dice.randint(2, 10**7)))
    return dice.choice(
        (
            0,
            0.1,
            1e12,
            1e-9,
            dice.random(),
            dice.random() * 1e-12,
            dice.random() * 10 ** dice.randint(-6, 12),
            dice.randint(0, 10**14) / 1000,
            dice.random() * 1_000,
        )
    )


def _number(dice: random.Random, given: Input, odd: float) -> float:
    """A number within what the input may be."""
    whole = template().units[given.unit].whole
    value = _awkward(dice, whole=whole) if dice.random() < odd else _plausible(dice, given, whole=whole)
    value = max(value, given.least) if given.least is not None else value
    return min(value, given.most) if given.most is not None else value


def _row(dice: random.Random, item: Item, keys: tuple[str, ...], shape: Shape) -> dict[str, float]:
    """A number per period, none where it is left blank; a scale varies only where the shape says so."""
    kept = [key for key in keys if dice.random() >= shape.blank]
    if item.source.rollup != "param":
        return {key: _number(dice, item.source, shape.odd) for key in kept}
    if item.source.unit == "scale":
        return {key: shape.scales[at * len(shape.scales) // len(kept)] for at, key in enumerate(kept)}
    return dict.fromkeys(kept, _number(dice, item.source, shape.odd))


def _twins(dice: random.Random, numbers: dict[str, dict[str, float]], items: Mapping[str, Item], odd: float) -> None:
    """Here and there two rows hold the same number, or all but the same: differences cancel, shares are near a tie."""
    kinds = {key: (items[key].source.unit, items[key].source.rollup) for key in numbers}
    paired: set[tuple[str, str]] = set()
    for key, row in numbers.items():
        unit, rollup = kinds[key]
        others = [other for other in numbers if kinds[other] == kinds[key] and other != key and rollup != "param"]
        for period in row if others else ():
            other = dice.choice(others)
            twin = numbers[other].get(period, MOST_TWIN)
            if dice.random() < odd / 3 and twin < MOST_TWIN and not paired & {(key, period), (other, period)}:
                paired |= {(key, period), (other, period)}
                step = dice.choice((0, 1 if template().units[unit].whole else 0.01))
                numbers[other][period] = _typed(twin)
                row[period] = _typed(twin + step)


def _typed(number: float) -> float:
    """To the 15 digits that a spreadsheet keeps of what is typed."""
    return number if isinstance(number, int) else float(f"{number:.15g}")


def _made(shape: Shape, dice: random.Random) -> tuple[Report, Numbers]:
    """A report of the shape, filled at random."""
    span: dict[str, Any] = {
        "start": shape.start,
        "periods": shape.periods,
        "every": shape.every,
        "config": shape.config,
    }
    blank = report(**span)
    numbers = {key: _row(dice, item, blank.calendar.keys, shape) for key, item in blank.catalogue.items.items()}
    _twins(dice, numbers, blank.catalogue.items, shape.odd)
    return report(numbers, **span), numbers


def _metrics_tab(path: Path) -> list[tuple[Any, ...]]:
    """The values of the first tab, rows of columns."""
    book = load_workbook(path, read_only=True, data_only=True)
    try:
        rows: Iterator[tuple[Any, ...]] = book.worksheets[0].iter_rows(values_only=True)
        return list(rows)
    finally:
        book.close()


def _agrees(found: Any, expected: Result) -> bool:
    if expected is None or isinstance(expected, str):
        return bool((found or "") == (expected or "")) and not isinstance(found, (int, float))
    number = isinstance(found, (int, float)) and not isinstance(found, bool)
    return number and abs(found - expected) <= RELATIVE * max(abs(found), abs(expected))


def _compare(made: Report, numbers: Numbers, rows: list[tuple[Any, ...]], counted: Counter[str]) -> Iterator[str]:
    """What LibreOffice found other than we compute; counts what was held against each other."""
    expected: Mapping[str, Mapping[str, Result]] = compute(made.catalogue, made.calendar, numbers)
    columns = {*made.calendar.keys, *(rollup.key for rollup in made.calendar.rollups)}
    assert expected.keys() == {entry.id for entry in made.catalogue.entries}
    for id, values in expected.items():
        assert values.keys() == columns
        for column, value in values.items():
            _, row, at = made.place(f"metrics:{id}", column)
            found = rows[row - 1][at - 1]
            kind = "blank" if value is None else "name" if isinstance(value, str) else "number"
            counted[kind if column in made.calendar.keys else f"total {kind}"] += 1
            if not _agrees(found, value):
                raw = {key: numbers[key].get(column) for key in made.catalogue.entry(id).needed}
                yield f"{id} {column}: LibreOffice {found!r}, ours {value!r} of {raw}"


def test_libreoffice_recalculates_a_thousand_random_months(tmp_path: Path) -> None:
    dice = random.Random(SEED)
    made = {tmp_path / f"r{at:02}.xlsx": _made(shape, dice) for at, shape in enumerate(SHAPES)}
    for path, (one, _) in made.items():
        without_caches(one.save(tmp_path / "saved.xlsx"), path)
    out = tmp_path / "recalculated"
    out.mkdir()
    files = map(str, made)
    soffice(tmp_path / "profile", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out), *files)
    counted: Counter[str] = Counter()
    wrong: list[str] = []
    for path, (one, numbers) in made.items():
        filled = {period for row in numbers.values() for period in row}
        counted[f"{one.calendar.every}s"] += len(filled)
        wrong += (f"{path.name} {text}" for text in _compare(one, numbers, _metrics_tab(out / path.name), counted))
    assert wrong == []
    assert counted["months"] >= 1_000 and counted["weeks"] >= 50 and counted["quarters"] >= 40, counted
    assert counted["number"] >= 55_000 and counted["total number"] >= 18_000, counted
    assert counted["name"] >= 3_500 and counted["total name"] >= 1_200, counted
    assert counted["blank"] >= 4_000 and counted["total blank"] >= 1_000, counted
