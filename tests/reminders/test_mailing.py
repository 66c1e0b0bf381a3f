"""A mailing after it was sent: undone, and what became of it."""

import datetime as dt

import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from hp.config import Settings
from hp.mail.compose import compose
from hp.models import Mailing, Message
from hp.models.mail import MailingKind, MessageState
from hp.store import mail
from tests.client import Client
from tests.mail.post import read_all
from tests.reminders.forms import ADDRESS, MINUTE, form_of, send
from tests.world import NOW, World


def test_an_invitation_goes_to_each_contact_once(sara: Client, session: Session) -> None:
    address = ADDRESS + "&kind=invitation"
    send(sara, address)
    bo, _anna = read_all(session)
    assert "Du är kontaktperson för Kulturnämnden" in bo.text
    assert "DTSTART;VALUE=DATE:20230915" in bo.calendar
    kinds = session.scalars(select(Mailing.kind)).all()
    assert kinds == [MailingKind.INVITATION]
    assert "har fått en inbjudan" in sara.get(address).words(".ingress")


def test_an_invitation_sent_twice_sends_once(sara: Client, session: Session) -> None:
    address = ADDRESS + "&kind=invitation"
    fields = form_of(sara.get(address)) | {"do": "send"}
    first, second = sara.post(address, fields), sara.post(address, fields)
    assert first.location == second.location
    assert len(read_all(session)) == 2


def test_a_mailing_can_be_undone_for_a_minute(
    sara: Client, clock: time_machine.Traveller, session: Session
) -> None:
    address = send(sara).location or ""
    page = sara.get(address)
    undo = page.one("#undo form")["action"]
    clock.shift(MINUTE - dt.timedelta(seconds=1))
    assert sara.post(undo).location == address
    assert {m.state for m in read_all(session)} == {MessageState.WITHDRAWN}
    assert "Utskicket ångrades" in sara.get(address).words("main")
    assert len(form_of(sara.get(ADDRESS))["to"]) == 2


def test_after_the_minute_it_is_too_late_to_undo(
    sara: Client, clock: time_machine.Traveller, session: Session
) -> None:
    address = send(sara).location or ""
    undo = sara.get(address).one("#undo form")["action"]
    clock.shift(MINUTE)
    assert not sara.get(address).html.select("#undo")
    sara.post(undo)
    assert {m.state for m in read_all(session)} == {MessageState.WAITING}
    assert "för sent att ångra" in sara.get(address).words("main")


def test_the_history_says_how_each_mail_went(sara: Client, session: Session) -> None:
    address = send(sara).location or ""
    messages = list(session.scalars(select(Message).order_by(Message.id)))
    messages[0].state, messages[0].error = MessageState.REFUSED, "550 okänd"
    messages[1].state, messages[1].sent_at = MessageState.SENT, NOW
    session.commit()
    row = sara.get("/reminders").words(".tbl tbody tr")
    assert "1 skickade, 1 gick inte fram" in row.replace(" ,", ",")
    words = sara.get(address).words(".tbl tbody")
    assert words.index("550 okänd") < words.index("Hamnbolaget AB")


def test_a_mailing_that_is_not_there_is_not_found(sara: Client) -> None:
    assert sara.get("/reminders/99").status == 404
    assert sara.get("/reminders/new?round=1999").status == 404


def test_opening_a_round_offers_to_invite(sara: Client, world: World) -> None:
    page = sara.get(f"/rounds/{world.round.id}?done=opened")
    link = page.one("a[href^='/reminders/new']")["href"]
    assert sara.get(link).words("h1") == "Bjud in dem som ska svara"


def test_the_last_day_comes_along_as_a_calendar_file(
    sara: Client, session: Session, settings: Settings
) -> None:
    send(sara, ADDRESS + "&kind=invitation")
    session.rollback()
    row = mail.list_messages(session, 1)[0]
    (part,) = compose(row, settings, "http://localhost/r/x", NOW).iter_attachments()
    assert part.get_content_type() == "text/calendar"
    assert part.get_filename() == "handlingsplan.ics"
    assert "SUMMARY:Sista dag: " in part.get_payload(decode=True).decode()


def test_the_organisations_page_says_what_it_was_mailed(
    sara: Client, world: World, session: Session
) -> None:
    address = f"/organisations/{world.culture.organisation_id}"
    assert "Inget mejl har skickats" in sara.get(address).words("main")
    send(sara)
    message = session.scalars(select(Message).where(Message.to_name == "Bo Ek")).one()
    message.state, message.error = MessageState.REFUSED, "550 okänd"
    session.commit()
    words = sara.get(address).words("#mails")
    assert "Gick inte fram 550 okänd Påminnelse: lämna in" in words
    assert "bo@kultur.example" in words
