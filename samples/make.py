"""Make the workbooks of this folder again: ``make samples``.

The tampered report is the filled one with five faults planted straight into the file, as a hand or another program
would leave them; samples/README.md says what verify answers.
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

from sheets_gen.excel.read import read
from sheets_gen.verbs import Request, new

HERE = Path(__file__).parent
VALUES, CONFIG = HERE / "numbers-2026.csv", HERE / "report.toml"
OTHER = "zh-Hans"


def main() -> None:
    """Write the four workbooks beside this file."""
    new(HERE / "blank.xlsx", Request(start="2026-01", config=CONFIG), force=True)
    new(HERE / "filled.xlsx", Request(values=VALUES, config=CONFIG), force=True)
    new(HERE / f"filled.{OTHER}.xlsx", Request(values=VALUES, config=CONFIG, language=OTHER), force=True)
    (HERE / "tampered.xlsx").write_bytes(tampered(HERE / "filled.xlsx"))


def tampered(source: Path) -> bytes:
    """The workbook with planted faults, every other byte of its parts unchanged."""
    names = read(source).names
    csat = names["m_csat"].row
    cac = names["m_cac"].row
    calculator = {
        f"G{names['in_promoters'].row}": _text("19O"),  # a letter O for a zero
        f"I{names['in_tickets_resolved'].row}": _number(-1642),
        f"F{names['in_lost_customers'].row}": _number(690),  # typed, but nothing recalculated
    }
    metrics = {f"H{csat}": _number(0.93), f"J{cac}": _formula("1+1", 2)}
    return _edited(source, {"xl/worksheets/sheet1.xml": metrics, "xl/worksheets/sheet3.xml": calculator})


def _text(value: str) -> str:
    return f' t="inlineStr"><is><t>{value}</t></is></c>'


def _number(value: float) -> str:
    return f"><v>{value}</v></c>"


def _formula(text: str, value: float) -> str:
    return f"><f>{text}</f><v>{value}</v></c>"


def _edited(source: Path, changes: dict[str, dict[str, str]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as edited:
        for info in old.infolist():
            data = old.read(info).decode() if info.filename in changes else old.read(info)
            for address, body in changes.get(info.filename, {}).items():
                pattern = rf'(<c r="{address}" s="\d+")[^>]*?(?:/>|>.*?</c>)'
                data, count = re.subn(pattern, rf"\g<1>{body}", str(data))
                assert count == 1, address
            edited.writestr(info, data)
    return out.getvalue()


if __name__ == "__main__":
    main()
