"""A process that forks one run of the command line after another, each a process of its own that can be killed.

Everything is loaded before the first one, so that a run takes as long as its work. Lines in: ``run OUTPUT ARGS…``
(JSON) answers with the process id, ``wait PID`` with how it ended, as ``waitpid`` tells it.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple


class Run(NamedTuple):
    """A process that was started."""

    worker: Worker
    pid: int
    output: Path

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> int:
        """The exit code; minus the signal's number when it was killed."""
        return int(self.worker.ask(["wait", str(self.pid)]))

    @property
    def said(self) -> str:
        return self.output.read_text()


class Worker:
    """The process that forks."""

    def __init__(self, process: subprocess.Popen[str], folder: Path) -> None:
        self._process = process
        self._folder = folder
        self._count = 0

    def start(self, *args: object) -> Run:
        self._count += 1
        output = self._folder / f"said-{self._count}.txt"
        return Run(self, int(self.ask(["run", str(output), *map(str, args)])), output)

    def ask(self, line: list[str]) -> str:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(line) + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline()


@contextmanager
def working(folder: Path, url: str) -> Iterator[Worker]:
    """A worker whose runs speak to the server at ``url``."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.google_worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"SHEETS_GEN_BASE_URL": url},
    )
    with process:
        try:
            yield Worker(process, folder)
        finally:
            assert process.stdin
            process.stdin.close()
            process.wait(20)


def _child(output: str, args: list[str]) -> None:
    from sheets_gen.cli import main

    handle = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(handle, 1)
    os.dup2(handle, 2)
    code = 70
    try:
        main(args)
    except SystemExit as done:
        code = int(done.code or 0)
    finally:
        sys.stdout.flush()
        os._exit(code)


def _serve() -> None:
    from google.auth.transport import requests  # noqa: F401 - loaded before the forks
    from gspread import http_client  # noqa: F401

    from sheets_gen import online, syncing
    from sheets_gen.batch import loaded
    from sheets_gen.commands import new, sync  # noqa: F401

    loaded(None)
    assert online and syncing
    for line in sys.stdin:
        kind, first, *rest = json.loads(line)
        if kind == "run":
            pid = os.fork()
            if not pid:
                _child(first, rest)
            print(pid, flush=True)
        else:
            print(os.waitstatus_to_exitcode(os.waitpid(int(first), 0)[1]), flush=True)


if __name__ == "__main__":
    _serve()
