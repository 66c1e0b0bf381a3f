"""What mails are made from, and the outbox."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, case, func, select, update
from sqlalchemy.orm import Session

from hp.models import (
    Activity,
    Area,
    Contact,
    Mailing,
    Message,
    PersonalLink,
    Response,
    Round,
    Submission,
    SubmittedAnswer,
    UserLink,
)
from hp.models.mail import MailingKind, MessageState

Addressee = Row[PersonalLink, Contact, Response, Round]
FrozenAnswer = Row[SubmittedAnswer, Activity, Area]
OutboxMessage = Row[
    *tuple[Any, ...]
]  # the columns of _MESSAGE: a message, whose it is, and its link as it is now


def get_addressee(session: Session, link_id: int) -> Addressee:
    """Whom a mail with this personal link is for, and what it is about."""
    return session.execute(
        select(PersonalLink, Contact, Response, Round)
        .join(Contact, Contact.id == PersonalLink.contact_id)
        .join(Response, Response.id == PersonalLink.response_id)
        .join(Round, Round.id == Response.round_id)
        .where(PersonalLink.id == link_id)
    ).one()


def get_submission(session: Session, submission_id: int) -> Submission:
    """One hand-in."""
    return session.get_one(Submission, submission_id)


def list_frozen_answers(session: Session, submission_id: int) -> Sequence[FrozenAnswer]:
    """The answers of a hand-in, each with its activity and area, in the order of the plan."""
    return session.execute(
        select(SubmittedAnswer, Activity, Area)
        .join(Submission, Submission.id == SubmittedAnswer.submission_id)
        .join(Response, Response.id == Submission.response_id)
        .join(
            Activity,
            (Activity.round_id == Response.round_id) & (Activity.number == SubmittedAnswer.number),
        )
        .join(Area, Area.id == Activity.area_id)
        .where(SubmittedAnswer.submission_id == submission_id)
        .order_by(Activity.number)
    ).all()


_TO_SEND = (MessageState.WAITING, MessageState.DELAYED)
_IS_SENDING = Message.state == MessageState.SENDING
_HAS_NOT_BEGUN = _IS_SENDING & Message.data_began_at.is_(None)
_DUE = (
    select(Message.id)
    .where(Message.state.in_(_TO_SEND), Message.not_before <= bindparam("now"))
    .order_by(Message.id)
    .limit(1)
)
_CLAIM = (
    update(Message)
    .where(
        Message.id == _DUE.with_for_update(skip_locked=True).scalar_subquery(),
        Message.state.in_(_TO_SEND),
    )
    .values(
        state=MessageState.SENDING,
        claimed_at=bindparam("now"),
        data_began_at=None,
        attempts=Message.attempts + 1,
    )
    .returning(Message.id)
)
_MESSAGE = (
    select(
        *Message.__table__.columns,
        Mailing.kind,
        Response.name.label("organisation"),
        Response.status.label("response_status"),
        Response.answered_by_id,
        Response.due_at.label("own_due_at"),
        Round.opened_at,
        Round.due_at,
        Round.closed_at,
        Round.closes_by_itself,
        Contact.retired_at.label("contact_retired_at"),
        PersonalLink.version.label("link_version"),
        PersonalLink.revoked_at.label("link_revoked_at"),
        UserLink.ended_at.label("user_link_ended_at"),
        UserLink.expires_at.label("user_link_expires_at"),
    )
    .join(Mailing, Mailing.id == Message.mailing_id)
    .outerjoin(Response, Response.id == Message.response_id)
    .outerjoin(Round, Round.id == Response.round_id)
    .outerjoin(Contact, Contact.id == Message.contact_id)
    .outerjoin(PersonalLink, PersonalLink.id == Message.link_id)
    .outerjoin(UserLink, UserLink.id == Message.user_link_id)
)


def has_due_message(session: Session, now: dt.datetime) -> bool:
    """Whether anything waits to be sent at `now`."""
    return session.scalar(_DUE, {"now": now}) is not None


def claim_message(session: Session, now: dt.datetime) -> OutboxMessage | None:
    """Take the next message that is due; None if there is none. Does not commit.

    It is one statement, so that of several senders at once exactly one gets it.
    """
    connection = session.connection()
    message_id = connection.execute(_CLAIM, {"now": now}).scalar()
    if message_id is None:
        return None
    return connection.execute(_MESSAGE.where(Message.id == message_id)).one()


def get_message(session: Session, message_id: int) -> OutboxMessage:
    """A message of the outbox, and all that it depends on, as they are now."""
    return session.connection().execute(_MESSAGE.where(Message.id == message_id)).one()


def begin_data(session: Session, message: OutboxMessage, now: dt.datetime) -> bool:
    """Note that a claimed message begins to go out. Does not commit.

    False if the claim is no longer held: somebody took the mailing back, or another sender has
    the message since. It must not be sent then.
    """
    noted = session.connection().execute(
        update(Message)
        .where(Message.id == message.id, Message.attempts == message.attempts, _IS_SENDING)
        .values(data_began_at=now)
    )
    return noted.rowcount == 1


def is_link_waiting(session: Session, link_id: int) -> bool:
    """Whether a mail with this link, asked for anew, waits to go where a new one would go."""
    to_email = case((Round.is_test, Round.contact_email), else_=Contact.email)
    found = (
        select(Message.id)
        .join(Mailing, Mailing.id == Message.mailing_id)
        .join(Round, Round.id == Mailing.round_id)
        .join(Contact, Contact.id == Message.contact_id)
        .where(
            Message.link_id == link_id,
            Message.state.in_((MessageState.WAITING, MessageState.DELAYED)),
            Mailing.kind == MailingKind.NEW_LINK,
            Message.to_email == to_email,
        )
    )
    return session.scalar(found.limit(1)) is not None


def set_outcome(session: Session, message: OutboxMessage, **values: Any) -> None:
    """Record what became of a claimed message: columns of `Message`. Does not commit.

    A sender that took so long that its message was held to be uncertain knows better.
    """
    open_states = (MessageState.SENDING, MessageState.UNCERTAIN)
    session.connection().execute(
        update(Message)
        .where(
            Message.id == message.id,
            Message.attempts == message.attempts,
            Message.state.in_(open_states),
        )
        .values(**values)
    )


def has_dead_claim(session: Session, before: dt.datetime) -> bool:
    """Whether a message was claimed `before` that time and nothing was recorded of it since."""
    found = select(Message.id).where(_IS_SENDING, Message.claimed_at < before).limit(1)
    return session.scalar(found) is not None


def release_dead_claims(session: Session, before: dt.datetime) -> int:
    """Give up claims from `before` that time; returns how many mails are uncertain now.

    A message that had not begun to go out waits again; nobody knows of one that had.
    Does not commit.
    """
    connection = session.connection()
    connection.execute(
        update(Message)
        .where(_HAS_NOT_BEGUN, Message.claimed_at < before)
        .values(state=MessageState.WAITING)
    )
    uncertain = connection.execute(
        update(Message)
        .where(_IS_SENDING, Message.data_began_at < before)
        .values(state=MessageState.UNCERTAIN)
    )
    return uncertain.rowcount


def withdraw_mailing(
    session: Session, mailing_id: int, now: dt.datetime, *, by_hand: bool = False
) -> int:
    """Take back what has not gone out of a mailing; returns how many mails. Does not commit.

    What was only recorded as sent `by_hand` is taken back whole.

    It is one statement, so that a sender either has begun with a message or will never send it.
    """
    recorded = (MessageState.SENT,) if by_hand else ()
    connection = session.connection()
    taken = connection.execute(
        update(Message)
        .where(
            Message.mailing_id == mailing_id,
            Message.state.in_((*_TO_SEND, *recorded)) | _HAS_NOT_BEGUN,
        )
        .values(state=MessageState.WITHDRAWN)
    )
    connection.execute(update(Mailing).where(Mailing.id == mailing_id).values(withdrawn_at=now))
    return taken.rowcount


def list_messages(session: Session, limit: int, offset: int = 0) -> Sequence[OutboxMessage]:
    """Messages of the outbox in any state, the newest first."""
    statement = _MESSAGE.order_by(Message.id.desc()).limit(limit).offset(offset)
    return session.execute(statement).all()


def count_messages(session: Session) -> int:
    """How many messages there are, in any state."""
    return session.scalar(select(func.count()).select_from(Message)) or 0
