"""Numbers and results out of a report: in the shapes that go back in, and as data frames take them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

import sheets_gen
from sheets_gen import verbs
from sheets_gen.config import Config
from sheets_gen.excel.edit import CellEdit, edit
from sheets_gen.export import JSON, LONG, SHAPES, WIDE, exported
from sheets_gen.values import place, read_cells
from tests.helpers import SAMPLES, report
from tests.test_cli import run

FILLED = SAMPLES / "filled.xlsx"


@pytest.mark.parametrize("shape", SHAPES)
def test_what_comes_out_goes_in_again(tmp_path: Path, shape: str) -> None:
    filled = verbs.read(FILLED)
    file = tmp_path / ("out.json" if shape == JSON else "out.csv")
    file.write_text(exported(filled, shape), encoding="utf-8")
    assert place(read_cells(file), filled.catalogue, filled.calendar, file.name).inputs == filled.inputs


@pytest.mark.parametrize("number", [0.1, 1 / 3, 1e-7, 123456789.123, 5e-7 / 3, 1e14, 0.30000000000000004])
def test_every_digit_survives(tmp_path: Path, number: float) -> None:
    """A CSV reader takes digits, so 1e-07 is written as 0.0000001."""
    # XlsxWriter keeps 16 digits.
    made = report({"first_response_time_total": {"2026-01": number}}, config=Config(metrics=("first_response_time",)))
    filled = verbs.read(made.save(tmp_path / "r.xlsx"))
    assert filled.inputs["first_response_time_total"]["2026-01"] == pytest.approx(number, rel=1e-15)
    for shape in (LONG, WIDE):
        file = tmp_path / f"{shape}.csv"
        file.write_text(exported(filled, shape))
        assert place(read_cells(file), filled.catalogue, filled.calendar, file.name).inputs == filled.inputs


def test_results_of_periods_quarters_and_the_year() -> None:
    filled = verbs.read(FILLED)
    rows = list(csv.DictReader(io.StringIO(exported(filled, LONG, metrics=True))))
    found = {(row["metric"], row["period"]): row["value"] for row in rows}
    assert float(found["nps", "2026-01"]) == pytest.approx((182 - 61) / 339 * 100)
    assert float(found["csat", "2026"]) == filled.metrics["csat"]["2026"]
    assert ("nps", "2026-08") not in found, "no answers: blank, not zero"
    wide = list(csv.reader(io.StringIO(exported(filled, WIDE, metrics=True))))
    assert wide[0][:2] + wide[0][-2:] == ["metric", "2026-01", "2026-Q4", "2026"]
    assert wide[1][8] == ""
    told = json.loads(exported(filled, JSON, metrics=True))
    assert told["2026-Q1"]["preferred_channel"] == filled.metrics["preferred_channel"]["2026-Q1"]


def test_the_command(tmp_path: Path) -> None:
    done = run("values", FILLED)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == exported(verbs.read(FILLED))
    out = tmp_path / "n.csv"
    assert run("values", FILLED, "--output", out, "--format", "wide").returncode == 0
    assert out.read_text(encoding="utf-8") == exported(verbs.read(FILLED), WIDE)
    again = run("values", FILLED, "--output", out)
    assert (again.returncode, again.stderr) == (2, f"error: {out}: exists already; --force replaces it\n")
    assert run("values", tmp_path / "none.xlsx").returncode == 3


def test_cells_without_a_usable_number_are_said(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    row, column = verbs.read(FILLED).addresses.at("calculator:promoters", "2026-12")
    path.write_bytes(edit(FILLED.read_bytes(), [CellEdit("Calculator", row, column, "1O2")]).data)
    done = run("values", path)
    assert done.stderr == "left out: 1 cells hold no usable number; sheets-gen verify says which\n"
    assert "2026-12" not in done.stdout


def test_a_label_that_would_be_a_formula_is_text_in_csv(tmp_path: Path) -> None:
    config = Config(
        metrics=("preferred_channel",), members={"channels": {"mail": "=cmd|'/c calc'!A1", "phone": "Phone"}}
    )
    numbers = {"contacts_by_channel.mail": {"2026-01": 9.0}, "contacts_by_channel.phone": {"2026-01": 1.0}}
    filled = verbs.read(report(numbers, config=config).save(tmp_path / "r.xlsx"))
    (value,) = {
        row["value"]
        for row in csv.DictReader(io.StringIO(exported(filled, metrics=True)))
        if row["period"] == "2026-01"
    }
    assert not value.startswith("=")
    assert value.endswith("=cmd|'/c calc'!A1")


def test_in_python() -> None:
    """The documented lines: inputs and metrics are plain dicts, so a data frame is one call away."""
    filled = sheets_gen.read(FILLED)
    assert filled.inputs["promoters"]["2026-01"] == 182
    assert filled.metrics["nps"]["2026-Q1"] == sheets_gen.results(filled)["nps"]["2026-Q1"]
    rows = [{"metric": id, **row} for id, row in filled.metrics.items()]
    assert {len(row) for row in rows} == {1 + 12 + 4 + 1}
