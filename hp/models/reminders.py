"""The standing schedule of reminders, and the days on which it has sent."""

import datetime as dt

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from hp.domain.standing import Rules
from hp.models.base import Base


class Schedule(Base):
    """On which days a round reminds by itself, see `hp.domain.standing`.

    `before` and `after` are working days from an organisation's own last day: "5, 1".
    """

    __tablename__ = "schedules"

    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    before: Mapped[str]
    after: Mapped[str]
    send_at: Mapped[dt.time]  # by the clock on the wall
    rest_days: Mapped[int]
    most: Mapped[int]
    sends_missed: Mapped[bool]
    paused_at: Mapped[dt.datetime | None]
    # what it would have sent earlier was not missed: it was made, changed or resumed then
    active_from: Mapped[dt.datetime]
    checked_on: Mapped[dt.date | None]  # the latest day that has been seen to

    @property
    def rules(self) -> Rules:
        """What it says."""
        return Rules(
            before=_numbers(self.before),
            after=_numbers(self.after),
            at=self.send_at,
            rest=self.rest_days,
            most=self.most,
            sends_missed=self.sends_missed,
        )


class ScheduleRun(Base):
    """What a schedule has sent on one day: there can be one such row only, whoever writes it."""

    __tablename__ = "schedule_runs"

    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    day: Mapped[dt.date] = mapped_column(primary_key=True)
    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailings.id"), unique=True)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in text.split(",") if number.strip())
