"""A workbook made wrong in one to three ways: its bytes, its archive, its XML, its settings."""

from __future__ import annotations

import io
import random
import re
import struct
import warnings
import zipfile
from collections.abc import Callable
from html import escape, unescape
from typing import NamedTuple

from tests.fuzz import nasty
from tests.fuzz.bases import Base, bases, packed
from tests.fuzz.mutate_xml import CHANGES, encoded

Parts = dict[str, bytes]


class Mutant(NamedTuple):
    """A file to be read, and how it came about."""

    kind: str
    data: bytes


def mutant(seed: int, number: int) -> Mutant:
    """The n-th mutant of a seed: the same on any machine."""
    dice = random.Random(f"{seed}:{number}")
    base = dice.choices(bases(), (6, 5, 3, 3, 0.3))[0]
    told = [base.name]
    parts = base.parts()
    how = dice.random()
    for _ in range(dice.choice((1, 1, 1, 2, 3)) if how < 0.8 else 0):
        kind, change = dice.choices(_OF_PARTS, (10, 3, 2))[0]
        told.append(f"{kind} {change(dice, parts)}".strip())
    data = packed(parts) if how < 0.8 else base.data
    if how >= 0.78:
        kind, of_bytes = dice.choices(_OF_BYTES, (4, 3, 1, 1))[0]
        data = of_bytes(dice, data)
        told.append(kind)
    return Mutant(", ".join(told), data)


def _weight(name: str) -> int:
    """Readers look into some parts far more than into others."""
    if name.startswith("xl/worksheets/sheet"):
        return 10
    if name in ("xl/workbook.xml", "xl/sharedStrings.xml"):
        return 8
    return 2 if name.endswith(".rels") or name in ("xl/styles.xml", "[Content_Types].xml") else 1


def _any_part(dice: random.Random, parts: Parts) -> str:
    names = list(parts)
    return dice.choices(names, [_weight(name) for name in names])[0]


def _xml(dice: random.Random, parts: Parts) -> str:
    """One to three changes of one part."""
    if not parts:
        return ""
    name = _any_part(dice, parts)
    text = parts[name].decode("utf-8", "replace")
    kinds = dice.choices(list(CHANGES), [weight for weight, _ in CHANGES.values()], k=dice.choice((1, 1, 1, 2, 3)))
    for kind in kinds:
        text = CHANGES[kind][1](dice, text)
    parts[name] = encoded(dice, text)
    return f"{name}: {' '.join(kinds)}"


def _archive(dice: random.Random, parts: Parts) -> str:
    """Parts that are gone, empty, elsewhere, exchanged, too many or too large."""
    if not parts:
        return ""
    name, other = _any_part(dice, parts), _any_part(dice, parts)
    how = dice.choice(("gone", "empty", "renamed", "exchanged", "garbage", "many", "large", "copied"))
    data = parts[name]
    if how == "gone":
        del parts[name]
    elif how == "renamed":
        path = dice.choice((name.upper(), "/" + name, "x/../" + name, name.replace("/", "\\"), name + "/", "x"))
        parts[path] = parts.pop(name)
    elif how == "exchanged":
        parts[name], parts[other] = parts[other], data
    elif how == "many":
        parts |= {f"xl/x{at}.xml": b"" for at in range(dice.choice((10, 3_000)))}
    elif how == "copied":
        parts[dice.choice((f"xl/{dice.choice(nasty.PATHS)}", dice.choice(nasty.PATHS)))] = data
    else:
        space = b" " * dice.choice((2_000_000, 70_000_000))
        new = {"empty": b"", "garbage": dice.randbytes(500), "large": data.replace(b"?>", b"?>" + space, 1)}
        parts[name] = new[how]
    return f"{how} {name}"


def _settings(dice: random.Random, parts: Parts) -> str:
    """One to three settings of the calculator that say something else."""
    strings = _strings(parts.get("xl/sharedStrings.xml", b"").decode("utf-8", "replace"))
    told = []
    for part in [name for name in parts if name.startswith("xl/worksheets/sheet")]:
        text = parts[part].decode("utf-8", "replace")
        rows = [(_held(row[1], strings), row) for row in _ROW.finditer(text)]
        settings = [(id, row) for id, row in rows if id.startswith("report_")]
        chosen = dice.sample(settings, min(len(settings), dice.choice((1, 1, 2, 3))))
        for id, row in sorted(chosen, key=lambda each: -each[1].start()):  # from below, so that places stay right
            new = escape(nasty.setting(dice, _held(row[4] or "", strings)))
            text = f'{text[: row.start(2)]}<c r="{row[3]}" t="inlineStr"><is><t>{new}</t></is></c>{text[row.end() :]}'
            told.append(id)
        parts[part] = text.encode("utf-8", "surrogatepass")
    return " ".join(told)


_HELD = r"((?:(?!</c>).)*)</c>"
_ROW = re.compile(
    rf'<row [^>]*><c r="A[0-9]+"[^>]*>{_HELD}<c r="B[0-9]+"[^>]*?(?:/>|>(?:(?!</c>).)*</c>)'
    rf'(<c r="(C[0-9]+)"[^>]*?(?:/>|>{_HELD}))',
    re.DOTALL,
)
"""A row that begins with an id, a label and a value: what A holds, the cell C, its address, what it holds."""


def _held(inside: str, strings: list[str]) -> str:
    """The text of a cell: a shared one, or its own."""
    shared = re.fullmatch(r"<v>([0-9]{1,6})</v>", inside)
    if shared is not None and int(shared[1]) < len(strings):
        return strings[int(shared[1])]
    return unescape(re.sub(r"<[^>]*>", "", inside))


def _strings(xml: str) -> list[str]:
    return [
        unescape("".join(re.findall(r"<t(?: [^>]*)?>([^<]*)</t>", item)))
        for item in re.findall(r"<si>(.*?)</si>", xml, re.DOTALL)
    ]


def _flipped(dice: random.Random, data: bytes) -> bytes:
    """Bits and bytes that are wrong, gone, twice or from elsewhere."""
    held = bytearray(data)
    for _ in range(dice.choice((1, 1, 3, 30))):
        at, length = dice.randrange(len(held) + 1), dice.choice((1, 1, 4, 40, 4_000))
        how = dice.randrange(5)
        if how == 0 and at < len(held):
            held[at] ^= 1 << dice.randrange(8)
        elif how == 1:
            held[at : at + length] = dice.choice((b"\0", b"\xff", dice.randbytes(1))) * length
        elif how == 2:
            del held[at : at + length]
        elif how == 3:
            held[at:at] = held[at : at + length]
        else:
            other = dice.choice(bases()[:4]).data
            begin = dice.randrange(len(other))
            held[at : at + length] = other[begin : begin + length]
    return bytes(held[: dice.randrange(len(held) + 1)]) if held and dice.random() < 0.2 else bytes(held)


_FIELDS = {
    b"PK\x03\x04": ((4, 2), (6, 2), (8, 2), (14, 4), (18, 4), (22, 4), (26, 2), (28, 2)),
    b"PK\x01\x02": ((6, 2), (8, 2), (10, 2), (16, 4), (20, 4), (24, 4), (28, 2), (30, 2), (32, 2), (38, 4), (42, 4)),
    b"PK\x05\x06": ((4, 2), (6, 2), (8, 2), (10, 2), (12, 4), (16, 4), (20, 2)),
}  # fmt: skip
"""Where the numbers of a local header, a directory entry and the directory's end stand, and how long they are."""


def _headers(dice: random.Random, data: bytes) -> bytes:
    """Headers that lie about sizes, methods, flags, names and places."""
    held = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 5))):
        mark = dice.choice(list(_FIELDS))
        places = [found.start() for found in re.finditer(re.escape(mark), data)]
        if not places:
            continue
        at, (offset, length) = dice.choice(places), dice.choice(_FIELDS[mark])
        limit = 256**length - 1
        value = dice.choice(
            (0, 1, 8, 9, 12, 14, 93, 95, 99, 2048, 0x41, limit, limit // 2, dice.randrange(limit), len(data))
        )
        if at + offset + length <= len(held):
            struct.pack_into("<H" if length == 2 else "<I", held, at + offset, value & limit)
    return bytes(held)


def _repacked(dice: random.Random, data: bytes) -> bytes:
    """Other methods, doubled names, a comment, a folder, something before or behind."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except Exception:  # an archive that was broken before
        return data
    how = dice.randrange(5)
    if how == 0:
        return packed(parts, dice.choice((zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)))
    if how == 1:
        return dice.choice((b"PK\x03\x04", b"MZ" * 50, b"\0")) + data
    if how == 2:
        return data + dice.choice((data, b"\0" * 70_000, b"PK\x05\x06" + b"\0" * 18))
    file = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(file, "w") as archive:
        warnings.simplefilter("ignore")
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part)
        if how == 3 and parts:
            name = _any_part(dice, parts)
            archive.writestr(zipfile.ZipInfo(name), dice.choice((b"", parts[_any_part(dice, parts)])))
        archive.comment = b"PK\x05\x06" * 1_000 if how == 4 else b""
        archive.writestr(zipfile.ZipInfo("xl/" if dice.random() < 0.5 else "../x"), b"")
    return file.getvalue()


def _joined(dice: random.Random, data: bytes) -> bytes:
    """The beginning of one workbook and the end of another."""
    other: Base = dice.choice(bases()[:4])
    return data[: dice.randrange(len(data) + 1)] + other.data[dice.randrange(len(other.data)) :]


_OF_PARTS: list[tuple[str, Callable[[random.Random, Parts], str]]] = [
    ("xml", _xml),
    ("settings", _settings),
    ("archive", _archive),
]
_OF_BYTES: list[tuple[str, Callable[[random.Random, bytes], bytes]]] = [
    ("headers", _headers),
    ("flipped", _flipped),
    ("repacked", _repacked),
    ("joined", _joined),
]
