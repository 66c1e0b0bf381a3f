"""A round and its own copy of the plan, so that an old round never changes."""

import datetime as dt

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hp.domain.schedule import Period
from hp.models.base import Base, Id
from hp.models.mail_texts import MailText


class Round(Base):
    """One follow-up of a plan (uppföljningsomgång)."""

    __tablename__ = "rounds"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)  # "2023": short, in headings and commands
    subject_sv: Mapped[str]  # "Uppföljning av handlingsplanen för inköp": the tool's name on pages
    subject_en: Mapped[str]
    sender_sv: Mapped[str]  # "Göteborgs Stad"
    sender_en: Mapped[str]
    owner_sv: Mapped[str]  # who reads the answers: "Inköps- och upphandlingsförvaltningen"
    owner_en: Mapped[str]
    introduction_sv: Mapped[str]  # paragraphs with an empty line between
    introduction_en: Mapped[str]
    contact_name: Mapped[str]  # whom respondents can ask
    contact_role_sv: Mapped[str]
    contact_role_en: Mapped[str]
    contact_email: Mapped[str]
    contact_phone: Mapped[str]
    opens_on: Mapped[dt.date | None]  # the first day as planned; kept when it has been opened
    opened_at: Mapped[dt.datetime | None]
    due_at: Mapped[dt.datetime]
    closes_by_itself: Mapped[bool] = mapped_column(default=False)
    closed_at: Mapped[dt.datetime | None]
    shows_drafts: Mapped[bool] = mapped_column(default=False)
    # nothing of a test round counts, and its mails go to its own contact person alone
    is_test: Mapped[bool] = mapped_column(default=False)
    # whether shares count an answer given for several organisations once for each of them
    counts_each: Mapped[bool] = mapped_column(default=True)
    previous_round_id: Mapped[int | None] = mapped_column(ForeignKey("rounds.id"))

    areas: Mapped[list["Area"]] = relationship(order_by="Area.position", back_populates="round")
    activities: Mapped[list["Activity"]] = relationship(
        order_by="Activity.number", back_populates="round"
    )
    mail_texts: Mapped[list[MailText]] = relationship()  # those that are not as they begin

    @property
    def period(self) -> Period:
        """When this round takes answers, for organisations without a deadline of their own."""
        return Period(self.opened_at, self.due_at, self.closed_at, self.closes_by_itself)


class Area(Base):
    """A heading over some activities."""

    __tablename__ = "areas"
    __table_args__ = (UniqueConstraint("round_id", "position"),)

    id: Mapped[Id]
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    position: Mapped[int]
    name_sv: Mapped[str]
    name_en: Mapped[str]
    short_sv: Mapped[str]
    short_en: Mapped[str]

    round: Mapped[Round] = relationship(back_populates="areas")


class Activity(Base):
    """What each organisation shall have done. `key` is the same from round to round.

    `number` runs from 1 without gaps through the round; marks (`hp.domain.marks`) follow it.
    """

    __tablename__ = "activities"
    __table_args__ = (UniqueConstraint("round_id", "number"), UniqueConstraint("round_id", "key"))

    id: Mapped[Id]
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    number: Mapped[int]
    key: Mapped[str]
    text_sv: Mapped[str]
    text_en: Mapped[str]
    short_sv: Mapped[str]
    short_en: Mapped[str]
    takes_not_applicable: Mapped[bool] = mapped_column(default=False)
    asks_function: Mapped[bool] = mapped_column(default=False)  # the comment is the function

    round: Mapped[Round] = relationship(back_populates="activities")
    area: Mapped[Area] = relationship()
