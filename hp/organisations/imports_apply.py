"""Carrying out what a list changes, inside a transaction that somebody else commits."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hp.actions import contacts, organisations
from hp.actions.contacts import ContactFields
from hp.actions.organisations import OrganisationFields
from hp.domain.register_changes import Changes, ContactChange, OrganisationChange
from hp.domain.register_rows import fold
from hp.domain.register_values import guess_kind
from hp.domain.succession_rows import SuccessionChanges
from hp.models import Event, Organisation
from hp.models.events import EventKind
from hp.models.organisations import ContactRole, OrganisationKind
from hp.store import imports, register

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class By:
    """Where, when and by whom it is done; a command has no user."""

    session: "Session"
    now: dt.datetime
    user_id: int | None


def save_changes(by: By, changes: Changes) -> None:
    """Save what a list of organisations changes. Does not commit."""
    found = _find_known(by, changes)
    names = {name: organisation.id for name, organisation in found.items()}
    _change_all(by, found, names, changes)
    fields = [_fields(change) for change in changes.new]
    made = organisations.add_organisations(by.session, fields, by.now, by.user_id, names)
    found |= {fold(organisation.name): organisation for organisation in made}
    _save_contacts(by, found, changes)
    for change in [*changes.new, *changes.changed]:
        other = found.get(fold(change.values["answered_by"]))
        found[fold(change.name)].answered_by_id = other.id if other else None
    by.session.flush()
    for change in [*changes.new, *changes.changed]:
        _retire_or_bring_back(by, found[fold(change.name)], change.values["retired_on"])
    by.session.add(Event(at=by.now, kind=EventKind.IMPORTED, user_id=by.user_id))
    by.session.flush()


def retire_missing(
    by: By,
    changes: Changes,
    organisation_ids: Collection[int],
    contact_ids: Collection[int],
    today: dt.date,
) -> None:
    """Retire what a list leaves out and somebody has ticked; other ids do nothing."""
    ids = [known.id for known in changes.missing if known.id in organisation_ids]
    for organisation in imports.find_organisations(by.session, ids).values():
        organisations.retire_organisation(by.session, organisation, today, by.now, by.user_id)
    ids = [contact.id for _one, contact in changes.missing_contacts if contact.id in contact_ids]
    for contact in imports.find_contacts(by.session, ids).values():
        contacts.retire_contact(by.session, contact, by.now, by.user_id)


def save_successions(by: By, changes: SuccessionChanges) -> None:
    """Save what a list of successions changes, with the old organisations. Does not commit."""
    ids = {fold(known.name): known.id for known in imports.read_register(by.session)}
    for unknown in changes.unknown:
        kind = OrganisationKind(guess_kind(unknown.name) or OrganisationKind.COMMITTEE)
        fields = OrganisationFields(unknown.name, kind)
        made = organisations.add_organisation(by.session, fields, by.now, by.user_id)
        on = dt.date.fromisoformat(unknown.took_over_on)
        organisations.retire_organisation(by.session, made, on, by.now, by.user_id)
        ids[fold(made.name)] = made.id
    for row in [*changes.new, *(row for row, _old in changes.moved)]:
        organisations.set_succession(
            by.session,
            ids[fold(row.predecessor)],
            ids[fold(row.successor)],
            dt.date.fromisoformat(row.took_over_on),
            by.now,
            by.user_id,
        )
    by.session.add(Event(at=by.now, kind=EventKind.IMPORTED, user_id=by.user_id))
    by.session.flush()


def _find_known(by: By, changes: Changes) -> dict[str, Organisation]:
    """Organisations that are there already, by folded name."""
    listed = [*changes.changed, *changes.unchanged]
    ids = {fold(known.name): known.id for known in changes.missing}
    ids |= {fold(change.name): change.known.id for change in listed if change.known}
    by_id = imports.find_organisations(by.session, list(ids.values()))
    return {name: by_id[organisation_id] for name, organisation_id in ids.items()}


def _fields(change: OrganisationChange) -> OrganisationFields:
    # who answers for whom is set when all are there: on the way it may look like a circle
    kind = OrganisationKind(change.values["kind"])
    return OrganisationFields(change.name, kind, change.values["cluster"])


def _change_all(
    by: By, found: Mapping[str, Organisation], names: Mapping[str, int], changes: Changes
) -> None:
    ids = [change.known.id for change in changes.changed if change.known]
    responses = register.list_open_responses_of(by.session, ids, by.now)
    for change in changes.changed:
        one = found[fold(change.name)]
        one.answered_by_id = None
        read = names, responses.get(one.id, ())
        is_noted = organisations.change_organisation(
            by.session, one, _fields(change), by.now, by.user_id, *read
        )
        if not is_noted and any(field == "answered_by" for field, _old, _new in change.changes):
            kind = EventKind.ORGANISATION_CHANGED
            organisations.note(by.session, kind, one.id, by.now, by.user_id)


def _save_contacts(by: By, found: Mapping[str, Organisation], changes: Changes) -> None:
    """All at once: a query per contact would keep those who answer from saving for too long."""
    ids = [change.known.id for change in changes.changed if change.known]
    others = register.list_active_contacts(by.session, ids)
    by_id = {contact.id: contact for there in others.values() for contact in there}
    new = []
    for change in [*changes.new, *changes.changed]:
        organisation_id = found[fold(change.name)].id
        for one in change.changed_contacts:
            fields = _contact_fields(one)
            if one.known is None:
                new.append((organisation_id, fields))
            else:
                contact, there = by_id[one.known.id], others[organisation_id]
                contacts.change_contact(by.session, contact, fields, by.now, by.user_id, there)
    made = contacts.add_contacts(by.session, new, others, by.now, by.user_id)
    asked = [contact for contact in made if contact.role is not ContactRole.COLLEAGUE]
    contacts.give_links(by.session, asked, by.now, by.user_id)


def _contact_fields(contact: ContactChange) -> ContactFields:
    return ContactFields(**(contact.values | {"role": ContactRole(contact.values["role"])}))  # type: ignore[arg-type]


def _retire_or_bring_back(by: By, organisation: Organisation, retired_on: str) -> None:
    if retired_on:
        on = dt.date.fromisoformat(retired_on)
        organisations.retire_organisation(by.session, organisation, on, by.now, by.user_id)
    else:
        organisations.bring_back(by.session, organisation, by.now, by.user_id)
