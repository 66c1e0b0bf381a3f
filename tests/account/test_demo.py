"""The demonstration's way in, which must exist nowhere else."""

import dataclasses
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from hp.account.demo import demo_address
from hp.app import create_app
from hp.config import Settings
from hp.models.users import Role
from tests.account.people import SARA, browser, make_user
from tests.world import NOW


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return dataclasses.replace(settings, demo=True)


@pytest.fixture
def path(settings: Settings) -> str:
    return urlsplit(demo_address(settings)).path


@pytest.fixture
def real(settings: Settings) -> Iterator[Flask]:
    """The same installation, served in earnest."""
    made = create_app(dataclasses.replace(settings, demo=False))
    yield made
    made.extensions["hp_database"].close()


def people(session: Session) -> None:
    make_user(session, "rita@staden.example", role=Role.READER, password_hash="!")
    retired = make_user(session, "old@staden.example", password_hash="!")
    retired.retired_at = NOW
    make_user(session, SARA, password_hash="!")
    make_user(session, "second@staden.example", password_hash="!")


def test_it_gives_an_address_of_this_installation(settings: Settings) -> None:
    assert demo_address(settings).startswith("http://localhost/account/demo/")


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.2", "::1", "::ffff:127.0.0.1"])
def test_it_signs_the_first_coordinator_in(
    app: Flask, session: Session, path: str, address: str
) -> None:
    people(session)
    client = browser(app, address)
    page = client.get(path)
    assert (page.status, page.location) == (303, "/overview")
    assert client.get("/tests/coordinator").text == SARA


@pytest.mark.parametrize("address", ["192.0.2.1", "10.0.0.1", "2001:db8::1", ""])
def test_it_is_not_there_for_another_computer(
    app: Flask, session: Session, path: str, address: str
) -> None:
    people(session)
    client = browser(app, address)
    assert client.get(path).status == 404
    assert client.get("/tests/anyone").status == 303


@pytest.mark.parametrize("change", [lambda p: p[:-1], lambda p: p + "0", lambda p: p[:-3] + "åäö"])
def test_it_is_not_there_with_a_wrong_token(
    app: Flask, session: Session, path: str, change: object
) -> None:
    people(session)
    assert browser(app, "127.0.0.1").get(change(path)).status == 404  # type: ignore[operator]


def test_it_is_not_there_outside_a_demonstration(real: Flask, session: Session, path: str) -> None:
    people(session)
    client = browser(real, "127.0.0.1")
    assert client.get(path).status == 404
    with client.http.session_transaction() as cookie:
        assert "user" not in cookie


def test_it_is_not_there_while_nobody_coordinates(app: Flask, path: str) -> None:
    assert browser(app, "127.0.0.1").get(path).status == 404


def test_it_replaces_an_earlier_session(app: Flask, session: Session, path: str) -> None:
    people(session)
    client = browser(app, "127.0.0.1")
    client.get(path)
    with client.http.session_transaction() as cookie:
        first = cookie["user"]
    client.get(path)
    with client.http.session_transaction() as cookie:
        cookie["user"] = first
    assert client.get("/tests/anyone").status == 303
