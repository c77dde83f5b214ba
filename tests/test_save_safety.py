"""A report file survives: killed writers, full disks, two at once. It is the old one or the new one, whole."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sheets_gen.errors import InputRefused, UsageProblem
from sheets_gen.files import sweep, write_whole

OLD, NEW = b"old" * 100_000, b"new!" * 100_000
_WRITE_FOR_EVER = """
import sys
from pathlib import Path
from sheets_gen.files import write_whole
print("ready", flush=True)
while True:
    for data in (b"new!" * 100_000, b"old" * 100_000):
        write_whole(Path(sys.argv[1]), data, force=True)
"""


def test_a_new_file_never_replaces_an_old_one(tmp_path: Path) -> None:
    target = tmp_path / "report.xlsx"
    write_whole(target, OLD)
    with pytest.raises(UsageProblem, match="exists already; --force replaces it"):
        write_whole(target, NEW)
    assert target.read_bytes() == OLD
    write_whole(target, NEW, force=True)
    assert target.read_bytes() == NEW
    assert os.listdir(tmp_path) == ["report.xlsx"]


def test_a_file_that_appears_in_the_last_moment_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "report.xlsx"
    link = os.link

    def late(source: Path, name: Path) -> None:
        target.write_bytes(OLD)
        link(source, name)

    monkeypatch.setattr(os, "link", late)
    with pytest.raises(UsageProblem, match="exists already"):
        write_whole(target, NEW)
    assert target.read_bytes() == OLD
    assert os.listdir(tmp_path) == ["report.xlsx"]


def test_killed_at_any_moment(tmp_path: Path) -> None:
    """Sixty writers are killed at random instants; the file is always whole, and the next run sweeps what they left."""
    target = tmp_path / "report.xlsx"
    target.write_bytes(OLD)
    dice = random.Random(7)
    for _ in range(60):
        with subprocess.Popen([sys.executable, "-c", _WRITE_FOR_EVER, str(target)], stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            time.sleep(dice.random() * 0.03)  # the instant is the experiment
            writer.send_signal(signal.SIGKILL)
        assert target.read_bytes() in (OLD, NEW)
    write_whole(target, NEW, force=True)
    assert os.listdir(tmp_path) == ["report.xlsx"]


def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    """The limit on a file's size fails a write as a full disk does."""
    target = tmp_path / "report.xlsx"
    write_whole(target, OLD)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
        with pytest.raises(InputRefused, match="cannot be written"):
            write_whole(target, NEW, force=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert target.read_bytes() == OLD
    assert os.listdir(tmp_path) == ["report.xlsx"]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_every_step_may_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    target = tmp_path / "report.xlsx"
    write_whole(target, OLD)

    def fail(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(InputRefused, match=r"report.xlsx: cannot be written \(Input/output error\)"):
        write_whole(target, NEW, force=True)
    assert target.read_bytes() == OLD
    assert os.listdir(tmp_path) == ["report.xlsx"]


def test_a_running_writer_is_not_swept(tmp_path: Path) -> None:
    target = tmp_path / "report.xlsx"
    mine = tmp_path / f".report.xlsx.{os.getpid()}.sheets-gen.tmp"
    mine.write_bytes(b"in progress")
    with subprocess.Popen(["true"]) as ended:
        ended.wait()
    dead = tmp_path / f".report.xlsx.{ended.pid}.sheets-gen.tmp"
    dead.write_bytes(b"left behind")
    sweep(target)
    assert os.listdir(tmp_path) == [mine.name]


def test_a_link_keeps_pointing_and_permissions_stay(tmp_path: Path) -> None:
    real, link = tmp_path / "real.xlsx", tmp_path / "link.xlsx"
    real.write_bytes(OLD)
    real.chmod(0o640)
    link.symlink_to(real)
    write_whole(link, NEW, force=True)
    assert link.is_symlink()
    assert real.read_bytes() == NEW
    assert real.stat().st_mode & 0o777 == 0o640


def test_places_that_cannot_hold_a_file(tmp_path: Path) -> None:
    fifo = tmp_path / "pipe.xlsx"
    os.mkfifo(fifo)
    for target, words in (
        (tmp_path, "is a folder"),
        (tmp_path / "no" / "x.xlsx", "there is no folder"),
        (fifo, "is not a regular file"),
    ):
        with pytest.raises(UsageProblem, match=words):
            write_whole(target, NEW, force=True)
