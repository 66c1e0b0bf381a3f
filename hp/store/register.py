"""The register: organisations, what they came from, whom to write to."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from hp.domain.schedule import Period
from hp.domain.text import sort_key
from hp.models import Contact, Organisation, PersonalLink, Response, Round
from hp.models.organisations import ContactRole

_ACTIVE = Contact.retired_at.is_(None)


def find_by_name(session: Session, name: str) -> Organisation | None:
    """The organisation with this name, whatever its capitals."""
    alike = select(Organisation).where(Organisation.sort_key == sort_key(name))
    folded = name.casefold()
    return next((o for o in session.scalars(alike) if o.name.casefold() == folded), None)


def find_contact(session: Session, organisation_id: int, email: str) -> Contact | None:
    """Who has this address (in lower case) at an organisation and is not retired."""
    mine = (Contact.organisation_id == organisation_id, Contact.email == email, _ACTIVE)
    return session.scalars(select(Contact).where(*mine).order_by(Contact.id)).first()


def list_main_contacts(session: Session, organisation_id: int) -> Sequence[Contact]:
    """The main contact: one or none, and whatever else a database may hold."""
    mine = (Contact.organisation_id == organisation_id, Contact.role == ContactRole.MAIN, _ACTIVE)
    return session.scalars(select(Contact).where(*mine)).all()


def list_valid_links(session: Session, contact_id: int) -> Sequence[tuple[PersonalLink, int]]:
    """A contact's links that hold, each with the id of its round."""
    statement = (
        select(PersonalLink, Response.round_id)
        .join(Response, Response.id == PersonalLink.response_id)
        .where(PersonalLink.contact_id == contact_id, PersonalLink.revoked_at.is_(None))
        .order_by(PersonalLink.id)
    )
    return [(link, round_id) for link, round_id in session.execute(statement)]


def list_open_responses(
    session: Session, organisation_id: int, now: dt.datetime
) -> Sequence[Response]:
    """An organisation's responses in rounds that have not closed."""
    statement = (
        select(Response, Round)
        .join(Round, Round.id == Response.round_id)
        .where(Response.organisation_id == organisation_id)
        .order_by(Response.id)
    )
    return [
        response
        for response, round_ in session.execute(statement)
        if not _period(response, round_).has_closed(now)
    ]


def _period(response: Response, round_: Round) -> Period:
    due_at = response.due_at or round_.due_at
    return Period(round_.opened_at, due_at, round_.closed_at, round_.closes_by_itself)
