"""The standing schedule: on which days, at what time and to whom reminders go by themselves.

Days are counted in working days from each organisation's own last day. Whoever runs it looks once
on each working day, so what a page foretells with `foretell` is what `plan_day` then comes to.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache

from hp.domain.schedule import Period
from hp.domain.workdays import add_working_days, is_working_day

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rules:
    """What a coordinator has decided."""

    before: tuple[int, ...]  # working days before the last day; 0 is the last day itself
    after: tuple[int, ...]  # working days after it
    at: dt.time  # what the clock on the wall shows
    rest: int  # days at least between two reminders to the same contact, 1 or more
    most: int  # reminders to the same contact, those sent by hand too
    sends_missed: bool  # what could not be sent on its day: sent once, later, or never


@dataclass(frozen=True, slots=True)
class Person:
    """A contact of an organisation that is waited for."""

    key: tuple[int, int]  # the response and the contact
    period: Period  # of the response: its own last day
    sent: int  # reminders so far
    last: dt.datetime | None  # the latest of them


class Spared(StrEnum):
    """Why somebody whose day it is gets nothing."""

    RESTS = "rests"  # has been reminded only just
    ENOUGH = "enough"  # has got as many as anybody gets


@dataclass(frozen=True, slots=True)
class Sending:
    """What is sent on one day."""

    day: dt.date
    at: dt.datetime
    due: list[Person] = field(default_factory=list)
    spared: list[tuple[Person, Spared]] = field(default_factory=list)
    missed: list[dt.date] = field(default_factory=list)  # earlier days that this one makes up for


def moment(day: dt.date, at: dt.time, zone: dt.tzinfo) -> dt.datetime:
    """When the clock shows `at` on `day`, in UTC.

    A time that comes twice in the night the clock is put back is the first; one that is left out
    in the night it is put forward comes an hour later by the clock.
    """
    return dt.datetime.combine(day, at, zone).astimezone(dt.UTC)


@lru_cache(maxsize=1024)
def planned_days(rules: Rules, last_day: dt.date) -> frozenset[dt.date]:
    """The days on which an organisation is reminded. All are working days.

    A last day that is none is counted from as it is: one day before a Sunday is the Friday.
    """
    days = {add_working_days(last_day, number) for number in rules.after}
    for number in rules.before:
        is_itself = number == 0 and is_working_day(last_day)
        days.add(last_day if is_itself else add_working_days(last_day, -max(number, 1)))
    return frozenset(days)


def begins_on(
    rules: Rules, active_from: dt.datetime, checked_on: dt.date | None, zone: dt.tzinfo
) -> dt.date:
    """The first day that has not been seen to: after the latest one, and never before
    `active_from`, so that what the schedule was not there to send is not taken for missed."""
    day = active_from.astimezone(zone).date()
    if moment(day, rules.at, zone) < active_from:
        day += _DAY
    return day if checked_on is None else max(day, checked_on + _DAY)


def is_time(rules: Rules, since: dt.date, now: dt.datetime, zone: dt.tzinfo) -> bool:
    """Whether today is to be seen to by now; `since` is of `begins_on`."""
    today = now.astimezone(zone).date()
    return is_working_day(today) and today >= since and now >= moment(today, rules.at, zone)


def plan_day(
    rules: Rules, people: Iterable[Person], since: dt.date, at: dt.datetime, zone: dt.tzinfo
) -> Sending:
    """Who gets a reminder `at` that moment, when all days before `since` have been seen to."""
    day = at.astimezone(zone).date()
    sending = Sending(day, at)
    missed: set[dt.date] = set()
    for person in people:
        planned = planned_days(rules, _last_day(person, zone))
        days = {d for d in planned if since <= d <= day and (rules.sends_missed or d == day)}
        if not days or not person.period.is_open(at):
            continue
        spared = _spare(rules, person, day, zone)
        if spared:
            sending.spared.append((person, spared))
        else:
            sending.due.append(person)
            missed |= days - {day}
    sending.missed.extend(sorted(missed))
    return sending


def _spare(rules: Rules, person: Person, day: dt.date, zone: dt.tzinfo) -> Spared | None:
    if person.sent >= rules.most:
        return Spared.ENOUGH
    if person.last and (day - person.last.astimezone(zone).date()).days < rules.rest:
        return Spared.RESTS
    return None


def _last_day(person: Person, zone: dt.tzinfo) -> dt.date:
    return person.period.due_at.astimezone(zone).date()


def foretell(
    rules: Rules, people: Sequence[Person], since: dt.date, now: dt.datetime, zone: dt.tzinfo
) -> list[Sending]:
    """All that will be sent from now on if nothing else happens: each day that is anybody's."""
    waiting = {person.key: person for person in people}
    last_days = {_last_day(person, zone) for person in people}
    planned = {day for last_day in last_days for day in planned_days(rules, last_day)}
    found = []
    day = add_working_days(max(since, now.astimezone(zone).date()), 0)
    end = max(planned | {day})  # the first is always looked at: it may make up for missed ones
    while day <= end:
        at = max(now, moment(day, rules.at, zone))
        sending = plan_day(rules, waiting.values(), since, at, zone)
        if sending.due or sending.spared:
            found.append(sending)
        for person in sending.due:
            waiting[person.key] = replace(person, sent=person.sent + 1, last=at)
        since = day + _DAY
        day = add_working_days(since, 0)
    return found
