import datetime as dt

import pytest
from bs4 import BeautifulSoup
from sqlalchemy.orm import Session

from hp.mail.placeholder import fill_in
from hp.models import Mailing, Message
from hp.models.mail import MailingKind, MessageState
from tests.mail.post import LINK, add_receipt, set_contact, words
from tests.world import DUE, NOW, World


def test_it_waits_in_the_outbox_for_the_contact(session: Session, world: World) -> None:
    message = add_receipt(session, world)
    assert session.get_one(Mailing, message.mailing_id).kind is MailingKind.RECEIPT
    assert (message.state, message.not_before) == (MessageState.WAITING, NOW)
    assert (message.to_name, message.to_email) == ("Anna Lindqvist", "anna@hamnen.example")
    assert message.reply_to == "sara.ek@staden.example"
    assert message.message_id.endswith("@localhost>")


def test_it_is_undone_with_the_transaction_it_is_part_of(session: Session, world: World) -> None:
    add_receipt(session, world)
    session.rollback()
    assert session.query(Message).count() == 0


def test_it_names_the_organisations_own_last_day(session: Session, world: World) -> None:
    set_contact(session, world.anna, language="en")
    world.harbour.due_at = DUE + dt.timedelta(days=7)
    message = add_receipt(session, world)
    assert "The last day is 22 September 2023." in message.text
    assert "15 September" not in message.text


def test_it_promises_reopening_until_the_close_and_not_only_until_the_last_day(
    session: Session, world: World
) -> None:
    set_contact(session, world.anna, language="en")
    late = add_receipt(session, world, submitted_at=DUE + dt.timedelta(hours=1), is_late=True)
    assert "You can reopen the response until the follow-up closes:\n{link}" in late.text
    assert "last day" not in late.text


def test_it_promises_the_last_day_where_the_round_closes_by_itself(
    session: Session, world: World
) -> None:
    set_contact(session, world.anna, language="en")
    world.round.closes_by_itself = True
    message = add_receipt(session, world)
    assert "You can reopen the response until 15 September 2023:\n{link}" in message.text


@pytest.mark.parametrize(
    ("name", "greeting"),
    [("Anna Lindqvist", "Hello Anna!"), ("Registrator", "Hello!"), ("", "Hello!")],
)
def test_it_greets_by_first_name_only_who_has_one(
    session: Session, world: World, name: str, greeting: str
) -> None:
    set_contact(session, world.anna, language="en", name=name)
    message = add_receipt(session, world)
    assert message.text.startswith(f"{greeting}\n\n")


def test_it_leaves_out_a_function_that_was_not_given(session: Session, world: World) -> None:
    set_contact(session, world.anna, language="en")
    message = add_receipt(session, world, function="")
    assert "at 14:00 by Anna Lindqvist. Receipt number 2023-0417." in message.text


def test_it_gives_no_link_to_a_comment_that_looks_like_a_gap(
    session: Session, world: World
) -> None:
    comment = "{link} {{link}} }}{link}{{ {0} {link.__class__} %(link)s {"
    message = add_receipt(session, world, comments={2: comment}, name="{link} Ek")
    text = fill_in(message.text, LINK)
    assert comment in text
    assert "{link} Ek" in text
    assert text.count(LINK) == 1
    html = fill_in(message.html, LINK)
    assert comment in html
    assert html.count(LINK) == 2, "the address and the words of the one link"


def test_it_shows_markup_in_a_comment_as_text(session: Session, world: World) -> None:
    comment = """</dd><script>alert(1)</script><img src=x onerror=alert(1)> "&amp;" <b>fet</b>"""
    message = add_receipt(session, world, comments={2: comment}, name="<i>Anna</i>")
    html = BeautifulSoup(message.html, "html5lib")
    assert not html.find_all(["script", "img", "b", "i"])
    assert comment in words(message)
    assert comment in message.text
    assert "<i>Anna</i>" in words(message)


def test_its_subject_is_one_line_whatever_an_organisation_is_called(
    session: Session, world: World
) -> None:
    set_contact(session, world.anna, language="en", name="Anna\r\nBcc: all@staden.example Ek")
    world.harbour.name = "Hamn\r\nBcc: all@staden.example\u2028bolaget & <b>AB</b>"
    message = add_receipt(session, world)
    assert message.subject == (
        "Receipt: Hamn Bcc: all@staden.example bolaget & <b>AB</b> has submitted the follow-up"
    )
    assert message.to_name == "Anna Bcc: all@staden.example Ek"


def test_it_marks_activities_that_have_no_english_as_swedish(
    session: Session, world: World
) -> None:
    set_contact(session, world.anna, language="en")
    world.round.activities[0].text_en = ""
    message = add_receipt(session, world)
    swedish = BeautifulSoup(message.html, "html5lib").find_all(lang="sv")
    assert [part.get_text() for part in swedish] == [world.round.activities[0].text_sv]
