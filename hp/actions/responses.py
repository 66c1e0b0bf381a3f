"""What a coordinator decides about one organisation's part in a round."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.orm import Session

from hp.actions.answers_for import mirror
from hp.actions.events import note_response
from hp.actions.rounds import ask_organisation
from hp.database import AnyRow, begin_writing
from hp.domain import marks
from hp.domain.answers import ResponseStatus
from hp.domain.errors import InvalidInput, Refused, RoundClosed, RoundNotOpen
from hp.models import Organisation, Response, Round
from hp.models.events import EventKind


class CannotExcuse(Refused):
    """The response is `submitted`, or bound to another by who answers for whom: `answered_by`,
    `answers_for_others`. That is `reason`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NoteChanged(Refused):
    """Somebody else has changed the note since the person who saves it has read it."""


def ask(
    session: Session, round_id: int, organisation_id: int, user_id: int, now: dt.datetime
) -> None:
    """Ask an organisation in a round that is open; one that is asked already stays as it is.

    Raises `RoundNotOpen`, `RoundClosed`, or `InvalidInput` for one that is retired.
    """
    begin_writing(session)
    round_ = session.get_one(Round, round_id)
    round_.period.check_open(now)
    organisation = session.get_one(Organisation, organisation_id)
    if organisation.retired_on is not None:
        raise InvalidInput("organisation", "retired")
    ask_organisation(session, round_, organisation, now, user_id)
    session.commit()


def set_due(
    session: Session,
    response_ids: Sequence[int],
    due_at: dt.datetime | None,
    user_id: int,
    now: dt.datetime,
) -> int:
    """Give responses of a round a deadline of their own, or with None the round's; returns how
    many were changed. Those that they answer for get the same.

    Raises `RoundClosed` where somebody has closed the round, and `InvalidInput` for the field
    due_on: `past`, `not_later` than the round's last day, or `answered_by` another organisation.
    """
    begin_writing(session)
    changed = 0
    for response_id in sorted(set(response_ids)):
        response = session.get_one(Response, response_id, with_for_update=True)
        _check_due(session.get_one(Round, response.round_id), due_at, now)
        if response.answered_by_id is not None:
            raise InvalidInput("due_on", "answered_by")
        if response.due_at != due_at:
            response.due_at = due_at
            note_response(session, EventKind.DUE_CHANGED, response, now, user_id=user_id)
            mirror(session, response_id)
            changed += 1
    session.commit()
    return changed


def _check_due(round_: Round, due_at: dt.datetime | None, now: dt.datetime) -> None:
    if round_.opened_at is None:
        raise RoundNotOpen
    if round_.closed_at is not None:
        raise RoundClosed
    if due_at is None:
        return
    if due_at <= now:
        raise InvalidInput("due_on", "past")
    if due_at <= round_.due_at:
        raise InvalidInput("due_on", "not_later")


def excuse(session: Session, response_id: int, reason: str, user_id: int, now: dt.datetime) -> None:
    """Let an organisation be without answering in a round, for a reason; or change the reason.

    Raises `CannotExcuse`, or `InvalidInput` where the reason is `missing`.
    """
    if not reason:
        raise InvalidInput("reason", "missing")
    begin_writing(session)
    response = session.get_one(Response, response_id, with_for_update=True)
    if obstacle := excuse_obstacle(response):
        raise CannotExcuse(obstacle)
    if (response.status, response.excused_reason) == (ResponseStatus.EXCUSED, reason):
        return
    response.status = ResponseStatus.EXCUSED
    response.excused_reason = reason
    note_response(session, EventKind.EXCUSED, response, now, user_id=user_id)
    session.commit()


def excuse_obstacle(response: Response | AnyRow) -> str:
    """Why a response (or its row) cannot be excused, see `CannotExcuse`; empty if it can."""
    if response.answered_by_id is not None:
        return "answered_by"
    if response.answers_for_others:
        return "answers_for_others"
    return "submitted" if response.submission_id is not None else ""


def end_excuse(session: Session, response_id: int, user_id: int, now: dt.datetime) -> None:
    """Ask an excused organisation again: its status becomes what its answers say."""
    begin_writing(session)
    response = session.get_one(Response, response_id, with_for_update=True)
    if response.status != ResponseStatus.EXCUSED:
        return
    response.status = _status_of_answers(response)
    response.excused_reason = ""
    note_response(session, EventKind.EXCUSE_ENDED, response, now, user_id=user_id)
    session.commit()


def _status_of_answers(response: Response) -> ResponseStatus:
    if response.changed_at is None:
        return ResponseStatus.NOT_STARTED
    return ResponseStatus.STARTED if marks.missing(response.marks) else ResponseStatus.READY


def set_note(
    session: Session, response_id: int, note: str, before: str, user_id: int, now: dt.datetime
) -> None:
    """Keep the coordinators' own note; `before` is what it said when the person began to write.

    Raises `NoteChanged` where it says something else by now.
    """
    begin_writing(session)
    response = session.get_one(Response, response_id, with_for_update=True)
    if response.note == note:
        return
    if response.note != before:
        raise NoteChanged
    response.note = note
    note_response(session, EventKind.NOTE_CHANGED, response, now, user_id=user_id)
    session.commit()
