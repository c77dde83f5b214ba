"""A definition's formula: read, spelled for the spreadsheet, and worked out, with blank never taken for zero."""

from __future__ import annotations

import time
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_gen.errors import FormulaError
from sheets_gen.formula.emit import number_text, spell
from sheets_gen.formula.evaluate import evaluate
from sheets_gen.formula.functions import DIVISION_BY_ZERO, FUNCTIONS, definition_functions
from sheets_gen.formula.guard import guarded
from sheets_gen.formula.nodes import Binary, Call, Name, Negate, Node, Number, walk
from sheets_gen.formula.parse import MAX_DEPTH, MAX_LENGTH, MAX_NODES, parse

Inputs = Mapping[str, float | str | None]
KNOWN = "abs, max, min, round, sqrt, sum"
ALLOWED = "allowed are lower-case ids, numbers, + - * / ( ) and ,"


def text_of(tree: Node) -> str:
    return "".join(piece for piece in spell(tree) if isinstance(piece, str))


PAIRS: list[tuple[str, str, Inputs, float | str]] = [
    ("tickets", '=IF(COUNT(tickets)<1,"",tickets)', {"tickets": 412}, 412),
    ("won / spent", '=IF(COUNT(won,spent)<2,"",IF(spent=0,"",won/spent))', {"won": 3, "spent": 4}, 0.75),
    (
        "100 * (p - d) / (p + a + d)",
        '=IF(COUNT(p,d,a)<3,"",IF(p+a+d=0,"",100*(p-d)/(p+a+d)))',
        {"p": 80, "a": 5, "d": 15},
        65,
    ),
    ("(e - n) / s", '=IF(COUNT(e,n,s)<3,"",IF(s=0,"",(e-n)/s))', {"s": 100, "e": 90, "n": 15}, 0.75),
    (
        "revenue / customers * years - cac",
        '=IF(COUNT(revenue,customers,years,cac)<4,"",IF(customers=0,"",revenue/customers*years-cac))',
        {"revenue": 120000, "customers": 100, "years": 5, "cac": 300},
        5700,
    ),
    (
        "aa / (bb / cc)",
        '=IF(COUNT(aa,bb,cc)<3,"",IF(cc=0,"",IF(bb/cc=0,"",aa/(bb/cc))))',
        {"aa": 6, "bb": 4, "cc": 2},
        3,
    ),
    ("aa - (bb - cc)", '=IF(COUNT(aa,bb,cc)<3,"",aa-(bb-cc))', {"aa": 9, "bb": 5, "cc": 3}, 7),
    ("aa - bb - cc", '=IF(COUNT(aa,bb,cc)<3,"",aa-bb-cc)', {"aa": 9, "bb": 5, "cc": 3}, 1),
    ("-aa * --bb", '=IF(COUNT(aa,bb)<2,"",-aa*--bb)', {"aa": 2, "bb": 3}, -6),
    ("-(aa + bb)", '=IF(COUNT(aa,bb)<2,"",-(aa+bb))', {"aa": 2, "bb": 3}, -5),
    ("tickets / 4", '=IF(COUNT(tickets)<1,"",tickets/4)', {"tickets": 10}, 2.5),
    ("round(aa / 3, 2)", '=IF(COUNT(aa)<1,"",ROUND(aa/3,2))', {"aa": 2}, 0.67),
    ("max(0, aa - bb)", '=IF(COUNT(aa,bb)<2,"",MAX(0,aa-bb))', {"aa": 2, "bb": 3}, 0),
    ("min(aa, bb, 1)", '=IF(COUNT(aa,bb)<2,"",MIN(aa,bb,1))', {"aa": 2, "bb": 3}, 1),
    ("sqrt(abs(aa))", '=IF(COUNT(aa)<1,"",SQRT(ABS(aa)))', {"aa": -9}, 3),
    ("sum(aa, bb, 0.5)", '=IF(COUNT(aa,bb)<2,"",SUM(aa,bb,0.5))', {"aa": 1, "bb": 2}, 3.5),
    ("aa * 0.00001", '=IF(COUNT(aa)<1,"",aa*0.00001)', {"aa": 5}, 5e-05),
    ("1.50 + 2", "=1.5+2", {}, 3.5),
    ("aa / 0", '=IF(COUNT(aa)<1,"",IF(0=0,"",aa/0))', {"aa": 1}, ""),
]


@pytest.mark.parametrize(("formula", "cell", "inputs", "value"), PAIRS, ids=[pair[0] for pair in PAIRS])
def test_a_formula_reads_as_a_cell_and_as_a_value(formula: str, cell: str, inputs: Inputs, value: float) -> None:
    tree = guarded(parse(formula))
    assert text_of(tree) == cell
    assert evaluate(tree, inputs) == value


BLANKS: list[tuple[str, Inputs]] = [
    ("tickets", {}),
    ("tickets", {"tickets": None}),
    ("tickets", {"tickets": "many"}),
    ("won / spent", {"won": 3}),
    ("won / spent", {"spent": 3}),
    ("won / spent", {"won": 3, "spent": 0}),
    ("won / spent", {"won": 0, "spent": 0}),
    ("won / spent", {"won": "", "spent": 4}),
    ("aa / (bb / cc)", {"aa": 1, "bb": 1, "cc": 0}),
    ("aa / (bb / cc)", {"aa": 1, "bb": 0, "cc": 1}),
    ("aa / (bb - cc)", {"aa": 1, "bb": 2, "cc": 2}),
    ("aa / bb + aa / cc", {"aa": 1, "bb": 2, "cc": 0}),
    ("max(aa / bb, 1)", {"aa": 1, "bb": 0}),
    ("aa / sum(bb, cc)", {"aa": 1, "bb": 0, "cc": 0}),
    ("aa / 2 / -bb", {"aa": 1, "bb": 0}),
]


@pytest.mark.parametrize(("formula", "inputs"), BLANKS)
def test_a_missing_input_or_nothing_to_divide_by_shows_blank(formula: str, inputs: Inputs) -> None:
    assert evaluate(guarded(parse(formula)), inputs) == ""


def test_zero_is_a_number_and_not_blank() -> None:
    assert evaluate(guarded(parse("won / spent")), {"won": 0, "spent": 4}) == 0


def test_without_the_guard_a_zero_denominator_is_an_error() -> None:
    assert evaluate(parse("won / spent"), {"won": 3, "spent": 0}) == DIVISION_BY_ZERO


HOSTILE: list[tuple[str, str, int | None]] = [
    ("a.__class__", "cannot read '.': a formula has no attributes; use the id alone", 1),
    ("eval(a)", f"no function 'eval' (known: {KNOWN})", 0),
    ("1 + __import__(a)", f"cannot read '_': {ALLOWED}", 4),
    ("count(a, b)", f"no function 'count' (known: {KNOWN})", 0),
    ("if(a, b, c)", f"no function 'if' (known: {KNOWN})", 0),
    ("9**9**9", "there is no power: write x * x for a square, sqrt(x) for a root", 1),
    ("9^9", "cannot read '^': write x * x for a square, sqrt(x) for a root", 1),
    ("(" * 10_000 + ")" * 10_000, "formula has 20000 characters; at most 500 are allowed", None),
    ("(" * 30 + "1" + ")" * 30, "brackets are nested deeper than 20", 20),
    ("1" + "+1" * 100_000, "formula has 200001 characters; at most 500 are allowed", None),
    ("1" + "+1" * 60, "formula has more than 100 parts; split it into metrics of their own", None),
    ("-" * 50_000 + "1", "formula has 50001 characters; at most 500 are allowed", None),
    ("-" * 40 + "1", "too many minus signs", 20),
    ('a + "x"', "cannot read '\"': a formula has no text", 4),
    ("'x'", 'cannot read "\'": a formula has no text', 0),
    ("15%", "cannot read '%': write a fraction: 0.15, not 15%", 2),
    ("a = b", "cannot read '=': a formula is only its right side", 2),
    ("a < b", f"cannot read '<': {ALLOWED}", 2),
    ("lambda: 1", f"cannot read ':': {ALLOWED}", 6),
    ("a if b else c", "unexpected 'if'", 2),
    ("ａ + 1", f"cannot read 'ａ': {ALLOWED}", 0),
    ("１ + 1", f"cannot read '１': {ALLOWED}", 0),
    ("x² + 1", f"cannot read '²': {ALLOWED}", 1),
    ("a − b", f"cannot read '−': {ALLOWED}", 2),
    ("NPS", f"cannot read 'N': {ALLOWED}", 0),
    ("9" * 5_000, "formula has 5000 characters; at most 500 are allowed", None),
    ("1 + " + "9" * 400, "number has more than 15 digits", 4),
    ("1e400", "unexpected 'e400'", 1),
    ("", "formula is empty", None),
    ("   \t ", "formula is empty", None),
    ("a + ", "expected a number, an id or '(' but found the end", 3),
    ("* a", "expected a number, an id or '(' but found '*'", 0),
    ("(a", "missing ')'", 2),
    ("a)", "unexpected ')'", 1),
    ("a, b", "unexpected ','", 1),
    ("sum()", "expected a number, an id or '(' but found ')'", 4),
    ("round(a)", "'round' takes 2 values, not 1", 0),
    ("1 + abs(a, b)", "'abs' takes 1 value, not 2", 4),
    ("a\0", f"cannot read '\\x00': {ALLOWED}", 1),
    ("a\r+ b", f"cannot read '\\r': {ALLOWED}", 1),
    ("a\nb", "unexpected 'b'", 2),
]


@pytest.mark.parametrize(("formula", "message", "column"), HOSTILE, ids=[repr(case[0][:20]) for case in HOSTILE])
def test_a_hostile_formula_is_refused(formula: str, message: str, column: int | None) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(formula)
    assert (caught.value.message, caught.value.column) == (message, column)


def test_all_hostile_formulas_are_refused_at_once() -> None:
    began = time.perf_counter()
    for formula, _, _ in HOSTILE:
        with pytest.raises(FormulaError):
            parse(formula)
    assert time.perf_counter() - began < 1


def test_the_caret_stands_under_the_fault() -> None:
    with pytest.raises(FormulaError) as caught:
        parse("promoters + 9^9")
    assert caught.value.pointed() == (
        "cannot read '^': write x * x for a square, sqrt(x) for a root\n    promoters + 9^9\n                 ^"
    )


def test_a_long_formula_is_shown_around_the_fault_and_without_control_characters() -> None:
    with pytest.raises(FormulaError) as caught:
        parse("tickets + " * 10 + "\x1b")
    _, shown, caret = caught.value.pointed().split("\n")
    assert shown == "    " + "tickets + " * 6 + " "
    assert caret == "    " + " " * 60 + "^"


@settings(deadline=None)
@given(st.text(max_size=MAX_LENGTH + 10) | st.text("ab1.+-*/(), \n^%=sumroundabs", max_size=60))
def test_any_text_is_a_formula_or_a_formula_error(text: str) -> None:
    try:
        tree = parse(text)
    except FormulaError as error:
        assert error.pointed()
    else:
        assert sum(1 for _ in walk(tree)) <= MAX_NODES


def _calls(args: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    def of(name: str) -> st.SearchStrategy[Node]:
        function = FUNCTIONS[name.upper()]
        many = st.lists(args, min_size=function.least, max_size=min(3, function.most))
        return many.map(lambda found: Call(name.upper(), tuple(found)))

    return st.sampled_from(definition_functions()).flatmap(of)


_NUMBERS = st.integers(0, 10**7).map(float) | st.integers(1, 10**7).map(lambda n: n / 10**7)
_LEAVES: st.SearchStrategy[Node] = _NUMBERS.map(Number) | st.sampled_from(["aa", "bb", "sum", "x_1"]).map(Name)
TREES: st.SearchStrategy[Node] = st.recursive(
    _LEAVES,
    lambda inner: st.builds(Binary, st.sampled_from("+-*/"), inner, inner) | st.builds(Negate, inner) | _calls(inner),
    max_leaves=8,
)


def _fits(text: str, tree: Node) -> bool:
    nodes = sum(1 for _ in walk(tree))
    return len(text) <= MAX_LENGTH and nodes <= MAX_NODES and text.count("(") < MAX_DEPTH


@settings(max_examples=300, deadline=None)
@given(TREES)
def test_what_is_spelled_reads_back_as_the_same_tree(tree: Node) -> None:
    text = text_of(tree).removeprefix("=").lower()
    if _fits(text, tree) and "-" * (MAX_DEPTH + 1) not in text:
        assert parse(text) == tree


@settings(deadline=None)
@given(TREES, st.dictionaries(st.sampled_from(["aa", "bb", "sum", "x_1"]), st.floats(-1e15, 1e15) | st.none()))
def test_a_guarded_formula_never_shows_a_division_error(tree: Node, inputs: Inputs) -> None:
    assert evaluate(guarded(tree), inputs) != DIVISION_BY_ZERO


@pytest.mark.parametrize(
    ("value", "text"),
    [(12, "12"), (0.5, "0.5"), (1e-05, "0.00001"), (123456789012345.0, "123456789012345"), (-3.0, "-3")],
)
def test_a_number_is_spelled_without_exponent(value: float, text: str) -> None:
    assert number_text(value) == text
