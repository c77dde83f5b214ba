"""Every kind by name, and what ``sheets-gen verify`` answers to one: code, words, seconds, memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from tests.helpers import ROOT
from tests.hostile import archives, cells, costs, other_kinds, places, settings, strangers, xml_parts

HERE = Path(__file__).parent
BYTES = {
    f"{module}/{name}": make
    for module, kinds in {
        "archives": archives.KINDS,
        "cells": cells.KINDS,
        "costs": costs.KINDS,
        "other_kinds": other_kinds.KINDS,
        "real_reports": settings.REAL_REPORTS,
        "settings": settings.KINDS,
        "strangers": strangers.KINDS,
        "strangers_books": strangers.REFUSED,
        "xml_parts": xml_parts.KINDS,
    }.items()
    for name, make in kinds.items()
}
PLACES = {f"places/{name}": make for name, make in places.KINDS.items()}
NAMES = (*BYTES, *PLACES)
PATIENCE = 60
"""Seconds after which a child is stopped; what is allowed is far less."""

# A process made from a large one is said to be as large: this small one stands between, and tells of the child alone.
BETWEEN = f"""
import json, os, resource, signal, sys
folder, plain, result, *command = sys.argv[1:]
os.chdir(folder)
child = os.fork()
if not child:
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    signal.alarm({PATIENCE})
    if plain == "1":
        import ctypes
        for right in 1, 2:  # root's to read everything; that of dropping rights is needed for it
            ctypes.CDLL(None).prctl(24, right, 0, 0, 0)
    os.execv(command[0], command)
_, status, usage = os.wait4(child, 0)
told = [os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024]
os.write(int(result), json.dumps(told).encode())
"""


class Outcome(NamedTuple):
    """What became of one file."""

    code: int
    stdout: str
    stderr: str
    seconds: float
    """Of work: what others do at the same time does not count."""
    mebibytes: float

    def golden(self, path: Path) -> str:
        """Exit code and sentence, without what differs from run to run."""
        if self.code in (0, 1) and not self.stderr:
            return str(self.code)  # what verify then says is another test's affair
        words = self.stderr
        for shown in sorted(_shown(path), key=len, reverse=True):
            words = words.replace(shown, "FILE")
        return f"{self.code} {words.strip()}"


def _shown(path: Path) -> list[str]:
    """The ways a name may stand in the output."""
    names = [os.fspath(path), path.name]
    names += [name.encode(errors="surrogateescape").decode(errors="replace") for name in names]
    names += ["".join(c if c.isprintable() else "?" for c in name) for name in names]
    return [name for name in names if name.strip()]


def put(name: str, folder: Path) -> Path:
    """Write one kind into a folder."""
    if name in PLACES:
        return PLACES[name](folder)
    path = folder / f"{name.partition('/')[2]}.xlsx"
    path.write_bytes(BYTES[name]())
    return path


def verify(name: str, folder: Path, path: Path) -> Outcome:
    """``sheets-gen verify`` on one file, in a process of its own that may neither fetch, start nor write anything."""
    folder.chmod(0o755)
    given = os.path.relpath(path, folder) if path.is_relative_to(folder) else os.fspath(path)
    plain = "1" if name.partition("/")[2] in places.WITHOUT_RIGHTS else "0"
    environment = {**os.environ, "PYTHONPATH": f"{HERE / 'watched'}:{ROOT}", "PYTHONDONTWRITEBYTECODE": "1"}
    end, result = os.pipe()
    command = [sys.executable, "-P", "-m", "sheets_gen", "verify", "--", given]
    between = [sys.executable, "-S", "-E", "-c", BETWEEN, os.fspath(folder), plain, str(result)]
    done = subprocess.run([*between, *command], capture_output=True, check=False, env=environment, pass_fds=[result])
    os.close(result)
    with os.fdopen(end) as told:
        code, seconds, mebibytes = json.loads(told.read())
    out, err = (stream.decode("utf-8", "replace") for stream in (done.stdout, done.stderr))
    return Outcome(code, out, err, seconds, mebibytes)
