"""What a coordinator does to a round's standing schedule, and whom it would remind."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hp.database import AnyRow, begin_writing
from hp.domain.errors import ChangedMeanwhile, RoundClosed
from hp.domain.fingerprint import fingerprint
from hp.domain.schedule import Period
from hp.domain.standing import Person
from hp.models import Event, Round, Schedule
from hp.models.events import EventKind
from hp.models.mail import MailingKind
from hp.reminders.recipients import Recipient, find_recipients
from hp.store import opening, reminders, schedules

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

COLUMNS = ("before", "after", "send_at", "rest_days", "most", "sends_missed")


@dataclass(frozen=True, slots=True)
class Waiting:
    """Those whom a schedule may remind: as the rules know them, and as mails do."""

    people: list[Person]
    recipients: dict[tuple[int, int], Recipient]
    unreachable: list[AnyRow]  # responses of those who cannot be written to


def find_waiting(session: "Session", round_: Round, now: dt.datetime) -> Waiting:
    """Contacts of organisations that have not handed in, each with its own last day."""
    times = reminders.count_mailed(session, round_.id, MailingKind.REMINDER)
    found = find_recipients(session, round_, MailingKind.REMINDER, now)
    recipients = {(r.response_id, r.contact_id): r for r in found.reachable}
    people = [
        Person(key, _period(round_, r), times.get(key, 0), r.last) for key, r in recipients.items()
    ]
    return Waiting(people, recipients, found.unreachable)


def _period(round_: Round, recipient: Recipient) -> Period:
    return Period(round_.opened_at, recipient.due_at, round_.closed_at, round_.closes_by_itself)


def seen_of(schedule: Schedule | None) -> str:
    """What a form was made from, as one word; empty where there was no schedule."""
    if schedule is None:
        return ""
    return fingerprint(*(getattr(schedule, column) for column in COLUMNS))


def save_schedule(
    session: "Session",
    round_id: int,
    columns: dict[str, Any],
    *,
    seen: str,
    now: dt.datetime,
    user_id: int,
) -> Schedule:
    """Make or change a round's schedule; `columns` are those of `COLUMNS`, checked.

    It begins now: days before it are not made up for. Saving what is so already changes nothing.
    Raises `RoundClosed`, or `ChangedMeanwhile` where `seen` is not `seen_of` what is stored.
    """
    begin_writing(session)
    round_ = opening.get_round_to_change(session, round_id)
    if round_.closed_at is not None:
        raise RoundClosed
    schedule = schedules.find_schedule(session, round_id)
    if schedule and all(getattr(schedule, name) == columns[name] for name in COLUMNS):
        return schedule
    if seen != seen_of(schedule):
        raise ChangedMeanwhile
    if schedule is None:
        schedule = Schedule(round_id=round_id)
        session.add(schedule)
    for name in COLUMNS:
        setattr(schedule, name, columns[name])
    schedule.active_from = now
    _note(session, round_id, now, user_id)
    session.commit()
    return schedule


def set_paused(
    session: "Session", round_id: int, *, paused: bool, now: dt.datetime, user_id: int
) -> None:
    """Let a schedule rest, or go on from now: what it would have sent meanwhile stays unsent.

    Where it is so already, or there is no schedule, nothing changes. Raises `RoundClosed`.
    """
    begin_writing(session)
    round_ = opening.get_round_to_change(session, round_id)
    if round_.closed_at is not None:
        raise RoundClosed
    schedule = schedules.find_schedule(session, round_id)
    if schedule is None or (schedule.paused_at is not None) == paused:
        return
    schedule.paused_at = now if paused else None
    if not paused:
        schedule.active_from = now
    _note(session, round_id, now, user_id)
    session.commit()


def _note(session: "Session", round_id: int, now: dt.datetime, user_id: int) -> None:
    session.add(Event(at=now, kind=EventKind.SCHEDULE_CHANGED, round_id=round_id, user_id=user_id))
