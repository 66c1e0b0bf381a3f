"""The page of a standing schedule: what it says, and exactly who would get what when."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from hp import web
from hp.database import AnyRow
from hp.domain.reminding import pick_text
from hp.domain.standing import Sending, Spared, begins_on, foretell
from hp.models import Round, Schedule
from hp.reminders import schedule_forms as forms
from hp.reminders.recipients import Recipient
from hp.reminders.schedule import Waiting, find_waiting, seen_of
from hp.store import schedules


@dataclass(frozen=True, slots=True)
class ForetoldDay:
    """What is sent on one day: `at` to whom, and who is left out of those whose day it is."""

    at: dt.datetime
    mails: list[Recipient]  # each with the text that it gets then
    rests: list[Recipient]
    enough: list[Recipient]
    missed: list[dt.date]


class SchedulePage:
    """A round's schedule as it is stored, or as a form has been filled in."""

    def __init__(self, round_: Round, form: Mapping[str, str] | None = None) -> None:
        self.round = round_
        self.now = web.now()
        self.schedule = schedules.find_schedule(web.db(), round_.id)
        stored = forms.values_of(self.schedule) if self.schedule else forms.DEFAULTS
        self.values = stored if form is None else forms.read(form)
        self.faults = forms.find_faults(self.values)
        self.is_changed = self.values != stored
        self.seen = seen_of(self.schedule) if form is None else form.get("seen", "")
        self.is_stale = False

    @property
    def is_closed(self) -> bool:
        """Whether somebody has closed the round: nothing more is sent."""
        return self.round.closed_at is not None and self.round.closed_at <= self.now

    @property
    def is_paused(self) -> bool:
        """Whether somebody has told it to rest."""
        return self.schedule is not None and self.schedule.paused_at is not None

    @cached_property
    def _waiting(self) -> Waiting:
        return find_waiting(web.db(), self.round, self.now)

    @property
    def is_anybody_waited_for(self) -> bool:
        """Whether there is somebody to remind at all."""
        return bool(self._waiting.people)

    @property
    def unreachable(self) -> list[AnyRow]:
        """Responses of those who cannot be written to."""
        return self._waiting.unreachable

    @cached_property
    def days(self) -> list[ForetoldDay]:
        """All that it will send if nothing else happens; none for a form with faults."""
        if self.faults or self.is_closed:
            return []
        rules = Schedule(**forms.columns(self.values)).rules
        zone, schedule = web.settings().zone, self.schedule
        checked_on = schedule.checked_on if schedule else None
        # what is not saved or not running would begin now
        is_running = schedule and not self.is_paused and not self.is_changed
        active_from = schedule.active_from if schedule and is_running else self.now
        since = begins_on(rules, active_from, checked_on, zone)
        found = foretell(rules, self._waiting.people, since, self.now, zone)
        return [self._show(sending) for sending in found]

    @property
    def next(self) -> ForetoldDay | None:
        """The next day on which anything is sent."""
        return next((day for day in self.days if day.mails), None)

    def _show(self, sending: Sending) -> ForetoldDay:
        recipients = self._waiting.recipients
        spared: dict[Spared, list[Recipient]] = {reason: [] for reason in Spared}
        for person, reason in sending.spared:
            spared[reason].append(recipients[person.key])
        mails = [_as_of(recipients[person.key], sending.at) for person in sending.due]
        return ForetoldDay(
            sending.at, mails, spared[Spared.RESTS], spared[Spared.ENOUGH], sending.missed
        )


def _as_of(recipient: Recipient, at: dt.datetime) -> Recipient:
    """With the text of that time: it is another one after the last day."""
    text = pick_text(recipient.answered, recipient.total, is_late=at > recipient.due_at)
    return replace(recipient, text=text)
