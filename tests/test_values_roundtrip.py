"""Any numbers survive any shape of values file; any rubbish is refused politely."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_gen.errors import SheetsGenError
from tests.test_values_files import IN_FOLDER, LONG, WIDE, YEAR, Given, catalogue, read

_ITEMS = {
    key: catalogue().template.units[item.source.unit].whole
    for key, item in catalogue().items.items()
    if item.source.most is None
}


@st.composite
def numbers(draw: st.DrawFn) -> Given:
    """Raw numbers as a team could have them: counts are whole, times and money have decimals."""
    chosen: dict[str, dict[str, float]] = {}
    for key in draw(st.lists(st.sampled_from(sorted(_ITEMS)), unique=True, max_size=8)):
        whole = st.integers(0, 10**12)
        value = whole if _ITEMS[key] else whole.map(lambda n: n / 1000)
        row = draw(st.dictionaries(st.sampled_from(YEAR.keys), value, min_size=1, max_size=12))
        chosen[key] = {period: int(n) if n == int(n) else n for period, n in row.items()}
    return chosen


def _spelled(value: float) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def _table(rows: list[list[str]], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


@IN_FOLDER
@given(numbers(), st.sampled_from(",;\t"))
def test_numbers_survive_every_shape(tmp_path: Path, given: Given, delimiter: str) -> None:
    cells = [[period, key, _spelled(value)] for key, row in given.items() for period, value in row.items()]
    wide = [
        [key, *(_spelled(row[period]) if period in row else "" for period in YEAR.keys)] for key, row in given.items()
    ]
    by_period: dict[str, dict[str, float]] = {}
    nested: dict[str, dict[str, object]] = {}
    for key, row in given.items():
        for period, value in row.items():
            by_period.setdefault(period, {})[key] = value
            family, _, member = key.partition(".")
            if member:
                nested.setdefault(period, {}).setdefault(family, {})[member] = value  # type: ignore[index]
            else:
                nested.setdefault(period, {})[key] = value
    assert read(tmp_path, _table([["period", "input", "value"], *cells], delimiter)) == given
    assert read(tmp_path, _table([["input", *YEAR.keys], *wide], delimiter)) == given
    assert read(tmp_path, json.dumps(by_period), "numbers.json") == given
    assert read(tmp_path, json.dumps(nested), "numbers.json") == given


_TEXTS = st.text(max_size=200) | st.text('period,input;value\t2026-01W"\n\r{}[]:0.5', max_size=200)
_BESIDE = st.sampled_from(["", LONG, WIDE, '{"2026-01": {"promoters": 1}}'])
_NAMES = st.sampled_from(["numbers.csv", "numbers.json", "numbers.txt", "numbers"])


@IN_FOLDER
@given(_BESIDE, _TEXTS.map(lambda text: text.encode("utf-8", "replace")) | st.binary(max_size=200), _NAMES)
def test_any_bytes_are_numbers_or_a_refusal(tmp_path: Path, before: str, rest: bytes, name: str) -> None:
    try:
        found = read(tmp_path, before.encode() + rest, name)
    except SheetsGenError as error:
        assert str(error)
    else:
        assert all(isinstance(value, (int, float)) for row in found.values() for value in row.values())


_VALUES: st.SearchStrategy[object] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
_KEYS = st.sampled_from(["2026-01", "2026-02", "promoters", "contacts_by_channel", "email"]) | st.text(max_size=6)


@settings(IN_FOLDER, max_examples=50)
@given(st.dictionaries(_KEYS, st.dictionaries(_KEYS, _VALUES | st.dictionaries(_KEYS, _VALUES))))
def test_any_json_is_numbers_or_a_refusal(tmp_path: Path, table: dict[str, object]) -> None:
    try:
        read(tmp_path, json.dumps(table), "numbers.json")
    except SheetsGenError as error:
        assert all(line.isprintable() for line in str(error).split("\n"))
