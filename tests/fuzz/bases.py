"""The workbooks that are mutated: small ones, for speed, of every kind of program; now and then the sample.

``saved`` holds one report of ours as openpyxl and as LibreOffice saved it, so that mutants do not depend on what is
installed.
"""

from __future__ import annotations

import io
import zipfile
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from sheets_gen.catalogue import resolve
from sheets_gen.config import Config, read_config
from sheets_gen.excel.write import write
from sheets_gen.periods import calendar, parse_start
from sheets_gen.plan.build import build
from sheets_gen.template.schema import Template
from tests.helpers import SAMPLES, template

HERE = Path(__file__).parent
_DATE = (1980, 1, 1, 0, 0, 0)
_OWN = """
metrics = ["nps", "preferred_channel", "best_time_to_call"]
channels = ["Mail", "Phone"]
slots = ["Early", "Late"]
[custom.inputs.refunds]
label = "Refunds paid"
unit = "count"
rollup = "flow"
how = "Count the refunds."
[custom.metrics.refund_rate]
label = "Refund rate"
description = "Refunds per promoter."
how = "Divide."
formula = "refunds / promoters"
unit = "percent"
better = "lower"
most = 1
section = "resolution"
examples = [
    { note = "5 of 100", inputs = { refunds = 5, promoters = 100 }, expect = 0.05 },
    { note = "none: blank", inputs = { refunds = 5, promoters = 0 }, expect = "" },
]
[custom.identities.fewer]
left = "refunds"
relation = "<="
right = "promoters"
level = "error"
says = "Refunds are among the promoters."
"""


class Base(NamedTuple):
    """A workbook, by the program that saved it."""

    name: str
    data: bytes

    def parts(self) -> dict[str, bytes]:
        """Its parts by name."""
        with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The parts as a workbook; the same bytes on any day."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _DATE), data, method, 1)
    return file.getvalue()


def _ours(config: Config, settled: Template, start: str, every: str) -> bytes:
    """Three periods with a number in every place."""
    catalogue = resolve(settled, config)
    span = calendar(parse_start(start, every), 3, every)
    inputs = {key: {period: at + 5.0 for at, period in enumerate(span.keys)} for key in catalogue.items}
    return write(build(catalogue, span, inputs, version="0"))


def _own() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "report.toml"
        path.write_text(_OWN, encoding="utf-8")
        return _ours(*read_config(path, template()), "2026-W10", "week")


@cache
def bases() -> tuple[Base, ...]:
    """The tiny ones, those of other programs, and the sample last."""
    return (
        Base("tiny", _ours(Config(metrics=("nps", "csat")), template(), "2026-01", "month")),
        Base("own", _own()),
        Base("openpyxl", (HERE / "saved" / "openpyxl.xlsx").read_bytes()),
        Base("libreoffice", (HERE / "saved" / "libreoffice.xlsx").read_bytes()),
        Base("sample", (SAMPLES / "filled.xlsx").read_bytes()),
    )
