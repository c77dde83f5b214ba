"""Faults of tabs, rows, columns, names, ids, settings and labels: S103 to S114 but S111."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from sheets_gen.formula.functions import BAD_REFERENCE
from sheets_gen.snapshot import FoundCell, FoundName, Snapshot
from tests.faults.archive import BOOK, LINKS, Change, chained, packed, parts_of, replaced
from tests.faults.fault import Fault, cell_fault, spots
from tests.faults.moved import deleted, inserted, moved, renamed, swapped, with_cell
from tests.faults.openpyxl_saved import saved_by_openpyxl
from tests.faults.plant_formulas import TABS
from tests.faults.reports import Address, Clean

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


def _cleared(title: str, row: int, id: str, names: tuple[str, ...]) -> Memory:
    """A row emptied from end to end, its names deleted."""

    def change(snapshot: Snapshot) -> Snapshot:
        tabs = tuple(
            tab._replace(cells={at: c for at, c in tab.cells.items() if at[0] != row}) if tab.title == title else tab
            for tab in snapshot.tabs
        )
        kept = {name: place for name, place in snapshot.names.items() if name not in names}
        return snapshot._replace(tabs=tabs, names=kept)

    assert id
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
            memory=lambda snapshot, title=title, at=rows[id]: moved(snapshot, title, rows=deleted(at)),
        )  # fmt: skip
        id = dice.choice(list(rows))
        change = _cleared(title, rows[id], id, names_at(clean, title, rows[id]))
        yield Fault("S103", f"cleared ({tab})", tab_spot(title), names=id, also=also, memory=change)
    title, rows = clean.title("calculator"), row_ids(clean, "calculator")
    for way, chosen in (
        ("an input", list(clean.inputs())), ("a setting", ["report_title", "report_currency"]),
        ("a part of a block", [id for id in rows if id.endswith((":counted", ":n"))]),
    ):  # fmt: skip
        id = dice.choice(chosen)
        yield Fault(
            "S103", f"{way} deleted", tab_spot(title), names=id, also=also,
            memory=lambda snapshot, at=rows[id]: moved(snapshot, title, rows=deleted(at)),
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
            memory=lambda snapshot, title=title, at=at: moved(snapshot, title, columns=deleted(at)),
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
        yield Fault("S105", f"deleted, formulas to #REF! ({tab})", spot, memory=_without_tab(title, refs=True), also=also)
        yield Fault("S105", f"taken out of the file ({tab})", spot, file=_sheet_gone(at), also=also)
        by_program = lambda data, at=at: saved_by_openpyxl(data, lambda book: book.remove(book.worksheets[at]))  # noqa: E731
        yield Fault("S105", f"deleted by openpyxl ({tab})", spot, file=by_program, also=also)
    title = clean.title("volume")
    other = _without_tab(clean.title("metrics"))
    yield Fault(
        "S105", "two of three deleted", tab_spot(title), memory=lambda s: other(_without_tab(title)(s)), also=(*also, "S105")
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
    for way, prefix in (("an input's", "in_"), ("a metric's", "m_"), ("a setting's", "report_"), ("another input's", "in_")):
        name = dice.choice([n for n in clean.snapshot.names if n.startswith(prefix)])
        at = clean.snapshot.names[name]
        where = (at.tab, at.row, 1)
        yield Fault("S106", f"{way}", spots(where), memory=lambda s, name=name: _without_name(s, name))
        pattern = rf'<definedName name="{name}">[^<]*</definedName>'
        yield Fault("S106", f"{way}, out of the file", spots(where), file=replaced(BOOK, pattern, ""))
        broken = rf'<definedName name="{name}">#REF!</definedName>'
        yield Fault("S106", f"{way}, to #REF! in the file", spots(where), file=replaced(BOOK, pattern, broken))


def _without_name(snapshot: Snapshot, name: str) -> Snapshot:
    return snapshot._replace(names={n: at for n, at in snapshot.names.items() if n != name})


def s107(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """Names that point elsewhere than the row's id stands."""
    for way, by in (("a row lower", 1), ("a row higher", -1), ("far below", 900), ("three rows lower", 3)):
        name = dice.choice([n for n in clean.snapshot.names if n.startswith("in_")])
        at = clean.snapshot.names[name]
        new = at._replace(row=at.row + by)
        yield Fault(
            "S107", f"{way}", spots((at.tab, at.row, 1)),
            memory=lambda s, name=name, new=new: s._replace(names={**s.names, name: new}),
        )  # fmt: skip
    name = dice.choice([n for n in clean.snapshot.names if n.startswith("m_")])
    at = clean.snapshot.names[name]
    other = FoundName(clean.title("calculator"), at.row, at.first, at.last)
    yield Fault(
        "S107", "in another tab", spots((at.tab, at.row, 1)), memory=lambda s: s._replace(names={**s.names, name: other})
    )
    pattern = rf'(<definedName name="{name}">[^<]*?\$)\d+(:[^<]*?\$)\d+(</definedName>)'
    moved_name = replaced(BOOK, pattern, rf"\g<1>{at.row + 1}\g<2>{at.row + 1}\g<3>")
    yield Fault("S107", "in the file", spots((at.tab, at.row, 1)), file=moved_name)
    first, second = dice.sample(clean.inputs("count"), 2)
    a, b = (clean.at(f"calculator:{id}", "id") for id in (first, second))
    cells = {a: FoundCell(second), b: FoundCell(first)}
    also = ("F102", "F103", "F104", "F108", "S113", "R101", "R102", "R103", "F105", "N112", "R104", "S110", "N110")
    yield Fault("S107", "two ids swapped", spots(a, b), cells, stale=True, also=also)


def s108(clean: Clean, dice: random.Random) -> Iterator[Fault]:  # noqa: ARG001
    """Tabs renamed by a program that leaves the formulas alone."""
    for tab, new in (("calculator", "Numbers"), ("metrics", "Board"), ("calculator", "It's mine"), ("volume", "数")):
        title = clean.title(tab)
        if tab == "volume" and not any(f"'{title}'!" in (c.formula or "") for t in clean.snapshot.tabs for c in t.cells.values()):
            continue  # nothing looks at it
        for names in (True, False):
            yield Fault(
                "S108", f"{tab} to {new}, names {'followed' if names else 'left'}", tab_spot(new),
                memory=lambda s, o=title, n=new, k=names: renamed(s, o, n, formulas=False, names=k), also=("S107",),
            )  # fmt: skip
    title = clean.title("calculator")
    in_file = replaced(BOOK, rf'<sheet name="{title}"', '<sheet name="Numbers"')
    yield Fault("S108", "calculator in the file", tab_spot("Numbers"), file=in_file, also=("S107",))

    def by_program(data: bytes) -> bytes:
        def change(book: object) -> None:
            book[title].title = "Numbers"  # type: ignore[index]

        return saved_by_openpyxl(data, change)

    yield Fault("S108", "calculator by openpyxl", tab_spot("Numbers"), file=by_program, also=("S107", "F109"))


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

        def change(s: Snapshot, title: str = title, at: int = at, n: int = count, c: list[int] = columns) -> Snapshot:
            s = moved(s, title, rows=inserted(at, n))
            for row in range(at, at + n):
                for column in c:
                    s = with_cell(s, (title, row, column), FoundCell(37 + row % 5))
            return s

        yield Fault("S109", way, spots((title, at, columns[0])), memory=change)
    gap = next(at for at, row in enumerate(clean.made.plan.tabs[2].rows, 1) if row.key.endswith(":end"))
    where = (clean.title("calculator"), gap, clean.at("calculator:period", clean.periods[2])[2])
    yield cell_fault("S109", "in the gap between two metrics", where, FoundCell(41))


SETTINGS = (
    ("report_periods", "11"), ("report_periods", "inf"), ("report_periods", ""), ("report_start", "2019-02"),
    ("report_start", "soon"), ("report_every", "fortnight"), ("report_metrics", "csat"), ("report_language", "xx"),
    ("report_language", "fr"), ("report_template_version", "1.0"), ("report_template_version", "x.y"), ("report_ces_high_means", "hard"),
    ("report_hours_basis", "clock"), ("report_every", "year"),
)  # fmt: skip


def s110(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """Settings changed by hand; told at the setting's id."""
    for name, said in SETTINGS:
        if name == "report_ces_high_means" and "ces_responses" not in clean.made.catalogue.items:
            continue  # nothing in the report shows it, and nothing follows from it
        where = clean.at(f"calculator:{name}", "unit")
        if f"calculator:{name}" in clean.made.addresses.rows and clean.cell(where).value != said:
            yield Fault(
                "S110", f"{name} = {said!r}", spots((where[0], where[1], 1)), {where: FoundCell(said) if said else None}
            )
    for name, family in (("report_categories", "tickets_by_category."), ("report_channels", "contacts_by_channel.")):
        held = any(key.startswith(family) for key in clean.made.catalogue.items)
        if held:
            where = clean.at(f"calculator:{name}", "unit")
            yield Fault("S110", f"{name}: one left", spots((where[0], where[1], 1)), {where: FoundCell("returns")})


def s112(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """Rows copied, ids and all; told at the id that is read, the upper one."""
    title = clean.title("calculator")
    bottom = max(row for row, _ in clean.snapshot.tabs[2].cells) + 5
    for way, tab in (("an input below all", "calculator"), ("a metric below all", "metrics")):
        ids = [id for id in row_ids(clean, tab) if not id.startswith("report_")]
        id = dice.choice(ids)
        where = (clean.title(tab), row_ids(clean, tab)[id], 1)
        yield Fault("S112", way, spots(where), {(where[0], bottom, 1): FoundCell(id)})
    for way, after in (("right below itself", 1), ("three rows lower", 3), ("a whole row with its numbers", 1)):
        id = dice.choice(clean.inputs())
        row = clean.at(f"calculator:{id}", "id")[1]

        def change(s: Snapshot, id: str = id, row: int = row, after: int = after, whole: bool = "whole" in way) -> Snapshot:
            s = moved(s, title, rows=inserted(row + after))
            copied = {"A"} if not whole else None
            tab = s.tab(title)
            assert tab is not None
            for (at, column), cell in list(tab.cells.items()):
                if at == row and (column == 1 or copied is None):
                    s = with_cell(s, (title, row + after, column), cell)
            return s

        also = ("F102", "F104", "S109", "F108")
        yield Fault("S112", way, spots((title, row, 1), (title, row + after, 1)), memory=change, also=also)
    first, second = dice.sample(clean.inputs(), 2)
    a, b = (clean.at(f"calculator:{id}", "id") for id in (first, second))
    also = ("S103", "F102", "F104", "F108", "S107", "S113", "N110", "R101", "R102")
    yield Fault("S112", "an id typed over another", spots(a, b), {b: FoundCell(first)}, also=also, stale=True)
    setting = clean.at("calculator:report_title", "id")
    yield Fault("S112", "a setting below all", spots(setting), {(title, bottom, 1): FoundCell("report_title")})


def s113(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """Labels, units and fixed numbers changed."""
    for way, tab, column, new in (
        ("an input's label", "calculator", "label", "Something else"), ("an input's unit", "calculator", "unit", "km"),
        ("a metric's label", "metrics", "label", "Our own name"), ("a metric's unit", "metrics", "unit", "?"),
        ("how it adds up", "calculator", "rollup", "average"), ("a label emptied", "calculator", "label", None),
        ("a label with a space more", "calculator", "label", " "),
    ):  # fmt: skip
        ids = clean.inputs() if tab == "calculator" else [e.id for e in clean.made.catalogue.entries]
        ids = [id for id in ids if "." not in id and f"{tab}:{id}" in clean.made.addresses.rows]
        where = clean.at(f"{tab}:{dice.choice(ids)}", column)
        text = f"{clean.cell(where).value} " if new == " " else new
        yield cell_fault("S113", way, where, FoundCell(text) if text else None)
    for tab in TABS:
        where = clean.at(f"{tab}:period_no", dice.choice(clean.periods))
        yield cell_fault("S113", f"a period's number ({tab})", where, FoundCell(40), also=("F108",))
    where = clean.at("calculator:filled", "rollup")
    yield cell_fault("S113", "how many inputs there are", where, FoundCell(12))
    where = clean.at("metrics:headline_name", "label")
    yield cell_fault("S113", "a word of the headline", where, FoundCell("Another word"))


def s114(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """Members of a list with one name; told at the second one's first row."""
    members = clean.made.catalogue.members
    for list_id, family in (("categories", "tickets_by_category"), ("channels", "contacts_by_channel")):
        keys = [key for key in clean.made.catalogue.items if key.startswith(f"{family}.")]
        if not keys:
            continue
        labels = members(list_id)
        for way, spell in _SPELLINGS.items():
            first, second = sorted(dice.sample(range(len(keys)), 2))
            cells = _relabelled(clean, keys[second], spell(labels[keys[first].partition(".")[2]]))
            where = clean.at(f"calculator:{keys[second]}", "id")
            yield Fault("S114", f"{way} ({list_id})", spots(where), cells, also=("S113", "F108"))


_SPELLINGS: dict[str, Callable[[str], str]] = {
    "the same": str,
    "in capitals": str.upper,
    "a space after it": lambda text: f"{text} ",
    "a no-break space": lambda text: text.replace(" ", "\u00a0") + "\u00a0",
    "two spaces": lambda text: f"  {text.replace(' ', '  ')}",
    "full-width letters": lambda text: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text) + "\u3000",
}


def _relabelled(clean: Clean, key: str, label: str) -> dict[Address, FoundCell | None]:
    """The label of a member changed in the calculator; the other tabs say what they said."""
    return {clean.at(f"calculator:{key}", "label"): FoundCell(label)}


__all__ = ["s103", "s104", "s105", "s106", "s107", "s108", "s109", "s110", "s112", "s113", "s114", "swapped"]
