"""Where the elements of an XML part stand, byte by byte, and how to change some without touching the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.parsers import expat

from sheets_gen.excel.edit.kinds import CannotEdit

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main "
"""The namespace of sheets, with the blank that parts it from an element's name."""

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships "
MAX_SPANS = 600_000
_TAG = re.compile(rb"<([^\s/>]+)(?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+>")
_ATTRIBUTE = re.compile(rb"(\s+)([^\s=/>]+)(\s*=\s*)(?:\"([^\"]*)\"|'([^']*)')")
_MARKUP = re.compile(rb"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[(.*?)\]\]>|&(#x[0-9a-fA-F]+|#[0-9]+|[a-z]+);|\r\n?", re.S)
_ENTITIES = {b"amp": b"&", b"lt": b"<", b"gt": b">", b"quot": b'"', b"apos": b"'"}
# Spreadsheets spell what XML cannot hold as _xHHHH_, and so the underscore of a text that looks like that.
_UNFIT = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|_(?=x[0-9A-Fa-f]{4}_)")
_SPELT = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_QUOTED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\t": "&#9;"})


class Span:
    """An element: ``start`` of its start tag, ``inner`` after that tag, ``close`` of its end tag, ``end`` after it.

    A self-closing element has inner, close and end at the same place. ``name`` is "namespace local".
    """

    __slots__ = ("attributes", "children", "close", "end", "inner", "name", "start")

    def __init__(self, name: str, attributes: Mapping[str, str], start: int, inner: int) -> None:
        self.name = name
        self.attributes = attributes
        self.start = start
        self.inner = self.close = self.end = inner
        self.children: list[Span] = []

    @property
    def empty(self) -> bool:
        """Is it a self-closing element?"""
        return self.close == self.end

    def named(self, name: str) -> Iterator[Span]:
        """Its children of that name."""
        return (child for child in self.children if child.name == name)

    def first(self, name: str) -> Span | None:
        """Its first child of that name."""
        return next(self.named(name), None)


class Parser:
    """Reads a part with expat and builds spans; a subclass may keep fewer. Raises CannotEdit for a part unfit."""

    def __init__(self, part: str, data: bytes) -> None:
        self.part = part
        self.data = data
        self.count = 0
        self.root: Span | None = None
        self.open: list[Span] = []
        self._expat = expat.ParserCreate(namespace_separator=" ")

    def run(self) -> Span:
        """The root element, once the whole part was read."""
        if self.data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in self.data[:4]:
            raise self.unfit("is not UTF-8 text")
        self._expat.XmlDeclHandler = self._declared
        self._expat.StartDoctypeDeclHandler = self._doctype
        self._expat.StartElementHandler = self.started
        self._expat.EndElementHandler = self.ended
        try:
            self._expat.Parse(self.data, True)
        except expat.ExpatError:
            raise self.unfit("is damaged") from None
        if self.root is None:
            raise self.unfit("is damaged")
        return self.root

    def unfit(self, why: str) -> CannotEdit:
        """The refusal of this part."""
        return CannotEdit(f"The workbook's part {self.part} {why}, so it cannot be changed without losing something.")

    def _declared(self, version: str, encoding: str | None, standalone: int) -> None:
        if encoding is not None and encoding.casefold() not in ("utf-8", "utf8"):
            raise self.unfit("is not UTF-8 text")

    def _doctype(self, *_: object) -> None:
        raise self.unfit("holds a document type declaration")

    def here(self) -> int:
        """The byte where the present event begins."""
        return self._expat.CurrentByteIndex

    def span(self, name: str, attributes: Mapping[str, str]) -> Span:
        """The element whose start tag is being told."""
        self.count += 1
        if self.count > MAX_SPANS:
            raise self.unfit("is too large")
        start = self.here()
        tag = _TAG.match(self.data, start)
        if tag is None:
            raise self.unfit("is damaged")
        return Span(name, attributes, start, tag.end())

    def started(self, name: str, attributes: dict[str, str]) -> None:
        span = self.span(name, attributes)
        if self.open:
            self.open[-1].children.append(span)
        else:
            self.root = span
        self.open.append(span)

    def ended(self, name: str) -> None:
        self.finish(self.open.pop())

    def finish(self, span: Span) -> None:
        """Set where the element ends; expat tells the end of a self-closing one after its tag, as of its start."""
        if self.data[span.inner - 2 : span.inner] != b"/>":
            span.close = self.here()
            span.end = self.data.index(b">", span.close) + 1


def parse(part: str, data: bytes) -> Span:
    """The root of a part with all elements in it. Raises CannotEdit."""
    return Parser(part, data).run()


def tag_name(data: bytes, span: Span) -> bytes:
    """The element's name as it is written, with its prefix."""
    match = _TAG.match(data, span.start)
    return match[1] if match else b""


def prefix(data: bytes, span: Span) -> str:
    """The prefix of an element's name with its colon, or nothing."""
    before, colon, _ = tag_name(data, span).partition(b":")
    return before.decode() + ":" if colon else ""


def alone(data: bytes, span: Span) -> tuple[bytes, Span]:
    """The bytes of an element, and where it stands in them; its children are left out."""
    copy = Span(span.name, span.attributes, 0, span.inner - span.start)
    copy.close, copy.end = span.close - span.start, span.end - span.start
    return data[span.start : span.end], copy


def number_of(text: str | None) -> int:
    """A whole number that an attribute holds; 0 for none or for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def truth_of(text: str | None) -> bool:
    """Does an attribute say yes?"""
    return text in ("1", "true", "on")


def text_of(data: bytes, span: Span) -> str:
    """The text of an element that holds nothing but text, as a reader of XML sees it."""
    return _MARKUP.sub(_plain, data[span.inner : span.close]).decode()


def _plain(match: re.Match[bytes]) -> bytes:
    if match[0].startswith(b"\r"):
        return b"\n"
    if match[0].startswith(b"<!["):
        return re.sub(rb"\r\n?", b"\n", match[1])
    name = match[2]
    if name is None:
        return b""
    if name.startswith(b"#x"):
        return chr(int(name[2:], 16)).encode()
    return chr(int(name[1:])).encode() if name.startswith(b"#") else _ENTITIES.get(name, match[0])


def unspelt(text: str) -> str:
    """What a text of the file stands for: _x000D_ is a carriage return."""
    return _SPELT.sub(lambda match: chr(int(match[1], 16)), text)


def escaped(text: str) -> bytes:
    """A text for an element that a spreadsheet reads with ``unspelt``."""
    return _spelt(text).translate(_ESCAPES).encode()


def literal(text: str) -> bytes:
    """A formula for an element; it holds no character that XML cannot hold."""
    return text.translate(_ESCAPES).encode()


def quoted(text: str) -> bytes:
    """A text for an attribute in double quotes."""
    return _spelt(text).translate(_QUOTED).encode()


def _spelt(text: str) -> str:
    return _UNFIT.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


def fits(text: str) -> bool:
    """Can XML hold every character of the text?"""
    return all(match[0] == "_" for match in _UNFIT.finditer(text))


class Splicer:
    """Collects changes to a part and makes them at once; every byte outside of them stays."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._changes: list[tuple[int, int, int, bytes]] = []
        self._inside: dict[int, tuple[Span, list[bytes]]] = {}

    def replace(self, start: int, end: int, new: bytes) -> None:
        """Put ``new`` for the bytes from ``start`` to ``end``; changes at the same place stand in the order given."""
        self._changes.append((start, end, len(self._changes), new))

    def append(self, span: Span, new: bytes) -> None:
        """Add at the end of an element's content; a self-closing element is opened."""
        if span.empty:
            self._inside.setdefault(span.start, (span, []))[1].append(new)
        else:
            self.replace(span.close, span.close, new)

    def attribute(self, span: Span, name: str, value: str | None) -> None:
        """Set an attribute without prefix, or take it away with None; the others stay as they are written."""
        at = span.start + 1 + len(tag_name(self.data, span))
        position = at
        while match := _ATTRIBUTE.match(self.data, position):
            position = match.end()
            if match[2] != name.encode():
                continue
            if value is None:
                self.replace(match.start(), match.end(), b"")
            elif span.attributes.get(name) != value:
                self.replace(match.end(3), match.end(), b'"' + quoted(value) + b'"')
            return
        if value is not None:
            self.replace(at, at, b" " + name.encode() + b'="' + quoted(value) + b'"')

    def done(self) -> bytes:
        """The part with all changes made."""
        changes = list(self._changes)
        for span, news in self._inside.values():
            closing = b"</" + tag_name(self.data, span) + b">"
            changes.append((span.inner - 2, span.inner, 0, b">" + b"".join(news) + closing))
        pieces = []
        at = 0
        for start, end, _, new in sorted(changes):
            pieces += [self.data[at:start], new]
            at = max(at, end)
        return b"".join([*pieces, self.data[at:]])
