"""The built wheel, installed in an empty environment outside the checkout, makes and verifies a report."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

from tests.helpers import ROOT


def test_the_wheel_works_outside_the_checkout(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "build", "--wheel", "--outdir", str(tmp_path), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert "report_template/metrics/nps.toml" in names
    assert "sheets_gen/py.typed" in names
    assert not any(name.startswith(("tests/", "bench/", "samples/")) for name in names)
    environment = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    python = environment / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", str(wheel)], check=True, capture_output=True)
    program = environment / "bin" / "sheets-gen"
    away = tmp_path / "away"
    away.mkdir()
    subprocess.run([program, "new", "r.xlsx", "--start", "2026-01"], cwd=away, check=True, capture_output=True)
    done = subprocess.run([program, "verify", "r.xlsx"], cwd=away, check=True, capture_output=True, text=True)
    assert done.stdout == "r.xlsx: no findings; 54 metrics, 0 of 12 periods have numbers\n"
    located = "import report_template, sheets_gen; print(sheets_gen.__file__, list(report_template.__path__))"
    where = subprocess.run([python, "-c", located], cwd=away, check=True, capture_output=True, text=True).stdout
    assert str(ROOT) not in where
