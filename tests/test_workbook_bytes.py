"""The same input gives the same bytes, and our faster worksheet class writes what XlsxWriter's own would."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import xlsxwriter.worksheet

import sheets_gen.excel.write as writer
from sheets_gen.verbs import Made
from tests.helpers import SAMPLES


def _parts(data: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(data) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_same_bytes_in_other_processes_time_zones_and_days(tmp_path: Path) -> None:
    digests = set()
    for at, (seed, zone, now) in enumerate(
        (("0", "UTC", ""), ("7", "Asia/Tokyo", "later"), ("123", "America/Lima", ""))
    ):
        out = tmp_path / f"r{at}{now}.xlsx"
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C.UTF-8" if at else "C"}
        command = [sys.executable, "-m", "sheets_gen", "new", str(out), "--values", str(SAMPLES / "numbers-2026.csv")]
        subprocess.run(
            [*command, "--config", str(SAMPLES / "report.toml")], env=environment, check=True, capture_output=True
        )
        digests.add(hashlib.sha256(out.read_bytes()).hexdigest())
    assert len(digests) == 1


def test_nothing_in_the_file_tells_when_it_was_made(sample_file: Path) -> None:
    with zipfile.ZipFile(sample_file) as archive:
        assert {info.date_time[0] for info in archive.infolist()} == {1980}
    core = _parts(sample_file)["docProps/core.xml"].decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {"2026-01-01T00:00:00Z"}


def test_the_faster_worksheet_writes_what_the_stock_one_would(
    sample: Made, sample_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Part by part; the one wanted difference is that an empty text result is marked as text."""

    class Stock(xlsxwriter.worksheet.Worksheet):  # type: ignore[misc]
        pass

    monkeypatch.setattr(writer, "FastWorksheet", Stock)
    slow = tmp_path / "stock.xlsx"
    slow.write_bytes(writer.write(sample.plan))
    ours, stock = _parts(sample_file), _parts(slow)
    assert list(ours) == list(stock)
    for name, data in ours.items():
        plain = re.sub(rb' t="str"(><f>[^<]*</f><v></v>)', rb"\1", data)
        assert plain == stock[name], name
