"""A person who works in the spreadsheet between two syncs, by the requests that a browser or an add-on sends.

Rows and periods are found by the ids that stand in the sheet, by no code of the product's; of two rows with one id,
that with the name is meant.
"""

from __future__ import annotations

from typing import Any

from sheets_gen.google.state import name_of
from tests.google_team import Team
from tests.sheets_server.a1 import letters
from tests.sheets_server.client import grid
from tests.sheets_server.model import CellKey, Json, Sheet

METRICS, CALCULATOR = 731_001, 731_003
Content = float | str


class Person:
    """What one person does."""

    def __init__(self, team: Team) -> None:
        self.team = team
        self.count = 0

    def tab(self, sheet: int = CALCULATOR) -> Sheet:
        found = self.team.book.sheet(sheet)
        assert found is not None
        return found

    def spot(self, row: str, column: str, sheet: int = CALCULATOR) -> CellKey | None:
        """Row and column (from 0) of an id in the tab's first column and one in its first row; None if gone."""
        tab = self.tab(sheet)
        corner = next(at for at in sorted(tab.cells) if text_of(tab, at) in ("calculator", "metrics"))
        rows = [at[0] for at in sorted(tab.cells) if at[1] == corner[1] and text_of(tab, at) == row]
        columns = [at[1] for at in sorted(tab.cells) if at[0] == corner[0] and text_of(tab, at) == column]
        names = [one["range"] for one in self.team.book.named_ranges if one["name"] == name_of(row)]
        named = [area["startRowIndex"] for area in names if area and area["startRowIndex"] in rows]
        return ((*named, *rows)[0], columns[0]) if rows and columns else None

    def type(self, at: CellKey, value: Content, sheet: int = CALCULATOR) -> None:
        place = f"'{self.tab(sheet).title}'!{letters(at[1])}{at[0] + 1}"
        self.team.local.book.values_update(place, {"valueInputOption": "USER_ENTERED"}, {"values": [[value]]})

    def clear(self, at: CellKey) -> None:
        self.team.local.book.values_clear(f"'{self.tab().title}'!{letters(at[1])}{at[0] + 1}")

    def insert(self, dimension: str, at: int, sheet: int = CALCULATOR) -> None:
        where = {"sheetId": sheet, "dimension": dimension, "startIndex": at, "endIndex": at + 1}
        self.ask({"insertDimension": {"range": where, "inheritFromBefore": at > 0}})

    def delete(self, dimension: str, at: int) -> None:
        where = {"sheetId": CALCULATOR, "dimension": dimension, "startIndex": at, "endIndex": at + 1}
        self.ask({"deleteDimension": {"range": where}})

    def move(self, dimension: str, at: int, to: int) -> None:
        where = {"sheetId": CALCULATOR, "dimension": dimension, "startIndex": at, "endIndex": at + 1}
        self.ask({"moveDimension": {"source": where, "destinationIndex": to}})

    def sort(self, top: int, bottom: int, *, down: bool) -> None:
        """The rows of a section by what stands in their first column, as the menu does: values move, names do not."""
        area = grid(CALCULATOR, top, bottom, 0, self.tab().column_count)
        by = [{"dimensionIndex": 0, "sortOrder": "DESCENDING" if down else "ASCENDING"}]
        self.ask({"sortRange": {"range": area, "sortSpecs": by}})

    def rename(self, sheet: int) -> None:
        self.count += 1
        properties = {"sheetId": sheet, "title": f"Ours {self.count}"}
        self.ask({"updateSheetProperties": {"properties": properties, "fields": "title"}})

    def add_tab(self) -> None:
        self.count += 1
        title = f"Notes {self.count}"
        self.team.local.book.add_worksheet(title, 20, 5, index=self.count % 2).update([["ours", 1], ["more", 2]], "B2")

    def copy_row(self, at: int) -> None:
        """Below itself; two rows carry its id then, and its name stands on the one that was there before."""
        self.insert("ROWS", at + 1)
        source, target = grid(CALCULATOR, at, at + 1), grid(CALCULATOR, at + 1, at + 2)
        self.ask({"copyPaste": {"source": source, "destination": target, "pasteType": "PASTE_NORMAL"}})

    def cut(self, at: CellKey, to: CellKey) -> None:
        where = {"sheetId": CALCULATOR, "rowIndex": to[0], "columnIndex": to[1]}
        source = grid(CALCULATOR, at[0], at[0] + 1, at[1], at[1] + 1)
        self.ask({"cutPaste": {"source": source, "destination": where, "pasteType": "PASTE_NORMAL"}})

    def copy_tab(self, sheet: int) -> None:
        self.count += 1
        copied = {"sourceSheetId": sheet, "insertSheetIndex": self.count % 2, "newSheetName": f"Copy {self.count}"}
        self.ask({"duplicateSheet": copied})

    def ask(self, request: Json) -> None:
        self.team.local.book.batch_update({"requests": [request]})


def text_of(tab: Sheet, at: CellKey) -> Any:
    return tab.cells.get(at, {}).get("userEnteredValue", {}).get("stringValue")


def entered(tab: Sheet, at: CellKey) -> Json:
    """What was entered into a cell; empty for nothing."""
    found: Json = tab.cells.get(at, {}).get("userEnteredValue", {})
    return found
