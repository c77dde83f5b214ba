"""A stranger's .xlsx as a package of parts, opened so that no file can hurt the reader.

Everything is bounded before it is believed: the file's size, the number of members, and what a member unpacks to,
counted while it unpacks (the sizes in a zip directory may lie). A member is unpacked only when it is wanted. XML goes
through expat with document types refused at their first character, so that no entity is ever declared, let alone
expanded or fetched. The limits were measured against thousands of public workbooks; a ratio of compression is none of
them, for real workbooks reach 300 to 1.
"""

from __future__ import annotations

import io
import os
import stat
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any
from xml.parsers import expat

from sheets_gen.errors import InputRefused
from sheets_gen.excel.kinds import other_archive, other_kind

MAX_BYTES = 20 * 1024 * 1024
MAX_PART = 64 * 1024 * 1024
MAX_UNPACKED = 128 * 1024 * 1024
MAX_TAGS = 6_000_000
MAX_MEMBERS = 20_000
MAX_RELATIONS = 20_000
MAX_TOKEN = 1024 * 1024
"""Bytes of one tag, with its attributes, or of one comment: expat holds it whole and scans it anew with each chunk."""
MAX_WORDS = 20_000
"""Different names of tags and attributes: each is kept to the end."""
MAX_OPEN = 500_000
"""Tags opened and not closed again, and namespaces declared: each is kept as long as it is open."""
_MIB = 1024 * 1024
_CHUNK = 256 * 1024
_ENTRY = b"PK\x01\x02"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 1


class PartTooLarge(InputRefused):
    """A part, or all that were wanted so far, go beyond MAX_PART, MAX_UNPACKED or MAX_TAGS."""


class Stop(Exception):
    """Raised by a handler that has seen enough."""


def read_bytes(path: Path) -> bytes:
    """The bytes of what may be a workbook. Raises InputRefused; a pipe or device is never waited for."""
    name = shown(path)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            what = "a folder" if stat.S_ISDIR(status.st_mode) else "not a regular file"
            raise InputRefused(f"{name}: is {what}; name an .xlsx file")
        if status.st_size > MAX_BYTES:
            raise InputRefused(f"{name}: is larger than {MAX_BYTES // _MIB} MiB; a report is far smaller")
        with open(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)), "rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise InputRefused(f"{name}: no such file") from None
    except OSError as error:
        raise InputRefused(f"{name}: cannot be read ({error.strerror or error})") from None
    except ValueError:  # a NUL in the name
        raise InputRefused(f"{name}: is no name that a file can have") from None


def shown(path: Path) -> str:
    """A file's name for a message: one line, whatever the name holds."""
    name = "".join(c if c.isprintable() else "?" for c in str(path))
    return name if name == name.strip() else f"“{name}”"


class Package:
    """The parts of a workbook by name; raises InputRefused, without the file's name, for what cannot be used."""

    def __init__(self, data: bytes) -> None:
        if not data.startswith(b"PK\x03\x04"):
            raise InputRefused(other_kind(data))
        if data.count(_ENTRY) > MAX_MEMBERS:
            raise InputRefused(f"holds more than {MAX_MEMBERS:,} parts; a report holds some thirty")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            found = self._zip.infolist()
        except Exception:
            # Seven exception types come out of zipfile for damaged directories; none helps a reader.
            raise InputRefused(_cut_or_damaged(data)) from None
        self._members: dict[str, zipfile.ZipInfo] = {}
        for info in found:
            name = plain_name(info.filename)
            if name in self._members:
                raise InputRefused(f"holds the part {info.filename[:80]!r} twice; open it and save it again")
            self._members[name] = info
        _check_places(found, len(data))
        self.names = tuple(info.filename for info in found)
        self._unpacked = self._tags = 0

    def size(self, name: str) -> int:
        """What the directory says a part unpacks to; good for choosing an order, not to be believed."""
        info = self._members.get(plain_name(name))
        return info.file_size if info is not None else 0

    def __contains__(self, name: str) -> bool:
        return plain_name(name) in self._members

    def chunks(self, name: str) -> Iterator[bytes]:
        """A part's bytes as they unpack, at most MAX_PART of them. Raises InputRefused."""
        info = self._members.get(plain_name(name))
        if info is None:
            what = f"lacks its part {name[:80]}" if name else "says that one of its parts lies outside the file"
            raise InputRefused(f"{what}; open it and save it again")
        if info.flag_bits & _ENCRYPTED:
            raise InputRefused("is protected by a password; save it without one")
        if info.compress_type not in _METHODS:
            raise InputRefused("is packed in a way that no spreadsheet program uses; open it and save it again")
        count = 0
        try:
            with self._zip.open(info) as file:
                while chunk := file.read(_CHUNK):
                    count += len(chunk)
                    self._unpacked += len(chunk)
                    if count > MAX_PART or self._unpacked > MAX_UNPACKED:
                        raise PartTooLarge(f"unpacks to more than {MAX_PART // _MIB} MiB; a report is far smaller")
                    self._tags += chunk.count(b">")  # what parsing costs, in time and memory, goes by their number
                    if self._tags > MAX_TAGS:
                        raise PartTooLarge(f"holds more than {MAX_TAGS:,} XML tags; a report holds far fewer")
                    yield chunk
        except InputRefused:
            raise
        except Exception:
            raise InputRefused(f"is damaged (its part {name} cannot be unpacked); get an undamaged copy") from None

    def part(self, name: str) -> bytes:
        """A whole part. Raises InputRefused."""
        return b"".join(self.chunks(name))

    def parse(self, name: str, start: Callable[[str, dict[str, str]], Any], **others: Any) -> None:
        """Run expat's handlers over a part: names are ``namespace local``. A handler that raises Stop ends it quietly.

        ``end`` and ``text`` may be given too; ``text`` hears all that stands between two tags at once.
        """
        words: dict[str, str] = {}
        parser = reader(start, words, **others)
        bounds = _Bounds(parser, words)
        try:
            for chunk in self.chunks(name):
                parser.Parse(chunk, False)
                bounds.after(chunk)
            parser.Parse(b"", True)
        except Stop:
            return
        except (expat.ExpatError, LookupError, ValueError):  # the last two for an encoding that Python does not know
            raise InputRefused(f"is damaged (its part {name} is not well-formed XML); get an undamaged copy") from None
        finally:
            bounds.parser = None  # the two know each other, and a command runs without looking for such circles

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """What a part ("" is the package) points to inside the package: relation id to (type's last word, part)."""
        folder = PurePosixPath(part).parent if part else PurePosixPath()
        name = str(folder / "_rels" / f"{PurePosixPath(part).name}.rels")
        found: dict[str, tuple[str, str]] = {}

        def start(tag: str, attributes: dict[str, str]) -> None:
            if len(found) > MAX_RELATIONS:
                raise InputRefused(f"holds more than {MAX_RELATIONS:,} links to parts; open it and save it again")
            if tag.rpartition(" ")[2] == "Relationship" and attributes.get("TargetMode") != "External":
                target = resolved(folder, attributes.get("Target", ""))
                found[attributes.get("Id", "")] = (attributes.get("Type", "").rpartition("/")[2], target)

        if name in self:
            self.parse(name, start)
        return found

    def _root(self, name: str) -> str:
        """The local name of a part's first element."""
        found: list[str] = []

        def start(tag: str, _: dict[str, str]) -> None:
            found.append(tag.rpartition(" ")[2])
            raise Stop

        self.parse(name, start)
        return found[0]

    def book(self) -> str:
        """The name of the workbook's main part."""
        for kind, target in self.relations("").values():
            listed = kind == "officeDocument" and target in self and not target.endswith(".bin")
            if listed and self._root(target) == "workbook":
                return target
        if "xl/workbook.xml" in self:
            raise InputRefused("is damaged (it does not say which part is its workbook); open it and save it again")
        raise InputRefused(other_archive(self.names))


def plain_name(name: str) -> str:
    """A part's name as every program understands it."""
    return name.replace("\\", "/").removeprefix("/").casefold()


def _cut_or_damaged(data: bytes) -> str:
    if b"PK\x05\x06" not in data:
        return "is incomplete (its end is missing); get the whole file again"
    return "is damaged (its zip directory cannot be read); get an undamaged copy"


def _check_places(found: Sequence[zipfile.ZipInfo], length: int) -> None:
    """Members stand one behind the other from the first byte on, or programs would not agree on what the file holds."""
    end = 0
    for info in sorted(found, key=lambda info: info.header_offset):
        if info.header_offset < end or (info.header_offset and not end):
            raise InputRefused("is damaged (its parts overlap, or it is two files in one); get an undamaged copy")
        end = info.header_offset + 30 + info.compress_size
    if end > length:
        raise InputRefused("is damaged (a part reaches beyond its end); get an undamaged copy")


class _Bounds:
    """Counts what expat keeps while it reads: no handler sees it, and none is slowed by it."""

    def __init__(self, parser: Any, words: Mapping[str, str]) -> None:
        self.parser, self._words = parser, words
        self._fed = self._open = 0
        parser.CommentHandler = self._aside
        parser.ProcessingInstructionHandler = lambda _, text: self._aside(text)
        parser.StartNamespaceDeclHandler = self._namespace
        parser.StartCdataSectionHandler = self._begin_plain
        parser.EndCdataSectionHandler = self._end_plain
        self._text = parser.CharacterDataHandler

    def after(self, chunk: bytes) -> None:
        """Refuse what would grow too large.

        Each tag ends in one ``>``, a closing one begins with ``</``, an empty one ends in ``/>``. A ``>`` in a text
        counts as a tag left open; ``</`` in one cannot be.
        """
        if not self._fed and (b"\0" in chunk[:4] or chunk[:2] in (b"\xff\xfe", b"\xfe\xff")):
            raise InputRefused("holds a part in UTF-16, as no spreadsheet program writes it; open it and save it again")
        self._fed += len(chunk)
        self._open += chunk.count(b">") - 2 * chunk.count(b"</") - chunk.count(b"/>")
        if self._open > MAX_OPEN:
            raise PartTooLarge(f"nests more than {MAX_OPEN:,} XML tags; open it and save it again")
        if self._fed - self.parser.CurrentByteIndex > MAX_TOKEN + _CHUNK:
            raise PartTooLarge(f"holds an XML tag of more than {MAX_TOKEN // _MIB} MiB; open it and save it again")
        if len(self._words) > MAX_WORDS:
            raise PartTooLarge(f"holds more than {MAX_WORDS:,} different XML names; open it and save it again")

    def _aside(self, text: str) -> None:
        self._open += 2 * text.count("</")

    def _namespace(self, *_: str | None) -> None:
        self._open += 1

    def _begin_plain(self) -> None:
        """CDATA: text in which ``</`` can be."""
        self.parser.CharacterDataHandler = self._plain

    def _plain(self, text: str) -> None:
        self._aside(text)
        if self._text is not None:
            self._text(text)

    def _end_plain(self) -> None:
        self.parser.CharacterDataHandler = self._text


def reader(start: Callable[[str, dict[str, str]], Any], words: dict[str, str], **others: Any) -> Any:
    """An expat parser that knows no document types and no entities but XML's own five; ``words`` gathers its names."""
    parser = expat.ParserCreate(None, " ", words)
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = others.get("end")
    parser.CharacterDataHandler = others.get("text")
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*_: object) -> None:
    raise InputRefused(
        "holds a document type declaration, which no spreadsheet program writes; open it and save it again"
    )


def resolved(folder: PurePosixPath, target: str) -> str:
    """A relation's target as a part's name; one that leads outside names no part."""
    if "://" in target or "\\" in target:
        return ""
    parts: list[str] = []
    for step in (target if target.startswith("/") else f"{folder}/{target}").split("/"):
        if step == "..":
            if not parts:
                return ""
            parts.pop()
        elif step not in ("", "."):
            parts.append(step)
    return "/".join(parts)
