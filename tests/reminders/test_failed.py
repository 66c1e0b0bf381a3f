"""A mail that did not arrive is mended and sent again in one step, from wherever it is shown."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hp.domain.answers import ResponseStatus
from hp.models import Contact, Event, Mailing, Message, PersonalLink, Response, Round
from hp.models.events import EventKind
from hp.models.mail import MessageState
from tests.client import Client, Page
from tests.mail.post import read_all
from tests.reminders.forms import ADDRESS, form_of, send
from tests.world import NOW, World

OTHER = "anna.l@hamnen.example"
ATTENTION = "/organisations/attention"


def fail(
    sara: Client, session: Session, state: MessageState = MessageState.REFUSED, **values: Any
) -> Message:
    """Remind both; Bo's mail arrived, Anna's did not."""
    send(sara)
    for message in read_all(session):
        message.state, message.sent_at = MessageState.SENT, NOW
    (failed,) = (m for m in read_all_of(session) if m.to_name == "Anna Lindqvist")
    failed.state, failed.sent_at, failed.error = state, None, "550 5.1.1 No such user"
    for name, value in values.items():
        setattr(failed, name, value)
    session.commit()
    return failed


def read_all_of(session: Session) -> list[Message]:
    """All messages without giving up what has been changed in them."""
    return list(session.scalars(select(Message).order_by(Message.id)))


def fields_of(page: Page, ending: str) -> tuple[str, dict[str, str]]:
    """Where the form about a mail leads, and what it sends."""
    form = page.one(f"form[action^='/reminders/messages/'][action$='/{ending}']")
    fields = form.select("input:not([name=csrf_token])")
    return form["action"], {field["name"]: field.get("value", "") for field in fields}


def press(sara: Client, shown_at: str, ending: str = "again", **typed: str) -> Page:
    action, fields = fields_of(sara.get(shown_at), ending)
    return sara.post(action, fields | typed)


def events(session: Session, kind: EventKind) -> list[Event]:
    session.rollback()
    return list(session.scalars(select(Event).where(Event.kind == kind)))


def places(session: Session, world: World) -> dict[str, str]:
    mailing = session.scalars(select(Mailing.id)).one()
    organisation = f"/organisations/{world.harbour.organisation_id}"
    return {"mailing": f"/reminders/{mailing}", "page": organisation, "attention": ATTENTION}


@pytest.mark.parametrize("place", ["mailing", "page", "attention"])
def test_the_address_is_mended_and_the_same_mail_waits_to_be_sent(
    sara: Client, session: Session, world: World, place: str
) -> None:
    old = fail(sara, session)
    shown_at = places(session, world)[place]
    assert fields_of(sara.get(shown_at), "again")[1]["email"] == "anna@hamnen.example"
    answer = press(sara, shown_at, email=" Anna.L@Hamnen.example ")
    assert (answer.status, str(answer.location).split("#")[0].split("?")[0]) == (303, shown_at)
    *_, kept, new = sorted(read_all(session), key=lambda m: (m.replaces_id or 0, m.id == old.id))
    assert (kept.id, kept.state, kept.error) == (old.id, "replaced", "550 5.1.1 No such user")
    assert (new.state, new.to_email, new.not_before) == ("waiting", OTHER, NOW)
    assert new.message_id != kept.message_id
    same = ("subject", "text", "html", "calendar", "link_id", "mailing_id", "language")
    assert all(getattr(new, name) == getattr(kept, name) for name in same)
    assert session.get_one(Contact, world.anna.contact_id).email == OTHER
    assert len(events(session, EventKind.CONTACT_CHANGED)) == 1
    (event,) = events(session, EventKind.MAIL_SENT_AGAIN)
    assert (event.about_contact_id, event.response_id) == (world.anna.contact_id, world.harbour.id)
    page = sara.get(str(answer.location))
    assert "skrivs till mappen igen" in page.words("main")
    assert not page.html.select("form[action^='/reminders/messages/']")


def test_pressed_twice_it_sends_once(sara: Client, session: Session) -> None:
    fail(sara, session)
    action, fields = fields_of(sara.get(ATTENTION), "again")
    sara.post(action, fields | {"email": OTHER})
    answer = sara.post(action, fields | {"email": OTHER})
    assert "Inget skickades två gånger" in sara.get(str(answer.location)).words("main")
    assert [m.state for m in read_all(session)].count(MessageState.WAITING) == 1


def test_the_mailing_counts_the_mail_once(sara: Client, session: Session, world: World) -> None:
    fail(sara, session, bounced_at=NOW)
    shown_at = places(session, world)["mailing"]
    assert "1 gick inte fram" in sara.get(shown_at).words(".ingress")
    press(sara, shown_at)
    words = sara.get(shown_at).words(".ingress")
    assert words.startswith("2 mottagare. 1 skickade, 1 väntar.")
    assert "Gick inte fram, skickat igen" in sara.get(shown_at).words(".tbl tbody")


def test_who_is_sent_it_again_is_left_in_peace_from_then_on(sara: Client, session: Session) -> None:
    fail(sara, session)
    session.scalars(select(Mailing)).one().created_at = NOW - dt.timedelta(days=5)
    session.commit()
    press(sara, ATTENTION)
    page = sara.get(ADDRESS)
    assert [name.split("-")[0] for name in form_of(page)["to"]] == ["2"], "only Bo"
    assert "1 sep." in page.words(".tbl tbody")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Skriv en adress"),
        ("anna", "ser inte ut som en e-postadress"),
        ("karin@hamnen.example", "En annan kontaktperson"),
    ],
)
def test_an_address_that_cannot_be_is_said_at_the_field(
    sara: Client, session: Session, world: World, typed: str, words: str
) -> None:
    fail(sara, session)
    page = press(sara, ATTENTION, email=typed)
    assert page.status == 422
    assert words in page.words("#problems")
    field = page.one("#email")
    assert (field["value"], field["aria-invalid"]) == (typed, "true")
    assert len(read_all(session)) == 2
    assert session.get_one(Contact, world.anna.contact_id).email == "anna@hamnen.example"
    again = {str(f["name"]): str(f["value"]) for f in page.html.select("form.box input")} | {
        "email": OTHER
    }
    assert sara.post(page.one("form.box")["action"], again).location == ATTENTION


def test_an_address_that_somebody_else_has_mended_meanwhile_is_shown(
    sara: Client, session: Session, world: World
) -> None:
    fail(sara, session)
    action, fields = fields_of(sara.get(ATTENTION), "again")
    session.get_one(Contact, world.anna.contact_id).email = "lindqvist@hamnen.example"
    session.commit()
    page = sara.post(action, fields | {"email": OTHER})
    assert page.status == 409
    assert "lindqvist@hamnen.example" in page.words("main")
    assert page.one("#email")["value"] == OTHER
    assert len(read_all(session)) == 2


def hand_in(session: Session, world: World) -> None:
    session.get_one(Response, world.harbour.id).status = ResponseStatus.SUBMITTED


def close(session: Session, world: World) -> None:
    session.get_one(Round, world.round.id).closed_at = NOW


def take_back(session: Session, world: World) -> None:
    session.get_one(PersonalLink, world.anna.id).revoked_at = NOW


def retire(session: Session, world: World) -> None:
    session.get_one(Contact, world.anna.contact_id).retired_at = NOW


@pytest.mark.parametrize("happens", [hand_in, close, take_back, retire])
def test_what_nobody_needs_any_more_is_not_sent_again(
    sara: Client, session: Session, world: World, happens: Any
) -> None:
    fail(sara, session)
    action, fields = fields_of(sara.get(ATTENTION), "again")
    happens(session, world)
    session.commit()
    answer = sara.post(action, fields | {"email": OTHER})
    assert "Inget skickades, och inget är ändrat" in sara.get(str(answer.location)).words("main")
    assert {m.state for m in read_all(session)} == {MessageState.SENT, MessageState.REFUSED}
    assert session.get_one(Contact, world.anna.contact_id).email == "anna@hamnen.example"


def test_a_newer_link_goes_into_the_mail_when_the_old_one_is_taken_back(
    sara: Client, session: Session, world: World
) -> None:
    fail(sara, session)
    take_back(session, world)
    newer = PersonalLink(
        response_id=world.harbour.id, contact_id=world.anna.contact_id, created_at=NOW
    )
    session.add(newer)
    session.commit()
    press(sara, ATTENTION)
    assert max(read_all(session), key=lambda m: m.id).link_id == newer.id


def test_in_a_test_round_there_is_no_address_to_mend(
    sara: Client, session: Session, world: World
) -> None:
    session.get_one(Round, world.round.id).is_test = True
    session.commit()
    send(sara)
    for message in read_all(session):
        message.state = MessageState.REFUSED
        break
    session.commit()
    shown_at = places(session, world)["mailing"]
    assert "email" not in fields_of(sara.get(shown_at), "again")[1]
    press(sara, shown_at)
    assert max(read_all(session), key=lambda m: m.id).to_email == "sara.ek@staden.example"


def test_a_test_to_oneself_can_never_be_sent_to_the_contact(sara: Client, session: Session) -> None:
    sara.post(ADDRESS, form_of(sara.get(ADDRESS)) | {"do": "test"})
    (test,) = read_all(session)
    test.state = MessageState.REFUSED
    session.commit()
    assert sara.get(f"/reminders/messages/{test.id}").status == 404
    assert sara.post(f"/reminders/messages/{test.id}/again").status == 404


def test_what_arrived_is_not_sent_again(sara: Client, session: Session) -> None:
    sent = fail(sara, session, MessageState.SENT)
    sara.post(f"/reminders/messages/{sent.id}/again", {"back": "attention"})
    assert "vad som hände med mejlet" in sara.get(ATTENTION).words("main")
    assert len(read_all(session)) == 2


def test_an_uncertain_mail_is_held_for_sent_when_somebody_says_so(
    sara: Client, session: Session, world: World
) -> None:
    began = NOW - dt.timedelta(hours=1)
    fail(sara, session, MessageState.UNCERTAIN, data_began_at=began)
    assert "kanske inte har kommit fram" in sara.get(ATTENTION).words("main")
    answer = press(sara, ATTENTION, "arrived")
    assert "räknas som skickat" in sara.get(str(answer.location)).words("main")
    anna = read_all(session)[1]
    assert (anna.state, anna.sent_at, anna.error) == ("sent", began, "")
    (event,) = events(session, EventKind.MAIL_ARRIVED)
    assert (event.about_contact_id, event.user_id) == (world.anna.contact_id, 1)
    page = sara.get(f"/organisations/{world.harbour.organisation_id}")
    assert "Osäkert mejl räknas som skickat: Anna Lindqvist, av Sara Ek" in page.words("ol.log")


def test_an_uncertain_mail_is_sent_again_only_when_somebody_says_so(
    sara: Client, session: Session, world: World
) -> None:
    fail(sara, session, MessageState.UNCERTAIN)
    action, fields = fields_of(sara.get(places(session, world)["mailing"]), "again")
    for _ in range(2):
        sara.post(action, fields)
    assert sorted(m.state for m in read_all(session)) == ["replaced", "sent", "waiting"]
    assert len(events(session, EventKind.MAIL_SENT_AGAIN)) == 1
    assert not events(session, EventKind.CONTACT_CHANGED)


def test_an_uncertain_mail_that_is_settled_one_way_is_not_settled_the_other(
    sara: Client, session: Session, world: World
) -> None:
    fail(sara, session, MessageState.UNCERTAIN)
    page = sara.get(ATTENTION)
    again, arrived = fields_of(page, "again"), fields_of(page, "arrived")
    sara.post(*arrived)
    sara.post(*arrived)
    sara.post(*again)
    assert [m.state for m in read_all(session)] == ["sent", "sent"]
    assert len(events(session, EventKind.MAIL_ARRIVED)) == 1
