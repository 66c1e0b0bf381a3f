"""One organisation: what it is, came from and became, what it handed in, what happened when."""

from collections.abc import Sequence

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from hp.database import AnyRow
from hp.models import (
    Contact,
    Event,
    Mask,
    Organisation,
    PersonalLink,
    Response,
    Submission,
    Succession,
    User,
)
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
_Answering = aliased(Response)
_RESPONSES = select(
    *Response.__table__.columns,
    _Answering.name.label("answered_by"),
    _Answering.organisation_id.label("answered_by_organisation_id"),
).outerjoin(_Answering, _Answering.id == Response.answered_by_id)
_RESPONSE = _RESPONSES.where(
    Response.organisation_id == bindparam("organisation_id"),
    Response.round_id == bindparam("round_id"),
)
_RESPONSE_BY_ID = _RESPONSES.where(Response.id == bindparam("response_id"))
_SUBMISSIONS = (
    select(*Submission.__table__.columns)
    .where(Submission.response_id == bindparam("response_id"))
    .order_by(Submission.ordinal.desc())
)
_CONTACTS = (
    select(*Contact.__table__.columns)
    .where(Contact.organisation_id == bindparam("organisation_id"), Contact.retired_at.is_(None))
    .order_by(Contact.role != ContactRole.MAIN, Contact.name, Contact.id)
)
_Inviter = aliased(Contact)
_LINKS = (
    select(
        PersonalLink.id,
        PersonalLink.version,
        PersonalLink.response_id,
        PersonalLink.contact_id,
        PersonalLink.created_at,
        PersonalLink.revoked_at,
        Contact.name,
        Contact.email,
        Contact.retired_at,
        _Inviter.name.label("invited_by"),
    )
    .join(Contact, Contact.id == PersonalLink.contact_id)
    .outerjoin(_Inviter, _Inviter.id == PersonalLink.invited_by_id)
    .order_by(PersonalLink.id)
)
_OPEN_LINKS = _LINKS.where(
    PersonalLink.response_id == bindparam("response_id"), PersonalLink.revoked_at.is_(None)
)
_LINK = _LINKS.where(PersonalLink.id == bindparam("link_id"))
_About = aliased(Contact)
_EVENTS = (
    select(
        Event.at,
        Event.kind,
        Event.number,
        Event.version,
        Mask.reason,
        Event.contact_id,
        Contact.name.label("contact_name"),
        User.name.label("user_name"),
        User.email.label("user_email"),
        _About.name.label("about_name"),
    )
    .outerjoin(Contact, Contact.id == Event.contact_id)
    .outerjoin(_About, _About.id == Event.about_contact_id)
    .outerjoin(User, User.id == Event.user_id)
    .outerjoin(Mask, Mask.event_id == Event.id)
    .where(
        or_(
            Event.response_id == bindparam("response_id"),
            # what happened to the organisation itself belongs to no round
            and_(
                Event.organisation_id == bindparam("organisation_id"), Event.response_id.is_(None)
            ),
        )
    )
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


def find_response_by_id(session: Session, response_id: int) -> AnyRow | None:
    """The same by its own id."""
    return session.connection().execute(_RESPONSE_BY_ID, {"response_id": response_id}).first()


def list_submissions(session: Session, response_id: int) -> Sequence[AnyRow]:
    """Its hand-ins, the latest first."""
    return session.connection().execute(_SUBMISSIONS, {"response_id": response_id}).all()


def list_contacts(session: Session, organisation_id: int) -> Sequence[AnyRow]:
    """Whom to write to, the main contact first."""
    return session.connection().execute(_CONTACTS, {"organisation_id": organisation_id}).all()


def list_links(session: Session, response_id: int) -> Sequence[AnyRow]:
    """The personal links to a response that hold, each with whose it is and who invited them."""
    return session.connection().execute(_OPEN_LINKS, {"response_id": response_id}).all()


def find_link(session: Session, link_id: int) -> AnyRow | None:
    """The same of one link, whether it holds or not (`revoked_at`)."""
    return session.connection().execute(_LINK, {"link_id": link_id}).first()


def list_events(
    session: Session, organisation_id: int, response_id: int | None
) -> Sequence[AnyRow]:
    """Who did what when in a response and to its organisation, the latest first.

    Never what was written.
    """
    values = {"organisation_id": organisation_id, "response_id": response_id}
    return session.connection().execute(_EVENTS, values).all()
