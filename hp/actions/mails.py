"""Mails that did not arrive, or of which nobody knows: what a coordinator decides about each."""

import datetime as dt
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from hp.actions import contacts
from hp.actions.events import note_response
from hp.database import begin_writing
from hp.domain.errors import ChangedMeanwhile, InvalidFields, Refused
from hp.domain.text import clean_line, tidy_email
from hp.mail.messages import new_message_id
from hp.mail.obstacles import Obstacle, find_obstacle
from hp.models import Contact, Message, Response, Round
from hp.models.events import EventKind
from hp.models.mail import MessageState
from hp.store import colleagues, mail

_FAILED = (MessageState.REFUSED, MessageState.UNCERTAIN)
_COPIED = ("mailing_id", "response_id", "contact_id", "reply_to", "language")
_WORDS = ("subject", "text", "html", "calendar")


class NotFailed(Refused):
    """Nothing went wrong with the mail, as far as is known now."""


class CannotSendAgain(Refused):
    """There is no reason left to send the mail, or no way; `obstacle` says which."""

    def __init__(self, obstacle: Obstacle) -> None:
        super().__init__(obstacle)
        self.obstacle = obstacle


@dataclass(frozen=True, slots=True)
class Address:
    """An address as it was typed, and as it stood when the form was shown."""

    typed: str
    seen: str


def send_again(
    session: Session,
    message_id: int,
    address: Address | None = None,
    *,
    user_id: int,
    now: dt.datetime,
) -> bool:
    """Put a mail that did not arrive in the outbox again, in the same words; False if it is there.

    With an `address` the contact has it from now on. Whatever link of the contact's holds now is
    filled in. Raises `InvalidFields` for `email`, `ChangedMeanwhile` where somebody else has given
    the contact another address, `NotFailed` or `CannotSendAgain`.
    """
    begin_writing(session)
    failed = session.get_one(Message, message_id, with_for_update=True)
    if failed.state is MessageState.REPLACED:
        return False
    if failed.state not in _FAILED:
        raise NotFailed
    response = session.get_one(Response, failed.response_id)
    contact = session.get_one(Contact, failed.contact_id)
    if address is not None:
        _mend(session, contact, address, now, user_id)
    new = _write_again(session, failed, contact, response, now)
    failed.state = MessageState.REPLACED
    who = {"user_id": user_id, "about_contact_id": contact.id}
    note_response(session, EventKind.MAIL_SENT_AGAIN, response, now, **who)
    session.flush()
    if obstacle := find_obstacle(mail.get_message(session, new.id), now):
        raise CannotSendAgain(obstacle)
    session.commit()
    return True


def say_arrived(session: Session, message_id: int, *, user_id: int, now: dt.datetime) -> None:
    """Hold a mail of which nobody knew for sent: somebody has been asked. Twice changes nothing.

    Raises `NotFailed` where it is known already what became of it.
    """
    begin_writing(session)
    message = session.get_one(Message, message_id, with_for_update=True)
    if message.state is MessageState.SENT:
        return
    if message.state is not MessageState.UNCERTAIN:
        raise NotFailed
    message.state, message.error = MessageState.SENT, ""
    message.sent_at = message.data_began_at or message.claimed_at or now
    response = session.get_one(Response, message.response_id)
    who = {"user_id": user_id, "about_contact_id": message.contact_id}
    note_response(session, EventKind.MAIL_ARRIVED, response, now, **who)
    session.commit()


def _mend(
    session: Session, contact: Contact, address: Address, now: dt.datetime, user_id: int
) -> None:
    typed = tidy_email(address.typed)
    if not typed:
        raise InvalidFields({"email": "missing"})
    if contact.email not in (typed, tidy_email(address.seen)):
        raise ChangedMeanwhile
    fields = replace(contacts.fields_of(contact), email=typed)
    contacts.change_contact(session, contact, fields, now, user_id)


def _write_again(
    session: Session, failed: Message, contact: Contact, response: Response, now: dt.datetime
) -> Message:
    round_ = session.get_one(Round, response.round_id)
    to_name, to_email = clean_line(contact.name), contact.email
    if round_.is_test:
        to_name, to_email = round_.contact_name, round_.contact_email
    if not to_email:
        raise InvalidFields({"email": "missing"})
    links = colleagues.list_valid_links(session, response.id, contact.id)
    message = Message(
        **{name: getattr(failed, name) for name in (*_COPIED, *_WORDS)},
        link_id=links[-1].id if links else failed.link_id,
        replaces_id=failed.id,
        message_id=new_message_id(),
        to_name=to_name,
        to_email=to_email,
        not_before=now,
    )
    session.add(message)
    session.flush()
    return message
