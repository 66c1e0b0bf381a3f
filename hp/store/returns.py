"""What coordinators have asked for after a hand-in."""

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from hp.database import AnyRow
from hp.models import ChangeRequest, User

_REASONS = (
    select(
        ChangeRequest.number,
        ChangeRequest.reason,
        ChangeRequest.asked_at,
        func.coalesce(func.nullif(User.name, ""), User.email).label("asked_by"),
    )
    .join(User, User.id == ChangeRequest.user_id)
    .where(ChangeRequest.submission_id == bindparam("submission_id"))
    .order_by(ChangeRequest.number)
)


def list_reasons(session: Session, submission_id: int | None) -> dict[int, AnyRow]:
    """What was asked for after a hand-in, by the activity's number; nothing without a hand-in."""
    if submission_id is None:
        return {}
    rows = session.connection().execute(_REASONS, {"submission_id": submission_id})
    return {row.number: row for row in rows}
