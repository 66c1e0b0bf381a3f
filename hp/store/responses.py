"""Responses, and who may answer them."""

import datetime as dt
from collections.abc import Iterable, Sequence

from sqlalchemy import and_, bindparam, case, func, or_, select, tuple_
from sqlalchemy.orm import Session

from hp.database import AnyRow
from hp.domain.schedule import Period
from hp.models import Contact, PersonalLink, Response, Round

# the columns of _RESPONDENT: a person, their link, and the response with its round
Respondent = AnyRow

_RESPONDENT = (
    select(
        PersonalLink.id.label("link_id"),
        PersonalLink.version.label("link_version"),
        Contact.id.label("contact_id"),
        Contact.name.label("contact_name"),
        Contact.function.label("contact_function"),
        Contact.email.label("contact_email"),
        Contact.language.label("contact_language"),
        Response.id.label("response_id"),
        Response.organisation_id,
        Response.name.label("organisation"),
        Response.status,
        Response.marks,
        Response.due_at.label("own_due_at"),
        Response.changed_at,
        Response.submission_id,
        Response.submitted_at,
        Response.reopened_at,
        Response.answers_for_others,
        Response.round_id,
        Round.opened_at,
        Round.due_at,
        Round.closed_at,
        Round.closes_by_itself,
    )
    .join(Contact, Contact.id == PersonalLink.contact_id)
    .join(Response, Response.id == PersonalLink.response_id)
    .join(Round, Round.id == Response.round_id)
    .where(PersonalLink.revoked_at.is_(None))
)
# the browser's links, as pairs of id and version, bound to `links`
LINK_IS_KEPT = and_(
    tuple_(PersonalLink.id, PersonalLink.version).in_(bindparam("links", expanding=True)),
    PersonalLink.revoked_at.is_(None),
)
_BY_RESPONSE = _RESPONDENT.where(Response.id == bindparam("response_id")).order_by(
    PersonalLink.id.desc()
)
_BY_LINK = _RESPONDENT.where(
    PersonalLink.id == bindparam("link_id"), PersonalLink.version == bindparam("version")
)
_ANSWERING = (
    select(Contact.name)
    .join(PersonalLink, PersonalLink.contact_id == Contact.id)
    .where(PersonalLink.response_id == bindparam("response_id"), PersonalLink.revoked_at.is_(None))
    .group_by(Contact.id, Contact.name)
    .order_by(func.min(PersonalLink.id))
)
_HOLDS = PersonalLink.revoked_at.is_(None)
_INVITED = (
    select(
        Contact.id.label("contact_id"),
        Response.id.label("response_id"),
        Response.round_id,
        Response.due_at.label("own_due_at"),
        Round.opened_at,
        Round.due_at,
        Round.closed_at,
        Round.closes_by_itself,
        func.max(case((_HOLDS, PersonalLink.id))).label("link_id"),
    )
    .join(Contact, Contact.id == PersonalLink.contact_id)
    .join(Response, Response.id == PersonalLink.response_id)
    .join(Round, Round.id == Response.round_id)
    .where(
        Contact.email == bindparam("email"),
        Contact.retired_at.is_(None),
        Response.answered_by_id.is_(None),  # another organisation answers there
    )
    .group_by(Contact.id, Response.id, Round.id)
    .having(func.count(case((or_(_HOLDS, PersonalLink.invited_by_id.is_(None)), 1))) > 0)
    .order_by(Response.id, Contact.id)
)


def find_respondent(
    session: Session, response_id: int, links: Iterable[Iterable[int]]
) -> Respondent | None:
    """Who answers this response with one of `links` (id, version), the newest if several."""
    rows = session.connection().execute(_BY_RESPONSE, {"response_id": response_id}).all()
    kept = {tuple(link) for link in links}
    return next((row for row in rows if (row.link_id, row.link_version) in kept), None)


def find_respondent_by_link(session: Session, link_id: int, version: int) -> Respondent | None:
    """Whom a personal link belongs to, if it is this link's version and not revoked."""
    return session.connection().execute(_BY_LINK, {"link_id": link_id, "version": version}).first()


def period(row: Respondent) -> Period:
    """When this respondent can answer: the organisation's own deadline counts where it has one."""
    return Period(row.opened_at, row.own_due_at or row.due_at, row.closed_at, row.closes_by_itself)


def list_invited(session: Session, email: str, now: dt.datetime) -> Sequence[AnyRow]:
    """Contacts with this address who have had a link to a response of an open round.

    `link_id` is their newest link that holds, or None where all were revoked. Whom colleagues have
    invited and taken back again is left out: the link does not come back by asking for it.
    """
    rows = session.connection().execute(_INVITED, {"email": email}).all()
    return [row for row in rows if period(row).is_open(now)]


def list_answering(session: Session, response_id: int) -> Sequence[str]:
    """Names of those who hold a link to a response, in the order they got it."""
    return session.connection().execute(_ANSWERING, {"response_id": response_id}).scalars().all()
