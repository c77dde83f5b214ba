"""Faults of headings and periods: D101 to D105 and S111."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator
from functools import partial

from sheets_gen.config import Config
from sheets_gen.formula.functions import Value
from sheets_gen.plan.calculate import serial
from sheets_gen.snapshot import FoundCell, Snapshot
from tests.faults.archive import BOOK, Change, chained, replaced, sheet
from tests.faults.fault import WORKBOOK, Fault, cell_fault, spots
from tests.faults.moved import cycled, inserted, moved, swapped
from tests.faults.openpyxl_saved import saved_by_openpyxl
from tests.faults.plant_formulas import TABS
from tests.faults.reports import Address, Clean, Shape, a1, clean_of, filled_report
from tests.helpers import report


def _heading(clean: Clean, dice: random.Random, tab: str = "") -> tuple[Address, int]:
    """A random heading and the number of its period."""
    at = dice.randrange(1, len(clean.periods) - 1)
    return clean.at(f"{tab or dice.choice(TABS)}:period", clean.periods[at]), at


def d101(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """Periods' columns moved or copied, with everything that stands in them."""
    for tab in TABS:
        title, columns = clean.title(tab), _columns(clean, tab)
        at = dice.randrange(1, len(columns) - 2)
        yield _moved(
            title,
            f"two neighbours ({tab})",
            cycled([*columns[:at], columns[at + 1], columns[at], *columns[at + 2 :]]),
            columns,
        )
    title, columns = clean.title("calculator"), _columns(clean, "calculator")
    yield _moved(title, "the last one first", cycled([columns[-1], *columns[:-1]]), columns)
    yield _moved(title, "the first one last", cycled([*columns[1:], columns[0]]), columns)
    yield _moved(title, "all turned round", cycled(columns[::-1]), columns)
    yield _moved(title, "two far apart", swapped(columns[0], columns[-1]), columns)
    for tab in TABS[:2]:
        columns = _columns(clean, tab)
        column = dice.choice(columns[:-1])
        yield Fault(
            "D101", f"a column copied ({tab})", spots((clean.title(tab), 1, column + 1), (clean.title(tab), 1, column)),
            memory=_copied(clean.title(tab), column), also=("S109",),
        )  # fmt: skip


def _columns(clean: Clean, tab: str) -> list[int]:
    return [clean.at(f"{tab}:period", period)[2] for period in clean.periods]


def _moved(title: str, way: str, move: Callable[[int], int | None], columns: list[int]) -> Fault:
    """The finding stands at the id of a period that is out of its place."""
    out = [(title, 1, at) for at in columns if move(at) != at]
    return Fault(
        "D101", way, spots(*out), memory=partial(moved, title=title, columns=move),
        also=("D101", "F102", "F104", "F105", "F108", "R103"),
    )  # fmt: skip


def _copied(title: str, column: int) -> Callable[[Snapshot], Snapshot]:
    """A column inserted beside one, and that one copied into it."""

    def change(snapshot: Snapshot) -> Snapshot:
        wider = moved(snapshot, title, columns=inserted(column + 1))
        tab = wider.tab(title)
        assert tab is not None
        cells = dict(tab.cells)
        cells |= {(row, column + 1): cell for (row, at), cell in tab.cells.items() if at == column}
        tabs = tuple(tab._replace(cells=cells) if one.title == title else one for one in wider.tabs)
        return wider._replace(tabs=tabs)

    return change


def d102(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """Headings typed as text."""
    forms = (
        "%Y-%m-%d",
        "%d.%m.%Y",
        "%m/%d/%Y",
        "%d/%m/%y",
        "%Y/%m/%d",
        "%b %Y",
        "%B %y",
        "%b-%y",
        "%Y年%m月",
        "%d. %B",
    )
    for form in forms:
        where, at = _heading(clean, dice)
        text = clean.made.calendar.periods[at].start.strftime(form)
        yield cell_fault("D102", f"as {form}", where, FoundCell(text))
    for way, spell in (
        ("its key", str),
        ("with an apostrophe", lambda key: f"'{key}"),
        ("a word", lambda key: f"{key}!"),
    ):
        where, at = _heading(clean, dice)
        yield cell_fault("D102", way, where, FoundCell(spell(clean.periods[at])))


def d103(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """Another day of the right period."""
    periods = clean.made.calendar.periods
    for way, after in (
        ("its second day", 1),
        ("its third", 2),
        ("its sixth", 5),
        ("its last", -1),
        ("noon of its first", 0.5),
    ):
        where, at = _heading(clean, dice)
        start = serial(periods[at].start)
        day = serial(periods[at + 1].start) - 1 if after == -1 else start + after
        yield cell_fault("D103", way, where, FoundCell(day, None, is_date=True))
    where, at = _heading(clean, dice)
    value = serial(periods[at].start) + 3
    yield cell_fault("D103", "its fourth, as a plain number", where, FoundCell(value))


def s111(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """Headings of another period, or of none."""
    periods = clean.made.calendar.periods
    for way, by in (("the next one", 1), ("the one before", -1)):
        for tab in TABS:
            where, at = _heading(clean, dice, tab)
            day = serial(periods[at + by].start)
            yield cell_fault("S111", f"{way} ({tab})", where, FoundCell(day, None, is_date=True))
    others: dict[str, Value] = {
        "a year earlier": serial(periods[1].start) - 365,
        "four years and a day off": serial(periods[1].start) - 1462,
        "a small number": 3,
        "TRUE": True,
        "only a space": " ",
        "a negative number": -4,
    }
    for way, value in others.items():
        where, at = _heading(clean, dice)
        if way in ("a year earlier", "four years and a day off"):
            where = (where[0], where[1], clean.at("metrics:period", clean.periods[1])[2])
        yield cell_fault("S111", way, where, FoundCell(value, None, is_date=way.endswith(("earlier", "off"))))
    where, _ = _heading(clean, dice)
    yield cell_fault("S111", "emptied", where, None)


_EPOCH_1904 = 1462


def d104(clean: Clean, dice: random.Random) -> Iterator[Fault]:  # noqa: ARG001
    """The days of the workbook counted from 1904; its dates are the same days."""
    for way, said in (("1", 'date1904="1"'), ("true", 'date1904="true"')):
        yield Fault("D104", way, frozenset({WORKBOOK}), file=chained(_shifted(clean), _flag(said)))
    first = replaced(BOOK, r"<workbookPr ", '<workbookPr showObjects="all" date1904="1" ')
    yield Fault("D104", "among other settings", frozenset({WORKBOOK}), file=chained(_shifted(clean), first))
    alone = replaced(BOOK, r"<workbookPr [^>]*/>", '<workbookPr date1904="1"></workbookPr>')
    yield Fault("D104", "alone", frozenset({WORKBOOK}), file=chained(_shifted(clean), alone))
    yield Fault(
        "D104",
        "switched on without a word, headings not moved",
        frozenset({WORKBOOK}),
        file=_flag('date1904="1"'),
        also=("S111", "F108", "N102"),
    )
    yield Fault("D104", "saved by openpyxl", frozenset({WORKBOOK}), file=_by_openpyxl, also=("F109",))


def _flag(said: str) -> Change:
    return replaced(BOOK, r"<workbookPr ", f"<workbookPr {said} ")


def _by_openpyxl(data: bytes) -> bytes:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    def change(book: object) -> None:
        book.epoch = CALENDAR_MAC_1904  # type: ignore[attr-defined]

    return saved_by_openpyxl(data, change)


def _shifted(clean: Clean) -> Change:
    """The headings as a workbook counts them that counts from 1904."""

    def change(data: bytes) -> bytes:
        for at, tab in enumerate(clean.made.plan.tabs):
            for period in clean.made.calendar.periods:
                where = clean.at(f"{tab.key}:period", period.key)
                old = serial(period.start)
                name = a1(where)
                data = replaced(sheet(at), rf'(<c r="{name}"[^>]*><v>){old}(</v>)', rf"\g<1>{old - _EPOCH_1904}\2")(
                    data
                )
        return data

    return change


def _future(dice: random.Random) -> Clean:
    """A report of this month and the two to come, filled for this month."""
    today = dt.date.today()
    config = Config(metrics=("nps", "csat", "retention_rate", "ticket_volume"))
    made, numbers = filled_report(Shape(config, f"{today:%Y-%m}", 3), dice.randrange(100))
    first = made.calendar.keys[0]
    given = {key: {first: row[first]} for key, row in numbers.items()}
    made = report(given, start=f"{today:%Y-%m}", periods=3, config=config)
    return clean_of("future", made, given)


def d105(clean: Clean, dice: random.Random) -> Iterator[Fault]:  # noqa: ARG001
    """Numbers in periods that have not begun; told at the first of them."""
    base = _future(dice)
    keys = base.inputs("count")
    later = base.periods[1:]
    for way, count, periods in (
        ("one number", 1, later[:1]), ("one number, two periods ahead", 1, later[1:]),
        ("a full period", len(keys), later[:1]),
        ("two periods", 2, later), ("three numbers", 3, later[1:]),
    ):  # fmt: skip
        chosen = sorted(dice.sample(keys, count), key=list(base.made.catalogue.items).index)
        cells = {
            base.at(f"calculator:{k}", p): FoundCell(base.numbers[k][base.periods[0]] + 1)
            for k in chosen
            for p in periods
        }
        first = base.at(f"calculator:{chosen[0]}", periods[0])
        also = ("R101", "R102", "R103")
        yield Fault("D105", way, spots(first), cells, also=also, instead=base)
    where = base.at(f"calculator:{keys[0]}", later[0])
    yield Fault("D105", "a number as text", spots(where), {where: FoundCell("123")}, instead=base)
