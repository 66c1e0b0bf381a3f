"""`hp round`: the same life from the terminal."""

import datetime as dt

import pytest
import time_machine
from click.testing import Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from hp.models import PersonalLink, Response, Round
from hp.rounds.commands import round as round_group
from tests.world import NOW, World, make_contact, make_organisation, make_round, make_user

NEW = ("new", "--from", "2023", "--name", "2023", "--due", "2023-09-15")


def run(app: Flask, *args: str) -> Result:
    return app.test_cli_runner().invoke(round_group, list(args))


def rounds(session: Session) -> list[Round]:
    session.rollback()
    session.expire_all()
    return list(session.scalars(select(Round).order_by(Round.id)))


@pytest.fixture(autouse=True)
def still(clock: time_machine.Traveller) -> None:
    """The clock stands."""


def test_a_round_from_its_plan_to_its_end(app: Flask, session: Session) -> None:
    organisation = make_organisation(session, "Hamnbolaget AB")
    make_contact(session, organisation, "Anna Lindqvist")
    session.commit()
    made = run(app, *NEW, "--contact-name", "Sara Ek", "--contact-email", "Sara@Staden.example")
    assert made.exit_code == 0, made.output
    assert made.stdout == "Prepared 2023: 13 activities, last day 2023-09-15 23:59.\n"
    (round_,) = rounds(session)
    assert round_.due_at == dt.datetime(2023, 9, 15, 21, 59, 59, tzinfo=dt.UTC)
    assert (round_.contact_name, round_.contact_email) == ("Sara Ek", "sara@staden.example")
    assert (round_.counts_each, round_.is_test, round_.shows_drafts) == (True, False, False)

    opened = run(app, "open", "2023")
    assert opened.exit_code == 0, opened.output
    assert "Organisations asked: 1." in opened.stdout
    assert "only written to" in opened.stdout
    session.rollback()
    assert len(session.scalars(select(PersonalLink)).all()) == 1
    assert "was opened on 2023-09-01" in run(app, "open", "2023").stdout

    assert run(app, "list").stdout == ("2023\topen\tlast day 2023-09-15 23:59\t0 of 1 submitted\n")
    closed = run(app, "close", "2023")
    assert closed.stdout == "Closed 2023. Not submitted: 1.\n"
    assert rounds(session)[0].closed_at == NOW
    assert "was closed on 2023-09-01" in run(app, "close", "2023").stdout


def test_every_choice_of_the_page_can_be_made(app: Flask, session: Session) -> None:
    make_round(session, "2022", closed_at=NOW)
    session.commit()
    run(app, *NEW, "--opens", "2023-09-04", "--until", "16:00", "--closes-by-itself", "--test")
    run(app, *NEW[:-3], "2024", "--due", "2024-09-15", "--shows-drafts", "--counts-once",
        "--previous", "", "--contact-phone", "031-1", "--contact-role", "inköp")  # fmt: skip
    earlier, trial, other = rounds(session)
    assert trial.due_at == dt.datetime(2023, 9, 15, 14, 0, 59, tzinfo=dt.UTC)
    assert trial.opens_on == dt.date(2023, 9, 4)
    assert (trial.closes_by_itself, trial.is_test) == (True, True)
    assert trial.previous_round_id == earlier.id
    assert (other.shows_drafts, other.counts_each) == (True, False)
    assert (other.contact_phone, other.contact_role_sv) == ("031-1", "inköp")
    assert other.previous_round_id is None


def test_the_contact_is_the_first_coordinator_unless_said(app: Flask, session: Session) -> None:
    make_user(session)
    session.commit()
    run(app, *NEW)
    (round_,) = rounds(session)
    assert (round_.contact_name, round_.contact_email) == ("Sara Ek", "sara.ek@staden.example")


def test_a_last_day_that_has_passed_is_taken(app: Flask, session: Session) -> None:
    make_organisation(session, "Hamnbolaget AB")
    session.commit()
    assert run(app, *NEW[:-1], "2023-08-01").exit_code == 0
    assert run(app, "open", "2023").exit_code == 0
    session.rollback()
    assert len(session.scalars(select(Response)).all()) == 1


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("new", "--from", "1999", "--name", "x", "--due", "2023-09-15"), "no plan 1999"),
        ((*NEW[:-1], "15 september"), "--due is not a date like 2023-09-15."),
        ((*NEW, "--until", "noon"), "--until is not a time"),
        ((*NEW, "--opens", "2023-09-16"), "--due is before the opening day"),
        ((*NEW, "--contact-email", "sara"), "--contact-email is not an e-mail address"),
        ((*NEW, "--previous", "1999"), "no round 1999. There is: 2022."),
        (("new", "--from", "2023", "--name", "2022", "--due", "2023-09-15"), "--name is taken"),
        (("open", "2024"), "no round 2024"),
        (("open", "2022"), "no organisation to ask"),
        (("close", "2022"), "has not been opened"),
    ],
)
def test_it_refuses_in_one_line(
    app: Flask, session: Session, args: tuple[str, ...], said: str
) -> None:
    make_round(session, "2022", opened_at=None)
    session.commit()
    result = run(app, *args)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert len(rounds(session)) == 1


def test_the_plan_of_an_earlier_round_goes_before_the_programs_own(
    app: Flask, session: Session, world: World
) -> None:
    world.round.areas[0].name_sv = "Egen rubrik"
    session.commit()
    run(app, "new", "--from", "2023", "--name", "2024", "--due", "2024-09-15")
    assert rounds(session)[1].areas[0].name_sv == "Egen rubrik"
