"""The headline strip of the metrics tab: chosen metrics in large type, and the cell that picks the period."""

from __future__ import annotations

from sheets_gen.formula.nodes import BLANK, Binary, Number, Ref, Span, Text, call, if_
from sheets_gen.plan.model import Cell, Column, Formula, Merge, Row, Validation
from sheets_gen.plan.report import METRICS, PICKER, Report, fill, tracker_row

CARDS = ("card_label", "card_value", "card_change", "card_status")


def strip(report: Report, keys: tuple[Column, ...]) -> tuple[tuple[Row, ...], tuple[Merge, ...]]:
    """Up to six chosen metrics in large type, and the cell that picks the period shown."""
    cells: dict[str, dict[str, Cell]] = {row: {"id": Cell(row, "id")} for row in CARDS}
    cells["card_label"]["label"] = Cell(report.word("period_shown"), "hint")
    shown = call("INDEX", report.all_periods(f"{METRICS}:period"), report.position())
    nothing = Binary("=", report.position(), Number(0))
    cells["card_value"]["label"] = Cell(
        Formula(if_(nothing, Text(report.word("no_data")), shown)), "shown", report.word("date_format")
    )
    cells["card_change"]["label"] = Cell(report.word("pick_period"), "hint")
    picked = next((p.start for p in report.calendar.periods if p.key == report.picked), None)
    cells["card_change"]["unit"] = Cell(picked, "picker", report.word("date_format"))
    cells["card_change"]["target"] = Cell(None, "picker")
    cells["card_status"]["label"] = Cell(report.word("pick_hint"), "hint")
    merges = [Merge(Span(f"{METRICS}:card_change", "unit", "target"))]
    pairs = [(keys[at].key, keys[at + 1].key) for at in range(4, len(keys) - 1, 2)]
    for id, (left, right) in zip(report.catalogue.headline, pairs, strict=False):
        merges += _card(report, id, left, right, cells)
    heights = {"card_label": 17.0, "card_value": 33.0, "card_change": 17.0, "card_status": 17.0}
    return tuple(Row(f"{METRICS}:{row}", cells[row], heights[row]) for row in CARDS), tuple(merges)


def _card(report: Report, id: str, left: str, right: str, cells: dict[str, dict[str, Cell]]) -> list[Merge]:
    entry = report.catalogue.entry(id)
    unit, key = report.catalogue.template.units[entry.metric.unit], tracker_row(id)
    latest = Ref(key, "latest")
    name = entry.tree is None
    cells["card_label"] |= fill((left, right), None, "card_label") | {left: Cell(entry.metric.short, "card_label")}
    value = Formula(if_(Binary("=", latest, BLANK), Text("–"), latest))
    style = "card_name" if name else "card_value"
    cells["card_value"] |= {left: Cell(value, style, unit.format), right: Cell(None, style)}
    if name:
        cells["card_change"] |= fill((left, right), None, "card_change")
        cells["card_status"] |= fill((left, right), None, "card_status")
    else:
        cells["card_change"][left] = Cell(Formula(Ref(key, "change")), "card_change", unit.change_format)
        cells["card_change"][right] = Cell(Formula(Ref(key, "reading")), "card_reading")
        cells["card_status"][left] = Cell(Formula(Ref(key, "status")), "card_status")
        target = if_(Binary("=", Ref(key, "target"), BLANK), BLANK, Ref(key, "target"))
        goal = report.word("target_prefix")
        cells["card_status"][right] = Cell(Formula(target), "card_target", f'"{goal} "{unit.format}')
    return [Merge(Span(f"{METRICS}:{row}", left, right)) for row in ("card_label", "card_value")]


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
