"""Languages: a file of texts by id, laid over the English of the definitions.

``texts`` names every text of a template that a reader sees; a language file holds the same names. What a file lacks
falls back to English, and ``gaps`` tells it: the report still works, and ``docs --check`` fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from sheets_gen.errors import ProblemsFound
from sheets_gen.template import shapes
from sheets_gen.template.schema import Input, Language, Metric, Template, Unit
from sheets_gen.template.shapes import Problem, conform, one_line
from sheets_gen.template.toml import read_table

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

ENGLISH = "en"
FINDING = "finding."
Texts: TypeAlias = dict[tuple[str, ...], str]
"""``("metrics", "nps", "label")`` to the text."""
_FIELDS = {"metrics": ("label", "short", "description", "how"), "inputs": ("label", "how"), "units": ("label",)}
_TABLES = ("metrics", "inputs", "units", "sections", "members", "errata", "identities", "articles")
_FORMATS = ("format", "change_format")
_TAB_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_HAS_LETTER = re.compile(r"[^\W\d_]")


def language_ids(root: Traversable | Path, problems: list[Problem]) -> tuple[str, ...]:
    """Ids of the languages in a template folder; English first."""
    try:
        names = [file.name for file in root.joinpath("languages").iterdir() if file.name.endswith(".toml")]
    except OSError:
        problems.append(Problem("languages", "", "folder is missing"))
        return ()
    return tuple(sorted((name.removesuffix(".toml") for name in names), key=lambda name: (name != ENGLISH, name)))


def read_language(root: Traversable | Path, id: str, problems: list[Problem]) -> tuple[Language, Texts]:
    """How a language writes, and its texts of the definitions."""
    name = f"languages/{id}.toml"
    table = read_table(root.joinpath("languages").joinpath(f"{id}.toml"), name, problems)
    shape = shapes.LANGUAGE | {key: shapes.Key("table") for key in _TABLES}
    problems.extend(conform(table, shape, name) if table else ())
    texts = {path: text for key in _TABLES for path, text in _flat(table.get(key), (key,))}
    words = _plain(table.get("words")) | {FINDING + k: v for k, v in _plain(table.get("findings")).items()}
    months = table.get("months")
    named = tuple(str(month) for month in months) if isinstance(months, list) else ()
    if table and len(named) != 12:
        problems.append(Problem(name, "months", "must be a list of twelve short month names"))
        named = ("?",) * 12
    plain = {key: str(table.get(key, "")) for key in ("name", "direction", "font", "decimal", "group", "percent")}
    line = table.get("line_height", 1.0)
    height = float(line) if isinstance(line, (int, float)) and 0.5 <= line <= 3 else 1.0
    return Language(id=id, months=named, words=words, line_height=height, **plain), texts


def _plain(table: object) -> dict[str, str]:
    return {str(k): str(v) for k, v in table.items()} if isinstance(table, dict) else {}


def _flat(value: object, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, (*path, str(key)))
    elif isinstance(value, str):
        yield path, value if path[-1] in _FORMATS else one_line(value)


def texts(template: Template) -> Texts:
    """Every text of the definitions that a reader of the report sees, in English."""
    found: Texts = {}
    for kind, held in (("metrics", template.metrics), ("inputs", template.inputs), ("units", template.units)):
        for id, thing in held.items():
            found |= {(kind, id, field): text for field, text in _texts_of(kind, thing).items()}
    for (_, choice), things in template.turned.items():
        for (kind, id), thing in things.items():
            base = _texts_of(kind, _held(template, kind)[id])
            differ = {f: t for f, t in _texts_of(kind, thing).items() if t != base.get(f)}
            found |= {(kind, id, choice, field): text for field, text in differ.items()}
    found |= {("sections", section.id): section.label for section in template.sections}
    for list_id, members in template.members.items():
        found |= {("members", list_id, id): label for id, label in members.items()}
    for metric in template.metrics.values():
        for erratum in metric.errata:
            found |= {("errata", erratum.id, "says"): erratum.says, ("errata", erratum.id, "right"): erratum.right}
    found |= {("identities", identity.id): identity.says for identity in template.identities.values()}
    found |= {("articles", article.id): article.title for article in template.articles.values()}
    return found


def _held(template: Template, kind: str) -> Mapping[str, Any]:
    return {"metrics": template.metrics, "inputs": template.inputs, "units": template.units}[kind]


def _texts_of(kind: str, thing: Any) -> dict[str, str]:
    found = {field: getattr(thing, field) for field in _FIELDS[kind]}
    if found.get("short") == found["label"]:
        del found["short"]
    if kind == "units" and not _HAS_LETTER.search(re.sub(r"\{[a-z]*\}", "", found["label"])):
        return {}
    return found


def speak(template: Template, id: str) -> Template:
    """The template in one of its languages. Raises ProblemsFound where the language's file cannot be used."""
    if id == ENGLISH:
        return template
    problems: list[Problem] = []
    language, own = read_language(template.root, id, problems)
    problems.extend(unusable(language))
    for key, text in language.words.items():
        # A word with a strange placeholder would fail when it is filled in.
        if not set(placeholders(text)) <= set(placeholders(template.language.words.get(key, ""))):
            problems.append(Problem(f"languages/{id}.toml", key, "holds a placeholder that the English text has not"))
    if problems:
        raise ProblemsFound(problems)
    language = language._replace(words={**template.language.words, **language.words})
    turned = {
        chosen: {(kind, key): _told(kind, thing, own, chosen[1]) for (kind, key), thing in things.items()}
        for chosen, things in template.turned.items()
    }
    return template._replace(
        language=language,
        turned=turned,
        sections=tuple(s._replace(label=own.get(("sections", s.id), s.label)) for s in template.sections),
        units={key: _told("units", thing, own) for key, thing in template.units.items()},
        inputs={key: _told("inputs", thing, own) for key, thing in template.inputs.items()},
        metrics={key: _told("metrics", thing, own) for key, thing in template.metrics.items()},
        members={
            list_id: {key: own.get(("members", list_id, key), label) for key, label in members.items()}
            for list_id, members in template.members.items()
        },
        identities={
            key: thing._replace(says=own.get(("identities", key), thing.says))
            for key, thing in template.identities.items()
        },
        articles={
            key: thing._replace(title=own.get(("articles", key), thing.title))
            for key, thing in template.articles.items()
        },
        styles=_with_font(template.styles, language.font),
    )


def _with_font(styles: Mapping[str, Mapping[str, Any]], font: str) -> dict[str, Mapping[str, Any]]:
    return {**styles, "default": {**styles["default"], "font": font}}


def _told(kind: str, thing: Any, own: Texts, choice: str = "") -> Any:
    """A metric, input or unit with the texts that the language has for it; ``choice``: under that choice."""

    def said(field: str) -> str | None:
        under = own.get((kind, thing.id, choice, field)) if choice else None
        return under or own.get((kind, thing.id, field))

    fields = _FIELDS[kind] + (_FORMATS if kind == "units" else ())
    changes: dict[str, Any] = {field: text for field in fields if (text := said(field)) is not None}
    if kind == "metrics":
        if "label" in changes and "short" not in changes and thing.short == thing.label:
            changes["short"] = changes["label"]
        changes["errata"] = tuple(
            e._replace(
                says=own.get(("errata", e.id, "says"), e.says), right=own.get(("errata", e.id, "right"), e.right)
            )
            for e in thing.errata
        )
    made: Metric | Input | Unit = thing._replace(**changes)
    return made


def unusable(language: Language) -> Iterator[Problem]:
    """What would break a report: tab titles that no workbook can hold."""
    file = f"languages/{language.id}.toml"
    titles = [language.words.get(f"tab_{tab}", "") for tab in ("metrics", "volume", "calculator")]
    for tab, title in zip(("metrics", "volume", "calculator"), titles, strict=True):
        if title and (len(title.encode("utf-16-le")) > 62 or _TAB_FORBIDDEN.search(title) or title.startswith("'")):
            yield Problem(file, f"words.tab_{tab}", r"a tab's title has at most 31 characters, none of [ ] : * ? / \ ")
    if len({title.casefold() for title in titles if title}) < len([title for title in titles if title]):
        yield Problem(file, "words.tab_metrics", "two tabs have the same title")


def gaps(template: Template, id: str) -> list[Problem]:
    """What a language file lacks, holds in vain, or fills with other placeholders; ``template`` is in English."""
    problems: list[Problem] = []
    language, own = read_language(template.root, id, problems)
    file = f"languages/{id}.toml"
    problems.extend(unusable(language))
    wanted = {".".join(path): text for path, text in texts(template).items()}
    wanted |= {f"words.{key}": text for key, text in template.language.words.items()}
    given = {".".join(path): text for path, text in own.items() if path[-1] not in _FORMATS}
    given |= {f"words.{key}": text for key, text in language.words.items()}
    for key, text in wanted.items():
        name = key.replace(f"words.{FINDING}", "findings.")
        if not given.get(key, "").strip():
            problems.append(Problem(file, name, f"has no translation; in English: {text[:60]!r}"))
        elif set(placeholders(given[key])) != set(placeholders(text)):
            names = ", ".join(f"{{{name}}}" for name in placeholders(text)) or "none"
            problems.append(Problem(file, name, f"must hold these placeholders: {names}"))
    for key in given.keys() - wanted.keys():
        problems.append(Problem(file, key.replace(f"words.{FINDING}", "findings."), "translates nothing; remove it"))
    return sorted(problems, key=str)


def placeholders(text: str) -> list[str]:
    """``{first}`` and the like; a lone brace counts as a placeholder of its own, so that it is noticed."""
    return re.findall(r"\{([a-z_]*)\}", text) + re.findall(r"[{}]", re.sub(r"\{[a-z_]*\}", "", text))
