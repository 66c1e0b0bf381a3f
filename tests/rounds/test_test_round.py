"""A test round: everything works, nothing of it counts, its mails go to its contact person."""

import datetime as dt
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from hp.actions.rounds import add_link, add_response
from hp.config import Settings
from hp.mail import messages
from hp.models import Contact, Message, Organisation, PersonalLink, Round
from tests.client import Client
from tests.world import NOW, World, make_round


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """With a mail server: without one nobody is told of mails."""
    return replace(settings, mail_url="smtp://localhost")


def make_test_round(session: Session, world: World) -> tuple[Round, PersonalLink]:
    """A test round, opened after the real one, in which Anna is asked."""
    round_ = make_round(
        session,
        "Prov",
        is_test=True,
        opened_at=NOW - dt.timedelta(days=1),
        contact_email="prov@staden.example",
        contact_name="Petra Prov",
    )
    organisation = session.get_one(Organisation, world.harbour.organisation_id)
    response = add_response(session, round_, organisation)
    anna = session.get_one(Contact, world.anna.contact_id)
    link = add_link(session, response, anna, NOW)
    session.commit()
    return round_, link


def test_the_overview_shows_the_real_round_first(
    sara: Client, session: Session, world: World
) -> None:
    make_test_round(session, world)
    page = sara.get("/overview")
    assert page.words(".kicker") == "Uppföljning 2023"
    assert [a.get_text(" ") for a in page.html.select(".rounds a")] == ["2023", "Prov  Testomgång"]
    page = sara.get("/overview?round=Prov")
    assert page.words(".kicker") == "Uppföljning Prov Testomgång"
    assert "Ingenting som besvaras här räknas" in page.words("header")


def test_the_respondent_is_told_on_every_page(
    app: Flask, session: Session, world: World, anna: Client
) -> None:
    _round, link = make_test_round(session, world)
    trial = Client(app).open_link(link)
    for path in ("", "/review", "/questions"):
        page = trial.get(f"/checklist/{link.response_id}{path}")
        assert "Ingenting som besvaras här räknas" in page.words("header")
        page = anna.get(f"/checklist/{world.harbour.id}{path}")
        assert "Ingenting som besvaras här räknas" not in page.text


def test_the_respondent_is_told_where_the_receipt_goes(
    app: Flask, session: Session, world: World
) -> None:
    _round, link = make_test_round(session, world)
    page = Client(app).open_link(link).get(f"/checklist/{link.response_id}/review")
    assert "prov@staden.example" in page.words("#hand-in")


def mail(app: Flask, session: Session, link: PersonalLink) -> Message:
    with app.app_context():
        messages.add_new_link(session, link_id=link.id, now=NOW)
    session.commit()
    return session.scalars(select(Message)).one()


def test_its_mails_go_to_the_contact_person_and_say_whom_they_were_for(
    app: Flask, session: Session, world: World
) -> None:
    _round, link = make_test_round(session, world)
    message = mail(app, session, link)
    assert (message.to_name, message.to_email) == ("Petra Prov", "prov@staden.example")
    assert message.subject.startswith("[Test] ")
    for words in (message.text, message.html):
        assert "Anna Lindqvist" in words
        assert "anna@hamnen.example" in words
        assert "Hamnbolaget AB" in words


def test_mails_of_a_real_round_know_nothing_of_tests(
    app: Flask, session: Session, world: World
) -> None:
    message = mail(app, session, world.anna)
    assert message.to_email == "anna@hamnen.example"
    assert "[Test]" not in message.subject
    assert "anna@hamnen.example" not in message.text
