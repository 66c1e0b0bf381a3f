"""Files that are no form, some of them hostile: refused with a reason, within seconds."""

import io
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from hp.documents import word_process
from hp.documents.unreadable import Unreadable
from hp.documents.word_read import read_word
from tests.documents import word_files
from tests.documents.word_files import make_form, paragraph

ANSWERS = {number: ("Ja", ["Klart"]) for number in range(1, 14)}


def billion_laughs() -> bytes:
    entities = "".join(
        f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' if i else '<!ENTITY a0 "ha">' for i in range(12)
    )
    return word_files.zip_up(
        f'<!DOCTYPE d [{entities}]><w:document xmlns:w="{word_files.W}"><w:body><w:p><w:r><w:t>'
        "&a11;</w:t></w:r></w:p></w:body></w:document>"
    )


def outside_entity() -> bytes:
    return word_files.zip_up(
        '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        f'<w:document xmlns:w="{word_files.W}"><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p>'
        "</w:body></w:document>"
    )


def encrypted() -> bytes:
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    )


def workbook() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(
            "_rels/.rels",
            '<r><Relationship Type="x/officeDocument" Target="xl/workbook.xml"/></r>',
        )
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return file.getvalue()


def open_document() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", "<office/>")
    return file.getvalue()


def bomb() -> bytes:
    return word_files.zip_up(b"<w:p>" + b" " * (200 * 1024 * 1024))


def deep() -> bytes:
    return word_files.document_of(
        "<w:sdt><w:sdtContent>" * 100_000 + "</w:sdtContent></w:sdt>" * 100_000
    )


def endless_rows() -> bytes:
    return word_files.document_of(paragraph("x") * 50_000)


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "empty"),
    "pdf": (lambda: b"%PDF-1.7\n", "not_a_form"),
    "text": (lambda: b"1. Tillse\tJa", "not_a_form"),
    "old Word": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_word"),
    "password": (encrypted, "encrypted"),
    "workbook": (workbook, "not_a_form"),
    "OpenDocument": (open_document, "not_a_form"),
    "cut off": (lambda: make_form(ANSWERS)[:-300], "damaged"),
    "damaged XML": (lambda: word_files.zip_up("<w:document><w:body>"), "damaged"),
    "no document": (
        lambda: workbook().replace(b"xl/workbook.xml", b"xl/workbook.xm!", 1),
        "damaged",
    ),
    "billion laughs": (billion_laughs, "not_a_form"),
    "outside entity": (outside_entity, "not_a_form"),
    "zip bomb": (bomb, "too_large"),
    "endless rows": (endless_rows, "too_large"),
    "large": (lambda: b"PK\x03\x04" + b"x" * (2 * 1024 * 1024), "too_large"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_form_is_refused_with_a_reason_within_seconds(name: str) -> None:
    make, reason = REFUSED[name]
    data = make()
    began = time.monotonic()
    with pytest.raises(Unreadable) as refused:
        read_word(data)
    assert refused.value.reason == reason
    assert time.monotonic() - began < 5


def test_a_document_nested_without_end_ends_its_own_process_alone() -> None:
    with pytest.raises(Unreadable) as refused:
        read_word(deep())
    assert refused.value.reason in ("damaged", "too_large")


MEASURE = """
import resource, subprocess, sys
with open(sys.argv[1], "rb") as data:
    subprocess.run([sys.executable, "-P", sys.argv[2]], stdin=data, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


@pytest.mark.parametrize("name", ["billion laughs", "zip bomb", "endless rows"])
def test_the_process_that_reads_takes_no_more_memory_than_its_limit(
    name: str, tmp_path: Path
) -> None:
    file = tmp_path / "form.docx"
    file.write_bytes(REFUSED[name][0]())
    # a process of its own measures: what this one has taken would count as the other's
    program = [sys.executable, "-c", MEASURE, str(file), str(word_process.__file__)]
    run = subprocess.run(program, capture_output=True, check=True, text=True)
    assert 0 < int(run.stdout) * 1024 <= word_process.MEMORY
