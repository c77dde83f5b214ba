"""Why a quarter or year may be blank: said in a note where the blank would stand."""

from __future__ import annotations

from collections.abc import Iterator

from sheets_gen.catalogue import Entry, params, rolls_only_without_gaps
from sheets_gen.formula.nodes import Ref
from sheets_gen.plan.model import Note
from sheets_gen.plan.report import Report, tracker_row


def reasons(report: Report, entry: Entry) -> list[str]:
    """Sentences, the strongest reason first; none where every total can be computed."""
    needed = [item for item in entry.items if item.key in entry.needed]
    never = dict.fromkeys(item.source.because for item in needed if item.source.rollup == "mean")
    if never:
        return [report.word(f"no_total_{because}") for because in never]
    labels = {item.key: item.label for item in entry.items}
    found = [report.word("total_param_note").format(input=labels[key]) for key in params(entry)]
    return found + ([report.word("total_gap_note")] if entry.uses or rolls_only_without_gaps(entry) else [])


def total_notes(report: Report, entry: Entry) -> Iterator[Note]:
    """The reasons on the metric's whole span; on every total where there is none at all."""
    text = "\n".join(reasons(report, entry))
    if text:
        never = any(item.source.rollup == "mean" for item in entry.items if item.key in entry.needed)
        for column in report.rollups if never else report.rollups[-1:]:
            yield Note(Ref(tracker_row(entry.id), column), text)
