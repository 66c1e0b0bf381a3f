"""Guessing passwords is slowed down, per account and per address."""

import datetime as dt

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from hp.account import passwords
from hp.account.actions import PER_ACCOUNT, PER_ADDRESS
from tests.account.people import SARA, WRONG, browser, make_user, sign_in
from tests.world import NOW

NOBODY = "nobody@staden.example"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, clock: time_machine.Traveller) -> None:
    """Guess by the dozen without argon2's work."""
    monkeypatch.setattr(
        passwords, "is_right", lambda password, kept: bool(kept) and password != WRONG
    )


def guess(app: Flask, times: int, email: str = SARA, address: str = "192.0.2.1") -> list[int]:
    return [sign_in(browser(app, address), email, WRONG).status for _ in range(times)]


@pytest.mark.parametrize("email", [SARA, NOBODY])
def test_it_asks_to_wait_after_five_failures_whether_the_name_is_known_or_not(
    app: Flask, session: Session, email: str
) -> None:
    make_user(session)
    assert guess(app, PER_ACCOUNT + 1, email) == [422] * PER_ACCOUNT + [429]
    page = sign_in(browser(app), email)
    assert page.status == 429
    assert "Wait a quarter of an hour" in page.words("#email-error")
    assert page.one("#email")["value"] == email


def test_it_counts_each_account_apart(app: Flask, session: Session) -> None:
    make_user(session)
    guess(app, PER_ACCOUNT + 1, NOBODY)
    assert sign_in(browser(app)).status == 303


def test_it_counts_an_account_whatever_address_the_guesses_come_from(
    app: Flask, session: Session
) -> None:
    make_user(session)
    for number in range(PER_ACCOUNT):
        guess(app, 1, address=f"192.0.2.{number}")
    assert sign_in(browser(app, "198.51.100.1")).status == 429


def test_it_lets_in_again_after_a_quarter_of_an_hour(
    app: Flask, session: Session, clock: time_machine.Traveller
) -> None:
    make_user(session)
    guess(app, PER_ACCOUNT + 3)
    clock.move_to(NOW + dt.timedelta(minutes=14, seconds=59))
    assert sign_in(browser(app)).status == 429
    clock.move_to(NOW + dt.timedelta(minutes=15))
    assert sign_in(browser(app)).status == 303


def test_it_counts_from_zero_after_a_success(app: Flask, session: Session) -> None:
    make_user(session)
    for _ in range(3):
        assert guess(app, PER_ACCOUNT - 1) == [422] * (PER_ACCOUNT - 1)
        assert sign_in(browser(app)).status == 303


def test_it_asks_an_address_to_wait_after_thirty_failures_with_any_names(
    app: Flask, session: Session
) -> None:
    make_user(session)
    for number in range(PER_ADDRESS):
        guess(app, 1, f"name{number}@staden.example")
    assert sign_in(browser(app)).status == 429
    assert sign_in(browser(app, "198.51.100.1")).status == 303


def test_it_does_not_count_successes_of_an_address(app: Flask, session: Session) -> None:
    make_user(session)
    for _ in range(PER_ADDRESS + 1):
        assert sign_in(browser(app)).status == 303


def test_it_does_not_forgive_an_address_its_failures_for_one_success(
    app: Flask, session: Session
) -> None:
    make_user(session)
    for number in range(PER_ADDRESS - 1):
        guess(app, 1, f"name{number}@staden.example")
    assert sign_in(browser(app)).status == 303
    assert guess(app, 2, NOBODY) == [422, 429]


def test_it_does_not_let_a_waiting_address_use_up_somebody_elses_attempts(
    app: Flask, session: Session
) -> None:
    make_user(session)
    for number in range(PER_ADDRESS):
        guess(app, 1, f"name{number}@staden.example")
    guess(app, PER_ACCOUNT)
    assert sign_in(browser(app, "198.51.100.1")).status == 303
