"""`hp link`: the personal link of an organisation's contact."""

import datetime as dt

import pytest
import time_machine
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from hp.actions.rounds import add_link, add_response
from hp.domain import links
from hp.models import Contact, Organisation, PersonalLink, Response, Round
from hp.rounds.link_command import link as link_command
from tests.client import Client
from tests.world import NOW, World, make_organisation, make_round


@pytest.fixture(autouse=True)
def still(clock: time_machine.Traveller) -> None:
    """The clock stands."""


def run(app: Flask, *args: str) -> Result:
    return app.test_cli_runner().invoke(link_command, list(args))


def address(app: Flask, link: PersonalLink) -> str:
    token = links.make_token(app.extensions["hp_link_key"], link.id, link.version)
    return f"http://localhost/r/{token}\n"


@pytest.mark.parametrize("name", ["Hamnbolaget AB", "  hamnbolaget  ab", "hamn"])
def test_it_prints_the_main_contacts_link(app: Flask, world: World, name: str) -> None:
    result = run(app, name)
    assert (result.exit_code, result.output) == (0, address(app, world.anna))


def test_the_link_opens_the_checklist(app: Flask, world: World) -> None:
    printed = run(app, "Kulturnämnden").stdout.strip()
    page = Client(app).get(printed.removeprefix("http://localhost"))
    assert page.location.endswith(f"/checklist/{world.culture.id}")


def test_it_prints_another_contacts_link_when_asked(app: Flask, world: World) -> None:
    result = run(app, "Hamnbolaget AB", "--contact", " Karin@hamnen.example")
    assert result.output == address(app, world.karin)


def test_it_prints_a_link_that_holds(app: Flask, session: Session, world: World) -> None:
    session.get_one(PersonalLink, world.anna.id).revoked_at = NOW
    session.commit()
    assert run(app, "Hamnbolaget AB").output == address(app, world.karin)
    response = session.get_one(Response, world.harbour.id)
    newer = add_link(session, response, session.get_one(Contact, world.anna.contact_id), NOW)
    session.commit()
    assert run(app, "Hamnbolaget AB").output == address(app, newer)


def test_the_real_round_goes_before_a_test(app: Flask, session: Session, world: World) -> None:
    trial = make_round(session, "Prov", is_test=True, opened_at=NOW)
    response = add_response(
        session, trial, session.get_one(Organisation, world.harbour.organisation_id)
    )
    link = add_link(session, response, session.get_one(Contact, world.anna.contact_id), NOW)
    session.commit()
    assert run(app, "Hamnbolaget AB").output == address(app, world.anna)
    assert run(app, "Hamnbolaget AB", "--round", "prov").output == address(app, link)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("Hamnbolget AB",), "Did you mean Hamnbolaget AB?"),
        (("xyz",), "is called xyz."),
        (("",), "is called"),
        (("n",), "Several are called so: Hamnbolaget AB, Kulturnämnden."),
        (("Kulturnämnden", "--contact", "anna@hamnen.example"), "has no link in 2023"),
        (("Kulturnämnden", "--round", "1999"), "No round 1999 has been opened. There is: 2023."),
    ],
)
def test_it_refuses_in_one_line(app: Flask, world: World, args: tuple[str, ...], said: str) -> None:
    result = run(app, *args)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


def test_who_is_answered_for_has_none_and_it_says_who_answers(
    app: Flask, session: Session, world: World
) -> None:
    session.get_one(Response, world.harbour.id).answered_by_id = world.culture.id
    session.commit()
    assert "Kulturnämnden answers for it" in run(app, "Hamnbolaget AB").stderr


def test_an_organisation_without_contacts_has_none(
    app: Flask, session: Session, world: World
) -> None:
    quay = make_organisation(session, "Kajen AB")
    add_response(session, session.get_one(Round, world.round.id), quay)
    session.commit()
    assert "Kajen AB has no link in 2023." in run(app, "Kajen AB").stderr


def test_without_an_open_round_it_says_what_to_do(
    app: Flask, session: Session, world: World
) -> None:
    session.get_one(Round, world.round.id).closed_at = NOW - dt.timedelta(hours=1)
    session.commit()
    assert "No round is open" in run(app, "Hamnbolaget AB").stderr
    assert run(app, "Hamnbolaget AB", "--round", "2023").output == address(app, world.anna)


def test_links_can_be_handed_out_before_the_opening_day_comes(
    app: Flask, session: Session, world: World
) -> None:
    session.get_one(Round, world.round.id).opened_at = NOW + dt.timedelta(days=3)
    make_round(session, "2024", opened_at=None)
    session.commit()
    assert run(app, "Hamnbolaget AB", "--round", "2023").output == address(app, world.anna)
    assert "No round 2024 has been opened. There is: 2023." in (
        run(app, "Hamnbolaget AB", "--round", "2024").stderr
    )
    assert "No round is open" in run(app, "Hamnbolaget AB").stderr


def test_an_own_deadline_keeps_its_round_the_one_meant(
    app: Flask, session: Session, world: World
) -> None:
    round_ = session.get_one(Round, world.round.id)
    round_.closes_by_itself, round_.due_at = True, NOW - dt.timedelta(days=1)
    session.commit()
    assert "No round is open" in run(app, "Hamnbolaget AB").stderr
    session.get_one(Response, world.harbour.id).due_at = NOW + dt.timedelta(days=1)
    session.commit()
    assert run(app, "Hamnbolaget AB").output == address(app, world.anna)
