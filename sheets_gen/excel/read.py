"""A filled .xlsx to a snapshot, by openpyxl. Every failure of the library ends here, as one sentence."""

from __future__ import annotations

import datetime as dt
import re
import stat
import warnings
import zipfile
from collections.abc import Generator
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.cell import column_index_from_string
from openpyxl.worksheet._reader import DATA_TAG, ROW_TAG, WorkSheetParser
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.xml.functions import iterparse

from sheets_gen.errors import InputRefused
from sheets_gen.formula.functions import NOT_A_NUMBER, ErrorValue, Value
from sheets_gen.plan.calculate import serial
from sheets_gen.snapshot import FoundCell, FoundName, FoundTab, Snapshot

MAX_BYTES = 20 * 1024 * 1024
MAX_CELLS = 300_000
MOST = 1e300
MAX_UNPACKED = 64 * 1024 * 1024
_TARGET = re.compile(
    r"(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?"
)
_OTHER_KINDS = {
    b"\xd0\xcf\x11\xe0": "is an old .xls file or is protected by a password; save it as .xlsx without password",
    b"<htm": "is a web page; save it as .xlsx",
    b"<!DO": "is a web page; save it as .xlsx",
    b"%PDF": "is a PDF; give the .xlsx file it was made from",
}


def read(path: Path) -> Snapshot:
    """The cells and names of a workbook. Raises InputRefused for anything that is not a readable .xlsx file."""
    _check(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book: Any = load_workbook(path, read_only=True, keep_links=False)
            try:
                tabs = tuple(FoundTab(sheet.title, _cells(book, sheet)) for sheet in book.worksheets)
            finally:
                book.close()
    except InputRefused as refused:
        raise InputRefused(f"{path}: {refused}") from None
    except Exception:
        # At least sixteen exception types come out of openpyxl for damaged files; none helps a reader.
        raise InputRefused(
            f"{path}: is damaged, or not a workbook that can be read; open it and save it again"
        ) from None
    if not tabs:
        raise InputRefused(f"{path}: holds no tabs that can be read; save it as “Excel workbook (.xlsx)”, not Strict")
    return Snapshot(tabs, _names(book))


def _check(path: Path) -> None:
    """Refuse what is plainly something else before a parser sees it."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise InputRefused(
                f"{path}: is {'a folder' if path.is_dir() else 'not a regular file'}; name an .xlsx file"
            )
        if status.st_size > MAX_BYTES:
            raise InputRefused(f"{path}: is larger than {MAX_BYTES // 1024**2} MiB; a report is far smaller")
        with open(path, "rb") as file:
            start = file.read(4)
        if start != b"PK\x03\x04":
            what = _OTHER_KINDS.get(start, "is not an .xlsx file; save it as .xlsx")
            raise InputRefused(f"{path}: {what}")
        with zipfile.ZipFile(path) as archive:
            if sum(info.file_size for info in archive.infolist()) > MAX_UNPACKED:
                raise InputRefused(
                    f"{path}: unpacks to more than {MAX_UNPACKED // 1024**2} MiB; a report is far smaller"
                )
            if "xl/workbook.xml" not in archive.namelist():
                raise InputRefused(f"{path}: is a zip file but not an .xlsx workbook; save it as .xlsx")
    except FileNotFoundError:
        raise InputRefused(f"{path}: no such file") from None
    except OSError as error:
        raise InputRefused(f"{path}: cannot be read ({error.strerror or error})") from None
    except zipfile.BadZipFile:
        raise InputRefused(f"{path}: is damaged (its zip directory cannot be read); get an undamaged copy") from None


class _Parser(WorkSheetParser):
    """Formulas and their stored results in one pass, and nothing behind the cells.

    openpyxl shows one or the other, so a workbook would be read twice. Making its cells, looks, merges and rules takes
    most of the time, and none of it is wanted here.
    """

    def parse(self) -> Generator[Any, None, None]:
        for _, element in iterparse(self.source):
            if element.tag == ROW_TAG:
                row = self.parse_row(element)
                element.clear()
                yield row
            elif element.tag == DATA_TAG:
                return

    def parse_cell(self, element: Any) -> dict[str, Any]:
        before = self.col_counter
        cell: dict[str, Any] = super().parse_cell(element)
        if cell["data_type"] == "f":
            self.data_only, self.col_counter = True, before
            result = super().parse_cell(element)
            self.data_only = False
            cell["result"] = (result["value"], result["data_type"])
        return cell


def _cells(book: Any, sheet: Any) -> dict[tuple[int, int], FoundCell]:
    formats = {"date_formats": book._date_formats, "timedelta_formats": book._timedelta_formats}
    found: dict[tuple[int, int], FoundCell] = {}
    count = 0
    with sheet._get_source() as source:
        parser = _Parser(source, sheet._shared_strings, data_only=False, epoch=book.epoch, **formats)
        for _, row in parser.parse():
            count += len(row)
            if count > MAX_CELLS:
                raise InputRefused(f"{sheet.title}: holds more than {MAX_CELLS:,} cells; a report is far smaller")
            found.update({(cell["row"], cell["column"]): _found(cell) for cell in row if cell["value"] is not None})
    return found


def _found(cell: dict[str, Any]) -> FoundCell:
    value, kind = cell["value"], cell["data_type"]
    if kind != "f":
        return FoundCell(_value(value, kind), None, isinstance(value, (dt.date, dt.datetime)))
    text = value if isinstance(value, str) else value.text if isinstance(value, ArrayFormula) else "={data table}"
    return FoundCell(_value(*cell["result"]), str(text or ""))


def _value(value: Any, kind: str) -> Value:
    if kind == "e" and isinstance(value, str):
        return ErrorValue(value)
    if isinstance(value, dt.datetime):
        moment = value.time()
        seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
        return serial(value.date()) + seconds / 86400 if seconds else serial(value.date())
    if isinstance(value, dt.date):
        return serial(value)
    if isinstance(value, dt.time):
        return (value.hour * 3600 + value.minute * 60 + value.second) / 86400
    if isinstance(value, dt.timedelta):
        return value.total_seconds() / 86400
    if isinstance(value, (int, float)) and not isinstance(value, bool) and not abs(value) < MOST:
        return NOT_A_NUMBER  # no program shows it as a number either
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)


def _names(book: Any) -> dict[str, FoundName]:
    found: dict[str, FoundName] = {}
    for name, defined in book.defined_names.items():
        match = _TARGET.fullmatch(defined.attr_text or "")
        if match is None:
            continue
        quoted, plain, first, row, last, last_row = match.groups()
        if last_row not in (None, row):
            continue
        tab = quoted.replace("''", "'") if quoted else plain
        start = column_index_from_string(first)
        found[name] = FoundName(tab, int(row), start, column_index_from_string(last) if last else start)
    return found
