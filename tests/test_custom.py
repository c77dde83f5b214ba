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
channels = ["Shop", "Post"]

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
    { note = "3 to 1", inputs = { "parcels_by_channel.shop" = 3, "parcels_by_channel.post" = 1 }, expect = "Shop" },
    { note = "nothing: blank", inputs = {}, expect = "" },
]

[custom.identities.refunds_of_tickets]
left = "refunds"
relation = "<="
right = "tickets_received"
level = "warning"
says = "More refunds than tickets. Were refunds without a ticket counted?"
"""
VALUES = "input,2026-01,2026-02\nrefunds,5,6\ntickets_received,100,100\nparcels_by_channel.shop,3,4\n"


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
    assert "volume:parcels_by_channel.shop" in rows
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


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[1]",
        '"text"',
        '{"metrics": {"x": 3}}',
        '{"inputs": ' + "[" * 5000,
        '{"metrics": {"x": ' + "[" * 400 + "]" * 400 + "}}",
        "\x01",
        '{"metrics": {"x": {"order": 1' + "0" * 400 + "}}}",
        '{"inputs": {"x": {"most": -9223372036854775809}}}',
    ],
)
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
        (
            'better = "lower"',
            'better = "lower"\nsince = "9.9"',
            "custom.metrics.refund_rate.since: belongs to a template",
        ),
        ('"refunds / tickets_received"', '"5"', "custom.metrics.refund_rate.formula: names no input; a metric is"),
        ('left = "refunds"', 'left = "5"', "custom.identities.refunds_of_tickets.left: names no input; an identity"),
        ("most = 1", "most = 1\nleast = 2", "custom.metrics.refund_rate.most: is 1, below least, 2"),
        ("most = 1", 'per = "parcels_by_channel"', "custom.metrics.refund_rate.per: belongs to a distribution; this"),
        ("most = 1", "shares = true", "custom.metrics.refund_rate.shares: belongs to a distribution; this metric has"),
        ('unit = "percent"', 'unit = "name"', "custom.metrics.refund_rate.unit: 'name' is for names; a formula gives"),
        ('unit = "name"', 'unit = "percent"', "main_parcel_channel.unit: 'percent' is for numbers; a distribution"),
        ('unit = "count"', 'unit = "name"', "custom.inputs.refunds.unit: 'name' is for names; an input is a number"),
        ('"parcels_by_channel"\nunit', '"contacts_by_slot"\nunit', "'contacts_by_slot' is counted by peak_call_hour"),
        ("[custom.inputs.refunds]", "[custom.inputs.ab12]", "report.toml: custom.inputs.ab12: could be a cell address"),
        ("most = 1", 'context = ["refunds", "refunds"]', "custom.metrics.refund_rate.context: names 'refunds' 2 times"),
        ("[custom.identities.", '[custom."a\\nb".', "report.toml: custom.a?b: unknown key"),
        ("expect = 0.05 }", "expect = 0.05, places = 400 }", "examples[1].places: is 400; 0 to 15 are allowed"),
        ("expect = 0.05 }", "expect = 0.05, places = -1 }", "examples[1].places: is -1; 0 to 15 are allowed"),
        (
            "inputs = { refunds = 5, tickets_received = 100 }",
            f"periods = [{', '.join(['{ refunds = 5 }'] * 121)}]",
            "examples[1].periods: has 121 periods; at most 120 fit into a report",
        ),
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


@pytest.mark.parametrize(("how", "count"), [("y" * 900, 40), ("😀" * 420, 42)])
def test_definitions_that_do_not_fit_a_cell_are_refused(how: str, count: int, tmp_path: Path) -> None:
    """A workbook counts an emoji as two characters."""
    many = "".join(
        f'[custom.inputs.extra_{n}]\nlabel = "x"\nunit = "count"\nrollup = "flow"\nhow = "{how}"\n'
        for n in range(count)
    )
    path = tmp_path / "report.toml"
    path.write_text(many, encoding="utf-8")
    with pytest.raises(ProblemsFound, match=r"report\.toml: custom: is too long: .* at most 30,000 fit into a report"):
        read_config(path, template())


def test_a_worked_example_that_the_formula_does_not_give_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "report.toml"
    path.write_text(OWN.replace("expect = 0.05 }", "expect = 0.99 }"), encoding="utf-8")
    with pytest.raises(ProblemsFound) as caught:
        verbs.settle(template(), path)
    assert caught.value.problems == (
        "report.toml: custom.metrics.refund_rate.examples[1].expect: is 0.99; the definition gives 0.05; "
        "a percentage is a fraction here: 5 % is 0.05",
    )


def test_a_chain_of_metrics_is_resolved_at_once(tmp_path: Path) -> None:
    """Each uses the two before it: followed path by path that would take ages."""
    both = '{ note = "x", inputs = { refunds = 1 }, expect = %s }, { note = "y", inputs = {}, expect = "" }'
    values, chain = [1.0, 2.0], ""
    while len(values) < 40:
        values.append(values[-1] + values[-2])
    for n, value in enumerate(values):
        formula = "refunds" if n == 0 else "refunds + 1" if n == 1 else f"fi_{n - 1} + fi_{n - 2}"
        chain += (
            f'[custom.metrics.fi_{n}]\nlabel = "x{n}"\ndescription = "x"\nhow = "x"\nformula = "{formula}"\n'
            f'unit = "count"\nbetter = "higher"\nsection = "volume"\nexamples = [{both % value}]\n'
        )
    path = tmp_path / "report.toml"
    path.write_text('[custom.inputs.refunds]\nlabel = "R"\nunit = "count"\nrollup = "flow"\nhow = "x"\n' + chain)
    assert len(make_plan(Request(config=path, start="2026-01", periods=1)).catalogue.entries) > 40


def test_a_report_without_a_metric_is_refused(tmp_path: Path) -> None:
    (tmp_path / "report.toml").write_text('metrics = ["nps"]\nwithout = ["nps"]\n', encoding="utf-8")
    for command in (("new", str(tmp_path / "r.xlsx")), ("metrics",)):
        line = [sys.executable, "-m", "sheets_gen", *command, "--config", str(tmp_path / "report.toml")]
        done = subprocess.run(line, capture_output=True, text=True, check=False)
        assert done.returncode == 3
        assert "report.toml: without: leaves no metric" in done.stderr
    assert not (tmp_path / "r.xlsx").exists()


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
