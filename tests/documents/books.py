"""Files that tests send: workbooks and the parts that they are made of."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter

Rows = Sequence[Sequence[Any]]


def xlsx(*sheets: Rows, **named: Rows) -> bytes:
    """A workbook with a sheet per table. Texts stay texts, dates become dates."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"default_date_format": "yyyy-mm-dd"}) as book:
        tables = [*((None, rows) for rows in sheets), *named.items()]
        for name, rows in tables:
            sheet = book.add_worksheet(name)
            for y, row in enumerate(rows):
                for x, cell in enumerate(row):
                    write = sheet.write_string if isinstance(cell, str) else sheet.write
                    if cell is not None:
                        write(y, x, cell)
    return file.getvalue()


def archive(members: Mapping[str, str | bytes]) -> bytes:
    """A ZIP file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return file.getvalue()


def xlsx_of(rows: str, before: str = "") -> bytes:
    """A real workbook with the XML of its rows exchanged, and something `before` the root."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with zipfile.ZipFile(io.BytesIO(xlsx([["x"]]))) as real:
        members: dict[str, str | bytes] = {name: real.read(name) for name in real.namelist()}
    members["xl/worksheets/sheet1.xml"] = (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}'
        f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
    )
    return archive(members)


def ods(rows: str) -> bytes:
    """An OpenDocument spreadsheet around the XML of its rows."""
    name = "urn:oasis:names:tc:opendocument:xmlns"
    spaces = " ".join(f'xmlns:{p}="{name}:{p}:1.0"' for p in ("office", "table", "text"))
    return archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f"<office:document-content {spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="Blad1">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
            "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{name}:manifest:1.0"/>',
        }
    )


def ods_row(*cells: str, more: str = "") -> str:
    """A row of texts; `more` are attributes of the row."""
    made = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
        for cell in cells
    )
    return f"<table:table-row {more}>{made}</table:table-row>"


def inline(place: str, text: str) -> str:
    """A cell with its text in it."""
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'
