"""Inviting a colleague from the checklist."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from hp.database import Database
from hp.domain.answers import ResponseStatus
from hp.models import Contact, Mailing, PersonalLink, Response, Round
from hp.models.events import EventKind
from hp.models.mail import MailingKind
from hp.models.organisations import ContactRole
from tests.checklist import records
from tests.checklist.invitations import (
    ERIK,
    FORM,
    address,
    counts,
    erik,
    follow,
    invite,
    link_of,
    people,
)
from tests.checklist.tab import answer_everything, hand_in
from tests.client import Client
from tests.world import NOW, World


def test_the_checklist_leads_there(anna: Client, world: World) -> None:
    page = anna.get(f"/checklist/{world.harbour.id}")
    link = page.one(f"dl.facts a[href='{address(world)}']")
    assert link.get_text() == "Bjud in en kollega"
    assert anna.get(link["href"]).words("h1") == "Bjud in en kollega"
    assert not link.find_parent("form"), "the link leaves the page; the form stays whole"


def test_it_says_who_has_a_link(anna: Client, world: World) -> None:
    assert people(anna.get(address(world))) == [
        "Anna Lindqvist , Ekonomichef (du) anna@hamnen.example Sedan 1 september 2023",
        "Karin Berg , Inköpare karin@hamnen.example Sedan 1 september 2023"
        " Skicka länken igen till Karin Berg",
    ]


def test_the_colleague_becomes_a_contact_with_a_link_and_a_mail(
    anna: Client, session: Session, world: World
) -> None:
    invite(anna, world)
    contact = erik(session)
    assert (contact.name, contact.function, contact.language) == ("Erik Holm", "Controller", "en")
    assert contact.organisation_id == world.harbour.organisation_id
    assert contact.role is ContactRole.COLLEAGUE
    assert (contact.added_by_id, contact.added_at) == (world.anna.contact_id, NOW)
    link = link_of(session, contact)
    assert (link.response_id, link.invited_by_id) == (world.harbour.id, world.anna.contact_id)
    (mail,) = records.messages(session)
    assert (mail.to_email, mail.to_name, mail.link_id) == (ERIK, "Erik Holm", link.id)
    assert (mail.language, mail.reply_to) == ("en", "sara.ek@staden.example")
    assert session.get_one(Mailing, mail.mailing_id).kind is MailingKind.COLLEAGUE


def test_it_is_remembered_who_invited_whom(anna: Client, session: Session, world: World) -> None:
    invite(anna, world)
    (event,) = records.events(session, EventKind.COLLEAGUE_INVITED)
    assert (event.contact_id, event.about_contact_id) == (world.anna.contact_id, erik(session).id)
    assert (event.response_id, event.organisation_id, event.at) == (
        world.harbour.id,
        world.harbour.organisation_id,
        NOW,
    )


def test_the_page_says_that_the_mail_is_on_its_way(anna: Client, world: World) -> None:
    answer = anna.post(address(world), FORM)
    assert str(answer.location).endswith("#done")
    page = follow(anna, answer)
    assert "En länk är på väg till Erik Holm" in page.words("#done")
    assert ERIK in page.words("#done")
    assert people(page)[-1].startswith("Erik Holm , Controller erik@hamnen.example Sedan")
    assert "inbjuden av Anna Lindqvist" in people(page)[-1]


def test_what_the_colleague_writes_is_saved_with_their_name(
    app: Flask, anna: Client, session: Session, world: World
) -> None:
    invite(anna, world)
    contact = erik(session)
    theirs = Client(app).open_link(link_of(session, contact))
    assert "You answer as Erik Holm." in theirs.get(f"/checklist/{world.harbour.id}").words(
        "dl.facts"
    )
    fields = {"value-2": "yes", "version-2": "0", "page": "a" * 16, "sequence": "1"}
    assert theirs.post(f"/checklist/{world.harbour.id}/activities/2", fields).status == 200
    answer = records.answer(session, world.harbour, 2)
    assert answer
    assert answer.contact_id == contact.id


def test_a_contact_without_a_link_is_the_same_person(
    anna: Client, session: Session, world: World
) -> None:
    """Capitals and spaces make nobody new, and what the coordinator has written stays."""
    link = session.get_one(PersonalLink, world.karin.id)
    link.revoked_at = NOW
    session.commit()
    before = len(records.read(session, Contact))
    invite(anna, world, name="K. Berg", function="", email=" KARIN@Hamnen.example ")
    assert len(records.read(session, Contact)) == before
    karin = session.get_one(Contact, world.karin.contact_id)
    assert (karin.name, karin.function, karin.role) == (
        "Karin Berg",
        "Inköpare",
        ContactRole.DEPUTY,
    )
    assert [m.to_name for m in records.messages(session)] == ["Karin Berg"]


def test_the_same_address_at_another_organisation_is_somebody_else(
    anna: Client, session: Session, world: World
) -> None:
    invite(anna, world, email="bo@kultur.example", name="Bo Ek")
    both = records.read(session, Contact, Contact.email == "bo@kultur.example")
    assert {c.organisation_id for c in both} == {
        world.harbour.organisation_id,
        world.culture.organisation_id,
    }


class TestTwice:
    """Somebody who has a link already."""

    def test_no_second_mail_is_sent_but_offered(
        self, anna: Client, session: Session, world: World
    ) -> None:
        invite(anna, world)
        before = counts(session)
        page = invite(anna, world)
        assert counts(session) == before
        assert "Erik Holm har redan en länk" in page.words("#done")
        assert "Inget mejl är skickat" in page.words("#done")
        again = page.one("#done form")
        assert page.words("#done button") == "Skicka länken igen"
        sent = anna.post(again["action"])
        assert "En länk är på väg till Erik Holm" in follow(anna, sent).words("#done")
        first, second = records.messages(session)
        assert first.link_id == second.link_id
        assert first.text == second.text

    def test_whom_the_coordinator_has_asked_needs_no_invitation(
        self, anna: Client, session: Session, world: World
    ) -> None:
        before = counts(session)
        page = invite(anna, world, email="karin@hamnen.example")
        assert "Karin Berg har redan en länk" in page.words("#done")
        assert counts(session) == before

    def test_two_colleagues_who_invite_the_same_person_send_one_mail(
        self, anna: Client, karin: Client, session: Session, world: World
    ) -> None:
        invite(anna, world)
        assert "har redan en länk" in invite(karin, world).words("#done")
        assert len(records.messages(session)) == 1

    def test_at_the_same_moment_is_once(
        self, app: Flask, anna: Client, karin: Client, session: Session, world: World
    ) -> None:
        together = Barrier(2)

        def work(client: Client) -> int:
            together.wait()
            return client.post(address(world), FORM).status

        with ThreadPoolExecutor(2) as pool:
            assert list(pool.map(work, (anna, karin))) == [303, 303]
        assert link_of(session, erik(session))
        assert len(records.messages(session)) == 1

    def test_sending_again_to_somebody_without_a_link_sends_nothing(
        self, anna: Client, session: Session, world: World
    ) -> None:
        for contact_id in (world.bo.contact_id, 9999):
            assert anna.post(f"{address(world)}/{contact_id}/send-again").status == 303
        assert not records.messages(session)


class TestWhen:
    """Until the round closes, handed in or not."""

    def test_it_works_when_the_answers_are_handed_in(
        self, anna: Client, session: Session, world: World
    ) -> None:
        answer_everything(anna, world.harbour)
        hand_in(anna, world.harbour)
        receipt = anna.get(f"/checklist/{world.harbour.id}/receipt")
        assert receipt.one(f"a[href='{address(world)}']").get_text() == "Bjud in en kollega"
        invite(anna, world)
        assert link_of(session, erik(session))

    @pytest.mark.parametrize("state", ["closed", "not open", "excused"])
    def test_otherwise_the_page_says_who_has_a_link_and_no_more(
        self, anna: Client, database: Database, session: Session, world: World, state: str
    ) -> None:
        round_ = session.get_one(Round, world.round.id)
        round_.closed_at = NOW if state == "closed" else None
        round_.opened_at = None if state == "not open" else round_.opened_at
        if state == "excused":
            session.get_one(Response, world.harbour.id).status = ResponseStatus.EXCUSED
        session.commit()
        before = records.everything(database)
        page = anna.get(address(world))
        assert page.words("h1") == "De som har en länk"
        assert len(people(page)) == 2
        assert not page.html.select("main form")
        for path, form in {
            address(world): FORM,
            f"{address(world)}/{world.karin.contact_id}/send-again": {},
            f"/checklist/{world.harbour.id}/pass-on": FORM | {"keeps_link": "yes"},
        }.items():
            assert anna.post(path, form).status == 409
        assert records.everything(database) == before
