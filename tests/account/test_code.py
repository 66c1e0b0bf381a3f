"""The second factor: set up, asked for, lost."""

import datetime as dt

import pytest
import time_machine
from flask import Flask
from pyotp import TOTP
from sqlalchemy import select
from sqlalchemy.orm import Session

from hp.account import totp
from hp.models import Base, User
from tests.account.people import SARA, browser, make_user, sign_in
from tests.client import Client, Page
from tests.conftest import SECRET
from tests.world import NOW, PASSWORD

STEP = dt.timedelta(seconds=30)
MINUTE = dt.timedelta(minutes=1)
RFC_6238 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # appendix B: the ASCII text 12345678901234567890


@pytest.fixture
def sara(app: Flask, session: Session, clock: time_machine.Traveller) -> Client:
    make_user(session)
    client = browser(app)
    sign_in(client)
    return client


def secret_on(page: Page) -> str:
    return page.words("p.secret").replace(" ", "")


def set_up(client: Client, clock: time_machine.Traveller) -> tuple[str, list[str]]:
    """Turn it on; the app's secret and the recovery codes. A minute passes."""
    client.get("/account/second-factor")
    assert client.post("/account/second-factor").location == "/account/second-factor"
    secret = secret_on(client.get("/account/second-factor"))
    page = client.post("/account/second-factor/on", {"code": code_of(secret)})
    assert page.status == 200
    assert page.response.headers["Cache-Control"] == "no-store"
    clock.shift(MINUTE)
    return secret, [code.get_text() for code in page.html.select("ul.secret code")]


def code_of(secret: str, steps: int = 0) -> str:
    return TOTP(secret).at(dt.datetime.now(dt.UTC) + steps * STEP)


def enter(client: Client, code: str) -> Page:
    client.get("/account/code")
    return client.post("/account/code", {"code": code})


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    at = dt.datetime.fromtimestamp(seconds, dt.UTC)
    assert totp.find_step(RFC_6238, code, at) == seconds // 30


def test_a_clock_may_be_half_a_minute_awry_and_no_more() -> None:
    found = [totp.find_step(RFC_6238, TOTP(RFC_6238).at(NOW + n * STEP), NOW) for n in range(-3, 4)]
    assert [step is not None for step in found] == [False, False, True, True, True, False, False]


def test_a_code_is_asked_for_after_the_password(
    app: Flask, sara: Client, clock: time_machine.Traveller
) -> None:
    secret, codes = set_up(sara, clock)
    assert len(set(codes)) == 10
    client = browser(app)
    page = sign_in(client, query="?next=/tests/anyone")
    assert page.location == "/account/code?next=/tests/anyone"
    assert client.get("/tests/anyone").status == 303  # not in yet
    client.get("/account/code?next=/tests/anyone")
    page = client.post("/account/code?next=/tests/anyone", {"code": code_of(secret)})
    assert page.location == "/tests/anyone"
    assert client.get("/tests/anyone").text == SARA


def test_a_code_is_taken_once_and_no_older_one_after_it(
    app: Flask, sara: Client, clock: time_machine.Traveller
) -> None:
    secret, _ = set_up(sara, clock)
    code, older = code_of(secret), code_of(secret, -1)
    first, second = browser(app), browser(app)
    sign_in(first)
    sign_in(second)
    assert enter(first, f"{code[:3]} {code[3:]}").status == 303
    assert enter(second, code).status == 422
    assert enter(second, older).status == 422
    clock.shift(MINUTE)
    assert enter(second, code_of(secret)).status == 303


def test_the_code_that_turned_it_on_does_not_sign_in(
    app: Flask, sara: Client, clock: time_machine.Traveller
) -> None:
    secret, _ = set_up(sara, clock)
    clock.shift(-MINUTE)
    client = browser(app)
    sign_in(client)
    assert enter(client, code_of(secret)).status == 422


def test_a_recovery_code_opens_once_however_it_is_typed(
    app: Flask, sara: Client, clock: time_machine.Traveller
) -> None:
    _, codes = set_up(sara, clock)
    for wanted in (303, 422):
        client = browser(app)
        sign_in(client)
        assert enter(client, codes[3].upper().replace("-", " ")).status == wanted
    assert "9 recovery codes left" in sara.get("/account").words()


def test_who_guesses_at_codes_must_wait(
    app: Flask, sara: Client, clock: time_machine.Traveller
) -> None:
    secret, codes = set_up(sara, clock)
    client = browser(app)
    sign_in(client)
    guesses = [enter(client, f"{n:06}").status for n in range(6)]
    assert guesses == [422] * 5 + [429]
    again = browser(app, "192.0.2.9")  # nor from elsewhere, nor with a right code
    sign_in(again)
    assert enter(again, code_of(secret)).status == 429
    assert enter(again, codes[0]).status == 429
    clock.shift(16 * MINUTE)
    sign_in(again)
    assert enter(again, code_of(secret)).status == 303


def test_ten_minutes_after_the_password_one_begins_anew(
    app: Flask, sara: Client, clock: time_machine.Traveller
) -> None:
    secret, _ = set_up(sara, clock)
    client = browser(app)
    sign_in(client)
    client.get("/account/code")
    clock.shift(10 * MINUTE)
    page = client.post("/account/code", {"code": code_of(secret)})
    assert page.location == "/account/sign-in"
    assert client.get("/tests/anyone").status == 303


def test_nobody_comes_to_the_code_without_a_password(app: Flask, sara: Client) -> None:
    assert browser(app).get("/account/code").location == "/account/sign-in"


def test_the_database_alone_tells_no_code(
    app: Flask, sara: Client, session: Session, clock: time_machine.Traveller
) -> None:
    secret, codes = set_up(sara, clock)
    session.rollback()
    kept = " ".join(
        str(value)
        for table in Base.metadata.sorted_tables
        for row in session.execute(select(table))
        for value in row
    )
    for hidden in (secret, *codes):
        assert hidden not in kept
    user = session.scalars(select(User)).one()
    assert user.totp_salt
    assert totp.make_secret(SECRET, user.id, user.totp_salt) == secret
    assert totp.make_secret(SECRET + "x", user.id, user.totp_salt) != secret


def test_it_is_not_on_until_the_app_has_shown_a_right_code(
    app: Flask, sara: Client, clock: time_machine.Traveller
) -> None:
    sara.get("/account/second-factor")
    sara.post("/account/second-factor")
    page = sara.post("/account/second-factor/on", {"code": "123456"})
    assert page.status == 422
    assert secret_on(page)  # the same page, to go on with
    assert sign_in(browser(app)).location == "/overview"


def test_turning_it_off_or_making_new_codes_needs_the_password(
    app: Flask, sara: Client, clock: time_machine.Traveller
) -> None:
    _, codes = set_up(sara, clock)
    sara.get("/account/second-factor")
    wrong = {"password": "fel fel fel fel", "password_off": "fel fel fel fel"}
    assert sara.post("/account/second-factor/codes", wrong).status == 422
    assert sara.post("/account/second-factor/off", wrong).status == 422
    page = sara.post("/account/second-factor/codes", {"password": PASSWORD})
    fresh = [code.get_text() for code in page.html.select("ul.secret code")]
    assert not set(fresh) & set(codes)
    client = browser(app)
    sign_in(client)
    assert enter(client, codes[0]).status == 422
    assert enter(client, fresh[0]).status == 303
    assert sara.post("/account/second-factor/off", {"password_off": PASSWORD}).status == 303
    assert sign_in(browser(app)).location == "/overview"
