"""What the cells of a report show of its language, version, options and lists.

Settings can be changed by hand. These four decide how every other cell is read, so the labels, units and ids that
stand in the tabs are believed before the settings; verify names a setting that says otherwise.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from sheets_gen.catalogue import FIRST_VERSION, is_newer
from sheets_gen.formula.functions import Value
from sheets_gen.plan.calculator_tab import setting_since
from sheets_gen.template.languages import ENGLISH, read_language
from sheets_gen.template.schema import Template

_MEMBER = re.compile(r"[a-z0-9][a-z0-9_]{0,59}")
_VERSION = re.compile(r"[0-9]+(\.[0-9]+)*")


class Shown(NamedTuple):
    """What stands beside the ids of the calculator, top down."""

    labels: Mapping[str, Value]
    units: Mapping[str, Value]
    texts: frozenset[str]
    """Every text of the calculator: definitions have no id of their own."""


def language_of(settings: Mapping[str, str], template: Template, shown: Shown) -> str:
    """The language in which the settings' own labels are written; where none fits better, the one they say."""
    said = settings.get("report_language", ENGLISH)
    said = said if said in template.languages else ENGLISH
    labels = {id.removeprefix("report_"): label for id, label in shown.labels.items() if id.startswith("report_")}

    def fit(id: str) -> int:
        spoken = template.language
        words = spoken.words if id == spoken.id else read_language(template.root, id, [])[0].words
        said_in = ((f"setting_{name}", label) for name, label in labels.items())
        return sum(label == (words.get(key) or spoken.words.get(key)) for key, label in said_in)

    if 2 * fit(said) >= len(labels):
        return said
    return max((said, *template.languages), key=fit)  # of equals the first


def frame_of(settings: Mapping[str, str], template: Template) -> str:
    """The version of the report's own rows: the one with which its newest setting came."""
    least = FIRST_VERSION
    for since in (setting_since(template, name) for name in settings):
        least = since if is_newer(since, least) else least
    return least


def version_of(settings: Mapping[str, str], template: Template) -> str:
    """The template version that a report was made from; empty: this template's own.

    Never older than the report's own rows, and the first one where they are the first ones. A team's template may be
    numbered apart, from below the first version: then only the setting can tell.
    """
    said, least = settings.get("report_template_version", ""), frame_of(settings, template)
    oldest = FIRST_VERSION if least == FIRST_VERSION else ""
    apart = is_newer(least, template.version) or is_newer(FIRST_VERSION, said)
    own = said == template.version
    if _VERSION.fullmatch(said) and apart:
        return "" if own else said
    believed = _VERSION.fullmatch(said) and not (oldest or own or is_newer(least, said))
    return said if believed else oldest


def choice_of(option: str, settings: Mapping[str, str], template: Template, shown: Shown) -> str:
    """The choice that most texts and units show; where they show none, the one that the settings say."""
    choices = template.options[option]
    said = settings.get(f"report_{option}", "")
    votes: Counter[str] = Counter()
    for choice in choices[1:]:
        for held, base, turned in _turned(option, choice, template, shown):
            if base != turned:
                votes[choices[0]] += base in held
                votes[choice] += turned in held
    first = said if said in choices else choices[0]
    return max((first, *choices), key=lambda choice: votes[choice])  # of equals the first


def _turned(option: str, choice: str, template: Template, shown: Shown) -> Iterator[tuple[Collection[Value], str, str]]:
    """Where a text that an option turns may stand, the usual text, and the text with this choice."""
    holders: dict[str, Any] = {**template.inputs, **template.metrics}
    for (kind, id), thing in template.turned.get((option, choice), {}).items():
        if kind == "units":
            for row in (row for row, holder in holders.items() if holder.unit == id and row in shown.units):
                yield (shown.units[row],), template.units[id].label, thing.label
            continue
        for field in ("label", "description", "how"):
            base, turned = getattr(holders[id], field, ""), getattr(thing, field, "")
            yield shown.texts, base, turned


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
