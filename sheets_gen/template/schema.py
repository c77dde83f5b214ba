"""What a template holds, as frozen values. Texts are English; other languages are looked up by id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from sheets_gen.formula.nodes import Node

ROLLUPS = ("flow", "open", "close", "param", "mean")
BETTER = ("higher", "lower", "neutral")
TIERS = ("main", "secondary")
RELATIONS = ("=", "<=", "= next")
IDENTITY_LEVELS = ("error", "warning")


class Unit(NamedTuple):
    """How a quantity is written."""

    id: str
    label: str
    """Beside the value: ``hours``; ``{currency}`` stands for the report's currency."""
    format: str
    """Spreadsheet number format."""
    change_format: str
    change_scale: int
    """100 where a change is told in percentage points of a stored fraction."""
    whole: bool


class Input(NamedTuple):
    """A raw number that people type, once per period."""

    id: str
    label: str
    unit: str
    rollup: str
    """flow: sum; open: first period's; close: last period's; param: must not vary; mean: never rolled up."""
    how: str
    least: float | None
    most: float | None
    members: str
    """Id of the member list (``categories``) when there is one number per member; else empty."""
    file: str
    """Where it is defined: ``inputs/volume.toml``."""


class Source(NamedTuple):
    """Where an article names the metric."""

    article: str
    name: str
    formula: str


class Example(NamedTuple):
    """A hand-worked example: the oracle of the formula."""

    note: str
    periods: tuple[Mapping[str, float], ...]
    """Inputs of one or more consecutive periods."""
    expect: float | str
    """The value; of the whole span when there are several periods. Empty text: blank."""
    places: int | None
    """Decimals to which ``expect`` is stated; None: exact to 1e-9."""


class Erratum(NamedTuple):
    """A mistake in an article, with the wrong rule where it is a formula."""

    id: str
    article: str
    says: str
    right: str
    wrong: Node | None


class Interval(NamedTuple):
    """How the 95 % interval of a survey score is computed (see ``intervals``)."""

    method: str
    arguments: tuple[str, ...]


class Metric(NamedTuple):
    """One row of the report."""

    id: str
    label: str
    short: str
    """For the headline strip."""
    description: str
    how: str
    unit: str
    better: str
    tier: str
    section: str
    order: int
    formula: Node | None
    formula_text: str
    distribution: str
    """Id of the input family whose largest member is the value; else empty."""
    total: str
    """Metric that a distribution's parts must reach; the rest is shown as uncategorised."""
    shares: bool
    spikes: bool
    interval: Interval | None
    context: tuple[str, ...]
    """Inputs shown beside the formula's own; a ``param`` among them must not vary in a total."""
    sources: tuple[Source, ...]
    examples: tuple[Example, ...]
    errata: tuple[Erratum, ...]
    since: str


class Identity(NamedTuple):
    """What must hold between raw numbers; a family's id stands for the sum of its members."""

    id: str
    left: Node | None
    left_text: str
    relation: str
    """``=`` or ``<=`` within a period; ``= next``: left equals right of the following period."""
    right: Node | None
    right_text: str
    level: str
    says: str


class Section(NamedTuple):
    """A heading of the metrics tab."""

    id: str
    label: str


class Template(NamedTuple):
    """The whole template, checked."""

    id: str
    version: str
    articles: Mapping[str, str]
    sections: tuple[Section, ...]
    headline: tuple[str, ...]
    units: Mapping[str, Unit]
    members: Mapping[str, Mapping[str, str]]
    """Default members by list id: ``{"categories": {"returns": "Returns"}}``."""
    inputs: Mapping[str, Input]
    metrics: Mapping[str, Metric]
    identities: Mapping[str, Identity]
    words: Mapping[str, Mapping[str, str]]
    """Words of the report by language and key."""
    months: Mapping[str, tuple[str, ...]]
    styles: Mapping[str, Mapping[str, Any]]
    palette: tuple[str, ...]
