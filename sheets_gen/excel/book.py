"""What a workbook says of itself: tabs, names, settings, shared texts, and which styles show dates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from sheets_gen.errors import InputRefused
from sheets_gen.excel.package import Package
from sheets_gen.snapshot import FoundName, Traits

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main "
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main "
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships "
MAX_TABS = 1_000
MAX_NAMES = 50_000
MAX_TEXTS = 2_000_000
MAX_STYLES = 200_000
MAX_FORMAT = 1_000
MAX_TITLE = 255
"""Characters of a tab's or a name's title; Excel allows 31 and 255."""
MAX_TEXT = 32_767
"""Characters that a cell can hold in any program; what is longer was not made by one and is cut."""
MAX_CHARACTERS = 40_000_000
"""Of all shared texts; one rare character makes each of them take four bytes."""
_TARGET = re.compile(
    r"(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?"
)
_TRUE = ("1", "true", "on")


class Sheet(NamedTuple):
    """A tab as the workbook lists it."""

    title: str
    state: str
    part: str


class Book(NamedTuple):
    """A workbook's own part, read."""

    sheets: tuple[Sheet, ...]
    names: Mapping[str, FoundName]
    traits: Traits
    texts_part: str
    styles_part: str


def read_book(package: Package) -> Book:
    """The workbook's main part and what it points to. Raises InputRefused."""
    main = package.book()
    relations = package.relations(main)
    found = _Main()
    package.parse(main, found.start, end=found.end, text=found.text)
    by_kind = dict(relations.values())
    sheets = tuple(
        Sheet(title, state, relations[id][1])
        for title, state, id in found.listed
        if relations.get(id, ("", ""))[0] == "worksheet"
    )
    if not sheets:
        raise InputRefused("holds no tabs that can be read; open it and save it as “Excel workbook (.xlsx)”")
    said = found.said
    traits = Traits(
        calculates=said.get("calcMode", "auto"),
        iterates=said.get("iterate", "0") in _TRUE,
        as_displayed=said.get("fullPrecision", "1") not in _TRUE,
        from_1904=said.get("date1904", "0") in _TRUE,
        carries=_carried(package),
        others=tuple(t for t, _, id in found.listed if relations.get(id, ("", ""))[0] not in ("worksheet", "")),
    )
    return Book(sheets, found.names, traits, by_kind.get("sharedStrings", ""), by_kind.get("styles", ""))


class _Main:
    """Expat's handlers over the workbook's main part, and what they have gathered."""

    def __init__(self) -> None:
        self.listed: list[tuple[str, str, str]] = []
        """Title, state and relation of each tab."""
        self.names: dict[str, FoundName] = {}
        self.said: dict[str, str] = {}
        self._name = ""
        self._pieces: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == MAIN + "sheet":
            if len(self.listed) < MAX_TABS:
                id = attributes.get(_RELATION + "id", "")
                self.listed.append(
                    (attributes.get("name", "")[:MAX_TITLE], attributes.get("state", "visible")[:20], id)
                )
        elif tag == MAIN + "definedName" and "localSheetId" not in attributes:
            self._name, self._pieces = attributes.get("name", "")[:MAX_TITLE], []
        elif tag in (MAIN + "calcPr", MAIN + "workbookPr"):
            self.said.update(attributes)
        elif tag == STRICT + "workbook":
            raise InputRefused("is a Strict Open XML workbook; save it as “Excel workbook (.xlsx)”, not Strict")

    def text(self, data: str) -> None:
        if self._name:
            self._pieces.append(data)

    def end(self, tag: str) -> None:
        if tag == MAIN + "definedName" and self._name:
            found = _name("".join(self._pieces))
            if found is not None and len(self.names) < MAX_NAMES:
                self.names[self._name] = found
            self._name = ""


def _name(text: str) -> FoundName | None:
    """A name over cells of one row; None for every other name."""
    match = _TARGET.fullmatch(text.strip()) if len(text) < MAX_FORMAT else None
    if match is None:
        return None
    quoted, plain, first, row, last, last_row = match.groups()
    if last_row not in (None, row):
        return None
    start = column_number(first)
    return FoundName(
        quoted.replace("''", "'") if quoted else plain, int(row), start, column_number(last) if last else start
    )


def column_number(letters: str) -> int:
    """The 1-based number of a column's letters: AB is 28."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


_CARRIED = (
    ("vbaproject.bin", "macros"),
    ("xl/macrosheets/", "macros"),
    ("xl/externallinks/", "links"),
    ("xl/connections.xml", "connections"),
    ("xl/querytables/", "connections"),
    ("xl/embeddings/", "embedded"),
    ("xl/activex/", "embedded"),
)


def _carried(package: Package) -> tuple[str, ...]:
    """Which kinds of parts that act or fetch the workbook carries; none of them is ever opened."""
    names = [name.casefold() for name in package.names]
    found = [kind for mark, kind in _CARRIED if any(mark in name for name in names)]
    return tuple(dict.fromkeys(found))


def read_texts(package: Package, part: str) -> list[str]:
    """The shared texts in order, without the reading aids of East Asian ones."""
    texts: list[str] = []
    if not part:
        return texts
    pieces: list[str] = []
    held = total = 0
    item, run, aid = MAIN + "si", MAIN + "t", MAIN + "rPh"
    inside = aided = False

    def start(tag: str, _: dict[str, str]) -> None:
        nonlocal inside, aided
        if tag == run:
            inside = not aided
        elif tag == aid:
            aided = True

    def text(data: str) -> None:
        nonlocal held
        if inside and held < MAX_TEXT:
            pieces.append(data)
            held += len(data)

    def end(tag: str) -> None:
        nonlocal inside, aided, held, total
        if tag == run:
            inside = False
        elif tag == item:
            texts.append("".join(pieces)[:MAX_TEXT])
            pieces.clear()
            total, held = total + held, 0
            if total > MAX_CHARACTERS:
                raise InputRefused(f"holds more than {MAX_CHARACTERS:,} characters of text; a report holds far fewer")
            if len(texts) > MAX_TEXTS:
                raise InputRefused(f"holds more than {MAX_TEXTS:,} texts; a report holds far fewer")
        elif tag == aid:
            aided = False

    package.parse(part, start, end=end, text=text)
    return texts


def read_dates(package: Package, part: str) -> list[bool]:
    """By style number: does a cell of that style show a date or time?"""
    shows: list[bool] = []
    if not part or part not in package:
        return shows
    own: dict[str, bool] = {}
    within = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal within
        if tag == MAIN + "numFmt":
            own[attributes.get("numFmtId", "")] = is_date_format(attributes.get("formatCode", ""))
        elif tag == MAIN + "cellXfs":
            within = True
        elif within and tag == MAIN + "xf" and len(shows) < MAX_STYLES:
            id = attributes.get("numFmtId", "0")
            shows.append(own.get(id, id in _DATE_IDS))

    def end(tag: str) -> None:
        nonlocal within
        if tag == MAIN + "cellXfs":
            within = False

    package.parse(part, start, end=end)
    return shows


_DATE_IDS = {str(id) for id in (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59))}
_ASIDE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\[\]]*\]', re.IGNORECASE)


def is_date_format(code: str) -> bool:
    """Does a number format show a date, a time or a length of time?"""
    if len(code) > MAX_FORMAT:
        return False
    first = _ASIDE.sub("", code).partition(";")[0].casefold()
    return "general" not in first and any(sign in first for sign in "ymdhs")
