"""Filled reports live for years: one of template 1.0 is read by today's, and a retired metric keeps its meaning."""

from __future__ import annotations

import shutil
from pathlib import Path

from sheets_gen import verbs
from sheets_gen.catalogue import chosen_metrics, is_newer
from sheets_gen.config import ALL, Config
from sheets_gen.filled import understand
from sheets_gen.template.load import load
from sheets_gen.template.promises import broken, promises
from sheets_gen.verify.rules import verify
from tests.helpers import ROOT, report, template
from tests.tamper import snapshot_of

OLD = Path(__file__).parent / "released" / "filled-1.0.xlsx"


def test_a_report_of_the_first_template_is_sound() -> None:
    """Made by the release before: rows, settings and words that came later are not missed."""
    filled = verbs.read(OLD)
    assert filled.settings["report_template_version"] == "1.0"
    assert [f for f in verify(filled) if f.level != "info"] == []
    assert verbs.results(filled)["nps"]["2026-03"] == 100 * (190 - 55) / 339
    assert "nps_responses" not in filled.catalogue.items


def test_versions_are_compared_as_numbers() -> None:
    assert is_newer("1.10", "1.9")
    assert not is_newer("1.0", "1.0")
    assert not is_newer("1.1", ""), "a new report has everything"
    assert not is_newer("own", "1.0")
    assert not is_newer("1.1", "?")


def test_a_retired_metric_leaves_new_reports_and_stays_in_old_ones(tmp_path: Path) -> None:
    old = snapshot_of(report({"reviews_naming_service": {"2026-01": 4}}).plan, tmp_path / "r.xlsx")
    root = Path(shutil.copytree(ROOT / "report_template", tmp_path / "template"))
    path = root / "metrics" / "review_mentions.toml"
    path.write_text('retired = "1.2"\n' + path.read_text("utf-8"), encoding="utf-8")
    later = load(root)
    assert list(broken(promises(template()), promises(later))) == []
    assert "review_mentions" not in chosen_metrics(later, Config(profile=ALL))
    assert "review_mentions" in chosen_metrics(later, Config(metrics=("review_mentions",)))
    filled = understand(old, later)
    assert verify(filled) == []
    assert verbs.results(filled)["review_mentions"]["2026-01"] == 4
