"""Whether words stand in a Word file."""

import pytest

from hp.documents.word_search import is_said
from hp.domain.masking import holds
from tests.documents.word_files import Shape, document_of, make_form, paragraph, zip_up

WORDS = "Åke Öhrnell & Co"


def says(data: bytes, words: str = WORDS) -> bool:
    return is_said(data, lambda text: holds(text, [words]))


@pytest.mark.parametrize("shape", [Shape(), Shape(is_split=True), Shape(layout="paragraphs")])
def test_they_are_found_however_the_text_is_cut(shape: Shape) -> None:
    form = make_form({2: ("Delvis", [f"Fråga {WORDS}."])}, shape)
    assert says(form)
    assert not says(form, "Spårvägen")


def test_words_of_two_paragraphs_do_not_run_together() -> None:
    data = document_of(paragraph("Åke") + paragraph("Öhrnell & Co"))
    assert says(data)
    assert not says(data, "ÅkeÖhrnell")


def test_a_hyphen_that_does_not_break_is_one() -> None:
    text = paragraph("1956-4477").replace("-", "</w:t><w:noBreakHyphen/><w:t>")
    assert says(document_of(text), "1956-4477")


def test_they_are_found_in_other_parts_and_in_their_names() -> None:
    assert says(zip_up("<a/>", **{"docProps/core.xml": "<c>Åke Öhrnell &amp; Co</c>"}))
    assert says(zip_up("<a/>", **{"word/media/Karlsson.png": b"\x89"}), "Karlsson")


@pytest.mark.parametrize("data", [b"", b"PK", b"no file", make_form({})[:200]])
def test_what_cannot_be_read_may_say_it(data: bytes) -> None:
    assert says(data)


def test_what_was_packed_wrongly_may_say_it() -> None:
    data = zip_up("<a>hej</a>" * 500)
    begin = data.index(b"word/document.xml") + len(b"word/document.xml")
    assert says(data[:begin] + b"\xff" * 12 + data[begin + 12 :])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_they_are_found_in_every_encoding_that_word_files_may_have(encoding: str) -> None:
    text = f'<?xml version="1.0"?><a>{WORDS.replace("&", "&amp;")}</a>'
    data = zip_up("<a/>", **{"word/footnotes.xml": text.encode(encoding)})
    assert says(data)
    assert not says(data, "Spårvägen")


def test_a_part_that_swells_may_say_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hp.documents.word_search._MOST", 100)
    assert says(zip_up("<a/>", **{"big.xml": b"x" * 101}))
