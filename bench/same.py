"""Do two workbooks hold the same? ``python -m bench.same ONE TWO`` says what differs and fails loudly."""

from __future__ import annotations

import sys
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

_LOOKS = ("font", "fill", "border", "alignment", "number_format", "protection")
_SHOWN = 20
_GAPS = b'<c:dispBlanksAs val="gap"/>'
"""We always write it; stock XlsxWriter takes it for the default and leaves it out."""


def differences(one: Path, two: Path) -> Iterator[str]:
    """Values, formulas, looks and notes of every cell, what lies over the cells, and the parts of the files."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells what it would lose on saving
        for computed in (False, True):
            left, right = (load_workbook(path, data_only=computed) for path in (one, two))
            if left.sheetnames != right.sheetnames:
                yield f"tabs: {left.sheetnames} and {right.sheetnames}"
                return
            for title in left.sheetnames:
                yield from _cells(left[title], right[title])
    yield from _pairs("names", _names(left), _names(right))
    for title in left.sheetnames:
        yield from _pairs(title, _over(left[title]), _over(right[title]))
    yield from _parts(one, two)


def _cells(left: Any, right: Any) -> Iterator[str]:
    compared: dict[tuple[Any, Any], str] = {}  # a look is shared by many cells
    for where in sorted(left._cells.keys() | right._cells.keys()):
        a, b = left.cell(*where), right.cell(*where)
        if a.value != b.value and not {a.value, b.value} <= {None, ""}:
            yield f"{left.title}!{a.coordinate}: {a.value!r} and {b.value!r}"
        looks = (tuple(a._style), tuple(b._style))
        if looks not in compared:
            compared[looks] = next((part for part in _LOOKS if repr(getattr(a, part)) != repr(getattr(b, part))), "")
        if compared[looks]:
            yield f"{left.title}!{a.coordinate}: {compared[looks]} differs"
        notes = [cell.comment.text if cell.comment else "" for cell in (a, b)]
        if notes[0] != notes[1]:
            yield f"{left.title}!{a.coordinate} note: {notes[0]!r} and {notes[1]!r}"


def _names(book: Any) -> dict[str, Any]:
    return {name: defined.attr_text for name, defined in book.defined_names.items()}


def _over(sheet: Any) -> dict[str, Any]:
    rules = {f"conditional {area.sqref}": [r.formula for r in area.rules] for area in sheet.conditional_formatting}
    limits = {f"validation {v.sqref}": (v.type, v.formula1, v.formula2) for v in sheet.data_validations.dataValidation}
    widths = {f"width {key}": one.width for key, one in sheet.column_dimensions.items()}
    heights = {f"height {key}": (one.height, one.hidden) for key, one in sheet.row_dimensions.items()}
    page = {
        "merges": sorted(map(str, sheet.merged_cells.ranges)),
        "freeze": sheet.freeze_panes,
        "titles": (sheet.print_title_rows, sheet.print_title_cols),
        "protection": dict(sheet.protection),
        "page": (
            dict(sheet.page_setup),
            dict(sheet.page_margins),
            sheet.oddHeader.left.text,
            sheet.oddFooter.left.text,
        ),
    }
    return rules | limits | widths | heights | page


def _pairs(what: str, left: dict[str, Any], right: dict[str, Any]) -> Iterator[str]:
    for key in sorted(left.keys() | right.keys()):
        if left.get(key) != right.get(key):
            yield f"{what}, {key}: {left.get(key)!r} and {right.get(key)!r}"


def _parts(one: Path, two: Path) -> Iterator[str]:
    """Charts, drawings and notes byte by byte; what openpyxl drops, by its count."""
    with zipfile.ZipFile(one) as left, zipfile.ZipFile(two) as right:
        if sorted(left.namelist()) != sorted(right.namelist()):
            yield f"parts: {sorted(left.namelist())} and {sorted(right.namelist())}"
            return
        for name in left.namelist():
            a, b = (archive.read(name).replace(_GAPS, b"") for archive in (left, right))
            if name.startswith(("xl/charts/", "xl/drawings/", "xl/comments")) and a != b:
                yield f"{name}: {len(a)} and {len(b)} bytes that differ"
            for tag in (b"<x14:sparkline>", b"<ignoredError "):
                if a.count(tag) != b.count(tag):
                    yield f"{name}: {tag.decode()} stands {a.count(tag)} and {b.count(tag)} times"


def main(one: Path, two: Path) -> None:
    """Say up to twenty differences and leave with 1, or with 0 when there are none."""
    found = list(differences(one, two))
    for line in found[:_SHOWN]:
        print(line)
    if found:
        sys.exit(f"{len(found)} differences between {one.name} and {two.name}: the yardstick is not fair")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
