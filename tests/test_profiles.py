"""Profiles, the articles' lists and the variants: which formula a report shows, and what each would give."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sheets_gen.catalogue import chosen_metrics, resolve
from sheets_gen.config import ALL, Config
from sheets_gen.reference.text import of_article, variants_of
from sheets_gen.reference.variants import compare, comparison_text
from tests.helpers import SAMPLES, template

# Read off the articles, in their order; what has no number there stands behind 0. Held apart from the definitions.
LISTS: dict[str, list[tuple[int, set[str]]]] = {
    "000": [
        (1, {"nps"}), (2, {"csat"}), (3, {"ces_pct"}), (4, {"ticket_volume_by_category"}), (5, {"ticket_volume"}),
        (6, {"retention_rate"}), (7, {"churn_rate"}), (8, {"cac"}), (9, {"clv"}), (10, {"first_response_time"}),
        (11, {"average_resolution_time"}), (12, {"first_contact_resolution", "single_agent_resolution"}),
        (13, {"resolution_rate", "resolution_odds"}), (14, {"preferred_channel"}), (0, {"help_content_views"}),
    ],
    "001": [
        (1, {"nps"}), (2, {"csat"}), (3, {"ces_pct"}), (4, {"iqs"}), (5, {"customer_loyalty_frequency"}),
        (6, {"churn_rate"}), (7, {"retention_rate"}), (8, {"referral_rate"}), (9, {"clv_gross"}), (10, {"open_cases"}),
        (11, {"ticket_volume"}), (12, {"preferred_channel"}), (13, {"resolution_rate"}), (14, {"service_level"}),
        (15, {"ticket_backlog"}), (16, {"average_wait_time"}), (17, {"first_response_time"}),
        (18, {"average_resolution_time"}), (19, {"blockage_rate", "blocked_calls"}), (20, {"average_handle_time"}),
    ],
    "002": [
        (1, {"best_time_to_call", "preferred_channel"}), (2, {"cost_per_resolution"}), (3, {"abandonment_rate"}),
        (4, {"email_open_rate", "email_click_rate", "time_on_site"}), (5, {"average_wait_time"}), (6, {"nps"}),
        (7, {"conversion_rate"}), (8, {"retention_rate"}),
    ],
    "003": [
        (1, {"average_wait_time"}), (2, {"call_answer_rate", "missed_call_rate"}), (3, {"first_contact_resolution"}),
        (4, {"service_level"}), (5, {"average_call_duration"}), (6, {"interactions_per_ticket"}),
        (7, {"first_response_time"}), (8, {"average_response_time"}), (9, {"average_resolution_time"}),
        (10, {"resolution_rate"}), (11, {"self_service_usage", "self_service_success", "help_content_views"}),
        (12, {"ticket_backlog"}), (13, {"csat"}), (14, {"nps"}), (15, {"ces_mean"}), (16, {"churn_rate"}),
        (17, {"repurchase_rate"}),
        (0, {"peak_call_hour", "average_hold_time", "sla_compliance", "customer_service_roi"}),
    ],
    "004": [
        (1, {"csat", "survey_response_rate"}), (2, {"customer_conversations"}), (3, {"average_response_time"}),
        (4, {"first_response_time"}), (5, {"repurchase_rate", "service_assisted_purchase_rate"}),
        (6, {"retention_rate", "customer_tenure_avg"}), (7, {"nps"}), (8, {"sentiment_score"}), (9, {"ticket_volume"}),
        (10, {"sop_coverage", "clv_gross"}),
        (11, {"churn_rate", "resolution_rate", "referral_rate", "sla_compliance", "interactions_count"}),
        (0, {"customer_service_roi_gross", "review_mentions", "resolved_volume"}),
    ],
}  # fmt: skip
PROFILES = {"hootsuite": "000", "liveagent": "001", "digisac": "002", "nextiva": "003", "databox": "004"}


def run(*args: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sheets_gen", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("article", LISTS)
def test_nothing_that_an_article_names_is_missing(article: str) -> None:
    found: list[tuple[int, set[str]]] = []
    for source, metric in of_article(template(), article):
        if not found or found[-1][0] != source.place:
            found.append((source.place, set()))
        found[-1][1].add(metric.id)
    assert found == LISTS[article]


@pytest.mark.parametrize(("profile", "article"), PROFILES.items())
def test_an_articles_profile_shows_each_of_its_numbers(profile: str, article: str) -> None:
    shown = set(chosen_metrics(template(), Config(profile=profile)))
    for place, ids in LISTS[article]:
        if place:
            assert ids & shown, (article, place)
    assert shown <= {id for _, ids in LISTS[article] for id in ids}


def test_the_command_lists_an_article_in_its_own_order() -> None:
    done = run("metrics", "--source", "003")
    assert done.returncode == 0
    title, *lines = done.stdout.splitlines()
    assert title.startswith("Nextiva: 17 customer service metrics (https://")
    assert [line.split()[0] for line in lines[:3]] == ["1", "2", "2"]
    assert lines[0].split()[1] == "average_wait_time"
    places = [line.split()[0] for line in lines]
    assert [int(p) for p in places if p != "–"] == sorted(int(p) for p in places if p != "–")
    assert places[-5:] == ["–"] * 5
    assert lines[-1] == "  –  named in passing, without a number of its own"
    assert json.loads(run("metrics", "--source", "003", "--format", "json").stdout)[0]["metric"] == "average_wait_time"
    assert run("metrics", "--source", "nextiva").stdout == done.stdout
    wrong = run("metrics", "--source", "009")
    assert (wrong.returncode, "known: 000 or hootsuite, 001 or liveagent, " in wrong.stderr) == (2, True)


def test_standard_is_the_default_and_shows_one_formula_of_each_family() -> None:
    default = chosen_metrics(template(), Config())
    assert default == chosen_metrics(template(), Config(profile="standard"))
    families = [template().metrics[id].family for id in default if id != "clv_to_cac"]
    assert len(families) == len(set(families))
    assert {template().metrics[id].family for id in default} == {m.family for m in template().metrics.values()}


def test_all_shows_every_metric_that_is_not_retired() -> None:
    assert set(chosen_metrics(template(), Config(profile=ALL))) == set(template().metrics)
    assert len(template().metrics) >= 47


def test_metrics_named_in_the_config_are_exactly_those_or_come_to_a_profile() -> None:
    named = ("nps", "fcr_net")
    assert chosen_metrics(template(), Config(metrics=named)) == named
    both = chosen_metrics(template(), Config(metrics=named, profile="digisac"))
    assert set(both) == {*named, *chosen_metrics(template(), Config(profile="digisac"))}


def test_the_profile_of_the_command_line_is_kept_in_the_report(tmp_path: Path) -> None:
    out = tmp_path / "r.xlsx"
    done = run("new", out, "--profile", "digisac", "--start", "2026-01")
    assert done.stdout == f"{out}: 11 metrics, 2026-01 to 2026-12, 0 numbers filled in\n"
    assert run("verify", out).returncode == 0
    wrong = run("new", tmp_path / "x.xlsx", "--profile", "zendesk")
    assert (wrong.returncode, wrong.stderr) == (
        2,
        "error: --profile zendesk: the template has standard, hootsuite, liveagent, digisac, nextiva, databox, all\n",
    )


def test_a_values_file_serves_every_profile(tmp_path: Path) -> None:
    """What another profile would show is left out and said; an unknown input is still refused."""
    out = tmp_path / "r.xlsx"
    done = run("new", out, "--profile", "digisac", "--values", SAMPLES / "numbers-2026.csv")
    assert done.returncode == 0
    assert "inputs of the values file are in no metric of this report: " in done.stderr
    values = tmp_path / "v.csv"
    values.write_text("input,2026-01\npromoters,3\ntickets_by_category.zzz,4\n")
    wrong = run("new", tmp_path / "x.xlsx", "--values", values)
    assert (wrong.returncode, "no input 'tickets_by_category.zzz'" in wrong.stderr) == (3, True)


ICMI = """input,2026-01
calls_answered,1000
calls_abandoned,60
calls_answered_within,860
calls_abandoned_within,20
calls_abandoned_short,10
service_level_threshold,20
"""
PUBLISHED = {
    "service_level_with_abandoned": "83.02",
    "service_level_answered_only": "86.00",
    "service_level": "81.13",
    "service_level_late_abandoned": "82.69",
    "service_level_short_abandons": "82.08",
}
"""The five formulas that ICMI lists, on its own data."""


def test_the_five_service_levels_of_icmi(tmp_path: Path) -> None:
    values = tmp_path / "icmi.csv"
    values.write_text(ICMI, encoding="utf-8")
    done = run("metrics", "service_level", "--values", values, "--variants")
    assert done.returncode == 0
    order = [line.split()[1] for line in done.stdout.splitlines() if line[:1].isdigit() and line[1:3] == "  "]
    (row,) = [line for line in done.stdout.splitlines() if line.startswith("2026-01 ")]
    shown = dict(zip(order, row.split()[1::2], strict=False))
    assert shown == PUBLISHED
    assert row.endswith("4.87 pp"), "from 81.13 to 86.00: so far does the choice move it"
    data = json.loads(run("metrics", "service_level", "--values", values, "--variants", "--format", "json").stdout)
    assert {id: f"{100 * found['values']['2026-01']:.2f}" for id, found in data.items()} == PUBLISHED


def test_a_variant_without_its_numbers_is_blank_and_the_others_are_told() -> None:
    compared = compare(template(), Config(), template().metrics["clv"], SAMPLES / "numbers-2026.csv")
    assert [m.id for m in compared.metrics] == ["clv_gross", "clv", "clv_to_cac"]
    lines = list(comparison_text(compared))
    assert any(line.startswith("2026-01 ") for line in lines)
    sentiment = compare(template(), Config(), template().metrics["sentiment_score"], SAMPLES / "numbers-2026.csv")
    assert any(line.startswith("2026-01 ") and line.split()[2:4] == ["%", "–"] for line in comparison_text(sentiment))


def test_variants_need_an_id_and_values_need_variants(tmp_path: Path) -> None:
    assert run("metrics", "--variants").returncode == 2
    assert run("metrics", "nps", "--values", SAMPLES / "numbers-2026.csv").returncode == 2
    missing = run("metrics", "nps", "--values", tmp_path / "no.csv", "--variants")
    assert (missing.returncode, "no such file" in missing.stderr) == (3, True)


def test_every_variant_has_a_formula_of_its_own() -> None:
    for metric in template().metrics.values():
        family = variants_of(template(), metric)
        rules = [m.formula_text or m.distribution for m in family]
        assert len(rules) == len(set(rules)), metric.id


def test_an_asked_for_variant_brings_the_metrics_it_is_made_of() -> None:
    held = {entry.id for entry in resolve(template(), Config(metrics=("clv_to_cac",))).entries}
    assert held == {"clv_to_cac", "clv_gross", "cac"}


def test_one_config_serves_every_profile(tmp_path: Path) -> None:
    """Targets and headlines that a profile does not show are left out, and said."""
    config = tmp_path / "report.toml"
    config.write_text('headline = ["nps", "csat"]\n[targets]\ncsat = 0.9\nnps = 40\n', encoding="utf-8")
    done = run("new", tmp_path / "r.xlsx", "--profile", "digisac", "--config", config, "--start", "2026-01")
    assert done.returncode == 0
    assert done.stderr == (
        "left out: 2 headlines and targets are of metrics that the profile does not show: "
        "headline: csat, targets: csat\n"
    )
    named = tmp_path / "named.toml"
    named.write_text('metrics = ["nps"]\n[targets]\ncsat = 0.9\n', encoding="utf-8")
    for command in (("new", tmp_path / "x.xlsx", "--config", named), ("metrics", "--config", named)):
        refused = run(*command)
        assert refused.returncode == 3
        text = "error: named.toml: targets: csat is not among the report's metrics; add it to metrics\n"
        assert refused.stderr == text


def test_what_is_left_out_is_checked_all_the_same(tmp_path: Path) -> None:
    values = tmp_path / "v.json"
    for text, says in (
        ('{"2026-01": {"tickets_by_category": {"a\\nb": 1}}}', "no input"),
        ('{"2026-01": {"satisfied_responses": "many"}}', "satisfied_responses is 'many'; must be a number"),
    ):
        values.write_text(text, encoding="utf-8")
        done = run("new", tmp_path / "x.xlsx", "--profile", "digisac", "--values", values)
        assert (done.returncode, len(done.stderr.splitlines())) == (3, 1)
        assert says in done.stderr


def test_an_id_beside_a_list_is_a_wrong_call() -> None:
    for option in (("--source", "003"), ("--inputs",)):
        assert run("metrics", "nps", *option).returncode == 2


def test_the_help_names_every_language_and_profile() -> None:
    """Its words are written by hand, so that --help need not read the template."""
    told = " ".join(run("new", "--help").stdout.split())
    for id in (*template().languages, *template().profiles, "all"):
        assert re.search(rf"\b{re.escape(id)}\b", told), id
