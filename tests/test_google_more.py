"""A Google Sheet made from nothing, mended, and filled from an Excel report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sheets_gen import verbs
from sheets_gen.config import Config
from sheets_gen.errors import RemoteFailed, UsageProblem
from sheets_gen.findings import INFO
from sheets_gen.google.absent import absent
from sheets_gen.google.link import folder_id
from sheets_gen.online import create, opened, pull
from sheets_gen.ownership import changed
from sheets_gen.verify.rules import verify
from tests.google_sheet import NUMBERS, WHAT, Team
from tests.helpers import report, template
from tests.test_cli import run

FOLDER = "1Folder0123456789abcdefghij"


def typed_over(team: Team, row: str, column: str, value: object) -> str:
    """A person types over a formula; what stood there."""
    filled = opened(team.id, team.connected(), template()).filled
    title, place = filled.addresses.titles[row.partition(":")[0]], filled.addresses.a1(row, column)
    formula = filled.cell(row, column).formula
    team.local.book.worksheet(title).update([[value]], place, raw=False)
    return str(formula)


def test_formulas_typed_over_are_kept_until_they_are_to_be_put_back(team: Team) -> None:
    team.sync(NUMBERS)
    formula = typed_over(team, "metrics:nps", "2026-01", 99)
    team.type("passives", "2026-02", 31)
    done = team.sync(NUMBERS)
    assert [(f.code, f.period) for f in verify(done.filled) if f.level != INFO] == [("F101", "2026-01")]
    told = team.sync(NUMBERS, fix=True, dry_run=True)
    assert told.put_back[0].startswith("Metrics!E12 nps 2026-01: ")
    assert (told.calls, opened(team.id, team.connection, template()).filled.cell("metrics:nps", "2026-01").value) == (
        1,
        99,
    )
    done = team.sync(NUMBERS | {"2026-02": {"detractors": 3}}, fix=True)
    assert (done.calls, done.is_written) == (4, True)
    sheet = opened(team.id, team.connected(), template())
    assert [f for f in verify(sheet.filled) if f.level != INFO] == []
    assert sheet.filled.cell("metrics:nps", "2026-01").formula == formula
    assert sheet.filled.inputs["passives"] == {"2026-01": 25, "2026-02": 31}
    assert team.sync(NUMBERS, fix=True).put_back == ()


def test_lost_names_and_settings_are_put_back_at_their_rows(team: Team) -> None:
    team.sync(NUMBERS)
    ids = {one["name"]: one["namedRangeId"] for one in team.local.book.list_named_ranges()}
    for name in ("in_promoters", "sync_state"):
        team.local.book.batch_update({"requests": [{"deleteNamedRange": {"namedRangeId": ids[name]}}]})
    typed_over(team, "calculator:report_start", "unit", "2025-01")
    sheet = team.local.book.worksheet("Calculator")
    sheet.insert_row(["our own line"], 9)
    done = team.sync({"2026-01": {"promoters": 61}}, fix=True)
    assert sorted(line.partition(":")[0] for line in done.put_back if "the name stands" in line) == [
        "in_promoters",
        "sync_state",
    ]
    assert team.held()["promoters"] == {"2026-01": 61}, "what we wrote last is known again, so it is ours to update"
    again = opened(team.id, team.connected(), template())
    assert again.found.snapshot.names["in_promoters"].row == again.filled.addresses.rows["calculator:promoters"]
    assert again.filled.settings["report_start"] == "2026-01"


def test_an_excel_report_is_a_source_of_numbers_and_comes_back_the_same(team: Team, tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    values = tmp_path / "v.json"
    values.write_text(json.dumps(NUMBERS | {"2026-02": {"promoters": 7.0, "passives": 1}}))
    verbs.new(path, WHAT._replace(values=values))
    from sheets_gen.syncing import SyncRequest, sync

    done = sync(SyncRequest(team.id, path), team.connected())
    assert len(changed(done.decisions)) == 5
    out = tmp_path / "out.xlsx"
    pull(team.id, out, team.connected())
    there, back = verbs.read(path), verbs.read(out)
    assert (back.inputs, back.targets) == (there.inputs, there.targets)
    assert back.catalogue.config.members == there.catalogue.config.members
    assert sync(SyncRequest(team.id, out), team.connected()).calls == 1, "nothing left to write"


def test_a_pull_has_targets_and_categories_as_they_stand_in_the_sheet(team: Team, tmp_path: Path) -> None:
    typed_over(team, "metrics:nps", "target", 55)
    typed_over(team, "calculator:contacts_by_channel.email", "label", "Mail")
    out = tmp_path / "out.xlsx"
    pull(team.id, out, team.connected())
    assert verbs.read(out).targets["nps"] == 55
    assert verbs.read(out).catalogue.config.members["channels"]["email"] == "Mail"


def test_a_spreadsheet_is_made_and_filled(team: Team) -> None:
    said: list[str] = []
    id, made = create("Support 2026", "", WHAT, team.connected(), said.append)
    assert (team.local.client.open_by_key(id).title, said) == ("Support 2026", [])
    assert len(opened(id, team.connection, template()).filled.catalogue.entries) == len(made.catalogue.entries)


def test_a_spreadsheet_that_was_made_and_not_filled_is_named(team: Team) -> None:
    team.local.server.fail(3, times=9, status=400, body={"error": {"code": 400, "message": "no", "status": "X"}})
    said: list[str] = []
    with pytest.raises(RemoteFailed):
        create("Support", "", WHAT, team.connected(), said.append)
    assert said[0].endswith(": was made and is still blank; fill it with sheets-gen new --into, or delete it")


def test_what_is_wrong_with_the_report_is_told_before_anything_is_made(team: Team) -> None:
    before = len(team.local.client.list_spreadsheet_files())
    with pytest.raises(UsageProblem):
        create("Support", "", WHAT._replace(profile="none"), team.connected(), lambda _: None)
    assert len(team.local.client.list_spreadsheet_files()) == before


@pytest.mark.parametrize(
    "text",
    [
        FOLDER,
        f"https://drive.google.com/drive/folders/{FOLDER}?usp=sharing",
        f"https://drive.google.com/drive/u/0/folders/{FOLDER}",
    ],
)
def test_folders_go_by_id_or_link(text: str) -> None:
    assert folder_id(text) == FOLDER


@pytest.mark.parametrize(
    "text", ["", "ours", "https://drive.google.com/drive/folders/", f"https://example.com/folders/{FOLDER}"]
)
def test_other_texts_are_no_folder(text: str) -> None:
    with pytest.raises(UsageProblem, match="is neither the link nor the id of a Drive folder"):
        folder_id(text)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("new", "out.xlsx", "--create", "x"), "say one place: OUT.xlsx or --create"),
        (("new", "--into", "u", "--create", "x"), "say one place: --into or --create"),
        (("new", "out.xlsx", "--folder", "x"), "--folder goes with --create TITLE"),
        (("new", "--create", "x", "--folder", "x"), "is neither the link nor the id of a Drive folder"),
        (("sync", "https://docs.google.com/spreadsheets/d/x"), "say what to put in: --values FILE"),
        (("verify", "https://docs.google.com/spreadsheets/d/x", "--fix", "o.xlsx"), "sheets-gen sync URL --fix"),
    ],
)  # fmt: skip
def test_wrong_usage(arguments: tuple[str, ...], words: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert words in done.stderr


def test_what_a_google_sheet_has_no_place_for_is_said() -> None:
    eight = {"categories": {f"c{at}": f"Category {at}" for at in range(8)}}
    config = Config(metrics=("ticket_volume_by_category", "nps"), members=eight)
    told = "; ".join(absent(report({}, config=config).plan))
    for words in (
        "page set-up",
        "refusals of checks",
        "markers dash, plus, star (circles)",
        "small lines",
        "shrinking",
    ):
        assert words in told
    assert "markers" not in "; ".join(absent(report({}, config=Config(metrics=("nps",))).plan))
