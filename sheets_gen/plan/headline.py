"""The headline strip of the metrics tab: chosen metrics in large type, and the cell that picks the period."""

from __future__ import annotations

from sheets_gen.catalogue import Entry
from sheets_gen.formula.nodes import BLANK, Binary, Number, Ref, Span, Text, if_
from sheets_gen.plan.model import Cell, Column, Formula, Merge, Row, Validation
from sheets_gen.plan.report import CALCULATOR, METRICS, PICKER, Report, fill, tracker_row

CARDS = ("headline_name", "headline_value", "headline_change", "headline_status")


def strip(report: Report, keys: tuple[Column, ...]) -> tuple[tuple[Row, ...], tuple[Merge, ...]]:
    """Up to six chosen metrics in large type, and the cell that picks the period shown."""
    cells: dict[str, dict[str, Cell]] = {row: {"id": Cell(row, "id")} for row in CARDS}
    cells["headline_name"]["label"] = Cell(report.word("period_shown"), "hint")
    shown = report.shown(f"{CALCULATOR}:period_text")
    nothing = Binary("=", report.position(), Number(0))
    cells["headline_value"]["label"] = Cell(Formula(if_(nothing, Text(report.word("no_data")), shown)), "shown")
    cells["headline_change"]["label"] = Cell(report.word("pick_period"), "hint")
    picked = next((p.start for p in report.calendar.periods if p.key == report.picked), None)
    cells["headline_change"]["unit"] = Cell(picked, "picker", report.date_format())
    cells["headline_change"]["target"] = Cell(None, "picker")
    cells["headline_status"]["label"] = Cell(report.word("pick_hint"), "hint")
    merges = [Merge(Span(f"{METRICS}:headline_change", "unit", "target"))]
    pairs = [(keys[at].key, keys[at + 1].key) for at in range(4, len(keys) - 1, 2)]
    for id, (left, right) in zip(report.catalogue.headline, pairs, strict=False):
        merges += _card(report, id, left, right, cells)
    heights = dict(zip(CARDS, (17.0, 33.0, 17.0, 17.0), strict=True))
    return tuple(Row(f"{METRICS}:{row}", cells[row], heights[row]) for row in CARDS), tuple(merges)


def _card(report: Report, id: str, left: str, right: str, cells: dict[str, dict[str, Cell]]) -> list[Merge]:
    entry = report.catalogue.entry(id)
    unit, key = report.catalogue.template.units[entry.metric.unit], tracker_row(id)
    named = entry.tree is None
    for row, style in zip(CARDS, ("card_label", "card_value", "card_change", "card_status"), strict=True):
        cells[row] |= fill((left, right), None, style)
    cells["headline_name"][left] = Cell(_title(report, entry), "card_label")
    latest = Ref(key, "latest")
    value = Formula(if_(Binary("=", latest, BLANK), Text("–"), latest))
    cells["headline_value"][left] = Cell(value, "card_name" if named else "card_value", unit.format)
    if not named:
        cells["headline_change"][left] = Cell(Formula(Ref(key, "change")), "card_change", unit.change_format)
        cells["headline_change"][right] = Cell(Formula(Ref(key, "reading")), "card_reading")
    if not named and entry.metric.better != "neutral":
        cells["headline_status"][left] = Cell(Formula(Ref(key, "status")), "card_status")
        target = if_(Binary("=", Ref(key, "target"), BLANK), BLANK, Ref(key, "target"))
        goal = report.word("target_prefix")
        cells["headline_status"][right] = Cell(Formula(target), "card_target", f'"{goal} "{unit.format}')
    return [Merge(Span(f"{METRICS}:{row}", left, right)) for row in CARDS[:2]]


def _title(report: Report, entry: Entry) -> str:
    """The short label, with the unit where the value does not show it."""
    label = report.catalogue.unit_label(entry.metric.unit)
    if entry.metric.unit in ("percent", "points", "count", "name"):
        return entry.metric.short
    return report.word("card_with_unit").format(name=entry.metric.short, unit=label)


def picker(report: Report) -> Validation:
    """The list of periods to choose from."""
    return Validation(
        where=Span(PICKER.row, PICKER.column, PICKER.column),
        kind="list",
        least=None,
        most=None,
        source=report.all_periods(f"{METRICS}:period"),
        title=report.word("pick_period"),
        help=report.word("pick_hint"),
        refusal=report.word("pick_refusal"),
    )
