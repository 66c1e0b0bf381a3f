"""One organisation's part in one round: the way in, the answers with their history, hand-ins."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hp.domain.answers import AnswerSource, AnswerValue, ResponseStatus
from hp.models.base import Base, Id, Word
from hp.models.organisations import OrganisationKind


class Response(Base):
    """One organisation's part in one round.

    Name, kind and cluster are the organisation's as this round knows them: an old round is a
    public record and keeps the names of its day. `marks` and `submitted_marks` are one letter per
    activity (`hp.domain.marks`) and make the row ready for the matrix.
    """

    __tablename__ = "responses"
    __table_args__ = (
        UniqueConstraint("round_id", "organisation_id"),
        Index("ix_responses_matrix", "round_id", "kind", "sort_key", "id"),
        Index(
            "ix_responses_counts",
            *("round_id", "status", "kind", "submitted_marks", "answered_by_id"),
        ),
    )

    id: Mapped[Id]
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    name: Mapped[str]
    sort_key: Mapped[str]
    kind: Mapped[OrganisationKind] = mapped_column(Word(OrganisationKind))
    cluster: Mapped[str] = mapped_column(default="")
    status: Mapped[ResponseStatus] = mapped_column(
        Word(ResponseStatus), default=ResponseStatus.NOT_STARTED
    )
    due_at: Mapped[dt.datetime | None]  # its own deadline, where it has one
    marks: Mapped[str]
    changed_at: Mapped[dt.datetime | None]
    submitted_marks: Mapped[str | None]  # of the latest hand-in, kept when reopened
    # the latest hand-in; no foreign key, because submissions already point here
    submission_id: Mapped[int | None] = mapped_column(index=True)
    submitted_at: Mapped[dt.datetime | None]
    reopened_at: Mapped[dt.datetime | None]
    excused_reason: Mapped[str] = mapped_column(default="")
    # Another response that answers for this one. Status, marks and hand-in here follow it
    # (`hp.actions.answers_for`); the flag there spares others the question.
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("responses.id"), index=True)
    answers_for_others: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(default="")  # the coordinators' own, in no export


class PersonalLink(Base):
    """A contact's way in to a response. The token is derived (`hp.domain.links`), never stored."""

    __tablename__ = "personal_links"

    id: Mapped[Id]
    response_id: Mapped[int] = mapped_column(ForeignKey("responses.id"), index=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[dt.datetime]
    # the contact who invited this one; links that the coordinator gave have none
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    revoked_at: Mapped[dt.datetime | None]


class AnswerOrigin(Base):
    """Where answers came from that a coordinator has entered for an organisation: one telephone
    call, one mail, one returned form. What an organisation answers itself has none."""

    __tablename__ = "answer_origins"

    id: Mapped[Id]
    response_id: Mapped[int] = mapped_column(ForeignKey("responses.id"), index=True)
    source: Mapped[AnswerSource] = mapped_column(Word(AnswerSource))
    said_by: Mapped[str]  # who answered, as the coordinator heard or read it
    said_on: Mapped[dt.date]
    is_confirmed: Mapped[bool] = mapped_column(default=False)  # the only thing that changes later
    # who entered it; a command has no user
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    entered_at: Mapped[dt.datetime]


class Answer(Base):
    """The current answer to one activity. `page` and `sequence` tell which save made it."""

    __tablename__ = "answers"
    __table_args__ = (UniqueConstraint("response_id", "number"),)

    id: Mapped[Id]
    response_id: Mapped[int] = mapped_column(ForeignKey("responses.id"))
    number: Mapped[int]  # the activity's
    version: Mapped[int]
    value: Mapped[AnswerValue | None] = mapped_column(Word(AnswerValue))
    comment: Mapped[str] = mapped_column(default="")
    planned_on: Mapped[dt.date | None]
    saved_at: Mapped[dt.datetime]
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    origin_id: Mapped[int | None] = mapped_column(ForeignKey("answer_origins.id"))
    page: Mapped[str] = mapped_column(default="")
    sequence: Mapped[int] = mapped_column(default=0)


class AnswerVersion(Base):
    """Every version an answer has had, the current one too. Only ever added to."""

    __tablename__ = "answer_versions"

    response_id: Mapped[int] = mapped_column(ForeignKey("responses.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[AnswerValue | None] = mapped_column(Word(AnswerValue))
    comment: Mapped[str] = mapped_column(default="")
    planned_on: Mapped[dt.date | None]
    saved_at: Mapped[dt.datetime]
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    origin_id: Mapped[int | None] = mapped_column(ForeignKey("answer_origins.id"))
    page: Mapped[str] = mapped_column(default="")
    sequence: Mapped[int] = mapped_column(default=0)


class Submission(Base):
    """A hand-in: who, when, and (in `SubmittedAnswer`) what. Never changed afterwards."""

    __tablename__ = "submissions"
    __table_args__ = (UniqueConstraint("response_id", "ordinal"),)

    id: Mapped[Id]
    response_id: Mapped[int] = mapped_column(ForeignKey("responses.id"))
    ordinal: Mapped[int]  # 1 for the first hand-in of this response
    receipt: Mapped[str] = mapped_column(unique=True)  # "2023-0417"
    submitted_at: Mapped[dt.datetime]
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    name: Mapped[str]
    function: Mapped[str]
    is_late: Mapped[bool] = mapped_column(default=False)
    source: Mapped[AnswerSource] = mapped_column(Word(AnswerSource), default=AnswerSource.OWN)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))  # who did it for them


class SubmittedAnswer(Base):
    """An answer frozen by a hand-in, with the version it was."""

    __tablename__ = "submitted_answers"

    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    value: Mapped[AnswerValue] = mapped_column(Word(AnswerValue))
    comment: Mapped[str] = mapped_column(default="")
    planned_on: Mapped[dt.date | None]
    origin_id: Mapped[int | None] = mapped_column(ForeignKey("answer_origins.id"))


class ChangeRequest(Base):
    """What a coordinator has asked for after a hand-in: a reason per activity.

    It is open as long as its hand-in is the response's latest and the status is `returned`.
    """

    __tablename__ = "change_requests"

    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    reason: Mapped[str]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[dt.datetime]
