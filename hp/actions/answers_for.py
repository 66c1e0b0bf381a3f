"""One organisation answers for another in a round: a parent company, a shared administration.

The one that is answered for has no answers and no links of its own. Its row always says what the
answering one's says (`mirror`), so that the matrix, counts and exports need not know.
"""

import datetime as dt

from sqlalchemy.orm import Session

from hp.actions.events import note_response
from hp.actions.rounds import add_link
from hp.database import begin_writing
from hp.domain.answers import ResponseStatus
from hp.domain.errors import Refused, RoundClosed
from hp.domain.marks import UNANSWERED
from hp.models import Response, Round
from hp.models.events import EventKind
from hp.store import answers_for


class CannotAnswerFor(Refused):
    """One response cannot answer for the other; `reason` says what is in the way.

    Of the one to answer for: `has_answers` of its own, it is `submitted` or `excused`, it
    `answers_for_others`. Of the one to answer: it is the same or of another round (`unknown`), it
    `is_answered_for` itself, it is `by_excused`.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def mirror(session: Session, response_id: int) -> None:
    """Bring the responses that this one answers for in step with it. Does not commit."""
    session.flush()
    answers_for.copy_to_followers(session, response_id)


def set_answered_by(
    session: Session, response_id: int, by_response_id: int | None, user_id: int, now: dt.datetime
) -> None:
    """Let another response of the round answer for this one, or with None let it answer itself.

    Links to it are revoked, or given anew to its contacts. What holds already changes nothing.
    Raises `CannotAnswerFor`, or `RoundClosed` where somebody has closed the round.
    """
    begin_writing(session)
    response = session.get_one(Response, response_id, with_for_update=True)
    before = response.answered_by_id
    if before == by_response_id:
        return
    if session.get_one(Round, response.round_id).closed_at is not None:
        raise RoundClosed
    if by_response_id is None:
        _answer_itself(session, response, now)
    else:
        _follow(session, response, by_response_id, user_id, now)
    session.flush()
    if before is not None:
        former = session.get_one(Response, before)
        former.answers_for_others = bool(answers_for.list_followers(session, before))
    note_response(session, EventKind.ANSWERS_FOR_CHANGED, response, now, user_id=user_id)
    session.commit()


def _follow(
    session: Session, response: Response, by_id: int, user_id: int, now: dt.datetime
) -> None:
    by = session.get(Response, by_id, with_for_update=True)
    if by is None or by.id == response.id or by.round_id != response.round_id:
        raise CannotAnswerFor("unknown")
    if reason := _obstacle(session, response) or _obstacle_of(by):
        raise CannotAnswerFor(reason)
    response.answered_by_id = by.id
    by.answers_for_others = True
    for link in answers_for.list_open_links(session, response.id):
        link.revoked_at = now
        event = note_response(session, EventKind.LINK_REVOKED, response, now, user_id=user_id)
        event.about_contact_id = link.contact_id
    mirror(session, by.id)


def _obstacle(session: Session, response: Response) -> str:
    """Why nobody can answer for this response; empty if somebody can."""
    if response.status == ResponseStatus.EXCUSED:
        return "excused"
    if response.answers_for_others:
        return "answers_for_others"
    if response.answered_by_id is not None:
        return ""
    if response.submission_id is not None:
        return "submitted"
    return "has_answers" if answers_for.has_own_answers(session, response.id) else ""


def _obstacle_of(by: Response) -> str:
    if by.answered_by_id is not None:
        return "is_answered_for"
    return "by_excused" if by.status == ResponseStatus.EXCUSED else ""


def _answer_itself(session: Session, response: Response, now: dt.datetime) -> None:
    response.answered_by_id = None
    response.status = ResponseStatus.NOT_STARTED
    response.marks = UNANSWERED * len(response.marks)
    response.submitted_marks = response.submission_id = None
    response.submitted_at = response.reopened_at = response.changed_at = response.due_at = None
    for contact in answers_for.list_own_contacts(session, response.organisation_id):
        add_link(session, response, contact, now)
