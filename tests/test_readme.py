"""The README tells the truth: its pictures and links exist, its commands run, its transcripts are what they print."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from pathlib import Path

from sheets_gen import read
from tests.helpers import ROOT

TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


def test_links_and_pictures_exist() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", TEXT):
        assert target.startswith("https://") or (ROOT / target).exists(), target


def test_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"`?make ([a-z]+)", TEXT)) - {"report"}:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_command_line_runs(tmp_path: Path) -> None:
    lines = re.findall(r"^(?:\.venv/bin/|\$ )?sheets-gen (.+?)(?:\s+#.*)?$", TEXT, re.MULTILINE)
    lines = [line for line in lines if "$SHEET" not in line]  # those go to a server: see below
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
        .replace('"samples/filled.xlsx"', repr(report))
        .replace('metrics["nps"]["2026-03"]', 'print(metrics["nps"]["2026-03"])')
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("39.8230088495")


def test_the_google_path_runs_against_the_local_server(tmp_path: Path) -> None:
    block = re.search(r"```sh\n# google path\n(.*?)```", TEXT, re.DOTALL)
    assert block is not None
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    script = block[1].replace("8090", str(port)).replace(".venv/bin/python -m", f"{sys.executable} -m")
    script = script.replace(".venv/bin/sheets-gen", f"{sys.executable} -m sheets_gen")
    for name in ("key.json", "pulled.xlsx"):
        script = script.replace(name, str(tmp_path / name))
    script = f"trap 'kill %1 2>/dev/null' EXIT\n{script}"
    done = subprocess.run(
        ["bash", "-m", "-e", "-c", script], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Calculator!F16 promoters 2026-02: 150 kept, not " in done.stdout
    assert re.search(r"sheet: no findings|Try me: no findings", done.stdout), done.stdout
    assert read(tmp_path / "pulled.xlsx").inputs == read(ROOT / "samples" / "filled.xlsx").inputs
