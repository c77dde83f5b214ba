"""A workbook as parts that point to each other: read, changed, added and taken out, nothing else touched."""

from __future__ import annotations

import posixpath
from typing import NamedTuple
from urllib.parse import unquote

from sheets_gen.excel.edit.kinds import CannotEdit
from sheets_gen.excel.edit.repack import Archive, Member
from sheets_gen.excel.edit.xml_spans import Span, Splicer, parse, prefix, quoted
from sheets_gen.excel.package import plain_name

_RELATION = "http://schemas.openxmlformats.org/package/2006/relationships Relationship"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types "
_RELATIONS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
_TYPES_PART = "[Content_Types].xml"
_NO_RELATIONS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


class Relation(NamedTuple):
    """One part points to another; ``kind`` is the last word of the relation's type, ``target`` a part that exists."""

    id: str
    kind: str
    target: str | None
    span: Span


class Package:
    """The parts of a workbook. Part names are the archive's own; they are found whatever their letters' case."""

    def __init__(self, data: bytes) -> None:
        self._archive = Archive(data)
        self._members: dict[str, Member] = {plain_name(member.name): member for member in self._archive.members}
        if len(self._members) < len(self._archive.members):
            raise CannotEdit("The file holds the same part twice, so programs would not agree which one counts.")
        self._old: dict[str, bytes] = {}
        self._changed: dict[str, bytes] = {}
        self._added: dict[str, bytes] = {}
        self._removed: set[str] = set()
        self._roots: dict[str, Span] = {}
        if any(name.startswith("_xmlsignatures") for name in self._members):
            raise CannotEdit("The workbook is digitally signed, and any change would make the signature invalid.")

    def find(self, name: str) -> str | None:
        """The part of that name, as the archive spells it."""
        for spelling in (name, unquote(name)):
            member = self._members.get(plain_name(spelling))
            if member is not None:
                return None if member.name in self._removed else member.name
            if spelling in self._added:
                return spelling
        return None

    def names(self) -> list[str]:
        """All parts, as the archive spells them."""
        return [member.name for member in self._archive.members] + list(self._added)

    def read(self, name: str) -> bytes:
        """What a part holds now. Raises CannotEdit."""
        for known in (self._changed, self._added, self._old):
            if name in known:
                return known[name]
        content = self._old[name] = self._archive.read(self._members[plain_name(name)])
        return content

    def root(self, name: str) -> Span:
        """The elements of an XML part. Raises CannotEdit."""
        if name not in self._roots:
            self._roots[name] = parse(name, self.read(name))
        return self._roots[name]

    def write(self, name: str, content: bytes) -> None:
        """Change a part, or add it."""
        self._roots.pop(name, None)
        if plain_name(name) in self._members:
            self._changed[name] = content
        else:
            self._added[name] = content

    def remove(self, name: str) -> None:
        """Take a part out; what points to it is not looked at."""
        self._removed.add(name)

    def done(self) -> bytes | None:
        """The workbook with its changes; None when nothing was changed."""
        changed = {
            name: content
            for name, content in self._changed.items()
            if name not in self._removed and content != self._old.get(name)
        }
        if not (changed or self._added or self._removed):
            return None
        return self._archive.rebuilt(changed, self._added, self._removed)

    def relations(self, part: str) -> list[Relation]:
        """Where a part points to; "" is the workbook file itself."""
        file = self.find(_relations_of(part))
        if file is None:
            return []
        found = []
        for span in self.root(file).named(_RELATION):
            given = span.attributes
            target = None
            if given.get("TargetMode") != "External":
                folder = "/" + posixpath.dirname(part)
                path = posixpath.normpath(posixpath.join(folder, given.get("Target", ""))).lstrip("/")
                target = self.find(path)
            found.append(Relation(given.get("Id", ""), given.get("Type", "").rpartition("/")[2], target, span))
        return found

    def related(self, part: str, kind: str) -> str | None:
        """The first part of a kind that a part points to."""
        return next((link.target for link in self.relations(part) if link.kind == kind and link.target), None)

    def relate(self, part: str, kind: str, target: str) -> str:
        """Let a part point to another; gives the relation's id."""
        file = self.find(_relations_of(part))
        if file is None:
            file = _relations_of(part)
            self.write(file, _NO_RELATIONS)
            self.set_type(file, _RELATIONS_TYPE, extension=True)
        taken = {link.id.casefold() for link in self.relations(part)}
        number = next(number for number in range(1, len(taken) + 2) if f"rid{number}" not in taken)
        root = self.root(file)
        content = self.read(file)
        splicer = Splicer(content)
        start = f'<{prefix(content, root)}Relationship Id="rId{number}" Type="{OFFICE}{kind}" Target="/'
        splicer.append(root, start.encode() + quoted(target) + b'"/>')
        self.write(file, splicer.done())
        return f"rId{number}"

    def unrelate(self, part: str, kind: str) -> None:
        """Take away where a part points to, for one kind."""
        file = self.find(_relations_of(part))
        if file is None:
            return
        splicer = Splicer(self.read(file))
        for link in self.relations(part):
            if link.kind == kind:
                splicer.replace(link.span.start, link.span.end, b"")
        self.write(file, splicer.done())

    def set_type(self, part: str, content_type: str, *, extension: bool = False) -> None:
        """Tell what a part is; ``extension`` says it of all parts whose names end alike, when nothing is said yet."""
        root, content = self._types()
        ending = part.rpartition(".")[2]
        if self._overrides(part):
            return
        told = None
        for span in root.named(_TYPES + "Default"):
            if span.attributes.get("Extension", "").casefold() == ending.casefold():
                told = span.attributes.get("ContentType")
        if told == content_type:
            return
        start = prefix(content, root)
        if extension and told is None:
            new = f'<{start}Default Extension="{ending}" ContentType="{content_type}"/>'.encode()
        else:
            new = f'<{start}Override PartName="/'.encode() + quoted(part) + f'" ContentType="{content_type}"/>'.encode()
        splicer = Splicer(content)
        splicer.append(root, new)
        self.write(self._types_part(), splicer.done())

    def unset_type(self, part: str) -> None:
        """Forget what a part is."""
        _, content = self._types()
        splicer = Splicer(content)
        for span in self._overrides(part):
            splicer.replace(span.start, span.end, b"")
        self.write(self._types_part(), splicer.done())

    def _overrides(self, part: str) -> list[Span]:
        wanted = "/" + part.casefold()
        root, _ = self._types()
        told = [(span.attributes.get("PartName", "").casefold(), span) for span in root.named(_TYPES + "Override")]
        return [span for name, span in told if wanted in (name, unquote(name))]

    def _types_part(self) -> str:
        part = self.find(_TYPES_PART)
        if part is None:
            raise CannotEdit("The file has no list of its parts' types, so it is not a workbook that can be edited.")
        return part

    def _types(self) -> tuple[Span, bytes]:
        part = self._types_part()
        return self.root(part), self.read(part)

    def free_name(self, folder: str, stem: str, ending: str) -> str:
        """A part name nobody has, numbered from 1."""
        taken = {name.casefold() for name in self.names()}
        names = (posixpath.join(folder, f"{stem}{number}{ending}") for number in range(1, len(taken) + 2))
        return next(name for name in names if name.casefold() not in taken)


def _relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")
