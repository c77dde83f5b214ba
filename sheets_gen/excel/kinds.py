"""What a file is that is no .xlsx workbook, told by its first bytes or by the names in a zip, and the way out."""

from __future__ import annotations

from collections.abc import Collection

_PROTECTED = "EncryptedPackage".encode("utf-16-le")
_PASSWORD = "EncryptionInfo".encode("utf-16-le")
_OLD_BOOK = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))

_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "is a PDF; give the .xlsx file it was made from"),
    (b"\x89PNG", "is a picture; give the .xlsx file"),
    (b"\xff\xd8\xff", "is a picture; give the .xlsx file"),
    (b"GIF8", "is a picture; give the .xlsx file"),
    (b"\x1f\x8b", "is a gzip archive; unpack it and give the .xlsx file"),
    (b"7z\xbc\xaf", "is a 7z archive; unpack it and give the .xlsx file"),
    (b"Rar!", "is a rar archive; unpack it and give the .xlsx file"),
    (b"BZh", "is a bzip2 archive; unpack it and give the .xlsx file"),
    (b"\xfd7zXZ", "is an xz archive; unpack it and give the .xlsx file"),
    (b"{\\rtf", "is a text document (.rtf); give the .xlsx file"),
    (b"MZ", "is a program; give the .xlsx file"),
    (b"\x7fELF", "is a program; give the .xlsx file"),
    (b"PK\x05\x06", "is an empty zip file; give the .xlsx file"),
)
_WEB = (b"<html", b"<!doctype html", b"<table", b"<meta", b"<head", b"<body", b"<script")

_ZIPPED: tuple[tuple[str, str], ...] = (
    ("xl/workbook.bin", "is a binary workbook (.xlsb); save it as “Excel workbook (.xlsx)”"),
    ("word/document.xml", "is a Word document; give the .xlsx file"),
    ("ppt/presentation.xml", "is a presentation; give the .xlsx file"),
    ("content.xml", "is an OpenDocument file; open it and save it as “Excel workbook (.xlsx)”"),
    ("Index/Document.iwa", "is an Apple Numbers file; export it as Excel (.xlsx)"),
    ("Index.zip", "is an Apple Numbers file; export it as Excel (.xlsx)"),
    ("META-INF/MANIFEST.MF", "is a Java archive; give the .xlsx file"),
)


def other_kind(data: bytes) -> str:
    """What a file that does not start as a zip is, and what to do."""
    if not data:
        return "is empty; get the file again"
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return _compound(data)
    for start, words in _STARTS:
        if data.startswith(start):
            return words
    if _is_lock(data):
        return "is the lock file of an open workbook; give the workbook itself"
    if data.startswith(b"PK"):
        return "is damaged (its start is no zip file's); get an undamaged copy"
    if data[257:262] == b"ustar":
        return "is a tar archive; unpack it and give the .xlsx file"
    return _text_kind(data) or "is not an .xlsx file; save it as “Excel workbook (.xlsx)”"


def _is_lock(data: bytes) -> bool:
    """What Excel (``~$…``) and LibreOffice (``.~lock…``) put beside a workbook that is open."""
    excel = len(data) == 165 and 0 < data[0] <= 54
    return excel or (data.startswith(b",") and b";" in data[-2:] and data.count(b",") > 3 and len(data) < 1000)


def _compound(data: bytes) -> str:
    """The container of Office before 2007, and of workbooks under a password."""
    if _PROTECTED in data:
        if _PASSWORD not in data:
            return "is protected by rights management; save it without"
        return "is protected by a password; save it without one"
    if any(name in data for name in _OLD_BOOK):
        return "is an old workbook (.xls); save it as “Excel workbook (.xlsx)”"
    return "is an old Office document and no .xlsx workbook; give the .xlsx file"


def _text_kind(data: bytes) -> str:
    head = data[:4096].removeprefix(b"\xef\xbb\xbf")
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.decode("utf-16", "ignore").encode()
    plain = head.lstrip().lower()
    if b'progid="excel.sheet"' in plain or b"urn:schemas-microsoft-com:office:spreadsheet" in plain:
        return "is an XML spreadsheet of 2003; save it as “Excel workbook (.xlsx)”"
    if any(mark in plain[:1024] for mark in _WEB):
        return "is a web page, whatever its name says; open it and save it as “Excel workbook (.xlsx)”"
    if plain.startswith(b"<?xml") or plain.startswith(b"<"):
        return "is XML text and no workbook; save it as “Excel workbook (.xlsx)”"
    if plain[:1] in (b"{", b"["):
        return "is JSON text; sheets-gen new --values reads such numbers"
    if b"\0" in head or not plain:
        return ""
    lines = [line for line in head.splitlines() if line.strip()][:2]
    if any(all(sign in line for line in lines) for sign in (b",", b";", b"\t")):
        return "is CSV text, whatever its name says; sheets-gen new --values reads such numbers"
    return "is plain text; give the .xlsx file"


def other_archive(names: Collection[str]) -> str:
    """What a zip file without a workbook is, and what to do."""
    held = {name.casefold() for name in names}
    for name, words in _ZIPPED:
        if name.casefold() in held:
            return words
    if any(name.endswith("/xl/workbook.xml") for name in held):
        return "holds a workbook that was unpacked into a folder; give the .xlsx file it came from"
    if any(name.endswith(".xlsx") for name in held):
        return "is a zip archive with workbooks in it; unpack it and give one .xlsx file"
    return "is a zip file and no .xlsx workbook; save it as “Excel workbook (.xlsx)”"
