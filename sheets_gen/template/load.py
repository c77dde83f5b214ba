"""Template files to a checked ``Template``: every error of every file is found in one run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sheets_gen.errors import ProblemsFound
from sheets_gen.template import shapes
from sheets_gen.template.check import check, check_turned
from sheets_gen.template.definitions import (
    Problems,
    identity,
    input_,
    is_table,
    metric,
    overlays,
    text_of,
    texts_of,
    unit,
)
from sheets_gen.template.languages import ENGLISH, language_ids, read_language
from sheets_gen.template.looks import check_words
from sheets_gen.template.schema import Article, Identity, Input, Metric, Section, Template, Unit
from sheets_gen.template.shapes import Problem, conform
from sheets_gen.template.toml import read_table, tables_in

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def load(root: Traversable | Path | None = None) -> Template:
    """The template in a folder (default: the one that ships), in English. Raises ProblemsFound with all errors."""
    problems: Problems = []
    place = root if root is not None else _shipped()
    if isinstance(place, Path) and not _is_folder(place):
        raise ProblemsFound([Problem(str(place), "", "no such template folder")])
    template = _build(place, problems)
    problems.extend(check(template))
    if root is not None:
        problems.extend(check_turned(template))
        problems.extend(check_words(template, _build(_shipped(), [])))
    if problems:
        raise ProblemsFound(list(dict.fromkeys(problems)))
    return template


def _is_folder(place: Path) -> bool:
    try:
        return place.is_dir()
    except OSError:
        return False


def _shipped() -> Traversable:
    """The template that ships, wherever the import system keeps it."""
    from importlib.resources import files

    return files("report_template")


def _build(root: Traversable | Path, problems: Problems) -> Template:
    head = read_table(root.joinpath("template.toml"), "template.toml", problems)
    problems.extend(conform(head, shapes.TEMPLATE, "template.toml"))
    styles = read_table(root.joinpath("styles.toml"), "styles.toml", problems)
    sections = read_table(root.joinpath("tabs").joinpath("metrics.toml"), "tabs/metrics.toml", problems)
    turned: dict[tuple[str, str], dict[tuple[str, str], Any]] = {}
    return Template(
        root=root,
        id=str(head.get("id", "")),
        version=str(head.get("version", "")),
        articles=_articles(head, problems),
        profiles=_texts(_table(head, "profiles")),
        options={id: texts_of(_table(head, "options"), id) for id in _table(head, "options")},
        turned=turned,
        sections=tuple(Section(str(k), str(v)) for k, v in _table(sections, "sections").items()),
        headline=texts_of(head, "headline"),
        units=_units(root, turned, problems),
        members={k: _texts(v) for k, v in _table(head, "members").items() if isinstance(v, dict)},
        inputs=_inputs(root, turned, problems),
        metrics=_metrics(root, turned, problems),
        identities=_identities(root, problems),
        language=read_language(root, ENGLISH, problems)[0],
        languages=language_ids(root, problems),
        styles=styles,
        palette=texts_of(head, "palette"),
    )


def _table(table: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = table.get(key)
    return value if isinstance(value, dict) else {}


def _texts(table: Mapping[str, Any]) -> dict[str, str]:
    return {str(k): str(v) for k, v in table.items()}


def _articles(head: Mapping[str, Any], problems: Problems) -> dict[str, Article]:
    found = {}
    for id, table in _table(head, "articles").items():
        if is_table(table, "template.toml", f"articles.{id}", problems):
            problems.extend(conform(table, shapes.ARTICLE, "template.toml", f"articles.{id}."))
            items = table.get("items", 0)
            count = items if isinstance(items, int) else 0
            found[id] = Article(id, text_of(table, "title"), text_of(table, "address"), count)
    return found


_Turned = dict[tuple[str, str], dict[tuple[str, str], Any]]


def _units(root: Traversable | Path, turned: _Turned, problems: Problems) -> dict[str, Unit]:
    file = "units.toml"
    found = {}
    for id, table in read_table(root.joinpath(file), file, problems).items():
        if is_table(table, file, id, problems):
            found[id] = unit(id, table, problems)
            for option, choice, laid in overlays(table, file, f"{id}.", problems):
                turned.setdefault((option, choice), {})["units", id] = unit(id, laid, problems)
    return found


def _inputs(root: Traversable | Path, turned: _Turned, problems: Problems) -> dict[str, Input]:
    found: dict[str, Input] = {}
    for _, file, group in tables_in(root, "inputs", problems):
        for id, table in group.items():
            if not is_table(table, file, id, problems):
                continue
            if id in found:
                problems.append(Problem(file, id, f"is already defined in {found[id].file}; ids are unique"))
                continue
            found[id] = input_(id, table, file, problems)
            for option, choice, laid in overlays(table, file, f"{id}.", problems):
                turned.setdefault((option, choice), {})["inputs", id] = input_(id, laid, file, problems)
    return found


def _metrics(root: Traversable | Path, turned: _Turned, problems: Problems) -> dict[str, Metric]:
    found: dict[str, Metric] = {}
    for id, file, table in tables_in(root, "metrics", problems):
        found[id] = metric(id, file, table, problems)
        for option, choice, laid in overlays(table, file, "", problems):
            turned.setdefault((option, choice), {})["metrics", id] = metric(id, file, laid, problems)
    return found


def _identities(root: Traversable | Path, problems: Problems) -> dict[str, Identity]:
    file = "identities.toml"
    return {
        id: identity(id, table, file, problems)
        for id, table in read_table(root.joinpath(file), file, problems).items()
        if is_table(table, file, id, problems)
    }
