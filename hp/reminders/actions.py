"""Sending to many, once; and taking it back while it waits."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hp.actions.rounds import add_link
from hp.database import begin_writing
from hp.domain.errors import InvalidInput, Refused
from hp.domain.schedule import Period
from hp.domain.text import clean_line
from hp.mail.messages import new_message_id
from hp.mail.texts import Mail
from hp.models import Contact, Mailing, Message, Response, Round, User
from hp.models.mail import MailingKind, MessageState
from hp.reminders.recipients import Recipient, find_recipients
from hp.store import mail, opening, reminders

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

UNDO = dt.timedelta(seconds=60)  # a mailing waits so long before it begins to go out

Write = Callable[[Recipient], Mail]


class TooLateToUndo(Refused):
    """The minute is over, or nothing waits any more."""


class WrongTime(Refused):
    """The round is closed and takes no such mails any more; or, for closing mails, it is open."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a coordinator has asked to be sent."""

    round_id: int
    kind: MailingKind
    chosen: frozenset[str]  # keys of recipients
    seen_at: dt.datetime  # when the page with the recipients was shown
    token: str  # of that page
    by_hand: bool = False  # sent already, from a mail program of the coordinator's own


@dataclass(frozen=True, slots=True)
class Sent:
    """A mailing that has been put in the outbox; `left_out` were chosen and need it no more."""

    mailing_id: int
    left_out: int = 0
    is_repeat: bool = False  # the same form had been sent before


def send(session: "Session", order: Order, write: Write, *, user_id: int, now: dt.datetime) -> Sent:
    """Put one mail per chosen recipient in the outbox, to go out in a minute; or, where they were
    sent by hand, record them as sent.

    Left out is who has handed in, or has got such a mail from somebody else, since the page was
    shown. `write` makes the mail; it is called before the transaction begins, and again only for
    those who have come further since. The same order a second time sends nothing more.
    Raises `WrongTime`, or `InvalidInput` for `chosen` where nobody is left.
    """
    round_ = session.get_one(Round, order.round_id)
    written = {
        recipient: write(recipient) for recipient in find_wanted(session, round_, order, now)
    }
    begin_writing(session)
    round_ = opening.get_round_to_change(session, order.round_id)
    already = reminders.find_by_token(session, order.token)
    if already is not None:
        return Sent(already.id, is_repeat=True)
    if not is_time_for(order.kind, round_.period, now):
        raise WrongTime
    wanted = find_wanted(session, round_, order, now)
    if not wanted:
        raise InvalidInput("chosen", "nobody")
    mailing = _add_mailing(session, order, user_id, now)
    for recipient in wanted:
        words = written.get(recipient) or write(recipient)
        message = make_message(session, mailing, round_, recipient, words, now)
        message.not_before = now + UNDO
        if order.by_hand:
            message.state, message.sent_at, message.not_before = MessageState.SENT, now, now
        session.add(message)
    session.commit()
    return Sent(mailing.id, len(order.chosen) - len(wanted))


def is_time_for(kind: MailingKind, period: Period, now: dt.datetime) -> bool:
    """Whether a round takes mails of this kind now."""
    return period.has_closed(now) if kind is MailingKind.CLOSING else period.is_open(now)


def find_wanted(
    session: "Session", round_: Round, order: Order, now: dt.datetime
) -> list[Recipient]:
    """Those of the chosen who still need such a mail, as when the page was shown."""
    found = find_recipients(session, round_, order.kind, now).reachable
    return [
        recipient
        for recipient in found
        if recipient.key in order.chosen
        and (recipient.last is None or recipient.last < order.seen_at)
    ]


def send_test(
    session: "Session",
    round_id: int,
    kind: MailingKind,
    recipient: Recipient,
    words: Mail,
    *,
    user_id: int,
    now: dt.datetime,
) -> str:
    """Mail one text to the user alone, at once; returns the address. Raises `WrongTime`.

    `words` hold no gap for the link: nobody but the contact shall have it.
    """
    begin_writing(session)
    round_ = session.get_one(Round, round_id)
    if not is_time_for(kind, round_.period, now):
        raise WrongTime
    user = session.get_one(User, user_id)
    mailing = Mailing(kind=MailingKind.TEST, round_id=round_id, user_id=user_id, created_at=now)
    session.add(mailing)
    session.flush()
    message = make_message(session, mailing, round_, recipient, words, now)
    message.to_name, message.to_email = clean_line(user.name), user.email
    session.add(message)
    session.commit()
    return user.email


def undo(session: "Session", mailing_id: int, now: dt.datetime) -> int:
    """Take back a mailing within its minute; returns how many mails. Raises `TooLateToUndo`.

    Undoing what is undone changes nothing.
    """
    begin_writing(session)
    mailing = session.get_one(Mailing, mailing_id)
    if mailing.withdrawn_at is not None:
        return 0
    if now >= mailing.created_at + UNDO:
        raise TooLateToUndo
    taken = mail.withdraw_mailing(session, mailing_id, now, by_hand=mailing.by_hand)
    session.commit()
    return taken


def _add_mailing(session: "Session", order: Order, user_id: int, now: dt.datetime) -> Mailing:
    mailing = Mailing(
        kind=order.kind,
        round_id=order.round_id,
        user_id=user_id,
        created_at=now,
        token=order.token,
        by_hand=order.by_hand,
    )
    session.add(mailing)
    session.flush()
    return mailing


def make_message(
    session: "Session",
    mailing: Mailing,
    round_: Round,
    recipient: Recipient,
    words: Mail,
    now: dt.datetime,
) -> Message:
    """One recipient's mail in a mailing, to go out at once; a link is made where there is none.

    In a test round it goes to the contact person of the round. Neither added nor committed.
    """
    to_name, to_email = pick_address(round_, recipient)
    return Message(
        mailing_id=mailing.id,
        response_id=recipient.response_id,
        contact_id=recipient.contact_id,
        link_id=recipient.link_id or _new_link(session, recipient, now),
        message_id=new_message_id(),
        to_name=to_name,
        to_email=to_email,
        reply_to=round_.contact_email,
        language=recipient.language,
        not_before=now,
        subject=words.subject,
        text=words.text,
        html=words.html,
        calendar=words.calendar,
    )


def pick_address(round_: Round, recipient: Recipient) -> tuple[str, str]:
    """The name and the address that a mail goes to: in a test round those of its contact person."""
    if round_.is_test:
        return round_.contact_name, round_.contact_email
    return clean_line(recipient.name), recipient.email


def _new_link(session: "Session", recipient: Recipient, now: dt.datetime) -> int:
    response = session.get_one(Response, recipient.response_id)
    contact = session.get_one(Contact, recipient.contact_id)
    return add_link(session, response, contact, now).id
