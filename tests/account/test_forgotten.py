"""A forgotten password is mended by mail, and nobody learns who has an account."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hp.models import Message, User
from tests.account.letters import link_in, read_last
from tests.account.people import SARA, browser, make_user, sign_in
from tests.client import Client, Page
from tests.world import NOW, PASSWORD

NEW = "tre gröna båtar seglar"


@pytest.fixture(autouse=True)
def _clock(clock: time_machine.Traveller) -> None:
    """The clock stands."""


def ask(client: Client, email: str = SARA) -> Page:
    client.get("/account/forgotten")
    return client.post("/account/forgotten", {"email": email})


def mails(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count(Message.id))) or 0


def test_a_link_comes_that_sets_a_new_password_once(app: Flask, session: Session) -> None:
    user = make_user(session)
    there = browser(app).sign_in_as(session, user)
    client = browser(app)
    assert ask(client).location == "/account/forgotten?sent=yes"
    assert client.get("/account/forgotten?sent=yes").words("h1") == "Look in your e-mail"
    link = link_in(read_last(app, session))
    assert sign_in(browser(app)).status == 303  # the old one is valid until then
    client.get(link)
    values = {"password": NEW, "again": NEW}
    assert client.post(link, values).location == "/account/sign-in"
    assert client.post(link, values).status == 404
    assert there.get("/tests/anyone").status == 303  # whoever was signed in is not
    assert sign_in(browser(app)).status == 422
    assert sign_in(browser(app), password=NEW).status == 303


def test_it_says_and_does_as_much_whoever_asks(
    app: Flask,
    session: Session,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    make_user(session)
    make_user(session, "gone@staden.example").retired_at = NOW
    session.commit()
    answers, writes = [], []
    for email in (SARA, "nobody@staden.example", "gone@staden.example"):
        client = browser(app)
        client.get("/account/forgotten")
        with count_queries() as sent:
            page = client.post("/account/forgotten", {"email": email})
        answers.append((page.status, page.location, page.text))
        writes.append(sum("INSERT INTO attempts" in statement for statement in sent))
    assert len(set(answers)) == 1
    assert writes == [3, 3, 3]  # the last in the transaction that may hold a mail
    assert mails(session) == 1


def test_it_mails_one_address_three_times_an_hour(
    app: Flask, session: Session, clock: time_machine.Traveller
) -> None:
    make_user(session)
    statuses = [ask(browser(app, f"192.0.2.{n}")).status for n in range(5)]
    assert statuses == [303, 303, 303, 429, 429]
    assert mails(session) == 3
    clock.move_to(NOW + dt.timedelta(minutes=61))
    assert ask(browser(app)).status == 303


def test_it_refuses_who_asks_for_many(app: Flask) -> None:
    client = browser(app)
    statuses = [ask(client, f"a{n}@staden.example").status for n in range(21)]
    assert statuses[19:] == [303, 429]


def test_the_link_is_too_old_after_two_hours(
    app: Flask, session: Session, clock: time_machine.Traveller
) -> None:
    make_user(session)
    ask(browser(app))
    link = link_in(read_last(app, session))
    clock.move_to(NOW + dt.timedelta(hours=2))
    assert browser(app).get(link).status == 404


def test_what_is_no_address_is_said(app: Flask) -> None:
    page = ask(browser(app), "sara")
    assert page.status == 422
    assert page.one("#email")["value"] == "sara"


def test_the_name_of_who_has_an_account_is_not_changed_by_the_link(
    app: Flask, session: Session
) -> None:
    make_user(session)
    ask(browser(app))
    client = browser(app)
    link = link_in(read_last(app, session))
    client.get(link)
    client.post(link, {"password": NEW, "again": NEW, "name": "Eve"})
    session.rollback()
    assert session.scalars(select(User.name)).one() == "Sara Ek"
    assert sign_in(browser(app), password=PASSWORD).status == 422


def test_it_says_where_mails_reach_nobody(app: Flask) -> None:
    for address in ("/account/forgotten", "/account/forgotten?sent=yes"):
        assert "reach nobody" in browser(app).get(address).words(".note")
