"""Preparing a round from a plan."""

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hp.models import Activity, Area, Event, Round
from hp.models.events import EventKind
from tests.client import Client, Page
from tests.rounds.forms import filled_in
from tests.world import make_round

NEW = {"name": "2023", "due_on": "2023-09-15"}


def prepare(client: Client, address: str = "/rounds/new", **changes: str) -> Page:
    page = client.get(address)
    return client.post(page.one("main form")["action"], filled_in(page, **NEW | changes))


def rounds(session: Session) -> list[Round]:
    session.rollback()
    session.expire_all()
    return list(session.scalars(select(Round).order_by(Round.id)))


def test_the_form_is_filled_in_from_the_plan_and_the_person(petra: Client) -> None:
    form = filled_in(petra.get("/rounds/new"))
    assert form["subject_sv"] == "Uppföljning av handlingsplanen för inköp"
    assert form["introduction_sv"].startswith("Göteborgs Stads handlingsplan")
    assert form["due_time"] == "23:59"
    assert (form["contact_name"], form["contact_email"]) == ("Petra Lund", "petra@staden.example")
    assert form["counts_each"] == "yes"
    assert "closes_by_itself" not in form


def test_it_makes_a_round_with_its_own_copy_of_the_plan(petra: Client, session: Session) -> None:
    page = prepare(petra, opens_on="2023-09-04", contact_phone="031-1", closes_by_itself="yes")
    (made,) = rounds(session)
    assert page.location == f"/rounds/{made.id}?done=made"
    assert (made.name, made.opens_on) == ("2023", dt.date(2023, 9, 4))
    assert made.due_at == dt.datetime(2023, 9, 15, 21, 59, 59, tzinfo=dt.UTC)
    assert (made.opened_at, made.closed_at) == (None, None)
    assert (made.contact_name, made.contact_phone) == ("Petra Lund", "031-1")
    assert (made.closes_by_itself, made.counts_each) == (True, True)
    assert (made.shows_drafts, made.is_test) == (False, False)
    assert [activity.number for activity in made.activities] == list(range(1, 14))
    event = session.scalars(select(Event).where(Event.round_id == made.id)).one()
    assert (event.kind, event.user_id) == (EventKind.ROUND_ADDED, 1)
    shown = petra.get(page.location)
    assert "Uppföljningen är sparad" in shown.words("main")
    assert len(shown.html.select(".asked li")) == 13


def test_it_copies_the_plan_of_an_earlier_round(petra: Client, session: Session) -> None:
    earlier = make_round(session, "2022", closed_at=dt.datetime(2022, 10, 1, tzinfo=dt.UTC))
    earlier.areas[0].name_sv = "Egen rubrik"
    session.commit()
    choice = petra.get("/rounds/new")
    links = [a["href"] for a in choice.html.select(".roundlist a")]
    assert links == [f"/rounds/new?plan=round-{earlier.id}", "/rounds/new?plan=plan-2023"]
    prepare(petra, links[0])
    made = rounds(session)[1]
    assert made.previous_round_id == earlier.id
    columns = ("number", "key", "text_sv", "text_en", "takes_not_applicable", "asks_function")
    assert [[getattr(a, c) for c in columns] for a in made.activities] == [
        [getattr(a, c) for c in columns] for a in earlier.activities
    ]
    assert made.areas[0].name_sv == "Egen rubrik"
    made.areas[0].name_sv = "Annan rubrik"
    session.commit()
    assert session.get_one(Area, earlier.areas[0].id).name_sv == "Egen rubrik"
    assert len(session.scalars(select(Activity)).all()) == 26


def test_a_test_round_is_no_plan_to_copy_and_no_previous_round(
    petra: Client, session: Session
) -> None:
    closed = dt.datetime(2022, 10, 1, tzinfo=dt.UTC)
    make_round(session, "Prov", is_test=True, closed_at=closed)
    session.commit()
    page = petra.get("/rounds/new")
    assert page.words("h1") == "Ny uppföljning"
    assert [o.get_text() for o in page.html.select("#previous option")] == ["Ingen"]


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "", "namn"),
        ("name", "2022", "heter så"),
        ("name", "x" * 61, "60 tecken"),
        ("subject_sv", " ", "heter på sidorna"),
        ("sender_en", "x" * 201, "200 tecken"),
        ("introduction_sv", "x" * 10_001, "10 000 tecken"),
        ("opens_on", "4 september", "inget datum"),
        ("opens_on", "1999-01-01", "inget datum"),
        ("due_on", "", "sista dag"),
        ("due_on", "2023-02-30", "inget datum"),
        ("due_on", "2023-08-31", "har passerat"),
        ("due_time", "24:00", "23:59"),
        ("due_time", "", "23:59"),
        ("contact_name", "", "fråga"),
        ("contact_email", "", "skriva till"),
        ("contact_email", "petra", "ingen e-postadress"),
        ("previous", "999", "finns inte längre"),
    ],
)
def test_bad_input_is_explained_at_its_field_and_nothing_is_lost(
    petra: Client, session: Session, field: str, typed: str, said: str
) -> None:
    make_round(session, "2022", opened_at=None)
    session.commit()
    page = prepare(petra, "/rounds/new?plan=plan-2023", **{"contact_phone": "031-9", field: typed})
    assert page.status == 422
    assert len(rounds(session)) == 1
    assert said in page.words(f"#{field}-error")
    assert [a["href"] for a in page.html.select("#problems a")] == [f"#{field}"]
    assert page.one(f"#{field}")["aria-invalid"] == "true"
    assert page.one("#contact_phone")["value"] == "031-9"
    if page.one(f"#{field}").name == "input":
        assert page.one(f"#{field}")["value"] == typed.strip()


def test_the_last_day_cannot_be_before_the_opening_day(petra: Client) -> None:
    page = prepare(petra, opens_on="2023-09-16")
    assert "före öppningsdagen" in page.words("#due_on-error")


@pytest.mark.parametrize(
    "word", ["plan-1999", "plan-../2023", "plan-" + "a" * 300, "round-999", "round-x", "x"]
)
def test_a_plan_that_is_not_there_is_not_found(petra: Client, word: str) -> None:
    petra.get("/rounds")
    assert petra.get("/rounds/new", query_string={"plan": word}).status == 404
    assert petra.post("/rounds/new", NEW, query_string={"plan": word}).status == 404


def test_the_offer_to_try_begins_a_test_round(petra: Client, session: Session) -> None:
    prepare(petra, "/rounds/new?test=yes", name="Prov")
    assert rounds(session)[0].is_test
