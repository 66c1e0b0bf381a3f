"""Taking back the link of a colleague one has invited."""

import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from hp.database import Database
from hp.models import Contact, PersonalLink, Round
from hp.models.events import EventKind
from tests.checklist import records
from tests.checklist.invitations import follow
from tests.client import Client, Page
from tests.conftest import later
from tests.world import NOW, World

ERIK = "erik@hamnen.example"


def invite_erik(client: Client, world: World) -> None:
    form = {"name": "Erik Holm", "function": "", "email": ERIK, "language": "sv"}
    assert client.post(f"/checklist/{world.harbour.id}/colleagues", form).status == 303


def erik(session: Session) -> Contact:
    (found,) = records.read(session, Contact, Contact.email == ERIK)
    return found


def links_of(session: Session, contact_id: int) -> list[PersonalLink]:
    return list(records.read(session, PersonalLink, PersonalLink.contact_id == contact_id))


def take_back(client: Client, world: World, contact_id: int) -> Page:
    return client.post(f"/checklist/{world.harbour.id}/colleagues/{contact_id}/take-back")


def test_the_link_opens_nothing_any_more(
    app: Flask, anna: Client, session: Session, world: World
) -> None:
    invite_erik(anna, world)
    (link,) = links_of(session, erik(session).id)
    theirs = Client(app).open_link(link)
    assert theirs.get(f"/checklist/{world.harbour.id}").status == 200
    answer = take_back(anna, world, link.contact_id)
    page = follow(anna, answer)
    assert page.words("#done .note-t") == "Länken för Erik Holm är återtagen"
    assert "Erik Holm" not in page.words(".people")
    assert theirs.get(f"/checklist/{world.harbour.id}").status == 403
    assert Client(app).open_link(link).get(f"/checklist/{world.harbour.id}").status == 403
    (event,) = records.events(session, EventKind.LINK_REVOKED)
    assert (event.contact_id, event.about_contact_id) == (world.anna.contact_id, link.contact_id)


def test_what_the_colleague_wrote_is_kept_with_the_name(
    app: Flask, anna: Client, session: Session, world: World
) -> None:
    invite_erik(anna, world)
    (link,) = links_of(session, erik(session).id)
    fields = {"value-2": "yes", "version-2": "0", "page": "a" * 16, "sequence": "1"}
    path = f"/checklist/{world.harbour.id}/activities/2"
    assert Client(app).open_link(link).post(path, fields).status == 200
    take_back(anna, world, link.contact_id)
    answer = records.answer(session, world.harbour, 2)
    assert answer
    assert answer.contact_id == link.contact_id
    assert "av Erik Holm" in anna.get(f"/checklist/{world.harbour.id}").words("#saved-2")


def test_only_who_invited_can(
    anna: Client, karin: Client, database: Database, session: Session, world: World
) -> None:
    """Neither a colleague's, nor the coordinator's, nor one's own."""
    invite_erik(anna, world)
    address = f"/checklist/{world.harbour.id}/colleagues"
    shown = [form["action"] for form in anna.get(address).html.select("form[action$=take-back]")]
    assert shown == [f"{address}/{erik(session).id}/take-back"]
    assert not karin.get(address).html.select("form[action$=take-back]")
    before = records.everything(database)
    for client, contact_id in (
        (karin, erik(session).id),
        (anna, world.karin.contact_id),
        (anna, world.anna.contact_id),
    ):
        page = take_back(client, world, contact_id)
        assert (page.status, page.words("h1")) == (409, "Länken är inte återtagen")
    assert records.everything(database) == before


def test_not_when_the_coordinator_has_given_a_link_too(
    anna: Client, session: Session, world: World
) -> None:
    invite_erik(anna, world)
    contact = erik(session)
    link = PersonalLink(response_id=world.harbour.id, contact_id=contact.id, created_at=NOW)
    session.add(link)
    session.commit()
    address = f"/checklist/{world.harbour.id}/colleagues"
    assert not anna.get(address).html.select("form[action$=take-back]")
    assert take_back(anna, world, contact.id).status == 409
    assert all(link.revoked_at is None for link in links_of(session, contact.id))


def test_it_reaches_no_other_response(
    anna: Client, database: Database, session: Session, world: World
) -> None:
    before = records.everything(database)
    for contact_id in (world.bo.contact_id, 9999):
        assert take_back(anna, world, contact_id).status == 303
    assert records.everything(database) == before


def test_taking_back_twice_is_taking_back_once(
    anna: Client, session: Session, world: World
) -> None:
    invite_erik(anna, world)
    contact_id = erik(session).id
    assert [take_back(anna, world, contact_id).status for _ in range(2)] == [303, 303]
    assert len(records.events(session, EventKind.LINK_REVOKED)) == 1


def test_the_link_does_not_come_back_by_asking_for_it(
    anna: Client, client: Client, session: Session, world: World
) -> None:
    invite_erik(anna, world)
    client.get("/r/wrong")
    client.post("/r/new", {"email": ERIK})
    assert len(records.messages(session)) == 2, "as long as it holds it is sent again"
    take_back(anna, world, erik(session).id)
    assert client.post("/r/new", {"email": ERIK}).status == 200
    assert len(records.messages(session)) == 2
    assert len(links_of(session, erik(session).id)) == 1


def test_invited_again_the_colleague_gets_a_new_link(
    anna: Client, session: Session, world: World
) -> None:
    invite_erik(anna, world)
    contact_id = erik(session).id
    take_back(anna, world, contact_id)
    invite_erik(anna, world)
    old, new = links_of(session, contact_id)
    assert (old.revoked_at, new.revoked_at) == (NOW, None)
    assert [mail.link_id for mail in records.messages(session)] == [old.id, new.id]


def test_it_works_when_the_round_is_closed(
    anna: Client, session: Session, world: World, clock: time_machine.Traveller
) -> None:
    invite_erik(anna, world)
    contact_id = erik(session).id
    session.get_one(Round, world.round.id).closed_at = NOW
    session.commit()
    clock.move_to(later(days=1))
    assert take_back(anna, world, contact_id).status == 303
    assert links_of(session, contact_id)[0].revoked_at == later(days=1)
