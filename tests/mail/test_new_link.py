import datetime as dt

import pytest
from sqlalchemy.orm import Session

from hp.mail import messages
from hp.mail.placeholder import fill_in
from hp.models import Mailing, Message
from hp.models.mail import MailingKind
from tests.mail.post import LINK, add_new_link, as_sent, expected, set_contact, words
from tests.world import DUE, World


@pytest.mark.parametrize("language", ["sv", "en"])
def test_it_says_where_to_go_and_what_if_nobody_asked(
    session: Session, world: World, language: str
) -> None:
    set_contact(session, world.anna, language=language)
    message = add_new_link(session, world.anna)
    assert as_sent(message) == expected(f"new_link.{language}.txt")
    assert words(message) == " ".join(fill_in(message.text, LINK).split())
    assert session.get_one(Mailing, message.mailing_id).kind is MailingKind.NEW_LINK


def test_it_says_no_last_day_that_has_passed(session: Session, world: World) -> None:
    set_contact(session, world.anna, language="en")
    message = add_new_link(session, world.anna, DUE + dt.timedelta(hours=1))
    assert "last day" not in message.text


def test_it_asks_for_an_answer_where_there_is_no_telephone(session: Session, world: World) -> None:
    set_contact(session, world.anna, language="en")
    world.round.contact_phone = ""
    message = add_new_link(session, world.anna)
    assert "Questions? Reply to this e-mail." in message.text


def test_each_has_a_message_id_of_its_own(session: Session, world: World) -> None:
    ids = {add_new_link(session, world.anna).message_id for _ in range(5)}
    assert len(ids) == 5


def test_it_leaves_committing_to_its_caller(session: Session, world: World) -> None:
    messages.add_new_link(session, link_id=world.anna.id, now=DUE)
    session.rollback()
    assert session.query(Message).count() == 0
