"""The outbox. A message is written in the same transaction as what caused it."""

import datetime as dt
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from hp.models.base import Base, Id, Word


class MailingKind(StrEnum):
    """What a mail is about; also the name of its templates' folder."""

    NEW_LINK = "new_link"
    RECEIPT = "receipt"
    COLLEAGUE = "colleague"
    INVITATION = "invitation"
    REMINDER = "reminder"
    RETURNED = "returned"
    NEWS = "news"
    CLOSING = "closing"
    USER_INVITATION = "user_invitation"
    NEW_PASSWORD = "new_password"  # noqa: S105 a word
    TEST = "test"  # of one of these, to the coordinator who writes it


class MessageState(StrEnum):
    """How far a mail has come. Nobody knows of an UNCERTAIN one whether it went out."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    DELAYED = "delayed"  # not taken yet: `error` says why, `not_before` when it is tried again
    REFUSED = "refused"
    UNCERTAIN = "uncertain"  # never sent again by itself
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"  # did not arrive, as far as is known, and was sent anew


class Mailing(Base):
    """One sending: a receipt, a new link, an invitation or reminder to many."""

    __tablename__ = "mailings"

    id: Mapped[Id]
    kind: Mapped[MailingKind] = mapped_column(Word(MailingKind))
    # none where it is about signing in
    round_id: Mapped[int | None] = mapped_column(ForeignKey("rounds.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))  # who sent it, if anybody
    created_at: Mapped[dt.datetime]
    withdrawn_at: Mapped[dt.datetime | None]
    token: Mapped[str | None] = mapped_column(unique=True)  # of the form: sent twice, it sends once
    # whether somebody has sent it from a mail program of their own and only says so here
    by_hand: Mapped[bool] = mapped_column(default=False)


class Message(Base):
    """One mail to one contact, or to one user. `{link}` in the texts is filled in when it is sent.

    A contact's mail has `response_id`, `contact_id` and `link_id`, a user's has `user_link_id`.
    """

    __tablename__ = "messages"
    __table_args__ = (Index("ix_messages_queue", "state", "not_before"),)

    id: Mapped[Id]
    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailings.id"), index=True)
    response_id: Mapped[int | None] = mapped_column(ForeignKey("responses.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"), index=True)
    link_id: Mapped[int | None] = mapped_column(ForeignKey("personal_links.id"))
    user_link_id: Mapped[int | None] = mapped_column(ForeignKey("user_links.id"))
    # the same mail that did not arrive: unique, so that it is sent anew once
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"), unique=True)
    message_id: Mapped[str] = mapped_column(unique=True)  # the header, fixed from the start
    to_name: Mapped[str]
    to_email: Mapped[str]
    reply_to: Mapped[str] = mapped_column(default="")
    language: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str]
    calendar: Mapped[str] = mapped_column(default="")  # a file that comes along, if any
    state: Mapped[MessageState] = mapped_column(Word(MessageState), default=MessageState.WAITING)
    not_before: Mapped[dt.datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    claimed_at: Mapped[dt.datetime | None]
    data_began_at: Mapped[dt.datetime | None]  # of the latest attempt
    sent_at: Mapped[dt.datetime | None]
    bounced_at: Mapped[dt.datetime | None]  # when we read that it came back
    error: Mapped[str] = mapped_column(default="")
