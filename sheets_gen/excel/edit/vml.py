"""The drawing part behind notes: a box for each, in VML.

These parts are read by pattern and not as XML, because Excel itself writes some that are not well-formed.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping

from sheets_gen.excel.edit.kinds import CannotEdit, Where
from sheets_gen.excel.refs import MAX_COLUMN, MAX_ROW

_NAMESPACES = {
    "v": b"urn:schemas-microsoft-com:vml",
    "o": b"urn:schemas-microsoft-com:office:office",
    "x": b"urn:schemas-microsoft-com:office:excel",
}
_ROOT = re.compile(rb"<([A-Za-z_][\w.:-]*)((?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+)>")
_XMLNS = re.compile(rb"\sxmlns:([\w.-]+)\s*=\s*[\"']([^\"']*)[\"']")
_LAST = re.compile(rb"</([\w.:-]+)\s*>\s*\Z")
_SHAPE = re.compile(rb"\bid\s*=\s*[\"']_x0000_s([0-9]{1,9})[\"']")
_BLOCKS = re.compile(rb"(<(?:[\w.-]+:)?idmap\b[^>]*?\bdata\s*=\s*[\"'])([0-9, ]*)([\"'])")
_KIND = re.compile(rb"\bid\s*=\s*[\"']_x0000_t202[\"']")
_LETTERS = 32  # a line of a box of three usual columns
_BLOCK = 1024
"""Shapes are numbered in blocks of so many; a drawing tells the blocks that are its own."""

EMPTY = (
    b'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    b'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="%d"/>'
    b"</o:shapelayout></xml>"
)
_NOTE_KIND = (
    '<{v}shapetype{ns} id="_x0000_t202" coordsize="21600,21600" {o}spt="202" path="m,l,21600r21600,l21600,xe">'
    '<{v}stroke joinstyle="miter"/><{v}path gradientshapeok="t" {o}connecttype="rect"/></{v}shapetype>'
)
_NOTE = (
    '<{v}shape{ns} id="_x0000_s{id}" type="#_x0000_t202" style="position:absolute;margin-left:59.25pt;'
    'margin-top:1.5pt;width:{width}pt;height:{height}pt;z-index:{index};visibility:hidden" fillcolor="#ffffe1" '
    '{o}insetmode="auto"><{v}fill color2="#ffffe1"/><{v}shadow on="t" color="black" obscured="t"/>'
    '<{v}path {o}connecttype="none"/><{v}textbox style="mso-direction-alt:auto"><div style="text-align:left"></div>'
    '</{v}textbox><{x}ClientData ObjectType="Note"><{x}MoveWithCells/><{x}SizeWithCells/><{x}Anchor>{anchor}'
    "</{x}Anchor><{x}AutoFill>False</{x}AutoFill><{x}Row>{row}</{x}Row><{x}Column>{column}</{x}Column>"
    "</{x}ClientData></{v}shape>"
)


def blocks(drawing: bytes) -> set[int]:
    """The blocks of shape numbers that a drawing uses or claims."""
    claimed = {block for match in _BLOCKS.finditer(drawing) for block in _listed(match[2])}
    return claimed | {int(match[1]) // _BLOCK for match in _SHAPE.finditer(drawing)}


def with_notes(part: str, drawing: bytes, notes: Iterable[tuple[Where, str]], free_block: int) -> bytes:
    """The drawing with a box for each cell and its text; ``free_block`` is one that no drawing of the workbook uses.

    Raises CannotEdit for a part that is no drawing in UTF-8.
    """
    root, last = _ROOT.search(drawing), _LAST.search(drawing)
    if b"\0" in drawing or root is None or last is None or root[1] != last[1] or not _is_utf8(drawing):
        raise CannotEdit(f"The workbook's part {part}, which draws the boxes of notes, is damaged.")
    names = _prefixes(root[2])
    numbers = _numbers(drawing, free_block)
    added = "" if _KIND.search(drawing) else _NOTE_KIND.format(**names)
    used = set()
    for index, ((where, text), number) in enumerate(
        zip(notes, numbers, strict=False), len(_SHAPE.findall(drawing)) + 1
    ):
        used.add(number // _BLOCK)
        added += _box(where, text, number, index, names)
    new = drawing[: last.start()] + added.encode() + drawing[last.start() :]
    told = _BLOCKS.search(new)
    if told is None:  # LibreOffice tells no blocks, and programs do without
        return new
    more = used - _listed(told[2])
    pieces = [told[2].strip(), *(str(block).encode() for block in sorted(more))]
    return new[: told.start(2)] + b",".join(filter(None, pieces)) + new[told.end(2) :] if more else new


def _is_utf8(drawing: bytes) -> bool:
    told = re.match(rb"(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*[\"']([\w.-]+)", drawing)
    if told and told[1].lower() not in (b"utf-8", b"utf8"):
        return False
    try:
        drawing.decode()
    except UnicodeDecodeError:
        return False
    return True


def _prefixes(attributes: bytes) -> dict[str, str]:
    """How the drawing spells its three namespaces; those it does not know are declared where they are used."""
    known = {match[2]: match[1].decode() for match in _XMLNS.finditer(attributes)}
    names = {}
    declared = ""
    for short, space in _NAMESPACES.items():
        names[short] = known.get(space, short) + ":"
        if space not in known:
            declared += f' xmlns:{short}="{space.decode()}"'
    return {**names, "ns": declared}


def _listed(data: bytes) -> set[int]:
    return {int(number) for number in re.findall(rb"[0-9]{1,6}", data)}


def _numbers(drawing: bytes, free_block: int) -> Iterator[int]:
    """Numbers for new shapes: first those left in the drawing's own blocks, then blocks that nobody has."""
    taken = {int(match[1]) for match in _SHAPE.finditer(drawing)}
    for block in itertools.chain(sorted(blocks(drawing) - {0}), itertools.count(free_block)):
        inside = [number for number in taken if number // _BLOCK == block]
        yield from range(max(inside, default=block * _BLOCK) + 1, (block + 1) * _BLOCK)


def _box(where: Where, text: str, number: int, index: int, names: Mapping[str, str]) -> str:
    """A hidden box beside its cell, high enough for its text."""
    row, column = where[0] - 1, where[1] - 1
    lines = sum(1 + len(line) // _LETTERS for line in text.split("\n"))
    rows = min(max(4, lines), 40)
    left = column + 1 if column + 4 < MAX_COLUMN else column - 4
    top = min(max(0, row - 1), MAX_ROW - rows - 1)
    return _NOTE.format(
        id=number,
        index=index,
        width=192,
        height=15 * rows,
        anchor=f"{left}, 15, {top}, 10, {left + 3}, 15, {top + rows}, 4",
        row=row,
        column=column,
        **names,
    )
