"""Workbooks written by hand, and oracles for edits that share no code with the editor."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any
from xml.etree import ElementTree

from openpyxl import load_workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SHEET = "xl/worksheets/sheet1.xml"
STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="10" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>'
    '<xf numFmtId="2" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1"><alignment horizontal="right"/>'
    '<protection locked="0"/></xf><xf numFmtId="1" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def sheet(rows: str, *, before: str = "", after: str = "") -> str:
    """A sheet's part around its rows."""
    return (
        f'{HEAD}<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'
    )


def relations(*links: tuple[str, str, str]) -> str:
    """A part of relations, each of id, kind and target."""
    inner = "".join(f'<Relationship Id="{i}" Type="{OFFICE}/{kind}" Target="{to}"/>' for i, kind, to in links)
    return f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'


def parts(first: str, extra: Mapping[str, str | bytes] | None = None, *, workbook: str = "") -> dict[str, str | bytes]:
    """The parts of a workbook with one tab, Data; ``extra`` adds some or stands for others."""
    types = (
        f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/'
        'vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>'
    )
    book = (
        f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="Data" sheetId="1" r:id="rId1"/>'
        f"</sheets>{workbook}</workbook>"
    )
    made: dict[str, str | bytes] = {
        "[Content_Types].xml": types,
        "_rels/.rels": relations(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": relations(
            ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "styles", "styles.xml")
        ),
        SHEET: first,
        "xl/styles.xml": STYLES,
    }
    return {**made, **(extra or {})}


def zipped(made: Mapping[str, str | bytes]) -> bytes:
    """The parts as a file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in made.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 5, 6, 7, 8, 10)), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def book(rows: str, **rest: str) -> bytes:
    """A workbook with one tab of these rows."""
    return zipped(parts(sheet(rows, **rest)))


def part(data: bytes, name: str = SHEET) -> str:
    """A part's text."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def members(data: bytes) -> dict[str, tuple[object, ...]]:
    """Every member as it lies in the file: local header, packed bytes, and what the directory says of it."""
    found: dict[str, tuple[object, ...]] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            at = info.header_offset
            name, extra = struct.unpack_from("<2H", data, at + 26)
            stop = at + 30 + name + extra + info.compress_size
            descriptor = data[stop : stop + 16] if info.flag_bits & 8 else b""
            told = (info.flag_bits, info.comment, info.external_attr, info.create_version, info.date_time, info.CRC)
            found[info.filename] = (data[at:stop], descriptor, *told)
    return found


def assert_only(old: bytes, new: bytes, *touched: str) -> None:
    """All members but those named are the same bytes, and they stand in the same order."""
    before, after = members(old), members(new)
    assert [name for name in after if name in before] == [name for name in before if name in after]
    differing = {name for name in before | after if before.get(name) != after.get(name)}
    assert differing == set(touched)
    with zipfile.ZipFile(io.BytesIO(new)) as archive:
        assert archive.testzip() is None


def changed_spot(old: str, new: str) -> tuple[str, str]:
    """What stands between the beginning and the end that two texts have in common."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return old[start : len(old) - end], new[start : len(new) - end]


def without_cells(text: str, cells: Iterable[str]) -> list[tuple[object, ...]]:
    """Everything that a sheet's part says, except of these cells, of rows' spans and of the dimension."""
    gone = set(cells)
    found: list[tuple[object, ...]] = []

    def walk(node: ElementTree.Element, depth: int) -> None:
        if node.tag == f"{{{MAIN}}}c" and node.get("r") in gone:
            return
        ignored = {f"{{{MAIN}}}row": "spans", f"{{{MAIN}}}dimension": "ref"}.get(node.tag)
        told = {key: value for key, value in node.attrib.items() if key != ignored}
        if node.tag == f"{{{MAIN}}}row" and not [child for child in node if child.get("r") not in gone]:
            return
        found.append((depth, node.tag, told, (node.text or "").strip(), (node.tail or "").strip()))
        for child in node:
            walk(child, depth + 1)

    walk(ElementTree.fromstring(text.encode()), 0)
    return found


def reread(data: bytes, *, results: bool = False) -> Any:
    """The workbook as openpyxl sees it."""
    return load_workbook(io.BytesIO(data), data_only=results)


def unspelt(text: str) -> str:
    """What _xHHHH_ stands for, as the format's description says."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)
