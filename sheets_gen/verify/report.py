"""A verdict for people (text), for a chat or a pull request (Markdown), and for programs (JSON by the contract)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from sheets_gen.filled import Filled
from sheets_gen.findings import ERROR, INFO, LEVELS, WARNING, Finding, summary, worst_first
from sheets_gen.markdown import table
from sheets_gen.plan.widths import text_width
from sheets_gen.template.languages import FINDING
from sheets_gen.verify.waivers import Verdict

SCHEMA = 1
MAX_LINE = 600
Paint: TypeAlias = Callable[[str, str], str]
"""A text and what it is (a level, ``tab``, ``hint``) to the text in colour."""
_MARKS = {ERROR: "🔴", WARNING: "🟡", INFO: "🔵"}


def as_json(name: str, filled: Filled, verdict: Verdict) -> dict[str, Any]:
    """The contract's object: report, findings, waived findings, metrics from the typed numbers, summary."""
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
        "findings": [_plain(finding) for finding in worst_first(verdict.findings)],
        "waived": [{**_plain(waived.finding), "because": waived.reason} for waived in verdict.waived],
        "metrics": filled.metrics,
        "summary": summary(verdict.findings),
    }


def _plain(finding: Finding) -> dict[str, Any]:
    """The finding's parts; its sentences are one line each, whatever the workbook's titles and formulas hold."""
    told = {"where": finding.where, "message": finding.message, "hint": finding.hint}
    return finding._asdict() | {key: one_line(text) for key, text in told.items()}


def as_text(name: str, filled: Filled, verdict: Verdict, paint: Paint = lambda text, _: text) -> list[str]:
    """Lines for people: the findings by tab, worst first, then one line that can stand alone in a log."""
    word = filled.catalogue.word
    wide = max(text_width(word(f"level_{level}")) for level in LEVELS)
    lines: list[str] = []
    for tab, findings in _by_tab(filled, verdict.findings):
        lines += [*([""] if lines else []), paint(one_line(tab), "tab")]
        for finding in findings:
            level = word(f"level_{finding.level}")
            room = " " * (wide - text_width(level))
            label = _label(filled, finding)
            place = one_line(f"{_place(finding)} · {label}" if label else _place(finding))
            lines.append(f"  {paint(level, finding.level)}{room} {finding.code} {place}")
            lines.append(f"          {one_line(finding.message)}")
            if finding.hint:
                lines.append(paint(f"          → {one_line(finding.hint)}", "hint"))
    last = summary_line(name, filled, verdict)
    waived = [f"  {w.finding.code} {one_line(w.finding.where)}: {one_line(w.reason)}" for w in verdict.waived]
    if waived:
        heading = word("summary_waived").format(count=len(waived))
        lines += [*([""] if lines else []), paint(heading, "tab"), *(paint(line, "hint") for line in waived)]
    return [*lines, *([""] if lines else []), last]


def one_line(text: str) -> str:
    """A text from a workbook as a line of a terminal: no control characters, and not endless."""
    shown = text if len(text) <= MAX_LINE else text[: MAX_LINE - 1] + "…"
    return "".join(c if c.isprintable() else " " for c in shown)


def _by_tab(filled: Filled, findings: list[Finding]) -> Iterator[tuple[str, list[Finding]]]:
    """Findings by tab: the workbook as a whole first, then the tabs in the report's order, then people's own."""
    titles = ["", *filled.addresses.titles.values()]
    held: dict[str, list[Finding]] = {title: [] for title in titles}
    for finding in worst_first(findings):
        held.setdefault(finding.tab, []).append(finding)
    for tab, found in held.items():
        if found:
            yield tab or filled.catalogue.word(FINDING + "workbook"), found


def _place(finding: Finding) -> str:
    """``G12 promoters 2026-03``: the address, the row's id and the column; without the tab, which stands above."""
    where = one_line(finding.where)
    place = where.removeprefix(one_line(finding.tab)).removeprefix("!").strip() or where
    return f"{finding.cell} {place}" if finding.cell and not place.startswith(finding.cell) else place


def _label(filled: Filled, finding: Finding) -> str:
    """The label that stands beside the row, so that a person finds it without its id."""
    if finding.input in filled.catalogue.items:
        return filled.catalogue.items[finding.input].label
    metric = filled.catalogue.template.metrics.get(finding.metric)
    return metric.label if metric is not None else ""


def as_markdown(name: str, filled: Filled, verdict: Verdict) -> list[str]:
    """A heading with the summary, then a table of the findings; what is waived stands below with its reason."""
    word = filled.catalogue.word
    rows = [
        (
            f"{_MARKS[one.level]} {word(f'level_{one.level}')}",
            one.code,
            _cell(one.where),
            _cell(one.message),
            _cell(one.hint),
        )
        for one in worst_first(verdict.findings)
    ]
    lines = [f"**{_cell(summary_line(name, filled, verdict))}**"]
    lines += table(("", "", "", "", ""), rows) if rows else ()
    if verdict.waived:
        heading = word("summary_waived").format(count=len(verdict.waived))
        waived = ((one.finding.code, _cell(one.finding.where), _cell(one.reason)) for one in verdict.waived)
        lines += ["", heading, *table(("", "", ""), waived)]
    return lines


def _cell(text: str) -> str:
    """A text in a Markdown table, whatever signs it holds."""
    plain = one_line(text)
    for sign in "\\`*_[]<>|~":
        plain = plain.replace(sign, f"\\{sign}")
    return plain


def summary_line(name: str, filled: Filled, verdict: Verdict) -> str:
    """``report.xlsx: no findings; 15 metrics, 11 of 12 periods have numbers``."""
    word = filled.catalogue.word
    words = [word(f"summary_{level}").format(count=n) for level, n in summary(verdict.findings).items() if n]
    words = words or [word("summary_none")]
    if verdict.waived:
        words.append(word("summary_waived").format(count=len(verdict.waived)))
    return word("summary").format(
        file=one_line(name),
        what=", ".join(words),
        metrics=len(filled.catalogue.entries),
        filled=len({period for row in filled.inputs.values() for period in row}),
        periods=len(filled.calendar.keys),
    )
