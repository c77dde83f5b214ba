"""Real reports whose XML is an attack on its parser, is no XML, or links where no workbook does."""

from __future__ import annotations

import re
from functools import partial

from tests.hostile.build import (
    CALCULATOR,
    CANARY_FILE,
    HEAD,
    MAIN,
    OFFICE,
    PACKAGE,
    STRINGS,
    STYLES,
    WORKBOOK,
    Maker,
    behind,
    edited,
    foreign,
    pack,
    real,
    relations,
    replaced,
    rows,
    sheet,
    without,
)

LINKS = "xl/_rels/workbook.xml.rels"
TYPES = "[Content_Types].xml"
THEIR_SHEET = "xl/worksheets/sheet1.xml"


def _doctype(name: str, declared: str, used: str = "") -> bytes:
    """A document type declaration, and its entity used where text stands."""
    parts = real()
    root = re.search(rb"<(\w+)", parts[name].replace(HEAD, b""))
    assert root is not None
    body = parts[name].replace(HEAD.strip(), b"").strip()
    if used:
        body = re.sub(rb"(<(?:t|v|title|definedName name=\"\w+\")>)[^<]*", rb"\g<1>" + used.encode(), body, count=1)
    doctype = b"<!DOCTYPE " + root[1] + b" " + declared.encode() + b">\n"
    return pack({**parts, name: HEAD + doctype + body})


def _laughs(depth: int = 12, wide: int = 10) -> str:
    lines = ['<!ENTITY l0 "ha ha ha">']
    lines += [f'<!ENTITY l{at} "{f"&l{at - 1};" * wide}">' for at in range(1, depth)]
    return "[" + "\n".join(lines) + "]"


def _quadratic() -> bytes:
    long = f'[<!ENTITY long "{"x" * 70_000}">]'
    return _doctype(STRINGS, long, "&long;" * 90)


def _encoded(encoding: str, said: str, name: str = CALCULATOR) -> bytes:
    body = real()[name].decode().replace(HEAD.decode(), "")
    return replaced(name, f'<?xml version="1.0" encoding="{said}"?>\n{body}'.encode(encoding, "xmlcharrefreplace"))


def _utf16_doctype() -> bytes:
    body = real()[STRINGS].decode().replace(HEAD.decode(), "")
    text = f'<?xml version="1.0" encoding="UTF-16"?>\n<!DOCTYPE sst [<!ENTITY a "b">]>\n{body}'
    return replaced(STRINGS, text.encode("utf-16"))


def _linked(*targets: tuple[str, str, str]) -> bytes:
    """A report whose calculator is said to stand elsewhere."""
    old = re.compile('Target="worksheets/sheet3.xml"')
    id, kind, target = targets[0]
    target, _, mode = target.partition(" ")
    assert (id, kind) == ("rId3", "worksheet")
    return edited(LINKS, old, f'Target="{target}"' + (f' TargetMode="{mode}"' if mode else ""))


def _calculator_at(target: str) -> bytes:
    return _linked(("rId3", "worksheet", target))


def _include(name: str, tag: str) -> bytes:
    use = f'<x:include xmlns:x="http://www.w3.org/2001/XInclude" parse="text" href="{CANARY_FILE.as_uri()}"/>'
    return edited(name, f"<{tag}>", f"<{tag}>{use}")


def _strict() -> bytes:
    """The same report in the Strict form of Open XML."""
    turned = {}
    for name, data in real().items():
        strict = data.replace(MAIN.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main")
        turned[name] = strict.replace(OFFICE.encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships")
    return pack(turned)


def _deep(name: str, before: str, depth: int = 100_000) -> bytes:
    return edited(name, before, before + "<x>" * depth + "</x>" * depth)


def _their(content: bytes) -> bytes:
    return pack(foreign(content))


FILE = CANARY_FILE.as_uri()
EXTERNAL = f'[<!ENTITY e SYSTEM "{FILE}">]'
PARAMETER = f'[<!ENTITY % p SYSTEM "{FILE}"> %p;]'
INTERNAL_PARAMETER = "[<!ENTITY % a '<!ENTITY b \"c\">'> %a;]"

KINDS: dict[str, Maker] = {
    "no_content_types": partial(without, TYPES),
    "no_package_rels": partial(without, "_rels/.rels"),
    "no_workbook": partial(without, WORKBOOK),
    "no_workbook_rels": partial(without, LINKS),
    "no_calculator": partial(without, CALCULATOR),
    "no_strings": partial(without, STRINGS),
    "no_styles": partial(without, STYLES),
    "no_sheets_in_workbook": lambda: edited(WORKBOOK, re.compile("<sheets>.*</sheets>"), "<sheets/>"),
    "no_sheets_element": lambda: edited(WORKBOOK, re.compile("<sheets>.*</sheets>"), ""),
    "no_tabs_but_the_calculator": lambda: edited(
        WORKBOOK, re.compile(r'<sheet name="Metrics".*?/><sheet name="Ticket volume".*?/>'), ""
    ),
    "empty_calculator": lambda: replaced(CALCULATOR, b""),
    "empty_workbook": lambda: replaced(WORKBOOK, b""),
    "empty_strings": lambda: replaced(STRINGS, b""),
    "blank_sheet_part": lambda: replaced(CALCULATOR, b"  \n"),
    "sheet_is_a_picture": lambda: replaced(CALCULATOR, b"\x89PNG\r\n\x1a\n" + bytes(400)),
    "sheet_is_html": lambda: replaced(CALCULATOR, b"<html><body><p>not found<br></body></html>"),
    "sheet_is_styles": lambda: replaced(CALCULATOR, real()[STYLES]),
    "workbook_is_a_sheet": lambda: replaced(WORKBOOK, real()[CALCULATOR]),
    "target_outside": partial(_calculator_at, "../../../../../../etc/passwd"),
    "target_file_url": partial(_calculator_at, FILE),
    "target_file_external": partial(_calculator_at, f"{FILE} External"),
    "target_http": partial(_calculator_at, "http://127.0.0.1:9/sheet3.xml"),
    "target_http_external": partial(_calculator_at, "http://127.0.0.1:9/sheet3.xml External"),
    "target_unc_path": partial(_calculator_at, "\\\\127.0.0.1\\share\\sheet3.xml"),
    "target_itself": partial(_calculator_at, "workbook.xml"),
    "target_rels": partial(_calculator_at, "_rels/workbook.xml.rels"),
    "target_strings": partial(_calculator_at, "sharedStrings.xml"),
    "target_empty": partial(_calculator_at, ""),
    "target_folder": partial(_calculator_at, "worksheets/"),
    "all_sheets_one_part": lambda: replaced(
        LINKS, real()[LINKS].replace(b"sheet1.xml", b"sheet3.xml").replace(b"sheet2.xml", b"sheet3.xml")
    ),
    "thousand_sheets_one_part": lambda: edited(
        WORKBOOK,
        "</sheets>",
        "".join(f'<sheet name="s{i}" sheetId="{i}" r:id="rId3"/>' for i in range(9, 1009)) + "</sheets>",
    ),
    "root_rels_circular": lambda: replaced("_rels/.rels", relations(("rId1", "officeDocument", "_rels/.rels"))),
    "root_rels_outside": lambda: replaced("_rels/.rels", relations(("rId1", "officeDocument", "../../etc/passwd"))),
    "root_rels_http": lambda: replaced(
        "_rels/.rels", relations(("rId1", "officeDocument", "http://127.0.0.1:9/ External"))
    ),
    "rels_100000": lambda: replaced(
        LINKS,
        real()[LINKS].replace(b"</R", b'<Relationship Id="x" Type="y" Target="../../z"/>' * 100_000 + b"</R"),
    ),
    "rels_of_no_namespace": lambda: replaced(LINKS, real()[LINKS].replace(f"{PACKAGE}/rel".encode(), b"urn:x/rel")),
    "strict_open_xml": _strict,
    "billion_laughs_strings": partial(_doctype, STRINGS, _laughs(), "&l11;"),
    "billion_laughs_sheet": partial(_doctype, CALCULATOR, _laughs(), "&l11;"),
    "billion_laughs_workbook": partial(_doctype, WORKBOOK, _laughs(), "&l11;"),
    "billion_laughs_types": partial(_doctype, TYPES, _laughs()),
    "billion_laughs_rels": partial(_doctype, LINKS, _laughs()),
    "billion_laughs_styles": partial(_doctype, STYLES, _laughs()),
    "billion_laughs_core": partial(_doctype, "docProps/core.xml", _laughs()),
    "quadratic_blow_up": _quadratic,
    "external_entity": partial(_doctype, STRINGS, EXTERNAL, "&e;"),
    "external_entity_http": partial(_doctype, STRINGS, EXTERNAL.replace(FILE, "http://127.0.0.1:9/x"), "&e;"),
    "external_entity_in_sheet": partial(_doctype, CALCULATOR, EXTERNAL, "&e;"),
    "external_entity_in_workbook": partial(_doctype, WORKBOOK, EXTERNAL, "&e;"),
    "parameter_entity": partial(_doctype, STRINGS, PARAMETER),
    "parameter_entity_inside": partial(_doctype, STRINGS, INTERNAL_PARAMETER),
    "external_document_type": partial(_doctype, STRINGS, f'SYSTEM "{FILE}"'),
    "public_document_type": partial(_doctype, STRINGS, f'PUBLIC "-//X//Y" "{FILE}"'),
    "document_type_alone": partial(_doctype, CALCULATOR, ""),
    "document_type_in_utf16": _utf16_doctype,
    "entity_undeclared": lambda: edited(STRINGS, "<t>", "<t>&nothing;"),
    "x_include_in_strings": partial(_include, STRINGS, "t"),
    "x_include_in_sheet": partial(_include, CALCULATOR, "sheetData"),
    "style_sheet_instruction": lambda: edited(
        CALCULATOR, "<worksheet", f'<?xml-stylesheet type="text/xsl" href="{FILE}"?><worksheet'
    ),
    "sheet_in_utf16": partial(_encoded, "utf-16", "UTF-16"),
    "sheet_in_latin1": partial(_encoded, "latin-1", "ISO-8859-1"),
    "sheet_in_utf7": partial(_encoded, "utf-7", "UTF-7"),
    "sheet_in_utf32": partial(_encoded, "utf-32", "UTF-32"),
    "encoding_unknown": partial(_encoded, "utf-8", "x-klingon"),
    "encoding_shift_jis_said": partial(_encoded, "utf-8", "Shift_JIS"),
    "byte_order_mark": lambda: replaced(CALCULATOR, b"\xef\xbb\xbf" + real()[CALCULATOR]),
    "invalid_utf8": lambda: replaced(STRINGS, real()[STRINGS].replace(b"<t>metrics", b"<t>\xff\xfe\xc0\x80metrics", 1)),
    "zero_bytes_in_text": lambda: replaced(STRINGS, real()[STRINGS].replace(b"<t>", b"<t>\0", 1)),
    "control_characters": lambda: replaced(STRINGS, real()[STRINGS].replace(b"<t>", b"<t>\x1b[31m\x07", 1)),
    "lone_surrogate": lambda: edited(STRINGS, "<t>", "<t>&#xD800;"),
    "unclosed": lambda: replaced(CALCULATOR, real()[CALCULATOR].replace(b"</worksheet>", b"")),
    "cut_in_a_tag": lambda: replaced(CALCULATOR, real()[CALCULATOR][:9000]),
    "wrongly_nested": lambda: edited(CALCULATOR, "</row>", "</sheetData></row>"),
    "two_roots": lambda: replaced(CALCULATOR, real()[CALCULATOR] + b"<worksheet/>"),
    "undeclared_prefix": lambda: edited(CALCULATOR, "<sheetData>", "<x:y/><sheetData>"),
    "nested_100000_in_cells": partial(_deep, CALCULATOR, "<sheetData>"),
    "nested_100000_before_cells": partial(_deep, CALCULATOR, '<sheetFormatPr defaultRowHeight="15"/>'),
    "nested_100000_in_workbook": lambda: edited(WORKBOOK, "<sheets>", "<x>" * 100_000 + "</x>" * 100_000 + "<sheets>"),
    "nested_100000_in_strings": partial(_deep, STRINGS, "<si>"),
    "nested_2000000": lambda: edited(CALCULATOR, "<sheetData>", "<x>" * 2_000_000),
    "attributes_1000000": lambda: edited(
        CALCULATOR, "<sheetData>", "<sheetData " + " ".join(f'a{i}=""' for i in range(1_000_000)) + ">"
    ),
    "attribute_of_30_mb": lambda: edited(CALCULATOR, "<sheetData>", f'<sheetData a="{"x" * 30_000_000}">'),
    "comment_of_30_mb": lambda: edited(CALCULATOR, "<sheetData>", f"<!--{'x' * 30_000_000}--><sheetData>"),
    "instruction_of_30_mb": lambda: edited(CALCULATOR, "<sheetData>", f"<?x {'x' * 30_000_000}?><sheetData>"),
    "text_of_30_mb": lambda: edited(STRINGS, "<t>", f"<t>{'x' * 30_000_000}"),
    "cdata_of_30_mb": lambda: rows(
        f'<row r="900"><c r="A900" t="inlineStr"><is><t><![CDATA[{"<" * 30_000_000}]]></t></is></c></row>'
    ),
    "namespaces_100000": lambda: edited(
        CALCULATOR, "<sheetData>", "".join(f'<x xmlns:p{i}="urn:{i}"/>' for i in range(100_000)) + "<sheetData>"
    ),
    "tag_name_of_10_mb": lambda: edited(CALCULATOR, "<sheetData>", f"<{'x' * 10_000_000}/><sheetData>"),
    "character_references_3000000": lambda: edited(STRINGS, "<t>", f"<t>{'&#65;' * 3_000_000}"),
    "entity_references_3000000": lambda: behind(f"<x>{'&amp;' * 3_000_000}</x>", "xl/worksheets/sheet2.xml"),
    "stranger_in_utf16_with_doctype": lambda: _their(
        ('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x>' + sheet("").decode()[56:]).encode("utf-16")
    ),
}
