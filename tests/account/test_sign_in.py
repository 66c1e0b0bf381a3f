"""Signing in with e-mail and password."""

import datetime as dt
from unittest.mock import patch

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hp.account import passwords
from hp.models import Base, Event, User, UserSession
from hp.models.events import EventKind
from hp.models.users import Role
from tests.account.people import SARA, WRONG, browser, make_user, sign_in
from tests.world import NOW, PASSWORD, World


def test_it_signs_in_and_goes_to_the_overview(app: Flask, session: Session) -> None:
    make_user(session)
    sara = browser(app)
    page = sign_in(sara)
    assert (page.status, page.location) == (303, "/overview")
    assert sara.get("/tests/coordinator").text == SARA


def test_it_goes_back_to_the_page_that_asked_to_sign_in(app: Flask, session: Session) -> None:
    make_user(session)
    sara = browser(app)
    asked = sara.get("/tests/anyone?status=started&q=hamn")
    page = sara.get(asked.location)
    action = page.one("#sign-in")["action"]
    page = sara.post(action, {"email": SARA, "password": PASSWORD})
    assert page.location == "/tests/anyone?status=started&q=hamn"


def test_it_takes_the_email_in_capitals_and_the_password_in_either_form_of_a_with_dots(
    app: Flask, session: Session
) -> None:
    make_user(session)
    decomposed = PASSWORD.replace("ä", "a\N{COMBINING DIAERESIS}")
    assert sign_in(browser(app), " Sara.Ek@Staden.example ", decomposed).status == 303


@pytest.mark.parametrize(
    ("email", "password"),
    [
        (SARA, WRONG),
        (SARA, PASSWORD.upper()),
        (SARA, ""),
        ("nobody@staden.example", PASSWORD),
        ("retired@staden.example", PASSWORD),
        ("unusable@staden.example", "!"),
        ("", ""),
    ],
)
def test_it_gives_one_answer_to_wrong_unknown_and_retired(
    app: Flask, session: Session, email: str, password: str
) -> None:
    make_user(session)
    make_user(session, "retired@staden.example", password_hash=passwords.make_hash(PASSWORD))
    session.scalars(select(User).filter_by(email="retired@staden.example")).one().retired_at = NOW
    make_user(session, "unusable@staden.example", password_hash="!")
    session.commit()
    client = browser(app)
    page = sign_in(client, email, password)
    assert page.status == 422
    assert page.words("#email-error") == "E-mail or password is wrong"
    for name in ("email", "password"):
        assert page.one(f"#{name}")["aria-invalid"] == "true"
        assert page.one(f"#{name}")["aria-describedby"] == "email-error"
    assert page.one("#email")["value"] == email
    assert page.one("#password")["value"] == ""
    assert client.get("/tests/anyone").status == 303


@pytest.mark.parametrize("email", [SARA, "nobody@staden.example", "unusable@staden.example"])
def test_it_works_as_long_for_an_unknown_name(app: Flask, session: Session, email: str) -> None:
    make_user(session)
    make_user(session, "unusable@staden.example", password_hash="!")
    passwords.is_right("", None)
    with patch.object(PasswordHasher, "verify", wraps=passwords._HASHER.verify) as verify:
        sign_in(browser(app), email, WRONG)
    compared = [PasswordHasher().check_needs_rehash(call.args[0]) for call in verify.mock_calls]
    assert compared == [False]  # once, with a hash of today's settings


def test_it_holds_no_transaction_while_the_password_is_checked(
    app: Flask, session: Session
) -> None:
    make_user(session)
    pool = app.extensions["hp_database"].engine.pool
    out: list[int] = []

    def is_right(*_: object) -> bool:
        out.append(pool.checkedout())
        return True

    session.rollback()
    before = pool.checkedout()
    with patch.object(passwords, "is_right", is_right):
        assert sign_in(browser(app)).status == 303
    assert out == [before]


def test_it_renews_a_hash_made_with_other_settings(app: Flask, session: Session) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
    user = make_user(session, password_hash=weak)
    assert sign_in(browser(app)).status == 303
    session.refresh(user)
    assert not passwords.is_outdated(user.password_hash)
    assert sign_in(browser(app)).status == 303


def test_it_keeps_neither_password_nor_token_in_clear(app: Flask, session: Session) -> None:
    make_user(session)
    sara = browser(app)
    sign_in(sara, password=WRONG)
    sign_in(sara)
    with sara.http.session_transaction() as cookie:
        token = cookie["user"]
    kept = [
        str(value)
        for table in Base.metadata.sorted_tables
        for row in session.execute(select(table))
        for value in row
    ]
    assert any(value.startswith("$argon2id$") for value in kept)
    for secret in (PASSWORD, WRONG, token):
        assert not any(secret in value for value in kept)


def test_it_notes_who_signed_in(app: Flask, session: Session, clock: object) -> None:
    user = make_user(session)
    sign_in(browser(app), password=WRONG)
    sign_in(browser(app))
    events = session.scalars(select(Event)).all()
    assert [(e.kind, e.user_id, e.at) for e in events] == [(EventKind.SIGNED_IN, user.id, NOW)]


def test_it_keeps_links_and_language_and_renews_the_rest_of_the_cookie(
    app: Flask, session: Session, world: World
) -> None:
    make_user(session)
    client = browser(app)
    client.get("/account/sign-in?lang=en")
    client.get("/account/sign-in")
    links = [[world.anna.id, world.anna.version]]
    with client.http.session_transaction() as cookie:
        cookie["links"] = links
        before = dict(cookie)
    sign_in(client)
    with client.http.session_transaction() as cookie:
        assert (cookie["links"], cookie["language"], cookie.permanent) == (links, "en", True)
        assert cookie.get("csrf_token") != before["csrf_token"]


def test_it_replaces_the_browsers_earlier_session(app: Flask, session: Session) -> None:
    make_user(session)
    sara = browser(app)
    sign_in(sara)
    with sara.http.session_transaction() as cookie:
        first = cookie["user"]
    sara.get("/tests/page")
    assert sara.post("/account/sign-in", {"email": SARA, "password": PASSWORD}).status == 303
    with sara.http.session_transaction() as cookie:
        assert cookie["user"] != first
        cookie["user"] = first
    assert sara.get("/tests/anyone").status == 303
    assert session.scalar(select(func.count()).select_from(UserSession)) == 1


def test_it_sends_on_whoever_is_signed_in(app: Flask, session: Session) -> None:
    make_user(session)
    sara = browser(app)
    sign_in(sara)
    page = sara.get("/account/sign-in?next=/reports")
    assert (page.status, page.location) == (303, "/reports")


def test_it_removes_sessions_that_are_over(app: Flask, session: Session, clock: object) -> None:
    user = make_user(session)
    for hours, name in ((-1, "over"), (1, "not over")):
        session.add(
            UserSession(
                user_id=user.id,
                token_hash=name,
                created_at=NOW - dt.timedelta(days=1),
                expires_at=NOW + dt.timedelta(hours=hours),
            )
        )
    session.commit()
    sign_in(browser(app))
    kept = session.scalars(select(UserSession.token_hash)).all()
    assert "over" not in kept
    assert "not over" in kept


def test_it_lets_a_reader_read_but_not_coordinate(app: Flask, session: Session) -> None:
    make_user(session, "rita@staden.example", role=Role.READER)
    rita = browser(app)
    sign_in(rita, "rita@staden.example")
    assert rita.get("/tests/anyone").text == "rita@staden.example"
    assert rita.get("/tests/coordinator").status == 403


def test_it_shows_the_page_in_swedish_too(app: Flask) -> None:
    client = browser(app)
    client.language = "sv"
    page = client.get("/account/sign-in?next=/reports")
    assert page.one("html")["lang"] == "sv"
    assert "next=" in page.one(".lang a")["href"]
