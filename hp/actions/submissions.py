"""Handing in, and opening again."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy.orm import Session

from hp.actions.answers_for import mirror
from hp.database import AnyRow, begin_writing
from hp.domain import marks
from hp.domain.answers import Entry, ResponseStatus
from hp.domain.errors import AnswersChanged, AnswersMissing, LinkGone, NotAsked
from hp.mail import messages
from hp.models import Event, Response, Round, Submission
from hp.models.events import EventKind
from hp.store import answers, submissions
from hp.store.responses import period


def versions_seen(versions: Iterable[int | None]) -> str:
    """What somebody who reviews has seen: the answers' versions in order, as one word."""
    return "-".join(str(version or 0) for version in versions)


def submit(
    session: Session,
    links: Sequence[Any],
    response_id: int,
    *,
    name: str,
    function: str,
    seen: str,
    now: dt.datetime,
) -> int:
    """Hand in a response for a browser with `links`; returns the hand-in's id.

    Handing in what is handed in already is the same hand-in. `seen` is `versions_seen` of what the
    person has reviewed. Raises `LinkGone`, `RoundClosed`, `NotAsked`, `AnswersMissing`, or
    `AnswersChanged` where a colleague has changed an answer since.
    """
    begin_writing(session)
    rows = answers.list_for_saving(session, response_id, links) if links else []
    if not rows:
        raise LinkGone
    first = rows[0]
    if first.status == ResponseStatus.SUBMITTED:
        already: int = first.submission_id
        return already
    period(first).check_open(now)
    if first.status == ResponseStatus.EXCUSED:
        raise NotAsked
    if missing := [row.number for row in rows if row.value is None]:
        raise AnswersMissing(missing)
    if seen != versions_seen(row.version for row in rows):
        raise AnswersChanged
    submission_id = freeze(session, rows, first.link_id, name=name, function=function, now=now)
    session.commit()
    return submission_id


def freeze(
    session: Session,
    rows: Sequence[AnyRow],
    link_id: int | None,
    *,
    name: str,
    function: str,
    now: dt.datetime,
    entry: Entry | None = None,
) -> int:
    """Make `rows` (of `hp.store.answers`) a hand-in, with its receipt to the contact of a link.

    `entry` says how it came, where a coordinator hands in. Does not check and does not commit.
    """
    submission = _new_submission(session, rows[0], now)
    submission.name, submission.function = name, function
    if entry is not None:
        submission.source, submission.user_id = entry.source, entry.user_id
    session.add(submission)
    session.flush()
    submissions.add_submitted_answers(session, submission.id, rows)
    _mark_submitted(session, submission, rows)
    if rows[0].answers_for_others:
        mirror(session, rows[0].response_id)
    if link_id is not None:
        messages.add_receipt(session, submission_id=submission.id, link_id=link_id, now=now)
    return submission.id


def _new_submission(session: Session, row: AnyRow, now: dt.datetime) -> Submission:
    # the lock makes running numbers safe where the database takes several writers
    session.get(Round, row.round_id, with_for_update=True)
    prefix = re.sub(r"\W+", "", row.round_name) + "-"
    number = submissions.count_receipts(session, prefix) + 1
    return Submission(
        response_id=row.response_id,
        ordinal=submissions.count_submissions_of(session, row.response_id) + 1,
        receipt=f"{prefix}{number:04}",
        submitted_at=now,
        contact_id=row.contact_id,
        is_late=period(row).is_late(now),
    )


def _mark_submitted(session: Session, submission: Submission, rows: Sequence[AnyRow]) -> None:
    response = session.get_one(Response, submission.response_id)
    response.status = ResponseStatus.SUBMITTED
    response.submission_id = submission.id
    response.submitted_at = submission.submitted_at
    response.submitted_marks = marks.from_values(row.value for row in rows)
    response.changed_at = submission.submitted_at
    response.reopened_at = None
    event = _note(session, EventKind.SUBMITTED, rows[0], submission.submitted_at)
    event.version, event.user_id = submission.ordinal, submission.user_id
    session.flush()


def reopen(session: Session, links: Sequence[Any], response_id: int, now: dt.datetime) -> None:
    """Open a handed-in response again, until the round closes; its hand-in stays till the next.

    Reopening what is open already changes nothing. Raises `LinkGone` or `RoundClosed`.
    """
    begin_writing(session)
    rows = answers.list_for_saving(session, response_id, links) if links else []
    if not rows:
        raise LinkGone
    period(rows[0]).check_open(now)
    response = session.get_one(Response, response_id)
    if response.status != ResponseStatus.SUBMITTED:
        return
    response.status = ResponseStatus.READY
    response.reopened_at = now
    _note(session, EventKind.REOPENED, rows[0], now)
    if response.answers_for_others:
        mirror(session, response_id)
    session.commit()


def _note(session: Session, kind: EventKind, row: AnyRow, now: dt.datetime) -> Event:
    event = Event(
        at=now,
        kind=kind,
        round_id=row.round_id,
        response_id=row.response_id,
        contact_id=row.contact_id,
    )
    session.add(event)
    return event
