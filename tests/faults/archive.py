"""Changes of a workbook's parts as text: what programs and people do to a file that no cell shows."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import TypeAlias

Change: TypeAlias = Callable[[bytes], bytes]
BOOK, TYPES, LINKS = "xl/workbook.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def parts_of(data: bytes) -> dict[str, bytes]:
    """The parts by name, in their order."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def packed(parts: dict[str, bytes]) -> bytes:
    """The parts as a file."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 2, 3, 4, 6)), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def sheet(at: int) -> str:
    """The part of the n-th tab, counted from 0, as XlsxWriter names it."""
    return f"xl/worksheets/sheet{at + 1}.xml"


def replaced(part: str, pattern: str, new: str | Callable[[re.Match[str]], str], count: int = 1) -> Change:
    """The part with what the pattern finds replaced; it must be there."""

    def change(data: bytes) -> bytes:
        parts = parts_of(data)
        text, done = re.subn(pattern, new, parts[part].decode(), count=count, flags=re.DOTALL)
        assert done, f"{part} holds no {pattern}"
        return packed({**parts, part: text.encode()})

    return change


def added(name: str, content: bytes, *, kind: str = "", content_type: str = "", owner: str = BOOK) -> Change:
    """The workbook with one part more, and what leads to it."""

    def change(data: bytes) -> bytes:
        parts = parts_of(data)
        parts[name] = content
        if content_type:
            override = f'<Override PartName="/{name}" ContentType="{content_type}"/></Types>'
            parts[TYPES] = parts[TYPES].replace(b"</Types>", override.encode())
        if kind:
            folder, _, file = owner.rpartition("/")
            links = f"{folder}/_rels/{file}.rels"
            target = f"/{name}"
            link = f'<Relationship Id="rIdPlanted" Type="{_OFFICE}/{kind}" Target="{target}"/></Relationships>'
            parts[links] = parts[links].replace(b"</Relationships>", link.encode())
        return packed(parts)

    return change


def without_results(data: bytes, instead: str = "", *, plain: bool = False) -> bytes:
    """Every formula without its stored result, or with this element in its place; ``plain``: nor its result's type."""
    parts = parts_of(data)
    for name, content in parts.items():
        if name.startswith("xl/worksheets/sheet"):
            text = content.decode()
            text = re.sub(r'(<c r="[A-Z]+[0-9]+"(?: s="[0-9]+")?) t="e"(><f>)', r'\1 t="str"\2', text)
            if plain:
                text = re.sub(r'(<c r="[A-Z]+[0-9]+"(?: s="[0-9]+")?) t="[a-z]+"(><f>)', r"\1\2", text)
            parts[name] = re.sub(r"(<f>[^<]*</f>)<v>[^<]*</v>", rf"\1{instead}", text).encode()
    return packed(parts)


def row_marked(at: int, row: int, attributes: str) -> Change:
    """A row of the n-th tab with more attributes; those that it has are taken out first."""
    names = "|".join(re.findall(r"(\w+)=", attributes))

    def mark(match: re.Match[str]) -> str:
        rest = re.sub(rf' (?:{names})="[^"]*"', "", match[1])
        return f'<row r="{row}"{rest} {attributes}{match[2]}>'

    return replaced(sheet(at), rf'<row r="{row}"((?: \w+="[^"]*")*)(/?)>', mark)


def columns_marked(at: int, first: int, last: int, attributes: str) -> Change:
    """Columns of the n-th tab with attributes of their own, as a program writes them: split from their neighbours."""

    names = "|".join(re.findall(r"(\w+)=", attributes))

    def split(match: re.Match[str]) -> str:
        low, high, rest = int(match[1]), int(match[2]), match[3]
        inside = re.sub(rf' (?:{names})="[^"]*"', "", rest)
        if high < first or low > last:
            return match[0]
        runs = [
            (low, first - 1, rest),
            (max(low, first), min(high, last), f"{inside} {attributes}"),
            (last + 1, high, rest),
        ]
        return "".join(f'<col min="{a}" max="{b}"{said}/>' for a, b, said in runs if a <= b)

    return replaced(sheet(at), r'<col min="(\d+)" max="(\d+)"((?: \w+="[^"]*")*)/>', split, count=0)


def chained(*changes: Change) -> Change:
    """One change after the other."""

    def change(data: bytes) -> bytes:
        for one in changes:
            data = one(data)
        return data

    return change
