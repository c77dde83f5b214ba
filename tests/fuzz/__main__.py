"""``python -m tests.fuzz --mutants 10000 --seed 1``: mutate workbooks; an escape is kept in build/fuzz and ends in 1.

``--only 4711`` judges one mutant again; ``--file PATH`` any file.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from pathlib import Path

from tests.fuzz.judge import judge
from tests.fuzz.mutate import mutant
from tests.fuzz.run import Judged, Tally, fuzz
from tests.helpers import ROOT

FOLDER = ROOT / "build" / "fuzz"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--mutants", type=int, default=10_000, help="how many (10000)")
    parser.add_argument("--first", type=int, default=0, help="number of the first one (0)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same mutants (1)")
    parser.add_argument("--only", type=int, help="judge this one alone, in this process")
    parser.add_argument("--file", type=Path, help="judge this file alone, in this process")
    args = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    if args.only is not None or args.file is not None:
        sys.exit(_one(args.seed, args.only, args.file))
    start = time.monotonic()
    numbers = range(args.first, args.first + args.mutants)
    tally = fuzz(args.seed, numbers, FOLDER, lambda tally, judged: _tell(tally, judged, args.mutants))
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)
    print(
        f"{tally.mutants} mutants: {tally.refused} refused, {tally.read} read, {tally.escapes} escapes; "
        f"{time.monotonic() - start:.0f} s, slowest {tally.slowest:.1f} s ({tally.slow}), peak {tally.peak:.0f} MiB"
    )
    sys.exit(1 if tally.escapes else 0)


def _one(seed: int, number: int | None, path: Path | None) -> int:
    if path is None:
        found = mutant(seed, number or 0)
        path = FOLDER / f"seed{seed}-{number}.xlsx"
        path.write_bytes(found.data)
        print(found.kind)
    else:
        path = Path(shutil.copy(path, FOLDER / "file.xlsx"))  # mended copies are written beside it
    verdict = judge(path)
    print(f"{path}: {verdict.outcome} after {verdict.seconds:.2f} s: {verdict.words}")
    return 1 if verdict.outcome == "escape" else 0


def _tell(tally: Tally, judged: Judged, of: int) -> None:
    """Each escape on a line of its own; how far it is on one that changes, or in a log every thousand."""
    watched = sys.stderr.isatty()
    clear, end = ("\r\033[K", "") if watched else ("", "\n")
    if judged.verdict.outcome == "escape":
        print(f"{clear}{judged.number}: {judged.verdict.words}", file=sys.stderr, flush=True)
    if tally.mutants % (20 if watched else 1_000) == 0:
        told = f"{tally.mutants} of {of}, {tally.refused} refused, {tally.read} read, {tally.escapes} escapes"
        print(f"{clear}… {told}", end=end, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
