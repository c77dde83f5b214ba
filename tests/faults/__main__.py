"""``python -m tests.faults``: the whole campaign, its figures, and a fault code where they fall short."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from tests.faults.campaign import false_alarms, run
from tests.faults.page import as_page, as_text, shortfalls
from tests.faults.reports import SHAPES

RECALCULATED = ("few", "databox")
"""Shapes whose files LibreOffice also recalculates; in the large ones that takes minutes and shows nothing new."""


def main() -> int:
    """Plant, count, print; 1 where less is found than is required, or anything in an innocent report."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--ways", type=int, default=5, help="at least so many faults of each code in each report")
    parser.add_argument("--shapes", nargs="+", default=list(SHAPES), choices=list(SHAPES))
    parser.add_argument("--codes", nargs="+", default=[])
    parser.add_argument("--write", type=Path, help="write the page of figures here")
    asked = parser.parse_args()
    jobs = len(os.sched_getaffinity(0))
    again = [name for name in RECALCULATED if name in asked.shapes]
    outcomes = run(asked.shapes, seed=asked.seed, ways=asked.ways, codes=asked.codes, jobs=jobs, recalculate=again)
    count, alarms = false_alarms(asked.shapes, asked.seed, jobs)
    for line in as_text(outcomes):
        print(line)
    print(f"{count} innocent reports, {len(alarms)} with findings above a note")
    short = [] if asked.codes else shortfalls(outcomes, asked.ways)
    for line in (*alarms, *short):
        print(f"SHORT {line}")
    if asked.write:
        command = f"python -m tests.faults {' '.join(sys.argv[1:])}"
        asked.write.write_text("\n".join(as_page(outcomes, count, alarms, command)) + "\n", encoding="utf-8")
    return 1 if short or alarms else 0


if __name__ == "__main__":
    sys.exit(main())
