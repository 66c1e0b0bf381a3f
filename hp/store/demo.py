"""What the demonstration asks of its database."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from hp.database import AnyRow
from hp.domain.answers import ResponseStatus
from hp.models import PersonalLink, Response, Round


def find_link_not_begun(session: Session, now: dt.datetime) -> AnyRow | None:
    """(id, version) of a link to a response that nobody has begun, in a round not due at `now`."""
    statement = (
        select(PersonalLink.id, PersonalLink.version)
        .join(Response, Response.id == PersonalLink.response_id)
        .join(Round, Round.id == Response.round_id)
        .where(
            PersonalLink.revoked_at.is_(None),
            Response.status == ResponseStatus.NOT_STARTED,
            Round.closed_at.is_(None),
            Round.due_at > now,
        )
        .order_by(PersonalLink.id)
    )
    return session.execute(statement.limit(1)).first()
