"""Who can be sent an invitation, a reminder or a closing mail now."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hp.database import AnyRow
from hp.domain import marks
from hp.domain.answers import ResponseStatus
from hp.domain.reminding import Text, pick_contacts, pick_text
from hp.domain.schedule import Period
from hp.models import Contact, Round
from hp.models.mail import MailingKind
from hp.store import opening, reminders

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Recipient:
    """One contact of one organisation that is asked."""

    response_id: int
    organisation_id: int
    organisation: str
    status: ResponseStatus
    answered: int
    total: int
    due_at: dt.datetime
    contact_id: int
    name: str
    email: str
    language: str
    link_id: int | None
    last: dt.datetime | None  # when they were last sent such a mail
    text: Text

    @property
    def key(self) -> str:
        """What names this one in forms."""
        return f"{self.response_id}-{self.contact_id}"


@dataclass(frozen=True, slots=True)
class Recipients:
    """Those who can be written to, and the responses of those who cannot."""

    reachable: list[Recipient]
    unreachable: list[AnyRow]


def find_recipients(
    session: "Session", round_: Round, kind: MailingKind, now: dt.datetime
) -> Recipients:
    """Whom a mailing of this kind is for.

    Invitations and closing mails go to those who have got none; closing mails to those for whom
    the round is closed, whether they have handed in or not.
    """
    rows = _list_rows(session, round_, kind, now)
    contacts = opening.list_contacts_to_ask(session, [row.organisation_id for row in rows])
    links = reminders.find_links(session, round_.id)
    last = reminders.find_last_mailed(session, round_.id, kind)
    reachable: list[Recipient] = []
    unreachable: list[AnyRow] = []
    for row in rows:
        chosen: Sequence[Contact] = pick_contacts(contacts[row.organisation_id])
        if not chosen:
            unreachable.append(row)
        for contact in chosen:
            pair = (row.id, contact.id)
            made = _recipient(row, contact, round_, kind, now)
            reachable.append(replace(made, link_id=links.get(pair), last=last.get(pair)))
    if kind is not MailingKind.REMINDER:
        reachable = [recipient for recipient in reachable if recipient.last is None]
    return Recipients(reachable, unreachable)


def _list_rows(
    session: "Session", round_: Round, kind: MailingKind, now: dt.datetime
) -> Sequence[AnyRow]:
    if kind is not MailingKind.CLOSING:
        return reminders.list_waited_for(session, round_.id)
    asked = reminders.list_asked(session, round_.id)
    return [row for row in asked if _period(row, round_).has_closed(now)]


def _period(row: AnyRow, round_: Round) -> Period:
    due_at = row.due_at or round_.due_at
    return Period(round_.opened_at, due_at, round_.closed_at, round_.closes_by_itself)


def _pick_text(row: AnyRow, kind: MailingKind, *, is_late: bool) -> Text:
    if kind is MailingKind.INVITATION:
        return Text.INVITATION
    if kind is MailingKind.CLOSING:
        return Text.CLOSED if row.submission_id else Text.CLOSED_WITHOUT
    return pick_text(marks.count_answered(row.marks), len(row.marks), is_late=is_late)


def _recipient(
    row: AnyRow, contact: Contact, round_: Round, kind: MailingKind, now: dt.datetime
) -> Recipient:
    due_at = row.due_at or round_.due_at
    return Recipient(
        response_id=row.id,
        organisation_id=row.organisation_id,
        organisation=row.name,
        status=row.status,
        answered=marks.count_answered(row.marks),
        total=len(row.marks),
        due_at=due_at,
        contact_id=contact.id,
        name=contact.name,
        email=contact.email,
        language=contact.language,
        link_id=None,
        last=None,
        text=_pick_text(row, kind, is_late=now > due_at),
    )
