"""What became of the numbers that were put in, in lines for people: of a file as of a Google Sheet."""

from __future__ import annotations

from collections.abc import Sequence

from sheets_gen.filled import Filled
from sheets_gen.ownership import KEPT, Decision, changed, kept
from sheets_gen.verify.report import one_line
from sheets_gen.verify.say import shown

MAX_NAMED = 6


def lines_of(
    decisions: Sequence[Decision], filled: Filled, actions: Sequence[str], option: str, *, dry_run: bool
) -> list[str]:
    """A line for each decision of these actions, then one that sums up all; ``option`` replaces what was kept."""
    lines = [_line(filled, one) for one in decisions if one.action in actions]
    count, left = len(changed(decisions)), len(kept(decisions))
    parts = [f"{count} cell{'' if count == 1 else 's'} {'would be written' if dry_run else 'written'}"]
    parts.append(f"{len(decisions) - count - left} held the number already")
    if left:
        parts.append(f"{left} kept as a person typed them ({option} replaces them)")
    return [*lines, ", ".join(parts)]


def left_out_line(keys: Sequence[str]) -> str:
    """What is said of inputs of the values file that the report does not use."""
    named = ", ".join(keys[:MAX_NAMED]) + (" …" if len(keys) > MAX_NAMED else "")
    return f"left out: {len(keys)} inputs that no metric of this report uses: {named}"


def _held(one: Decision, filled: Filled) -> str:
    """What stands in the cell: a formula as it was typed, with what it gives."""
    value = shown(one.found.value, filled)
    return value if one.found.formula is None else f"{one.found.formula[:80]} ({value})"


def _line(filled: Filled, one: Decision) -> str:
    where, held = one_line(filled.where(*one.place)), one_line(_held(one, filled))
    new = shown(one.value, filled)
    return f"  {where}: {held} kept, not {new}" if one.action == KEPT else f"  {where}: {held} → {new}"
