"""The deadlines of all organisations in a round."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import bindparam, func, select
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


def list_overtaken(session: Session, round_id: int, due_at: dt.datetime) -> Sequence[Response]:
    """Responses whose own deadline would be no later than the round's, if that were `due_at`."""
    statement = select(Response).where(Response.round_id == round_id, Response.due_at <= due_at)
    return session.scalars(statement.order_by(Response.id).with_for_update()).all()


def count_later(session: Session, round_id: int, now: dt.datetime) -> int:
    """How many have a deadline of their own that is to come, and can answer until then.

    Excused ones cannot, nor can those that another organisation answers for.
    """
    statement = select(func.count()).where(
        Response.round_id == round_id,
        Response.due_at > now,
        Response.answered_by_id.is_(None),
        Response.status != ResponseStatus.EXCUSED,
    )
    return session.scalar(statement) or 0
