"""Asking for the link again, by e-mail address."""

import datetime as dt

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from hp.actions.rounds import add_link, add_response
from hp.database import Database
from hp.mail.placeholder import fill_in
from hp.models import Contact, Mailing, Message, PersonalLink, Response, Round
from hp.models.events import EventKind
from hp.models.mail import MailingKind
from tests import world as world_module
from tests.checklist import records
from tests.client import Client, Page
from tests.world import DUE, NOW, World

ANNA = "anna@hamnen.example"


@pytest.fixture
def stranger(client: Client, world: World) -> Client:
    """Somebody whose link does not work, looking at the page that says so."""
    client.get("/r/wrong")
    return client


def ask(client: Client, email: str = ANNA) -> Page:
    return client.post("/r/new", {"email": email})


def revoke(session: Session, *links: PersonalLink) -> None:
    for link in links:
        session.get_one(PersonalLink, link.id).revoked_at = NOW
    session.commit()


def mails(session: Session) -> list[Message]:
    return list(records.messages(session))


def words(page: Page) -> tuple[int, str]:
    return page.status, page.words("main")


def test_a_contact_gets_a_mail_with_the_link(stranger: Client, session: Session) -> None:
    page = ask(stranger)
    assert page.status == 200
    assert page.words("h1") == "Titta i din e-post"
    (mail,) = mails(session)
    assert (mail.to_email, mail.to_name) == (ANNA, "Anna Lindqvist")
    assert "{link}" in mail.text
    (event,) = records.events(session, EventKind.LINK_REQUESTED)
    assert event.contact_id == mail.contact_id


@pytest.mark.parametrize("email", ["Anna@Hamnen.EXAMPLE", f"  {ANNA} ", f"{ANNA}\x00"])
def test_it_knows_the_address_however_it_is_written(
    stranger: Client, session: Session, email: str
) -> None:
    ask(stranger, email)
    assert len(mails(session)) == 1


def test_the_answer_is_the_same_for_an_unknown_address(stranger: Client, session: Session) -> None:
    known, unknown = ask(stranger), ask(stranger, "nobody@hamnen.example")
    assert words(known) == words(unknown)
    assert [m.to_email for m in mails(session)] == [ANNA]


def test_the_answer_never_repeats_what_was_written(stranger: Client) -> None:
    assert ANNA not in ask(stranger).text


def test_a_link_that_holds_is_sent_again(stranger: Client, session: Session, world: World) -> None:
    """So that nobody can end a session by knowing an address."""
    before = len(records.read(session, PersonalLink))
    ask(stranger)
    assert mails(session)[0].link_id == world.anna.id
    assert len(records.read(session, PersonalLink)) == before


def test_a_new_link_is_made_where_all_were_revoked(
    app: Flask, stranger: Client, session: Session, world: World
) -> None:
    revoke(session, world.anna)
    ask(stranger)
    made = records.read(session, PersonalLink)[-1]
    assert made.id not in (world.anna.id, world.karin.id, world.bo.id)
    assert (made.response_id, made.contact_id) == (world.harbour.id, world.anna.contact_id)
    assert made.revoked_at is None
    assert session.get_one(PersonalLink, world.anna.id).revoked_at == NOW
    assert mails(session)[0].link_id == made.id
    again = Client(app).open_link(made)
    assert again.get(f"/checklist/{world.harbour.id}").status == 200


def test_asking_again_sends_the_new_one_again(
    stranger: Client, session: Session, world: World
) -> None:
    revoke(session, world.anna)
    ask(stranger)
    ask(stranger)
    first, second = mails(session)
    assert first.link_id == second.link_id


def test_a_contact_who_has_left_gets_none(stranger: Client, session: Session, world: World) -> None:
    session.get_one(Contact, world.anna.contact_id).retired_at = NOW
    session.commit()
    assert words(ask(stranger)) == words(ask(stranger, "nobody@hamnen.example"))
    assert not mails(session)


@pytest.mark.parametrize("state", ["closed", "not open", "closed by itself"])
def test_a_round_that_is_not_open_sends_none(
    stranger: Client,
    session: Session,
    world: World,
    clock: time_machine.Traveller,
    state: str,
) -> None:
    round_ = session.get_one(Round, world.round.id)
    round_.closed_at = NOW if state == "closed" else None
    round_.opened_at = None if state == "not open" else round_.opened_at
    round_.closes_by_itself = state == "closed by itself"
    session.commit()
    clock.move_to(DUE + dt.timedelta(seconds=1))
    assert ask(stranger).status == 200
    assert not mails(session)


def test_an_organisations_own_last_day_counts(
    stranger: Client, session: Session, world: World, clock: time_machine.Traveller
) -> None:
    session.get_one(Round, world.round.id).closes_by_itself = True
    session.get_one(Response, world.harbour.id).due_at = DUE + dt.timedelta(days=7)
    session.commit()
    clock.move_to(DUE + dt.timedelta(days=1))
    ask(stranger)
    ask(stranger, "bo@kultur.example")
    assert [m.to_email for m in mails(session)] == [ANNA]


def test_somebody_who_answers_for_two_organisations_gets_both_links(
    stranger: Client, session: Session, world: World
) -> None:
    organisation = world_module.make_organisation(session, "Spårbolaget AB")
    response = add_response(session, session.get_one(Round, world.round.id), organisation)
    contact = world_module.make_contact(session, organisation, "Anna Lindqvist", email=ANNA)
    add_link(session, response, contact, NOW)
    session.commit()
    ask(stranger)
    assert {m.response_id for m in mails(session)} == {world.harbour.id, response.id}


def test_the_mail_is_of_the_kind_that_goes_at_once(stranger: Client, session: Session) -> None:
    ask(stranger)
    (mail,) = mails(session)
    assert session.get_one(Mailing, mail.mailing_id).kind is MailingKind.NEW_LINK
    assert mail.not_before == NOW


@pytest.mark.parametrize(
    "email",
    [
        "",
        "  ",
        "anna",
        "anna hamnen@x.se",
        "a@b Bcc: c@d",
        "x" * 255 + "@y.se",
    ],
)
def test_what_is_no_address_is_asked_for_again(
    stranger: Client, database: Database, email: str
) -> None:
    before = records.everything(database)
    page = ask(stranger, email)
    assert page.status == 422
    assert page.words("#email-error") == "Skriv en e-postadress, till exempel anna@example.se."
    assert page.one("#email")["value"] == " ".join(email.split()).lower()
    assert page.one("#email")["aria-invalid"] == "true"
    assert records.everything(database) == before


def test_markup_in_an_address_stays_text(stranger: Client) -> None:
    page = ask(stranger, '"><script>alert(1)</script>')
    assert page.one("#email")["value"] == '"><script>alert(1)</script>'
    assert not page.html.select("main script")


class TestLimits:
    """Nobody can fill somebody's mailbox, or try addresses one after the other."""

    def test_three_mails_to_one_address_in_a_quarter_of_an_hour(
        self, stranger: Client, session: Session, clock: time_machine.Traveller
    ) -> None:
        answers = {words(ask(stranger)) for _ in range(5)}
        assert len(mails(session)) == 3
        assert len(answers) == 1, "nobody can tell that a limit was reached"
        clock.shift(dt.timedelta(minutes=15, seconds=1))
        ask(stranger)
        assert len(mails(session)) == 4

    def test_another_spelling_is_the_same_address(self, stranger: Client, session: Session) -> None:
        for email in (ANNA, ANNA.upper(), f" {ANNA}", ANNA.title(), f"{ANNA}\x00"):
            ask(stranger, email)
        assert len(mails(session)) == 3

    def test_other_contacts_still_get_theirs(self, stranger: Client, session: Session) -> None:
        for _ in range(4):
            ask(stranger)
        ask(stranger, "bo@kultur.example")
        assert [m.to_email for m in mails(session)][-1] == "bo@kultur.example"

    def test_thirty_tries_from_one_computer(
        self, app: Flask, stranger: Client, session: Session
    ) -> None:
        for number in range(30):
            ask(stranger, f"nobody{number}@hamnen.example")
        assert words(ask(stranger)) == words(ask(stranger, "nobody@hamnen.example"))
        assert not mails(session)
        elsewhere = Client(app)
        elsewhere.http.environ_base["REMOTE_ADDR"] = "198.51.100.7"
        elsewhere.get("/r/wrong")
        ask(elsewhere)
        assert len(mails(session)) == 1

    def test_what_is_counted_tells_neither_who_nor_from_where(
        self, stranger: Client, database: Database
    ) -> None:
        ask(stranger, "nobody@hamnen.example")
        kept = repr(records.everything(database)["attempts"])
        assert "nobody" not in kept
        assert "127.0.0.1" not in kept


def test_the_link_in_the_mail_opens_the_checklist(
    app: Flask, stranger: Client, session: Session, world: World
) -> None:
    ask(stranger)
    (mail,) = mails(session)
    link = session.get_one(PersonalLink, mail.link_id)
    assert "/r/" not in mail.text, "the address is filled in when it is sent"
    assert "http://localhost/r/abc" in fill_in(mail.text, "http://localhost/r/abc")
    assert Client(app).open_link(link).get(f"/checklist/{world.harbour.id}").status == 200
