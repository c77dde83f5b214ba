"""TOML files to tables, with every failure as a located problem (never a parser's exception)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from sheets_gen.template.shapes import Problem

MAX_BYTES = 256 * 1024


def read_table(file: Traversable | Path, name: str, problems: list[Problem]) -> dict[str, Any]:
    """The table in a TOML file; an unreadable file is a problem and an empty table."""
    try:
        data = file.read_bytes()
    except OSError as error:
        problems.append(Problem(name, "", f"cannot be read ({error.strerror or 'not found'})"))
        return {}
    return parse_table(data, name, problems)


def parse_table(data: bytes, name: str, problems: list[Problem]) -> dict[str, Any]:
    """The table in TOML text of at most 256 KiB."""
    if len(data) > MAX_BYTES:
        problems.append(Problem(name, "", f"is larger than {MAX_BYTES // 1024} KiB"))
        return {}
    try:
        return tomllib.loads(data.decode("utf-8"))
    except UnicodeDecodeError:
        problems.append(Problem(name, "", "is not UTF-8 text; save it as UTF-8"))
    except tomllib.TOMLDecodeError as error:
        problems.append(Problem(name, "", f"is not valid TOML: {error}"))
    except (RecursionError, ValueError, OverflowError):
        problems.append(Problem(name, "", "is nested too deeply, or holds a number with too many digits"))
    return {}


def tables_in(root: Traversable, folder: str, problems: list[Problem]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(id, file name, table) of every .toml file in a folder, by name."""
    place = root.joinpath(folder)
    if not place.is_dir():
        problems.append(Problem(folder, "", "folder is missing"))
        return
    for file in sorted(place.iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            name = f"{folder}/{file.name}"
            yield file.name.removesuffix(".toml"), name, read_table(file, name, problems)
