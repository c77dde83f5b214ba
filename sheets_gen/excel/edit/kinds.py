"""What can be asked of ``edit``: plain values, rows and columns counted from 1, a tab known by its title."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from sheets_gen.errors import InputRefused

Where: TypeAlias = tuple[int, int]
"""A row and a column, both counted from 1."""


class CannotEdit(InputRefused):
    """An edit that would lose or break something; the message is one sentence that says what."""


class CellEdit(NamedTuple):
    """A cell is to hold a value, or a formula with ``value`` as its stored result.

    ``formula`` is given as the file spells it, with its leading "="; ``value`` is its stored result, None for none.
    ``keep_formula`` leaves the formula as it is and replaces only the stored result. ``is_error`` says that the text
    ``value`` is an error code (#DIV/0!). No value and no formula make an empty cell. A cell keeps its style; a cell
    that is not in the file yet gets that of the cell ``style_from``, else of its row, else of its column.
    """

    tab: str
    row: int
    column: int
    value: float | int | bool | str | None
    formula: str | None = None
    keep_formula: bool = False
    style_from: Where | None = None
    is_error: bool = False


class NameEdit(NamedTuple):
    """A name of the whole workbook stands for ``target`` ('Calculator'!$E$12:$P$12); added when there is none."""

    name: str
    target: str


class ValidationEdit(NamedTuple):
    """The cells from ``first`` to ``last`` follow this rule for typing, and no other one."""

    tab: str
    first: Where
    last: Where
    kind: Literal["whole", "decimal", "list"]
    operator: Literal["between", "greaterThanOrEqual"]
    formula1: str
    formula2: str
    title: str
    prompt: str
    error_title: str
    error: str


class Mark(NamedTuple):
    """A cell gets a solid fill (``fill`` as RRGGBB) and a note; a note that is there already is continued."""

    tab: str
    row: int
    column: int
    fill: str
    note: str
    author: str


class CalcEdit(NamedTuple):
    """How the workbook is calculated; what is left at its default stays as it is."""

    full_calc_on_load: bool | None = None
    calc_mode_auto: bool = False
    full_precision: bool = False
    no_iteration: bool = False


Edit: TypeAlias = CellEdit | NameEdit | ValidationEdit | Mark | CalcEdit


class Edited(NamedTuple):
    """The workbook after the edits; ``left`` names the marked cells (Tab!A1) whose notes could not be written."""

    data: bytes
    left: tuple[str, ...]
