"""TOML files to tables, with every failure as a located problem (never a parser's exception)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sheets_gen.files import read_small
from sheets_gen.template.shapes import Problem

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

MAX_BYTES = 512 * 1024


def read_table(file: Traversable | Path, name: str, problems: list[Problem]) -> dict[str, Any]:
    """The table in a TOML file; an unreadable file is a problem and an empty table."""
    try:
        data = read_small(file, MAX_BYTES) if isinstance(file, Path) else file.read_bytes()
    except OSError as error:
        problems.append(Problem(name, "", f"cannot be read ({error.strerror or error})"))
        return {}
    return parse_table(data, name, problems)


def parse_table(data: bytes, name: str, problems: list[Problem]) -> dict[str, Any]:
    """The table in TOML text of at most MAX_BYTES."""
    if len(data) > MAX_BYTES:
        problems.append(Problem(name, "", f"is larger than {MAX_BYTES // 1024} KiB"))
        return {}
    try:
        table = tomllib.loads(data.decode("utf-8"))
        if holds_huge_number(table):
            raise OverflowError
        return table
    except UnicodeDecodeError:
        problems.append(Problem(name, "", "is not UTF-8 text; save it as UTF-8"))
    except tomllib.TOMLDecodeError as error:
        problems.append(Problem(name, "", f"is not valid TOML: {error}"))
    except (RecursionError, ValueError, OverflowError):
        problems.append(Problem(name, "", "is nested too deeply, or holds a number with too many digits"))
    return {}


def holds_huge_number(table: dict[str, Any]) -> bool:
    """TOML's whole numbers have 64 bits; larger ones would fail later, in a float or in a message."""
    waiting: list[object] = [table]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, int) and abs(value) >= 2**63:
            return True
    return False


def tables_in(
    root: Traversable | Path, folder: str, problems: list[Problem]
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(id, file name, table) of every .toml file in a folder, by name."""
    place = root.joinpath(folder)
    try:
        if not place.is_dir():
            problems.append(Problem(folder, "", "folder is missing"))
            return
        files = sorted(place.iterdir(), key=lambda f: f.name)
    except OSError as error:
        problems.append(Problem(folder, "", f"cannot be read ({error.strerror or error})"))
        return
    for file in files:
        if file.name.endswith(".toml"):
            name = f"{folder}/{file.name}"
            yield file.name.removesuffix(".toml"), name, read_table(file, name, problems)
