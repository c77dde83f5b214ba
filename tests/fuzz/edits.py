"""What is asked of a mutant that is to be edited: one of every kind, each on its own."""

from __future__ import annotations

from collections.abc import Sequence

from sheets_gen.excel.edit.kinds import CalcEdit, CellEdit, Edit, Mark, NameEdit, ValidationEdit

_TAB = "Calculator"
_ALL: tuple[Edit, ...] = (
    CellEdit(_TAB, 16, 5, 12.5),
    CellEdit(_TAB, 17, 5, "a <text> & more"),
    CellEdit(_TAB, 20, 5, 3.0, "=E16+E17"),
    CellEdit(_TAB, 21, 5, 3.0, keep_formula=True),
    CellEdit(_TAB, 200, 40, 1, style_from=(16, 5)),
    CellEdit(_TAB, 16, 6, None),
    NameEdit("in_promoters", "'Calculator'!$E$16:$G$16"),
    NameEdit("in_nothing_yet", "'Calculator'!$E$17:$G$17"),
    ValidationEdit(_TAB, (16, 5), (16, 7), "whole", "greaterThanOrEqual", "0", "", "t", "p", "e", "m"),
    Mark(_TAB, 16, 5, "FFC7CE", "Look at this.", "sheets-gen"),
    Mark(_TAB, 3, 2, "FFC7CE", "And at this.", "sheets-gen"),
    CalcEdit(full_calc_on_load=True, calc_mode_auto=True, full_precision=True, no_iteration=True),
)
EDITS: tuple[Sequence[Edit], ...] = (_ALL, *((one,) for one in _ALL))
