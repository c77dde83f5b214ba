"""Conditional formats: what they make of the cells that meet them."""

from typing import Any

import pytest

from tests.sheets_server.client import Local, grid
from tests.sheets_server.model import Json

BOLD = {"textFormat": {"bold": True}}
RED = {"backgroundColor": {"red": 1}}


def _rule(condition: Json, look: Json, area: Json | None = None) -> Json:
    rule = {"ranges": [area or grid(0, 0, 5, 0, 1)], "booleanRule": {"condition": condition, "format": look}}
    return {"addConditionalFormatRule": {"rule": rule, "index": 0}}


def _condition(kind: str, *values: str) -> Json:
    return {"type": kind, "values": [{"userEnteredValue": value} for value in values]}


def _bold(local: Local, cells: str = "A1:A5") -> list[int]:
    """The rows whose cells are bold."""
    fields = "sheets.data.rowData.values.effectiveFormat.textFormat.bold"
    rows = local.get(fields, ranges=f"Sheet1!{cells}")["sheets"][0]["data"][0].get("rowData", [])
    found: list[Any] = [row.get("values", [{}])[-1].get("effectiveFormat", {}) for row in rows]
    return [number for number, one in enumerate(found) if one.get("textFormat", {}).get("bold")]


@pytest.mark.parametrize(
    ("condition", "rows"),
    [
        (_condition("NUMBER_GREATER", "2"), [2, 3]),
        (_condition("NUMBER_BETWEEN", "1", "=C1"), [0, 1, 2]),
        (_condition("NUMBER_NOT_EQ", "=B1"), [0, 2, 3]),
        (_condition("TEXT_STARTS_WITH", "x"), [4]),
        (_condition("CUSTOM_FORMULA", "=$A1>B1"), [2, 4]),
        (_condition("CUSTOM_FORMULA", '=AND(ISNUMBER(A1);B1<>"")'), [0, 1, 2, 3]),
        (_condition("CUSTOM_FORMULA", "=1/0"), []),
    ],
)
def test_a_rule_gives_its_format_to_the_cells_that_meet_it(local: Local, condition: Json, rows: list[int]) -> None:
    local.type_in("A1", [[1, 5, "=B2+1"], [2, 2, 3], [3, 1, 3], [4, 9, 3], ["Xyz", "", 3]])
    local.batch(_rule(condition, BOLD))
    assert _bold(local) == rows


def test_the_first_rule_that_is_met_counts(local: Local) -> None:
    local.type_in("A1", [[1], [5]])
    local.batch(_rule(_condition("NUMBER_GREATER", "0"), RED), _rule(_condition("NUMBER_GREATER", "3"), BOLD))
    data = local.get("sheets.data.rowData.values(userEnteredFormat,effectiveFormat)")["sheets"][0]["data"][0]
    first, second = (row["values"][0]["effectiveFormat"] for row in data["rowData"])
    assert (first["backgroundColor"], first["textFormat"]["bold"]) == ({"red": 1}, False)
    assert (second["backgroundColor"]["green"], second["textFormat"]["bold"]) == (1, True)
    assert "userEnteredFormat" not in str(data)


def test_rules_follow_their_cells(local: Local) -> None:
    local.type_in("A1", [["head"], [1], [2]])
    local.batch(_rule(_condition("CUSTOM_FORMULA", "=A2=MAX($A$2:$A$5)"), BOLD, grid(0, 1, 5, 0, 1)))
    assert _bold(local) == [2]
    local.batch({"insertDimension": {"range": {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}}})
    assert _bold(local) == [3]
    local.sheet.update([[9]], "A3")
    assert _bold(local) == [2]


def test_dates_are_compared_as_days(local: Local) -> None:
    local.type_in("A1", [["2026-01-31 18:00"], ["2026-02-01"]])
    local.batch(_rule(_condition("DATE_BEFORE", "2026-02-01"), BOLD))
    assert _bold(local) == [0]
    local.batch(_rule(_condition("DATE_EQ", "1/31/2026"), RED))
    assert _bold(local) == []


def _colors(local: Local, name: str) -> list[list[str]]:
    """The backgrounds of A1:B4, each by the part that is 1; `white` has all three."""
    fields = f"sheets.data.rowData.values.effectiveFormat.{name}"
    rows = local.get(fields, ranges="Sheet1!A1:B4")["sheets"][0]["data"][0]["rowData"]
    shades = [[cell["effectiveFormat"][name] for cell in row["values"]] for row in rows]
    return [["".join(shade) if len(shade) < 3 else "white" for shade in row] for row in shades]


def test_bands_colour_rows_and_columns(local: Local) -> None:
    local.type_in("A1", [["a", "b"], [1, 2], [3, 4], [5, 6]])
    red, green, blue = ({"rgbColor": {part: 1}} for part in ("red", "green", "blue"))
    rows = {"headerColorStyle": red, "firstBandColorStyle": green, "secondBandColorStyle": blue}
    banded = {"bandedRangeId": 1, "range": grid(0, 0, 4, 0, 2), "rowProperties": rows}
    local.batch({"addBanding": {"bandedRange": banded}})
    assert _colors(local, "backgroundColor") == [["red"] * 2, ["green"] * 2, ["blue"] * 2, ["green"] * 2]
    columns = {"firstBandColorStyle": red, "secondBandColorStyle": green, "footerColorStyle": blue}
    changed = {"bandedRangeId": 1, "columnProperties": columns}
    local.batch({"updateBanding": {"bandedRange": changed, "fields": "columnProperties"}})
    assert _colors(local, "backgroundColor") == [["red", "red"], ["green", "blue"], ["red", "blue"], ["green", "blue"]]
    local.sheet.format("A2", {"backgroundColor": {"red": 1, "green": 1, "blue": 1}})
    assert _colors(local, "backgroundColor")[1] == ["white", "blue"]
