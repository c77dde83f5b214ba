"""What is not a report is refused in one sentence that says what it is and the way out."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from openpyxl.workbook.workbook import Workbook

from sheets_gen import verbs
from sheets_gen.errors import InputRefused


def _save(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_what_is_not_a_report_is_refused_in_one_sentence(tmp_path: Path, sample_file: Path) -> None:
    foreign = tmp_path / "foreign.xlsx"
    book = Workbook()
    book.create_sheet("Budget")["A1"] = "Rent"
    book.save(foreign)
    whole = sample_file.read_bytes()
    cases = {
        foreign: "holds no report of sheets-gen",
        tmp_path: "is a folder",
        tmp_path / "nowhere.xlsx": "no such file",
        _save(tmp_path / "old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600): "is an old Office document",
        _save(tmp_path / "page.xlsx", b"<html></html>"): "is a web page",
        _save(tmp_path / "text.xlsx", b"period,input,value"): "is CSV text, whatever its name says",
        _save(tmp_path / "empty.xlsx", b""): "is empty",
        _save(tmp_path / "cut.xlsx", whole[: len(whole) // 2]): "is incomplete (its end is missing)",
    }
    for path, words in cases.items():
        with pytest.raises(InputRefused) as refused:
            verbs.read(path)
        assert words in str(refused.value)
        assert str(path) in str(refused.value)
        assert "\n" not in str(refused.value)


def test_a_workbook_of_too_many_cells_is_refused_early(tmp_path: Path) -> None:
    path = tmp_path / "huge.xlsx"
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Data")
    for _ in range(3001):
        sheet.append([1] * 100)
    book.save(path)
    with pytest.raises(InputRefused, match=r"huge.xlsx: holds no report .*its tab 'Data' is too large for a report's"):
        verbs.read(path)


def test_a_merge_over_the_whole_sheet_is_no_burden(tmp_path: Path, sample_file: Path) -> None:
    """A library that expands merges would run for minutes."""
    path = tmp_path / "merged.xlsx"
    with zipfile.ZipFile(sample_file) as old, zipfile.ZipFile(path, "w") as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == "xl/worksheets/sheet1.xml":
                data = re.sub(rb"<mergeCell ref=\"[A-Z0-9:]+\"/>", b'<mergeCell ref="A1:XFD1048576"/>', data, count=1)
            new.writestr(info, data)
    assert {finding.code for finding in verbs.check(verbs.read(path))} == {"S102"}
