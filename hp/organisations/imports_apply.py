"""Carrying out what a list changes, inside a transaction that somebody else commits."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hp.actions import contacts, organisations
from hp.actions.contacts import ContactFields
from hp.actions.organisations import OrganisationFields
from hp.domain.register_changes import Changes, ContactChange, OrganisationChange
from hp.domain.register_rows import fold
from hp.domain.register_values import guess_kind
from hp.domain.succession_rows import SuccessionChanges
from hp.models import Contact, Event, Organisation
from hp.models.events import EventKind
from hp.models.organisations import ContactRole, OrganisationKind
from hp.store import imports

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
    listed = [*changes.changed, *changes.unchanged]
    ids = {fold(known.name): known.id for known in changes.missing}
    ids |= {fold(change.name): change.known.id for change in listed if change.known}
    by_id = imports.find_organisations(by.session, list(ids.values()))
    found = {name: by_id[organisation_id] for name, organisation_id in ids.items()}
    for change in changes.new:
        found[fold(change.name)] = _add(by, change)
    for change in changes.changed:
        _change(by, found[fold(change.name)], change)
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


def _fields(change: OrganisationChange, answered_by_id: int | None) -> OrganisationFields:
    kind = OrganisationKind(change.values["kind"])
    return OrganisationFields(change.name, kind, change.values["cluster"], answered_by_id)


def _add(by: By, change: OrganisationChange) -> Organisation:
    made = organisations.add_organisation(by.session, _fields(change, None), by.now, by.user_id)
    for contact in change.contacts:
        contacts.add_contact(
            by.session, made.id, _contact_fields(contact), by.now, user_id=by.user_id
        )
    return made


def _change(by: By, organisation: Organisation, change: OrganisationChange) -> None:
    # who answers for whom is set when all are there: on the way it may look like a circle
    organisation.answered_by_id = None
    own = _fields(change, None)
    is_noted = organisations.change_organisation(by.session, organisation, own, by.now, by.user_id)
    if not is_noted and any(field == "answered_by" for field, _old, _new in change.changes):
        kind = EventKind.ORGANISATION_CHANGED
        organisations.note(by.session, kind, organisation.id, by.now, by.user_id)
    kept = [contact.known.id for contact in change.contacts if contact.known]
    by_id = imports.find_contacts(by.session, kept)
    for contact in change.changed_contacts:
        fields = _contact_fields(contact)
        if contact.known is None:
            _add_contact(by, organisation.id, fields)
        else:
            known = by_id[contact.known.id]
            contacts.change_contact(by.session, known, fields, by.now, by.user_id)


def _add_contact(by: By, organisation_id: int, fields: ContactFields) -> Contact:
    made = contacts.add_contact(by.session, organisation_id, fields, by.now, user_id=by.user_id)
    if made.role is not ContactRole.COLLEAGUE:
        contacts.give_links(by.session, made, by.now, by.user_id)
    return made


def _contact_fields(contact: ContactChange) -> ContactFields:
    return ContactFields(**(contact.values | {"role": ContactRole(contact.values["role"])}))  # type: ignore[arg-type]


def _retire_or_bring_back(by: By, organisation: Organisation, retired_on: str) -> None:
    if retired_on:
        on = dt.date.fromisoformat(retired_on)
        organisations.retire_organisation(by.session, organisation, on, by.now, by.user_id)
    else:
        organisations.bring_back(by.session, organisation, by.now, by.user_id)
