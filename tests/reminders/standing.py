"""A standing schedule, running by the clock."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from hp import web
from hp.models import Mailing, Message, Schedule, ScheduleRun, User
from hp.reminders.runner import run_due
from tests.client import Client
from tests.world import NOW, World

ZONE = ZoneInfo("Europe/Stockholm")


def at(text: str) -> dt.datetime:
    """A moment by the Swedish clock."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(dt.UTC)


def make_schedule(session: Session, world: World, **fields: Any) -> Schedule:
    """Five days and one before the last day, 15 September 2023, and two after: 8, 14 and 19."""
    known: dict[str, Any] = {
        "before": "5, 1",
        "after": "2",
        "send_at": dt.time(8),
        "rest_days": 3,
        "most": 3,
        "sends_missed": True,
        "active_from": NOW,
    }
    schedule = Schedule(**({"round_id": world.round.id} | known | fields))
    session.add(schedule)
    session.commit()
    return schedule


def run(app: Flask, clock: Any, moment: str) -> int:
    """What running it at a moment puts in the outbox."""
    clock.move_to(at(moment))
    with app.app_context(), app.extensions["hp_database"].new_session() as session:
        return run_due(session, web.now())


def come_back(client: Client, session: Session, clock: Any, moment: str) -> None:
    """Let a coordinator sign in again at a moment: nobody stays signed in for days."""
    clock.move_to(at(moment))
    client.sign_in_as(session, session.scalars(select(User)).one())


def sent(session: Session) -> list[tuple[str, str]]:
    """The day and recipient of each mail that a schedule has put in the outbox."""
    session.rollback()
    rows = session.execute(
        select(ScheduleRun.day, Message.to_name)
        .join(Mailing, Mailing.id == ScheduleRun.mailing_id)
        .join(Message, Message.mailing_id == Mailing.id)
        .order_by(Message.id)
    )
    return [(str(day), name) for day, name in rows]
