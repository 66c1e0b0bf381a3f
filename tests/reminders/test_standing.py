"""The standing schedule sends by the clock: the right ones, once."""

import threading
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hp.actions.rounds import add_response
from hp.config import Settings
from hp.database import Database
from hp.domain.answers import ResponseStatus
from hp.mail.commands import mail
from hp.mail.placeholder import fill_in
from hp.mail.texts import Draft, DraftKey
from hp.models import Mailing, Message, Organisation, Response, Round, Schedule, ScheduleRun
from hp.models.mail import MailingKind, MessageState
from hp.reminders import runner
from hp.reminders.actions import make_message
from hp.reminders.texts import begin_draft, write_stored
from tests.client import Client
from tests.mail.post import LINK, read_all
from tests.reminders.forms import send, set_status
from tests.reminders.standing import at, come_back, make_schedule, run, sent
from tests.world import World, make_round


def test_everybody_who_is_waited_for_is_reminded_on_the_day(
    app: Flask, clock: Any, session: Session, world: World
) -> None:
    make_schedule(session, world)
    assert run(app, clock, "2023-09-08T07:59:59") == 0
    assert run(app, clock, "2023-09-08T08:00") == 2
    assert run(app, clock, "2023-09-08T08:00:10") == 0, "and once"
    assert sent(session) == [("2023-09-08", "Bo Ek"), ("2023-09-08", "Anna Lindqvist")]
    first = read_all(session)[0]
    assert first.not_before == at("2023-09-08T08:00")
    assert LINK in fill_in(first.text, LINK)
    mailing = session.get_one(Mailing, first.mailing_id)
    assert (mailing.kind, mailing.user_id) == (MailingKind.REMINDER, None)


def test_who_has_handed_in_is_not_reminded(
    app: Flask, clock: Any, session: Session, world: World
) -> None:
    make_schedule(session, world)
    set_status(session, world.culture, ResponseStatus.SUBMITTED)
    assert run(app, clock, "2023-09-08T08:00") == 1
    assert sent(session) == [("2023-09-08", "Anna Lindqvist")]


def test_who_hands_in_while_it_is_written_is_not_reminded(
    app: Flask, clock: Any, session: Session, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_schedule(session, world)

    def hand_in_first(*args: Any) -> Any:
        set_status(session, world.culture, ResponseStatus.SUBMITTED)
        return write_stored(*args)

    monkeypatch.setattr("hp.reminders.runner.write_stored", hand_in_first)
    assert run(app, clock, "2023-09-08T08:00") == 1
    assert sent(session) == [("2023-09-08", "Anna Lindqvist")]


def test_each_organisation_has_its_own_last_day(
    app: Flask, clock: Any, session: Session, world: World
) -> None:
    make_schedule(session, world)
    session.get_one(Response, world.culture.id).due_at = at("2023-09-22T23:59:59")
    session.commit()
    for day in ("2023-09-08", "2023-09-14", "2023-09-15"):
        assert run(app, clock, f"{day}T08:00") == 1
    assert sent(session) == [
        ("2023-09-08", "Anna Lindqvist"),
        ("2023-09-14", "Anna Lindqvist"),
        ("2023-09-15", "Bo Ek"),
    ]


@pytest.mark.parametrize(
    ("due", "subject"),
    [
        ("2023-09-08T08:00:00", "Påminnelse: lämna in uppföljningen senast 8 september"),
        ("2023-09-08T07:59:59", "Påminnelse: sista dagen har passerat. Lämna in uppföljningen"),
    ],
)
def test_the_words_are_those_of_the_very_second(
    app: Flask, clock: Any, session: Session, world: World, due: str, subject: str
) -> None:
    make_schedule(session, world, before="0")
    session.get_one(Round, world.round.id).due_at = at(due)
    session.commit()
    run(app, clock, "2023-09-08T08:00")
    assert {m.subject for m in read_all(session)} == {subject}


def test_a_reminder_by_hand_counts(
    app: Flask, clock: Any, sara: Client, session: Session, world: World
) -> None:
    make_schedule(session, world, most=2)
    come_back(sara, session, clock, "2023-09-06T16:00")
    send(sara)
    assert run(app, clock, "2023-09-08T08:00") == 0, "two days ago"
    assert run(app, clock, "2023-09-14T08:00") == 2
    assert run(app, clock, "2023-09-19T08:00") == 0, "two are enough"


def test_a_reminder_that_never_came_does_not_count(
    app: Flask, clock: Any, session: Session, world: World
) -> None:
    make_schedule(session, world, most=1)
    run(app, clock, "2023-09-08T08:00")
    session.get_one(Message, read_all(session)[0].id).state = MessageState.REFUSED
    session.commit()
    assert run(app, clock, "2023-09-14T08:00") == 1


def test_what_was_missed_is_sent_once(
    app: Flask, clock: Any, session: Session, world: World
) -> None:
    make_schedule(session, world)
    assert run(app, clock, "2023-09-16T12:00") == 0, "not on a Saturday"
    assert run(app, clock, "2023-09-18T09:30") == 2
    assert run(app, clock, "2023-09-18T09:31") == 0
    assert run(app, clock, "2023-09-19T08:00") == 0, "it is only a day since"


def test_what_was_missed_is_skipped_where_that_was_chosen(
    app: Flask, clock: Any, session: Session, world: World
) -> None:
    make_schedule(session, world, sends_missed=False)
    assert run(app, clock, "2023-09-18T09:30") == 0
    assert run(app, clock, "2023-09-19T23:59") == 2, "late on its day is not missed"


def test_a_day_without_recipients_is_not_made_up_for(
    app: Flask, clock: Any, session: Session, world: World
) -> None:
    make_schedule(session, world)
    for response in (world.harbour, world.culture):
        set_status(session, response, ResponseStatus.SUBMITTED)
    assert run(app, clock, "2023-09-08T08:00") == 0
    set_status(session, world.culture, ResponseStatus.STARTED)
    assert run(app, clock, "2023-09-11T08:00") == 0


def test_nothing_is_sent_while_paused_nor_after_for_that_time(
    app: Flask, clock: Any, session: Session, world: World
) -> None:
    schedule = make_schedule(session, world, paused_at=at("2023-09-07T12:00"))
    assert run(app, clock, "2023-09-08T08:00") == 0
    schedule.paused_at, schedule.active_from = None, at("2023-09-08T12:00")
    session.commit()
    assert run(app, clock, "2023-09-08T12:01") == 0
    assert run(app, clock, "2023-09-14T08:00") == 2


def test_nothing_is_sent_in_a_closed_round(
    app: Flask, clock: Any, session: Session, world: World
) -> None:
    make_schedule(session, world)
    session.get_one(Round, world.round.id).closed_at = at("2023-09-08T07:59:59")
    session.commit()
    assert run(app, clock, "2023-09-08T08:00") == 0


def test_after_a_round_has_closed_by_itself_only_later_deadlines_are_reminded_of(
    app: Flask, clock: Any, session: Session, world: World
) -> None:
    make_schedule(session, world)
    session.get_one(Round, world.round.id).closes_by_itself = True
    session.get_one(Response, world.culture.id).due_at = at("2023-09-20T23:59:59")
    session.commit()
    assert run(app, clock, "2023-09-19T08:00") == 1
    assert sent(session) == [("2023-09-19", "Bo Ek")]


def test_the_mails_of_a_test_round_go_to_its_own_contact_person(
    app: Flask, clock: Any, session: Session, world: World
) -> None:
    make_schedule(session, world)
    session.get_one(Round, world.round.id).is_test = True
    session.commit()
    run(app, clock, "2023-09-08T08:00")
    assert {m.to_email for m in read_all(session)} == {"sara.ek@staden.example"}


def test_a_crash_before_the_commit_leaves_nothing_and_the_next_one_sends(
    app: Flask, clock: Any, session: Session, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_schedule(session, world)

    def fail_at_the_second(session: Session, *args: Any) -> Message:
        if session.new:
            raise RuntimeError("the power is gone")
        return make_message(session, *args)

    with monkeypatch.context() as patched:
        patched.setattr("hp.reminders.runner.make_message", fail_at_the_second)
        assert run(app, clock, "2023-09-08T08:00") == 0
    session.rollback()
    for table in (Mailing, Message, ScheduleRun):
        assert session.scalar(select(func.count()).select_from(table)) == 0
    assert session.get_one(Schedule, world.round.id, populate_existing=True).checked_on is None
    assert run(app, clock, "2023-09-08T08:00:10") == 2


def test_four_processes_at_once_send_once(
    app: Flask, clock: Any, session: Session, world: World, settings: Settings
) -> None:
    make_schedule(session, world)
    clock.move_to(at("2023-09-08T08:00"))
    begin, counts = threading.Barrier(4), []

    def work() -> None:
        database = Database(settings.database_url)
        with app.app_context(), database.new_session() as own:
            begin.wait()
            counts.append(runner.run_due(own, at("2023-09-08T08:00")))
        database.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(counts) == [0, 0, 0, 2]
    assert len(sent(session)) == 2


def test_a_round_that_fails_keeps_no_other_back(
    app: Flask, clock: Any, session: Session, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_schedule(session, world)
    other = make_round(session, "2024")
    organisation = session.get_one(Organisation, world.culture.organisation_id)
    add_response(session, other, organisation)
    make_schedule(session, world, round_id=other.id)

    def fail_in_2023(key: DraftKey, round_: Round) -> Draft:
        if round_.name == "2023":
            raise RuntimeError
        return begin_draft(key, round_)

    monkeypatch.setattr("hp.reminders.runner.begin_draft", fail_in_2023)
    assert run(app, clock, "2023-09-08T08:00") == 1
    assert sent(session) == [("2023-09-08", "Bo Ek")]


def test_sending_from_the_terminal_runs_the_schedules_first(
    app: Flask, clock: Any, session: Session, world: World
) -> None:
    make_schedule(session, world)
    clock.move_to(at("2023-09-08T08:00"))
    result = app.test_cli_runner().invoke(mail, ["send"])
    assert result.output.startswith("2 sent"), result.output


def test_it_goes_on_after_an_error(
    app: Flask, clock: Any, session: Session, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_schedule(session, world)
    clock.move_to(at("2023-09-08T08:00"))
    monkeypatch.setattr(runner, "_PAUSE", 0)
    failures = [RuntimeError("the database is locked")]

    def make_app() -> Flask:
        if failures:
            raise failures.pop()
        return app

    runner.keep_running(make_app, lambda: bool(sent(session)))
    assert len(sent(session)) == 2
