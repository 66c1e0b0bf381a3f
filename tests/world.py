"""The world that tests live in: plain functions that make what a test needs and can read.

The cast: Hamnbolaget AB, answered by Anna and Karin; Kulturnämnden, answered by Bo;
Sara, who coordinates. The round is 2023, open, with its last day in two weeks.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from hp.actions.rounds import add_link, add_response, add_round
from hp.domain.text import sort_key
from hp.models import Contact, Organisation, PersonalLink, Response, Round, User
from hp.models.organisations import ContactRole, OrganisationKind
from hp.models.users import Role
from hp.plans import read_plan

NOW = dt.datetime(2023, 9, 1, 12, 0, tzinfo=dt.UTC)
DUE = dt.datetime(2023, 9, 15, 21, 59, 59, tzinfo=dt.UTC)
PASSWORD = "korrekt häst batteri häftklammer"


@dataclass
class World:
    """What `build` has made."""

    round: Round
    harbour: Response
    culture: Response
    anna: PersonalLink
    karin: PersonalLink
    bo: PersonalLink


def make_organisation(
    session: Session,
    name: str,
    kind: OrganisationKind = OrganisationKind.COMPANY,
    cluster: str = "",
) -> Organisation:
    organisation = Organisation(name=name, sort_key=sort_key(name), kind=kind, cluster=cluster)
    session.add(organisation)
    session.flush()
    return organisation


def make_contact(session: Session, organisation: Organisation, name: str, **fields: Any) -> Contact:
    first = name.split()[0].lower()
    contact = Contact(
        organisation_id=organisation.id,
        name=name,
        **({"email": f"{first}@hamnen.example", "function": "Ekonomichef"} | fields),
    )
    session.add(contact)
    session.flush()
    return contact


def make_round(session: Session, name: str = "2023", **fields: Any) -> Round:
    known = {
        "due_at": DUE,
        "opened_at": NOW - dt.timedelta(days=7),
        "contact_name": "Sara Ek",
        "contact_role_sv": "inköp och upphandling",
        "contact_role_en": "procurement",
        "contact_email": "sara.ek@staden.example",
        "contact_phone": "031-000 00 00",
    }
    return add_round(session, read_plan("2023"), name=name, **(known | fields))


def make_user(
    session: Session,
    email: str = "sara.ek@staden.example",
    role: Role = Role.COORDINATOR,
    password_hash: str = "!",
) -> User:
    user = User(email=email, name="Sara Ek", role=role, password_hash=password_hash, created_at=NOW)
    session.add(user)
    session.flush()
    return user


def build(session: Session, **round_fields: Any) -> World:
    """The cast above, in an open round."""
    round_ = make_round(session, **round_fields)
    harbour_org = make_organisation(session, "Hamnbolaget AB", cluster="Hamn")
    culture_org = make_organisation(session, "Kulturnämnden", OrganisationKind.COMMITTEE)
    anna = make_contact(session, harbour_org, "Anna Lindqvist", role=ContactRole.MAIN)
    karin = make_contact(session, harbour_org, "Karin Berg", function="Inköpare")
    bo = make_contact(
        session, culture_org, "Bo Ek", email="bo@kultur.example", role=ContactRole.MAIN
    )
    harbour = add_response(session, round_, harbour_org)
    culture = add_response(session, round_, culture_org)
    world = World(
        round=round_,
        harbour=harbour,
        culture=culture,
        anna=add_link(session, harbour, anna, NOW),
        karin=add_link(session, harbour, karin, NOW),
        bo=add_link(session, culture, bo, NOW),
    )
    session.commit()
    return world
