"""Word forms that organisations return by mail: kept until confirmed, then saved and handed in.

A returned form is a hand-in of the organisation, in its own words. It is saved whole or not at
all, and the file is kept with the response.
"""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from hp.actions.events import note_response
from hp.actions.on_behalf import enter, hand_in_entered
from hp.actions.submissions import versions_seen
from hp.database import AnyRow, begin_writing
from hp.domain.answers import (
    AnswerContent,
    AnswerSource,
    Entry,
    Outcome,
    ResponseStatus,
    WantedAnswer,
)
from hp.domain.errors import AnsweredElsewhere, AnswersChanged, AnswersMissing, ChangedMeanwhile
from hp.models import Document, Response
from hp.models.events import EventKind
from hp.store import documents, origins
from hp.store.responses import period

KEPT = dt.timedelta(days=7)  # a form that nobody confirms


@dataclass(frozen=True, slots=True)
class SentForm:
    """A file that was sent: its name, its bytes, what was read from it, whose it may be."""

    file_name: str
    content: bytes
    text: str
    proposed_id: int | None = None


@dataclass(frozen=True, slots=True)
class FilledIn:
    """What a form says, and who has filled it in. `day` is today's, where the city is."""

    answers: Mapping[int, AnswerContent]
    name: str
    function: str
    day: dt.date


def keep_forms(
    session: Session,
    round_id: int,
    forms: Sequence[SentForm],
    user_id: int | None,
    now: dt.datetime,
) -> list[Document]:
    """Keep forms until they are confirmed; one that waits already, sent again, waits once.

    What others have left for a week is removed.
    """
    begin_writing(session)
    documents.remove_old(session, now - KEPT)
    kept = []
    for form in forms:
        document = documents.find_same(session, round_id, user_id, form.content)
        if document is None:
            document = _document(round_id, form, user_id, now)
            session.add(document)
            session.flush()
        document.proposed_id = form.proposed_id
        kept.append(document)
    session.commit()
    return kept


def _document(round_id: int, form: SentForm, user_id: int | None, now: dt.datetime) -> Document:
    return Document(
        round_id=round_id,
        proposed_id=form.proposed_id,
        user_id=user_id,
        sent_at=now,
        file_name=form.file_name,
        content=form.content,
        text=form.text,
    )


def discard_form(session: Session, document_id: int, user_id: int) -> None:
    """Throw away a form that waits. One that is saved stays."""
    begin_writing(session)
    document = documents.find_own(session, document_id, user_id)
    if document is not None and document.response_id is None:
        session.delete(document)
    session.commit()


def see_versions(session: Session, response_id: int) -> str:
    """What a preview was made from, as one short word."""
    return versions_seen(row.version for row in origins.list_for_entering(session, response_id))


def take_form(
    session: Session,
    response_id: int,
    document_id: int,
    filled_in: FilledIn,
    seen: str,
    now: dt.datetime,
    user_id: int | None = None,
) -> int:
    """Save a form's answers and hand them in; returns the hand-in's id. All of it or nothing.

    A response that is handed in already gets one hand-in more. A form that was confirmed before
    is the same hand-in. Raises `ChangedMeanwhile` where the form was thrown away or belongs to
    another round, `AnswersChanged` where the answers are no longer as `seen`, `AnswersMissing`,
    and as `hp.actions.on_behalf.enter`.
    """
    begin_writing(session)
    document = documents.find_own(session, document_id, user_id)
    if document is None:
        raise ChangedMeanwhile
    if document.submission_id is not None:
        return document.submission_id
    response = session.get_one(Response, response_id, with_for_update=True)
    if response.round_id != document.round_id:
        raise ChangedMeanwhile
    submission_id = _save(session, response, filled_in, seen, now, user_id)
    document.response_id, document.submission_id = response.id, submission_id
    document.text = ""
    note_response(session, EventKind.FORM_READ, response, now, user_id=user_id)
    session.commit()
    return submission_id


def _save(
    session: Session,
    response: Response,
    filled_in: FilledIn,
    seen: str,
    now: dt.datetime,
    user_id: int | None,
) -> int:
    rows = _rows_to_save(session, response, now, user_id)
    if seen != versions_seen(row.version for row in rows):
        raise AnswersChanged
    answers = filled_in.answers
    wanted = {
        row.number: _wanted(row, answers[row.number]) for row in rows if row.number in answers
    }
    if missing := [row.number for row in rows if row.number not in wanted]:
        raise AnswersMissing(missing)
    entry = Entry(AnswerSource.WORD, filled_in.name, filled_in.day, True, user_id)
    saved = enter(session, response.id, wanted, entry, now)
    if any(one.outcome is Outcome.CONFLICT for one in saved.values()):
        raise AnswersChanged
    return hand_in_entered(
        session,
        response.id,
        name=filled_in.name,
        function=filled_in.function,
        entry=entry,
        now=now,
    )


def _rows_to_save(
    session: Session, response: Response, now: dt.datetime, user_id: int | None
) -> Sequence[AnyRow]:
    """The answers as they are, of a response that is open again if it was handed in."""
    if response.answered_by_id is not None:
        raise AnsweredElsewhere
    rows = origins.list_for_entering(session, response.id)
    period(rows[0]).check_open(now)
    if response.status == ResponseStatus.SUBMITTED:
        response.status = ResponseStatus.READY
        response.reopened_at = now
        note_response(session, EventKind.REOPENED, response, now, user_id=user_id)
        session.flush()
    return rows


def _wanted(row: AnyRow, said: AnswerContent) -> WantedAnswer:
    content = said
    if row.value == said.value and not origins.is_hidden(row):
        # the form has no place for a date: what was promised stays promised
        content = dataclasses.replace(said, planned_on=row.planned_on)
    return WantedAnswer(content.normal(), based_on=row.version or 0, page="")
