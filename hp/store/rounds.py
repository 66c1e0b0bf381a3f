"""Rounds as those who sign in look at them."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import bindparam, case, func, select
from sqlalchemy.orm import Session

from hp.database import AnyRow
from hp.domain.answers import ResponseStatus
from hp.domain.schedule import Period
from hp.models import Response, Round

_HEADS = (
    select(
        Round.id,
        Round.name,
        Round.subject_sv,
        Round.subject_en,
        Round.sender_sv,
        Round.sender_en,
        Round.opened_at,
        Round.due_at,
        Round.closed_at,
        Round.closes_by_itself,
        Round.shows_drafts,
        Round.is_test,
        Round.counts_each,
    )
    .where(Round.opened_at <= bindparam("now"))
    # a test round is nobody's first choice while there is a real one
    .order_by(Round.is_test, Round.opened_at.desc(), Round.id.desc())
)
_HEADS_OF = _HEADS.join(Response, Response.round_id == Round.id).where(
    Response.organisation_id == bindparam("organisation_id")
)


def list_opened_rounds(session: Session, now: dt.datetime) -> Sequence[AnyRow]:
    """Rounds that have been opened: what their pages' heads show.

    The newest first, test rounds after all others.
    """
    return session.connection().execute(_HEADS, {"now": now}).all()


def find_head(session: Session, round_id: int, now: dt.datetime) -> AnyRow | None:
    """The same of one round, if it has been opened."""
    statement = _HEADS.where(Round.id == round_id)
    return session.connection().execute(statement, {"now": now}).first()


def list_rounds_of(session: Session, organisation_id: int, now: dt.datetime) -> Sequence[AnyRow]:
    """The same of the rounds in which one organisation is asked."""
    values = {"organisation_id": organisation_id, "now": now}
    return session.connection().execute(_HEADS_OF, values).all()


def pick_round(rounds: Sequence[AnyRow], name: str | None) -> AnyRow | None:
    """The round called `name`, or without a name the first; None where there is none such."""
    if name:
        return next((round_ for round_ in rounds if round_.name == name), None)
    return rounds[0] if rounds else None


_OVER_ALL = (
    select(
        *Round.__table__.columns,
        func.count(Response.id).label("asked"),
        func.count(case((Response.status == ResponseStatus.SUBMITTED, 1))).label("submitted"),
    )
    .outerjoin(Response, Response.round_id == Round.id)
    .group_by(Round.id)
    .order_by(Round.due_at.desc(), Round.id.desc())
)


def list_rounds(session: Session) -> Sequence[AnyRow]:
    """All rounds, the newest first, with how many are asked and have handed in."""
    return session.connection().execute(_OVER_ALL).all()


def find_round(session: Session, round_id: int) -> Round | None:
    """A round with its plan, opened or not."""
    return session.get(Round, round_id)


def get_round(session: Session, round_id: int) -> Round:
    """The same of one that is known to be there."""
    return session.get_one(Round, round_id)


def find_round_called(session: Session, name: str) -> Round | None:
    """The round called `name`, whatever its capitals."""
    rounds = session.scalars(select(Round).order_by(Round.id))
    return next((r for r in rounds if r.name.casefold() == name.casefold()), None)


def period_of(row: AnyRow) -> Period:
    """When a round in a row of this module takes answers."""
    return Period(row.opened_at, row.due_at, row.closed_at, row.closes_by_itself)
