"""GET /organisations/<id>: one organisation, what it answered and who did what when."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from hp.domain.answers import ResponseStatus
from hp.models import Event, PersonalLink, Response, Succession
from hp.models.events import EventKind
from hp.models.users import Role
from tests.client import Client, Page
from tests.overview.arrange import answer, ask, hand_in, reopen
from tests.world import NOW, World, make_contact, make_organisation, make_round, make_user

Counting = Callable[[], AbstractContextManager[list[str]]]


def address(response: Response, query: str = "") -> str:
    return f"/organisations/{response.organisation_id}{query}"


def answers(page: Page) -> list[str]:
    """What stands beside each activity, but for what can be done with it."""
    for link in page.html.select(".mask-it"):
        link.decompose()
    return [" ".join(dd.get_text(" ").split()) for dd in page.html.select(".sum dd")]


def happened(page: Page) -> list[str]:
    """The history's lines, the latest first."""
    return [" ".join(line.get_text(" ").split()) for line in page.html.select("ol.log li")]


def note(
    session: Session,
    link: PersonalLink,
    kind: EventKind = EventKind.ANSWER_SAVED,
    at: dt.datetime = NOW,
    **fields: Any,
) -> None:
    session.add(
        Event(at=at, kind=kind, response_id=link.response_id, contact_id=link.contact_id, **fields)
    )


def test_it_shows_exactly_what_was_handed_in_and_by_whom(
    sara: Client, session: Session, world: World
) -> None:
    comments = {2: "Klart innan augusti 2023", 11: "Ekonomichef <b>"}
    hand_in(session, world.harbour, "ypyyxnyyypyny", comments, {6: dt.date(2024, 3, 1)})
    session.commit()
    page = sara.get(address(world.harbour))
    assert page.words("h1") == "Hamnbolaget AB"
    assert page.words(".kicker") == "Company · Hamn · Follow-up 2023"
    assert answers(page) == [
        "Yes",
        "Partly Klart innan augusti 2023",
        "Yes",
        "Yes",
        "Not applicable",
        "No Done by 1 March 2024",
        "Yes",
        "Yes",
        "Yes",
        "Partly",
        "Yes Ekonomichef <b>",
        "No",
        "Yes",
    ]
    assert [head.get_text() for head in page.html.select(".rev h2")][1] == "Better control"
    assert page.words("ul.plain") == "2023-0011 1 September 2023 14:00, Anna Lindqvist, Ekonomichef"


def test_before_hand_in_it_shows_only_what_is_answered(
    sara: Client, session: Session, world: World
) -> None:
    answer(session, world.harbour, "yn.p", {2: "Hemligt utkast"}, {2: dt.date(2031, 1, 1)})
    note(session, world.anna, number=2, version=1)
    session.commit()
    page = sara.get(address(world.harbour))
    hidden = "Answered, not submitted"
    assert answers(page) == [hidden, hidden, "Not answered", hidden, *["Not answered"] * 9]
    assert "Started 3/13" in page.words(".facts")
    assert "Hemligt" not in page.text
    assert "2031" not in page.text
    assert happened(page) == []
    assert "Changes are shown when the organisation submits." in page.words()


def test_a_reopened_response_keeps_its_latest_hand_in(
    sara: Client, session: Session, world: World
) -> None:
    hand_in(session, world.harbour, "n" * 13, {1: "Först."}, at=NOW - dt.timedelta(days=2))
    again = NOW - dt.timedelta(days=1)
    hand_in(session, world.harbour, "p" * 13, {1: "Sedan."}, at=again, ordinal=2, is_late=True)
    answer(session, world.harbour, "y" * 13, {1: "Utkast."})
    reopen(world.harbour)
    session.commit()
    page = sara.get(address(world.harbour))
    assert answers(page) == ["Partly Sedan.", *["Partly"] * 12]
    assert "Ready to submit Reopened" in page.words(".facts")
    assert "Utkast." not in page.text
    hand_ins = [" ".join(li.get_text(" ").split()) for li in page.html.select("ul.plain li")]
    assert [line.split()[0] for line in hand_ins] == ["2023-0012", "2023-0011"]
    assert "Ekonomichef Late" in hand_ins[0]
    assert "Late" not in hand_ins[1]


def test_drafts_are_shown_where_the_round_shows_them(
    sara: Client, session: Session, world: World
) -> None:
    world.round.shows_drafts = True
    answer(session, world.harbour, "yn", {2: "Utkast."})
    note(session, world.anna, number=2, version=1)
    hand_in(session, world.culture, "n" * 13)
    answer(session, world.culture, "y" * 13)
    reopen(world.culture)
    session.commit()
    page = sara.get(address(world.harbour))
    assert answers(page)[:3] == ["Yes", "No Utkast.", "Not answered"]
    assert len(happened(page)) == 1
    assert answers(sara.get(address(world.culture))) == ["No"] * 13


def test_it_tells_who_did_what_when(sara: Client, session: Session, world: World) -> None:
    hours = [NOW - dt.timedelta(hours=n) for n in range(6)]
    note(session, world.anna, number=7, version=1, at=hours[5])
    note(session, world.karin, number=7, version=2, at=hours[4])
    note(session, world.anna, number=8, version=1, at=hours[5] - dt.timedelta(hours=1))
    note(session, world.anna, EventKind.SUBMITTED, at=hours[3], version=1)
    note(session, world.karin, EventKind.REOPENED, at=hours[2])
    note(session, world.karin, number=7, version=3, at=hours[1])
    note(session, world.bo, EventKind.LINK_REQUESTED)
    hand_in(session, world.harbour, at=hours[3])
    reopen(world.harbour, at=hours[2])
    session.commit()
    page = sara.get(address(world.harbour))
    assert happened(page) == [
        "1 Sept 2023 12:00 Response reopened, by Karin Berg",
        "1 Sept 2023 11:00 Answers submitted, by Anna Lindqvist",
        "1 Sept 2023 10:00 One answer saved, by Karin Berg",
        "1 Sept 2023 09:00 Answers saved 2 times, by Anna Lindqvist",
    ]
    assert "Changes since the latest hand-in" in page.words()


def test_it_says_whom_to_write_to(sara: Client, session: Session, world: World) -> None:
    organisation = make_organisation(session, "Nya bolaget")
    contact = make_contact(session, organisation, "Eva Gammal", retired_at=NOW)
    session.commit()
    people = sara.get(address(world.harbour)).words(".people")
    assert "Anna Lindqvist main contact Ekonomichef anna@hamnen.example" in people
    assert "Karin Berg deputy Inköpare karin@hamnen.example" in people
    assert "Bo Ek" not in people
    page = sara.get(f"/organisations/{organisation.id}")
    assert contact.name not in page.text
    assert "has not been asked in any follow-up" in page.words()


def test_an_own_deadline_is_shown_as_one(sara: Client, session: Session, world: World) -> None:
    assert "Last day 15 September 2023" in sara.get(address(world.harbour)).words(".facts")
    world.harbour.due_at = NOW + dt.timedelta(days=30)
    session.commit()
    facts = sara.get(address(world.harbour)).words(".facts")
    assert "Last day 1 October 2023 Its own deadline" in facts


def test_it_says_why_somebody_does_not_answer(sara: Client, session: Session, world: World) -> None:
    world.harbour.status = ResponseStatus.EXCUSED
    world.harbour.excused_reason = "Avvecklas & säljs"
    session.commit()
    facts = sara.get(address(world.harbour)).words(".facts")
    assert "Not answering Avvecklas & säljs" in facts


def test_it_tells_what_an_organisation_was_and_became(
    sara: Client, session: Session, world: World
) -> None:
    before = make_organisation(session, "Byggnadsnämnden")
    for predecessor, successor in (
        (before.id, world.culture.organisation_id),
        (before.id, world.harbour.organisation_id),
    ):
        session.add(
            Succession(
                predecessor_id=predecessor,
                successor_id=successor,
                took_over_on=dt.date(2023, 1, 2),
            )
        )
    session.commit()
    page = sara.get(address(world.culture))
    assert "formerly Byggnadsnämnden" in page.words()
    old = page.one(f'a[href="/organisations/{before.id}"]')["href"]
    assert "Since 2 January 2023 instead: Hamnbolaget AB , Kulturnämnden" in sara.get(old).words()


def test_each_round_has_its_own_answers_and_the_name_of_its_day(
    sara: Client, session: Session, world: World
) -> None:
    older = make_round(session, "2022", opened_at=NOW - dt.timedelta(days=300))
    elsewhere = make_round(session, "2021", opened_at=NOW - dt.timedelta(days=700))
    ask(session, elsewhere, "Andra bolaget")
    response = Response(
        round_id=older.id,
        organisation_id=world.harbour.organisation_id,
        name="Hamnförvaltningen",
        sort_key="hamn",
        kind=world.harbour.kind,
        marks="." * 13,
    )
    session.add(response)
    session.flush()
    hand_in(session, response, "n" * 13, at=NOW - dt.timedelta(days=280))
    session.commit()
    page = sara.get(address(world.harbour))
    assert answers(page) == ["Not answered"] * 13
    others = [link.get_text() for link in page.html.select("nav ul.choices a")]
    assert others == ["2023", "2022"]
    page = sara.get(address(world.harbour, "?round=2022"))
    assert page.words("h1") == "Hamnförvaltningen"
    assert answers(page) == ["No"] * 13
    assert sara.get(address(world.harbour, "?round=2021")).status == 404


def test_an_unknown_organisation_is_not_found(sara: Client) -> None:
    assert sara.get("/organisations/999").status == 404
    assert sara.get("/organisations/99999999999999999999999").status == 404


@pytest.mark.parametrize("who", ["client", "anna"])
def test_it_asks_to_sign_in(who: str, world: World, request: pytest.FixtureRequest) -> None:
    browser: Client = request.getfixturevalue(who)
    assert browser.get(address(world.harbour)).status == 303


def test_a_reader_may_look(app: Flask, session: Session, world: World) -> None:
    reader = make_user(session, "las@staden.example", Role.READER)
    session.commit()
    assert Client(app).sign_in_as(session, reader).get(address(world.harbour)).status == 200


def test_it_asks_the_database_as_much_whatever_has_happened(
    sara: Client, session: Session, world: World, count_queries: Counting
) -> None:
    counts = []
    for events in (1, 60):
        for n in range(events):
            note(session, world.anna, number=n % 13 + 1, version=n + 1)
        hand_in(session, world.harbour, ordinal=events)
        session.commit()
        with count_queries() as sent:
            assert sara.get(address(world.harbour)).status == 200
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 18
