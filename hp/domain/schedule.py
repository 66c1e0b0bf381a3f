"""Deadlines: when a round takes answers, what is late, how many days are left."""

import datetime as dt
from dataclasses import dataclass

from hp.domain.errors import RoundClosed, RoundNotOpen


@dataclass(frozen=True, slots=True)
class Period:
    """When a response can be changed. All times are aware, in UTC.

    `due_at` is the organisation's own deadline where it has one, else the round's.
    """

    opened_at: dt.datetime | None
    due_at: dt.datetime
    closed_at: dt.datetime | None
    closes_by_itself: bool

    def check_open(self, now: dt.datetime) -> None:
        """Raise `RoundNotOpen` or `RoundClosed` unless answers are taken at `now`.

        The last day is soft: only closing refuses (decision in design.md).
        """
        if self.opened_at is None:
            raise RoundNotOpen
        # first: one that somebody closed before its day will not open
        if self.has_closed(now):
            raise RoundClosed
        if now < self.opened_at:
            raise RoundNotOpen

    def has_closed(self, now: dt.datetime) -> bool:
        """Closed by somebody, or by itself when its last moment has passed."""
        if self.closed_at is not None and now >= self.closed_at:
            return True
        return self.closes_by_itself and now > self.due_at

    def is_open(self, now: dt.datetime) -> bool:
        """Whether answers are taken at `now`."""
        return self.opened_at is not None and now >= self.opened_at and not self.has_closed(now)

    def is_late(self, at: dt.datetime) -> bool:
        """Whether something handed in `at` came after the last moment."""
        return at > self.due_at

    def closing_time(self) -> dt.datetime:
        """When a closed period closed: by somebody or by itself, whichever came first."""
        if self.closed_at is None:
            return self.due_at
        return min(self.closed_at, self.due_at) if self.closes_by_itself else self.closed_at


def start_of_day(day: dt.date, zone: dt.tzinfo) -> dt.datetime:
    """The first moment of `day` where the clock shows `zone`, in UTC."""
    return dt.datetime.combine(day, dt.time(), zone).astimezone(dt.UTC)


def days_left(today: dt.date, last_day: dt.date) -> int:
    """Whole days from `today` to `last_day`; 0 is today, negative has passed."""
    return (last_day - today).days
