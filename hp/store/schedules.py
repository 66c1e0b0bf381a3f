"""Standing schedules of reminders, and which of them may have something to send."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from hp.models import Round, Schedule


def find_schedule(session: Session, round_id: int) -> Schedule | None:
    """The schedule of a round, if somebody has made one."""
    return session.get(Schedule, round_id)


def list_active(session: Session, now: dt.datetime) -> Sequence[Schedule]:
    """Schedules that are not paused, of rounds that have been opened and that nobody has closed.

    A round that has closed by itself is among them: organisations may have later deadlines.
    """
    statement = (
        select(Schedule)
        .join(Round, Round.id == Schedule.round_id)
        .where(
            Schedule.paused_at.is_(None),
            Round.opened_at <= now,
            or_(Round.closed_at.is_(None), Round.closed_at > now),
        )
        .order_by(Schedule.round_id)
    )
    return session.scalars(statement).all()
