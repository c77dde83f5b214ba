"""One month's numbers into a standard report: ``fill`` as it is, beside openpyxl loading, setting and saving the file.

openpyxl loses sparklines and more on the way, computes no result and verifies nothing; it is the usual tool all the
same. ``python -m bench.filling ours|openpyxl REPORT FOLDER`` does one of the two once, for its peak memory.
"""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

MONTH, FROM = "2026-12", "2026-11"


def month(report: Path, folder: Path) -> Path:
    """A values file: the numbers of the month before once more."""
    from sheets_gen.verbs import read

    file = folder / "month.csv"
    held = read(report).inputs
    lines = [f"{MONTH},{key},{row[FROM]:.15g}" for key, row in held.items() if FROM in row]
    file.write_text("\n".join(["period,input,value", *lines]), encoding="utf-8")
    return file


def ours(path: Path, values: Path) -> None:
    """The verb: lock, read, decide, edit, read back, write in one step."""
    from sheets_gen.fill import FillRequest, fill

    fill(FillRequest(path, values))


def theirs(path: Path, values: Path) -> None:
    """openpyxl; where the cells are is told by the report's names."""
    from openpyxl import load_workbook

    book = load_workbook(path)
    for line in values.read_text(encoding="utf-8").splitlines()[1:]:
        _, key, value = line.split(",")
        title, _, area = book.defined_names[f"in_{key.replace('.', '__')}"].attr_text.partition("!")
        last = area.replace("$", "").split(":")[1]
        book[title.strip("'")][last] = float(value)
    book.save(path)


def editing(report: Path, values: Path) -> Callable[[Path, Path], None]:
    """The edit of the file alone: the same cells and results, known beforehand."""
    from sheets_gen.excel.edit import edit
    from sheets_gen.fill import edits_of
    from sheets_gen.filled import with_typed
    from sheets_gen.ownership import decide
    from sheets_gen.values import place, read_cells
    from sheets_gen.verbs import read

    before = read(report)
    wanted = place(read_cells(values), before.catalogue, before.calendar, values.name).inputs
    decisions = decide(before, wanted)
    planned = with_typed(before, {one.place: one.value for one in decisions})
    edits = list(edits_of(planned, decisions, ()))

    def work(path: Path, _: Path) -> None:
        path.write_bytes(edit(path.read_bytes(), edits).data)

    return work


def cost(report: Path, folder: Path, rounds: int) -> tuple[float, float, float]:
    """Seconds of the edit alone, of the whole fill, and of openpyxl: medians of runs in turn in one process."""
    values, path = month(report, folder), folder / "filled.xlsx"
    alone = editing(report, values)
    found: dict[Callable[[Path, Path], None], list[float]] = {alone: [], ours: [], theirs: []}
    for at in range(rounds + 1):
        for work, times in found.items():
            shutil.copyfile(report, path)
            started = time.perf_counter()
            work(path, values)
            if at:  # the first run loads modules
                times.append(time.perf_counter() - started)
    return median(found[alone]), median(found[ours]), median(found[theirs])


def main() -> None:
    """One step in a process of its own: ``month``, ``ours`` or ``openpyxl``."""
    which, source, place = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    if which == "month":
        month(source, place)
        return
    copy = place / f"{which}.xlsx"
    shutil.copyfile(source, copy)
    (ours if which == "ours" else theirs)(copy, place / "month.csv")


if __name__ == "__main__":
    main()
