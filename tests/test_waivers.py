"""Waivers: a known finding is accepted with its reason, visibly; one that is stale is a finding itself."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from sheets_gen import verbs
from sheets_gen.config import Config
from sheets_gen.filled import understand
from sheets_gen.findings import Finding
from sheets_gen.snapshot import FoundCell, Snapshot
from sheets_gen.verify.report import as_json, as_markdown, as_text
from sheets_gen.verify.waivers import Verdict, covers, judge, read_waiver
from tests.helpers import report, template
from tests.tamper import findings, place, snapshot_of, tampered
from tests.test_cli import run

NUMBERS = {"promoters": {"2026-01": 80.0}, "passives": {"2026-01": 5.0}, "detractors": {"2026-01": -3.0}}
DAY = dt.date(2026, 11, 25)


def verdict(folder: Path, *waive: str, extra: tuple[str, ...] = ()) -> Verdict:
    """Of a report with one impossible number (N110 detractors 2026-01)."""
    made = report(NUMBERS, config=Config(metrics=("nps",), waive=waive))
    return judge(understand(snapshot_of(made.plan, folder / "r.xlsx"), template()), extra, DAY)


def codes(found: Verdict) -> list[str]:
    return [finding.code for finding in found.findings]


def test_without_a_waiver_the_finding_counts(tmp_path: Path) -> None:
    assert codes(verdict(tmp_path)) == ["N110"]


@pytest.mark.parametrize(
    "waiver",
    [
        "N110 detractors 2026-01 because refunds were booked here",
        "N110 detractors because refunds were booked here",
        "N110 2026-01 because of the migration",
        "N110 detractors 2026-01 until 2026-11-25 because it is settled this month",
        "N110 detractors until 2026-11 because it is settled this month",
        "  N110   detractors   2026-01   because  of  the  migration  ",
    ],
)
def test_a_waiver_of_the_settings_covers_its_finding(waiver: str, tmp_path: Path) -> None:
    found = verdict(tmp_path, waiver)
    assert found.findings == []
    assert [(w.finding.code, w.finding.input) for w in found.waived] == [("N110", "detractors")]
    assert found.waived[0].reason == waiver.partition("because")[2].strip()


def test_a_waiver_of_report_toml_counts_too(tmp_path: Path) -> None:
    found = verdict(tmp_path, extra=("N110 detractors 2026-01 because of the migration",))
    assert (codes(found), len(found.waived)) == ([], 1)


@pytest.mark.parametrize(
    ("waiver", "code"),
    [
        ("N110 promoters 2026-01 because of the migration", "W101"),
        ("F101 detractors 2026-01 because of the migration", "W101"),
        ("N110 detractors until 2026-10 because of the migration", "W102"),
        ("N110 detractors until 2026-11-24 because of the migration", "W102"),
        ("N110 detractors 2026-01", "W103"),
        ("N110 detractors because", "W103"),
        ("N110 detractors until soon because of the migration", "W103"),
        ("N110 detractors until 2026-13 because of the migration", "W103"),
        ("all of it because we know", "W103"),
        ("N999 detractors because of the migration", "W103"),
        ("N110 promoters because of it; N110 detractors because of that", "W103"),
        ("x" * 400, "W103"),
    ],
)
def test_a_waiver_that_is_stale_or_unreadable_is_a_finding_and_covers_nothing(
    waiver: str, code: str, tmp_path: Path
) -> None:
    found = verdict(tmp_path, extra=(waiver,))
    assert codes(found) == ["N110", code]
    assert found.findings[1].level == "warning"
    assert found.findings[1].tab == "Calculator"
    assert found.findings[1].found == waiver
    assert found.waived == []


def test_a_code_alone_waives_no_cell(tmp_path: Path) -> None:
    """Else one careless line would hide every later fault of the kind."""
    assert codes(verdict(tmp_path, "N110 because we know")) == ["N110", "W101"]
    waiver = read_waiver("S117 because the macro prints it")
    assert waiver is not None
    assert covers(waiver, Finding("S117", "warning", "workbook", "carries macros"))


def test_a_waiver_waits_for_numbers_that_it_could_be_about(tmp_path: Path) -> None:
    """A blank report brings last year's waivers along; they are not unused yet."""
    later = "N113 promoters 2026-05 because of the campaign"
    assert codes(verdict(tmp_path, later)) == ["N110"]
    blank = report(config=Config(metrics=("nps",), waive=("N113 promoters because of the campaign",)))
    assert judge(understand(snapshot_of(blank.plan, tmp_path / "b.xlsx"), template()), (), DAY).findings == []


def test_a_person_types_a_waiver_into_the_settings(snapshot: Snapshot) -> None:
    where = place(snapshot, "report_waive")
    fault = place(snapshot, "in_promoters", 3)
    changes: dict[tuple[str, int, int], FoundCell | None] = {fault: FoundCell(-3)}
    assert "N110" in [f.code for f in findings(snapshot, changes)]
    line = "N110 promoters 2026-04 because of the migration\nR102 tickets_received because of the migration"
    filled = understand(tampered(snapshot, changes | {where: FoundCell(line)}), template())
    found = judge(filled, (), DAY)
    assert [w.finding.code for w in found.waived] == ["N110"]
    assert [f.code for f in found.findings if f.code[0] == "W"] == ["W101"]


def test_waived_findings_are_shown_in_every_format(tmp_path: Path) -> None:
    made = report(NUMBERS, config=Config(metrics=("nps",), waive=("N110 detractors because of | pipes",)))
    filled = understand(snapshot_of(made.plan, tmp_path / "r.xlsx"), template())
    found = judge(filled, (), DAY)
    lines = as_text("r.xlsx", filled, found)
    assert lines[-1].startswith("r.xlsx: no findings, waived: 1;")
    assert any(line.startswith("  N110 Calculator!") and line.endswith(": of | pipes") for line in lines)
    data = as_json("r.xlsx", filled, found)
    assert data["summary"] == {"error": 0, "warning": 0, "info": 0}
    assert [(w["code"], w["because"]) for w in data["waived"]] == [("N110", "of | pipes")]
    assert as_markdown("r.xlsx", filled, found)[-1].endswith("| of \\| pipes |")


def test_the_command_reads_waivers_of_a_report_toml(tmp_path: Path) -> None:
    values = tmp_path / "v.csv"
    values.write_text("period,input,value\n2026-01,calls_answered,10\n2026-01,calls_answered_within,12\n")
    config = tmp_path / "report.toml"
    config.write_text('metrics = ["service_level"]\n')
    out = tmp_path / "r.xlsx"
    assert run("new", out, "--values", values, "--config", config).returncode == 0
    found = verbs.check(verbs.read(out))
    (one,) = found  # more calls answered in time than answered at all
    assert one.code == "R101"
    config.write_text(
        f'metrics = ["service_level"]\nwaive = ["{one.code} {one.input} {one.period} because of March"]\n'
    )
    done = run("verify", out, "--config", config)
    assert "waived: 1" in done.stdout.splitlines()[-1]
    config.write_text('waive = ["' + "x" * 301 + '"]\n')
    done = run("verify", out, "--config", config)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == "error: report.toml: waive: takes at most 60 waivers of 300 characters\n"
