"""From the overview to reminders that wait to be sent."""

import datetime as dt

import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from hp.domain.answers import ResponseStatus
from hp.models import Contact, Mailing, PersonalLink, Round
from hp.models.mail import MessageState
from hp.models.users import Role
from tests.client import Client
from tests.mail.post import read_all
from tests.reminders.forms import ADDRESS, MINUTE, form_of, send, set_status
from tests.world import NOW, World, make_user


def test_the_overview_leads_to_reminding_all_who_have_not_submitted(
    sara: Client, session: Session
) -> None:
    button = sara.get("/overview").one(".ohead .btn-primary")
    assert button.get_text() == "Påminn 2 som inte lämnat in"
    page = sara.get(button["href"])
    assert page.words("form.rem .btn-primary") == "Skicka 2 påminnelser"
    sent = sara.post(button["href"], form_of(page) | {"do": "send"})
    assert sent.status == 303
    messages = read_all(session)
    assert [m.to_name for m in messages] == ["Bo Ek", "Anna Lindqvist"]
    assert {m.not_before for m in messages} == {NOW + MINUTE}
    assert {m.state for m in messages} == {MessageState.WAITING}


def test_readers_see_no_button_and_cannot_remind(
    app: Flask, world: World, session: Session
) -> None:
    reader = make_user(session, email="las@staden.example", role=Role.READER)
    client = Client(app).sign_in_as(session, reader)
    assert not client.get("/overview").html.select("a[href^='/reminders']")
    assert client.get(ADDRESS).status == 403


def test_the_main_contact_is_reminded_or_else_all(
    sara: Client, world: World, session: Session
) -> None:
    session.get_one(Contact, world.anna.contact_id).email = ""
    session.commit()
    send(sara)
    assert [m.to_name for m in read_all(session)] == ["Bo Ek", "Karin Berg"]


def test_the_mail_says_how_far_they_have_come(sara: Client, world: World, session: Session) -> None:
    set_status(session, world.harbour, ResponseStatus.STARTED, marks="ypn" + "." * 10)
    send(sara)
    bo, anna = read_all(session)
    assert "Ni har inte börjat svara." in bo.text
    assert anna.subject == "Påminnelse: lämna in uppföljningen senast 15 september"
    assert anna.text.startswith("Hej Anna!\n\nHamnbolaget AB har inte lämnat in")
    assert "Ni har besvarat 3 av 13 aktiviteter" in anna.text
    assert anna.text.count("{link}") == 1
    assert '<a href="{link}">{link}</a>' in anna.html


def test_an_own_last_day_counts(sara: Client, world: World, session: Session) -> None:
    session.merge(world.culture).due_at = NOW - dt.timedelta(days=1)
    session.commit()
    send(sara)
    bo, anna = read_all(session)
    assert "Sista dag var torsdag 31 augusti 2023" in bo.text
    assert "Sista dag är fredag 15 september 2023" in anna.text


def test_a_mail_is_in_the_language_of_its_contact(
    sara: Client, world: World, session: Session
) -> None:
    session.get_one(Contact, world.bo.contact_id).language = "en"
    session.commit()
    send(sara)
    bo, _anna = read_all(session)
    assert bo.text.startswith("Hello Bo!\n\nKulturnämnden has not submitted")
    assert "Friday 15 September 2023" in bo.text
    assert 'lang="en"' in bo.html


def test_who_was_reminded_lately_is_not_ticked(sara: Client, session: Session) -> None:
    send(sara)
    mailing = session.scalars(select(Mailing)).one()
    for ago, ticked in ((dt.timedelta(days=3), 2), (dt.timedelta(days=3) - MINUTE, 0)):
        mailing.created_at = NOW - ago
        session.commit()
        page = sara.get(ADDRESS)
        assert len(form_of(page)["to"]) == ticked
    assert "2 kontakter fick en påminnelse de senaste tre dagarna" in page.words(".ingress")
    assert "29 aug." in page.words(".tbl tbody")


def test_only_those_ticked_get_one(sara: Client, world: World, session: Session) -> None:
    send(sara, to=[f"{world.harbour.id}-{world.anna.contact_id}"])
    assert [m.to_name for m in read_all(session)] == ["Anna Lindqvist"]


def test_somebody_else_cannot_be_ticked(sara: Client, world: World, session: Session) -> None:
    page = send(sara, to=[f"{world.harbour.id}-{world.karin.contact_id}"])
    assert page.status == 422
    assert not read_all(session)


def test_a_form_sent_twice_sends_once(sara: Client, session: Session) -> None:
    fields = form_of(sara.get(ADDRESS)) | {"do": "send"}
    first, second = sara.post(ADDRESS, fields), sara.post(ADDRESS, fields)
    assert first.location == second.location
    assert "Inget skickades en gång till" in sara.get(second.location or "").words("main")
    assert len(read_all(session)) == 2


def test_two_coordinators_at_once_remind_nobody_twice(
    app: Flask, sara: Client, clock: time_machine.Traveller, session: Session
) -> None:
    other = make_user(session, email="ola@staden.example")
    ola = Client(app).sign_in_as(session, other)
    first, second = form_of(sara.get(ADDRESS)), form_of(ola.get(ADDRESS))
    clock.shift(dt.timedelta(seconds=5))
    sara.post(ADDRESS, first | {"do": "send"})
    page = ola.post(ADDRESS, second | {"do": "send"})
    assert page.status == 422
    assert "Ingen återstår att skicka till" in page.words("#problems")
    assert len(read_all(session)) == 2


def test_who_submits_after_the_page_was_shown_is_left_out(
    sara: Client, world: World, session: Session
) -> None:
    fields = form_of(sara.get(ADDRESS))
    set_status(session, world.harbour, ResponseStatus.SUBMITTED)
    page = sara.post(ADDRESS, fields | {"do": "send"})
    assert [m.to_name for m in read_all(session)] == ["Bo Ek"]
    assert "En utelämnades" in sara.get(page.location or "").words("main")


def test_when_everybody_has_submitted_meanwhile_nothing_is_sent(
    sara: Client, world: World, session: Session
) -> None:
    fields = form_of(sara.get(ADDRESS))
    for response in (world.harbour, world.culture):
        set_status(session, response, ResponseStatus.SUBMITTED)
    page = sara.post(ADDRESS, fields | {"do": "send"})
    assert page.status == 422
    assert "Det finns ingen att påminna" in page.words(".ingress")
    assert not read_all(session)


def test_who_has_no_link_gets_one(sara: Client, world: World, session: Session) -> None:
    session.merge(world.bo).revoked_at = NOW
    session.commit()
    send(sara)
    bo = read_all(session)[0]
    assert bo.link_id != world.bo.id
    assert session.get_one(PersonalLink, bo.link_id).revoked_at is None


def test_when_all_have_submitted_there_is_no_one_to_remind(
    sara: Client, world: World, session: Session
) -> None:
    for response in (world.harbour, world.culture):
        set_status(session, response, ResponseStatus.SUBMITTED)
    assert not sara.get("/overview").html.select("a[href^='/reminders/new']")
    page = sara.get(ADDRESS)
    assert page.words(".ingress") == "Alla 2 har lämnat in. Det finns ingen att påminna."
    assert not page.html.select("form.rem")


def test_an_organisation_without_address_is_named(
    sara: Client, world: World, session: Session
) -> None:
    session.get_one(Contact, world.bo.contact_id).email = ""
    session.commit()
    assert "Kulturnämnden" in sara.get(ADDRESS).words(".note:has(a)")


def test_a_closed_round_reminds_nobody(sara: Client, world: World, session: Session) -> None:
    fields = form_of(sara.get(ADDRESS))
    session.get_one(Round, world.round.id).closed_at = NOW
    session.commit()
    assert sara.get(ADDRESS).location == "/overview?round=2023"
    assert sara.post(ADDRESS, fields | {"do": "send"}).location == "/overview?round=2023"
    assert not read_all(session)


def test_a_folder_is_said_to_reach_nobody(sara: Client) -> None:
    assert "når ingen" in sara.get(ADDRESS).words(".note-warn")


def test_in_a_test_round_all_mails_go_to_its_contact_person(
    sara: Client, world: World, session: Session
) -> None:
    session.get_one(Round, world.round.id).is_test = True
    session.commit()
    send(sara)
    message = read_all(session)[0]
    assert message.to_email == "sara.ek@staden.example"
    assert message.subject.startswith("[Test] ")
    assert "bo@kultur.example" in message.text
