"""What the database says after the application has acted."""

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from hp.database import Database
from hp.models import Answer, AnswerVersion, Base, Event, Message, Response, Submission
from hp.models.events import EventKind

Row = TypeVar("Row", bound=Base)


def read(session: Session, kind: type[Row], *where: Any) -> Sequence[Row]:
    """All rows of a table as they are now, in the order they were made."""
    session.rollback()
    key = list(kind.__table__.primary_key)
    statement = select(kind).where(*where).order_by(*key)
    return session.scalars(statement.execution_options(populate_existing=True)).all()


def answer(session: Session, response: Response, number: int) -> Answer | None:
    """The current answer to one activity."""
    found = read(session, Answer, Answer.response_id == response.id, Answer.number == number)
    return found[0] if found else None


def versions(session: Session, response: Response, number: int) -> Sequence[AnswerVersion]:
    """All versions of one answer, the oldest first."""
    kind = AnswerVersion
    return read(session, kind, kind.response_id == response.id, kind.number == number)


def events(session: Session, kind: EventKind) -> Sequence[Event]:
    """What happened of one kind, the oldest first."""
    return read(session, Event, Event.kind == kind)


def response(session: Session, known: Response) -> Response:
    """A response as it is now."""
    return read(session, Response, Response.id == known.id)[0]


def submissions(session: Session) -> Sequence[Submission]:
    """All hand-ins."""
    return read(session, Submission)


def messages(session: Session) -> Sequence[Message]:
    """All mails in the outbox."""
    return read(session, Message)


def everything(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, to tell whether anything has changed."""
    with database.engine.connect() as connection:
        return {
            name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for name, table in Base.metadata.tables.items()
        }
