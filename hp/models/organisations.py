"""Who answers: organisations, what they came from, and the people to write to."""

import datetime as dt
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from hp.models.base import Base, Id, Word


class OrganisationKind(StrEnum):
    """Nämnd, bolag, kommunalförbund: alphabetical in this order, as lists show them."""

    COMMITTEE = "committee"
    COMPANY = "company"
    FEDERATION = "federation"


class ContactRole(StrEnum):
    """What a contact is to the follow-up. Reminders go to the main contact, else to all.

    A colleague was invited by a respondent to help with one response.
    """

    MAIN = "main"
    DEPUTY = "deputy"
    REGISTRAR = "registrar"
    COLLEAGUE = "colleague"


class Organisation(Base):
    """A committee with its administration, a municipal company or a federation."""

    __tablename__ = "organisations"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    sort_key: Mapped[str] = mapped_column(index=True)
    kind: Mapped[OrganisationKind] = mapped_column(Word(OrganisationKind))
    cluster: Mapped[str] = mapped_column(default="")
    retired_on: Mapped[dt.date | None]
    # who answers for it in rounds to come; a round keeps its own in `Response.answered_by_id`
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))


class Succession(Base):
    """One organisation took over from another, n to m, on a date."""

    __tablename__ = "successions"

    predecessor_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    successor_id: Mapped[int] = mapped_column(
        ForeignKey("organisations.id"), primary_key=True, index=True
    )
    took_over_on: Mapped[dt.date]


class Contact(Base):
    """A person at an organisation. One without an e-mail address (empty) can be sent nothing."""

    __tablename__ = "contacts"

    id: Mapped[Id]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    name: Mapped[str]
    function: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(index=True)  # kept in lower case
    language: Mapped[str] = mapped_column(default="sv")
    role: Mapped[ContactRole] = mapped_column(Word(ContactRole), default=ContactRole.DEPUTY)
    # the contact who added this one, where a respondent did
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    added_at: Mapped[dt.datetime | None]
    retired_at: Mapped[dt.datetime | None]

    @property
    def is_main(self) -> bool:
        """Whether this is the one who is written to first."""
        return self.role is ContactRole.MAIN
