"""Limits on trying: counted in the database, told apart by purpose and by who."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from hp import web
from hp.actions.attempts import allow, forget, sweep, take_back
from hp.database import Database, begin_writing
from hp.models import Attempt
from tests.world import NOW

KEY = b"a key for tests"
QUARTER = dt.timedelta(minutes=15)


def attempt(
    session: Session, value: str = "anna", purpose: str = "try", at: dt.datetime = NOW
) -> bool:
    return allow(session, KEY, purpose, value, limit=3, window=QUARTER, now=at)


def test_it_allows_as_many_as_the_limit(session: Session) -> None:
    assert [attempt(session) for _ in range(5)] == [True, True, True, False, False]


def test_it_counts_each_value_and_each_purpose_apart(session: Session) -> None:
    for _ in range(4):
        attempt(session)
    assert attempt(session, value="karin")
    assert attempt(session, purpose="something else")
    assert not attempt(session)


def test_it_begins_again_when_the_window_is_over_however_often_one_was_refused(
    session: Session,
) -> None:
    for minute in range(15):
        attempt(session, at=NOW + dt.timedelta(minutes=minute))
    assert [attempt(session, at=NOW + QUARTER) for _ in range(4)] == [True, True, True, False]


def test_it_counts_every_one_of_many_at_once(database: Database) -> None:
    def one(_: int) -> bool:
        with database.new_session() as session:
            return attempt(session)

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(24))) == 3


def test_it_forgets_after_a_success(session: Session) -> None:
    for _ in range(4):
        attempt(session)
    forget(begin_writing(session), KEY, "try", "anna")
    session.commit()
    assert attempt(session)


def test_it_takes_one_attempt_back(session: Session) -> None:
    for _ in range(3):
        attempt(session)
    take_back(begin_writing(session), KEY, "try", "anna")
    session.commit()
    assert [attempt(session), attempt(session)] == [True, False]


def test_it_keeps_nothing_of_who_tried(session: Session) -> None:
    attempt(session, value="anna@hamnen.example")
    attempt(session, value="192.0.2.7")
    keys = session.scalars(select(Attempt.key)).all()
    assert len(keys) == 2
    assert not any("anna" in key or "192" in key for key in keys)


def test_it_sweeps_what_is_older_than_a_day(session: Session) -> None:
    attempt(session, value="anna", at=NOW - dt.timedelta(hours=25))
    attempt(session, value="karin", at=NOW - dt.timedelta(hours=23))
    sweep(begin_writing(session), NOW)
    session.commit()
    assert len(session.scalars(select(Attempt)).all()) == 1


@pytest.mark.parametrize(
    ("remote", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", ""),
    ],
)
def test_it_counts_a_whole_network_of_ipv6_as_one(app: Flask, remote: str, counted: str) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": remote}):
        assert web.client_address() == counted
