"""The template as a whole: what ships, what a broken folder tells, and what one new metric takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheets_gen.catalogue import resolve
from sheets_gen.compute import compute
from sheets_gen.config import Config
from sheets_gen.errors import ProblemsFound
from sheets_gen.periods import calendar, parse_start
from sheets_gen.plan.build import build
from sheets_gen.plan.calculate import Calculation
from sheets_gen.reference.page import metrics_page
from sheets_gen.reference.text import ordered
from sheets_gen.template.load import load
from tests.helpers import template
from tests.test_template_errors import CAC, CSAT, NPS, SURVEY, change, folder, problems

__all__ = ["folder"]

MAIN = {
    "nps",
    "csat",
    "ces_pct",
    "ticket_volume_by_category",
    "ticket_volume",
    "retention_rate",
    "churn_rate",
    "cac",
    "clv",
    "first_response_time",
    "average_resolution_time",
    "first_contact_resolution",
    "resolution_rate",
    "preferred_channel",
}
BAD_ID = '[aht30]\nlabel = "x"\nunit = "count"\nrollup = "flow"\nhow = "x"\n\n[passives]'


def test_the_main_metrics_are_the_fourteen_of_the_first_article() -> None:
    main = [m for m in ordered(template()) if m.tier == "main" and "hootsuite" in m.profiles]
    assert {metric.id for metric in main} == MAIN
    assert len(main) == len(MAIN) == 14
    assert all("000" in [source.article for source in metric.sources] for metric in main)


def test_the_standard_profile_puts_the_fields_own_lifetime_value_in_their_place() -> None:
    main = {m.id for m in ordered(template()) if m.tier == "main" and "standard" in m.profiles}
    assert main == MAIN - {"clv"} | {"clv_gross"}


def test_every_fault_of_every_file_is_told_in_one_run(folder: Path) -> None:
    change(folder, NPS, "", 'colour = "red"\n')
    change(folder, NPS, "(promoters - ", "(promotors - ")
    change(folder, CSAT, 'unit = "percent"', 'unit = "prozent"')
    change(folder, CSAT, 'label = "Customer satisfaction (CSAT)"\n', "")
    change(folder, CAC, '"sales_marketing_spend / new_customers"', '"sales_marketing_spend / new_customers + clv"')
    change(folder, "metrics/ces_pct.toml", 'section = "experience"', 'section = "people"')
    change(folder, "metrics/churn_rate.toml", "order = 20", 'order = "last"')
    change(folder, "metrics/resolution_rate.toml", '"tickets_resolved / tickets_received"', '"eval(tickets_resolved)"')
    change(folder, SURVEY, "[passives]", BAD_ID)
    change(folder, "inputs/volume.toml", 'rollup = "flow"', 'rollup = "sum"')
    change(folder, "template.toml", '"csat", ', '"csta", ')
    change(folder, "languages/en.toml", '"Jan", ', "")
    (folder / "units.toml").write_text((folder / "units.toml").read_text("utf-8") + "[stars]\n", "utf-8")
    told = problems(folder)
    starts = [
        "template.toml: headline: 'csta' is not known (did you mean 'csat'?)",
        "languages/en.toml: months: must be a list of twelve short month names",
        "units.toml: stars.label: is missing; must be a text",
        "units.toml: stars.format: is missing; must be a text",
        "inputs/volume.toml: tickets_received.rollup: is 'sum'; must be one of flow, open, close, param, mean",
        f"{NPS}: colour: unknown key (allowed: ",
        f"{NPS}: formula: 'promotors' is not known (did you mean 'promoters'?)\n",
        f"{CSAT}: label: is missing; must be a text",
        f"{CSAT}: unit: 'prozent' is not known (did you mean 'percent'?)",
        f"{CAC}: formula: metrics depend on each other in a circle: cac -> clv -> cac",
        "metrics/ces_pct.toml: section: 'people' is not known (allowed: ",
        "metrics/churn_rate.toml: order: is the text 'last'; must be a whole number",
        "metrics/resolution_rate.toml: formula: no function 'eval' (known: ",
        "inputs/experience.toml: aht30: could be a cell address; choose a longer id",
        "inputs/experience.toml: aht30: no metric uses this input; remove it or use it",
    ]
    for start in starts:
        assert any(line.startswith(start) for line in told), start
    assert len(told) == len(starts)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert problems(tmp_path / "none") == (f"{tmp_path / 'none'}: no such template folder",)


def test_an_empty_folder_tells_every_file_that_is_missing(tmp_path: Path) -> None:
    told = problems(tmp_path)
    for file in ("template.toml", "units.toml", "styles.toml", "tabs/metrics.toml"):
        assert f"{file}: cannot be read (No such file or directory)" in told
    for missing in ("inputs", "metrics", "languages"):
        assert f"{missing}: folder is missing" in told


DEEP = "is nested too deeply, or holds a number with too many digits"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'label = "x', "is not valid TOML: Unterminated string (at end of document)"),
        (b"a = 1\na = 2\n", "is not valid TOML: Cannot overwrite a value (at line 2, column 6)"),
        (b'label = "\xe4"', "is not UTF-8 text; save it as UTF-8"),
        ('label = "x"'.encode("utf-16"), "is not UTF-8 text; save it as UTF-8"),
        (b"# " + b"x" * 512 * 1024, "is larger than 512 KiB"),
        (b"a = " + b"[" * 20_000 + b"]" * 20_000, DEEP),
        (b"order = " + b"9" * 5_000, DEEP),
        (b"order = " + b"9" * 400, DEEP),
        (b"order = 0x" + b"f" * 4_000, DEEP),
    ],
    ids=["unclosed", "twice", "latin-1", "utf-16", "large", "nested", "long number", "float limit", "hexadecimal"],
)
def test_a_file_that_cannot_be_read_is_told_and_not_a_crash(content: bytes, message: str, folder: Path) -> None:
    (folder / NPS).write_bytes(content)
    assert f"{NPS}: {message}" in problems(folder)


@pytest.mark.parametrize("file", ["template.toml", "units.toml", "styles.toml", "tabs/metrics.toml", SURVEY])
def test_every_file_of_the_template_is_read_as_carefully(file: str, folder: Path) -> None:
    (folder / file).write_bytes(b"key = \xff")
    assert f"{file}: is not UTF-8 text; save it as UTF-8" in problems(folder)


def test_a_metric_needs_a_worked_example_and_one_of_the_blank_case(folder: Path) -> None:
    text = (folder / CAC).read_text("utf-8")
    (folder / CAC).write_text(text.replace("[[examples]]", "[[errata]]"), "utf-8")
    told = problems(folder)
    assert f"{CAC}: examples: has no worked example; add one with the inputs and the value" in told
    assert f'{CAC}: examples: has no example of the blank case; add one with expect = ""' in told


def test_a_metric_without_the_blank_case(folder: Path) -> None:
    change(folder, CAC, 'expect = ""', "expect = 0")
    assert problems(folder) == (f'{CAC}: examples: has no example of the blank case; add one with expect = ""',)


def test_a_family_cannot_stand_beside_a_formula(folder: Path) -> None:
    change(folder, CSAT, 'context = ["csat_scale_max"]', 'context = ["csat_scale_max", "contacts_by_slot"]')
    (told,) = problems(folder)
    assert told == f"{CSAT}: context: 'contacts_by_slot' is not known (did you mean 'contacts_handled'?)"


def test_problems_come_in_the_same_order_every_time(folder: Path) -> None:
    extra = "".join(f'[extra_{n}]\nlabel = "x"\nunit = "count"\nrollup = "flow"\nhow = "x"\n' for n in "edcba")
    (folder / "inputs" / "zz.toml").write_text(extra, "utf-8")
    assert problems(folder) == tuple(
        f"inputs/zz.toml: extra_{n}: no metric uses this input; remove it or use it" for n in "edcba"
    )


INPUT = """
[refunds]
label = "Refunds paid"
unit = "count"
rollup = "flow"
how = "Count the refunds paid."
"""
METRIC = """
label = "Refund rate"
description = "Refunds per resolved ticket."
how = "Divide the refunds by the tickets resolved."
formula = "refunds / tickets_resolved"
unit = "percent"
better = "lower"
tier = "secondary"
section = "resolution"
order = 90
since = "1.1"
sources = [{ article = "field", name = "Refund rate" }]
profiles = ["standard"]

[[examples]]
note = "5 of 50"
inputs = { refunds = 5, tickets_resolved = 50 }
expect = 0.1

[[examples]]
note = "nothing resolved: blank"
inputs = { refunds = 0, tickets_resolved = 0 }
expect = ""
"""


def test_one_new_metric_takes_one_file_and_its_input(folder: Path) -> None:
    inputs = folder / "inputs" / "resolution.toml"
    inputs.write_text(inputs.read_text("utf-8") + INPUT, "utf-8")
    (folder / "metrics" / "refund_rate.toml").write_text(METRIC, "utf-8")
    made = load(folder)
    catalogue = resolve(made, Config())
    year = calendar(parse_start("2026-01", "month"), 12, "month")
    numbers = {"refunds": {"2026-01": 5, "2026-02": 1}, "tickets_resolved": {"2026-01": 50, "2026-02": 10}}

    results = compute(catalogue, year, numbers)
    assert results["refund_rate"]["2026-01"] == 0.1
    assert results["refund_rate"]["2026"] == 0.1
    assert results["refund_rate"]["2026-03"] is None

    plan = build(catalogue, year, numbers)
    rows = {row.key: row for tab in plan.tabs for row in tab.rows}
    assert rows["metrics:refund_rate"].cells["label"].content == "Refund rate"
    assert rows["calculator:refunds"].cells["2026-01"].content == 5
    assert Calculation(plan).value("metrics:refund_rate", "2026-01") == 0.1

    page = metrics_page(made)
    assert "| [`refund_rate`](#refund_rate) | Refund rate | percent | lower |  |" in page
    assert "Refund rate = [Refunds paid] ÷ [Tickets resolved]" in page
    assert '=IF(COUNT(refunds,tickets_resolved)<2,"",IF(tickets_resolved=0,"",refunds/tickets_resolved))' in page
    assert "- 5 of 50: `refunds=5 tickets_resolved=50 → 0.1`" in page


def test_the_shipped_template_is_not_changed_by_a_copy(folder: Path) -> None:
    assert load(folder)._replace(root=folder) == load()._replace(root=folder)


def test_a_problem_is_shown_one_to_a_line() -> None:
    assert str(ProblemsFound(["one", "two"])) == "one\ntwo"
