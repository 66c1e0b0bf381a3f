"""Who is waited for, what they were mailed before, and what became of each mailing."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from hp.database import AnyRow
from hp.domain.answers import ResponseStatus
from hp.models import (
    Contact,
    Mailing,
    Message,
    PersonalLink,
    Response,
    Round,
    ScheduleRun,
    User,
)
from hp.models.mail import MailingKind, MessageState

TO_MANY = (MailingKind.INVITATION, MailingKind.REMINDER, MailingKind.CLOSING)
_NEVER_CAME = (MessageState.WITHDRAWN, MessageState.REFUSED, MessageState.REPLACED)
# one that is sent anew belongs to the mailing it came from, but is later than that
_MAILED_AT = case((Message.replaces_id.is_not(None), Message.not_before), else_=Mailing.created_at)
Pair = tuple[int, int]  # a response and a contact

_RESPONSES = (
    select(
        Response.id,
        Response.organisation_id,
        Response.name,
        Response.status,
        Response.marks,
        Response.due_at,
        Response.submission_id,
    )
    # those that another organisation answers for are written to through that one
    .where(Response.status != ResponseStatus.EXCUSED, Response.answered_by_id.is_(None))
    .order_by(
        case((Response.status == ResponseStatus.NOT_STARTED, 0), else_=1),
        Response.kind,
        Response.sort_key,
        Response.id,
    )
)


def list_waited_for(session: Session, round_id: int) -> Sequence[AnyRow]:
    """Responses that are neither handed in nor excused, those not begun first."""
    is_waited_for = Response.status != ResponseStatus.SUBMITTED
    return session.execute(_RESPONSES.where(Response.round_id == round_id, is_waited_for)).all()


def list_asked(session: Session, round_id: int) -> Sequence[AnyRow]:
    """The same, and those that are handed in."""
    return session.execute(_RESPONSES.where(Response.round_id == round_id)).all()


def count_submitted(session: Session, round_id: int) -> int:
    """How many responses of a round are handed in."""
    statement = select(func.count()).where(
        Response.round_id == round_id, Response.status == ResponseStatus.SUBMITTED
    )
    return session.scalar(statement) or 0


def find_last_mailed(
    session: Session, round_id: int, kind: MailingKind
) -> Mapping[Pair, dt.datetime]:
    """When each contact was last sent such a mail, unless it was taken back or did not arrive."""
    statement = (
        select(Message.response_id, Message.contact_id, func.max(_MAILED_AT).label("at"))
        .join(Mailing, Mailing.id == Message.mailing_id)
        .where(*_has_got(round_id, kind))
        .group_by(Message.response_id, Message.contact_id)
    )
    return {(row.response_id, row.contact_id): row.at for row in session.execute(statement)}


def count_mailed(session: Session, round_id: int, kind: MailingKind) -> Mapping[Pair, int]:
    """How many such mails each contact was sent that were not taken back and did arrive."""
    statement = (
        select(Message.response_id, Message.contact_id, func.count().label("times"))
        .join(Mailing, Mailing.id == Message.mailing_id)
        .where(*_has_got(round_id, kind))
        .group_by(Message.response_id, Message.contact_id)
    )
    return {(row.response_id, row.contact_id): row.times for row in session.execute(statement)}


def _has_got(round_id: int, kind: MailingKind) -> Iterable[ColumnElement[bool]]:
    return (
        Mailing.round_id == round_id,
        Mailing.kind == kind,
        Message.state.not_in(_NEVER_CAME),
        Message.bounced_at.is_(None),
    )


def find_links(session: Session, round_id: int) -> Mapping[Pair, int]:
    """The newest personal link of each contact that still opens its response."""
    statement = (
        select(PersonalLink.response_id, PersonalLink.contact_id, func.max(PersonalLink.id))
        .join(Response, Response.id == PersonalLink.response_id)
        .where(Response.round_id == round_id, PersonalLink.revoked_at.is_(None))
        .group_by(PersonalLink.response_id, PersonalLink.contact_id)
    )
    return {(response, contact): link for response, contact, link in session.execute(statement)}


def find_by_token(session: Session, token: str) -> Mailing | None:
    """The mailing that a form with this token has made."""
    return session.scalars(select(Mailing).where(Mailing.token == token)).one_or_none()


_IS_LAST = Message.state != MessageState.REPLACED  # those are counted as what replaced them
_MAILINGS = (
    select(
        Mailing.id,
        Mailing.kind,
        Mailing.round_id,
        Mailing.created_at,
        Mailing.withdrawn_at,
        Round.name.label("round_name"),
        func.coalesce(func.nullif(User.name, ""), User.email, "").label("sender"),
        Mailing.by_hand,
        ScheduleRun.day.label("scheduled_on"),  # none where somebody has sent it
        func.count(case((_IS_LAST, 1))).label("total"),
        *(
            func.count(case((and_(Message.state == state, Message.bounced_at.is_(None)), 1))).label(
                f"{state}"
            )
            for state in MessageState
        ),
        func.count(case((_IS_LAST & Message.bounced_at.is_not(None), 1))).label("bounced"),
    )
    .join(Round, Round.id == Mailing.round_id)
    .outerjoin(User, User.id == Mailing.user_id)
    .outerjoin(ScheduleRun, ScheduleRun.mailing_id == Mailing.id)
    .outerjoin(Message, Message.mailing_id == Mailing.id)
    .where(Mailing.kind.in_(TO_MANY))
    .group_by(Mailing.id, Round.name, User.name, User.email, ScheduleRun.day)
    .order_by(Mailing.id.desc())
)


def list_mailings(session: Session, round_id: int) -> Sequence[AnyRow]:
    """The mailings to many of a round, the newest first, with how many messages are in each state.

    A mail that came back is counted as `bounced` and in no state.
    """
    return session.execute(_MAILINGS.where(Mailing.round_id == round_id)).all()


def find_mailing(session: Session, mailing_id: int) -> AnyRow | None:
    """One of those."""
    return session.execute(_MAILINGS.where(Mailing.id == mailing_id)).one_or_none()


_FOR_OBSTACLES: tuple[Any, ...] = (  # see hp.mail.obstacles
    Response.status.label("response_status"),
    Response.answered_by_id,
    Response.due_at.label("own_due_at"),
    Round.opened_at,
    Round.due_at,
    Round.closed_at,
    Round.closes_by_itself,
    PersonalLink.revoked_at.label("link_revoked_at"),
)
_MESSAGES = (
    select(
        Message.id,
        Message.to_name,
        Message.to_email,
        Message.subject,
        Message.language,
        Message.state,
        Message.error,
        Message.not_before,
        Message.sent_at,
        Message.claimed_at,
        Message.bounced_at,
        Message.user_link_id,
        Message.contact_id,
        Message.response_id,
        Message.mailing_id,
        Message.replaces_id,
        Mailing.kind,
        Mailing.by_hand,
        Response.organisation_id,
        Response.name.label("organisation"),
        Contact.name.label("contact_name"),
        Contact.email.label("contact_email"),
        Contact.retired_at.label("contact_retired_at"),
        Contact.organisation_id.label("contact_organisation_id"),
        Round.name.label("round_name"),
        Round.is_test,
        *_FOR_OBSTACLES,
    )
    .join(Mailing, Mailing.id == Message.mailing_id)
    .join(Response, Response.id == Message.response_id)
    .join(Contact, Contact.id == Message.contact_id)
    .join(PersonalLink, PersonalLink.id == Message.link_id)
    .join(Round, Round.id == Response.round_id)
)


def list_messages_of_mailing(session: Session, mailing_id: int) -> Sequence[AnyRow]:
    """The messages of one mailing, those that did not go out as they should first."""
    trouble = (MessageState.REFUSED, MessageState.UNCERTAIN, MessageState.DELAYED)
    is_well = case((Message.state.in_(trouble), 0), else_=1)
    statement = _MESSAGES.where(Message.mailing_id == mailing_id)
    return session.execute(statement.order_by(is_well, Response.sort_key, Message.id)).all()


def list_messages_about(session: Session, response_id: int) -> Sequence[AnyRow]:
    """All that has been mailed about one response, tests apart, the newest first."""
    statement = _MESSAGES.where(
        Message.response_id == response_id, Mailing.kind != MailingKind.TEST
    )
    return session.execute(statement.order_by(Message.id.desc())).all()


def find_message(session: Session, message_id: int) -> AnyRow | None:
    """One of the same: a mail to a contact that is no test; None if there is none such."""
    statement = _MESSAGES.where(Message.id == message_id, Mailing.kind != MailingKind.TEST)
    return session.execute(statement).one_or_none()


# those of a test round went to somebody else, and say nothing of a contact's address
_LAST_MAILS = (
    select(func.max(Message.id))
    .join(Mailing, Mailing.id == Message.mailing_id)
    .join(Round, Round.id == Mailing.round_id)
    .where(Round.is_test.is_(False), Mailing.kind != MailingKind.TEST)
    .group_by(Message.contact_id)
)


def list_undelivered(session: Session) -> Sequence[AnyRow]:
    """The last mail of each contact to whom it did not come, or perhaps did not; newest first.

    One that was refused counts no more where the contact has another address since.
    """
    is_refused = (Message.state == MessageState.REFUSED) & (Message.to_email == Contact.email)
    statement = _MESSAGES.where(
        Message.id.in_(_LAST_MAILS),
        is_refused | (Message.state == MessageState.UNCERTAIN),
        Contact.retired_at.is_(None),
    )
    return session.execute(statement.order_by(Message.id.desc())).all()
