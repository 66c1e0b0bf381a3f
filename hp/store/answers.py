"""Answers, with every version they have had, and what a save has to know."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, bindparam, func, insert, select, update
from sqlalchemy.orm import Session, aliased

from hp.database import AnyRow
from hp.domain.answers import AnswerContent, StoredAnswer
from hp.models import (
    Activity,
    Answer,
    AnswerVersion,
    Contact,
    Event,
    PersonalLink,
    Response,
    Round,
    SubmittedAnswer,
    Succession,
)
from hp.store.responses import LINK_IS_KEPT

SAVER = aliased(Contact)
_STORED = (
    Answer.id.label("answer_id"),
    Answer.version,
    Answer.value,
    Answer.comment,
    Answer.planned_on,
    Answer.saved_at,
    Answer.contact_id.label("saver_id"),
    Answer.origin_id,
    Answer.page,
    Answer.sequence,
    SAVER.name.label("saver_name"),
)

# Everything one save has to know, authorised by the browser's personal links, in one question.
TO_SAVE = (
    Activity.number,
    Activity.takes_not_applicable,
    Response.id.label("response_id"),
    Response.round_id,
    Response.status,
    Response.marks,
    Response.submission_id,
    Response.answers_for_others,
    Response.due_at.label("own_due_at"),
    Round.name.label("round_name"),
    Round.opened_at,
    Round.due_at,
    Round.closed_at,
    Round.closes_by_itself,
    *_STORED,
)
_FOR_SAVING = (
    select(PersonalLink.id.label("link_id"), PersonalLink.contact_id, *TO_SAVE)
    .select_from(PersonalLink)
    .join(Response, Response.id == PersonalLink.response_id)
    .join(Round, Round.id == Response.round_id)
    .join(Activity, Activity.round_id == Round.id)
    .outerjoin(Answer, and_(Answer.response_id == Response.id, Answer.number == Activity.number))
    .outerjoin(SAVER, SAVER.id == Answer.contact_id)
    .where(Response.id == bindparam("response_id"), LINK_IS_KEPT)
    .order_by(PersonalLink.id.desc(), Activity.number)
    .with_for_update(of=Response)
)
_ONE_FOR_SAVING = _FOR_SAVING.where(Activity.number == bindparam("number")).limit(1)

_LIST = (
    select(Answer.number, *_STORED)
    .outerjoin(SAVER, SAVER.id == Answer.contact_id)
    .where(Answer.response_id == bindparam("response_id"))
    .order_by(Answer.number)
)
_VERSION = select(AnswerVersion.value, AnswerVersion.comment, AnswerVersion.planned_on).where(
    AnswerVersion.response_id == bindparam("response_id"),
    AnswerVersion.number == bindparam("number"),
    AnswerVersion.version == bindparam("version"),
)
_NEWEST_FROM_PAGE = select(func.max(AnswerVersion.sequence)).where(
    AnswerVersion.response_id == bindparam("response_id"),
    AnswerVersion.number == bindparam("number"),
    AnswerVersion.page == bindparam("page"),
)

_FIELDS = (
    "version",
    "value",
    "comment",
    "planned_on",
    "saved_at",
    "contact_id",
    "origin_id",
    "page",
    "sequence",
)
_INSERT = insert(Answer).values({f: bindparam(f) for f in ("response_id", "number", *_FIELDS)})
_UPDATE = (
    update(Answer)
    .where(Answer.id == bindparam("answer_id"))
    .values({f: bindparam(f) for f in _FIELDS})
)
_INSERT_VERSION = insert(AnswerVersion).values(
    {f: bindparam(f) for f in ("response_id", "number", *_FIELDS)}
)
_SET_PAGE = (
    update(Answer)
    .where(Answer.id == bindparam("answer_id"))
    .values(page=bindparam("new_page"), sequence=bindparam("new_sequence"))
)
_SET_MARKS = (
    update(Response)
    .where(Response.id == bindparam("response"))
    .values(
        marks=bindparam("new_marks"), status=bindparam("new_status"), changed_at=bindparam("now")
    )
)
_WHO = ("contact_id", "user_id")
_INSERT_EVENT = insert(Event).values(
    {f: bindparam(f) for f in ("at", "kind", "round_id", "response_id", "number", "version", *_WHO)}
)

_Asked = aliased(Response)
_Before = aliased(Response)
_Then = aliased(Activity)
_RoundBefore = aliased(Round)
_PREVIOUS = (
    select(
        Activity.number,
        SubmittedAnswer.value,
        SubmittedAnswer.comment,
        SubmittedAnswer.planned_on,
        _Before.name.label("organisation"),
        _RoundBefore.name.label("round_name"),
    )
    .select_from(_Asked)
    .join(Round, Round.id == _Asked.round_id)
    .join(_RoundBefore, _RoundBefore.id == Round.previous_round_id)
    .join(_Before, _Before.round_id == _RoundBefore.id)
    .outerjoin(
        Succession,
        and_(
            Succession.successor_id == _Asked.organisation_id,
            Succession.predecessor_id == _Before.organisation_id,
        ),
    )
    .join(SubmittedAnswer, SubmittedAnswer.submission_id == _Before.submission_id)
    .join(
        _Then,
        and_(_Then.round_id == _Before.round_id, _Then.number == SubmittedAnswer.number),
    )
    .join(Activity, and_(Activity.round_id == _Asked.round_id, Activity.key == _Then.key))
    .where(
        _Asked.id == bindparam("response_id"),
        Succession.successor_id.is_not(None) | (_Before.organisation_id == _Asked.organisation_id),
    )
    .order_by(Activity.number, _Before.sort_key)
)


def list_for_saving(session: Session, response_id: int, links: Sequence[Any]) -> Sequence[AnyRow]:
    """One row per activity of a response that one of `links` opens; none if none does."""
    values = {"response_id": response_id, "links": [tuple(link) for link in links]}
    rows = session.connection().execute(_FOR_SAVING, values).all()
    return [row for row in rows if row.link_id == rows[0].link_id]


def find_for_saving(
    session: Session, response_id: int, number: int, links: Sequence[Any]
) -> AnyRow | None:
    """The same for one activity."""
    values = {
        "response_id": response_id,
        "number": number,
        "links": [tuple(link) for link in links],
    }
    return session.connection().execute(_ONE_FOR_SAVING, values).first()


def stored(row: AnyRow) -> StoredAnswer | None:
    """The current answer in a row of this module, or None where there is none."""
    if row.answer_id is None:
        return None
    content = AnswerContent(row.value, row.comment, row.planned_on)
    return StoredAnswer(content, row.version, row.page, row.sequence)


def list_answers(session: Session, response_id: int) -> dict[int, AnyRow]:
    """The current answers by number, drafts included: for those who answer."""
    rows = session.connection().execute(_LIST, {"response_id": response_id})
    return {row.number: row for row in rows}


def find_version(
    session: Session, response_id: int, number: int, version: int
) -> AnswerContent | None:
    """What an answer said in one version."""
    values = {"response_id": response_id, "number": number, "version": version}
    row = session.connection().execute(_VERSION, values).first()
    return AnswerContent(row.value, row.comment, row.planned_on) if row else None


def find_newest_sequence(session: Session, response_id: int, number: int, page: str) -> int | None:
    """The highest number of a save of this page that became a version."""
    values = {"response_id": response_id, "number": number, "page": page}
    newest: int | None = session.connection().execute(_NEWEST_FROM_PAGE, values).scalar()
    return newest


def set_answer(
    session: Session,
    row: AnyRow,
    content: AnswerContent,
    *,
    page: str,
    sequence: int,
    now: dt.datetime,
    origin_id: int | None = None,
) -> int:
    """Write the next version of the answer in `row` (of this module); returns its number.

    `origin_id` says where it came from, if a coordinator has entered it.
    """
    values = {
        "response_id": row.response_id,
        "number": row.number,
        "version": (row.version or 0) + 1,
        "value": content.value,
        "comment": content.comment,
        "planned_on": content.planned_on,
        "saved_at": now,
        "contact_id": row.contact_id,
        "origin_id": origin_id,
        "page": page,
        "sequence": sequence,
    }
    connection = session.connection()
    if row.answer_id is None:
        connection.execute(_INSERT, values)
    else:
        changed = {field: values[field] for field in _FIELDS}
        connection.execute(_UPDATE, {"answer_id": row.answer_id} | changed)
    connection.execute(_INSERT_VERSION, values)
    version: int = values["version"]
    return version


def set_page(session: Session, answer_id: int, page: str, sequence: int) -> None:
    """Note that this page's save came, although it changed nothing: older ones are then late."""
    values = {"answer_id": answer_id, "new_page": page, "new_sequence": sequence}
    session.connection().execute(_SET_PAGE, values)


def set_marks(
    session: Session, response_id: int, marks: str, status: str, now: dt.datetime
) -> None:
    """Keep a response's row in step with its answers."""
    values = {"response": response_id, "new_marks": marks, "new_status": status, "now": now}
    session.connection().execute(_SET_MARKS, values)


def add_event(session: Session, **values: Any) -> None:
    """Note what happened in a response, on the hot path."""
    session.connection().execute(_INSERT_EVENT, values)


def list_previous(session: Session, response_id: int) -> Sequence[AnyRow]:
    """What this organisation, and those it took over from, handed in the round before.

    `number` is the activity's in this round; activities are the same when their keys are.
    """
    return session.connection().execute(_PREVIOUS, {"response_id": response_id}).all()
