"""Editing cells of a workbook: the cell changes, and every other byte stays."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sheets_gen.excel.edit import CannotEdit, CellEdit, edit
from tests.edit_helpers import (
    HEAD,
    MAIN,
    OFFICE,
    SHEET,
    assert_only,
    book,
    changed_spot,
    part,
    parts,
    relations,
    reread,
    unspelt,
    without_cells,
    zipped,
)
from tests.edit_helpers import sheet as sheet_of

SAMPLES = Path(__file__).parent.parent / "samples"
ROWS = (
    '<row r="2" spans="2:4" ht="20" customHeight="1"><c r="B2" s="1"><v>0.5</v></c><c r="C2" s="2" t="str">'
    '<f>B2&amp;"x"</f><v>0.5x</v></c><c r="D2" t="b"><v>1</v></c></row><row r="5">'
    '<c r="A5" t="inlineStr"><is><t>hello</t></is></c><c r="E5"/></row>'
)


def one(data: bytes, row: int, column: int, value: float | bool | str | None, formula: str | None = None) -> bytes:
    """The workbook after one edit of the tab Data."""
    return edit(data, [CellEdit("Data", row, column, value, formula)]).data


@pytest.mark.parametrize("name", ["filled.xlsx", "filled.zh-Hans.xlsx"])
def test_a_number_typed_into_a_report_changes_that_cell_and_nothing_else(name: str) -> None:
    old = (SAMPLES / name).read_bytes()
    title = reread(old).sheetnames[2]
    new = edit(old, [CellEdit(title, 573, 6, 4321)]).data

    assert_only(old, new, "xl/worksheets/sheet3.xml")
    before, after = (part(data, "xl/worksheets/sheet3.xml") for data in (old, new))
    cell = re.search(r'<c r="F573" s="(\d+)"><v>([0-9]+)</v></c>', before)
    assert cell
    assert after == before.replace(cell[0], f'<c r="F573" s="{cell[1]}"><v>4321</v></c>')
    assert reread(new)[title]["F573"].value == 4321


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (7, '<c r="B2" s="1"><v>7</v></c>'),
        (0.1 + 0.2, '<c r="B2" s="1"><v>0.30000000000000004</v></c>'),
        (-1e300, '<c r="B2" s="1"><v>-1e+300</v></c>'),
        (True, '<c t="b" r="B2" s="1"><v>1</v></c>'),
        (' a<b&"c\n', '<c t="inlineStr" r="B2" s="1"><is><t xml:space="preserve"> a&lt;b&amp;"c\n</t></is></c>'),
        (None, '<c r="B2" s="1"></c>'),
    ],
)
def test_a_cell_takes_each_kind_of_value_and_keeps_its_style(value: float | str | None, written: str) -> None:
    old = book(ROWS)
    new = one(old, 2, 2, value)
    assert_only(old, new, SHEET)
    assert part(new) == part(old).replace('<c r="B2" s="1"><v>0.5</v></c>', written)
    cell = reread(new)["Data"]["B2"]
    assert cell.value == value
    assert cell.font.bold and cell.number_format == "0.00%"


def test_an_error_value_is_an_error_and_not_a_text() -> None:
    new = edit(book(ROWS), [CellEdit("Data", 2, 2, "#DIV/0!", is_error=True)]).data
    assert '<c t="e" r="B2" s="1"><v>#DIV/0!</v></c>' in part(new)
    assert reread(new)["Data"]["B2"].data_type == "e"


@pytest.mark.parametrize("text", ["a\x01b", "_x0041_", "_x005F_x0041_", "a\rb", "\ufffe", "_x0041_x0042_", "tab\tend "])
def test_a_text_with_what_xml_cannot_hold_comes_back_as_it_was(text: str) -> None:
    new = one(book(ROWS), 2, 2, text)
    found = str(reread(new)["Data"]["B2"].value)
    assert unspelt(found) == text
    assert one(new, 2, 2, text) == new


def test_a_formula_is_put_in_with_its_result_and_taken_out_again() -> None:
    old = book(ROWS)
    new = one(old, 2, 4, 1.5, '=B2*3&"<"')
    assert '<c r="D2"><f>B2*3&amp;"&lt;"</f><v>1.5</v></c>' in part(new)
    assert reread(new)["Data"]["D2"].value == '=B2*3&"<"'
    assert reread(new, results=True)["Data"]["D2"].value == 1.5
    gone = one(new, 2, 4, 9)
    assert '<c r="D2"><v>9</v></c>' in part(gone)


def test_only_the_stored_result_of_a_formula_is_replaced_when_asked() -> None:
    old = book(ROWS)
    new = edit(old, [CellEdit("Data", 2, 3, 12.5, keep_formula=True)]).data
    assert changed_spot(part(old), part(new)) == (' t="str"><f>B2&amp;"x"</f><v>0.5x', '><f>B2&amp;"x"</f><v>12.5')
    with pytest.raises(CannotEdit, match=r"Data!B2 holds no formula"):
        edit(old, [CellEdit("Data", 2, 2, 1, keep_formula=True)])


def test_new_cells_stand_in_order_in_rows_old_and_new() -> None:
    old = book(ROWS, before='<dimension ref="B2:D5"/>')
    where = [(1, 3), (2, 1), (2, 7), (3, 2), (5, 3), (5, 2), (9, 9)]
    new = edit(old, [CellEdit("Data", row, column, row * 100 + column) for row, column in where]).data
    text = part(new)
    assert re.findall(r'<row r="(\d+)"', text) == ["1", "2", "3", "5", "9"]
    assert re.findall(r'<c [^>]*?r="([A-Z]+[0-9]+)"', text) == [
        *("C1", "A2", "B2", "C2", "D2", "G2", "B3", "A5", "B5", "C5", "E5", "I9")
    ]
    assert '<dimension ref="A1:I9"/>' in text
    assert '<row r="2" spans="1:7" ht="20" customHeight="1">' in text
    assert without_cells(text, ["C1", "A2", "G2", "B3", "B5", "C5", "I9"]) == without_cells(part(old), [])
    for row, column in where:
        assert reread(new)["Data"].cell(row, column).value == row * 100 + column


def test_a_new_cell_looks_like_the_one_named_else_like_its_row_else_like_its_column() -> None:
    rows = '<row r="1"><c r="A1" s="2"/></row><row r="3" s="1" customFormat="true"/><row r="4" s="1"/>'
    old = book(rows, before='<cols><col min="2" max="4" style="3" width="9"/></cols>')
    edits = [
        CellEdit("Data", 3, 3, 1, style_from=(1, 1)),
        CellEdit("Data", 3, 4, 1, style_from=(7, 7)),
        CellEdit("Data", 4, 2, 1),
        CellEdit("Data", 4, 9, 1),
    ]
    text = part(edit(old, edits).data)
    assert re.findall(r'<c r="(\w+)"(?: s="(\d)")?><v>', text) == [("C3", "2"), ("D3", "1"), ("B4", "3"), ("I4", "")]


@pytest.mark.parametrize(
    "edits",
    [
        [],
        [CellEdit("data", 2, 2, 0.5)],
        [CellEdit("Data", 2, 3, "0.5x", '=B2&"x"')],
        [CellEdit("Data", 2, 3, "0.5x", keep_formula=True)],
        [CellEdit("Data", 2, 4, True), CellEdit("DATA", 5, 1, "hello"), CellEdit("Data", 5, 5, None)],
        [CellEdit("Data", 77, 7, None)],
        [CellEdit("Data", 2, 2, 8), CellEdit("Data", 2, 2, 0.5)],
    ],
)
def test_edits_that_change_nothing_give_back_the_very_same_file(edits: list[CellEdit]) -> None:
    old = book(ROWS)
    assert edit(old, edits).data == old


def test_the_same_edits_give_the_same_bytes_and_the_second_time_change_nothing() -> None:
    old = book(ROWS)
    edits = [CellEdit("Data", 2, 2, "x"), CellEdit("Data", 8, 8, 8, "=4+4"), CellEdit("Data", 2, 3, None)]
    new = edit(old, edits).data
    assert edit(old, edits).data == new
    assert edit(new, edits).data == new


def test_the_last_edit_of_a_cell_counts() -> None:
    new = edit(book(ROWS), [CellEdit("Data", 2, 2, 1), CellEdit("Data", 2, 2, "two"), CellEdit("Data", 2, 2, 3)]).data
    assert reread(new)["Data"]["B2"].value == 3


def test_a_shared_text_that_is_there_already_is_left_alone_and_another_replaces_it() -> None:
    strings = (
        f'{HEAD}<sst xmlns="{MAIN}" count="1" uniqueCount="2"><si><t>other</t></si><si><r><t>one </t></r><r><rPr><b/>'
        '</rPr><t xml:space="preserve">two &amp; _x0041_</t></r><rPh sb="0" eb="1"><t>no</t></rPh></si></sst>'
    )
    made = parts(sheet_of('<row r="1"><c r="A1" t="s"><v>1</v></c></row>'), {"xl/strings.xml": strings})
    made["xl/_rels/workbook.xml.rels"] = relations(
        ("rId1", "worksheet", "/xl/worksheets/sheet1.xml"),
        ("rId2", "styles", "styles.xml"),
        ("rId3", "sharedStrings", "strings.xml"),
    )
    old = zipped(made)
    assert one(old, 1, 1, "one two & A") == old
    new = one(old, 1, 1, "other")
    assert_only(old, new, SHEET)
    assert '<c r="A1" t="inlineStr"><is><t xml:space="preserve">other</t></is></c>' in part(new)


UNUSUAL = {
    "prefixes": (
        f'{HEAD}<x:worksheet xmlns:x="{MAIN}" xmlns:o="urn:o"><o:row r="1"/><x:sheetData><x:row r="1"><x:c r="A1">'
        '<x:v>1</x:v></x:c><x:c r="C1"/></x:row></x:sheetData>'
        '<x:extLst><x:ext uri="u"><o:c r="B1"/></x:ext></x:extLst></x:worksheet>'
    ),
    "no references": (
        f'<worksheet xmlns="{MAIN}"><sheetData><row><c><v>1</v></c></row><row/><row r="9"><c/></row></sheetData>'
        "</worksheet>"
    ),
    "lower case": (
        f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="a1"><v>1</v></c><c r="c1"/></row></sheetData>'
        "</worksheet>"
    ),
    "comments": (
        f'\ufeff{HEAD}<!-- <c r="A1"/> --><worksheet xmlns="{MAIN}"><!--é--><sheetData><?p <row r="1"> ?><row r="1">'
        '<c r="A1" ><!-- > --><v ><![CDATA[1]]></v><!-- < --></c\n><c a=\'r="B1">\' r="C1"/></row ></sheetData>'
        "</worksheet>"
    ),
    "entities": (
        f'<worksheet xmlns="{MAIN}"><sheetData><row r="&#49;"><c r="A&#x31;"><v>&#49;</v></c></row></sheetData>'
        "</worksheet>"
    ),
    "nothing": f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>',
    "empty rows": f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"/></sheetData></worksheet>',
}


@pytest.mark.parametrize("name", sorted(UNUSUAL))
def test_sheets_written_in_unusual_ways_take_edits(name: str) -> None:
    text = UNUSUAL[name]
    old = zipped(parts(text))
    new = edit(old, [CellEdit("Data", 1, 1, 5), CellEdit("Data", 1, 2, "new"), CellEdit("Data", 4, 1, True)]).data
    assert_only(old, new, SHEET)
    cells = reread(new)["Data"]
    assert (cells["A1"].value, cells["B1"].value, cells["A4"].value) == (5, "new", True)
    assert [cell.coordinate for row in cells for cell in row if cell.value is not None] == ["A1", "B1", "A4"]
    kept = re.findall(r"<!--.*?-->|<\?.*?\?>|<x:ext uri.*|<row r=\"9\"><c/></row>", text)
    assert [piece for piece in kept if piece in part(new)] == kept


def test_an_edit_of_an_empty_cell_does_not_swallow_the_next_one() -> None:
    old = book('<row r="1"><c r="A1" s="1"/><c r="B1"><v>2</v></c></row>')
    new = part(one(old, 1, 1, 7))
    assert new == part(old).replace('<c r="A1" s="1"/>', '<c r="A1" s="1"><v>7</v></c>')


def test_a_tab_is_found_by_its_relation_whatever_its_number_or_case() -> None:
    made = parts(sheet_of("<row><c><v>1</v></c></row>"))
    made["xl/Sheets/SHEET 9.xml"] = sheet_of('<row r="1"><c r="A1"><v>9</v></c></row>')
    made["xl/_rels/workbook.xml.rels"] = relations(
        ("a", "worksheet", "sheets/sheet%209.xml"),
        ("b", "worksheet", "../xl/worksheets/sheet1.xml"),
        ("c", "styles", "/XL/styles.xml"),
    )
    made["xl/workbook.xml"] = (
        f'<workbook xmlns="{MAIN}" xmlns:rel="{OFFICE}"><sheets><sheet name="Straße" sheetId="4" rel:id="a"/>'
        '<sheet name="Data" sheetId="1" rel:id="b"/></sheets></workbook>'
    )
    old = zipped(made)
    new = edit(old, [CellEdit("STRASSE", 1, 1, 5)]).data
    assert_only(old, new, "xl/Sheets/SHEET 9.xml")
    assert "<v>5</v>" in part(new, "xl/Sheets/SHEET 9.xml")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (CellEdit("Dat", 1, 1, 1), "no tab Dat"),
        (CellEdit("Data", 0, 1, 1), "outside of any sheet"),
        (CellEdit("Data", 1, 16_385, 1), "outside of any sheet"),
        (CellEdit("Data", 1, 1, float("nan")), "cannot hold a number"),
        (CellEdit("Data", 1, 1, 10**9999), "cannot hold a number"),
        (CellEdit("Data", 1, 1, "x" * 32_768), "more than 32,767"),
        (CellEdit("Data", 1, 1, 1, "="), "cannot hold its formula"),
        (CellEdit("Data", 1, 1, 1, '="\x01"'), "cannot hold its formula"),
        (CellEdit("Data", 1, 1, 1, "=1", keep_formula=True), "keep its formula"),
        (CellEdit("Data", 1, 1, 1, is_error=True), "not an error code"),
    ],
)
def test_what_no_cell_can_hold_is_refused_in_one_sentence(wrong: CellEdit, says: str) -> None:
    with pytest.raises(CannotEdit, match=says) as refused:
        edit(book(ROWS), [wrong])
    assert str(refused.value).endswith(".") and "\n" not in str(refused.value)
