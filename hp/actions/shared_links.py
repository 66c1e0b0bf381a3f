"""Links that show a closed round's result to who has no account: made, and taken back."""

import datetime as dt

from sqlalchemy.orm import Session

from hp.database import begin_writing
from hp.domain.errors import InvalidFields, Refused
from hp.domain.schedule import start_of_day
from hp.domain.text import LINE_LIMIT, clean_line
from hp.models import Event, Round, SharedLink
from hp.models.events import EventKind
from hp.store import shared_links

LONGEST = dt.timedelta(days=366)


class NotClosed(Refused):
    """What has not closed can still change, and is shown to nobody outside."""


def make_link(
    session: Session,
    round_id: int,
    *,
    made_for: str,
    last_day: dt.date | None,
    token: str,
    zone: dt.tzinfo,
    user_id: int,
    now: dt.datetime,
) -> None:
    """Let who has the link see the result until the end of `last_day`.

    The same form (`token`) a second time makes nothing more. Raises `NotClosed`, or
    `InvalidFields`: made_for `missing` or `too_long`; last_day `not_a_date`, `past` or `too_late`.
    """
    made_for = clean_line(made_for)
    faults = {}
    if not made_for or len(made_for) > LINE_LIMIT:
        faults["made_for"] = "too_long" if made_for else "missing"
    if fault := _day_fault(last_day, now.astimezone(zone).date()):
        faults["last_day"] = fault
    if faults or last_day is None:
        raise InvalidFields(faults)
    begin_writing(session)
    if not session.get_one(Round, round_id).period.has_closed(now):
        raise NotClosed
    if shared_links.find_by_token(session, token) is not None:
        return
    session.add(
        SharedLink(
            round_id=round_id,
            made_for=made_for,
            created_at=now,
            expires_at=start_of_day(last_day + dt.timedelta(days=1), zone),
            token=token,
        )
    )
    _note(session, EventKind.SHARED_LINK_MADE, round_id, user_id, now)
    session.commit()


def revoke_link(session: Session, link_id: int, *, user_id: int, now: dt.datetime) -> None:
    """Let a link show nothing any more. A second time changes nothing."""
    begin_writing(session)
    link = session.get_one(SharedLink, link_id)
    if link.revoked_at is not None:
        return
    link.revoked_at = now
    _note(session, EventKind.SHARED_LINK_REVOKED, link.round_id, user_id, now)
    session.commit()


def _day_fault(day: dt.date | None, today: dt.date) -> str | None:
    if day is None:
        return "not_a_date"
    if day < today:
        return "past"
    return "too_late" if day > today + LONGEST else None


def _note(session: Session, kind: EventKind, round_id: int, user_id: int, now: dt.datetime) -> None:
    session.add(Event(at=now, kind=kind, round_id=round_id, user_id=user_id))
