"""Notes on cells (what newer programs call notes, files call comments): their text, and the boxes behind them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sheets_gen.excel.edit import vml
from sheets_gen.excel.edit.cell_xml import MAX_TEXT, rich_text
from sheets_gen.excel.edit.kinds import CannotEdit, Where
from sheets_gen.excel.edit.opc import Package
from sheets_gen.excel.edit.sheet_xml import Sheet, place
from sheets_gen.excel.edit.xml_spans import MAIN, RELATIONS, Span, Splicer, escaped, prefix, text_of, unspelt
from sheets_gen.excel.refs import cell, spelled

_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_GAP = "\n\n"
_NO_COMMENTS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><authors></authors>'
    b"<commentList></commentList></comments>"
)


class NewNote(NamedTuple):
    """What is to be said of a cell, and by whom."""

    texts: tuple[str, ...]
    author: str


class Notes:
    """The notes of one tab. Raises CannotEdit for parts that cannot be read."""

    def __init__(self, package: Package, folder: str, sheet: Sheet, splicer: Splicer) -> None:
        self._package = package
        self._folder = folder
        self._sheet = sheet
        self._splicer = splicer
        self.threaded = _threaded(package, sheet.part)
        """The cells that carry a conversation; what is written there belongs to it."""

    def add(self, notes: Mapping[Where, NewNote]) -> None:
        """Write the notes: a new one, or after an empty line at the end of the one that is there."""
        part = self._package.related(self._sheet.part, "comments")
        data = self._package.read(part) if part else _NO_COMMENTS
        known = _known(self._package.root(part)) if part else {}
        splicer = Splicer(data)
        fresh = {}
        for where, note in notes.items():
            old = known.get(where)
            if old is None:
                fresh[where] = note._replace(texts=tuple(dict.fromkeys(note.texts)))
            else:
                self._continue(splicer, old, note, spelled(*where))
        if part and not fresh:
            self._package.write(part, splicer.done())
        elif fresh:
            self._add_fresh(part, splicer, fresh)

    def _add_fresh(self, part: str | None, splicer: Splicer, fresh: Mapping[Where, NewNote]) -> None:
        if part is None:
            part = self._package.free_name(self._folder, "comments", ".xml")
            self._package.write(part, splicer.data)
            self._package.relate(self._sheet.part, "comments", part)
            self._package.set_type(part, _COMMENTS_TYPE)
        root = self._package.root(part)
        authors, listed = root.first(MAIN + "authors"), root.first(MAIN + "commentList")
        if authors is None or listed is None:
            raise CannotEdit(f"The workbook's part {part} is damaged, so no note can be added to those in it.")
        names = [unspelt(text_of(splicer.data, author)) for author in authors.named(MAIN + "author")]
        start = prefix(splicer.data, root)
        for where, note in fresh.items():
            if note.author not in names:
                names.append(note.author)
                splicer.append(
                    authors, f"<{start}author>".encode() + escaped(note.author) + f"</{start}author>".encode()
                )
            text = _fitting(note.texts, spelled(*where))
            splicer.append(listed, _comment(start, spelled(*where), names.index(note.author), text))
        self._package.write(part, splicer.done())
        self._draw({where: _GAP.join(note.texts) for where, note in fresh.items()})

    def _continue(self, splicer: Splicer, old: Span, note: NewNote, name: str) -> None:
        """Add what the note does not say yet at its end; what it holds keeps its look."""
        text = old.first(MAIN + "text")
        if text is None:
            raise CannotEdit(f"The note at {name} of {self._sheet.part} is damaged, so nothing can be added to it.")
        held = unspelt(rich_text(splicer.data, text))
        said = held.replace("\r\n", "\n")
        new = [piece for piece in dict.fromkeys(note.texts) if not f"{_GAP}{said}{_GAP}".count(f"{_GAP}{piece}{_GAP}")]
        if not new:
            return
        more = _GAP.join(([""] if held else []) + new)
        _fitting((held, more), name)
        runs = list(text.named(MAIN + "r"))
        plain = text.first(MAIN + "t")
        start = prefix(splicer.data, old)
        if plain is not None and not runs and not plain.empty:
            splicer.replace(plain.close, plain.close, escaped(more))
            return
        look = runs[-1].first(MAIN + "rPr") if runs else None
        kept = splicer.data[look.start : look.end] if look else b""
        run = f"<{start}r>".encode() + kept + _run_text(start, more) + f"</{start}r>".encode()
        if runs or plain:
            at = (runs[-1] if runs else plain or text).end
            splicer.replace(at, at, run)
        elif text.empty:
            splicer.append(text, run)
        else:
            splicer.replace(text.inner, text.inner, run)

    def _draw(self, notes: Mapping[Where, str]) -> None:
        """Give each new note its box."""
        package = self._package
        sheet = self._sheet
        element = sheet.top.first(MAIN + "legacyDrawing")
        part = None
        if element is not None:
            link = element.attributes.get(RELATIONS + "id")
            part = next((found.target for found in package.relations(sheet.part) if found.id == link), None)
            if part is None:
                raise CannotEdit(f"The drawing behind the notes of {sheet.part} is missing, so none can be added.")
        names = [name for name in package.names() if name.casefold().endswith(".vml")]
        blocks = {block for name in {*names, *([part] if part else [])} for block in vml.blocks(package.read(name))}
        free = max(blocks, default=0) + 1
        if part is None:
            folder = posixpath.join(self._folder, "drawings")
            part = package.free_name(folder, "vmlDrawing", ".vml")
            package.write(part, vml.with_notes(part, vml.EMPTY % free, notes.items(), free))
            package.set_type(part, _DRAWING_TYPE, extension=True)
            link = package.relate(sheet.part, "vmlDrawing", part)
            start = prefix(sheet.data, sheet.top)
            tag = f'<{start}legacyDrawing xmlns:r="{RELATIONS.strip()}" r:id="{link}"/>'
            at = place(sheet.top, "legacyDrawing")
            self._splicer.replace(at, at, tag.encode())
        else:
            package.write(part, vml.with_notes(part, package.read(part), notes.items(), free))


def read_notes(package: Package, sheet: str) -> Iterator[tuple[Where, str]]:
    """The place and text of each note of a tab's part."""
    part = package.related(sheet, "comments")
    if part is not None:
        data = package.read(part)
        for where, span in _known(package.root(part)).items():
            text = span.first(MAIN + "text")
            if text is not None:
                yield where, unspelt(rich_text(data, text)).replace("\r\n", "\n").strip()


def _threaded(package: Package, part: str) -> frozenset[Where]:
    found = set()
    for link in package.relations(part):
        if link.kind == "threadedComment" and link.target:
            for span in package.root(link.target).children:
                where = cell(span.attributes.get("ref", ""))
                if where:
                    found.add(where)
    return frozenset(found)


def _known(root: Span) -> dict[Where, Span]:
    found = {}
    listed = root.first(MAIN + "commentList")
    for span in listed.named(MAIN + "comment") if listed else ():
        where = cell(span.attributes.get("ref", ""))
        if where:
            found[where] = span
    return found


def _fitting(texts: tuple[str, ...], name: str) -> str:
    text = _GAP.join(texts)
    if len(text) > MAX_TEXT:
        raise CannotEdit(f"The note at {name} would be longer than a note can be.")
    return text


def _run_text(start: str, text: str) -> bytes:
    return f'<{start}t xml:space="preserve">'.encode() + escaped(text) + f"</{start}t>".encode()


def _comment(start: str, name: str, author: int, text: str) -> bytes:
    tag = f'<{start}comment ref="{name}" authorId="{author}" shapeId="0"><{start}text><{start}r>'
    # How Excel writes notes; without a font LibreOffice would show them larger than those of the report.
    look = f'<{start}rPr><{start}sz val="9"/><{start}color indexed="81"/><{start}rFont val="Tahoma"/></{start}rPr>'
    ending = f"</{start}r></{start}text></{start}comment>"
    return (tag + look).encode() + _run_text(start, text) + ending.encode()
