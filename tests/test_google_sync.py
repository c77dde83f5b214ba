"""A month's numbers into a Google Sheet: two calls, one when nothing changes; what a person typed is never lost."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from sheets_gen import verbs
from sheets_gen.errors import InputRefused, NotOurReport, RemoteFailed, UsageProblem
from sheets_gen.findings import INFO
from sheets_gen.online import create_into, opened, pull
from sheets_gen.ownership import changed
from sheets_gen.verify.rules import verify
from tests.google_sheet import NUMBERS, WHAT, Team
from tests.helpers import template
from tests.sheets_server import SheetsServer
from tests.sheets_server.client import Local, client_of
from tests.test_cli import run


def test_create_is_a_read_and_a_write_and_verify_finds_nothing(tmp_path: Path) -> None:
    with Local() as local:
        one = Team(tmp_path, local)
        create_into(one.id, WHAT, one.connection)
        assert one.connection.calls == 2
        sheet = opened(one.id, one.connected(), template())
        assert [f for f in verify(sheet.filled) if f.level != INFO] == []
        assert len(sheet.found.sheets) == 3, "the blank sheet is gone"
        assert one.local.server.faults == []


def test_what_create_filled_in_is_ours_to_update(tmp_path: Path) -> None:
    with Local() as local:
        one = Team(tmp_path, local)
        create_into(one.id, WHAT._replace(values=one.file(NUMBERS)), one.connection)
        done = one.sync({"2026-01": NUMBERS["2026-01"] | {"promoters": 61}})
        assert {d.key: d.action for d in done.decisions} == {
            "promoters": "replaced",
            "passives": "same",
            "detractors": "same",
        }


def test_a_spreadsheet_that_holds_anything_is_refused_untouched(team: Team) -> None:
    with pytest.raises(InputRefused, match="holds a report already; sheets-gen sync"):
        create_into(team.id, WHAT, team.connection)
    other = team.local.client.create("Ours")
    other.sheet1.update([["x"]], "B2")
    with pytest.raises(InputRefused, match="Ours: is not blank"):
        create_into(other.id, WHAT, team.connection)
    assert other.sheet1.get_all_values() == [["", ""], ["", "x"]]
    with pytest.raises(NotOurReport, match="Ours: holds no report"):
        opened(other.id, team.connection, template())


def test_two_calls_then_one_when_nothing_changes(team: Team) -> None:
    done = team.sync(NUMBERS)
    assert (done.calls, done.is_written, len(changed(done.decisions))) == (2, True, 3)
    assert team.held() == {"promoters": {"2026-01": 60}, "passives": {"2026-01": 25}, "detractors": {"2026-01": 15}}
    again = team.sync(NUMBERS)
    assert (again.calls, again.is_written, len(changed(again.decisions))) == (1, False, 0)


def test_what_we_wrote_is_updated_and_what_a_person_typed_is_kept(team: Team) -> None:
    team.sync(NUMBERS)
    team.type("passives", "2026-01", 26)
    team.type("promoters", "2026-02", 7)
    new = {"2026-01": {"promoters": 61, "passives": 27, "detractors": 15}, "2026-02": {"promoters": 8}}
    done = team.sync(new)
    assert {(d.key, d.period): d.action for d in done.decisions} == {
        ("promoters", "2026-01"): "replaced",
        ("passives", "2026-01"): "kept",
        ("detractors", "2026-01"): "same",
        ("promoters", "2026-02"): "kept",
    }
    assert team.held()["promoters"] == {"2026-01": 61, "2026-02": 7}
    assert team.held()["passives"] == {"2026-01": 26}
    team.sync(new, "passives@2026-01")
    assert team.held()["passives"] == {"2026-01": 27}
    with pytest.raises(UsageProblem, match="--take-ours passives@2026-04"):
        team.sync(new, "passives@2026-04")


def test_a_formula_that_gives_what_we_wrote_is_a_persons(team: Team) -> None:
    team.sync(NUMBERS)
    team.type("promoters", "2026-01", "=30+30")
    done = team.sync({"2026-01": {"promoters": 61}})
    assert [one.action for one in done.decisions] == ["kept"]
    assert team.held()["promoters"] == {"2026-01": 60}


def test_a_sheet_with_a_note_alone_is_not_blank(team: Team) -> None:
    other = team.local.client.create("Noted")
    other.sheet1.update_note("C3", "ours")
    with pytest.raises(InputRefused, match="Noted: is not blank"):
        create_into(other.id, WHAT, team.connection)


def test_the_answer_verifies_as_the_sheet_does(team: Team) -> None:
    done = team.sync(NUMBERS)
    assert [f for f in verify(done.filled) if f.level != INFO] == []
    assert done.filled.metrics == opened(team.id, team.connected(), template()).filled.metrics


def test_inserted_rows_and_columns_and_a_renamed_tab(team: Team) -> None:
    sheet = team.local.book.worksheet("Calculator")
    row = opened(team.id, team.connection, template()).filled.addresses.rows["calculator:passives"]
    sheet.insert_row(["our own line"], row)
    sheet.insert_cols([["note"]], 7)
    sheet.update_title("Numbers")
    done = team.sync(NUMBERS | {"2026-03": {"passives": 4}})
    assert done.is_written
    assert team.held()["passives"] == {"2026-01": 25, "2026-03": 4}
    assert team.local.book.worksheet("Numbers").row_values(row)[0] == "our own line"


def test_a_deleted_row_is_said_and_nothing_is_written(team: Team) -> None:
    row = opened(team.id, team.connection, template()).filled.addresses.rows["calculator:passives"]
    team.local.book.worksheet("Calculator").delete_rows(row)
    with pytest.raises(InputRefused, match="there is no cell for passives 2026-01"):
        team.sync(NUMBERS)
    assert team.held() == {}


def test_a_dry_run_writes_nothing(team: Team) -> None:
    done = team.sync(NUMBERS, dry_run=True)
    assert (done.calls, len(changed(done.decisions)), done.is_written) == (1, 3, False)
    assert team.held() == {}


def test_pull_gives_an_excel_report_with_the_same_numbers(team: Team, tmp_path: Path) -> None:
    team.sync(NUMBERS)
    out = tmp_path / "out.xlsx"
    pull(team.id, out, team.connected())
    filled = verbs.read(out)
    assert filled.inputs == team.held()
    assert [f for f in verify(filled) if f.level != INFO] == []


def test_google_says_no_for_good(team: Team) -> None:
    with pytest.raises(RemoteFailed):
        team.connection.batch_update(team.id, {"requests": [{"deleteSheet": {"sheetId": 1}}]}, lambda: False)


def test_the_whole_path_by_the_command_line(tmp_path: Path) -> None:
    with SheetsServer() as server:
        key = tmp_path / "key.json"
        key.write_text(json.dumps(server.credentials_info()))
        key.chmod(0o600)
        book = client_of(server).create("Mine")
        link = f"https://docs.google.com/spreadsheets/d/{book.id}/edit"
        old = os.environ.get("SHEETS_GEN_BASE_URL")
        os.environ["SHEETS_GEN_BASE_URL"] = server.url
        try:
            rest = ("--credentials", key)
            made = run("new", "--into", link, "--start", "2026-01", "--profile", "digisac", *rest)
            assert made.returncode == 0
            assert made.stderr.startswith("not in a Google Sheet: page set-up, header and footer of the print")
            assert made.stderr.count("\n") == 1
            values = tmp_path / "v.json"
            values.write_text(json.dumps(NUMBERS))
            synced = run("sync", link, "--values", values, *rest)
            assert synced.returncode == 0, synced.stdout + synced.stderr
            assert synced.stdout.startswith("3 cells written, 0 held the number already\n")
            assert run("sync", link, "--values", values, "--dry-run", *rest).returncode == 0
            assert run("verify", link, *rest).returncode == 0
            assert run("pull", link, tmp_path / "r.xlsx", *rest).returncode == 0
            assert verbs.read(tmp_path / "r.xlsx").inputs["promoters"] == {"2026-01": 60}
            assert run("values", link, *rest).stdout.startswith("period,input,value\n2026-01,")
            assert run("verify", link, link, *rest).returncode == 2
        finally:
            os.environ.pop("SHEETS_GEN_BASE_URL") if old is None else os.environ.update(SHEETS_GEN_BASE_URL=old)
        assert server.faults == []
