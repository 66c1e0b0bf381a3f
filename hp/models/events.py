"""Who did what when. Rows are only ever added."""

import datetime as dt
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from hp.models.base import Base, Id, Word


class EventKind(StrEnum):
    """What happened."""

    ROUND_OPENED = "round_opened"
    ROUND_CLOSED = "round_closed"
    ANSWER_SAVED = "answer_saved"
    SUBMITTED = "submitted"
    REOPENED = "reopened"
    LINK_REQUESTED = "link_requested"
    LINK_REVOKED = "link_revoked"
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    USER_ADDED = "user_added"


class Event(Base):
    """Who (a contact, a user or the system) did what when. Says never what was written."""

    __tablename__ = "events"
    __table_args__ = (Index("ix_events_response_id_at", "response_id", "at"),)

    id: Mapped[Id]
    at: Mapped[dt.datetime]
    kind: Mapped[EventKind] = mapped_column(Word(EventKind))
    round_id: Mapped[int | None] = mapped_column(ForeignKey("rounds.id"))
    response_id: Mapped[int | None] = mapped_column(ForeignKey("responses.id"))
    number: Mapped[int | None]  # the activity's, where one is meant
    version: Mapped[int | None]  # the answer's or the hand-in's
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
