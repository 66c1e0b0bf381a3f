"""What was handed in the round before: beside each activity, and as a page."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from hp.actions.rounds import add_link, add_response
from hp.models import Activity, Organisation, PersonalLink, Response, Round, Succession
from hp.models.organisations import OrganisationKind
from tests import world as world_module
from tests.checklist.tab import Tab, answer_everything, hand_in, submit_everything
from tests.client import Client
from tests.world import NOW, World

LAST_YEAR = NOW - dt.timedelta(days=400)


@pytest.fixture
def before(session: Session, world: World) -> Round:
    """The round of 2022, still open so that these tests can answer in it."""
    made = world_module.make_round(session, "2022", opened_at=LAST_YEAR)
    session.get_one(Round, world.round.id).previous_round_id = made.id
    session.commit()
    return made


def answerer(app: Flask, session: Session, response: Response) -> Client:
    """A browser of somebody who answers this response."""
    organisation = session.get_one(Organisation, response.organisation_id)
    contact = world_module.make_contact(session, organisation, "Erik Ek", email="erik@x.example")
    link: PersonalLink = add_link(session, response, contact, LAST_YEAR)
    session.commit()
    return Client(app).open_link(link)


def took_part(
    app: Flask, session: Session, before: Round, organisation_id: int, value: str, comment: str = ""
) -> Client:
    """This organisation handed in the same answer to everything in the round before."""
    organisation = session.get_one(Organisation, organisation_id)
    response = add_response(session, before, organisation)
    client = answerer(app, session, response)
    answer_everything(client, response, value, comment=comment)
    hand_in(client, response)
    return client


def took_over(session: Session, predecessor: Organisation, successor_id: int) -> None:
    session.add(
        Succession(
            predecessor_id=predecessor.id,
            successor_id=successor_id,
            took_over_on=dt.date(2023, 1, 2),
        )
    )
    session.commit()


def test_it_stands_beside_each_activity(
    app: Flask, anna: Client, session: Session, world: World, before: Round
) -> None:
    comment = "Pågår <b>& väntar</b>"
    took_part(app, session, before, world.harbour.organisation_id, "partly", comment)
    page = anna.get(f"/checklist/{world.harbour.id}")
    said = page.words("#activity-2 .prev")
    assert said == f"2022: Delvis {comment}"
    assert not page.html.select(".prev b")


def test_only_what_was_handed_in_is_shown(
    app: Flask, anna: Client, session: Session, world: World, before: Round
) -> None:
    organisation = session.get_one(Organisation, world.harbour.organisation_id)
    response = add_response(session, before, organisation)
    answer_everything(answerer(app, session, response), response, "no")
    page = anna.get(f"/checklist/{world.harbour.id}")
    assert page.words("#activity-2 .prev") == ""
    gone = anna.get(f"/checklist/{world.harbour.id}/previous")
    assert gone.words("h1") == "Det finns inget tidigare svar"


def test_a_reopened_hand_in_still_counts(
    app: Flask, anna: Client, session: Session, world: World, before: Round
) -> None:
    client = took_part(app, session, before, world.harbour.organisation_id, "no")
    response = session.query(Response).filter_by(round_id=before.id).one()
    client.post(f"/checklist/{response.id}/reopen")
    Tab(client, response).save(2, "yes")
    assert "Nej" in anna.get(f"/checklist/{world.harbour.id}").words("#activity-2 .prev")


def test_both_predecessors_are_shown_by_name(
    app: Flask, bo: Client, session: Session, world: World, before: Round
) -> None:
    for name, value in (("Fritidsnämnden", "yes"), ("Biblioteksnämnden", "no")):
        old = world_module.make_organisation(session, name, OrganisationKind.COMMITTEE)
        took_over(session, old, world.culture.organisation_id)
        took_part(app, session, before, old.id, value)
    page = bo.get(f"/checklist/{world.culture.id}")
    said = [p.get_text(" ", strip=True) for p in page.html.select("#activity-2 .prev p")]
    assert said == ["2022 Biblioteksnämnden : Nej", "2022 Fritidsnämnden : Ja"]
    whole = bo.get(f"/checklist/{world.culture.id}/previous")
    assert "Biblioteksnämnden" in whole.words("main")
    assert "Fritidsnämnden" in whole.words("main")


def test_one_predecessor_is_named_too(
    app: Flask, bo: Client, session: Session, world: World, before: Round
) -> None:
    old = world_module.make_organisation(session, "Fritidsnämnden", OrganisationKind.COMMITTEE)
    took_over(session, old, world.culture.organisation_id)
    took_part(app, session, before, old.id, "yes")
    page = bo.get(f"/checklist/{world.culture.id}")
    assert "Fritidsnämnden" in page.words("#activity-2 .prev")


def test_one_predecessor_can_have_two_successors(
    app: Flask, anna: Client, bo: Client, session: Session, world: World, before: Round
) -> None:
    old = world_module.make_organisation(session, "Gamla bolaget AB")
    for response in (world.harbour, world.culture):
        took_over(session, old, response.organisation_id)
    took_part(app, session, before, old.id, "yes")
    for client, response in ((anna, world.harbour), (bo, world.culture)):
        page = client.get(f"/checklist/{response.id}")
        assert "Gamla bolaget AB" in page.words("#activity-2 .prev")


def test_nobody_elses_answers_are_shown(
    app: Flask, bo: Client, session: Session, world: World, before: Round
) -> None:
    took_part(app, session, before, world.harbour.organisation_id, "no", "Hemligt")
    for path in ("", "/previous"):
        page = bo.get(f"/checklist/{world.culture.id}{path}")
        assert page.status == 200
        assert "Hemligt" not in page.text


def test_activities_are_the_same_by_their_key_and_not_their_number(
    app: Flask, anna: Client, session: Session, world: World, before: Round
) -> None:
    by_number = {a.number: a for a in session.query(Activity).filter_by(round_id=before.id)}
    by_number[2].key = "dropped-since"
    session.flush()
    by_number[4].key = "basic-training"  # the key of activity 2 this year
    session.commit()
    organisation = session.get_one(Organisation, world.harbour.organisation_id)
    response = add_response(session, before, organisation)
    client = answerer(app, session, response)
    tab = answer_everything(client, response, "yes")
    tab.fill(4, "no", comment="Hette fyra då").submit()
    hand_in(client, response)
    page = anna.get(f"/checklist/{world.harbour.id}")
    assert "Hette fyra då" in page.words("#activity-2 .prev")
    assert page.words("#activity-4 .prev") == "Ny aktivitet, inget svar från 2022"


def test_the_whole_response_is_one_page_to_read(
    app: Flask, anna: Client, session: Session, world: World, before: Round
) -> None:
    comment = "Rad ett\n<i>rad</i> två"
    took_part(app, session, before, world.harbour.organisation_id, "no", comment)
    page = anna.get(f"/checklist/{world.harbour.id}/previous")
    assert page.words("h1") == "Svaren i uppföljning 2022"
    assert [c.get_text() for c in page.html.select(".kept")] == [comment] * 13
    assert not page.html.select("main i, main form")
    link = anna.get(f"/checklist/{world.harbour.id}").one("a[href$='/previous']")
    assert link["href"] == f"/checklist/{world.harbour.id}/previous"


def test_without_a_round_before_there_is_nothing_to_show(anna: Client, world: World) -> None:
    page = anna.get(f"/checklist/{world.harbour.id}")
    assert page.words("#activity-2 .prev") == ""
    assert not page.html.select("a[href$='/previous']")
    gone = anna.get(f"/checklist/{world.harbour.id}/previous")
    assert (gone.status, gone.words("h1")) == (200, "Det finns inget tidigare svar")


def test_it_still_needs_few_questions_to_the_database(
    app: Flask,
    anna: Client,
    session: Session,
    world: World,
    before: Round,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    took_part(app, session, before, world.harbour.organisation_id, "no")
    submit_everything(anna, world.harbour)
    anna.post(f"/checklist/{world.harbour.id}/reopen")
    with count_queries() as sent:
        assert anna.get(f"/checklist/{world.harbour.id}").status == 200
    assert len(sent) <= 6, "\n".join(sent)
