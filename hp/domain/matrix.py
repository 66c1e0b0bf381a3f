"""What the matrix may show, and how a look at it is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from hp.domain import marks
from hp.domain.answers import AnswerValue, ResponseStatus

WHOLE = 700  # organisations that are shown at once; beyond that there are pages
PAGE = 100


class StatusGroup(StrEnum):
    """The statuses as the overview counts and filters them."""

    NOT_STARTED = "not_started"
    STARTED = "started"
    SUBMITTED = "submitted"
    EXCUSED = "excused"


STATUSES: Mapping[StatusGroup, tuple[ResponseStatus, ...]] = {
    StatusGroup.NOT_STARTED: (ResponseStatus.NOT_STARTED,),
    StatusGroup.STARTED: (ResponseStatus.STARTED, ResponseStatus.READY, ResponseStatus.RETURNED),
    StatusGroup.SUBMITTED: (ResponseStatus.SUBMITTED,),
    StatusGroup.EXCUSED: (ResponseStatus.EXCUSED,),
}
GROUP_OF: Mapping[ResponseStatus, StatusGroup] = {
    status: group for group, statuses in STATUSES.items() for status in statuses
}


class AnswerFilter(StrEnum):
    """What an answer that may be seen has to be."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    NOT_APPLICABLE = "not_applicable"
    REMAINS = "partly_or_no"
    COMMENTED = "commented"

    @property
    def letters(self) -> str:
        """The marks that fit; empty for comments, which are no marks."""
        if self is AnswerFilter.COMMENTED:
            return ""
        if self is AnswerFilter.REMAINS:
            return marks.LETTER[AnswerValue.PARTLY] + marks.LETTER[AnswerValue.NO]
        return marks.LETTER[AnswerValue(self.value)]


class SortBy(StrEnum):
    """What the rows are sorted by; then always by name."""

    NAME = "name"
    STATUS = "status"
    ACTIVITY = "activity"
    CHANGED = "changed"


# The more that remains, the earlier. What may not be seen comes last in either direction.
STATUS_ORDER = tuple(ResponseStatus)
MARK_ORDER = "npyx"


class Sort(NamedTuple):
    """A sort order. `number` is the activity's, where one is sorted by."""

    by: SortBy = SortBy.NAME
    descending: bool = False
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """Which organisations are asked for; None and empty ask for all.

    An activity without an answer asks for those whose answer to it may be seen.
    """

    status: StatusGroup | None = None
    kind: str | None = None
    number: int | None = None
    answer: AnswerFilter | None = None
    search: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether every organisation fits."""
        return self == _EVERYBODY


_EVERYBODY = Filter()


def visible_marks(own: str, submitted: str | None, shows_drafts: bool) -> str:
    """The marks that may be seen: those handed in last, else only what is answered.

    A reopened response keeps its latest hand-in (decision in design.md).
    """
    if submitted is not None:
        return submitted
    return own if shows_drafts else marks.hidden(own)


class Counts(NamedTuple):
    """How far the organisations have come, together or those of one kind."""

    not_started: int = 0
    started: int = 0
    submitted: int = 0
    excused: int = 0

    @property
    def total(self) -> int:
        """All of them; those that do not answer stay in it."""
        return sum(self)

    def add(self, group: StatusGroup, number: int) -> "Counts":
        """These and `number` more in one group."""
        return self._replace(**{group.value: getattr(self, group.value) + number})
