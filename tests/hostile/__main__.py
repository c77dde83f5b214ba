"""Write the hostile files for a person to look at; with ``--run``, print what verify answers to each.

``python -m tests.hostile FOLDER [--run] [WORD …]``: with words, only the kinds in whose name one of them stands.
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.hostile.run import NAMES, put, verify

THREADS = 2


def _one(name: str, top: Path, run: bool) -> str:
    folder = top / name.partition("/")[0]
    folder.mkdir(parents=True, exist_ok=True)
    path = put(name, folder)
    if not run:
        return name
    found = verify(name, folder, path)
    return f"{found.seconds:6.2f} s {found.mebibytes:5.0f} MiB  {name:45} {found.golden(path)}"


def main() -> None:
    given = [each for each in sys.argv[1:] if each != "--run"]
    if not given:
        sys.exit("usage: python -m tests.hostile FOLDER [--run] [WORD …]")
    top, *words = Path(given[0]).resolve(), *given[1:]
    chosen = [name for name in NAMES if not words or any(str(word) in name for word in words)]
    with ThreadPoolExecutor(THREADS) as pool:
        for line in pool.map(lambda name: _one(name, top, "--run" in sys.argv), chosen):
            print(line, flush=True)


if __name__ == "__main__":
    main()
