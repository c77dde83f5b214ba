"""A filled .xlsx to a snapshot. Nothing in the file is evaluated or fetched; every refusal is one sentence."""

from __future__ import annotations

from pathlib import Path

from sheets_gen.errors import InputRefused
from sheets_gen.excel.book import read_book, read_dates, read_texts
from sheets_gen.excel.cells import read_tab
from sheets_gen.excel.package import Package, read_bytes, shown
from sheets_gen.snapshot import Snapshot


def read(path: Path) -> Snapshot:
    """The cells and names of a workbook. Raises InputRefused for anything that is not a readable .xlsx file."""
    data = read_bytes(path)
    try:
        return parse(data)
    except InputRefused as refused:
        raise InputRefused(f"{shown(path)}: {refused}") from None


def parse(data: bytes) -> Snapshot:
    """The same from the file's bytes; the sentence of a refusal then names no file."""
    package = Package(data)
    book = read_book(package)
    if len({sheet.part for sheet in book.sheets}) < len(book.sheets):
        raise InputRefused("says of one part that it is several tabs; open it and save it again")
    texts = read_texts(package, book.texts_part)
    dates = read_dates(package, book.styles_part)
    # The smallest first: a large tab is somebody's data beside the report, and may use up what reading may cost.
    order = sorted(range(len(book.sheets)), key=lambda at: package.size(book.sheets[at].part))
    found = {at: read_tab(package, book.sheets[at], texts, dates, from_1904=book.traits.from_1904) for at in order}
    return Snapshot(tuple(found[at] for at in range(len(book.sheets))), book.names, book.traits)
