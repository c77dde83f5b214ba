"""What only Google itself can tell, tried on a scratch spreadsheet: each check is one row of a table.

Everything that sheets-gen relies on and that no test on this machine can prove: that Google takes the whole report in
one request, computes what we compute, reads our formulas in the spreadsheet's own locale, and keeps its word on names,
nulls and ids.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from sheets_gen.batch import loaded
from sheets_gen.errors import InputRefused, RemoteFailed
from sheets_gen.findings import INFO
from sheets_gen.google.client import Service
from sheets_gen.google.link import spreadsheet_id
from sheets_gen.google.read import FIELDS, read
from sheets_gen.online import Sheet, create_body, make_into, opened
from sheets_gen.ownership import KEPT
from sheets_gen.plan.model import Plan
from sheets_gen.plan.report import CALCULATOR, METRICS
from sheets_gen.syncing import Synced, SyncRequest, sync
from sheets_gen.verbs import Made, Request, make_plan
from sheets_gen.verify.rules import verify

WHAT = Request(start="2026-01", profile="standard")
NUMBERS = {"2026-01": {"promoters": 60, "passives": 25, "detractors": 15, "nps_responses": 100}}
ODD_NUMBERS = (0.1 + 0.2, 1e15 / 3, 123456789.123456)
RUN = "live"
LONG_TEXT = "0123456789" * 4_000
DETAILS = (
    "sheets(properties(sheetId,title),charts(chartId,spec(basicChart(series))),conditionalFormats,"
    "protectedRanges(warningOnly,requestingUserCanEdit),data(rowData(values(formattedValue,dataValidation))))"
)


class Row(NamedTuple):
    """One check and how it went."""

    what: str
    is_right: bool
    detail: str


class Wrong(Exception):
    """Google did something else."""


def live_checks(link: str, service: Service) -> Iterator[Row]:
    """Every check in turn, as it is done. Raises InputRefused where the spreadsheet is not blank.

    CredentialsProblem goes through; what else Google refuses is a row.
    """
    id = spreadsheet_id(link)
    found = read(service.get(id, FIELDS))
    if not found.is_blank:
        raise InputRefused(f"{found.title}: is not blank; the checks need a scratch spreadsheet of their own")
    with TemporaryDirectory() as folder:
        live = Live(id, service, Path(folder))
        yield Row("reading", True, f"{found.title!r}, locale {found.locale or 'unknown'}")
        for what, check in live.checks().items():
            row = _tried(what, check)
            yield row
            if what == "creating" and not row.is_right:
                return  # everything else rests on it


def _tried(what: str, check: Callable[[], str]) -> Row:
    try:
        return Row(what, True, check())
    except (Wrong, InputRefused, RemoteFailed) as wrong:
        return Row(what, False, str(wrong).splitlines()[0])


class Live:
    """The checks on one spreadsheet."""

    def __init__(self, id: str, service: Service, folder: Path) -> None:
        self._id = id
        self._service = service
        self._folder = folder
        self._made: Made = make_plan(WHAT)

    def checks(self) -> dict[str, Callable[[], str]]:
        """In their order, each resting on those before it."""
        return {
            "creating": self.creating,
            "computing": self.computing,
            "names": self.names,
            "charts": self.charts,
            "rules and protection": self.overlays,
            "dates": self.dates,
            "creating twice": self.creating_twice,
            "sync": self.syncing,
            "sync again": self.syncing_again,
            "values": self.values,
            "inserted rows": self.inserted_rows,
            "typed numbers": self.typed_numbers,
            "putting back": self.putting_back,
        }

    @property
    def _plan(self) -> Plan:
        return self._made.plan

    def _opened(self) -> Sheet:
        return opened(self._id, self._service, loaded(None))

    def _details(self) -> list[dict[str, Any]]:
        return list(self._service.get(self._id, DETAILS).get("sheets", []))

    def _sync(self, numbers: dict[str, dict[str, int]]) -> Synced:
        path = self._folder / "values.json"
        path.write_text(json.dumps(numbers), encoding="utf-8")
        return sync(SyncRequest(self._id, path), self._service)

    def creating(self) -> str:
        """The whole report in one request."""
        found = read(self._service.get(self._id, FIELDS))
        body = create_body(self._made, found, RUN)
        size, started = len(json.dumps(body)), time.monotonic()
        make_into(self._id, self._made, self._service)
        seconds = time.monotonic() - started
        return f"{len(body['requests'])} requests in one batch, {size / 1e6:.1f} MB, {seconds:.1f} s"

    def computing(self) -> str:
        """Google's own results are ours, and its formulas read as they were sent."""
        filled = self._opened().filled
        if wrong := [f for f in verify(filled) if f.level != INFO]:
            raise Wrong(f"{len(wrong)} findings, the first: {wrong[0].code} {wrong[0].where}: {wrong[0].message}")
        formulas = sum(c.formula is not None for tab in filled.snapshot.tabs for c in tab.cells.values())
        return f"{formulas} formulas give what sheets-gen computes"

    def names(self) -> str:
        """Every defined name is there."""
        held = self._opened().found.names
        if gone := [name.name for name in self._plan.names if name.name not in held]:
            raise Wrong(f"{len(gone)} of {len(self._plan.names)} names are missing, the first: {gone[0]}")
        return f"{len(self._plan.names)} names"

    def charts(self) -> str:
        """Every line of every chart is there."""
        wanted = sorted(len(chart.series) for tab in self._plan.tabs for chart in tab.charts)
        found = sorted(
            len(chart.get("spec", {}).get("basicChart", {}).get("series", []))
            for sheet in self._details()
            for chart in sheet.get("charts", [])
        )
        if found != wanted:
            raise Wrong(f"charts have {found} lines instead of {wanted}")
        return f"{len(found)} charts, {sum(found)} lines"

    def overlays(self) -> str:
        """Conditional formats, checks of typing, and protection that only warns."""
        sheets = self._details()
        colours = sum(len(sheet.get("conditionalFormats", [])) for sheet in sheets)
        wanted = sum(len(tab.conditionals) for tab in self._plan.tabs)
        protected = [one for sheet in sheets for one in sheet.get("protectedRanges", [])]
        checked = sum("dataValidation" in cell for sheet in sheets for cell in _cells(sheet))
        if colours != wanted:
            raise Wrong(f"{colours} conditional formats instead of {wanted}")
        if len(protected) != len(self._plan.tabs) or not all(one.get("warningOnly") for one in protected):
            raise Wrong(f"{len(protected)} protected ranges, not all of which only warn")
        if not checked:
            raise Wrong("no cell checks what is typed")
        return f"{colours} conditional formats, {checked} cells check what is typed, protection only warns"

    def dates(self) -> str:
        """A month's heading is shown as a month, whatever the locale."""
        shown = {str(cell.get("formattedValue", "")) for sheet in self._details() for cell in _cells(sheet)}
        if "Jan 26" not in shown:
            raise Wrong("no heading is shown as 'Jan 26'")
        return "a heading is shown as 'Jan 26'"

    def creating_twice(self) -> str:
        """The same batch once more is refused whole: the ids are taken."""
        found = read(self._service.get(self._id, FIELDS))
        try:
            self._service.batch_update(self._id, create_body(self._made, found, RUN), lambda: False)
        except RemoteFailed as refused:
            after = read(self._service.get(self._id, FIELDS))
            if after.sheets != found.sheets or len(after.names) != len(found.names):
                raise Wrong("was refused, and yet changed something") from None
            return f"refused whole: {str(refused).partition(': ')[2][:80]}"
        raise Wrong("was applied a second time")

    def syncing(self) -> str:
        """A month's numbers: one read, one write, and the results follow."""
        before = self._service.calls
        self._sync(NUMBERS)
        calls = self._service.calls - before
        nps = self._opened().filled.cell(f"{METRICS}:nps", "2026-01").value
        if calls != 2 or nps != 45:
            raise Wrong(f"{calls} calls, NPS {nps} instead of 45")
        return "2 calls, NPS 45 as it should be"

    def syncing_again(self) -> str:
        """The second time there is nothing to write."""
        before = self._service.calls
        done = self._sync(NUMBERS)
        if done.is_written:
            raise Wrong("wrote the same numbers again")
        return f"{self._service.calls - before} call"

    def values(self) -> str:
        """Numbers come back to the last bit, long texts whole, and an error of a formula has a type."""
        sent = [{"numberValue": number} for number in ODD_NUMBERS]
        back = self._spare([*sent, {"stringValue": LONG_TEXT}, {"formulaValue": "=1/0"}])
        held = [cell.get("userEnteredValue", {}).get("numberValue") for cell in back[: len(sent)]]
        if held != list(ODD_NUMBERS):
            raise Wrong(f"{ODD_NUMBERS} came back as {held}")
        if back[-2].get("userEnteredValue", {}).get("stringValue") != LONG_TEXT:
            raise Wrong(f"a text of {len(LONG_TEXT):,} characters came back otherwise")
        kind = back[-1].get("effectiveValue", {}).get("errorValue", {}).get("type")
        if kind != "DIVIDE_BY_ZERO":
            raise Wrong(f"=1/0 is {kind}")
        return f"numbers to the last bit, a text of {len(LONG_TEXT):,} characters whole, =1/0 is {kind}"

    def _spare(self, values: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Values written into free cells of the calculator's last row, read back, and cleared."""
        found = self._opened().found
        title = self._opened().filled.addresses.titles[CALCULATOR]
        tab = found.snapshot.tab(title)
        assert tab is not None
        row = max(at for at, _ in tab.cells) + 2
        start = {"sheetId": found.sheets[title], "rowIndex": row, "columnIndex": 1}
        cells = {"start": start, "rows": [{"values": [{"userEnteredValue": one} for one in values]}]}
        self._service.batch_update(self._id, _batch({"updateCells": cells | {"fields": "userEnteredValue"}}), _never)
        fields = "sheets(properties(title),data(rowData(values(userEnteredValue,effectiveValue))))"
        answer = self._service.get(self._id, fields)
        rows = next(sheet["data"][0]["rowData"] for sheet in answer["sheets"] if sheet["properties"]["title"] == title)
        back = list(rows[row]["values"][1 : 1 + len(values)])
        empty = {"start": start, "rows": [{"values": [{}] * len(values)}], "fields": "userEnteredValue"}
        self._service.batch_update(self._id, _batch({"updateCells": empty}), _never)
        return back

    def inserted_rows(self) -> str:
        """Numbers go by the names of their rows: a row inserted above does no harm, and empty places stay."""
        sheet = self._opened()
        row = sheet.filled.addresses.rows[f"{CALCULATOR}:promoters"]
        id = sheet.found.sheets[sheet.filled.addresses.titles[CALCULATOR]]
        where = {"sheetId": id, "dimension": "ROWS", "startIndex": row - 1, "endIndex": row}
        insert = {"insertDimension": {"range": where, "inheritFromBefore": False}}
        self._service.batch_update(self._id, _batch(insert), _never)
        self._sync({"2026-02": {"promoters": 7}})
        held = self._opened().filled.inputs["promoters"]
        if held != {"2026-01": 60, "2026-02": 7}:
            raise Wrong(f"the row of promoters holds {held}")
        return "a number goes to its row after a row was inserted above"

    def typed_numbers(self) -> str:
        """What a person types over a number of ours is kept."""
        self._type(f"{CALCULATOR}:passives", "2026-01", 26)
        done = self._sync({"2026-01": {"passives": 30}})
        if [one.action for one in done.decisions] != [KEPT]:
            raise Wrong("a number that a person typed was not kept")
        return "kept, and named"

    def putting_back(self) -> str:
        """A formula that was typed over comes back with --fix."""
        before = self._opened().filled.cell(f"{METRICS}:nps", "2026-01").formula
        self._type(f"{METRICS}:nps", "2026-01", 99)
        sync(SyncRequest(self._id, None, fix=True), self._service)
        after = self._opened().filled.cell(f"{METRICS}:nps", "2026-01").formula
        if after != before:
            raise Wrong(f"the formula is {after} instead of {before}")
        return "a formula that was typed over is back"

    def _type(self, row: str, column: str, value: float) -> None:
        """A person types into a cell."""
        filled = self._opened().filled
        title = filled.addresses.titles[row.partition(":")[0]].replace("'", "''")
        data = [{"range": f"'{title}'!{filled.addresses.a1(row, column)}", "values": [[value]]}]
        body = {"valueInputOption": "USER_ENTERED", "data": data}
        self._service.values_batch_update(self._id, body, _never)


def _batch(request: dict[str, Any]) -> dict[str, Any]:
    return {"requests": [request]}


def _never() -> bool:
    return False


def _cells(sheet: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for grid in sheet.get("data", []):
        for row in grid.get("rowData", []):
            yield from row.get("values", [])
