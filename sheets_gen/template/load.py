"""Template files to a checked ``Template``: every error of every file is found in one run."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sheets_gen.errors import FormulaError, ProblemsFound
from sheets_gen.formula.nodes import Node
from sheets_gen.formula.parse import parse
from sheets_gen.template import shapes
from sheets_gen.template.check import check
from sheets_gen.template.looks import check_words
from sheets_gen.template.schema import (
    Erratum,
    Example,
    Identity,
    Input,
    Interval,
    Metric,
    Section,
    Source,
    Template,
    Unit,
)
from sheets_gen.template.shapes import Key, Problem, conform
from sheets_gen.template.toml import read_table, tables_in

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def load(root: Traversable | Path | None = None) -> Template:
    """The template in a folder (default: the one that ships). Raises ProblemsFound with all errors."""
    problems: list[Problem] = []
    place = root if root is not None else _shipped()
    if isinstance(place, Path) and not _is_folder(place):
        raise ProblemsFound([Problem(str(place), "", "no such template folder")])
    template = _build(place, problems)
    problems.extend(check(template))
    if root is not None:
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


def _build(root: Traversable | Path, problems: list[Problem]) -> Template:
    head = read_table(root.joinpath("template.toml"), "template.toml", problems)
    problems.extend(conform(head, shapes.TEMPLATE, "template.toml"))
    units = read_table(root.joinpath("units.toml"), "units.toml", problems)
    styles = read_table(root.joinpath("styles.toml"), "styles.toml", problems)
    sections = read_table(root.joinpath("tabs").joinpath("metrics.toml"), "tabs/metrics.toml", problems)
    words, months = _languages(root, problems)
    return Template(
        id=str(head.get("id", "")),
        version=str(head.get("version", "")),
        articles=_texts(head, "articles"),
        sections=tuple(Section(str(k), str(v)) for k, v in _table(sections, "sections").items()),
        headline=_tuple(head, "headline"),
        units={id: _unit(id, t, problems) for id, t in units.items() if _is_table(t, "units.toml", id, problems)},
        members={k: _texts(v, None) for k, v in _table(head, "members").items() if isinstance(v, dict)},
        inputs=_inputs(root, problems),
        metrics={id: _metric(id, file, t, problems) for id, file, t in tables_in(root, "metrics", problems)},
        identities=_identities(root, problems),
        words=words,
        months=months,
        styles=styles,
        palette=_tuple(head, "palette"),
    )


def _is_table(value: object, file: str, key: str, problems: list[Problem]) -> bool:
    if not isinstance(value, dict):
        problems.append(Problem(file, key, "must be a table, such as [promoters]"))
    return isinstance(value, dict)


def _table(table: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = table.get(key)
    return value if isinstance(value, dict) else {}


def _texts(table: Mapping[str, Any], key: str | None) -> dict[str, str]:
    chosen = table if key is None else _table(table, key)
    return {str(k): str(v) for k, v in chosen.items()}


def _tuple(table: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = table.get(key)
    return tuple(str(item) for item in value) if isinstance(value, list) else ()


def _text(table: Mapping[str, Any], key: str) -> str:
    value = table.get(key, "")
    return " ".join(value.split()) if isinstance(value, str) else ""


def _languages(
    root: Traversable | Path, problems: list[Problem]
) -> tuple[dict[str, dict[str, str]], dict[str, tuple[str, ...]]]:
    words: dict[str, dict[str, str]] = {}
    months: dict[str, tuple[str, ...]] = {}
    for id, file, table in tables_in(root, "languages", problems):
        words[id] = _texts(table, "words")
        months[id] = _tuple(table, "months")
        if len(months[id]) != 12:
            problems.append(Problem(file, "months", "must be a list of twelve short month names"))
    return words, months


def _unit(id: str, table: Mapping[str, Any], problems: list[Problem]) -> Unit:
    problems.extend(conform(table, shapes.UNIT, "units.toml", f"{id}."))
    scale = table.get("change_scale", 1)
    return Unit(
        id=id,
        label=_text(table, "label"),
        format=str(table.get("format", "General")),
        change_format=str(table.get("change_format", "")),
        change_scale=scale if isinstance(scale, int) else 1,
        whole=table.get("whole") is True,
    )


def _inputs(root: Traversable | Path, problems: list[Problem]) -> dict[str, Input]:
    found: dict[str, Input] = {}
    for _, file, group in tables_in(root, "inputs", problems):
        for id, table in group.items():
            if not _is_table(table, file, id, problems):
                continue
            if id in found:
                problems.append(Problem(file, id, f"is already defined in {found[id].file}; ids are unique"))
                continue
            problems.extend(conform(table, shapes.INPUT, file, f"{id}."))
            found[id] = _input(id, table, file)
    return found


def _identities(root: Traversable | Path, problems: list[Problem]) -> dict[str, Identity]:
    file = "identities.toml"
    found: dict[str, Identity] = {}
    for id, table in read_table(root.joinpath(file), file, problems).items():
        if not _is_table(table, file, id, problems):
            continue
        problems.extend(conform(table, shapes.IDENTITY, file, f"{id}."))
        texts = {key: _text(table, key) for key in shapes.IDENTITY}
        trees = {
            side: _formula(texts[side], file, f"{id}.{side}", problems) if texts[side] else None
            for side in ("left", "right")
        }
        found[id] = Identity(
            id,
            trees["left"],
            texts["left"],
            texts["relation"],
            trees["right"],
            texts["right"],
            texts["level"],
            texts["says"],
        )
    return found


def _input(id: str, table: Mapping[str, Any], file: str) -> Input:
    least, most = table.get("least", 0), table.get("most")
    return Input(
        id=id,
        label=_text(table, "label"),
        unit=_text(table, "unit"),
        rollup=_text(table, "rollup"),
        how=_text(table, "how"),
        least=float(least) if isinstance(least, (int, float)) else None,
        most=float(most) if isinstance(most, (int, float)) else None,
        members=_text(table, "members"),
        file=file,
    )


def _metric(id: str, file: str, table: dict[str, Any], problems: list[Problem]) -> Metric:
    problems.extend(conform(table, shapes.METRIC, file))
    text = _text(table, "formula")
    order = table.get("order")
    return Metric(
        id=id,
        label=_text(table, "label"),
        short=_text(table, "short") or _text(table, "label"),
        description=_text(table, "description"),
        how=_text(table, "how"),
        unit=_text(table, "unit"),
        better=_text(table, "better"),
        tier=_text(table, "tier"),
        section=_text(table, "section"),
        order=order if isinstance(order, int) else 0,
        formula=_formula(text, file, "formula", problems) if text else None,
        formula_text=text,
        distribution=_text(table, "distribution"),
        total=_text(table, "total"),
        shares=table.get("shares") is True,
        spikes=table.get("spikes") is True,
        interval=_interval(table, file, problems),
        context=_tuple(table, "context"),
        sources=tuple(_source(t) for t in _each(table, "sources", shapes.SOURCE, file, problems)),
        examples=tuple(
            _example(t, file, i, problems)
            for i, t in enumerate(_each(table, "examples", shapes.EXAMPLE, file, problems), 1)
        ),
        errata=tuple(_erratum(t, file, problems) for t in _each(table, "errata", shapes.ERRATUM, file, problems)),
        since=_text(table, "since"),
    )


def _each(
    table: Mapping[str, Any], key: str, shape: Mapping[str, Key], file: str, problems: list[Problem]
) -> list[dict[str, Any]]:
    items = table.get(key, [])
    kept = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    for index, item in enumerate(kept, 1):
        problems.extend(conform(item, shape, file, f"{key}[{index}]."))
    return kept


def _formula(text: str, file: str, key: str, problems: list[Problem]) -> Node | None:
    try:
        return parse(text)
    except FormulaError as error:
        problems.append(Problem(file, key, error.pointed()))
        return None


def _interval(table: Mapping[str, Any], file: str, problems: list[Problem]) -> Interval | None:
    given = table.get("interval")
    if not isinstance(given, dict):
        return None
    problems.extend(conform(given, shapes.INTERVAL, file, "interval."))
    return Interval(_text(given, "method"), _tuple(given, "arguments"))


def _source(table: Mapping[str, Any]) -> Source:
    return Source(_text(table, "article"), _text(table, "name"), _text(table, "formula"))


def _example(table: Mapping[str, Any], file: str, index: int, problems: list[Problem]) -> Example:
    given = table.get("periods", [table.get("inputs", {})])
    periods = [p for p in given if isinstance(p, dict)] if isinstance(given, list) else []
    if ("periods" in table) == ("inputs" in table):
        problems.append(Problem(file, f"examples[{index}]", "needs either inputs or periods"))
    for period in periods:
        for key, value in period.items():
            if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
                problems.append(Problem(file, f"examples[{index}].{key}", "must be a number; leave a blank input out"))
    expect = table.get("expect", "")
    return Example(
        note=_text(table, "note"),
        periods=tuple({str(k): float(v) for k, v in p.items() if isinstance(v, (int, float))} for p in periods),
        expect=float(expect) if isinstance(expect, (int, float)) else str(expect),
        places=table.get("places"),
    )


def _erratum(table: Mapping[str, Any], file: str, problems: list[Problem]) -> Erratum:
    wrong = _text(table, "wrong")
    return Erratum(
        id=_text(table, "id"),
        article=_text(table, "article"),
        says=_text(table, "says"),
        right=_text(table, "right"),
        wrong=_formula(wrong, file, f"errata[{_text(table, 'id')}].wrong", problems) if wrong else None,
    )
