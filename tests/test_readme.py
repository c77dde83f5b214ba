"""The README tells the truth: its pictures and links exist, its commands run, its transcripts are what they print."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.helpers import ROOT

TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


def test_links_and_pictures_exist() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", TEXT):
        assert (ROOT / target).exists(), target


def test_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"`?make ([a-z]+)", TEXT)) - {"report"}:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_command_line_runs(tmp_path: Path) -> None:
    lines = re.findall(r"^(?:\.venv/bin/|\$ )?sheets-gen (.+?)(?:\s+#.*)?$", TEXT, re.MULTILINE)
    assert len(lines) >= 9
    for line in lines:
        args = [str(ROOT / word) if word.startswith("samples/") else word for word in line.split()]
        command = [sys.executable, "-m", "sheets_gen", *args, *(["--force"] if args[0] == "new" else [])]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == (1 if "tampered" in line else 0), (line, done.stderr)
        if line == "verify samples/tampered.xlsx":
            shown = re.search(r"\$ sheets-gen verify samples/tampered.xlsx\n(.*?)…\n```", TEXT, re.DOTALL)
            assert shown is not None
            printed = set(done.stdout.splitlines())
            assert all(text in printed for text in shown[1].splitlines())


def test_the_python_lines_run(tmp_path: Path) -> None:
    code = re.search(r"```python\n(.*?)```", TEXT, re.DOTALL)
    assert code is not None
    report = str(ROOT / "samples" / "filled.xlsx")
    script = (
        code[1]
        .replace('"report.xlsx"', repr(report))
        .replace('metrics["nps"]["2026-03"]', 'print(metrics["nps"]["2026-03"])')
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("39.8230088495")
