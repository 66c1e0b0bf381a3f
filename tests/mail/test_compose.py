import dataclasses
import datetime as dt
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

import pytest
from sqlalchemy.orm import Session

from hp import web
from hp.config import Settings
from hp.database import Database
from hp.mail import outbox
from hp.models import Message
from hp.models.mail import MessageState
from tests.mail.post import Remembering, add_new_link, add_receipt, read_all, set_contact
from tests.world import NOW, World

HEADERS = {
    "From",
    "Reply-To",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
    "Content-Language",
}
Send = Callable[[Any], outbox.Counts]


def only(sender: Remembering) -> EmailMessage:
    """The one mail that was sent, read back from its bytes as the recipient's program does."""
    (mail,) = sender.mails
    return cast(EmailMessage, message_from_bytes(mail.as_bytes(), policy=default))


def part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body
    text: str = body.get_content()
    return text.replace("\r\n", "\n")


def test_it_has_the_headers_of_an_automatic_mail(
    session: Session, world: World, send: Send
) -> None:
    message = add_new_link(session, world.anna)
    sender = Remembering()
    send(sender)
    mail = only(sender)
    assert mail["From"] == "handlingsplan@localhost"
    assert mail["To"] == "Anna Lindqvist <anna@hamnen.example>"
    assert mail["Reply-To"] == "sara.ek@staden.example"
    assert mail["Subject"] == message.subject
    assert mail["Date"].datetime == NOW
    assert mail["Message-ID"] == message.message_id
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "sv"


def test_its_text_comes_first_and_both_parts_have_the_real_link(
    session: Session, world: World, send: Send
) -> None:
    message = add_new_link(session, world.anna)
    address = web.link_address(world.anna.id, world.anna.version)
    sender = Remembering()
    send(sender)
    mail = only(sender)
    assert mail.get_content_type() == "multipart/alternative"
    assert [p.get_content_type() for p in mail.iter_parts()] == ["text/plain", "text/html"]
    assert part(mail, "plain") == message.text.replace("{link}", address) + "\n"
    assert part(mail, "html").count(address) == 2


def test_it_keeps_swedish_letters_everywhere(session: Session, world: World, send: Send) -> None:
    set_contact(session, world.anna, name="Åsa Öberg-Äng", language="sv")
    world.harbour.name = "Äldre- och omsorgsförvaltningen, Sjöräddning & Öar AB " + "å" * 120
    add_receipt(session, world, comments={2: "Å" * 3000 + " smörgåsbord 😀"})
    session.commit()
    sender = Remembering()
    send(sender)
    mail = only(sender)
    assert mail["To"].addresses[0].display_name == "Åsa Öberg-Äng"
    assert world.harbour.name in mail["Subject"]
    assert "Å" * 3000 + " smörgåsbord 😀" in part(mail, "plain")
    assert "Å" * 3000 + " smörgåsbord 😀" in part(mail, "html")
    assert max(map(len, sender.mails[0].as_bytes().split(b"\r\n"))) < 998
    assert sender.mails[0].as_bytes().isascii(), "passes servers that know no 8BITMIME"


@pytest.mark.parametrize(
    "name",
    [
        'Åsa "x" <evil@elsewhere.example>, Bo',
        "evil@elsewhere.example, Anna",
        "Anna; Bcc: evil@elsewhere.example",
        "=?utf-8?q?a=0D=0ABcc:_evil@elsewhere.example?= Ek",
        "Å" * 70 + ", " + "ö" * 70 + " <evil@elsewhere.example>",
    ],
)
def test_a_name_cannot_add_a_recipient_or_a_header(
    session: Session, world: World, send: Send, name: str
) -> None:
    set_contact(session, world.anna, name=name)
    world.round.subject_sv = name
    add_new_link(session, world.anna)
    sender = Remembering()
    send(sender)
    mail = only(sender)
    assert [to.addr_spec for to in mail["To"].addresses] == ["anna@hamnen.example"]
    assert mail["Bcc"] is None
    assert set(mail.keys()) == HEADERS
    assert name.replace("=?", "= ?") in mail["Subject"]
    assert not mail.defects


@pytest.mark.parametrize(
    "values",
    [
        {"to_name": "Anna\r\nBcc: evil@elsewhere.example"},
        {"to_name": "Anna\nBcc: evil@elsewhere.example"},
        {"subject": "Ny länk\r\nBcc: evil@elsewhere.example"},
        {"reply_to": "sara@staden.example\r\nBcc: evil@elsewhere.example"},
        {"to_email": "anna@hamnen.example\r\nBcc: evil@elsewhere.example"},
        {"to_email": "anna@hamnen.example, evil@elsewhere.example"},
        {"to_email": "=?utf-8?q?a=0D=0ABcc:_evil@elsewhere.example?=@hamnen.example"},
        {"to_email": "anna"},
        {"to_email": "@hamnen.example"},
        {"to_email": "anna@"},
        {"to_email": ""},
        {"to_email": "åsa@hamnen.example"},
        {"text": "A broken {gap"},
    ],
)
def test_what_is_no_mail_is_refused_and_the_next_is_sent(
    session: Session, world: World, send: Send, values: dict[str, str]
) -> None:
    broken = add_new_link(session, world.anna)
    for name, value in values.items():
        setattr(broken, name, value)
    add_new_link(session, world.bo)
    sender = Remembering()
    send(sender)
    assert [m.state for m in read_all(session)] == [MessageState.REFUSED, MessageState.SENT]
    assert only(sender)["To"].addresses[0].addr_spec == "bo@kultur.example"
    assert read_all(session)[0].error == "The e-mail address or a text cannot be put in a mail."


def test_an_address_in_a_domain_with_swedish_letters_is_written_for_the_mail_server(
    session: Session, world: World, send: Send
) -> None:
    set_contact(session, world.anna, email="anna@sjöräddning.example")
    add_new_link(session, world.anna)
    sender = Remembering()
    send(sender)
    assert only(sender)["To"].addresses[0].addr_spec == "anna@xn--sjrddning-x2a0r.example"


def test_its_sender_and_reply_address_are_those_of_the_settings(
    session: Session, world: World, settings: Settings, database: Database
) -> None:
    world.round.contact_email = ""
    add_new_link(session, world.anna)
    sender = Remembering()
    own = dataclasses.replace(
        settings,
        mail_from="Göteborgs Stad, inköp <svar@staden.example>",
        mail_reply_to="inkop@staden.example",
    )
    outbox.send_due(database, own, web.link_key(), web.now, sender)
    mail = only(sender)
    assert mail["From"].addresses[0].addr_spec == "svar@staden.example"
    assert mail["From"].addresses[0].display_name == "Göteborgs Stad, inköp"
    assert mail["Reply-To"] == "inkop@staden.example"


def test_its_message_id_survives_a_long_host_name(
    session: Session, world: World, send: Send
) -> None:
    message = add_new_link(session, world.anna)
    message.message_id = f"<{'a' * 32}@{'uppfoljning.' * 6}staden.example>"
    session.commit()
    sender = Remembering()
    send(sender)
    assert only(sender)["Message-ID"] == message.message_id


def test_the_time_is_that_of_sending(
    session: Session, world: World, send: Send, clock: Any
) -> None:
    add_new_link(session, world.anna)
    clock.move_to(NOW + dt.timedelta(hours=3))
    sender = Remembering()
    send(sender)
    assert only(sender)["Date"].datetime == NOW + dt.timedelta(hours=3)


def test_the_message_is_stored_without_any_link(session: Session, world: World) -> None:
    add_new_link(session, world.anna)
    token = web.link_address(world.anna.id, world.anna.version).rpartition("/")[2]
    (message,) = read_all(session)
    assert not [c.name for c in Message.__table__.columns if token in str(getattr(message, c.name))]
