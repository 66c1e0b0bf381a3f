"""What a coordinator enters for an organisation that has answered by telephone, mail or on paper.

The same rules hold as for the organisation's own saves. What it has written and not handed in stays
hidden from the coordinator, also here: its words are replaced only where it is asked for, never
handed in by somebody else.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy.orm import Session

from hp.actions.answers import Saved, check_takes_answers, judge, write
from hp.actions.events import note_response
from hp.actions.submissions import freeze, versions_seen
from hp.database import AnyRow, begin_writing
from hp.domain.answers import EMPTY, Entry, Outcome, ResponseStatus, WantedAnswer
from hp.domain.errors import (
    AlreadySubmitted,
    AnsweredElsewhere,
    AnswersChanged,
    AnswersMissing,
    HasDrafts,
)
from hp.models import AnswerOrigin, Response, Submission
from hp.models.events import EventKind
from hp.store import answers, origins


def save_entry(
    session: Session,
    response_id: int,
    wanted: Mapping[int, WantedAnswer],
    entry: Entry,
    now: dt.datetime,
    shown: Collection[int] = (),
) -> dict[int, Saved]:
    """Save answers that came as `entry` says; returns what became of those that were touched.

    See `enter`, which raises. Where one is a conflict nothing at all is saved.
    """
    begin_writing(session)
    saved = enter(session, response_id, wanted, entry, now, shown)
    if any(one.outcome is Outcome.CONFLICT for one in saved.values()):
        session.rollback()
    else:
        session.commit()
    return saved


def enter(
    session: Session,
    response_id: int,
    wanted: Mapping[int, WantedAnswer],
    entry: Entry,
    now: dt.datetime,
    shown: Collection[int] = (),
) -> dict[int, Saved]:
    """Write answers that came as `entry` says, inside its caller's writing transaction.

    `shown` are the numbers whose answer stood in the form; the others began empty, whatever the
    organisation has written there itself. What says what it said when the form was opened is left
    alone. If one is a conflict nothing is written. Raises `AnsweredElsewhere`, and as
    `hp.actions.answers.save_answer` but for `LinkGone`.
    """
    rows = _rows(session, response_id)
    touched = [
        row
        for row in rows
        if row.number in wanted and not _is_untouched(session, row, wanted[row.number], shown)
    ]
    if touched:
        check_takes_answers(rows[0], now)
    judged = {row.number: _judge(session, row, wanted[row.number]) for row in touched}
    writes = Outcome.SAVE in judged.values() and Outcome.CONFLICT not in judged.values()
    origin = _add_origin(session, response_id, entry, now) if writes else None
    now_marks: str = rows[0].marks
    done: dict[int, Saved] = {}
    for row in touched:
        outcome = judged[row.number]
        if origin and outcome is Outcome.SAVE:
            saved = write(session, row, wanted[row.number], now_marks, now, origin)
            now_marks = saved.marks
        else:
            saved = Saved(outcome, row, row.version or 0, row.saved_at or now, now_marks)
        done[row.number] = saved
    return done


def _rows(session: Session, response_id: int) -> Sequence[AnyRow]:
    rows = origins.list_for_entering(session, response_id)
    if rows[0].answered_by_id is not None:
        raise AnsweredElsewhere
    return rows


def _is_untouched(
    session: Session, row: AnyRow, wanted: WantedAnswer, shown: Collection[int]
) -> bool:
    if row.number not in shown:
        return wanted.content == EMPTY
    base = answers.find_version(session, row.response_id, row.number, wanted.based_on)
    return wanted.content == (base or EMPTY)


def _judge(session: Session, row: AnyRow, wanted: WantedAnswer) -> Outcome:
    outcome = judge(session, row, wanted)
    # the same as the organisation's own hidden words: written, so that it is seen and marked
    return Outcome.SAVE if outcome is Outcome.SAME and origins.is_hidden(row) else outcome


def _add_origin(session: Session, response_id: int, entry: Entry, now: dt.datetime) -> AnswerOrigin:
    origin = AnswerOrigin(
        response_id=response_id,
        source=entry.source,
        said_by=entry.said_by,
        said_on=entry.said_on,
        is_confirmed=entry.is_confirmed,
        user_id=entry.user_id,
        entered_at=now,
    )
    session.add(origin)
    session.flush()
    return origin


def submit_entry(
    session: Session,
    response_id: int,
    *,
    name: str,
    function: str,
    entry: Entry,
    seen: str,
    now: dt.datetime,
) -> int:
    """Hand in for an organisation; returns the hand-in's id. See `hand_in_entered`."""
    begin_writing(session)
    submission_id = hand_in_entered(
        session, response_id, name=name, function=function, entry=entry, seen=seen, now=now
    )
    session.commit()
    return submission_id


def hand_in_entered(
    session: Session,
    response_id: int,
    *,
    name: str,
    function: str,
    entry: Entry,
    seen: str | None = None,
    now: dt.datetime,
) -> int:
    """Hand in what may be seen of a response, inside its caller's writing transaction.

    `name` and `function` are of the one who answered. `seen` is `versions_seen` of what the
    coordinator has reviewed; None where it was entered in this very transaction. What this user
    has handed in for the organisation already is the same hand-in. The organisation's main contact
    gets the receipt. Raises as `hp.actions.submissions.submit` but for `LinkGone`, and
    `AlreadySubmitted`, `AnsweredElsewhere` or `HasDrafts`.
    """
    rows = _rows(session, response_id)
    if rows[0].status == ResponseStatus.SUBMITTED:
        return _same_hand_in(session, rows[0], entry)
    check_takes_answers(rows[0], now)
    if missing := [row.number for row in rows if row.value is None]:
        raise AnswersMissing(missing)
    if drafts := [row.number for row in rows if origins.is_hidden(row)]:
        raise HasDrafts(drafts)
    if seen is not None and seen != versions_seen(row.version for row in rows):
        raise AnswersChanged
    link_id = origins.find_receiver(session, response_id)
    return freeze(session, rows, link_id, name=name, function=function, entry=entry, now=now)


def _same_hand_in(session: Session, row: AnyRow, entry: Entry) -> int:
    submission = session.get_one(Submission, row.submission_id)
    if submission.user_id != entry.user_id:
        raise AlreadySubmitted
    return submission.id


def confirm(session: Session, origin_id: int, user_id: int, now: dt.datetime) -> None:
    """Note that an organisation has confirmed what was entered for it. Once is enough."""
    begin_writing(session)
    origin = session.get_one(AnswerOrigin, origin_id, with_for_update=True)
    if origin.is_confirmed:
        return
    origin.is_confirmed = True
    response = session.get_one(Response, origin.response_id)
    note_response(session, EventKind.ANSWERS_CONFIRMED, response, now, user_id=user_id)
    session.commit()
