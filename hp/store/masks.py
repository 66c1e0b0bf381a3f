"""What is masked, where it can stand, and what is still to be removed from files."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session, undefer

from hp.database import AnyRow
from hp.models import (
    Answer,
    AnswerVersion,
    Base,
    ChangeRequest,
    Document,
    Mask,
    Message,
    PromiseNews,
    Response,
    Submission,
    SubmittedAnswer,
)

_HANDED_IN = (
    select(SubmittedAnswer.version, SubmittedAnswer.comment)
    .join(Submission, Submission.id == SubmittedAnswer.submission_id)
    .where(
        Submission.response_id == bindparam("response_id"),
        SubmittedAnswer.submission_id == bindparam("submission_id"),
        SubmittedAnswer.number == bindparam("number"),
    )
)
# what a coordinator has entered and nobody has handed in yet
_ENTERED = select(Answer.version, Answer.comment).where(
    Answer.response_id == bindparam("response_id"),
    Answer.number == bindparam("number"),
    Answer.origin_id.is_not(None),
)
_NEWS = (
    select(PromiseNews.text)
    .where(
        PromiseNews.response_id == bindparam("response_id"),
        PromiseNews.number == bindparam("number"),
    )
    .order_by(PromiseNews.id)
)
_UNFINISHED = select(Mask.id, Mask.mails).where(Mask.scrubbed_at.is_(None)).order_by(Mask.id)


def find_said(
    session: Session, response_id: int, number: int, submission_id: int | None
) -> AnyRow | None:
    """(version, comment) of an answer in a hand-in of the response; without a hand-in of what a
    coordinator has entered. Never what an organisation has not handed in."""
    values = {"response_id": response_id, "number": number}
    if submission_id is None:
        return session.connection().execute(_ENTERED, values).first()
    return (
        session.connection().execute(_HANDED_IN, values | {"submission_id": submission_id}).first()
    )


def list_told(session: Session, response_id: int, number: int) -> Sequence[str]:
    """What has been told later about an activity's planned date."""
    values = {"response_id": response_id, "number": number}
    return session.connection().execute(_NEWS, values).scalars().all()


def find_by_token(session: Session, token: str) -> Mask | None:
    """What the form with this token has masked already."""
    return session.scalars(select(Mask).where(Mask.token == token)).first()


def list_answers(session: Session, response_id: int) -> Sequence[Answer]:
    """The current answers, drafts included."""
    return session.scalars(select(Answer).where(Answer.response_id == response_id)).all()


def list_versions(session: Session, response_id: int) -> Sequence[AnswerVersion]:
    """Every version of every answer."""
    statement = select(AnswerVersion).where(AnswerVersion.response_id == response_id)
    return session.scalars(statement).all()


def list_frozen(session: Session, response_id: int) -> Sequence[SubmittedAnswer]:
    """The answers of every hand-in."""
    statement = (
        select(SubmittedAnswer)
        .join(Submission, Submission.id == SubmittedAnswer.submission_id)
        .where(Submission.response_id == response_id)
    )
    return session.scalars(statement).all()


def list_about(session: Session, response_id: int) -> Sequence[Base]:
    """What else is written about the answers: what was asked for, what was told later."""
    asked = (
        select(ChangeRequest)
        .join(Submission, Submission.id == ChangeRequest.submission_id)
        .where(Submission.response_id == response_id)
    )
    told = select(PromiseNews).where(PromiseNews.response_id == response_id)
    return [
        session.get_one(Response, response_id),
        *session.scalars(asked).all(),
        *session.scalars(told).all(),
    ]


def list_mails(session: Session, response_id: int) -> Sequence[Message]:
    """Every mail about a response, sent or not."""
    return session.scalars(select(Message).where(Message.response_id == response_id)).all()


def list_documents(session: Session, ids: Sequence[int]) -> Sequence[Document]:
    """Returned Word forms, with their text and bytes."""
    statement = select(Document).where(Document.id.in_(ids)).order_by(Document.id)
    return session.scalars(
        statement.options(undefer(Document.content), undefer(Document.text))
    ).all()


def renumber(session: Session, response_id: int, number: int, old: int, new: int) -> None:
    """Let hand-ins that froze one version of an answer have frozen another."""
    hand_ins = select(Submission.id).where(Submission.response_id == response_id)
    session.execute(
        update(SubmittedAnswer)
        .where(
            SubmittedAnswer.submission_id.in_(hand_ins),
            SubmittedAnswer.number == number,
            SubmittedAnswer.version == old,
        )
        .values(version=new)
    )


def list_numbers(session: Session, response_ids: Sequence[int]) -> set[int]:
    """The activities at which something was masked in these responses."""
    statement = select(Mask.number).where(Mask.response_id.in_(response_ids))
    return set(session.scalars(statement))


def list_unfinished(session: Session) -> Sequence[AnyRow]:
    """(id, mails) of what is masked and may still stand in files."""
    return session.connection().execute(_UNFINISHED).all()


def list_mails_by_id(session: Session, ids: Sequence[int]) -> Sequence[AnyRow]:
    """(message_id, state) of mails."""
    statement = select(Message.message_id, Message.state).where(Message.id.in_(ids))
    return session.connection().execute(statement).all()


def set_scrubbed(session: Session, ids: Sequence[int], now: dt.datetime) -> None:
    """Note that nothing is left of what these masked. Does not commit."""
    session.execute(update(Mask).where(Mask.id.in_(ids)).values(scrubbed_at=now))
