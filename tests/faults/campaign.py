"""The campaign: every fault planted, verify asked, and counted what it found, where, and what it said besides."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from sheets_gen.errors import SheetsGenError
from sheets_gen.excel.read import parse
from sheets_gen.filled import understand
from sheets_gen.findings import INFO, Finding
from sheets_gen.formula.functions import ErrorValue
from sheets_gen.snapshot import Snapshot
from sheets_gen.verify.rules import verify
from sheets_gen.verify.waivers import judge
from tests.engines import soffice
from tests.faults.fault import Fault, Spot, has_file, in_file, in_memory
from tests.faults.innocent import innocents
from tests.faults.planters import faults_of, planters
from tests.faults.reports import a1, clean
from tests.helpers import template

FOUND, ELSEWHERE, MISSED, REFUSED = "found", "at wrong cell", "missed", "refused"
LARGE = ("standard", "all")
MEMORY, FILE, RECALCULATED = "in memory", "in the file", "recalculated"
STORED = ("F107", "F108", "F109", "F110", "S106", "S107", "S108", "D104")
"""What LibreOffice puts right itself when it opens, recalculates and saves, or what is about stored results."""


class Outcome(NamedTuple):
    """What verify said of one planted fault."""

    code: str
    way: str
    shape: str
    how: str
    result: str
    extra: tuple[str, ...]
    """Findings above note level that have nothing to do with it."""
    told: str


def named_at(finding: Finding, spots: Sequence[Spot] | frozenset[Spot]) -> bool:
    """Does the finding stand at one of the places, or name its cell among those that it rests on?"""
    if (finding.tab, finding.cell) in spots:
        return True
    listed = finding.found if isinstance(finding.found, list) else []
    hinted = re.findall(r"(?:^|[ ;])([A-Z]{1,3}[0-9]+) \S+ \S+ = ", finding.hint)
    return any(f"{tab}!{cell}" in listed or (tab == finding.tab and cell in hinted) for tab, cell in spots if cell)


def outcome_of(name: str, fault: Fault, how: str, snapshot: Snapshot) -> Outcome:
    """Ask verify and judge its answer."""

    def told(result: str, extra: Sequence[Finding] = (), words: str = "") -> Outcome:
        shown = tuple(f"{one.code} {one.where}: {one.message[:90]}" for one in extra)
        return Outcome(fault.code, fault.way, name, how, result, shown, words)

    try:
        findings = judge(understand(snapshot, template()), fault.waive).findings
    except SheetsGenError as refused:
        return told(REFUSED, words=str(refused)[:200])
    codes = (fault.code, *fault.others)
    meant = [one for one in findings if one.code in codes]
    here = [one for one in meant if named_at(one, fault.spots) and _names(one, fault.names)]
    planted = fault.spots | {(where[0], a1(where)) for where in fault.cells}
    extra = [
        one
        for one in findings
        if one.level != INFO and one not in here and one.code not in fault.also and not named_at(one, planted)
    ]
    if here:
        return told(FOUND, extra, "" if here[0].code == fault.code else f"as {here[0].code}")
    wanted = ", ".join(sorted(f"{tab}!{cell}" for tab, cell in fault.spots))
    said = "; ".join(f"{one.code} {one.tab}!{one.cell} {one.message[:80]}" for one in findings[:6])
    return told(ELSEWHERE if meant else MISSED, extra, f"wanted at {wanted[:80]}; said: {said or 'nothing'}")


def _names(finding: Finding, word: str) -> bool:
    return not word or word in finding.message or word in finding.where or word == finding.period


def planted(name: str, code: str, seed: int, ways: int, most: int) -> tuple[list[Outcome], list[tuple[Fault, bytes]]]:
    """Every fault of a code in one report: in memory, and one of them through the file; files to recalculate."""
    base = clean(name)
    outcomes: list[Outcome] = []
    files: list[tuple[Fault, bytes]] = []
    for fault in faults_of(base, code, seed, least=ways, most=most):
        through_file = fault.file is not None
        outcomes.append(outcome_of(name, fault, FILE if through_file else MEMORY, in_memory(base, fault)))
        # One of each code also through the file, and each that puts an error among the results.
        errs = any(isinstance(cell.value, ErrorValue) for cell in fault.cells.values() if cell is not None)
        if not through_file and (errs or not files) and has_file(fault):
            data = in_file(base, fault)
            outcomes.append(outcome_of(name, fault, FILE, parse(data)))
            files.append((_plain(fault), data))
    return outcomes, files if code not in STORED else []


def _plain(fault: Fault) -> Fault:
    """Without what cannot travel to another process."""
    return fault._replace(memory=None, file=None, instead=None)


def recalculated(name: str, files: Sequence[tuple[Fault, bytes]]) -> Iterator[Outcome]:
    """The files opened, recalculated and saved by LibreOffice, in one go."""
    with TemporaryDirectory() as folder:
        work = Path(folder)
        paths = [work / f"f{at:03}.xlsx" for at in range(len(files))]
        for path, (_, data) in zip(paths, files, strict=True):
            path.write_bytes(data)
        out = work / "out"
        kind = "xlsx:Calc MS Excel 2007 XML"
        soffice(work / "profile", "--convert-to", kind, "--outdir", str(out), *map(str, paths))
        for path, (fault, _) in zip(paths, files, strict=True):
            yield outcome_of(name, fault, RECALCULATED, parse((out / path.name).read_bytes()))


def run(
    shapes: Sequence[str],
    *,
    seed: int = 1,
    ways: int = 5,
    most: int = 10_000,
    codes: Sequence[str] = (),
    jobs: int = 1,
    recalculate: Sequence[str] = (),
) -> list[Outcome]:
    """Plant every code in every shape; those named are also recalculated. A large report gets ``ways`` of a code."""
    todo = [
        (name, code, seed, ways, min(most, ways) if name in LARGE else most)
        for name in shapes
        for code in codes or planters()
    ]
    if jobs > 1:
        with ProcessPoolExecutor(jobs, get_context("fork")) as pool:
            made = list(pool.map(_planted, todo))
    else:
        made = [_planted(one) for one in todo]
    outcomes = [outcome for found, _ in made for outcome in found]
    for name in recalculate:
        held = [file for (shape, *_), (_, files) in zip(todo, made, strict=True) if shape == name for file in files]
        outcomes += recalculated(name, held)
    return outcomes


def _planted(one: tuple[str, str, int, int, int]) -> tuple[list[Outcome], list[tuple[Fault, bytes]]]:
    return planted(*one)


def false_alarms(names: Sequence[str], seed: int, jobs: int = 1) -> tuple[int, list[str]]:
    """How many innocent reports were verified, and what was found above a note in any of them."""
    todo = [(name, seed) for name in names]
    if jobs > 1:
        with ProcessPoolExecutor(jobs, get_context("fork")) as pool:
            made = list(pool.map(_innocent, todo))
    else:
        made = [_innocent(one) for one in todo]
    return sum(count for count, _ in made), [line for _, lines in made for line in lines]


def _innocent(one: tuple[str, int]) -> tuple[int, list[str]]:
    name, seed = one
    count, lines = 0, []
    for innocent in innocents((name,), seed):
        count += 1
        found = [f for f in verify(understand(innocent.snapshot, template())) if f.level != INFO]
        if found:
            lines.append(f"{name}, {innocent.way}: {found[0].code} {found[0].where}")
    return count, lines
