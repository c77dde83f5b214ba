"""Cells whose content concerns others: shared and array formulas, merged cells, tables, the list of formula cells."""

from __future__ import annotations

import pytest

from sheets_gen.excel.edit import CannotEdit, CellEdit, edit
from tests.edit_helpers import (
    HEAD,
    MAIN,
    SHEET,
    assert_only,
    book,
    changed_spot,
    part,
    parts,
    relations,
    reread,
    zipped,
)
from tests.edit_helpers import sheet as sheet_of

ROWS = (
    '<row r="2" spans="2:4" ht="20" customHeight="1"><c r="B2" s="1"><v>0.5</v></c><c r="C2" s="2" t="str">'
    '<f>B2&amp;"x"</f><v>0.5x</v></c><c r="D2" t="b"><v>1</v></c></row><row r="5">'
    '<c r="A5" t="inlineStr"><is><t>hello</t></is></c><c r="E5"/></row>'
)


def one(data: bytes, row: int, column: int, value: float | bool | str | None, formula: str | None = None) -> bytes:
    """The workbook after one edit of the tab Data."""
    return edit(data, [CellEdit("Data", row, column, value, formula)]).data


SHARED = (
    '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f t="shared" ref="B1:B4" si="0">A1*$A$1+Rate+\'My Tab\'!Local</f>'
    '<v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c><c r="B2" s="1"><f t="shared" si="0"/><v>2</v></c></row>'
    '<row r="3"><c r="A3"><v>3</v></c><c r="B3"><f t="shared" ca="1" si="0"></f><v>3</v></c></row><row r="4">'
    '<c r="A4"><v>4</v></c><c r="B4"><f t="shared" si="0"/><v>4</v></c></row>'
)


def test_when_the_formula_that_others_share_is_replaced_each_gets_its_own() -> None:
    old = book(SHARED)
    new = edit(old, [CellEdit("Data", 1, 2, 99), CellEdit("Data", 4, 2, 4, keep_formula=True)]).data
    text = part(new)
    assert '<c r="B1"><v>99</v></c>' in text
    assert '<c r="B2" s="1"><f>A2*$A$1+Rate+\'My Tab\'!Local</f><v>2</v></c>' in text
    assert '<c r="B3"><f ca="1">A3*$A$1+Rate+\'My Tab\'!Local</f><v>3</v></c>' in text
    assert reread(new)["Data"]["B4"].value == "=A4*$A$1+Rate+'My Tab'!Local"
    assert "shared" not in text


def test_a_cell_leaves_a_shared_formula_without_disturbing_the_others() -> None:
    old = book(SHARED)
    new = one(old, 3, 2, 30, "=A3*10")
    assert changed_spot(part(old), part(new)) == (' t="shared" ca="1" si="0"></f><v>3', ">A3*10</f><v>30")
    assert one(old, 3, 2, 3, "=A3*$A$1+Rate+'My Tab'!Local") == old
    moved = edit(old, [CellEdit("Data", 1, 2, 9), CellEdit("Data", 2, 2, 2, "=A2*$A$1+Rate+'My Tab'!Local")]).data
    assert reread(moved)["Data"]["B2"].value == "=A2*$A$1+Rate+'My Tab'!Local"


def test_a_shared_formula_that_would_point_outside_of_the_sheet_is_not_written_out() -> None:
    rows = (
        '<row r="2"><c r="B2"><f t="shared" ref="A1:B2" si="0">A1</f></c></row>'
        '<row r="3"><c r="A3"><f t="shared" si="0"/></c></row>'
    )
    with pytest.raises(CannotEdit, match=r"Data!B2 holds a formula for other cells too.*A3"):
        one(book(rows), 2, 2, 1)


ARRAYS = (
    '<row r="1"><c r="A1" cm="1"><f t="array" ref="A1:A2">B1:B2*2</f><v>2</v></c><c r="C1" cm="1" vm="2"><f t="array" '
    'ref="C1">SUM(B1:B2)</f><v>3</v></c><c r="E1"><f t="dataTable" ref="E1:F2" dt2D="1" dtr="1" r1="H1" r2="H2"/>'
    '<v>1</v></c><c r="F1"><v>1</v></c></row><row r="2"><c r="A2"><v>4</v></c></row>'
)


@pytest.mark.parametrize(
    ("row", "column", "what"), [(1, 1, "array formula"), (2, 1, "array formula"), (2, 6, "data table")]
)
def test_a_part_of_a_formula_over_several_cells_is_refused(row: int, column: int, what: str) -> None:
    with pytest.raises(CannotEdit, match=f"is part of the {what}"):
        one(book(ARRAYS), row, column, 1)


def test_an_array_formula_of_one_cell_is_replaced_and_results_in_larger_ones_too() -> None:
    old = book(ARRAYS)
    text = part(edit(old, [CellEdit("Data", 1, 3, 5, "=B1"), CellEdit("Data", 2, 1, 8, keep_formula=True)]).data)
    assert '<c r="C1"><f>B1</f><v>5</v></c>' in text
    assert '<c r="A2"><v>8</v></c>' in text
    assert '<c r="A1" cm="1"><f t="array" ref="A1:A2">' in text


def with_chain() -> bytes:
    chain = f'{HEAD}<calcChain xmlns="{MAIN}"><c r="C2" i="1"/><c r="D9"/></calcChain>'
    made = parts(sheet_of(ROWS), {"xl/calcChain.xml": chain})
    made["xl/_rels/workbook.xml.rels"] = relations(
        ("rId1", "worksheet", "worksheets/sheet1.xml"),
        ("rId2", "styles", "styles.xml"),
        ("rId3", "calcChain", "calcChain.xml"),
    )
    made["[Content_Types].xml"] = str(made["[Content_Types].xml"]).replace(
        "</Types>", '<Override PartName="/xl/calcchain.xml" ContentType="application/x"/></Types>'
    )
    return zipped(made)


def test_the_list_of_formula_cells_goes_only_when_a_formula_goes() -> None:
    old = with_chain()
    assert_only(old, one(old, 2, 2, 1, "=1"), SHEET)
    assert_only(old, edit(old, [CellEdit("Data", 2, 3, "y", keep_formula=True)]).data, SHEET)
    new = one(old, 2, 3, 1)
    assert_only(old, new, SHEET, "xl/calcChain.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels")
    assert "calc" not in (part(new, "[Content_Types].xml") + part(new, "xl/_rels/workbook.xml.rels")).casefold()
    assert reread(new)["Data"]["C2"].value == 1


def test_a_cell_under_a_merged_one_is_refused_and_its_anchor_is_not() -> None:
    old = book(ROWS, after='<mergeCells count="1"><mergeCell ref="A5:E5"/></mergeCells>')
    with pytest.raises(CannotEdit, match=r"Data!C5 is hidden in the merged cells A5:E5"):
        one(old, 5, 3, 1)
    assert reread(one(old, 5, 1, "anchor"))["Data"]["A5"].value == "anchor"


def with_table(**attributes: str) -> bytes:
    told = " ".join(f'{key}="{value}"' for key, value in {"ref": "A1:B4", **attributes}.items())
    table = f'{HEAD}<table xmlns="{MAIN}" id="1" name="T" displayName="T" {told}/>'
    pivot = f'{HEAD}<pivotTableDefinition xmlns="{MAIN}"><location ref="F1:G9"/></pivotTableDefinition>'
    links = relations(("rId1", "table", "../tables/t.xml"), ("rId2", "pivotTable", "/xl/p.xml"))
    rows = '<row r="1"><c r="A1" t="str"><v>Month</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>'
    extra = {"xl/tables/t.xml": table, "xl/p.xml": pivot, "xl/worksheets/_rels/sheet1.xml.rels": links}
    return zipped(parts(sheet_of(rows), extra))


def test_header_and_totals_of_a_table_are_refused_and_its_body_is_not() -> None:
    old = with_table(totalsRowCount="1")
    with pytest.raises(CannotEdit, match=r"Data!A1 is in the header row of a table"):
        one(old, 1, 1, "Week")
    with pytest.raises(CannotEdit, match=r"Data!B4 is in the totals row of a table"):
        one(old, 4, 2, 1)
    assert_only(old, one(old, 2, 1, 5), SHEET)
    assert one(old, 1, 1, "Month") == old
    bare = with_table(headerRowCount="0")
    assert_only(bare, one(bare, 1, 1, 5), SHEET)


def test_a_cell_of_a_pivot_table_is_refused() -> None:
    with pytest.raises(CannotEdit, match=r"Data!G3 is in the pivot table F1:G9"):
        one(with_table(), 3, 7, 1)
