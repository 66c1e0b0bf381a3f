"""Not me, ask this colleague."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from hp.database import Database
from hp.models import Contact, PersonalLink, Round
from hp.models.events import EventKind
from hp.models.organisations import ContactRole
from tests.checklist import records
from tests.checklist.invitations import follow
from tests.client import Client, Page
from tests.world import NOW, World

ERIK = "erik@hamnen.example"
FORM = {"name": "Erik Holm", "function": "Inköpschef", "email": ERIK, "language": "sv"}


def pass_on(client: Client, world: World, keeps_link: str, **fields: str) -> Page:
    path = f"/checklist/{world.harbour.id}/pass-on"
    return client.post(path, FORM | {"keeps_link": keeps_link} | fields)


def contact(session: Session, email: str) -> Contact:
    (found,) = records.read(session, Contact, Contact.email == email)
    return found


def link_of(session: Session, contact_id: int) -> PersonalLink:
    (found,) = records.read(session, PersonalLink, PersonalLink.contact_id == contact_id)
    return found


def role(session: Session, link: PersonalLink) -> ContactRole:
    session.rollback()
    session.expire_all()
    return session.get_one(Contact, link.contact_id).role


def test_the_checklist_leads_there(anna: Client, world: World) -> None:
    page = anna.get(f"/checklist/{world.harbour.id}")
    assert "Du svarar som Anna Lindqvist. Inte du?" in page.words("dl.facts")
    link = page.one("dl.facts a[href$=not-you]")
    there = anna.get(link["href"])
    assert there.words("h1") == "Är du inte Anna Lindqvist?"
    form = anna.get(there.one("main a[href$=pass-on]")["href"])
    assert form.words("h1") == "Lämna över till rätt person"
    assert not form.html.select("[checked]"), "nobody gives up or keeps a link by mistake"


def test_the_colleague_gets_a_link_and_a_mail(anna: Client, session: Session, world: World) -> None:
    answer = pass_on(anna, world, "yes")
    page = follow(anna, answer)
    assert page.words("#done .note-t") == "Du har lämnat över till Erik Holm"
    assert "Du har kvar din egen länk" in page.words("#done")
    erik = contact(session, ERIK)
    (mail,) = records.messages(session)
    assert (mail.to_email, mail.link_id) == (ERIK, link_of(session, erik.id).id)
    assert mail.subject.startswith("Anna Lindqvist lämnar över till dig: ")
    (event,) = records.events(session, EventKind.PASSED_ON)
    assert (event.contact_id, event.about_contact_id) == (world.anna.contact_id, erik.id)


def test_who_keeps_the_link_stays_the_main_contact(
    anna: Client, session: Session, world: World
) -> None:
    pass_on(anna, world, "yes")
    assert contact(session, ERIK).role is ContactRole.DEPUTY
    assert role(session, world.anna) is ContactRole.MAIN
    assert anna.get(f"/checklist/{world.harbour.id}").status == 200


def test_a_main_contact_who_gives_up_is_replaced(
    app: Flask, anna: Client, session: Session, world: World
) -> None:
    answer = pass_on(anna, world, "no")
    assert follow(anna, answer).words("h1") == "Du har lämnat över"
    erik = contact(session, ERIK)
    assert erik.role is ContactRole.MAIN
    assert role(session, world.anna) is ContactRole.DEPUTY
    assert link_of(session, world.anna.contact_id).revoked_at == NOW
    assert anna.get(f"/checklist/{world.harbour.id}").status == 403
    theirs = Client(app).open_link(link_of(session, erik.id))
    assert theirs.get(f"/checklist/{world.harbour.id}").status == 200


def test_another_contact_who_gives_up_leaves_the_main_contact_alone(
    karin: Client, session: Session, world: World
) -> None:
    pass_on(karin, world, "no")
    assert contact(session, ERIK).role is ContactRole.DEPUTY
    assert role(session, world.anna) is ContactRole.MAIN
    assert link_of(session, world.karin.contact_id).revoked_at == NOW


def test_passing_on_to_who_has_a_link_already_gives_no_second(
    anna: Client, session: Session, world: World
) -> None:
    pass_on(anna, world, "no", email="karin@hamnen.example", name="Karin")
    assert role(session, world.karin) is ContactRole.MAIN
    (mail,) = records.messages(session)
    assert (mail.to_name, mail.link_id) == ("Karin Berg", world.karin.id)
    assert len(records.read(session, PersonalLink)) == 3


def test_an_invited_colleague_becomes_a_contact(
    anna: Client, session: Session, world: World
) -> None:
    anna.post(f"/checklist/{world.harbour.id}/colleagues", FORM)
    assert contact(session, ERIK).role is ContactRole.COLLEAGUE
    pass_on(anna, world, "yes")
    assert contact(session, ERIK).role is ContactRole.DEPUTY


def test_a_test_round_changes_nobodys_part(anna: Client, session: Session, world: World) -> None:
    session.get_one(Round, world.round.id).is_test = True
    session.commit()
    pass_on(anna, world, "no")
    assert contact(session, ERIK).role is ContactRole.COLLEAGUE
    assert role(session, world.anna) is ContactRole.MAIN
    assert [mail.to_email for mail in records.messages(session)] == ["sara.ek@staden.example"]


def test_the_answers_stay(anna: Client, session: Session, world: World) -> None:
    fields = {"value-2": "yes", "version-2": "0", "page": "a" * 16, "sequence": "1"}
    anna.post(f"/checklist/{world.harbour.id}/activities/2", fields)
    pass_on(anna, world, "no")
    answer = records.answer(session, world.harbour, 2)
    assert answer
    assert answer.contact_id == world.anna.contact_id


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"keeps_link": ""}, ["keeps_link"]),
        ({"keeps_link": "perhaps"}, ["keeps_link"]),
        ({"keeps_link": "", "name": "", "email": "a@b@c"}, ["name", "email", "keeps_link"]),
        ({"keeps_link": "no", "email": "anna@hamnen.example"}, ["email"]),
        ({"keeps_link": "no", "name": ""}, ["name"]),
    ],
)
def test_mistakes_are_said_all_at_once(
    anna: Client, database: Database, world: World, fields: dict[str, str], wrong: list[str]
) -> None:
    before = records.everything(database)
    page = anna.post(f"/checklist/{world.harbour.id}/pass-on", FORM | fields)
    assert page.status == 422
    assert [a["href"] for a in page.html.select("#problems a")] == [f"#{name}" for name in wrong]
    for name in wrong:
        assert page.one(f"#{name}")["aria-describedby"] == f"{name}-error"
    assert page.one("#function")["value"] == "Inköpschef"
    if fields["keeps_link"] == "no":
        assert page.one("[checked]")["value"] == "no"
    assert records.everything(database) == before
