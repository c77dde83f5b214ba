"""Innocent changes and innocent numbers: verify must find nothing above a note in any of them."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from sheets_gen.excel.edit import CellEdit, Mark, edit
from sheets_gen.excel.read import parse
from sheets_gen.snapshot import FoundCell, FoundTab, Frame, Snapshot
from tests.faults.archive import BOOK, columns_marked, replaced, sheet
from tests.faults.moved import cycled, inserted, moved, renamed
from tests.faults.plant_formulas import TABS
from tests.faults.reports import SHAPES, Clean, clean, filled_report
from tests.helpers import Report
from tests.tamper import tampered

Given = dict[str, dict[str, float]]


class Innocent(NamedTuple):
    """A report in which nothing is wrong."""

    way: str
    shape: str
    snapshot: Snapshot


def innocents(names: tuple[str, ...], seed: int) -> Iterator[Innocent]:
    """Every innocent change in these reports."""
    for name in names:
        base, dice = clean(name), random.Random(f"{seed} {name}")
        for way, rewrite in REWRITES.items():
            yield Innocent(f"formulas: {way}", name, _rewritten(base.snapshot, rewrite))
        for way, snapshot in (*_arranged(base, dice), *_in_file(base, dice)):
            yield Innocent(way, name, snapshot)
        for way, level, change in NUMBERS:
            made, _ = filled_report(SHAPES[name], seed, level, change)
            yield Innocent(f"numbers: {way}", name, _read(made))


def _read(made: Report) -> Snapshot:
    from sheets_gen.excel.write import write

    return parse(write(made.plan))


def _rewritten(snapshot: Snapshot, rewrite: Callable[[FoundCell, str], str]) -> Snapshot:
    """Every formula spelled otherwise."""
    tabs = tuple(
        tab._replace(
            cells={
                at: cell._replace(formula=rewrite(cell, cell.formula)) if cell.formula else cell
                for at, cell in tab.cells.items()
            }
        )
        for tab in snapshot.tabs
    )
    return snapshot._replace(tabs=tabs)


def _outside(change: Callable[[str], str]) -> Callable[[FoundCell, str], str]:
    """A rewriting that leaves the texts in a formula alone, and the names of tabs in quotes."""

    def rewrite(_: FoundCell, text: str) -> str:
        pieces = re.split(r"(\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'!)", text)
        return "".join(piece if at % 2 else change(piece) for at, piece in enumerate(pieces))

    return rewrite


def _google(cell: FoundCell, text: str) -> str:
    """What Google's export makes of a formula."""
    value = cell.value
    shown = f'"{value}"' if isinstance(value, str) else repr(value) if value is not None else '""'
    return f'=IFERROR(__xludf.DUMMYFUNCTION("{text[1:].replace(chr(34), chr(34) * 2)}"),{shown})'


def _fixed(text: str) -> str:
    return re.sub(r"(?<![A-Za-z0-9_.$])\$?([A-Z]{1,3})\$?([0-9]+)(?![0-9(A-Za-z])", r"$\1$\2", text)


REWRITES: dict[str, Callable[[FoundCell, str], str]] = {
    "small letters": _outside(str.lower),
    "spaces after commas": _outside(lambda text: text.replace(",", ", ")),
    "spaces round operators": _outside(lambda text: re.sub(r"(?<=.)([-+*/=<>]+)", r" \1 ", text)),
    "a space after the equals sign": lambda _, text: f"= {text[1:]}",
    "line breaks": _outside(lambda text: text.replace(",", ",\n  ")),
    "everything fixed by $": _outside(_fixed),
    "nothing fixed by $": _outside(lambda text: text.replace("$", "")),
    "; for ,": _outside(lambda text: text.replace(",", ";")),
    "without _xlfn.": _outside(lambda text: text.replace("_xlfn.", "")),
    "_xlfn. before COUNTIFS": _outside(lambda text: text.replace("COUNTIFS(", "_xlfn.COUNTIFS(")),
    "a leading +": lambda _, text: f"=+{text[1:]}",
    "a leading @": lambda _, text: f"=@{text[1:]}",
    "@ before INDEX": _outside(lambda text: text.replace("INDEX(", "@INDEX(")),
    "quotes off the tabs' names": lambda _, text: re.sub(r"'(\w+)'!", r"\1!", text),
    "100 as 100.0": _outside(lambda text: re.sub(r"(?<![0-9A-Za-z.$:])100(?![0-9.:])", "100.0", text)),
    "1.96 as 1.960": _outside(lambda text: re.sub(r"(?<![0-9.])1\.96(?![0-9])", "1.960", text)),
    "Google's wrapper": _google,
    "a no-break space": _outside(lambda text: text.replace(",", ",\u00a0")),
    "tabs' names in capitals": lambda _, text: re.sub(r"'([^']+)'!", lambda m: f"'{m[1].upper()}'!", text),
}  # fmt: skip


def _arranged(base: Clean, dice: random.Random) -> Iterator[tuple[str, Snapshot]]:
    """Rows and columns inserted and moved, tabs renamed, added and moved."""
    snapshot = base.snapshot
    for tab in TABS:
        title = base.title(tab)
        column = base.at(f"{tab}:period", base.periods[2])[2]
        last = base.at(f"{tab}:period", base.periods[-1])[2]
        yield f"a column between two periods ({tab})", moved(snapshot, title, columns=inserted(column))
        yield f"two columns before the first ({tab})", moved(snapshot, title, columns=inserted(2, 2))
        yield f"a column after the last period ({tab})", moved(snapshot, title, columns=inserted(last + 1))
        rows = sorted(row for row, at in snapshot.tabs[TABS_AT[tab]].cells if at == 1 and row > 12)
        for row in dice.sample(rows, min(3, len(rows))):
            yield f"a row before row {row} ({tab})", moved(snapshot, title, rows=inserted(row))
        yield f"three rows at the top ({tab})", moved(snapshot, title, rows=inserted(1, 3))
        yield f"renamed to 'It''s new' ({tab})", renamed(snapshot, title, "It's new")
        yield f"renamed, only its case ({tab})", renamed(snapshot, title, title.upper(), formulas=False, names=False)
    yield "a section sorted", _sorted_section(base)
    yield "tabs in another order", snapshot._replace(tabs=snapshot.tabs[::-1])
    own = {(row, column): FoundCell(row * column) for row in range(1, 40) for column in range(1, 9)}
    for way, frame in (
        ("a tab", Frame()),
        ("a hidden tab", Frame("hidden", protected=False)),
        ("an open tab", Frame(protected=False)),
    ):
        yield f"{way} of one's own", snapshot._replace(tabs=(*snapshot.tabs, FoundTab("Own data", own, frame)))
    sums = {
        (1, 1): FoundCell(5, "=SUM(A2:A9)"),
        (2, 1): FoundCell(5, f"='{base.title('calculator')}'!E16"),
        (3, 1): FoundCell("#N/A?"),
    }
    yield "a tab with formulas of its own", snapshot._replace(tabs=(FoundTab("Extra", sums), *snapshot.tabs))
    wide = max(column for tab in snapshot.tabs for _, column in tab.cells) + 3
    for tab in TABS:
        beside = {(base.title(tab), row, wide): FoundCell(row) for row in range(5, 30)}
        beside |= {
            (base.title(tab), 4, wide): FoundCell("our remarks"),
            (base.title(tab), 31, wide): FoundCell(9, "=1+2"),
        }
        yield f"numbers and remarks beside the report ({tab})", tampered(snapshot, beside)


TABS_AT = {"metrics": 0, "volume": 1, "calculator": 2}


def _sorted_section(base: Clean) -> Snapshot:
    """The metrics of one section in another order, as by cutting and inserting their rows."""
    rows = [
        base.at(f"metrics:{e.id}", "id")[1]
        for e in base.made.catalogue.entries
        if f"metrics:{e.id}" in base.made.addresses.rows
    ]
    run = [rows[0]]
    for row in rows[1:]:
        if row != run[-1] + 1:
            break
        run.append(row)
    return moved(base.snapshot, base.title("metrics"), rows=cycled([*run[1:], run[0]]))


def _in_file(base: Clean, dice: random.Random) -> Iterator[tuple[str, Snapshot]]:
    """Comments, colours, looks and properties, written into the file."""
    key, period = dice.choice(base.inputs("count")), dice.choice(base.periods)
    where = base.at(f"calculator:{key}", period)
    mark = Mark(*where, "FFEE00", "Is this right?", "Somebody")
    yield "a comment and a colour", parse(edit(base.data, [mark]).data)
    remark = CellEdit(base.title("calculator"), where[1], 60, "ask Paul")
    yield "a remark beside a row", parse(edit(base.data, [remark]).data)
    last = base.made.addresses.columns["calculator"][base.made.calendar.rollups[-1].key]
    for way, change in {
        "a column of totals hidden": columns_marked(2, last, last, 'hidden="1"'),
        "calculated when opened": replaced(
            BOOK, r"<calcPr [^>]*/>", '<calcPr calcId="191029" fullCalcOnLoad="1" iterate="0" fullPrecision="1"/>'
        ),
        "no word of the calculation": replaced(BOOK, r"<calcPr [^>]*/>", ""),
        "another name in the name manager": replaced(
            BOOK,
            "</definedNames>",
            f"<definedName name=\"Ours\">'{base.title('metrics')}'!$A$1:$D$9</definedName></definedNames>",
        ),
        "wider columns": replaced(sheet(2), r'(<col min="2" max="2") width="[^"]*"', r'\1 width="70"'),
        "a larger view": replaced(sheet(2), r'workbookViewId="0"', 'zoomScale="150" workbookViewId="0"'),
        "numbers with exponents": replaced(sheet(2), r'(<c r="\w+" s="\d+"><v>\d+)0(</v>)', r"\1E1\2", count=0),
        "whole numbers with .0": replaced(sheet(2), r'(<c r="[E-H]\d+" s="\d+"><v>\d+)(</v>)', r"\1.0\2", count=0),
    }.items():
        yield way, parse(change(base.data))


def _steady(_: int) -> float:
    return 1.0


def _emptied(*gone: int) -> Callable[[Report, Given], Given]:
    def change(blank: Report, given: Given) -> Given:
        keys = {blank.calendar.keys[at] for at in gone}
        return {id: {key: value for key, value in row.items() if key not in keys} for id, row in given.items()}

    return change


def _partly(blank: Report, given: Given) -> Given:
    """Surveys only in every other period; the last one hardly begun."""
    for id in ("promoters", "passives", "detractors", "nps_responses", "csat_responses", "satisfied_responses"):
        for at, key in enumerate(blank.calendar.keys):
            if at % 2 and id in given:
                del given[id][key]
    last = blank.calendar.keys[-1]
    return {id: {k: v for k, v in row.items() if k != last or len(id) % 3} for id, row in given.items()}


def _still(blank: Report, given: Given) -> Given:
    """A period in which nothing came in: flows are 0, stocks stay."""
    key = blank.calendar.keys[3]
    for id, row in given.items():
        if blank.catalogue.items[id].source.rollup in ("flow", "mean"):
            row[key] = 0
    for end, start in (("customers_end", "customers_start"), ("backlog_end", "backlog_start")):
        if end in given:
            keys = blank.calendar.keys
            by = given[end][key] - given[start][key]
            given[end][key] = given[start][key]
            for later in keys[4:]:
                given[end][later] -= by
                given[start][later] -= by
    return given


def _small(blank: Report, given: Given) -> Given:
    """A very small team with the same few numbers in every period."""
    ones = {"nps_responses": 2, "promoters": 1, "passives": 1, "detractors": 0, "csat_responses": 2, "ces_responses": 2}
    made = {}
    for id, row in given.items():
        source = blank.catalogue.items[id].source
        family = id.partition(".")[0]
        value: float = ones.get(id, 1)
        if source.rollup == "param":
            value = next(iter(row.values()))
        elif family in ("tickets_by_category", "contacts_by_channel"):
            value = 1 if id.endswith((".returns", ".email")) else 0
        made[id] = dict.fromkeys(row, value)
    none = ("calls_abandoned", "calls_blocked", "negative_interactions", "tickets_reopened", "contacts_not_resolvable")
    fixed = dict.fromkeys((*none, "calls_abandoned_within", "calls_abandoned_short"), 0)
    fixed |= {"ces_score_sum": 2, "calls_offered": 1, "backlog_start": 1, "customers_start": 2, "customers_end": 2}
    return made | {id: dict.fromkeys(row, fixed[id]) for id, row in made.items() if id in fixed}


def _season(at: int) -> float:
    return 2.0 if at in (4, 5) else 1.0


NUMBERS: tuple[tuple[str, Callable[[int], float], Callable[[Report, Given], Given] | None], ...] = (
    ("a season of twice the volume", _season, None),
    ("one period of twice the volume", lambda at: 2.0 if at == 2 else 1.0, None),
    ("a holiday of half the volume", lambda at: 0.5 if at == 3 else 1.0, None),
    ("a first period of a tenth", lambda at: 0.1 if at == 0 else 1.0, None),
    ("a first period of a fifth, then growth", lambda at: 0.2 if at == 0 else 1.04**at, None),
    ("a last period that has just begun", lambda at: 1.0 if at < 7 else 0.25, None),
    ("30 percent more each period", lambda at: 0.3 * 1.3**at, None),
    ("30 percent less each period", lambda at: 20 * 0.7**at, None),
    ("a step to twice as much", lambda at: 1.0 if at < 5 else 2.0, None),
    ("very large", lambda at: 2000 * 1.01**at, None),
    ("rather small", lambda at: 0.06 * 1.02**at, None),
    ("waves", lambda at: (1.0, 1.4, 1.7, 1.2)[at % 4], None),
    ("an empty period in the middle", _steady, _emptied(3)),
    ("three empty periods", _steady, _emptied(2, 3, 6)),
    ("the last half not filled yet", _steady, _emptied(4, 5, 6, 7)),
    ("only two periods filled", _steady, _emptied(2, 3, 4, 5, 6, 7)),
    ("the first periods empty", _steady, _emptied(0, 1)),
    ("partly filled", _steady, _partly),
    ("a period in which nothing came in", _steady, _still),
    ("the same few numbers in every period", _steady, _small),
)
