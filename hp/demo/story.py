"""How answers came about: sittings in office hours, and each save of each answer."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from zoneinfo import ZoneInfo

from hp.domain.answers import AnswerContent, AnswerValue

_CHANGED_MIND = 0.08  # of answers
_OPENING = dt.time(8, 15)
_LATEST_START = 7 * 60  # minutes later


@dataclass(frozen=True, slots=True)
class Save:
    """One save of one answer."""

    number: int
    version: int
    content: AnswerContent
    at: dt.datetime
    contact_id: int
    page: str
    sequence: int


def workdays(first: dt.date, last: dt.date) -> list[dt.date]:
    """Mondays to Fridays from `first` to `last`, both included."""
    days = (first + dt.timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if day.weekday() < 5]


def tell(
    rng: Random,
    contents: Mapping[int, AnswerContent],
    contact_ids: Sequence[int],
    days: Sequence[dt.date],
    zone: ZoneInfo,
) -> list[Save]:
    """The saves that led to `contents`, in order of time, in one to three of `days`."""
    numbers = sorted(contents)
    sittings = min(rng.choice((1, 1, 2, 3)), len(numbers), len(days))
    chosen = sorted(rng.sample(days, sittings))
    cuts = [0, *sorted(rng.sample(range(1, len(numbers)), sittings - 1)), len(numbers)]
    saves: list[Save] = []
    for day, begin, end in zip(chosen, cuts, cuts[1:], strict=False):
        contact_id, moment = rng.choice(contact_ids), at(rng, day, zone)
        saves += _sit(rng, contents, numbers[begin:end], contact_id, moment)
    return saves


def at(rng: Random, day: dt.date, zone: ZoneInfo) -> dt.datetime:
    """Some time in the office hours of a day."""
    opening = dt.datetime.combine(day, _OPENING, zone).astimezone(dt.UTC)
    return opening + dt.timedelta(minutes=rng.randrange(_LATEST_START), seconds=rng.randrange(60))


def change(save: Save, content: AnswerContent, moment: dt.datetime) -> Save:
    """A later save of the same answer, from a page opened anew."""
    return replace(
        save,
        version=save.version + 1,
        content=content,
        at=moment,
        page=save.page[::-1],
        sequence=1,
    )


def _sit(
    rng: Random,
    contents: Mapping[int, AnswerContent],
    numbers: Sequence[int],
    contact_id: int,
    moment: dt.datetime,
) -> Iterator[Save]:
    page = f"{rng.getrandbits(64):016x}"
    sequence = 0
    for number in numbers:
        for version, content in enumerate(_steps(rng, contents[number]), 1):
            moment += dt.timedelta(seconds=rng.randint(15, 150))
            sequence += 1
            yield Save(number, version, content, moment, contact_id, page, sequence)


def _steps(rng: Random, content: AnswerContent) -> list[AnswerContent]:
    """The box is ticked, then the comment written; some change their mind in between."""
    steps = [content]
    if content.comment or content.planned_on:
        steps.insert(0, AnswerContent(content.value))
    if rng.random() < _CHANGED_MIND:
        other = AnswerValue.NO if content.value == AnswerValue.PARTLY else AnswerValue.PARTLY
        steps.insert(0, AnswerContent(other))
    return steps
