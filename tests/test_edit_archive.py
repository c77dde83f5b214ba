"""The file around the parts: whatever was in it before an edit is in it afterwards, byte by byte."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from sheets_gen.excel.edit import CellEdit, Mark, edit
from tests.edit_helpers import SHEET, assert_only, book, members, part, parts, reread
from tests.edit_helpers import sheet as sheet_of

ROWS = '<row r="1"><c r="A1" s="1"><v>1</v></c><c r="B1" t="str"><f>A1&amp;"x"</f><v>1x</v></c></row>'
MACROS = {"xl/vbaProject.bin": bytes(range(256)) * 9, "docProps/thumbnail.jpeg": b"\xff\xd8" * 500}
TYPED = [CellEdit("Data", 1, 1, 42)]


class Pipe(io.RawIOBase):
    """A file that cannot be rewound, so that sizes are written after each member."""

    def __init__(self) -> None:
        super().__init__()
        self.data = b""

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        new = bytes(data)  # type: ignore[call-overload]
        self.data += new
        return len(new)


def packed(target: io.BytesIO | Pipe, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A workbook with macros and a picture, written into ``target``."""
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in parts(sheet_of(ROWS), MACROS).items():
            info = zipfile.ZipInfo(name, (2023, 4, 5, 6, 7, 8))
            info.comment = name.encode()
            info.external_attr = 0o640 << 16
            info.extra = struct.pack("<2H4s", 0x9999, 4, b"kept")
            archive.writestr(info, content, method)
        archive.comment = b"a comment"
    return target.data if isinstance(target, Pipe) else target.getvalue()


def written_with(kind: str, monkeypatch: pytest.MonkeyPatch) -> bytes:
    if kind == "wide":
        monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 100)
        monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 3)
        data = packed(io.BytesIO())
        monkeypatch.undo()
        assert b"PK\6\6" in data and b"PK\6\7" in data
        return data
    if kind == "descriptors":
        data = packed(Pipe())
        assert all(told[2] & 8 for told in members(data).values() if isinstance(told[2], int))
        return data
    data = packed(io.BytesIO(), zipfile.ZIP_STORED if kind == "stored" else zipfile.ZIP_DEFLATED)
    if kind == "something before it":
        at = struct.unpack_from("<L", data, data.rindex(b"PK\5\6") + 16)[0]
        moved = bytearray(b"before" + data)
        for entry in range(at + 6, len(moved) - 4):
            if moved[entry : entry + 4] == b"PK\1\2":
                struct.pack_into("<L", moved, entry + 42, struct.unpack_from("<L", moved, entry + 42)[0] + 6)
        struct.pack_into("<L", moved, moved.rindex(b"PK\5\6") + 16, at + 6)
        return bytes(moved)
    return data


@pytest.mark.parametrize("kind", ["plain", "stored", "descriptors", "wide", "something before it"])
def test_all_other_members_are_copied_as_they_lie(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    old = written_with(kind, monkeypatch)
    new = edit(old, TYPED).data
    assert_only(old, new, SHEET)
    with zipfile.ZipFile(io.BytesIO(old)) as before, zipfile.ZipFile(io.BytesIO(new)) as after:
        assert after.comment == before.comment
        ours, theirs = after.getinfo(SHEET), before.getinfo(SHEET)
        assert (ours.comment, ours.compress_type, ours.date_time) == (
            theirs.comment,
            theirs.compress_type,
            theirs.date_time,
        )
        assert b"kept" in ours.extra
    assert part(new) == part(old).replace("<v>1</v>", "<v>42</v>")
    marked = edit(old, [Mark("Data", 1, 1, "FFF2CC", "note", "me")]).data
    assert reread(marked)["Data"]["A1"].comment.text == "note"
    for name, content in MACROS.items():
        with zipfile.ZipFile(io.BytesIO(marked)) as archive:
            assert archive.read(name) == content
    assert edit(edit(old, TYPED).data, TYPED).data == new


def test_members_stay_in_the_order_of_the_directory_and_of_the_file_when_those_differ() -> None:
    old = book(ROWS)
    with zipfile.ZipFile(io.BytesIO(old)) as archive:
        at, end = archive.start_dir, old.rindex(b"PK\5\6")
    entries = [b"PK\1\2" + piece for piece in old[at:end].split(b"PK\1\2")[1:]]
    turned = old[:at] + b"".join(reversed(entries)) + old[end:]
    new = edit(turned, TYPED).data
    assert_only(turned, new, SHEET)
    assert list(members(new)) == list(reversed(members(old)))
