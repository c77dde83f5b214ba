"""One run at a time on one file: whoever comes second waits, and says who holds it when that takes too long.

The lock is on the file itself, so nothing is left beside it, and it ends with its process, however that ends.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sheets_gen.errors import InputRefused

PATIENCE = 60.0
"""Seconds to wait for another run."""
_PAUSE = 0.02


@contextmanager
def locked(path: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the file alone. Raises InputRefused when it is open in an office program, or held for too long.

    A run that replaces the file makes another one of it: those who waited for the old one start over.
    """
    if not path.name or "\0" in str(path):
        yield  # no file has this name, as reading it will say
        return
    _refuse_open(path)
    _refuse_open(Path(os.path.realpath(path)))
    if os.name == "nt":
        with _beside(path, patience):
            yield
        return
    handle = _held(path, time.monotonic() + patience)
    try:
        yield
    finally:
        if handle is not None:
            os.close(handle)


def _held(path: Path, until: float) -> int | None:
    """A handle with the lock on the file that has this name now; None for what cannot be opened (reading says why)."""
    import fcntl

    while True:
        try:
            handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        except OSError:
            return None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                holder = _holder(handle)
                os.close(handle)
                raise _taken(path, holder) from None
            os.close(handle)
            time.sleep(_PAUSE)
            continue
        except OSError:
            return handle  # a file system without locks: rename still keeps the file whole
        with suppress(OSError):
            if os.path.samestat(os.fstat(handle), os.stat(path)):
                return handle
        os.close(handle)  # replaced since it was opened


def _holder(handle: int) -> str:
    """``process 1234`` where the system tells who holds the lock; else empty."""
    with suppress(OSError, ValueError, IndexError):
        inode = str(os.fstat(handle).st_ino)
        with open("/proc/locks", encoding="ascii") as locks:
            for line in locks:
                parts = line.split()
                if parts[1] == "FLOCK" and parts[5].rpartition(":")[2] == inode:
                    return f"process {parts[4]}"
    return ""


def _taken(path: Path, holder: str) -> InputRefused:
    who = f"another run of sheets-gen ({holder})" if holder else "another run of sheets-gen"
    return InputRefused(f"{path}: is held by {who}; run the command again when that is done")


@contextmanager
def _beside(path: Path, patience: float) -> Iterator[None]:
    """Where files cannot be locked and replaced at once: a file beside it, which goes with its process."""
    until = time.monotonic() + patience
    lock = path.with_name(f".{path.name[:60]}.sheets-gen.lock")
    while True:
        try:
            handle = os.open(lock, os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_TEMPORARY", 0))
            break
        except OSError:
            if time.monotonic() > until:
                raise _taken(path, "") from None
            time.sleep(_PAUSE)
    try:
        yield
    finally:
        os.close(handle)
        with suppress(OSError):
            lock.unlink()


def _refuse_open(path: Path) -> None:
    """What an office program has open it would write over, or refuse to let go."""
    for name, program in ((f"~${path.name}", "Excel"), (f".~lock.{path.name}#", "LibreOffice")):
        sign = path.with_name(name)
        if os.path.lexists(sign):
            raise InputRefused(
                f"{path}: is open in {program}; save and close it there first (if it is not open, delete {sign.name})"
            )
