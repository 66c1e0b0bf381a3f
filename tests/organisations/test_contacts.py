"""/organisations/<id>/contacts: adding, changing and retiring whom to write to."""

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from hp.actions.rounds import add_response
from hp.models import Contact, Event, Message, PersonalLink
from hp.models.events import EventKind
from hp.models.organisations import ContactRole
from hp.models.users import Role
from tests.client import Client, Page
from tests.organisations.forms import typed
from tests.world import (
    NOW,
    World,
    make_contact,
    make_organisation,
    make_round,
    make_user,
)


def register_of(world: World) -> str:
    return f"/organisations/{world.harbour.organisation_id}"


def contact_called(session: Session, name: str) -> Contact:
    session.rollback()
    session.expire_all()
    return session.scalars(select(Contact).where(Contact.name == name)).one()


def links_of(session: Session, contact: Contact) -> list[PersonalLink]:
    mine = select(PersonalLink).where(PersonalLink.contact_id == contact.id)
    return list(session.scalars(mine.order_by(PersonalLink.id)))


def kinds(session: Session) -> list[EventKind]:
    session.rollback()
    return list(session.scalars(select(Event.kind).order_by(Event.id)))


def add(sara: Client, world: World, **fields: str) -> Page:
    address = f"{register_of(world)}/contacts/new"
    form = typed(sara.get(address)) | {"name": "Eva Ny", "email": "eva@hamnen.example"} | fields
    return sara.post(address, form)


def test_a_new_contact_gets_a_link_but_no_mail(
    sara: Client, session: Session, world: World
) -> None:
    answer = add(sara, world, name="  Eva   Ny ", email=" Eva@Hamnen.EXAMPLE ", function="Jurist")
    assert answer.status == 303
    eva = contact_called(session, "Eva Ny")
    assert (eva.email, eva.function, eva.role) == ("eva@hamnen.example", "Jurist", "deputy")
    assert (eva.added_at, eva.added_by_id) == (NOW, None)
    assert [link.response_id for link in links_of(session, eva)] == [world.harbour.id]
    assert session.scalars(select(Message)).all() == []
    page = sara.get(answer.location or "")
    assert "has a personal link, but no e-mail has been sent" in page.words(".note")
    assert "Eva Ny Deputy, Jurist eva@hamnen.example" in page.words(".people")
    assert kinds(session)[-2:] == [EventKind.CONTACT_ADDED, EventKind.LINK_MADE]


def test_the_link_opens_the_checklist(
    app: Flask, sara: Client, session: Session, world: World
) -> None:
    add(sara, world)
    link = links_of(session, contact_called(session, "Eva Ny"))[0]
    browser = Client(app).open_link(link)
    assert browser.get(f"/checklist/{world.harbour.id}").status == 200


def test_no_link_to_a_closed_round_nor_where_another_answers(
    sara: Client, session: Session, world: World
) -> None:
    world.round.closed_at = NOW - dt.timedelta(days=1)
    other = make_round(session, "2024")
    followed = make_organisation(session, "Färjebolaget AB")
    session.commit()
    assert "The contact is added." in sara.get(add(sara, world).location or "").words(".note")
    assert links_of(session, contact_called(session, "Eva Ny")) == []
    leading = add_response(session, other, session.get_one(type(followed), followed.id))
    world.harbour.round_id = other.id
    world.harbour.answered_by_id = leading.id
    session.commit()
    add(sara, world, name="Olle Ny", email="olle@hamnen.example")
    assert links_of(session, contact_called(session, "Olle Ny")) == []


def test_an_address_is_not_needed(sara: Client, session: Session, world: World) -> None:
    assert add(sara, world, email="").status == 303
    assert add(sara, world, name="Olle Ny", email="").status == 303
    assert contact_called(session, "Olle Ny").email == ""


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("name", " ", "Give a name"),
        ("name", "x" * 201, "at most 200"),
        ("email", "eva@hamnen", "does not look like an e-mail address"),
        ("email", "eva@hamnen.example, bo@x.example", "does not look like an e-mail address"),
        ("email", "anna@HAMNEN.example", "Another contact of the organisation has this address"),
        ("role", "colleague", "Choose one of the roles"),
        ("role", "boss", "Choose one of the roles"),
        ("language", "de", "Choose one of the languages"),
    ],
)
def test_what_cannot_be_is_said_at_the_field(
    sara: Client, session: Session, world: World, field: str, value: str, says: str
) -> None:
    before = len(session.scalars(select(Contact)).all())
    page = add(sara, world, function="Jurist & <b>", **{field: value})
    assert page.status == 422
    assert says in page.words(f"#{field}-error")
    control = page.one(f"#{field}")
    assert control["aria-invalid"] == "true"
    assert f"{field}-error" in control["aria-describedby"]
    assert page.one("#problems a")["href"] == f"#{field}"
    assert page.one("#function")["value"] == "Jurist & <b>"
    session.rollback()
    assert len(session.scalars(select(Contact)).all()) == before


def test_the_same_address_may_be_at_two_organisations(
    sara: Client, session: Session, world: World
) -> None:
    assert add(sara, world, email="bo@kultur.example").status == 303


def test_a_new_main_contact_makes_the_former_one_a_deputy(
    sara: Client, session: Session, world: World
) -> None:
    karin = contact_called(session, "Karin Berg")
    address = f"{register_of(world)}/contacts/{karin.id}"
    assert sara.post(address, typed(sara.get(address)) | {"role": "main"}).status == 303
    assert contact_called(session, "Karin Berg").role is ContactRole.MAIN
    assert contact_called(session, "Anna Lindqvist").role is ContactRole.DEPUTY
    assert contact_called(session, "Bo Ek").role is ContactRole.MAIN


def test_the_first_contact_is_offered_as_the_main_one(sara: Client, session: Session) -> None:
    organisation = make_organisation(session, "Nya bolaget")
    session.commit()
    page = sara.get(f"/organisations/{organisation.id}/contacts/new")
    assert typed(page)["role"] == "main"


def test_saving_what_is_there_changes_nothing(sara: Client, session: Session, world: World) -> None:
    karin = contact_called(session, "Karin Berg")
    address = f"{register_of(world)}/contacts/{karin.id}"
    assert sara.post(address, typed(sara.get(address))).status == 303
    assert kinds(session) == []


def test_a_changed_contact_keeps_the_link(sara: Client, session: Session, world: World) -> None:
    address = f"{register_of(world)}/contacts/{world.anna.contact_id}"
    sara.post(address, typed(sara.get(address)) | {"email": "anna.l@hamnen.example"})
    anna = contact_called(session, "Anna Lindqvist")
    assert anna.email == "anna.l@hamnen.example"
    assert [link.revoked_at for link in links_of(session, anna)] == [None]
    event = session.scalars(select(Event)).one()
    assert (event.kind, event.about_contact_id) == (EventKind.CONTACT_CHANGED, anna.id)
    assert event.organisation_id == world.harbour.organisation_id
    assert event.user_id is not None


def test_the_second_of_two_coordinators_is_told_what_the_first_saved(
    sara: Client, session: Session, world: World
) -> None:
    address = f"{register_of(world)}/contacts/{world.anna.contact_id}"
    mine = typed(sara.get(address)) | {"function": "Direktör"}
    sara.post(address, typed(sara.get(address)) | {"function": "Kanslichef"})
    page = sara.post(address, mine)
    assert page.status == 409
    assert "Sara Ek changed this at 14:00. Yours is not saved." in page.words("#changed")
    assert "Function: now “Kanslichef”, in your form “Direktör”" in page.words("#changed")
    assert page.one("#function")["value"] == "Direktör"
    assert contact_called(session, "Anna Lindqvist").function == "Kanslichef"
    assert sara.post(address, typed(page)).status == 303
    assert contact_called(session, "Anna Lindqvist").function == "Direktör"


def test_a_retired_contact_is_shut_out_and_what_was_answered_stays(
    app: Flask, sara: Client, anna: Client, session: Session, world: World
) -> None:
    address = f"{register_of(world)}/contacts/{world.anna.contact_id}"
    form = typed(sara.get(address))
    page = sara.get(f"{address}/retire")
    assert "The personal link stops working at once" in page.words("main")
    answer = sara.post(f"{address}/retire")
    assert answer.status == 303
    gone = contact_called(session, "Anna Lindqvist")
    assert gone.retired_at == NOW
    assert [link.revoked_at for link in links_of(session, gone)] == [NOW]
    assert anna.get(f"/checklist/{world.harbour.id}").status != 200
    assert kinds(session) == [EventKind.CONTACT_RETIRED, EventKind.LINK_REVOKED]
    assert "Anna Lindqvist" not in sara.get(answer.location or "").words(".people")
    assert not sara.get(address).html.select("form.box")
    assert sara.post(address, form | {"name": "Anna Ny"}).status == 409
    assert sara.post(f"{address}/retire").status == 303
    assert len(kinds(session)) == 2


def test_an_invited_colleague_can_be_made_a_contact_with_links_to_all(
    sara: Client, session: Session, world: World
) -> None:
    organisation = session.get_one(Contact, world.anna.contact_id).organisation_id
    olle = Contact(
        organisation_id=organisation,
        name="Olle Hjälp",
        email="olle@hamnen.example",
        role=ContactRole.COLLEAGUE,
        added_by_id=world.anna.contact_id,
    )
    session.add(olle)
    session.commit()
    address = f"{register_of(world)}/contacts/{olle.id}"
    form = typed(sara.get(address))
    assert form["role"] == "colleague"
    sara.post(address, form | {"role": "deputy"})
    assert len(links_of(session, contact_called(session, "Olle Hjälp"))) == 1


def test_another_organisations_contact_is_not_found_here(sara: Client, world: World) -> None:
    other = f"/organisations/{world.culture.organisation_id}/contacts/{world.anna.contact_id}"
    assert sara.get(other).status == 404
    assert sara.get(f"{other}/retire").status == 404
    sara.get(register_of(world))
    assert sara.post(other, {"name": "x", "role": "main", "language": "sv"}).status == 404
    assert sara.post(f"{other}/retire").status == 404


def test_a_reader_sees_no_contacts(app: Flask, session: Session, world: World) -> None:
    reader = make_user(session, "las@staden.example", Role.READER)
    make_contact(session, make_organisation(session, "Nya bolaget"), "Eva Ny")
    session.commit()
    browser = Client(app).sign_in_as(session, reader)
    address = f"{register_of(world)}/contacts/{world.anna.contact_id}"
    for path in ("/organisations", address, f"{address}/retire", "/organisations/attention"):
        assert browser.get(path).status == 403
    browser.get("/overview")
    assert browser.post(f"{address}/retire").status == 403
