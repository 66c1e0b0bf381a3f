import datetime as dt

import pytest

from hp.domain.errors import RoundClosed, RoundNotOpen
from hp.domain.schedule import Period, days_left

OPENED = dt.datetime(2023, 8, 25, 6, 0, tzinfo=dt.UTC)
DUE = dt.datetime(2023, 9, 15, 21, 59, 59, tzinfo=dt.UTC)
CLOSED = dt.datetime(2023, 9, 29, 10, 0, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)
OWN_DUE = DUE + dt.timedelta(days=7)

SOFT = Period(OPENED, DUE, None, closes_by_itself=False)
HARD = Period(OPENED, DUE, None, closes_by_itself=True)
CLOSED_BY_SOMEBODY = Period(OPENED, DUE, CLOSED, closes_by_itself=False)
CLOSED_EARLY = Period(OPENED, DUE, DUE - dt.timedelta(days=1), closes_by_itself=True)
CLOSED_UNOPENED = Period(OPENED, DUE, OPENED - dt.timedelta(days=1), closes_by_itself=False)
EXTENDED = Period(OPENED, OWN_DUE, None, closes_by_itself=True)
PLANNED = Period(None, DUE, None, closes_by_itself=True)


def state(period: Period, now: dt.datetime) -> str:
    """What `check_open` says, which the other two must agree with."""
    try:
        period.check_open(now)
    except RoundNotOpen:
        assert not period.is_open(now)
        return "not open"
    except RoundClosed:
        assert not period.is_open(now)
        assert period.has_closed(now)
        return "closed"
    assert period.is_open(now)
    assert not period.has_closed(now)
    return "open"


@pytest.mark.parametrize(
    ("period", "now", "expected"),
    [
        (SOFT, OPENED - SECOND, "not open"),
        (SOFT, OPENED, "open"),
        (SOFT, DUE, "open"),
        (SOFT, DUE + SECOND, "open"),
        (SOFT, DUE + dt.timedelta(days=900), "open"),
        (HARD, DUE, "open"),
        (HARD, DUE + SECOND, "closed"),
        (CLOSED_BY_SOMEBODY, DUE + SECOND, "open"),
        (CLOSED_BY_SOMEBODY, CLOSED - SECOND, "open"),
        (CLOSED_BY_SOMEBODY, CLOSED, "closed"),
        (CLOSED_BY_SOMEBODY, CLOSED + SECOND, "closed"),
        (CLOSED_EARLY, DUE - SECOND, "closed"),
        (CLOSED_UNOPENED, OPENED - SECOND, "closed"),
        (CLOSED_UNOPENED, OPENED, "closed"),
        (EXTENDED, DUE + SECOND, "open"),
        (EXTENDED, OWN_DUE, "open"),
        (EXTENDED, OWN_DUE + SECOND, "closed"),
        (PLANNED, DUE - SECOND, "not open"),
        (PLANNED, DUE + SECOND, "not open"),
    ],
)
def test_when_answers_are_taken(period: Period, now: dt.datetime, expected: str) -> None:
    assert state(period, now) == expected


@pytest.mark.parametrize("period", [SOFT, HARD, CLOSED_BY_SOMEBODY])
def test_late_is_what_comes_after_the_last_moment(period: Period) -> None:
    assert not period.is_late(DUE - SECOND)
    assert not period.is_late(DUE)
    assert period.is_late(DUE + SECOND)


def test_late_goes_by_the_organisations_own_deadline() -> None:
    assert not EXTENDED.is_late(OWN_DUE)
    assert EXTENDED.is_late(OWN_DUE + SECOND)


def test_it_closed_when_somebody_closed_it_else_on_its_last_moment() -> None:
    assert CLOSED_BY_SOMEBODY.closing_time() == CLOSED
    assert HARD.closing_time() == DUE
    assert EXTENDED.closing_time() == OWN_DUE
    assert CLOSED_EARLY.closing_time() == DUE - dt.timedelta(days=1)
    closed_twice = Period(OPENED, DUE, CLOSED, closes_by_itself=True)
    assert closed_twice.closing_time() == DUE


@pytest.mark.parametrize(("day", "left"), [(14, 1), (15, 0), (16, -1)])
def test_days_left_count_nights(day: int, left: int) -> None:
    assert days_left(dt.date(2023, 9, day), dt.date(2023, 9, 15)) == left
