"""Rules for typing, names, and how a workbook is calculated: set in place, and nothing else disturbed."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from sheets_gen.excel.edit import CalcEdit, CannotEdit, Mark, NameEdit, ValidationEdit, edit
from tests.edit_helpers import MAIN, SHEET, assert_only, book, part, parts, reread, zipped
from tests.edit_helpers import sheet as sheet_of

SAMPLES = Path(__file__).parent.parent / "samples"
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
BOOK = "xl/workbook.xml"


def rule(first: tuple[int, int], last: tuple[int, int], **rest: Any) -> ValidationEdit:
    """A rule for whole numbers from 1 to 5 in these cells of the tab Data."""
    given: dict[str, Any] = {
        "tab": "Data",
        "kind": "whole",
        "operator": "between",
        "formula1": "1",
        "formula2": "5",
        "title": "Title & more",
        "prompt": 'Type "1" to\n"5"',
        "error_title": "Wrong",
        "error": "1 < x < 5",
    }
    return ValidationEdit(first=first, last=last, **{**given, **rest})


def rules(data: bytes, tab: str = "Data") -> list[tuple[str, str, str, str | None]]:
    """The rules as openpyxl sees them: kind, cells, first and second formula."""
    found = reread(data)[tab].data_validations.dataValidation
    return [(one.type, str(one.sqref), one.formula1, one.formula2) for one in found]


def old_rules(*given: tuple[str, str], after: str = "") -> bytes:
    """A workbook with a custom rule for each pair of cells and formula."""
    inner = "".join(
        f'<dataValidation type="custom" sqref="{cells}"><formula1>{formula}</formula1></dataValidation>'
        for cells, formula in given
    )
    return book("", after=f'<dataValidations count="{len(given)}">{inner}</dataValidations>{after}')


def test_the_first_rule_of_a_sheet_stands_where_the_format_wants_it() -> None:
    around = (
        '<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells><conditionalFormatting sqref="A1"/>%s<hyperlinks/>'
    )
    old = book("", before='<sheetProtection sheet="1"/>', after=around % "")
    new = edit(old, [rule((2, 2), (9, 4))]).data
    assert_only(old, new, SHEET)
    head, tail = around.split("%s")
    assert f"{head}<dataValidations" in part(new) and f"</dataValidations>{tail}" in part(new)
    found = reread(new)["Data"].data_validations.dataValidation[0]
    assert (found.type, str(found.sqref), found.formula1, found.formula2) == ("whole", "B2:D9", "1", "5")
    assert (found.promptTitle, found.prompt) == ("Title & more", 'Type "1" to\n"5"')
    assert (found.errorTitle, found.error) == ("Wrong", "1 < x < 5")
    assert found.showInputMessage and found.showErrorMessage and found.allowBlank


def test_a_rule_and_a_note_for_a_sheet_that_has_nothing_stand_in_the_order_of_the_format() -> None:
    old = zipped(parts(f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'))
    new = edit(old, [Mark("Data", 1, 1, "FFF2CC", "note", "me"), rule((1, 1), (1, 1))]).data
    names = [child.tag.rpartition("}")[2] for child in ElementTree.fromstring(part(new))]
    assert names == ["sheetData", "dataValidations", "legacyDrawing"]
    assert reread(new)["Data"]["A1"].comment.text == "note" and rules(new) == [("whole", "A1", "1", "5")]


def test_older_rules_lose_the_cells_that_the_new_one_covers_and_no_others() -> None:
    old = old_rules(("A1:C9 E5", "$A$1"), ("B2", "TRUE"), ("Z1", "A1"))
    new = edit(old, [rule((2, 2), (3, 2))]).data
    assert rules(new) == [
        ("custom", "A1:C1 A2:A3 A4:C9 C2:C3 E5", "$A$1", None),
        ("custom", "Z1", "A1", None),
        ("whole", "B2:B3", "1", "5"),
    ]
    assert '<dataValidations count="3">' in part(new)
    assert_only(old, new, SHEET)


def test_a_rule_that_counts_from_its_first_cell_still_means_the_same_without_it() -> None:
    new = edit(old_rules(("B2:B9", "AND(B2&gt;0,$B$2&lt;C2)")), [rule((1, 1), (4, 9))]).data
    assert rules(new)[0] == ("custom", "B5:B9", "AND(B5>0,$B$2<C5)", None)
    with pytest.raises(CannotEdit, match="counts from its first cell"):
        edit(old_rules(("B2:C9", "B2&gt;0")), [rule((1, 1), (4, 2))])
    assert rules(edit(old_rules(("B2:C9", "B2&gt;0")), [rule((3, 3), (4, 3))]).data)[0][2] == "B2>0"


def extended(*cells: str, other: str = "") -> str:
    """The extensions of a sheet with a rule for each text of cells."""
    inner = "".join(
        f'<x14:dataValidation type="list"><x14:formula1><xm:f>Data!$A$1:$A$9</xm:f></x14:formula1><xm:sqref>{one}'
        "</xm:sqref></x14:dataValidation>"
        for one in cells
    )
    return (
        f'<extLst>{other}<ext uri="x" xmlns:x14="{X14}"><x14:dataValidations xmlns:xm="http://schemas.microsoft.com/'
        f'office/excel/2006/main" count="{len(cells)}">{inner}</x14:dataValidations></ext></extLst>'
    )


def test_rules_of_newer_programs_lose_their_cells_too() -> None:
    old = book("", after=extended("A1:A5 C1", "B2"))
    assert part(edit(old, [rule((2, 1), (9, 2))]).data).endswith(extended("A1 C1") + "</worksheet>")
    alone = book("", after=extended("A1"))
    assert "ext" not in part(edit(alone, [rule((1, 1), (1, 1))]).data).replace("text", "")
    other = book("", after=extended("A1", other='<ext uri="y"/>'))
    assert part(edit(other, [rule((1, 1), (1, 1))]).data).endswith('<extLst><ext uri="y"/></extLst></worksheet>')


def test_the_same_rules_a_second_time_change_nothing() -> None:
    edits = [
        rule((1, 1), (5, 5)),
        rule((2, 2), (3, 3), kind="list", formula1='"a,b"', formula2=""),
        rule((9, 9), (9, 9), kind="decimal", operator="greaterThanOrEqual", formula1="0.5", formula2="", title=""),
    ]
    new = edit(book(""), edits).data
    assert rules(new) == [
        ("whole", "A1:E1 A2:A3 A4:E5 D2:E3", "1", "5"),
        ("list", "B2:C3", '"a,b"', None),
        ("decimal", "I9", "0.5", None),
    ]
    assert edit(new, edits).data == new
    assert edit(new, [rule((7, 7), (7, 7)), rule((7, 7), (7, 7))]).data != new


def test_a_rule_of_a_report_is_replaced_for_some_cells() -> None:
    old = (SAMPLES / "filled.xlsx").read_bytes()
    new = edit(old, [rule((573, 6), (573, 7), tab="Calculator")]).data
    assert_only(old, new, "xl/worksheets/sheet3.xml")
    before, after = rules(old, "Calculator"), rules(new, "Calculator")
    changed = {"E573:P573": "E573 H573:P573"}
    assert after == [(one[0], changed.get(one[1], one[1]), *one[2:]) for one in before] + [
        ("whole", "F573:G573", "1", "5")
    ]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (rule((1, 1), (1, 1), prompt="x" * 256), "more than 255"),
        (rule((1, 1), (1, 1), title="x" * 33), "more than 32"),
        (rule((0, 1), (1, 1)), "outside of any sheet"),
        (rule((1, 1), (1, 1), formula1=""), "says nothing"),
        (rule((1, 1), (1, 1), kind="list", formula1='"' + "x," * 200 + '"'), "choices"),
    ],
)
def test_a_rule_that_no_sheet_can_hold_is_refused(wrong: ValidationEdit, says: str) -> None:
    with pytest.raises(CannotEdit, match=says):
        edit(book(""), [wrong])
    with pytest.raises(CannotEdit, match="whose cells cannot be read"):
        edit(old_rules(("A:A", "1")), [rule((1, 1), (1, 1))])


def test_names_are_added_and_changed_in_place() -> None:
    names = (
        '<definedNames><definedName name="Rate" comment="kept" hidden="1">Data!$A$1</definedName>'
        '<definedName name="local" localSheetId="0">Data!$B$1</definedName></definedNames><calcPr calcId="1"/>'
    )
    old = zipped(parts(sheet_of(""), workbook=names))
    new = edit(
        old, [NameEdit("RATE", "=Data!$C$1:$D$9"), NameEdit("local", "'A & B'!$A$1"), NameEdit("x.y_1", "1")]
    ).data
    assert_only(old, new, BOOK)
    added = '<definedName name="local">\'A &amp; B\'!$A$1</definedName><definedName name="x.y_1">1</definedName>'
    wanted = names.replace("Data!$A$1", "Data!$C$1:$D$9").replace("</definedNames>", f"{added}</definedNames>")
    assert part(new, BOOK) == part(old, BOOK).replace(names, wanted)
    assert reread(new).defined_names["Rate"].attr_text == "Data!$C$1:$D$9"
    assert edit(new, [NameEdit("rate", "Data!$C$1:$D$9"), NameEdit("Local", "'A & B'!$A$1")]).data == new


def test_the_first_name_of_a_workbook_stands_before_how_it_is_calculated() -> None:
    old = zipped(parts(sheet_of(""), workbook='<calcPr calcId="1"/><extLst/>'))
    new = edit(old, [NameEdit("first", "Data!$A$1"), NameEdit("FIRST", "Data!$A$2")]).data
    names = '<definedNames><definedName name="FIRST">Data!$A$2</definedName></definedNames>'
    assert f'</sheets>{names}<calcPr calcId="1"/>' in part(new, BOOK)


@pytest.mark.parametrize("name", ["A1", "xfd7", "R1C1", "r", "c", "1st", "two words", "", "a-b", "x" * 256])
def test_what_spreadsheets_read_as_something_else_is_no_name(name: str) -> None:
    with pytest.raises(CannotEdit, match="cannot be the name of cells"):
        edit(book(""), [NameEdit(name, "Data!$A$1")])


@pytest.mark.parametrize(
    ("before", "wanted", "after"),
    [
        ("", CalcEdit(full_calc_on_load=True), '<calcPr fullCalcOnLoad="1"/>'),
        ("", CalcEdit(False, True, True, True), ""),
        ('<calcPr calcId="1"/>', CalcEdit(full_calc_on_load=True), '<calcPr fullCalcOnLoad="1" calcId="1"/>'),
        ('<calcPr fullCalcOnLoad="true"/>', CalcEdit(full_calc_on_load=True), '<calcPr fullCalcOnLoad="true"/>'),
        ('<calcPr fullCalcOnLoad="1"/>', CalcEdit(full_calc_on_load=False), '<calcPr fullCalcOnLoad="0"/>'),
        ('<calcPr calcMode="manual" a="1" />', CalcEdit(calc_mode_auto=True), '<calcPr calcMode="auto" a="1" />'),
        ('<calcPr fullPrecision="0"/>', CalcEdit(full_precision=True), '<calcPr fullPrecision="1"/>'),
        ('<calcPr iterate="true"/>', CalcEdit(no_iteration=True), '<calcPr iterate="0"/>'),
        ('<calcPr iterate="1" calcMode="manual"/>', CalcEdit(), '<calcPr iterate="1" calcMode="manual"/>'),
    ],
)
def test_how_a_workbook_is_calculated(before: str, wanted: CalcEdit, after: str) -> None:
    old = zipped(parts(sheet_of(""), workbook=before))
    new = edit(old, [wanted]).data
    assert part(new, BOOK) == part(old, BOOK).replace(f"</sheets>{before}", f"</sheets>{after}")
    assert (new == old) == (before == after)
    assert edit(new, [wanted]).data == new


def test_names_and_settings_go_into_a_workbook_with_prefixes() -> None:
    head, tail = f'<x:workbook xmlns:x="{MAIN}"><x:sheets/><x:definedNames>', "</x:definedNames></x:workbook>"
    text = f'{head}<x:definedName name="a"/>{tail}'
    old = zipped(parts(sheet_of(""), {BOOK: text}))
    new = part(edit(old, [NameEdit("a", "1"), NameEdit("b", "2"), CalcEdit(full_calc_on_load=True)]).data, BOOK)
    names = '<x:definedName name="a">1</x:definedName><x:definedName name="b">2</x:definedName>'
    assert new == head + names + tail.replace("</x:workbook>", '<x:calcPr fullCalcOnLoad="1"/></x:workbook>')
