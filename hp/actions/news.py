"""What has become of what was promised: asked for by mail, and told as a later note.

A note never changes what was handed in.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from hp.actions import once
from hp.actions.events import note_response
from hp.actions.rounds import add_link
from hp.database import AnyRow, begin_writing
from hp.domain.answers import ResponseStatus
from hp.domain.errors import InvalidInput, LinkGone, Refused
from hp.domain.promises import News, NewsOutcome
from hp.domain.reminding import pick_contacts
from hp.mail import messages
from hp.models import PromiseNews, Response
from hp.models.events import EventKind
from hp.store import answers_for, promises, responses


class StillOpen(Refused):
    """The response is open: what has changed belongs in the answers themselves."""


def takes_news(respondent: AnyRow, now: dt.datetime) -> bool:
    """Whether notes can be written about a response (a row of `hp.store.responses`) now.

    That is once it is handed in, and for good when the round has closed.
    """
    if respondent.submission_id is None:
        return False
    is_open = responses.period(respondent).is_open(now)
    return not is_open or not respondent.status.takes_answers


def tell(
    session: Session,
    links: Sequence[Any],
    response_id: int,
    news: Mapping[int, News],
    now: dt.datetime,
) -> int:
    """Keep what somebody with one of `links` tells, by the activity's number; returns how many.

    What says what the newest note says, or is about no promise, is left out. Raises `LinkGone` or
    `StillOpen`.
    """
    begin_writing(session)
    respondent = responses.find_respondent(session, response_id, links) if links else None
    if respondent is None:
        raise LinkGone
    response = session.get_one(Response, response_id, with_for_update=True)
    if not takes_news(respondent, now):
        raise StillOpen
    newest = {n.number: n for n in promises.list_news_of_response(session, response_id)}
    kept = 0
    for row in promises.list_of_response(session, response_id):
        one = news.get(row.number)
        if one is None or _is_known(newest.get(row.number), row.submission_id, one):
            continue
        session.add(_note(row, respondent.contact_id, one, now))
        event = note_response(
            session, EventKind.NEWS_GIVEN, response, now, contact_id=respondent.contact_id
        )
        event.number = row.number
        kept += 1
    session.commit()
    return kept


def _is_known(newest: AnyRow | None, submission_id: int, one: News) -> bool:
    if newest is None or newest.submission_id != submission_id:
        return False
    return bool((newest.outcome, newest.planned_on, newest.text) == _content(one))


def _content(one: News) -> tuple[NewsOutcome, dt.date | None, str]:
    planned_on = one.planned_on if one.outcome is NewsOutcome.MOVED else None
    return one.outcome, planned_on, one.text


def _note(row: AnyRow, contact_id: int, one: News, now: dt.datetime) -> PromiseNews:
    outcome, planned_on, text = _content(one)
    return PromiseNews(
        response_id=row.response_id,
        submission_id=row.submission_id,
        number=row.number,
        outcome=outcome,
        planned_on=planned_on,
        text=text,
        contact_id=contact_id,
        at=now,
    )


def ask_for_news(
    session: Session,
    response_id: int,
    numbers: Sequence[int],
    token: str,
    *,
    user_id: int,
    now: dt.datetime,
) -> list[str]:
    """Mail the main contact, else every contact, what has become of these promises; returns their
    names. The same form (`token`) a second time mails nobody.

    Raises `InvalidInput` for `response`: `unknown`, where nothing of that kind is promised there,
    or `nobody`, where nobody can be mailed.
    """
    begin_writing(session)
    form = once.name_form("news", response_id, token)
    if once.find_sent_in_turn(session, response_id, form) is not None:
        return []
    response = session.get_one(Response, response_id)
    promised = {row.number for row in promises.list_of_response(session, response_id)}
    if response.status == ResponseStatus.EXCUSED or not promised.intersection(numbers):
        raise InvalidInput("response", "unknown")
    own = answers_for.list_own_contacts(session, response.organisation_id)
    people = pick_contacts(own)
    if not people:
        raise InvalidInput("response", "nobody")
    newest = {k.contact_id: k.id for k in answers_for.list_open_links(session, response_id)}
    for contact in people:
        link_id = newest.get(contact.id) or add_link(session, response, contact, now).id
        message = messages.add_news(session, link_id=link_id, numbers=numbers, now=now)
        if contact is people[0]:
            once.keep_sent(session, form, message)
    note_response(session, EventKind.NEWS_REQUESTED, response, now, user_id=user_id)
    session.commit()
    return [contact.name for contact in people]
