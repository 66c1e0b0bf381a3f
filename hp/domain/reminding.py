"""Which texts there are; who is reminded with which, and who is left in peace for now."""

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol, TypeVar

PEACE = dt.timedelta(days=3)  # after a reminder nobody gets another by default


class Text(StrEnum):
    """The texts of a round. A late one is for after the organisation's last day."""

    INVITATION = "invitation"
    NOT_STARTED = "not_started"
    STARTED = "started"
    READY = "ready"
    NOT_STARTED_LATE = "not_started_late"
    STARTED_LATE = "started_late"
    READY_LATE = "ready_late"
    CLOSED = "closed"  # to those who have handed in
    CLOSED_WITHOUT = "closed_without"  # to those who have not
    # these go out by themselves, one at a time
    RECEIPT = "receipt"
    COLLEAGUE = "colleague"
    PASSED_ON = "passed_on"
    RETURNED = "returned"


REMINDERS = (
    Text.NOT_STARTED,
    Text.STARTED,
    Text.READY,
    Text.NOT_STARTED_LATE,
    Text.STARTED_LATE,
    Text.READY_LATE,
)


def pick_text(answered: int, total: int, *, is_late: bool) -> Text:
    """The reminder for a response with `answered` of `total` activities answered."""
    if answered == 0:
        return Text.NOT_STARTED_LATE if is_late else Text.NOT_STARTED
    if answered < total:
        return Text.STARTED_LATE if is_late else Text.STARTED
    return Text.READY_LATE if is_late else Text.READY


class _Person(Protocol):
    @property
    def email(self) -> str: ...
    @property
    def is_main(self) -> bool: ...


P = TypeVar("P", bound=_Person)


def pick_contacts(contacts: Sequence[P]) -> list[P]:
    """Of an organisation's own contacts those who are written to: the main ones, else all.

    Nobody without an e-mail address. Invited colleagues are not among `contacts`.
    """
    reachable = [contact for contact in contacts if contact.email]
    return [contact for contact in reachable if contact.is_main] or reachable


def is_due(last: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether somebody is ticked from the start: not reminded in the last three days."""
    return last is None or now - last >= PEACE
