"""Files that must survive: the old one or the new one, whole, whatever happens in between."""

from __future__ import annotations

import os
import re
import stat
from contextlib import suppress
from pathlib import Path

from sheets_gen.errors import InputRefused, UsageProblem

_SUFFIX = ".sheets-gen.tmp"


def write_whole(path: Path, data: bytes, *, force: bool = False) -> None:
    """Put ``data`` at ``path`` in one step: temporary file beside it, fsync, read back, rename.

    Without ``force`` an existing file is refused, also one that appears in the last moment. Raises UsageProblem
    for that and InputRefused for a place that cannot be written.
    """
    check_target(path, force=force)
    target = Path(os.path.realpath(path)) if force else path  # through a link to the file it stands for
    sweep(target)
    temporary = target.with_name(f"{_stem(target)}{os.getpid()}{_SUFFIX}")
    try:
        _write_synced(temporary, data)
        if force:
            if target.exists():
                os.chmod(temporary, stat.S_IMODE(target.stat().st_mode))
            os.replace(temporary, target)
        else:
            _rename_new(temporary, target)
    except OSError as error:
        raise InputRefused(f"{path}: cannot be written ({error.strerror or error})") from None
    finally:
        with suppress(OSError):
            temporary.unlink()
    with suppress(OSError):  # the file is whole and in place; some folders cannot be opened for this
        _sync_folder(target.parent)


def _stem(path: Path) -> str:
    """How temporary files for this one begin; short enough for any allowed name."""
    return f".{path.name[:60]}."


def check_target(path: Path, *, force: bool) -> None:
    """Refuse early what ``write_whole`` would refuse after the work is done."""
    try:
        if path.is_dir():
            raise UsageProblem(f"{path}: is a folder; name a file in it")
        if not path.parent.is_dir():
            raise UsageProblem(f"{path}: there is no folder {path.parent}; make it first")
        if path.exists() and not stat.S_ISREG(path.stat().st_mode):
            raise UsageProblem(f"{path}: is not a regular file")
        if path.exists() and not os.access(path, os.W_OK):
            raise InputRefused(f"{path}: is write-protected; make it writable, or name another file")
        taken = os.path.lexists(path)
    except OSError as error:
        raise InputRefused(f"{path}: cannot be written ({error.strerror or error})") from None
    if not force and taken:
        raise UsageProblem(f"{path}: exists already; --force replaces it")


def refuse_source(out: Path, *sources: Path) -> None:
    """Raise UsageProblem where the file to write is one of those to read, by whatever name."""
    for source in sources:
        if os.path.realpath(out) == os.path.realpath(source):
            raise UsageProblem(f"{out}: is the file that is read; name another one to write")


def sweep(path: Path) -> None:
    """Remove what a killed run left beside ``path``."""
    pattern = re.compile(rf"{re.escape(_stem(path))}([0-9]{{1,10}}){re.escape(_SUFFIX)}")
    with suppress(OSError):
        for entry in path.parent.iterdir():
            match = pattern.fullmatch(entry.name)
            if match and not _alive(int(match[1])):
                with suppress(OSError):
                    entry.unlink()


def _alive(pid: int) -> bool:
    if os.name == "nt":
        return True  # there, signal 0 is not a question but an interrupt
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _write_synced(path: Path, data: bytes) -> None:
    with open(path, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if path.read_bytes() != data:
        raise OSError("what was read back differs from what was written; the disk may be failing")


def _rename_new(temporary: Path, path: Path) -> None:
    """Give the file its name unless the name is taken; a hard link does both in one step."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise UsageProblem(f"{path}: exists already; --force replaces it") from None
    except OSError:
        # A file system without hard links.
        check_target(path, force=False)
        os.replace(temporary, path)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read_small(path: Path, most: int) -> bytes:
    """A regular file's bytes, at most ``most`` + 1 of them. Raises OSError; a pipe or device is never waited for."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError("not a regular file")
    with path.open("rb") as file:
        return file.read(most + 1)
