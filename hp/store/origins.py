"""Answers that a coordinator enters for an organisation, and where they came from."""

from collections.abc import Sequence

from sqlalchemy import and_, bindparam, func, null, select
from sqlalchemy.orm import Session

from hp.database import AnyRow
from hp.models import (
    Activity,
    Answer,
    AnswerOrigin,
    Contact,
    PersonalLink,
    Response,
    Round,
    SubmittedAnswer,
    User,
)
from hp.models.organisations import ContactRole
from hp.store.answers import SAVER, TO_SAVE

# as hp.store.answers.list_for_saving, but no contact saves it
_FOR_ENTERING = (
    select(
        null().label("link_id"),
        null().label("contact_id"),
        Response.answered_by_id,
        SubmittedAnswer.version.label("submitted_version"),
        *TO_SAVE,
    )
    .select_from(Response)
    .join(Round, Round.id == Response.round_id)
    .join(Activity, Activity.round_id == Round.id)
    .outerjoin(Answer, and_(Answer.response_id == Response.id, Answer.number == Activity.number))
    .outerjoin(
        SubmittedAnswer,
        and_(
            SubmittedAnswer.submission_id == Response.submission_id,
            SubmittedAnswer.number == Activity.number,
        ),
    )
    .outerjoin(SAVER, SAVER.id == Answer.contact_id)
    .where(Response.id == bindparam("response_id"))
    .order_by(Activity.number)
    .with_for_update(of=Response)
)
_ORIGINS = (
    select(
        *AnswerOrigin.__table__.columns,
        func.coalesce(func.nullif(User.name, ""), User.email, "").label("entered_by"),
    )
    .outerjoin(User, User.id == AnswerOrigin.user_id)
    .order_by(AnswerOrigin.id)
)
_OF_RESPONSE = _ORIGINS.where(AnswerOrigin.response_id == bindparam("response_id"))
_BY_IDS = _ORIGINS.where(AnswerOrigin.id.in_(bindparam("ids", expanding=True)))
_RECEIVER = (
    select(PersonalLink.id)
    .join(Contact, Contact.id == PersonalLink.contact_id)
    .where(
        PersonalLink.response_id == bindparam("response_id"),
        PersonalLink.revoked_at.is_(None),
        Contact.retired_at.is_(None),
        Contact.email != "",
    )
    .order_by(
        Contact.role != ContactRole.MAIN,
        Contact.role == ContactRole.COLLEAGUE,
        Contact.id,
        PersonalLink.id.desc(),
    )
    .limit(1)
)


def list_for_entering(session: Session, response_id: int) -> Sequence[AnyRow]:
    """One row per activity of a response: columns of `hp.store.answers.list_for_saving`, with
    `submitted_version` of the latest hand-in and `answered_by_id` of the response."""
    return session.connection().execute(_FOR_ENTERING, {"response_id": response_id}).all()


def is_hidden(row: AnyRow) -> bool:
    """Whether a row of `list_for_entering` holds what the organisation has not handed in yet.

    What a coordinator has entered, and what is handed in, may be seen.
    """
    says_something = row.value is not None or bool(row.comment)
    return says_something and row.origin_id is None and row.version != row.submitted_version


def list_origins(session: Session, response_id: int) -> dict[int, AnyRow]:
    """Where answers of a response came from, by id, with `entered_by`; the earliest first."""
    rows = session.connection().execute(_OF_RESPONSE, {"response_id": response_id})
    return {row.id: row for row in rows}


def list_by_ids(session: Session, ids: Sequence[int]) -> dict[int, AnyRow]:
    """The same of these."""
    rows = session.connection().execute(_BY_IDS, {"ids": ids})
    return {row.id: row for row in rows}


def find_receiver(session: Session, response_id: int) -> int | None:
    """The link of whom a receipt is for that nobody at the organisation has asked for: the main
    contact's, else another's who can be mailed."""
    found: int | None = (
        session.connection().execute(_RECEIVER, {"response_id": response_id}).scalar()
    )
    return found
