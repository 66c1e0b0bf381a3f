"""CSV: what Excel opens right, and what it must not take for a formula."""

import csv
import datetime as dt
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hp.documents.csv_file import protect, unprotect, write_csv


def read(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_a_swedish_excel_reads_the_columns_and_letters() -> None:
    assert write_csv([["Förvaltning", "Svar"], ["Åsa; Öberg", "Ja"]]) == (
        b"\xef\xbb\xbf" + 'Förvaltning;Svar\r\n"Åsa; Öberg";Ja\r\n'.encode()
    )


def test_dates_are_iso_and_nothing_is_empty() -> None:
    row = [dt.date(2023, 8, 31), dt.datetime(2023, 9, 1, 14, 5), None, 7]  # noqa: DTZ001 wall clock
    assert read(write_csv([row])) == [["2023-08-31", "2023-09-01 14:05", "", "7"]]


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+46 31", "-2", "@SUM(A1)", "\t=1", "\r=1", " =1+1", "\xa0=1", "＝1", "'=1"],
)
def test_no_text_begins_as_a_formula(text: str) -> None:
    assert protect(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Ja", "'citat'", "Klart - snart", "3 = 3", "å"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert protect(text) == unprotect(text) == text


@given(st.text(alphabet=st.sampled_from("'=+-@＝ \t\r\nab"), max_size=6))
def test_reading_takes_off_what_writing_has_put_there_and_no_more(text: str) -> None:
    assert unprotect(protect(text)) == text


def test_a_formula_in_a_cell_is_written_as_text() -> None:
    assert read(write_csv([["=HYPERLINK(1)", -5]])) == [["'=HYPERLINK(1)", "-5"]]


def test_line_breaks_stay_within_their_cell() -> None:
    assert read(write_csv([["ett\ntvå", 'sa "hej"'], ["nästa", ""]])) == [
        ["ett\ntvå", 'sa "hej"'],
        ["nästa", ""],
    ]


def test_characters_that_break_files_are_left_out() -> None:
    assert read(write_csv([["a\x00\x0b\ufffe\ud800b"]])) == [["ab"]]


def test_a_cell_holds_no_more_than_excel_can() -> None:
    [[cell]] = read(write_csv([["😀" * 40_000]]))
    assert cell == "😀" * 16_383
