"""What a sync wrote last, as it is kept in the sheet itself: one hidden row of text, named ``sync_state``.

A number that was written by us may be updated by us; any other was typed by a person. The row holds a fingerprint
for each number written, and the run that wrote it, which tells after a lost answer whether the write came through.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping
from typing import NamedTuple

from sheets_gen.plan.addresses import AddressBook
from sheets_gen.plan.report import CALCULATOR

STATE_ROW = "sync_state"
PIECE = 40_000
"""Characters a cell takes of it; a cell of Google Sheets holds 50,000."""
Prints = dict[str, dict[str, str]]
"""Input and period to the fingerprint of the number that was written there last."""


class State(NamedTuple):
    """What is remembered."""

    run: str
    """Identifies the last write."""
    prints: Prints


def fingerprint(value: float) -> str:
    """Four characters for a number: enough to tell it from another one typed over it."""
    digest = zlib.crc32(repr(float(value)).encode()).to_bytes(4, "big")
    return base64.urlsafe_b64encode(digest[:3]).decode()


def state_columns(addresses: AddressBook) -> tuple[int, int]:
    """First and last column (from 1) of the state row: from the unit to the last column."""
    columns = addresses.columns[CALCULATOR]
    return columns["unit"], max(columns.values())


def packed(state: State, count: int) -> list[str]:
    """The state as texts for ``count`` cells."""
    text = json.dumps({"run": state.run, "prints": state.prints}, separators=(",", ":"))
    pieces = [text[at : at + PIECE] for at in range(0, len(text), PIECE)]
    assert len(pieces) <= count, "the state is larger than its row"
    return pieces + [""] * (count - len(pieces))


def unpacked(texts: Mapping[int, object]) -> State:
    """The state from the row's cells in their order; an empty or damaged one remembers nothing, so all is people's."""
    text = "".join(str(texts[at]) for at in sorted(texts) if isinstance(texts[at], str))
    try:
        held = json.loads(text) if text else {}
        prints = {str(key): {str(p): str(v) for p, v in row.items()} for key, row in held.get("prints", {}).items()}
        return State(str(held.get("run", "")), prints)
    except (ValueError, AttributeError, RecursionError):
        return State("", {})


def remembered(old: Prints, written: Mapping[str, Mapping[str, float]]) -> Prints:
    """The fingerprints after a write."""
    new = {key: dict(row) for key, row in old.items()}
    for key, row in written.items():
        new.setdefault(key, {}).update({period: fingerprint(value) for period, value in row.items()})
    return new
