"""Personal links as a coordinator deals with them: a new one, taken back, mailed again."""

import datetime as dt
from typing import TYPE_CHECKING

from hp.actions.events import note_response
from hp.actions.rounds import add_link
from hp.database import begin_writing
from hp.domain.errors import InvalidInput, Refused, RoundClosed
from hp.mail import messages
from hp.models import Contact, PersonalLink, Response, Round
from hp.models.events import EventKind
from hp.store import answers_for, mail

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class LinkRevoked(Refused):
    """The link has been taken back, so it cannot be sent to anybody."""


def make_link(
    session: "Session",
    response_id: int,
    contact_id: int,
    *,
    keeps_old: bool,
    user_id: int,
    now: dt.datetime,
) -> int:
    """A new link for a contact of the organisation; returns its id.

    The contact's earlier links to the response are revoked, unless `keeps_old`. Raises
    `RoundClosed`, or `InvalidInput` for the field contact: `unknown`, or `answered_by` where
    another organisation answers.
    """
    begin_writing(session)
    response = session.get_one(Response, response_id, with_for_update=True)
    _check_open(session, response)
    contact = session.get(Contact, contact_id)
    if response.answered_by_id is not None:
        raise InvalidInput("contact", "answered_by")
    if contact is None or contact.organisation_id != response.organisation_id or contact.retired_at:
        raise InvalidInput("contact", "unknown")
    if not keeps_old:
        for old in answers_for.list_open_links(session, response_id):
            if old.contact_id == contact_id:
                _revoke(session, response, old, user_id, now)
    link = add_link(session, response, contact, now)
    _note(session, EventKind.LINK_MADE, response, link, user_id, now)
    session.commit()
    return link.id


def revoke_link(session: "Session", link_id: int, user_id: int, now: dt.datetime) -> None:
    """Take a link back: it opens nothing any more. What was written with it is kept."""
    begin_writing(session)
    link = session.get_one(PersonalLink, link_id, with_for_update=True)
    if link.revoked_at is not None:
        return
    response = session.get_one(Response, link.response_id)
    _revoke(session, response, link, user_id, now)
    session.commit()


def mail_link(session: "Session", link_id: int, user_id: int, now: dt.datetime) -> None:
    """Mail a link to its contact again. One that waits to be sent already is not doubled.

    Raises `LinkRevoked`, `RoundClosed`, or `InvalidInput` for a contact whose e-mail is `missing`.
    """
    begin_writing(session)
    link = session.get_one(PersonalLink, link_id, with_for_update=True)
    response = session.get_one(Response, link.response_id)
    _check_open(session, response)
    if link.revoked_at is not None:
        raise LinkRevoked
    if not session.get_one(Contact, link.contact_id).email:
        raise InvalidInput("email", "missing")
    if mail.is_link_waiting(session, link_id):
        return
    _note(session, EventKind.LINK_REQUESTED, response, link, user_id, now)
    messages.add_new_link(session, link_id=link_id, now=now)
    session.commit()


def _check_open(session: "Session", response: Response) -> None:
    if session.get_one(Round, response.round_id).closed_at is not None:
        raise RoundClosed


def _revoke(
    session: "Session", response: Response, link: PersonalLink, user_id: int, now: dt.datetime
) -> None:
    link.revoked_at = now
    _note(session, EventKind.LINK_REVOKED, response, link, user_id, now)


def _note(
    session: "Session",
    kind: EventKind,
    response: Response,
    link: PersonalLink,
    user_id: int,
    now: dt.datetime,
) -> None:
    about = link.contact_id
    note_response(session, kind, response, now, user_id=user_id, about_contact_id=about)
