"""What a team chooses: title, currency, targets, categories, channels, metrics (``report.toml``)."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from sheets_gen.errors import InputRefused, ProblemsFound
from sheets_gen.files import read_small
from sheets_gen.template.custom import clean, cleaned, extend
from sheets_gen.template.languages import ENGLISH, speak
from sheets_gen.template.options import with_options
from sheets_gen.template.schema import Template
from sheets_gen.template.shapes import Key, Problem, conform
from sheets_gen.template.toml import MAX_BYTES, parse_table

MAX_TEXT = 120
MAX_MEMBERS = 40
MAX_HEADLINE = 6
MAX_WAIVERS = 60
MAX_WAIVER = 300
MAX_CUSTOM = 30_000
"""Own definitions travel in one cell of the report, which holds 32,767 characters."""
ALL = "all"
"""The profile that shows every metric."""

SHAPE = {
    "title": Key("text"),
    "team": Key("text"),
    "currency": Key("text"),
    "time_zone": Key("text"),
    "start": Key("text"),
    "periods": Key("whole"),
    "every": Key("text", choices=("month", "week", "quarter")),
    "language": Key("text"),
    "profile": Key("text"),
    "metrics": Key("texts"),
    "without": Key("texts"),
    "headline": Key("texts"),
    "targets": Key("table"),
    "waive": Key("texts"),
    "renamed": Key("table"),
    "custom": Key("table"),
}
_LISTS = ("categories", "channels", "slots")
_ID = re.compile(r"[a-z0-9][a-z0-9_]{0,59}")  # stands behind its family's name, so it may be short


class Config(NamedTuple):
    """A team's choices; an empty value means the template's own."""

    title: str = ""
    team: str = ""
    currency: str = "EUR"
    time_zone: str = ""
    language: str = ENGLISH
    start: str = ""
    periods: int | None = None
    every: str = ""
    profile: str = ""
    metrics: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    """Metrics that the profile would show and the team does not want."""
    headline: tuple[str, ...] = ()
    members: Mapping[str, Mapping[str, str]] = {}
    """Own lists by list id: ``{"categories": {"returns": "Returns"}}``."""
    targets: Mapping[str, float] = {}
    options: Mapping[str, str] = {}
    """Option id to choice, where it is not the default."""
    waive: tuple[str, ...] = ()
    """Findings that the team knows and accepts: ``N113 calls_missed 2026-06 because of the outage``."""
    custom: str = ""
    """Own definitions as JSON, as they travel in the report's settings."""
    renamed: Mapping[str, Mapping[str, str]] = {}
    """By list id, present ids of members by the ids they had before; two that became one are added up."""
    file: str = ""
    """Name of the report.toml, for messages."""
    given: frozenset[str] = frozenset()
    """Keys that stand in the report.toml."""
    made_from: str = ""
    """Template version that a filled report was made from: it has no inputs that came later. Empty: the present one."""
    frame: str = ""
    """Version of the rows and totals that every report has, as a filled one has them. Empty: the present one."""


class Settled(NamedTuple):
    """A team's choices, and the template as they make it: its language, options and own definitions."""

    config: Config
    template: Template


def read_config(path: Path, template: Template, language: str = "") -> Settled:
    """The choices in a TOML file; ``language`` goes before the file's own. Raises ProblemsFound with every error."""
    try:
        data = read_small(path, MAX_BYTES)
    except OSError as error:
        raise InputRefused(f"{path}: cannot be read ({error.strerror or error})") from None
    problems: list[Problem] = []
    table = parse_table(data, path.name, problems)
    asked = table.get("language")
    chosen = language or (asked if isinstance(asked, str) else "") or ENGLISH
    if chosen in template.languages:
        template = speak(template, chosen)
    elif not language:  # the command line's own is refused where it is read
        known = ", ".join(template.languages)
        problems.append(Problem(path.name, "language", f"is {chosen[:20]!r}; the template speaks {known}"))
    own = table.get("custom")
    given = cleaned(own, path.name, "custom", problems) if isinstance(own, dict) else {}
    if given:
        lists = {key: table[key] for key in _LISTS if isinstance(table.get(key), (dict, list))}
        members = {key: _members(value, key, path.name, []) for key, value in lists.items()}
        template = extend(template, given, path.name, problems, members)
    config = config_of(table, template, path.name, problems)._replace(
        language=chosen, custom=_travelling(given), file=path.name
    )
    length = len(config.custom.encode("utf-16-le")) // 2  # as a workbook counts characters
    if length > MAX_CUSTOM:
        text = f"is too long: {length:,} characters; at most {MAX_CUSTOM:,} fit into a report"
        problems.append(Problem(path.name, "custom", text))
    if problems:
        raise ProblemsFound(list(dict.fromkeys(problems)))
    return Settled(config, with_options(template, config.options))


def of_report(config: Config, template: Template, language: str = "") -> Settled:
    """The choices of a filled report on another template, or in another language. Raises ProblemsFound."""
    problems: list[Problem] = []
    chosen = language or config.language
    template = speak(template, chosen)
    if config.custom:
        own = cleaned(json.loads(config.custom), "report_custom", "custom", problems)
        template = extend(template, own, "report_custom", problems, config.members)
    if problems:
        raise ProblemsFound(list(dict.fromkeys(problems)))
    return Settled(config._replace(language=chosen), with_options(template, config.options))


def with_custom(old: str, new: str) -> str:
    """A report's own definitions with those of a report.toml, which go first; what that leaves out stays."""
    tables: list[dict[str, Any]] = [json.loads(text) if text else {} for text in (old, new)]
    kinds = dict.fromkeys(kind for table in tables for kind in table)
    return _travelling({kind: {**tables[0].get(kind, {}), **tables[1].get(kind, {})} for kind in kinds})


def _travelling(custom: Mapping[str, Any]) -> str:
    return json.dumps(custom, ensure_ascii=False, separators=(",", ":"), default=str) if custom else ""


def config_of(table: Mapping[str, Any], template: Template, file: str, problems: list[Problem]) -> Config:
    """The choices in a table, its errors added to ``problems``."""
    lists = {key: table[key] for key in _LISTS if key in table}
    shape = SHAPE | {key: Key("texts" if isinstance(lists.get(key), list) else "table") for key in _LISTS}
    shape |= {id: Key("text", choices=choices) for id, choices in template.options.items()}
    shape["profile"] = Key("text", choices=(*template.profiles, ALL))
    found = list(conform(table, shape, file))
    problems.extend(found)
    wrong = {problem.key for problem in found}
    table = {key: value for key, value in table.items() if key not in wrong}
    lists = {key: value for key, value in lists.items() if key not in wrong}
    for key in ("title", "team", "currency", "time_zone"):
        if len(str(table.get(key, ""))) > MAX_TEXT:
            problems.append(Problem(file, key, f"is longer than {MAX_TEXT} characters"))
    chosen = _metrics(table, "metrics", template, file, problems)
    return Config(
        title=clean(str(table.get("title", ""))),
        team=clean(str(table.get("team", ""))),
        currency=clean(str(table.get("currency", "EUR"))),
        time_zone=clean(str(table.get("time_zone", ""))),
        start=str(table.get("start", "")),
        periods=table.get("periods"),
        every=str(table.get("every", "")),
        profile=str(table.get("profile", "")),
        metrics=chosen,
        without=_metrics(table, "without", template, file, problems),
        headline=_headline(table, template, file, problems),
        members={key: _members(value, key, file, problems) for key, value in lists.items()},
        targets=_targets(table, template, file, problems),
        waive=_waivers(table, file, problems),
        renamed=_renamed(table, {**template.members}, file, problems),
        given=frozenset(table),
        options={id: table[id] for id, known in template.options.items() if table.get(id, known[0]) != known[0]},
    )


def _metrics(
    table: Mapping[str, Any], key: str, template: Template, file: str, problems: list[Problem]
) -> tuple[str, ...]:
    chosen = tuple(dict.fromkeys(table.get(key, ())))
    for id in chosen:
        if id not in template.metrics:
            problems.append(Problem(file, key, f"'{id}' is no metric; sheets-gen metrics lists them"))
    return chosen


def _headline(table: Mapping[str, Any], template: Template, file: str, problems: list[Problem]) -> tuple[str, ...]:
    chosen = _metrics(table, "headline", template, file, problems)
    if len(chosen) > MAX_HEADLINE:
        problems.append(Problem(file, "headline", f"has {len(chosen)} metrics; at most {MAX_HEADLINE} fit"))
    return chosen


def _targets(table: Mapping[str, Any], template: Template, file: str, problems: list[Problem]) -> dict[str, float]:
    targets: dict[str, float] = {}
    for id, value in table.get("targets", {}).items():
        key = f"targets.{id}"
        metric = template.metrics.get(id)
        if metric is None:
            problems.append(Problem(file, key, f"'{id}' is no metric; sheets-gen metrics lists them"))
        elif metric.formula is None:
            problems.append(Problem(file, key, f"{metric.label} is a name, so it takes no target"))
        elif isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) <= 1e15:
            problems.append(Problem(file, key, f"must be a number, not {value!r}"))
        elif metric.unit == "percent" and abs(value) > 2:
            problems.append(Problem(file, key, f"is {value:g}; a percentage is a fraction here: write {value / 100:g}"))
        else:
            targets[id] = float(value)
    return targets


def _renamed(
    table: Mapping[str, Any], lists: Mapping[str, Any], file: str, problems: list[Problem]
) -> dict[str, dict[str, str]]:
    """``[renamed.categories] shipping = "delivery"``, which only upgrade reads."""
    found: dict[str, dict[str, str]] = {}
    for list_id, pairs in table.get("renamed", {}).items():
        if list_id not in lists:
            problems.append(Problem(file, f"renamed.{list_id}", f"is no list; allowed are {', '.join(lists)}"))
        elif not isinstance(pairs, dict) or not all(isinstance(new, str) for new in pairs.values()):
            problems.append(Problem(file, f"renamed.{list_id}", 'takes old = "new", both ids'))
        else:
            found[list_id] = dict(pairs)
    return found


def _waivers(table: Mapping[str, Any], file: str, problems: list[Problem]) -> tuple[str, ...]:
    """Waivers as they are written; verify says which of them it cannot read."""
    given = [clean(text) for text in table.get("waive", ())]
    if len(given) > MAX_WAIVERS or any(len(text) > MAX_WAIVER for text in given):
        problems.append(Problem(file, "waive", f"takes at most {MAX_WAIVERS} waivers of {MAX_WAIVER} characters"))
    return tuple(text for text in given if text)


def _members(value: Any, key: str, file: str, problems: list[Problem]) -> dict[str, str]:
    """Members by id, from a table of id = label or a plain list of labels."""
    given = list(value.items()) if isinstance(value, dict) else [(slug(str(label)), label) for label in value]
    members: dict[str, str] = {}
    if not 1 <= len(given) <= MAX_MEMBERS:
        problems.append(Problem(file, key, f"has {len(given)} entries; 1 to {MAX_MEMBERS} are allowed"))
    for id, label in given:
        text = clean(str(label)) if isinstance(label, str) else ""
        if not text or len(text) > MAX_TEXT:
            problems.append(Problem(file, f"{key}.{id}", f"needs a label of 1 to {MAX_TEXT} characters"))
        elif not _ID.fullmatch(id) or "__" in id:
            advice = f'give it an id of a-z, 0-9 and _: [{key}] then my_id = "{text}"'
            problems.append(Problem(file, f"{key}: {text!r}", advice))
        elif id in members or text.casefold() in (label.casefold() for label in members.values()):
            problems.append(Problem(file, f"{key}: {text!r}", "stands twice"))
        else:
            members[id] = text
    return members


def slug(label: str) -> str:
    """An id from a label: ``Returns & refunds`` gives ``returns_refunds``; empty when nothing Latin is in it."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain.casefold()).strip("_")
