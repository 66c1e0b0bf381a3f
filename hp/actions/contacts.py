"""Whom to write to at an organisation: adding, changing, retiring, and their way in.

Nothing here commits: a page, an import and an invitation each do more in the same transaction.
"""

import datetime as dt
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from hp.domain.errors import InvalidFields
from hp.domain.text import LINE_LIMIT, clean_line, is_email, tidy_email
from hp.i18n import DEFAULT, LANGUAGES
from hp.models import Contact, Event, PersonalLink
from hp.models.events import EventKind
from hp.models.organisations import ContactRole
from hp.store import register


@dataclass(frozen=True, slots=True)
class ContactFields:
    """What is known of a contact. An empty e-mail address is one that is not known yet."""

    name: str
    function: str = ""
    email: str = ""
    language: str = DEFAULT
    role: ContactRole = ContactRole.DEPUTY

    def tidy(self) -> "ContactFields":
        """The same as it is kept: clean lines, the address in lower case."""
        return ContactFields(
            clean_line(self.name),
            clean_line(self.function),
            tidy_email(self.email),
            self.language,
            ContactRole(self.role),
        )


Others = Sequence[Contact]  # the contacts of an organisation who are not retired


def find_faults(session: Session, organisation_id: int, fields: ContactFields) -> dict[str, str]:
    """What is wrong with tidy `fields` of a new contact: the reason by field, empty if nothing is.

    Reasons are `missing`, `too_long`, `not_an_address`, `taken` (another contact there has the
    address) and `unknown` (language).
    """
    return _find_faults(fields, {o.email for o in _list_others(session, organisation_id)})


def _find_faults(fields: ContactFields, taken: Container[str]) -> dict[str, str]:
    faults = {
        field: "too_long"
        for field in ("name", "function")
        if len(getattr(fields, field)) > LINE_LIMIT
    }
    if not fields.name:
        faults["name"] = "missing"
    if fields.language not in LANGUAGES:
        faults["language"] = "unknown"
    if fields.email and not is_email(fields.email):
        faults["email"] = "not_an_address"
    elif fields.email and fields.email in taken:
        faults["email"] = "taken"
    return faults


def add_contact(
    session: Session,
    organisation_id: int,
    fields: ContactFields,
    now: dt.datetime,
    *,
    user_id: int | None = None,
    added_by_id: int | None = None,
) -> Contact:
    """A new contact, added by a user or by another contact. Does not commit, gives no links.

    A new main contact makes the former one a deputy. Raises `InvalidFields`, see `find_faults`.
    """
    others = _list_others(session, organisation_id)
    fields = _check(fields, {other.email for other in others})
    contact = _make(organisation_id, fields, others, now)
    contact.added_by_id = added_by_id
    session.add(contact)
    session.flush()
    by = {"user_id": user_id, "contact_id": added_by_id}
    _note(session, EventKind.CONTACT_ADDED, contact, now, **by)
    return contact


def add_contacts(
    session: Session,
    new: Iterable[tuple[int, ContactFields]],
    others: dict[int, list[Contact]],
    now: dt.datetime,
    user_id: int | None = None,
) -> list[Contact]:
    """As `add_contact` for many (organisation's id, fields), which is much faster than one by one.

    `others` are those who are there already, by organisation; the new ones join them.
    """
    made = []
    taken = {one: {contact.email for contact in there} for one, there in others.items()}
    for organisation_id, fields in new:
        there = others.setdefault(organisation_id, [])
        addresses = taken.setdefault(organisation_id, set())
        contact = _make(organisation_id, _check(fields, addresses), there, now)
        there.append(contact)
        addresses.add(contact.email)
        made.append(contact)
    session.add_all(made)
    session.flush()
    session.bulk_save_objects(
        [_event(EventKind.CONTACT_ADDED, contact, now, user_id=user_id) for contact in made]
    )
    return made


def change_contact(
    session: Session,
    contact: Contact,
    fields: ContactFields,
    now: dt.datetime,
    user_id: int | None = None,
    others: Others | None = None,
) -> bool:
    """Give a contact other `fields`; whether that changed anything. Does not commit.

    A colleague who becomes a contact of the organisation gets its links, as a new one does.
    `others` are all who are there, for who changes many. Raises `InvalidFields`, see `find_faults`.
    """
    if others is None:
        others = _list_others(session, contact.organisation_id)
    is_elsewhere = tidy_email(fields.email) != contact.email
    fields = _check(fields, {other.email for other in others} if is_elsewhere else ())
    if fields == fields_of(contact):
        return False
    was_colleague = contact.role is ContactRole.COLLEAGUE
    _write(contact, fields, others)
    _note(session, EventKind.CONTACT_CHANGED, contact, now, user_id=user_id)
    if was_colleague and contact.role is not ContactRole.COLLEAGUE:
        give_links(session, [contact], now, user_id)
    return True


def retire_contact(
    session: Session, contact: Contact, now: dt.datetime, user_id: int | None = None
) -> None:
    """No longer write to a contact, whose links stop working. Does not commit.

    What the person has answered stays, with the name. Retiring somebody again changes nothing.
    """
    if contact.retired_at is not None:
        return
    contact.retired_at = now
    _note(session, EventKind.CONTACT_RETIRED, contact, now, user_id=user_id)
    for link, round_id in register.list_valid_links(session, contact.id):
        link.revoked_at = now
        where = {"round_id": round_id, "response_id": link.response_id}
        _note(session, EventKind.LINK_REVOKED, contact, now, user_id=user_id, **where)
    session.flush()


def give_links(
    session: Session, contacts: Sequence[Contact], now: dt.datetime, user_id: int | None = None
) -> list[PersonalLink]:
    """A personal link for each contact to each response of theirs that is open or will be.

    None to those that the contact has a link to already, nor where another organisation answers.
    Sends no mail; does not commit.
    """
    given = []
    has = register.list_linked(session, [contact.id for contact in contacts])
    ids = {contact.organisation_id for contact in contacts}
    responses = register.list_open_responses_of(session, sorted(ids), now)
    for contact in contacts:
        for response in responses.get(contact.organisation_id, ()):
            if (contact.id, response.id) in has or response.answered_by_id is not None:
                continue
            link = PersonalLink(response_id=response.id, contact_id=contact.id, created_at=now)
            session.add(link)
            where = {"round_id": response.round_id, "response_id": response.id}
            _note(session, EventKind.LINK_MADE, contact, now, user_id=user_id, **where)
            given.append(link)
    session.flush()
    return given


def fields_of(contact: Contact) -> ContactFields:
    """A contact's fields as they are kept."""
    return ContactFields(
        contact.name, contact.function, contact.email, contact.language, contact.role
    )


def _list_others(session: Session, organisation_id: int) -> Others:
    return register.list_active_contacts(session, [organisation_id]).get(organisation_id, [])


def _make(organisation_id: int, fields: ContactFields, others: Others, now: dt.datetime) -> Contact:
    contact = Contact(organisation_id=organisation_id, added_at=now)
    _write(contact, fields, others)
    return contact


def _check(fields: ContactFields, taken: Container[str]) -> ContactFields:
    fields = fields.tidy()
    faults = _find_faults(fields, taken)
    if faults:
        raise InvalidFields(faults)
    return fields


def _write(contact: Contact, fields: ContactFields, others: Others) -> None:
    if fields.role is ContactRole.MAIN:
        for former in others:
            if former.role is ContactRole.MAIN:
                former.role = ContactRole.DEPUTY
    contact.name = fields.name
    contact.function = fields.function
    contact.email = fields.email
    contact.language = fields.language
    contact.role = fields.role


def _note(
    session: Session, kind: EventKind, contact: Contact, now: dt.datetime, **columns: int | None
) -> None:
    session.add(_event(kind, contact, now, **columns))


def _event(kind: EventKind, contact: Contact, now: dt.datetime, **columns: int | None) -> Event:
    return Event(
        at=now,
        kind=kind,
        organisation_id=contact.organisation_id,
        about_contact_id=contact.id,
        **columns,
    )
