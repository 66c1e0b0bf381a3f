"""Sending somebody their way in again."""

import datetime as dt

from sqlalchemy.orm import Session

from hp.database import begin_writing
from hp.mail import messages
from hp.models import Event, PersonalLink
from hp.models.events import EventKind
from hp.store import responses


def send_links(session: Session, email: str, now: dt.datetime) -> int:
    """Mail a contact with this address the way in to each open response; returns how many.

    A link that still holds is sent again rather than replaced, so that nobody can end a session
    by knowing an address. Where all were revoked a new one is made, but not for whom a colleague
    has invited and taken back. Unknown addresses get none.
    """
    begin_writing(session)
    found = responses.list_invited(session, email.strip().lower(), now)
    for row in found:
        link_id = row.link_id
        if link_id is None:
            link = PersonalLink(
                response_id=row.response_id, contact_id=row.contact_id, created_at=now
            )
            session.add(link)
            session.flush()
            link_id = link.id
        session.add(
            Event(
                at=now,
                kind=EventKind.LINK_REQUESTED,
                round_id=row.round_id,
                response_id=row.response_id,
                contact_id=row.contact_id,
            )
        )
        messages.add_new_link(session, link_id=link_id, now=now)
    session.commit()
    return len(found)
