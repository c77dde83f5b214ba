"""A team's own metrics and inputs in report.toml: in every tab, in verify, in the reference, with the same messages."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from sheets_gen import verbs
from sheets_gen.config import read_config
from sheets_gen.errors import NotOurReport, ProblemsFound
from sheets_gen.filled import understand
from sheets_gen.snapshot import FoundCell
from sheets_gen.verbs import Request, make_plan
from sheets_gen.verify.rules import verify
from tests.engines import ENGINES
from tests.helpers import Report, mismatches, template
from tests.tamper import findings, place, snapshot_of, tampered

OWN = """
metrics = ["nps", "ticket_volume"]
headline = ["refund_rate"]

[targets]
refund_rate = 0.05

[custom.inputs.refunds]
label = "Refunds paid"
unit = "count"
rollup = "flow"
how = "Count the refunds paid in the period."

[custom.inputs.parcels_by_channel]
label = "Parcels, by channel"
unit = "count"
rollup = "flow"
members = "channels"
how = "Count the parcels of each channel."

[custom.metrics.refund_rate]
label = "Refund rate"
description = "Refunds per ticket received."
how = "Divide the refunds by the tickets received."
formula = "refunds / tickets_received"
unit = "percent"
better = "lower"
most = 1
section = "resolution"
examples = [
    { note = "5 of 100", inputs = { refunds = 5, tickets_received = 100 }, expect = 0.05 },
    { note = "no tickets: blank", inputs = { refunds = 0, tickets_received = 0 }, expect = "" },
]

[custom.metrics.main_parcel_channel]
label = "Main parcel channel"
description = "The channel of most parcels."
how = "Count by channel."
distribution = "parcels_by_channel"
unit = "name"
better = "neutral"
section = "volume"
examples = [
    { note = "mail leads", inputs = { "parcels_by_channel.email" = 3 }, expect = "Email" },
    { note = "nothing: blank", inputs = {}, expect = "" },
]

[custom.identities.refunds_of_tickets]
left = "refunds"
relation = "<="
right = "tickets_received"
level = "warning"
says = "More refunds than tickets. Were refunds without a ticket counted?"
"""
VALUES = "input,2026-01,2026-02\nrefunds,5,6\ntickets_received,100,100\nparcels_by_channel.email,3,4\n"


@pytest.fixture
def made(tmp_path: Path) -> Report:
    from sheets_gen.plan.addresses import laid_out

    (tmp_path / "report.toml").write_text(OWN, encoding="utf-8")
    (tmp_path / "v.csv").write_text(VALUES, encoding="utf-8")
    found = make_plan(Request(config=tmp_path / "report.toml", values=tmp_path / "v.csv", periods=3))
    return Report(found.catalogue, found.calendar, found.plan, laid_out(found.plan))


def test_they_stand_in_all_three_tabs_and_every_engine_agrees(made: Report, tmp_path: Path) -> None:
    rows = {row.key: row for tab in made.plan.tabs for row in tab.rows}
    assert rows["metrics:refund_rate"].cells["target"].content == 0.05
    assert rows["calculator:refunds"].cells["2026-01"].content == 5
    assert "volume:parcels_by_channel.email" in rows
    path = made.save(tmp_path / "r.xlsx")
    for engine in ENGINES.values():
        assert mismatches(made, engine(path)) == []


def test_a_filled_report_is_verified_without_its_config(made: Report, tmp_path: Path) -> None:
    """The definitions travel in the report."""
    filled = verbs.read(made.save(tmp_path / "r.xlsx"))
    assert verify(filled) == []
    assert verbs.results(filled)["refund_rate"]["2026-01"] == 0.05
    assert filled.catalogue.template.metrics["refund_rate"].own


def test_verify_finds_faults_in_them(made: Report, tmp_path: Path) -> None:
    snapshot = snapshot_of(made.plan, tmp_path / "r.xlsx")
    (typed,) = [f for f in findings(snapshot, {place(snapshot, "m_refund_rate"): FoundCell(0.5)}) if f.code == "F101"]
    assert (typed.metric, typed.period) == ("refund_rate", "2026-01")
    found = findings(snapshot, {place(snapshot, "in_refunds"): FoundCell(500)})
    assert [(f.code, f.level) for f in found if f.code == "R101"] == [("R101", "warning")]
    assert "Were refunds without a ticket counted?" in next(f.message for f in found if f.code == "R101")


@pytest.mark.parametrize("text", ["{", "[1]", '"text"', '{"metrics": {"x": 3}}', '{"inputs": ' + "[" * 5000, "\x01"])
def test_damaged_definitions_are_one_sentence(text: str, made: Report, tmp_path: Path) -> None:
    snapshot = snapshot_of(made.plan, tmp_path / "r.xlsx")
    broken = tampered(snapshot, {place(snapshot, "report_custom"): FoundCell(text)})
    with pytest.raises(NotOurReport) as caught:
        understand(broken, template())
    assert "\n" not in str(caught.value)
    assert "report_custom" in str(caught.value) or "does not know" in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            'unit = "percent"',
            'unit = "prozent"',
            "report.toml: custom.metrics.refund_rate.unit: 'prozent' is not known (did you mean 'percent'?)",
        ),
        (
            '"refunds / tickets_received"',
            '"refnds / tickets_received"',
            "report.toml: custom.metrics.refund_rate.formula: 'refnds' is not known (did you mean 'refunds'?)",
        ),
        ("[custom.metrics.refund_rate]", "[custom.metrics.nps]", "report.toml: custom.metrics.nps: is an id of the"),
        ("[custom.inputs.refunds]", "[custom.inputs.promoters]", "report.toml: custom.inputs.promoters: is an id of"),
        ('rollup = "flow"', 'rollup = "sum"', "report.toml: custom.inputs.refunds.rollup: is 'sum'; must be one of"),
        ('better = "lower"', 'better = "lower"\ncolour = 1', "report.toml: custom.metrics.refund_rate.colour: unknown"),
        ('better = "lower"', 'better = "lower"\nretired = "2"', "refund_rate.retired: belongs to a template; leave it"),
        ('left = "refunds"', 'left = "refund"', "report.toml: custom.identities.refunds_of_tickets.left: 'refund' is"),
        ("expect = 0.05 }", 'expect = "" }', "report.toml: custom.metrics.refund_rate.examples: has no worked example"),
        ("[custom.identities.", "[custom.rules.", "report.toml: custom.rules: unknown key (allowed: inputs, metrics"),
        (
            'label = "Refund rate"',
            f'label = "{"x" * 1001}"',
            "report.toml: custom.metrics.refund_rate.label: is longer than 1000 characters",
        ),
    ],
)
def test_the_same_checks_and_messages_as_in_the_template(old: str, new: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "report.toml"
    assert old in OWN
    path.write_text(OWN.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ProblemsFound) as caught:
        read_config(path, template())
    assert any(message in problem for problem in caught.value.problems), caught.value.problems


def test_definitions_that_do_not_fit_a_cell_are_refused(tmp_path: Path) -> None:
    many = "".join(
        f'[custom.inputs.extra_{n}]\nlabel = "x"\nunit = "count"\nrollup = "flow"\nhow = "{"y" * 900}"\n'
        for n in range(40)
    )
    path = tmp_path / "report.toml"
    path.write_text(many, encoding="utf-8")
    with pytest.raises(ProblemsFound, match=r"custom: is too long: .* at most 30,000 fit into a report"):
        read_config(path, template())


def test_they_stand_in_the_reference(tmp_path: Path) -> None:
    path = tmp_path / "report.toml"
    path.write_text(OWN, encoding="utf-8")
    command = [sys.executable, "-m", "sheets_gen"]
    listed = subprocess.run([*command, "metrics", "--config", str(path)], capture_output=True, text=True, check=True)
    assert "refund_rate" in listed.stdout and "(secondary, your own)" in listed.stdout
    one = [*command, "metrics", "refund_rate", "--config", str(path), "--format", "json"]
    assert json.loads(subprocess.run(one, capture_output=True, text=True, check=True).stdout)["formula"] == (
        "refunds / tickets_received"
    )
    page = [*command, "docs", str(tmp_path), "--config", str(path)]
    subprocess.run(page, capture_output=True, text=True, check=True)
    assert "## refund_rate" in (tmp_path / "metrics.md").read_text(encoding="utf-8")


def test_their_texts_are_cleaned_and_never_formulas(tmp_path: Path) -> None:
    path = tmp_path / "report.toml"
    path.write_text(OWN.replace('"Refund rate"', '"=1+1\\u0001<r>x</r>"'), encoding="utf-8")
    found = make_plan(Request(config=path, start="2026-01"))
    label = next(r for t in found.plan.tabs for r in t.rows if r.key == "metrics:refund_rate").cells["label"].content
    assert label == "=1+1 <r>x</r>"
    from sheets_gen.excel.read import read
    from sheets_gen.excel.write import write

    (tmp_path / "r.xlsx").write_bytes(write(found.plan))
    assert any(
        cell.value == label and cell.formula is None for cell in read(tmp_path / "r.xlsx").tabs[0].cells.values()
    )
