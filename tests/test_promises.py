"""Ids are promises: against every released template, none was removed, renamed or re-meant."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sheets_gen.template.promises import broken, promises
from tests.helpers import ROOT, template

RELEASED = sorted((Path(__file__).parent / "released").glob("*.json"))


@pytest.mark.parametrize("released", RELEASED, ids=lambda path: path.stem)
def test_every_released_id_still_means_the_same(released: Path) -> None:
    assert list(broken(json.loads(released.read_text(encoding="utf-8")), promises(template()))) == []


def test_the_present_version_is_among_the_released() -> None:
    """A new template version brings its snapshot with it."""
    assert template().version in {path.stem for path in RELEASED}


def test_removed_renamed_and_re_meant_ids_are_told(tmp_path: Path) -> None:
    changed = tmp_path / "template"
    shutil.copytree(ROOT / "report_template", changed)
    metrics, inputs = changed / "metrics", changed / "inputs"
    (metrics / "peak_call_hour.toml").rename(metrics / "busiest_time.toml")
    nps = (metrics / "nps.toml").read_text(encoding="utf-8")
    (metrics / "nps.toml").write_text(nps.replace('formula = "100 * (', 'formula = "1 * (', 1), encoding="utf-8")
    cac = (metrics / "cac.toml").read_text(encoding="utf-8")
    spaced = cac.replace('"sales_marketing_spend / new_customers"', '"(sales_marketing_spend)/(new_customers)"')
    (metrics / "cac.toml").write_text(spaced, encoding="utf-8")
    speed = (inputs / "speed.toml").read_text(encoding="utf-8")
    (inputs / "speed.toml").write_text(speed.replace('unit = "hours"', 'unit = "minutes"', 1), encoding="utf-8")
    command = [sys.executable, "-m", "sheets_gen", "metrics", "--template", str(changed)]
    done = subprocess.run(
        [*command, "--against", str(ROOT / "report_template")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "metrics: nps: is computed otherwise: formula was "
        "=100*(promoters-detractors)/(promoters+passives+detractors), is "
        "=1*(promoters-detractors)/(promoters+passives+detractors); give the new meaning a new id",
        "metrics: peak_call_hour: was removed (renamed to busiest_time?); keep it",
        "inputs: first_response_time_total: is measured otherwise: unit was hours, is minutes; "
        "give the new meaning a new id",
    ]


def test_the_same_template_breaks_nothing() -> None:
    folder = str(ROOT / "report_template")
    command = [sys.executable, "-m", "sheets_gen", "metrics", "--against", folder]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, f"every id of {folder} still means the same\n")
