"""A table that a file is made of: columns with headings, and rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from hp.documents.cells import Row


class Column(NamedTuple):
    """A heading; `width` is in characters, and long texts are broken where it `wraps`."""

    title: str
    width: int = 12
    wraps: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet, which `name` is the name of: 31 characters at most, without []:*?/ and \\."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Row]

    @property
    def titles(self) -> Row:
        """The headings as a row."""
        return [column.title for column in self.columns]
