"""Zip archives that are broken, lie about what they hold, or hold what no workbook has."""

from __future__ import annotations

import struct
import zipfile
import zlib
from functools import partial

from tests.hostile.build import (
    CALCULATOR,
    STRINGS,
    WORKBOOK,
    Maker,
    Member,
    archive,
    blown,
    deflated,
    member,
    members,
    pack,
    real,
    sheet,
    tabs_added,
    whole,
    with_member,
)

ENCRYPTED, PATCHED, STRONG, UTF8 = 0x1, 0x20, 0x40, 0x800


def _cut(part: float) -> bytes:
    data = whole()
    return data[: int(len(data) * part)]


def _cut_before(mark: bytes, more: int = 0) -> bytes:
    data = whole()
    return data[: data.rindex(mark) + more]


def _bombed(name: str, mebibytes: int, said: int | None = None) -> bytes:
    """One part, well-formed as far as anyone will read, is far larger than the directory says."""
    head = real()[name].partition(b">")[0] + b">"
    head += real()[name].removeprefix(head).partition(b">")[0] + b">"
    bomb = blown(name, mebibytes, head)
    if said is not None:
        bomb = bomb._replace(size=said)
    return with_member(lambda _: bomb, name)


def _many_bombs() -> bytes:
    """Each part below any limit for one, together far above."""
    return archive([*members(real()), *(blown(f"xl/media/image{at}.bin", 15) for at in range(40))])


def _many_bombs_wanted() -> bytes:
    """The same with tabs, which are all read."""
    parts = tabs_added({f"Notes {at}": b"" for at in range(40)})
    large = member("x", sheet(" " * (15 << 20)))
    tabs = [large._replace(name=name.encode()) for name, data in parts.items() if not data]
    return archive([*members({name: data for name, data in parts.items() if data}), *tabs])


def _overlapping() -> bytes:
    """Quoted overlap: every entry holds the headers and the data of all that follow."""
    names = [f"xl/media/image{at}.bin".encode() for at in range(60)]
    last = blown(names[-1].decode(), 4)
    content = b" " * last.size
    chain = [last]
    for name in reversed(names[:-1]):
        header = chain[0].header()
        quoted = struct.pack("<BHH", 0, len(header), len(header) ^ 0xFFFF) + header
        content = header + content
        chain.insert(0, Member(name, quoted + chain[0].packed, zlib.crc32(content), len(content)))
    out = bytearray(archive(members(real())))
    start = out.index(b"PK\x01\x02")
    old, end = bytes(out[start:-22]), bytes(out[-22:])
    offsets, at = [], start
    for each, after in zip(chain, [*chain[1:], None], strict=True):
        offsets.append(at)
        at += len(each.header()) + (5 if after else 0)
    body = b"".join(each.header() + each.packed[: 5 if each is not last else None] for each in chain)
    directory = old + b"".join(each.entry(offset) for each, offset in zip(chain, offsets, strict=True))
    count = len(real()) + len(chain)
    end = end[:8] + struct.pack("<HHLL", count, count, len(directory), start + len(body)) + b"\0\0"
    return bytes(out[:start]) + body + directory + end


def _same_place() -> bytes:
    """Many names in the directory for one and the same entry."""
    data = archive(members(real()))
    at = data.index(b"PK\x01\x02")
    line = members(real())[0].entry(0)
    count = len(real()) + 500
    directory = data[at:-22] + line * 500
    return data[:at] + directory + data[-22:-14] + struct.pack("<HHLLH", count, count, len(directory), at, 0)


def _entries(count: int) -> bytes:
    return pack({**real(), **{f"xl/media/image{at}.png": b"" for at in range(count)}}, zipfile.ZIP_STORED)


def _twice(name: str) -> bytes:
    """A second calculator, with another number, behind the first: which one is read?"""
    return archive([*members(real()), member(name, real()[CALCULATOR].replace(b"<v>80</v>", b"<v>99</v>"))])


def _more(name: str | bytes, data: bytes = b"x") -> bytes:
    return archive([*members(real()), member(name, data)])


def _backslashes() -> bytes:
    return archive(each._replace(name=each.name.replace(b"/", b"\\")) for each in members(real()))


def _link() -> bytes:
    target = b"/etc/passwd"
    return with_member(
        lambda each: member(each.name, target)._replace(mode=0o120777, method=0, packed=target, size=len(target))
    )


def _method(id: int, change: bool = False) -> bytes:
    """Packed by another method; with ``change`` truly so."""

    def packed(each: Member) -> Member:
        if not change:
            return each._replace(method=id)
        alone = pack({"x": real()[CALCULATOR]}, id)
        start = 30 + 1
        return each._replace(method=id, packed=alone[start : alone.index(b"PK\x01\x02")], flags=2)

    return with_member(packed)


def _broken_stream(each: Member) -> Member:
    half = len(each.packed) // 2
    return each._replace(packed=each.packed[:half] + b"\xff" * 40 + each.packed[half + 40 :])


def _short_stream(each: Member) -> Member:
    return each._replace(packed=each.packed[: len(each.packed) // 2])


def _short_content(each: Member) -> Member:
    """A whole stream, but of less than the directory says."""
    data = real()[CALCULATOR][:5000]
    return each._replace(packed=deflated(data), crc=zlib.crc32(data))


def _longer_stream(each: Member) -> Member:
    """What stands behind the end of the stream is read by some programs, by others not."""
    return each._replace(packed=each.packed + b"<worksheet/>" * 50)


def _changed(**fields: object) -> bytes:
    return with_member(lambda each: each._replace(**fields))  # type: ignore[arg-type]


def _zip64_lie() -> bytes:
    extra = struct.pack("<HHQ", 1, 8, 1 << 62)
    return with_member(lambda each: each._replace(size=0xFFFFFFFF, extra=extra, needs=45))


def _with_end(**end: int) -> bytes:
    return archive(members(real()), end)


KINDS: dict[str, Maker] = {
    "cut_in_the_first_header": lambda: whole()[:20],
    "cut_in_the_first_name": lambda: whole()[:38],
    "cut_at_a_tenth": partial(_cut, 0.1),
    "cut_at_half": partial(_cut, 0.5),
    "cut_in_the_directory": lambda: _cut_before(b"PK\x01\x02"),
    "cut_before_the_end_record": lambda: _cut_before(b"PK\x05\x06"),
    "cut_in_the_end_record": lambda: _cut_before(b"PK\x05\x06", 12),
    "garbage_before": lambda: b"Content-Type: application/octet-stream\r\n\r\n" + whole(),
    "program_before": lambda: b"MZ" + bytes(510) + whole(),
    "garbage_after": lambda: whole() + b"\r\n--boundary--\r\n" * 20,
    "zeros_after": lambda: whole() + bytes(200_000),
    "two_workbooks_in_a_row": lambda: whole() + whole(),
    "workbook_behind_another_zip": lambda: pack({"a.txt": b"x"}) + whole(),
    "first_zeroed": lambda: bytes(1000) + whole()[1000:],
    "middle_zeroed": lambda: whole()[:5000] + bytes(5000) + whole()[10000:],
    "encrypted_members": lambda: archive(each._replace(flags=ENCRYPTED) for each in members(real())),
    "encrypted_calculator": partial(_changed, flags=ENCRYPTED),
    "strongly_encrypted": partial(_changed, flags=ENCRYPTED | STRONG),
    "patch_data": partial(_changed, flags=PATCHED),
    "packed_bzip2": partial(_method, zipfile.ZIP_BZIP2, True),
    "packed_lzma": partial(_method, zipfile.ZIP_LZMA, True),
    "packed_deflate64": partial(_method, 9),
    "packed_zstandard": partial(_method, 93),
    "packed_unknown": partial(_method, 4711),
    "needs_zip_version_99": partial(_changed, needs=99),
    "wrong_checksum": partial(_changed, crc=1),
    "broken_stream": partial(with_member, _broken_stream),
    "short_stream": partial(with_member, _short_stream),
    "short_content": partial(with_member, _short_content),
    "longer_stream": partial(with_member, _longer_stream),
    "packed_size_beyond_the_file": partial(_changed, packed_size=0x7FFFFFFF),
    "says_empty": partial(_changed, size=0),
    "zip64_size_of_exabytes": _zip64_lie,
    "half_an_extra_field": partial(_changed, extra=struct.pack("<HH", 1, 400)),
    "bomb_300_mb_sheet": partial(_bombed, CALCULATOR, 300),
    "bomb_300_mb_said_1000_bytes": partial(_bombed, CALCULATOR, 300, 1000),
    "bomb_1200_mb_strings": partial(_bombed, STRINGS, 1200),
    "bomb_1200_mb_said_small": partial(_bombed, STRINGS, 1200, 5000),
    "bomb_in_content_types": partial(_bombed, "[Content_Types].xml", 300, 1800),
    "bomb_in_workbook": partial(_bombed, WORKBOOK, 300, 3000),
    "bomb_of_zeros": lambda: with_member(lambda each: blown(each.name.decode(), 300, fill=b"\0")),
    "bombs_of_15_mb": _many_bombs,
    "bombs_of_15_mb_in_tabs": _many_bombs_wanted,
    "bomb_of_bombs": lambda: pack({"0.zip": pack({"1.zip": _bombed(STRINGS, 300)}), "2.zip": pack({})}),
    "entries_overlap": _overlapping,
    "entries_at_the_same_place": _same_place,
    "entries_10000": partial(_entries, 10_000),
    "entries_70000": partial(_entries, 70_000),
    "part_twice": partial(_twice, CALCULATOR),
    "part_twice_in_other_case": partial(_twice, CALCULATOR.upper()),
    "part_twice_by_slashes": partial(_twice, "xl//worksheets/./sheet3.xml"),
    "part_twice_by_backslash": partial(_twice, CALCULATOR.replace("/", "\\")),
    "name_climbs_out": partial(_more, "../../../../tmp/hostile.txt"),
    "name_absolute": partial(_more, "/etc/cron.d/hostile"),
    "name_of_a_drive": partial(_more, "C:\\Windows\\hostile.txt"),
    "name_with_zero_byte": partial(_more, b"xl/worksheets/sheet3.xml\0.png"),
    "name_with_escapes": partial(_more, b"xl/\x1b[31m\n\r\x07.xml"),
    "name_empty": partial(_more, b""),
    "name_60_kb": partial(_more, b"x" * 60_000),
    "name_not_utf8": lambda: archive([*members(real()), member(b"xl/\xff\xfe.xml", b"x")._replace(flags=UTF8)]),
    "names_with_backslashes": _backslashes,
    "local_name_differs": partial(_changed, local_name=b"xl/worksheets/sheet1.xml"),
    "link_instead_of_sheet": _link,
    "workbook_in_a_zip": lambda: pack({"report.xlsx": whole()}),
    "workbook_in_a_folder_in_a_zip": lambda: pack({f"report/{name}": data for name, data in real().items()}),
    "empty_zip": lambda: pack({}),
    "split_over_disks": partial(_with_end, disk=1),
    "directory_beyond_the_file": partial(_with_end, offset=0x7FFFFFFF),
    "directory_size_huge": partial(_with_end, size=0x7FFFFFFF),
    "directory_count_too_small": partial(_with_end, count=3),
    "directory_count_too_large": partial(_with_end, count=40_000),
}
