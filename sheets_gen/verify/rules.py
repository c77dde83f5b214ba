"""The rules of verify, all in one table: a code, its usual level, and the function that finds it.

Codes are promises, never given a new meaning: F for formulas, N for numbers, R for relations, D for dates, S for
structure, W for waivers. ``explained.toml`` beside this file says of each in a paragraph what it is and gives an
example; ``sheets-gen explain`` and docs/rules.md show it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

from sheets_gen.filled import Filled
from sheets_gen.findings import ERROR, INFO, WARNING, Finding
from sheets_gen.verify import dates, digits, foreign, formulas, frame, gaps, numbers, relations, series, structure

Check: TypeAlias = Callable[[Filled], Iterator[Finding]]


class Rule(NamedTuple):
    """One row of the table. Functions that find several codes stand in several rows, and run once."""

    code: str
    levels: tuple[str, ...]
    """The usual level first; others where the case is milder or worse, or the definition says so."""
    check: Check


RULES: tuple[Rule, ...] = (
    Rule("S103", (ERROR,), structure.missing_places),
    Rule("S104", (ERROR,), structure.missing_places),
    Rule("S105", (ERROR,), structure.missing_places),
    Rule("S108", (ERROR,), formulas.renamed_tabs),
    Rule("S106", (INFO,), structure.lost_names),
    Rule("S107", (WARNING,), structure.lost_names),
    Rule("S110", (ERROR,), structure.changed_settings),
    Rule("S110", (INFO,), structure.newer_template),
    Rule("S111", (ERROR,), dates.headings),
    Rule("D102", (ERROR, WARNING), dates.headings),
    Rule("D103", (WARNING,), dates.headings),
    Rule("D101", (ERROR,), dates.order),
    Rule("D104", (WARNING,), dates.days_from_1904),
    Rule("D105", (INFO,), dates.future),
    Rule("S112", (WARNING,), structure.doubled_ids),
    Rule("S112", (WARNING,), structure.copied_tabs),
    Rule("S113", (INFO, WARNING), structure.changed_texts),
    Rule("S101", (WARNING,), frame.hidden_parts),
    Rule("S102", (ERROR,), frame.merged_inputs),
    Rule("S109", (WARNING,), frame.strange_rows),
    Rule("S114", (WARNING,), frame.doubled_labels),
    Rule("S115", (WARNING,), frame.lost_guards),
    Rule("S116", (WARNING, ERROR), frame.workbook_settings),
    Rule("S117", (WARNING,), frame.carried_parts),
    Rule("S118", (INFO,), frame.lost_protection),
    Rule("F106", (WARNING,), numbers.typed_cells),
    Rule("N101", (ERROR,), numbers.typed_cells),
    Rule("N102", (WARNING,), numbers.typed_cells),
    Rule("N103", (INFO,), numbers.typed_cells),
    Rule("N104", (ERROR,), numbers.typed_cells),
    Rule("N105", (ERROR,), numbers.typed_cells),
    Rule("N106", (ERROR,), numbers.typed_cells),
    Rule("N107", (ERROR,), numbers.typed_cells),
    Rule("N108", (WARNING,), numbers.typed_cells),
    Rule("N109", (INFO,), gaps.missing_numbers),
    Rule("N110", (ERROR,), numbers.typed_cells),
    Rule("N111", (ERROR,), numbers.typed_cells),
    Rule("N111", (WARNING,), numbers.small_targets),
    Rule("N112", (WARNING,), series.odd_numbers),
    Rule("N113", (INFO,), series.odd_numbers),
    Rule("N114", (INFO,), series.odd_numbers),
    Rule("N115", (INFO,), gaps.changed_scales),
    Rule("R101", (ERROR, WARNING, INFO), relations.check_relations),
    Rule("R102", (ERROR, WARNING, INFO), relations.check_relations),
    Rule("R103", (ERROR, WARNING, INFO), relations.check_relations),
    Rule("R105", (INFO, WARNING), relations.check_relations),
    Rule("R104", (ERROR, WARNING), relations.check_results),
    Rule("R106", (WARNING,), series.copied_periods),
    Rule("R107", (INFO,), digits.swapped_digits),
    Rule("F109", (WARNING,), formulas.never_calculated),
    Rule("F101", (ERROR,), formulas.check_formulas),
    Rule("F102", (ERROR,), formulas.check_formulas),
    Rule("F103", (ERROR,), formulas.check_formulas),
    Rule("F104", (ERROR,), formulas.check_formulas),
    Rule("F105", (ERROR, WARNING), formulas.check_formulas),
    Rule("F107", (ERROR,), formulas.check_formulas),
    Rule("F108", (ERROR,), formulas.check_formulas),
    Rule("F110", (INFO,), formulas.check_formulas),
    Rule("F111", (ERROR, WARNING), foreign.foreign_elsewhere),
)

ABOUT_WAIVERS = ("W101", "W102", "W103")
"""Codes of findings about waivers, which ``waivers`` makes when all others are known."""


def verify(filled: Filled) -> list[Finding]:
    """Every finding of every rule, in the order of the table."""
    checks = dict.fromkeys(rule.check for rule in RULES)
    return [finding for check in checks for finding in check(filled)]
