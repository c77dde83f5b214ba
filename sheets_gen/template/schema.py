"""What a template holds, as frozen values. Texts are English; other languages are looked up by id."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from sheets_gen.formula.nodes import Node

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

ROLLUPS = ("flow", "open", "close", "param", "mean")
BETTER = ("higher", "lower", "neutral")
TIERS = ("main", "secondary")
RELATIONS = ("=", "<=", ">=", "= next")
IDENTITY_LEVELS = ("error", "warning", "info")
BEYOND = ("error", "warning")
"""What it means when a value lies beyond what it can be: a warning where part and whole may fall into two periods."""
NO_TOTAL = ("mean", "unique", "median")
"""Why an input of roll-up ``mean`` has no total."""
FIELD, OWN = "field", "own"
"""Where a definition comes from when it is no article: the field's practice, or a team's own report.toml."""


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
    because: str
    """Of roll-up ``mean``: which of NO_TOTAL is the reason."""
    since: str
    """The template version that brought it; an older report does not have its row."""
    file: str
    """Where it is defined: ``inputs/volume.toml``."""
    prefix: str
    """What stands before its id in a key of that file: ``custom.inputs.`` in a report.toml."""


class Article(NamedTuple):
    """Where metrics are named."""

    id: str
    title: str
    address: str
    items: int
    """How many metrics or strategies it numbers; 0 for none."""


class Source(NamedTuple):
    """Where an article names the metric."""

    article: str
    place: int
    """Its number in the article's own order; 0: in passing."""
    name: str
    formula: str


class Benchmark(NamedTuple):
    """A figure that somebody published, cited and never used as a target."""

    text: str
    address: str
    year: int
    """Of the figure, or in which the page was read."""


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
    wrong: tuple[Node, ...]
    """The wrong rule, in each of the ways people carry it out."""


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
    per: str
    """Family that a distribution is divided by, member by member, before the largest is chosen; else empty."""
    least_n: float
    """With ``per``: how many a member needs there to be compared at all."""
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
    benchmarks: tuple[Benchmark, ...]
    least: float | None
    """What the value itself cannot be below (0 for a share, −100 for NPS)."""
    most: float | None
    beyond: str
    """Of BEYOND."""
    profiles: tuple[str, ...]
    """Which profiles show it; ``all`` shows every one."""
    variant_of: str
    """The metric of which this is another formula; else empty."""
    since: str
    retired: str
    """The template version from which new reports no longer show it; its id keeps its meaning. Else empty."""
    file: str
    prefix: str
    """What stands before a key of that file: ``custom.metrics.refund_rate.`` in a report.toml."""

    @property
    def family(self) -> str:
        """Id of the metric whose formulas are variants of each other."""
        return self.variant_of or self.id

    @property
    def own(self) -> bool:
        """Was it defined by a team, in its report.toml?"""
        return bool(self.prefix)


class Identity(NamedTuple):
    """What must hold between raw numbers; a family's id stands for the sum of its members."""

    id: str
    left: Node | None
    left_text: str
    relation: str
    """``=``, ``<=`` or ``>=`` within a period; ``= next``: left equals right of the following period."""
    right: Node | None
    right_text: str
    level: str
    says: str
    file: str
    prefix: str


class Section(NamedTuple):
    """A heading of the metrics tab."""

    id: str
    label: str


class Language(NamedTuple):
    """How a language writes the report."""

    id: str
    name: str
    """In the language itself."""
    direction: str
    """ltr or rtl"""
    font: str
    decimal: str
    group: str
    percent: str
    """``{number} %``: how a percentage is written in a sentence."""
    line_height: float
    """Of a line of text, against Calibri's: scripts with marks above and below need more room."""
    months: tuple[str, ...]
    """Twelve short names, as they stand alone."""
    words: Mapping[str, str]
    """The report's words by key; a finding's text under ``finding.F101``."""


Turned: TypeAlias = Mapping[tuple[str, str], Mapping[tuple[str, str], Any]]
"""(option, choice) to (kind, id) to the Metric, Input or Unit that takes its place."""


class Template(NamedTuple):
    """The whole template, checked."""

    root: Traversable | Path
    """Its folder, from which languages are read when they are wanted."""
    id: str
    version: str
    articles: Mapping[str, Article]
    profiles: Mapping[str, str]
    """Id to what it holds, or the article whose list it is; the first is the default."""
    options: Mapping[str, tuple[str, ...]]
    """What a team may set, with its choices; the first is the default."""
    turned: Turned
    sections: tuple[Section, ...]
    headline: tuple[str, ...]
    units: Mapping[str, Unit]
    members: Mapping[str, Mapping[str, str]]
    """Default members by list id: ``{"categories": {"returns": "Returns"}}``."""
    inputs: Mapping[str, Input]
    metrics: Mapping[str, Metric]
    identities: Mapping[str, Identity]
    language: Language
    languages: tuple[str, ...]
    """Ids of all languages of the folder."""
    styles: Mapping[str, Mapping[str, Any]]
    palette: tuple[str, ...]
