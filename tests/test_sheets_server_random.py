"""Requests made at random from Google's schemas are carried out or refused; none of them breaks the server."""

from random import Random
from typing import Any

import pytest

from tests.sheets_server.batch.core import HANDLERS, run_batch
from tests.sheets_server.discovery import check_reply, schema
from tests.sheets_server.errors import ApiError
from tests.sheets_server.model import Book, Json
from tests.sheets_server.requests_in import read_message
from tests.sheets_server.spreadsheet_json import spreadsheet
from tests.sheets_server.store import Store

ME = "me@here.example"
KINDS = schema("sheets", "Request")["properties"]
NUMBERS = [-1, 0, 0, 1, 2, 3, 7, 1000]
TEXTS = ["", "a", "A1", "=A1+1", "=SUM(A1:B2)", "x y", "5", "é"]
MASKS = ["*", "*", "title", "range", "userEnteredValue"]


class Maker:
    """Makes messages of a schema, smaller ones the deeper they lie."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def message(self, name: str, depth: int = 0) -> Json:
        share = (0.8, 0.8, 0.6, 0.5, 0.5, 0.4)[depth] if depth < 6 else 0
        fields = schema("sheets", name)["properties"]
        return {key: self.value(kind, key, depth + 1) for key, kind in fields.items() if self.random.random() < share}

    def value(self, kind: Json, name: str, depth: int) -> Any:
        if "$ref" in kind:
            return self.message(kind["$ref"], depth)
        if kind["type"] == "array":
            return [self.value(kind["items"], name, depth) for _ in range(self.random.choice([0, 1, 2]))]
        if kind["type"] == "object":
            return {self.random.choice(["0", "1", "x"]): self.value(kind["additionalProperties"], name, depth)}
        if kind["type"] == "integer" and name.endswith("Id") and self.random.random() < 0.8:
            return 0
        choices: dict[str, list[Any]] = {
            "boolean": [True, False],
            "integer": NUMBERS,
            "number": [0, 0.5, 1, -1],
            "string": TEXTS,
        }
        enum: list[Any] = kind.get("enum", [])
        return self.random.choice(enum or (MASKS if name == "fields" else choices[kind["type"]]))


def _new(store: Store) -> Book:
    cells = [{"userEnteredValue": {"numberValue": 1}}, {"userEnteredValue": {"formulaValue": "=A1"}}]
    fill = {"updateCells": {"start": {}, "fields": "*", "rows": [{"values": cells}]}}
    return run_batch(store.new_book("Book", [], ME), [fill], store.random, ME)[0]


@pytest.mark.parametrize("seed", range(3))
def test_random_requests(seed: int) -> None:
    maker, store = Maker(seed), Store(ME)
    book, done = _new(store), 0
    for number in range(1000):
        kind = maker.random.choice(sorted(HANDLERS))
        request = {kind: maker.message(KINDS[kind]["$ref"])}
        try:
            body = read_message("sheets", "BatchUpdateSpreadsheetRequest", {"requests": [request]})
            book, replies = run_batch(book, body["requests"], store.random, ME)
        except ApiError as refusal:
            assert refusal.code == 400 or kind in {"addChart", "updateChartSpec"}, request
            continue
        done += 1
        assert check_reply("sheets", "Response", replies[0]) == [], request
        if number % 2 == 0:
            assert check_reply("sheets", "Spreadsheet", spreadsheet(book, None, True, None)) == [], request
    assert done > 10
