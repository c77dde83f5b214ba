"""What the guards of reading cost: a report parsed with them, and by the same handlers without, in one process."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch
from xml.parsers import expat

from sheets_gen.excel.package import Package, Stop, plain_name
from sheets_gen.excel.read import parse


class Unguarded(Package):
    """A package that believes all it is told: no counting, no look for doubled members, document types welcome."""

    def __init__(self, data: bytes) -> None:
        self._zip = zipfile.ZipFile(io.BytesIO(data))
        self._members = {plain_name(info.filename): info for info in self._zip.infolist()}
        self.names = tuple(self._zip.namelist())

    def parse(self, name: str, start: Callable[[str, dict[str, str]], Any], **others: Any) -> None:
        """The whole part at once, with the same handlers."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = start
        parser.EndElementHandler = others.get("end")
        parser.CharacterDataHandler = others.get("text")
        try:
            parser.Parse(self._zip.read(self._members[plain_name(name)]), True)
        except Stop:
            return


def cost(report: Path, rounds: int) -> tuple[float, float]:
    """Seconds to parse with the guards and without, medians of runs in turn."""
    data = report.read_bytes()
    guarded: list[float] = []
    bare: list[float] = []
    for _ in range(rounds):
        guarded.append(_timed(data))
        with patch("sheets_gen.excel.read.Package", Unguarded):
            bare.append(_timed(data))
    return median(guarded), median(bare)


def _timed(data: bytes) -> float:
    started = time.perf_counter()
    parse(data)
    return time.perf_counter() - started
