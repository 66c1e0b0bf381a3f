"""Mails that came back."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from hp.models import Message
from hp.models.mail import MessageState

_GONE_OUT = Message.state.in_((MessageState.SENDING, MessageState.SENT, MessageState.UNCERTAIN))


def set_bounced(session: Session, message_id: str, words: str, now: dt.datetime) -> bool:
    """Note that the mail with this Message-ID came back. Does not commit.

    False if there is none, or if it is known already.
    """
    noted = session.connection().execute(
        update(Message)
        .where(Message.message_id == message_id, _GONE_OUT)
        .values(state=MessageState.REFUSED, bounced_at=now, error=words)
    )
    return noted.rowcount == 1


def find_last_sent(session: Session, emails: Sequence[str], since: dt.datetime) -> str | None:
    """The Message-ID of the last mail sent to one of these addresses, but not before `since`.

    Addresses are compared as they are written and as they stand on the line (IDNA).
    """
    found = session.execute(
        select(Message.to_email, Message.message_id)
        .where(Message.state == MessageState.SENT, Message.sent_at >= since)
        .order_by(Message.id.desc())
    )
    return next((row.message_id for row in found if _spellings(row.to_email) & set(emails)), None)


def _spellings(email: str) -> set[str]:
    user, _, domain = email.lower().rpartition("@")
    try:
        return {f"{user}@{domain}", f"{user}@{domain.encode('idna').decode()}"}
    except UnicodeError:
        return {email}
