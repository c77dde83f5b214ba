"""Ids are promises: filled reports live for years, so an id is never removed, renamed or given another meaning.

What a template promises is plain data, so that a released one can be kept as JSON and held against the present one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from sheets_gen.formula.emit import spell
from sheets_gen.formula.nodes import Node
from sheets_gen.template.schema import Template

Promises: TypeAlias = dict[str, dict[str, dict[str, str]]]
"""``metrics`` and ``inputs`` by id, each with what its meaning rests on and its label."""
_MEANING = {
    "metrics": {"formula": "is computed", "unit": "is measured", "distribution": "is counted", "per": "is divided"},
    "inputs": {"unit": "is measured", "rollup": "is totalled", "members": "is split"},
}


def promises(template: Template) -> Promises:
    """What the template's ids mean."""
    return {
        "metrics": {
            m.id: {
                "label": m.label,
                "formula": _text(m.formula),
                "unit": m.unit,
                "distribution": m.distribution,
                "per": m.per,
            }
            for m in template.metrics.values()
        },
        "inputs": {
            i.id: {"label": i.label, "unit": i.unit, "rollup": i.rollup, "members": i.members}
            for i in template.inputs.values()
        },
    }


def _text(tree: Node | None) -> str:
    """The formula in one spelling, so that spaces and needless brackets change nothing."""
    return "".join(str(piece) for piece in spell(tree)) if tree is not None else ""


def broken(old: Promises, new: Promises) -> Iterator[str]:
    """One line per id that was removed, renamed or re-meant."""
    for kind, meaning in _MEANING.items():
        for id, before in old[kind].items():
            after = new[kind].get(id)
            if after is None:
                yield f"{kind}: {id}: was removed{_renamed(before, new[kind], old[kind])}; keep it"
                continue
            for key, how in meaning.items():
                if before.get(key, "") != after.get(key, ""):  # an older snapshot has fewer keys
                    was, now = before.get(key) or "nothing", after.get(key) or "nothing"
                    yield f"{kind}: {id}: {how} otherwise: {key} was {was}, is {now}; give the new meaning a new id"


def _renamed(before: Mapping[str, str], now: Mapping[str, Mapping[str, str]], then: Mapping[str, object]) -> str:
    """Where a new id carries the old label, the id was renamed."""
    same = [id for id, entry in now.items() if id not in then and entry["label"] == before["label"]]
    return f" (renamed to {same[0]}?)" if same else ""
