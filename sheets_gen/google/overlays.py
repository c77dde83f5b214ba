"""What lies over a tab's cells, as requests: merges, checks of typing, colours by rule, protection, names, charts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sheets_gen.formula.nodes import Ref, Span
from sheets_gen.google.looks import Json, Looks, color
from sheets_gen.google.spelling import Spelling
from sheets_gen.plan.addresses import AddressBook
from sheets_gen.plan.model import Conditional, LineChart, Plan, Series, Tab, Validation
from sheets_gen.plan.report import CALCULATOR

CHART_IDS = 731_500
PROTECTED_IDS = 731_100
MARKERS = {"circle": "CIRCLE", "square": "SQUARE", "diamond": "DIAMOND", "triangle": "TRIANGLE", "x": "X_MARK"}
_DASHES = {"solid": "SOLID", "dash": "MEDIUM_DASHED", "round_dot": "DOTTED", "long_dash": "LONG_DASHED"}
TYPED = ("input", "picker", "setting_open")


class Helper(NamedTuple):
    """A hidden row that a chart reads: a name, then the values of the periods beside it."""

    row: int
    """From 0."""
    name: Ref
    values: Span


def helpers_of(plan: Plan, first: int) -> list[Helper]:
    """The hidden rows of all charts, from row ``first``: for each its categories, then its series.

    In the report a row's name and its numbers do not stand side by side, and Google knows no other name of a series.
    """
    pairs: list[tuple[Ref, Span]] = []
    for chart in (chart for tab in plan.tabs for chart in tab.charts):
        pairs.append((Ref(chart.categories.row, "label"), chart.categories))
        pairs += [(series.name, series.values) for series in chart.series]
    return [Helper(first + at, name, values) for at, (name, values) in enumerate(pairs)]


class Overlays:
    """Makes the requests of one workbook."""

    def __init__(
        self, plan: Plan, addresses: AddressBook, looks: Looks, spelling: Spelling, sheets: Mapping[str, int]
    ) -> None:
        self._plan = plan
        self._addresses = addresses
        self._looks = looks
        self._spelling = spelling
        self._sheets = sheets

    def of_tab(self, tab: Tab) -> Iterator[Json]:
        """Everything of one tab but its cells."""
        for merge in tab.merges:
            yield {"mergeCells": {"range": self.area(merge.where), "mergeType": "MERGE_ALL"}}
        for validation in tab.validations:
            yield self._validation(validation)
        for at, conditional in enumerate(tab.conditionals):
            yield self._conditional(conditional, at)
        yield self._protection(tab)

    def charts(self, helpers: Sequence[Helper]) -> Iterator[Json]:
        """The charts; ``helpers`` are the rows that they read, in their order."""
        rows = iter(helpers)
        for at, chart in enumerate(chart for tab in self._plan.tabs for chart in tab.charts):
            yield self._chart(chart, CHART_IDS + at, rows)

    def names(self) -> Iterator[Json]:
        """The defined names, with ids of our own."""
        for name in self._plan.names:
            named = {"namedRangeId": f"sg_{name.name}", "name": name.name, "range": self.area(name.where)}
            yield {"addNamedRange": {"namedRange": named}}

    def area(self, where: Span, last_row: str = "") -> Json:
        """The same for this workbook."""
        return area_of(self._addresses, self._sheets, where, last_row)

    def _validation(self, validation: Validation) -> Json:
        if validation.source is not None:
            values = [{"userEnteredValue": f"={self._addresses.absolute(validation.source)}"}]
            condition: Json = {"type": "ONE_OF_RANGE", "values": values}
        elif validation.kind == "whole":
            condition = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": self._whole(validation)}]}
        elif validation.most is not None:
            least, most = (f"{limit:g}" for limit in (validation.least or 0, validation.most))
            condition = {"type": "NUMBER_BETWEEN", "values": [{"userEnteredValue": least}, {"userEnteredValue": most}]}
        else:
            least = f"{validation.least or 0:g}"
            condition = {"type": "NUMBER_GREATER_THAN_EQ", "values": [{"userEnteredValue": least}]}
        rule = {"condition": condition, "inputMessage": validation.help, "strict": True, "showCustomUi": True}
        return {"setDataValidation": {"range": self.area(validation.where), "rule": rule}}

    def _whole(self, validation: Validation) -> str:
        """Whole numbers have no condition of their own: a rule for the first cell, which the others follow."""
        cell = self._addresses.a1(validation.where.row, validation.where.first)
        limits = [(">=", validation.least or 0), ("<=", validation.most)]
        tests = [f"{cell}{sign}{limit:g}" for sign, limit in limits if limit is not None]
        return f"=AND(ISNUMBER({cell});{cell}=INT({cell});{';'.join(tests)})"

    def _conditional(self, conditional: Conditional, at: int) -> Json:
        area = self.area(
            Span(conditional.first.row, conditional.first.column, conditional.last.column), conditional.last.row
        )
        if conditional.rule is not None:
            text = self._spelling.text(conditional.rule, conditional.first.row, conditional.first.column)
            condition: Json = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": text}]}
        else:
            condition = {"type": "TEXT_STARTS_WITH", "values": [{"userEnteredValue": conditional.begins}]}
        rule = {"condition": condition, "format": self._looks.conditional(conditional.style)}
        return {"addConditionalFormatRule": {"rule": {"ranges": [area], "booleanRule": rule}, "index": at}}

    def _protection(self, tab: Tab) -> Json:
        """The whole tab asks before it is changed, but for the cells to type in."""
        open_cells = [self.area(Span(row.key, first, last)) for row in tab.rows for first, last in _typed(tab, row.key)]
        protected: Json = {
            "protectedRangeId": PROTECTED_IDS + self._sheets[tab.key] % 10,
            "range": {"sheetId": self._sheets[tab.key]},
            "description": "sheets-gen",
            "warningOnly": True,
        }
        if open_cells:
            protected["unprotectedRanges"] = _stacked(open_cells)
        return {"addProtectedRange": {"protectedRange": protected}}

    def _chart(self, chart: LineChart, id: int, rows: Iterator[Helper]) -> Json:
        basic: Json = {
            "chartType": "LINE",
            "legendPosition": "BOTTOM_LEGEND",
            "headerCount": 1,
            "axis": [
                {"position": "BOTTOM_AXIS", "title": chart.x_title},
                {"position": "LEFT_AXIS", "title": chart.y_title},
            ],
            "domains": [{"domain": self._source(next(rows))}],
            "series": [self._series(series, next(rows)) for series in chart.series],
        }
        spec = {
            "title": chart.title,
            "altText": chart.alt_text,
            "hiddenDimensionStrategy": "SHOW_ALL",
            "basicChart": basic,
        }
        return {"addChart": {"chart": {"chartId": id, "spec": spec, "position": self._position(chart)}}}

    def _source(self, helper: Helper) -> Json:
        """A row that begins with its name: Google takes a series' name from the first of its cells only."""
        first = self._addresses.columns[CALCULATOR][self._plan.periods[0]] - 2
        area = {
            "sheetId": self._sheets[CALCULATOR],
            "startRowIndex": helper.row,
            "endRowIndex": helper.row + 1,
            "startColumnIndex": first,
            "endColumnIndex": first + 1 + len(self._plan.periods),
        }
        return {"sourceRange": {"sources": [area]}}

    def _series(self, series: Series, helper: Helper) -> Json:
        return {
            "series": self._source(helper),
            "targetAxis": "LEFT_AXIS",
            "colorStyle": color(series.color),
            "lineStyle": {"width": 2, "type": _DASHES.get(series.dash, "SOLID")},
            "pointStyle": {"shape": MARKERS.get(series.marker, "CIRCLE"), "size": 6},
        }

    def _position(self, chart: LineChart) -> Json:
        row, column = self._addresses.at(chart.top_left.row, chart.top_left.column)
        width, height = self._pixels(chart.top_left, chart.bottom_right)
        anchor = {
            "sheetId": self._sheets[chart.top_left.row.partition(":")[0]],
            "rowIndex": row - 1,
            "columnIndex": column - 1,
        }
        return {"overlayPosition": {"anchorCell": anchor, "widthPixels": width, "heightPixels": height}}

    def _pixels(self, first: Ref, last: Ref) -> tuple[int, int]:
        tab = next(tab for tab in self._plan.tabs if first.row.startswith(f"{tab.key}:"))
        (top, left), (bottom, right) = self._addresses.at(*first), self._addresses.at(*last)
        width = sum(round(column.width * 7 + 5) for column in tab.columns[left - 1 : right])
        return width, sum(round(row.height * 4 / 3) for row in tab.rows[top - 1 : bottom])


def area_of(addresses: AddressBook, sheets: Mapping[str, int], where: Span, last_row: str = "") -> Json:
    """Cells of a row, or of several rows, as Google counts: from 0, ends excluded."""
    row, first = addresses.at(where.row, where.first)
    end, last = addresses.at(last_row or where.row, where.last)
    return {
        "sheetId": sheets[where.row.partition(":")[0]],
        "startRowIndex": row - 1,
        "endRowIndex": end,
        "startColumnIndex": first - 1,
        "endColumnIndex": last,
    }


def _typed(tab: Tab, key: str) -> Iterator[tuple[str, str]]:
    """First and last column of each stretch of cells to type in of a row."""
    cells = next(row.cells for row in tab.rows if row.key == key)
    start = ""
    before = ""
    for column in tab.columns:
        is_typed = column.key in cells and cells[column.key].style in TYPED
        if is_typed and not start:
            start = column.key
        if not is_typed and start:
            yield start, before
            start = ""
        before = column.key
    if start:
        yield start, before


def _stacked(areas: list[Json]) -> list[Json]:
    """Areas under each other that span the same columns, as one."""
    found: list[Json] = []
    for area in areas:
        last = found[-1] if found else None
        same = last is not None and all(last[key] == area[key] for key in ("startColumnIndex", "endColumnIndex"))
        if last is not None and same and last["endRowIndex"] == area["startRowIndex"]:
            found[-1] = last | {"endRowIndex": area["endRowIndex"]}
        else:
            found.append(area)
    return found
