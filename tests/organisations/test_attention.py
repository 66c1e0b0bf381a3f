"""/organisations/attention: who cannot be reached, and what respondents have changed."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlalchemy.orm import Session

from hp.models import Contact, Event, Mailing, Message, Organisation, PersonalLink
from hp.models.events import EventKind
from hp.models.mail import MailingKind, MessageState
from hp.models.organisations import ContactRole
from tests.client import Client, Page
from tests.world import NOW, World, make_contact, make_organisation, make_round

Counting = Callable[[], AbstractContextManager[list[str]]]


def mailed(
    session: Session, world: World, link: PersonalLink, state: MessageState, number: int
) -> None:
    contact = session.get_one(Contact, link.contact_id)
    mailing = Mailing(kind=MailingKind.RECEIPT, round_id=world.round.id, created_at=NOW)
    session.add(mailing)
    session.flush()
    session.add(
        Message(
            mailing_id=mailing.id,
            response_id=link.response_id,
            contact_id=contact.id,
            link_id=link.id,
            message_id=f"<{number}@x>",
            to_name=contact.name,
            to_email=contact.email,
            language="sv",
            subject="Kvitto",
            text="",
            html="",
            state=state,
            not_before=NOW,
            error="550 No such user" if state is MessageState.REFUSED else "",
        )
    )
    session.commit()


def hrefs(page: Page) -> list[str]:
    return [link["href"] for link in page.html.select(".people a, .log a")]


def look(sara: Client) -> Page:
    return sara.get("/organisations/attention")


def test_when_all_is_well_it_says_so(sara: Client, world: World) -> None:
    page = look(sara)
    assert "Everybody can be reached" in page.words("main")
    assert hrefs(page) == []


def test_it_leads_to_who_lacks_an_address_or_a_contact(
    sara: Client, session: Session, world: World
) -> None:
    empty = make_organisation(session, "Nya bolaget")
    followed = make_organisation(session, "Färjebolaget AB")
    followed.answered_by_id = world.harbour.organisation_id
    gone = make_organisation(session, "Gamla nämnden")
    gone.retired_on = dt.date(2023, 1, 2)
    karin = session.get_one(Contact, world.karin.contact_id)
    karin.email = ""
    make_contact(session, empty, "Eva Gammal", retired_at=NOW)
    make_contact(session, empty, "Olle Hjälp", role=ContactRole.COLLEAGUE)
    session.commit()
    contacts = f"/organisations/{world.harbour.organisation_id}/contacts"
    assert hrefs(look(sara)) == [
        f"/organisations/{empty.id}/contacts/new",
        f"{contacts}/{karin.id}",
    ]
    assert "2 things to look at" in sara.get("/organisations").words("main")


def test_it_leads_to_addresses_that_the_last_mail_did_not_reach(
    sara: Client, session: Session, world: World
) -> None:
    mailed(session, world, world.anna, MessageState.REFUSED, 1)
    mailed(session, world, world.karin, MessageState.REFUSED, 2)
    mailed(session, world, world.karin, MessageState.SENT, 3)
    page = look(sara)
    anna = f"/organisations/{world.harbour.organisation_id}/contacts/{world.anna.contact_id}"
    assert hrefs(page) == [anna]
    assert "anna@hamnen.example" in page.words(".people")
    assert "Kvitto . 550 No such user" in page.words(".people")
    session.get_one(Contact, world.anna.contact_id).email = "anna.l@hamnen.example"
    session.commit()
    assert hrefs(look(sara)) == []


def test_mails_of_a_test_round_say_nothing_of_an_address(
    sara: Client, session: Session, world: World
) -> None:
    mailed(session, world, world.anna, MessageState.REFUSED, 1)
    real = world.round
    world.round = make_round(session, "Prov", is_test=True)  # its mails go to its contact person
    mailed(session, world, world.anna, MessageState.SENT, 2)
    mailed(session, world, world.karin, MessageState.REFUSED, 3)
    world.round = real
    anna = f"/organisations/{world.harbour.organisation_id}/contacts/{world.anna.contact_id}"
    assert hrefs(look(sara)) == [anna]


def test_it_tells_what_respondents_did_the_newest_first_and_each_once(
    sara: Client, session: Session, world: World
) -> None:
    harbour = world.harbour.organisation_id
    organisation = session.get_one(Organisation, harbour)
    olle = make_contact(session, organisation, "Olle Hjälp", email="olle@hamnen.example")
    for kind, at in (
        (EventKind.CONTACT_ADDED, NOW),
        (EventKind.COLLEAGUE_INVITED, NOW),
        (EventKind.PASSED_ON, NOW + dt.timedelta(minutes=5)),
    ):
        session.add(
            Event(at=at, kind=kind, contact_id=world.anna.contact_id, about_contact_id=olle.id)
        )
    session.add(Event(at=NOW, kind=EventKind.CONTACT_ADDED, about_contact_id=olle.id))
    session.commit()
    page = look(sara)
    lines = [" ".join(li.get_text(" ").split()) for li in page.html.select(".log li")]
    assert lines == [
        "1 Sept 2023 14:05 Anna Lindqvist passed on to Olle Hjälp , olle@hamnen.example "
        "Hamnbolaget AB",
        "1 Sept 2023 14:00 Anna Lindqvist invited Olle Hjälp , olle@hamnen.example Hamnbolaget AB",
    ]
    assert hrefs(page) == [f"/organisations/{harbour}/contacts/{olle.id}"] * 2


def test_it_asks_the_database_as_much_whatever_there_is(
    sara: Client, session: Session, count_queries: Counting
) -> None:
    counts = []
    for number in (1, 40):
        for n in range(number):
            organisation = make_organisation(session, f"Bolag {number} {n}")
            make_contact(session, organisation, f"Eva {n}", email="")
        session.commit()
        with count_queries() as sent:
            look(sara)
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 5
