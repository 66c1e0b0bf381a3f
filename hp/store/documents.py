"""Returned Word forms: those that wait to be confirmed, and those kept with a response."""

import datetime as dt
from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, and_, bindparam, delete, func, or_, select
from sqlalchemy.orm import Session, aliased, undefer

from hp.database import AnyRow
from hp.models import Document, Organisation, Response, Round, User

_KEPT = (
    select(
        Document.id,
        Document.file_name,
        Document.sent_at,
        Document.submission_id,
        Document.removed_at,
        func.length(Document.content).label("size"),
        func.coalesce(func.nullif(User.name, ""), User.email, "").label("sent_by"),
    )
    .outerjoin(User, User.id == Document.user_id)
    .where(Document.response_id == bindparam("response_id"))
    .order_by(Document.id.desc())
)
_By = aliased(Response)
_ASKED = (
    select(
        Response.id,
        Response.organisation_id,
        Response.name,
        Organisation.name.label("name_now"),
        Response.status,
        _By.name.label("answering"),
    )
    .join(Organisation, Organisation.id == Response.organisation_id)
    .outerjoin(_By, _By.id == Response.answered_by_id)
    .where(Response.round_id == bindparam("round_id"))
    .order_by(Response.sort_key, Response.id)
)

_PLACE = (
    select(Response.organisation_id, Round.name)
    .join(Round, Round.id == Response.round_id)
    .where(Response.id == bindparam("response_id"))
)


def list_kept(session: Session, response_id: int) -> Sequence[AnyRow]:
    """The forms kept with a response, the latest first, with `size` in bytes and `sent_by`."""
    return session.connection().execute(_KEPT, {"response_id": response_id}).all()


def find_kept(session: Session, document_id: int) -> Document | None:
    """One of them with its bytes; None too where they were removed."""
    statement = select(Document).where(
        Document.id == document_id,
        Document.response_id.is_not(None),
        Document.removed_at.is_(None),
    )
    return session.scalars(statement.options(undefer(Document.content))).first()


def list_waiting(session: Session, round_id: int, user_id: int) -> Sequence[Document]:
    """Forms that a user has sent to a round and not yet confirmed, in the order they were sent."""
    mine = (Document.round_id == round_id, Document.user_id == user_id)
    statement = select(Document).where(*mine, Document.response_id.is_(None))
    return session.scalars(statement.options(undefer(Document.text)).order_by(Document.id)).all()


def find_same(
    session: Session, round_id: int, user_id: int | None, content: bytes
) -> Document | None:
    """One with these bytes that a user has sent to a round and not yet confirmed."""
    mine = (Document.round_id == round_id, Document.user_id == user_id)
    same = (Document.response_id.is_(None), Document.content == content)
    return session.scalars(select(Document).where(*mine, *same)).first()


def find_own(session: Session, document_id: int, user_id: int | None) -> Document | None:
    """One that a user has sent, confirmed or not, with its text; nobody else's."""
    mine = (Document.id == document_id, Document.user_id == user_id)
    statement = select(Document).where(*mine).options(undefer(Document.text))
    return session.scalars(statement.with_for_update()).first()


def _may_quote(response_id: int, round_id: int) -> ColumnElement[bool]:
    waits = and_(Document.round_id == round_id, Document.response_id.is_(None))
    return and_(or_(Document.response_id == response_id, waits), Document.removed_at.is_(None))


def list_quoting(session: Session, response_id: int, round_id: int) -> Iterator[Document]:
    """One by one with their bytes: those kept with a response, those of its round that wait."""
    statement = select(Document).where(_may_quote(response_id, round_id)).order_by(Document.id)
    statement = statement.options(undefer(Document.content)).execution_options(yield_per=1)
    return iter(session.scalars(statement))


def list_quoting_ids(session: Session, response_id: int, round_id: int) -> list[int]:
    """The ids of the same."""
    found = select(Document.id).where(_may_quote(response_id, round_id)).order_by(Document.id)
    return list(session.scalars(found))


def remove_old(session: Session, before: dt.datetime) -> None:
    """Remove forms that nobody has confirmed since `before`."""
    old = (Document.response_id.is_(None), Document.sent_at < before)
    session.execute(delete(Document).where(*old))


def list_asked(session: Session, round_id: int) -> Sequence[AnyRow]:
    """Whom a round asks: name there and now, status, and who answers for it if another does."""
    return session.connection().execute(_ASKED, {"round_id": round_id}).all()


def find_place(session: Session, response_id: int) -> tuple[int, str]:
    """The organisation's id and the round's name of a response that is there."""
    row = session.execute(_PLACE, {"response_id": response_id}).one()
    return row.organisation_id, row.name
