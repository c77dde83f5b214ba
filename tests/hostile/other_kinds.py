"""Files that are something else: other formats, with and without the name of a workbook."""

from __future__ import annotations

import gzip
import io
import json
import lzma
import struct
import tarfile
import zlib
from functools import partial

from tests.hostile.build import HEAD, Maker, pack, real, whole

PAGE = b"<html><head><meta charset=utf-8></head><body><table><tr><td>Rent</td><td>1</td></tr></table></body></html>"
SECTOR = 512
FREE, END, IN_FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))


def png() -> bytes:
    """A picture of one grey pixel."""
    start = struct.pack(">LLBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", start) + _chunk(b"IDAT", zlib.compress(b"\0\x80")) + _chunk(b"IEND", b"")
    )


def _tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        info = tarfile.TarInfo("report.xlsx")
        info.size = len(whole())
        tar.addfile(info, io.BytesIO(whole()))
    return out.getvalue()


def compound(streams: dict[str, bytes]) -> bytes:
    """A minimal OLE compound file: one FAT sector, the directory, then each stream."""
    entries = [_entry("Root Entry", 5, 0, END, 1)]
    fat = [IN_FAT]
    lengths = [max(8, -(-len(data) // SECTOR)) for data in streams.values()]  # short ones would need a mini FAT
    sectors = -(-(1 + len(streams)) // 4)
    fat += [at + 1 for at in range(1, sectors)] + [END]
    body = b""
    for at, ((name, data), length) in enumerate(zip(streams.items(), lengths, strict=True), 1):
        start = len(fat)
        entries.append(_entry(name, 2, length * SECTOR, start, at + 1 if at < len(streams) else None))
        fat += [*range(start + 1, start + length), END]
        body += data.ljust(length * SECTOR, b"\0")
    directory = b"".join(entries).ljust(sectors * SECTOR, b"\0")
    table = b"".join(struct.pack("<L", each) for each in fat).ljust(SECTOR, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header += bytes(6) + struct.pack("<LLLLLLLLL", 0, 1, 1, 0, 4096, END, 0, END, 0) + struct.pack("<L", 0)
    return header.ljust(SECTOR, b"\xff") + table + directory + body


def _entry(name: str, kind: int, size: int, start: int, following: int | None) -> bytes:
    """A line of the directory: the first entry holds a chain of all others."""
    raw = (name + "\0").encode("utf-16-le")
    right, child = (FREE, following or FREE) if kind == 5 else (FREE if following is None else following, FREE)
    tail = struct.pack("<BBLLL", kind, 1, FREE, right, child) + bytes(36) + struct.pack("<LQ", start, size)
    return raw.ljust(64, b"\0") + struct.pack("<H", len(raw)) + tail


def _chain_without_end() -> bytes:
    """A compound file whose directory leads to itself."""
    data = bytearray(compound({"Workbook": b"\x09\x08" + bytes(100)}))
    data[SECTOR + 4 : SECTOR + 8] = struct.pack("<L", 1)
    return bytes(data)


def _spreadsheet_2003() -> bytes:
    return (
        b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet/></Workbook>'
    )


def _typed(mimetype: str, *names: str) -> bytes:
    return pack({"mimetype": mimetype, **dict.fromkeys(names, b"x")})


def _office(main: str, kind: str) -> bytes:
    types = f'<Types><Override PartName="/{main}" ContentType="application/vnd.{kind}.main+xml"/></Types>'
    return pack({"[Content_Types].xml": HEAD + types.encode(), "_rels/.rels": b"<R/>", main: b"<x/>"})


def _binary() -> bytes:
    """A workbook in Excel's binary form."""
    parts = {name: data for name, data in real().items() if not name.startswith("xl/")}
    return pack({**parts, "xl/workbook.bin": b"\x83\x01\0", "xl/worksheets/sheet1.bin": b"\x81\x01\0"})


CSV = b"period,input,value\r\n2026-01,promoters,80\r\n"
WORD = "openxmlformats-officedocument.wordprocessingml.document"
SLIDES = "openxmlformats-officedocument.presentationml.presentation"
OPEN = "application/vnd.oasis.opendocument"

KINDS: dict[str, Maker] = {
    "empty": bytes,
    "one_byte": lambda: b"P",
    "three_bytes_of_a_zip": lambda: b"PK\x03",
    "zero_bytes_only": lambda: bytes(4000),
    "text": lambda: b"Dear all,\n\nplease find the numbers below.\n",
    "text_utf16": lambda: "Dear all".encode("utf-16"),
    "csv": lambda: CSV,
    "csv_with_byte_order_mark": lambda: b"\xef\xbb\xbf" + CSV,
    "csv_with_semicolons": lambda: CSV.replace(b",", b";"),
    "csv_cp1252": lambda: "Straße;Größe\r\nA;1\r\n".encode("cp1252"),
    "tsv": lambda: CSV.replace(b",", b"\t"),
    "html": lambda: PAGE,
    "html_upper_case": lambda: PAGE.replace(b"html", b"HTML"),
    "html_doctype": lambda: b"<!DOCTYPE html>\n" + PAGE,
    "html_with_byte_order_mark": lambda: b"\xef\xbb\xbf" + PAGE,
    "html_after_blanks": lambda: b"\r\n\r\n   " + PAGE,
    "html_after_a_comment": lambda: b"<!-- saved from url=(0014)about:internet -->\n" + PAGE,
    "html_table_only": lambda: b"<table><tr><td>1</td></tr></table>",
    "html_utf16": lambda: PAGE.decode().encode("utf-16"),
    "xhtml": lambda: b'<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml"><body/></html>',
    "xml_spreadsheet_2003": _spreadsheet_2003,
    "xml_flat_opendocument": lambda: HEAD + b'<office:document office:mimetype="x"/>',
    "xml": lambda: HEAD + b"<numbers/>",
    "mht": lambda: b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n" + PAGE,
    "json": lambda: json.dumps({"2026-01": {"promoters": 80}}).encode(),
    "pdf": lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n",
    "rtf": lambda: rb"{\rtf1\ansi Numbers}",
    "png": png,
    "jpeg": lambda: b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(100),
    "gzip": lambda: gzip.compress(whole(), mtime=0),
    "gzip_bomb": lambda: gzip.compress(bytes(100 << 20), 1, mtime=0),
    "xz": lambda: lzma.compress(b"x"),
    "7z": lambda: b"7z\xbc\xaf\x27\x1c\0\x04" + bytes(100),
    "rar": lambda: b"Rar!\x1a\x07\x01\0" + bytes(100),
    "tar": _tar,
    "program": lambda: b"MZ\x90\0\x03" + bytes(200),
    "elf_program": lambda: b"\x7fELF\x02\x01\x01" + bytes(200),
    "sqlite": lambda: b"SQLite format 3\0" + bytes(200),
    "lock_file_of_excel": lambda: b"\x05Admin" + b" " * 49 + b"\x05\0A\0d\0m\0i\0n\0" + b" " * 98,
    "lock_file_of_libreoffice": lambda: b",root,host,24.11.2026 23:41,file:///root/.config/libreoffice/4;",
    "xls": lambda: compound({"Workbook": b"\x09\x08\x10\0\0\x06\x05\0" + bytes(4000)}),
    "xls_of_excel_5": lambda: compound({"Book": b"\x09\x08\x08\0\0\x05\x05\0" + bytes(4000)}),
    "xls_of_excel_4": lambda: b"\x09\x04\x06\0\0\0\x10\0" + bytes(100),
    "xls_encrypted": lambda: compound({"EncryptionInfo": b"\x04\0\x04\0" + bytes(60), "EncryptedPackage": bytes(9000)}),
    "xls_rights_managed": lambda: compound({"\x06DataSpaces": b"", "EncryptedPackage": bytes(9000)}),
    "doc": lambda: compound({"WordDocument": b"\xec\xa5" + bytes(4000)}),
    "msg": lambda: compound({"__properties_version1.0": bytes(100)}),
    "ole_header_only": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "ole_that_leads_to_itself": _chain_without_end,
    "ole_of_garbage": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 40,
    "xlsb": _binary,
    "ods": partial(_typed, f"{OPEN}.spreadsheet", "content.xml"),
    "odt": partial(_typed, f"{OPEN}.text", "content.xml"),
    "epub": partial(_typed, "application/epub+zip", "META-INF/container.xml"),
    "docx": partial(_office, "word/document.xml", WORD),
    "pptx": partial(_office, "ppt/presentation.xml", SLIDES),
    "numbers": lambda: pack({"Index/Document.iwa": b"x", "Index/Tables/DataList.iwa": b"x", "preview.jpg": b"x"}),
    "numbers_package": lambda: pack({"Index.zip": pack({"Document.iwa": b"x"}), "preview.jpg": b"x"}),
    "pictures_in_a_zip": lambda: pack({f"holiday/{at}.png": png() for at in range(20)}),
    "csv_in_a_zip": lambda: pack({"numbers.csv": CSV}),
    "jar": lambda: pack({"META-INF/MANIFEST.MF": b"Manifest-Version: 1.0\r\n", "Main.class": b"\xca\xfe\xba\xbe"}),
    "google_drive_pointer": lambda: b'{"url": "https://docs.google.com/spreadsheets/d/x", "doc_id": "x"}',
    "git_lfs_pointer": lambda: b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 12345\n",
}
