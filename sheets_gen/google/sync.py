"""A month's numbers for a spreadsheet: the one request that writes them, and what Google's answer to it tells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sheets_gen.errors import InputRefused
from sheets_gen.formula.functions import Value
from sheets_gen.google.looks import Json
from sheets_gen.google.read import Found
from sheets_gen.google.state import KEYS_AT, STATE, Prints, name_of
from sheets_gen.plan.addresses import AddressBook
from sheets_gen.plan.report import CALCULATOR
from sheets_gen.snapshot import FoundName

Numbers = Mapping[str, Mapping[str, float]]
Told = Mapping[tuple[str, str], Value]
"""What a row holds after the write, by input and period."""

LOST_NAME = (
    f"the name {STATE} is gone, so it is not known what was written last; "
    "sync with --fix puts it back, else File, Version history"
)
LOST_ROW = (
    "the hidden row below the calculator that remembers {key} is gone; "
    "bring it back with File, Version history, then run sync again"
)


class Sent(NamedTuple):
    """A request with numbers, and which cells its parts are about."""

    body: Json
    columns: Mapping[str, tuple[int, Mapping[str, int]]]
    """Of each input: its part of the request, and where in that part its periods stand."""


def values_body(found: Found, addresses: AddressBook, numbers: Numbers, prints: Prints, run: str) -> Sent:
    """All numbers and the state as one request. Raises InputRefused where a row has lost its name.

    Rows go by their names, which Google resolves when it writes: a row that somebody inserts meanwhile does no harm.
    ``null`` leaves a cell alone; a row without numbers changes nothing, but the answer tells what it holds.
    """
    data: list[Json] = []
    columns: dict[str, tuple[int, dict[str, int]]] = {}
    for key, row in numbers.items():
        named = named_row(found, addresses, key)
        if named is None:
            raise InputRefused(
                f"{found.title}: the name {name_of(key)} of row {addresses.rows[f'{CALCULATOR}:{key}']} is gone or "
                "stands elsewhere; sync with --fix puts it back"
            )
        name, where = named
        values: list[float | None] = [None] * (where.last - where.first + 1)
        offsets = {}
        for period, column in addresses.columns[CALCULATOR].items():
            if where.first <= column <= where.last:
                offsets[period] = column - where.first
        for period, value in row.items():
            if period not in offsets:
                raise InputRefused(f"{found.title}: the name {name} does not reach {period} any more; widen it")
            values[offsets[period]] = value
        columns[key] = (len(data), offsets)
        data.append({"range": name, "majorDimension": "ROWS", "values": [values]})
    data.append({"range": STATE, "majorDimension": "ROWS", "values": _state(found, addresses, prints, run)})
    body = {
        "valueInputOption": "RAW",
        "data": data,
        "includeValuesInResponse": True,
        "responseValueRenderOption": "UNFORMATTED_VALUE",
    }
    return Sent(body, columns)


def named_row(found: Found, addresses: AddressBook, key: str) -> tuple[str, FoundName] | None:
    """The name that stands on an input's row: its own, or after a sort, which leaves names behind, another one."""
    row, title = addresses.rows[f"{CALCULATOR}:{key}"], addresses.titles[CALCULATOR]
    names = found.snapshot.names
    for name in (name_of(key), *sorted(names)):
        where = names.get(name)
        if where is not None and name.startswith(name_of("")) and (where.tab, where.row) == (title, row):
            return name, where
    return None


def _state(found: Found, addresses: AddressBook, prints: Prints, run: str) -> list[list[str | None]]:
    """The hidden rows, from the first to the last that changes."""
    state = found.state
    if state.area is None:
        raise InputRefused(f"{found.title}: {LOST_NAME}")
    columns, (top, left, _, right) = addresses.columns[CALCULATOR], state.area
    lines = state.rows(columns.get(KEYS_AT, 0))
    lost = next((key for key in prints if key not in lines), None)
    if lost is not None:
        raise InputRefused(f"{found.title}: {LOST_ROW.format(key=lost)}")
    height = 1 + max((lines[key] for key in prints), default=top) - top
    rows: list[list[str | None]] = [[None] * (right - left + 1) for _ in range(height)]
    texts = {(top, KEYS_AT): run} | {(lines[key], at): text for key, row in prints.items() for at, text in row.items()}
    for (row, period), text in texts.items():
        if not left <= columns[period] <= right:
            raise InputRefused(f"{found.title}: the name {STATE} does not reach {period} any more; widen it")
        rows[row - top][columns[period] - left] = text
    return rows


def told(answer: Json, sent: Sent) -> Told | None:
    """What Google says the rows hold now; None where its answer is not one to this request, or not what was written."""
    try:
        held = [one["updatedData"].get("values", []) for one in answer["responses"]]
        if len(held) != len(sent.body["data"]) or not all(map(_is_in, sent.body["data"], held)):
            return None
        rows = {key: held[at][0] if held[at] else [] for key, (at, _) in sent.columns.items()}
    except (TypeError, KeyError, AttributeError, IndexError):
        return None
    return {
        (key, period): rows[key][offset] if offset < len(rows[key]) else ""
        for key, (_, offsets) in sent.columns.items()
        for period, offset in offsets.items()
    }


def _is_in(part: Json, held: list[list[object]]) -> bool:
    """Does a range hold what was written into it?"""
    for at, row in enumerate(part["values"]):
        now = held[at] if at < len(held) else []
        if any(value is not None and (i >= len(now) or now[i] != value) for i, value in enumerate(row)):
            return False
    return True
