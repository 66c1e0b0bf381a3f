"""The life of a round: made from a plan, opened, organisations asked in it, closed."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from hp.actions.events import note_response
from hp.database import begin_writing
from hp.domain.answers import ResponseStatus
from hp.domain.errors import CannotOpen
from hp.domain.marks import UNANSWERED
from hp.domain.schedule import start_of_day
from hp.models import Activity, Area, Contact, Event, Organisation, PersonalLink, Response, Round
from hp.models.events import EventKind
from hp.store import answers_for, opening

_TEXTS = [
    f"{field}_{language}"
    for field in ("subject", "sender", "owner", "introduction")
    for language in ("sv", "en")
]


def add_round(
    session: Session, plan: dict[str, Any], *, name: str, due_at: dt.datetime, **fields: Any
) -> Round:
    """A round with its own copy of `plan` (see `hp.plans`). Does not commit.

    `fields` are further columns of `Round`: whom to ask, when it opens, how it closes.
    """
    contact = {"contact_name": "", "contact_role_sv": "", "contact_role_en": ""}
    contact |= {"contact_email": "", "contact_phone": ""}
    texts = {text: plan[text].strip() for text in _TEXTS}
    round_ = Round(name=name, due_at=due_at, **(texts | contact | fields))
    session.add(round_)
    number = 0
    for position, area_plan in enumerate(plan["areas"], 1):
        values = {key: value for key, value in area_plan.items() if key != "activities"}
        area = Area(round=round_, position=position, **values)
        session.add(area)
        for activity in area_plan["activities"]:
            number += 1
            session.add(Activity(round=round_, area=area, number=number, **activity))
    session.flush()
    return round_


def add_response(session: Session, round_: Round, organisation: Organisation) -> Response:
    """Ask one organisation in a round. Does not commit."""
    response = _new_response(round_, organisation)
    session.add(response)
    session.flush()
    return response


def _new_response(round_: Round, organisation: Organisation) -> Response:
    return Response(
        round_id=round_.id,
        organisation_id=organisation.id,
        name=organisation.name,
        sort_key=organisation.sort_key,
        kind=organisation.kind,
        cluster=organisation.cluster,
        marks=UNANSWERED * len(round_.activities),
    )


def add_link(
    session: Session, response: Response, contact: Contact, now: dt.datetime
) -> PersonalLink:
    """A personal link for a contact to a response. Does not commit."""
    link = PersonalLink(response_id=response.id, contact_id=contact.id, created_at=now)
    session.add(link)
    session.flush()
    return link


def open_round(
    session: Session, round_id: int, *, now: dt.datetime, zone: dt.tzinfo, user_id: int | None
) -> Round:
    """Ask every organisation that is not retired; answers are taken from now or the opening day.

    `zone` is where the opening day begins. `user_id` is None at the terminal. Opening what is open
    changes nothing. Raises `CannotOpen`.
    """
    begin_writing(session)
    round_ = opening.get_round_to_change(session, round_id)
    if round_.opened_at is not None:
        return round_
    organisations = opening.list_organisations_to_ask(session)
    _check_can_open(round_, organisations, now)
    round_.opened_at = opening_time(round_.opens_on, now, zone)
    _ask_all(session, round_, organisations, now)
    session.add(Event(at=now, kind=EventKind.ROUND_OPENED, round_id=round_.id, user_id=user_id))
    session.commit()
    return round_


def _ask_all(
    session: Session, round_: Round, organisations: Sequence[Organisation], now: dt.datetime
) -> None:
    """All at once: one by one would keep others from writing for a second or two."""
    responses = {o.id: _new_response(round_, o) for o in organisations}
    session.add_all(responses.values())
    session.flush()
    contacts = opening.list_contacts_to_ask(session, list(responses))
    answer_themselves = {o.id for o in organisations if o.answered_by_id not in responses}
    for organisation in organisations:
        response, by = responses[organisation.id], organisation.answered_by_id
        # who is answered for cannot answer for others: then everybody gets the question
        if by in answer_themselves:
            response.answered_by_id = responses[by].id
            responses[by].answers_for_others = True
        else:
            _add_links(session, response, contacts[organisation.id], now)


def _add_links(
    session: Session, response: Response, contacts: Sequence[Contact], now: dt.datetime
) -> None:
    session.add_all(
        PersonalLink(response_id=response.id, contact_id=contact.id, created_at=now)
        for contact in contacts
    )


def opening_time(opens_on: dt.date | None, now: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
    """When a round that is opened `now` begins: at once, or with the day it was planned for."""
    return now if opens_on is None else max(now, start_of_day(opens_on, zone))


def is_too_late_to_open(round_: Round, now: dt.datetime) -> bool:
    """Whether a round would be closed as soon as it opened.

    One that somebody closes can be opened after its last day: its answers are late.
    """
    return round_.closes_by_itself and now > round_.due_at


def _check_can_open(round_: Round, organisations: Sequence[Organisation], now: dt.datetime) -> None:
    if not organisations:
        raise CannotOpen("no_organisations")
    if is_too_late_to_open(round_, now):
        raise CannotOpen("overdue")
    if round_.is_test and not round_.contact_email:
        raise CannotOpen("no_contact")


def close_round(session: Session, round_id: int, *, now: dt.datetime, user_id: int | None) -> Round:
    """Take no more answers. Closing what is closed, or was never opened, changes nothing."""
    begin_writing(session)
    round_ = opening.get_round_to_change(session, round_id)
    if round_.opened_at is None or round_.closed_at is not None:
        return round_
    round_.closed_at = now
    session.add(Event(at=now, kind=EventKind.ROUND_CLOSED, round_id=round_.id, user_id=user_id))
    session.commit()
    return round_


def ask_organisation(
    session: Session,
    round_: Round,
    organisation: Organisation,
    now: dt.datetime,
    user_id: int | None,
) -> Response:
    """Ask one more organisation in an open round, as opening did the others. Does not commit.

    Each of its contacts gets a link; an organisation that another one in the round answers for
    gets none. Asking an organisation that is asked already changes nothing.
    """
    asked = opening.find_response_of(session, round_.id, organisation.id)
    if asked is not None:
        return asked
    response = add_response(session, round_, organisation)
    answering = None
    if organisation.answered_by_id is not None:
        answering = opening.find_response_of(session, round_.id, organisation.answered_by_id)
    if answering is not None and not _can_answer_for_others(answering):
        answering = None
    if answering is None:
        contacts = opening.list_contacts_to_ask(session, [organisation.id])
        _add_links(session, response, contacts[organisation.id], now)
    else:
        _follow(session, response, answering)
    note_response(session, EventKind.RESPONSE_ADDED, response, now, user_id=user_id)
    session.flush()
    return response


def _can_answer_for_others(response: Response) -> bool:
    return response.answered_by_id is None and response.status != ResponseStatus.EXCUSED


def _follow(session: Session, response: Response, answering: Response) -> None:
    response.answered_by_id = answering.id
    answering.answers_for_others = True
    session.flush()
    answers_for.copy_to_followers(session, answering.id)
    session.refresh(response)
