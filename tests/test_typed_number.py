"""Numbers typed as text: every usual way, written out by hand, and no wrong one for anything generated."""

from __future__ import annotations

import subprocess
import sys
import time
import unicodedata
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_gen import typed_number
from sheets_gen.typed_number import AMBIGUOUS, LETTERS, NUMBER, TEXT, UNIT, WHY, Reading, read_number

NUMBERS: list[tuple[str, float, str]] = [
    ("12", 12, ""), ("0", 0, ""), ("-12", -12, ""), ("-0", 0, ""), ("12.5", 12.5, ""), ("12.0", 12, ""),
    ("0.1", 0.1, ""), (".5", 0.5, ""), ("-.5", -0.5, ""), ("5.", 5, ""), ("1234.567", 1234.567, ""),
    ("0.123", 0.123, ""), ("2024", 2024, ""), ("12.34567890123456789", 12.345678901234567, ""),
    ("123456789012345678901", 123456789012345678901, ""), ("'12", 12, "apostrophe"), ("' 12", 12, "apostrophe"),
    ("'-1.5", -1.5, "apostrophe"), ("007", 7, "leading_zeros"), ("12 ", 12, "spaces"), (" 12", 12, "spaces"),
    ("12\n", 12, "spaces"), ("\t12", 12, "spaces"), ("12\u00a0", 12, "spaces"), ("\u200912\u202f", 12, "spaces"),
    ("\u300012", 12, "spaces"), ("\ufeff12", 12, "invisible"), ("1\u200b2", 12, "invisible"),
    ("\u200e12\u200f", 12, "invisible"), ("\u061c-12", -12, "invisible"), ("\u202d1234.50\u202c", 1234.5, "invisible"),
    ("\u206612\u2069", 12, "invisible"), ("\u200f12 ", 12, "spaces invisible"), ("１２", 12, "fullwidth"),
    ("１２．５", 12.5, "fullwidth"), ("１，２３４", 1234, "fullwidth grouping"), ("12。5", 12.5, "fullwidth"),
    ("１．２３４", 1.234, "fullwidth"), ("－１２", -12, "fullwidth"), ("＋５", 5, "fullwidth plus"),
    ("﹣12", -12, "fullwidth"), ("（１２）", -12, "fullwidth brackets"),
    ("１，２３４，５６７．８", 1234567.8, "fullwidth grouping"), ("1，234", 1234, "fullwidth grouping"),
    ("٠١٢", 12, "arabic_digits leading_zeros"), ("١٢٫٥", 12.5, "arabic_digits"),
    ("١٬٢٣٤", 1234, "arabic_digits grouping"), ("١٬٢٣٤٫٥", 1234.5, "arabic_digits grouping"),
    ("١٫٢٣٤", 1.234, "arabic_digits"), ("١٢،٥", 12.5, "arabic_digits decimal_comma"), ("۱۲۳", 123, "arabic_digits"),
    ("۱۲٫۵", 12.5, "arabic_digits"), ("-١٢", -12, "arabic_digits"), ("१२३", 123, "other_digits"),
    ("१,२३,४५६", 123456, "other_digits grouping"), ("๑๒.๕", 12.5, "other_digits"), ("๔๒", 42, "other_digits"),
    ("−12", -12, "minus_sign"), ("–12", -12, "minus_sign"), ("‑12", -12, "minus_sign"), ("12-", -12, "minus_sign"),
    ("12.5−", -12.5, "minus_sign"), ("- 12", -12, ""), ("− 12", -12, "minus_sign"), ("—0", 0, "minus_sign"),
    ("+12", 12, "plus"), ("+ 12.5", 12.5, "plus"), ("(12)", -12, "brackets"), ("( 12.50 )", -12.5, "brackets"),
    ("(12,5)", -12.5, "decimal_comma brackets"), ("12,5", 12.5, "decimal_comma"), ("0,123", 0.123, "decimal_comma"),
    (",5", 0.5, "decimal_comma"), ("12,50", 12.5, "decimal_comma"), ("1234,567", 1234.567, "decimal_comma"),
    ("-0,5", -0.5, "decimal_comma"), ("12,3456", 12.3456, "decimal_comma"), ("1 234", 1234, "spaces grouping"),
    ("1\u00a0234", 1234, "spaces grouping"), ("1\u202f234\u202f567", 1234567, "spaces grouping"),
    ("1 234,5", 1234.5, "spaces decimal_comma grouping"), ("1\u2009234.567", 1234.567, "spaces grouping"),
    ("1'234", 1234, "grouping"), ("1’234’567.85", 1234567.85, "grouping"),
    ("1'234,5", 1234.5, "decimal_comma grouping"), ("12,345,678", 12345678, "grouping"),
    ("1.234.567", 1234567, "grouping"), ("1,234.5", 1234.5, "grouping"), ("1.234,5", 1234.5, "decimal_comma grouping"),
    ("1.234,567", 1234.567, "decimal_comma grouping"), ("1,234.567", 1234.567, "grouping"),
    ("1,23,456", 123456, "grouping"), ("12,34,567", 1234567, "grouping"), ("1,00,00,000", 10000000, "grouping"),
    ("1,23,456.78", 123456.78, "grouping"), ("-1,234,567", -1234567, "grouping"), ("1,234.", 1234, "grouping"),
    ("1E+03", 1000, "exponent"), ("1.23E+05", 123000, "exponent"), ("-1,5E-02", -0.015, "decimal_comma exponent"),
]  # fmt: skip
DOUBTS: list[tuple[str, str, tuple[float, ...]]] = [
    ("1,234", ".", (1234, 1.234)), ("1,234", ",", (1.234, 1234)), ("1,234", "٫", (1.234, 1234)),
    ("1.234", ".", (1.234, 1234)), ("1.234", ",", (1234, 1.234)), ("1.234", "٫", (1234, 1.234)),
    ("12.345", ".", (12.345, 12345)), ("-1,234", ".", (-1234, -1.234)), ("(1,234)", ".", (-1234, -1.234)),
    ("1,234-", ".", (-1234, -1.234)), ("+123.456", ".", (123.456, 123456)), ("١,٢٣٤", "٫", (1.234, 1234)),
    ("1,000", ".", (1000, 1)), ("'1.500", ".", (1.5, 1500)), ("012,345", ".", (12345, 12.345)),
    ("１,２３４", ".", (1234, 1.234)), ("—12", ".", (-12, 12)), ("– 12", ".", (-12, 12)), ("ー12", ".", (-12, 12)),
    ("▲12", ".", (-12, 12)), ("(-12)", ".", (-12, 12)), ("-(12)", ".", (-12, 12)),
    ("—1,234", ".", (-1234, 1234, -1.234, 1.234)),
]  # fmt: skip
UNITS: list[tuple[str, str, Reading | tuple[str, tuple[float, ...]]]] = [
    ("12min", "minutes", Reading(NUMBER, 12, (), "minutes", ("unit",))), ("12 min.", "", ("minutes", (12,))),
    ("12 MIN", "seconds", ("minutes", (720, 12))), ("90 s", "minutes", ("seconds", (1.5, 90))),
    ("1.5h", "", ("hours", (1.5,))), ("12 hrs", "minutes", ("hours", (720, 12))),
    ("1,1 h", "minutes", ("hours", (66, 1.1))), ("3 days", "hours", ("days", (72, 3))),
    ("2 Std.", "minutes", ("hours", (120, 2))), ("5 minutes", "hours", ("minutes", (0.08333333333333333, 5))),
    ("2 weeks", "days", ("weeks", (14, 2))), ("5 jours", "count", ("days", (5,))), ("2 años", "", ("years", (2,))),
    ("3 λεπτά", "", ("minutes", (3,))), ("2 ώρες", "", ("hours", (2,))), ("2 ΩΡΕΣ", "", ("hours", (2,))),
    ("12 分", "", ("minutes", (12,))), ("3時間", "", ("hours", (3,))), ("3小时", "minutes", ("hours", (180, 3))),
    ("٥ دقائق", "", ("minutes", (5,))), ("๕ นาที", "", ("minutes", (5,))), ("3 horas", "", ("hours", (3,))),
    ("4 dias", "", ("days", (4,))), ("5m", "", ("", (5000000, 5))), ("5 m", "minutes", ("", (5, 5000000))),
    ("12 mil", "", ("", (12000, 12000000))), ("2S", "", ("seconds", (2,))), ("12 €", "", ("money", (12,))),
    ("€12", "", ("money", (12,))), ("EUR 12", "", ("money", (12,))), ("12 EUR", "percent", ("money", (12,))),
    ("$ 1,234.50", "money", Reading(NUMBER, 1234.5, (), "money", ("grouping", "unit"))),
    ("US$12", "", ("money", (12,))),
    ("R$ 1.234,56", "currency", Reading(NUMBER, 1234.56, (), "money", ("decimal_comma", "grouping", "unit"))),
    ("5,-", "", ("money", (5,))), ("￥1200", "", ("money", (1200,))), ("-$5", "", ("money", (-5,))),
    ("$-5", "", ("money", (-5,))), ("($5)", "", ("money", (-5,))), ("$(5)", "", ("money", (-5,))),
    ("Rs.12", "", ("money", (12,))), ("$.50", "", ("money", (0.5,))), ("5.- CHF", "", ("money", (5,))),
    ("$1,234", "money", Reading(AMBIGUOUS, None, (1234, 1.234), "money", ("grouping", "unit"))),
    ("1200円", "", ("money", (1200,))), ("85 %", "percent", Reading(NUMBER, 0.85, (), "percent", ("unit", "percent"))),
    ("85%", "", ("percent", (85,))), ("8.7%", "percent", Reading(NUMBER, 0.087, (), "percent", ("unit", "percent"))),
    ("٪85", "", ("percent", (85,))),
    ("٨٥٪", "percent", Reading(NUMBER, 0.85, (), "percent", ("arabic_digits", "unit", "percent"))),
    ("８５％", "", ("percent", (85,))), ("(5)%", "", ("percent", (-5,))), ("85 Prozent", "", ("percent", (85,))),
    ("85 per cent", "", ("percent", (85,))), ("0.5‰", "", ("per_mille", (0.5,))),
    ("1.234 %", "", ("percent", (1.234, 1234))), ("12k", "", ("thousand", (12000,))),
    ("1.2M", "", ("million", (1200000,))), ("$5m", "money", ("million", (5000000,))),
    ("12 k€", "", ("thousand", (12000,))), ("3 Mio. €", "", ("million", (3000000,))),
    ("3万", "", ("ten_thousand", (30000,))), ("12 Tsd.", "", ("thousand", (12000,))), ("1:30", "", ("clock", ())),
    ("1:30", "count", ("clock", ())), ("1:30", "minutes", ("clock", (1.5, 90))),
    ("1:30", "hours", ("clock", (1.5, 0.025))), ("00:01:30", "minutes", ("clock", (1.5,))),
    ("100:00:00", "days", ("clock", (4.166666666666667,))), ("1h 30m", "", ("hours", (1.5,))),
    ("1h 30m", "minutes", ("hours", (90,))), ("1h30", "", ("hours", (1.5,))),
    ("2m30s", "seconds", ("minutes", (150,))), ("1 hr 30 min", "hours", ("hours", (1.5,))),
    ("1時間30分", "minutes", ("hours", (90,))), ("1 Std. 30 Min.", "", ("hours", (1.5,))),
]  # fmt: skip
LOOKALIKES: list[tuple[str, tuple[float, ...]]] = [
    ("12O", (120,)), ("l2", (12,)), ("I2", (12,)), ("1o0", (100,)), ("1S0", (150,)), ("1B2", (182,)), ("-1O", (-10,)),
    ("O.5", (0.5,)), ("1,2OO", (1200, 1.2)), ("12О", (120,)), ("1 OOO", (1000,)), ("２Ｏ", (20,)),
]  # fmt: skip
# Texts stand two spaces apart.
PLACEHOLDERS = (
    "-  –  —  --  ー  －  ?  ??  ？  n/a  N/A  na  NA  n.a.  N.A.  #N/A  #NV  tbd  TBD  todo  xx  x  XXX  ...  …  .  "
    "k.A.  none  None  null  nil  n.v.  s/o  s.o.  n/d  nd  néant  to do  keine Angabe  未定  なし  无  待定  不明  "
    "لا يوجد  ไม่มี  δ/υ  Δ/Υ  /  '-"
)
BLANKS = ["", " ", "\u00a0", "\u3000", "\t\n", "\u200b", "\ufeff \u200e", "\u2800", "\u202e", "'", " " * 100]
DATES = (
    "2026-03-01  2026/3/1  2026.03.01  01/05/2024  1.2.2024  1.2.24  31-12-2024  Jan-24  24-Jan  1 Jan 2024  "
    "May 5, 2024  3. März  1 de março de 2024  12 août  3rd March  2026-03  03/2024  03.2024  12.05.  2024年3月1日  "
    "3月  12日  ５月  9am  9 p.m.  12:30 PM  15 Uhr  3時  ２０２６／０３／０１  2026-03-01T12:30  2026-03-01 12:30:00"
)
TEXTS = (
    "about 12  12 or 13  10-12  <5  >100  ~12  12?  3/4  1e3  1E3  1e+03  1E+999  1_000  nan  NaN  inf  Infinity  "
    "1e999  0x10  12 34  1,2,3  1,23,45  1,234,56  0,123,456  1.23.456  1,234.567,891  1.234,567.8  1 234'567  "
    "１２，５  ''12  ’12  --12  +-12  -12-  (+12)  (12  12)  12 (345)  [12]  12+  12–  12 -  ١2  １2  １٢  ۱٢  ²  "
    "12²  ½  ①②  Ⅻ  十二  12/h  12¢  ￠5  12 ms  min 12  $12%  %12%  12 tickets  1:75  -1:30  1h 2h  1m 2h  1\u00ad2  "
    "\u00ad12  \u202e12  1\t234  1\n234  1\u20632  -\n12  l  I  O  lO  AB12  5's  12;13  1|2  99.99.99  45.99.  "
    "hello  1 h x  0 123  5 o  #REF!  12€€x  zero  5 decisions  12 marks  1O min"
)
LONG = ["1  234", "1" * 61, "1" + "0" * 100_000, "12" + " " * 80, "(" * 100_000, "1," * 50_000, "1 " * 30, "x" * 61]


@pytest.mark.parametrize(("text", "value", "why"), NUMBERS, ids=ascii)
def test_one_reading(text: str, value: float, why: str) -> None:
    expected = Reading(NUMBER, value, (), "", tuple(why.split()))
    for decimal in (".", ",", "٫"):
        found = read_number(text, decimal=decimal)
        assert (found, type(found.value)) == (expected, type(value))


@pytest.mark.parametrize(("text", "decimal", "others"), DOUBTS, ids=ascii)
def test_several_readings_the_likelier_first(text: str, decimal: str, others: tuple[float, ...]) -> None:
    found = read_number(text, decimal=decimal)
    assert (found.kind, found.value, found.others) == (AMBIGUOUS, None, others)


def test_a_whole_count_settles_groups_but_no_signs() -> None:
    for text in ("1,234", "1.234"):
        assert read_number(text, whole=True) == Reading(NUMBER, 1234, why=("grouping",))
    assert read_number("12,5", whole=True) == Reading(NUMBER, 12.5, why=("decimal_comma",))
    assert read_number("—1.234", whole=True).others == (-1234, 1234)
    assert read_number("1.234 s", whole=True, unit="minutes").others == (20.566666666666666, 1234)


@pytest.mark.parametrize(("text", "unit", "expected"), UNITS, ids=ascii)
def test_units(text: str, unit: str, expected: Reading | tuple[str, tuple[float, ...]]) -> None:
    found = read_number(text, unit=unit)
    if isinstance(expected, Reading):
        assert found == expected
    else:
        assert (found.kind, found.value, found.unit, found.others) == (UNIT, None, *expected)
        assert "unit" in found.why


@pytest.mark.parametrize(("text", "others"), LOOKALIKES, ids=ascii)
def test_letters_among_digits(text: str, others: tuple[float, ...]) -> None:
    found = read_number(text)
    assert (found.kind, found.value, found.others, "letters" in found.why) == (LETTERS, None, others, True)


NONE = {
    "placeholder": PLACEHOLDERS.split("  "), "blank": BLANKS, "date": DATES.split("  "), TEXT: TEXTS.split("  ") + LONG,
}  # fmt: skip
CASES = [(kind, text) for kind, texts in NONE.items() for text in texts]


@pytest.mark.parametrize(("kind", "text"), CASES, ids=lambda case: ascii(case)[:40])
def test_no_numbers(kind: str, text: str) -> None:
    assert read_number(text)[:4] == (kind, None, (), "")


STYLES = [
    ("", "."), ("", ","), ("", "٫"), (",", "."), (".", ","), (" ", ","), (" ", "."), ("\u00a0", ","), ("\u202f", ","),
    ("\u2009", "."), ("'", "."), ("’", ","), ("٬", "٫"), ("٬", "."), (",", "٫"), ("lakh", "."),
]  # fmt: skip
ZEROS = ["0", "０", "٠", "۰", "०", "๐"]
POSITIVE = ["{}", "+{}", " {} ", "'{}", "\ufeff{}", "\u202d{}\u202c", "\u200f{}\u00a0", "\u3000{}"]
NEGATIVE = [
    "-{}", "- {}", "−{}", "–{}", "—{}", "－{}", "﹣{}", "▲{}", "({})", "（{}）", "(-{})", "{}-", "{}−", "'-{} ",
    "\u200e-{}",
]  # fmt: skip
UNITS_WRITTEN = [
    ("{}%", "percent", Fraction(1, 100)), ("٪{}", "percent", Fraction(1, 100)), ("{} min", "minutes", Fraction(1)),
    ("€ {}", "money", Fraction(1)), ("{}円", "money", Fraction(1)), ("{} Std.", "hours", Fraction(1)),
    ("{}", "", Fraction(1)),
]  # fmt: skip


def _written(number: int, places: str, style: tuple[str, str], zero: str) -> str:
    """A number in a style, by means other than those that read it."""
    group, point = style
    digits = str(number)
    if group == "lakh":
        head = f"{int(digits[:-3] or 0):,}".replace(",", "")
        pairs = [head[max(end - 2, 0) : end] for end in range(len(head), 0, -2)][::-1]
        digits = ",".join([*pairs, digits[-3:]]) if len(digits) > 3 else digits
    else:
        digits = f"{number:,}".replace(",", group)
    text = digits + (point + places if places else "")
    if zero == "０" and style == (",", "."):
        text = text.replace(",", "，").replace(".", "．")
    return text.translate({48 + digit: chr(ord(zero) + digit) for digit in range(10)})


def _nearest(exact: Fraction) -> float:
    return exact.numerator if exact.denominator == 1 else exact.numerator / exact.denominator


@settings(max_examples=1500, deadline=None)
@given(
    st.integers(0, 10**10) | st.integers(0, 9999), st.text("0123456789", max_size=5), st.sampled_from(STYLES),
    st.sampled_from(ZEROS), st.sampled_from(POSITIVE + NEGATIVE), st.sampled_from(UNITS_WRITTEN),
    st.sampled_from([".", ",", "٫"]),
)  # fmt: skip
def test_whatever_the_style_the_right_number_or_a_question(
    number: int,
    places: str,
    style: tuple[str, str],
    zero: str,
    sign: str,
    unit: tuple[str, str, Fraction],
    decimal: str,
) -> None:
    beside, name, share = unit if sign not in ("{}-", "{}−") else UNITS_WRITTEN[-1]
    text = sign.format(beside.format(_written(number, places, style, zero)))
    exact = Fraction(int(f"{number}{places}"), 10 ** len(places)) * share * (-1 if sign in NEGATIVE else 1)
    value = _nearest(exact)
    found = read_number(text, decimal=decimal, unit=name)
    assert (found.kind, found.value) == (NUMBER, value) or (found.kind == AMBIGUOUS and value in found.others)
    other = read_number(text, decimal=decimal, unit="score")
    assert other.kind in ({UNIT} if name else {NUMBER, AMBIGUOUS})


@settings(max_examples=300, deadline=None)
@given(st.integers(-(10**12), 10**12), st.sampled_from(STYLES), st.sampled_from(ZEROS))
def test_a_whole_number_is_never_in_doubt_where_one_is_expected(number: int, style: tuple[str, str], zero: str) -> None:
    text = ("-" if number < 0 else "") + _written(abs(number), "", style, zero)
    assert read_number(text, whole=True)[:2] == (NUMBER, number)


@given(st.integers(-(10**40), 10**40))
def test_plain_ints_are_themselves(number: int) -> None:
    assert read_number(str(number)) == Reading(NUMBER, number)


AWKWARD = "0123456789.,' -−–—()[]٫٬،٠١２，%‰€$hmsdkMOlISBEe:/_年月分\u00a0\u202f\u200b\u202e\u00ad\n?'’+janfev"


@settings(max_examples=2000, deadline=None)
@given(
    st.text(max_size=80) | st.text(AWKWARD, max_size=64), st.sampled_from(["", "minutes", "percent", "money", "count"])
)
def test_any_text_is_read_without_harm(text: str, unit: str) -> None:
    """No failure, no digit lost or moved, and nothing told that is no promise."""
    found = read_number(text, unit=unit)
    assert [id for id in WHY if id in found.why] == list(found.why)
    assert (found.value is not None) == (found.kind == NUMBER)
    assert len(set(found.others)) == len(found.others) and (found.kind != AMBIGUOUS or len(found.others) > 1)
    if found.value is not None and "exponent" not in found.why:
        digits = int("".join(str(unicodedata.decimal(char)) for char in text if char.isdecimal()))
        assert any(abs(found.value) == _nearest(Fraction(digits, 10**places)) for places in range(64))


def test_what_is_long_is_not_even_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typed_number, "_plain", None)
    for text in ("1" * 61, "1," * 50_000, "(" * 100_000, " " * 100_000 + "1", "1\u200b" * 40):
        assert read_number(text) == Reading(TEXT)


def test_the_hardest_short_texts_take_no_time() -> None:
    start = time.perf_counter()
    for first, second in product(AWKWARD, repeat=2):
        read_number((first + second) * 30)
        read_number(first * 30 + second * 29 + "!")
    assert time.perf_counter() - start < 20  # nearly 10,000 texts: 2 ms each at the very worst


def test_the_words_are_written_as_they_are_looked_up() -> None:
    for table in ("\n".join(typed_number._UNITS), typed_number._PLACEHOLDERS):
        assert typed_number._key(table).split() == table.replace(" ", "_").split()
    words = [word for line in typed_number._UNITS for word in line.split()[1:]]
    assert {word for word in words if words.count(word) > 1} == {"m", "mn", "mil"}
    assert {word for word in words if read_number("5 " + word.replace("_", " ")).kind != UNIT} == set()


def test_it_loads_nothing_heavy() -> None:
    code = "import sys, sheets_gen.typed_number; print({'decimal', 'fractions', 'click', 'datetime'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
