"""One organisation: what it is, came from and became, what it handed in, what happened when."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased

from hp.database import AnyRow
from hp.models import Contact, Event, Organisation, Response, Submission, Succession, User
from hp.models.organisations import ContactRole

_ORGANISATION = select(*Organisation.__table__.columns).where(
    Organisation.id == bindparam("organisation_id")
)
_Other = aliased(Organisation)
_BEFORE = (
    select(_Other.id, _Other.name, Succession.took_over_on)
    .join(Succession, Succession.predecessor_id == _Other.id)
    .where(Succession.successor_id == bindparam("organisation_id"))
    .order_by(_Other.sort_key)
)
_AFTER = (
    select(_Other.id, _Other.name, Succession.took_over_on)
    .join(Succession, Succession.successor_id == _Other.id)
    .where(Succession.predecessor_id == bindparam("organisation_id"))
    .order_by(_Other.sort_key)
)
_RESPONSE = select(*Response.__table__.columns).where(
    Response.organisation_id == bindparam("organisation_id"),
    Response.round_id == bindparam("round_id"),
)
_SUBMISSIONS = (
    select(*Submission.__table__.columns)
    .where(Submission.response_id == bindparam("response_id"))
    .order_by(Submission.ordinal.desc())
)
_CONTACTS = (
    select(Contact.name, Contact.function, Contact.email, Contact.role)
    .where(Contact.organisation_id == bindparam("organisation_id"), Contact.retired_at.is_(None))
    .order_by(Contact.role != ContactRole.MAIN, Contact.name, Contact.id)
)
_EVENTS = (
    select(
        Event.at,
        Event.kind,
        Event.number,
        Event.version,
        Contact.name.label("contact_name"),
        User.name.label("user_name"),
    )
    .outerjoin(Contact, Contact.id == Event.contact_id)
    .outerjoin(User, User.id == Event.user_id)
    .where(Event.response_id == bindparam("response_id"))
    .order_by(Event.at.desc(), Event.id.desc())
)


def find_organisation(session: Session, organisation_id: int) -> AnyRow | None:
    """An organisation's own columns."""
    values = {"organisation_id": organisation_id}
    return session.connection().execute(_ORGANISATION, values).first()


def list_predecessors(session: Session, organisation_id: int) -> Sequence[AnyRow]:
    """Whom it took over from, and when."""
    return session.connection().execute(_BEFORE, {"organisation_id": organisation_id}).all()


def list_successors(session: Session, organisation_id: int) -> Sequence[AnyRow]:
    """Who took over from it, and when."""
    return session.connection().execute(_AFTER, {"organisation_id": organisation_id}).all()


def find_response(session: Session, organisation_id: int, round_id: int) -> AnyRow | None:
    """Its response in a round, if it is asked there."""
    values = {"organisation_id": organisation_id, "round_id": round_id}
    return session.connection().execute(_RESPONSE, values).first()


def list_submissions(session: Session, response_id: int) -> Sequence[AnyRow]:
    """Its hand-ins, the latest first."""
    return session.connection().execute(_SUBMISSIONS, {"response_id": response_id}).all()


def list_contacts(session: Session, organisation_id: int) -> Sequence[AnyRow]:
    """Whom to write to, the main contact first."""
    return session.connection().execute(_CONTACTS, {"organisation_id": organisation_id}).all()


def list_events(session: Session, response_id: int) -> Sequence[AnyRow]:
    """Who did what when, the latest first. Never what was written."""
    return session.connection().execute(_EVENTS, {"response_id": response_id}).all()
