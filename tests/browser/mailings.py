"""Mailings for the demonstration, with a mail in each state there is, so that a crawl sees them."""

import datetime as dt
import itertools

from sqlalchemy import select
from sqlalchemy.orm import Session

from hp.models import Contact, Mailing, Message, PersonalLink, Response, Round
from hp.models.mail import MailingKind, MessageState

_BACK = "550 5.1.1 <anna@hamnen.example>: Recipient address rejected: User unknown"
_STATES = {  # and what is known of a mail in it
    "sent": (MessageState.SENT, ""),
    "came back": (MessageState.REFUSED, _BACK),
    "refused": (MessageState.REFUSED, "552 5.3.4 Message size exceeds fixed limit"),
    "delayed": (MessageState.DELAYED, "451 4.7.1 Greylisted, try again later"),
    "uncertain": (MessageState.UNCERTAIN, "Connection unexpectedly closed"),
}


def add_mailings(session: Session, now: dt.datetime) -> None:
    """An invitation, a reminder in all states, and one that was undone, in the newest round."""
    round_ = session.scalars(select(Round).order_by(Round.id.desc())).first()
    assert round_ is not None
    found = session.execute(
        select(PersonalLink, Contact)
        .join(Contact, Contact.id == PersonalLink.contact_id)
        .join(Response, Response.id == PersonalLink.response_id)
        .where(Response.round_id == round_.id, PersonalLink.revoked_at.is_(None))
        .order_by(PersonalLink.id)
    ).all()
    to = itertools.cycle(found)
    for days, kind, states in (
        (9, MailingKind.INVITATION, ["sent"]),
        (2, MailingKind.REMINDER, [*_STATES, *_STATES]),
        (1, MailingKind.REMINDER, ["undone"]),
    ):
        at = now - dt.timedelta(days=days)
        undone_at = at if states == ["undone"] else None
        mailing = Mailing(kind=kind, round_id=round_.id, created_at=at, withdrawn_at=undone_at)
        session.add(mailing)
        session.flush()
        for name in states:
            link, contact = next(to)
            session.add(_message(mailing, link, contact, name))
    session.commit()


def _message(mailing: Mailing, link: PersonalLink, contact: Contact, name: str) -> Message:
    at = mailing.created_at
    state, error = _STATES.get(name, (MessageState.WITHDRAWN, ""))
    return Message(
        mailing_id=mailing.id,
        response_id=link.response_id,
        contact_id=contact.id,
        link_id=link.id,
        message_id=f"<{mailing.id}-{link.id}@test>",
        to_name=contact.name,
        to_email=contact.email,
        language=contact.language,
        subject="Påminnelse: lämna in uppföljningen",
        text="Hej!\n\nÖppna er sida:\n{link}",
        html="<p>Hej!</p>",
        state=state,
        not_before=at + dt.timedelta(days=30),
        sent_at=at if name in ("sent", "came back") else None,
        bounced_at=at if name == "came back" else None,
        error=error,
    )
