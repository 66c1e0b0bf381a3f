"""Saving answers: one as it is given, or a whole form without script."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from hp.actions.answers_for import mirror
from hp.database import AnyRow, begin_writing
from hp.domain import marks
from hp.domain.answers import (
    EMPTY,
    AnswerContent,
    AnswerValue,
    Outcome,
    ResponseStatus,
    WantedAnswer,
    decide,
)
from hp.domain.errors import AlreadySubmitted, InvalidInput, LinkGone, NotAsked
from hp.models import AnswerOrigin
from hp.models.events import EventKind
from hp.store import answers
from hp.store.responses import period


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a save: `row` is the answer as it was before (columns of the store)."""

    outcome: Outcome
    row: AnyRow
    version: int  # the current one
    saved_at: dt.datetime
    marks: str


def save_answer(
    session: Session,
    links: Sequence[Any],
    response_id: int,
    number: int,
    wanted: WantedAnswer,
    now: dt.datetime,
) -> Saved:
    """Save the answer to one activity for a browser with `links` (id, version).

    Raises `LinkGone`, `RoundClosed`, `RoundNotOpen`, `AlreadySubmitted` or `NotAsked`, and
    `InvalidInput` where the activity cannot have that answer. A conflict with a colleague is an
    outcome, and changes nothing.
    """
    begin_writing(session)
    row = answers.find_for_saving(session, response_id, number, links) if links else None
    if row is None:
        raise LinkGone
    check_takes_answers(row, now)
    saved = _save(session, row, wanted, row.marks, now)
    session.commit()
    return saved


def save_form(
    session: Session,
    links: Sequence[Any],
    response_id: int,
    wanted: Mapping[int, WantedAnswer],
    now: dt.datetime,
) -> dict[int, Saved]:
    """Save every answer of a form that was changed there; returns what became of each by number.

    A field that says what it said when the form was opened was not touched, and never overwrites
    what a colleague has written meanwhile. Raises as `save_answer`, if anything was touched.
    """
    begin_writing(session)
    rows = answers.list_for_saving(session, response_id, links) if links else []
    if not rows:
        raise LinkGone
    touched = [
        row
        for row in rows
        if row.number in wanted and not _is_untouched(session, row, wanted[row.number])
    ]
    if touched:
        check_takes_answers(rows[0], now)
    now_marks: str = rows[0].marks
    done: dict[int, Saved] = {}
    for row in touched:
        done[row.number] = saved = _save(session, row, wanted[row.number], now_marks, now)
        now_marks = saved.marks
    session.commit()
    return done


def check_takes_answers(row: AnyRow, now: dt.datetime) -> None:
    """Raise why the response of `row` takes no answers now, if it does not."""
    period(row).check_open(now)
    if row.status == ResponseStatus.EXCUSED:
        raise NotAsked
    if not row.status.takes_answers:
        raise AlreadySubmitted


def _is_untouched(session: Session, row: AnyRow, wanted: WantedAnswer) -> bool:
    stored = answers.stored(row)
    if wanted.based_on == 0:
        base: AnswerContent | None = EMPTY
    elif stored and stored.version == wanted.based_on:
        base = stored.content
    else:
        base = answers.find_version(session, row.response_id, row.number, wanted.based_on)
    return base == wanted.content


def _save(
    session: Session, row: AnyRow, wanted: WantedAnswer, now_marks: str, now: dt.datetime
) -> Saved:
    outcome = judge(session, row, wanted)
    if outcome is Outcome.SAVE:
        return write(session, row, wanted, now_marks, now)
    is_own = row.page == wanted.page
    if outcome is Outcome.SAME and wanted.sequence is not None and is_own:
        answers.set_page(session, row.answer_id, wanted.page, wanted.sequence)
    return Saved(outcome, row, row.version or 0, row.saved_at or now, now_marks)


def judge(session: Session, row: AnyRow, wanted: WantedAnswer) -> Outcome:
    """What a save comes to, given the row as it is now. Raises `InvalidInput`."""
    if wanted.content.value == AnswerValue.NOT_APPLICABLE and not row.takes_not_applicable:
        raise InvalidInput(f"value-{row.number}", "unknown")
    stored = answers.stored(row)
    is_own = row.page == wanted.page
    newest = None
    if stored and wanted.sequence is not None and not is_own:
        newest = answers.find_newest_sequence(session, row.response_id, row.number, wanted.page)
    return decide(stored, wanted, newest)


def write(
    session: Session,
    row: AnyRow,
    wanted: WantedAnswer,
    now_marks: str,
    now: dt.datetime,
    origin: AnswerOrigin | None = None,
) -> Saved:
    """Write the next version, with what follows from it. `origin` says where it came from, if a
    coordinator has entered it. Does not commit."""
    version = answers.set_answer(
        session,
        row,
        wanted.content,
        page=wanted.page,
        sequence=wanted.sequence or 0,
        now=now,
        origin_id=origin.id if origin else None,
    )
    new_marks = marks.replace(now_marks, row.number - 1, wanted.content.value)
    answers.set_marks(session, row.response_id, new_marks, _status(row, new_marks), now)
    if row.answers_for_others:
        mirror(session, row.response_id)
    answers.add_event(
        session,
        at=now,
        kind=EventKind.ANSWER_SAVED,
        round_id=row.round_id,
        response_id=row.response_id,
        number=row.number,
        version=version,
        contact_id=row.contact_id,
        user_id=origin.user_id if origin else None,
    )
    return Saved(Outcome.SAVE, row, version, now, new_marks)


def _status(row: AnyRow, new_marks: str) -> ResponseStatus:
    """Until it is handed in anew, changes stay requested."""
    if row.status == ResponseStatus.RETURNED:
        return ResponseStatus.RETURNED
    return ResponseStatus.STARTED if marks.missing(new_marks) else ResponseStatus.READY
