"""The database: what it promises, and that no request leaves anything open."""

import datetime as dt
import sqlite3
from pathlib import Path

import pytest
import time_machine
from flask import Flask, before_render_template
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, StatementError
from sqlalchemy.orm import Session

from hp.database import Database, begin_writing
from hp.domain.answers import ResponseStatus
from hp.models import Response, Round
from tests.checklist.tab import Tab, read_fields
from tests.client import Client
from tests.world import NOW, World


def pragma(database: Database, name: str) -> object:
    with database.engine.connect() as connection:
        return connection.execute(text(f"PRAGMA {name}")).scalar()


@pytest.mark.parametrize(
    ("name", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 10_000)],
)
def test_every_connection_is_safe(database: Database, name: str, value: object) -> None:
    assert pragma(database, name) == value
    database.engine.dispose()
    assert pragma(database, name) == value


def test_times_come_back_as_they_went_in_utc(session: Session, world: World) -> None:
    stockholm = dt.timezone(dt.timedelta(hours=2))
    session.get_one(Round, world.round.id).due_at = dt.datetime(
        2023, 9, 15, 23, 59, tzinfo=stockholm
    )
    session.commit()
    session.expire_all()
    due_at = session.get_one(Round, world.round.id).due_at
    assert due_at == dt.datetime(2023, 9, 15, 21, 59, tzinfo=dt.UTC)
    assert due_at.tzinfo is dt.UTC


def test_a_time_without_zone_is_refused(session: Session, world: World) -> None:
    session.get_one(Round, world.round.id).due_at = dt.datetime(2023, 9, 15)  # noqa: DTZ001
    with pytest.raises(StatementError, match="a time without zone"):
        session.commit()


def test_words_are_kept_as_words_and_no_others_get_in(session: Session, world: World) -> None:
    assert session.execute(text("SELECT status FROM responses")).scalars().all() == (
        ["not_started"] * 2
    )
    response = session.get_one(Response, world.harbour.id)
    assert response.status is ResponseStatus.NOT_STARTED
    response.status = "finished"  # type: ignore[assignment]
    with pytest.raises(StatementError):
        session.commit()


def test_a_row_that_points_nowhere_is_refused(session: Session, world: World) -> None:
    with pytest.raises(Exception, match="FOREIGN KEY"):
        session.execute(text("UPDATE responses SET organisation_id = 999 WHERE id = 1"))


def test_one_who_writes_waits_for_the_one_before(database: Database, world: World) -> None:
    with database.new_session() as first, database.new_session() as second:
        begin_writing(first)
        second.connection().execute(text("PRAGMA busy_timeout = 50"))
        with pytest.raises(OperationalError, match="locked"):
            begin_writing(second)


def test_one_who_reads_does_not_wait(database: Database, world: World) -> None:
    with database.new_session() as first, database.new_session() as second:
        begin_writing(first).execute(text("UPDATE rounds SET name = 'ny'"))
        assert second.scalar(text("SELECT name FROM rounds")) == "2023"


def test_what_was_read_before_writing_is_read_again(
    database: Database, session: Session, world: World
) -> None:
    assert session.get_one(Round, world.round.id).name == "2023"
    with database.new_session() as other:
        other.get_one(Round, world.round.id).name = "ändrad"
        other.commit()
    begin_writing(session)
    assert session.get_one(Round, world.round.id).name == "ändrad"


def test_a_commit_that_fails_does_not_stop_the_next(
    database: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full for a moment; SQLAlchemy gives the connection back as it is."""

    def full(_connection: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patched, database.new_session() as session:
        patched.setattr(database.engine.dialect, "do_commit", full)
        begin_writing(session).execute(text("UPDATE rounds SET name = 'half'"))
        with pytest.raises(OperationalError, match="full"):
            session.commit()
    with database.new_session() as session:
        name = begin_writing(session).execute(text("SELECT name FROM rounds")).scalar()
        assert name == "2023"


def test_no_request_leaves_a_connection_behind(
    app: Flask, database: Database, world: World, anna: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = database.engine.pool
    held = 1 + 1  # one for the life of the process, one of the test's own session
    tab = Tab(anna, world.harbour)
    tab.save(2, "yes")
    tab.save(2, "maybe")
    tab.submit(then="review")
    anna.get("/r/wrong")
    monkeypatch.setattr("hp.checklist.pages.build_checklist_page", lambda *_: 1 / 0)
    assert anna.get(f"/checklist/{world.harbour.id}").status == 500
    assert pool.checkedout() <= held  # type: ignore[attr-defined]


def test_a_refused_save_does_not_hold_up_the_next(
    database: Database, session: Session, world: World, anna: Client, clock: time_machine.Traveller
) -> None:
    tab = Tab(anna, world.harbour)
    session.get_one(Round, world.round.id).closed_at = NOW
    session.commit()
    assert tab.save(2, "yes").status == 409
    with database.new_session() as other:
        begin_writing(other)  # would wait ten seconds


@pytest.mark.parametrize("action", ["save", "hand in"])
def test_nobody_waits_while_a_refusal_is_put_into_words(
    database: Database, session: Session, world: World, anna: Client, action: str
) -> None:
    tab = Tab(anna, world.harbour)
    review = read_fields(anna.get(f"{tab.address}/review").one("form#hand-in"))
    session.get_one(Round, world.round.id).closes_by_itself = action == "save"
    session.get_one(Round, world.round.id).due_at = NOW - dt.timedelta(days=1)
    session.commit()
    free = []

    def look(*_: object, **__: object) -> None:
        with database.new_session() as other:
            other.connection().execute(text("PRAGMA busy_timeout = 50"))
            begin_writing(other)
            free.append(action)

    with before_render_template.connected_to(look):
        if action == "save":
            assert tab.save(2, "yes").status == 409
        else:
            assert anna.post(f"{tab.address}/review", review).status == 422
    assert free


def test_a_database_in_a_folder_that_is_not_there_says_so(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/not/there/hp.sqlite")
    with pytest.raises(OperationalError, match="unable to open"):
        database.hold_open()
    database.close()
