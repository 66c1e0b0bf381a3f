"""XLSX: sheets with real dates, a head that stays, filters, and no text that is a formula."""

import datetime as dt
import io
from collections.abc import Iterable
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from hp.documents.cells import Row, fit_text
from hp.documents.csv_file import is_risky
from hp.documents.tables import Table

MIMETYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FIRST_YEAR = 1900  # Excel knows no day before it
_OPTIONS = {"constant_memory": True}  # rows go to disk as they come: a tenth of the memory
_LOOK = {"valign": "top"}
_HEAD = _LOOK | {"bold": True, "text_wrap": True, "bottom": 1, "bg_color": "#E6EEF7"}


def write_xlsx(tables: Iterable[Table], made_at: dt.datetime, title: str = "") -> bytes:
    """A file with a sheet per table. The same tables and `made_at` (UTC) give the same bytes."""
    file = io.BytesIO()
    with Workbook(file, _OPTIONS) as book:
        # Excel wants no zone, and the program's own clock would change the file
        created = made_at.astimezone(dt.UTC).replace(tzinfo=None)
        book.set_properties({"title": fit_text(title), "created": created})
        formats = _Formats(book)
        for table in tables:
            _write_sheet(book.add_worksheet(table.name), table, formats)
    return file.getvalue()


class _Formats:
    """How cells look; a workbook has each once."""

    def __init__(self, book: Workbook) -> None:
        self.head = book.add_format(_HEAD)
        self.date = book.add_format(_LOOK | {"num_format": "yyyy-mm-dd", "align": "left"})
        self.time = book.add_format(_LOOK | {"num_format": "yyyy-mm-dd hh:mm", "align": "left"})
        self.texts = {
            # without the prefix, editing a text that begins with = would make it a formula
            (wraps, quoted): book.add_format(_LOOK | {"text_wrap": wraps, "quote_prefix": quoted})
            for wraps in (False, True)
            for quoted in (False, True)
        }


def _write_sheet(sheet: Worksheet, table: Table, formats: _Formats) -> None:
    for i, column in enumerate(table.columns):
        sheet.set_column(i, i, column.width)
    sheet.freeze_panes(1, 1)
    for i, title in enumerate(table.titles):
        sheet.write_string(0, i, fit_text(str(title)), formats.head)
    wraps = [column.wraps for column in table.columns]
    last = 0
    for last, row in enumerate(table.rows, 1):
        _write_row(sheet, last, row, wraps, formats)
    sheet.autofilter(0, 0, last, len(table.columns) - 1)
    sheet.set_landscape()
    sheet.repeat_rows(0)


def _write_row(sheet: Worksheet, y: int, row: Row, wraps: list[bool], formats: _Formats) -> None:
    for x, cell in enumerate(row):
        if isinstance(cell, int):
            sheet.write_number(y, x, cell, formats.texts[False, False])
        elif isinstance(cell, dt.date) and cell.year >= _FIRST_YEAR:
            is_time = isinstance(cell, dt.datetime)
            sheet.write_datetime(y, x, cell, formats.time if is_time else formats.date)
        elif text := _text(cell):
            sheet.write_string(y, x, text, formats.texts[wraps[x], is_risky(text)])


def _text(cell: Any) -> str:
    return "" if cell is None else fit_text(str(cell))
