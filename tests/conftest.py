from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from sheets_gen.snapshot import Snapshot
from sheets_gen.verbs import Made, Request, make_plan
from tests.helpers import SAMPLES

if TYPE_CHECKING:
    from tests.google_sheet import Team
    from tests.sheets_server.client import Local

# A gate must answer the same twice: in CI the examples are fixed, at home every run draws new ones.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")


@pytest.fixture(scope="session")
def sample() -> Made:
    """The sample team's year: a launch in May, no survey in August, December not filled yet."""
    return make_plan(Request(values=SAMPLES / "numbers-2026.csv", config=SAMPLES / "report.toml"))


@pytest.fixture
def sample_file(sample: Made, tmp_path: Path) -> Path:
    from sheets_gen.excel.write import write

    path = tmp_path / "report.xlsx"
    path.write_bytes(write(sample.plan))
    return path


@pytest.fixture(scope="session")
def snapshot(sample: Made, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The sample report, read back."""
    from tests.tamper import snapshot_of

    return snapshot_of(sample.plan, tmp_path_factory.mktemp("snapshot") / "report.xlsx")


@pytest.fixture
def local() -> Iterator[Local]:
    """A local Sheets server and a real client of it; what it answered was right by Google's schemas."""
    from tests.sheets_server.client import Local

    with Local() as here:
        yield here
        assert here.server.faults == []


@pytest.fixture
def team(local: Local, tmp_path: Path) -> Team:
    """A team whose spreadsheet holds a blank report."""
    from sheets_gen.online import create_into
    from tests.google_sheet import WHAT, Team

    one = Team(tmp_path, local)
    create_into(one.id, WHAT, one.connection)
    return one
