"""A whole round for those who take it elsewhere: who was asked, and what was handed in."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import Text, bindparam, select, type_coerce
from sqlalchemy.orm import Session, aliased

from hp.database import AnyRow
from hp.models import AnswerOrigin, Response, Submission, SubmittedAnswer

_Answering = aliased(Response)
_RESPONSES = (
    select(
        Response.id,
        Response.organisation_id,
        Response.name,
        Response.kind,
        Response.cluster,
        Response.status,
        Response.marks,
        Response.changed_at,
        Response.submission_id,
        Response.submitted_at,
        Response.reopened_at,
        Response.excused_reason,
        Submission.receipt,
        Submission.name.label("submitted_by"),
        Submission.function,
        Submission.is_late,
        _Answering.name.label("answered_by"),
    )
    .outerjoin(Submission, Submission.id == Response.submission_id)
    .outerjoin(_Answering, _Answering.id == Response.answered_by_id)
    .where(Response.round_id == bindparam("round_id"))
    .order_by(Response.kind, Response.sort_key, Response.id)
)
# of answers that a coordinator has entered: what `hp.words.say_origin` wants
_ORIGIN = (
    SubmittedAnswer.origin_id,
    AnswerOrigin.source,
    AnswerOrigin.said_by,
    AnswerOrigin.said_on,
    AnswerOrigin.is_confirmed,
)
# plain words: no type of ours needs to be put back for what is only written
_ANSWERS = select(
    SubmittedAnswer.submission_id,
    SubmittedAnswer.number,
    type_coerce(SubmittedAnswer.value, Text).label("value"),
    SubmittedAnswer.comment,
    SubmittedAnswer.planned_on,
    *_ORIGIN,
)
_ANSWERS = _ANSWERS.outerjoin(AnswerOrigin, AnswerOrigin.id == SubmittedAnswer.origin_id).where(
    SubmittedAnswer.submission_id.in_(
        select(Response.submission_id).where(Response.round_id == bindparam("round_id"))
    )
)
_COMMENTS = (
    select(
        SubmittedAnswer.number,
        type_coerce(SubmittedAnswer.value, Text).label("value"),
        SubmittedAnswer.comment,
        SubmittedAnswer.planned_on,
        Response.id.label("response_id"),
        Response.organisation_id,
        Response.name,
        Response.kind,
        Response.cluster,
        Response.submitted_at,
        Response.status,
        Response.reopened_at,
        *_ORIGIN,
    )
    .outerjoin(AnswerOrigin, AnswerOrigin.id == SubmittedAnswer.origin_id)
    .join(Response, Response.submission_id == SubmittedAnswer.submission_id)
    .where(
        Response.round_id == bindparam("round_id"),
        Response.answered_by_id.is_(None),
        SubmittedAnswer.comment != "",
    )
    .order_by(SubmittedAnswer.number, Response.sort_key, Response.id)
)
_FOLLOWERS = (
    select(Response.answered_by_id, Response.name)
    .where(Response.round_id == bindparam("round_id"), Response.answered_by_id.is_not(None))
    .order_by(Response.sort_key, Response.id)
)

Answers = Mapping[int | None, Mapping[int, AnyRow]]


def list_responses(session: Session, round_id: int) -> Sequence[AnyRow]:
    """Everybody who is asked in a round, by kind and name, with their latest hand-in."""
    return session.connection().execute(_RESPONSES, {"round_id": round_id}).all()


def list_handed_in(session: Session, round_id: int) -> Answers:
    """The answers of everybody's latest hand-in: by hand-in, then by the activity's number."""
    found: defaultdict[int | None, dict[int, AnyRow]] = defaultdict(dict)
    for row in session.connection().execute(_ANSWERS, {"round_id": round_id}):
        found[row.submission_id][row.number] = row
    return dict(found)


def list_comments(session: Session, round_id: int) -> Sequence[AnyRow]:
    """All comments handed in, by activity and name; each once, at the one who answered."""
    return session.connection().execute(_COMMENTS, {"round_id": round_id}).all()


def list_answered_for(session: Session, round_id: int) -> Mapping[int, list[str]]:
    """By response the names of those that it answers for."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    rows: Sequence[AnyRow] = session.connection().execute(_FOLLOWERS, {"round_id": round_id}).all()
    for row in rows:
        found[row.answered_by_id].append(row.name)
    return dict(found)
