"""Respondents who help each other: inviting a colleague, taking that back, passing on.

Who acts is found by the browser's `links` (id, version), as when answers are saved. Each raises
`LinkGone` where none of them leads to the response.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from hp.actions import attempts, contacts, once
from hp.actions.contacts import ContactFields
from hp.database import begin_writing
from hp.domain.answers import ResponseStatus
from hp.domain.errors import (
    InvalidFields,
    LinkGone,
    NotAsked,
    NotInvitedByYou,
    TooManyInvitations,
)
from hp.mail import messages
from hp.models import Contact, Event, Organisation, PersonalLink, Round
from hp.models.events import EventKind
from hp.models.organisations import ContactRole
from hp.store import colleagues, register, responses
from hp.store.responses import Respondent

WINDOW = dt.timedelta(hours=1)
PER_EMAIL, PER_PERSON, PER_RESPONSE = 3, 10, 30  # mails in a window

Links = Sequence[Sequence[Any]]  # the browser's, as pairs of id and version
_IN_NO_NAME = set("@<>/\\")  # a name goes into mails, and must not become an address in them


@dataclass(frozen=True, slots=True)
class Invited:
    """Whom an invitation went to; `is_new` is false for who had a link already and got no mail."""

    contact_id: int
    is_new: bool


def invite(
    session: Session,
    links: Links,
    response_id: int,
    fields: ContactFields,
    *,
    key: bytes,
    now: dt.datetime,
    token: str = "",
) -> Invited:
    """Give a colleague a link of their own, and mail it.

    An address that is known at the organisation is the same person; one who has a link already is
    sent nothing. `key` is `web.attempt_key()`, `token` the form's: sent twice, it acts once. Raises
    `InvalidFields` (see `find_faults`), `TooManyInvitations`, `RoundClosed`, `RoundNotOpen` or
    `NotAsked`.
    """
    form = once.name_form("invite", response_id, token)
    if (mailed := once.find_sent(session, form)) is not None:
        return Invited(mailed, is_new=True)
    me = _find_me(session, links, response_id, now)
    fields = _check(session, me, replace(fields, role=ContactRole.COLLEAGUE))
    known = register.find_contact(session, _organisation_id(session, me), fields.email)
    if known and colleagues.list_valid_links(session, response_id, known.id):
        return Invited(known.id, is_new=False)
    _count_mail(session, key, me, fields.email, now)
    begin_writing(session)
    if (mailed := once.find_sent_in_turn(session, response_id, form)) is not None:
        return Invited(mailed, is_new=True)
    me = _find_me(session, links, response_id, now)
    contact = _find_or_add(session, me, fields, now)
    if colleagues.list_valid_links(session, response_id, contact.id):
        return Invited(contact.id, is_new=False)
    link = _give_link(session, me, contact, now)
    _note(session, EventKind.COLLEAGUE_INVITED, me, contact.id, now)
    mail = messages.add_colleague(session, link_id=link.id, inviter_id=me.contact_id, now=now)
    once.keep_sent(session, form, mail)
    session.commit()
    return Invited(contact.id, is_new=True)


def send_again(
    session: Session,
    links: Links,
    response_id: int,
    contact_id: int,
    *,
    key: bytes,
    now: dt.datetime,
    token: str = "",
) -> None:
    """Mail a colleague the link they have. Somebody without one is sent nothing.

    Raises as `invite`, but for `InvalidFields`.
    """
    form = once.name_form(f"send again to {contact_id}", response_id, token)
    me = _find_me(session, links, response_id, now)
    if once.find_sent(session, form) is not None:
        return
    if not colleagues.list_valid_links(session, response_id, contact_id):
        return
    _count_mail(session, key, me, session.get_one(Contact, contact_id).email, now)
    begin_writing(session)
    if once.find_sent_in_turn(session, response_id, form) is not None:
        return
    me = _find_me(session, links, response_id, now)
    valid = colleagues.list_valid_links(session, response_id, contact_id)
    if not valid or not session.get_one(Contact, contact_id).email:
        return
    _note(session, EventKind.COLLEAGUE_INVITED, me, contact_id, now)
    mail = messages.add_colleague(session, link_id=valid[-1].id, inviter_id=me.contact_id, now=now)
    once.keep_sent(session, form, mail)
    session.commit()


def take_back(
    session: Session, links: Links, response_id: int, contact_id: int, now: dt.datetime
) -> None:
    """End the access of somebody whom the same person has invited, also when the round is closed.

    What they wrote stays, with their name. Somebody without a link loses nothing. Raises
    `NotInvitedByYou` where a link came from somebody else: a colleague or the coordinator.
    """
    begin_writing(session)
    me = responses.find_respondent(session, response_id, links) if links else None
    if me is None:
        raise LinkGone
    valid = colleagues.list_valid_links(session, response_id, contact_id)
    if any(link.invited_by_id != me.contact_id for link in valid):
        raise NotInvitedByYou
    _revoke(session, me, valid, now)
    session.commit()


def pass_on(
    session: Session,
    links: Links,
    response_id: int,
    fields: ContactFields,
    *,
    keeps_link: bool,
    key: bytes,
    now: dt.datetime,
    token: str = "",
) -> int:
    """Say who is right instead: they get a link and a mail; returns their contact's id.

    They become a contact of the organisation, and its main contact in place of one who passes on
    and does not keep the link; but a test round changes nobody's part. Raises as `invite`.
    """
    form = once.name_form("pass on", response_id, token)
    if (mailed := once.find_sent(session, form)) is not None:
        return mailed
    me = _find_me(session, links, response_id, now)
    role = _new_role(session, me, keeps_link)
    fields = _check(session, me, replace(fields, role=role))
    _count_mail(session, key, me, fields.email, now)
    begin_writing(session)
    if (mailed := once.find_sent_in_turn(session, response_id, form)) is not None:
        return mailed
    me = _find_me(session, links, response_id, now)
    contact = _find_or_add(session, me, fields, now)
    valid = colleagues.list_valid_links(session, response_id, contact.id)
    link = valid[-1] if valid else _give_link(session, me, contact, now)
    _promote(session, contact, role, now)
    _note(session, EventKind.PASSED_ON, me, contact.id, now)
    inviter = {"inviter_id": me.contact_id, "passes_on": True}
    mail = messages.add_colleague(session, link_id=link.id, now=now, **inviter)
    once.keep_sent(session, form, mail)
    if not keeps_link:
        mine = colleagues.list_valid_links(session, response_id, me.contact_id)
        _revoke(session, me, mine, now)
    session.commit()
    return contact.id


def find_faults(session: Session, me: Respondent, fields: ContactFields) -> dict[str, str]:
    """What is wrong with tidy `fields`: the reason by field, empty where nothing is.

    Reasons are those of `contacts.find_faults` but `taken`, and `not_a_name`, `own`.
    """
    faults = contacts.find_faults(session, _organisation_id(session, me), fields)
    if faults.get("email") == "taken":
        del faults["email"]  # the same person, then
    if _IN_NO_NAME & set(fields.name):
        faults["name"] = "not_a_name"
    if not fields.email:
        faults["email"] = "missing"
    elif fields.email == me.contact_email:
        faults["email"] = "own"
    return faults


def _find_me(session: Session, links: Links, response_id: int, now: dt.datetime) -> Respondent:
    me = responses.find_respondent(session, response_id, links) if links else None
    if me is None:
        raise LinkGone
    responses.period(me).check_open(now)
    if me.status == ResponseStatus.EXCUSED:
        raise NotAsked
    return me


def _organisation_id(session: Session, me: Respondent) -> int:
    # the person's own, which need not be that of the response: one may answer for another
    return session.get_one(Contact, me.contact_id).organisation_id


def _check(session: Session, me: Respondent, fields: ContactFields) -> ContactFields:
    fields = fields.tidy()
    faults = find_faults(session, me, fields)
    if faults:
        raise InvalidFields(faults)
    return fields


def _count_mail(session: Session, key: bytes, me: Respondent, email: str, now: dt.datetime) -> None:
    # one after the other: who has to wait uses up nobody else's mails
    for kind, value, limit in (
        ("person", str(me.contact_id), PER_PERSON),
        ("response", str(me.response_id), PER_RESPONSE),
        ("address", email, PER_EMAIL),
    ):
        name = f"invitation by {kind}"
        if not attempts.allow(session, key, name, value, limit=limit, window=WINDOW, now=now):
            raise TooManyInvitations


def _find_or_add(
    session: Session, me: Respondent, fields: ContactFields, now: dt.datetime
) -> Contact:
    organisation_id = _organisation_id(session, me)
    # two who invite the same person at once take turns, where the database takes several writers
    session.get(Organisation, organisation_id, with_for_update=True)
    known = register.find_contact(session, organisation_id, fields.email)
    if known is not None:
        return known
    return contacts.add_contact(session, organisation_id, fields, now, added_by_id=me.contact_id)


def _new_role(session: Session, me: Respondent, keeps_link: bool) -> ContactRole:
    if session.get_one(Round, me.round_id).is_test:
        return ContactRole.COLLEAGUE
    is_main = session.get_one(Contact, me.contact_id).role is ContactRole.MAIN
    return ContactRole.MAIN if is_main and not keeps_link else ContactRole.DEPUTY


def _promote(session: Session, contact: Contact, role: ContactRole, now: dt.datetime) -> None:
    """Make a colleague a contact, and anybody the main one where `role` says so."""
    is_promoted = contact.role is ContactRole.COLLEAGUE or role is ContactRole.MAIN
    if role is not ContactRole.COLLEAGUE and is_promoted:
        fields = replace(contacts.fields_of(contact), role=role)
        contacts.change_contact(session, contact, fields, now)


def _give_link(
    session: Session, me: Respondent, contact: Contact, now: dt.datetime
) -> PersonalLink:
    link = PersonalLink(
        response_id=me.response_id,
        contact_id=contact.id,
        created_at=now,
        invited_by_id=me.contact_id,
    )
    session.add(link)
    session.flush()
    return link


def _revoke(
    session: Session, me: Respondent, valid: Sequence[PersonalLink], now: dt.datetime
) -> None:
    for link in valid:
        link.revoked_at = now
    if valid:
        _note(session, EventKind.LINK_REVOKED, me, valid[0].contact_id, now)
    session.flush()


def _note(
    session: Session, kind: EventKind, me: Respondent, about_id: int, now: dt.datetime
) -> None:
    session.add(
        Event(
            at=now,
            kind=kind,
            round_id=me.round_id,
            response_id=me.response_id,
            organisation_id=me.organisation_id,
            contact_id=me.contact_id,
            about_contact_id=about_id,
        )
    )
