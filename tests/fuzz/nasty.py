"""What does not belong into a number, an address, a formula, a text or a setting."""

from __future__ import annotations

import json
import random
from contextlib import suppress
from typing import Any

DEEP = 10_000
LONG = 40_000

NUMBERS = (
    "", " ", "-1", "-0", "0", "1", "2", "7", "4294967295", "4294967296", "-2147483648", "9223372036854775808",
    "9" * 30, "9" * 400, "9" * 5_000, "1e999", "-1e999", "1e308", "-1.7976931348623157e308", "5e-324", "1e-400",
    "NaN", "nan", "inf", "-Infinity", "0x10", "1_000", "1,5", "1.5", "+5", "1e5", "1e", "--1", "١٢", "５", "true",
    "TRUE", "x", "2958466", "2958465", "60", "-693594", "1e10", "0.1" * 20, "1 2", "\u00a07",
)  # fmt: skip
ADDRESSES = (
    "", "A", "1", "A0", "a1", "B2", "$A$1", "A1:B2", "A99999999", "XFD1048576", "XFE1", "AAAA1", "ZZZZZZ999999999",
    "A1:XFD1048576", "A-1", "A1 B2", "1A", "Ä1", "A" * 5_000 + "1", "A" + "9" * 5_000, "C3", "R1C1", "'x'!A1",
    "A1048577",
)  # fmt: skip
DATES = (
    "2026-13-45", "2026-02-30T25:61:61", "0000-01-01", "9999-12-31T23:59:59.9999999Z", "2026-01", "now", "12:00:00",
    "-0001-01-01", "1899-12-31", "2026-01-15", "P1D", "24:00:00", "2026-01-15T00:00:00+99:99",
)  # fmt: skip
TEXTS = (
    "", " ", "nan", "inf", "1e308", "19O", "1.234,5", "#REF!", "#N/A", "#ODD!", "TRUE", "=1+1", "'", '"',
    "%s%n{0}{}{x!r}", "_x0000_", "_x000D__x000A_", "_xD800_", "_xFFFF_", "_x005F_x0041_", "_x_", "a\nb\r\nc",
    "\u2028\u2029\x85", "\u202edcba", "\ufeff", "\ufffe", "𝔘𝔫𝔦", "é" * 3_000, "calculator", "metrics", "volume",
    "nps", "promoters", "report_metrics", "period", "id", "label", "unit", "2026-01", "2026-Q1", "x" * LONG, "\t",
    "a\u0000b", "&#0;", "&#55296;", "&nothing;", "]]>", "<", "<!--", "<![CDATA[x]]>", "&#10;&#13;", "&#x1F600;",
    "\x1b[31mred\x1b[0m", "../../etc/passwd",
)  # fmt: skip
FORMULAS = (
    "", "=", "==", "(", ")", "1+", "A1", "$A$1", "#REF!", "'", "''", "'a", "'a'!", "\"", '"a', '"a""', "{", "{1,2",
    "1/0", "(" * DEEP + "1" + ")" * DEEP, "(" * DEEP, ")" * DEEP, "1+" * DEEP + "1", "-" * DEEP + "1",
    "ROUND(" * 3_000, "ROUND(" * 3_000 + "1" + ",2)" * 3_000, "100*" * DEEP + "1", "1" + "*100" * DEEP,
    "IF(1," * 5_000, "'" * LONG, '"' * LONG, "''!" * DEEP, "'a''" * DEEP, "'a'!" * DEEP, "a!" * DEEP, "a.b" * DEEP,
    "a" * LONG, "a." * DEEP + "!", "\"\"'" * DEEP, " " * LONG, "$" * LONG, "_xlfn." * DEEP, "A1:" * DEEP, "A1048577",
    "XFE1", "SUM(A:XFD)", "\n\r\t", "RAND()", "_xlfn.FOO(1)", "[1]x!A1", "'[x.xlsx]y'!A1", "DDE(\"a\",\"b\")",
    "1e999", "9" * 5_000, "Ä+ß", "TRUE", "'Calculator'!E5", "Calculator!E5/Calculator!E6", "100*(1)", "ROUND((1),2)",
    "(1)*100", "ROUND(1,", "ROUND(1,2)+1",
)  # fmt: skip
TARGETS = (
    "#REF!", "", "$A$1", "Calculator!$A$1", "'Calculator'!$A$1:$B$99999999", "'Calculator'!$ZZZ$9999999",
    "Nowhere!$A$1", "'unclosed!$A$1", "{1,2}", "OFFSET(A1,1,1)", "'a''b'!$A$1", "Calculator!$A:$A",
    "Calculator!$1:$1", "1", "\"x\"", "Calculator!$C$3:$A$3", "'" * LONG + "!$A$1", "Calculator!$A$0",
    "Calculator!$XFD$1048576", "Calculator!A1,Metrics!B2", "'Metrics'!$A$1", "a" * LONG,
)  # fmt: skip
PATHS = (
    "", "/", ".", "..", "../../../etc/passwd", "/xl/workbook.xml", "workbook.xml", "worksheets/sheet1.xml",
    "http://x/y", "file:///dev/zero", "worksheets\\sheet1.xml", "worksheets/sheet99.xml", "WORKSHEETS/SHEET1.XML",
    "x" * 5_000, "sharedStrings.xml", "worksheets/", "%2e%2e/x", "\u202e.xml", "#", "?a=b", "worksheets/sheet3.xml",
    "styles.xml",
)  # fmt: skip
KINDS = ("s", "str", "inlineStr", "b", "e", "d", "n", "z", "", "shared", "array", "dataTable", "S")
SETTINGS = (
    "nps", "csat nps", "nps nps nps", "unknown", "nps unknown", "nps " * DEEP, "week", "day", "quarter", "month",
    "MONTH", "2026-W54", "2999-12", "2026-02-30", "9999", "2000-01", "2026-W01", "2026-Q1", "2026-Q5", "121", "120",
    "0", "1e3", "3.7", "de", "ar", "xx", "zh-Hans", "../en", "en.toml", "1.0", "1.1", "0.1", "9.9", "1" * 12,
    "1." * DEEP, "1..2", "hard", "easy", "business", "{}", "[]", "null", "1e999", '"', "{", "[" * DEEP,
    '{"a":' * DEEP, '{"inputs": 1}', '{"metrics": []}', '{"inputs": {"x": {}}}', '{"nothing": {}}',
    '{"inputs": {"promoters": {}}}', "a b c", "a " * 500, "A-B", "ä ö", "__proto__", "returns billing", "x" * 32_767,
    "email phone", "from_00 from_99", "nps:low", "nps.promoters", "1\n2", "Infinity",
)  # fmt: skip


def any_text(dice: random.Random) -> str:
    """A value of any of the lists."""
    return dice.choice(dice.choice((NUMBERS, ADDRESSES, DATES, TEXTS, FORMULAS, TARGETS, PATHS, KINDS, SETTINGS)))


def setting(dice: random.Random, present: str) -> str:
    """Garbage for a settings cell; own definitions are changed from inside, so that they get past the first look."""
    if present.startswith("{") and dice.random() < 0.8:
        with suppress(ValueError, RecursionError):  # of a setting that holds garbage already
            return json.dumps(_changed(dice, json.loads(present)))
    return dice.choice(dice.choice((SETTINGS, SETTINGS, NUMBERS, TEXTS)))


def _changed(dice: random.Random, value: Any) -> Any:
    """JSON with one value, key or branch of it made something else."""
    if isinstance(value, dict) and value and dice.random() < 0.85:
        key = dice.choice(list(value))
        if dice.random() < 0.15:
            return {any_text(dice) if name == key else name: inner for name, inner in value.items()}
        if dice.random() < 0.1:
            return {name: inner for name, inner in value.items() if name != key}
        return {**value, key: _changed(dice, value[key])}
    if isinstance(value, list) and value and dice.random() < 0.6:
        at = dice.randrange(len(value))
        return [*value[:at], _changed(dice, value[at]), *value[at + 1 :]]
    text = dice.choice(
        ("a + b", "refunds / 0", "refund_rate", "nps / refunds", "1 / (refunds - refunds)", any_text(dice))
    )
    return dice.choice(
        (
            None,
            True,
            -1,
            0,
            1e300,
            10**30,
            0.5,
            [],
            {},
            [value],
            {"a": value},
            [value] * 50,
            text,
            text,
            text,
            any_text(dice),
        )
    )
