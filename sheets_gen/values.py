"""Raw numbers from a file: long CSV, wide CSV or JSON (the contract's three shapes).

Reading has two steps: ``read_cells`` takes the file apart, ``place`` puts its cells into a report's inputs. Both
collect every problem of the file before they refuse it.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from sheets_gen.catalogue import Catalogue, Item
from sheets_gen.errors import InputRefused, ProblemsFound
from sheets_gen.periods import Calendar, other_kind, parse_key

MAX_BYTES = 20 * 1024 * 1024
MAX_SHOWN = 40
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,30})?")


class RawCell(NamedTuple):
    """One number of the file as it stands there."""

    where: str
    """``line 3, column 3`` or ``2026-03.promoters``."""
    period: str
    input: str
    value: object
    """Text (CSV), number, None or anything else (JSON)."""
    period_at: str
    """Where the period is written; a wrong one is reported there, once."""
    input_at: str
    fault: str = ""
    """What is wrong with the row itself; then nothing else of the cell counts."""


class _Refused(Exception):
    """One value that cannot be used: where it stands, and what is allowed."""

    def __init__(self, where: str, message: str, *, once: bool = False) -> None:
        super().__init__(f"{where}: {message}")
        self.told_once = message if once else ""
        """Of rows that all have this fault, the first is enough."""


def read_cells(path: Path) -> list[RawCell]:
    """All cells of a values file. Raises InputRefused or ProblemsFound."""
    text = _text(path)
    if path.suffix.lower() == ".json" or (path.suffix.lower() != ".csv" and text.lstrip()[:1] == "{"):
        return list(_json_cells(text, path))
    return _csv_cells(text, path)


class Placed(NamedTuple):
    """The numbers of a file in a report's places."""

    inputs: dict[str, dict[str, float]]
    left_out: tuple[str, ...]
    """Inputs that the template knows and no metric of this report uses: another profile shows them."""


def place(cells: list[RawCell], catalogue: Catalogue, calendar: Calendar, file: str) -> Placed:
    """The cells in a report's places. Raises ProblemsFound with every problem of the file."""
    inputs: dict[str, dict[str, float]] = {}
    left_out: dict[str, None] = {}
    seen: dict[tuple[str, str], str] = {}
    problems: list[str] = []
    told: set[str] = set()
    for cell in cells:
        try:
            if cell.fault:
                raise _Refused(cell.where, cell.fault)
            unused = _unused(cell.input, catalogue)
            if unused is not None:
                _period(cell, calendar), _value(cell, unused, catalogue)  # what is wrong is refused all the same
                left_out[cell.input] = None
                continue
            item = _item(cell, catalogue, hint=len(problems) < MAX_SHOWN)
            period = _period(cell, calendar)
            value = _value(cell, item, catalogue)
        except _Refused as refused:
            if refused.told_once not in told:
                problems.append(f"{file}: {refused}")
            told |= {refused.told_once} - {""}
            continue
        if (first := seen.get((item.key, period))) is not None:
            problems.append(f"{file}: {cell.where}: {item.key} {period} stands twice, first at {first}")
            continue
        seen[item.key, period] = cell.where
        if value is not None:
            inputs.setdefault(item.key, {})[period] = value
    if problems:
        raise ProblemsFound(_shortened(list(dict.fromkeys(problems)), file))
    return Placed(inputs, tuple(left_out))


def _unused(key: str, catalogue: Catalogue) -> Item | None:
    """The input where the template knows it although no metric of the report uses it; else None."""
    family, _, member = key.partition(".")
    given = catalogue.template.inputs.get(family)
    if key in catalogue.items or given is None or bool(given.members) != bool(member):
        return None
    if member and member not in catalogue.members(given.members):
        return None
    return None if any(i.source.id == family for i in catalogue.items.values()) else Item(key, given.label, given)


def first_period(cells: list[RawCell], every: str) -> str:
    """The earliest period that the cells name; empty when there is none."""
    found = []
    for cell in cells:
        try:
            found.append(parse_key(cell.period, every))
        except ValueError:
            continue
    return min(found, key=lambda p: p.start).key if found else ""


def _shortened(problems: list[str], file: str) -> list[str]:
    if len(problems) <= MAX_SHOWN:
        return problems
    return [*problems[:MAX_SHOWN], f"{file}: … and {len(problems) - MAX_SHOWN} more"]


def _text(path: Path) -> str:
    try:
        if not path.is_file():
            raise InputRefused(f"{path}: {'is not a file' if path.exists() else 'no such file'}")
        if path.stat().st_size > MAX_BYTES:
            raise InputRefused(f"{path}: is larger than {MAX_BYTES // 1024**2} MiB; values files are small")
        data = path.read_bytes()
    except OSError as error:
        raise InputRefused(f"{path}: cannot be read ({error.strerror or error})") from None
    if data[:4] == b"PK\x03\x04":
        raise InputRefused(f"{path}: is a workbook or zip; --values takes CSV or JSON text")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InputRefused(f"{path}: line {line}: is not UTF-8 text; save the file as UTF-8") from None
    if "\0" in text:
        raise InputRefused(f"{path}: holds NUL characters; save the file as UTF-8 text")
    return text


def _csv_cells(text: str, path: Path) -> list[RawCell]:
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        rows = [(reader.line_num, row) for row in reader if any(field.strip() for field in row)]
    except csv.Error as error:
        raise InputRefused(f"{path}: line {reader.line_num}: is not CSV ({error})") from None
    if not rows:
        raise InputRefused(f"{path}: is empty; its first line must be {_HEADERS}")
    header = [field.strip() for field in rows[0][1]]
    if header[0].casefold() in ("period", "input"):
        header = [field.casefold() if field.casefold() in ("period", "input", "value") else field for field in header]
    if header[:3] == ["period", "input", "value"] and len(header) == 3:
        make: Callable[[list[str], list[tuple[int, list[str]]]], Iterator[RawCell]] = _long_cells
    elif header[:1] == ["input"] and len(header) > 1:
        make = _wide_cells
    else:
        raise InputRefused(f"{path}: line 1: starts with {','.join(header)[:60]!r}; allowed are {_HEADERS}")
    whole = [(line, row) for line, row in rows[1:] if len(row) == len(header)]
    ragged = [_ragged(line, len(row), len(header)) for line, row in rows if len(row) != len(header)]
    return [*ragged, *make(header, whole)]


def _ragged(line: int, fields: int, wanted: int) -> RawCell:
    return RawCell(f"line {line}", "", "", None, "", "", f"has {fields} fields, the header {wanted}")


_HEADERS = "period,input,value (long) or input,2026-01,2026-02,… (wide)"


def _long_cells(_header: list[str], rows: list[tuple[int, list[str]]]) -> Iterator[RawCell]:
    for line, (period, name, value) in rows:
        at = [f"line {line}, column {column}" for column in (1, 2, 3)]
        yield RawCell(at[2], period.strip(), name.strip(), value.strip(), at[0], at[1])


def _wide_cells(header: list[str], rows: list[tuple[int, list[str]]]) -> Iterator[RawCell]:
    for line, (name, *values) in rows:
        for column, (period, value) in enumerate(zip(header[1:], values, strict=True), 2):
            where, head = f"line {line}, column {column}", f"line 1, column {column}"
            yield RawCell(where, period, name.strip(), value.strip(), head, f"line {line}, column 1")


def _json_cells(text: str, path: Path) -> Iterator[RawCell]:
    twice: list[str] = []

    def pairs(items: list[tuple[str, object]]) -> dict[str, object]:
        counted = Counter(key for key, _ in items)
        twice.extend(f"{path.name}: key {key!r} stands twice" for key, count in counted.items() if count > 1)
        return dict(items)

    def constant(name: str) -> object:
        raise ValueError(f"{name} is not a number")

    import json  # most values come as CSV

    try:
        data = json.loads(text, object_pairs_hook=pairs, parse_constant=constant)
    except json.JSONDecodeError as error:
        raise InputRefused(f"{path}: line {error.lineno}, column {error.colno}: is not JSON ({error.msg})") from None
    except (ValueError, RecursionError) as error:
        what = "nested too deeply" if isinstance(error, RecursionError) else str(error)[:80]
        raise InputRefused(f"{path}: is not usable JSON ({what})") from None
    if twice:
        raise ProblemsFound(_shortened(twice, path.name))
    if not isinstance(data, dict) or not all(isinstance(row, dict) for row in data.values()):
        raise InputRefused(f'{path}: must hold an object of periods, such as {{"2026-03": {{"promoters": 80}}}}')
    for period, row in data.items():
        for name, value in row.items():
            if isinstance(value, dict):  # {"tickets_by_category": {"returns": 12}}
                for member, number in value.items():
                    yield _json_cell(period, f"{name}.{member}", number)
            else:
                yield _json_cell(period, name, value)


def _json_cell(period: str, name: str, value: object) -> RawCell:
    where = _shown(period, name)
    return RawCell(where, period, name, value, _shown(period), where)


def _shown(*keys: str) -> str:
    """JSON keys as a place in a message; what no terminal shows becomes ?."""
    return ".".join("".join(c if c.isprintable() else "?" for c in key[:60]) for key in keys)


def _item(cell: RawCell, catalogue: Catalogue, *, hint: bool) -> Item:
    item = catalogue.items.get(cell.input)
    if item is not None:
        return item
    if not hint:  # the message is not shown, and finding the nearest id takes time
        raise _Refused(cell.input_at, "no such input")
    known = sorted(catalogue.items)
    if cell.input in catalogue.template.inputs:
        members = [key for key in known if key.startswith(f"{cell.input}.")]
        if members:
            raise _Refused(cell.input_at, f"'{cell.input}' has one number per member: write {', '.join(members[:3])} …")
    if cell.input in catalogue.template.metrics:
        advice = f"sheets-gen metrics {cell.input} lists its inputs"
        raise _Refused(cell.input_at, f"{cell.input} is a result, not an input; {advice}")
    import difflib

    close = difflib.get_close_matches(cell.input, known, 1, 0.6)
    advice = f"did you mean '{close[0]}'?" if close else "sheets-gen metrics --inputs lists them"
    raise _Refused(cell.input_at, f"no input {cell.input[:60]!r} ({advice})")


def _period(cell: RawCell, calendar: Calendar) -> str:
    try:
        period = parse_key(cell.period, calendar.every)
    except ValueError as error:
        raise _Refused(cell.period_at, str(error) + other_kind(cell.period, calendar.every)) from None
    if period.key not in calendar.keys:
        span = f"{calendar.keys[0]} to {calendar.keys[-1]}"
        raise _Refused(cell.period_at, f"{cell.period} is outside the report ({span})", once=True)
    return period.key


def _value(cell: RawCell, item: Item, catalogue: Catalogue) -> float | None:
    value = cell.value
    if value is None or value == "":
        return None
    if isinstance(value, str):
        if not _NUMBER.fullmatch(value):
            is_long = len(value) > 15 and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value)
            kind = "of at most 15 digits" if is_long else "such as 1234.5, without separators or unit"
            allowed = f"must be a number {kind}"
            raise _Refused(cell.where, f"{item.key} is {value[:40]!r}; {allowed}")
        number = float(value)
    elif isinstance(value, bool) or not isinstance(value, (int, float)) or abs(value) >= 1e15:
        raise _Refused(cell.where, f"{item.key} is {str(value)[:40]!r}; must be a number or null")
    else:
        number = float(value)
    return _within(number, cell.where, item, catalogue)


def _within(number: float, where: str, item: Item, catalogue: Catalogue) -> float:
    least, most = item.source.least, item.source.most
    if least is not None and number < least:
        raise _Refused(where, f"{item.key} is {number:g}; must be {least:g} or more")
    if most is not None and number > most:
        raise _Refused(where, f"{item.key} is {number:g}; must be at most {most:g}")
    if catalogue.template.units[item.source.unit].whole and number != int(number):
        raise _Refused(where, f"{item.key} is {number:g}; must be a whole number")
    return int(number) if number == int(number) else number
