"""Telling those who took part that a round is closed."""

import datetime as dt

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from hp.domain.answers import ResponseStatus
from hp.models import Mailing, Round
from hp.models.mail import MailingKind
from tests.checklist.tab import submit_everything
from tests.client import Client
from tests.mail.post import read_all
from tests.reminders.forms import MINUTE, form_of, send, set_status
from tests.world import DUE, NOW, World

ADDRESS = "/reminders/new?round=2023&kind=closing"


@pytest.fixture
def closed(sara: Client, anna: Client, world: World, clock: time_machine.Traveller) -> World:
    """Hamnbolaget has handed in, Kulturnämnden has not; then Sara has closed the round."""
    submit_everything(anna, world.harbour)
    clock.shift(dt.timedelta(minutes=10))
    sara.get(f"/rounds/{world.round.id}/close")
    sara.post(f"/rounds/{world.round.id}/close")
    clock.shift(MINUTE)
    return world


def closing_mails(session: Session) -> dict[str, str]:
    """What the closing mails say, by the name of who gets them."""
    mailing = session.scalars(select(Mailing).where(Mailing.kind == MailingKind.CLOSING)).one()
    return {m.to_name: m.text for m in read_all(session) if m.mailing_id == mailing.id}


def test_closing_a_round_leads_to_telling_those_who_took_part(sara: Client, closed: World) -> None:
    page = sara.get(f"/rounds/{closed.round.id}?done=closed")
    address = page.one(".note a")["href"]
    assert sara.get(address).words("form.rem .btn-primary") == "Skicka 2 mejl"
    button = sara.get("/reminders?round=2023").one("main .btn-primary")
    assert sara.get(button["href"]).words("h1") == "Meddela att uppföljningen är stängd"


def test_who_has_submitted_is_thanked_and_who_has_not_is_told(
    sara: Client, closed: World, session: Session
) -> None:
    assert send(sara, ADDRESS).status == 303
    mails = closing_mails(session)
    assert set(mails) == {"Anna Lindqvist", "Bo Ek"}
    assert "stängdes 1 september 2023. Hamnbolaget AB har lämnat in" in mails["Anna Lindqvist"]
    assert "Kulturnämnden har inte lämnat in några svar." in mails["Bo Ek"]
    assert all(text.count("{link}") == 1 for text in mails.values())


def test_who_has_opened_again_took_part(sara: Client, world: World, session: Session) -> None:
    anna = Client(sara.http.application).open_link(world.anna)
    submit_everything(anna, world.harbour)
    anna.post(f"/checklist/{world.harbour.id}/reopen")
    session.get_one(Round, world.round.id).closed_at = NOW
    session.commit()
    send(sara, ADDRESS)
    assert "Tack för att ni har deltagit" in closing_mails(session)["Anna Lindqvist"]


def test_nobody_is_told_twice(sara: Client, closed: World, session: Session) -> None:
    fields = form_of(sara.get(ADDRESS)) | {"do": "send"}
    first, second = sara.post(ADDRESS, fields), sara.post(ADDRESS, fields)
    assert first.location == second.location
    assert "Alla har fått veta" in sara.get(ADDRESS).words(".ingress")
    assert len(closing_mails(session)) == 2


def test_undone_they_can_be_told_again(sara: Client, closed: World) -> None:
    sent = send(sara, ADDRESS)
    sara.get(sent.location or "")
    sara.post(f"{sent.location}/undo")
    page = sara.get(sent.location or "")
    assert page.one("main a[href*='kind=closing']")
    assert len(form_of(sara.get(ADDRESS))["to"]) == 2


def test_who_is_excused_is_left_in_peace(sara: Client, closed: World, session: Session) -> None:
    set_status(session, closed.culture, ResponseStatus.EXCUSED)
    send(sara, ADDRESS)
    assert set(closing_mails(session)) == {"Anna Lindqvist"}


def test_an_open_round_sends_no_closing_mails(sara: Client, world: World, session: Session) -> None:
    assert sara.get(ADDRESS).location == "/overview?round=2023"
    to = [f"{world.culture.id}-{world.bo.contact_id}"]
    sara.get("/reminders?round=2023")
    page = sara.post(ADDRESS, {"do": "send", "to": to, "token": "t"})
    assert page.status in (303, 422)
    assert not read_all(session)


def test_a_round_that_has_closed_by_itself_waits_for_longer_deadlines(
    sara: Client, world: World, session: Session
) -> None:
    round_ = session.get_one(Round, world.round.id)
    round_.closes_by_itself, round_.due_at = True, NOW - dt.timedelta(days=1)
    session.merge(world.harbour).due_at = DUE
    session.commit()
    send(sara, ADDRESS)
    assert set(closing_mails(session)) == {"Bo Ek"}
    assert "stängdes 31 augusti 2023" in closing_mails(session)["Bo Ek"]


def test_a_changed_closing_text_is_sent(sara: Client, closed: World, session: Session) -> None:
    address = "/reminders/texts/closed/sv?round=2023"
    typed = {"subject": "Tack", "text": "Stängdes {stängdes}. {länk}", "do": "save", "seen": ""}
    sara.get(address)
    sara.post(address, typed)
    send(sara, ADDRESS)
    assert closing_mails(session)["Anna Lindqvist"] == "Stängdes 1 september 2023. {link}"


def test_a_test_goes_to_me_alone(sara: Client, closed: World, session: Session) -> None:
    fields = form_of(sara.get(ADDRESS)) | {"do": "test"}
    page = sara.post(ADDRESS, fields)
    assert "sara.ek@staden.example" in page.words(".note:not(.note-warn)")
    assert [m.to_email for m in read_all(session)][-1] == "sara.ek@staden.example"
    assert len(form_of(sara.get(ADDRESS))["to"]) == 2
