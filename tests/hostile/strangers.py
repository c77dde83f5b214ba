"""Harmless workbooks that are large or odd: read, or refused as no report of ours, never for their size or oddity."""

from __future__ import annotations

import os
import random
import re
import zipfile
from functools import partial

from tests.hostile.build import (
    CALCULATOR,
    HEAD,
    MAIN,
    OFFICE,
    STYLES,
    WORKBOOK,
    Maker,
    Parts,
    archive,
    behind,
    edited,
    foreign,
    member,
    members,
    pack,
    real,
    relations,
    replaced,
    sheet,
    tabs_added,
    whole,
    with_tab,
)

CORE = "docProps/core.xml"


def _dump(rows: int, columns: int) -> bytes:
    """A tab as a data dump makes it: numbers that compress badly."""
    numbers = random.Random(7)
    names = [chr(65 + at) for at in range(columns)]
    lines = []
    for row in range(1, rows + 1):
        cells = "".join(f'<c r="{name}{row}"><v>{numbers.random() * 1e6:.6f}</v></c>' for name in names)
        lines.append(f'<row r="{row}">{cells}</row>')
    return sheet("".join(lines))


def _texts(rows: int) -> bytes:
    """A ticket export pasted into a tab: a text in each cell, not shared."""
    cell = '<c r="{c}{r}" t="inlineStr"><is><t>Ticket {r}: printer &amp; scanner</t></is></c>'
    return sheet(
        "".join(f'<row r="{r}">' + "".join(cell.format(c=c, r=r) for c in "ABCD") + "</row>" for r in range(1, rows))
    )


def _shared(rows: int) -> bytes:
    """The same with shared strings, each of its own."""
    parts = tabs_added({"Tickets": b""})
    strings = parts["xl/sharedStrings.xml"].decode()
    first = strings.count("<si>")
    cells = "".join(f'<row r="{r}"><c r="A{r}" t="s"><v>{first + r - 1}</v></c></row>' for r in range(1, rows))
    added = "".join(f"<si><t>Ticket {r}: printer</t></si>" for r in range(1, rows))
    parts["xl/worksheets/sheet100.xml"] = sheet(cells)
    parts["xl/sharedStrings.xml"] = strings.replace("</sst>", added + "</sst>").encode()
    return pack(parts)


def _pictures(count: int) -> bytes:
    noise = random.Random(7)
    return pack(
        {**real(), **{f"xl/media/image{at}.png": noise.randbytes(800) for at in range(count)}}, zipfile.ZIP_STORED
    )


def _comments(count: int) -> bytes:
    parts = tabs_added({"Talk": sheet("")})
    each = "".join(f'<comment ref="A{at}" authorId="0"><text><t>Seen.</t></text></comment>' for at in range(1, count))
    talk = f'<comments xmlns="{MAIN}"><authors><author>x</author></authors><commentList>{each}</commentList></comments>'
    parts["xl/comments9.xml"] = HEAD + talk.encode()
    parts["xl/worksheets/_rels/sheet100.xml.rels"] = relations(("rId1", "comments", "../comments9.xml"))
    return pack(parts)


def _cache(mebibytes: int) -> bytes:
    record = b'<r><n v="17"/><s v="Billing"/><d v="2026-01-05T00:00:00"/></r>'
    return replaced("xl/pivotCache/pivotCacheRecords1.xml", HEAD + record * (mebibytes * 2**20 // len(record)))


def _prefixed() -> bytes:
    """As some libraries write: every tag with a prefix."""
    parts = real()
    for name in (CALCULATOR, WORKBOOK, "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"):
        body = parts[name].decode().replace("xmlns=", "xmlns:x=")
        parts[name] = re.sub(r"<(/?)(?=[a-zA-Z]+[ />])", r"<\1x:", body).encode()
    return pack(parts)


def _other_names() -> bytes:
    """Parts that are called and placed otherwise, and linked from the root."""
    parts = real()
    links = parts["xl/_rels/workbook.xml.rels"].decode()
    links = re.sub('Target="(?!/)', 'Target="/xl/', links).replace("/xl/worksheets/sheet3.xml", "/data/Calc.XML")
    parts["xl/_rels/workbook.xml.rels"] = links.encode()
    parts["data/Calc.XML"] = parts.pop(CALCULATOR)
    return pack(parts)


def _upper_case() -> bytes:
    """Some programs differ in the case of names between the archive and its links."""
    return pack({name.replace("worksheets/sheet", "Worksheets/Sheet"): data for name, data in real().items()})


def _streamed() -> bytes:
    """As a web server streams it: sizes stand behind the data."""

    class Pipe(list[bytes]):
        def write(self, data: bytes) -> int:
            self.append(bytes(data))
            return len(data)

        def flush(self) -> None: ...

    out = Pipe()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:  # type: ignore[call-overload]
        for name, data in real().items():
            new.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return b"".join(out)


def _zip64() -> bytes:
    import io

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in real().items():
            with new.open(zipfile.ZipInfo(name), "w", force_zip64=True) as entry:
                entry.write(data)
    return out.getvalue()


def _with_folders() -> bytes:
    return pack({"_rels/": b"", "xl/": b"", "xl/worksheets/": b"", **real()})


def _core(old: str, new: str) -> bytes:
    return edited(CORE, re.compile(old), new)


def _theirs(**parts: bytes) -> Parts:
    return {**foreign(), **parts}


def _grid(rows: int, columns: int) -> bytes:
    return pack(foreign(_dump(rows, columns)))


REFUSED: dict[str, Maker] = {
    "their_200000_cells": partial(_grid, 20_000, 10),
    "their_1000000_cells": partial(_grid, 50_000, 20),
    "their_smallest": lambda: pack(_theirs()),
    "their_pictures_5000": lambda: pack(
        {**foreign(), **{f"xl/media/image{at}.png": os.urandom(0) for at in range(5_000)}}, zipfile.ZIP_STORED
    ),
    "their_chart_sheet": lambda: pack(
        _theirs(**{"xl/_rels/workbook.xml.rels": relations(("rId1", "chartsheet", "chartsheets/sheet1.xml"))})
    ),
}
"""Somebody else's workbooks."""

KINDS: dict[str, Maker] = {
    "whole_report": whole,
    "tab_of_400000_numbers": lambda: with_tab(_dump(20_000, 20)),
    "tab_of_1000000_numbers": lambda: with_tab(_dump(50_000, 20)),
    "tab_of_200000_texts": lambda: with_tab(_texts(50_000)),
    "tab_of_100000_shared_texts": partial(_shared, 100_000),
    "tabs_60": lambda: pack(tabs_added({f"Notes {at}": sheet("") for at in range(60)})),
    "tabs_400": lambda: pack(tabs_added({f"Notes {at}": sheet("") for at in range(400)})),
    "pictures_2500": partial(_pictures, 2_500),
    "pictures_5000": partial(_pictures, 5_000),
    "picture_of_12_mb": lambda: replaced("xl/media/image1.png", random.Random(7).randbytes(12 << 20)),
    "comments_20000": partial(_comments, 20_000),
    "pivot_cache_of_30_mb": partial(_cache, 30),
    "pivot_cache_of_200_mb": partial(_cache, 200),
    "spaces_of_5_mb": lambda: behind(" " * 5_000_000),
    "spaces_of_5_mb_in_cells": lambda: edited(CALCULATOR, "<sheetData>", "<sheetData>" + " " * 5_000_000),
    "spaces_between_tags": lambda: edited(CALCULATOR, "<sheetData>", "<sheetData>" + "\n    " * 100_000),
    "prefixed_tags": _prefixed,
    "parts_elsewhere": _other_names,
    "names_in_other_case": _upper_case,
    "folders_in_the_zip": _with_folders,
    "packed_streamed": _streamed,
    "packed_zip64": _zip64,
    "packed_not_at_all": lambda: pack(real(), zipfile.ZIP_STORED),
    "parts_in_reverse": lambda: archive(reversed(members(real()))),
    "zip_comment": lambda: whole()[:-2] + b"\x05\0hello",
    "thumbnail": lambda: replaced("docProps/thumbnail.wmf", b"\xd7\xcd\xc6\x9a" + bytes(9000)),
    "custom_xml": lambda: replaced("customXml/item1.xml", b"<!DOCTYPE x><x/>"),
    "dates_of_saving_wrong": partial(_core, ">[0-9]{4}-[^<]*<", ">0000-00-00T00:00:00Z<"),
    "core_not_xml": lambda: replaced(CORE, b"<cp:coreProperties"),
    "theme_not_xml": lambda: replaced("xl/theme/theme1.xml", b"\0\1"),
    "app_not_xml": lambda: replaced("docProps/app.xml", b""),
    "font_family_99": lambda: edited(STYLES, "<fonts", '<fonts x="1"><font><family val="99"/></font></fonts><fonts'),
    "style_colours_wrong": lambda: edited(STYLES, "<fills", "<fills><fill><x/></fill></fills><fills"),
    "row_heights_wrong": lambda: edited(CALCULATOR, 'ht="', 'ht="tall" x="'),
    "extension_lists": lambda: behind('<extLst><ext uri="{x}"><x14:y xmlns:x14="urn:x"/></ext></extLst>'),
    "alternate_content": lambda: edited(
        WORKBOOK,
        "<bookViews>",
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"/><bookViews>',
    ),
    "macro_sheet_beside": lambda: replaced("xl/macrosheets/sheet1.xml", sheet("")),
    "dialog_sheet_beside": lambda: pack(
        {
            **real(),
            WORKBOOK: real()[WORKBOOK].replace(b"</sheets>", b'<sheet name="D" sheetId="77" r:id="rId77"/></sheets>'),
            "xl/_rels/workbook.xml.rels": real()["xl/_rels/workbook.xml.rels"].replace(
                b"</Rel", f'<Relationship Id="rId77" Type="{OFFICE}/dialogsheet" Target="d.xml"/></Rel'.encode()
            ),
            "xl/d.xml": b"<dialogsheet/>",
        }
    ),
    "unknown_part": lambda: archive([*members(real()), member("[trash]/0000.dat", bytes(5000))]),
}
"""Real reports that a person or a program added something odd or large to: verified as any other."""
