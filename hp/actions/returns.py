"""Asking for more: a handed-in response opens again, with a reason per activity."""

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from hp.actions.answers_for import mirror
from hp.actions.events import note_response
from hp.actions.rounds import add_link
from hp.database import begin_writing
from hp.domain.answers import ResponseStatus
from hp.domain.errors import AnsweredElsewhere, ChangedMeanwhile, InvalidInput
from hp.domain.reminding import pick_contacts
from hp.domain.schedule import Period
from hp.mail import messages
from hp.models import ChangeRequest, Contact, Response, Round, Submission
from hp.models.events import EventKind
from hp.store import answers_for, returns


def ask_for_more(
    session: Session,
    response_id: int,
    submission_id: int,
    reasons: Mapping[int, str],
    user_id: int,
    now: dt.datetime,
) -> list[str]:
    """Open a response again for `reasons` by the activity's number; returns who gets a mail.

    That is the main contact, else every contact, and who handed in. Asking the same twice asks
    once. Raises `RoundClosed`, `AnsweredElsewhere`, `InvalidInput` for `reasons` where there are
    none, or `ChangedMeanwhile` where `submission_id` is no longer what counts.
    """
    if not reasons:
        raise InvalidInput("reasons", "missing")
    begin_writing(session)
    response = session.get_one(Response, response_id, with_for_update=True)
    if response.answered_by_id is not None:
        raise AnsweredElsewhere
    _period(session, response).check_open(now)
    if _is_asked(session, response, submission_id, reasons):
        return []
    if response.submission_id != submission_id or response.status != ResponseStatus.SUBMITTED:
        raise ChangedMeanwhile
    response.status = ResponseStatus.RETURNED
    session.add_all(
        ChangeRequest(
            submission_id=submission_id, number=number, reason=reason, user_id=user_id, asked_at=now
        )
        for number, reason in reasons.items()
    )
    note_response(session, EventKind.CHANGES_REQUESTED, response, now, user_id=user_id)
    mirror(session, response_id)
    mailed = _mail(session, response, now)
    session.commit()
    return mailed


def _period(session: Session, response: Response) -> Period:
    round_ = session.get_one(Round, response.round_id)
    due_at = response.due_at or round_.due_at
    return Period(round_.opened_at, due_at, round_.closed_at, round_.closes_by_itself)


def _is_asked(
    session: Session, response: Response, submission_id: int, reasons: Mapping[int, str]
) -> bool:
    if (response.status, response.submission_id) != (ResponseStatus.RETURNED, submission_id):
        return False
    asked = returns.list_reasons(session, submission_id)
    return {number: row.reason for number, row in asked.items()} == dict(reasons)


def _mail(session: Session, response: Response, now: dt.datetime) -> list[str]:
    links = answers_for.list_open_links(session, response.id)
    newest = {link.contact_id: link.id for link in links}
    people = _receivers(session, response)
    for contact in people:
        link_id = newest.get(contact.id) or add_link(session, response, contact, now).id
        messages.add_returned(session, link_id=link_id, now=now)
    return [contact.name for contact in people]


def _receivers(session: Session, response: Response) -> Sequence[Contact]:
    own = answers_for.list_own_contacts(session, response.organisation_id)
    people = pick_contacts(own)
    contact_id = session.get_one(Submission, response.submission_id).contact_id
    submitter = session.get(Contact, contact_id) if contact_id else None
    if submitter and submitter.email and not submitter.retired_at and submitter not in people:
        people.append(submitter)
    return people
