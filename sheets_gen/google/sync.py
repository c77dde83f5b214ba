"""A month's numbers for a spreadsheet: the one request that writes them, and what it must answer."""

from __future__ import annotations

from collections.abc import Mapping

from sheets_gen.errors import InputRefused
from sheets_gen.google.looks import Json
from sheets_gen.google.read import Found
from sheets_gen.google.state import STATE_ROW, State, packed
from sheets_gen.plan.addresses import AddressBook
from sheets_gen.plan.report import CALCULATOR


def name_of(key: str) -> str:
    """The defined name of an input's row."""
    return f"in_{key.replace('.', '__')}"


def values_body(found: Found, addresses: AddressBook, written: Mapping[str, Mapping[str, float]], state: State) -> Json:
    """All numbers and the state as one request. Raises InputRefused where a row has lost its name.

    Rows go by their names, which Google resolves when it writes: a row that somebody inserts meanwhile does no harm.
    ``null`` leaves a cell alone.
    """
    data = []
    for key, numbers in written.items():
        where, (row, _) = (
            found.snapshot.names.get(name_of(key)),
            addresses.at(f"{CALCULATOR}:{key}", next(iter(numbers))),
        )
        if where is None or where.row != row:
            raise InputRefused(
                f"{found.title}: the name {name_of(key)} of row {row} is gone or stands elsewhere; "
                "put it back under Data, Named ranges, then run sync again"
            )
        values: list[float | None] = [None] * (where.last - where.first + 1)
        for period, value in numbers.items():
            _, column = addresses.at(f"{CALCULATOR}:{key}", period)
            if not where.first <= column <= where.last:
                raise InputRefused(f"{found.title}: the name {name_of(key)} does not reach {period} any more; widen it")
            values[column - where.first] = value
        data.append({"range": name_of(key), "majorDimension": "ROWS", "values": [values]})
    where = found.snapshot.names.get(STATE_ROW)
    if where is None:
        raise InputRefused(f"{found.title}: the name {STATE_ROW} is gone, so it is not known what was written last")
    data.append({"range": STATE_ROW, "majorDimension": "ROWS", "values": [packed(state, where.last - where.first + 1)]})
    return {
        "valueInputOption": "RAW",
        "data": data,
        "includeValuesInResponse": True,
        "responseValueRenderOption": "UNFORMATTED_VALUE",
    }


def wrong_answers(answer: Json, body: Json) -> str:
    """What Google says it holds now and was not sent; empty where all is as it was asked for."""
    responses = answer.get("responses", [])
    if len(responses) != len(body["data"]):
        return f"Google answered for {len(responses)} of {len(body['data'])} rows"
    for sent, told in zip(body["data"], responses, strict=True):
        rows = told.get("updatedData", {}).get("values", [[]])
        held = rows[0] if rows else []
        for at, value in enumerate(sent["values"][0]):
            if isinstance(value, (int, float)) and (at >= len(held) or held[at] != value):
                return f"{sent['range']} was written and reads otherwise"
    return ""
