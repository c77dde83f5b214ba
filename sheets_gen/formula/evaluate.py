"""Tree to Python value, with a spreadsheet's rules for blanks, text and errors.

``compile_tree`` turns a tree into a function of one context once; the function then runs per cell. What a leaf
means (an input by name, a cell by place) is the caller's to say.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias, cast

from sheets_gen.formula.functions import (
    DIVISION_BY_ZERO,
    FUNCTIONS,
    NOT_A_NUMBER,
    WRONG_VALUE,
    Argument,
    ErrorValue,
    Value,
)
from sheets_gen.formula.nodes import Binary, Call, Name, Negate, Node, Number, Text
from sheets_gen.memo import Memo

Compiled: TypeAlias = Callable[[Any], Argument]
Resolve: TypeAlias = Callable[[Node], Compiled]
_COMPILED: Memo[Compiled] = Memo(2_000)
"""A definition's tree is evaluated for every period of every report."""


def compile_tree(node: Node, resolve: Resolve) -> Compiled:
    """A function from the context that ``resolve``'s leaves expect to the tree's value."""
    if isinstance(node, (Number, Text)):
        constant = node.value
        return lambda _: constant
    if isinstance(node, Call):
        return _if(node, resolve) if node.function == "IF" else _call(node, resolve)
    if isinstance(node, Binary):
        return _binary(node, resolve)
    if isinstance(node, Negate):
        return _negate(compile_tree(node.operand, resolve))
    return resolve(node)


def evaluate(tree: Node, values: Mapping[str, float | str | None]) -> Value:
    """The value of a definition's tree over named values; names that are absent are blank."""
    return cast(Value, _COMPILED.get(tree, None, lambda: compile_tree(tree, _named))(values))


def _named(node: Node) -> Compiled:
    key = cast(Name, node).id
    return lambda values: values.get(key)


def _call(node: Call, resolve: Resolve) -> Compiled:
    function = FUNCTIONS[node.function]
    args = [compile_tree(arg, resolve) for arg in node.args]
    meaning = function.meaning
    if function.takes_errors:
        return lambda context: meaning(*[arg(context) for arg in args])

    passes_over = function.passes_over_errors

    def run(context: Any) -> Argument:
        got = [arg(context) for arg in args]
        for item in got:
            if isinstance(item, ErrorValue):
                return item
            if isinstance(item, list) and not passes_over:
                for cell in item:
                    if isinstance(cell, ErrorValue):
                        return cell
        try:
            return meaning(*got)
        except OverflowError:
            return NOT_A_NUMBER

    return run


def _if(node: Call, resolve: Resolve) -> Compiled:
    condition, then, otherwise = (compile_tree(arg, resolve) for arg in node.args)

    def run(context: Any) -> Argument:
        tested = condition(context)
        if isinstance(tested, ErrorValue):
            return tested
        return then(context) if tested else otherwise(context)

    return run


def _negate(operand: Compiled) -> Compiled:
    def run(context: Any) -> Argument:
        value = _as_number(operand(context))
        return value if isinstance(value, ErrorValue) else -value

    return run


def _as_number(value: Argument) -> float | ErrorValue:
    """An operand of arithmetic: blank counts as 0, text is #VALUE! (never parsed)."""
    if value is None:
        return 0
    if isinstance(value, (int, float)):
        return value
    return value if isinstance(value, ErrorValue) else WRONG_VALUE


def _binary(node: Binary, resolve: Resolve) -> Compiled:
    left, right = compile_tree(node.left, resolve), compile_tree(node.right, resolve)
    operate = _OPERATIONS[node.operator]

    def run(context: Any) -> Argument:
        a, b = left(context), right(context)
        if isinstance(a, ErrorValue):
            return a
        if isinstance(b, ErrorValue):
            return b
        return operate(a, b)

    return run


def _arithmetic(operate: Callable[[float, float], float]) -> Callable[[Argument, Argument], Value]:
    def run(a: Argument, b: Argument) -> Value:
        x, y = _as_number(a), _as_number(b)
        if isinstance(x, ErrorValue):
            return x
        if isinstance(y, ErrorValue):
            return y
        try:
            result = operate(x, y)
        except ZeroDivisionError:
            return DIVISION_BY_ZERO
        except OverflowError:
            return NOT_A_NUMBER
        return result if math.isfinite(result) else NOT_A_NUMBER

    return run


def _rank(value: Argument) -> int:
    return 0 if isinstance(value, (int, float)) and not isinstance(value, bool) else 1 if isinstance(value, str) else 2


def _compare(a: Argument, b: Argument) -> int:
    """-1, 0 or 1; numbers sort before text, text compares without case, a blank equals both 0 and ""."""
    if a is None:
        a = "" if isinstance(b, str) else 0
    if b is None:
        b = "" if isinstance(a, str) else 0
    if _rank(a) != _rank(b):
        return -1 if _rank(a) < _rank(b) else 1
    x: Any = a.casefold() if isinstance(a, str) else a
    y: Any = b.casefold() if isinstance(b, str) else b
    if not isinstance(x, str) and abs(x - y) <= _SAME * max(abs(x), abs(y)):
        return 0
    return int(x > y) - int(x < y)


_SAME = 2**-48  # spreadsheets compare about 15 digits: 0.1+0.2 equals 0.3 there


def _joined(a: Argument, b: Argument) -> Value:
    return _as_text(a) + _as_text(b)


def _as_text(value: Argument) -> str:
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return "" if value is None else str(value)


_OPERATIONS: dict[str, Callable[[Argument, Argument], Value]] = {
    "+": _arithmetic(lambda a, b: a + b),
    "-": _arithmetic(lambda a, b: a - b),
    "*": _arithmetic(lambda a, b: a * b),
    "/": _arithmetic(lambda a, b: a / b),
    "&": _joined,
    "=": lambda a, b: _compare(a, b) == 0,
    "<>": lambda a, b: _compare(a, b) != 0,
    "<": lambda a, b: _compare(a, b) < 0,
    "<=": lambda a, b: _compare(a, b) <= 0,
    ">": lambda a, b: _compare(a, b) > 0,
    ">=": lambda a, b: _compare(a, b) >= 0,
}
