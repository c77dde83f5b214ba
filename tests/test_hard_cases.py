"""Cases that once went wrong, found by attack; each keeps its shape."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import ironcalc
import pytest

from sheets_gen import verbs
from sheets_gen.config import Config
from sheets_gen.errors import BackendError, InputRefused, ProblemsFound
from sheets_gen.files import write_whole
from sheets_gen.plan.calculate import Calculation
from sheets_gen.template.check import RESERVED
from sheets_gen.values import place, read_cells
from sheets_gen.verify.compare import same_formula
from sheets_gen.verify.rules import verify
from tests.engines import ENGINES
from tests.helpers import Report, mismatches, report

NUMBERS = {
    "tickets_received": {"2026-01": 100.0, "2026-02": 90.0},
    "promoters": {"2026-01": 8.0, "2026-02": 9.0},
    "passives": {"2026-01": 1.0, "2026-02": 1.0},
    "detractors": {"2026-01": 1.0, "2026-02": 0.0},
}
PARTS = ["uncategorised", "total", "head", "end", "spike", "shares", "chart", "counted", "n", "low", "share"]


@pytest.mark.parametrize("id", PARTS)
def test_a_member_may_be_called_like_a_part_of_its_table(id: str, tmp_path: Path) -> None:
    """Labels such as “Total” or “Uncategorised” are what people type."""
    lists = {"categories": {id: id.title(), "other": "Other"}, "channels": {id: id.title(), "mail": "Mail"}}
    numbers = NUMBERS | {f"tickets_by_category.{member}": {"2026-01": 40.0} for member in (id, "other")}
    named = ("nps", "ticket_volume_by_category", "preferred_channel")
    made = report(numbers, config=Config(members=lists, metrics=named))
    path = made.save(tmp_path / "r.xlsx")
    for engine in ENGINES.values():
        assert mismatches(made, engine(path)) == []
    assert [f.code for f in verify(verbs.read(path))] == ["R105"], "20 tickets have no category: a note"
    assert Calculation(made.plan).value("volume:tickets_by_category:uncategorised", "2026-01") == 20


def test_the_report_s_own_rows_are_reserved_ids() -> None:
    """Every row that is no metric's, input's or part's has an id that the template check keeps free."""
    made = report()
    known = {entry.id for entry in made.catalogue.entries} | set(made.catalogue.items)
    for tab in made.plan.tabs:
        for row in tab.rows:
            id = row.key.partition(":")[2]
            own = id in known or ":" in id or "." in id or id.startswith(("headline_", "report_"))
            assert own or id in RESERVED, row.key


def test_two_rows_of_one_id_are_refused() -> None:
    from sheets_gen.plan.build import build

    made = report()
    twice = made.catalogue._replace(entries=(*made.catalogue.entries, made.catalogue.entries[0]))
    with pytest.raises(BackendError, match="two rows would have the id"):
        build(twice, made.calendar, {})


def with_a_column_inserted(made: Report, tab: str, before: str, folder: Path) -> Path:
    """The report after somebody put a column into a tab: another program moves the references and recalculates."""
    path = made.save(folder / "r.xlsx")
    model = ironcalc.load_from_xlsx(str(path), "en", "UTC", "en")
    sheet = [tab.key for tab in made.plan.tabs].index(tab)
    model.insert_columns(sheet, made.addresses.columns[tab][before], 1)
    model.evaluate()
    target = folder / "edited.xlsx"
    model.save_to_xlsx(str(target))
    return target


@pytest.mark.parametrize("tab", ["metrics", "volume", "calculator"])
def test_a_column_between_two_periods_does_no_harm(tab: str, tmp_path: Path) -> None:
    stocks = {"customers_start": {"2026-01": 10.0, "2026-02": 11.0}, "lost_customers": {"2026-01": 1.0, "2026-02": 2.0}}
    made = report(NUMBERS | stocks, periods=3)
    edited = with_a_column_inserted(made, tab, "2026-02", tmp_path)
    filled = verbs.read(edited)
    assert {finding.code for finding in verify(filled)} == {"S115", "S118"}, "IronCalc saves no validations, no locks"
    assert filled.cell("metrics:headline_value", "label").value == "Feb 2026"
    assert filled.cell("metrics:nps", "latest").value == 90
    assert filled.cell("calculator:churn_rate.customers_start", "2026-Q1").value == 10


def test_a_difference_of_the_last_bit_is_no_change() -> None:
    """0.3 / 3 and 0.1 / 1 differ by 1e-17 in Python and by nothing in a spreadsheet."""
    made = report(
        {
            "first_response_time_total": {"2026-01": 0.1, "2026-02": 0.3},
            "tickets_first_responded": {"2026-01": 1.0, "2026-02": 3.0},
        }
    )
    values = Calculation(made.plan)
    assert values.value("metrics:first_response_time", "change") == 0
    assert values.value("metrics:first_response_time", "reading") == "= same"


def test_a_json_value_given_nested_and_dotted_stands_twice(tmp_path: Path) -> None:
    path = tmp_path / "v.json"
    path.write_text('{"2026-01": {"tickets_by_category": {"returns": 1}, "tickets_by_category.returns": 2}}')
    made = report()
    with pytest.raises(ProblemsFound, match="stands twice"):
        place(read_cells(path), made.catalogue, made.calendar, path.name)


@pytest.mark.parametrize("title", ["Zähler", "指標", "My tab", "It''s"])
def test_a_tab_s_name_with_or_without_quotes_is_the_same(title: str) -> None:
    assert same_formula(f"='{title}'!E12+1", f"={title}!$E$12 + 1")


def test_deep_names_and_odd_leftovers_are_no_traceback(tmp_path: Path) -> None:
    (tmp_path / ".z.xlsx.99999999999999999999.sheets-gen.tmp").touch()
    write_whole(tmp_path / "z.xlsx", b"new")
    write_whole(tmp_path / ("a" * 240 + ".xlsx"), b"new")
    with pytest.raises(InputRefused, match="File name too long"):
        write_whole(tmp_path / ("b" * 300 + ".xlsx"), b"new")


def run(*args: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "sheets_gen", *args]
    return subprocess.run(command, capture_output=True, check=False, env={**os.environ, **environment}, timeout=20)


def test_a_terminal_of_another_encoding_shows_question_marks() -> None:
    done = run("metrics", "nps", PYTHONIOENCODING="cp1252")
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_full_output_is_one_line() -> None:
    with open("/dev/full", "wb") as full:
        command = [sys.executable, "-m", "sheets_gen", "metrics"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 3
    assert done.stderr.splitlines()[-1] == b"error: the output cannot be written (No space left on device)"


def test_a_pipe_for_a_config_is_refused_at_once(tmp_path: Path) -> None:
    fifo = tmp_path / "report.toml"
    os.mkfifo(fifo)
    done = run("new", str(tmp_path / "r.xlsx"), "--config", str(fifo))
    assert (done.returncode, b"not a regular file" in done.stderr) == (3, True)


def test_control_characters_do_not_reach_the_terminal(tmp_path: Path) -> None:
    config = tmp_path / "report.toml"
    config.write_text('metrics = ["\\u001b[31mred\\u0007"]\n')
    done = run("new", str(tmp_path / "r.xlsx"), "--config", str(config))
    assert done.returncode == 3
    assert b"\x1b" not in done.stderr
    assert b"\x07" not in done.stderr


def test_a_wrong_start_of_the_config_names_the_config(tmp_path: Path) -> None:
    config = tmp_path / "report.toml"
    config.write_text('start = "soon"\n')
    done = run("new", str(tmp_path / "r.xlsx"), "--config", str(config))
    assert done.returncode == 3
    assert f"{config}: start soon: a month is written like 2026-03".encode() in done.stderr
