"""Run as a process of its own: a workbook on standard input, its cells as JSON on standard output.

A workbook of a few kilobytes can ask for hundreds of gigabytes, and what reads it then ends its
process. So that nobody else's request ends with it, it is this process, with limits on top.
It imports nothing of ours: it has to start fast. `hp.documents.read_sheets` runs it.
"""

import datetime as dt
import io
import json
import sys
from typing import Any

from python_calamine import (
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

MOST_SHEETS = 20
MOST_PER_CELL = 1000  # characters: far more than any field takes, so what is cut is refused later
MEMORY = 512 * 1024 * 1024
SECONDS = 10


class TooMuch(Exception):
    """More rows or columns than are read."""


def limit() -> None:
    """Take no more memory and time than a spreadsheet of organisations can need."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read(data: bytes, most_rows: int, most_columns: int) -> dict[str, Any]:
    """The visible sheets of a workbook: {"sheets": [[name, rows], ...]} or {"error": reason}."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
        ]
        sheets = [
            [name, read_rows(book.get_sheet_by_name(name), most_rows, most_columns)]
            for name in names[:MOST_SHEETS]
        ]
    except PasswordError:
        return {"error": "encrypted"}
    except (TooMuch, MemoryError) as error:
        return {"error": str(error) or "too_large"}
    except BaseException:  # the reader's panics are no Exception
        return {"error": "damaged"}
    return {"sheets": sheets}


def read_rows(sheet: CalamineSheet, most_rows: int, most_columns: int) -> list[list[str]]:
    """A sheet's rows from the first one on, as text. Raises `TooMuch`."""
    rows: list[list[str]] = []
    filled = 0
    before = [""] * (sheet.start[1] if sheet.start else 0)
    for cells in sheet.iter_rows():
        row = [show(cell)[:MOST_PER_CELL] for cell in cells]
        while row and not row[-1].strip():
            row.pop()
        filled += bool(row)
        rows.append(before + row if row else [])
        if filled > most_rows:
            raise TooMuch("too_many_rows")
        if len(rows[-1]) > most_columns:
            raise TooMuch("too_many_columns")
    while rows and not rows[-1]:
        rows.pop()
    if len(rows) > 2 * most_rows:
        raise TooMuch("too_many_rows")
    return rows


def show(cell: Any) -> str:
    """A cell as somebody would have typed it."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    return str(cell)


def main() -> None:
    """Read standard input, write standard output."""
    limit()
    most_rows, most_columns = (int(number) for number in sys.argv[1:])
    json.dump(read(sys.stdin.buffer.read(), most_rows, most_columns), sys.stdout)


if __name__ == "__main__":
    main()
