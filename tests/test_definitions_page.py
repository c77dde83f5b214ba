"""The keys of a definition are documented, all of them, and what a newcomer asked for works."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheets_gen import verbs
from sheets_gen.catalogue import chosen_metrics
from sheets_gen.config import Config, read_config
from sheets_gen.errors import UsageProblem
from sheets_gen.filled import understand
from sheets_gen.periods import parse_start
from sheets_gen.reference.keys import _SHAPES, MEANING, schema_page
from sheets_gen.reference.text import input_ids
from sheets_gen.snapshot import Snapshot
from sheets_gen.verify.rules import verify
from tests.helpers import report, template
from tests.tamper import snapshot_of


@pytest.mark.parametrize("kind", _SHAPES)
def test_every_key_has_a_meaning(kind: str) -> None:
    assert list(MEANING[kind]) == sorted(MEANING[kind], key=list(MEANING[kind]).index)
    assert set(MEANING[kind]) == set(_SHAPES[kind])
    page = schema_page(template())
    assert all(f"| `{key}` |" in page for key in MEANING[kind])


def test_units_and_sections_are_listed() -> None:
    page = schema_page(template())
    assert all(f"| `{unit}` |" in page for unit in template().units)
    assert all(f"- `{section.id}`: " in page for section in template().sections)


def test_a_formula_is_swapped_in_the_config(tmp_path: Path) -> None:
    path = tmp_path / "report.toml"
    path.write_text(
        'profile = "standard"\nmetrics = ["service_level_answered_only"]\nwithout = ["service_level"]\n', "utf-8"
    )
    shown = set(chosen_metrics(template(), read_config(path, template()).config))
    standard = set(chosen_metrics(template(), Config()))
    assert shown == standard - {"service_level"} | {"service_level_answered_only"}


def test_a_metrics_inputs_are_all_named_those_of_the_metrics_in_it_too() -> None:
    assert set(input_ids(template(), template().metrics["clv_to_cac"])) == {
        "annual_revenue", "revenue_customers", "relationship_years", "sales_marketing_spend", "new_customers",
    }  # fmt: skip


@pytest.mark.parametrize(("given", "near"), [("pt-br", "pt-BR"), ("pt", "pt-BR"), ("zh_CN", "zh-Hans"), ("DE", "de")])
def test_a_language_nearly_right_is_hinted_at(given: str, near: str) -> None:
    with pytest.raises(UsageProblem, match=f"did you mean {near}\\? the template speaks en, ar, "):
        verbs.settle(template(), None, given)


def test_a_year_starts_with_its_first_period() -> None:
    keys = [parse_start("2027", every).key for every in ("month", "week", "quarter")]
    assert keys == ["2027-01", "2027-W01", "2027-Q1"]


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_tab_renamed_without_its_formulas_is_one_finding(language: str, tmp_path: Path) -> None:
    """Some programs change the title alone: nothing else is wrong, and the way back is one."""
    numbers = {"promoters": {"2026-01": 8.0}, "passives": {"2026-01": 1.0}, "detractors": {"2026-01": 1.0}}
    made = report(numbers, config=Config(language=language, metrics=("nps", "csat")))
    snapshot = snapshot_of(made.plan, tmp_path / "r.xlsx")
    old = snapshot.tabs[2].title
    renamed = Snapshot((*snapshot.tabs[:2], snapshot.tabs[2]._replace(title="Sums")), snapshot.names)
    (finding,) = verify(understand(renamed, template()))
    assert (finding.code, finding.where, finding.found, finding.expected) == ("S108", "Sums", "Sums", old)
    assert old in finding.hint
