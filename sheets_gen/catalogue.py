"""The resolved template: what one report holds, in display order, with its trees.

Input keys: an input's id (``promoters``), or family and member (``tickets_by_category.returns``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sheets_gen.config import ALL, MAX_HEADLINE, Config
from sheets_gen.errors import ProblemsFound
from sheets_gen.formula.emit import in_words
from sheets_gen.formula.guard import guarded
from sheets_gen.formula.nodes import Node, names
from sheets_gen.formula.parse import parse
from sheets_gen.template.intervals import formulas
from sheets_gen.template.schema import Input, Metric, Template

FIRST_VERSION = "1.0"
"""Of the template that ships. A lower one is a team's own numbering, which says nothing of its ``since``."""


class Item(NamedTuple):
    """One row of raw numbers."""

    key: str
    label: str
    source: Input


class Score(NamedTuple):
    """The guarded trees of a survey score's n and 95 % interval."""

    n: Node
    low: Node
    high: Node


class Entry(NamedTuple):
    """One metric of the report."""

    metric: Metric
    items: tuple[Item, ...]
    """Raw inputs of the block, the formula's first."""
    needed: tuple[str, ...]
    """Input keys without which a period does not count: the formula's, and those of the metrics in it."""
    uses: tuple[str, ...]
    """Other metrics in the formula."""
    tree: Node | None
    score: Score | None

    @property
    def id(self) -> str:
        """The metric's id."""
        return self.metric.id


class Catalogue(NamedTuple):
    """Everything one report holds."""

    template: Template
    config: Config
    entries: tuple[Entry, ...]
    items: dict[str, Item]
    owners: dict[str, str]
    """Input key to the metric in whose block it is typed."""
    headline: tuple[str, ...]

    def entry(self, id: str) -> Entry:
        """The entry of a metric."""
        return next(e for e in self.entries if e.id == id)

    def members(self, list_id: str) -> dict[str, str]:
        """The members of a list: the team's own, else the template's."""
        return dict(self.config.members.get(list_id) or self.template.members[list_id])

    def word(self, key: str) -> str:
        """A word of the report in its language."""
        return self.template.language.words[key]

    def unit_label(self, unit: str) -> str:
        """What stands beside a value: ``hours``, ``EUR``."""
        return self.template.units[unit].label.replace("{currency}", self.config.currency)


def resolve(template: Template, config: Config) -> Catalogue:
    """The catalogue of a report with these choices."""
    chosen = _with_dependencies(template, chosen_metrics(template, config))
    if not chosen:
        raise ProblemsFound([f"{config.file}: without: leaves no metric" if config.file else "no metric is left"])
    sections = [s.id for s in template.sections]
    ordered = sorted(
        (template.metrics[id] for id in chosen),
        key=lambda m: (m.tier != "main", sections.index(m.section), m.order, m.id),
    )
    entries = tuple(_entry(template, config, m) for m in ordered)
    items: dict[str, Item] = {}
    owners: dict[str, str] = {}
    for entry in entries:
        for item in entry.items:
            items.setdefault(item.key, item)
            owners.setdefault(item.key, entry.id)
    if strangers := [f"{config.file}: {what}" if config.file else what for what in _strangers(config, chosen)]:
        raise ProblemsFound([f"{what} is not among the report's metrics; add it to metrics" for what in strangers])
    return Catalogue(template, config, entries, items, owners, config.headline or _headline(template, entries))


def chosen_metrics(template: Template, config: Config) -> tuple[str, ...]:
    """The metrics asked for: a profile's, those named, both, or the first profile's when neither is said.

    A team's own metrics are always among them; a retired one is only where it is named. ``without`` leaves some out.
    """
    profile = config.profile or ("" if config.metrics else next(iter(template.profiles)))
    shown = [m.id for m in template.metrics.values() if not m.retired and _in_profile(m, profile)]
    return tuple(id for id in dict.fromkeys((*shown, *config.metrics)) if id not in config.without)


def _in_profile(metric: Metric, profile: str) -> bool:
    return metric.own or profile == ALL or profile in metric.profiles


def _strangers(config: Config, chosen: Mapping[str, None]) -> list[str]:
    """Headlines and targets of metrics that the report does not hold: they would vanish silently."""
    wanted = [("headline", id) for id in config.headline] + [("targets", id) for id in config.targets]
    return [f"{where}: {id}" for where, id in wanted if id not in chosen]


def fitted(template: Template, config: Config) -> tuple[Config, tuple[str, ...]]:
    """The choices without headlines and targets that the chosen profile does not show, and which those are.

    One report.toml serves every profile. Where no profile was asked for, they stay, and ``resolve`` refuses them.
    """
    if not config.profile:
        return config, ()
    chosen = _with_dependencies(template, chosen_metrics(template, config))
    left_out = tuple(_strangers(config, chosen))
    headline = tuple(id for id in config.headline if id in chosen)
    targets = {id: value for id, value in config.targets.items() if id in chosen}
    return config._replace(headline=headline, targets=targets), left_out


def _headline(template: Template, entries: tuple[Entry, ...]) -> tuple[str, ...]:
    """The template's headline, filled up to six with the report's own metrics that are numbers."""
    held = {entry.id: entry for entry in entries}
    wanted = [id for id in template.headline if id in held]
    wanted += [id for id, entry in held.items() if entry.tree is not None and id not in wanted]
    return tuple(wanted[:MAX_HEADLINE])


def _with_dependencies(template: Template, ids: tuple[str, ...]) -> dict[str, None]:
    """The ids and the metrics they are computed from."""
    found: dict[str, None] = {}
    waiting = list(ids)
    while waiting:
        id = waiting.pop()
        if id in found:
            continue
        found[id] = None
        metric = template.metrics[id]
        waiting.extend(n for n in _names(metric) if n in template.metrics)
        if metric.total:
            waiting.append(metric.total)
    return found


def _names(metric: Metric) -> tuple[str, ...]:
    return names(metric.formula) if metric.formula is not None else ()


def _entry(template: Template, config: Config, metric: Metric) -> Entry:
    if metric.formula is None:
        families = [template.inputs[id] for id in (metric.distribution, metric.per) if id]
        members = config.members.get(families[0].members) or template.members[families[0].members]
        items = tuple(Item(f"{f.id}.{id}", label, f) for f in families for id, label in members.items())
        return Entry(metric, items, tuple(item.key for item in items), (), None, None)
    used = _names(metric)
    raw = tuple(id for id in template.inputs if id in used)
    context = tuple(id for id in metric.context if id not in raw and not _newer(template.inputs[id], config))
    return Entry(
        metric=metric,
        items=tuple(Item(id, template.inputs[id].label, template.inputs[id]) for id in raw + context),
        needed=needed(template, metric),
        uses=tuple(id for id in used if id in template.metrics),
        tree=guarded(metric.formula),
        score=_score(metric),
    )


def _newer(given: Input, config: Config) -> bool:
    """Did the input come with a later template than a filled report was made from?"""
    apart = is_newer(FIRST_VERSION, config.made_from)
    return not apart and is_newer(given.since, config.made_from)


def is_newer(since: str, made_from: str) -> bool:
    """Is a template version later than the one that a report was made from (empty: the present one)?"""

    def numbers(version: str) -> tuple[int, ...]:
        return tuple(int(part) for part in version.split(".") if part.isdecimal() and len(part) < 9)

    return bool(numbers(made_from)) and numbers(since) > numbers(made_from)


def needed(template: Template, metric: Metric) -> tuple[str, ...]:
    """The formula's raw inputs in the template's order, then those of the metrics in it, and of theirs, each once."""
    found = {id: None for id in template.inputs if id in _names(metric)}
    seen: set[str] = set()
    waiting = [metric]
    while waiting:
        for id in _names(waiting.pop()):
            if id in template.inputs:
                found.setdefault(id)
            elif id not in seen:
                seen.add(id)
                waiting.append(template.metrics[id])
    return tuple(found)


def _score(metric: Metric) -> Score | None:
    if metric.interval is None:
        return None
    n, low, high = formulas(metric.interval.method, metric.interval.arguments)
    return Score(guarded(parse(n)), guarded(parse(low)), guarded(parse(high)))


def rolls_only_without_gaps(entry: Entry) -> bool:
    """A total that mixes flows with opening or closing stocks is right only over consecutive periods."""
    kinds = {item.source.rollup for item in entry.items if item.key in entry.needed}
    return "flow" in kinds and bool(kinds & {"open", "close"})


def params(entry: Entry) -> tuple[str, ...]:
    """Inputs of the block that must not vary within a total."""
    return tuple(item.key for item in entry.items if item.source.rollup == "param")


def has_mean(entry: Entry) -> bool:
    """Does a total need a mean of means? Then it is refused: shown blank."""
    return any(item.source.rollup == "mean" for item in entry.items if item.key in entry.needed)


def formula_in_words(template: Template, tree: Node) -> str:
    """A definition's formula with labels in place of ids: ``[Satisfied answers] ÷ [Satisfaction answers in all]``."""

    def label(id: str) -> str:
        known = template.inputs.get(id)
        return f"[{known.label if known is not None else template.metrics[id].label}]"

    return in_words(tree, label)
