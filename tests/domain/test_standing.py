"""When the standing schedule sends, to whom, and what it foretells."""

import datetime as dt
from dataclasses import replace
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hp.domain.schedule import Period
from hp.domain.standing import (
    Person,
    Rules,
    Sending,
    Spared,
    begins_on,
    foretell,
    is_time,
    moment,
    plan_day,
    planned_days,
)
from hp.domain.workdays import is_working_day

ZONE = ZoneInfo("Europe/Stockholm")
RULES = Rules(before=(5, 1), after=(2,), at=dt.time(8), rest=3, most=3, sends_missed=True)
SECOND = dt.timedelta(seconds=1)
DAY = dt.timedelta(days=1)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def at(text: str) -> dt.datetime:
    """A moment by the Swedish clock."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(dt.UTC)


def person(due: str = "2023-09-15T23:59:59", key: int = 1, **fields: Any) -> Person:
    period = Period(at("2023-01-01T08:00"), at(due), None, closes_by_itself=False)
    return replace(Person((key, key), period, 0, None), **fields)


def days_of(sendings: list[Sending]) -> list[str]:
    return [str(sending.day) for sending in sendings if sending.due]


@pytest.mark.parametrize(
    ("last_day", "before", "after", "expected"),
    [
        ("2023-09-15", (5, 1, 0), (2,), ["2023-09-08", "2023-09-14", "2023-09-15", "2023-09-19"]),
        ("2023-06-26", (1,), (1,), ["2023-06-22", "2023-06-27"]),  # Midsummer's Eve is none
        ("2027-01-04", (1,), (2,), ["2026-12-30", "2027-01-07"]),  # New Year and Epiphany
        ("2024-03-01", (2, 1), (), ["2024-02-28", "2024-02-29"]),  # a leap day
        ("2023-02-28", (0,), (1,), ["2023-02-28", "2023-03-01"]),  # and none
        ("2023-09-17", (1, 0), (1,), ["2023-09-15", "2023-09-18"]),  # a Sunday
    ],
)
def test_days_are_counted_in_working_days_from_the_last_day(
    last_day: str, before: tuple[int, ...], after: tuple[int, ...], expected: list[str]
) -> None:
    rules = replace(RULES, before=before, after=after)
    assert sorted(map(str, planned_days(rules, day(last_day)))) == expected


@given(st.dates(dt.date(2000, 1, 1), dt.date(2099, 1, 1)), st.integers(0, 60), st.integers(1, 60))
def test_every_planned_day_is_a_working_day_on_its_side_of_the_last_day(
    last_day: dt.date, before: int, after: int
) -> None:
    assert all(
        d <= last_day for d in planned_days(replace(RULES, before=(before,), after=()), last_day)
    )
    assert all(
        d > last_day for d in planned_days(replace(RULES, before=(), after=(after,)), last_day)
    )
    assert all(map(is_working_day, planned_days(RULES, last_day)))


@pytest.mark.parametrize(
    ("text", "time", "expected"),
    [
        ("2023-03-24", "08:00", "2023-03-24T07:00"),  # the working days on either side of a change
        ("2023-03-27", "08:00", "2023-03-27T06:00"),
        ("2023-10-27", "08:00", "2023-10-27T06:00"),
        ("2023-10-30", "08:00", "2023-10-30T07:00"),
        ("2023-03-26", "02:30", "2023-03-26T01:30"),  # left out: 03:30 by the clock
        ("2023-10-29", "02:30", "2023-10-29T00:30"),  # twice: the first
    ],
)
def test_it_is_sent_by_the_clock_on_the_wall(text: str, time: str, expected: str) -> None:
    found = moment(day(text), dt.time.fromisoformat(time), ZONE)
    assert found == dt.datetime.fromisoformat(expected).replace(tzinfo=dt.UTC)


def test_it_is_time_from_the_very_second_on_working_days() -> None:
    since = day("2023-09-01")
    assert not is_time(RULES, since, at("2023-09-08T08:00") - SECOND, ZONE)
    assert is_time(RULES, since, at("2023-09-08T08:00"), ZONE)
    assert is_time(RULES, since, at("2023-09-08T23:59:59"), ZONE)
    assert not is_time(RULES, since, at("2023-09-09T12:00"), ZONE), "a Saturday"
    assert not is_time(RULES, day("2023-09-11"), at("2023-09-08T12:00"), ZONE), "seen to"


def test_what_lies_before_it_began_was_not_missed() -> None:
    assert begins_on(RULES, at("2023-09-08T07:59"), None, ZONE) == day("2023-09-08")
    assert begins_on(RULES, at("2023-09-08T08:00") + SECOND, None, ZONE) == day("2023-09-09")
    assert begins_on(RULES, at("2023-09-01T12:00"), day("2023-09-08"), ZONE) == day("2023-09-09")


def test_an_organisation_is_reminded_by_its_own_last_day() -> None:
    people = [person(), person("2023-09-22T23:59:59", key=2)]
    found = foretell(RULES, people, day("2023-09-01"), at("2023-09-01T12:00"), ZONE)
    by_day = {str(s.day): [p.key[0] for p in s.due] for s in found}
    assert by_day == {
        "2023-09-08": [1],
        "2023-09-14": [1],
        "2023-09-15": [2],
        "2023-09-19": [1],
        "2023-09-21": [2],
        "2023-09-26": [2],
    }


def test_the_last_day_is_the_one_that_the_clock_shows_there() -> None:
    one_second = [person("2023-09-15T23:59:59"), person("2023-09-16T00:00:00", key=2)]
    rules = replace(RULES, before=(0,), after=(1,))
    found = foretell(rules, one_second, day("2023-09-15"), at("2023-09-15T00:00"), ZONE)
    # the 16th is a Saturday, whose day before is a Friday too
    assert [(str(s.day), [p.key[0] for p in s.due]) for s in found] == [
        ("2023-09-15", [1, 2]),
        ("2023-09-18", [1, 2]),
    ]


def test_who_was_just_reminded_by_hand_is_left_in_peace() -> None:
    waiting = person(sent=1, last=at("2023-09-06T16:00"))
    found = plan_day(RULES, [waiting], day("2023-09-08"), at("2023-09-08T08:00"), ZONE)
    assert found.spared == [(waiting, Spared.RESTS)]
    longer_ago = replace(waiting, last=at("2023-09-05T16:00"))
    found = plan_day(RULES, [longer_ago], day("2023-09-08"), at("2023-09-08T08:00"), ZONE)
    assert found.due == [longer_ago], "three days by the calendar, though not by the hour"


def test_who_has_got_enough_gets_no_more() -> None:
    waiting = person(sent=3, last=at("2023-08-01T16:00"))
    found = plan_day(RULES, [waiting], day("2023-09-08"), at("2023-09-08T08:00"), ZONE)
    assert found.spared == [(waiting, Spared.ENOUGH)]


def test_several_missed_days_come_to_one_reminder() -> None:
    when = at("2023-09-18T09:30")
    found = plan_day(RULES, [person()], day("2023-09-04"), when, ZONE)
    assert [p.key[0] for p in found.due] == [1]
    assert found.missed == [day("2023-09-08"), day("2023-09-14")]


def test_missed_days_are_skipped_where_that_was_chosen() -> None:
    rules = replace(RULES, sends_missed=False)
    found = plan_day(rules, [person()], day("2023-09-04"), at("2023-09-18T09:30"), ZONE)
    assert not found.due


def test_the_last_day_missed_of_all_is_foretold_on_the_next_working_day() -> None:
    now = at("2023-09-23T12:00")  # a Saturday, days after the latest planned day
    found = foretell(RULES, [person()], day("2023-09-19"), now, ZONE)
    assert [(s.day, s.at, s.missed) for s in found] == [
        (day("2023-09-25"), at("2023-09-25T08:00"), [day("2023-09-19")])
    ]


def test_nobody_is_reminded_of_what_is_closed() -> None:
    closes = person()
    closes = replace(closes, period=replace(closes.period, closes_by_itself=True))
    shut = replace(closes.period, closed_at=at("2023-09-11T12:00"))
    everybody = [closes, replace(closes, key=(2, 2), period=shut)]
    found = foretell(RULES, everybody, day("2023-09-01"), at("2023-09-01T12:00"), ZONE)
    assert [(str(s.day), [p.key[0] for p in s.due]) for s in found] == [
        ("2023-09-08", [1, 2]),
        ("2023-09-14", [1]),
    ]


numbers = st.lists(st.integers(0, 20), max_size=5).map(tuple)
rules_of_any_kind = st.builds(
    Rules,
    before=numbers,
    after=st.lists(st.integers(1, 20), max_size=5).map(tuple),
    at=st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    rest=st.integers(1, 20),
    most=st.integers(1, 6),
    sends_missed=st.booleans(),
)
START = at("2023-01-02T06:00")
moments = st.integers(0, 400 * 24 * 60).map(lambda m: START + dt.timedelta(minutes=m))


@st.composite
def people_of_any_kind(draw: st.DrawFn) -> list[Person]:
    found = []
    for number in range(draw(st.integers(1, 4))):
        reminded = draw(st.none() | moments)
        period = Period(START, draw(moments), draw(st.none() | moments), draw(st.booleans()))
        sent = draw(st.integers(1, 3)) if reminded else 0
        found.append(Person((number, number), period, sent, reminded))
    return found


@given(rules_of_any_kind, people_of_any_kind(), moments, st.integers(0, 40))
def test_nobody_gets_too_many_or_two_too_near(
    rules: Rules, people: list[Person], now: dt.datetime, behind: int
) -> None:
    people = [replace(p, last=min(p.last, now)) if p.last else p for p in people]
    since = now.astimezone(ZONE).date() - behind * DAY
    sendings = foretell(rules, people, since, now, ZONE)
    assert [s.day for s in sendings] == sorted({s.day for s in sendings}), "one a day at most"
    for somebody in people:
        ats = [s.at for s in sendings if somebody.key in {p.key for p in s.due}]
        assert somebody.sent + len(ats) <= max(rules.most, somebody.sent)
        before = [somebody.last] if somebody.last else []
        days = [moment.astimezone(ZONE).date() for moment in before + ats]
        gaps = [(b - a).days for a, b in pairwise(days)]
        assert all(gap >= rules.rest for gap in gaps)
        assert all(somebody.period.is_open(moment) for moment in ats)
        assert all(is_working_day(d) for d in days[len(before) :])


@given(rules_of_any_kind, people_of_any_kind(), moments)
def test_what_is_foretold_is_what_looking_once_a_day_comes_to(
    rules: Rules, people: list[Person], now: dt.datetime
) -> None:
    people = [replace(p, last=min(p.last, now)) if p.last else p for p in people]
    since = begins_on(rules, now, None, ZONE)
    foretold = foretell(rules, people, since, now, ZONE)
    waiting = {p.key: p for p in people}
    sent, begins = [], since
    for number in range(max(((s.day - since).days for s in foretold), default=0) + 3):
        when = moment(since + number * DAY, rules.at, ZONE)
        if not is_time(rules, begins, when, ZONE):
            continue
        sending = plan_day(rules, waiting.values(), begins, when, ZONE)
        begins = sending.day + DAY
        for somebody in sending.due:
            sent.append((when, somebody.key))
            waiting[somebody.key] = replace(somebody, sent=somebody.sent + 1, last=when)
    assert sent == [(s.at, p.key) for s in foretold for p in s.due]
