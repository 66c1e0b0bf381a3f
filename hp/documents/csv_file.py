"""CSV as a Swedish Excel opens it: semicolons, UTF-8 with a byte order mark, CRLF, ISO dates.

Excel takes a text that begins with = or the like for a formula, also one from a file. Such texts
are written with an apostrophe before, which reading takes off again: `protect` and `unprotect`
are each other's opposite for every text.
"""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable

from hp.documents.cells import Cell, Row, fit_text

DELIMITER = ";"
MIMETYPE = "text/csv"
# the apostrophes come along, or a text that has one of its own would lose it when it is read
_RISKY = re.compile(r"'*(?:\s*[=+\-@＝＋－＠]|[\t\r\n])")


def is_risky(text: str) -> bool:
    """Whether a spreadsheet could take `text` for a formula."""
    return _RISKY.match(text) is not None


def protect(text: str) -> str:
    """`text` with an apostrophe before it if a spreadsheet could take it for a formula."""
    return f"'{text}" if is_risky(text) else text


def unprotect(text: str) -> str:
    """`text` as it was before `protect`."""
    return text[1:] if text.startswith("'") and is_risky(text) else text


def write_csv(rows: Iterable[Row]) -> bytes:
    """A file of `rows`, the headings among them."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=DELIMITER, lineterminator="\r\n")
    writer.writerows([_written(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _written(cell: Cell) -> str:
    if isinstance(cell, str):
        return protect(fit_text(cell))
    if isinstance(cell, dt.datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    return "" if cell is None else str(cell)
