"""Names and texts from files stay texts: in cells, headers, chart titles and names, reread by two programs."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from sheets_gen.config import Config
from sheets_gen.template.custom import clean
from tests.engines import libreoffice
from tests.helpers import report

PAYLOADS = [
    "=1+1",
    "=cmd|'/C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1+1)",
    "{=1+1}",
    '=HYPERLINK("http://example.org","x")',
    "http://example.org/",
    "mailto:a@example.org",
    "internal:Sheet1!A1",
    "external:c:/x.xlsx",
    "＝1+1",
    "'=1+1",
    "00123",
    "1_000",
    "TRUE",
    "#N/A",
    "_x0041_bc",
    "<b>bold</b> & more",
    "<r></r>",
    "<r><x></r>",
    "<r></r></si><si><t>SPOOF</t></si><si><r></r>",
    "<r><t>ok</t></r>",
    'quote " and comma, semicolon;',
    "emoji 😀 and right-to-left \u202e text",
]


def _hostile() -> Config:
    lists = {f"id_{at:02}": clean(text) for at, text in enumerate(PAYLOADS)}
    return Config(
        title=PAYLOADS[0], team=PAYLOADS[1], currency="=X()", time_zone="<r></r>", members={"categories": lists}
    )


def _rows(path: Path) -> dict[str, tuple[str, int]]:
    book = load_workbook(path)
    found = {}
    for tab in book.sheetnames:
        for cell in book[tab]["A"]:
            if isinstance(cell.value, str) and cell.value.startswith("tickets_by_category.id_"):
                found[f"{tab} {cell.value}"] = (tab, cell.row)
    return found


def test_every_payload_is_reread_as_the_text_that_was_given(tmp_path: Path) -> None:
    path = report(config=_hostile()).save(tmp_path / "hostile.xlsx")
    office = libreoffice([path], tmp_path)[path]
    book = load_workbook(path)
    rows = _rows(path)
    assert len(rows) == 2 * len(PAYLOADS)
    for where, (tab, row) in rows.items():
        expected = clean(PAYLOADS[int(where[-2:])])
        cell = book[tab].cell(row, 2)
        assert (cell.value, cell.data_type, cell.hyperlink) == (expected, cell.data_type, None)
        assert cell.data_type in ("s", "e" if expected == "#N/A" else "s")
        assert office(tab, row, 2) == expected


def test_no_formula_link_or_reference_comes_from_outside_text(tmp_path: Path) -> None:
    plain = report(config=Config(members={"categories": {f"id_{at:02}": f"Item {at}" for at in range(len(PAYLOADS))}}))
    hostile = report(config=_hostile()).save(tmp_path / "hostile.xlsx")
    calm = plain.save(tmp_path / "calm.xlsx")
    with zipfile.ZipFile(hostile) as ours, zipfile.ZipFile(calm) as theirs:
        assert ours.namelist() == theirs.namelist(), "no part (links, external books) is added by a text"
        for name in ours.namelist():
            formulas = [
                re.findall(rb"<f>[^<]*</f>|<c:f>[^<]*</c:f>|<definedName[^>]*>[^<]*<", z.read(name))
                for z in (ours, theirs)
            ]
            assert formulas[0] == formulas[1], name
            assert b"<hyperlink" not in ours.read(name)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "＝1"])
def test_a_text_that_begins_like_a_formula_stays_text_when_edited(text: str, tmp_path: Path) -> None:
    config = Config(members={"categories": {"odd": text, "even": "Even"}})
    path = report(config=config).save(tmp_path / "quoted.xlsx")
    book = load_workbook(path)
    cells = [cell for tab in book.sheetnames for cell in book[tab]["B"] if cell.value == text]
    assert len(cells) == 2
    assert all(cell.quotePrefix for cell in cells)
