"""What an attack found on the way to Google: refusals of real Google, lost cells, and a lost memory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sheets_gen import verbs
from sheets_gen.errors import InputRefused
from sheets_gen.findings import INFO
from sheets_gen.google.client import Service
from sheets_gen.kept import read_kept
from sheets_gen.online import create_into, opened, pull
from sheets_gen.syncing import SyncRequest, sync
from sheets_gen.verify.rules import verify
from tests.google_sheet import NUMBERS, WHAT, Team
from tests.helpers import template
from tests.sheets_server.client import Local, grid
from tests.test_cli import run


def test_no_merged_cell_crosses_frozen_rows_or_columns(local: Local) -> None:
    local.batch({"updateSheetProperties": {"properties": {"sheetId": 0, "gridProperties": {"frozenColumnCount": 2}},
                                           "fields": "gridProperties.frozenColumnCount"}})  # fmt: skip
    refused = local.refused({"mergeCells": {"range": grid(0, 0, 1, 1, 4), "mergeType": "MERGE_ALL"}})
    assert "You can't merge frozen and non-frozen columns." in refused


def test_in_the_calculator_only_the_labels_are_frozen(team: Team) -> None:
    properties = team.local.get("sheets(properties)")["sheets"]
    frozen = {
        one["properties"]["title"]: one["properties"]["gridProperties"]["frozenColumnCount"] for one in properties
    }
    assert frozen == {"Metrics": 4, "Ticket volume": 4, "Calculator": 2}


def test_whole_numbers_are_checked_as_whole(team: Team) -> None:
    answer = team.local.get("sheets(data(rowData(values(dataValidation))))")
    rows = [row for sheet in answer["sheets"] for held in sheet["data"] for row in held.get("rowData", [])]
    cells = [cell for row in rows for cell in row.get("values", []) if "dataValidation" in cell]
    rules = [cell["dataValidation"]["condition"] for cell in cells]
    texts = {one["userEnteredValue"] for rule in rules if rule["type"] == "CUSTOM_FORMULA" for one in rule["values"]}
    assert any("=INT(" in text and text.startswith("=AND(ISNUMBER(") and ";" in text for text in texts)


DRESSED: dict[str, dict[str, Any]] = {
    "a dropdown": {"setDataValidation": {"range": grid(0, 1, 2, 0, 1), "rule": {
        "condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "a"}]}}}},
    "a merged cell": {"mergeCells": {"range": grid(0, 1, 2, 0, 2), "mergeType": "MERGE_ALL"}},
    "a colour": {"repeatCell": {"range": grid(0, 1, 2, 0, 2), "fields": "userEnteredFormat.backgroundColorStyle",
        "cell": {"userEnteredFormat": {"backgroundColorStyle": {"rgbColor": {"red": 1}}}}}},
    "a protected range": {"addProtectedRange": {"protectedRange": {"range": grid(0, 1, 2), "warningOnly": True}}},
    "a colour by rule": {"addConditionalFormatRule": {"index": 0, "rule": {"ranges": [grid(0, 1, 2)], "booleanRule": {
        "condition": {"type": "BLANK"}, "format": {"textFormat": {"bold": True}}}}}},
    "a filter": {"setBasicFilter": {"filter": {"range": grid(0, 0, 2)}}},
    "metadata": {"createDeveloperMetadata": {"developerMetadata": {
        "metadataKey": "x", "metadataValue": "y", "location": {"spreadsheet": True}, "visibility": "DOCUMENT"}}},
}  # fmt: skip


@pytest.mark.parametrize("what", DRESSED)
def test_a_spreadsheet_with_anything_in_it_is_not_blank(local: Local, tmp_path: Path, what: str) -> None:
    local.batch(DRESSED[what])
    team = Team(tmp_path, local)
    with pytest.raises(InputRefused, match="is not blank"):
        create_into(team.id, WHAT, team.connection)


def person(team: Team, monkeypatch: pytest.MonkeyPatch, work: Callable[[], None]) -> Service:
    """A service whose first write Google puts off; meanwhile a person works in the sheet."""
    service = team.connected()
    team.local.server.fail(path=":batchUpdate", status=429)
    done: list[bool] = []

    def wait(_: float) -> None:
        if not done:
            done.append(True)
            work()

    monkeypatch.setattr(service._patience, "sleep", wait)
    return service


def test_what_is_put_back_goes_to_its_rows_though_people_move_them_meanwhile(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    team.sync(NUMBERS)
    filled = opened(team.id, team.connected(), template()).filled
    place = filled.addresses.a1("calculator:nps", "2026-01")
    team.local.book.worksheet("Calculator").update([[99]], place, raw=False)
    held = team.held()

    def insert() -> None:
        team.local.book.worksheet("Calculator").insert_rows([["ours"]] * 4, 9)

    sync(SyncRequest(team.id, None, fix=True), person(team, monkeypatch, insert))
    assert team.held() == held
    assert [f for f in verify(opened(team.id, team.connected(), template()).filled) if f.level != INFO] == []


def test_a_lost_memory_is_named_before_anything_counts_as_kept(team: Team) -> None:
    team.sync(NUMBERS)
    state = opened(team.id, team.connected(), template()).found.state
    assert state.area is not None
    columns = opened(team.id, team.connected(), template()).filled.addresses.columns["calculator"]
    row = state.rows(columns["unit"])["promoters"]
    team.local.book.worksheet("Calculator").delete_rows(row)
    later = {"2026-01": {"promoters": 61, "passives": 26, "detractors": 15}}
    with pytest.raises(InputRefused, match="the hidden row below the calculator that remembers promoters is gone"):
        team.sync(later)
    assert team.held()["passives"] == {"2026-01": 25}, "the month is not mixed"


def test_a_formula_that_says_loading_is_none(team: Team) -> None:
    team.local.book.add_worksheet("Ours", 5, 5).update([['="LOADING"']], "A1", raw=False)
    assert team.sync(NUMBERS).is_written


def test_a_pull_of_an_untouched_sheet_keeps_nothing_aside(team: Team, tmp_path: Path) -> None:
    team.sync(NUMBERS)
    done = pull(team.id, tmp_path / "o.xlsx", team.connected())
    assert (done.lines, done.missing) == ((), 0)


def test_a_pull_takes_along_what_people_put_in(team: Team, tmp_path: Path) -> None:
    team.type("passives", "2026-02", "~150")
    sheet = team.local.book.worksheet("Calculator")
    filled = opened(team.id, team.connected(), template()).filled
    sheet.update_note(filled.addresses.a1("calculator:promoters", "2026-01"), "asked twice")
    sheet.update([["Fans"]], filled.addresses.a1("calculator:promoters", "label"), raw=False)
    sheet.delete_rows(filled.addresses.rows["calculator:detractors"])
    done = pull(team.id, tmp_path / "o.xlsx", team.connected())
    back = verbs.read(tmp_path / "o.xlsx")
    assert {one.text for one in read_kept(back)} >= {"~150", "Fans"}
    assert done.missing > 0
    from openpyxl import load_workbook

    book: Any = load_workbook(tmp_path / "o.xlsx")
    note = book["Calculator"].cell(*back.addresses.at("calculator:promoters", "2026-01")).comment
    assert note.text == "asked twice"


def test_options_that_need_values() -> None:
    done = run("sync", "https://docs.google.com/spreadsheets/d/x", "--fix", "--period", "2026-01")
    assert (done.returncode, "--period and --take-ours go with --values" in done.stderr) == (2, True)


def without_its_name(team: Team) -> None:
    """The hidden rows lose their name, and a person writes an input's id beside and below the report."""
    team.local.book.batch_update({"requests": [{"deleteNamedRange": {"namedRangeId": "sheets_gen_state"}}]})
    sheet = team.local.book.worksheet("Calculator")
    sheet.insert_row(["", "", "promoters"], 9)
    sheet.update([["passives"]], f"C{sheet.row_count}", raw=False)


def test_a_memory_without_its_name_is_found_where_it_stands(team: Team) -> None:
    team.sync(NUMBERS)
    before = opened(team.id, team.connected(), template()).found.state
    assert before.area is not None
    without_its_name(team)
    team.sync({"2026-01": {"promoters": 61}}, fix=True)
    after = opened(team.id, team.connected(), template()).found.state
    assert after.area == before.area._replace(top=before.area.top + 1, bottom=before.area.bottom + 1)
    assert team.held()["promoters"] == {"2026-01": 61}


def test_a_pull_knows_the_hidden_rows_without_their_name(team: Team, tmp_path: Path) -> None:
    team.sync(NUMBERS)
    without_its_name(team)
    pull(team.id, tmp_path / "o.xlsx", team.connected())
    assert {one.text for one in read_kept(verbs.read(tmp_path / "o.xlsx"))} == {"promoters", "passives"}
