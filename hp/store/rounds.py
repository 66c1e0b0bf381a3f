"""Rounds as those who sign in look at them."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from hp.database import AnyRow
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


def list_rounds_of(session: Session, organisation_id: int, now: dt.datetime) -> Sequence[AnyRow]:
    """The same of the rounds in which one organisation is asked."""
    values = {"organisation_id": organisation_id, "now": now}
    return session.connection().execute(_HEADS_OF, values).all()


def pick_round(rounds: Sequence[AnyRow], name: str | None) -> AnyRow | None:
    """The round called `name`, or without a name the first; None where there is none such."""
    if name:
        return next((round_ for round_ in rounds if round_.name == name), None)
    return rounds[0] if rounds else None
