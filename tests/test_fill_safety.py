"""A fill may be killed, run out of disk, or run beside others: the report is the old one or the new one, whole."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import resource
import signal
import time
from pathlib import Path

import pytest

from sheets_gen import verbs
from sheets_gen.config import Config
from sheets_gen.errors import InputRefused
from sheets_gen.fill import FillRequest, fill
from tests.helpers import report

FORK = multiprocessing.get_context("fork")
KILLS = 200
PROCESSES, FILLS = 8, 25
INPUTS = ("promoters", "passives", "detractors", "nps_responses")


def made(folder: Path, periods: int = 12) -> Path:
    return report({}, config=Config(metrics=("nps",)), periods=periods).save(folder / "report.xlsx")


def _fill_for_ever(path: Path, files: list[Path]) -> None:
    while True:
        for file in files:
            fill(FillRequest(path, file, overwrite=("all",)))


def test_killed_at_any_instant_it_is_the_old_report_or_the_new(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    path, dice = made(folder), random.Random(11)
    numbers = [{"2026-01": dict.fromkeys(INPUTS, number) | {"nps_responses": 3 * number}} for number in (10, 20)]
    files = [tmp_path / f"{at}.json" for at in (0, 1)]
    for file, held in zip(files, numbers, strict=True):
        file.write_text(json.dumps(held))
    seen = set()
    for at in range(KILLS):
        writer = FORK.Process(target=_fill_for_ever, args=(path, files))
        writer.start()
        time.sleep(0.01 + dice.random() * 0.12)  # the instant is the experiment
        os.kill(writer.pid or 0, signal.SIGKILL)
        writer.join()
        if at % 10 == 0 or at == KILLS - 1:  # reading costs more than killing; a broken file stays broken until read
            found = {key: row["2026-01"] for key, row in verbs.read(path).inputs.items()}
            assert found in ({}, *(held["2026-01"] for held in numbers)), "half of the numbers of one fill"
            seen |= set(found.values())
        else:
            assert path.read_bytes()[-22:-18] == b"PK\x05\x06"
    assert len(seen) == 4, "both fills were met"
    fill(FillRequest(path, files[0]))
    assert os.listdir(folder) == ["report.xlsx"], "the next run sweeps what was left"
    assert verbs.check(verbs.read(path)) == []


def _fill_each(path: Path, files: list[Path]) -> None:
    for file in files:
        fill(FillRequest(path, file))


def test_eight_processes_with_twenty_five_fills_each(tmp_path: Path) -> None:
    """Two hundred numbers, of which none may be lost to another process that read the file before."""
    folder = tmp_path / "reports"
    folder.mkdir()
    path = made(folder, periods=50)
    keys = verbs.read(path).calendar.keys
    places = [(key, period) for key in INPUTS for period in keys][: PROCESSES * FILLS]
    files = []
    for at, (key, period) in enumerate(places):
        file = tmp_path / f"{at}.json"
        file.write_text(json.dumps({period: {key: at + 1}}))
        files.append(file)
    shared = [FORK.Process(target=_fill_each, args=(path, files[at::PROCESSES])) for at in range(PROCESSES)]
    for one in shared:
        one.start()
    for one in shared:
        one.join()
    assert [one.exitcode for one in shared] == [0] * PROCESSES
    found = verbs.read(path).inputs
    assert [found[key][period] for key, period in places] == list(range(1, len(places) + 1))
    assert len(places) == PROCESSES * FILLS
    assert os.listdir(folder) == ["report.xlsx"]


def test_a_full_disk_leaves_the_old_report(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    path, file = made(folder), tmp_path / "v.json"
    file.write_text(json.dumps({"2026-01": {"promoters": 1}}))
    before = path.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) // 2, limits[1]))
        with pytest.raises(InputRefused, match=r"report\.xlsx: cannot be written \(File too large\)"):
            fill(FillRequest(path, file))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert path.read_bytes() == before
    assert os.listdir(folder) == ["report.xlsx"]


def test_a_file_that_another_program_saves_meanwhile_is_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, file = made(tmp_path), tmp_path / "v.json"
    file.write_text(json.dumps({"2026-01": {"promoters": 1}}))
    from sheets_gen import fill as module

    put = module.put

    def slow(*args: object) -> object:
        result = put(*args)  # type: ignore[arg-type]
        path.write_bytes(b"saved by a person")
        return result

    monkeypatch.setattr(module, "put", slow)
    with pytest.raises(InputRefused, match="was changed by another program just now; run the command again"):
        fill(FillRequest(path, file))
    assert path.read_bytes() == b"saved by a person"
