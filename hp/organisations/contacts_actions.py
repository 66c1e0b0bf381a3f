"""What the pages of contacts do: each a transaction of its own."""

import datetime as dt
from dataclasses import astuple
from typing import TYPE_CHECKING

from hp.actions import contacts
from hp.actions.contacts import ContactFields
from hp.database import begin_writing
from hp.domain.errors import ChangedMeanwhile
from hp.domain.fingerprint import fingerprint
from hp.models import Contact

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def seen_of(contact: Contact) -> str:
    """What a form that shows a contact was made from."""
    return fingerprint(*astuple(contacts.fields_of(contact)))


def create(
    session: "Session", organisation_id: int, fields: ContactFields, now: dt.datetime, user_id: int
) -> int:
    """Add a contact, who gets a link to each open response; returns how many links.

    Raises `InvalidFields`. Sends no mail.
    """
    begin_writing(session)
    contact = contacts.add_contact(session, organisation_id, fields, now, user_id=user_id)
    given = contacts.give_links(session, [contact], now, user_id)
    session.commit()
    return len(given)


def save(
    session: "Session",
    contact_id: int,
    fields: ContactFields,
    seen: str,
    now: dt.datetime,
    user_id: int,
) -> None:
    """Change a contact as a form that was made from `seen` says.

    Raises `InvalidFields`, or `ChangedMeanwhile` where somebody else has saved something else or
    has retired the contact.
    """
    begin_writing(session)
    contact = session.get_one(Contact, contact_id, with_for_update=True)
    is_other = seen != seen_of(contact) and fields.tidy() != contacts.fields_of(contact)
    if is_other or contact.retired_at is not None:
        raise ChangedMeanwhile
    contacts.change_contact(session, contact, fields, now, user_id)
    session.commit()


def retire(session: "Session", contact_id: int, now: dt.datetime, user_id: int) -> None:
    """No longer write to a contact, whose links stop working."""
    begin_writing(session)
    contact = session.get_one(Contact, contact_id, with_for_update=True)
    contacts.retire_contact(session, contact, now, user_id)
    session.commit()
