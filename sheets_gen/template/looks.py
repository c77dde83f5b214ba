"""Rules over what a template says and how it looks: words, styles, colours."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sheets_gen.template.languages import FINDING, placeholders
from sheets_gen.template.schema import Template
from sheets_gen.template.shapes import Key, Problem, conform

STYLE = {
    "font": Key("text"),
    "size": Key("number"),
    "color": Key("text"),
    "fill": Key("text"),
    "bold": Key("flag"),
    "italic": Key("flag"),
    "wrap": Key("flag"),
    "shrink": Key("flag"),
    "locked": Key("flag"),
    "indent": Key("whole"),
    "align": Key("text", choices=("left", "center", "right")),
    "valign": Key("text", choices=("top", "center", "bottom")),
    "border": Key("text", choices=("box", "top", "bottom")),
    "border_color": Key("text"),
    "format": Key("text"),
}
_COLOR = re.compile(r"#[0-9A-Fa-f]{6}")


def check_styles(template: Template) -> Iterator[Problem]:
    """Every style has known keys, and every colour is one."""
    for name, style in template.styles.items():
        if not isinstance(style, dict):
            yield Problem("styles.toml", name, "must be a table, such as [title]")
            continue
        if name != "colors":
            yield from conform(style, STYLE, "styles.toml", f"{name}.")
            if "border" in style and "border_color" not in style:
                yield Problem("styles.toml", f"{name}.border_color", "is missing; a border needs a colour")
        for key, value in style.items():
            if (name == "colors" or key in ("color", "fill", "border_color")) and not _COLOR.fullmatch(str(value)):
                yield Problem("styles.toml", f"{name}.{key}", f"is {str(value)[:20]!r}; a colour is written #1F4E79")
    for at, color in enumerate(template.palette, 1):
        if not _COLOR.fullmatch(color):
            yield Problem("template.toml", f"palette[{at}]", f"is {color[:20]!r}; a colour is written #1F4E79")


def check_words(template: Template, shipped: Template) -> Iterator[Problem]:
    """Words, styles and colours that the report needs, as the shipped template names them; placeholders in words."""
    words = template.language.words
    for key, text in shipped.language.words.items():
        name = f"words.{key}".replace(f"words.{FINDING}", "findings.")
        if key not in words:
            yield Problem("languages/en.toml", name, f"is missing; the shipped text is {text[:60]!r}")
        elif set(placeholders(words[key])) != set(placeholders(text)):
            wanted = ", ".join(f"{{{name}}}" for name in placeholders(text)) or "none"
            yield Problem("languages/en.toml", name, f"must hold these placeholders: {wanted}")
    for name in shipped.styles:
        if name not in template.styles:
            yield Problem("styles.toml", name, "style is missing")
    for name in shipped.styles["colors"]:
        if name not in template.styles.get("colors", shipped.styles["colors"]):
            yield Problem("styles.toml", f"colors.{name}", "is missing; a colour is written #1F4E79")
