"""What this room does to a round before and while it is open."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from hp.actions.events import note_response
from hp.actions.rounds import add_round, opening_time
from hp.database import begin_writing
from hp.domain.errors import ChangedMeanwhile, InvalidFields, RoundClosed
from hp.models import Event, Round
from hp.models.events import EventKind
from hp.rounds import forms
from hp.store import deadlines, opening

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def make_round(
    session: "Session",
    plan: dict[str, Any],
    columns: dict[str, Any],
    *,
    now: dt.datetime,
    user_id: int | None,
) -> Round:
    """A round being prepared, with its own copy of `plan`. `columns` are those of `Round`.

    Raises `InvalidFields` where its name is taken.
    """
    begin_writing(session)
    _check_name(session, columns["name"])
    round_ = add_round(session, plan, **columns)
    session.add(Event(at=now, kind=EventKind.ROUND_ADDED, round_id=round_.id, user_id=user_id))
    session.commit()
    return round_


def change_round(
    session: "Session",
    round_id: int,
    columns: dict[str, Any],
    *,
    seen: str,
    now: dt.datetime,
    zone: dt.tzinfo,
    user_id: int,
) -> Round:
    """Change what may still be changed; `seen` is `forms.seen_of` the round as it was shown.

    What is fixed since it was opened stays as it is. Saving what is so already changes nothing.
    Raises `ChangedMeanwhile`, `RoundClosed`, or `InvalidFields` where the name is taken.
    """
    begin_writing(session)
    round_ = opening.get_round_to_change(session, round_id)
    if round_.closed_at is not None:
        raise RoundClosed
    if seen != forms.seen_of(round_, zone):
        raise ChangedMeanwhile
    fixed = fixed_fields(round_, now)
    wanted = {field: value for field, value in columns.items() if field not in fixed}
    _check_name(session, wanted.get("name", round_.name), round_.id)
    if all(getattr(round_, field) == value for field, value in wanted.items()):
        return round_
    for field, value in wanted.items():
        setattr(round_, field, value)
    _end_overtaken_deadlines(session, round_, now, user_id)
    if round_.opened_at is not None and round_.opened_at > now:
        round_.opened_at = opening_time(round_.opens_on, now, zone)
    session.add(Event(at=now, kind=EventKind.ROUND_CHANGED, round_id=round_.id, user_id=user_id))
    session.commit()
    return round_


def _end_overtaken_deadlines(
    session: "Session", round_: Round, now: dt.datetime, user_id: int
) -> None:
    """Who was given more time has at least as much as everybody else."""
    for response in deadlines.list_overtaken(session, round_.id, round_.due_at):
        response.due_at = None
        note_response(session, EventKind.DUE_CHANGED, response, now, user_id=user_id)


def fixed_fields(round_: Round, now: dt.datetime) -> tuple[str, ...]:
    """The fields that cannot be changed any more: the opening day too, once it has come."""
    if round_.opened_at is None:
        return ()
    has_begun = round_.opened_at <= now
    return (*forms.FIXED_WHEN_OPENED, "opens_on") if has_begun else forms.FIXED_WHEN_OPENED


def _check_name(session: "Session", name: str, but_for: int | None = None) -> None:
    if opening.is_name_taken(session, name, but_for):
        raise InvalidFields({"name": "taken"})
