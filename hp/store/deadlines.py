"""The deadlines of all organisations in a round."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased

from hp.database import AnyRow
from hp.domain.answers import ResponseStatus
from hp.models import Response

_DONE = (ResponseStatus.SUBMITTED, ResponseStatus.EXCUSED)
_Answering = aliased(Response)
_ALL = (
    select(
        Response.id,
        Response.organisation_id,
        Response.name,
        Response.status,
        Response.marks,
        Response.due_at,
        _Answering.name.label("answered_by"),
    )
    .outerjoin(_Answering, _Answering.id == Response.answered_by_id)
    .where(Response.round_id == bindparam("round_id"))
    .order_by(Response.kind, Response.sort_key, Response.id)
)
_WAITED_FOR = _ALL.where(Response.status.not_in(_DONE))


def list_deadlines(session: Session, round_id: int, only_waiting: bool) -> Sequence[AnyRow]:
    """Responses with their own deadlines, all or those that have neither handed in nor are excused.

    `answered_by` is the name of the organisation that answers, where another one does.
    """
    statement = _WAITED_FOR if only_waiting else _ALL
    return session.connection().execute(statement, {"round_id": round_id}).all()
