"""What a team sets in report.toml, and the definitions that a choice turns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sheets_gen.template.schema import Template


def with_options(template: Template, chosen: Mapping[str, str]) -> Template:
    """The template with the definitions that these choices put in place of its own."""
    if not chosen:
        return template
    held: dict[str, dict[str, Any]] = {
        "metrics": dict(template.metrics),
        "inputs": dict(template.inputs),
        "units": dict(template.units),
    }
    for option, choice in chosen.items():
        for (kind, id), thing in template.turned.get((option, choice), {}).items():
            held[kind][id] = thing
    return template._replace(metrics=held["metrics"], inputs=held["inputs"], units=held["units"])
