"""People at work in LibreOffice: a macro opens a report, does what people do to it, and saves it."""

from __future__ import annotations

from html import escape
from pathlib import Path

from tests.engines import run_office, soffice

_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
{code}</script:module>
"""
_CODE = """
Sub Work(source, target)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  Dim kind(0) As New com.sun.star.beans.PropertyValue
  kind(0).Name = "FilterName" : kind(0).Value = "Calc MS Excel 2007 XML"
  document = StarDesktop.loadComponentFromURL(source, "_blank", 0, hidden())
  metrics = document.Sheets.getByIndex(0)
  volume = document.Sheets.getByIndex(1)
  calculator = document.Sheets.getByIndex(2)
  For Each sheet In Array(metrics, volume, calculator)
    sheet.unprotect("")
  Next
{steps}
  document.storeToURL(target, kind())
  document.close(True)
End Sub

Function RowOf(sheet, id)
  RowOf = -1
  For row = 0 To 1200
    If sheet.getCellByPosition(0, row).String = id Then
      RowOf = row
      Exit For
    End If
  Next
End Function

Sub MoveRow(sheet, id, other)
  from = RowOf(sheet, id)
  target = RowOf(sheet, other)
  sheet.Rows.insertByIndex(target, 1)
  If from > target Then from = from + 1
  source = sheet.getCellRangeByPosition(0, from, 60, from)
  place = sheet.getCellByPosition(0, target)
  sheet.moveRange(place.CellAddress, source.RangeAddress)
  sheet.Rows.removeByIndex(from, 1)
End Sub
"""

STEPS = {
    "typed": """
  calculator.getCellByPosition(5, RowOf(calculator, "promoters")).Value = 4711
  calculator.getCellByPosition(6, RowOf(calculator, "passives")).String = "later"
""",
    "comments": """
  place = calculator.getCellByPosition(6, RowOf(calculator, "promoters"))
  calculator.Annotations.insertNew(place.CellAddress, "Asked twice in March")
  metrics.Annotations.insertNew(metrics.getCellByPosition(5, RowOf(metrics, "nps")).CellAddress, "Board asked")
""",
    "colours": """
  row = RowOf(calculator, "promoters")
  calculator.getCellRangeByPosition(4, row, 9, row).CellBackColor = RGB(255, 220, 120)
  metrics.getCellByPosition(1, RowOf(metrics, "nps")).CharColor = RGB(200, 0, 0)
""",
    "rows": """
  calculator.Rows.insertByIndex(RowOf(calculator, "passives"), 2)
  calculator.getCellByPosition(1, RowOf(calculator, "passives") - 1).String = "our own line"
  metrics.Rows.insertByIndex(RowOf(metrics, "csat"), 1)
""",
    "columns": """
  calculator.Columns.insertByIndex(2, 1)
  metrics.Columns.insertByIndex(7, 1)
  calculator.getCellByPosition(2, 8).String = "who types this"
""",
    "tab": """
  document.Sheets.insertNewByName("Our notes", 3)
  own = document.Sheets.getByIndex(3)
  For at = 1 To 5
    own.getCellByPosition(0, at).String = "Week " & at
    own.getCellByPosition(1, at).Value = at * at
  Next
  own.getCellByPosition(2, 1).Formula = "=SUM(B2:B6)"
  own.getCellByPosition(3, 1).Formula = "=$Calculator.E" & (RowOf(calculator, "promoters") + 1) & "*2"
  Dim spot As New com.sun.star.awt.Rectangle
  spot.X = 8000 : spot.Y = 500 : spot.Width = 9000 : spot.Height = 6000
  ranges = Array(own.getCellRangeByName("A2:B6").RangeAddress)
  own.Charts.addNewByName("Squares", spot, ranges, False, True)
""",
    "renamed": """
  calculator.Name = "Zahlen 2026"
  metrics.Name = "Board's view"
""",
    "sorted": """
  MoveRow(metrics, "churn_rate", "cac")
  MoveRow(calculator, "detractors", "passives")
""",
}  # fmt: skip


def worked_on(source: Path, target: Path, profile: Path, *steps: str) -> Path:
    """The report after these steps, as LibreOffice saves it."""
    module = profile / "user" / "basic" / "Standard" / "Module1.xba"
    if not module.exists():
        soffice(profile, "--terminate_after_init", recalculate=False)  # its first start puts presets over what is there
    code = _CODE.replace("{steps}", "".join(STEPS[step] for step in steps))
    module.write_text(_MODULE.replace("{code}", escape(code, quote=False)), encoding="utf-8")
    run_office(profile, f'macro:///Standard.Module1.Work("{source.as_uri()}","{target.as_uri()}")')
    assert target.exists(), "the macro did not save"
    return target
