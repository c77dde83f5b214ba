"""What a path may lead to that is no regular file, and names that are hard to print."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

from tests.hostile.build import whole

Placer = Callable[[Path], Path]
"""Puts something into a folder and tells the path to give to the command."""

GOOD = "whole.xlsx"


def _good(folder: Path, name: str | bytes = GOOD) -> Path:
    path = folder / os.fsdecode(name)
    path.write_bytes(whole())
    return path


def _folder(folder: Path) -> Path:
    path = folder / "folder.xlsx"
    path.mkdir(exist_ok=True)
    return path


def _pipe(folder: Path) -> Path:
    path = folder / "pipe.xlsx"
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    return path


def _socket(folder: Path) -> Path:
    path = folder / "socket.xlsx"
    path.unlink(missing_ok=True)
    before = os.getcwd()
    os.chdir(folder)  # the whole path may be too long for a socket
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(before)
    return path


def _link(name: str, target: str) -> Placer:
    def made(folder: Path) -> Path:
        path = folder / name
        path.unlink(missing_ok=True)
        path.symlink_to(target)
        return path

    return made


def _linked_to_good(folder: Path) -> Path:
    _good(folder)
    return _link("link.xlsx", GOOD)(folder)


def _loop(folder: Path) -> Path:
    _link("loop1.xlsx", "loop2.xlsx")(folder)
    return _link("loop2.xlsx", "loop1.xlsx")(folder)


def _sized(name: str, size: int, start: bytes = b"PK\x03\x04") -> Placer:
    def made(folder: Path) -> Path:
        path = folder / name
        with path.open("wb") as file:
            file.write(start)
            file.truncate(size)
        return path

    return made


def _unreadable(folder: Path) -> Path:
    path = _good(folder, "unreadable.xlsx")
    path.chmod(0)
    return path


def _locked(folder: Path) -> Path:
    path = folder / "locked"
    path.mkdir(exist_ok=True)
    inside = _good(path)
    path.chmod(0)
    return inside


def _named(name: str | bytes) -> Placer:
    return lambda folder: _good(folder, name)


def _bad(name: str | bytes) -> Placer:
    """A file of that name that is no workbook."""

    def made(folder: Path) -> Path:
        path = folder / os.fsdecode(name)
        path.write_bytes(b"x")
        return path

    return made


WITHOUT_RIGHTS = {"unreadable_file", "unreadable_folder"}
"""Kinds to be read without root's right to read everything."""

KINDS: dict[str, Placer] = {
    "folder": _folder,
    "missing_file": lambda folder: folder / "nowhere.xlsx",
    "missing_folder": lambda folder: folder / "nowhere" / "report.xlsx",
    "file_as_folder": lambda folder: _good(folder) / "report.xlsx",
    "name_too_long": lambda folder: folder / ("x" * 300 + ".xlsx"),
    "pipe": _pipe,
    "socket": _socket,
    "device_zero": lambda _: Path("/dev/zero"),
    "device_null": lambda _: Path("/dev/null"),
    "device_terminal": lambda _: Path("/dev/tty"),
    "link_to_device": _link("zero.xlsx", "/dev/zero"),
    "link_to_nothing": _link("dangling.xlsx", "gone.xlsx"),
    "link_to_itself": _link("itself.xlsx", "itself.xlsx"),
    "links_in_a_loop": _loop,
    "link_to_good_report": _linked_to_good,
    "unreadable_file": _unreadable,
    "unreadable_folder": _locked,
    "sparse_300_mb": _sized("sparse.xlsx", 300 << 20),
    "sparse_1_tb": _sized("sparse_large.xlsx", 1 << 40),
    "sparse_at_the_limit": _sized("sparse_limit.xlsx", 20 << 20),
    "sparse_of_zeros_at_the_limit": _sized("zeros_limit.xlsx", 20 << 20, b""),
    "kernel_file_of_no_size": lambda _: Path("/proc/self/status"),
    "name_with_newline": _bad("two\nlines.xlsx"),
    "name_with_escapes": _bad("red\x1b[31m\x07.xlsx"),
    "name_with_8_bit_escape": _bad("red\N{CONTROL SEQUENCE INTRODUCER}31m.xlsx"),
    "name_turned_around": _bad("report\N{RIGHT-TO-LEFT OVERRIDE}xslx.exe"),
    "name_of_255_bytes": _bad("x" * 250 + ".xlsx"),
    "name_no_utf8": _bad(b"caf\xe9\xff.xlsx"),
    "name_like_an_option": _bad("--help.xlsx"),
    "name_of_blanks": _bad("   "),
    "good_name_with_newline": _named("good\nlines.xlsx"),
    "good_name_with_escapes": _named("good\x1b[31m.xlsx"),
    "good_name_no_utf8": _named(b"good\xff.xlsx"),
    "good_without_suffix": _named("good"),
}
