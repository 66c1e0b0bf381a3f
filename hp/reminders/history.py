"""What has been mailed: each mailing, and each of its mails."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from hp import web
from hp.database import AnyRow
from hp.models import Round, Schedule
from hp.reminders.actions import UNDO
from hp.store import reminders, rounds, schedules


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """The mailings of a round; no round where none has been opened."""

    rounds: Sequence[AnyRow]
    mailings: Sequence[AnyRow]
    is_open: bool
    schedule: Schedule | None = None


@dataclass(frozen=True, slots=True)
class MailingPage:
    """One mailing and its mails."""

    mailing: AnyRow
    round: Round
    messages: Sequence[AnyRow]
    can_undo: bool

    @property
    def begins_at(self) -> dt.datetime:
        """When it begins to go out."""
        begins: dt.datetime = self.mailing.created_at + UNDO
        return begins


def build_history(opened: Sequence[AnyRow], head: AnyRow | None) -> HistoryPage:
    """The mailings of the round `head`, one of `opened`."""
    if head is None:
        return HistoryPage(opened, (), is_open=False)
    is_open = rounds.period_of(head).is_open(web.now())
    schedule = schedules.find_schedule(web.db(), head.id)
    return HistoryPage(opened, reminders.list_mailings(web.db(), head.id), is_open, schedule)


def find_mailing_page(mailing_id: int) -> MailingPage | None:
    """A mailing to many; None if there is none such."""
    mailing = reminders.find_mailing(web.db(), mailing_id)
    if mailing is None:
        return None
    waits = web.now() < mailing.created_at + UNDO and mailing.scheduled_on is None
    can_undo = mailing.withdrawn_at is None and waits
    messages = reminders.list_messages_of_mailing(web.db(), mailing_id)
    round_ = rounds.get_round(web.db(), mailing.round_id)
    return MailingPage(mailing, round_, messages, can_undo)
