"""Files that are sent to do harm, or by mistake, are refused in seconds and with bounded memory."""

import datetime as dt
import random
import time
import zlib
from pathlib import Path

import pytest

from hp.documents.read_sheets import MOST_BYTES, read_pasted, read_sheets
from hp.documents.unreadable import Unreadable
from tests.documents.books import archive, inline, ods, ods_row, xlsx, xlsx_of

HEADS = ["namn", "typ"]
SECONDS = 20  # far more than anything takes: a loaded machine is no fault of ours
LAUGHS = '<!DOCTYPE a [<!ENTITY b0 "ha">' + "".join(
    f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 10)
) + "]>"  # fmt: skip


def reason(data: bytes) -> str:
    """Why a file is refused."""
    started = time.monotonic()
    with pytest.raises(Unreadable) as refused:
        read_sheets(data)
    assert time.monotonic() - started < SECONDS
    return refused.value.reason


def far_apart(place: str) -> str:
    """A heading, and something far away from it."""
    row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return f'<row r="1">{inline("A1", "namn")}</row><row r="{row}">{inline(place, "x")}</row>'


HOSTILE = {
    "a cell in the last row of the sheet": (
        lambda: xlsx_of(far_apart("A1048576")),
        {"too_many_rows"},
    ),
    "two cells that span 17 billion": (lambda: xlsx_of(far_apart("XFD1048576")), {"too_large"}),
    # 3 GB: what a machine may have, and the reader's process must not
    "two cells that span 100 million": (lambda: xlsx_of(far_apart("ALL100000")), {"too_large"}),
    "a sheet that unpacks to 70 MB": (
        lambda: archive({"xl/workbook.xml": "", "xl/worksheets/sheet1.xml": b"0" * 70_000_000}),
        {"too_large"},
    ),
    "a thousand and one files in a workbook": (
        lambda: archive({"xl/workbook.xml": ""} | {f"x{n}": "" for n in range(1001)}),
        {"too_large"},
    ),
    "entities within entities": (
        lambda: xlsx_of(f'<row r="1">{inline("A1", "&b9;")}</row>', LAUGHS),
        {"damaged", "empty"},
    ),
    "a million rows of a repeated row": (
        lambda: ods(ods_row("namn") + ods_row("x", more='table:number-rows-repeated="1000000"')),
        {"too_many_rows", "too_large"},
    ),
    "a cell repeated a billion times": (
        lambda: ods(
            '<table:table-row table:number-rows-repeated="1000000">'
            '<table:table-cell office:value-type="string" table:number-columns-repeated="16000">'
            "<text:p>x</text:p></table:table-cell></table:table-row>"
        ),
        {"too_many_columns", "too_large", "damaged"},
    ),
    "a million lines": (lambda: b"a\n" * 1_000_000, {"too_many_rows"}),
    "a thousand columns": (lambda: b";".join([b"namn"] * 1000), {"too_many_columns"}),
    "10 MB": (lambda: b"namn\n" + b"Hamnen AB\n" * 1_000_000, {"too_large"}),
    "a PDF called .xlsx": (lambda: b"%PDF-1.7\n" + b"namn;typ\n" * 9, {"not_a_table"}),
    "a Word document": (lambda: archive({"word/document.xml": "<w/>"}), {"not_a_table"}),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + zlib.compress(b"x"), {"not_a_table"}),
    "noise": (lambda: random.Random(1).randbytes(50_000), {"not_a_table"}),
    "text in UTF-16 without its mark": (lambda: "namn;typ".encode("utf-16-le"), {"not_a_table"}),
    "text in no encoding that we know": (lambda: b"namn\n\x81\x8d\x8f", {"encoding"}),
    "a workbook with a password": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        {"encrypted"},
    ),
    "half a workbook": (lambda: xlsx([HEADS] * 50)[:3000], {"damaged"}),
    "an old workbook of noise": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + random.Random(1).randbytes(5000),
        {"damaged"},
    ),
    "a quotation mark that is never closed": (
        lambda: b'namn;typ\n"' + b"Hamnen AB;bolag\n" * 20_000,
        {"damaged"},
    ),
    "nothing": (lambda: b"", {"empty"}),
    "empty rows": (lambda: b"\xef\xbb\xbf;;\r\n;;\r\n", {"empty"}),
    "an empty workbook": (lambda: xlsx([]), {"empty"}),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_it_is_refused(what: str) -> None:
    make, reasons = HOSTILE[what]
    assert reason(make()) in reasons


def test_an_external_entity_reads_no_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hemligt", encoding="utf-8")
    before = f'<!DOCTYPE a [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    assert reason(xlsx_of(f'<row r="1">{inline("A1", "namn &e;")}</row>', before)) == "damaged"


def test_the_name_says_nothing_a_workbook_is_read_by_its_bytes() -> None:
    assert read_sheets(xlsx([HEADS])) == [("Sheet1", [HEADS])]


def test_hidden_and_empty_sheets_are_not_read() -> None:
    sheets = read_sheets(xlsx(Tom=[], Lista=[HEADS], Mer=[["x"]]))
    assert [sheet.name for sheet in sheets] == ["Lista", "Mer"]


def test_rows_and_columns_keep_their_places() -> None:
    (sheet,) = read_sheets(xlsx([[], [], [None, "namn"], [], [None, "Å"]]))
    assert sheet.rows == [[], [], ["", "namn"], [], ["", "Å"]]


def test_numbers_and_dates_are_read_as_they_are_shown() -> None:
    (sheet,) = read_sheets(xlsx([[2023, 1.5, dt.date(2023, 1, 2)]]))
    assert sheet.rows == [["2023", "1.5", "2023-01-02"]]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"], ids=lambda name: str(name)
)
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_text_is_read_whatever_wrote_it(encoding: str, delimiter: str) -> None:
    rows = [["namn", "typ", "ort"], ["Äldrenämnden", "nämnd", "Öckerö"], ["Å", "bolag", "–"]]
    text = "\r\n".join(delimiter.join(row) for row in rows)
    assert read_sheets(text.encode(encoding))[0].rows == rows


def test_commas_in_names_do_not_pass_for_delimiters() -> None:
    text = "Nämnder, bolag, förbund\nnamn;typ\nA, B och C;nämnd\nD, E, F;bolag\n"
    assert read_pasted(text)[0].rows[1] == ["namn", "typ"]


def test_the_line_that_excel_names_the_delimiter_in_is_no_row() -> None:
    assert read_sheets(b"sep=,\r\nnamn,typ\r\n")[0].rows == [[], ["namn", "typ"]]


def test_quotes_and_line_breaks_within_a_cell() -> None:
    rows = read_sheets(b'namn;typ\r\n"Bolaget ""Hamnen""\r\nAB";bolag')[0].rows
    assert rows[1] == ['Bolaget "Hamnen"\r\nAB', "bolag"]


def test_letters_that_a_mac_puts_together_are_one_letter() -> None:
    assert read_sheets("namn\na\u030aa\u0308o\u0308".encode())[0].rows[1] == ["åäö"]


def test_a_file_at_the_limit_is_read() -> None:
    row = b"x" * 600 + b"\n"
    assert len(read_sheets(row * (MOST_BYTES // len(row)))[0].rows) == MOST_BYTES // len(row)
