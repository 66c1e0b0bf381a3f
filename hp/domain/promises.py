"""Answers with a planned date, and what has become of them."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class NewsOutcome(StrEnum):
    """What has become of a promise."""

    DONE = "done"
    MOVED = "moved"  # there is a new date
    OTHER = "other"  # the text says what


class PromiseState(StrEnum):
    """How a promise stands on a day."""

    PASSED = "passed"
    COMING = "coming"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class News:
    """What somebody tells about a promise."""

    outcome: NewsOutcome
    planned_on: dt.date | None = None
    text: str = ""


def state_of(planned_on: dt.date, outcome: NewsOutcome | None, today: dt.date) -> PromiseState:
    """How a promise stands; `planned_on` is the new date where one was given.

    Its day belongs to it: it has passed on the day after.
    """
    if outcome is NewsOutcome.DONE:
        return PromiseState.DONE
    return PromiseState.PASSED if planned_on < today else PromiseState.COMING
