"""A session's life: it slides with use, ends by itself, and can be ended."""

import datetime as dt

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from hp.actions.sessions import LIFETIME
from hp.database import Database
from hp.models import Event, UserSession
from hp.models.events import EventKind
from tests.account.people import browser, make_user, sign_out
from tests.client import Client
from tests.world import NOW

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def sara(app: Flask, session: Session, clock: time_machine.Traveller) -> Client:
    return browser(app).sign_in_as(session, make_user(session, password_hash="!"))


def expiry(session: Session) -> dt.datetime:
    session.rollback()
    return session.scalars(select(UserSession.expires_at)).one()


def test_it_ends_ten_hours_after_the_last_use(sara: Client, clock: time_machine.Traveller) -> None:
    clock.move_to(NOW + LIFETIME - MINUTE)
    assert sara.get("/tests/anyone").status == 200
    clock.move_to(NOW + LIFETIME + 9 * 60 * MINUTE)
    assert sara.get("/tests/anyone").status == 200
    clock.shift(LIFETIME)
    page = sara.get("/tests/anyone")
    assert (page.status, page.location) == (303, "/account/sign-in?next=/tests/anyone")


def test_it_moves_only_when_more_than_ten_minutes_have_been_used(
    sara: Client, session: Session, clock: time_machine.Traveller
) -> None:
    clock.move_to(NOW + 9 * MINUTE)
    sara.get("/tests/anyone")
    assert expiry(session) == NOW + LIFETIME
    clock.move_to(NOW + 11 * MINUTE)
    sara.get("/tests/anyone")
    assert expiry(session) == NOW + 11 * MINUTE + LIFETIME


def test_it_shows_the_page_although_the_session_cannot_be_prolonged(
    sara: Client, session: Session, database: Database, clock: time_machine.Traveller
) -> None:
    @event.listens_for(database.engine, "connect")
    def hurry(connection: object, _record: object) -> None:
        connection.execute("PRAGMA busy_timeout=1")  # type: ignore[attr-defined]

    database.engine.dispose()
    clock.move_to(NOW + 11 * MINUTE)
    with database.engine.connect().execution_options(hp_writing=True) as busy:
        busy.exec_driver_sql("UPDATE users SET name = 'locked'")
        assert sara.get("/tests/anyone").status == 200
    assert expiry(session) == NOW + LIFETIME


def test_it_ends_when_revoked_on_the_server(sara: Client, session: Session) -> None:
    session.scalars(select(UserSession)).one().revoked_at = NOW
    session.commit()
    assert sara.get("/tests/anyone").status == 303


def test_it_ends_when_the_user_is_retired(
    app: Flask, session: Session, clock: time_machine.Traveller
) -> None:
    user = make_user(session, password_hash="!")
    client = browser(app).sign_in_as(session, user)
    user.retired_at = NOW
    session.commit()
    assert client.get("/tests/anyone").status == 303


def test_it_lets_nobody_in_with_a_made_up_token(app: Flask, sara: Client) -> None:
    stranger = browser(app)
    with stranger.http.session_transaction() as cookie:
        cookie["user"] = "made up"
    assert stranger.get("/tests/anyone").status == 303


def test_it_sends_a_stranger_who_posts_to_sign_in_without_a_way_back(app: Flask) -> None:
    stranger = browser(app)
    stranger.get("/account/sign-in")
    assert stranger.post("/tests/coordinator").location == "/account/sign-in"


def test_it_signs_out_here_and_on_the_server(session: Session, sara: Client) -> None:
    with sara.http.session_transaction() as cookie:
        token = cookie["user"]
    page = sign_out(sara)
    assert (page.status, page.location) == (303, "/account/sign-in")
    with sara.http.session_transaction() as cookie:
        assert "user" not in cookie
        cookie["user"] = token
    assert sara.get("/tests/anyone").status == 303
    noted = session.scalars(select(Event.kind)).all()
    assert noted == [EventKind.SIGNED_OUT]


def test_it_keeps_personal_links_when_signing_out(sara: Client) -> None:
    with sara.http.session_transaction() as cookie:
        cookie["links"] = [[1, 1]]
    sign_out(sara)
    with sara.http.session_transaction() as cookie:
        assert cookie["links"] == [[1, 1]]


def test_it_does_not_sign_out_by_get_or_without_the_pages_token(sara: Client) -> None:
    assert sara.get("/account/sign-out").status == 405
    assert sara.post("/account/sign-out").status == 400
    assert sara.get("/tests/anyone").status == 200


def test_it_signs_out_calmly_whoever_is_signed_out_already(
    sara: Client, clock: time_machine.Traveller, session: Session
) -> None:
    sara.get("/tests/page")
    clock.shift(LIFETIME)
    assert sara.post("/account/sign-out").location == "/account/sign-in"
    assert session.scalars(select(Event)).all() == []
