"""The register: organisations, what they came from, whom to write to."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from hp.database import AnyRow
from hp.domain.register_rows import fold
from hp.domain.schedule import Period
from hp.domain.text import sort_key
from hp.models import (
    Contact,
    Event,
    Organisation,
    PersonalLink,
    Response,
    Round,
    Succession,
    User,
)
from hp.models.events import EventKind
from hp.models.organisations import ContactRole

_ACTIVE = Contact.retired_at.is_(None)
_MAIN_FIRST = (Contact.role != ContactRole.MAIN, Contact.name, Contact.id)
_By = aliased(Contact)  # who did it, or added somebody


def list_organisations(session: Session) -> Sequence[AnyRow]:
    """Every organisation, retired ones too, in Swedish order."""
    columns = (
        Organisation.id,
        Organisation.name,
        Organisation.kind,
        Organisation.cluster,
        Organisation.retired_on,
        Organisation.answered_by_id,
    )
    ordered = select(*columns).order_by(Organisation.sort_key, Organisation.id)
    return session.connection().execute(ordered).all()


def list_contacts(session: Session) -> Sequence[AnyRow]:
    """Every contact who is not retired, of all organisations, the main ones first."""
    columns = (Contact.id, Contact.organisation_id, Contact.name, Contact.email, Contact.role)
    return (
        session.connection().execute(select(*columns).where(_ACTIVE).order_by(*_MAIN_FIRST)).all()
    )


def list_contacts_of(session: Session, organisation_id: int) -> Sequence[AnyRow]:
    """An organisation's contacts, the main one first, retired ones last; and who added them."""
    return session.execute(
        select(*Contact.__table__.columns, _By.name.label("added_by"))
        .outerjoin(_By, _By.id == Contact.added_by_id)
        .where(Contact.organisation_id == organisation_id)
        .order_by(Contact.retired_at.is_not(None), *_MAIN_FIRST)
    ).all()


def find_by_name(session: Session, name: str) -> Organisation | None:
    """The organisation with this name, whatever its capitals and ways to write an å."""
    alike = select(Organisation).where(Organisation.sort_key == sort_key(name))
    return next((o for o in session.scalars(alike) if fold(o.name) == fold(name)), None)


def list_answered_by(session: Session, organisation_id: int) -> Sequence[Organisation]:
    """Whom an organisation answers for, in rounds to come."""
    answered = select(Organisation).where(Organisation.answered_by_id == organisation_id)
    return session.scalars(answered.order_by(Organisation.sort_key, Organisation.id)).all()


def find_origins(session: Session, organisation_id: int) -> set[int]:
    """An organisation, and all that it came from, however far back."""
    before: dict[int, list[int]] = {}
    for row in session.execute(select(Succession.predecessor_id, Succession.successor_id)):
        before.setdefault(row.successor_id, []).append(row.predecessor_id)
    origins: set[int] = set()
    to_visit = [organisation_id]
    while to_visit:
        one = to_visit.pop()
        if one not in origins:
            origins.add(one)
            to_visit += before.get(one, [])
    return origins


def find_contact(session: Session, organisation_id: int, email: str) -> Contact | None:
    """Who has this address (in lower case) at an organisation and is not retired."""
    mine = (Contact.organisation_id == organisation_id, Contact.email == email, _ACTIVE)
    return session.scalars(select(Contact).where(*mine).order_by(Contact.id)).first()


def list_active_contacts(
    session: Session, organisation_ids: Sequence[int]
) -> dict[int, list[Contact]]:
    """By organisation its contacts who are not retired."""
    theirs = (Contact.organisation_id.in_(organisation_ids), _ACTIVE)
    found: dict[int, list[Contact]] = {}
    for contact in session.scalars(select(Contact).where(*theirs).order_by(Contact.id)):
        found.setdefault(contact.organisation_id, []).append(contact)
    return found


def list_main_contacts(session: Session, organisation_id: int) -> Sequence[Contact]:
    """The main contact: one or none, and whatever else a database may hold."""
    mine = (Contact.organisation_id == organisation_id, Contact.role == ContactRole.MAIN, _ACTIVE)
    return session.scalars(select(Contact).where(*mine)).all()


def list_linked(session: Session, contact_ids: Sequence[int]) -> set[tuple[int, int]]:
    """(contact, response) of each link of theirs that holds."""
    theirs = (PersonalLink.contact_id.in_(contact_ids), PersonalLink.revoked_at.is_(None))
    rows = session.execute(select(PersonalLink.contact_id, PersonalLink.response_id).where(*theirs))
    return {(row.contact_id, row.response_id) for row in rows}


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
    return list_open_responses_of(session, [organisation_id], now).get(organisation_id, [])


def list_open_responses_of(
    session: Session, organisation_ids: Sequence[int], now: dt.datetime
) -> dict[int, list[Response]]:
    """By organisation its responses in rounds that have not closed."""
    statement = (
        select(Response, Round)
        .join(Round, Round.id == Response.round_id)
        .where(Response.organisation_id.in_(organisation_ids))
        .order_by(Response.id)
    )
    found: dict[int, list[Response]] = {}
    for response, round_ in session.execute(statement):
        if not _period(response, round_).has_closed(now):
            found.setdefault(response.organisation_id, []).append(response)
    return found


def _period(response: Response, round_: Round) -> Period:
    due_at = response.due_at or round_.due_at
    return Period(round_.opened_at, due_at, round_.closed_at, round_.closes_by_itself)


def find_last_change(
    session: Session,
    organisation_id: int,
    kinds: Sequence[EventKind],
    contact_id: int | None = None,
) -> AnyRow | None:
    """When something was last done to an organisation, or to one of its contacts, and by whom."""
    return session.execute(
        select(Event.at, func.coalesce(User.name, "").label("name"))
        .outerjoin(User, User.id == Event.user_id)
        .where(
            Event.organisation_id == organisation_id,
            Event.kind.in_(kinds),
            Event.about_contact_id == contact_id,
        )
        .order_by(Event.at.desc(), Event.id.desc())
        .limit(1)
    ).first()


def list_done_by_respondents(session: Session, most: int) -> Sequence[AnyRow]:
    """Whom respondents have added, invited or passed on to; the latest `most`, newest first."""
    kinds = (EventKind.CONTACT_ADDED, EventKind.COLLEAGUE_INVITED, EventKind.PASSED_ON)
    return session.execute(
        select(
            Event.at,
            Event.kind,
            _By.name.label("by"),
            Contact.id.label("contact_id"),
            Contact.name,
            Contact.email,
            Contact.retired_at,
            Contact.organisation_id,
            Organisation.name.label("organisation"),
        )
        .join(_By, _By.id == Event.contact_id)
        .join(Contact, Contact.id == Event.about_contact_id)
        .join(Organisation, Organisation.id == Contact.organisation_id)
        .where(Event.kind.in_(kinds))
        .order_by(Event.at.desc(), Event.id.desc())
        .limit(most)
    ).all()
