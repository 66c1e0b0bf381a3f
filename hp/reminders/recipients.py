"""Who can be sent an invitation or a reminder now."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hp.database import AnyRow
from hp.domain import marks
from hp.domain.answers import ResponseStatus
from hp.domain.reminding import Text, pick_contacts, pick_text
from hp.models import Contact, Round
from hp.models.mail import MailingKind
from hp.store import opening, reminders

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Recipient:
    """One contact of one organisation that has not handed in."""

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
    """Whom a mailing of this kind is for. An invitation goes to those who have got none."""
    rows = reminders.list_waited_for(session, round_.id)
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
    if kind is MailingKind.INVITATION:
        reachable = [recipient for recipient in reachable if recipient.last is None]
    return Recipients(reachable, unreachable)


def _recipient(
    row: AnyRow, contact: Contact, round_: Round, kind: MailingKind, now: dt.datetime
) -> Recipient:
    answered, total = marks.count_answered(row.marks), len(row.marks)
    due_at = row.due_at or round_.due_at
    is_invitation = kind is MailingKind.INVITATION
    return Recipient(
        response_id=row.id,
        organisation_id=row.organisation_id,
        organisation=row.name,
        status=row.status,
        answered=answered,
        total=total,
        due_at=due_at,
        contact_id=contact.id,
        name=contact.name,
        email=contact.email,
        language=contact.language,
        link_id=None,
        last=None,
        text=Text.INVITATION if is_invitation else pick_text(answered, total, is_late=now > due_at),
    )
