"""One part's XML made wrong: as text, so that what comes out need not be XML any more."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from html import escape

from tests.fuzz import nasty

_TAG = re.compile(r"<([A-Za-z_][\w.:-]*)((?:\s[^<>]*?)?)(/?)>")
_ATTRIBUTE = re.compile(r"""\s([\w.:-]+)="([^"<>]*)\"""")
_TEXT = re.compile(r">([^<>]+)<")
_CELL = re.compile(r"<c( [^<>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
_FORMULA = re.compile(r"<f((?: [^<>]*)?)(?:/>|>([^<]*)</f>)")
_NAME = re.compile(r"(<definedName [^<>]*>)([^<]*)(</definedName>)")
_TITLE = re.compile(r'<sheet name="([^"<>]*)"')
_TITLES = (
    "a&#10;b",
    "&#x2028;",
    "a&#9;",
    "",
    " ",
    "'",
    "a'!b",
    "x" * 5_000,
    "Calculator",
    "metrics",
    "=1",
    "a&#x202e;b",
    "#REF",
)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_BY_NAME = {
    **dict.fromkeys(("r", "ref", "sqref", "activeCell", "topLeftCell"), nasty.ADDRESSES),
    **dict.fromkeys(("t", "cellType", "Type", "ContentType"), nasty.KINDS),
    **dict.fromkeys(("Target", "PartName", "id"), nasty.PATHS),
}
MOST = 8_000_000
"""Characters that a part may grow to."""

Change = Callable[[random.Random, str], str]


def _one(dice: random.Random, pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Any match, each as likely; the first of a random place is cheaper but would favour those behind gaps."""
    found = list(pattern.finditer(text))
    return dice.choice(found) if found else None


def _put(text: str, start: int, end: int, new: str) -> str:
    return text[:start] + new + text[end:]


def _told(dice: random.Random, value: str) -> str:
    """As XML spells a text, most often."""
    return value if dice.random() < 0.1 else escape(value)


def _element(text: str, tag: re.Match[str]) -> tuple[int, int]:
    """Where the element of an opening tag begins and ends."""
    if tag[3]:
        return tag.span()
    depth = 0
    for found in re.finditer(rf"<(/?){re.escape(tag[1])}(?:\s[^<>]*?)?(/?)>", text[tag.start() :]):
        depth += -1 if found[1] else 0 if found[2] else 1
        if depth == 0:
            return tag.start(), tag.start() + found.end()
    return tag.span()


def attribute(dice: random.Random, text: str) -> str:
    """Another value, no such attribute, two of them, or another name."""
    found = _one(dice, _ATTRIBUTE, text)
    if found is None:
        return text
    how = dice.random()
    if how < 0.1:
        return _put(text, *found.span(), "")
    if how < 0.15:
        return _put(text, *found.span(), found[0] * 2)
    if how < 0.2:
        return _put(text, *found.span(1), dice.choice(("x", "xmlns", "xml:space", "r:id", "mc:Ignorable", "R")))
    values = _BY_NAME.get(found[1], nasty.NUMBERS) if dice.random() < 0.7 else (nasty.any_text(dice),)
    return _put(text, *found.span(2), _told(dice, dice.choice(values)))


def element(dice: random.Random, text: str) -> str:
    """Gone, twice, emptied, inside itself, under another name, or at another's place."""
    tag = _one(dice, _TAG, text)
    if tag is None:
        return text
    start, end = _element(text, tag)
    whole, how = text[start:end], dice.randrange(7)
    if how == 6:
        other = _one(dice, _TAG, text)
        begin, finish = _element(text, other) if other is not None else (start, end)
        if end <= begin or finish <= start:
            (a, b), (c, d) = sorted(((start, end), (begin, finish)))
            return text[:a] + text[c:d] + text[b:c] + text[a:b] + text[d:]
    named = re.sub(rf"(</?){re.escape(tag[1])}\b", rf"\g<1>{dice.choice(('row', 'c', 'v', 'f', 'x', 'x:y'))}", whole)
    new = ("", whole * 2, f"<{tag[1]}{tag[2]}/>", f"<{tag[1]}>{whole}</{tag[1]}>", named, whole * 3, "")[how]
    return _put(text, start, end, new)


def many(dice: random.Random, text: str) -> str:
    """Thousands of the same element."""
    tag = _one(dice, _TAG, text)
    if tag is None:
        return text
    start, end = _element(text, tag)
    times = min(dice.choice((100, 3_000, 70_000)), MOST // (end - start))
    return _put(text, start, end, text[start:end] * times)


def content(dice: random.Random, text: str) -> str:
    """Another text between two tags."""
    found = _one(dice, _TEXT, text)
    if found is None:
        return text
    return _put(text, *found.span(1), _told(dice, dice.choice((dice.choice(nasty.NUMBERS), nasty.any_text(dice)))))


def cell(dice: random.Random, text: str) -> str:
    """A cell of another type, with any value, formula or inline text."""
    found = _one(dice, _CELL, text)
    if found is None:
        return text
    value = escape(dice.choice(dice.choice((nasty.NUMBERS, nasty.NUMBERS, nasty.TEXTS, nasty.DATES))))
    kept = re.sub(r' t="[^"]*"', "", found[1]) + dice.choice(("", f' t="{dice.choice(nasty.KINDS)}"'))
    inside = dice.choice(
        (
            f"<v>{value}</v>",
            f"<v>{value}</v><v>{value}</v>",
            f"<f>{escape(dice.choice(nasty.FORMULAS))}</f><v>{value}</v>",
            f"<is><t>{value}</t></is>",
            f"<is><r><t>{value}</t></r><rPh><t>x</t></rPh></is>",
            f"<v><f>{value}</f></v>",
            value,
            "",
        )
    )
    return _put(text, *found.span(), f"<c{kept}>{inside}</c>")


def formula(dice: random.Random, text: str) -> str:
    """Another formula, or one that is shared, an array or a data table."""
    found = _one(dice, _FORMULA, text)
    if found is None:
        return text
    kind = dice.choice(("", "", "", "shared", "array", "dataTable", "normal", "x"))
    given = f' t="{kind}"' if kind else ""
    if kind and dice.random() < 0.7:
        given += f' si="{dice.choice(nasty.NUMBERS)}"'
    if kind and dice.random() < 0.7:
        given += f' ref="{dice.choice(nasty.ADDRESSES)}"'
    body = found[2] or ""
    new = dice.choice((dice.choice(nasty.FORMULAS), body, body + dice.choice(nasty.FORMULAS), body.replace("$", "", 1)))
    return _put(text, *found.span(), f"<f{given}>{new if new == body else escape(new)}</f>")


def name(dice: random.Random, text: str) -> str:
    """A defined name that points at nothing good, or a tab with a title that no tab has."""
    if dice.random() < 0.3:
        title = _one(dice, _TITLE, text)
        return text if title is None else _put(text, *title.span(1), dice.choice(_TITLES))
    found = _one(dice, _NAME, text)
    if found is None:
        return attribute(dice, text)
    return _put(text, *found.span(2), escape(dice.choice(nasty.TARGETS)))


def unclosed(dice: random.Random, text: str) -> str:
    """Tags that do not match, or an end in the middle."""
    if dice.random() < 0.3:
        return text[: dice.randrange(len(text) + 1)]
    found = _one(dice, re.compile(r"<[^<>]*>"), text)
    return text if found is None else _put(text, *found.span(), dice.choice(("", found[0] * 2, "</x>", "<x>", "<")))


def deep(dice: random.Random, text: str) -> str:
    """Elements within elements within elements."""
    tag = _one(dice, _TAG, text)
    if tag is None:
        return text
    inner, times = (
        dice.choice((tag[1], "x", "r", "is", "row", "extLst")),
        dice.choice((300, nasty.DEEP, 10 * nasty.DEEP)),
    )
    end = f"</{inner}>" * times if dice.random() < 0.7 else ""
    return _put(text, tag.start(), tag.start(), f"<{inner}>" * times + end)


def namespace(dice: random.Random, text: str) -> str:
    """Another namespace, another prefix, or none."""
    how = dice.randrange(4)
    if how == 0:
        return text.replace(_MAIN, dice.choice(("http://purl.oclc.org/ooxml/spreadsheetml/main", "", "x", _MAIN + "/")))
    if how == 1:
        return re.sub(r' xmlns(:\w+)?="[^"]*"', "", text, count=dice.choice((0, 1)))
    if how == 2:
        return re.sub(r"(</?)(\w)", r"\1x:\2", text).replace(' xmlns="', ' xmlns:x="', 1)
    return re.sub(r"(</?)(\w)", r"\1x:\2", text)


def document_type(dice: random.Random, text: str) -> str:
    """Entities: many of many, from outside, or unknown."""
    laughs = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 12))
    inside = dice.choice((laughs, '<!ENTITY a11 SYSTEM "file:///etc/passwd">', "", '<!ENTITY % a SYSTEM "x">%a;'))
    declared = f"<!DOCTYPE {dice.choice(('worksheet', 'sst', 'x'))} [{inside}]>"
    found = _one(dice, _TEXT, text) if dice.random() < 0.7 else None
    if found is not None:
        text = _put(text, *found.span(1), dice.choice(("&a11;", "&a5;", "&b;")))
    at = text.find("?>") + 2 if text.startswith("<?xml") else 0
    return _put(text, at, at, declared)


def inserted(dice: random.Random, text: str) -> str:
    """Comments, instructions, quoted sections and loose text between any two tags."""
    found = _one(dice, re.compile("<"), text)
    what = dice.choice(
        ("<!-- x -->", "<?x y?>", "<![CDATA[1]]>", "text", "\0", "<?xml version='1.0'?>", "&#0;", "\ufeff")
    )
    return text if found is None else _put(text, found.start(), found.start(), what)


CHANGES: dict[str, tuple[int, Change]] = {
    "attribute": (8, attribute),
    "element": (8, element),
    "cell": (8, cell),
    "content": (6, content),
    "formula": (6, formula),
    "name": (3, name),
    "unclosed": (2, unclosed),
    "inserted": (2, inserted),
    "many": (1, many),
    "deep": (1, deep),
    "namespace": (1, namespace),
    "document_type": (1, document_type),
}
"""How often, and what."""


def encoded(dice: random.Random, text: str) -> bytes:
    """The text in UTF-8; now and then in another encoding than it says, or than any reader knows."""
    if dice.random() < 0.97:
        return text.encode("utf-8", "surrogatepass")
    said = dice.choice(("utf-8", "UTF-16", "utf-16le", "latin-1", "utf-7", "cp037", "x", "UTF-32", "punycode", "hex"))
    text = re.sub(r'encoding="[^"]*"', f'encoding="{said}"', text, count=1)
    return text.encode(dice.choice(("utf-16", "utf-16-le", "utf-8-sig", "utf-32", "utf-8")), "surrogatepass")
