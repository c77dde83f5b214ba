"""What is no sound workbook is refused in one sentence, whatever its bytes."""

from __future__ import annotations

import io
import random
import zipfile

import pytest

from sheets_gen.excel import edit as edit_module
from sheets_gen.excel.edit import CannotEdit, CellEdit, Edit, Mark, NameEdit, ValidationEdit, edit
from tests.edit_helpers import (
    HEAD,
    MAIN,
    SHEET,
    book,
    members,
    parts,
    relations,
    reread,
    zipped,
)
from tests.edit_helpers import sheet as sheet_of

ROWS = '<row r="1"><c r="A1" s="1"><v>1</v></c><c r="B1" t="str"><f>A1&amp;"x"</f><v>1x</v></c></row>'
TYPED = [CellEdit("Data", 1, 1, 42)]


def one(data: bytes, row: int, column: int, value: float | bool | str | None, formula: str | None = None) -> bytes:
    """The workbook after one edit of the tab Data."""
    return edit(data, [CellEdit("Data", row, column, value, formula)]).data


DAMAGED: dict[str, tuple[str | bytes, str]] = {
    "row twice": (sheet_of('<row r="1"/><row r="1"/>'), "row 1 twice"),
    "cell twice": (sheet_of('<row r="1"><c r="A1"/><c r="A1"/></row>'), "row 1 twice"),
    "cell in another row": (sheet_of('<row r="1"><c r="A2"/></row>'), "place cannot be read"),
    "cell without column": (sheet_of('<row r="1"><c r="1"/></row>'), "place cannot be read"),
    "row without number": (sheet_of('<row r="x"/>'), "number cannot be read"),
    "document type": (
        f'<!DOCTYPE a [<!ENTITY b "c">]><worksheet xmlns="{MAIN}"><sheetData/></worksheet>',
        "document type",
    ),
    "other encoding": (
        f'<?xml version="1.0" encoding="latin-1"?><worksheet xmlns="{MAIN}"><sheetData/></worksheet>',
        "UTF-8",
    ),
    "UTF-16": (f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'.encode("utf-16"), "UTF-8"),
    "UTF-16 without mark": (f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'.encode("utf-16-le"), "UTF-8"),
    "not XML": (sheet_of("<row>"), "damaged"),
    "strict": (
        '<worksheet xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"><sheetData/></worksheet>',
        "Strict Open XML",
    ),
    "chart sheet": (f'<chartsheet xmlns="{MAIN}"/>', "not a sheet of cells"),
}


@pytest.mark.parametrize("name", sorted(DAMAGED))
def test_a_sheet_that_cannot_be_edited_without_loss_is_refused(name: str) -> None:
    text, says = DAMAGED[name]
    with pytest.raises(CannotEdit, match=says):
        one(zipped(parts("", {SHEET: text})), 1, 1, 1)


def refused_archives() -> dict[str, tuple[bytes, str]]:
    """Files that are no sound archives, with what is said of them."""
    good = book(ROWS)
    twice = io.BytesIO(good)
    with zipfile.ZipFile(twice, "a") as archive:
        archive.writestr(SHEET.upper(), "x")
    lzma = io.BytesIO(good)
    with zipfile.ZipFile(lzma, "a", zipfile.ZIP_LZMA) as archive:
        archive.writestr("x", "x")
    at = good.index(b"PK\1\2")
    encrypted = good[: at + 8] + bytes([good[at + 8] | 1]) + good[at + 9 :]
    lying = bytearray(good)
    lying[30] ^= 1  # the first letter of the first local header's name
    return {
        "nothing": (b"", "damaged or is not an .xlsx"),
        "text": (b"month,value\n", "damaged or is not an .xlsx"),
        "old format": (b"\xd0\xcf\x11\xe0" + bytes(600), "protected by a password or is an old .xls"),
        "cut off": (good[:-5], "damaged"),
        "something after it": (good + b"x", "damaged"),
        "a part twice": (twice.getvalue(), "same part twice"),
        "unknown compression": (lzma.getvalue(), "compressed in a way"),
        "encrypted": (encrypted, "encrypted"),
        "two names": (bytes(lying), "damaged"),
    }


def refused_workbooks() -> dict[str, tuple[bytes, str]]:
    """Sound archives that are no workbooks to be edited, with what is said of them."""
    made = parts(sheet_of(ROWS))
    links = "xl/worksheets/_rels/sheet1.xml.rels"
    strict = {"xl/workbook.xml": '<workbook xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"/>'}
    binary: dict[str, str | bytes] = {
        "xl/workbook.bin": b"\0",
        "_rels/.rels": relations(("rId1", "officeDocument", "xl/workbook.bin")),
    }
    chart = {"xl/_rels/workbook.xml.rels": relations(("rId1", "chartsheet", "worksheets/sheet1.xml"))}
    table = {"xl/t.xml": "<", links: relations(("a", "table", "../t.xml"))}

    def without(gone: str) -> bytes:
        return zipped({name: content for name, content in made.items() if name != gone})

    return {
        "signed": (zipped({**made, "_xmlsignatures/sig1.xml": "<a/>"}), "digitally signed"),
        "strict workbook": (zipped({**made, **strict}), "Strict Open XML"),
        "binary": (zipped({**made, **binary}), "binary format"),
        "another document": (zipped({**made, "xl/workbook.xml": "<w/>"}), "not a workbook"),
        "no document": (zipped({"a": "b"}), "not a workbook"),
        "chart sheet by its relation": (zipped({**made, **chart}), "not a sheet of cells"),
        "sheet missing": (without(SHEET), "not a sheet of cells"),
        "no types": (without("[Content_Types].xml"), "parts' types"),
        "table damaged": (zipped({**made, **table}), "is damaged"),
    }


REFUSED = {**refused_archives(), **refused_workbooks()}


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_a_file_that_cannot_be_edited_is_refused_in_one_sentence(name: str) -> None:
    data, says = REFUSED[name]
    with pytest.raises(CannotEdit, match=says) as refused:
        edit(data, [*TYPED, Mark("Data", 1, 1, "FFF2CC", "note", "me")])
    assert str(refused.value).endswith(".") and "\n" not in str(refused.value)


def rich_book() -> bytes:
    """A small workbook with everything that edits touch."""
    strings = f'<sst xmlns="{MAIN}"><si><t>shared</t></si></sst>'
    shared = (
        '<row r="3"><c r="A3"><f t="shared" si="0" ref="A3:A4">A1</f></c></row><row r="4">'
        '<c r="A4"><f t="shared" si="0"/></c>'
    )
    comments = (
        f'{HEAD}<comments xmlns="{MAIN}"><authors><author>a</author></authors><commentList>'
        '<comment ref="A1" authorId="0"><text><r><t>old</t></r></text></comment></commentList></comments>'
    )
    drawing = (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">'
        '<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout><v:shape id="_x0000_s1025"/></xml>'
    )
    after = (
        '<mergeCells><mergeCell ref="F1:G2"/></mergeCells><dataValidations count="1"><dataValidation type="custom" '
        'sqref="A1:B9"><formula1>A1&gt;0</formula1></dataValidation></dataValidations><legacyDrawing r:id="rId2"/>'
    )
    rows = f'{ROWS}{shared}<c r="B4" t="s"><v>0</v></c></row>'
    extra: dict[str, str | bytes] = {
        "xl/strings.xml": strings,
        "xl/calcChain.xml": f'<calcChain xmlns="{MAIN}"><c r="A3" i="1"/></calcChain>',
        "xl/comments1.xml": comments,
        "xl/vml.vml": drawing,
        "xl/t.xml": f'<table xmlns="{MAIN}" ref="J1:K4"/>',
        "xl/worksheets/_rels/sheet1.xml.rels": relations(
            ("rId1", "comments", "../comments1.xml"),
            ("rId2", "vmlDrawing", "../vml.vml"),
            ("rId3", "table", "../t.xml"),
        ),
        "xl/_rels/workbook.xml.rels": relations(
            ("rId1", "worksheet", "worksheets/sheet1.xml"),
            ("rId2", "styles", "styles.xml"),
            ("rId3", "sharedStrings", "strings.xml"),
            ("rId4", "calcChain", "calcChain.xml"),
        ),
    }
    return zipped(parts(sheet_of(rows, before='<dimension ref="A1:B4"/>', after=after), extra, workbook="<calcPr/>"))


EDITS: list[Edit] = [
    CellEdit("Data", 3, 1, 5),
    CellEdit("Data", 4, 2, "new"),
    CellEdit("Data", 9, 9, 1, "=A1"),
    Mark("Data", 1, 1, "FFF2CC", "more", "me"),
    Mark("Data", 2, 2, "FFF2CC", "new", "me"),
    NameEdit("rate", "Data!$A$1"),
    ValidationEdit("Data", (5, 1), (9, 2), "whole", "between", "1", "2", "", "", "", ""),
]


def mutants(count: int, seed: int) -> list[bytes]:
    """The rich workbook damaged at random: in the file, or in one part under a sound archive."""
    chance = random.Random(seed)
    good = rich_book()
    made = {name: content[0] for name, content in members(good).items()}
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        contents = {name: archive.read(name) for name in made}
    found = []
    for number in range(count):
        inside = number % 2 == 0
        name = chance.choice(sorted(contents))
        data = bytearray(contents[name] if inside else good)
        for _ in range(chance.randint(1, 4)):
            at, way = chance.randrange(len(data) or 1), chance.randrange(5) if data else 4
            if way == 0:
                data[at] = chance.randrange(256)
            elif way == 1:
                del data[at : at + chance.randint(1, 40)]
            elif way == 2:
                data[at:at] = data[chance.randrange(len(data)) :][: chance.randint(1, 60)]
            elif way == 3:
                data[at] = chance.choice(b'<>"/=& 0123456789')
            else:
                del data[at:]
                data += b" "
        found.append(zipped({**contents, name: bytes(data)}) if inside else bytes(data))
    return found


def test_a_damaged_file_is_refused_or_edited_and_nothing_else() -> None:
    done = refused = 0
    for number, data in enumerate(mutants(400, seed=20)):
        try:
            # Past the last net, so that what the parts themselves refuse is seen.
            result = edit_module._Workbook(data).edited(EDITS).data
        except CannotEdit as refusal:
            assert str(refusal).endswith("."), number
            refused += 1
        else:
            with zipfile.ZipFile(io.BytesIO(result)) as archive:
                assert SHEET in archive.namelist(), number
            done += 1
    assert done > 40 and refused > 100


def test_the_rich_workbook_itself_takes_all_edits() -> None:
    new = edit(rich_book(), EDITS).data
    cells = reread(new)["Data"]
    assert (cells["A3"].value, cells["A4"].value, cells["B4"].value, cells["I9"].value) == (5, "=A2", "new", "=A1")
    assert (cells["A1"].comment.text, cells["B2"].comment.text) == ("old\n\nmore", "new")
    assert [str(one.sqref) for one in cells.data_validations.dataValidation] == ["A1:B4", "A5:B9"]
    assert edit(new, EDITS).data == new
