"""What this room's pages show."""

import datetime as dt
from dataclasses import dataclass

from hp import web
from hp.mail.outbox import link_address
from hp.mail.placeholder import fill_in
from hp.models.mail import MessageState
from hp.store import mail
from hp.store.mail import OutboxMessage

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """One mail as its recipient reads it, and how far it has come."""

    id: int
    to: str
    subject: str
    language: str
    state: MessageState
    at: dt.datetime
    error: str
    paragraphs: list[list[str]]  # of lines
    link: str  # the line that is the personal link


@dataclass(frozen=True, slots=True)
class OutboxPage:
    """One page of the outbox, the newest message first."""

    messages: list[ShownMessage]
    total: int
    number: int  # from 1

    @property
    def newer(self) -> int | None:
        """The number of the page before this one."""
        return self.number - 1 if self.number > 1 else None

    @property
    def older(self) -> int | None:
        """The number of the page after this one."""
        return self.number + 1 if self.number * PER_PAGE < self.total else None


def build_outbox_page(number: int) -> OutboxPage:
    """Page `number` of all messages there are, or the nearest page there is."""
    session = web.db()
    total = mail.count_messages(session)
    number = min(max(1, number), (total - 1) // PER_PAGE + 1 if total else 1)
    rows = mail.list_messages(session, PER_PAGE, (number - 1) * PER_PAGE)
    return OutboxPage([_show(row) for row in rows], total, number)


def _show(row: OutboxMessage) -> ShownMessage:
    link = link_address(web.settings(), web.link_key(), row)
    text = fill_in(row.text, link)
    return ShownMessage(
        id=row.id,
        to=f"{row.to_name} <{row.to_email}>",
        subject=row.subject,
        language=row.language,
        state=row.state,
        at=web.local(row.sent_at or row.claimed_at or row.not_before),
        error=row.error,
        paragraphs=[part.split("\n") for part in text.strip().split("\n\n")],
        link=link,
    )
