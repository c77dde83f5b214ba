"""Values through the real client: what goes in, how it comes back, what is refused."""

from datetime import date
from typing import Any

import pytest
from gspread.exceptions import APIError
from gspread.utils import Dimension

from tests.sheets_server.client import Local, refusal

TYPED = [["=4/2", "2020-01-01", "string", 53], ["=3/2", 0.12, "1999-01-02", ""]]


@pytest.mark.parametrize(
    ("option", "dates", "expected"),
    [
        ("FORMATTED_VALUE", "SERIAL_NUMBER", [["2", "2020-01-01", "string", "53"], ["1.5", "0.12", "1999-01-02"]]),
        ("UNFORMATTED_VALUE", "SERIAL_NUMBER", [[2, 43831, "string", 53], [1.5, 0.12, 36162]]),
        ("UNFORMATTED_VALUE", "FORMATTED_STRING", [[2, "2020-01-01", "string", 53], [1.5, 0.12, "1999-01-02"]]),
        ("FORMULA", "SERIAL_NUMBER", [["=4/2", 43831, "string", 53], ["=3/2", 0.12, 36162]]),
    ],
)
def test_render_options(local: Local, option: str, dates: str, expected: list[list[Any]]) -> None:
    local.type_in("A1", TYPED)
    answer = local.book.values_get("Sheet1", {"valueRenderOption": option, "dateTimeRenderOption": dates})
    assert answer["values"] == expected


@pytest.mark.parametrize(
    ("typed", "value", "shown"),
    [
        ("12", 12, "12"),
        ("12.5%", 0.125, "12.50%"),
        ("1,234", 1234, "1,234"),
        ("$3.5", 3.5, "$3.50"),
        ("(5)", -5, "-5"),
        ("1e3", 1000, "1.00E+03"),
        ("true", True, "TRUE"),
        ("1/31/2026", 46053, "1/31/2026"),
        ("10:30", 0.4375, "10:30"),
        ("2026-01-31 18:00", 46053.75, "2026-01-31 18:00"),
        ("Jan 5, 2026", 46027, "Jan 5, 2026"),
        ("'007", "007", "007"),
        ("31/1/2026", "31/1/2026", "31/1/2026"),
        ("1.2.3", "1.2.3", "1.2.3"),
    ],
)
def test_user_entered(local: Local, typed: str, value: Any, shown: str) -> None:
    local.type_in("A1", [[typed]])
    assert local.values("A1") == [[value]]
    assert local.values("A1", "FORMATTED_VALUE") == [[shown]]


def test_raw_stays_as_it_is(local: Local) -> None:
    rows = [["=1+1", "2020-01-01", "5", 5, True, "TRUE"]]
    local.sheet.update(rows, "A1")
    assert local.values("A1:Z1") == rows


def test_null_leaves_a_cell_alone_and_empty_text_clears_it(local: Local) -> None:
    local.sheet.update([[1, 2, 3]], "A1")
    local.sheet.update([[None, "", 4]], "A1")
    assert local.values("A1:C1") == [[1, "", 4]]


@pytest.mark.parametrize(
    ("asked", "echoed"),
    [
        ("A1:C", "Sheet1!A1:C1000"),
        ("Sheet1", "Sheet1!A1:Z1000"),
        ("A2:2", "Sheet1!A2:Z2"),
        ("A1", "Sheet1!A1"),
        ("B3:A1", "Sheet1!A1:B3"),
        ("C:C", "Sheet1!C1:C1000"),
        ("A1:ZZ2000", "Sheet1!A1:Z1000"),
    ],
)
def test_the_range_of_an_answer(local: Local, asked: str, echoed: str) -> None:
    answer = local.book.values_get(asked)
    assert answer == {"range": echoed, "majorDimension": "ROWS"}


def test_only_plain_titles_stand_without_quotes(local: Local) -> None:
    for title in ("Two words", "CO2", "It's", "Täg"):
        local.book.add_worksheet(title, 2, 2)
        quoted = "'" + title.replace("'", "''") + "'"
        assert local.book.values_get(f"{quoted}!A1:B2")["range"] == f"{quoted}!A1:B2"


def test_a_title_like_a_cell_is_taken_for_the_cell(local: Local) -> None:
    local.book.add_worksheet("CO2", 10, 10)
    with pytest.raises(APIError) as error:
        local.book.values_get("CO2")
    assert refusal(error.value) == "Range ('CO2'!CO2) exceeds grid limits. Max rows: 10, max columns: 10"


def test_empty_ends_are_cut_and_inner_ones_kept(local: Local) -> None:
    local.sheet.update([[1], [], ["", 2], [""]], "A1")
    assert local.values("A1:C9") == [[1], [], ["", 2]]


def test_columns(local: Local) -> None:
    local.sheet.update([[1, 2], [3]], "A1", major_dimension=Dimension.cols)
    assert local.values("A1:B2") == [[1, 3], [2]]
    assert local.book.values_get("A1:B2", {"majorDimension": "COLUMNS"})["values"] == [["1", "2"], ["3"]]


def test_a_batch_of_values_is_whole_or_not_at_all(local: Local) -> None:
    data = [{"range": "A1", "values": [[1]]}, {"range": "Nowhere!A1", "values": [[2]]}]
    with pytest.raises(APIError) as error:
        local.book.values_batch_update({"valueInputOption": "RAW", "data": data})
    assert refusal(error.value) == "Unable to parse range: Nowhere!A1"
    assert local.values("A1") == []


def test_a_batch_of_values_is_counted(local: Local) -> None:
    data = [{"range": "A1:B1", "values": [[1, 2]]}, {"range": "A5", "values": [["=A1+B1"]]}]
    body = {"valueInputOption": "USER_ENTERED", "data": data, "includeValuesInResponse": True}
    answer = local.book.values_batch_update({**body, "responseValueRenderOption": "UNFORMATTED_VALUE"})
    totals = {name: value for name, value in answer.items() if name.startswith("total")}
    assert totals == {
        "totalUpdatedRows": 2,
        "totalUpdatedColumns": 3,
        "totalUpdatedCells": 3,
        "totalUpdatedSheets": 1,
    }
    assert [one["updatedData"]["values"] for one in answer["responses"]] == [[[1, 2]], [[3]]]


@pytest.mark.parametrize(
    ("target", "rows", "message"),
    [
        ("A1:B1", [[1, 2, 3]], "Requested writing within range [Sheet1!A1:B1], but tried writing to column [C]"),
        ("A1:B1", [[1], [2]], "Requested writing within range [Sheet1!A1:B1], but tried writing to row [2]"),
        ("A1001", [[1]], "Range (Sheet1!A1001) exceeds grid limits. Max rows: 1000, max columns: 26"),
        ("A1:B2:C3", [[1]], "Unable to parse range: A1:B2:C3"),
    ],
)
def test_writing_where_it_may_not(local: Local, target: str, rows: list[list[int]], message: str) -> None:
    with pytest.raises(APIError) as error:
        local.book.values_update(target, {"valueInputOption": "RAW"}, {"values": rows})
    assert refusal(error.value) == message
    assert error.value.error["status"] == "INVALID_ARGUMENT"


def test_values_that_are_no_rows(local: Local) -> None:
    with pytest.raises(APIError) as error:
        local.book.values_update("A1", {"valueInputOption": "RAW"}, {"values": ["x"]})
    message = "Invalid value at 'data.values[0]' (type.googleapis.com/google.protobuf.ListValue), \"x\""
    assert refusal(error.value) == message
    violation = error.value.error["details"][0]["fieldViolations"][0]
    assert violation == {"field": "data.values[0]", "description": message}


def test_values_that_are_no_scalars(local: Local) -> None:
    with pytest.raises(APIError) as error:
        local.sheet.update([[1], [[1]]], "A1")
    assert refusal(error.value) == (
        "Invalid values[1][0]: list_value \t {\n  values {\n    number_value: 1.0\n  }\n}\n"
    )


def test_a_text_that_is_too_long(local: Local) -> None:
    with pytest.raises(APIError) as error:
        local.sheet.update([["x" * 50_001]], "A1")
    assert "more than the maximum of 50000 characters in a single cell" in refusal(error.value)


def test_the_input_option_is_required(local: Local) -> None:
    with pytest.raises(APIError) as error:
        local.book.values_update("A1", {}, {"values": [[1]]})
    assert refusal(error.value) == "'valueInputOption' is required but not specified"


def test_append_finds_the_last_table(local: Local) -> None:
    local.sheet.update([["a", "b", "c"], [1, 2, 3]], "A1")
    local.sheet.update([["d", "e"], [4, 5]], "B5")

    def append(text: str) -> Any:
        answer = local.book.values_append(text, {"valueInputOption": "RAW"}, {"values": [["new"]]})
        return answer.get("tableRange"), answer["updates"]["updatedRange"]

    assert append("Sheet1") == ("Sheet1!B5:C6", "Sheet1!B7")
    assert append("A1") == ("Sheet1!A1:C2", "Sheet1!A3")
    assert append("F9") == (None, "Sheet1!F9")


def test_append_grows_the_grid_and_may_insert_rows(local: Local) -> None:
    sheet = local.book.add_worksheet("Small", 2, 2)
    sheet.update([[1, 2], [3, 4]], "A1")
    sheet.append_row([5, 6, 7])
    assert local.book.worksheet("Small").row_count == 3
    sheet.update([["below"]], "A3")
    sheet.append_row([9], table_range="A1:B2", insert_data_option="INSERT_ROWS")
    assert local.values("Small") == [[1, 2], [3, 4], ["below", 6, 7], [9]]


def test_clearing_keeps_formats_and_notes(local: Local) -> None:
    local.sheet.update([[1, 2]], "A1")
    local.sheet.update_note("A1", "note")
    local.sheet.format("A1", {"textFormat": {"bold": True}})
    assert local.book.values_clear("A1:A")["clearedRange"] == "Sheet1!A1:A1000"
    assert local.values("A1:B1") == [["", 2]]
    cells = local.get("sheets.data.rowData.values(note,userEnteredFormat)", ranges="A1")
    cell = cells["sheets"][0]["data"][0]["rowData"][0]["values"][0]
    assert cell == {"note": "note", "userEnteredFormat": {"textFormat": {"bold": True}}}
    assert local.sheet.batch_clear(["B1", "C:C"])["clearedRanges"] == ["Sheet1!B1", "Sheet1!C1:C1000"]


def test_a_named_range_is_taken_where_a1_is(local: Local) -> None:
    local.sheet.define_named_range("B2:C3", "Block")
    local.sheet.update([[1, 2], [3, 4]], "Block")
    assert local.values("Block") == [[1, 2], [3, 4]]
    assert local.book.values_get("'Sheet1'!block")["range"] == "Sheet1!B2:C3"
    assert [cell.value for cell in local.book.named_range("Block")] == ["1", "2", "3", "4"]


def test_unknown_options_and_parameters_are_refused(local: Local) -> None:
    with pytest.raises(APIError) as error:
        local.book.values_get("A1", {"valueRenderOption": "X"})
    kind = "type.googleapis.com/google.apps.sheets.v4.ValueRenderOption"
    assert refusal(error.value) == f"Invalid value at 'value_render_option' ({kind}), \"X\""
    with pytest.raises(APIError) as error:
        local.book.values_get("A1", {"colour": "red"})
    assert refusal(error.value).startswith('Invalid JSON payload received. Unknown name "colour": Cannot bind query')


@pytest.mark.parametrize("text", ["Sheet1!R1C2:R2C3", "r2c3:r1c2", "Sheet1!B1:C2"])
def test_ranges_by_numbers(local: Local, text: str) -> None:
    local.sheet.update([["a", "b", "c"], ["d", "e", "f"]], "A1")
    answer = local.book.values_get(text)
    assert (answer["range"], answer["values"]) == ("Sheet1!B1:C2", [["b", "c"], ["e", "f"]])
    assert local.values("R2C1") == [["d"]]


@pytest.mark.parametrize(
    ("locale", "text", "month", "day"),
    [("en_US", "3/4", 3, 4), ("en_GB", "3/4", 4, 3), ("de_DE", "3.4", 4, 3), ("en_US", "3-4", 3, 4)],
)
def test_a_day_and_a_month_are_those_of_this_year(local: Local, locale: str, text: str, month: int, day: int) -> None:
    local.book.update_locale(locale)
    local.type_in("A1", [[text, "13/32"]])
    serial = (date(date.today().year, month, day) - date(1899, 12, 30)).days
    assert local.values("A1:B1") == [[serial, "13/32"]]
    assert local.values("A1", "FORMATTED_VALUE") == [[text]]


def test_a_month_of_a_year_is_its_first_day(local: Local) -> None:
    local.type_in("A1", [["Mar 2026", "March 2026", "Mars 2026"]])
    assert local.values("A1:C1") == [[46082, 46082, "Mars 2026"]]
    assert local.values("A1:B1", "FORMATTED_VALUE") == [["Mar 2026", "March 2026"]]
