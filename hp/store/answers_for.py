"""Who answers for whom within a round."""

from collections.abc import Sequence

from sqlalchemy import bindparam, exists, or_, select, update
from sqlalchemy.orm import Session

from hp.database import AnyRow
from hp.domain.answers import ResponseStatus
from hp.models import Answer, Contact, PersonalLink, Response
from hp.models.organisations import ContactRole

# what a response that another one answers for takes over from it
FOLLOWS = (
    "status",
    "marks",
    "changed_at",
    "submitted_marks",
    "submission_id",
    "submitted_at",
    "reopened_at",
    "due_at",
)
_FOLLOWED = select(*(getattr(Response, field) for field in FOLLOWS)).where(
    Response.id == bindparam("response_id")
)
_FOLLOW = (
    update(Response)
    .where(
        Response.answered_by_id == bindparam("followed"),
        Response.status != ResponseStatus.EXCUSED,
    )
    .values({field: bindparam(f"new_{field}") for field in FOLLOWS})
)
_FOLLOWERS = (
    select(Response.id, Response.organisation_id, Response.name)
    .where(Response.answered_by_id == bindparam("response_id"))
    .order_by(Response.sort_key, Response.id)
)
_CANDIDATES = (
    select(Response.id, Response.name, Response.kind)
    .where(
        Response.round_id == bindparam("round_id"),
        Response.id != bindparam("response_id"),
        Response.answered_by_id.is_(None),
        Response.status != ResponseStatus.EXCUSED,
    )
    .order_by(Response.kind, Response.sort_key, Response.id)
)


def copy_to_followers(session: Session, response_id: int) -> None:
    """Bring what a response answers for in step with it."""
    connection = session.connection()
    row = connection.execute(_FOLLOWED, {"response_id": response_id}).one()
    values = {f"new_{field}": value for field, value in row._mapping.items()}
    connection.execute(_FOLLOW, {"followed": response_id} | values)


def list_followers(session: Session, response_id: int) -> Sequence[AnyRow]:
    """(id, organisation_id, name) of the responses that this one answers for."""
    return session.connection().execute(_FOLLOWERS, {"response_id": response_id}).all()


def list_candidates(session: Session, round_id: int, response_id: int) -> Sequence[AnyRow]:
    """(id, name, kind) of the responses that could answer for this one."""
    values = {"round_id": round_id, "response_id": response_id}
    return session.connection().execute(_CANDIDATES, values).all()


def has_own_answers(session: Session, response_id: int) -> bool:
    """Whether anything has been answered in this very response, if only a comment."""
    given = or_(Answer.value.is_not(None), Answer.comment != "")
    return bool(session.scalar(select(exists().where(Answer.response_id == response_id, given))))


def list_open_links(session: Session, response_id: int) -> Sequence[PersonalLink]:
    """The links to a response that hold, the oldest first."""
    statement = select(PersonalLink).where(
        PersonalLink.response_id == response_id, PersonalLink.revoked_at.is_(None)
    )
    return session.scalars(statement.order_by(PersonalLink.id)).all()


def list_own_contacts(session: Session, organisation_id: int) -> Sequence[Contact]:
    """An organisation's contacts; colleagues who were invited to help once are none."""
    statement = select(Contact).where(
        Contact.organisation_id == organisation_id,
        Contact.retired_at.is_(None),
        Contact.role != ContactRole.COLLEAGUE,
    )
    return session.scalars(statement.order_by(Contact.id)).all()
