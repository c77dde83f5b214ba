"""Numbers that people typed as text: read where there is one reading, told where there are several, never guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

NUMBER, AMBIGUOUS, UNIT, LETTERS = "number", "ambiguous", "unit", "letters"
PLACEHOLDER, BLANK, DATE, TEXT = "placeholder", "blank", "date", "text"
LONGEST = 60  # characters; what is longer is prose. It bounds the work of every pattern here.
WHY = (
    "spaces", "invisible", "fullwidth", "arabic_digits", "other_digits", "decimal_comma", "grouping", "minus_sign",
    "brackets", "plus", "unit", "percent", "apostrophe", "letters", "exponent", "leading_zeros",
)  # fmt: skip

# One unit a line, as _key writes words: no capitals, accents or full stops, "_" for a space, the plural s left out.
_UNITS = """
seconds s sec sek sekunde sekunden second seconde seg segundo δευτ δευτερολεπτο δευτερολεπτα 秒 秒間 秒钟 ثانية วินาที
minutes m mn min minute minuten minuto λεπ λεπτο λεπτα 分 分間 分钟 分鐘 دقيقة دقائق นาที
hours h hr hrs std stdn stunde stunden hour heure hora ωρα ωρεσ 時間 小时 小時 ساعة ساعات ชั่วโมง ชม
days d j day tag tage tagen jour dia ημερα ημερεσ μερα μερεσ 日間 天 يوم أيام วัน
weeks w wk wks week woche wochen semaine semana εβδομαδα εβδομαδεσ 週間 周 أسبوع أسابيع สัปดาห์
years y yr yrs year jahr jahre an ans annee ano ετοσ ετη χρονια 年間 سنة سنوات ปี
percent % pct percent per_cent prozent pour_cent por_ciento por_cento τοισ_εκατο パーセント بالمئة في_المئة เปอร์เซ็นต์
per_mille ‰ per_mille promille pour_mille por_mil
money us$ a$ au$ c$ ca$ nz$ hk$ nt$ s$ r$ mx$ eur usd gbp jpy cny rmb chf cad aud nzd hkd sgd inr brl mxn krw thb sar
money aed egp nok dkk pln czk huf ron try zar twd euro dollar pound yen yuan rs fr kr kc zł real reais dolar dolares
money peso $us ευρω 円 元 美元 欧元 يورو دولار ريال درهم رس دإ บาท ยูโร
thousand k tsd thousand tausend mille mil χιλ χιλιαδεσ 千 ألف พัน
ten_thousand 万 萬 หมื่น
million m mio mil mln mn million millionen millon millones milhao milhoes εκ εκατ 百万 百萬 مليون ล้าน
""".strip().splitlines()
_TIMES = {"thousand": 1000, "ten_thousand": 10_000, "million": 1_000_000}
_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86_400, "weeks": 604_800}
_PLACEHOLDERS = """
n/a na n.a. n.a #n/a #nv #n/v #n/d tbd tba tbc todo to_do none null nil unknown missing pending no_data not_available
k.a. k._a. n.v. nv keine keine_angabe offen unbekannt fehlt s/o s.o. nd n/d n.d. n.c. neant aucun inconnu s/d ninguno
pendiente sin_datos nenhum pendente sem_dados δ/υ δ.υ. μ/δ αγνωστο κανενα εκκρεμει 未定 なし 無し 不明 該当なし 未入力
無 无 待定 未知 暂无 暫無 没有 不详 不适用 不適用 لا_يوجد غير_متوفر غير_متاح لا_ينطبق غير_معروف ไม่มี ไม่ทราบ ไม่มีข้อมูล
"""
_REVERSED = "\u202e"  # what follows is shown backwards: 12 is seen as 21
# Not the soft hyphen, which spreadsheets show, nor the invisible comma and plus.
_INVISIBLE = re.compile("[\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060\u2066-\u206f\ufeff]")
# Only who writes Chinese or Japanese has full-width separators, and there the comma groups and the point is decimal.
_WIDE = {n: chr(n - 0xFEE0) for n in range(0xFF01, 0xFF5F)} | str.maketrans("，﹐．﹒。｡﹣﹢﹪￥￡￦", "٬٬٫٫٫٫-+%¥£₩")
_FORMS = _WIDE | str.maketrans("٪؉،\u2800\u3164\uffa0\u115f\u1160", "%‰,     ")
_ZEROS = {0x30: "", 0xFF10: "fullwidth", 0x660: "arabic_digits", 0x6F0: "arabic_digits"}
_LOOKALIKES = str.maketrans("OoОоΟοlI", "00000011")
_DECIMALS = ".,٫"
_DASHES = "‐‑‒–"  # a minus where they touch the number
_DOUBTFUL = "—―ー─▲△"  # a minus or a decoration
_LEAD = re.compile(r"([-+−‐‑‒–—―ー─▲△]?)( *)([^-+−‐‑‒–—―ー─▲△]*)([-+−‐‑‒–—―ー─▲△]?)( *)")
_NOTHING = re.compile(r"[-−‐‑‒–—―ー─_]+|\?+|[.٫]+|…+|x+|\*+|/|\\", re.IGNORECASE)
_BRACKETED = re.compile(r"([^()0-9]*)\(([^()]*[0-9][^()]*)\)([^()0-9]*)")
_EXPONENT = re.compile(r"([-−]?)([0-9])(?:([.,])([0-9]{1,5}))?E([+-][0-9]{2})")
_CLOCK = re.compile(r"([0-9]{1,4}):([0-5][0-9])(?::([0-5][0-9]))?")
_PART = re.compile(r"([0-9]{1,6}) *([^\W0-9_][^0-9 .]*)\.? *|([0-5][0-9])$")
_DATE = "|".join((  # compiled when first used: importing must not pay for it
    r"((19|20)[0-9]{2}(?P<a>[-/.٫])D(?P=a)D|D(?P<b>[-/.٫])D(?P=b)([0-9]{4}|[0-9]{2}))([T ]+[0-9]{1,2}:[0-9]{2}.*)?",
    r"(19|20)[0-9]{2}[-/](0?[1-9]|1[0-2])|(0?[1-9]|1[0-2])[-/][0-9]{4}|0[1-9]\.(19|20)[0-9]{2}|D\.D\.",
    r"([0-9]{2,4}年)?D月(D日)?|[0-9]{2,4}年|D日|D[時时点點](D分)?|D([:.][0-9]{2}){0,2} *([ap]\.?m\.?|uhr)",
    r"(?=.*[0-9])([0-9]{1,4}(st|nd|rd|th)?[ ./-]*)?(de )?"
    r"(jan(uary?|v|vier)?|f[eé]v(r|rier|ereiro)?|feb(r|ruary?|rero)?|m[aä]r(ch|z|zo|s|ço)?|apr(il)?|avr(il)?|abr(il)?|ma[iy]o?|"
    r"ju[nl](e|i|y|io|ho|in)?|ju(in|illet)|aug(ust)?|ao[uû]t|ago(sto)?|(sep|set)(t|t?i?embre|tember|embro)?|"
    r"o[ck]t(ober|obre|ubre)?|out(ubro)?|nov(ember|embre|iembre|embro)?|d[eé][cz](ember|embre|embro)?|dic(iembre)?|ene(ro)?)"
    r"\.?([ .,/'-]*(de )?[0-9]{1,4}){0,2}",
)).replace("D", "(0?[1-9]|[12][0-9]|3[01])")  # fmt: skip


class Reading(NamedTuple):
    """What a text says: one value, or all those that it may mean, the likelier first."""

    kind: str
    value: float | None = None
    others: tuple[float, ...] = ()
    unit: str = ""  # what stands beside the number; empty where it may mean several things ("m", "mil")
    why: tuple[str, ...] = ()


class _Ask(NamedTuple):
    decimal: str
    whole: bool
    unit: str


_Amount = tuple[int, int]  # an exact fraction: no text is handed to float, and a value is rounded once


def read_number(text: str, *, decimal: str = ".", whole: bool = False, unit: str = "") -> Reading:
    """Read a typed text; ``decimal`` only orders what stays in doubt, ``unit`` is what its cell is to hold."""
    if len(text) > LONGEST:
        return Reading(BLANK if text.isspace() else TEXT)
    plain, why = _plain(text)
    if plain is None:
        return Reading(TEXT)
    empty = _key(plain) in _PLACEHOLDERS.split() or _NOTHING.fullmatch(plain)
    kind = BLANK if not plain else PLACEHOLDER if empty else DATE if re.fullmatch(_DATE, plain, re.IGNORECASE) else ""
    if kind:  # dates before numbers: "03.2024" is hardly 3.2024
        return _read(kind, (), why)
    ask = _Ask(decimal, whole, "money" if unit == "currency" else unit)
    readings = (read(plain, ask, set(why)) for read in (_exponent, _number, _clock, _compound, _letters))
    return next((reading for reading in readings if reading), Reading(TEXT))


def _plain(text: str) -> tuple[str | None, set[str]]:
    """The text in ASCII digits and signs, and what was unusual; nothing where its digits are not of one kind."""
    zeros = {ord(char) - unicodedata.decimal(char) for char in text if char.isdecimal()}
    if len(zeros) > 1 or (zeros and _REVERSED in text):
        return None, set()
    visible = _INVISIBLE.sub("", text)
    chars = (str(unicodedata.decimal(char)) if char.isdecimal() else char for char in visible)
    spaced = "".join(" " if unicodedata.category(char) == "Zs" else char for char in "".join(chars).translate(_FORMS))
    plain = spaced.strip()
    quoted = plain.startswith("'")
    wide = any(ord(char) in _WIDE for char in text)
    seen = {"invisible": visible != text, "spaces": plain != spaced, "fullwidth": wide, "apostrophe": quoted}
    why = {_ZEROS.get(zero, "other_digits") for zero in zeros} | {id for id, so in seen.items() if so}
    return plain[quoted:].strip(), why


def _key(word: str) -> str:
    """A word without what people leave out or vary: case, accents, spaces."""
    parts = unicodedata.normalize("NFD", word.casefold().replace(" ", "_"))
    return unicodedata.normalize("NFC", "".join(char for char in parts if not "\u0300" <= char <= "\u036f"))


def _meanings(word: str) -> tuple[str, ...]:
    """The units that a written word may mean; a capital M is no minute, and a cent no unit of money."""
    key = _key(word).replace(".", "")
    if word == "M" or (len(key) == 1 and key not in "¢￠" and unicodedata.category(key) == "Sc"):
        return ("million" if word == "M" else "money",)
    keys = {key, key.removesuffix("s")} if len(key) > 3 else {key}  # "ms" is no minute
    found = tuple(name for name, *words in map(str.split, _UNITS) if keys & {*words})
    if not found and key[-1:] in ("€", "$", "£"):  # "k€", "mio €"
        return tuple(name for name in _meanings(word[:-1].strip()) if name in _TIMES)
    return found


def _number(text: str, ask: _Ask, why: set[str]) -> Reading | None:
    """A number with its sign, and the unit beside it."""
    bracketed = _BRACKETED.fullmatch(text)
    if bracketed:
        why.add("brackets")
        text = " ".join(part.strip() for part in bracketed.groups()).strip()
    before, core, after = _split(text)
    lead = _LEAD.fullmatch(before)
    if not core or not lead or (lead[1] and lead[4]) or not text.isprintable():
        return None
    signs = _signs(lead[1] or lead[4], lead[2] if lead[1] else lead[5], bool(bracketed), why)
    units = _beside(lead[3].strip(), after.strip())
    amounts = [(number * sign, of) for number, of in _amounts(core, ask, why) for sign in signs]
    return _in_unit(amounts, units, ask, why) if amounts and units is not None else None


def _split(text: str) -> tuple[str, str, str]:
    """What stands before the digits, they with their separators, and what follows."""
    places = [at for at, char in enumerate(text) if "0" <= char <= "9"]
    if not places:
        return text, "", ""
    start, end = places[0], places[-1] + 1
    if start and text[start - 1] in _DECIMALS and not text[: start - 1][-1:].isalpha():  # "Rs.12" is no 0.12
        start -= 1
    if re.match(r"[.,][-–—]", text[end:]):  # "5,-" is a price and no negative
        return text[:start], text[start:end], text[end + 2 :].strip() or "€"
    if not start and text[end:] in ("-", "−"):  # "12-", as accounts write it
        return "−", text[:end], ""
    end += end < len(text) and text[end] in _DECIMALS
    return text[:start], text[start:end], text[end:]


def _signs(sign: str, gap: str, bracketed: bool, why: set[str]) -> tuple[int, ...]:
    """The signs that a mark may stand for; none where it cannot stand."""
    if not sign:
        return (-1,) if bracketed else (1,)
    why |= {"plus" if sign == "+" else "minus_sign"} - ({"minus_sign"} if sign == "-" else set())
    if sign == "+":
        return () if bracketed else (1,)
    return (-1, 1) if bracketed or sign in _DOUBTFUL or (gap and sign in _DASHES) else (-1,)


def _beside(prefix: str, suffix: str) -> tuple[str, ...] | None:
    """What the words around a number say together: () is no unit, nothing is no number."""
    first, last = _meanings(prefix), _meanings(suffix)
    if (prefix and not first) or (suffix and not last):
        return None
    if not first or (first == last == ("money",)):
        return last
    if not suffix and first in (("money",), ("percent",)):  # but "min 12" is no minutes
        return first
    return (tuple(name for name in last if name in _TIMES) or None) if first == ("money",) else None


def _amounts(core: str, ask: _Ask, why: set[str]) -> list[_Amount]:
    """Digits and separators as amounts: none, one, or the likelier first."""
    core = re.sub("[’‘ʼ]", "'", core)
    marks = re.sub("[0-9]", "", core)
    point = marks[-1:] or " "
    left, _, right = core.rpartition(point)
    head, grouped = _ungrouped(left or "0"), _ungrouped(core)
    found = [(head, right)] if head and point in _DECIMALS and marks.count(point) == 1 else []
    comma = bool(found) and not grouped and point == ","
    if grouped:
        found = [(grouped, "")] if ask.whole else [*found, (grouped, "")]
    if len(found) > 1 and point != ask.decimal and (point, ask.decimal) != (",", "٫"):
        found.reverse()
    zeros = any(len(whole) > 1 and whole[0] == "0" for whole, _ in found)
    groups = len(marks) > 1 or (marks != "" and grouped != "")
    seen = {"decimal_comma": comma, "spaces": " " in marks, "grouping": groups, "leading_zeros": zeros}
    why |= {id for id, so in seen.items() if so}
    return [(int(whole + fraction), 10 ** len(fraction)) for whole, fraction in found]


def _ungrouped(text: str) -> str:
    """The digits of a whole number, or nothing where its groups are none."""
    marks = set(re.sub("[0-9]", "", text))
    first, *rest = re.split("[^0-9]", text)
    if not marks:
        return text
    if len(marks) > 1 or not marks <= set(".,٬' ") or first in ("", "0") or len(first) > 3 or len(rest[-1]) != 3:
        return ""
    lakh = bool(marks & {",", "٬"}) and len(first) <= 2 and {len(group) for group in rest[:-1]} == {2}
    return first + "".join(rest) if lakh or {len(group) for group in rest} == {3} else ""


def _in_unit(amounts: list[_Amount], units: tuple[str, ...], ask: _Ask, why: set[str]) -> Reading:
    """A number where its unit is the expected one, else what it would be in that unit, and as it stands."""
    unit = units[0] if len(units) == 1 else ""
    why |= ({"unit"} if units else set()) | ({"percent"} if unit == "percent" else set())
    if not units or units == (ask.unit,):
        return _read(NUMBER, [(number, of * (100 if unit == "percent" else 1)) for number, of in amounts], why, unit)
    others: list[_Amount] = []
    for name in units:
        times, of = _TIMES.get(name, 0), 1
        if name in _SECONDS and ask.unit in _SECONDS:
            times, of = _SECONDS[name], _SECONDS[ask.unit]
        others += [(number * times, part * of) for number, part in amounts if times]
    return _read(UNIT, others + amounts * any(name not in _TIMES for name in units), why, unit)


def _read(kind: str, amounts: Iterable[_Amount], why: set[str], unit: str = "") -> Reading:
    """A number where there is one reading, else all of them; ints where whole (dividing ints rounds once)."""
    values = tuple(dict.fromkeys(number / of if number % of else number // of for number, of in amounts))
    told = tuple(id for id in WHY if id in why)
    if kind == NUMBER and len(values) == 1:
        return Reading(NUMBER, values[0], (), unit, told)
    return Reading(AMBIGUOUS if kind == NUMBER else kind, None, values, unit, told)


def _exponent(text: str, _: _Ask, why: set[str]) -> Reading | None:
    """What a spreadsheet shows of a number too wide for its cell; no other exponent is one."""
    found = _EXPONENT.fullmatch(text)
    if not found:
        return None
    why |= {"exponent", *({"decimal_comma"} if found[3] == "," else ()), *({"minus_sign"} if found[1] == "−" else ())}
    digits, power = found[2] + (found[4] or ""), int(found[5]) - len(found[4] or "")
    number = int(digits) * (-1 if found[1] else 1)
    return _read(NUMBER, [(number * 10 ** max(power, 0), 10 ** max(-power, 0))], why)


def _clock(text: str, ask: _Ask, why: set[str]) -> Reading | None:
    """A duration with colons; "1:30" is minutes or hours."""
    found = _CLOCK.fullmatch(text)
    if not found:
        return None
    short = int(found[1]) * 60 + int(found[2])
    spans = [short * 60 + int(found[3])] if found[3] else [short, short * 60]
    spans.sort(reverse=ask.unit in ("hours", "days", "weeks"))  # the likelier first
    amounts = [(span, _SECONDS[ask.unit]) for span in spans if ask.unit in _SECONDS]
    return _read(UNIT, amounts, why | {"unit"}, "clock")


def _compound(text: str, ask: _Ask, why: set[str]) -> Reading | None:
    """What "1h 30m" is in all, in the expected unit or in the largest one written."""
    total, place, units = 0, 0, list[str]()
    while place < len(text):
        found = _PART.match(text, place)
        names = [name for name in _meanings(found[2] or "") if name in _SECONDS] if found else []
        if found and found[3]:  # "1h30"
            names = {"hours": ["minutes"], "minutes": ["seconds"]}.get(units[-1] if units else "", [])
        if not found or not names or (units and _SECONDS[names[0]] >= _SECONDS[units[-1]]):
            return None
        units.append(names[0])
        total += int(found[1] or found[3]) * _SECONDS[names[0]]
        place = found.end()
    unit = ask.unit if ask.unit in _SECONDS else units[0]
    return _read(UNIT, [(total, _SECONDS[unit])], why | {"unit"}, units[0])


def _letters(text: str, ask: _Ask, why: set[str]) -> Reading | None:
    """Letters that look like digits among digits."""
    swapped = text.translate(_LOOKALIKES)
    swapped = re.sub("(?<=[0-9])[SB](?=[0-9])", lambda found: "5" if found[0] == "S" else "8", swapped)
    if swapped == text or not re.search("[0-9]", text):
        return None
    reading = _number(swapped, ask, why | {"letters"})
    if reading is None or "unit" in reading.why:
        return None
    return reading._replace(kind=LETTERS, value=None, others=reading.others or (reading.value or 0,))
