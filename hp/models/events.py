"""Who did what when. Rows are only ever added."""

import datetime as dt
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from hp.models.base import Base, Id, Word


class EventKind(StrEnum):
    """What happened."""

    ROUND_ADDED = "round_added"
    ROUND_CHANGED = "round_changed"
    ROUND_OPENED = "round_opened"
    ROUND_CLOSED = "round_closed"
    MAIL_TEXT_CHANGED = "mail_text_changed"
    SCHEDULE_CHANGED = "schedule_changed"
    ANSWER_SAVED = "answer_saved"
    SUBMITTED = "submitted"
    REOPENED = "reopened"
    CHANGES_REQUESTED = "changes_requested"
    ANSWERS_CONFIRMED = "answers_confirmed"
    FORM_READ = "form_read"
    NEWS_REQUESTED = "news_requested"
    NEWS_GIVEN = "news_given"
    COMMENT_MASKED = "comment_masked"
    LINK_MADE = "link_made"
    LINK_REQUESTED = "link_requested"
    LINK_REVOKED = "link_revoked"
    MAIL_SENT_AGAIN = "mail_sent_again"
    MAIL_ARRIVED = "mail_arrived"
    MAIL_TAKEN_ALONG = "mail_taken_along"
    COLLEAGUE_INVITED = "colleague_invited"
    PASSED_ON = "passed_on"
    RESPONSE_ADDED = "response_added"
    DUE_CHANGED = "due_changed"
    EXCUSED = "excused"
    EXCUSE_ENDED = "excuse_ended"
    NOTE_CHANGED = "note_changed"
    ANSWERS_FOR_CHANGED = "answers_for_changed"
    ORGANISATION_ADDED = "organisation_added"
    ORGANISATION_CHANGED = "organisation_changed"
    ORGANISATION_RETIRED = "organisation_retired"
    SUCCESSION_CHANGED = "succession_changed"
    CONTACT_ADDED = "contact_added"
    CONTACT_CHANGED = "contact_changed"
    CONTACT_RETIRED = "contact_retired"
    IMPORTED = "imported"
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    USER_ADDED = "user_added"
    USER_INVITED = "user_invited"
    USER_CHANGED = "user_changed"
    USER_RETIRED = "user_retired"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 a word
    SECOND_FACTOR_ON = "second_factor_on"
    SECOND_FACTOR_OFF = "second_factor_off"
    SHARED_LINK_MADE = "shared_link_made"
    SHARED_LINK_REVOKED = "shared_link_revoked"


class Event(Base):
    """Who (a contact, a user or the system) did what when. Says never what was written."""

    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_response_id_at", "response_id", "at"),
        Index("ix_events_organisation_id_at", "organisation_id", "at"),
    )

    id: Mapped[Id]
    at: Mapped[dt.datetime]
    kind: Mapped[EventKind] = mapped_column(Word(EventKind))
    round_id: Mapped[int | None] = mapped_column(ForeignKey("rounds.id"))
    response_id: Mapped[int | None] = mapped_column(ForeignKey("responses.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    number: Mapped[int | None]  # the activity's, where one is meant
    version: Mapped[int | None]  # the answer's or the hand-in's
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))  # who did it
    # whom it was done to: who was invited, whose link was revoked
    about_contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    about_user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
