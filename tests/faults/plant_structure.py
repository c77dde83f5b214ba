"""Faults of tabs, rows, columns and names: S103 to S109."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from sheets_gen.formula.functions import BAD_REFERENCE
from sheets_gen.snapshot import FoundCell, FoundName, Snapshot
from tests.faults.archive import BOOK, LINKS, Change, chained, packed, parts_of, replaced
from tests.faults.fault import Fault, cell_fault, spots
from tests.faults.moved import deleted, inserted, moved, renamed
from tests.faults.openpyxl_saved import saved_by_openpyxl
from tests.faults.plant_formulas import TABS
from tests.faults.reports import Address, Clean
from tests.tamper import tampered

Memory = Callable[[Snapshot], Snapshot]


def tab_spot(title: str) -> frozenset[tuple[str, str]]:
    """A finding on the tab as a whole."""
    return frozenset({(title, "")})


def row_ids(clean: Clean, tab: str) -> dict[str, int]:
    """Rows of a tab that have an id, without its heading's."""
    return {
        row.key.partition(":")[2]: at
        for one in clean.made.plan.tabs
        if one.key == tab
        for at, row in enumerate(one.rows, 1)
        if "id" in row.cells and row.key not in (f"{tab}:columns", f"{tab}:period")
    }


def _cleared(title: str, row: int, names: tuple[str, ...]) -> Memory:
    """A row emptied from end to end, its names deleted."""

    def change(snapshot: Snapshot) -> Snapshot:
        tabs = tuple(
            tab._replace(cells={at: c for at, c in tab.cells.items() if at[0] != row}) if tab.title == title else tab
            for tab in snapshot.tabs
        )
        kept = {name: place for name, place in snapshot.names.items() if name not in names}
        return snapshot._replace(tabs=tabs, names=kept)

    return change


def names_at(clean: Clean, title: str, row: int) -> tuple[str, ...]:
    """Defined names over cells of a row."""
    return tuple(name for name, at in clean.snapshot.names.items() if (at.tab, at.row) == (title, row))


def s103(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """Rows deleted."""
    also = ("F102", "F104", "F107", "F108", "S107", "S110")
    for tab in TABS:
        title, rows = clean.title(tab), row_ids(clean, tab)
        if not rows:
            continue
        id = dice.choice(list(rows))
        yield Fault(
            "S103", f"deleted ({tab})", tab_spot(title), names=id, also=also,
            memory=partial(moved, title=title, rows=deleted(rows[id])),
        )  # fmt: skip
        id = dice.choice(list(rows))
        change = _cleared(title, rows[id], names_at(clean, title, rows[id]))
        yield Fault("S103", f"cleared ({tab})", tab_spot(title), names=id, also=also, memory=change)
    title, rows = clean.title("calculator"), row_ids(clean, "calculator")
    for way, chosen in (
        ("an input", list(clean.inputs())), ("a setting", ["report_title", "report_currency"]),
        ("a part of a block", [id for id in rows if id.endswith((":counted", ":n"))]),
    ):  # fmt: skip
        id = dice.choice(chosen)
        yield Fault(
            "S103", f"{way} deleted", tab_spot(title), names=id, also=also,
            memory=partial(moved, title=title, rows=deleted(rows[id])),
        )  # fmt: skip


def s104(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """Columns deleted, or their id cleared."""
    also = ("F102", "F104", "F107", "F108", "S107", "S110", "S111", "S105")
    for tab in TABS:
        title = clean.title(tab)
        middle = clean.periods[dice.randrange(1, len(clean.periods) - 1)]
        at = clean.at(f"{tab}:period", middle)[2]
        yield Fault(
            "S104", f"a period deleted ({tab})", tab_spot(title), names=middle, also=also,
            memory=partial(moved, title=title, columns=deleted(at)),
        )  # fmt: skip
    for way, tab, column in (
        ("the id of a period cleared", "calculator", dice.choice(clean.periods)), ("the status", "metrics", "status"),
        ("the latest value", "metrics", "latest"), ("a total", "calculator", clean.made.calendar.rollups[0].key),
        ("the last period", "metrics", clean.periods[-1]), ("the first period", "metrics", clean.periods[0]),
    ):  # fmt: skip
        where = clean.at(f"{tab}:columns", column)
        yield Fault(
            "S104", f"{way}: its id cleared", tab_spot(where[0]), {where: None}, names=column, also=also, stale=True
        )


def s105(clean: Clean, dice: random.Random) -> Iterator[Fault]:  # noqa: ARG001
    """Tabs deleted: as read, in the file, by a program; their formulas elsewhere left or turned to errors."""
    also = ("F102", "F107", "F108", "S107", "S106", "F109", "F101")
    for tab, at in (("metrics", 0), ("volume", 1)):
        title = clean.title(tab)
        spot = tab_spot(title)
        yield Fault("S105", f"deleted ({tab})", spot, memory=_without_tab(title), also=also)
        yield Fault(
            "S105", f"deleted, formulas to #REF! ({tab})", spot, memory=_without_tab(title, refs=True), also=also
        )
        yield Fault("S105", f"taken out of the file ({tab})", spot, file=_sheet_gone(at), also=also)
        by_program = lambda data, at=at: saved_by_openpyxl(data, lambda book: book.remove(book.worksheets[at]))  # noqa: E731
        yield Fault("S105", f"deleted by openpyxl ({tab})", spot, file=by_program, also=also)
    title = clean.title("volume")
    other = _without_tab(clean.title("metrics"))
    yield Fault(
        "S105",
        "two of three deleted",
        tab_spot(title),
        memory=lambda s: other(_without_tab(title)(s)),
        also=(*also, "S105"),
    )


def _without_tab(title: str, *, refs: bool = False) -> Memory:
    quoted = "'" + title.replace("'", "''") + "'!"

    def broken(cell: FoundCell) -> FoundCell:
        if cell.formula is None or quoted not in cell.formula:
            return cell
        return FoundCell(BAD_REFERENCE, cell.formula.replace(quoted, "#REF!"))

    def change(snapshot: Snapshot) -> Snapshot:
        left = tuple(tab for tab in snapshot.tabs if tab.title != title)
        if refs:
            left = tuple(tab._replace(cells={at: broken(c) for at, c in tab.cells.items()}) for tab in left)
        names = {name: at for name, at in snapshot.names.items() if at.tab != title}
        return snapshot._replace(tabs=left, names=names)

    return change


def _sheet_gone(at: int) -> Change:
    def change(data: bytes) -> bytes:
        parts = parts_of(data)
        del parts[f"xl/worksheets/sheet{at + 1}.xml"]
        gone = replaced(BOOK, rf'<sheet name="[^"]*" sheetId="{at + 1}"[^/]*/>', "")
        link = replaced(LINKS, rf'<Relationship [^>]*worksheets/sheet{at + 1}\.xml"/>', "")
        return chained(gone, link)(packed(parts))

    return change


def s106(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """Defined names deleted; the row is told at its id."""
    for way, prefix in (
        ("an input's", "in_"),
        ("a metric's", "m_"),
        ("a setting's", "report_"),
        ("another input's", "in_"),
    ):
        name = dice.choice([n for n in clean.snapshot.names if n.startswith(prefix)])
        at = clean.snapshot.names[name]
        where = (at.tab, at.row, 1)
        yield Fault("S106", f"{way}", spots(where), memory=partial(_without_name, name=name))
        pattern = rf'<definedName name="{name}">[^<]*</definedName>'
        yield Fault("S106", f"{way}, out of the file", spots(where), file=replaced(BOOK, pattern, ""))
        broken = rf'<definedName name="{name}">#REF!</definedName>'
        yield Fault("S106", f"{way}, to #REF! in the file", spots(where), file=replaced(BOOK, pattern, broken))


def _without_name(snapshot: Snapshot, name: str) -> Snapshot:
    return snapshot._replace(names={n: at for n, at in snapshot.names.items() if n != name})


def _with_name(snapshot: Snapshot, name: str, new: FoundName) -> Snapshot:
    return snapshot._replace(names={**snapshot.names, name: new})


def s107(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """Names that point elsewhere than the row's id stands."""
    for way, by in (("a row lower", 1), ("a row higher", -1), ("far below", 900), ("three rows lower", 3)):
        name = dice.choice([n for n in clean.snapshot.names if n.startswith("in_")])
        at = clean.snapshot.names[name]
        new = at._replace(row=at.row + by)
        yield Fault(
            "S107", f"{way}", spots((at.tab, at.row, 1)),
            memory=partial(_with_name, name=name, new=new),
        )  # fmt: skip
    name = dice.choice([n for n in clean.snapshot.names if n.startswith("m_")])
    at = clean.snapshot.names[name]
    other = FoundName(clean.title("calculator"), at.row, at.first, at.last)
    yield Fault(
        "S107",
        "in another tab",
        spots((at.tab, at.row, 1)),
        memory=partial(_with_name, name=name, new=other),
    )
    pattern = rf'(<definedName name="{name}">[^<]*?\$)\d+(:[^<]*?\$)\d+(</definedName>)'
    moved_name = replaced(BOOK, pattern, rf"\g<1>{at.row + 1}\g<2>{at.row + 1}\g<3>")
    yield Fault("S107", "in the file", spots((at.tab, at.row, 1)), file=moved_name)
    first, second = dice.sample(clean.inputs("count"), 2)
    a, b = (clean.at(f"calculator:{id}", "id") for id in (first, second))
    cells = {a: FoundCell(second), b: FoundCell(first)}
    also = ("F102", "F103", "F104", "F108", "S113", "R101", "R102", "R103", "F105", "N112", "R104", "S110", "N110")
    yield Fault("S107", "two ids swapped", spots(a, b), cells, stale=True, also=also)


def _is_looked_at(clean: Clean, title: str) -> bool:
    """Does any formula name the tab?"""
    cells = (cell for tab in clean.snapshot.tabs for cell in tab.cells.values())
    return any(f"'{title}'!" in (cell.formula or "") for cell in cells)


def s108(clean: Clean, dice: random.Random) -> Iterator[Fault]:  # noqa: ARG001
    """Tabs renamed by a program that leaves the formulas alone."""
    for tab, new in (("calculator", "Numbers"), ("metrics", "Board"), ("calculator", "It's mine"), ("volume", "数")):
        title = clean.title(tab)
        if tab == "volume" and not _is_looked_at(clean, title):
            continue
        for names in (True, False):
            yield Fault(
                "S108", f"{tab} to {new}, names {'followed' if names else 'left'}", tab_spot(new),
                memory=partial(renamed, old=title, new=new, formulas=False, names=names), also=("S107",),
            )  # fmt: skip
    title = clean.title("calculator")
    in_file = replaced(BOOK, rf'<sheet name="{title}"', '<sheet name="Numbers"')
    yield Fault("S108", "calculator in the file", tab_spot("Numbers"), file=in_file, also=("S107",))

    def by_program(data: bytes) -> bytes:
        def change(book: object) -> None:
            book[title].title = "Numbers"  # type: ignore[index]

        return saved_by_openpyxl(data, change)

    yield Fault("S108", "calculator by openpyxl", tab_spot("Numbers"), file=by_program, also=("S107", "F109"))


def _with_rows(snapshot: Snapshot, title: str, at: int, count: int, numbers: Mapping[Address, FoundCell]) -> Snapshot:
    return tampered(moved(snapshot, title, rows=inserted(at, count)), numbers)


def s109(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """Numbers in inserted rows."""
    for way, tab, count, periods in (
        ("a new input in every period", "calculator", 1, len(clean.periods)), ("a single number", "calculator", 1, 1),
        ("two rows", "calculator", 2, 3), ("in the volume tab", "volume", 1, 2), ("four numbers", "calculator", 1, 4),
    ):  # fmt: skip
        rows = sorted(row_ids(clean, tab).values())
        if len(rows) < 5:
            continue
        title, at = clean.title(tab), dice.choice(rows[3:-2])
        chosen = sorted(dice.sample(clean.periods, periods))
        columns = [clean.at(f"{tab}:period", period)[2] for period in chosen]

        numbers = {(title, row, column): FoundCell(37 + row % 5) for row in range(at, at + count) for column in columns}
        change = partial(_with_rows, title=title, at=at, count=count, numbers=numbers)
        yield Fault("S109", way, spots((title, at, columns[0])), memory=change)
    gap = next(at for at, row in enumerate(clean.made.plan.tabs[2].rows, 1) if row.key.endswith(":end"))
    where = (clean.title("calculator"), gap, clean.at("calculator:period", clean.periods[2])[2])
    yield cell_fault("S109", "in the gap between two metrics", where, FoundCell(41))
