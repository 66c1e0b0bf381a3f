"""Without a mail server: the same mails as files, and saying that they were sent."""

import csv
import io
import zipfile
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import settings as running
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from hp.documents.csv_file import is_risky
from hp.domain.answers import ResponseStatus
from hp.models import Contact, Event, Mailing, Message, PersonalLink, Round
from hp.models.events import EventKind
from hp.models.mail import MessageState
from hp.models.users import Role
from hp.store import mail
from tests.client import Client, Page
from tests.mail.post import read_all
from tests.reminders.forms import ADDRESS, MINUTE, form_of, set_status
from tests.world import NOW, World, make_user

BY_HAND = "/reminders/by-hand?round=2023&kind=reminder"


def press(client: Client, wish: str, address: str = BY_HAND, **changes: Any) -> Page:
    kind = address.partition("kind=")[2]
    fields = form_of(client.get(f"{ADDRESS}&kind={kind}"))
    return client.post(address, fields | {"do": wish} | changes)


def letters(page: Page) -> dict[str, EmailMessage]:
    """The mails in a zip file, by name."""
    assert page.response.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(page.response.get_data())) as archive:
        return {
            name: message_from_bytes(archive.read(name), policy=default)
            for name in archive.namelist()
        }


def text(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body
    return str(body.get_content()).replace("\r\n", "\n")


def table(page: Page) -> list[list[str]]:
    data = page.response.get_data()
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def link_in(words: str) -> str:
    (line,) = (line for line in words.splitlines() if "/r/" in line)
    return line


def events(session: Session) -> list[Event]:
    session.rollback()
    return list(session.scalars(select(Event).where(Event.kind == EventKind.MAIL_TAKEN_ALONG)))


def test_the_page_leads_there(sara: Client) -> None:
    page = sara.get(ADDRESS)
    assert [b["value"] for b in page.html.select(f"button[formaction='{BY_HAND}']")] == [
        *("eml", "csv", "sent")
    ]
    assert "Jag har skickat de här 2 mejlen" in page.words("form.rem")


def test_each_mail_is_a_draft_with_the_recipients_own_link(
    app: Flask, sara: Client, world: World
) -> None:
    page = press(sara, "eml")
    assert page.response.headers["Cache-Control"] == "no-store"
    assert "paminnelse-2023-2023-09-01.zip" in page.response.headers["Content-Disposition"]
    found = letters(page)
    assert list(found) == ["001-kulturnamnden-bo-ek.eml", "002-hamnbolaget-ab-anna-lindqvist.eml"]
    bo, anna = found.values()
    assert anna["To"] == "Anna Lindqvist <anna@hamnen.example>"
    assert anna["Subject"] == "Påminnelse: lämna in uppföljningen senast 15 september"
    assert anna["X-Unsent"] == "1"
    assert not {"From", "Date", "Message-ID", "Auto-Submitted"} & set(anna.keys())
    assert text(anna).startswith("Hej Anna!\n\nHamnbolaget AB har inte lämnat in")
    html = anna.get_body(("html",))
    assert html
    assert link_in(text(anna)) in html.get_content()
    for letter, response in ((bo, world.culture), (anna, world.harbour)):
        browser = Client(app)
        arrived = browser.get(link_in(text(letter)).removeprefix("http://localhost"))
        assert arrived.location == f"/checklist/{response.id}"


def test_an_invitation_brings_the_last_day_along(sara: Client) -> None:
    for letter in letters(press(sara, "eml", BY_HAND.replace("=reminder", "=invitation"))).values():
        (part,) = letter.iter_attachments()
        assert part.get_content_type() == "text/calendar"


def test_the_list_has_a_row_for_each_with_all_that_a_mail_merge_needs(
    sara: Client, world: World, session: Session
) -> None:
    session.get_one(Contact, world.bo.contact_id).language = "en"
    session.commit()
    page = press(sara, "csv")
    assert page.response.headers["Cache-Control"] == "no-store"
    head, bo, anna = table(page)
    assert head == ["Namn", "E-post", "Organisation", "Sista dag", "Länk", "Ämne", "Text"]
    assert anna[:4] == [
        *("Anna Lindqvist", "anna@hamnen.example", "Hamnbolaget AB", "fredag 15 september 2023")
    ]
    assert anna[4] == link_in(anna[6])
    assert bo[3] == "Friday 15 September 2023"
    assert bo[6].startswith("Hello Bo!")


@running(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(alphabet="=+-@＝\t '\"{}ab;", min_size=1, max_size=12))
def test_no_name_becomes_a_formula_or_another_column(
    sara: Client, world: World, session: Session, typed: str
) -> None:
    session.rollback()
    session.get_one(Contact, world.bo.contact_id).name = f"{typed.strip()}x"
    session.commit()
    rows = table(press(sara, "csv"))
    assert {len(row) for row in rows} == {7}
    assert not any(is_risky(cell) and not cell.startswith("'") for row in rows for cell in row)


def test_only_those_ticked_are_in_it_and_in_the_words_as_changed(
    sara: Client, world: World
) -> None:
    fields = form_of(sara.get(ADDRESS))
    key = f"{world.harbour.id}-{world.anna.contact_id}"
    changed = {"subject-not_started-sv": "Hör av er", "do": "eml", "to": [key]}
    (letter,) = letters(sara.post(BY_HAND, fields | changed)).values()
    assert letter["Subject"] == "Hör av er"
    assert "Anna" in letter["To"]


def test_a_download_is_kept_in_the_history_and_counts_as_nothing_sent(
    sara: Client, world: World, session: Session
) -> None:
    for wish in ("eml", "csv"):
        press(sara, wish)
    assert not read_all(session)
    assert not session.scalars(select(Mailing)).all()
    assert len(form_of(sara.get(ADDRESS))["to"]) == 2
    kept = events(session)
    assert [(e.about_contact_id, e.user_id) for e in kept] == 2 * [
        *((world.bo.contact_id, 1), (world.anna.contact_id, 1))
    ]
    words = sara.get(f"/organisations/{world.harbour.organisation_id}").words("ol.log")
    assert "Mejl med länken nedladdat: Anna Lindqvist, av Sara Ek" in words


def test_no_link_is_kept_in_the_database(sara: Client, session: Session) -> None:
    link = link_in(text(next(iter(letters(press(sara, "eml")).values()))))
    press(sara, "sent")
    token = link.rpartition("/")[2]
    assert all(token not in m.text and token not in m.html for m in read_all(session))


def test_who_has_no_link_gets_one(sara: Client, world: World, session: Session) -> None:
    session.merge(world.bo).revoked_at = NOW
    session.commit()
    for _ in range(2):
        assert len(letters(press(sara, "eml"))) == 2
    session.rollback()
    assert len(session.scalars(select(PersonalLink)).all()) == 4, "one more, not one a download"


def test_what_was_sent_by_hand_is_recorded_as_sent(sara: Client, session: Session) -> None:
    answer = press(sara, "sent")
    messages = read_all(session)
    assert [(m.state, m.sent_at, m.to_name) for m in messages] == [
        *((MessageState.SENT, NOW, "Bo Ek"), (MessageState.SENT, NOW, "Anna Lindqvist"))
    ]
    page = sara.get(answer.location or "")
    assert "Alla skickade för hand" in page.words(".ingress")
    assert "Skickat för hand 14:00" in page.words(".tbl tbody")
    assert "Ingen e-postserver" not in page.words("main")
    again = sara.get(ADDRESS)
    assert form_of(again)["to"] == [], "left in peace for three days"
    assert "1 sep." in again.words(".tbl tbody")


def test_nothing_recorded_is_ever_sent_by_the_outbox(sara: Client, session: Session) -> None:
    press(sara, "sent")
    session.rollback()
    assert not mail.has_due_message(session, NOW + 10_000 * MINUTE)


def test_saying_it_twice_records_it_once(sara: Client, session: Session) -> None:
    fields = form_of(sara.get(ADDRESS)) | {"do": "sent"}
    first, second = sara.post(BY_HAND, fields), sara.post(BY_HAND, fields)
    assert first.location == second.location
    assert len(read_all(session)) == 2


def test_a_page_that_was_downloaded_from_can_then_say_that_they_were_sent(
    sara: Client, session: Session, clock: time_machine.Traveller
) -> None:
    fields = form_of(sara.get(ADDRESS))
    sara.post(BY_HAND, fields | {"do": "eml"})
    clock.shift(30 * MINUTE)
    assert sara.post(BY_HAND, fields | {"do": "sent"}).status == 303
    assert {m.sent_at for m in read_all(session)} == {NOW + 30 * MINUTE}


def test_saying_it_by_mistake_can_be_undone_for_a_minute(sara: Client, session: Session) -> None:
    page = sara.get(press(sara, "sent").location or "")
    assert "Vi har inte skickat dem" in page.words("#undo")
    undone = sara.post(page.one("#undo form")["action"])
    assert {m.state for m in read_all(session)} == {MessageState.WITHDRAWN}
    assert "räknas som skickat" in sara.get(undone.location or "").words("main")
    assert len(form_of(sara.get(ADDRESS))["to"]) == 2


def test_who_submits_before_the_download_is_left_out(
    sara: Client, world: World, session: Session
) -> None:
    fields = form_of(sara.get(ADDRESS))
    set_status(session, world.harbour, ResponseStatus.SUBMITTED)
    assert len(letters(sara.post(BY_HAND, fields | {"do": "eml"}))) == 1
    set_status(session, world.culture, ResponseStatus.SUBMITTED)
    page = sara.post(BY_HAND, fields | {"do": "eml"})
    assert page.status == 422
    assert len(events(session)) == 1


@pytest.mark.parametrize("wish", ["eml", "csv", "sent"])
def test_nobody_ticked_or_a_text_at_fault_gives_no_file(
    sara: Client, session: Session, wish: str
) -> None:
    mistakes: list[dict[str, Any]] = [{"to": []}, {"text-not_started-sv": "Ingen länk"}]
    for mistake in mistakes:
        page = press(sara, wish, **mistake)
        assert page.status == 422
        assert page.html.select("#problems a")
    assert not events(session)
    assert not read_all(session)


@pytest.mark.parametrize("wish", ["eml", "csv", "sent"])
def test_a_closed_round_gives_no_file(
    sara: Client, world: World, session: Session, wish: str
) -> None:
    fields = form_of(sara.get(ADDRESS))
    session.get_one(Round, world.round.id).closed_at = NOW
    session.commit()
    page = sara.post(BY_HAND, fields | {"do": wish})
    assert page.location == "/overview?round=2023"
    assert not events(session)
    assert not read_all(session)


def test_in_a_test_round_there_is_no_address_but_the_contact_persons(
    sara: Client, world: World, session: Session
) -> None:
    session.get_one(Round, world.round.id).is_test = True
    session.commit()
    mails = letters(press(sara, "eml")).values()
    assert {str(letter["To"]) for letter in mails} == {"Sara Ek <sara.ek@staden.example>"}
    assert {row[1] for row in table(press(sara, "csv"))[1:]} == {"sara.ek@staden.example"}
    press(sara, "sent")
    sent = session.scalars(select(Message.to_email)).all()
    assert set(sent) == {"sara.ek@staden.example"}


def test_a_reader_gets_no_links(app: Flask, world: World, session: Session) -> None:
    reader = make_user(session, email="las@staden.example", role=Role.READER)
    client = Client(app).sign_in_as(session, reader)
    client.get("/overview")
    for wish in ("eml", "csv", "sent"):
        assert client.post(BY_HAND, {"do": wish}).status == 403
    assert client.get(BY_HAND).status == 405, "a link that is followed gives nothing away"
