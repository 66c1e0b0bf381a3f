"""Files that the overview gives, read back."""

import csv
import io
from typing import Any

from python_calamine import CalamineWorkbook

from tests.client import Client, Page

Line = dict[str, Any]


def get(browser: Client, path: str) -> bytes:
    """A file, whole."""
    page: Page = browser.get(path)
    assert page.status == 200
    return page.response.get_data()


def read_xlsx(data: bytes, sheet: int = 0) -> list[Line]:
    """The lines of a sheet by heading, in order."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    titles, *rows = book.get_sheet_by_index(sheet).to_python()
    assert len(set(titles)) == len(titles), "a heading is there twice"
    return [dict(zip(titles, row, strict=True)) for row in rows]


def sheet_names(data: bytes) -> list[str]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).sheet_names


def read_csv(data: bytes) -> list[Line]:
    text = io.StringIO(data.decode("utf-8-sig"), newline="")
    return list(csv.DictReader(text, delimiter=";"))


def line(lines: list[Line], organisation: str) -> Line:
    """The one line of an organisation."""
    (found,) = [found for found in lines if found["Organisation"] == organisation]
    return found
