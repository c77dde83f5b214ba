"""Faults of settings, ids and labels: S110, S112 to S114."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from functools import partial

from sheets_gen.snapshot import FoundCell, Snapshot
from tests.faults.fault import Fault, cell_fault, spots
from tests.faults.moved import inserted, moved
from tests.faults.plant_formulas import TABS
from tests.faults.plant_structure import row_ids
from tests.faults.reports import Address, Clean
from tests.tamper import tampered

SETTINGS = (
    ("report_periods", "11"),
    ("report_periods", "inf"),
    ("report_periods", ""),
    ("report_start", "2019-02"),
    ("report_start", "soon"),
    ("report_every", "fortnight"),
    ("report_metrics", "csat"),
    ("report_language", "xx"),
    ("report_language", "fr"),
    ("report_template_version", "1.0"),
    ("report_template_version", "x.y"),
    ("report_every", "year"),
    ("report_hours_basis", "clock"),
    ("report_ces_high_means", "hard"),
)


def s110(clean: Clean, dice: random.Random) -> Iterator[Fault]:  # noqa: ARG001
    """Settings changed by hand; told at the setting's cell."""
    for name, said in SETTINGS:
        if name == "report_ces_high_means" and "ces_responses" not in clean.made.catalogue.items:
            continue  # nothing in the report shows it, and nothing follows from it
        where = clean.at(f"calculator:{name}", "unit")
        if f"calculator:{name}" in clean.made.addresses.rows and clean.cell(where).value != said:
            yield Fault("S110", f"{name} = {said!r}", spots(where), {where: FoundCell(said) if said else None})
    headline = clean.at("calculator:report_headline", "unit")
    words = str(clean.cell(headline).value).split()
    for way, ids in (("in another order", words[::-1]), ("one of them", words[1:2])):
        cells = {headline: FoundCell(" ".join(ids))}
        yield Fault("S110", f"report_headline: {way}", spots(headline), cells)
    version = clean.at("calculator:report_template_version", "unit")
    yield cell_fault("S110", "made by a newer template", version, FoundCell("99.1"))
    for name, family in (("report_categories", "tickets_by_category."), ("report_channels", "contacts_by_channel.")):
        held = any(key.startswith(family) for key in clean.made.catalogue.items)
        if held:
            where = clean.at(f"calculator:{name}", "unit")
            yield Fault("S110", f"{name}: one left", spots(where), {where: FoundCell("returns")})


def s112(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """Rows copied, ids and all; told at the id that is read, the upper one."""
    title = clean.title("calculator")
    bottom = max(row for row, _ in clean.snapshot.tabs[2].cells) + 5
    for way, tab in (("an input below all", TABS[0]), ("a metric below all", TABS[1])):
        rows = {id: row for id, row in row_ids(clean, tab).items() if not id.startswith("report_")}
        id = dice.choice(list(rows))
        below = (clean.title(tab), bottom, 1)
        yield Fault("S112", way, spots((clean.title(tab), rows[id], 1)), {below: FoundCell(id)})
    for way, after in (("right below itself", 1), ("three rows lower", 3), ("a whole row with its numbers", 1)):
        row = clean.at(f"calculator:{dice.choice(clean.inputs())}", "id")[1]
        change = partial(_with_copy, title=title, row=row, after=after, whole="whole" in way)
        also = ("F102", "F104", "S109", "F108")
        yield Fault("S112", way, spots((title, row, 1), (title, row + after, 1)), memory=change, also=also)
    first, second = dice.sample(clean.inputs(), 2)
    a, b = (clean.at(f"calculator:{id}", "id") for id in (first, second))
    more = ("S103", "F102", "F104", "F108", "S107", "S113", "N110", "R101", "R102")
    yield Fault("S112", "an id typed over another", spots(a, b), {b: FoundCell(first)}, also=more, stale=True)
    setting = clean.at("calculator:report_title", "id")
    yield Fault("S112", "a setting below all", spots(setting), {(title, bottom, 1): FoundCell("report_title")})


def _with_copy(snapshot: Snapshot, title: str, row: int, after: int, *, whole: bool) -> Snapshot:
    """A row copied into a new one below it: all of it, or its id alone."""
    longer = moved(snapshot, title, rows=inserted(row + after))
    tab = longer.tab(title)
    assert tab is not None
    copied = {
        (title, row + after, column): cell
        for (at, column), cell in tab.cells.items()
        if at == row and (whole or column == 1)
    }
    return tampered(longer, copied)


LABELS: tuple[tuple[str, str, str, str | None], ...] = (
    ("an input's label", "calculator", "label", "Something else"),
    ("an input's unit", "calculator", "unit", "km"),
    ("a metric's label", "metrics", "label", "Our own name"),
    ("a metric's unit", "metrics", "unit", "?"),
    ("how it adds up", "calculator", "rollup", "average"),
    ("a label emptied", "calculator", "label", None),
    ("a label with a space more", "calculator", "label", " "),
)


def s113(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """Labels, units and fixed numbers changed."""
    for way, tab, column, new in LABELS:
        ids = clean.inputs() if tab == "calculator" else [e.id for e in clean.made.catalogue.entries]
        ids = [id for id in ids if "." not in id and f"{tab}:{id}" in clean.made.addresses.rows]
        where = clean.at(f"{tab}:{dice.choice(ids)}", column)
        text = f"{clean.cell(where).value} " if new == " " else new
        yield cell_fault("S113", way, where, FoundCell(text) if text else None)
    for way, row in (("an input", clean.inputs()[0]), ("another input", dice.choice(clean.inputs()[1:]))):
        where = clean.at(f"calculator:{row}", "id")
        yield cell_fault("S113", f"the id of {way} removed", where, None, stale=True)
    for tab in TABS:
        where = clean.at(f"{tab}:period_no", dice.choice(clean.periods))
        yield cell_fault("S113", f"a period's number ({tab})", where, FoundCell(40), also=("F108",))
    where = clean.at("calculator:filled", "rollup")
    yield cell_fault("S113", "how many inputs there are", where, FoundCell(12))
    where = clean.at("metrics:period", clean.made.calendar.rollups[0].key)
    yield cell_fault("S113", "the heading of a total", where, FoundCell("Q9"))
    where = clean.at("calculator:period", "unit")
    yield cell_fault("S113", "the heading of a column", where, FoundCell("Colour"))
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
    "full-width letters": lambda text: text.translate({n: n + 0xFEE0 for n in range(0x21, 0x7F)}) + "\u3000",
}


def _relabelled(clean: Clean, key: str, label: str) -> dict[Address, FoundCell | None]:
    """The label of a member changed in the calculator; the other tabs say what they said."""
    return {clean.at(f"calculator:{key}", "label"): FoundCell(label)}
