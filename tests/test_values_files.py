"""Raw numbers from CSV and JSON: three shapes, one meaning; and every mistake told with its place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from sheets_gen.catalogue import Catalogue, resolve
from sheets_gen.config import Config
from sheets_gen.errors import InputRefused
from sheets_gen.periods import calendar, parse_start
from sheets_gen.values import MAX_BYTES, MAX_SHOWN, first_period, place, read_cells
from tests.helpers import template

YEAR = calendar(parse_start("2026-01", "month"), 12, "month")
IN_FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
Given = Mapping[str, Mapping[str, float]]
NUMBERS: Given = {
    "promoters": {"2026-01": 80, "2026-03": 0},
    "first_response_time_total": {"2026-01": 12.5},
    "contacts_by_channel.email": {"2026-03": 7},
}
LONG = """period,input,value
2026-01,promoters,80
2026-03,promoters,0
2026-01,first_response_time_total,12.5
2026-02,first_response_time_total,
2026-03,contacts_by_channel.email,7
"""
WIDE = """input,2026-01,2026-02,2026-03
promoters,80,,0
first_response_time_total,12.5,,
contacts_by_channel.email,,,7
"""


@cache
def catalogue() -> Catalogue:
    return resolve(template(), Config())


def numbers_in(path: Path) -> Given:
    return place(read_cells(path), catalogue(), YEAR, path.name).inputs


def read(folder: Path, content: str | bytes, name: str = "numbers.csv") -> Given:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return numbers_in(path)


def refused(folder: Path, content: str | bytes, name: str = "numbers.csv") -> list[str]:
    """The problems told, with the folder's own path left out."""
    with pytest.raises(InputRefused) as caught:
        read(folder, content, name)
    return str(caught.value).replace(f"{folder}/", "").split("\n")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("long.csv", LONG),
        ("long.csv", LONG.replace(",", ";")),
        ("long.csv", LONG.replace(",", "\t")),
        ("long.csv", "\ufeff" + LONG),
        ("long.csv", LONG.replace("\n", "\r\n")),
        ("long.csv", LONG.replace("\n", "\n\n").replace(",", " , ")),
        ("long.csv", LONG.replace("80", '"80"')),
        ("long.txt", LONG),
        ("wide.csv", WIDE),
        ("wide.csv", WIDE.replace(",", ";")),
        ("wide.csv", WIDE.replace(",", "\t")),
        ("wide.csv", "\ufeff" + WIDE),
    ],
)
def test_the_shapes_of_a_table_say_the_same(tmp_path: Path, name: str, content: str) -> None:
    assert read(tmp_path, content, name) == NUMBERS


JSON: dict[str, dict[str, object]] = {
    "2026-01": {"promoters": 80, "first_response_time_total": 12.5},
    "2026-02": {"first_response_time_total": None},
    "2026-03": {"promoters": 0, "contacts_by_channel": {"email": 7, "phone": None}},
}


@pytest.mark.parametrize("name", ["numbers.json", "numbers.JSON", "numbers.txt"])
def test_json_says_the_same_with_members_nested_or_dotted(tmp_path: Path, name: str) -> None:
    assert read(tmp_path, json.dumps(JSON), name) == NUMBERS
    dotted = JSON | {"2026-03": {"promoters": "0", "contacts_by_channel.email": 7.0}}
    assert read(tmp_path, "\ufeff" + json.dumps(dotted), name) == NUMBERS


def test_the_first_period_is_the_earliest_that_a_file_names(tmp_path: Path) -> None:
    path = tmp_path / "numbers.csv"
    path.write_text("period,input,value\n2026-05,promoters,1\n2026-03,promoters,1\nsoon,promoters,1\n")
    assert first_period(read_cells(path), "month") == "2026-03"
    assert first_period([], "month") == ""


MONTH = "a month is written like 2026-03, not"
COLUMNS = {"no input": 2, "has one number per member": 2, "is outside the report": 1, "is written like": 1}


def column(message: str) -> int:
    """Where a wrong long row is at fault: its period, its input, or its number."""
    return next((at for words, at in COLUMNS.items() if words in message), 3)


ROWS: dict[str, tuple[str, str]] = {
    "unknown input": ("2026-01,promotors,80", "no input 'promotors' (did you mean 'promoters'?)"),
    "far from any input": ("2026-01,zzz,80", "no input 'zzz' (sheets-gen metrics --inputs lists them)"),
    "family without member": (
        "2026-01,contacts_by_channel,80",
        "'contacts_by_channel' has one number per member: write contacts_by_channel.email, "
        "contacts_by_channel.live_chat, contacts_by_channel.messaging …",
    ),
    "unknown member": (
        "2026-01,contacts_by_channel.emial,8",
        "no input 'contacts_by_channel.emial' (did you mean 'contacts_by_channel.email'?)",
    ),
    "period outside": ("2027-01,promoters,80", "2027-01 is outside the report (2026-01 to 2026-12)"),
    "malformed period": ("January,promoters,80", f"{MONTH} 'January'"),
    "a week in a monthly report": ("2026-W01,promoters,80", f"{MONTH} '2026-W01' (it is a week: --every week)"),
    "no period": (",promoters,80", f"{MONTH} ''"),
    "negative": ("2026-01,promoters,-1", "promoters is -1; must be 0 or more"),
    "fraction for a count": ("2026-01,promoters,1.5", "promoters is 1.5; must be a whole number"),
    "above its scale": ("2026-01,csat_scale_max,12", "csat_scale_max is 12; must be at most 11"),
    "below its scale": ("2026-01,csat_scale_max,1", "csat_scale_max is 1; must be 2 or more"),
}


@pytest.mark.parametrize("case", ROWS)
def test_a_number_that_cannot_be_placed_is_one_located_message(case: str, tmp_path: Path) -> None:
    row, message = ROWS[case]
    assert refused(tmp_path, f"period,input,value\n2026-02,promoters,1\n{row}\n") == [
        f"numbers.csv: line 3, column {column(message)}: {message}"
    ]


NOT_NUMBERS = "12,5|85 %|1 234|12min|１２|nan|inf|1e5|0x10|1_000|+5|.5|5.|--5|1.2.3|1'000|=1+1|" + "9" * 16


@pytest.mark.parametrize("text", NOT_NUMBERS.split("|"))
def test_text_where_a_number_belongs(text: str, tmp_path: Path) -> None:
    kind = "of at most 15 digits" if text == "9" * 16 else "such as 1234.5, without separators or unit"
    message = f"promoters is {text!r}; must be a number {kind}"
    assert refused(tmp_path, f'input,2026-01,2026-02\npromoters,1,"{text}"\n') == [
        f"numbers.csv: line 2, column 3: {message}"
    ]
    assert refused(tmp_path, json.dumps({"2026-02": {"promoters": text}}), "numbers.json") == [
        f"numbers.json: 2026-02.promoters: {message}"
    ]


@pytest.mark.parametrize(
    ("value", "shown"),
    [("true", "True"), ("false", "False"), ("[1]", "[1]"), ("1e15", "1000000000000000.0"), ("1e400", "inf")],
)
def test_a_json_value_that_is_no_number(value: str, shown: str, tmp_path: Path) -> None:
    assert refused(tmp_path, f'{{"2026-01": {{"promoters": {value}}}}}', "numbers.json") == [
        f"numbers.json: 2026-01.promoters: promoters is {shown!r}; must be a number or null"
    ]


def test_a_number_given_twice_names_both_places(tmp_path: Path) -> None:
    assert refused(tmp_path, "period,input,value\n2026-01,promoters,1\n2026-01,promoters,1\n") == [
        "numbers.csv: line 3, column 3: promoters 2026-01 stands twice, first at line 2, column 3"
    ]
    assert refused(tmp_path, "input,2026-01,2026-01\npromoters,1,\n") == [
        "numbers.csv: line 2, column 3: promoters 2026-01 stands twice, first at line 2, column 2"
    ]


def test_every_mistake_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    rows = [row for row, _ in ROWS.values()]
    assert refused(tmp_path, "\n".join(["period,input,value", *rows])) == [
        f"numbers.csv: line {line}, column {column(message)}: {message}"
        for line, (_, message) in enumerate(ROWS.values(), 2)
    ]


def test_a_flood_of_mistakes_is_cut_short_and_counted(tmp_path: Path) -> None:
    told = refused(tmp_path, "period,input,value\n" + "2026-01,zzz,1\n" * 20_000)
    assert len(told) == MAX_SHOWN + 1
    assert told[-1] == f"numbers.csv: … and {20_000 - MAX_SHOWN} more"


def test_a_flood_of_keys_is_cut_short_and_counted(tmp_path: Path) -> None:
    told = refused(tmp_path, json.dumps({"2026-01": {f"k{n}": 1 for n in range(50_000)}}), "numbers.json")
    assert told[-1] == f"numbers.json: … and {50_000 - MAX_SHOWN} more"


def test_control_characters_in_a_key_do_not_reach_the_terminal(tmp_path: Path) -> None:
    assert refused(tmp_path, '{"2026-01": {"\\u001b[2J\\ud800": 1}}', "numbers.json") == [
        "numbers.json: 2026-01.?[2J?: no input '\\x1b[2J\\ud800' (sheets-gen metrics --inputs lists them)"
    ]


SHAPES = "allowed are period,input,value (long) or input,2026-01,2026-02,… (wide)"
FILES: dict[str, tuple[str, str | bytes, str]] = {
    "duplicate key": (
        "n.json",
        '{"2026-01": {"promoters": 1, "promoters": 2}}',
        "n.json: key 'promoters' stands twice",
    ),
    "duplicate period": ("n.json", '{"2026-01": {}, "2026-01": {}}', "n.json: key '2026-01' stands twice"),
    "NaN": ("n.json", '{"2026-01": {"promoters": NaN}}', "n.json: is not usable JSON (NaN is not a number)"),
    "Infinity": (
        "n.json",
        '{"2026-01": {"promoters": -Infinity}}',
        "n.json: is not usable JSON (-Infinity is not a number)",
    ),
    "list": (
        "n.json",
        "[1, 2]",
        'n.json: must hold an object of periods, such as {"2026-03": {"promoters": 80}}',
    ),
    "number for a period": (
        "n.json",
        '{"2026-01": 3}',
        'n.json: must hold an object of periods, such as {"2026-03": {"promoters": 80}}',
    ),
    "cut off": (
        "n.json",
        '{"2026-01": {"promoters"',
        "n.json: line 1, column 25: is not JSON (Expecting ':' delimiter)",
    ),
    "empty JSON": ("n.json", "", "n.json: line 1, column 1: is not JSON (Expecting value)"),
    "nested lists": ("n.json", "[" * 100_000, "n.json: is not usable JSON (nested too deeply)"),
    "nested objects": ("n.json", '{"a":' * 100_000, "n.json: is not usable JSON (nested too deeply)"),
    "ragged": (
        "n.csv",
        "input,2026-01,2026-02\npromoters,1,2\npassives,1\n",
        "n.csv: line 3: has 2 fields, the header 3",
    ),
    "decimal comma": (
        "n.csv",
        "period,input,value\n2026-01,cac,12,5\n",
        "n.csv: line 2: has 4 fields, the header 3",
    ),
    "unclosed quote": (
        "n.csv",
        'period,input,value\n2026-01,"promoters,1\n',
        "n.csv: line 2: is not CSV (unexpected end of data)",
    ),
    "NUL": ("n.csv", "period,input,value\0", "n.csv: holds NUL characters; save the file as UTF-8 text"),
    "UTF-16": ("n.csv", LONG.encode("utf-16"), "n.csv: line 1: is not UTF-8 text; save the file as UTF-8"),
    "UTF-16 without mark": (
        "n.csv",
        LONG.encode("utf-16-le"),
        "n.csv: holds NUL characters; save the file as UTF-8 text",
    ),
    "cp1252": (
        "n.csv",
        (LONG + "# 85 €").encode("cp1252"),
        "n.csv: line 7: is not UTF-8 text; save the file as UTF-8",
    ),
    "empty": ("n.csv", "", f"n.csv: is empty; {SHAPES.replace('allowed are', 'its first line must be')}"),
    "only blank lines": (
        "n.csv",
        "\n , ,\n",
        f"n.csv: is empty; {SHAPES.replace('allowed are', 'its first line must be')}",
    ),
    "other table": ("n.csv", "name,age\nx,1\n", f"n.csv: line 1: starts with 'name,age'; {SHAPES}"),
    "no periods": ("n.csv", "input\npromoters\n", f"n.csv: line 1: starts with 'input'; {SHAPES}"),
    "workbook": ("n.csv", b"PK\x03\x04rest", "n.csv: is a workbook or zip; --values takes CSV or JSON text"),
    "too large": ("n.csv", b" " * (MAX_BYTES + 1), "n.csv: is larger than 20 MiB; values files are small"),
}


@pytest.mark.parametrize("case", FILES)
def test_a_file_that_cannot_be_used_is_one_message(case: str, tmp_path: Path) -> None:
    name, content, message = FILES[case]
    assert refused(tmp_path, content, name) == [message]


def test_a_folder_and_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputRefused) as caught:
        numbers_in(tmp_path)
    assert str(caught.value) == f"{tmp_path}: is not a file"
    with pytest.raises(InputRefused) as caught:
        numbers_in(tmp_path / "none.csv")
    assert str(caught.value) == f"{tmp_path / 'none.csv'}: no such file"
