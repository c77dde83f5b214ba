"""Working a formula out follows a spreadsheet's rules for blanks, text, errors, rounding and look-ups."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sheets_gen.formula.evaluate import compile_tree, evaluate
from sheets_gen.formula.functions import (
    BAD_REFERENCE,
    DIVISION_BY_ZERO,
    FUNCTIONS,
    NOT_A_NUMBER,
    NOT_AVAILABLE,
    WRONG_VALUE,
    Argument,
    Value,
)
from sheets_gen.formula.nodes import Binary, Name, Negate, Node, Number, Span, Text, call, if_

ZERO_DIVIDED: Node = Binary("/", Number(1), Number(0))
BLANK: Node = Name("never_filled")


def value(node: Node) -> Value:
    return evaluate(node, {})


def over(function: str, *args: Argument) -> Value:
    """A function of the table over plain values and columns of cells."""
    return FUNCTIONS[function].meaning(*args)


COMPARISONS: list[tuple[Node, str, Node, bool]] = [
    (Text("Email"), "=", Text("email"), True),
    (Text("a"), "<", Text("B"), True),
    (Number(5), "<", Text("1"), True),
    (Number(5), "=", Text("5"), False),
    (BLANK, "=", Number(0), True),
    (BLANK, "=", Text(""), True),
    (BLANK, "<", Number(1), True),
    (BLANK, "<", Text("a"), True),
    (BLANK, "=", BLANK, True),
    (Binary("=", Number(1), Number(1)), ">", Text("zzz"), True),
    (Binary("+", Number(0.1), Number(0.2)), "=", Number(0.3), True),
    (Binary("+", Number(0.1), Number(0.2)), ">", Number(0.3), False),
    (Number(3), "=", Binary("*", Number(0.1), Number(30)), True),
    (Binary("*", Number(0.1), Number(30)), "=", Number(3), True),
    (Number(1), "<>", Number(2), True),
    (Number(2), "<=", Number(2), True),
    (Number(2), ">=", Number(3), False),
]


@pytest.mark.parametrize(("left", "operator", "right", "expected"), COMPARISONS)
def test_comparison(left: Node, operator: str, right: Node, expected: bool) -> None:
    assert value(Binary(operator, left, right)) is expected


@pytest.mark.parametrize(
    ("number", "digits", "expected"),
    [
        (2.5, 0, 3.0),
        (-2.5, 0, -3.0),
        (0.5, 0, 1.0),
        (1.005, 2, 1.01),
        (-1.005, 2, -1.01),
        (1234, -2, 1200.0),
        (1250, -2, 1300.0),
        (1e28, 2, 1e28),
        (0.15 - 0.10, 1, 0.1),
        (1.1 * 1.15, 3, 1.265),
        (1.5, 1e9, 1.5),
        (1.5, -1e9, 0.0),
    ],
)
def test_round_goes_half_away_from_zero(number: float, digits: float, expected: float) -> None:
    assert value(call("ROUND", Number(number), Number(digits))) == expected


def test_sums_and_counts_skip_text_blanks_and_truth_values_in_cells() -> None:
    cells: Argument = [1, "2", None, True, "", 3.5]
    assert over("SUM", cells) == 4.5
    assert over("COUNT", cells) == 2
    assert over("AVERAGE", cells) == 2.25
    assert over("MIN", cells) == 1
    assert over("MAX", cells) == 3.5


def test_of_no_numbers_a_sum_is_zero_and_an_average_has_none() -> None:
    assert over("SUM", [None, "x"]) == 0
    assert over("MAX", []) == 0
    assert over("AVERAGE", ["x"]) == DIVISION_BY_ZERO
    assert over("STDEV.P", []) == DIVISION_BY_ZERO


def test_the_spread_of_a_whole_population() -> None:
    assert over("STDEV.P", [2, 4, 4, 4, 5, 5, 7, 9]) == 2


@pytest.mark.parametrize("operator", ["+", "-", "*", "/"])
def test_text_in_arithmetic_is_an_error_and_never_read_as_a_number(operator: str) -> None:
    assert value(Binary(operator, Text("12"), Number(2))) == WRONG_VALUE
    assert value(Binary(operator, Number(2), Text(""))) == WRONG_VALUE
    assert value(Negate(Text("12"))) == WRONG_VALUE


def test_a_blank_counts_as_zero_in_arithmetic() -> None:
    assert value(Binary("+", BLANK, Number(2))) == 2
    assert value(Binary("/", Number(2), BLANK)) == DIVISION_BY_ZERO


def test_a_result_too_large_for_a_cell_is_an_error_value() -> None:
    huge = Number(1e200)
    assert value(Binary("*", huge, huge)) == NOT_A_NUMBER
    assert value(call("SUM", Number(1.7e308), Number(1.7e308))) == NOT_A_NUMBER
    assert value(call("STDEV.P", huge, Negate(huge))) == NOT_A_NUMBER


def test_a_root_of_a_negative_number_is_an_error_value() -> None:
    assert value(call("SQRT", Number(9))) == 3
    assert value(call("SQRT", Negate(Number(9)))) == NOT_A_NUMBER
    assert value(call("SQRT", Text("9"))) == WRONG_VALUE


def test_if_works_out_only_the_branch_it_takes() -> None:
    taken: list[str] = []

    def resolve(node: Node) -> Callable[[object], str]:
        def read(_context: object) -> str:
            taken.append(str(node))
            return "read"

        return read

    run = compile_tree(if_(Binary("=", Number(1), Number(1)), Name("then"), Name("otherwise")), resolve)
    assert (run(None), taken) == ("read", ["Name(id='then')"])
    assert value(if_(Binary("=", Number(1), Number(1)), Number(5), ZERO_DIVIDED)) == 5
    assert value(if_(Binary("=", Number(1), Number(2)), ZERO_DIVIDED, Text(""))) == ""


@pytest.mark.parametrize(
    "node",
    [
        Binary("+", ZERO_DIVIDED, Text("x")),
        Binary("+", Number(1), ZERO_DIVIDED),
        Binary("=", ZERO_DIVIDED, Number(1)),
        Binary("&", Text("x"), ZERO_DIVIDED),
        Negate(ZERO_DIVIDED),
        call("SUM", Number(1), ZERO_DIVIDED),
        call("ROUND", ZERO_DIVIDED, Number(0)),
        if_(ZERO_DIVIDED, Number(1), Number(2)),
    ],
)
def test_an_error_passes_through_whatever_uses_it(node: Node) -> None:
    assert value(node) == DIVISION_BY_ZERO


def test_an_error_in_a_range_passes_through_and_counting_looks_past_it() -> None:
    cells: Argument = [1, NOT_AVAILABLE, 2]
    span = Span("calculator:promoters", "2026-01", "2026-03")

    def over_cells(function: str) -> Argument:
        return compile_tree(call(function, span), lambda _: lambda _context: cells)(None)

    assert over_cells("SUM") == NOT_AVAILABLE
    assert over_cells("COUNT") == 2
    assert over_cells("ISNUMBER") is False
    assert value(call("ISNUMBER", ZERO_DIVIDED)) is False
    assert value(call("NA")) == NOT_AVAILABLE


def test_joined_text_shows_whole_numbers_without_a_point() -> None:
    assert value(Binary("&", Text("(+"), Binary("&", Number(2.0), Text(")")))) == "(+2)"
    assert value(Binary("&", Text("n = "), BLANK)) == "n = "


def test_looking_up_the_leader_of_a_list() -> None:
    labels: Argument = ["Email", "Phone", "Chat"]
    contacts: Argument = [140, None, 220]
    assert over("MATCH", 220, contacts, 0) == 3
    assert over("INDEX", labels, 3) == "Chat"
    assert over("MATCH", 221, contacts, 0) == NOT_AVAILABLE
    assert over("MATCH", "140", contacts, 0) == NOT_AVAILABLE
    assert over("MATCH", 140, contacts, 1) == WRONG_VALUE
    assert over("INDEX", labels, 4) == BAD_REFERENCE
    assert over("INDEX", labels, "x") == WRONG_VALUE
    assert over("INDEX", contacts, 2) is None


def test_counting_and_adding_by_a_criterion() -> None:
    kept: Argument = [1, 0, 1, None, "1", True]
    amounts: Argument = [10, 20, 30, 40, 50, 60]
    assert over("COUNTIFS", kept, 1) == 2
    assert over("COUNTIFS", kept, ">0") == 2
    assert over("SUMIFS", amounts, kept, ">0") == 40
    assert over("SUMIFS", [10, "x", None], [1, 1, 1], 1) == 10


def test_logic() -> None:
    yes, no = Binary("=", Number(1), Number(1)), Binary("=", Number(1), Number(2))
    assert value(call("AND", yes, no)) is False
    assert value(call("OR", yes, no)) is True
    assert value(call("NOT", no)) is True
