"""Verify for one file or many: what each has to show, its exit code, and as many processes as there are cores."""

from __future__ import annotations

import gc
import json
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path
from typing import NamedTuple

import click

from sheets_gen.config import read_config
from sheets_gen.errors import InputRefused, SheetsGenError
from sheets_gen.filled import Filled
from sheets_gen.findings import ERROR, INFO, WARNING, summary
from sheets_gen.template.load import load
from sheets_gen.template.schema import Template
from sheets_gen.verbs import read_with
from sheets_gen.verify.report import as_json, as_markdown, as_text, one_line
from sheets_gen.verify.waivers import Verdict, judge

FEW = 4
"""So few files are read before other processes would be up."""
SWEEP = 8
"""Files between two collections of garbage, which the command line switches off."""


class Wanted(NamedTuple):
    """What to do with each file."""

    shape: str = "text"
    """text, markdown or json"""
    many: bool = False
    """One of several: JSON then takes one line."""
    strict: bool = False
    """Warnings fail too."""
    colour: bool = False
    template: Path | None = None
    waive: tuple[str, ...] = ()
    """Waivers of a report.toml."""


class Outcome(NamedTuple):
    """What verify has to say of one file."""

    path: Path
    text: str
    """For stdout; empty for a file that was refused and whose refusal is no result."""
    code: int
    """0 nothing wrong, 1 findings that fail, 3 refused"""
    refused: str = ""
    counts: tuple[int, int, int] = (0, 0, 0)
    """Errors, warnings, notes."""


def files_in(paths: Sequence[Path]) -> list[Path]:
    """The files named, and of each folder named its workbooks, by name. Raises InputRefused for an empty folder."""
    found: list[Path] = []
    for path in paths:
        if not _is_folder(path):
            found.append(path)
            continue
        try:
            inside = sorted(
                p for p in path.iterdir() if p.suffix.lower() == ".xlsx" and not p.name.startswith(("~", "."))
            )
        except OSError as error:
            raise InputRefused(f"{path}: cannot be read ({error.strerror or error})") from None
        if not inside:
            raise InputRefused(f"{path}: is a folder without .xlsx files; name a report")
        found += inside
    return list(dict.fromkeys(found))


def _is_folder(path: Path) -> bool:
    """False also where that cannot be told; reading the file then says why."""
    try:
        return path.is_dir()
    except OSError:
        return False


def _is_workbook(name: str) -> bool:
    return name.lower().endswith(".xlsx") and not name.startswith(("~", "."))


def waivers_of(config: Path | None, template: Path | None) -> tuple[str, ...]:
    """The waivers of a report.toml. Raises ProblemsFound with every error of the file."""
    return read_config(config, load(template)).config.waive if config is not None else ()


def outcome(path: Path, wanted: Wanted) -> Outcome:
    """Verify one file. Raises InputRefused or NotOurReport."""
    filled = read_with(path, loaded(wanted.template))
    return rendered(path, str(path), filled, judge(filled, wanted.waive), wanted)


def rendered(path: Path, name: str, filled: Filled, verdict: Verdict, wanted: Wanted) -> Outcome:
    """A verdict in the shape wanted."""
    if wanted.shape == "json":
        indent = None if wanted.many else 2
        text = json.dumps(as_json(name, filled, verdict), ensure_ascii=False, indent=indent)
    elif wanted.shape == "markdown":
        text = "\n".join(as_markdown(name, filled, verdict))
    else:
        paint = _painted if wanted.colour else _plain
        heading = [paint(f"== {one_line(name)}", "tab")] if wanted.many else []
        text = "\n".join([*heading, *as_text(name, filled, verdict, paint)])
    counted = summary(verdict.findings)
    fails = counted[ERROR] or (wanted.strict and counted[WARNING])
    return Outcome(path, text, 1 if fails else 0, "", (counted[ERROR], counted[WARNING], counted[INFO]))


@cache
def loaded(template: Path | None) -> Template:
    """The template, loaded once."""
    return load(template)


_COLOURS = {ERROR: "red", WARNING: "yellow", INFO: "cyan"}


def _painted(text: str, what: str) -> str:
    if what == "tab":
        return click.style(text, bold=True)
    return click.style(text, dim=True) if what == "hint" else click.style(text, fg=_COLOURS[what], bold=what == ERROR)


def _plain(text: str, _: str) -> str:
    return text


def outcomes(paths: Sequence[Path], wanted: Wanted, jobs: int = 0) -> Iterator[Outcome]:
    """Verify many files, in their order; a refused one is an outcome too. ``jobs`` 0: one process a core."""
    loaded(wanted.template)
    jobs = min(jobs or _cores(), len(paths))
    if jobs < 2 or len(paths) < FEW:
        gc.freeze()
        for at, path in enumerate(paths):
            yield _of_many(path, wanted)
            if at % SWEEP == SWEEP - 1:
                gc.collect()
        return
    yield from _in_processes(paths, wanted, jobs)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _of_many(path: Path, wanted: Wanted) -> Outcome:
    try:
        return outcome(path, wanted)
    except SheetsGenError as error:
        refused = str(error).splitlines()[0]
        text = json.dumps({"schema": 1, "report": {"file": str(path)}, "refused": refused}, ensure_ascii=False)
        return Outcome(path, text if wanted.shape == "json" else "", 3, refused)


def _in_processes(paths: Sequence[Path], wanted: Wanted, jobs: int) -> Iterator[Outcome]:
    """In other processes: where forking is possible they start with the template that is loaded already."""
    forks = "fork" in get_all_start_methods()
    with ProcessPoolExecutor(jobs, get_context("fork" if forks else None), _start) as pool:
        waiting = [pool.submit(_in_turn, path, wanted) for path in paths]
        for path, future in zip(paths, waiting, strict=True):
            yield _result(path, future)


def _start() -> None:
    gc.disable()
    gc.freeze()


_done = 0


def _in_turn(path: Path, wanted: Wanted) -> Outcome:
    global _done  # noqa: PLW0603  # of this process alone
    _done += 1
    if _done % SWEEP == 0:
        gc.collect()
    return _of_many(path, wanted)


def _result(path: Path, future: Future[Outcome]) -> Outcome:
    try:
        return future.result()
    except BrokenProcessPool:
        return Outcome(path, "", 3, f"{path}: could not be verified: a process ended early; verify it alone")
