"""Formulas: what they come to, in which locale they are read, what errors look like."""

from typing import Any

import pytest

from tests.sheets_server.client import Local, grid


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("=SUM(A1:A3)", 6),
        ("=SUM(A1;A2)", 3),
        ("=SUM(A:A)", 6),
        ("=SUM(A2:A)", 5),
        ("=SUM(1:1)", 1),
        ("=SUM(Sheet1!A1:A2)", 3),
        ("=AVERAGEIFS(A1:A3,A1:A3,\">1\")", 2.5),
        ("=IFERROR(1/0,\"none\")", "none"),
        ("=A1>0", True),
        ("=TO_PERCENT(0.5)", 0.5),
        ("=\"a;b\"&A1", "a;b1"),
    ],
)  # fmt: skip
def test_values(local: Local, formula: str, value: Any) -> None:
    local.type_in("A1", [[1], [2], [3]])
    local.type_in("C9", [[formula]])
    assert local.values("C9") == [[value]]


@pytest.mark.parametrize(
    ("formula", "kind", "shown"),
    [
        ("=1/0", "DIVIDE_BY_ZERO", "#DIV/0!"),
        ("=NA()", "N_A", "#N/A"),
        ("=NOSUCH(1)", "NAME", "#NAME?"),
        ("=nosuch", "NAME", "#NAME?"),
        ("=\"a\"+1", "VALUE", "#VALUE!"),
        ("=SQRT(-1)", "NUM", "#NUM!"),
        ("=Nowhere!A1", "REF", "#REF!"),
        ("=A1", "REF", "#REF!"),
        ("=SUM(", "ERROR", "#ERROR!"),
    ],
)  # fmt: skip
def test_errors(local: Local, formula: str, kind: str, shown: str) -> None:
    local.type_in("A1", [[formula]])
    data = local.get("sheets.data.rowData.values(effectiveValue,formattedValue)", ranges="A1")
    cell = data["sheets"][0]["data"][0]["rowData"][0]["values"][0]
    assert cell["effectiveValue"]["errorValue"]["type"] == kind
    assert cell["formattedValue"] == shown
    assert local.values("A1")[0][0].startswith(f"{shown} (")
    assert local.values("A1", "FORMATTED_VALUE") == [[shown]]


def test_a_typed_semicolon_becomes_a_comma_where_commas_separate(local: Local) -> None:
    local.type_in("A1", [["=SUM(1;2;3)", '=IF(TRUE;"a;b";{1;2})']])
    assert local.values("A1:B1", "FORMULA") == [["=SUM(1,2,3)", '=IF(TRUE,"a;b",{1;2})']]


def test_a_locale_with_decimal_commas(local: Local) -> None:
    local.book.update_locale("de_DE")
    local.type_in("A1", [["1,5", "=SUM(A1;2)", "=SUM(A1,A1)", "=1,5*2", "=1.5*2", "12,5%", "31.01.2026", "1.234,5"]])
    values = local.values("A1:H1")[0]
    assert values[:2] == [1.5, 3.5]
    assert values[2] == "#ERROR! (Formula parse error.)"
    assert values[3] == 3
    assert values[4].startswith("#ERROR!")
    assert values[5:] == [0.125, 46053, 1234.5]
    assert local.values("A1:H1", "FORMATTED_VALUE")[0][5:] == ["12,50%", "31.01.2026", "1.234,50"]
    assert local.values("B1", "FORMULA") == [["=SUM(A1;2)"]]


def test_a_locale_of_another_language_with_decimal_commas(local: Local) -> None:
    local.book.update_locale("tr_TR")
    local.type_in("A1", [["=SUM(1;2)", "=SUM(A1,A1)"]])
    assert local.values("A1:B1") == [[3, "#ERROR! (Formula parse error.)"]]


def test_formulas_are_shown_in_the_locale_of_the_day(local: Local) -> None:
    local.type_in("A1", [["=SUM(1.5,2)", "=SUM({1,2;3,4})", '=IF(TRUE,"1,5",0.5)']])
    local.book.update_locale("de_DE")
    assert local.values("A1:C1", "FORMULA") == [["=SUM(1,5;2)", "=SUM({1\\2;3\\4})", '=IF(TRUE;"1,5";0,5)']]
    assert local.values("A1:B1")[0][0] == 3.5
    local.book.update_locale("en_US")
    assert local.values("A1:C1", "FORMULA") == [["=SUM(1.5,2)", "=SUM({1,2;3,4})", '=IF(TRUE,"1,5",0.5)']]


def test_a_sparkline_is_empty(local: Local) -> None:
    local.type_in("A1", [[1, 2, "=SPARKLINE(A1:B1)", '=IF(A1=1,SPARKLINE(A1:B1,{"charttype","bar"}),3)']])
    assert local.values("A1:D1") == [[1, 2]]
    assert local.values("C1", "FORMULA") == [["=SPARKLINE(A1:B1)"]]


def test_a_reference_to_an_empty_cell_is_empty(local: Local) -> None:
    local.type_in("A1", [["=C5", "=A1", "=C5+0"]])
    assert local.values("A1:C1") == [["", "", 0]]


def test_dates_from_formulas_look_like_dates(local: Local) -> None:
    local.type_in("A1", [["=DATE(2026,1,31)", "=A1"]])
    assert local.values("A1:B1") == [[46053, 46053]]
    assert local.values("A1:B1", "FORMATTED_VALUE") == [["1/31/2026", "1/31/2026"]]


def test_names_of_ranges_in_formulas(local: Local) -> None:
    local.type_in("A1", [[1], [2]])
    local.sheet.define_named_range("A1:A2", "Numbers")
    local.type_in("C1", [["=SUM(Numbers)"]])
    assert local.values("C1") == [[3]]
    local.type_in("A2", [[5]])
    assert local.values("C1") == [[6]]
    named = local.book.list_named_ranges()[0]
    changed = {"namedRangeId": named["namedRangeId"], "name": "Figures"}
    local.batch({"updateNamedRange": {"namedRange": changed, "fields": "name"}})
    assert local.values("C1", "FORMULA") == [["=SUM(Figures)"]]
    assert local.values("C1") == [[6]]


@pytest.mark.parametrize(
    ("number", "kind", "pattern", "shown"),
    [
        (0.1234, "PERCENT", "0%", "12%"),
        (0.125, "PERCENT", "0.0%", "12.5%"),
        (1234.567, "NUMBER", "#,##0.00", "1,234.57"),
        (1234567, "NUMBER", "#,##0", "1,234,567"),
        (2.5, "NUMBER", "0", "3"),
        (-1.05, "NUMBER", "0.0", "-1.1"),
        (46053, "DATE", "yyyy-mm-dd", "2026-01-31"),
        (46053, "DATE", "mmm yyyy", "Jan 2026"),
        (1.5, "TIME", "[h]:mm", "36:00"),
        (0.5, "NUMBER", '0.0" pts"', "0.5 pts"),
        (-3, "NUMBER", "0.0;(0.0)", "(3.0)"),
        (1 / 3, None, None, "0.3333333333"),
        (0.1 + 0.2, None, None, "0.3"),
        (1e20, None, None, "1E+20"),
    ],
)
def test_number_formats(local: Local, number: float, kind: str | None, pattern: str | None, shown: str) -> None:
    cell: dict[str, Any] = {"userEnteredValue": {"numberValue": number}}
    if kind:
        cell["userEnteredFormat"] = {"numberFormat": {"type": kind, "pattern": pattern}}
    repeat = {"range": grid(0, 0, 1, 0, 1), "cell": cell, "fields": "userEnteredValue,userEnteredFormat"}
    local.batch({"repeatCell": repeat})
    assert local.values("A1", "FORMATTED_VALUE") == [[shown]]
    assert local.values("A1") == [[number]]


def test_a_repeated_formula_moves_along(local: Local) -> None:
    local.type_in("A1", [[1], [2], [3]])
    cell = {"userEnteredValue": {"formulaValue": "=A1*$A$3"}}
    local.batch({"repeatCell": {"range": grid(0, 0, 3, 1, 2), "cell": cell, "fields": "userEnteredValue"}})
    assert local.values("B1:B3") == [[3], [6], [9]]
    assert local.values("B3", "FORMULA") == [["=A3*$A$3"]]


def test_names_that_only_google_takes(local: Local) -> None:
    local.type_in("A1", [[1], [2], ["=SUM(é)+SUM(Größe.1)"]])
    local.sheet.define_named_range("A1:A2", "é")
    local.sheet.define_named_range("A2", "größe.1")
    assert local.values("A3") == [[5]]
    assert local.values("A3", "FORMULA") == [["=SUM(é)+SUM(Größe.1)"]]
