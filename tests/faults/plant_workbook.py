"""Faults round the cells, planted into the file: S101, S102, S115 to S118."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from sheets_gen.plan.addresses import letters
from tests.faults.archive import BOOK, Change, added, chained, columns_marked, replaced, row_marked, sheet
from tests.faults.fault import WORKBOOK, Fault, spots
from tests.faults.plant_formulas import TABS
from tests.faults.plant_structure import tab_spot
from tests.faults.reports import Address, Clean, a1

CALCULATOR = 2
OFFICE = "application/vnd.openxmlformats-officedocument."
SHEETS, MICROSOFT = f"{OFFICE}spreadsheetml.", "application/vnd.ms-"


def _row(clean: Clean, dice: random.Random) -> Address:
    """The first cell of a row of an input."""
    return clean.at(f"calculator:{dice.choice(clean.inputs())}", "id")


ROWS = (
    ("a row", 'hidden="1"'),
    ("a row, as true", 'hidden="true"'),
    ("a row of a collapsed group", 'hidden="1" outlineLevel="1"'),
    ("a row of no height", 'ht="0" customHeight="1" hidden="1"'),
    ("a row of no height, not said to be hidden", 'ht="0" customHeight="1"'),
)


def s101(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """Hidden rows, columns and tabs; told at the first hidden row or column."""
    for way, attributes in ROWS:
        where = _row(clean, dice)
        yield Fault("S101", way, spots(where), file=row_marked(CALCULATOR, where[1], attributes))
    where = _row(clean, dice)
    rows = [row_marked(CALCULATOR, row, 'hidden="1"') for row in range(where[1], where[1] + 3)]
    yield Fault("S101", "three rows", spots(where), file=chained(*rows))
    for way, count, attributes in (
        ("a column", 1, 'hidden="1"'),
        ("three columns", 3, 'hidden="1"'),
        ("a column of no width", 1, 'width="0" customWidth="1"'),
        ("a grouped column", 1, 'hidden="true" outlineLevel="1" collapsed="1"'),
    ):
        column = clean.at("calculator:period", clean.periods[dice.randrange(len(clean.periods) - 3)])[2]
        spot = spots((clean.title("calculator"), 1, column))
        yield Fault("S101", way, spot, file=columns_marked(CALCULATOR, column, column + count - 1, attributes))
    title = clean.title("metrics")
    target = clean.at("metrics:nps", "target")
    yield Fault(
        "S101", "the row of a target", spots((title, target[1], 1)), file=row_marked(0, target[1], 'hidden="1"')
    )
    for at, tab in enumerate(TABS[::-1]):
        state = ("hidden", "veryHidden")[at % 2]
        title = clean.title(tab)
        change = replaced(BOOK, rf'(<sheet name="{re.escape(title)}")', rf'\1 state="{state}"')
        yield Fault("S101", f"a tab, {state} ({tab})", tab_spot(title), file=change)


def s102(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """Merged cells to type in; told at the first of them."""
    columns = [clean.at("calculator:period", period)[2] for period in clean.periods]
    for way, wide, high in (
        ("two beside each other", 2, 1),
        ("three", 3, 1),
        ("two below each other", 1, 2),
        ("a block", 2, 2),
        ("a whole row", len(columns), 1),
    ):
        runs = [key for key in clean.inputs() if _below_is_input(clean, key)] if high > 1 else clean.inputs()
        row = clean.at(f"calculator:{dice.choice(runs)}", "id")[1]
        first = columns[dice.randrange(len(columns) - wide + 1)]
        area = f"{letters(first)}{row}:{letters(first + wide - 1)}{row + high - 1}"
        yield Fault("S102", way, spots((clean.title("calculator"), row, first)), file=_merged(CALCULATOR, area))
    row = clean.at(f"calculator:{dice.choice(clean.inputs())}", "id")[1]
    area = f"{letters(columns[0] - 1)}{row}:{letters(columns[0])}{row}"
    yield Fault(
        "S102",
        "with the cell before it",
        spots((clean.title("calculator"), row, columns[0])),
        file=_merged(CALCULATOR, area),
    )
    target = clean.at("metrics:nps", "target")
    area = f"{a1(target)}:{letters(target[2])}{target[1] + 1}"
    yield Fault("S102", "two targets", spots(target), file=_merged(0, area))


def _below_is_input(clean: Clean, key: str) -> bool:
    title, row, _ = clean.at(f"calculator:{key}", "id")
    return clean.places.get((title, row + 1, 1), ("", ""))[0].partition(":")[2] in clean.made.catalogue.items


def _merged(at: int, area: str) -> Change:
    return replaced(sheet(at), r"(<mergeCells[^>]*>)", rf'\1<mergeCell ref="{area}"/>')


def s115(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """Data validations gone, one or all; told at the first cell of the first row concerned."""
    rows = [clean.at(f"calculator:{key}", clean.periods[0]) for key in clean.made.catalogue.items]
    last = clean.at("calculator:period", clean.periods[-1])[2]
    for way in ("one row", "another row", "a cell pasted over", "the last cell left out", "any value allowed"):
        where = dice.choice(rows)
        first, end, row = a1(where), f"{letters(last)}{where[1]}", where[1]
        third, fourth = f"{letters(where[2] + 1)}{row}", f"{letters(where[2] + 3)}{row}"
        whole = rf'sqref="{first}:{end}"'
        pattern, new = {
            "a cell pasted over": (whole, f'sqref="{first}:{third} {fourth}:{end}"'),
            "the last cell left out": (whole, f'sqref="{first}:{letters(last - 1)}{row}"'),
            "any value allowed": (rf'type="\w+"([^>]*{whole})', r"\1"),
        }.get(way, (rf"<dataValidation (?=[^>]*{whole})[^>]*(?:/>|>.*?</dataValidation>)", ""))
        yield Fault("S115", way, spots(where), file=replaced(sheet(CALCULATOR), pattern, new))
    everything = r"<dataValidations.*?</dataValidations>"
    yield Fault("S115", "all of the tab", spots(rows[0]), file=replaced(sheet(CALCULATOR), everything, ""))
    metrics = spots(*_guarded(clean, "metrics"), clean.at("metrics:headline_change", "unit"))
    yield Fault("S115", "all of the metrics tab", metrics, file=replaced(sheet(0), everything, ""))


def _guarded(clean: Clean, tab: str) -> list[Address]:
    plan = next(one for one in clean.made.plan.tabs if one.key == tab)
    return [clean.at(v.where.row, v.where.first) for v in plan.validations][:1]


CALCULATIONS = (
    ("manual", 'calcMode="manual"'),
    ("circles computed", 'iterate="1"'),
    ("as displayed", 'fullPrecision="0"'),
    ("manual, but saved calculated", 'calcMode="manual" calcOnSave="1"'),
    ("as displayed, as false", 'fullPrecision="false"'),
    ("circles computed a hundred times", 'iterate="true" iterateCount="100"'),
    ("all of them", 'calcMode="manual" iterate="1" fullPrecision="0"'),
)


def s116(clean: Clean, dice: random.Random) -> Iterator[Fault]:  # noqa: ARG001
    """Settings of the calculation."""
    at = frozenset({WORKBOOK})
    for way, said in CALCULATIONS:
        change = replaced(BOOK, r"<calcPr [^>]*/>", f'<calcPr calcId="191029" {said}/>')
        yield Fault("S116", way, at, file=change)


PARTS = (
    ("macros", "xl/vbaProject.bin", "", MICROSOFT + "office.vbaProject"),
    ("a link to another file", "xl/externalLinks/externalLink1.xml", "externalLink", SHEETS + "externalLink+xml"),
    ("a connection", "xl/connections.xml", "connections", SHEETS + "connections+xml"),
    ("an embedded object", "xl/embeddings/oleObject1.bin", "", OFFICE + "oleObject"),
    ("an embedded workbook", "xl/embeddings/Microsoft_Excel_Sheet1.xlsx", "", "application/octet-stream"),
    ("a query", "xl/queryTables/queryTable1.xml", "", SHEETS + "queryTable+xml"),
    ("a control", "xl/activeX/activeX1.bin", "", MICROSOFT + "office.activeX"),
    ("a macro sheet", "xl/macrosheets/sheet1.xml", "", MICROSOFT + "excel.macrosheet+xml"),
    ("a dialog sheet's macros", "XL/VBAPROJECT.BIN", "", MICROSOFT + "office.vbaProject"),
)


def s117(clean: Clean, dice: random.Random) -> Iterator[Fault]:  # noqa: ARG001
    """Parts that a report does not need."""
    at = frozenset({WORKBOOK})
    for way, name, kind, content_type in PARTS:
        yield Fault("S117", way, at, file=added(name, b"<x/>", kind=kind, content_type=content_type))


def s118(clean: Clean, dice: random.Random) -> Iterator[Fault]:  # noqa: ARG001
    """Protection taken off."""
    for at, tab in enumerate(TABS):
        number = {"metrics": 0, "volume": 1, "calculator": 2}[tab]
        title = clean.title(tab)
        gone = replaced(sheet(number), r"<sheetProtection[^>]*/>", "")
        yield Fault("S118", f"gone ({tab})", tab_spot(title), file=gone)
        off = ('sheet="0"', 'sheet="false"', "")[at]
        change = replaced(sheet(number), r'(<sheetProtection[^>]*?)sheet="1"', rf"\1{off}")
        yield Fault("S118", f"off: {off or 'no word of it'} ({tab})", tab_spot(title), file=change)
