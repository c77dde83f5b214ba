"""Real reports whose cells and rules are too many, too far away, or nonsense."""

from __future__ import annotations

import re
from functools import partial

from tests.hostile.build import (
    CALCULATOR,
    ESCAPE,
    STRINGS,
    STYLES,
    WORKBOOK,
    Maker,
    address,
    behind,
    cell,
    edited,
    pack,
    real,
    replaced,
    rows,
    sheet,
    text,
    unpacked,
    with_tab,
)

AT = 900
"""A row below everything in the real report."""


def _row(content: str, row: int | str = AT) -> bytes:
    return rows(f'<row r="{row}">{content}</row>')


def _reference(at: str) -> bytes:
    """A cell that says it stands at a place that is none."""
    return _row(f'<c r="{at}"><v>7</v></c>')


def _number(value: str, attributes: str = "") -> bytes:
    """A typed number of the report is something else."""
    return cell("in_promoters", f"<v>{value}</v>", attributes)


def _date(value: str) -> bytes:
    """A typed number that is a date beyond all dates."""
    parts = unpacked(_number(value, ' s="0"'))
    at = parts[STYLES].index(b"<cellXfs")
    dated = parts[STYLES][at:].replace(b'numFmtId="0"', b'numFmtId="14" applyNumberFormat="1"', 1)
    return pack({**parts, STYLES: parts[STYLES][:at] + dated})


def _formula(value: str, attributes: str = "") -> bytes:
    return cell("in_promoters", f"<f{attributes}>{value}</f><v>80</v>", "")


def _merges(count: int) -> bytes:
    each = "".join(f'<mergeCell ref="A{1000 + 2 * i}:D{1001 + 2 * i}"/>' for i in range(count))
    return behind(f'<mergeCells count="{count}">{each}</mergeCells>', "xl/worksheets/sheet2.xml")


def _validations(count: int) -> bytes:
    each = '<dataValidation type="whole" sqref="A1:XFD1048576"><formula1>0</formula1></dataValidation>' * count
    return behind(f"<dataValidations>{each}</dataValidations>", "xl/worksheets/sheet2.xml")


def _conditional() -> bytes:
    ranges = " ".join(f"A{i}:XFD{i}" for i in range(1, 200_000))
    return behind(f'<conditionalFormatting sqref="{ranges}"><cfRule type="expression"/></conditionalFormatting>')


def _names(count: int) -> bytes:
    each = "".join(f"<definedName name=\"n{i}\">'Calculator'!$A${i}</definedName>" for i in range(1, count + 1))
    return edited(WORKBOOK, "</definedNames>", each + "</definedNames>")


def _name(value: str, name: str = "hostile") -> bytes:
    return edited(WORKBOOK, "</definedNames>", f'<definedName name="{name}">{value}</definedName></definedNames>')


def _comment() -> bytes:
    parts = real()["xl/comments1.xml"].decode()
    return replaced("xl/comments1.xml", re.sub('ref="[A-Z]+[0-9]+"', 'ref="XFD1048576"', parts).encode())


def _styles(count: int) -> bytes:
    return edited(STYLES, "</cellXfs>", '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>' * count + "</cellXfs>")


def _format(code: str) -> bytes:
    """A number format that the typed numbers wear."""
    old = re.compile("<numFmts.*?</numFmts>")
    new = "<numFmts>" + "".join(f'<numFmt numFmtId="{i}" formatCode="{code}"/>' for i in range(164, 200)) + "</numFmts>"
    return edited(STYLES, old, new)


def _shared_madness() -> bytes:
    """Shared formulas that refer to masters that are not there, to themselves, and over everything."""
    each = '<c r="A900"><f t="shared" si="4294967295" ref="A1:XFD1048576">A1</f></c>'
    each += '<c r="B900"><f t="shared" si="-1"/></c>'
    return _row(each + '<c r="C900"><f t="shared" si="x"/></c><c r="D900"><f t="shared"/></c>')


def _array_over_all() -> bytes:
    return _row('<c r="A900"><f t="array" ref="A1:XFD1048576">A1:XFD1048576*2</f><v>1</v></c>')


def _many_strings(count: int) -> bytes:
    return edited(STRINGS, "</sst>", "".join(f"<si><t>{i}</t></si>" for i in range(count)) + "</sst>")


def _sparse(step: int) -> bytes:
    """A cell in each of many far rows, at the far right."""
    return rows("".join(f'<row r="{r}"><c r="XFD{r}"><v>1</v></c></row>' for r in range(1000, 1_048_577, step)))


KINDS: dict[str, Maker] = {
    "rows_1000000_empty": lambda: rows("<row/>" * 1_000_000),
    "rows_1000000_numbered": lambda: rows("".join(f'<row r="{r}"/>' for r in range(1000, 1_001_000))),
    "cells_1000000_in_a_row": lambda: _row("<c><v>1</v></c>" * 1_000_000),
    "cells_600000_at_one_place": lambda: _row('<c r="A900"><v>1</v></c>' * 600_000),
    "cells_1000000_empty": lambda: _row("<c/>" * 1_000_000),
    "elements_2000000": lambda: rows("<x/>" * 2_000_000),
    "elements_2000000_behind": lambda: behind("<x/>" * 2_000_000),
    "elements_7000000": lambda: rows("<x/>" * 7_000_000),
    "last_cell_of_all": lambda: _row('<c r="XFD1048576"><v>1</v></c>', 1048576),
    "sparse_sheet": partial(_sparse, 10),
    "dimension_lies": lambda: edited(
        CALCULATOR, re.compile('<dimension ref="[^"]*"/>'), '<dimension ref="A1:XFD1048576"/>'
    ),
    "dimension_nonsense": lambda: edited(
        CALCULATOR, re.compile('<dimension ref="[^"]*"/>'), '<dimension ref="0:ZZZ"/>'
    ),
    "merge_over_everything": lambda: behind('<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
    "merges_100000": partial(_merges, 100_000),
    "merge_nonsense": lambda: behind('<mergeCells><mergeCell ref="X:1:!"/><mergeCell/></mergeCells>'),
    "links_over_everything": lambda: behind('<hyperlinks><hyperlink ref="A1:XFD1048576" location="a"/></hyperlinks>'),
    "links_200000": lambda: behind("<hyperlinks>" + '<hyperlink ref="A1" location="a"/>' * 200_000 + "</hyperlinks>"),
    "columns_over_everything": lambda: edited(CALCULATOR, "<cols>", '<cols><col min="1" max="99999999"/>'),
    "validations_100000": partial(_validations, 100_000),
    "conditional_format_of_200000_ranges": _conditional,
    "comments_at_the_last_cell": _comment,
    "strings_1000000": partial(_many_strings, 1_000_000),
    "strings_1600000": lambda: edited(STRINGS, "</sst>", "<si><t>a</t></si>" * 1_600_000 + "</sst>"),
    "string_of_1000000_runs": lambda: edited(STRINGS, "</sst>", f"<si>{'<r><t>x</t></r>' * 1_000_000}</si></sst>"),
    "styles_500000": partial(_styles, 500_000),
    "number_format_of_300000_brackets": partial(_format, "[" * 300_000),
    "number_format_of_300000_quotes": partial(_format, "&quot;" * 300_001),
    "number_format_of_300000_escapes": partial(_format, "\\" * 300_000),
    "names_100000": partial(_names, 100_000),
    "name_of_50_kb": partial(_name, "'" + "x'!" * 16_000),
    "name_of_50_kb_quotes": partial(_name, "'" * 50_001),
    "name_of_dde": partial(_name, "cmd|'/c calc'!A0"),
    "name_over_everything": partial(_name, "'Calculator'!$A$1:$XFD$1048576", "in_passives"),
    "name_beyond_the_grid": partial(_name, "'Calculator'!$ZZZ$9999999:$ZZZ$9999999", "in_passives"),
    "name_of_ours_elsewhere": partial(_name, "'http://127.0.0.1:9/[x.xlsx]Calculator'!$E$16:$G$16", "in_passives"),
    "name_of_ours_in_another_book": partial(_name, "[1]Calculator!$E$16:$G$16", "in_passives"),
    "formula_of_1_mb": lambda: _formula("1+" * 500_000 + "1"),
    "formula_nested_10000": lambda: _formula("(" * 10_000 + "1" + ")" * 10_000),
    "formula_of_10000_minus": lambda: _formula("-" * 10_000 + "1"),
    "formula_over_a_formula_of_1_mb": lambda: edited(
        "xl/worksheets/sheet1.xml", re.compile("<f>[^<]*</f>"), "<f>" + "1+" * 500_000 + "1</f>"
    ),
    "formula_nested_10000_over_a_formula": lambda: edited(
        "xl/worksheets/sheet1.xml", re.compile("<f>[^<]*</f>"), "<f>" + "(" * 10_000 + "1" + ")" * 10_000 + "</f>"
    ),
    "formula_of_escapes": lambda: _formula(f'"{ESCAPE}"&amp;"{ESCAPE}"'),
    "shared_formula_madness": _shared_madness,
    "array_over_everything": _array_over_all,
    "data_table": lambda: _formula("", ' t="dataTable" ref="A1:XFD1048576" r1="A1" r2="A0"'),
    "reference_a0": partial(_reference, "A0"),
    "reference_zzzz1": partial(_reference, "ZZZZ1"),
    "reference_1a": partial(_reference, "1A"),
    "reference_empty": partial(_reference, ""),
    "reference_blank": partial(_reference, " "),
    "reference_range": partial(_reference, "A900:B901"),
    "reference_arabic_digits": partial(_reference, "A٩٠٠"),
    "reference_small_letters": partial(_reference, "a900"),
    "reference_dollars": partial(_reference, "$A$900"),
    "reference_of_1_mb": lambda: _reference("A" * 1_000_000 + "1"),
    "reference_huge_row": lambda: _reference("A" + "9" * 5_000),
    "reference_other_row": partial(_reference, "A17"),
    "row_negative": lambda: _row("<c><v>1</v></c>", -5),
    "row_huge": lambda: _row("<c><v>1</v></c>", "9" * 30),
    "row_of_5000_digits": lambda: _row("<c><v>1</v></c>", "9" * 5_000),
    "row_zero": lambda: _row('<c r="A0"><v>1</v></c>', 0),
    "row_text": lambda: _row("<c><v>1</v></c>", "first"),
    "row_fraction": lambda: _row("<c><v>1</v></c>", "9e2"),
    "cells_doubled": lambda: _row(f'<c r="{address("in_promoters")}"><v>99</v></c>'),
    "number_1e999": partial(_number, "1e999"),
    "number_minus_infinity": partial(_number, "-INF"),
    "number_nan": partial(_number, "NaN"),
    "number_text": partial(_number, "eighty"),
    "number_empty": partial(_number, ""),
    "number_underscores": partial(_number, "8_0"),
    "number_arabic_digits": partial(_number, "٨٠"),
    "number_blanks": partial(_number, " 80 "),
    "number_hexadecimal": partial(_number, "0x50"),
    "number_of_5000_digits": lambda: _number("9" * 5_000),
    "number_of_1000000_digits": lambda: _number("0." + "3" * 1_000_000),
    "number_with_escapes": partial(_number, f"{ESCAPE}80"),
    "date_of_the_year_10000": partial(_date, "2958466"),
    "date_before_all_dates": partial(_date, "-700000"),
    "date_1e300": partial(_date, "1e300"),
    "date_1e999": partial(_date, "1e999"),
    "date_type_nonsense": partial(_number, "yesterday", ' t="d"'),
    "date_type_year_0": partial(_number, "0000-00-00T99:99:99", ' t="d"'),
    "date_type_far": partial(_number, "99999-01-01", ' t="d"'),
    "boolean_nonsense": partial(_number, "maybe", ' t="b"'),
    "error_nonsense": partial(_number, f"#EVIL{ESCAPE}!", ' t="e"'),
    "type_unknown": partial(_number, "80", ' t="quux"'),
    "type_empty": partial(_number, "80", ' t=""'),
    "style_out_of_range": partial(_number, "80", ' s="999999"'),
    "style_negative": partial(_number, "80", ' s="-1"'),
    "style_text": partial(_number, "80", ' s="bold"'),
    "style_of_5000_digits": lambda: _number("80", f' s="{"9" * 5_000}"'),
    "string_out_of_range": partial(_number, "999999", ' t="s"'),
    "string_negative": partial(_number, "-1", ' t="s"'),
    "string_fraction": partial(_number, "1.5", ' t="s"'),
    "string_1e999": partial(_number, "1e999", ' t="s"'),
    "string_of_5000_digits": lambda: _number("9" * 5_000, ' t="s"'),
    "string_empty": partial(_number, "", ' t="s"'),
    "text_with_escapes": partial(text, "in_promoters", f"8{ESCAPE}0\N{RIGHT-TO-LEFT OVERRIDE}1\x85\N{LINE SEPARATOR}2"),
    "text_with_excel_escapes": partial(text, "in_promoters", "8_x001B_[31m_x000D__x0007_0"),
    "text_of_half_characters": partial(text, "in_promoters", "8_xD83D__xDE00__xDC00_"),
    "text_of_1_mb": lambda: text("in_promoters", "9" * 1_000_000),
    "text_of_1_mb_blanks": lambda: text("in_promoters", " " * 1_000_000 + "x"),
    "text_inline_missing": partial(cell, "in_promoters", ""),
    "tab_name_with_escapes": lambda: edited(WORKBOOK, 'name="Calculator"', f'name="Calc{ESCAPE}&#10;ulator"'),
    "tab_name_of_1_mb": lambda: edited(WORKBOOK, 'name="Calculator"', f'name="{"x" * 1_000_000}"'),
    "tab_names_equal": lambda: edited(WORKBOOK, 'name="Ticket volume"', 'name="Calculator"'),
    "tab_name_missing": lambda: edited(WORKBOOK, ' name="Calculator"', ""),
    "tab_id_missing": lambda: edited(WORKBOOK, ' sheetId="3"', ""),
    "tab_relation_missing": lambda: edited(WORKBOOK, ' r:id="rId3"', ""),
    "tab_relation_unknown": lambda: edited(WORKBOOK, 'r:id="rId3"', 'r:id="rId99"'),
    "tab_very_hidden": lambda: edited(WORKBOOK, 'name="Calculator"', 'name="Calculator" state="veryHidden"'),
    "tab_added_with_elements_2000000": lambda: with_tab(sheet("<x/>" * 2_000_000)),
    "dates_from_1904": lambda: edited(WORKBOOK, "<workbookPr", '<workbookPr date1904="1"'),
    "dates_from_nonsense": lambda: edited(WORKBOOK, "<workbookPr", '<workbookPr date1904="perhaps"'),
    "iterating_forever": lambda: edited(WORKBOOK, "<calcPr", '<calcPr iterate="1" iterateCount="2147483647"'),
}
