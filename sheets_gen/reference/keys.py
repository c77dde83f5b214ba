"""``docs/definitions.md``: every key of a definition, in a template's files and in a report.toml's ``[custom.…]``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sheets_gen.formula.functions import definition_functions
from sheets_gen.markdown import table
from sheets_gen.template import shapes
from sheets_gen.template.schema import NO_TOTAL, Template
from sheets_gen.template.shapes import Key

MEANING: Mapping[str, Mapping[str, str]] = {
    "input": {
        "label": "name of the row",
        "unit": "one of the units below",
        "rollup": "its total: flow adds up, open takes the first period, close the last, param must not vary, "
        "mean has none",
        "how": "how to get the number; shown beside the cell",
        "least": "smallest number allowed (0 where it is not said)",
        "most": "largest number allowed",
        "members": "one number per member of this list: categories, channels or slots",
        "because": f"with rollup mean: why there is no total ({', '.join(NO_TOTAL)})",
        "since": "template version that brought it (templates only)",
        "when": "what changes under an option: [when.<option>.<choice>] (templates only)",
    },
    "metric": {
        "label": "name of the row",
        "short": "name on a headline card",
        "description": "what it means, in a sentence or two",
        "how": "how to get it",
        "formula": f"ids of inputs and metrics, numbers, + − * / ( ) and {', '.join(definition_functions())}",
        "distribution": "instead of a formula: the largest member of this input family",
        "per": "with distribution: each member is divided by that of this family first",
        "least_n": "with per: how many of the second family a member needs to be compared",
        "total": "with distribution: the metric that the members should add up to",
        "shares": "with distribution: also show each member's share",
        "spikes": "with distribution: mark sudden rises",
        "context": "inputs shown beside those of the formula; a param among them must not vary in a total",
        "interval": "95 % interval of a score: method wilson (part, whole) or nps (promoters, passives, detractors)",
        "unit": "one of the units below; a percent is a fraction: 0.05 for 5 %",
        "better": "which way is good",
        "least": "what the value cannot be below",
        "most": "what it cannot be above; with 1 and a formula part / whole, verify checks that the part is not larger",
        "beyond": "what it means when it is: an error, or a warning where the two may fall into different periods",
        "tier": "main metrics stand first, secondary ones after them",
        "section": "heading on the metrics tab, one of those below",
        "order": "place within its section",
        "profiles": "which profiles show it (templates only)",
        "variant_of": "the metric of which this is another formula",
        "sources": "where it is named: article (own for your own), place, name, formula",
        "examples": "worked by hand, at least one with a value and one that is blank; each is computed and must agree",
        "errata": "known mistakes: id, article, says, right, wrong (formulas by which verify recognises it)",
        "benchmarks": "published figures, cited only: text, address, year",
        "since": "template version that brought it (templates only)",
        "retired": "template version from which new reports leave it out (templates only)",
        "when": "what changes under an option: [when.<option>.<choice>] (templates only)",
    },
    "identity": {
        "left": "a formula over inputs; a family stands for the sum of its members",
        "relation": "= <= >= within a period, or = next: left equals right of the following period",
        "right": "a formula over inputs",
        "level": "how bad it is when it does not hold",
        "says": "what verify says then; ask where there may be a reason",
    },
    "example": {
        "note": "what is worked out",
        "inputs": 'numbers of one period: { refunds = 5 }; a family\'s as "tickets_by_category.returns" = 5',
        "periods": "instead: a list of such tables, for a total over several periods",
        "expect": 'the value, or "" for blank',
        "places": "decimals to which it is stated",
    },
}
_SHAPES = {"input": shapes.INPUT, "metric": shapes.METRIC, "identity": shapes.IDENTITY, "example": shapes.EXAMPLE}
_DEFAULTS = {"tier": "secondary", "order": "behind the template's own", "since": "", "sources": "own"}
"""Keys that a template must hold and a report.toml need not."""


def schema_page(template: Template) -> str:
    """The whole page as Markdown."""
    lines = [
        "# Keys of a definition",
        "",
        "Generated from the schema by `sheets-gen docs`. Do not edit.",
        "",
        "A template has one file per metric (`report_template/metrics/<id>.toml`), inputs in groups",
        "(`report_template/inputs/*.toml`, a table each) and `report_template/identities.toml`. A team's own stand in",
        "its report.toml as `[custom.metrics.<id>]`, `[custom.inputs.<id>]` and `[custom.identities.<id>]`, with the",
        "same keys.",
        "A secondary metric stands behind the main ones; a variant is another formula for the same question.",
    ]
    for kind, shape in _SHAPES.items():
        lines += ["", f"## {kind}", *table(("key", "value", "needed", "meaning"), _rows(kind, shape))]
    units = ((f"`{u.id}`", u.label.replace("{currency}", "EUR"), f"`{u.format}`") for u in template.units.values())
    lines += ["", "## Units", *table(("unit", "shown", "format"), units)]
    lines += ["", "`currency` has cents, `money` has none.", "", "## Sections", ""]
    lines += [f"- `{section.id}`: {section.label}" for section in template.sections]
    return "\n".join(lines) + "\n"


def _rows(kind: str, shape: Mapping[str, Key]) -> Iterator[tuple[str, ...]]:
    for name, key in shape.items():
        allowed = ", ".join(f"`{choice}`" for choice in key.choices) or shapes.kind_in_words(key)
        needed = "yes" if key.required else ""
        if key.required and kind == "metric" and name in _DEFAULTS:
            needed = f"in a template ({_DEFAULTS[name]})".replace(" ()", "")
        yield f"`{name}`", allowed, needed, MEANING[kind][name]
