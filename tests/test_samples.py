"""The samples are what today's code makes, and the tampered one shows the faults its README names."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from samples.make import OTHER, tampered
from sheets_gen.verbs import Request, new, read
from sheets_gen.verify.rules import verify
from tests.helpers import SAMPLES


def parts(workbook: Path | io.BytesIO) -> dict[str, bytes]:
    """The parts' own bytes: another zlib may pack the same parts differently."""
    with zipfile.ZipFile(workbook) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_samples_are_fresh(tmp_path: Path) -> None:
    config = SAMPLES / "report.toml"
    new(tmp_path / "blank.xlsx", Request(start="2026-01", config=config))
    new(tmp_path / "filled.xlsx", Request(values=SAMPLES / "numbers-2026.csv", config=config))
    other = f"filled.{OTHER}.xlsx"
    new(tmp_path / other, Request(values=SAMPLES / "numbers-2026.csv", config=config, language=OTHER))
    for name in ("blank.xlsx", "filled.xlsx", other):
        assert parts(tmp_path / name) == parts(SAMPLES / name), f"{name} is stale: make samples"
    assert parts(io.BytesIO(tampered(SAMPLES / "filled.xlsx"))) == parts(SAMPLES / "tampered.xlsx")


def test_the_tampered_sample_shows_its_five_faults() -> None:
    findings = verify(read(SAMPLES / "tampered.xlsx"))
    found = {(f.code, f.input or f.metric, f.period) for f in findings}
    stale = next(f for f in findings if f.code == "F108")
    assert any(cell.startswith("Calculator!F") for cell in stale.found), "churn of 2026-02, among the stale cells"
    assert found >= {
        ("N107", "promoters", "2026-03"),
        ("N110", "tickets_resolved", "2026-05"),
        ("F101", "csat", "2026-04"),
        ("F102", "cac", "2026-06"),
    }


def test_the_sound_samples_have_no_findings() -> None:
    for name in ("blank.xlsx", "filled.xlsx", f"filled.{OTHER}.xlsx"):
        assert verify(read(SAMPLES / name)) == []
