"""Tables out of a file that anybody has sent: XLSX, XLS, ODS, CSV, whatever its name says.

The bytes decide what a file is. A workbook is looked at before it is unpacked and read in a process
with limits, see `hp.documents.sheet_process`.
"""

import io
import json
import subprocess
import sys
import unicodedata
import zipfile
from pathlib import Path
from typing import NamedTuple

from hp.documents import read_text, sheet_process
from hp.documents.csv_file import unprotect
from hp.documents.unreadable import MOST_COLUMNS, MOST_ROWS, Unreadable

MOST_BYTES = 2 * 1024 * 1024
_MOST_UNPACKED = 64 * 1024 * 1024
_MOST_FILES = 1000  # in a workbook
_SECONDS = 15
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"\x1f\x8b", b"7z\xbc\xaf")
_PROGRAM = str(Path(sheet_process.__file__).resolve())


class Sheet(NamedTuple):
    """A table as text, from its first row on. `name` is empty where a file has but one."""

    name: str
    rows: list[list[str]]


def read_sheets(data: bytes) -> list[Sheet]:
    """The tables of a file that hold anything.

    Raises `Unreadable` with the reason `empty`, `too_large`, `not_a_table`, `encrypted`, `damaged`,
    `encoding`, `too_many_rows`, `too_many_columns`.
    """
    if len(data) > MOST_BYTES:
        raise Unreadable("too_large")
    if data.startswith(_ZIP):
        _check_archive(data)
        sheets = _read_workbook(data)
    elif data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise Unreadable("encrypted")
        sheets = _read_workbook(data)
    elif data.startswith(_OTHERS):
        raise Unreadable("not_a_table")
    else:
        sheets = [Sheet("", read_text.read_rows(read_text.decode(data)))]
    return _tidy(sheets)


def read_pasted(text: str) -> list[Sheet]:
    """The table in a text that somebody has pasted. Raises `Unreadable` as `read_sheets`."""
    return _tidy([Sheet("", read_text.read_rows(text))])


def _tidy(sheets: list[Sheet]) -> list[Sheet]:
    """Without the apostrophes that our CSV has; å as one letter, whatever typed it."""
    tidy = [
        Sheet(name, [[unicodedata.normalize("NFC", unprotect(c)) for c in row] for row in rows])
        for name, rows in sheets
        if any(cell.strip() for row in rows for cell in row)
    ]
    if not tidy:
        raise Unreadable("empty")
    return tidy


def _check_archive(data: bytes) -> None:
    """Refuse what would unpack to more than a workbook can be, or is no workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError) as error:
        # all of them are zipfile's words for bytes it cannot make sense of
        raise Unreadable("damaged") from error
    if len(members) > _MOST_FILES or sum(m.file_size for m in members) > _MOST_UNPACKED:
        raise Unreadable("too_large")
    names = {member.filename.lower() for member in members}
    if not any(n.startswith("xl/workbook.") for n in names) and "content.xml" not in names:
        raise Unreadable("not_a_table")
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable("encrypted")


def _read_workbook(data: bytes) -> list[Sheet]:
    # -P: the program's own folder must not come before the standard library
    command = [sys.executable, "-P", _PROGRAM, str(MOST_ROWS), str(MOST_COLUMNS)]
    try:
        run = subprocess.run(  # noqa: S603 our own program, without a shell
            command, input=data, capture_output=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable("too_large") from error
    if run.returncode != 0:  # it met its limit
        raise Unreadable("too_large")
    answer = json.loads(run.stdout)
    if "error" in answer:
        raise Unreadable(answer["error"])
    return [Sheet(name, rows) for name, rows in answer["sheets"]]
