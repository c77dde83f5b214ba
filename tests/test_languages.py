"""The report in each language: every text, its tab titles, months and direction; read back whatever it is called."""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
import zipfile
from pathlib import Path

import pytest

from sheets_gen.config import ALL, Config
from sheets_gen.errors import ProblemsFound
from sheets_gen.filled import understand
from sheets_gen.plan.report import literal_format
from sheets_gen.plan.widths import text_width
from sheets_gen.snapshot import FoundCell, Snapshot
from sheets_gen.template.languages import FINDING, gaps, placeholders, speak, texts
from sheets_gen.template.load import load
from sheets_gen.verify.report import as_text
from sheets_gen.verify.rules import verify
from sheets_gen.verify.waivers import judge
from tests.engines import soffice
from tests.helpers import ROOT, report, spoken, template
from tests.tamper import place, snapshot_of, tampered

LANGUAGES = ("en", "ar", "de", "el", "es", "fr", "ja", "pt-BR", "th", "zh-Hans")
OTHERS = LANGUAGES[1:]
SCRIPTS = {"ar": "ARABIC", "el": "GREEK", "ja": "HIRAGANA", "th": "THAI", "zh-Hans": "CJK UNIFIED IDEOGRAPH"}
NUMBERS = {
    "promoters": {"2026-01": 80.0, "2026-02": 70.0},
    "passives": {"2026-01": 5.0, "2026-02": 20.0},
    "detractors": {"2026-01": 15.0, "2026-02": 10.0},
    "tickets_received": {"2026-01": 100.0, "2026-02": 90.0},
    "tickets_resolved": {"2026-01": 90.0, "2026-02": 88.0},
    "tickets_by_category.returns": {"2026-01": 40.0, "2026-02": 30.0},
}


def test_the_template_speaks_the_readers_languages() -> None:
    assert template().languages == LANGUAGES


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_translated_and_keeps_its_placeholders(language: str) -> None:
    assert gaps(template(), language) == []


@pytest.mark.parametrize("language", OTHERS)
def test_long_texts_are_in_the_language_and_not_left_in_english(language: str) -> None:
    """A copied English text passes as complete; a description in another script cannot."""
    english, made = texts(template()), texts(spoken(language))
    same = [path for path, text in english.items() if path[-1] in ("description", "how") and made[path] == text]
    assert same == []
    if language in SCRIPTS:
        for path, text in made.items():
            if path[-1] == "description":
                assert any(SCRIPTS[language] in unicodedata.name(c, "") for c in text), path


@pytest.mark.parametrize("language", LANGUAGES)
def test_tab_titles_fit_a_workbook_and_differ(language: str) -> None:
    words = spoken(language).language.words
    titles = [words[f"tab_{tab}"] for tab in ("metrics", "volume", "calculator")]
    assert len({title.casefold() for title in titles}) == 3
    assert all(len(title.encode("utf-16-le")) <= 62 and not re.search(r"[\[\]:*?/\\]", title) for title in titles)


@pytest.mark.parametrize("language", LANGUAGES)
def test_status_words_are_told_apart_by_their_beginnings(language: str) -> None:
    """Colours follow the beginning of the word: none may begin like one of another colour."""
    words = spoken(language).language.words
    good, bad = ("up_better", "down_better", "met"), ("up_worse", "down_worse", "missed", "noise", "same", "up", "down")
    for one in good:
        for other in bad:
            assert not words[other].startswith(words[one]), (one, other)
            assert not words[one].startswith(words[other]) or other in ("up", "down"), (one, other)


@pytest.mark.parametrize("language", OTHERS)
def test_months_come_from_the_languages_own_table(language: str) -> None:
    """In headings, on the chart's axis and in the headline: no program's own month names."""
    made = report(NUMBERS, config=Config(language=language, metrics=("nps",)))
    months = spoken(language).language.months
    assert len(set(months)) == 12
    rows = {row.key: row for tab in made.plan.tabs for row in tab.rows}
    heading = rows["metrics:period"].cells["2026-03"]
    assert f'"{months[2]}' in heading.format or months[2] in heading.format
    assert "mmm" not in heading.format
    assert months[2] in str(rows["calculator:period_text"].cells["2026-03"].content)
    assert heading.format.startswith("[$-409]"), "digits 0-9 and the Gregorian calendar in every locale"


@pytest.mark.parametrize("every", ["month", "week", "quarter"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_of_any_language_is_read_back_without_a_finding(language: str, every: str, tmp_path: Path) -> None:
    config = Config(language=language, profile=ALL)
    start = {"month": "2026-07", "week": "2025-W50", "quarter": "2025-Q3"}[every]
    made = report(start=start, every=every, periods=6, config=config)
    filled = understand(snapshot_of(made.plan, tmp_path / "r.xlsx"), template())
    assert verify(filled) == []
    assert filled.catalogue.template.language.id == language
    assert as_text("r.xlsx", filled, judge(filled))[-1].startswith("r.xlsx") or language == "ar"


@pytest.mark.parametrize("language", OTHERS)
def test_tabs_renamed_by_hand_are_found(language: str, tmp_path: Path) -> None:
    snapshot = snapshot_of(report(NUMBERS, config=Config(language=language, profile=ALL)).plan, tmp_path / "r.xlsx")
    names = {tab.title: f"Tab {at}" for at, tab in enumerate(snapshot.tabs)}
    renamed = Snapshot(
        tuple(
            tab._replace(
                title=names[tab.title],
                cells={
                    where: cell._replace(formula=_renamed(cell.formula, names)) for where, cell in tab.cells.items()
                },
            )
            for tab in snapshot.tabs
        ),
        {key: found._replace(tab=names[found.tab]) for key, found in snapshot.names.items()},
    )
    filled = understand(renamed, template())
    assert [f.code for f in verify(filled) if f.level == "error"] == []
    assert filled.inputs["promoters"] == {"2026-01": 80, "2026-02": 70}


def _renamed(formula: str | None, names: dict[str, str]) -> str | None:
    for old, new in names.items():
        formula = formula and formula.replace(f"'{old}'!", f"'{new}'!")
    return formula


@pytest.mark.parametrize("language", OTHERS)
def test_a_tab_is_found_by_its_title_in_the_language_when_all_else_is_gone(language: str, tmp_path: Path) -> None:
    snapshot = snapshot_of(report(NUMBERS, config=Config(language=language)).plan, tmp_path / "r.xlsx")
    corners = {(tab.title, 1, 1): None for tab in snapshot.tabs}
    kept = {name: found for name, found in snapshot.names.items() if not name.startswith(("tab_", "m_"))}
    filled = understand(tampered(snapshot, dict(corners))._replace(names=kept), template())
    assert set(filled.cells) >= {"metrics", "calculator"}


@pytest.mark.parametrize("language", OTHERS)
def test_verify_speaks_the_reports_language(language: str, tmp_path: Path) -> None:
    """A typed-over result, a text among the numbers, a part above its whole: no English sentence is left."""
    made = report(NUMBERS, config=Config(language=language, metrics=("nps", "resolution_rate")))
    snapshot = snapshot_of(made.plan, tmp_path / "r.xlsx")
    changes = {
        place(snapshot, "in_promoters"): FoundCell("eight or so"),
        place(snapshot, "m_nps", 1): FoundCell(61.5),
        place(snapshot, "in_tickets_resolved"): FoundCell(-3),
    }
    filled = understand(tampered(snapshot, changes), template())
    found = verify(filled)
    assert {"N101", "F101", "N110"} <= {finding.code for finding in found}
    english = template().language.words
    for finding in found:
        for text in (finding.message, finding.hint):
            for key, word in english.items():
                if key.startswith(FINDING) and len(word) > 12:
                    plain = re.escape(word)
                    for name in placeholders(word):
                        plain = plain.replace(re.escape(f"{{{name}}}"), ".*")
                    assert not re.fullmatch(plain, text), (key, text)
    decimal = spoken(language).language.decimal
    (replaced,) = [f for f in found if f.code == "F101"]
    assert f"61{decimal}5" in replaced.message


def test_verify_in_two_languages_word_by_word(tmp_path: Path) -> None:
    told = {}
    for language in ("de", "pt-BR"):
        snapshot = snapshot_of(report(NUMBERS, config=Config(language=language)).plan, tmp_path / "r.xlsx")
        changes = {place(snapshot, "in_promoters"): FoundCell(12.5)}
        found = verify(understand(tampered(snapshot, changes), template()))
        told[language] = next(f.message for f in found if f.code == "N110")
    words = {language: spoken(language).language.words["finding.N110_whole"] for language in told}
    assert told == {language: word.format(found="12,5", limit="") for language, word in words.items()}


def test_arabic_runs_from_the_right_charts_too(tmp_path: Path) -> None:
    path = report(NUMBERS, config=Config(language="ar")).save(tmp_path / "r.xlsx")
    with zipfile.ZipFile(path) as archive:
        sheets = [archive.read(f"xl/worksheets/sheet{n}.xml").decode() for n in (1, 2, 3)]
        chart = archive.read("xl/charts/chart1.xml").decode()
        styles = archive.read("xl/styles.xml").decode()
    assert all('rightToLeft="1"' in sheet for sheet in sheets)
    category = re.search(r"<c:catAx>.*?</c:catAx>", chart, re.DOTALL)
    assert category is not None and '<c:orientation val="maxMin"/>' in category[0]
    assert 'readingOrder="2"' in styles
    assert 'rightToLeft="1"' in re.search(r"<x14:sparklineGroup [^>]*>", sheets[0])[0]  # type: ignore[index]
    left = report(NUMBERS).save(tmp_path / "l.xlsx")
    with zipfile.ZipFile(left) as archive:
        assert "rightToLeft" not in archive.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_font_is_the_scripts_own(language: str, tmp_path: Path) -> None:
    path = report(config=Config(language=language, metrics=("nps",))).save(tmp_path / "r.xlsx")
    with zipfile.ZipFile(path) as archive:
        assert f'<name val="{spoken(language).language.font}"/>' in archive.read("xl/styles.xml").decode()


def test_widths_count_wide_characters_twice_and_marks_not_at_all() -> None:
    assert text_width("NPS") == 3
    assert text_width("净推荐值") == 8
    assert text_width("ที่นี่") == 2, "Thai vowels and tones stand above their letter"
    assert text_width("é") == text_width("e\u0301") == 1


def test_a_pattern_becomes_a_number_format() -> None:
    tokens = {"year": "yyyy", "yy": "yy", "day": "d"}
    assert literal_format("{month} {yy}", {"month": "Mär"}, tokens) == '"Mär "yy'
    assert literal_format("{yy}年{month}", {"month": "3月"}, tokens) == 'yy"年3月"'
    assert literal_format("KW {no}, {day}. {month}", {"no": "14", "month": "Apr"}, tokens) == '"KW 14, "d". Apr"'
    assert literal_format('{month}" {yy}', {"month": 'M"'}, tokens) == '"M "yy', "a quote would end the literal"


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every language with all metrics, as PDF."""
    folder = tmp_path_factory.mktemp("printed")
    numbers = {key: {p: value * 1000 for p, value in row.items()} for key, row in NUMBERS.items()}
    paths = [report(numbers, config=Config(language=id, profile=ALL)).save(folder / f"{id}.xlsx") for id in LANGUAGES]
    soffice(folder / "profile", "--convert-to", "pdf", "--outdir", str(folder), *map(str, paths))
    return folder


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_number_is_too_wide_for_its_column(language: str, printed: Path) -> None:
    text = subprocess.run(
        ["pdftotext", "-layout", str(printed / f"{language}.pdf"), "-"], capture_output=True, text=True, check=True
    ).stdout
    assert "80,000" in text or "80.000" in text or "80 000" in text
    assert "###" not in text


def test_a_broken_language_is_told(tmp_path: Path) -> None:
    root = Path(shutil.copytree(ROOT / "report_template", tmp_path / "template"))
    path = root / "languages" / "de.toml"
    good = path.read_text(encoding="utf-8")
    name = re.search(r'^tab_volume = "(.*)"$', good, re.MULTILINE)
    assert name is not None
    path.write_text(good.replace(name[0], 'tab_volume = "Tickets: Menge"', 1), encoding="utf-8")
    with pytest.raises(ProblemsFound, match=r"languages/de.toml: words.tab_volume: a tab's title has at most 31"):
        speak(load(root), "de")
    path.write_text(re.sub(r'^made = ".*"$', 'made = "{file} {bogus}"', good, flags=re.MULTILINE), encoding="utf-8")
    with pytest.raises(ProblemsFound, match="made: holds a placeholder that the English text has not"):
        speak(load(root), "de")
    path.write_text(re.sub(r'^total = ".*"$\n', "", good, flags=re.MULTILINE), encoding="utf-8")
    assert [str(p) for p in gaps(load(root), "de")] == [
        "languages/de.toml: words.total: has no translation; in English: 'Total'"
    ]
    assert speak(load(root), "de").language.words["total"] == "Total", "what is missing is said in English"
