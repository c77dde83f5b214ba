"""A team's own metrics, inputs and identities: the template's schema, checks and messages, in a report.toml.

    [custom.inputs.refunds]
    label = "Refunds"
    unit = "count"
    rollup = "flow"
    how = "Count the refunds paid."

    [custom.metrics.refund_rate]
    label = "Refund rate"
    formula = "refunds / tickets_received"
    …

What only a template needs has a default: tier (secondary), order (behind the template's own), since and sources.
The same tables travel in the report's settings, so that a filled report can be verified without its report.toml.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from sheets_gen.template.check import check
from sheets_gen.template.definitions import Problems, identity, input_, is_table, metric
from sheets_gen.template.schema import OWN, Template
from sheets_gen.template.shapes import Problem

KINDS = ("inputs", "metrics", "identities")
MAX_OF_A_KIND = 60
MAX_TEXT = 1_000
MAX_DEPTH = 8
_FIRST_ORDER = 1_000


def clean(text: str) -> str:
    """Outside text on one line, without control characters and without what XML cannot hold."""
    kept = (" " if unicodedata.category(c) in ("Cc", "Zl", "Zp", "Cs") or c in "\ufffe\uffff" else c for c in text)
    return " ".join("".join(kept).split())


def cleaned(value: Any, file: str, key: str, problems: Problems, depth: int = 0) -> Any:
    """A table with every text in it made clean; what is far too long or nested too deeply is a problem."""
    if depth > MAX_DEPTH:
        problems.append(Problem(file, key, f"is nested deeper than {MAX_DEPTH} levels"))
        return ""
    if isinstance(value, str):
        if len(value) > MAX_TEXT:
            problems.append(Problem(file, key, f"is longer than {MAX_TEXT} characters"))
        return clean(value[:MAX_TEXT])
    if isinstance(value, dict):
        return {str(name): cleaned(inner, file, f"{key}.{name}", problems, depth + 1) for name, inner in value.items()}
    if isinstance(value, list):
        return [cleaned(inner, file, key, problems, depth + 1) for inner in value]
    return value


def extend(
    template: Template,
    custom: Mapping[str, Any],
    file: str,
    problems: Problems,
    members: Mapping[str, Mapping[str, str]] | None = None,
) -> Template:
    """The template with a team's own definitions beside its own; their problems are added to ``problems``.

    ``members`` are the team's own lists, which its worked examples speak of.
    """
    found: Problems = []
    tables = {kind: _tables(custom, kind, file, found) for kind in KINDS}
    for kind in custom:
        if kind not in KINDS:
            found.append(Problem(file, f"custom.{kind}", f"unknown key (allowed: {', '.join(KINDS)})"))
    found.extend(_clashes(template, tables, file))
    inputs = {id: input_(id, t, file, found, "custom.inputs.") for id, t in tables["inputs"].items()}
    metrics = {
        id: metric(id, file, _with_defaults(t, at), found, f"custom.metrics.{id}.")
        for at, (id, t) in enumerate(tables["metrics"].items())
    }
    identities = {id: identity(id, t, file, found, "custom.identities.") for id, t in tables["identities"].items()}
    extended = template._replace(
        inputs={**template.inputs, **inputs},
        metrics={**template.metrics, **metrics},
        identities={**template.identities, **identities},
    )
    # The template's own examples speak of its own lists, and the nearest id to each unknown member takes time.
    silent = {id: given._replace(examples=()) for id, given in template.metrics.items()}
    held = extended._replace(members={**template.members, **(members or {})}, metrics={**silent, **metrics})
    # The template's own files were checked when it was loaded, with its own lists.
    found += [problem for problem in check(held) if problem.file == file]
    problems.extend(found)
    return template if found else extended


def _clashes(template: Template, tables: Mapping[str, Mapping[str, Any]], file: str) -> Iterator[Problem]:
    taken: Mapping[str, Mapping[str, Any]] = {
        "inputs": template.inputs,
        "metrics": template.metrics,
        "identities": template.identities,
    }
    for kind, given in tables.items():
        for id in given.keys() & taken[kind].keys():
            text = f"is an id of the template ({taken[kind][id].file}), whose meaning never changes; choose another"
            yield Problem(file, f"custom.{kind}.{id}", text)


def _tables(custom: Mapping[str, Any], kind: str, file: str, problems: Problems) -> dict[str, dict[str, Any]]:
    given = custom.get(kind, {})
    if not is_table(given, file, f"custom.{kind}", problems):
        return {}
    if len(given) > MAX_OF_A_KIND:
        problems.append(Problem(file, f"custom.{kind}", f"has {len(given)} entries; at most {MAX_OF_A_KIND} fit"))
        return {}
    tables = {id: t for id, t in given.items() if is_table(t, file, f"custom.{kind}.{id}", problems)}
    for id, table in tables.items():
        for key in ("when", "profiles", "retired", "since"):
            if key in table:
                problems.append(Problem(file, f"custom.{kind}.{id}.{key}", "belongs to a template; leave it out"))
    return tables


def _with_defaults(table: Mapping[str, Any], at: int) -> dict[str, Any]:
    """What only a template must say."""
    own = [{"article": OWN, "name": str(table.get("label") or "?")}]
    return {"tier": "secondary", "order": _FIRST_ORDER + at, "since": OWN, "sources": own, **table}
