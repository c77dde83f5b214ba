"""LibreOffice as witness: its own files take edits, and it shows what edits put into a workbook."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import pytest

from sheets_gen.excel.edit import CalcEdit, CellEdit, Edit, Mark, NameEdit, ValidationEdit, edit
from tests.edit_helpers import assert_only, book, part, reread, without_cells
from tests.engines import soffice

SAMPLES = Path(__file__).parent.parent / "samples"
TEXTS = (
    "a\x01b",
    "_x0041_",
    "_x005F_x0041_",
    "a\rb",
    "_x0041_x0042_",
    "tab\tend ",
    " lead",
    "two\nlines",
    "<r>x</r>",
    "=1+1",
)
EDITS: list[Edit] = [
    CellEdit("Calculator", 573, 6, 4321),
    CellEdit("Calculator", 573, 7, None),
    CellEdit("Calculator", 900, 2, "below <the> data"),
    CellEdit("Metrics", 12, 8, -12.5, keep_formula=True),
    Mark("Calculator", 573, 6, "FFF2CC", "Too high?", "Checker"),
    Mark("Metrics", 12, 2, "FFF2CC", "Checked.", "Checker"),
    NameEdit("in_more", "'Calculator'!$E$12:$P$12"),
    ValidationEdit("Calculator", (900, 2), (900, 3), "list", "between", '"a,b"', "", "T", "P", "E", "F"),
    CalcEdit(full_calc_on_load=False),
]


class Files(NamedTuple):
    """A report as LibreOffice saved it, edited workbooks by name, and those as LibreOffice saved them again."""

    saved: bytes
    edited: dict[str, bytes]
    shown: dict[str, bytes]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    work = tmp_path_factory.mktemp("office")
    kind = "xlsx:Calc MS Excel 2007 XML"
    convert = ("--convert-to", kind, "--outdir")
    soffice(work / "profile", *convert, str(work / "saved"), str(SAMPLES / "filled.xlsx"), recalculate=False)
    saved = (work / "saved" / "filled.xlsx").read_bytes()
    texts = [CellEdit("Data", number, 2, text) for number, text in enumerate(TEXTS, 1)]
    more: list[Edit] = [Mark("Data", 1, 2, "FFF2CC", "_x0041_\nnote", "me"), CellEdit("Data", 1, 5, 2.5, "=A1*2")]
    edited = {
        "own": edit((SAMPLES / "filled.xlsx").read_bytes(), EDITS).data,
        "office": edit(saved, EDITS).data,
        "texts": edit(book('<row r="1"><c r="A1"><v>1</v></c></row>'), [*texts, *more]).data,
    }
    paths = [work / f"{name}.xlsx" for name in edited]
    for path, data in zip(paths, edited.values(), strict=True):
        path.write_bytes(data)
    soffice(work / "profile", *convert, str(work / "shown"), *map(str, paths), recalculate=False)
    soffice(work / "profile", "--convert-to", "fods", "--outdir", str(work / "shown"), str(paths[2]), recalculate=False)
    shown = {path.name: path.read_bytes() for path in (work / "shown").iterdir()}
    return Files(saved, edited, shown)


@pytest.mark.parametrize("name", ["own", "office"])
def test_libreoffice_shows_the_edits_of_a_report_and_all_else_as_before(files: Files, name: str) -> None:
    shown, before = reread(files.shown[f"{name}.xlsx"], results=True), reread(files.saved, results=True)
    calculator, metrics = shown["Calculator"], shown["Metrics"]
    assert (calculator["F573"].value, calculator["G573"].value) == (4321, None)
    assert calculator["B900"].value == "below <the> data"
    assert metrics["H12"].value == -12.5
    assert calculator["F573"].comment.text == "Too high?"
    assert metrics["B12"].comment.text.endswith("id: nps\n\nChecked.")
    assert calculator["F573"].fill.fgColor.rgb == metrics["B12"].fill.fgColor.rgb == "FFFFF2CC"
    assert shown.defined_names["in_more"].attr_text.replace("'", "") == "Calculator!$E$12:$P$12"
    assert "B900:C900" in [str(one.sqref) for one in calculator.data_validations.dataValidation]
    changed = {("Calculator", "F573"), ("Calculator", "G573"), ("Calculator", "B900"), ("Metrics", "H12")}
    for tab in before.sheetnames:
        for row in before[tab].iter_rows():
            for cell in row:
                other = shown[tab][cell.coordinate]
                if (tab, cell.coordinate) not in changed:
                    assert other.value == cell.value, (tab, cell.coordinate)
                    assert (other.comment is None) == (cell.comment is None) or (tab, cell.coordinate) == (
                        "Metrics",
                        "B12",
                    )


def test_a_report_saved_by_libreoffice_keeps_every_other_part_and_element(files: Files) -> None:
    old, new = files.saved, files.edited["office"]
    tabs = ["worksheets/sheet1.xml", "worksheets/sheet3.xml"]
    notes = ["comments1.xml", "comments3.xml", "drawings/vmlDrawing3.vml"]
    assert_only(old, new, *(f"xl/{name}" for name in [*tabs, *notes, "styles.xml", "workbook.xml"]))
    only_cells = edit(old, EDITS[:3]).data
    before, after = (part(data, "xl/worksheets/sheet3.xml") for data in (old, only_cells))
    assert without_cells(after, ["F573", "G573", "B900"]) == without_cells(before, ["F573", "G573", "B900"])
    drawing = part(new, "xl/drawings/vmlDrawing3.vml")
    assert drawing.startswith(part(old, "xl/drawings/vmlDrawing3.vml").removesuffix("</xml>").rstrip()[:-10])
    assert re.findall(r'id="(_x0000_s\d+)"', drawing) == ["_x0000_s1025"]
    assert edit(new, EDITS).data == new


def test_libreoffice_reads_every_text_as_it_was_given(files: Files) -> None:
    tree = ElementTree.fromstring(files.shown["texts.fods"].decode().replace("\x01", "").encode())
    text = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
    table = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"

    def told(cell: ElementTree.Element) -> str:
        lines = []
        for line in cell.findall(f"{text}p"):
            for inner in line:
                inner.text = {f"{text}s": " ", f"{text}tab": "\t"}[inner.tag]
            lines.append("".join(line.itertext()))
        return "\n".join(lines)

    rows = tree.findall(f".//{table}table-row")
    assert [told(row[1]) for row in rows[: len(TEXTS)]] == [given.replace("\x01", "") for given in TEXTS]
    assert "_x0041_\nnote" in [
        "\n".join("".join(line.itertext()) for line in note.findall(f"{text}p"))
        for note in tree.iter("{urn:oasis:names:tc:opendocument:xmlns:office:1.0}annotation")
    ]
    assert reread(files.shown["texts.xlsx"], results=True)["Data"]["E1"].value == 2.5
