"""Mails that come back, as the mail servers that cities have report them."""

import dataclasses
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from hp.config import Settings
from hp.mail import bounces, outbox
from hp.mail.bounces import Bounce, read_bounces
from hp.mail.commands import mail
from hp.models import Message
from tests.mail.post import Remembering, add_new_link, read_all, set_contact
from tests.world import NOW, World

Send = Callable[[Remembering], outbox.Counts]
REPORT = """From: MAILER-DAEMON@mail.staden.example (Mail Delivery System)
To: studsar@staden.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.staden.example
Arrival-Date: Fri,  1 Sep 2023 14:00:02 +0200 (CEST)

Final-Recipient: rfc822; {recipient}
Original-Recipient: rfc822;{recipient}
Action: {action}
Status: {status}
Remote-MTA: dns; mx.hamnen.example
Diagnostic-Code: smtp; {words}

--b
{returned}
--b--
"""
HEADERS = """Content-Type: text/rfc822-headers

From: handlingsplan@localhost
To: Anna <anna@hamnen.example>
Message-ID: {message_id}
Subject: Er svarssida
"""
WHOLE = """Content-Type: message/rfc822

From: handlingsplan@localhost
Message-Id: {message_id}
Subject: Er svarssida

Hej
"""
NONE = "Content-Type: text/plain\n\nNothing is returned."
UNKNOWN = "550 5.1.1 <anna@hamnen.example>: User unknown\n in virtual mailbox table"


def report(message_id: str = "<x@y>", returned: str = HEADERS, **fields: str) -> bytes:
    known = {"recipient": "anna@hamnen.example", "action": "failed", "status": "5.1.1"}
    facts = known | {"words": UNKNOWN} | fields
    text = REPORT.format(returned=returned.format(message_id=message_id), **facts)
    return text.encode()


@pytest.mark.parametrize("returned", [HEADERS, WHOLE])
def test_a_report_says_which_mail_did_not_reach_whom_and_why(returned: str) -> None:
    bounce = Bounce(
        "<x@y>",
        ("anna@hamnen.example", "anna@hamnen.example"),
        "550 5.1.1 <anna@hamnen.example>: User unknown in virtual mailbox table",
    )
    assert read_bounces(report(returned=returned)) == [bounce]
    assert read_bounces(report(returned=returned).replace(b"\n", b"\r\n")) == [bounce]


def test_the_status_is_kept_where_the_server_said_it_only_there() -> None:
    (bounce,) = read_bounces(report(words="550 No such user", status="5.1.1 (bad mailbox)"))
    assert bounce.words == "5.1.1 550 No such user"


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_a_report_of_something_else_than_a_failure_says_nothing(action: str) -> None:
    assert read_bounces(report(action=action)) == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff\xfe",
        b"From: anna@hamnen.example\nSubject: Fel adress?\n\nMessage-ID: <x@y>",
        report()[:300],
        report().replace(b"message/delivery-status", b"text/plain"),
        report().replace(b"Final-Recipient", b"X: \x00\xff\nFinal").replace(b"--b\n", b"--c\n"),
    ],
)
def test_what_is_no_report_says_nothing(content: bytes) -> None:
    assert read_bounces(content) == []


@pytest.fixture
def folder(settings: Settings) -> Path:
    made = settings.instance / "bounces"
    made.mkdir()
    return made


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return dataclasses.replace(settings, bounces_url="folder:bounces")


def read(app: Flask) -> Result:
    return app.test_cli_runner().invoke(mail, ["bounces"])


def send_to(session: Session, send: Send, *links: object) -> list[Message]:
    for link in links:
        add_new_link(session, link)  # type: ignore[arg-type]
    send(Remembering())
    return read_all(session)


def test_a_mail_that_came_back_is_refused_with_the_reason(
    app: Flask, session: Session, world: World, send: Send, folder: Path
) -> None:
    anna, _ = send_to(session, send, world.anna, world.bo)
    (folder / "1.eml").write_bytes(report(anna.message_id))
    (folder / "2.eml").write_bytes(b"From: x\n\nHello")
    assert read(app).stdout == "1 came back. `hp mail list` shows which and why.\n"
    anna, bo = read_all(session)
    assert (anna.state, anna.bounced_at, anna.sent_at) == ("refused", NOW, NOW)
    assert anna.error.startswith("550 5.1.1 <anna@hamnen.example>: User unknown")
    assert (bo.state, bo.bounced_at) == ("sent", None)
    assert sorted(f.name for f in (folder / "read").iterdir()) == ["1.eml", "2.eml"]
    (folder / "3.eml").write_bytes(report(anna.message_id))
    assert read(app).stdout.startswith("0 came back."), "the same once more"


def test_a_mail_that_came_back_before_its_sending_was_recorded_stays_refused(
    app: Flask, session: Session, world: World, send: Send, folder: Path
) -> None:
    class Quick(Remembering):
        def send(self, mail: object, begin: Callable[[], None]) -> None:
            begin()
            (folder / "1.eml").write_bytes(report(message.message_id))
            read(app)

    message = add_new_link(session, world.anna)
    send(Quick())
    assert read_all(session)[0].state == "refused"


def test_a_report_without_the_mail_is_about_the_last_one_to_that_address(
    app: Flask, session: Session, world: World, send: Send, folder: Path
) -> None:
    set_contact(session, world.anna, email="anna@båten.example")
    send_to(session, send, world.anna, world.anna, world.bo)
    sent_to = "anna@" + "båten.example".encode("idna").decode()
    (folder / "1.eml").write_bytes(report(returned=NONE, recipient=sent_to.upper()))
    assert read(app).stdout.startswith("1 came back.")
    assert [m.state for m in read_all(session)] == ["sent", "refused", "sent"]


def _nest(times: int) -> bytes:
    parts = (f"--{n}\nContent-Type: multipart/mixed; boundary={n + 1}\n\n" for n in range(times))
    return f"Content-Type: multipart/report; boundary=0\n\n{''.join(parts)}".encode()


HOSTILE = {
    "parts in parts": _nest(3000),
    "mails in mails": report(returned="Content-Type: message/rfc822\n\n" * 3000),
    "parameters": b"Content-Type: multipart/report; boundary=b;" + b" x=y;" * 400_000 + b"\n\n--b",
    "recipients": (
        b"Content-Type: multipart/report; boundary=b\n\n"
        b"--b\nContent-Type: message/delivery-status\n\n" + b"Action: failed\n\n" * 15_000
    ),
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_a_mail_made_to_choke_on_does_not_keep_the_next_from_being_read(
    app: Flask, session: Session, world: World, send: Send, folder: Path, content: bytes
) -> None:
    anna, _ = send_to(session, send, world.anna, world.bo)
    (folder / "1.eml").write_bytes(content)
    (folder / "2.eml").write_bytes(report(anna.message_id))
    began = time.monotonic()
    assert "came back" in read(app).stdout
    assert time.monotonic() - began < 10
    assert [m.state for m in read_all(session)] == ["refused", "sent"]
    assert len(list((folder / "read").iterdir())) == 2


@pytest.mark.parametrize("content", [report("<stranger@y>"), report(recipient="eve@x.example")])
def test_a_report_about_somebody_elses_mail_changes_nothing(
    app: Flask, session: Session, world: World, send: Send, folder: Path, content: bytes
) -> None:
    send_to(session, send, world.anna)
    (folder / "1.eml").write_bytes(content)
    assert read(app).stdout.startswith("0 came back.")
    assert read_all(session)[0].state == "sent"


def test_a_message_that_waits_cannot_have_come_back(
    app: Flask, session: Session, world: World, folder: Path
) -> None:
    message = add_new_link(session, world.anna)
    (folder / "1.eml").write_bytes(report(message.message_id))
    assert read(app).stdout.startswith("0 came back.")
    assert read_all(session)[0].state == "waiting"


def test_it_says_in_one_line_when_the_mailbox_cannot_be_read(
    app: Flask, settings: Settings, world: World
) -> None:
    (settings.instance / "bounces").write_text("a file")
    result = read(app)
    assert result.exit_code == 1
    assert result.stderr == "Error: The mailbox was not read to its end. Not a directory\n"


def test_the_servers_process_reads_until_told_to_stop(
    session: Session,
    world: World,
    send: Send,
    settings: Settings,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bounces, "_PAUSE", 0.01)
    (message,) = send_to(session, send, world.anna)
    over = threading.Event()
    loop = threading.Thread(target=bounces.keep_reading, args=(settings, over.is_set))
    loop.start()
    (folder / "1.part").write_bytes(report(message.message_id))
    (folder / "1.part").rename(folder / "1.eml")
    end = time.monotonic() + 5
    while read_all(session)[0].state == "sent" and time.monotonic() < end:
        time.sleep(0.01)
    over.set()
    loop.join(5)
    assert read_all(session)[0].state == "refused"


def test_without_a_mailbox_there_is_nothing_to_do(settings: Settings) -> None:
    none = dataclasses.replace(settings, bounces_url="")
    bounces.keep_reading(none, lambda: sys.exit("it must not begin"))
