"""The pages that open, show and close a round."""

import datetime as dt
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from hp.domain.answers import ResponseStatus
from hp.models import Event, Response, Round
from hp.models.events import EventKind
from tests.client import Client
from tests.world import NOW, World, make_contact, make_organisation, make_round


def prepare(session: Session, **fields: object) -> Round:
    round_ = make_round(session, **({"opened_at": None} | fields))
    session.commit()
    return round_


def stored(session: Session, round_: Round) -> Round:
    session.rollback()
    session.expire_all()
    return session.get_one(Round, round_.id)


def test_the_page_of_opening_says_who_is_asked_and_who_cannot_be_reached(
    petra: Client, session: Session
) -> None:
    harbour = make_organisation(session, "Hamnbolaget AB")
    make_contact(session, harbour, "Anna Lindqvist")
    culture = make_organisation(session, "Kulturnämnden")
    make_contact(session, culture, "Bo Ek", email="")
    page = petra.get(f"/rounds/{prepare(session).id}/open")
    words = page.words("main")
    assert "2 organisationer får frågan." in words
    assert "1 organisation saknar kontaktperson med e-postadress" in words
    assert [a.get_text() for a in page.html.select(".note details a")] == ["Kulturnämnden"]
    assert "inte är en testomgång" in words
    assert "13 aktiviteter" in words


def test_it_warns_where_mail_only_goes_to_a_folder(
    app: Flask, petra: Client, session: Session, tmp_path: Path
) -> None:
    make_organisation(session, "Hamnbolaget AB")
    words = petra.get(f"/rounds/{prepare(session).id}/open").words("main")
    assert "Mejl skrivs bara till en mapp" in words
    assert str(tmp_path / "outbox") in words


def test_opening_leads_to_the_round_and_lets_people_in(petra: Client, session: Session) -> None:
    make_organisation(session, "Hamnbolaget AB")
    address = f"/rounds/{prepare(session).id}"
    assert petra.get(address).one(".btn-primary")["href"] == f"{address}/open"
    petra.get(f"{address}/open")
    page = petra.post(f"{address}/open")
    assert page.location == f"{address}?done=opened"
    words = petra.get(page.location).words("main")
    assert "Uppföljningen är öppnad" in words
    assert "0 av 1 har lämnat in" in words
    assert petra.get("/overview").status == 200
    assert petra.post(f"{address}/open").status == 303
    assert petra.get(f"{address}/open").location == address
    opened = select(Event).where(Event.kind == EventKind.ROUND_OPENED)
    assert len(session.scalars(opened).all()) == 1


@pytest.mark.parametrize("reason", ["organisation", "passerat", "testomgång"])
def test_what_is_in_the_way_is_said_with_what_to_do(
    petra: Client, session: Session, reason: str
) -> None:
    fields: dict[str, dict[str, object]] = {
        "organisation": {},
        "passerat": {"due_at": NOW - dt.timedelta(days=1), "closes_by_itself": True},
        "testomgång": {"is_test": True, "contact_email": ""},
    }
    if reason != "organisation":
        make_organisation(session, "Hamnbolaget AB")
    round_ = prepare(session, **fields[reason])
    page = petra.get(f"/rounds/{round_.id}/open")
    assert reason in page.words("#problems").lower()
    assert page.html.select("main form") == []
    assert petra.get(page.one("#problems a")["href"]).status in (200, 404)  # another room's
    petra.get("/rounds")
    assert petra.post(f"/rounds/{round_.id}/open").status == 422
    assert stored(session, round_).opened_at is None


def test_an_overdue_round_can_be_opened_with_a_warning(petra: Client, session: Session) -> None:
    make_organisation(session, "Hamnbolaget AB")
    round_ = prepare(session, due_at=NOW - dt.timedelta(days=1))
    page = petra.get(f"/rounds/{round_.id}/open")
    assert "märkas som sena" in page.words("main")
    assert petra.post(f"/rounds/{round_.id}/open").status == 303


def test_a_round_with_an_opening_day_waits_for_it(petra: Client, session: Session) -> None:
    make_organisation(session, "Hamnbolaget AB")
    round_ = prepare(session, opens_on=dt.date(2023, 9, 4))
    page = petra.get(f"/rounds/{round_.id}/open")
    assert "De kan svara från 4 september 2023" in page.words("main")
    petra.post(f"/rounds/{round_.id}/open")
    assert "Öppnar 4 september 2023" in petra.get(f"/rounds/{round_.id}").words("main")


def test_closing_says_first_who_has_not_handed_in(
    sara: Client, session: Session, world: World
) -> None:
    session.get_one(Response, world.culture.id).status = ResponseStatus.SUBMITTED
    session.commit()
    page = sara.get(f"/rounds/{world.round.id}/close")
    assert "1 organisation har inte lämnat in." in page.words("main")
    (item,) = page.html.select(".roundlist li")
    assert " ".join(item.get_text(" ").split()) == "Hamnbolaget AB Ej påbörjad"


def test_closing_names_neither_excused_nor_those_who_are_done(
    sara: Client, session: Session, world: World
) -> None:
    session.get_one(Response, world.culture.id).status = ResponseStatus.SUBMITTED
    session.get_one(Response, world.harbour.id).status = ResponseStatus.EXCUSED
    session.commit()
    page = sara.get(f"/rounds/{world.round.id}/close")
    assert "Alla som fått frågan har lämnat in." in page.words("main")


def test_closing_takes_no_more_answers_and_happens_once(
    sara: Client, anna: Client, session: Session, world: World
) -> None:
    address = f"/rounds/{world.round.id}"
    sara.get(f"{address}/close")
    assert sara.post(f"{address}/close").location == f"{address}?done=closed"
    assert sara.post(f"{address}/close").status == 303
    assert stored(session, world.round).closed_at == NOW
    closed = select(Event).where(Event.kind == EventKind.ROUND_CLOSED)
    assert len(session.scalars(closed).all()) == 1
    page = sara.get(f"{address}?done=closed")
    assert "Uppföljningen är stängd" in page.words("main")
    assert "Stängdes 1 september 2023" in page.words("main")
    assert sara.get(f"{address}/close").location == address
    assert anna.get(f"/checklist/{world.harbour.id}").html.select("#checklist") == []


def test_what_is_not_open_cannot_be_closed(petra: Client, session: Session) -> None:
    round_ = prepare(session)
    assert petra.get(f"/rounds/{round_.id}/close").location == f"/rounds/{round_.id}"
    petra.get("/rounds")
    petra.post(f"/rounds/{round_.id}/close")
    assert stored(session, round_).closed_at is None


@pytest.mark.parametrize("path", ["", "/change", "/open", "/close"])
def test_pages_are_for_coordinators_and_for_rounds_that_exist(
    petra: Client, reader: Client, client: Client, session: Session, path: str
) -> None:
    round_ = prepare(session)
    assert petra.get(f"/rounds/999{path}").status == 404
    assert reader.get(f"/rounds/{round_.id}{path}").status == 403
    assert client.get(f"/rounds/{round_.id}{path}").location.startswith("/account/sign-in")


def test_the_page_of_a_round_shows_it_in_english_too(
    app: Flask, sara: Client, world: World
) -> None:
    sara.language = "en"
    page = sara.get(f"/rounds/{world.round.id}")
    assert page.words("h1") == "Follow-up 2023"
    assert len(page.html.select(".asked li")) == 13
    for path in ("/change", "/close"):
        assert sara.get(f"/rounds/{world.round.id}{path}").status == 200


def test_what_closed_by_itself_can_be_closed_while_own_deadlines_keep_some_in(
    sara: Client, anna: Client, session: Session, world: World
) -> None:
    round_ = session.get_one(Round, world.round.id)
    round_.closes_by_itself, round_.due_at = True, NOW - dt.timedelta(days=1)
    session.commit()
    address = f"/rounds/{world.round.id}"
    page = sara.get(address)
    assert "egen senare sista dag" not in page.words("main")
    assert sara.get(f"{address}/close").location == address
    session.get_one(Response, world.harbour.id).due_at = NOW + dt.timedelta(days=1)
    session.commit()
    page = sara.get(address)
    assert "1 organisation har en egen senare sista dag" in page.words("main")
    assert page.one(f'a[href="{address}/close"]')
    assert sara.get(f"{address}/close").status == 200
    sara.post(f"{address}/close")
    assert not anna.get(f"/checklist/{world.harbour.id}").html.select("#checklist")
    assert "egen senare sista dag" not in sara.get(address).words("main")


def test_what_waits_for_its_day_says_where_links_are(petra: Client, session: Session) -> None:
    make_organisation(session, "Hamnbolaget AB")
    round_ = prepare(session, opens_on=dt.date(2023, 9, 4))
    petra.get(f"/rounds/{round_.id}/open")
    page = petra.post(f"/rounds/{round_.id}/open")
    assert "från och med öppningsdagen" in petra.get(page.location or "").words(".note")
