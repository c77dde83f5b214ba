"""Real reports whose XML costs a careless parser gigabytes or minutes, though each file is small."""

from __future__ import annotations

import re

from tests.hostile.build import (
    CALCULATOR,
    MAIN,
    STRINGS,
    STYLES,
    WORKBOOK,
    Maker,
    behind,
    cell,
    edited,
    pack,
    real,
    replaced,
    sheet,
    tabs_added,
    text,
    unpacked,
    with_tab,
)

LINKS = "xl/_rels/workbook.xml.rels"
BEFORE = "<sheetData>"
OTHER = "xl/worksheets/sheet2.xml"
MIB = 1 << 20


def _before(content: str) -> bytes:
    """The calculator, with something before its cells."""
    return edited(CALCULATOR, BEFORE, content + BEFORE)


def _open(tag: str, count: int) -> bytes:
    """Tags that are opened and never closed."""
    return edited(CALCULATOR, BEFORE, BEFORE + tag * count)


def _many(piece: str, count: int) -> str:
    """A numbered piece, many times over."""
    pieces = piece.split("#")
    return "".join(str(at).join(pieces) for at in range(count))


def _wide(size: int, filler: str) -> bytes:
    """A shared text in which one wide character makes all others wide."""
    parts = unpacked(cell("in_promoters", f"<v>{real()[STRINGS].count(b'<si>')}</v>", ' t="s"'))
    filled = filler * (size // len(filler))
    parts[STRINGS] = parts[STRINGS].replace(b"</sst>", f"<si><t>\N{GRINNING FACE}{filled}</t></si></sst>".encode())
    return pack(parts)


def _formats(code: str, count: int) -> bytes:
    formats = "".join(f'<numFmt numFmtId="{at}" formatCode="{code}"/>' for at in range(200, 200 + count))
    return edited(STYLES, re.compile("<numFmts.*?</numFmts>"), f"<numFmts>{formats}</numFmts>")


def _shared(length: int, count: int) -> bytes:
    """A long formula that very many cells share."""
    long = "+".join(["A1"] * (length // 3))
    first = f'<row r="900"><c r="A900"><f t="shared" ref="A900:A{900 + count}" si="0">{long}</f><v>1</v></c></row>'
    return with_tab(sheet(first + _many('<row><c r="A#"><f t="shared" si="0"/><v>1</v></c></row>', count)))


def _masters(count: int) -> bytes:
    each = _many('<c r="A900"><f t="shared" si="#">1</f></c>', count)
    return with_tab(sheet(f'<row r="900">{each}</row>'))


def _validated(count: int, each: int) -> bytes:
    ranges = " ".join(f"A{at}" for at in range(each))
    one = f'<dataValidation type="whole" sqref="{ranges}"><formula1>0</formula1></dataValidation>'
    return behind(f"<dataValidations>{one * count}</dataValidations>", OTHER)


def _merged(count: int, each: int) -> bytes:
    one = f'<mergeCell ref="{" ".join(f"A{at}" for at in range(each))}"/>'
    return behind(f"<mergeCells>{one * count}</mergeCells>", OTHER)


def _numbered_rows(attributes: str, count: int) -> bytes:
    """Every second row."""
    return with_tab(sheet("".join(f'<row r="{at}"{attributes}/>' for at in range(1, 2 * count, 2))))


def _full_tabs(count: int, cells: int) -> bytes:
    """Tabs that are each as large as is allowed."""
    content = sheet("".join(f"<row>{'<c><v>7</v></c>' * 100}</row>" for _ in range(cells // 100)))
    return pack(tabs_added({f"t{at}": content for at in range(count)}))


def _all_at_once() -> bytes:
    """Wide texts, full tabs, open tags and many names in one file, each as far as it may go."""
    parts = unpacked(_full_tabs(4, 290_000))
    parts[STRINGS] = unpacked(_texts_of(1_240, 32_000))[STRINGS]
    last = "xl/worksheets/sheet103.xml"
    parts[last] = parts[last].replace(b"</sheetData>", b"<x>" * 490_000)
    return pack(parts)


def _texts_of(count: int, length: int) -> bytes:
    """Shared texts that are each as long as a cell may hold, and wide."""
    one = "\N{GRINNING FACE}" + "x" * length
    return edited(STRINGS, "</sst>", f"<si><t>{one}</t></si>" * count + "</sst>")


KINDS: dict[str, Maker] = {
    "open_tags_5000000": lambda: _open("<x>", 5_000_000),
    "open_tags_20000000": lambda: _open("<x>", 20_000_000),
    "open_namespaces_2500000": lambda: _open('<x xmlns:a="urn:a">', 2_500_000),
    "open_tags_hidden_by_text": lambda: _open("<x>/>", 5_000_000),
    "open_tags_hidden_by_cdata": lambda: _open(f"<x><![CDATA[{'</' * 1000}]]>" + "<x>" * 1998, 2_500),
    "open_tags_hidden_by_comments": lambda: _open(f"<x><!--{'</' * 1000}-->" + "<x>" * 1998, 2_500),
    "open_tags_hidden_by_instructions": lambda: _open(f"<x><?x {'</' * 1000}?>" + "<x>" * 1998, 2_500),
    "open_tags_in_workbook": lambda: edited(WORKBOOK, "<sheets>", "<x>" * 5_000_000),
    "open_tags_in_strings": lambda: edited(STRINGS, "<si>", "<x>" * 5_000_000),
    "open_tags_in_an_added_tab": lambda: with_tab(sheet("<x>" * 5_000_000)),
    "tag_names_2000000": lambda: _before(_many("<a#/>", 2_000_000)),
    "attribute_names_2000000": lambda: _before(_many('<x b#=""/>', 2_000_000)),
    "attributes_3000000_in_a_tag": lambda: _before("<x " + _many('a#="" ', 3_000_000) + "/>"),
    "namespaces_700000": lambda: _before(_many('<x xmlns:p#="urn:#"/>', 700_000)),
    "attribute_of_60_mb": lambda: _before(f'<x a="{"x" * 60 * MIB}"/>'),
    "attribute_of_60_mb_of_tag_ends": lambda: _before(f'<x a="{"x>" * 30 * MIB}"/>'),
    "comment_of_60_mb": lambda: _before(f"<!--{'x>' * 30 * MIB}-->"),
    "comments_of_1_mb": lambda: _before(f"<!--{'x' * MIB}-->" * 60),
    "instruction_of_60_mb": lambda: _before(f"<?x {'x>' * 30 * MIB}?>"),
    "declaration_of_60_mb": lambda: replaced(CALCULATOR, b"<?xml" + b" " * 60 * MIB + b"?>"),
    "attribute_of_60_mb_in_an_added_tab": lambda: with_tab(sheet(f'<x a="{"x" * 60 * MIB}"/>')),
    "text_of_60_mb_wide": lambda: _wide(60 * MIB, "x"),
    "text_of_60_mb_wide_escaped": lambda: _wide(60 * MIB, "_x0041_"),
    "text_of_60_mb_of_digits": lambda: text("in_promoters", "9" * 60 * MIB),
    "number_of_60_mb": lambda: cell("in_promoters", f"<v>{'9' * 60 * MIB}</v>", ""),
    "number_of_60_mb_of_blanks": lambda: cell("in_promoters", f"<v>{' ' * 60 * MIB}8</v>", ""),
    "formula_of_60_mb": lambda: cell("in_promoters", f"<f>{'1+' * 30 * MIB}1</f><v>80</v>", ""),
    "formula_of_60_mb_over_a_formula": lambda: edited(
        "xl/worksheets/sheet1.xml", re.compile("<f>[^<]*</f>"), f"<f>{'1+' * 30 * MIB}1</f>"
    ),
    "title_of_60_mb": lambda: text("report_title", "x" * 60 * MIB),
    "metrics_of_60_mb": lambda: text("report_metrics", "nps " * 15 * MIB),
    "version_of_60_mb": lambda: text("report_template_version", "9." * 30 * MIB + "9"),
    "custom_of_60_mb": lambda: text("report_custom", "[" + "1," * 30 * MIB + "1]"),
    "tab_name_of_60_mb": lambda: edited(WORKBOOK, 'name="Calculator"', f'name="{"x" * 60 * MIB}"'),
    "text_inline_of_500000_runs": lambda: cell("in_promoters", f"<is>{'<r><t>xxxxxxxxxx</t></r>' * 500_000}</is>"),
    "texts_1240_of_32000_wide": lambda: _texts_of(1_240, 32_000),
    "texts_1900_of_32000": lambda: _texts_of(1_900, 32_000),
    "number_formats_20000_of_brackets": lambda: _formats("[" * 999, 20_000),
    "number_formats_50000_of_quotes": lambda: _formats("&quot;" * 160, 50_000),
    "number_formats_400000": lambda: _formats("0", 400_000),
    "shared_formula_of_100_kb_in_100000_cells": lambda: _shared(100_000, 100_000),
    "shared_formula_of_8_kb_in_200000_cells": lambda: _shared(8_000, 200_000),
    "shared_formula_of_20_bytes_in_100000_cells": lambda: _shared(20, 100_000),
    "shared_masters_500000": lambda: _masters(500_000),
    "formulas_300000": lambda: with_tab(sheet(_many("<row><c><f>A#</f><v>1</v></c></row>", 300_000))),
    "validations_of_9000000_ranges": lambda: _validated(300, 30_000),
    "merges_of_9000000_ranges": lambda: _merged(300, 30_000),
    "rows_500000_hidden": lambda: _numbered_rows(' hidden="1"', 500_000),
    "references_1000000_of_different_letters": lambda: with_tab(
        sheet("<row>" + _many('<c r="Q#Q1"/>', 1_000_000) + "</row>")
    ),
    "tabs_6_of_290000_cells": lambda: _full_tabs(6, 290_000),
    "all_at_once": _all_at_once,
    "tabs_listed_300000": lambda: edited(
        WORKBOOK, "</sheets>", _many('<sheet name="#" sheetId="#" r:id="rId3"/>', 300_000) + "</sheets>"
    ),
    "relations_300000": lambda: edited(
        LINKS, "</Relationships>", _many('<Relationship Id="x#" Type="y" Target="#"/>', 300_000) + "</Relationships>"
    ),
    "names_300000": lambda: edited(
        WORKBOOK, "</definedNames>", _many('<definedName name="n#">A!$A$1</definedName>', 300_000) + "</definedNames>"
    ),
    "cells_of_other_namespaces": lambda: with_tab(
        sheet("").replace(
            b"</sheetData>", f'<x xmlns="{MAIN}x">'.encode() + b"<c><v>1</v></c>" * 600_000 + b"</x></sheetData>"
        )
    ),
    "columns_hidden_300000": lambda: edited(
        CALCULATOR, "<cols>", "<cols>" + '<col hidden="1" min="1" max="9"/>' * 300_000
    ),
}
