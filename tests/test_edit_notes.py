"""Marking cells: a fill that keeps all else of the look, and a note that does not disturb those that are there."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment

from sheets_gen.excel.edit import CannotEdit, CellEdit, Edit, Mark, edit
from tests.edit_helpers import (
    HEAD,
    MAIN,
    SHEET,
    STYLES,
    assert_only,
    book,
    part,
    parts,
    relations,
    reread,
    zipped,
)
from tests.edit_helpers import sheet as sheet_of

SAMPLES = Path(__file__).parent.parent / "samples"
RELS = "xl/worksheets/_rels/sheet1.xml.rels"
VML = "{urn:schemas-microsoft-com:vml}"
EXCEL = "{urn:schemas-microsoft-com:office:excel}"
ROWS = '<row r="1"><c r="A1" s="1"><v>1</v></c><c r="B1" s="1"/><c r="C1" s="2"/></row>'


def mark(row: int, column: int, note: str = "Look here.", fill: str = "FFF2CC", tab: str = "Data") -> Mark:
    return Mark(tab, row, column, fill, note, "Checker")


def boxes(data: bytes, name: str) -> dict[tuple[int, int], str]:
    """The cells that have a box in a drawing, with the boxes' ids."""
    found = {}
    for shape in ElementTree.fromstring(part(data, name)).iter(f"{VML}shape"):
        row, column = (shape.find(f".//{EXCEL}{key}") for key in ("Row", "Column"))
        assert row is not None and column is not None
        found[int(str(row.text)) + 1, int(str(column.text)) + 1] = str(shape.get("id"))
    return found


def look(cell: Any) -> tuple[str, ...]:
    return tuple(map(repr, (cell.font, cell.number_format, cell.alignment, cell.border, cell.protection)))


def test_a_mark_on_a_sheet_without_notes_adds_all_that_a_note_needs() -> None:
    old = book(ROWS, after='<pageMargins left="1" right="1" top="1" bottom="1" header="0" footer="0"/><tableParts/>')
    new = edit(old, [mark(1, 1, "First line.\nSecond <line> & more"), mark(7, 9)]).data
    added = {"xl/comments1.xml", "xl/drawings/vmlDrawing1.vml", RELS}
    assert_only(old, new, SHEET, "xl/styles.xml", "[Content_Types].xml", *added)
    assert re.search(r'footer="0"/><legacyDrawing [^>]*r:id="rId2"/><tableParts/>', part(new))
    cells = reread(new)["Data"]
    assert cells["A1"].comment.text == "First line.\nSecond <line> & more"
    assert (cells["A1"].comment.author, cells["A1"].value) == ("Checker", 1)
    assert cells["I7"].comment.text == "Look here."
    assert set(boxes(new, "xl/drawings/vmlDrawing1.vml")) == {(1, 1), (7, 9)}
    assert 'Extension="vml"' in part(new, "[Content_Types].xml")


def test_a_fill_changes_nothing_else_of_the_look_and_equal_looks_share_one() -> None:
    old = book(ROWS)
    new = edit(old, [mark(1, 1), mark(1, 2), mark(1, 3), mark(2, 1, fill="C00000")]).data
    before, after = reread(old)["Data"], reread(new)["Data"]
    for name in ("A1", "B1", "C1"):
        assert look(after[name]) == look(before[name])
        assert (after[name].fill.fill_type, after[name].fill.fgColor.rgb) == ("solid", "FFFFF2CC")
    assert after["A2"].fill.fgColor.rgb == "FFC00000"
    styles = part(new, "xl/styles.xml")
    assert re.findall(r'<(fills|cellXfs) count="(\d+)"', styles) == [("fills", "4"), ("cellXfs", "7")]
    assert re.findall(r'<c [^>]*r="(\w+)" s="(\d)"', part(new)) == [("A1", "4"), ("B1", "4"), ("C1", "5"), ("A2", "6")]
    kept = re.sub(r' count="\d+"', "", STYLES)
    for piece in re.split("</fills>|</cellXfs>", kept):
        assert piece in re.sub(r' count="\d+"', "", styles)


def test_marks_of_one_cell_are_joined_and_a_typed_value_goes_with_them() -> None:
    edits: list[Edit] = [
        mark(4, 4, "One."),
        CellEdit("Data", 4, 4, "text"),
        mark(4, 4, "Two."),
        mark(4, 4, "One.", "00FF00"),
    ]
    cell = reread(edit(book(ROWS), edits).data)["Data"]["D4"]
    assert (cell.comment.text, cell.value, cell.fill.fgColor.rgb) == ("One.\n\nTwo.", "text", "FF00FF00")


def test_the_same_marks_a_second_time_change_nothing() -> None:
    edits = [mark(1, 1, "One."), mark(1, 1, "Two."), mark(9, 9)]
    new = edit(book(ROWS), edits).data
    assert edit(new, edits).data == new
    assert edit(new, edits[:1]).data == new


def test_a_mark_without_words_is_only_a_fill() -> None:
    old = book(ROWS)
    assert_only(old, edit(old, [mark(1, 1, "")]).data, SHEET, "xl/styles.xml")


def test_a_workbook_without_styles_gets_them_for_a_mark() -> None:
    made = parts(sheet_of('<row r="1"><c r="A1"><v>1</v></c></row>'))
    del made["xl/styles.xml"]
    made["xl/_rels/workbook.xml.rels"] = relations(("rId1", "worksheet", "worksheets/sheet1.xml"))
    new = edit(zipped(made), [mark(1, 1)]).data
    cell = reread(new)["Data"]["A1"]
    assert (cell.fill.fgColor.rgb, cell.font.name, cell.value) == ("FFFFF2CC", "Calibri", 1)


def test_notes_of_a_report_are_continued_and_keep_their_runs() -> None:
    old = (SAMPLES / "filled.xlsx").read_bytes()
    new = edit(old, [mark(12, 2, "Checked.", tab="Metrics"), mark(573, 6, "Too high.", tab="Calculator")]).data
    before, after = (reread(data) for data in (old, new))
    text = before["Metrics"]["B12"].comment.text
    assert after["Metrics"]["B12"].comment.text == f"{text}\n\nChecked."
    for tab in before.sheetnames:
        for row in before[tab].iter_rows():
            for cell in row:
                other = after[tab][cell.coordinate]
                if (tab, cell.coordinate) not in {("Metrics", "B12"), ("Calculator", "F573")}:
                    assert (cell.comment and cell.comment.text) == (other.comment and other.comment.text)
                assert cell.value == other.value
                if cell.row in (12, 573):
                    assert look(cell) == look(other)
    comments = part(new, "xl/comments1.xml")
    ending = (
        f'\n\nid: nps</t></r><r>{re.findall("<rPr>.*?</rPr>", comments)[0]}<t xml:space="preserve">\n\nChecked.</t></r>'
    )
    old_comments = part(old, "xl/comments1.xml")
    assert comments == old_comments.replace("\n\nid: nps</t></r>", ending, 1)
    drawn, drawn_before = (boxes(data, "xl/drawings/vmlDrawing3.vml") for data in (new, old))
    assert drawn == {**drawn_before, (573, 6): drawn[573, 6]}
    assert len(set(drawn.values())) == len(drawn)
    touched = ["worksheets/sheet1.xml", "worksheets/sheet3.xml", "comments1.xml", "comments3.xml", "styles.xml"]
    assert_only(old, new, *(f"xl/{name}" for name in [*touched, "drawings/vmlDrawing3.vml"]))


def test_notes_written_by_openpyxl_are_continued_and_joined_by_new_ones() -> None:
    made = Workbook()
    tab = made.create_sheet("Data")
    tab["A1"].comment = Comment("hi", "me")
    tab["B7"].comment = Comment("there ", "you")
    buffer = io.BytesIO()
    made.save(buffer)
    new = edit(buffer.getvalue(), [mark(1, 1), mark(3, 3), Mark("Data", 4, 4, "FFF2CC", "Mine.", "you")]).data
    found = reread(new)["Data"]
    notes = {cell.coordinate: (cell.comment.text, cell.comment.author) for row in found for cell in row if cell.comment}
    assert notes == {
        "A1": ("hi\n\nLook here.", "me"),
        "B7": ("there ", "you"),
        "C3": ("Look here.", "Checker"),
        "D4": ("Mine.", "you"),
    }
    drawn = boxes(new, "xl/drawings/commentsDrawing1.vml")
    assert set(drawn) == {(1, 1), (7, 2), (3, 3), (4, 4)}
    assert len(set(drawn.values())) == 4
    assert part(new, "xl/comments/comment1.xml").count("<author>") == 3


def with_notes(comments: str, drawing: str, more: str = "") -> bytes:
    """A workbook whose tab has these parts of notes."""
    links = relations(("rId1", "comments", "../comments1.xml"), ("rId2", "vmlDrawing", "../vml.vml"))
    links = links.replace("</Relationships>", f"{more}</Relationships>")
    extra = {"xl/comments1.xml": comments, "xl/vml.vml": drawing, RELS: links}
    return zipped(parts(sheet_of(ROWS, after='<legacyDrawing r:id="rId2"/>'), extra))


COMMENTS = f'{HEAD}<c:comments xmlns:c="{MAIN}"><c:authors/><c:commentList>%s</c:commentList></c:comments>'
DRAWING = (
    '<xml xmlns:w="urn:schemas-microsoft-com:vml"\nxmlns:o="urn:schemas-microsoft-com:office:office">'
    '<o:shapelayout w:ext="edit"><o:idmap w:ext="edit" data="2"/></o:shapelayout>%s</xml>\n'
)


def test_boxes_get_numbers_nobody_has_also_when_a_block_of_them_is_full() -> None:
    shapes = '<w:shape id="_x0000_s3070" type="#_x0000_t201"><div><br>not well-formed</div></w:shape>'
    old = with_notes(COMMENTS % "", DRAWING % shapes)
    new = edit(old, [mark(1, 1), mark(1, 2), mark(1, 3)]).data
    drawing = part(new, "xl/vml.vml")
    assert re.findall(r'id="_x0000_s(\d+)"', drawing) == ["3070", "3071", "3073", "3074"]
    assert 'data="2,3"' in drawing
    assert drawing.count('id="_x0000_t202"') == 1
    assert '<w:shape xmlns:x="urn:schemas-microsoft-com:office:excel" id="_x0000_s3071"' in drawing
    assert shapes in drawing
    assert set(reread(new)["Data"]["A1"].comment.text) == set("Look here.")


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("<c:t>old</c:t>", "<c:t>old\n\nLook here.</c:t>"),
        ("<c:t/>", '<c:t/><c:r><c:t xml:space="preserve">Look here.</c:t></c:r>'),
        ("", '<c:r><c:t xml:space="preserve">Look here.</c:t></c:r>'),
        (
            "<c:r><c:rPr><c:b/></c:rPr><c:t>me:</c:t></c:r><c:r><c:t>old</c:t></c:r>"
            '<c:rPh sb="0" eb="1"><c:t>x</c:t></c:rPh>',
            '<c:r><c:rPr><c:b/></c:rPr><c:t>me:</c:t></c:r><c:r><c:t>old</c:t></c:r><c:r><c:t xml:space="preserve">'
            '\n\nLook here.</c:t></c:r><c:rPh sb="0" eb="1"><c:t>x</c:t></c:rPh>',
        ),
    ],
)
def test_a_note_is_continued_however_it_is_written(text: str, after: str) -> None:
    comment = '<c:comment ref="a1" authorId="0"><c:text>%s</c:text></c:comment>'
    old = with_notes(COMMENTS % (comment % text), DRAWING % "")
    new = edit(old, [mark(1, 1)]).data
    assert part(new, "xl/comments1.xml") == COMMENTS % (comment % after)
    assert_only(old, new, SHEET, "xl/styles.xml", "xl/comments1.xml")
    assert edit(new, [mark(1, 1)]).data == new


def test_a_conversation_is_left_alone_and_the_cell_is_named() -> None:
    thread = (
        f'{HEAD}<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
        '<threadedComment ref="B1" id="{1}"><text>Why?</text></threadedComment></ThreadedComments>'
    )
    comment = '<c:comment ref="B1" authorId="0"><c:text><c:t>[Threaded comment]</c:t></c:text></c:comment>'
    link = (
        '<Relationship Id="rId3" Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment" '
        'Target="../threadedComments/threadedComment1.xml"/>'
    )
    made = with_notes(COMMENTS % comment, DRAWING % "", link)
    names = [*re.findall(r"[\w/.\[\]]+", "[Content_Types].xml _rels/.rels xl/workbook.xml xl/_rels/workbook.xml.rels")]
    names += [SHEET, "xl/styles.xml", "xl/comments1.xml", "xl/vml.vml", RELS]
    old = zipped({**{name: part(made, name) for name in names}, "xl/threadedComments/threadedComment1.xml": thread})
    result = edit(old, [mark(1, 2), mark(1, 3, tab="DATA")])
    assert result.left == ("Data!B1",)
    assert "<c:t>[Threaded comment]</c:t>" in part(result.data, "xl/comments1.xml")
    cells = reread(result.data)["Data"]
    assert cells["B1"].fill.fgColor.rgb == cells["C1"].fill.fgColor.rgb == "FFFFF2CC"
    assert cells["C1"].comment.text == "Look here."
    assert_only(old, result.data, SHEET, "xl/styles.xml", "xl/comments1.xml", "xl/vml.vml")


def test_a_box_for_the_last_cell_stays_on_the_sheet() -> None:
    new = edit(book(ROWS), [Mark("Data", 1_048_576, 16_384, "FFF2CC", "x\n" * 99, "me")]).data
    anchor = re.search(r"<x:Anchor>([0-9, ]+)<", part(new, "xl/drawings/vmlDrawing1.vml"))
    assert anchor
    numbers = [int(number) for number in anchor[1].split(",")]
    assert max(numbers[0], numbers[4]) < 16_384 and max(numbers[2], numbers[6]) < 1_048_576


@pytest.mark.parametrize(
    ("data", "edits", "says"),
    [
        (book(ROWS), [mark(1, 1, fill="red")], "not a colour"),
        (book(ROWS), [mark(0, 1)], "outside of any sheet"),
        (book(ROWS), [mark(1, 1, "x" * 40_000)], "longer than a note can be"),
        (book('<row r="1"><c r="A1" s="9"/></row>'), [mark(1, 1)], "look number 9"),
        (book(ROWS, after='<mergeCells><mergeCell ref="A1:C1"/></mergeCells>'), [mark(1, 2)], "hidden in the merged"),
        (book(ROWS, after='<legacyDrawing r:id="rId7"/>'), [mark(1, 1)], "is missing"),
        (with_notes(COMMENTS % "", "<xml>"), [mark(1, 1)], "is damaged"),
        (with_notes(f'<comments xmlns="{MAIN}"/>', DRAWING % ""), [mark(1, 1)], "is damaged"),
    ],
)
def test_a_mark_that_cannot_be_set_is_refused(data: bytes, edits: list[Mark], says: str) -> None:
    with pytest.raises(CannotEdit, match=says):
        edit(data, edits)
