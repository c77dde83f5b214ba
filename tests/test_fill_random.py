"""Any sequence of fills, held against a plain table: a cell belongs to whoever filled it first, unless overwritten."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TypeAlias

from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_gen.config import Config
from sheets_gen.excel.edit import CellEdit, edit
from sheets_gen.excel.write import write
from sheets_gen.fill import put
from sheets_gen.filled import Filled
from sheets_gen.verbs import understood
from sheets_gen.verify.rules import verify
from tests.helpers import report, template

KEYS = ("promoters", "passives", "detractors", "wait_seconds", "waited_calls")
MONTHS = ("2026-01", "2026-02", "2026-03")
PATH = Path("report.xlsx")
Table: TypeAlias = dict[str, dict[str, float]]


@cache
def blank() -> bytes:
    return write(report({}, config=Config(metrics=("nps", "average_wait_time")), periods=3).plan)


@cache
def keys() -> tuple[str, ...]:
    return tuple(read(blank()).catalogue.items)


def read(data: bytes) -> Filled:
    return understood(data, PATH, template())


numbers = st.integers(0, 10**6).map(float)
tables = st.dictionaries(st.integers(0, 5), st.dictionaries(st.sampled_from(MONTHS), numbers, max_size=3), max_size=4)
steps = st.tuples(st.sampled_from(["fill", "overwrite", "type", "clear"]), tables)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(steps, max_size=5))
def test_any_sequence_of_fills_and_typing(sequence: list[tuple[str, dict[int, dict[str, float]]]]) -> None:
    data, model = blank(), dict[tuple[str, str], float]()
    for kind, table in sequence:
        given_numbers: Table = {keys()[at % len(keys())]: row for at, row in table.items() if row}
        flat = {(key, month): value for key, row in given_numbers.items() for month, value in row.items()}
        before = read(data)
        if kind in ("type", "clear"):
            places = {place: before.addresses.at(f"calculator:{place[0]}", place[1]) for place in flat}
            typed = [CellEdit("Calculator", *at, flat[p] if kind == "type" else None) for p, at in places.items()]
            data = edit(data, typed).data
            model = {p: v for p, v in model.items() if p not in flat} | (flat if kind == "type" else {})
            continue
        new = put(data, PATH, before, given_numbers, template(), ("all",) if kind == "overwrite" else ())
        model = model | flat if kind == "overwrite" else flat | model
        held = {(key, month): value for key, row in new.filled.inputs.items() for month, value in row.items()}
        assert held == model
        again = put(new.data, PATH, read(new.data), given_numbers, template(), ("all",) if kind == "overwrite" else ())
        assert again.data == new.data, "a second run changes no byte"
        if new.data == data:
            continue
        codes = {finding.code for finding in verify(read(new.data))}
        assert not codes & {"F101", "F102", "F103", "F108", "F109"}, "every stored result follows from the numbers"
        data = new.data
