"""What stands in the way of changing a cell: merged cells, tables, pivot tables, formulas over several cells."""

from __future__ import annotations

from sheets_gen.excel.edit.cell_xml import name_of
from sheets_gen.excel.edit.kinds import CannotEdit, CellEdit
from sheets_gen.excel.edit.opc import Package
from sheets_gen.excel.edit.sheet_xml import Sheet
from sheets_gen.excel.edit.xml_spans import MAIN, number_of
from sheets_gen.excel.refs import Area, area, spelled


class Guards:
    """Knows the areas of a tab in which a cell cannot be changed by itself."""

    def __init__(self, package: Package, sheet: Sheet) -> None:
        self._wide = [special for special in sheet.specials if special.kind != "shared"]
        self._merged = _merged(sheet)
        self._tables: list[tuple[str, Area]] = []
        self._pivots: list[Area] = []
        for link in package.relations(sheet.part):
            if link.target and link.kind == "table":
                self._tables += _edges(package, link.target)
            elif link.target and link.kind == "pivotTable":
                location = package.root(link.target).first(MAIN + "location")
                found = area(location.attributes.get("ref", "")) if location else None
                self._pivots += [found] if found else []

    def mark(self, name: str, row: int, column: int) -> None:
        """Raises CannotEdit when the cell cannot be seen."""
        for merged in self._merged:
            if merged.holds(row, column) and (row, column) != merged[:2]:
                raise CannotEdit(
                    f"{name} is hidden in the merged cells {merged.text()}, so nothing put there would be seen."
                )

    def change(self, edit: CellEdit) -> None:
        """Raises CannotEdit when the cell's content cannot be replaced by itself."""
        name = name_of(edit)
        self.mark(name, edit.row, edit.column)
        if edit.keep_formula:
            return
        for what, edge in self._tables:
            if edge.holds(edit.row, edit.column):
                raise CannotEdit(f"{name} is in the {what} row of a table, and the table would no longer match it.")
        for pivot in self._pivots:
            if pivot.holds(edit.row, edit.column):
                raise CannotEdit(f"{name} is in the pivot table {pivot.text()}, which would write over it.")
        for special in self._wide:
            covers = special.area or Area(special.row, special.column, special.row, special.column)
            if not covers.holds(edit.row, edit.column):
                continue
            if covers[:2] != covers[2:] or (special.row, special.column) != (edit.row, edit.column):
                what = "data table" if special.kind == "dataTable" else "array formula"
                raise CannotEdit(
                    f"{name} is part of the {what} {covers.text()} that begins in "
                    f"{spelled(special.row, special.column)}, and changing it alone would break that."
                )

    def covered(self, row: int, column: int) -> bool:
        """Does a formula of another cell fill this one?"""
        return any(special.area is not None and special.area.holds(row, column) for special in self._wide)


def _merged(sheet: Sheet) -> list[Area]:
    found = []
    for group in sheet.top.named(MAIN + "mergeCells"):
        for span in group.named(MAIN + "mergeCell"):
            merged = area(span.attributes.get("ref", ""))
            if merged:
                found.append(merged)
    return found


def _edges(package: Package, part: str) -> list[tuple[str, Area]]:
    """The header and totals rows of a table."""
    told = package.root(part).attributes
    whole = area(told.get("ref", ""))
    if whole is None:
        return []
    headers = number_of(told.get("headerRowCount", "1"))
    totals = number_of(told.get("totalsRowCount"))
    found = []
    if headers:
        found.append(("header", whole._replace(bottom=whole.top + headers - 1)))
    if totals:
        found.append(("totals", whole._replace(top=whole.bottom - totals + 1)))
    return found
