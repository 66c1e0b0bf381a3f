"""Every mail there is, word for word, in both languages, as text and as HTML.

The pictures are in the folder `expected`. After a change of words that is meant,
`HP_PICTURES=write pytest tests/mail/test_pictures.py` draws them anew: read what it changes.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sqlalchemy.orm import Session

from hp.domain.reminding import Text
from hp.mail.placeholder import fill_in
from hp.models.mail import MailingKind
from tests.mail.cases import CASES, Stored
from tests.mail.post import LINK
from tests.world import World

FOLDER = Path(__file__).parent / "expected"
LANGUAGES = ("sv", "en")
every_mail = pytest.mark.parametrize("name", CASES)
in_both = pytest.mark.parametrize("language", LANGUAGES)

Draw = Callable[[str, str], Stored]


@pytest.fixture
def draw(session: Session, world: World) -> Draw:
    """A mail as the outbox keeps it, by its name and language."""

    def drawn(name: str, language: str) -> Stored:
        return CASES[name](session, world, language)

    return drawn


@in_both
@every_mail
def test_it_says_what_it_always_said(draw: Draw, name: str, language: str) -> None:
    mail = draw(name, language)
    text = f"Subject: {mail.subject}\n\n{fill_in(mail.text, LINK)}\n"
    pictures = {f"{name}.{language}.txt": text, f"{name}.{language}.html": html_of(mail)}
    if os.environ.get("HP_PICTURES") == "write":
        for file, content in pictures.items():
            (FOLDER / file).write_text(content, encoding="utf-8")
    for file, content in pictures.items():
        assert content == (FOLDER / file).read_text(encoding="utf-8")


@in_both
@every_mail
def test_its_html_says_the_same_words(draw: Draw, name: str, language: str) -> None:
    mail = draw(name, language)
    body = BeautifulSoup(html_of(mail), "html5lib").body
    assert body
    assert words(body.get_text(" ")) == words(fill_in(mail.text, LINK))


@in_both
@every_mail
def test_it_has_one_link_and_fetches_nothing(draw: Draw, name: str, language: str) -> None:
    mail = draw(name, language)
    assert mail.text.count("{link}") == 1
    html = BeautifulSoup(html_of(mail), "html5lib")
    (link,) = html.find_all("a")
    assert str(link["href"]).partition("?")[0] == LINK
    assert not html.find_all(["img", "script", "link", "style", "iframe", "object", "form"])
    allowed = {"href", "lang", "charset", "name", "content"}
    assert {name for tag in html.find_all(True) for name in tag.attrs} <= allowed


@in_both
@every_mail
def test_it_is_in_its_language_throughout(draw: Draw, name: str, language: str) -> None:
    mail = draw(name, language)
    assert f'<html lang="{language}">' in mail.html
    own, other = ("Hej", "Hello") if language == "sv" else ("Hello", "Hej")
    assert re.search(rf"^{own}\b", mail.text, re.MULTILINE)
    assert not re.search(rf"^{other}\b", mail.text, re.MULTILINE)
    left = re.search(r"(?<!<)\{", mail.subject + fill_in(mail.text, LINK))  # but what people wrote
    assert not left


def test_every_text_and_every_kind_of_mail_has_a_picture() -> None:
    drawn = {name.partition("-")[0] for name in CASES}
    named_by_text = {MailingKind.REMINDER, MailingKind.CLOSING}
    # a test is one of the others
    kinds = set(MailingKind) - named_by_text - {MailingKind.TEST}
    assert drawn == {str(text) for text in Text} | {str(kind) for kind in kinds}


def test_no_picture_is_left_of_a_mail_that_is_gone() -> None:
    drawn = {f"{n}.{lang}.{end}" for n in CASES for lang in LANGUAGES for end in ("txt", "html")}
    assert {path.name for path in FOLDER.iterdir()} == drawn


def html_of(mail: Stored) -> str:
    return fill_in(mail.html, LINK) + "\n"


def words(text: str) -> str:
    """Without a space before what follows a tag: browsers show none there."""
    return re.sub(r" (?=[.,:;?!)])", "", " ".join(text.split()))
