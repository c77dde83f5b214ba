"""What the command makes of one file, and whether that is how it may end.

All that verify does is done in this process: its outputs, then edits of the bytes, or --fix and --annotate. It may
refuse in one sentence per problem. Anything else is an escape: another exception, a library's words, ten seconds,
broken output, a mended copy that is no report.
"""

from __future__ import annotations

import io
import json
import re
import signal
import time
import traceback
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, suppress
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from sheets_gen.batch import Wanted, loaded, rendered
from sheets_gen.cli import MAX_LINE
from sheets_gen.errors import InputRefused, ProblemsFound, SheetsGenError
from sheets_gen.excel.edit import CellEdit, Edit, Edited, Mark, edit
from sheets_gen.excel.read import parse
from sheets_gen.identify import EMPTY
from sheets_gen.mend import Copies, copies
from sheets_gen.verbs import read_with
from sheets_gen.verify import waivers
from tests.fuzz.edits import EDITS

PATIENCE = 10
"""Seconds of work that a file may take; other programs on the machine do not count."""
_FOREIGN = re.compile(
    r"openpyxl|zipfile|zlib|expat|defusedxml|xlsxwriter|ElementTree|lxml|Traceback|Exception|Errno|NoneType|<class |"
    r"\b[A-Z]\w*Error\b|BadZip|has no attribute|invalid literal|codec can't|not subscriptable|not well-formed \(|"
    r"unpack requires|object is not|out of range\b.*index|index out of range|division by zero|line \d+, column \d+|"
    r"site-packages|\.py\b|0x[0-9a-f]{8,}|math domain|recursion depth"
)
"""Words that only a library or a traceback says."""


class Verdict(NamedTuple):
    """What became of a file."""

    outcome: str
    """``read``, ``refused`` or ``escape``."""
    words: str
    """The refusal, or what escaped and where."""
    seconds: float


class _TooLong(BaseException):
    """No ``except Exception`` stops it."""


def judge(path: Path) -> Verdict:
    """Run the command on a file, then edit it."""
    start = time.process_time()
    try:
        with _patience():
            outcome, words = _verify(path)
            if outcome != "escape":
                fault = _edit(path, readable=outcome == "read")
                outcome, words = ("escape", fault) if fault else (outcome, words)
    except _TooLong as late:
        outcome, words = "escape", f"took more than {PATIENCE} s at {_place(late)}"
    except BaseException as error:
        outcome, words = "escape", f"{type(error).__name__} at {_place(error)}: {str(error)[:200]}"
    return Verdict(outcome, words, time.process_time() - start)


@contextmanager
def _patience() -> Iterator[None]:
    def late(_signal: int, _frame: Any) -> NoReturn:
        raise _TooLong

    handler = signal.signal(signal.SIGPROF, late)
    signal.setitimer(signal.ITIMER_PROF, PATIENCE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, handler)


def _place(error: BaseException) -> str:
    """Where in our own code it came from, innermost."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "/sheets_gen/" in f.filename]
    shown = [f"{f.filename.partition('/sheets_gen/')[2]}:{f.lineno} {f.name}" for f in frames[-2:]]
    return " > ".join(shown) or "?"


def _verify(path: Path) -> tuple[str, str]:
    """All outputs of the command; nothing may go to stderr, where a library would warn."""
    error = io.StringIO()
    try:
        with redirect_stderr(error):
            filled = read_with(path, loaded(None))
            verdict = waivers.judge(filled, ())
            text, data, page = (rendered(path, path.name, filled, verdict, Wanted(shape)).text for shape in _SHAPES)
    except SheetsGenError as refused:
        return _refusal(refused)
    fault = _wrong_text(text) or _wrong_text(page) or _wrong_json(data)
    fault = fault or (f"on stderr: {error.getvalue()[:200]!r}" if error.getvalue() else "")
    return ("escape", fault) if fault else ("read", "")


_SHAPES = ("text", "json", "markdown")


def _refusal(refused: SheetsGenError) -> tuple[str, str]:
    lines = str(refused).splitlines()
    allowed = len(refused.problems) if isinstance(refused, ProblemsFound) else 1
    told = f"{type(refused).__name__}: {str(refused)[:300]!r}"
    if not isinstance(refused, InputRefused):
        return "escape", f"a refusal that is not about the file, at {_place(refused)}: {told}"
    if len(lines) != allowed or not str(refused).strip():
        return "escape", f"{len(lines)} lines in a refusal, at {_place(refused)}: {told}"
    if found := _FOREIGN.search(str(refused)):
        return "escape", f"the words {found[0]!r} in a refusal, at {_place(refused)}: {told}"
    if len(str(refused)) > 3 * MAX_LINE * allowed:
        return "escape", f"a refusal of {len(str(refused)):,} characters, at {_place(refused)}: {told[:200]}"
    return "refused", str(refused)


def _wrong_text(text: str) -> str:
    """What is wrong with the output for people."""
    for line in text.split("\n"):
        if strange := [c for c in line if not c.isprintable()]:
            return f"text output holds {strange[0]!r}: {line[:200]!r}"
        if len(line) > 3 * MAX_LINE:
            return f"text output has a line of {len(line):,} characters: {line[:200]!r}"
        if found := _FOREIGN.search(line):
            return f"text output says {found[0]!r}: {line[:200]!r}"
    return ""


def _wrong_json(data: str) -> str:
    """What is wrong with the output for programs."""

    def constant(name: str) -> NoReturn:
        raise ValueError(f"{name} is no JSON")

    try:
        found = json.loads(data, parse_constant=constant)
        data.encode("utf-8")
    except ValueError as error:
        return f"JSON output is not JSON: {error}"
    for one in found["findings"]:
        if any(len(str(one.get(key)).splitlines()) > 1 for key in ("where", "message", "hint")):
            return f"more than one line in a finding: {str(one)[:300]}"
    return ""


def _edit(path: Path, *, readable: bool) -> str:
    """What is wrong with editing the bytes: with all edits at once, and with one of them, or with --fix."""
    data = path.read_bytes()
    which = zlib.crc32(data)
    if readable and which % 3 == 0:
        return _mend(path)
    for edits in (EDITS[0], EDITS[which % len(EDITS)]) if readable else EDITS[:1]:
        try:
            edited = edit(data, edits)
        except InputRefused as refused:
            outcome, words = _refusal(refused)
            if outcome == "escape":
                return f"edit: {words}"
            continue
        if readable and (fault := _not_made(edited, edits)):
            return f"edit {fault}; by {str(edits)[:120]}"
    return ""


def _not_made(edited: Edited, edits: Sequence[Edit]) -> str:
    """What is missing from the edited bytes: they must be a workbook still, and hold each value and note."""
    try:
        snapshot = parse(edited.data)
    except InputRefused as refused:
        return f"makes a readable file unreadable: {refused}"
    notes = b"".join(_notes(edited.data))
    for one in edits:
        if isinstance(one, CellEdit) and not one.keep_formula:
            tab = snapshot.tab(one.tab)
            found = tab.cells.get((one.row, one.column), EMPTY).value if tab is not None else None
            if found != one.value:
                return f"says it wrote {one.value!r}, and {found!r} is read"
        if isinstance(one, Mark) and not edited.left and one.note.encode() not in notes:
            return f"lost the note {one.note!r}"
    return ""


def _notes(data: bytes) -> Iterator[bytes]:
    """The parts that hold notes; one that was damaged before holds none of ours."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            with suppress(zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError):
                yield archive.read(name) if "comments" in name else b""


def _mend(path: Path) -> str:
    """What is wrong with --fix and --annotate: both copies must be reports again."""
    mended, marked = path.with_name("mended.xlsx"), path.with_name("marked.xlsx")
    try:
        made = copies(path, Copies(mended, marked, True), Wanted("json"))
    except InputRefused as refused:
        outcome, words = _refusal(refused)
        return f"fix: {words}" if outcome == "escape" else ""
    for copy in (mended, marked):
        try:
            read_with(copy, loaded(None))
        except InputRefused as refused:
            return f"fix: the copy is refused: {refused}"
    return f"fix: {fault}" if (fault := _wrong_json(made.text)) else ""
