"""Findings for people (text) and for programs (JSON by the contract)."""

from __future__ import annotations

from typing import Any

from sheets_gen.compute import Results, compute
from sheets_gen.filled import Filled
from sheets_gen.findings import LEVELS, Finding, summary, worst_first
from sheets_gen.plan.report import text_width

SCHEMA = 1


def as_json(name: str, filled: Filled, findings: list[Finding]) -> dict[str, Any]:
    """The contract's object: report, findings, metrics recomputed from the typed numbers, summary."""
    settings = filled.settings
    return {
        "schema": SCHEMA,
        "report": {
            "file": name,
            "title": settings.get("report_title", ""),
            "template": settings.get("report_template", ""),
            "template_version": settings.get("report_template_version", ""),
            "every": filled.calendar.every,
            "start": filled.calendar.keys[0],
            "periods": len(filled.calendar.keys),
            "language": filled.catalogue.config.language,
        },
        "findings": [finding._asdict() for finding in worst_first(findings)],
        "metrics": results(filled),
        "summary": summary(findings),
    }


def results(filled: Filled) -> Results:
    """Every metric, period and roll-up, from the typed numbers alone."""
    return compute(filled.catalogue, filled.calendar, filled.inputs)


def as_text(name: str, filled: Filled, findings: list[Finding]) -> list[str]:
    """Lines for people: the findings, worst first, then one line that can stand alone in a log."""
    word = filled.catalogue.word
    wide = max(text_width(word(f"level_{level}")) for level in LEVELS)
    lines: list[str] = []
    for finding in worst_first(findings):
        level = word(f"level_{finding.level}")
        lines.append(f"{level}{' ' * (wide - text_width(level))} {finding.code} {finding.where}")
        lines.append(f"        {finding.message}")
        if finding.hint:
            lines.append(f"        → {finding.hint}")
    lines.append(summary_line(name, filled, findings))
    return lines


def summary_line(name: str, filled: Filled, findings: list[Finding]) -> str:
    """``report.xlsx: no findings; 15 metrics, 11 of 12 periods have numbers``."""
    word = filled.catalogue.word
    words = [word(f"summary_{level}").format(count=n) for level, n in summary(findings).items() if n]
    return word("summary").format(
        file=name,
        what=", ".join(words) if words else word("summary_none"),
        metrics=len(filled.catalogue.entries),
        filled=len({period for row in filled.inputs.values() for period in row}),
        periods=len(filled.calendar.keys),
    )
