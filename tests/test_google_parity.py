"""The same plan as a Google Sheet, made on the local server: every value, name and chart is that of the Excel file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sheets_gen.excel.read import parse
from sheets_gen.excel.write import write
from sheets_gen.filled import Filled, understand
from sheets_gen.findings import INFO
from sheets_gen.google.read import FIELDS, Found, read
from sheets_gen.google.requests import create_requests
from sheets_gen.google.state import STATE
from sheets_gen.plan.model import Formula, Plan
from sheets_gen.verbs import Request, make_plan
from sheets_gen.verify.rules import verify
from tests.helpers import SAMPLES, same, template
from tests.sheets_server.client import Local

SHAPES = {
    "sample": Request(values=SAMPLES / "numbers-2026.csv", config=SAMPLES / "report.toml"),
    "arabic weeks": Request(start="2026-W01", every="week", periods=6, language="ar", profile="digisac"),
}


class Made:
    """A report as the local server holds it, and as the Excel file of the same plan is read."""

    def __init__(self, plan: Plan, local: Local) -> None:
        self.plan = plan
        blank = local.client.create("Blank")
        requests = create_requests(plan, {}, (blank.sheet1.id,))
        blank.batch_update({"requests": requests})
        self.answer = local.client.http_client.spreadsheets_get(blank.id, params={"fields": FIELDS})
        self.charts = local.client.http_client.spreadsheets_get(blank.id, params={"fields": "sheets.charts"})
        self.found: Found = read(self.answer)
        self.google: Filled = understand(self.found.snapshot, template())
        self.excel: Filled = understand(parse(write(plan)), template())


@pytest.fixture(scope="module", params=SHAPES)
def made(request: pytest.FixtureRequest) -> Iterator[Made]:
    with Local() as here:
        yield Made(make_plan(SHAPES[request.param]).plan, here)
        assert here.server.faults == [], "every request and answer is right by Google's own schemas"


def test_verify_finds_nothing_in_googles_own_values(made: Made) -> None:
    assert [f for f in verify(made.google) if f.level != INFO] == []


def test_inputs_results_and_settings_are_those_of_the_file(made: Made) -> None:
    assert made.google.inputs == made.excel.inputs
    assert made.google.metrics == made.excel.metrics
    assert made.google.settings == made.excel.settings


def test_every_cell_holds_the_value_that_the_file_stores(made: Made) -> None:
    compared = 0
    for tab in made.plan.tabs:
        for row in tab.rows:
            for column, cell in row.cells.items():
                if cell.content is None or not made.google.has(row.key, column):
                    continue
                value, expected = made.google.cell(row.key, column).value, made.excel.cell(row.key, column).value
                code = getattr(value, "code", value)
                assert same(code, expected), (row.key, column, value, expected)
                compared += isinstance(cell.content, Formula)
    assert compared > 300


def test_every_name_covers_the_same_cells(made: Made) -> None:
    ours = {name: place for name, place in made.found.snapshot.names.items() if name != STATE}
    assert ours == dict(made.excel.snapshot.names)


def test_the_charts_series_are_named_and_hold_the_typed_numbers(made: Made) -> None:
    charts = [chart for sheet in made.charts["sheets"] for chart in sheet.get("charts", [])]
    planned = [chart for tab in made.plan.tabs for chart in tab.charts]
    assert len(charts) == len(planned)
    tab = made.found.snapshot.tab(made.google.addresses.titles["calculator"])
    assert tab is not None
    for chart, plan in zip(charts, planned, strict=True):
        assert chart["spec"]["title"] == plan.title
        series = chart["spec"]["basicChart"]["series"]
        for one, wanted in zip(series, plan.series, strict=True):
            (area,) = one["series"]["sourceRange"]["sources"]
            row, first = area["startRowIndex"] + 1, area["startColumnIndex"] + 1
            assert tab.cells[row, first].value == made.google.cell(wanted.name.row, "label").value
            numbers = [tab.cells[row, at].value for at in range(first + 1, area["endColumnIndex"] + 1)]
            held = made.google.inputs.get(wanted.values.row.partition(":")[2], {})
            expected = [held.get(period) for period in made.plan.periods]
            assert [n if isinstance(n, (int, float)) else None for n in numbers] == expected


def test_a_second_batch_is_refused_as_a_whole(local: Local, tmp_path: Path) -> None:
    """After a lost answer the same requests are sent again: nothing may be made twice."""
    plan = make_plan(Request(start="2026-01", profile="digisac", periods=2)).plan
    assert tmp_path.exists()
    requests = create_requests(plan, {}, (local.book.sheet1.id,))
    local.book.batch_update({"requests": requests})
    before = local.client.http_client.spreadsheets_get(local.book.id, params={"fields": FIELDS})
    assert read(before).has_marker
    with pytest.raises(Exception, match="400"):
        local.book.batch_update({"requests": requests[:3] + requests[4:]})
    assert local.client.http_client.spreadsheets_get(local.book.id, params={"fields": FIELDS}) == before
