"""Hand-ins and the answers frozen in them."""

from collections.abc import Sequence

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.orm import Session

from hp.database import AnyRow
from hp.models import Submission, SubmittedAnswer

_SUBMISSION = select(*Submission.__table__.columns).where(Submission.id == bindparam("id"))
_ANSWERS = (
    select(*SubmittedAnswer.__table__.columns)
    .where(SubmittedAnswer.submission_id == bindparam("id"))
    .order_by(SubmittedAnswer.number)
)


def get_submission(session: Session, submission_id: int) -> AnyRow:
    """One hand-in."""
    return session.connection().execute(_SUBMISSION, {"id": submission_id}).one()


def list_submitted_answers(session: Session, submission_id: int) -> dict[int, AnyRow]:
    """The answers of one hand-in, by the activity's number."""
    rows = session.connection().execute(_ANSWERS, {"id": submission_id})
    return {row.number: row for row in rows}


def count_receipts(session: Session, prefix: str) -> int:
    """How many hand-ins have a receipt number that begins so, reopened ones included."""
    begins = Submission.receipt.startswith(prefix, autoescape=True)
    return session.scalar(select(func.count()).select_from(Submission).where(begins)) or 0


def count_submissions_of(session: Session, response_id: int) -> int:
    """How many times one response has been handed in."""
    statement = select(func.count()).where(Submission.response_id == response_id)
    return session.scalar(statement) or 0


def add_submitted_answers(session: Session, submission_id: int, rows: Sequence[AnyRow]) -> None:
    """Freeze the answers in `rows` (of `hp.store.answers`)."""
    session.execute(
        insert(SubmittedAnswer),
        [
            {
                "submission_id": submission_id,
                "number": row.number,
                "version": row.version,
                "value": row.value,
                "comment": row.comment,
                "planned_on": row.planned_on,
                "origin_id": row.origin_id,
            }
            for row in rows
        ],
    )
