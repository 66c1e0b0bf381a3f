"""Making a round from a plan, and asking organisations in it."""

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session

from hp.domain.marks import UNANSWERED
from hp.models import Activity, Area, Contact, Organisation, PersonalLink, Response, Round

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
    response = Response(
        round_id=round_.id,
        organisation_id=organisation.id,
        name=organisation.name,
        sort_key=organisation.sort_key,
        kind=organisation.kind,
        cluster=organisation.cluster,
        marks=UNANSWERED * len(round_.activities),
    )
    session.add(response)
    session.flush()
    return response


def add_link(
    session: Session, response: Response, contact: Contact, now: dt.datetime
) -> PersonalLink:
    """A personal link for a contact to a response. Does not commit."""
    link = PersonalLink(response_id=response.id, contact_id=contact.id, created_at=now)
    session.add(link)
    session.flush()
    return link
