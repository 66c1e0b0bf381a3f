"""What an answer can be, and what becomes of a save when somebody else has saved too."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class AnswerValue(StrEnum):
    """Has the activity been carried out?"""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    NOT_APPLICABLE = "not_applicable"

    @property
    def asks_what_remains(self) -> bool:
        """Partly and No ask for a comment and may carry a planned date."""
        return self in (AnswerValue.PARTLY, AnswerValue.NO)


class ResponseStatus(StrEnum):
    """How far one organisation has come in one round."""

    NOT_STARTED = "not_started"
    STARTED = "started"
    READY = "ready"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    EXCUSED = "excused"

    @property
    def takes_answers(self) -> bool:
        """A handed-in response must be reopened first; an excused one is not asked."""
        return self not in (ResponseStatus.SUBMITTED, ResponseStatus.EXCUSED)


class AnswerSource(StrEnum):
    """How an answer, or a hand-in, came: from the organisation itself, or entered for it."""

    OWN = "own"
    TELEPHONE = "telephone"
    EMAIL = "email"
    WORD = "word"  # a returned form


@dataclass(frozen=True, slots=True)
class AnswerContent:
    """What somebody wants an answer to say; `value` None means not answered (yet)."""

    value: AnswerValue | None
    comment: str = ""
    planned_on: dt.date | None = None

    def normal(self) -> "AnswerContent":
        """The same without a planned date where none can be given (Yes, Not applicable, no answer).

        The date of a Partly that turned Yes stays in the history (decision in design.md).
        """
        if self.planned_on is None or (self.value and self.value.asks_what_remains):
            return self
        return AnswerContent(self.value, self.comment)


EMPTY = AnswerContent(None)


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """The current answer: what it says, its version, and which page's which save made it."""

    content: AnswerContent
    version: int
    page: str
    sequence: int


@dataclass(frozen=True, slots=True)
class WantedAnswer:
    """A save: the wanted content, the version it was based on, and where it comes from.

    `page` is empty where it is not known; such saves are nobody's own. `sequence` rises with every
    save of one opened page; None is a save without script, or without a page.
    """

    content: AnswerContent
    based_on: int
    page: str
    sequence: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """How a coordinator came by answers to enter: how they came, whose words they are, of which
    day, whether the organisation has confirmed them, and which user enters them, if any."""

    source: AnswerSource
    said_by: str
    said_on: dt.date
    is_confirmed: bool
    user_id: int | None


class Outcome(StrEnum):
    """What a save comes to."""

    SAVE = "save"  # write a new version
    SAME = "same"  # it already says so: nothing new to write
    STALE = "stale"  # an older save of the same page came late: drop it
    CONFLICT = "conflict"  # another page has changed it meanwhile: let the person choose


def decide(
    stored: StoredAnswer | None, wanted: WantedAnswer, newest_from_page: int | None = None
) -> Outcome:
    """What a save comes to, given what is stored now.

    `newest_from_page` is the highest sequence that the wanted answer's page has saved earlier to
    this answer, where another page has saved after it. One's own saves never conflict: a newer
    number wins, an older one is dropped. A conflict needs a newer version from another page.
    """
    is_own = stored is not None and stored.page == wanted.page != ""
    newest = stored.sequence if stored and is_own else newest_from_page
    if wanted.sequence is not None and newest is not None and wanted.sequence <= newest:
        return Outcome.STALE
    is_seen = stored is None or wanted.based_on == stored.version
    if wanted.content == (stored.content if stored else EMPTY):
        # Back to what another page has said: written all the same, so that what this page wanted
        # in between is known to be older should it still come.
        is_return = is_seen and not is_own and wanted.sequence is not None
        return Outcome.SAVE if is_return else Outcome.SAME
    return Outcome.SAVE if is_own or is_seen else Outcome.CONFLICT
