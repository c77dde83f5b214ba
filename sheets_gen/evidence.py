"""What the cells of a report show of its language, version, options and lists.

Settings can be changed by hand. These four decide how every other cell is read, so the labels, units and ids that
stand in the tabs are believed before the settings; verify names a setting that says otherwise.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from sheets_gen.catalogue import is_newer
from sheets_gen.formula.functions import Value
from sheets_gen.plan.calculator_tab import setting_since
from sheets_gen.template.languages import ENGLISH, read_language
from sheets_gen.template.schema import Template

FIRST_VERSION = "1.0"
_MEMBER = re.compile(r"[a-z0-9][a-z0-9_]{0,59}")
_VERSION = re.compile(r"[0-9]+(\.[0-9]+)*")


class Shown(NamedTuple):
    """What stands beside the ids of the calculator, top down."""

    labels: Mapping[str, Value]
    units: Mapping[str, Value]


def language_of(settings: Mapping[str, str], template: Template, shown: Shown) -> str:
    """The language in which the settings' own labels are written; where none fits better, the one they say."""
    said = settings.get("report_language", ENGLISH)
    said = said if said in template.languages else ENGLISH
    labels = {id.removeprefix("report_"): label for id, label in shown.labels.items() if id.startswith("report_")}

    def fit(id: str) -> int:
        spoken = template.language
        words = spoken.words if id == spoken.id else read_language(template.root, id, [])[0].words
        return sum(label == words.get(f"setting_{name}") for name, label in labels.items())

    if 2 * fit(said) >= len(labels):
        return said
    return max((said, *template.languages), key=fit)  # of equals the first


def version_of(settings: Mapping[str, str], template: Template) -> str:
    """The template version that a report was made from; empty: this template's own.

    Never older than the newest setting that it has, and the first one where it has none of the later ones.
    """
    said = settings.get("report_template_version", "")
    least = FIRST_VERSION
    for since in (setting_since(template, name) for name in settings):
        least = since if is_newer(since, least) else least
    if least == FIRST_VERSION:
        return least
    if said == template.version or (said != least and is_newer(least, said)) or not _VERSION.fullmatch(said):
        return ""
    return said


def choice_of(option: str, settings: Mapping[str, str], template: Template, shown: Shown) -> str:
    """The choice that most labels and units show; where they show none, the one that the settings say."""
    choices = template.options[option]
    said = settings.get(f"report_{option}", "")
    votes: Counter[str] = Counter()
    for choice in choices[1:]:
        for stands, base, turned in _turned(option, choice, template, shown):
            if base != turned:
                votes[choices[0]] += stands == base
                votes[choice] += stands == turned
    first = said if said in choices else choices[0]
    return max((first, *choices), key=lambda choice: votes[choice])  # of equals the first


def _turned(option: str, choice: str, template: Template, shown: Shown) -> Iterator[tuple[Value, str, str]]:
    """What stands in a cell that an option turns, its usual text, and its text with this choice."""
    holders: dict[str, Any] = {**template.inputs, **template.metrics}
    for (kind, id), thing in template.turned.get((option, choice), {}).items():
        if kind == "inputs" and id in shown.labels:
            yield shown.labels[id], template.inputs[id].label, thing.label
        elif kind == "units":
            for row in (row for row, holder in holders.items() if holder.unit == id and row in shown.units):
                yield shown.units[row], template.units[id].label, thing.label


def members_of(list_id: str, families: Collection[str], settings: Mapping[str, str], shown: Shown) -> dict[str, str]:
    """A list's members with the labels that stand beside them, whichever family of the list the report holds.

    In the order of the rows, for formulas span them; the setting counts where it only names more than stands there.
    """
    said = [id for id in settings.get(f"report_{list_id}", "").split() if _MEMBER.fullmatch(id)]
    found: dict[str, Value] = {}
    for id, label in shown.labels.items():
        family, _, member = id.partition(".")
        if family in families and _MEMBER.fullmatch(member):
            found[member] = found.get(member) or label
    ids = said if set(found) < set(said) else found
    return {id: str(found.get(id) or id) for id in ids}


def families_of(template: Template, custom: Mapping[str, Any]) -> dict[str, list[str]]:
    """Ids of the input families of each list, the template's and a team's own."""
    found: dict[str, list[str]] = {list_id: [] for list_id in template.members}
    for given in template.inputs.values():
        if given.members in found:
            found[given.members].append(given.id)
    inputs = custom.get("inputs")
    for id, table in inputs.items() if isinstance(inputs, dict) else ():
        list_id = table.get("members") if isinstance(table, dict) else None
        if isinstance(list_id, str) and list_id in found:
            found[list_id].append(id)
    return found
