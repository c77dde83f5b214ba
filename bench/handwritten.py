"""The yardstick: the sample report as a person would write it by hand with stock XlsxWriter.

``bench.yardstick`` copies this file beside the data module it generates. Nothing of sheets_gen is imported, no
option is tuned: a workbook with default options, one format per look, and loops that write cells.
"""

import sys
from typing import Any

from xlsxwriter import Workbook
from yardstick_data import FORMATS, NAMES, PROPERTIES, SHEETS  # type: ignore[import-not-found]


def main(path: str) -> None:
    workbook = Workbook(path)
    workbook.set_properties(PROPERTIES)
    formats = [workbook.add_format(properties) for properties in FORMATS]
    worksheets = [workbook.add_worksheet(data["title"]) for data in SHEETS]
    for data, worksheet in zip(SHEETS, worksheets, strict=True):
        write_cells(worksheet, data, formats)
        write_extras(worksheet, data, formats)
        for chart in data["charts"]:
            insert_chart(workbook, worksheet, chart)
        set_up_page(worksheet, data)
    for name, target in NAMES:
        workbook.define_name(name, target)
    workbook.close()


def write_cells(worksheet: Any, data: Any, formats: Any) -> None:
    for first, last, width in data["columns"]:
        worksheet.set_column(first, last, width)
    for row, height, options in data["rows"]:
        worksheet.set_row(row, height, None, options)
    for first_row, first, last_row, last, text, look in data["merges"]:
        worksheet.merge_range(first_row, first, last_row, last, text, formats[look])
    for row, column, look in data["blanks"]:
        worksheet.write_blank(row, column, None, formats[look])
    for row, column, text, look in data["strings"]:
        worksheet.write_string(row, column, text, formats[look])
    for row, column, number, look in data["numbers"]:
        worksheet.write_number(row, column, number, formats[look])
    for row, column, formula, look, value in data["formulas"]:
        worksheet.write_formula(row, column, formula, formats[look], value)


def write_extras(worksheet: Any, data: Any, formats: Any) -> None:
    for row, column, text, options in data["notes"]:
        worksheet.write_comment(row, column, text, options)
    for area in data["validations"]:
        worksheet.data_validation(*area)
    for first_row, first, last_row, last, options in data["conditionals"]:
        worksheet.conditional_format(
            first_row, first, last_row, last, {**options, "format": formats[options["format"]]}
        )
    for row, column, options in data["sparklines"]:
        worksheet.add_sparkline(row, column, options)


def insert_chart(workbook: Any, worksheet: Any, data: Any) -> None:
    chart = workbook.add_chart({"type": "line"})
    for series in data["series"]:
        chart.add_series(series)
    chart.set_title(data["title"])
    chart.set_x_axis(data["x_axis"])
    chart.set_y_axis(data["y_axis"])
    chart.set_legend(data["legend"])
    chart.set_chartarea(data["area"])
    chart.set_size(data["size"])
    chart.show_blanks_as("gap")
    chart.show_hidden_data()
    worksheet.insert_chart(data["row"], data["column"], chart, data["options"])


def set_up_page(worksheet: Any, data: Any) -> None:
    worksheet.set_landscape()
    worksheet.set_paper(data["paper"])
    worksheet.set_margins(**data["margins"])
    worksheet.fit_to_pages(*data["fit"])
    worksheet.repeat_rows(data["repeat_row"])
    worksheet.print_area(*data["print_area"])
    if data["repeat_columns"]:
        worksheet.repeat_columns(*data["repeat_columns"])
    worksheet.set_header(data["header"])
    worksheet.set_footer(data["footer"])
    worksheet.set_tab_color(data["tab_color"])
    worksheet.hide_gridlines(2)
    worksheet.freeze_panes(*data["freeze"])
    worksheet.protect("", data["protection"])
    if data["ignored"]:
        worksheet.ignore_errors(data["ignored"])


main(sys.argv[1])
