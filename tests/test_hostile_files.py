"""What strangers may hand over: each kind is answered in one sentence or read, soon and in little memory.

``tests/goldens/hostile.toml`` lists exit code and sentence by kind. Write it anew with
``UPDATE_GOLDENS=1 python -m pytest tests/test_hostile_files.py`` (one process) and read the difference.
``python -m tests.hostile FOLDER`` writes the files for a person to look at.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.hostile import other_kinds, settings, strangers
from tests.hostile.build import CANARY_FILE
from tests.hostile.run import NAMES, Outcome, put, verify

GOLDEN = Path(__file__).parent / "goldens" / "hostile.toml"
SECONDS, MEBIBYTES = 10, 512
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""What may drive a terminal, or turn a line around; a line's own end is no such thing."""
INSIDES = re.compile(
    r"Traceback|FORBIDDEN|openpyxl|zipfile|BadZip|zlib|expat|defusedxml|ParseError|struct\.|codec|recursion"
    r"|\b[A-Z]\w*(Error|Exception)\b|\.py\b|/site-packages/"
)
"""Names that mean something to us alone."""


def _goldens() -> dict[str, dict[str, str]]:
    return tomllib.loads(GOLDEN.read_text(encoding="utf-8")) if GOLDEN.exists() else {}


def _lines(goldens: dict[str, dict[str, str]]) -> Iterator[str]:
    for table, held in sorted(goldens.items()):
        yield f"[{table}]"
        yield from (f"{name} = {json.dumps(said, ensure_ascii=False)}" for name, said in sorted(held.items()))
        yield ""


def _update(name: str, said: str) -> None:
    table, _, kind = name.partition("/")
    goldens = _goldens()
    goldens.setdefault(table, {})[kind] = said
    GOLDEN.write_text("\n".join(_lines(goldens)), encoding="utf-8")


def _check_words(name: str, found: Outcome, said: str) -> None:
    out = found.stdout + found.stderr
    assert not INSIDES.search(out)
    assert not CONTROL.search(out)
    assert CANARY_FILE.read_text(encoding="utf-8").strip() not in out
    assert max(map(len, out.splitlines())) < 2_000
    if found.code in (0, 1):
        assert found.stderr == ""
    else:
        assert (found.code, found.stdout) == (3, "")
        assert found.stderr.count("\n") == 1
        assert found.stderr.endswith("\n")
        assert re.match("3 error: .*FILE'?: ", said) or name == "places/name_of_blanks"


ALL = bool(os.environ.get("EVERY_HOSTILE_FILE") or os.environ.get("UPDATE_GOLDENS"))
CHOSEN = NAMES if ALL else NAMES[::3]
"""Each runs in a process of its own, so ``make test`` takes every third kind, and ``make fuzz`` all of them."""


@pytest.mark.parametrize("name", CHOSEN)
def test_a_hostile_file_is_answered(name: str) -> None:
    with TemporaryDirectory() as folder:
        path = put(name, Path(folder))
        found = verify(name, Path(folder), path)
        said = found.golden(path)
    if os.environ.get("UPDATE_GOLDENS"):
        _update(name, said)
    table, _, kind = name.partition("/")
    expected = _goldens()[table][kind]
    if table == "real_reports":
        assert said in ("0", "1"), found.stderr  # which findings they make is said elsewhere
    else:
        assert said == expected, found.stdout
    _check_words(name, found, said)
    assert found.seconds <= SECONDS
    assert found.mebibytes <= MEBIBYTES


def test_no_golden_is_forgotten() -> None:
    assert {f"{table}/{kind}" for table, held in _goldens().items() for kind in held} == set(NAMES)


def test_harmless_additions_keep_a_report_readable_and_free_of_errors() -> None:
    goldens = _goldens()
    assert {kind: goldens["strangers"][kind] for kind in strangers.KINDS} == dict.fromkeys(strangers.KINDS, "0")
    assert set(goldens["strangers_books"]) == set(strangers.REFUSED)
    assert not [said for said in goldens["strangers_books"].values() if "damaged" in said or "far smaller" in said]


def test_every_sentence_says_the_way_out() -> None:
    """Reason and advice, as the report's other messages have them."""
    said = [text for held in _goldens().values() for text in held.values() if text.startswith("3 ")]
    without = {text for text in said if ";" not in text}
    known = ("no such file", "cannot be read (", "does not know", "custom.")
    assert not [text for text in without if not any(words in text for words in known)]
    assert len(set(said)) > 50
    assert len(other_kinds.KINDS) + len(settings.KINDS) > 100
