"""`hp user add`."""

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from hp.account.commands import user as user_group
from hp.models import Event, User
from hp.models.events import EventKind
from hp.models.users import Role
from tests.account.people import SARA, browser, make_user, sign_in
from tests.world import NOW, PASSWORD


def add(app: Flask, *args: str, password: str | bytes = PASSWORD, asked: bool = False) -> Result:
    how = [] if asked else ["--password-stdin"]
    runner = app.test_cli_runner()
    return runner.invoke(user_group, ["add", *args, *how], input=password)


def test_it_adds_a_coordinator_who_can_sign_in(app: Flask, session: Session, clock: object) -> None:
    result = add(app, "Sara.Ek@Staden.example", "--role", "coordinator", "--name", "Sara Ek")
    assert (result.exit_code, result.output) == (0, f"Added {SARA} as coordinator.\n")
    added = session.scalars(select(User)).one()
    assert (added.email, added.name, added.role) == (SARA, "Sara Ek", Role.COORDINATOR)
    noted = session.scalars(select(Event)).one()
    assert (noted.kind, noted.user_id, noted.at) == (EventKind.USER_ADDED, added.id, NOW)
    client = browser(app)
    sign_in(client)
    assert client.get("/tests/coordinator").text == SARA


def test_it_adds_a_reader(app: Flask, session: Session) -> None:
    add(app, SARA, "--role", "reader")
    assert session.scalars(select(User.role)).one() == Role.READER


@pytest.mark.parametrize("ending", ["\n", "\r\n", ""])
@pytest.mark.parametrize("beginning", ["", "\ufeff"])
def test_it_leaves_out_what_shells_add_to_the_password(
    app: Flask, beginning: str, ending: str
) -> None:
    add(app, SARA, "--role", "reader", password=beginning + PASSWORD + ending)
    assert sign_in(browser(app)).status == 303


def test_it_asks_for_the_password_twice(app: Flask) -> None:
    result = add(app, SARA, "--role", "reader", password=f"{PASSWORD}\n{PASSWORD}\n", asked=True)
    assert result.exit_code == 0
    assert PASSWORD not in result.output
    assert sign_in(browser(app)).status == 303


@pytest.mark.parametrize(
    ("email", "password", "said"),
    [
        (SARA, "fjorton tecken", "at least 15 characters"),
        (SARA, "x" * 129, "at most 128 characters"),
        (SARA, "lösenord lösenord", "among the first to be guessed"),
        (SARA, "sara.ek sara.ek staden", "among the first to be guessed"),
        (SARA, "", "on one line"),
        (SARA, "two lines of words\nand another", "on one line"),
        (SARA, "korrekt häst batteri".encode("cp1252"), "not UTF-8"),
        ("taken@staden.example", PASSWORD, "already"),
        ("TAKEN@staden.example", PASSWORD, "already"),
        ("sara", PASSWORD, "does not look like"),
        ("sara@staden", PASSWORD, "does not look like"),
        ("Sara <sara@staden.example>", PASSWORD, "does not look like"),
        ("sara@staden.example,bo@staden.example", PASSWORD, "does not look like"),
    ],
)
def test_it_refuses_in_one_line(
    app: Flask, session: Session, email: str, password: str | bytes, said: str
) -> None:
    make_user(session, "taken@staden.example")
    result = add(app, email, "--role", "reader", password=password)
    assert result.exit_code != 0
    assert result.stdout == ""
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert len(session.scalars(select(User)).all()) == 1


def test_it_takes_fifteen_characters(app: Flask) -> None:
    assert add(app, SARA, "--role", "reader", password="femton tecken !").exit_code == 0


def test_it_knows_two_roles(app: Flask, session: Session) -> None:
    assert add(app, SARA, "--role", "administrator").exit_code != 0
    assert session.scalars(select(User)).all() == []
