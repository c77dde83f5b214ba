"""What a team chooses in ``report.toml``, and how a wrong choice is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_gen.config import MAX_MEMBERS, SHAPE, Config, config_of, read_config, slug
from sheets_gen.errors import InputRefused, ProblemsFound
from sheets_gen.template.custom import clean
from sheets_gen.template.shapes import Problem
from tests.helpers import template

ALLOWED = (
    "categories, ces_high_means, channels, currency, custom, every, headline, hours_basis, language, metrics, periods, "
    "profile, renamed, slots, start, targets, team, time_zone, title, waive, without"
)


def chosen(folder: Path, text: str | bytes) -> Config:
    path = folder / "report.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_config(path, template()).config._replace(file="", given=frozenset())


def refused(folder: Path, text: str | bytes) -> list[str]:
    with pytest.raises(ProblemsFound) as caught:
        chosen(folder, text)
    return list(caught.value.problems)


def test_an_empty_file_chooses_nothing(tmp_path: Path) -> None:
    assert chosen(tmp_path, "") == Config()


def test_every_choice(tmp_path: Path) -> None:
    config = chosen(
        tmp_path,
        """
        title = "Service 2026"
        team = "Support, Europe"
        currency = "CHF"
        time_zone = "Europe/Zurich"
        start = "2026-01"
        periods = 6
        every = "month"
        metrics = ["csat", "nps", "csat"]
        headline = ["nps"]
        categories = ["Returns & refunds", "Überweisung"]
        [channels]
        phone = "Telephone"
        [slots]
        morning = "Before noon"
        [targets]
        nps = 40
        csat = 0.85
        """,
    )
    assert config == Config(
        title="Service 2026",
        team="Support, Europe",
        currency="CHF",
        time_zone="Europe/Zurich",
        start="2026-01",
        periods=6,
        every="month",
        metrics=("csat", "nps"),
        headline=("nps",),
        members={
            "categories": {"returns_refunds": "Returns & refunds", "uberweisung": "Überweisung"},
            "channels": {"phone": "Telephone"},
            "slots": {"morning": "Before noon"},
        },
        targets={"nps": 40.0, "csat": 0.85},
    )


FAULTS: dict[str, tuple[str, str]] = {
    "unknown key": ('colour = "red"', f"report.toml: colour: unknown key (allowed: {ALLOWED})"),
    "number for a text": ("title = 3", "report.toml: title: is the number 3; must be a text"),
    "list for a text": ('team = ["a"]', "report.toml: team: is a list; must be a text"),
    "date for a text": ("start = 2026-01-01", "report.toml: start: is a date or time; must be a text"),
    "text for a number": (
        'periods = "six"',
        "report.toml: periods: is the text 'six'; must be a whole number",
    ),
    "fraction of a period": ("periods = 1.5", "report.toml: periods: is the number 1.5; must be a whole number"),
    "truth for a number": ("periods = true", "report.toml: periods: is true or false; must be a whole number"),
    "unknown rhythm": ('every = "day"', "report.toml: every: is 'day'; must be one of month, week, quarter"),
    "text for a list": ('metrics = "nps"', "report.toml: metrics: is the text 'nps'; must be a list of texts"),
    "unknown metric": (
        'metrics = ["npss"]',
        "report.toml: metrics: 'npss' is no metric; sheets-gen metrics lists them",
    ),
    "unknown headline": (
        'headline = ["x"]',
        "report.toml: headline: 'x' is no metric; sheets-gen metrics lists them",
    ),
    "seven headlines": (
        'headline = ["nps", "csat", "cac", "clv", "ces_pct", "churn_rate", "retention_rate"]',
        "report.toml: headline: has 7 metrics; at most 6 fit",
    ),
    "list for targets": ("targets = [1]", "report.toml: targets: is a list; must be a table"),
    "unknown target": (
        "targets = { npss = 4 }",
        "report.toml: targets.npss: 'npss' is no metric; sheets-gen metrics lists them",
    ),
    "target of a name": (
        "targets = { preferred_channel = 1 }",
        "report.toml: targets.preferred_channel: Preferred channel is a name, so it takes no target",
    ),
    "text for a target": ('targets = { nps = "40" }', "report.toml: targets.nps: must be a number, not '40'"),
    "truth for a target": ("targets = { nps = true }", "report.toml: targets.nps: must be a number, not True"),
    "no number for a target": ("targets = { nps = nan }", "report.toml: targets.nps: must be a number, not nan"),
    "endless target": ("targets = { nps = -inf }", "report.toml: targets.nps: must be a number, not -inf"),
    "percent as a whole number": (
        "targets = { csat = 85 }",
        "report.toml: targets.csat: is 85; a percentage is a fraction here: write 0.85",
    ),
    "list with a number": (
        'categories = ["Returns", 3]',
        "report.toml: categories: is a list; must be a list of texts",
    ),
    "text for a list of labels": (
        'categories = "Returns"',
        "report.toml: categories: is the text 'Returns'; must be a table",
    ),
    "no entry": ("categories = []", "report.toml: categories: has 0 entries; 1 to 40 are allowed"),
    "label without Latin letters": (
        'categories = ["返品"]',
        "report.toml: categories: '返品': give it an id of a-z, 0-9 and _: [categories] then my_id = \"返品\"",
    ),
    "id with a hyphen": (
        '[channels]\nlive-chat = "Live chat"',
        "report.toml: channels: 'Live chat': give it an id of a-z, 0-9 and _: [channels] then my_id = \"Live chat\"",
    ),
    "label twice": ('categories = ["Returns", "RETURNS"]', "report.toml: categories: 'RETURNS': stands twice"),
    "label twice under two ids": (
        '[categories]\nback = "Returns"\nreturned = "returns"',
        "report.toml: categories: 'returns': stands twice",
    ),
    "blank label": (
        '[channels]\nphone = " "',
        "report.toml: channels.phone: needs a label of 1 to 120 characters",
    ),
    "label that is a number": (
        "[channels]\nphone = 3",
        "report.toml: channels.phone: needs a label of 1 to 120 characters",
    ),
    "long title": (f'title = "{"x" * 121}"', "report.toml: title: is longer than 120 characters"),
    "huge number": (
        "periods = 0x" + "f" * 4_000,
        "report.toml: is nested too deeply, or holds a number with too many digits",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_wrong_choice_is_told_with_its_key(fault: str, tmp_path: Path) -> None:
    text, message = FAULTS[fault]
    assert refused(tmp_path, text) == [message]


def test_wrong_choices_are_told_together(tmp_path: Path) -> None:
    assert refused(
        tmp_path,
        'metrics = ["x"]\nheadline = ["y"]\ncategories = ["Returns", "returns", "返品"]\n[targets]\nz = 1\ncsat = 85',
    ) == [
        "report.toml: metrics: 'x' is no metric; sheets-gen metrics lists them",
        "report.toml: headline: 'y' is no metric; sheets-gen metrics lists them",
        "report.toml: categories: 'returns': stands twice",
        "report.toml: categories: '返品': give it an id of a-z, 0-9 and _: [categories] then my_id = \"返品\"",
        "report.toml: targets.z: 'z' is no metric; sheets-gen metrics lists them",
        "report.toml: targets.csat: is 85; a percentage is a fraction here: write 0.85",
    ]
    assert refused(tmp_path, 'title = 1\nteam = 2\nevery = "day"\nzzz = 1') == [
        "report.toml: title: is the number 1; must be a text",
        "report.toml: team: is the number 2; must be a text",
        "report.toml: every: is 'day'; must be one of month, week, quarter",
        f"report.toml: zzz: unknown key (allowed: {ALLOWED})",
    ]


def test_a_non_latin_label_is_taken_with_an_id(tmp_path: Path) -> None:
    assert chosen(tmp_path, '[categories]\nreturns = "返品"').members == {"categories": {"returns": "返品"}}


def test_a_list_may_have_forty_entries_and_no_more(tmp_path: Path) -> None:
    def labels(count: int) -> str:
        return f"channels = {[f'Channel {n}' for n in range(count)]}"

    assert len(chosen(tmp_path, labels(MAX_MEMBERS)).members["channels"]) == 40
    assert refused(tmp_path, labels(41)) == ["report.toml: channels: has 41 entries; 1 to 40 are allowed"]


def test_a_target_over_one_hundred_percent_is_a_fraction_above_one(tmp_path: Path) -> None:
    assert chosen(tmp_path, "targets = { resolution_rate = 1.05 }").targets == {"resolution_rate": 1.05}


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("two\nlines\t and  spaces ", "two lines and spaces"),
        ("bell\x07 and escape\x1b[2J", "bell and escape [2J"),
        ("line\u2028and paragraph\u2029ends", "line and paragraph ends"),
        ("not\ufffea\uffffcharacter", "not a character"),
        ("Überweisung 返品 🙂", "Überweisung 返品 🙂"),
    ],
)
def test_outside_text_is_one_clean_line(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


def test_control_characters_are_cleaned_from_every_text(tmp_path: Path) -> None:
    config = chosen(
        tmp_path, 'title = "a\\u0007b"\nteam = "c\\nd"\ncurrency = "E\\u0000R"\ncategories = ["Re\\u001bturns"]'
    )
    assert (config.title, config.team, config.currency) == ("a b", "c d", "E R")
    assert config.members == {"categories": {"re_turns": "Re turns"}}


@pytest.mark.parametrize(
    ("label", "id"),
    [("Returns & refunds", "returns_refunds"), ("Überweisung", "uberweisung"), ("返品", ""), ("__a__b__", "a_b")],
)
def test_the_id_of_a_label(label: str, id: str) -> None:
    assert slug(label) == id


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputRefused) as caught:
        read_config(tmp_path / "none.toml", template())
    assert str(caught.value) == f"{tmp_path / 'none.toml'}: cannot be read (No such file or directory)"
    with pytest.raises(InputRefused) as caught:
        read_config(tmp_path, template())
    assert str(caught.value) == f"{tmp_path}: cannot be read (not a regular file)"
    assert refused(tmp_path, b'title = "\xe4"') == ["report.toml: is not UTF-8 text; save it as UTF-8"]
    assert refused(tmp_path, "title = ") == ["report.toml: is not valid TOML: Invalid value (at end of document)"]
    assert refused(tmp_path, "#" * (512 * 1024 + 1)) == ["report.toml: is larger than 512 KiB"]


_KEYS = st.sampled_from([*SHAPE, "categories", "channels", "slots", "nps", "csat", "returns"]) | st.text(max_size=5)
_VALUES: st.SearchStrategy[Any] = st.recursive(
    st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats() | st.text(max_size=8) | st.dates() | _KEYS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(_KEYS, _VALUES, max_size=6))
def test_any_table_is_a_choice_or_a_list_of_problems(table: dict[str, Any]) -> None:
    problems: list[Problem] = []
    config = config_of(table, template(), "report.toml", problems)
    assert isinstance(config, Config)
    assert all(str(problem).startswith("report.toml: ") for problem in problems)
    assert problems or set(table) <= {*SHAPE, "categories", "channels", "slots"}
