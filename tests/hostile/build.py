"""What hostile files are made of: a zip writer that lies when asked to, a real report, a stranger's workbook."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

from sheets_gen.config import Config
from sheets_gen.excel.write import write
from tests.helpers import report

Parts = dict[str, bytes]
Maker = Callable[[], bytes]

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
CALCULATOR = "xl/worksheets/sheet3.xml"
WORKBOOK = "xl/workbook.xml"
STRINGS = "xl/sharedStrings.xml"
STYLES = "xl/styles.xml"
CANARY_FILE = Path(__file__).with_name("canary.txt")
"""What hostile entities point to; its words must never reach any output."""
ESCAPE = "\N{CONTROL SEQUENCE INTRODUCER}31m"
"""A terminal escape that XML allows."""


class Member(NamedTuple):
    """An entry of a zip archive as it will stand in the file, true or not."""

    name: bytes
    packed: bytes
    crc: int
    size: int
    method: int = zipfile.ZIP_DEFLATED
    flags: int = 0
    needs: int = 20
    mode: int = 0
    """Unix file mode."""
    extra: bytes = b""
    local_name: bytes | None = None
    packed_size: int | None = None

    def header(self) -> bytes:
        """The local header, without the data."""
        name = self.name if self.local_name is None else self.local_name
        return self.common(b"PK\x03\x04", b"", name) + name + self.extra

    def entry(self, offset: int) -> bytes:
        """The directory's line."""
        made = struct.pack("<H", 0x031E)
        tail = struct.pack("<HHHLL", 0, 0, 0, (self.mode << 16) & 0xFFFFFFFF, offset)
        return self.common(b"PK\x01\x02", made, self.name) + tail + self.name + self.extra

    def common(self, mark: bytes, made: bytes, name: bytes) -> bytes:
        """What stands in both."""
        packed = len(self.packed) if self.packed_size is None else self.packed_size
        start = struct.pack("<HHHHH", self.needs, self.flags, self.method, 0, 33)
        sizes = struct.pack("<LLLHH", self.crc, packed, self.size, len(name), len(self.extra))
        return mark + made + start + sizes


def deflated(data: bytes) -> bytes:
    """A raw deflate stream."""
    squeeze = zlib.compressobj(6, zlib.DEFLATED, -15)
    return squeeze.compress(data) + squeeze.flush()


def member(name: str | bytes, data: bytes) -> Member:
    """An honest entry; change it with ``_replace``."""
    name = name.encode() if isinstance(name, str) else name
    return Member(name, deflated(data), zlib.crc32(data), len(data))


def blown(name: str, mebibytes: int, head: bytes = b"", fill: bytes = b" ") -> Member:
    """An entry of many blanks, made without unpacking them all."""
    block = fill * (1 << 20)
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    first = squeeze.compress(head) + squeeze.flush(zlib.Z_FULL_FLUSH)
    each = squeeze.compress(block) + squeeze.flush(zlib.Z_FULL_FLUSH)
    crc = zlib.crc32(head)
    for _ in range(mebibytes):
        crc = zlib.crc32(block, crc)
    return Member(name.encode(), first + each * mebibytes + deflated(b""), crc, len(head) + (mebibytes << 20))


def archive(members: Iterable[Member], end: Mapping[str, int] | None = None) -> bytes:
    """The archive; ``end`` lies about disk, count, size or offset of the directory."""
    out = bytearray()
    lines = []
    for each in members:
        lines.append(each.entry(len(out)))
        out += each.header() + each.packed
    directory = b"".join(lines)
    true = {"disk": 0, "count": len(lines), "size": len(directory), "offset": len(out), **(end or {})}
    count = true["count"]
    last = struct.pack("<HHHHLLH", true["disk"], true["disk"], count, count, true["size"], true["offset"], 0)
    return bytes(out + directory + b"PK\x05\x06" + last)


def members(parts: Mapping[str, bytes]) -> list[Member]:
    """Honest entries."""
    return [member(name, data) for name, data in parts.items()]


def with_member(change: Callable[[Member], Member], name: str = CALCULATOR) -> bytes:
    """A real report, one of whose entries lies."""
    return archive(change(each) if each.name == name.encode() else each for each in members(real()))


def pack(parts: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An honest archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method, compresslevel=1) as new:
        for name, data in parts.items():
            new.writestr(zipfile.ZipInfo(name), data, method)
    return out.getvalue()


@cache
def _real() -> bytes:
    numbers = {"promoters": {"2026-01": 80.0}, "passives": {"2026-01": 5.0}, "detractors": {"2026-01": 15.0}}
    return write(report(numbers, periods=3, config=Config(metrics=("nps", "churn_rate"))).plan)


def whole() -> bytes:
    """A real, small report."""
    return _real()


def real() -> Parts:
    """A real, small report, by parts."""
    return unpacked(_real())


def unpacked(data: bytes) -> Parts:
    """An archive by parts."""
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        return {info.filename: old.read(info) for info in old.infolist()}


def edited(name: str, old: str | re.Pattern[str], new: str) -> bytes:
    """A real report, one part changed in one place."""
    parts = real()
    text = parts[name].decode()
    if isinstance(old, str):
        old = re.compile(re.escape(old))
    changed, count = old.subn(lambda _: new, text, count=1)
    assert count == 1, f"{name} has no {old}"
    parts[name] = changed.encode()
    return pack(parts)


def replaced(name: str, data: bytes) -> bytes:
    """A real report, one part replaced or added."""
    return pack({**real(), name: data})


def without(*names: str) -> bytes:
    """A real report that lost parts."""
    return pack({name: data for name, data in real().items() if name not in names})


def address(name: str) -> str:
    """The address, in the calculator, of the first cell of a defined name."""
    found = re.search(rf'<definedName name="{name}">\'Calculator\'!\$([A-Z]+)\$([0-9]+)', real()[WORKBOOK].decode())
    assert found is not None
    return found[1] + found[2]


def cell(name: str, content: str, attributes: str = ' t="inlineStr"') -> bytes:
    """A real report, the cell of a defined name holding something else."""
    at = address(name)
    old = re.compile(rf'<c r="{at}"(?: s="[0-9]+")?(?: t="\w+")?(?:/>|>.*?</c>)')
    return edited(CALCULATOR, old, f'<c r="{at}"{attributes}>{content}</c>')


def text(name: str, value: str) -> bytes:
    """A real report, the cell of a defined name holding other text."""
    return cell(name, f'<is><t xml:space="preserve">{escape(value)}</t></is>')


def rows(content: str, name: str = CALCULATOR) -> bytes:
    """A real report, whose calculator has more rows at its end."""
    return edited(name, "</sheetData>", content + "</sheetData>")


def behind(content: str, name: str = CALCULATOR) -> bytes:
    """A real report, with something more behind its cells, where merges and rules stand."""
    return edited(name, "</sheetData>", "</sheetData>" + content)


def sheet(content: str) -> bytes:
    """A sheet's part."""
    return HEAD + f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheetData>{content}</sheetData></worksheet>'.encode()


def relations(*targets: tuple[str, str, str]) -> bytes:
    """A part of relationships: id, kind, target (with mode after a blank)."""
    lines = []
    for id, kind, place in targets:
        target, _, outside = place.partition(" ")
        mode = f' TargetMode="{outside}"' if outside else ""
        lines.append(f'<Relationship Id="{id}" Type="{OFFICE}/{kind}" Target="{target}"{mode}/>')
    return HEAD + f'<Relationships xmlns="{PACKAGE}/relationships">{"".join(lines)}</Relationships>'.encode()


def with_tab(content: bytes, more: Mapping[str, bytes] | None = None) -> bytes:
    """A real report to which somebody added a tab."""
    return pack(tabs_added({"Extra": content}) | dict(more or {}))


def tabs_added(tabs: Mapping[str, bytes]) -> Parts:
    """A real report, by parts, with more tabs."""
    parts = real()
    kinds, book, links = (parts[at].decode() for at in ("[Content_Types].xml", WORKBOOK, "xl/_rels/workbook.xml.rels"))
    for at, (title, content) in enumerate(tabs.items(), 100):
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
        kinds = kinds.replace("</T", f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="{kind}"/></T', 1)
        book = book.replace("</sheets>", f'<sheet name="{title}" sheetId="{at}" r:id="rId{at}"/></sheets>', 1)
        link = f'<Relationship Id="rId{at}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        links = links.replace("</R", f"{link}</R", 1)
        parts[f"xl/worksheets/sheet{at}.xml"] = content
    parts |= {
        "[Content_Types].xml": kinds.encode(),
        WORKBOOK: book.encode(),
        "xl/_rels/workbook.xml.rels": links.encode(),
    }
    return parts


def foreign(content: bytes | None = None, **more: bytes) -> Parts:
    """A stranger's smallest workbook."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    types = (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/{WORKBOOK}" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>'
    )
    book = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
        '<sheets><sheet name="Budget" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    return {
        "[Content_Types].xml": HEAD + types.encode(),
        "_rels/.rels": relations(("rId1", "officeDocument", WORKBOOK)),
        WORKBOOK: HEAD + book.encode(),
        "xl/_rels/workbook.xml.rels": relations(("rId1", "worksheet", "worksheets/sheet1.xml")),
        "xl/worksheets/sheet1.xml": content or sheet('<row r="1"><c r="A1"><v>1</v></c></row>'),
        **more,
    }
