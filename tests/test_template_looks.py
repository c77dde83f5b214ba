"""A template's words and styles: what is missing or malformed is told before a workbook is tried."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sheets_gen.errors import ProblemsFound
from sheets_gen.template.load import load
from tests.helpers import ROOT


def problems(folder: Path, file: str, old: str, new: str) -> list[str]:
    """What the loader says after one text of the shipped template was replaced."""
    place = folder / "template"
    shutil.copytree(ROOT / "report_template", place, dirs_exist_ok=True)
    text = (place / file).read_text(encoding="utf-8")
    assert old in text
    (place / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ProblemsFound) as found:
        load(place)
    return list(found.value.problems)


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (
            "languages/en.toml",
            'met = "✓ met"\n',
            "",
            "languages/en.toml: words.met: is missing; the shipped text is '✓ met'",
        ),
        (
            "languages/en.toml",
            'limits_least = "of {least} or more"',
            'limits_least = "of {last} or more"',
            "languages/en.toml: words.limits_least: must hold these placeholders: {least}",
        ),
        (
            "languages/en.toml",
            'spike = "▲ spike"',
            'spike = "▲ {spike"',
            "languages/en.toml: words.spike: must hold these placeholders: none",
        ),
        ("styles.toml", "[subtitle]", "[sub_title]", "styles.toml: subtitle: style is missing"),
        (
            "styles.toml",
            'accent = "#1F4E79"\n',
            "",
            "styles.toml: colors.accent: is missing; a colour is written #1F4E79",
        ),
        (
            "styles.toml",
            'color = "#A3ADB8"',
            'color = "grey"',
            "styles.toml: id.color: is 'grey'; a colour is written #1F4E79",
        ),
        (
            "styles.toml",
            'align = "left"',
            'align = "middle"',
            "styles.toml: shown.align: is 'middle'; must be one of left, center, right",
        ),
        ("styles.toml", "size = 7", 'size = "small"', "styles.toml: id.size: is the text 'small'; must be a number"),
        (
            "styles.toml",
            'border_color = "#D9C27A"\n',
            "",
            "styles.toml: picker.border_color: is missing; a border needs a colour",
        ),
        ("template.toml", '"#0072B2"', '"blue"', "template.toml: palette[1]: is 'blue'; a colour is written #1F4E79"),
    ],
)
def test_a_fault_of_looks_is_told(file: str, old: str, new: str, message: str, tmp_path: Path) -> None:
    assert message in problems(tmp_path, file, old, new)


def test_the_shipped_template_given_by_folder_is_sound() -> None:
    assert load(ROOT / "report_template").language == load().language
