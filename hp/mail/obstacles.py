"""Why a mail shall not go out any more: checked before it is sent anew, and when it is sent."""

import datetime as dt
from enum import StrEnum

from hp.domain.answers import ResponseStatus
from hp.domain.schedule import Period
from hp.models.mail import MailingKind
from hp.store.mail import OutboxMessage

_ASKS_TO_ANSWER = (MailingKind.INVITATION, MailingKind.REMINDER)


class Obstacle(StrEnum):
    """What is in the way."""

    LINK_ENDED = "link_ended"
    RETIRED = "retired"  # the contact
    SUBMITTED = "submitted"
    EXCUSED = "excused"
    ANSWERED_BY = "answered_by"  # another organisation
    CLOSED = "closed"  # the round


def find_obstacle(message: OutboxMessage, now: dt.datetime) -> Obstacle | None:
    """Why there is no reason left to send a message; None if there is one.

    An invitation or a reminder is for those who can still answer and have not. Other mails go out
    as long as their link opens something.
    """
    if message.user_link_id is not None:
        is_over = message.user_link_ended_at is not None or message.user_link_expires_at <= now
        return Obstacle.LINK_ENDED if is_over else None
    if message.contact_retired_at is not None:
        return Obstacle.RETIRED
    if message.link_revoked_at is not None:
        return Obstacle.LINK_ENDED
    return _find_in_answer(message, now) if message.kind in _ASKS_TO_ANSWER else None


def _find_in_answer(message: OutboxMessage, now: dt.datetime) -> Obstacle | None:
    if message.response_status == ResponseStatus.EXCUSED:
        return Obstacle.EXCUSED
    if not ResponseStatus(message.response_status).takes_answers:
        return Obstacle.SUBMITTED
    if message.answered_by_id is not None:
        return Obstacle.ANSWERED_BY
    period = Period(
        message.opened_at,
        message.own_due_at or message.due_at,
        message.closed_at,
        message.closes_by_itself,
    )
    return Obstacle.CLOSED if period.has_closed(now) else None
