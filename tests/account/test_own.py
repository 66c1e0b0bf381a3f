"""One's own account: where one is signed in, and the password."""

import datetime as dt

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from hp.account.devices import name_device
from hp.models import UserSession
from tests.account.people import browser, make_user, sign_in
from tests.client import Client, Page
from tests.world import NOW, PASSWORD

NEW = "tre gröna båtar seglar"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"
)
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0"
)


@pytest.fixture(autouse=True)
def _sara(session: Session, clock: time_machine.Traveller) -> None:
    make_user(session)


def signed_in(app: Flask, user_agent: str = FIREFOX) -> Client:
    client = browser(app)
    client.http.environ_base["HTTP_USER_AGENT"] = user_agent
    sign_in(client)
    return client


def change(client: Client, present: str = PASSWORD, password: str = NEW, again: str = "") -> Page:
    client.get("/account/password")
    values = {"present": present, "password": password, "again": again or password}
    return client.post("/account/password", values)


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [(FIREFOX, "Firefox, Windows"), (SAFARI, "Safari, iPhone"), (EDGE, "Edge, Windows"), ("", "")],
)
def test_a_browser_has_a_short_name(user_agent: str, name: str) -> None:
    assert name_device(user_agent) == name


def test_it_lists_where_one_is_signed_in_and_which_is_here(
    app: Flask, session: Session, clock: time_machine.Traveller
) -> None:
    signed_in(app, SAFARI)
    clock.move_to(NOW + dt.timedelta(hours=1))
    page = signed_in(app).get("/account")
    rows = [" ".join(row.get_text(" ").split()) for row in page.html.select("ul.people li")]
    assert rows[0].startswith("Firefox, Windows This browser Signed in 15:00")
    assert rows[1].startswith("Safari, iPhone Signed in 14:00, last used 14:00")
    kept = session.scalars(select(UserSession)).all()
    assert not [row for row in kept if "Mozilla" in row.device or "192.0.2" in row.device]


def test_one_session_is_ended_and_only_one_of_ones_own(app: Flask, session: Session) -> None:
    phone, here = signed_in(app, SAFARI), signed_in(app)
    other = browser(app).sign_in_as(session, make_user(session, "eva@staden.example"))
    ids = {row.device: row.id for row in session.scalars(select(UserSession))}
    here.get("/account")
    assert here.post(f"/account/sessions/{ids['Safari, iPhone']}/end").status == 303
    assert here.post(f"/account/sessions/{ids['']}/end").status == 303
    assert phone.get("/tests/anyone").status == 303
    assert here.get("/tests/anyone").status == 200
    assert other.get("/tests/anyone").status == 200


def test_all_others_are_ended_at_once(app: Flask, session: Session) -> None:
    others = [signed_in(app, SAFARI), signed_in(app, EDGE)]
    here = signed_in(app)
    here.get("/account")
    assert here.post("/account/sessions/end").location == "/account#sessions"
    assert here.get("/tests/anyone").status == 200
    assert [other.get("/tests/anyone").status for other in others] == [303, 303]


def test_the_password_changes_and_other_sessions_end(app: Flask) -> None:
    there, here = signed_in(app, SAFARI), signed_in(app)
    assert change(here).location == "/account"
    assert here.get("/tests/anyone").status == 200
    assert there.get("/tests/anyone").status == 303
    assert sign_in(browser(app)).status == 422
    assert sign_in(browser(app), password=NEW).status == 303


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"present": "fel fel fel fel fel"}, "present"),
        ({"password": "kort"}, "password"),
        ({"password": "x" * 129}, "password"),
        ({"password": "sara.ek sara.ek sara"}, "password"),
        ({"again": NEW + "n"}, "again"),
    ],
)
def test_what_is_refused_is_said_and_changes_nothing(
    app: Flask, values: dict[str, str], field: str
) -> None:
    here = signed_in(app)
    page = change(here, **values)
    assert page.status == 422
    assert page.one(f"#{field}")["aria-describedby"].endswith(f"{field}-error")
    assert page.one("#problems a")["href"] == f"#{field}"
    assert not [i for i in page.html.select("input[type=password]") if i["value"]]
    assert sign_in(browser(app)).status == 303


def test_who_guesses_at_the_present_password_must_wait(app: Flask) -> None:
    here = signed_in(app)
    statuses = [change(here, present=f"fel fel fel fel {n}").status for n in range(6)]
    assert statuses == [422] * 5 + [429]
    assert change(here).status == 429
