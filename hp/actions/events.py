"""What has happened to a response, for its history."""

import datetime as dt

from sqlalchemy.orm import Session

from hp.models import Event, Response
from hp.models.events import EventKind


def note_response(
    session: Session, kind: EventKind, response: Response, now: dt.datetime, **who: int | None
) -> Event:
    """Add an event about a response that has an id. `who` are the columns of `Event` that say
    who did it (`user_id`, `contact_id`) and to whom (`about_contact_id`). Does not commit."""
    event = Event(
        at=now,
        kind=kind,
        round_id=response.round_id,
        response_id=response.id,
        organisation_id=response.organisation_id,
        **who,
    )
    session.add(event)
    return event
