"""Faults typed into cells for numbers: what is none, what is one as text, and what may be several (N101 to N108)."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator

from sheets_gen.formula.functions import ErrorValue, Value
from sheets_gen.plan.report import PICKER
from sheets_gen.snapshot import FoundCell
from tests.faults.fault import Fault, cell_fault
from tests.faults.plant_results import typed
from tests.faults.reports import Address, Clean

_FULL = {ord(str(n)): chr(0xFF10 + n) for n in range(10)}
_ARABIC = {ord(str(n)): chr(0x660 + n) for n in range(10)}
_PERSIAN = {ord(str(n)): chr(0x6F0 + n) for n in range(10)}
_INDIC = {ord(str(n)): chr(0x966 + n) for n in range(10)}
_THAI = {ord(str(n)): chr(0xE50 + n) for n in range(10)}


def _texts(
    code: str, clean: Clean, dice: random.Random, ways: Iterable[tuple[str, str]], *units: str
) -> Iterator[Fault]:
    """Each text in a random cell of one of these units, if the report has such."""
    if not clean.inputs(*units):
        return
    for way, text in ways:
        where, _ = typed(clean, dice, *units)
        yield cell_fault(code, way, where, FoundCell(text))


def n101(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """What is no number."""
    ways: dict[str, Value] = {
        "prose": "about 120",
        "a tilde": "~120",
        "a word": "many",
        "two numbers": "120 / 130",
        "a range": "120-130",
        "TRUE": True,
        "FALSE": False,
        "an error": ErrorValue("#N/A"),
        "another error": ErrorValue("#REF!"),
        "what programs call numbers: 1e3": "1e3",
        "what programs call numbers: 1_000": "1_000",
        "what programs call numbers: nan": "nan",
        "what programs call numbers: Infinity": "Infinity",
        "what programs call numbers: 0x1F": "0x1F",
        "two points": "1.2.3",
        "a date as text": "2025-03-01",
        "a number with a remark": "120 (without March)",
        "a sum": "100+20",
        "two kinds of digits": "1２3",
        "a fraction": "1/2",
        "a circled digit": "①",
        "more than": ">100",
    }
    for way, value in ways.items():
        where, _ = typed(clean, dice, "count")
        yield cell_fault("N101", way, where, FoundCell(value))
    for way, number in (("shown as a date", 46000.0), ("shown as a time: 1:30", 0.0625), ("a date and time", 46000.5)):
        where, _ = typed(clean, dice)
        # A day is also an odd number beside the others, which is told at the same cell.
        yield cell_fault("N101", way, where, FoundCell(number, None, True))


def n102(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """A choice of period that is none."""
    first = clean.cell(clean.at("metrics:period", clean.periods[0])).value
    assert isinstance(first, (int, float))
    ways: dict[str, Value] = {
        "a year before": first - 365,
        "the second day of a period": first + 1,
        "long after the end": first + 4000,
        "text": "March",
        "the period's key as text": clean.periods[dice.randrange(len(clean.periods))],
        "its number": 3,
        "noon": first + 0.5,
        "TRUE": True,
        "zero": 0,
    }
    for way, value in ways.items():
        date = isinstance(value, (int, float)) and not isinstance(value, bool) and value > 1000
        cell = FoundCell(value, None, is_date=date)
        yield cell_fault("N102", way, clean.at(PICKER.row, PICKER.column), cell)


def n103(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """Cells cleared with the space bar."""
    blanks = {
        "a space": " ",
        "several spaces": "    ",
        "a no-break space": "\u00a0",
        "an ideographic space": "\u3000",
        "a tab": "\t",
        "a new line": "\n",
        "a space of no width": "\u200b",
        "a byte order mark": "\ufeff",
        "a mark of direction": "\u200f",
        "thin spaces": "\u2009\u202f",
    }
    return _texts("N103", clean, dice, blanks.items())


def n104(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """Numbers as text that say one number; whole ones first."""
    for way, spell in _WHOLE.items():
        where, value = typed(clean, dice, "count")
        if value < 1000 and "group" in way:
            where, value = _large(clean, dice, "count")
        text = spell(int(value))
        if text != str(int(value)) or "as text" in way:
            yield cell_fault("N104", way, where, FoundCell(text))
    for unit, ways in _OF_UNIT.items():
        if clean.inputs(unit):
            for way, spell in ways.items():
                where, value = typed(clean, dice, unit)
                yield cell_fault("N104", f"{way} ({unit})", where, FoundCell(spell(value)))
    for text in _OWN_MONEY.get(clean.made.catalogue.config.currency, ()) if clean.inputs("money") else ():
        where, _ = typed(clean, dice, "money")
        yield cell_fault("N104", f"the report's currency: {text}", where, FoundCell(text))
    shares = [p for p in clean.filled.typed if p[1] == "target" and 0 < float(str(clean.filled.typed[p].value)) < 1]
    for way, form in (
        ("85 %", "{n} %"),
        ("85%", "{n}%"),
        ("% 85", "%{n}"),
        ("0.85 with a comma", "0,{n}"),
        ("％", "{n}％"),
    ):
        where = clean.at(*dice.choice(shares))
        share = float(str(clean.cell(where).value))
        yield cell_fault("N104", f"a target: {way}", where, FoundCell(form.format(n=round(share * 100))))


def _large(clean: Clean, dice: random.Random, unit: str) -> tuple[Address, float]:
    """A cell whose number has groups of digits."""
    cells = [(k, p) for k in clean.inputs(unit) for p in clean.periods if clean.numbers[k][p] >= 1000]
    key, period = dice.choice(cells)
    return clean.at(f"calculator:{key}", period), clean.numbers[key][period]


_WHOLE: dict[str, Callable[[int], str]] = {
    "digits as text": str,
    "an apostrophe before it": lambda n: f"'{n}",
    "spaces around it": lambda n: f" {n} ",
    "a no-break space after it": lambda n: f"{n}\u00a0",
    "a new line after it": lambda n: f"{n}\n",
    "a space of no width in it": lambda n: f"{n}\u200b",
    "a byte order mark before it": lambda n: f"\ufeff{n}",
    "a plus": lambda n: f"+{n}",
    "full-width digits": lambda n: str(n).translate(_FULL),
    "Arabic digits": lambda n: str(n).translate(_ARABIC),
    "Persian digits": lambda n: str(n).translate(_PERSIAN),
    "Devanagari digits": lambda n: str(n).translate(_INDIC),
    "Thai digits": lambda n: str(n).translate(_THAI),
    "groups by a comma": lambda n: f"{n:,}",
    "groups by a point": lambda n: f"{n:,}".replace(",", "."),
    "groups by a space": lambda n: f"{n:,}".replace(",", " "),
    "groups by a no-break space": lambda n: f"{n:,}".replace(",", "\u00a0"),
    "groups by a narrow space": lambda n: f"{n:,}".replace(",", "\u202f"),
    "groups by an apostrophe": lambda n: f"{n:,}".replace(",", "'"),
    "groups by a typographic apostrophe": lambda n: f"{n:,}".replace(",", "’"),
    "groups by the Arabic mark": lambda n: f"{n:,}".replace(",", "٬").translate(_ARABIC),
    "full-width groups": lambda n: f"{n:,}".replace(",", "，").translate(_FULL),
    "a point after it": lambda n: f"{n}.",
    "a leading zero": lambda n: f"0{n}",
    ".0 after it": lambda n: f"{n}.0",
    ",00 after it": lambda n: f"{n},00",
    "a mark of direction": lambda n: f"\u200e{n}",
}
_OF_UNIT: dict[str, dict[str, Callable[[float], str]]] = {
    "hours": {
        "a decimal comma": lambda v: f"{int(v)},5",
        "a decimal point": lambda v: f"{int(v)}.25",
        "a full-width decimal point": lambda v: f"{int(v)}．２５".translate(_FULL),
        "the Arabic decimal sign": lambda v: f"{int(v)}٫5".translate(_ARABIC),
        "groups and a comma": lambda v: f"{int(v):,}".replace(",", ".") + ",75",
        "groups and a point": lambda v: f"{int(v):,}.75",
        "its own unit": lambda v: f"{int(v)} h",
        "its own unit in full": lambda v: f"{int(v)} hours",
        "its own unit in German": lambda v: f"{int(v)} Std.",
        "its own unit in Japanese": lambda v: f"{int(v)}時間",
    },
    "money": {
        "5,-": lambda v: f"{int(v)},-",
        "an exponent": lambda v: f"{v:.2E}",
    },
    "seconds": {"s": lambda v: f"{int(v)} s", "sec.": lambda v: f"{int(v)}sec.", "秒": lambda v: f"{int(v)}秒"},
    "years": {"years": lambda v: f"{int(v)} years", "a comma": lambda v: f"{int(v)},5 "},
    "minutes": {"min": lambda v: f"{int(v)} min", "a decimal comma": lambda v: f"{int(v)},5"},
}


def n105(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """Texts that may be two numbers."""
    fractions = [unit for unit in ("hours", "money", "years", "minutes") if clean.inputs(unit)]
    texts = {
        "three digits after a comma": "1,234",
        "three digits after a point": "1.234",
        "two and three digits, comma": "12,345",
        "three and three digits, point": "123.456",
        "with a plus": "+1,234",
        "with a space before it": " 2,500",
    }
    yield from _texts("N105", clean, dice, texts.items(), *fractions)
    if "nps" in clean.made.catalogue.template.metrics:
        where = clean.at("metrics:nps", "target")
        for way, text in (("a long dash before it", "—5"), ("▲ before it", "▲5"), ("a dash apart", "– 5")):
            yield cell_fault("N105", f"a target: {way}", where, FoundCell(text))


def n106(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """Numbers with a unit that is not the cell's."""
    for unit, texts in _STRANGE.items():
        yield from _texts("N106", clean, dice, ((f"{text} ({unit})", text) for text in texts), unit)
    own = clean.made.catalogue.config.currency
    foreign = [text for currency, text in _MONEY.items() if currency != own]
    yield from _texts("N106", clean, dice, ((f"{text} in {own}", text) for text in foreign), "money")


_OWN_MONEY = {
    "EUR": ("€ 52000", "52000,50 €", "EUR 52,000.50"),
    "CHF": ("CHF 52'000.50", "52000 CHF", "52’000.50 CHF"),
    "JPY": ("¥52000", "52000円", "￥５２０００"),
}
_MONEY = {"USD": "US$ 52,000.50", "CHF": "CHF 52'000.50", "BRL": "R$ 52000,10", "GBP": "£52000"}
"""Numbers of another currency than the report's."""
_STRANGE = {
    "hours": ("12 min", "3 days", "90s", "1h 30m", "1:30", "1:30:00", "2 d", "45 Minuten", "2 weeks", "1h30", "5 k"),
    "seconds": ("12 min", "3 h", "1:30", "2 hours", "1h 5min"),
    "count": ("5k", "5 tsd", "1.2 Mio", "12 €", "50 %", "3 h", "1 thousand", "$12", "1.5M", "２万"),
    "money": ("12k", "2 Mio €", "12 k€", "3 h", "12 %", "2 million"),
    "years": ("20 weeks", "300 days", "2 h"),
    "minutes": ("2 h", "90 sec", "1:30"),
}


def n107(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """Letters that look like digits."""
    letters = ("12O", "l20", "1O4", "I20", "1l3", "O5", "12о", "1S3", "1B3", "1,O50", "2OO", " 19O ", "I9O", "４O")
    return _texts("N107", clean, dice, ((text, text) for text in letters), "count")


def n108(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """Placeholders."""
    words = (
        "TBD", "n/a", "N/A", "?", "-", "—", "...", "…", "tbc", "none", "k. A.", "offen", "fehlt",
        "未定", "なし", "不明",
        "لا يوجد", "غير معروف", "暂无", "s/d", "n.d.", "xxx", "???", "#N/A", "no data", "pending", "ไม่มี", "todo", "／",
    )  # fmt: skip
    return _texts("N108", clean, dice, ((word, word) for word in words))
