"""Responses, and who may answer them."""

from collections.abc import Iterable

from sqlalchemy import Row, bindparam, select, tuple_
from sqlalchemy.orm import Session

from hp.domain.schedule import Period
from hp.models import Contact, PersonalLink, Response, Round

Respondent = Row  # the columns of _RESPONDENT: a person, their link, and the response with its round

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
_BY_RESPONSE = _RESPONDENT.where(
    Response.id == bindparam("response_id"),
    tuple_(PersonalLink.id, PersonalLink.version).in_(bindparam("links", expanding=True)),
).order_by(PersonalLink.id.desc())
_BY_LINK = _RESPONDENT.where(
    PersonalLink.id == bindparam("link_id"), PersonalLink.version == bindparam("version")
)


def find_respondent(
    session: Session, response_id: int, links: Iterable[Iterable[int]]
) -> Respondent | None:
    """Who answers this response with one of `links` (id, version), the newest if several."""
    values = {"response_id": response_id, "links": [tuple(link) for link in links]}
    return session.connection().execute(_BY_RESPONSE, values).first()


def find_respondent_by_link(session: Session, link_id: int, version: int) -> Respondent | None:
    """Whom a personal link belongs to, if it is this link's version and not revoked."""
    return session.connection().execute(_BY_LINK, {"link_id": link_id, "version": version}).first()


def period(row: Respondent) -> Period:
    """When this respondent can answer: the organisation's own deadline counts where it has one."""
    return Period(row.opened_at, row.own_due_at or row.due_at, row.closed_at, row.closes_by_itself)
