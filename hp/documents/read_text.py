"""Tables in text: CSV with semicolons, commas or tabs, as programs and people write it."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from hp.documents.unreadable import MOST_COLUMNS, MOST_ROWS, Unreadable

_DELIMITERS = (";", "\t", ",")
_LOOKED_AT = 20  # records, to find the delimiter
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1f]")  # no list of names holds these
_NAMED_DELIMITER = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)  # a line that Excel knows


def decode(data: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 as Excel writes it, or else cp1252.

    Raises `Unreadable`: `not_a_table` where it is no text, `encoding` where it is another one.
    """
    try:
        if data.startswith(_UTF_16):
            return data.decode("utf-16")
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _decode_windows(data)
    if _NO_TEXT.search(text):
        raise Unreadable("not_a_table")
    return text


def _decode_windows(data: bytes) -> str:
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        is_text = not _NO_TEXT.search(data.decode("latin-1"))
        raise Unreadable("encoding" if is_text else "not_a_table") from error
    return text


def read_rows(text: str) -> list[list[str]]:
    """The rows of a text, empty ones too. Raises `Unreadable`."""
    named = _NAMED_DELIMITER.match(text)
    delimiter = named[1] if named and named[1] in _DELIMITERS else _find_delimiter(text)
    rows: list[list[str]] = []
    filled = 0
    try:
        for row in _reader(text, delimiter):
            rows.append([] if named and not rows else row)
            filled += any(row)
            if filled > MOST_ROWS or len(rows) > 2 * MOST_ROWS:
                raise Unreadable("too_many_rows")
            if len(row) > MOST_COLUMNS and any(cell.strip() for cell in row[MOST_COLUMNS:]):
                raise Unreadable("too_many_columns")
    except csv.Error as error:  # a quotation mark that is never closed
        raise Unreadable("damaged") from error
    return rows


def _reader(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _find_delimiter(text: str) -> str:
    """The one that makes the most of the first rows equally wide."""
    return max(_DELIMITERS, key=lambda delimiter: _fit(text, delimiter))


def _fit(text: str, delimiter: str) -> tuple[int, int]:
    try:
        widths = Counter(len(row) for row in islice(_reader(text, delimiter), _LOOKED_AT))
    except csv.Error:
        return 0, 0
    # many rows alike say more than wide ones: names have commas in them too
    return max(((count, width) for width, count in widths.items() if width > 1), default=(0, 0))
