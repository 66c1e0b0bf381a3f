"""The mail that a colleague sends a link with."""

import datetime as dt

from sqlalchemy.orm import Session

from hp.mail import messages
from hp.mail.placeholder import fill_in
from hp.models import Message
from tests.mail.post import LINK, set_contact
from tests.world import DUE, NOW, World


def add(session: Session, world: World, now: dt.datetime = NOW, passes_on: bool = False) -> Message:
    """Anna sends Karin a link."""
    return messages.add_colleague(
        session,
        link_id=world.karin.id,
        inviter_id=world.anna.contact_id,
        now=now,
        passes_on=passes_on,
    )


def test_answers_go_to_the_coordinator(session: Session, world: World) -> None:
    message = add(session, world)
    assert (message.to_email, message.reply_to) == (
        "karin@hamnen.example",
        "sara.ek@staden.example",
    )


def test_it_says_no_last_day_that_has_passed(session: Session, world: World) -> None:
    assert "Sista dag" not in add(session, world, DUE + dt.timedelta(hours=1)).text


def test_an_inviter_without_an_address_is_named_alone(session: Session, world: World) -> None:
    set_contact(session, world.anna, email="")
    assert "Anna Lindqvist ber dig" in add(session, world).text


def test_it_has_one_link_and_no_markup_of_others(session: Session, world: World) -> None:
    set_contact(session, world.anna, name="Anna <b>{link}</b>")
    message = add(session, world)
    html = fill_in(message.html, LINK)
    assert html.count("<a ") == 1
    assert "<b>" not in html
    assert "&lt;b&gt;{link}&lt;/b&gt;" in html
