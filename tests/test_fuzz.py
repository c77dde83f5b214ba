"""Whatever stands in a file: it is read, or refused in one sentence. A sample here; ``python -m tests.fuzz`` does more.

Every input that ever escaped is kept in ``fuzz/crashers``; what is too large to be kept is made here.
"""

from __future__ import annotations

import shutil
from html import escape
from pathlib import Path

import pytest

from tests.fuzz.bases import bases, packed
from tests.fuzz.judge import judge
from tests.fuzz.mutate import mutant
from tests.fuzz.run import Judged, Tally, fuzz

CRASHERS = sorted((Path(__file__).parent / "fuzz" / "crashers").glob("*.xlsx"))
SEED, MUTANTS = 7, 120
NAMES = 60_000


def test_a_sample_of_mutants_is_read_or_refused(tmp_path: Path) -> None:
    told: list[Judged] = []

    def tell(_: Tally, judged: Judged) -> None:
        told.append(judged)

    tally = fuzz(SEED, range(MUTANTS), tmp_path, tell)
    escapes = [f"{one.number}: {one.verdict.words}" for one in told if one.verdict.outcome == "escape"]
    assert escapes == []
    assert tally.mutants == MUTANTS
    assert tally.refused >= MUTANTS // 5 and tally.read >= MUTANTS // 5, tally


@pytest.mark.parametrize("crasher", CRASHERS, ids=lambda path: str(path.stem))
def test_what_once_escaped(tmp_path: Path, crasher: Path) -> None:
    path = Path(shutil.copy(crasher, tmp_path))
    verdict = judge(path)
    assert verdict.outcome != "escape", verdict.words


def test_own_definitions_of_any_length(tmp_path: Path) -> None:
    """The nearest known id was looked for once for every unknown one: half a millisecond each."""
    parts = bases()[1].parts()
    strings = parts["xl/sharedStrings.xml"].decode()
    assert strings.count(BEFORE) == 1
    many = "".join(f'"stcudorp{at}":1,' for at in range(NAMES))
    parts["xl/sharedStrings.xml"] = strings.replace(BEFORE, BEFORE + escape(many, quote=False)).encode()
    path = tmp_path / "report.xlsx"
    path.write_bytes(packed(parts))
    verdict = judge(path)
    assert verdict.outcome == "refused", verdict.words
    assert verdict.seconds < 3


BEFORE = '"examples":[{"note":"5 of 100","inputs":{'


def test_there_are_crashers() -> None:
    assert CRASHERS


def test_a_mutant_is_the_same_every_time() -> None:
    for number in (0, 1, 2, 30):
        assert mutant(SEED, number) == mutant(SEED, number)
    assert len({mutant(SEED, number).data for number in range(20)}) == 20


def test_the_judge_sees_an_escape(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the sample could pass whatever happens."""
    path = tmp_path / "report.xlsx"
    path.write_bytes(bases()[0].data)
    assert judge(path).outcome == "read"

    def broken(*_: object) -> None:
        raise KeyError("a library's own")

    monkeypatch.setattr("tests.fuzz.judge.read_with", broken)
    assert judge(path).outcome == "escape"
