"""What the pages of the register do to an organisation: each a transaction of its own."""

import datetime as dt
from dataclasses import astuple
from typing import TYPE_CHECKING

from hp.actions import organisations
from hp.actions.organisations import OrganisationFields
from hp.database import begin_writing
from hp.domain.errors import ChangedMeanwhile, InvalidFields
from hp.domain.fingerprint import fingerprint
from hp.models import Organisation

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def seen_of(organisation: Organisation) -> str:
    """What a form that shows an organisation was made from."""
    return fingerprint(*astuple(organisations.fields_of(organisation)))


def create(
    session: "Session", fields: OrganisationFields, now: dt.datetime, user_id: int
) -> Organisation:
    """Add an organisation. Raises `InvalidFields`."""
    begin_writing(session)
    organisation = organisations.add_organisation(session, fields, now, user_id)
    session.commit()
    return organisation


def save(
    session: "Session",
    organisation_id: int,
    fields: OrganisationFields,
    seen: str,
    now: dt.datetime,
    user_id: int,
) -> None:
    """Change an organisation as a form that was made from `seen` says.

    Raises `InvalidFields`, or `ChangedMeanwhile` where somebody else has saved something else.
    """
    begin_writing(session)
    organisation = session.get_one(Organisation, organisation_id, with_for_update=True)
    kept = organisations.fields_of(organisation)
    if seen != seen_of(organisation) and fields.tidy() != kept:
        raise ChangedMeanwhile
    organisations.change_organisation(session, organisation, fields, now, user_id)
    session.commit()


def retire(
    session: "Session",
    organisation_id: int,
    on: dt.date | None,
    today: dt.date,
    now: dt.datetime,
    user_id: int,
) -> None:
    """Retire an organisation from a day that has come.

    Raises `InvalidFields` for the field `retired_on`: `not_a_date` or `future`.
    """
    if on is None or on > today:
        raise InvalidFields({"retired_on": "not_a_date" if on is None else "future"})
    begin_writing(session)
    organisation = session.get_one(Organisation, organisation_id, with_for_update=True)
    organisations.retire_organisation(session, organisation, on, now, user_id)
    session.commit()


def bring_back(session: "Session", organisation_id: int, now: dt.datetime, user_id: int) -> None:
    """Let a retired organisation be asked again."""
    begin_writing(session)
    organisation = session.get_one(Organisation, organisation_id, with_for_update=True)
    organisations.bring_back(session, organisation, now, user_id)
    session.commit()
