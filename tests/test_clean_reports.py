"""Verify is quiet where nothing is wrong: clean reports of many shapes, as four kinds of programs save them.

Each report is verified as XlsxWriter wrote it (ours), after a round trip through LibreOffice, after openpyxl loaded and
saved it, and after LibreOffice recalculated what openpyxl had saved. openpyxl keeps formulas and loses their results,
so of its files exactly one warning is right, F109 (never calculated), and nothing else above a note; of all others
there must be none.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from sheets_gen.config import ALL, Config
from sheets_gen.excel.read import parse
from sheets_gen.excel.write import write
from sheets_gen.filled import understand
from sheets_gen.findings import INFO
from sheets_gen.verify.rules import verify
from tests.engines import soffice
from tests.faults.innocent import NUMBERS, innocents
from tests.faults.openpyxl_saved import saved_by_openpyxl
from tests.faults.reports import FEW, SHAPES, TARGETS, Shape, filled_report
from tests.helpers import template

OWN_LISTS = {
    "categories": {"billing": "Billing", "login": "Log-in & <access>", "other": "Other"},
    "channels": {"mail": "Mail", "shop": "Shop “North”"},
}
LEVELS = {way: (level, change) for way, level, change in NUMBERS}
CLEAN: dict[str, tuple[Shape, str]] = {
    "standard-de": (Shape(Config(profile="standard", language="de", targets=TARGETS), "2025-01", 6), ""),
    "all-el": (Shape(Config(profile=ALL, language="el"), "2025-04", 4), ""),
    "databox-ja": (SHAPES["databox"], ""),
    "hootsuite-ar": (SHAPES["hootsuite"], "waves"),
    "digisac-pt": (Shape(Config(profile="digisac", language="pt-BR", currency="BRL"), "2025-02"), "partly filled"),
    "liveagent-fr": (Shape(Config(profile="liveagent", language="fr", targets={"csat": 0.9}), "2024-06", 8), ""),
    "nextiva-es": (Shape(Config(profile="nextiva", language="es"), "2024-Q1", 8, "quarter"), "rather small"),
    "digisac-zh": (Shape(Config(profile="digisac", language="zh-Hans"), "2025-W01", 14, "week"), ""),
    "hootsuite-th": (
        Shape(Config(profile="hootsuite", language="th"), "2025-W40", 9, "week"), "a season of twice the volume"
    ),
    "few-en": (SHAPES["few"], "an empty period in the middle"),
    "hard-effort": (Shape(Config(profile="nextiva", options={"ces_high_means": "hard"}), "2025-01", 6), ""),
    "business-hours": (Shape(Config(metrics=FEW, options={"hours_basis": "business"}), "2025-01", 8), "very large"),
    "own-lists": (Shape(Config(metrics=FEW, members=OWN_LISTS, title="Support — 2025"), "2025-01", 8), ""),
    "still": (Shape(Config(metrics=FEW, language="ja"), "2025-01", 8), "a period in which nothing came in"),
    "one-month": (Shape(Config(profile="databox"), "2025-05", 1), ""),
}  # fmt: skip


def above_a_note(data: bytes) -> list[str]:
    """What verify says of a file, but for notes."""
    return [f"{f.code} {f.where}: {f.message}" for f in verify(understand(parse(data), template())) if f.level != INFO]


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], bytes]:
    """Every report by its name and by who saved it; LibreOffice is started once for all."""
    files: dict[tuple[str, str], bytes] = {}
    for name, (shape, way) in CLEAN.items():
        made, _ = filled_report(shape, 7, *LEVELS[way]) if way else filled_report(shape, 7)
        files[name, "ours"] = write(made.plan)
        files[name, "openpyxl"] = saved_by_openpyxl(files[name, "ours"])
    work = tmp_path_factory.mktemp("clean")
    paths = {key: work / f"{'-'.join(key)}.xlsx" for key in files}
    for key, path in paths.items():
        path.write_bytes(files[key])
    _converted(work, list(paths.values()))
    for name, who in list(files):
        by = "LibreOffice" if who == "ours" else "openpyxl, then LibreOffice"
        files[name, by] = (work / "out" / paths[name, who].name).read_bytes()
    return files


def _converted(work: Path, paths: list[Path]) -> None:
    kind = "xlsx:Calc MS Excel 2007 XML"
    soffice(work / "profile", "--convert-to", kind, "--outdir", str(work / "out"), *map(str, paths))


def test_nothing_is_found_in_clean_reports(saved: dict[tuple[str, str], bytes]) -> None:
    found = {key: lines for key, data in saved.items() if (lines := above_a_note(data))}
    never = {key: lines for key, lines in found.items() if key[1] == "openpyxl"}
    assert {key: lines for key, lines in found.items() if key not in never} == {}
    assert len(never) == len(CLEAN), "openpyxl loses the results, which is told"
    assert all(len(lines) == 1 and lines[0].startswith("F109 ") for lines in never.values())
    assert len(saved) >= 50


def test_languages_profiles_and_kinds_of_periods_are_there() -> None:
    shapes = [shape for shape, _ in CLEAN.values()]
    assert {s.config.language for s in shapes} == set(template().languages)
    assert {s.config.profile for s in shapes} >= {*template().profiles, ALL}
    assert {s.every for s in shapes} == {"month", "week", "quarter"}


def test_innocent_changes_are_no_findings() -> None:
    """Other spellings of formulas, rows and columns put in, tabs renamed, looks, and unusual but sound numbers."""
    wrong: dict[str, list[str]] = {}
    ways = 0
    for one in innocents(("few",), seed=3):
        ways += 1
        filled = understand(one.snapshot, template())
        if found := [f"{f.code} {f.where}" for f in verify(filled) if f.level != INFO]:
            wrong[one.way] = found[:3]
    assert wrong == {}
    assert ways >= 80
