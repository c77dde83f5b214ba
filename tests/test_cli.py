"""The command line: help that suffices, exit codes of the contract, one line per refusal, never a traceback."""

from __future__ import annotations

import inspect
import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from openpyxl import load_workbook

from sheets_gen import __version__
from sheets_gen.cli import COMMANDS, cli
from tests.helpers import SAMPLES


def run(*args: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sheets_gen", *map(str, args)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd, stdin=subprocess.DEVNULL)
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    out = tmp_path / "report.xlsx"
    done = run("new", out, "--values", SAMPLES / "numbers-2026.csv", "--config", SAMPLES / "report.toml")
    assert done.returncode == 0
    assert done.stdout == f"{out}: 54 metrics, 2026-01 to 2026-12, 1386 numbers filled in\n"
    assert done.stderr == ""
    return out


def test_new_then_verify(filled: Path) -> None:
    done = run("verify", filled)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{filled}: no findings; 54 metrics, 11 of 12 periods have numbers\n"


def test_verify_fails_on_an_error(filled: Path) -> None:
    book = load_workbook(filled)
    cell = book.defined_names["in_promoters"].attr_text.partition("!")[2].replace("$", "").partition(":")[0]
    book["Calculator"][cell] = "a few"
    book.save(filled)
    done = run("verify", filled)
    assert done.returncode == 1
    assert f"\nCalculator\n  ERROR   N101 {cell} promoters 2026-01 · Promoters (answers 9–10)\n" in done.stdout
    assert done.stdout.splitlines()[-1].startswith(f"{filled}: errors: 1, warnings: 1;")
    data = json.loads(run("verify", filled, "--format", "json").stdout)
    assert data["summary"] == {"error": 1, "warning": 1, "info": 0}


def test_a_wrong_values_file_is_answered_whole_and_nothing_is_written(tmp_path: Path) -> None:
    values = tmp_path / "v.csv"
    values.write_text(
        "period,input,value\n2026-01,promotors,3\n2026-02,promoters,many\n2027-09,promoters,3\n2026-03,promoters,-1\n"
    )
    out = tmp_path / "r.xlsx"
    done = run("new", out, "--start", "2026-01", "--values", values)
    assert done.returncode == 3
    assert done.stdout == ""
    assert done.stderr.splitlines() == [
        "error: v.csv: line 2, column 2: no input 'promotors' (did you mean 'promoters'?)",
        "error: v.csv: line 3, column 3: promoters is 'many'; "
        "must be a number such as 1234.5, without separators or unit",
        "error: v.csv: line 4, column 1: 2027-09 is outside the report (2026-01 to 2026-12)",
        "error: v.csv: line 5, column 3: promoters is -1; must be 0 or more",
    ]
    assert not out.exists()


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (["new"], 2, "say where to write"),
        (["new", "report.pdf"], 2, "must end in .xlsx"),
        (["new", "r.xlsx", "--every", "day"], 2, "'day' is not one of"),
        (["new", "r.xlsx", "--start", "2026-13"], 2, "--start 2026-13: a month is written like 2026-03"),
        (["new", "r.xlsx", "--periods", "0"], 2, "a report has 1 to 120 periods"),
        (["new", "r.xlsx", "--language", "tlh"], 2, "--language tlh: the template speaks en"),
        (["new", "r.xlsx", "--values", "none.csv"], 3, "none.csv: no such file"),
        (["new", "r.xlsx", "--config", "none.toml"], 3, "none.toml: cannot be read"),
        (["new", "r.xlsx", "--template", "none"], 3, "none: no such template folder"),
        (["new", "no/r.xlsx"], 2, "there is no folder no"),
        (["verify", "none.xlsx"], 3, "none.xlsx: no such file"),
        (["verify"], 2, "Missing argument"),
        (["metrics", "npz"], 2, "no metric 'npz' (did you mean 'nps'?)"),
        (["frobnicate"], 2, "No such command"),
    ],
)
def test_refusals(args: list[str], code: int, words: str, tmp_path: Path) -> None:
    done = run(*args, cwd=tmp_path)
    assert done.returncode == code
    assert words in done.stderr
    assert done.stdout == ""
    assert os.listdir(tmp_path) == []


def test_an_existing_file_is_kept_without_force(filled: Path) -> None:
    before = filled.read_bytes()
    done = run("new", filled, "--start", "2026-01")
    assert (done.returncode, done.stderr) == (2, f"error: {filled}: exists already; --force replaces it\n")
    assert filled.read_bytes() == before
    assert run("new", filled, "--start", "2026-01", "--force").returncode == 0
    assert filled.read_bytes() != before


def test_a_start_that_was_guessed_is_said(tmp_path: Path) -> None:
    done = run("new", tmp_path / "r.xlsx")
    assert done.returncode == 0
    assert "(say --start to choose)" in done.stderr


def test_weeks_and_quarters(tmp_path: Path) -> None:
    for every, start, last in (("week", "2026-W50", "2027-W08"), ("quarter", "2025-Q4", "2028-Q3")):
        out = tmp_path / f"{every}.xlsx"
        done = run("new", out, "--every", every, "--start", start)
        assert f"{start} to {last}" in done.stdout
        assert run("verify", out).returncode == 0


def test_dump_prints_the_plan_and_writes_nothing(tmp_path: Path) -> None:
    done = run("new", "--dump", "--start", "2026-01", "--periods", 2, cwd=tmp_path)
    assert done.stdout.startswith("plan 'Customer service report' subject='Jan 2026 – Feb 2026'")
    assert "name in_promoters = Calculator!E" in done.stdout
    assert os.listdir(tmp_path) == []


def test_metrics_as_text_and_json() -> None:
    listed = run("metrics").stdout.splitlines()
    assert len(listed) == 1 + 75
    assert listed[1].split() == ["nps", "points", "Net", "Promoter", "Score", "(NPS)"]
    nps = json.loads(run("metrics", "nps", "--format", "json").stdout)
    assert nps["formula"] == "100 * (promoters - detractors) / (promoters + passives + detractors)"
    assert [given["id"] for given in nps["inputs"]] == ["promoters", "passives", "detractors", "nps_responses"]
    assert "tickets_by_category.returns" in run("metrics", "--inputs").stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_help_that_ends_in_an_example(name: str) -> None:
    context = click.Context(cli)
    command = cli.get_command(context, name)
    assert command is not None
    assert command.help is not None
    last = inspect.cleandoc(command.help).split("\n\n")[-1]
    assert last.replace("\b\n", "").startswith(f"Example:\n  sheets-gen {name}")
    for option in command.params:
        assert not isinstance(option, click.Option) or option.help, f"{option.name} has no help"


def test_help_loads_no_command_and_no_workbook_library() -> None:
    code = "import sys; from sheets_gen.cli import main\ntry: main(['--help'])\nfinally: print(sorted(sys.modules))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    for module in ("xlsxwriter", "openpyxl", "sheets_gen.verbs", "sheets_gen.commands", "tomllib"):
        assert f"'{module}'" not in out
    assert f"{__version__}\n" in run("--version").stdout.replace("version ", "")[-10:]


def test_a_closed_pipe_is_no_error() -> None:
    done = subprocess.run(
        f"{sys.executable} -m sheets_gen new --dump --start 2026-01 | head -1",
        shell=True,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
