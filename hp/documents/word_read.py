"""The text of a Word document that anybody has sent, row by row.

The bytes decide what a file is. It is read in a process with limits, see
`hp.documents.word_process`.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from hp.documents import word_process
from hp.documents.unreadable import Unreadable
from hp.domain.form_rows import FormCell, FormRow

MOST_BYTES = 2 * 1024 * 1024
_SECONDS = 15
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PROGRAM = str(Path(word_process.__file__).resolve())


class WordText(NamedTuple):
    """What stands in a document; `notes` names what it has beside: `margin_comments`,
    `footnotes`, `tracked_changes`."""

    rows: list[FormRow]
    notes: list[str]


def read_word(data: bytes) -> WordText:
    """The rows of a document, paragraphs as rows of one cell.

    Raises `Unreadable` with the reason `empty`, `too_large`, `not_a_form`, `old_word`, `encrypted`
    or `damaged`.
    """
    if not data:
        raise Unreadable("empty")
    if len(data) > MOST_BYTES:
        raise Unreadable("too_large")
    if data.startswith(_OLE):
        raise Unreadable("encrypted" if _ENCRYPTED in data else "old_word")
    if not data.startswith(_ZIP):
        raise Unreadable("not_a_form")
    answer = _run(data)
    if "error" in answer:
        raise Unreadable(str(answer["error"]))
    return unpack(answer)


def unpack(content: dict[str, list]) -> WordText:  # type: ignore[type-arg]
    """What the process has written, or `pack` has made of it."""
    rows = [
        FormRow(table, is_heading, tuple(FormCell(tuple(c[0]), c[1], c[2]) for c in cells))
        for table, is_heading, cells in content["rows"]
    ]
    return WordText(rows, content["notes"])


def pack(text: WordText) -> dict[str, list]:  # type: ignore[type-arg]
    """The same as plain lists, to be kept."""
    rows = [
        [row.table, row.is_heading, [[c.paragraphs, c.is_choice, c.placeholder] for c in row.cells]]
        for row in text.rows
    ]
    return {"rows": rows, "notes": text.notes}


def _run(data: bytes) -> dict[str, list]:  # type: ignore[type-arg]
    # -P: the program's own folder must not come before the standard library
    command = [sys.executable, "-P", _PROGRAM]
    try:
        run = subprocess.run(  # noqa: S603 our own program, without a shell
            command, input=data, capture_output=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable("too_large") from error
    if run.returncode != 0:  # it met its limit
        raise Unreadable("too_large")
    answer: dict[str, list] = json.loads(run.stdout)  # type: ignore[type-arg]
    return answer
