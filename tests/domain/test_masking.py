"""Masking words in a text, a mail and HTML: they are gone, and nothing else is."""

import html
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from hp.domain.masking import MARK, can_be_masked, holds, mask, mask_html
from hp.mail.placeholder import fill_in, leave_gap

LETTERS = "aåéÖ1- \n.<>&\"'{}[]*(?\\"
TEXTS = st.text(LETTERS, max_size=30)
WORDS = st.text(LETTERS, min_size=2, max_size=12).map(str.strip).filter(can_be_masked)


@pytest.mark.parametrize(
    ("text", "words", "masked"),
    [
        ("Åke är sjuk.", "Åke", "[***] är sjuk."),
        ("ÅKE är sjuk.", "åke", "[***] är sjuk."),
        (unicodedata.normalize("NFD", "Fråga Åke."), "Åke", "Fråga [***]."),
        ("Fråga Åke.", unicodedata.normalize("NFD", "Åke"), "Fråga [***]."),
        ("Åke\n  Öhrnell\u00a0Ek", "Åke Öhrnell Ek", "[***]"),
        ("Öhrnells ansvar", "Öhrnell", "[***]s ansvar"),
        ("Bo i Borås", "Bo", "[***] i Borås"),
        ("a.b och aXb", "a.b", "[***] och aXb"),
        ("Annat.", "Åke", "Annat."),
        ("Nå[***]t", "[***]", "Nå[***]t"),
    ],
)
def test_words_are_found_as_people_write_them(text: str, words: str, masked: str) -> None:
    assert mask(text, [words]) == masked


def test_the_longest_goes_first() -> None:
    assert mask("Åke Öhrnell, VD", ["Åke", "Åke Öhrnell, VD"]) == MARK


def test_a_text_without_the_words_is_left_as_it_was_letter_by_letter() -> None:
    text = unicodedata.normalize("NFD", "Å")
    assert mask(text, ["Åke"]) == text
    assert mask(text, []) == text


@given(TEXTS, WORDS, TEXTS)
def test_nothing_is_left_of_the_words(before: str, words: str, after: str) -> None:
    masked = mask(f"{before} {words} {after}", [words])
    assert not holds(masked, [words])
    assert MARK in masked


@given(TEXTS, WORDS, TEXTS)
def test_html_says_what_the_text_says_and_its_tags_stay(
    before: str, words: str, after: str
) -> None:
    text = f"{before} {words} {after}"
    lines = "<br>".join(str(escape(line)) for line in text.split("\n"))
    page = f'<p class="a1">{lines}</p>'
    masked = mask_html(page, [words])
    tags = re.compile("<[^>]*>")
    assert set(tags.findall(masked)) <= set(tags.findall(page))
    assert masked.startswith('<p class="a1">')
    said = html.unescape(tags.sub(" ", masked))
    assert not holds(said, [words])


@given(TEXTS, WORDS, TEXTS)
def test_a_stored_mail_keeps_its_link(before: str, words: str, after: str) -> None:
    stored = leave_gap(f"{before} {words} {{link}} {after} MARKER", "MARKER")
    plain = mask(fill_in(stored, "\x1f"), [words])
    assert fill_in(leave_gap(plain, "\x1f"), "https://x").endswith("https://x")


def test_words_of_the_markup_are_no_words_of_the_text() -> None:
    page = '<p class="link"><a href="x?link">a link &amp; amp</a></p>'
    assert mask_html(page, ["link", "amp"]) == (
        '<p class="link"><a href="x?link">a [***] &amp; [***]</a></p>'
    )
