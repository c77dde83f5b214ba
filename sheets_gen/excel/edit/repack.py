"""A zip archive made anew from an old one: members that are not touched are copied as they lie, byte by byte."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Collection, Mapping
from typing import NamedTuple

from sheets_gen.excel.edit.kinds import CannotEdit

MAX_BYTES = 64 * 1024 * 1024
"""Of a file, and of one of its parts unpacked."""

MAX_MEMBERS = 3_000
_END = struct.Struct("<4s4H2LH")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_ZIP64_END = struct.Struct("<4sQ2H2L4Q")
_ZIP64_LOCATOR = struct.Struct("<4sLQL")
_STORED, _DEFLATED = 0, 8
_HAS_DESCRIPTOR, _LEVEL, _UTF8 = 0x8, 0x6, 0x800
_HIDDEN = 0x1 | 0x40 | 0x2000  # the flags of encryption
_PATCH = 0x20
_DAY_ONE = 0x21  # 1 January 1980, the first day that the format knows
_FULL = 0xFFFFFFFF


class Member(NamedTuple):
    """A member as the central directory tells it; ``start`` to ``stop`` is all that lies there in the archive."""

    name: str
    record: bytes
    start: int
    stop: int
    data_at: int
    method: int
    crc: int
    packed: int
    size: int


class _Directory(NamedTuple):
    at: int
    end: int
    entries: int


class Archive:
    """A zip file in memory. Raises CannotEdit for one that is damaged, encrypted, ambiguous or too large."""

    def __init__(self, data: bytes) -> None:
        if len(data) > MAX_BYTES:
            raise CannotEdit("The file is too large to be edited.")
        if data.startswith(b"\xd0\xcf\x11\xe0"):
            raise CannotEdit("The file is protected by a password or is an old .xls file, so it cannot be edited.")
        self.data = data
        self.end_at = _end_record(data)
        self.directory = _directory(data, self.end_at)
        self.members = self._members()

    def _members(self) -> tuple[Member, ...]:
        found = []
        at = self.directory.at
        for _ in range(self.directory.entries):
            if at + _CENTRAL.size > self.directory.end:
                raise _damaged()
            lengths = _CENTRAL.unpack_from(self.data, at)[10:13]
            stop = at + _CENTRAL.size + sum(lengths)
            if stop > self.directory.end:
                raise _damaged()
            found.append(_told(self.data[at:stop]))
            at = stop
        if at != self.directory.end:
            raise _damaged()
        if len({member.name.casefold() for member in found}) != len(found):
            raise CannotEdit("The file holds the same part twice, so programs would not agree which one counts.")
        return self._placed(found)

    def _placed(self, found: list[Member]) -> tuple[Member, ...]:
        """The members with their places; everything up to the next one belongs to the one before."""
        starts = sorted(member.start for member in found)
        follows = dict(zip(starts, [*starts[1:], self.directory.at], strict=True))
        return tuple(_located(self.data, member, follows[member.start]) for member in found)

    def read(self, member: Member) -> bytes:
        """What the member holds. Raises CannotEdit when it is damaged or too large."""
        raw = self.data[member.data_at : member.data_at + member.packed]
        if member.size > MAX_BYTES:
            raise CannotEdit(f"The workbook's part {member.name} is too large to be edited.")
        if member.method == _DEFLATED:
            unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
            try:
                raw = unpacker.decompress(raw, member.size + 1)
            except zlib.error:
                raise _damaged() from None
            if not unpacker.eof:
                raise _damaged()
        if len(raw) != member.size or zlib.crc32(raw) != member.crc:
            raise _damaged()
        return raw

    def rebuilt(self, changed: Mapping[str, bytes], added: Mapping[str, bytes], removed: Collection[str]) -> bytes:
        """The archive with other content for some members, without some, and with new ones at its end."""
        inside = sorted(self.members, key=lambda member: member.start)
        out = bytearray(self.data[: inside[0].start])
        records = {}
        for member in inside:
            if member.name in removed:
                continue
            offset = len(out)
            if member.name in changed:
                local, records[member.name] = _replaced(self.data, member, changed[member.name], offset)
                out += local
            else:
                out += self.data[member.start : member.stop]
                records[member.name] = _moved(member.record, offset)
        directory = [records[member.name] for member in self.members if member.name in records]
        for name, content in added.items():
            local, record = _fresh(name, content, len(out))
            out += local
            directory.append(record)
        at = len(out)
        out += b"".join(directory)
        return bytes(out + self._tail(at, len(out) - at, len(directory)))

    def _tail(self, at: int, size: int, count: int) -> bytes:
        """The records after the directory, told about the new one."""
        tail = bytearray(self.data[self.directory.end :])
        end = self.end_at - self.directory.end
        if end:
            fields = list(_ZIP64_END.unpack_from(tail, 0))
            fields[6:] = [count, count, size, at]
            _ZIP64_END.pack_into(tail, 0, *fields)
            locator = list(_ZIP64_LOCATOR.unpack_from(tail, end - _ZIP64_LOCATOR.size))
            locator[2] = at + size
            _ZIP64_LOCATOR.pack_into(tail, end - _ZIP64_LOCATOR.size, *locator)
        old = list(_END.unpack_from(tail, end))
        new = [count, count, size, at]
        for place, value in zip(range(3, 7), new, strict=True):
            full = 0xFFFF if place < 5 else _FULL
            old[place] = old[place] if end and old[place] == full else value
        _END.pack_into(tail, end, *old)
        return bytes(tail)


def _damaged() -> CannotEdit:
    return CannotEdit("The file is damaged or is not an .xlsx workbook, so it cannot be edited without loss.")


def _end_record(data: bytes) -> int:
    """Where the archive's last record begins; its comment ends with the file."""
    at = data.rfind(b"PK\5\6")
    while at >= 0:
        if at + _END.size <= len(data) and at + _END.size + _END.unpack_from(data, at)[7] == len(data):
            return at
        at = data.rfind(b"PK\5\6", 0, at)
    raise _damaged()


def _directory(data: bytes, end_at: int) -> _Directory:
    _, disk, first_disk, here, count, size, at, _ = _END.unpack_from(data, end_at)
    end = end_at
    locator_at = end_at - _ZIP64_LOCATOR.size
    if locator_at >= 0 and data[locator_at : locator_at + 4] == b"PK\6\7":
        _, _, end, _ = _ZIP64_LOCATOR.unpack_from(data, locator_at)
        if end + _ZIP64_END.size > locator_at or data[end : end + 4] != b"PK\6\6":
            raise _damaged()
        _, _, _, _, disk, first_disk, here, count, size, at = _ZIP64_END.unpack_from(data, end)
    if disk or first_disk or here != count or at + size != end or not count:
        raise _damaged()
    if count > MAX_MEMBERS:
        raise CannotEdit("The file holds too many parts to be edited.")
    return _Directory(at, end, count)


def _told(record: bytes) -> Member:
    """A member by its record in the directory, its place still unknown."""
    (_, _, _, flags, method, _, _, crc, packed, size, length, extra, _, disk, _, _, offset) = _CENTRAL.unpack_from(
        record
    )
    if not record.startswith(b"PK\1\2"):
        raise _damaged()
    name = record[_CENTRAL.size : _CENTRAL.size + length].decode("utf-8" if flags & _UTF8 else "cp437", "replace")
    if flags & _HIDDEN:
        raise CannotEdit("The file is encrypted, so it cannot be edited.")
    if method not in (_STORED, _DEFLATED) or flags & _PATCH:
        raise CannotEdit("The file is compressed in a way that workbooks do not use, so it cannot be edited.")
    start = _CENTRAL.size + length
    at, stop = _wide(record, start, start + extra)
    numbers = []
    for number in (size, packed, offset):
        if number != _FULL or not at:
            numbers.append(number)
            continue
        if at + 8 > stop:
            raise _damaged()
        numbers += struct.unpack_from("<Q", record, at)
        at += 8
    if disk not in (0, 0xFFFF):
        raise _damaged()
    return Member(name, record, numbers[2], 0, 0, method, crc, numbers[1], numbers[0])


def _wide(record: bytes, at: int, stop: int) -> tuple[int, int]:
    """From where to where the 64-bit numbers of a member lie in its extra field; (0, 0) when there are none."""
    while at + 4 <= stop:
        kind, length = struct.unpack_from("<2H", record, at)
        if kind == 1:
            return at + 4, min(at + 4 + length, stop)
        at += 4 + length
    return 0, 0


def _without_wide(extra: bytes) -> bytes:
    """The extra field without its 64-bit numbers."""
    at = 0
    kept = b""
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        kept += b"" if kind == 1 else extra[at : at + 4 + length]
        at += 4 + length
    return kept + extra[at:]


def _located(data: bytes, member: Member, stop: int) -> Member:
    """The member with the place of its data; its local header must say the same as the directory."""
    if member.start + _LOCAL.size > stop:
        raise _damaged()
    signature, _, flags, method, _, _, _, _, _, length, extra = _LOCAL.unpack_from(data, member.start)
    name_at = member.start + _LOCAL.size
    told = _CENTRAL.unpack_from(member.record)
    name = member.record[_CENTRAL.size : _CENTRAL.size + told[10]]
    data_at = name_at + length + extra
    if (
        signature != b"PK\3\4"
        or (flags & _HIDDEN, method) != (0, member.method)
        or data[name_at : name_at + length] != name
        or data_at + member.packed > stop
    ):
        raise _damaged()
    return member._replace(stop=stop, data_at=data_at)


def _packed(content: bytes, method: int) -> bytes:
    if method == _STORED:
        return content
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def _replaced(data: bytes, member: Member, content: bytes, offset: int) -> tuple[bytes, bytes]:
    """Local header with data, and directory record, of a member with new content; all else of the two is kept."""
    body = _packed(content, member.method)
    numbers = (zlib.crc32(content), len(body), len(content))
    local = list(_LOCAL.unpack_from(data, member.start))
    name_at = member.start + _LOCAL.size
    name = data[name_at : name_at + local[9]]
    extra = _without_wide(data[name_at + local[9] : member.data_at])
    local[2] &= ~(_HAS_DESCRIPTOR | _LEVEL)
    local[6:] = [*numbers, len(name), len(extra)]
    told = list(_CENTRAL.unpack_from(member.record))
    rest = member.record[_CENTRAL.size + told[10] :]
    wide, comment = rest[: told[11]], rest[told[11] :]
    kept = _without_wide(wide)
    told[3] &= ~(_HAS_DESCRIPTOR | _LEVEL)
    told[7:10] = numbers
    told[11], told[13], told[16] = len(kept), 0, offset
    return _LOCAL.pack(*local) + name + extra + body, _CENTRAL.pack(*told) + name + kept + comment


def _moved(record: bytes, offset: int) -> bytes:
    """The directory record of an untouched member that lies elsewhere now."""
    told = list(_CENTRAL.unpack_from(record))
    if told[16] != _FULL:
        told[16] = offset
        return _CENTRAL.pack(*told) + record[_CENTRAL.size :]
    start = _CENTRAL.size + told[10]
    # The offset stands after the sizes, of which only those too large for their own fields are told here.
    at = _wide(record, start, start + told[11])[0] + 8 * ((told[9] == _FULL) + (told[8] == _FULL))
    return record[:at] + struct.pack("<Q", offset) + record[at + 8 :]


def _fresh(name: str, content: bytes, offset: int) -> tuple[bytes, bytes]:
    """Local header with data, and directory record, of a new member."""
    body = _packed(content, _DEFLATED)
    spelled = name.encode()
    flags = 0 if name.isascii() else _UTF8
    common = (flags, _DEFLATED, 0, _DAY_ONE, zlib.crc32(content), len(body), len(content), len(spelled), 0)
    local = _LOCAL.pack(b"PK\3\4", 20, *common) + spelled + body
    return local, _CENTRAL.pack(b"PK\1\2", 20, 20, *common, 0, 0, 0, 0, offset) + spelled
