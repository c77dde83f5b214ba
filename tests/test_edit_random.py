"""Random edits of a small workbook, held against a plain table of cells: what was not edited is as it was."""

from __future__ import annotations

import re
from typing import Any, TypeAlias

from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_gen.excel.edit import CellEdit, Edit, Mark, ValidationEdit, edit
from tests.edit_helpers import assert_only, book, members, part, reread, unspelt, without_cells

ROWS = (
    '<row r="2" spans="1:3"><c r="A2"><v>1</v></c><c r="B2" s="1" t="inlineStr"><is><t>text</t></is></c>'
    '<c r="C2"><f>A2+1</f><v>2</v></c></row><row r="3"/><row><c/><c t="b"><v>1</v></c><c s="2"/></row>'
    '<row r="6"><c r="B6"><f t="shared" si="3" ref="B6:E6">$A$2+B2</f><v>1</v></c><c r="C6"><f t="shared" si="3"/></c>'
    '<c r="E6" s="3"><f t="shared" si="3"/><v>7</v></c></row>'
)
AFTER = (
    '<dataValidations count="1"><dataValidation type="custom" sqref="A1:H9"><formula1>TRUE</formula1></dataValidation>'
    "</dataValidations>"
)
START: dict[tuple[int, int], object] = {
    (2, 1): 1,
    (2, 2): "text",
    (2, 3): "=A2+1",
    (4, 2): True,
    (6, 2): "=$A$2+B2",
    (6, 3): "=$A$2+C2",
    (6, 5): "=$A$2+E2",
}
Table: TypeAlias = dict[tuple[int, int], object]

places = st.tuples(st.integers(1, 8), st.integers(1, 8))
numbers = st.integers(-(10**15), 10**15) | st.floats(allow_nan=False, allow_infinity=False)
texts = st.text(st.characters(codec="utf-8", exclude_characters="\r"), min_size=1, max_size=9).filter(
    lambda text: not text.startswith("=")
)
formulas = st.builds(lambda column, number: f'={column}1*{number}&"<é>"', st.sampled_from("ABXY"), st.integers(1, 99))
cells = st.builds(
    lambda where, value, formula: CellEdit("Data", where[0], where[1], value, formula),
    places,
    st.none() | st.booleans() | numbers | texts | st.sampled_from(["_x0041_", "_x005F_", " a ", "\t", "<r>x</r>"]),
    st.none() | formulas,
)
marks = st.builds(
    lambda where, fill, note: Mark("Data", where[0], where[1], fill, note, "me"),
    places,
    st.sampled_from(["FFF2CC", "00ff00"]),
    st.sampled_from(["one", "two", "three"]),
)
rules = st.builds(
    lambda first, last: ValidationEdit("Data", first, last, "whole", "between", "1", "2", "", "", "", ""),
    places,
    places,
)


def shown(cell: Any) -> object:
    return unspelt(cell.value) if isinstance(cell.value, str) else cell.value


def table(tab: Any) -> Table:
    return {(cell.row, cell.column): shown(cell) for row in tab.iter_rows() for cell in row if cell.value is not None}


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.lists(st.lists(cells | marks | rules, max_size=6), max_size=4))
def test_random_edits_change_the_cells_they_name_and_no_others(runs: list[list[Edit]]) -> None:
    data = old = book(ROWS, after=AFTER)
    model: Table = dict(START)
    notes: dict[tuple[int, int], list[str]] = {}
    fills: dict[tuple[int, int], str] = {}
    ruled: dict[tuple[int, int], str] = {(row, column): "custom" for row in range(1, 10) for column in range(1, 9)}
    for edits in runs:
        data = edit(data, edits).data
        assert edit(data, edits).data == data
        for one in edits:
            if isinstance(one, CellEdit):
                content = one.value if one.formula is None else one.formula
                model.pop((one.row, one.column), None)
                model |= {} if content is None else {(one.row, one.column): content}
            elif isinstance(one, Mark):
                said = notes.setdefault((one.row, one.column), [])
                said += [] if one.note in said else [one.note]
                fills[one.row, one.column] = "FF" + one.fill.upper()
            elif isinstance(one, ValidationEdit):
                top, bottom = sorted((one.first[0], one.last[0]))
                left, right = sorted((one.first[1], one.last[1]))
                ruled |= {(row, column): "whole" for row in range(top, bottom + 1) for column in range(left, right + 1)}
    tab = reread(data)["Data"]
    assert table(tab) == {where: value for where, value in model.items() if value != ""}
    everything = [cell for row in tab.iter_rows() for cell in row]
    assert {(cell.row, cell.column): cell.comment.text.split("\n\n") for cell in everything if cell.comment} == notes
    assert {
        (cell.row, cell.column): cell.fill.fgColor.rgb for cell in everything if cell.fill.fill_type == "solid"
    } == fills
    found = [
        ((row, column), one.type)
        for one in tab.data_validations.dataValidation
        for area in one.sqref.ranges
        for row, column in ((row, column) for row in area.rows for row, column in row)
    ]
    assert dict(found) == ruled and len(found) == len(ruled)
    if not notes:
        assert_only(old, data, *(name for name in members(old) if members(old)[name] != members(data)[name]))


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.lists(cells, max_size=8))
def test_around_random_cells_every_element_of_the_sheet_stays(edits: list[CellEdit]) -> None:
    rows = re.sub('<row r="6">.*', "", ROWS)
    old = book(rows, before='<dimension ref="A2:C4"/>', after=AFTER)
    new = edit(old, list(edits)).data
    names = {tab_cell(one) for one in edits}
    assert kept(part(new), names) == kept(part(old), names)


def tab_cell(one: CellEdit) -> str:
    return f"{chr(64 + one.column)}{one.row}"


def kept(text: str, names: set[str]) -> list[tuple[object, ...]]:
    """What the sheet says apart from these cells; the row without numbers is given them first."""
    numbered = text.replace("<row>", '<row r="4">')
    row = re.search('<row r="4">.*?</row>', numbered, re.S)
    if row:
        letters = iter("ABCDEFGH")
        full = re.sub(r"<c(?![^>]* r=)", lambda match: f'<c r="{next(letters)}4"', row[0])
        numbered = numbered.replace(row[0], full)
    return without_cells(numbered, names)
