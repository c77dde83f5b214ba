"""People work in the sheet between two syncs, in any order: what they typed stays, and stays what it meant.

Held against a plain table: what we wrote last to each number, and what a person entered there since.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sheets_gen.errors import InputRefused
from sheets_gen.google.state import name_of
from sheets_gen.ownership import KEPT, REPLACED, SAME, WRITE
from sheets_gen.syncing import SyncRequest, sync
from sheets_gen.verify.rules import verify
from tests.google_person import CALCULATOR, METRICS, Person, entered
from tests.google_team import Team, everything, laid_over
from tests.sheets_server.client import Local
from tests.sheets_server.model import Book, CellKey, Json

MONTHS = ("2026-01", "2026-02")
FIRST = {
    "2026-01": {"promoters": 60, "passives": 25, "detractors": 15},
    "2026-02": {"promoters": 61, "tickets_by_category.returns": 4},
}
Place: TypeAlias = tuple[str, str]
Cells: TypeAlias = dict[CellKey, Json]


class Begun:
    """A report with two months' numbers."""

    def __init__(self, team: Team, book: Book, inputs: list[str]) -> None:
        self.team, self.book, self.inputs = team, book, inputs


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Begun]:
    with Local() as local:
        team = Team(tmp_path_factory.mktemp("team"), local)
        team.create()
        inputs = list(team.sync(FIRST).filled.catalogue.items)
        assert {key for row in FIRST.values() for key in row} <= set(inputs)
        yield Begun(team, team.book.copy(), inputs)
        assert local.server.faults == []


numbers = st.integers(0, 99)
KINDS = ("number", "number", "text", "formula", "clear", "row", "column", "delete row", "sort", "sort", "move row")
SELDOM = ("rename", "tab", "metric", "row of metrics", "delete column", "move column", "copy tab", "copy row", "cut")
steps = st.tuples(st.sampled_from(KINDS + SELDOM), st.integers(0, 200), st.integers(0, 200))
tables = st.fixed_dictionaries({month: st.dictionaries(st.integers(0, 30), numbers, max_size=5) for month in MONTHS})


class Story:
    """One person's work and our syncs, with what is to be expected of them."""

    def __init__(self, begun: Begun) -> None:
        begun.team.put_back(begun.book)
        self.team, self.inputs = begun.team, begun.inputs
        self.person = Person(begun.team)
        self.ours = {(key, month): float(value) for month, row in FIRST.items() for key, value in row.items()}
        self.metrics: dict[str, float] = {}

    def spot(self, place: Place) -> CellKey | None:
        return self.person.spot(*place)

    def step(self, kind: str, first: int, second: int) -> None:
        """Do one thing; a number chooses the place, another one what to do there."""
        person, key, month = self.person, self.inputs[first % len(self.inputs)], MONTHS[second % 2]
        at = self.spot((key, month))
        if kind in ("row", "column"):
            corner = person.spot("calculator", "calculator")
            assert corner is not None
            if kind == "row":
                person.insert("ROWS", corner[0] + 1 + first % 40)
            else:
                person.insert("COLUMNS", corner[1] + 1 + first % 6)
        elif kind == "row of metrics":
            person.insert("ROWS", 3 + first % 8, METRICS)
        elif kind == "rename":
            person.rename((METRICS, CALCULATOR)[second % 2])
        elif kind == "tab":
            person.add_tab()
        elif kind == "copy tab":
            person.copy_tab((METRICS, CALCULATOR)[second % 2])
        elif kind == "metric":
            self.write_over_a_result(month, float(second))
        elif at is not None:
            self.in_row(kind, at, first, second)

    def in_row(self, kind: str, at: CellKey, first: int, second: int) -> None:
        person = self.person
        if kind == "number":
            person.type(at, second)
        elif kind == "text":
            person.type(at, ("a few", "n/a", "1,5", "12 %")[second % 4])
        elif kind == "formula":
            person.type(at, f"={second}+{first}")
        elif kind == "clear":
            person.clear(at)
        elif kind == "delete row":
            person.delete("ROWS", at[0])
        elif kind == "delete column":
            person.delete("COLUMNS", at[1])
        elif kind == "move row":
            person.move("ROWS", at[0], max(0, at[0] + (3, -2, 6, -5)[second % 4]))
        elif kind == "move column":
            person.move("COLUMNS", at[1], min(at[1] + (2, -1)[first % 2], person.tab().column_count))
        elif kind == "copy row":
            person.copy_row(at[0])
        elif kind == "cut":
            person.cut(at, (at[0] + 1 + first % 3, at[1]))
        elif kind == "sort":
            person.sort(at[0] - first % 4, at[0] + 1 + second % 5, down=bool(first % 2))

    def write_over_a_result(self, month: str, value: float) -> None:
        at = self.person.spot("nps", month, METRICS)
        assert at is not None
        self.person.type(at, value, METRICS)
        self.metrics[month] = value

    def sync(self, table: dict[str, dict[int, int]]) -> None:
        """Sync, and compare every cell of the spreadsheet with what is to be expected."""
        given_numbers: dict[str, dict[str, float]] = {}
        for month, row in table.items():
            given_numbers[month] = {self.inputs[at % len(self.inputs)]: float(value) for at, value in row.items()}
        places = {(key, month): value for month, row in given_numbers.items() for key, value in row.items()}
        gone = {f"{key} {month}" for key, month in places if self.spot((key, month)) is None}
        if gone:
            self.refused(given_numbers, "there is no cell for", gone)
            return
        wanted = {place: self.action(place, value) for place, value in places.items()}
        writes = [place for place, action in wanted.items() if action in (WRITE, REPLACED)]
        lost = {key for key, month in writes if not self.is_named(key, month)}
        if lost:
            self.refused(given_numbers, r"sync with --fix puts it back|does not reach .* widen it", lost)
            self.mended(given_numbers, set(writes))
            return
        cells, around = self.cells(), self.around()
        done = self.team.sync(given_numbers)
        assert {(one.key, one.period): one.action for one in done.decisions} == wanted
        for place, action in wanted.items():
            if action in (WRITE, REPLACED):
                at = self.spot(place)
                assert at is not None
                cells[CALCULATOR][at] = cells[CALCULATOR].get(at, {}) | {
                    "userEnteredValue": {"numberValue": places[place]}
                }
                self.ours[place] = places[place]
        assert self.cells() == cells, "no other cell has changed"
        assert self.around() == around
        again = self.team.sync(given_numbers)
        assert (again.calls, again.is_written) == (1, False)
        told = {(one.tab, one.cell) for one in verify(done.filled)}
        for month in self.metrics:
            assert (done.filled.addresses.titles["metrics"], done.filled.addresses.a1("metrics:nps", month)) in told

    def refused(self, given_numbers: dict[str, dict[str, float]], words: str, about: set[str]) -> None:
        """Nothing is written and nothing made anew where a row is gone, or where no name stands any more."""
        before = everything(self.team.book)
        with pytest.raises(InputRefused, match=words):
            self.team.sync(given_numbers)
        assert about
        assert everything(self.team.book) == before

    def mended(self, given_numbers: dict[str, dict[str, float]], writes: set[Place]) -> None:
        """With the names put back the numbers are in; of what stands in the other cells to type in nothing changes."""
        places = [(key, month) for key in self.inputs for month in MONTHS]
        tab, before = self.person.tab(), {place: self.spot(place) for place in places}
        held = {place: entered(tab, at) for place, at in before.items() if at is not None}
        request = SyncRequest(self.team.id, self.team.file(given_numbers), fix=True)
        try:
            done = sync(request, self.team.service())
        except InputRefused as refused:  # names are put back at their rows; how far they reach is left as it is
            assert "does not reach" in str(refused)
            done = None
        self.metrics.clear()
        for place, at in before.items():
            assert self.spot(place) == at
            if at is not None and (done is None or place not in writes):
                assert entered(self.person.tab(), at) == held[place], "typed cells are never part of what is put back"
            elif at is not None:
                value = given_numbers[place[1]][place[0]]
                assert entered(self.person.tab(), at) == {"numberValue": value}
                self.ours[place] = value

    def is_named(self, key: str, month: str) -> bool:
        """Does the row's own name reach the cell, or where a sort left that behind, another one of an input?"""
        at = self.spot((key, month))
        assert at is not None
        names = {one["name"]: one["range"] for one in self.team.book.named_ranges if one["range"]}
        here = [n for n in sorted(names) if n.startswith("in_") and names[n]["startRowIndex"] == at[0]]
        if not here:
            return False
        meant = names[name_of(key) if name_of(key) in here else here[0]]
        return all(r["startColumnIndex"] <= at[1] < r["endColumnIndex"] for r in (meant, names["sync_state"]))

    def action(self, place: Place, value: float) -> str:
        """Whose cell it is, by what was entered into it."""
        at = self.spot(place)
        assert at is not None
        now = entered(self.person.tab(), at)
        if not now:
            return WRITE
        if now.get("formulaValue"):
            held = sum(map(float, str(now["formulaValue"]).lstrip("=").split("+")))
            return SAME if held == value else KEPT
        if "numberValue" not in now:
            return KEPT
        if now["numberValue"] == value:
            return SAME
        return REPLACED if self.ours.get(place) == now["numberValue"] else KEPT

    def cells(self) -> dict[int, Cells]:
        """Every cell with its format and note, but for the hidden rows of the state."""
        area = next(one["range"] for one in self.team.book.named_ranges if one["name"] == "sync_state")
        found = {sheet.sheet_id: dict(sheet.cells) for sheet in self.team.book.sheets}
        for row in range(area["startRowIndex"], area["endRowIndex"]):
            for column in range(area["startColumnIndex"], area["endColumnIndex"]):
                found[CALCULATOR].pop((row, column), None)
        return found

    def around(self) -> object:
        """Everything but the cells: tabs, hidden rows, charts, colours by rule, names."""
        book = self.team.book
        sheets = [(sheet.properties, sheet.rows, sheet.columns, laid_over(sheet)) for sheet in book.sheets]
        return book.properties, sheets, book.named_ranges, book.metadata


def fill_in(story: Story, work: list[tuple[str, int, int]], table: dict[str, dict[int, int]]) -> None:
    for step in work:
        story.step(*step)
    story.sync(table)


@settings(  # PEOPLE=600 for a longer run, with other stories each time
    max_examples=int(os.environ.get("PEOPLE", "30")),
    deadline=None,
    derandomize="PEOPLE" not in os.environ,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(parts=st.lists(st.tuples(st.lists(steps, max_size=5), tables), min_size=1, max_size=3))
def test_whatever_people_do_between_two_syncs(
    begun: Begun,
    parts: list[tuple[list[tuple[str, int, int]], dict[str, dict[int, int]]]],
) -> None:
    story = Story(begun)
    for work, table in parts:
        if any(table.values()):  # values without a number are refused, whatever the sheet holds
            fill_in(story, work, table)


def test_a_row_that_was_sorted_away_and_deleted_does_not_lend_its_name(begun: Begun) -> None:
    """Its name stands on another input's row by now: that row's numbers are not taken for the deleted one's."""
    story = Story(begun)
    first, last = story.spot(("promoters", MONTHS[0])), story.spot(("detractors", MONTHS[0]))
    assert first is not None
    assert last is not None
    story.person.sort(first[0], last[0] + 1, down=False)
    moved = story.spot(("promoters", MONTHS[0]))
    assert moved is not None
    assert moved != first
    story.person.delete("ROWS", moved[0])
    with pytest.raises(InputRefused, match=r"there is no cell for promoters 2026-01.*bring it back with File, Version"):
        story.team.sync({MONTHS[0]: {"promoters": 99}})
    assert story.team.held()["detractors"] == {MONTHS[0]: 15}
    assert "promoters" not in story.team.held()
    story.team.sync({MONTHS[0]: {"detractors": 16}})
    assert story.team.held()["detractors"] == {MONTHS[0]: 16}


def test_a_sheet_that_has_lost_its_memory_is_not_written(begun: Begun) -> None:
    story = Story(begun)
    before = story.team.held()
    area = next(one["range"] for one in story.team.book.named_ranges if one["name"] == "sync_state")
    story.person.delete("ROWS", area["startRowIndex"] + 2)
    with pytest.raises(InputRefused, match="the hidden row below the calculator that remembers passives is gone"):
        story.team.sync({MONTHS[1]: {"passives": 7}})
    story.person.ask({"deleteNamedRange": {"namedRangeId": "sheets_gen_state"}})
    with pytest.raises(InputRefused, match="the name sync_state is gone, so it is not known what was written last"):
        story.team.sync({MONTHS[1]: {"passives": 7}})
    assert story.team.held() == before
