"""The texts of a round: changed on their page, and then in every mail that is sent."""

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from hp.domain.reminding import Text
from hp.mail import messages
from hp.models import Event, MailText, Round
from hp.models.events import EventKind
from hp.models.users import Role
from tests.checklist.tab import submit_everything
from tests.client import Client, Page
from tests.mail.post import read_all
from tests.reminders.forms import send
from tests.world import NOW, World, make_user

STARTED = "/reminders/texts/not_started/sv?round=2023"
RECEIPT = "/reminders/texts/receipt/sv?round=2023"
OWN = {"subject": "Svara nu, {organisation}", "text": "Hej {förnamn}!\n\nSvara på {länk}"}


def save(client: Client, address: str, do: str = "save", **typed: str) -> Page:
    """Type into the form as it is shown now, and press a button."""
    page = client.get(address)
    fields = {
        "subject": page.one("#subject")["value"],
        "text": page.one("#text").get_text().removeprefix("\n"),
        "seen": page.one("input[name=seen]")["value"],
    }
    return client.post(address, fields | {"do": do} | typed)


def stored(session: Session) -> list[MailText]:
    session.rollback()
    session.expire_all()
    return list(session.scalars(select(MailText)))


def test_mailings_lead_to_the_texts_and_back(sara: Client) -> None:
    address = sara.get("/reminders?round=2023").one("main a[href*='/reminders/texts']")["href"]
    page = sara.get(address)
    links = [str(a["href"]) for a in page.html.select(".roundlist a")]
    assert len(links) == 2 * len(Text)
    assert sara.get(links[0]).one("p.back a")["href"] == address


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("text", Text)
def test_every_text_begins_without_fault_and_is_shown_as_an_example(
    sara: Client, text: Text, language: str
) -> None:
    address = f"/reminders/texts/{text}/{language}?round=2023"
    page = sara.get(address)
    assert page.status == 200
    assert "{" not in page.words("div.mail")
    assert page.words("div.mail").count("http://localhost/r/...") == 1
    assert not page.html.select("button[value=original]")
    assert save(sara, address).status == 303


def test_saving_the_original_stores_nothing(sara: Client, session: Session) -> None:
    save(sara, STARTED)
    assert not stored(session)


def test_a_saved_text_is_what_a_reminder_says(sara: Client, session: Session) -> None:
    assert save(sara, STARTED, **OWN).status == 303
    send(sara)
    bo = read_all(session)[0]
    assert bo.subject == "Svara nu, Kulturnämnden"
    assert bo.text == "Hej Bo!\n\nSvara på {link}"
    event = session.scalars(select(Event).where(Event.kind == EventKind.MAIL_TEXT_CHANGED)).one()
    assert (event.round_id, event.at) == (stored(session)[0].round_id, NOW)


def test_it_holds_for_one_language_and_one_round(
    sara: Client, world: World, session: Session
) -> None:
    save(sara, STARTED, **OWN)
    (row,) = stored(session)
    assert (row.name, row.language, row.round_id) == (Text.NOT_STARTED, "sv", world.round.id)
    english = sara.get("/reminders/texts/not_started/en?round=2023")
    assert "Hello {first_name}!" in english.words("#text")


def test_a_receipt_says_what_was_written_and_all_answers(
    sara: Client, anna: Client, world: World, session: Session
) -> None:
    text = "Tack {förnamn}. {kvitto}\n\n{länk}\n\n{alla_svar}\n\nDetta diarieförs."
    assert save(sara, RECEIPT, text=text).status == 303
    submit_everything(anna, world.harbour)
    receipt = read_all(session)[0]
    assert receipt.text.startswith("Tack Anna. Svaren lämnades in 1 september 2023")
    assert receipt.text.endswith("Detta diarieförs.")
    assert receipt.text.count("\n    Ja") == 13
    assert receipt.html.count("<dt>") == 13


def test_a_colleague_reads_what_was_written(
    app: Flask, sara: Client, world: World, session: Session
) -> None:
    text = "{inbjudare_med_adress} frågar för {organisation}: {länk}"
    save(sara, "/reminders/texts/colleague/sv?round=2023", text=text, subject="{inbjudare} frågar")
    with app.app_context():
        message = messages.add_colleague(
            session, link_id=world.karin.id, inviter_id=world.anna.contact_id, now=NOW
        )
    assert message.subject == "Anna Lindqvist frågar"
    assert message.text == "Anna Lindqvist (anna@hamnen.example) frågar för Hamnbolaget AB: {link}"


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("text", "{länk} {kvitto}", "{alla_svar} saknas"),
        ("text", "{länk} {kvitto} {alla_svar}", "i ett eget stycke"),
        ("text", "{kvitto}\n\n{alla_svar}", "Länken saknas"),
        ("text", "{antal}", "{antal} är inget fält"),
        ("subject", "{alla_svar}", "kan inte stå i ämnet"),
        ("subject", "", "Skriv ett ämne"),
        ("subject", "x" * 201, "för långt"),
    ],
)
def test_a_text_that_cannot_be_sent_is_kept_and_said_at_its_field(
    sara: Client, session: Session, field: str, typed: str, words: str
) -> None:
    page = save(sara, RECEIPT, **{field: typed})
    assert page.status == 422
    assert words in page.words(f"#{field}-error")
    assert page.one(f"#problems a[href='#{field}']")
    shown = page.one(f"#{field}")
    assert (shown.get("value") or shown.get_text().removeprefix("\n")) == typed or not typed
    assert not stored(session)


def test_the_example_is_shown_before_anything_is_saved(sara: Client, session: Session) -> None:
    page = save(sara, STARTED, do="preview", **OWN)
    assert page.words("div.mail .mb") == "Hej Kim! Svara på http://localhost/r/..."
    assert "inte sparat" in page.words(".note-warn")
    assert not stored(session)


def test_the_original_is_brought_back_when_it_is_saved(sara: Client, session: Session) -> None:
    save(sara, STARTED, **OWN)
    page = save(sara, STARTED, do="original")
    assert "har inte lämnat in" in page.words("#text")
    assert stored(session)
    fields = {
        "subject": page.one("#subject")["value"],
        "text": page.one("#text").get_text(),
        "seen": page.one("input[name=seen]")["value"],
        "do": "save",
    }
    assert sara.post(STARTED, fields).status == 303
    assert not stored(session)


def test_what_somebody_else_has_saved_meanwhile_is_not_lost(
    app: Flask, sara: Client, session: Session
) -> None:
    other = make_user(session, email="ola@staden.example")
    session.commit()
    ola = Client(app).sign_in_as(session, other)
    seen = ola.get(STARTED).one("input[name=seen]")["value"]
    save(sara, STARTED, **OWN)
    mine = {"subject": "Olas", "text": "Ola {länk}", "do": "save"}
    page = ola.post(STARTED, mine | {"seen": seen})
    assert page.status == 409
    assert "Svara nu, {organisation}" in page.words("#problems")
    assert page.one("#subject")["value"] == "Olas"
    assert stored(session)[0].subject == OWN["subject"]
    again = page.one("input[name=seen]")["value"]
    assert ola.post(STARTED, mine | {"seen": again}).status == 303
    assert stored(session)[0].subject == "Olas"


def test_saving_the_same_twice_saves_once(sara: Client, session: Session) -> None:
    seen = sara.get(STARTED).one("input[name=seen]")["value"]
    for _press in range(2):
        assert sara.post(STARTED, OWN | {"seen": seen, "do": "save"}).status == 303
    kind = EventKind.MAIL_TEXT_CHANGED
    assert len(session.scalars(select(Event).where(Event.kind == kind)).all()) == 1


def test_a_receipt_goes_out_though_its_text_can_no_longer_be_sent(
    sara: Client, anna: Client, world: World, session: Session
) -> None:
    save(sara, RECEIPT, text="Ring {telefon}. {kvitto} {länk}\n\n{alla_svar}")
    session.get_one(Round, world.round.id).contact_phone = ""
    session.commit()
    submit_everything(anna, world.harbour)
    assert read_all(session)[0].text.startswith("Hej Anna!\n\nTack. Svaren lämnades in")
    assert "kan inte skickas" in sara.get("/reminders/texts?round=2023").words("main")
    assert "inget telefonnummer" in sara.get(RECEIPT).words("main")


def test_texts_can_be_written_before_the_round_is_opened(
    sara: Client, world: World, session: Session
) -> None:
    session.get_one(Round, world.round.id).opened_at = None
    session.commit()
    link = sara.get(f"/rounds/{world.round.id}").one("main a[href*='/reminders/texts']")["href"]
    assert sara.get(link).one("p.back a")["href"] == f"/rounds/{world.round.id}"
    assert save(sara, STARTED, **OWN).status == 303


@pytest.mark.parametrize(
    "address",
    [
        "/reminders/texts?round=1999",
        "/reminders/texts/receipt/de?round=2023",
        "/reminders/texts/none/sv?round=2023",
    ],
)
def test_what_there_is_not_is_not_found(sara: Client, address: str) -> None:
    assert sara.get(address).status == 404


def test_readers_do_not_see_the_texts(
    app: Flask, world: World, session: Session, clock: time_machine.Traveller
) -> None:
    reader = make_user(session, email="las@staden.example", role=Role.READER)
    session.commit()
    assert Client(app).sign_in_as(session, reader).get(STARTED).status == 403
