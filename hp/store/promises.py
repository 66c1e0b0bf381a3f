"""Handed-in answers with a planned date, and what has been told about them since."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from hp.database import AnyRow
from hp.domain.answers import AnswerValue
from hp.models import (
    AnswerOrigin,
    Contact,
    Mailing,
    Message,
    PromiseNews,
    Response,
    SubmittedAnswer,
)
from hp.models.mail import MailingKind, MessageState

_PROMISES = (
    select(
        Response.id.label("response_id"),
        Response.organisation_id,
        Response.name,
        Response.sort_key,
        Response.kind,
        Response.cluster,
        Response.status,
        Response.reopened_at,
        Response.submitted_at,
        SubmittedAnswer.submission_id,
        SubmittedAnswer.number,
        SubmittedAnswer.value,
        SubmittedAnswer.comment,
        SubmittedAnswer.planned_on,
        SubmittedAnswer.origin_id,
        AnswerOrigin.source,
        AnswerOrigin.said_by,
        AnswerOrigin.said_on,
        AnswerOrigin.is_confirmed,
    )
    .join(SubmittedAnswer, SubmittedAnswer.submission_id == Response.submission_id)
    .outerjoin(AnswerOrigin, AnswerOrigin.id == SubmittedAnswer.origin_id)
    .where(
        Response.answered_by_id.is_(None),
        SubmittedAnswer.planned_on.is_not(None),
        SubmittedAnswer.value.in_([AnswerValue.PARTLY, AnswerValue.NO]),
    )
    .order_by(Response.sort_key, Response.id, SubmittedAnswer.number)
)
_OF_ROUND = _PROMISES.where(Response.round_id == bindparam("round_id"))
_OF_RESPONSE = _PROMISES.where(Response.id == bindparam("response_id"))
_NEWS = (
    select(
        PromiseNews.submission_id,
        PromiseNews.number,
        PromiseNews.outcome,
        PromiseNews.planned_on,
        PromiseNews.text,
        PromiseNews.at,
        Contact.name.label("told_by"),
    )
    .join(Response, Response.id == PromiseNews.response_id)
    .join(Contact, Contact.id == PromiseNews.contact_id)
    .order_by(PromiseNews.id)
)
_NEWS_OF_ROUND = _NEWS.where(Response.round_id == bindparam("round_id"))
_NEWS_OF_RESPONSE = _NEWS.where(Response.id == bindparam("response_id"))
_ASKED = (
    select(Message.response_id, func.max(Mailing.created_at).label("asked_at"))
    .join(Mailing, Mailing.id == Message.mailing_id)
    .where(
        Mailing.round_id == bindparam("round_id"),
        Mailing.kind == MailingKind.NEWS,
        Message.state.not_in([MessageState.WITHDRAWN, MessageState.REFUSED]),
        Message.bounced_at.is_(None),
    )
    .group_by(Message.response_id)
)


def list_of_round(session: Session, round_id: int) -> Sequence[AnyRow]:
    """The promises of a round, each once, at the one who answered."""
    return session.connection().execute(_OF_ROUND, {"round_id": round_id}).all()


def list_of_response(session: Session, response_id: int) -> Sequence[AnyRow]:
    """The promises of one response's latest hand-in."""
    return session.connection().execute(_OF_RESPONSE, {"response_id": response_id}).all()


def list_news_of_round(session: Session, round_id: int) -> Sequence[AnyRow]:
    """What has been told about promises in a round, the earliest first."""
    return session.connection().execute(_NEWS_OF_ROUND, {"round_id": round_id}).all()


def list_news_of_response(session: Session, response_id: int) -> Sequence[AnyRow]:
    """The same of one response."""
    return session.connection().execute(_NEWS_OF_RESPONSE, {"response_id": response_id}).all()


def list_news_by_answer(session: Session, round_id: int) -> dict[tuple[int, int], list[AnyRow]]:
    """What has been told in a round, by hand-in and the activity's number."""
    found: dict[tuple[int, int], list[AnyRow]] = {}
    for row in list_news_of_round(session, round_id):
        found.setdefault((row.submission_id, row.number), []).append(row)
    return found


def find_asked(session: Session, round_id: int) -> dict[int, dt.datetime]:
    """When the contacts of each response were last mailed about its promises."""
    rows = session.connection().execute(_ASKED, {"round_id": round_id})
    return {row.response_id: row.asked_at for row in rows}
