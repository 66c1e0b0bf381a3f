"""XLSX: cells of the right kind, a head that stays, nothing that becomes a formula."""

import datetime as dt
import io
import re
import zipfile
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from hp.documents.cells import Cell
from hp.documents.tables import Column, Table
from hp.documents.xlsx import write_xlsx

MADE_AT = dt.datetime(2023, 9, 1, 12, 0, tzinfo=dt.UTC)
COLUMNS = [Column("Organisation", 30), Column("Kommentar", 40, wraps=True)]


def write(*rows: list[Cell]) -> bytes:
    return write_xlsx([Table("Svar", COLUMNS, rows)], MADE_AT)


def read(data: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def test_texts_dates_times_and_numbers_are_what_they_are() -> None:
    day, time = dt.date(2023, 8, 31), dt.datetime(2023, 9, 1, 14, 5)  # noqa: DTZ001 wall clock
    assert read(write(["Åsa", day], [7, time])) == [
        ["Organisation", "Kommentar"],
        ["Åsa", day],
        [7, time],
    ]


def test_a_text_that_begins_as_a_formula_is_a_text_and_stays_one_when_edited() -> None:
    data = write(["=1+1", '=HYPERLINK("http://evil.example")'], ["+46", "@x"])
    assert read(data)[1:] == [["=1+1", '=HYPERLINK("http://evil.example")'], ["+46", "@x"]]
    sheet = part(data, "xl/worksheets/sheet1.xml")
    assert "<f>" not in sheet
    assert 'quotePrefix="1"' in part(data, "xl/styles.xml")


def test_a_text_that_looks_like_a_number_or_an_address_stays_a_text() -> None:
    data = write(["0123", "https://staden.example"])
    assert read(data)[1] == ["0123", "https://staden.example"]
    assert "hyperlink" not in part(data, "xl/worksheets/sheet1.xml")


def test_the_head_and_the_first_column_stay_and_every_column_can_be_filtered() -> None:
    sheet = part(write(["a", "b"], ["c", "d"]), "xl/worksheets/sheet1.xml")
    assert re.search(r'<pane xSplit="1" ySplit="1" topLeftCell="B2"[^>]*state="frozen"', sheet)
    assert '<autoFilter ref="A1:B3"/>' in sheet
    assert re.search(r'<col min="2" max="2" width="40\.\d+"', sheet)


def test_a_table_without_rows_opens_too() -> None:
    assert read(write()) == [["Organisation", "Kommentar"]]


def test_a_day_that_excel_does_not_know_is_a_text() -> None:
    assert read(write([dt.date(1066, 10, 14), ""]))[1][0] == "1066-10-14"


def test_the_same_content_makes_the_same_file() -> None:
    assert write(["a", dt.date(2023, 8, 31)]) == write(["a", dt.date(2023, 8, 31)])


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=20))
def test_no_character_breaks_the_file(text: str) -> None:
    assert len(read(write(["a" + text, "b"]))) == 2


def test_a_text_longer_than_a_cell_is_cut() -> None:
    assert len(read(write(["å" * 40_000, ""]))[1][0]) == 32_767
