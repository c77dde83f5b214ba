"""Blank is not zero: the guards that make a definition's formula safe in a cell.

A metric is blank when an input is missing or a denominator is zero (design rule of the report). The guard counts
the numbers among the inputs, then tests each denominator, innermost first. IFERROR is not used: it would hide the
#REF! of a deleted row. Definition and recomputation share the guarded tree; worked examples and independent
engines are what proves it.
"""

from __future__ import annotations

from sheets_gen.formula.nodes import BLANK, Binary, Name, Node, Number, call, if_, names, walk


def denominators(tree: Node) -> tuple[Node, ...]:
    """Every divisor that could be zero, each once, innermost first."""
    found = [n.right for n in walk(tree) if isinstance(n, Binary) and n.operator == "/"]
    return tuple(dict.fromkeys(d for d in found if not isinstance(d, Number) or d.value == 0))


def guarded(tree: Node) -> Node:
    """``tree``, blank unless all its inputs are numbers and no denominator is zero."""
    inner = tree
    for divisor in reversed(denominators(tree)):
        inner = if_(Binary("=", divisor, Number(0)), BLANK, inner)
    needed = names(tree)
    if not needed:
        return inner
    enough = Binary("<", call("COUNT", *(Name(n) for n in needed)), Number(len(needed)))
    return if_(enough, BLANK, inner)
