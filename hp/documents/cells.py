"""What a cell of a table in a file can hold."""

import datetime as dt
from collections.abc import Sequence

from hp.domain.text import clean_text

Cell = str | int | dt.date | dt.datetime | None  # date-times as the clock on the wall shows them
Row = Sequence[Cell]
MOST_CHARACTERS = 32_767  # of one cell, as Excel counts them: in UTF-16


def fit_text(text: str) -> str:
    """`text` as any spreadsheet can hold it: without what XML cannot say, and not too long."""
    text = clean_text(text)
    if len(text) * 2 <= MOST_CHARACTERS:
        return text
    return text.encode("utf-16-le")[: 2 * MOST_CHARACTERS].decode("utf-16-le", "ignore")
