"""What is not sent any more, because there is no reason left, however late that turns out."""

import datetime as dt
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import pytest
from sqlalchemy.orm import Session

from hp.database import Database
from hp.domain.answers import ResponseStatus
from hp.mail import outbox
from hp.models import Contact, Mailing, Message, PersonalLink, Response, Round
from hp.models.mail import MailingKind
from tests.mail.post import Remembering, add_new_link, read_all
from tests.world import NOW, World

Send = Callable[[Any], outbox.Counts]
LATER = NOW + dt.timedelta(minutes=1)


def add_mail(session: Session, link: PersonalLink, kind: MailingKind) -> Message:
    """A mail of this kind, committed and waiting."""
    message = add_new_link(session, link)
    session.get_one(Mailing, message.mailing_id).kind = kind
    session.commit()
    return message


def close(session: Session, world: World) -> None:
    session.get_one(Round, world.round.id).closed_at = NOW


def close_by_itself(session: Session, world: World) -> None:
    round_ = session.get_one(Round, world.round.id)
    round_.closes_by_itself, round_.due_at = True, NOW - dt.timedelta(seconds=1)


def retire(session: Session, world: World) -> None:
    session.get_one(Contact, world.anna.contact_id).retired_at = NOW


def hand_in(session: Session, world: World) -> None:
    session.get_one(Response, world.harbour.id).status = ResponseStatus.SUBMITTED


def excuse(session: Session, world: World) -> None:
    session.get_one(Response, world.harbour.id).status = ResponseStatus.EXCUSED


def let_another_answer(session: Session, world: World) -> None:
    session.get_one(Response, world.harbour.id).answered_by_id = world.culture.id


REASONS = [close, close_by_itself, retire, hand_in, excuse, let_another_answer]
Happens = Callable[[Session, World], None]


@pytest.mark.parametrize("kind", [MailingKind.INVITATION, MailingKind.REMINDER])
@pytest.mark.parametrize("happens", REASONS)
def test_who_need_not_answer_any_more_is_not_asked_to(
    session: Session, world: World, send: Send, happens: Happens, kind: MailingKind
) -> None:
    add_mail(session, world.anna, kind)
    add_mail(session, world.bo, MailingKind.NEW_LINK)
    happens(session, world)
    session.commit()
    sender = Remembering()
    assert send(sender) == {"withdrawn": 1, "sent": 1}
    assert [mail["To"].addresses[0].username for mail in sender.mails] == ["bo"]


@pytest.mark.parametrize("happens", [close, hand_in, excuse])
def test_other_mails_go_out_all_the_same(
    session: Session, world: World, send: Send, happens: Happens
) -> None:
    add_mail(session, world.anna, MailingKind.RECEIPT)
    happens(session, world)
    session.commit()
    assert send(Remembering()) == {"sent": 1}


def test_a_retired_contact_gets_nothing_at_all(session: Session, world: World, send: Send) -> None:
    add_mail(session, world.anna, MailingKind.RECEIPT)
    retire(session, world)
    session.commit()
    assert send(Remembering()) == {"withdrawn": 1}


def test_a_later_day_of_its_own_keeps_an_organisation_asked(
    session: Session, world: World, send: Send
) -> None:
    add_mail(session, world.anna, MailingKind.REMINDER)
    close_by_itself(session, world)
    session.get_one(Response, world.harbour.id).due_at = NOW + dt.timedelta(days=1)
    session.commit()
    assert send(Remembering()) == {"sent": 1}


class Slow(Remembering):
    """Something happens after the mail was claimed, while the server is asked for its attention."""

    def __init__(self, happens: Callable[[], None]) -> None:
        super().__init__()
        self.happens = happens

    def send(self, mail: EmailMessage, begin: Callable[[], None]) -> None:
        self.happens()
        super().send(mail, begin)


@pytest.mark.parametrize("happens", [close, hand_in, retire])
def test_what_happens_between_claim_and_text_counts_too(
    session: Session, world: World, send: Send, database: Database, happens: Happens
) -> None:
    add_mail(session, world.anna, MailingKind.REMINDER)

    def meanwhile() -> None:
        with database.new_session() as other:
            happens(other, world)
            other.commit()

    sender = Slow(meanwhile)
    assert send(sender) == {"withdrawn": 1}
    assert sender.mails == []
    (message,) = read_all(session)
    assert (message.state, message.data_began_at, message.sent_at) == ("withdrawn", None, None)
