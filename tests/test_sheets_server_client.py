"""Every public method of the gspread client is served: none is left that nobody tried."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import gspread
import pytest
from gspread.spreadsheet import Spreadsheet
from gspread.utils import ExportFormat, ValidationConditionType
from gspread.worksheet import Worksheet

from tests.sheets_server.client import Local

SOMEBODY = "somebody@elsewhere.example"


@dataclass
class Desk:
    """What the calls work on: a client, a spreadsheet, its first sheet with a small table, and a second sheet."""

    client: gspread.Client
    book: Spreadsheet
    sheet: Worksheet
    second: Worksheet

    def somebody(self) -> str:
        """The id of somebody's permission."""
        self.book.share(SOMEBODY, "user", "writer")
        return next(str(one["id"]) for one in self.book.list_permissions() if one["emailAddress"] == SOMEBODY)

    def protected(self) -> str:
        """The id of a new protected range."""
        reply = self.sheet.add_protected_range("A1", [])["replies"][0]
        return str(reply["addProtectedRange"]["protectedRange"]["protectedRangeId"])

    def named(self) -> str:
        """The id of a new name."""
        reply = self.sheet.define_named_range("A1:B2", "Block")["replies"][0]
        return str(reply["addNamedRange"]["namedRange"]["namedRangeId"])


Call = Callable[[Desk], Any]
RAW = {"valueInputOption": "RAW"}

CLIENT: dict[str, Call] = {
    "copy": lambda desk: desk.client.copy(desk.book.id, "Copy", copy_permissions=True, copy_comments=True),
    "create": lambda desk: desk.client.create("New"),
    "del_spreadsheet": lambda desk: desk.client.del_spreadsheet(desk.book.id),
    "expiry": lambda desk: desk.client.expiry,
    "export": lambda desk: desk.client.export(desk.book.id, ExportFormat.TSV),
    "get_file_drive_metadata": lambda desk: desk.client.get_file_drive_metadata(desk.book.id),
    "import_csv": lambda desk: desk.client.import_csv(desk.book.id, "a,b"),
    "insert_permission": lambda desk: desk.client.insert_permission(desk.book.id, SOMEBODY, "user", "reader"),
    "list_permissions": lambda desk: desk.client.list_permissions(desk.book.id),
    "list_spreadsheet_files": lambda desk: desk.client.list_spreadsheet_files("Book"),
    "open": lambda desk: desk.client.open("Book"),
    "open_by_key": lambda desk: desk.client.open_by_key(desk.book.id),
    "open_by_url": lambda desk: desk.client.open_by_url(desk.book.url),
    "openall": lambda desk: desk.client.openall(),
    "remove_permission": lambda desk: desk.client.remove_permission(desk.book.id, desk.somebody()),
    "set_timeout": lambda desk: desk.client.set_timeout(5),
}

BOOK: dict[str, Call] = {
    "accept_ownership": lambda desk: desk.book.accept_ownership(desk.somebody()),
    "add_worksheet": lambda desk: desk.book.add_worksheet("Third", 5, 5, 1),
    "batch_update": lambda desk: desk.book.batch_update({"requests": [{"addSheet": {}}]}),
    "creationTime": lambda desk: desk.book.creationTime,
    "del_worksheet": lambda desk: desk.book.del_worksheet(desk.second),
    "del_worksheet_by_id": lambda desk: desk.book.del_worksheet_by_id(desk.second.id),
    "duplicate_sheet": lambda desk: desk.book.duplicate_sheet(0, 1, 77, "Twin"),
    "export": lambda desk: desk.book.export(ExportFormat.CSV),
    "fetch_sheet_metadata": lambda desk: desk.book.fetch_sheet_metadata({"includeGridData": "true"}),
    "get_lastUpdateTime": lambda desk: desk.book.get_lastUpdateTime(),
    "get_worksheet": lambda desk: desk.book.get_worksheet(1),
    "get_worksheet_by_id": lambda desk: desk.book.get_worksheet_by_id(0),
    "id": lambda desk: desk.book.id,
    "lastUpdateTime": lambda desk: desk.book.get_lastUpdateTime(),
    "list_named_ranges": lambda desk: (desk.named(), desk.book.list_named_ranges()),
    "list_permissions": lambda desk: desk.book.list_permissions(),
    "list_protected_ranges": lambda desk: (desk.protected(), desk.book.list_protected_ranges(0)),
    "locale": lambda desk: desk.book.locale,
    "named_range": lambda desk: (desk.named(), desk.book.named_range("Block")),
    "remove_permissions": lambda desk: (desk.somebody(), desk.book.remove_permissions(SOMEBODY)),
    "reorder_worksheets": lambda desk: desk.book.reorder_worksheets([desk.second, desk.sheet]),
    "share": lambda desk: desk.book.share(SOMEBODY, "user", "writer", notify=True, email_message="Here you are"),
    "sheet1": lambda desk: desk.book.sheet1,
    "timezone": lambda desk: desk.book.timezone,
    "title": lambda desk: desk.book.title,
    "transfer_ownership": lambda desk: desk.book.transfer_ownership(desk.somebody()),
    "update_drive_metadata": lambda desk: desk.book.update_drive_metadata(),
    "update_locale": lambda desk: desk.book.update_locale("de_DE"),
    "update_timezone": lambda desk: desk.book.update_timezone("Europe/Berlin"),
    "update_title": lambda desk: desk.book.update_title("Other"),
    "url": lambda desk: desk.book.url,
    "values_append": lambda desk: desk.book.values_append("A1", RAW, {"values": [[1]]}),
    "values_batch_clear": lambda desk: desk.book.values_batch_clear(body={"ranges": ["A1"]}),
    "values_batch_get": lambda desk: desk.book.values_batch_get(["A1", "B1"]),
    "values_batch_update": lambda desk: desk.book.values_batch_update(
        {**RAW, "data": [{"range": "A1", "values": [[1]]}]}
    ),
    "values_clear": lambda desk: desk.book.values_clear("A1"),
    "values_get": lambda desk: desk.book.values_get("A1"),
    "values_update": lambda desk: desk.book.values_update("A1", RAW, {"values": [[1]]}),
    "worksheet": lambda desk: desk.book.worksheet("Second"),
    "worksheets": lambda desk: desk.book.worksheets(exclude_hidden=True),
}

SHEET: dict[str, Call] = {
    "acell": lambda desk: desk.sheet.acell("A1", "FORMULA"),
    "add_cols": lambda desk: desk.sheet.add_cols(1),
    "add_dimension_group_columns": lambda desk: desk.sheet.add_dimension_group_columns(0, 1),
    "add_dimension_group_rows": lambda desk: desk.sheet.add_dimension_group_rows(0, 1),
    "add_protected_range": lambda desk: desk.sheet.add_protected_range("A1:A2", [SOMEBODY], description="ours"),
    "add_rows": lambda desk: desk.sheet.add_rows(1),
    "add_validation": lambda desk: desk.sheet.add_validation(
        "A1", ValidationConditionType.one_of_list, ["x"], showCustomUi=True
    ),
    "append_row": lambda desk: desk.sheet.append_row([1], table_range="A1"),
    "append_rows": lambda desk: desk.sheet.append_rows([[1]], insert_data_option="INSERT_ROWS"),
    "batch_clear": lambda desk: desk.sheet.batch_clear(["A1"]),
    "batch_format": lambda desk: desk.sheet.batch_format([{"range": "A1", "format": {"textFormat": {"bold": True}}}]),
    "batch_get": lambda desk: desk.sheet.batch_get(["A1", "A:A"], "COLUMNS"),
    "batch_merge": lambda desk: desk.sheet.batch_merge([{"range": "A1:B1"}]),
    "batch_update": lambda desk: desk.sheet.batch_update(
        [{"range": "A1", "values": [[1]]}], include_values_in_response=True
    ),
    "cell": lambda desk: desk.sheet.cell(1, 1),
    "clear": lambda desk: desk.sheet.clear(),
    "clear_basic_filter": lambda desk: (desk.sheet.set_basic_filter(), desk.sheet.clear_basic_filter()),
    "clear_note": lambda desk: desk.sheet.clear_note("A1"),
    "clear_notes": lambda desk: desk.sheet.clear_notes(["A1", "B1"]),
    "clear_tab_color": lambda desk: (desk.sheet.update_tab_color("#ff8000"), desk.sheet.clear_tab_color()),
    "col_count": lambda desk: desk.sheet.col_count,
    "col_values": lambda desk: desk.sheet.col_values(1),
    "column_count": lambda desk: desk.sheet.column_count,
    "columns_auto_resize": lambda desk: desk.sheet.columns_auto_resize(0, 2),
    "copy_range": lambda desk: desk.sheet.copy_range("A1:B1", "A5:B5"),
    "copy_to": lambda desk: desk.sheet.copy_to(desk.book.id),
    "cut_range": lambda desk: desk.sheet.cut_range("A1:B1", "A5"),
    "define_named_range": lambda desk: desk.sheet.define_named_range("A1", "One"),
    "delete_columns": lambda desk: desk.sheet.delete_columns(1),
    "delete_dimension": lambda desk: desk.sheet.delete_dimension("ROWS", 1, 2),
    "delete_dimension_group_columns": lambda desk: (
        desk.sheet.add_dimension_group_columns(0, 1),
        desk.sheet.delete_dimension_group_columns(0, 1),
    ),
    "delete_dimension_group_rows": lambda desk: (
        desk.sheet.add_dimension_group_rows(0, 1),
        desk.sheet.delete_dimension_group_rows(0, 1),
    ),
    "delete_named_range": lambda desk: desk.sheet.delete_named_range(desk.named()),
    "delete_protected_range": lambda desk: desk.sheet.delete_protected_range(desk.protected()),
    "delete_rows": lambda desk: desk.sheet.delete_rows(1, 2),
    "duplicate": lambda desk: desk.sheet.duplicate(1, 78, "Twin"),
    "expand": lambda desk: desk.sheet.expand("A1"),
    "find": lambda desk: desk.sheet.find("b", in_column=2),
    "findall": lambda desk: desk.sheet.findall("b"),
    "format": lambda desk: desk.sheet.format(["A1", "B1"], {"numberFormat": {"type": "PERCENT"}}),
    "freeze": lambda desk: desk.sheet.freeze(1, 1),
    "frozen_col_count": lambda desk: desk.sheet.frozen_col_count,
    "frozen_row_count": lambda desk: desk.sheet.frozen_row_count,
    "get": lambda desk: desk.sheet.get("A1:B2", maintain_size=True),
    "get_all_cells": lambda desk: desk.sheet.get_all_cells(),
    "get_all_records": lambda desk: desk.sheet.get_all_records(),
    "get_all_values": lambda desk: desk.sheet.get_all_values(),
    "get_note": lambda desk: desk.sheet.get_note("A1"),
    "get_notes": lambda desk: desk.sheet.get_notes(grid_range="A1:B2"),
    "get_tab_color": lambda desk: desk.sheet.get_tab_color(),
    "get_values": lambda desk: desk.sheet.get_values(combine_merged_cells=True),
    "hide": lambda desk: desk.sheet.hide(),
    "hide_columns": lambda desk: desk.sheet.hide_columns(0, 1),
    "hide_gridlines": lambda desk: desk.sheet.hide_gridlines(),
    "hide_rows": lambda desk: desk.sheet.hide_rows(0, 1),
    "id": lambda desk: desk.sheet.id,
    "index": lambda desk: desk.sheet.index,
    "insert_cols": lambda desk: desk.sheet.insert_cols([["x", "y"]], 2, inherit_from_before=True),
    "insert_note": lambda desk: desk.sheet.insert_note("A1", "x"),
    "insert_notes": lambda desk: desk.sheet.insert_notes({"A1": "x", "B1": "y"}),
    "insert_row": lambda desk: desk.sheet.insert_row(["x"], 2),
    "insert_rows": lambda desk: desk.sheet.insert_rows([["x"], ["y"]], 2),
    "isSheetHidden": lambda desk: desk.sheet.isSheetHidden,
    "is_gridlines_hidden": lambda desk: desk.sheet.is_gridlines_hidden,
    "list_dimension_group_columns": lambda desk: desk.sheet.list_dimension_group_columns(),
    "list_dimension_group_rows": lambda desk: desk.sheet.list_dimension_group_rows(),
    "merge_cells": lambda desk: desk.sheet.merge_cells("A1:B1", "MERGE_COLUMNS"),
    "range": lambda desk: desk.sheet.range("A1:B2"),
    "resize": lambda desk: desk.sheet.resize(5, 5),
    "row_count": lambda desk: desk.sheet.row_count,
    "row_values": lambda desk: desk.sheet.row_values(1),
    "rows_auto_resize": lambda desk: desk.sheet.rows_auto_resize(0, 2),
    "set_basic_filter": lambda desk: desk.sheet.set_basic_filter("A1:B2"),
    "show": lambda desk: (desk.sheet.hide(), desk.sheet.show()),
    "show_gridlines": lambda desk: desk.sheet.show_gridlines(),
    "sort": lambda desk: desk.sheet.sort((1, "des"), range="A1:B2"),
    "tab_color": lambda desk: desk.sheet.tab_color,
    "title": lambda desk: desk.sheet.title,
    "unhide_columns": lambda desk: desk.sheet.unhide_columns(0, 1),
    "unhide_rows": lambda desk: desk.sheet.unhide_rows(0, 1),
    "unmerge_cells": lambda desk: desk.sheet.unmerge_cells("A1:B2"),
    "update": lambda desk: desk.sheet.update([[1, 2]], "A1:A2", raw=False, major_dimension="COLUMNS"),
    "update_acell": lambda desk: desk.sheet.update_acell("A1", "=1"),
    "update_cell": lambda desk: desk.sheet.update_cell(1, 1, 2),
    "update_cells": lambda desk: desk.sheet.update_cells(desk.sheet.range("A1:B2")),
    "update_index": lambda desk: desk.sheet.update_index(1),
    "update_note": lambda desk: desk.sheet.update_note("A1", "x"),
    "update_notes": lambda desk: desk.sheet.update_notes({"A1": "x"}),
    "update_tab_color": lambda desk: desk.sheet.update_tab_color("#ff8000"),
    "update_title": lambda desk: desk.sheet.update_title("Other"),
    "url": lambda desk: desk.sheet.url,
}


@pytest.fixture(scope="module")
def served() -> Iterator[Local]:
    """One server for all of these tests; each has a spreadsheet of its own."""
    with Local() as here:
        yield here


@pytest.fixture
def desk(served: Local) -> Iterator[Desk]:
    book = served.client.create("Book")
    book.sheet1.update([["a", "b"], [2, "=A2*2"]], "A1", raw=False)
    yield Desk(served.client, book, book.sheet1, book.add_worksheet("Second", 5, 5))
    assert served.server.faults == []


def _public(kind: type) -> set[str]:
    return {name for name in vars(kind) if not name.startswith("_") and name not in {"client", "spreadsheet"}}


@pytest.mark.parametrize(
    ("kind", "calls"),
    [(gspread.Client, CLIENT), (Spreadsheet, BOOK), (Worksheet, SHEET)],
    ids=["client", "book", "sheet"],
)
def test_the_list_of_methods_is_whole(kind: type, calls: dict[str, Call]) -> None:
    assert _public(kind) - calls.keys() == set()


@pytest.mark.parametrize(
    "call",
    [
        pytest.param(call, id=f"{kind}.{name}")
        for kind, calls in (("client", CLIENT), ("book", BOOK), ("sheet", SHEET))
        for name, call in calls.items()
    ],
)
def test_every_method_is_served(desk: Desk, call: Call) -> None:
    call(desk)
