"""The register as lists are compared with it, and lists that wait to be confirmed."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, aliased

from hp.domain.register_changes import KnownContact, KnownOrganisation
from hp.models import Contact, Organisation, PendingImport, Response, Round, Succession
from hp.models.organisations import ContactRole

_By = aliased(Organisation)
_Before, _After = aliased(Organisation), aliased(Organisation)
_ORGANISATIONS = (
    select(
        Organisation.id,
        Organisation.name,
        Organisation.kind,
        Organisation.cluster,
        Organisation.retired_on,
        _By.name.label("answered_by"),
    )
    .outerjoin(_By, _By.id == Organisation.answered_by_id)
    .order_by(Organisation.sort_key, Organisation.id)
)
_CONTACTS = (
    select(
        Contact.id,
        Contact.organisation_id,
        Contact.name,
        Contact.function,
        Contact.email,
        Contact.language,
        Contact.role,
    )
    .where(Contact.retired_at.is_(None))
    .order_by(Contact.role != ContactRole.MAIN, Contact.name, Contact.id)
)
_SUCCESSIONS = (
    select(_Before.name.label("before"), _After.name.label("after"), Succession.took_over_on)
    .join(_Before, _Before.id == Succession.predecessor_id)
    .join(_After, _After.id == Succession.successor_id)
    .order_by(_Before.sort_key, _Before.id, _After.sort_key, _After.id)
)


def read_register(session: Session) -> list[KnownOrganisation]:
    """Every organisation with its contacts, in Swedish order, main contacts first."""
    contacts: dict[int, list[KnownContact]] = defaultdict(list)
    for row in session.connection().execute(_CONTACTS):
        values = {
            "name": row.name,
            "function": row.function,
            "email": row.email,
            "language": row.language,
            "role": str(row.role),
        }
        contacts[row.organisation_id].append(KnownContact(row.id, values))
    return [
        KnownOrganisation(
            row.id,
            row.name,
            {
                "kind": str(row.kind),
                "cluster": row.cluster,
                "answered_by": row.answered_by or "",
                "retired_on": row.retired_on.isoformat() if row.retired_on else "",
            },
            tuple(contacts[row.id]),
        )
        for row in session.connection().execute(_ORGANISATIONS)
    ]


def read_successions(session: Session) -> list[tuple[str, str, dt.date]]:
    """(predecessor, successor, date), by name in Swedish order."""
    return [tuple(row) for row in session.connection().execute(_SUCCESSIONS)]  # type: ignore[misc]


def find_pending(session: Session, pending_id: int, user_id: int) -> PendingImport | None:
    """A list that a user has sent and not yet confirmed; nobody else's."""
    mine = (PendingImport.id == pending_id, PendingImport.user_id == user_id)
    return session.scalars(select(PendingImport).where(*mine)).first()


def take_turns(session: Session) -> None:
    """Wait until nobody else saves a list, where the database takes several writers."""
    session.execute(select(Organisation.id).order_by(Organisation.id).with_for_update()).all()


def remove_old(session: Session, before: dt.datetime) -> None:
    """Remove lists that nobody has confirmed since `before`."""
    session.execute(delete(PendingImport).where(PendingImport.created_at < before))


def list_asked(session: Session, now: dt.datetime) -> tuple[list[str], set[int]]:
    """The names of the rounds that are open, and the ids of the organisations asked there."""
    rounds = session.scalars(select(Round).where(Round.opened_at <= now).order_by(Round.id))
    open_rounds = [round_ for round_ in rounds if not round_.period.has_closed(now)]
    ids = [round_.id for round_ in open_rounds]
    asked = select(Response.organisation_id).where(Response.round_id.in_(ids))
    return [round_.name for round_ in open_rounds], set(session.scalars(asked))


def find_organisations(session: Session, ids: Sequence[int]) -> dict[int, Organisation]:
    """Organisations by id."""
    found = session.scalars(select(Organisation).where(Organisation.id.in_(ids)))
    return {organisation.id: organisation for organisation in found}


def find_contacts(session: Session, ids: Sequence[int]) -> dict[int, Contact]:
    """Contacts by id."""
    found = session.scalars(select(Contact).where(Contact.id.in_(ids)))
    return {contact.id: contact for contact in found}
