"""Places of a report as cells of its file: what is to change in a report, said to the editor of workbooks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sheets_gen.errors import InputRefused
from sheets_gen.filled import Filled
from sheets_gen.formula.functions import ErrorValue, Value

if TYPE_CHECKING:
    from sheets_gen.excel.edit import CellEdit, Edit


def cell_edit(
    filled: Filled, place: tuple[str, str], value: Value, formula: str = "", *, keep_formula: bool = False
) -> CellEdit:
    """The edit of one place: a value, a formula with its result, or only the result of the formula that is there."""
    from sheets_gen.excel.edit import CellEdit

    row, column = filled.addresses.at(*place)
    plain: Value = value.code if isinstance(value, ErrorValue) else value
    return CellEdit(
        tab=filled.addresses.titles[place[0].partition(":")[0]],
        row=row,
        column=column,
        value=plain,  # type: ignore[arg-type]  # an error value has become its code
        formula=formula or None,
        keep_formula=keep_formula,
        is_error=isinstance(value, ErrorValue),
    )


def edited(data: bytes, path: Path, edits: Sequence[Edit], what: str = "no copy can be made") -> bytes:
    """The workbook with the edits made. Raises InputRefused where it cannot be edited without loss."""
    from sheets_gen.excel.edit import CannotEdit, edit

    try:
        return edit(data, edits).data
    except CannotEdit as refused:
        why = str(refused)
        begins = why if "!" in why.split(maxsplit=1)[0] else f"{why[0].lower()}{why[1:]}"  # Calculator!P17 is a name
        raise InputRefused(f"{path}: {what}: {begins}") from None
