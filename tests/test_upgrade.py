"""A report made anew: every typed number, target, note and waiver is in its place, or kept and found again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment

from sheets_gen import verbs
from sheets_gen.config import Config
from sheets_gen.errors import InputRefused, UsageProblem
from sheets_gen.excel.edit import CellEdit, edit
from sheets_gen.findings import INFO
from sheets_gen.kept import read_kept
from sheets_gen.upgrade import Upgraded, UpgradeRequest, upgrade
from sheets_gen.verify.rules import verify
from tests.engines import libreoffice
from tests.helpers import SAMPLES, report, same
from tests.test_cli import run

FILLED = SAMPLES / "filled.xlsx"
OLD = Path(__file__).parent / "released" / "filled-1.0.xlsx"
CONFIG = Config(
    metrics=("nps", "csat", "ticket_volume_by_category"),
    targets={"nps": 40.0, "csat": 0.8},
    members={"categories": {"billing": "Billing", "bugs": "Bugs", "how_to": "How to"}},
)
NUMBERS = {
    "promoters": {"2026-01": 60.0, "2026-02": 62.0}, "passives": {"2026-01": 25.0}, "detractors": {"2026-01": 15.0},
    "tickets_by_category.billing": {"2026-01": 5.0, "2026-02": 6.0},
    "tickets_by_category.bugs": {"2026-01": 7.0, "2026-02": 8.0},
    "tickets_by_category.how_to": {"2026-01": 1.0, "2026-02": 2.0},
    "tickets_received": {"2026-01": 13.0, "2026-02": 16.0},
}  # fmt: skip


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return report(NUMBERS, config=CONFIG).save(tmp_path / "report.xlsx")


def upgraded(path: Path, **what: object) -> Upgraded:
    request = UpgradeRequest(path, path.with_name("new.xlsx"), force=True)
    return upgrade(request._replace(**what))  # type: ignore[arg-type]


def new(path: Path) -> Any:
    return verbs.read(path.with_name("new.xlsx"))


def toml(path: Path, text: str) -> Path:
    file = path.with_name("report.toml")
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("language", ["de", "ar", "ja"])
def test_another_language_and_back_loses_nothing(tmp_path: Path, language: str) -> None:
    there, back = tmp_path / "there.xlsx", tmp_path / "back.xlsx"
    done = upgrade(UpgradeRequest(FILLED, there, language=language))
    assert done.differing == ()
    assert verbs.read(there).catalogue.config.language == language
    assert [f for f in verify(verbs.read(there)) if f.level != INFO] == []
    upgrade(UpgradeRequest(there, back, language="en"))
    first, last = verbs.read(FILLED), verbs.read(back)
    assert last.inputs == first.inputs
    assert last.metrics == first.metrics
    for name in first.settings.keys() - {"report_profile"}:
        assert last.settings[name] == first.settings[name], name


def test_an_old_template_becomes_the_present_one(tmp_path: Path) -> None:
    out = tmp_path / "new.xlsx"
    done = upgrade(UpgradeRequest(OLD, out))
    old, now = verbs.read(OLD), verbs.read(out)
    assert (old.settings["report_template_version"], now.settings["report_template_version"]) == ("1.0", "1.1")
    assert now.inputs == old.inputs
    assert done.differing == ()
    assert "template 1.0 → 1.1; texts that were written among its own stay behind" in done.lines
    assert [f for f in verify(now) if f.level != INFO] == []
    found = libreoffice([out], tmp_path)[out]
    for id in now.metrics:
        for period in ("2026-03", "2026"):
            place = now.addresses.titles["metrics"], *now.addresses.at(f"metrics:{id}", period)
            assert same(found(*place), now.cell(f"metrics:{id}", period).value), (id, period)


def test_what_has_no_place_is_kept_and_comes_back(path: Path) -> None:
    done = upgraded(path, remove=("nps",))
    assert "kept aside: 2 numbers of promoters, which no metric of the report uses" in done.lines
    kept = {one.id: one for one in read_kept(new(path))}
    assert kept["promoters"].numbers == NUMBERS["promoters"]
    assert kept["target:nps"].text == 40
    assert [f for f in verify(new(path)) if f.level != INFO] == [], "kept rows are no finding"
    again = path.with_name("again.xlsx")
    upgrade(UpgradeRequest(path.with_name("new.xlsx"), again, language="de"))
    assert {one.id for one in read_kept(verbs.read(again))} == kept.keys(), "kept once more"
    back = path.with_name("back.xlsx")
    upgrade(UpgradeRequest(again, back, language="en", add=("nps",)))
    assert verbs.read(back).inputs == verbs.read(path).inputs
    assert verbs.read(back).cell("metrics:nps", "target").value == 40
    assert read_kept(verbs.read(back)) == []


def test_a_category_renamed_and_two_that_became_one(path: Path) -> None:
    text = """
        [categories]
        money = "Money"
        product = "Product"
        [renamed.categories]
        billing = "money"
        bugs = "product"
        how_to = "product"
    """
    done = upgraded(path, config=toml(path, text))
    assert new(path).inputs["tickets_by_category.money"] == {"2026-01": 5, "2026-02": 6}
    assert new(path).inputs["tickets_by_category.product"] == {"2026-01": 8, "2026-02": 10}
    assert "tickets_by_category.bugs + tickets_by_category.how_to → tickets_by_category.product" in done.lines
    assert read_kept(new(path)) == []
    assert new(path).cell("metrics:csat", "target").value == 0.8, "what report.toml leaves out stays"


def test_members_become_one_only_where_both_are_known(path: Path) -> None:
    data = path.read_bytes()
    place = verbs.read(path).addresses.at("calculator:tickets_by_category.bugs", "2026-02")
    path.write_bytes(edit(data, [CellEdit("Calculator", *place, None)]).data)
    text = '[categories]\nproduct = "Product"\n[renamed.categories]\nbugs = "product"\nhow_to = "product"\n'
    with pytest.raises(InputRefused, match="in 2026-02 only one of them holds a number; type the other"):
        upgraded(path, config=toml(path, text))
    assert not path.with_name("new.xlsx").exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[renamed.categories]\nbugs = "nothing"', "there is no member 'nothing' in categories"),
        ('[renamed.categories]\nnobody = "bugs"', "the report has no such member"),
        ('[renamed.colours]\na = "b"', "renamed.colours: is no list; allowed are categories, channels, slots"),
        ("[renamed.categories]\nbugs = 3", 'takes old = "new", both ids'),
    ],
)
def test_wrong_renames_are_refused(path: Path, text: str, words: str) -> None:
    with pytest.raises(InputRefused, match=words):
        upgraded(path, config=toml(path, text))


def test_peoples_notes_texts_and_cells_come_along(path: Path) -> None:
    book: Any = load_workbook(path)
    filled = verbs.read(path)
    calculator, metrics = book["Calculator"], book["Metrics"]
    calculator.cell(*filled.addresses.at("calculator:promoters", "2026-01")).comment = Comment("Asked twice", "me")
    metrics.cell(*filled.addresses.at("metrics:csat", "2026-02")).comment = Comment("Why?", "me")
    calculator.cell(*filled.addresses.at("calculator:passives", "2026-03")).value = "see mail"
    calculator["Z3"] = "ask Kim"
    metrics.cell(60, 30).value = 12.5
    own = book.create_sheet("Our notes")
    own["A1"] = "x"
    book.save(path)
    done = upgraded(path, remove=("nps",))
    made: Any = load_workbook(path.with_name("new.xlsx"))
    place = new(path).addresses.at("metrics:csat", "2026-02")
    assert made["Metrics"].cell(*place).comment.text == "Why?"
    texts = {one.label: one.text for one in read_kept(new(path)) if not one.numbers}
    assert texts["Calculator!E16 promoters 2026-01"] == "Asked twice", "its cell is gone, so the note is kept as a text"
    assert texts["Calculator!G17 passives 2026-03"] == "see mail"
    assert texts["Calculator!Z3"] == "ask Kim"
    assert texts["Metrics!AD60"] == 12.5
    assert "not taken over: the tab 'Our notes' of your own; move it over in your spreadsheet program" in done.lines


def test_options_change_what_results_mean_and_that_is_said(tmp_path: Path) -> None:
    numbers = {
        "ces_responses": {"2026-01": 10.0},
        "ces_score_sum": {"2026-01": 50.0},
        "ces_scale_max": {"2026-01": 7.0},
    }
    path = report(numbers, config=Config(metrics=("ces_mean",))).save(tmp_path / "report.xlsx")
    done = upgraded(path, config=toml(path, 'ces_high_means = "hard"'))
    assert [line.split(":")[0] for line in done.differing] == ["ces_mean 2026-01", "ces_mean 2026-Q1", "ces_mean 2026"]
    done_by_command = run("upgrade", path, tmp_path / "c.xlsx", "--config", tmp_path / "report.toml")
    assert done_by_command.returncode == 1


def test_wrong_usage(path: Path) -> None:
    for what, words in (
        ({"add": ("npss",)}, "--add npss: is no metric"),
        ({"language": "xx"}, "--language xx: the template speaks"),
        ({"remove": ("ticket_volume",)}, "--remove ticket_volume: ticket_volume_by_category is computed from it"),
        ({"profile": "none"}, "--profile none: the template has standard"),
        ({"remove": ("nps", "csat", "ticket_volume", "ticket_volume_by_category")}, "--remove leaves no metric"),
    ):
        with pytest.raises(UsageProblem, match=words):
            upgraded(path, **what)
    assert run("upgrade", path, path).returncode == 2
    assert not path.with_name("new.xlsx").exists()


def test_the_report_of_a_following_year_keeps_what_stands_in_front(path: Path) -> None:
    from sheets_gen.carry_on import carry_on

    nxt = path.with_name("next.xlsx")
    carry_on(report({"promoters": {"2026-12": 5.0}}, config=CONFIG).save(path.with_name("old.xlsx")), nxt)
    upgrade(UpgradeRequest(nxt, path.with_name("new.xlsx"), language="de"))
    assert new(path).cell("calculator:promoters", "before").value == 5
    assert read_kept(new(path)) == [], "the notes on its headings are not kept aside, they stay"
    tab: Any = load_workbook(path.with_name("new.xlsx"))["Rechner"]
    assert "old.xlsx" in tab.cell(*new(path).addresses.at("calculator:period", "before")).comment.text


def test_what_one_upgrade_kept_the_next_one_keeps_too(path: Path) -> None:
    paths = [path, path.with_name("u1.xlsx"), path.with_name("u2.xlsx")]
    for at, text in enumerate(("first", "second")):
        data = edit(paths[at].read_bytes(), [CellEdit("Calculator", 3 + at, 26, text)]).data
        paths[at].write_bytes(data)
        upgrade(UpgradeRequest(paths[at], paths[at + 1]))
    assert {one.text for one in read_kept(verbs.read(paths[2]))} == {"first", "second"}


def test_the_report_itself_is_never_the_output(path: Path) -> None:
    before, link = path.read_bytes(), path.with_name("link.xlsx")
    link.symlink_to(path)
    for command in (("upgrade", path, path), ("next", path, link), ("combine", path, OLD, link)):
        done = run(*command, "--force")
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
        assert "is the file that is read" in done.stderr
    assert path.read_bytes() == before
    assert run("next", path, path.with_name("n.xlsx"), "--periods", 0).returncode == 2
