"""Running the standing schedules: what is due by the clock goes into the outbox, once.

Any number of processes may do so at once. The day is claimed in the transaction that writes the
mailing and its mails: a crash before it is committed leaves nothing of it, one after it all.
"""

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from flask import Flask

from hp import web
from hp.database import begin_writing
from hp.domain.standing import begins_on, is_time, plan_day
from hp.logs import log
from hp.mail.outbox import wait
from hp.mail.texts import Mail
from hp.models import Mailing, Round, Schedule, ScheduleRun
from hp.models.mail import MailingKind
from hp.reminders.actions import make_message
from hp.reminders.recipients import Recipient
from hp.reminders.schedule import find_waiting
from hp.reminders.texts import begin_draft, write_stored
from hp.store import opening, rounds, schedules

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_PAUSE = 10.0  # seconds between two looks at the clock


def keep_running(make_app: Callable[[], Flask], is_over: Callable[[], bool]) -> None:
    """Run what is due every few seconds until `is_over()`. Survives every error."""
    app = None
    while not is_over():
        try:
            app = app or make_app()
            with app.app_context(), app.extensions["hp_database"].new_session() as session:
                run_due(session, web.now())
        except Exception as error:  # whatever it is, the next day's reminders must still go out
            log.error("the schedules stopped for a while: %s", type(error).__name__)
        wait(_PAUSE, is_over)


def run_due(session: "Session", now: dt.datetime) -> int:
    """Put in the outbox what the schedules of all rounds ask for by `now`; returns how many mails.

    Needs an application context. What fails in one round keeps nothing back in another.
    """
    due = [s.round_id for s in schedules.list_active(session, now) if _is_time(s, now)]
    session.rollback()
    mails = 0
    for round_id in due:
        try:
            mails += _run(session, round_id, now)
        except Exception as error:
            log.error("the schedule of round %d failed: %s", round_id, type(error).__name__)
        finally:
            session.rollback()
    return mails


def _is_time(schedule: Schedule, now: dt.datetime) -> bool:
    return is_time(schedule.rules, _since(schedule), now, web.settings().zone)


def _since(schedule: Schedule) -> dt.date:
    zone = web.settings().zone
    return begins_on(schedule.rules, schedule.active_from, schedule.checked_on, zone)


def _run(session: "Session", round_id: int, now: dt.datetime) -> int:
    schedule = schedules.find_schedule(session, round_id)
    assert schedule is not None
    round_ = rounds.get_round(session, round_id)
    written = {r: _write(r, round_) for r in _due(session, schedule, round_, now)}
    begin_writing(session)
    round_ = opening.get_round_to_change(session, round_id)
    if schedule not in schedules.list_active(session, now) or not _is_time(schedule, now):
        return 0  # another process was faster, or a coordinator has stopped it
    # some may have handed in or come further since
    due = _due(session, schedule, round_, now)
    schedule.checked_on = web.local(now).date()
    if due:
        mailing = _add_mailing(session, schedule, now)
        for recipient in due:
            words = written.get(recipient) or _write(recipient, round_)
            session.add(make_message(session, mailing, round_, recipient, words, now))
    session.commit()
    return len(due)


def _due(
    session: "Session", schedule: Schedule, round_: Round, now: dt.datetime
) -> list[Recipient]:
    waiting = find_waiting(session, round_, now)
    zone = web.settings().zone
    sending = plan_day(schedule.rules, waiting.people, _since(schedule), now, zone)
    return [waiting.recipients[person.key] for person in sending.due]


def _write(recipient: Recipient, round_: Round) -> Mail:
    return write_stored(
        begin_draft((recipient.text, recipient.language), round_), recipient, round_
    )


def _add_mailing(session: "Session", schedule: Schedule, now: dt.datetime) -> Mailing:
    mailing = Mailing(kind=MailingKind.REMINDER, round_id=schedule.round_id, created_at=now)
    session.add(mailing)
    session.flush()
    day = web.local(now).date()
    session.add(ScheduleRun(round_id=schedule.round_id, day=day, mailing_id=mailing.id))
    return mailing
