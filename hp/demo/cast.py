"""Who is in the demonstration: organisations, what they came from, contacts, a coordinator."""

import datetime as dt
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from importlib.resources import files
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from hp.domain.text import sort_key
from hp.models import Contact, Event, Organisation, Succession, User
from hp.models.events import EventKind
from hp.models.organisations import ContactRole, OrganisationKind
from hp.models.users import Role

COORDINATOR_EMAIL = "samordnare@staden.example"
COORDINATOR_NAME = "Samordnaren för inköp"


@dataclass(frozen=True, slots=True)
class Member:
    """An organisation and whom to write to there."""

    organisation: Organisation
    contacts: list[Contact]


def read_data(name: str) -> dict[str, Any]:
    """One of the demonstration's data files."""
    return tomllib.loads((files("hp.demo") / f"{name}.toml").read_text(encoding="utf-8"))


def add_cast(session: Session, rng: Random, *, with_colleague: str) -> list[Member]:
    """Every organisation there is or was, in order of name, each with a contact.

    `with_colleague` names the one that has two. Does not commit.
    """
    data = read_data("organisations")
    retired = {old for old, _new in data["successions"]}
    members = [
        _add_member(session, rng, data, *values, was_replaced=values[0] in retired)
        for values in sorted(_list_organisations(data, retired))
    ]
    for member in members:
        if member.organisation.name == with_colleague:
            member.contacts.append(
                _add_contact(session, member.organisation, data["colleague"], ContactRole.DEPUTY)
            )
    by_name = {member.organisation.name: member.organisation.id for member in members}
    for old, new in data["successions"]:
        took_over_on = data["replaced_on"]
        session.add(
            Succession(
                predecessor_id=by_name[old], successor_id=by_name[new], took_over_on=took_over_on
            )
        )
    return members


def add_coordinator(session: Session, now: dt.datetime) -> User:
    """The coordinator, who has no password: an address signs in. Does not commit."""
    user = User(
        email=COORDINATOR_EMAIL,
        name=COORDINATOR_NAME,
        role=Role.COORDINATOR,
        password_hash="!",  # noqa: S106 no password has this hash
        created_at=now,
    )
    session.add(user)
    session.flush()
    session.add(Event(at=now, kind=EventKind.USER_ADDED, user_id=user.id))
    return user


def _list_organisations(
    data: dict[str, Any], retired: set[str]
) -> list[tuple[str, OrganisationKind, str]]:
    committees = [*data["committees"], *retired]
    return (
        [(name, OrganisationKind.COMMITTEE, "") for name in committees]
        + [(name, OrganisationKind.FEDERATION, "") for name in data["federations"]]
        + [
            (name, OrganisationKind.COMPANY, cluster)
            for cluster, names in data["companies"].items()
            for name in names
        ]
    )


def _add_member(
    session: Session,
    rng: Random,
    data: dict[str, Any],
    name: str,
    kind: OrganisationKind,
    cluster: str,
    *,
    was_replaced: bool,
) -> Member:
    organisation = Organisation(
        name=name,
        sort_key=sort_key(name),
        kind=kind,
        cluster=cluster,
        retired_on=data["replaced_on"] if was_replaced else None,
    )
    session.add(organisation)
    session.flush()
    contact = _add_contact(session, organisation, rng.choice(data["contacts"]), ContactRole.MAIN)
    return Member(organisation, [contact])


def _add_contact(
    session: Session, organisation: Organisation, person: list[str], role: ContactRole
) -> Contact:
    name, function, mailbox = person
    retired_on = organisation.retired_on
    contact = Contact(
        organisation_id=organisation.id,
        name=name,
        function=function,
        email=f"{mailbox}@{_domain(organisation.name)}",
        role=role,
        retired_at=dt.datetime.combine(retired_on, dt.time(), dt.UTC) if retired_on else None,
    )
    session.add(contact)
    session.flush()
    return contact


def _domain(name: str) -> str:
    """`hamnbolaget.example` for Hamnbolaget AB. Nobody can own a name under .example (RFC 2606)."""
    plain = unicodedata.normalize("NFD", name.lower().removesuffix(" ab"))
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"[^a-z]+", "-", letters) + ".example"
