"""The looks of cells: a look that is there already, with another fill."""

from __future__ import annotations

import posixpath
import re

from sheets_gen.excel.edit.kinds import CannotEdit
from sheets_gen.excel.edit.opc import Package
from sheets_gen.excel.edit.xml_spans import MAIN, Span, Splicer, alone, number_of, prefix, truth_of

MAX_LOOKS = 65_490
_RESERVED = 2  # the first fills always are none and a dotted grey, whatever a file says of them
_COLOR = re.compile(r"[0-9A-Fa-f]{6}")
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
# What spreadsheets take for granted when a workbook has no styles.
_PLAIN = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b'<fonts count="1"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
    b'<fills count="2"><fill><patternFill patternType="none"/></fill>'
    b'<fill><patternFill patternType="gray125"/></fill></fills>'
    b'<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    b'<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    b'<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    b'<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


class Styles:
    """The workbook's looks; asked for a fill it adds at most one look per look and fill. Raises CannotEdit."""

    def __init__(self, package: Package, folder: str, workbook: str) -> None:
        self._package = package
        part = package.related(workbook, "styles")
        if part is None:
            # Some programs look for it under this name only.
            part = posixpath.join(folder, "styles.xml")
            part = package.free_name(folder, "styles", ".xml") if package.find(part) else part
            package.write(part, _PLAIN)
            package.relate(workbook, "styles", part)
            package.set_type(part, _TYPE)
        self.part = part
        self._data = package.read(part)
        root = package.root(part)
        fills, looks = root.first(MAIN + "fills"), root.first(MAIN + "cellXfs")
        if fills is None or looks is None:
            raise CannotEdit(f"The workbook's part {part} lists no looks of cells, so none can be added to them.")
        self._fills, self._looks = fills, looks
        self._fill_list = list(fills.named(MAIN + "fill"))
        self._look_list = list(looks.named(MAIN + "xf"))
        self._new_fills: dict[str, int] = {}
        self._new_looks: dict[tuple[int, str], int] = {}
        self._written: list[bytes] = []

    def filled(self, look: int, color: str) -> int:
        """The look that differs from ``look`` only in its solid fill."""
        if not _COLOR.fullmatch(color):
            raise CannotEdit(f"{color!r} is not a colour of the form RRGGBB.")
        if look >= len(self._look_list):
            raise CannotEdit(f"A cell has the look number {look}, which {self.part} does not hold.")
        color = "FF" + color.upper()
        old = self._look_list[look]
        if self._is_fill(number_of(old.attributes.get("fillId")), color) and truth_of(
            old.attributes.get("applyFill", "1")
        ):
            return look
        key = (look, color)
        if key not in self._new_looks:
            number = len(self._look_list) + len(self._new_looks)
            if number >= MAX_LOOKS:
                raise CannotEdit("The workbook has as many looks of cells as a workbook can have.")
            self._new_looks[key] = number
            self._written.append(self._with_fill(old, self._fill(color)))
        return self._new_looks[key]

    def _with_fill(self, look: Span, fill: int) -> bytes:
        splicer = Splicer(alone(self._data, look)[0])
        copy = alone(self._data, look)[1]
        splicer.attribute(copy, "fillId", str(fill))
        splicer.attribute(copy, "applyFill", "1")
        return splicer.done()

    def _is_fill(self, number: int, color: str) -> bool:
        if number >= len(self._fill_list):
            return False
        pattern = self._fill_list[number].first(MAIN + "patternFill")
        front = pattern.first(MAIN + "fgColor") if pattern else None
        if pattern is None or front is None or pattern.attributes.get("patternType") != "solid":
            return False
        return {key: value.upper() for key, value in front.attributes.items()} == {"rgb": color}

    def _fill(self, color: str) -> int:
        for number in range(_RESERVED, len(self._fill_list)):
            if self._is_fill(number, color):
                return number
        return self._new_fills.setdefault(color, max(_RESERVED, len(self._fill_list)) + len(self._new_fills))

    def save(self) -> None:
        """Write the looks that were added."""
        if not self._written:
            return
        splicer = Splicer(self._data)
        start = prefix(self._data, self._fills)
        missing = max(0, _RESERVED - len(self._fill_list)) if self._new_fills else 0
        for _ in range(missing):
            splicer.append(
                self._fills, f'<{start}fill><{start}patternFill patternType="gray125"/></{start}fill>'.encode()
            )
        for color in self._new_fills:
            pattern = f'<{start}fgColor rgb="{color}"/><{start}bgColor indexed="64"/>'
            pattern = f'<{start}patternFill patternType="solid">{pattern}</{start}patternFill>'
            splicer.append(self._fills, f"<{start}fill>{pattern}</{start}fill>".encode())
        if self._new_fills:
            splicer.attribute(self._fills, "count", str(len(self._fill_list) + missing + len(self._new_fills)))
        splicer.append(self._looks, b"".join(self._written))
        splicer.attribute(self._looks, "count", str(len(self._look_list) + len(self._written)))
        self._package.write(self.part, splicer.done())
