"""Seventy recipients and a real mail server: nobody is left out, nobody gets two letters."""

import dataclasses
import threading
from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from sqlalchemy.orm import Session

from hp import web
from hp.config import Settings
from hp.mail import outbox
from tests.mail.killing import (
    PEOPLE,
    STEPS,
    add_messages,
    as_sent,
    expected,
    kill_sender,
    work,
)
from tests.mail.post import read_all
from tests.mail.server import Handler, serving
from tests.world import NOW, World


@pytest.fixture
def server() -> Iterator[Handler]:
    with serving() as handler:
        yield handler


@pytest.fixture
def office(settings: Settings, server: Handler) -> Settings:
    return dataclasses.replace(settings, mail_url=f"smtp://localhost:{server.port}")


@pytest.fixture(autouse=True)
def mailing(session: Session, world: World) -> None:
    add_messages(session, world)


def arrived(server: Handler) -> Counter[tuple[str, str]]:
    """How often each letter came to each recipient."""
    found: Counter[tuple[str, str]] = Counter()
    for envelope in server.mails:
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=default)
        found[envelope.rcpt_tos[0], mail["Message-ID"]] += 1
    return found


@pytest.mark.parametrize("senders", [1, 2, 3])
def test_each_gets_one_letter_from_any_number_of_senders(
    session: Session, office: Settings, server: Handler, senders: int
) -> None:
    server.most_per_connection = 20
    key = web.link_key()
    threads = [
        threading.Thread(target=work, args=(office, key, lambda: NOW)) for _ in range(senders)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(m.state for m in read_all(session)) == {"sent": 70}
    assert arrived(server) == dict.fromkeys(expected(session, "sent"), 1)


def test_each_gets_one_letter_however_the_server_behaves(
    session: Session, office: Settings, server: Handler, clock: Any
) -> None:
    """It cuts the line before and after the text, refuses, and does not take some now."""
    sent = [as_sent(email) for email in PEOPLE]
    server.at_rcpt |= {sent[3]: "451 greylisted", sent[10]: "hang up", sent[20]: "550 nobody"}
    server.at_data |= {sent[30]: "hang up", sent[40]: "452 full", sent[50]: "554 not wanted"}
    key = web.link_key()
    work(office, key, web.now)
    server.at_rcpt.clear()
    server.at_data.clear()
    for wait in outbox.WAITS:
        clock.shift(wait)
        work(office, key, web.now)
    states = {n: m.state for n, m in enumerate(read_all(session)) if m.state != "sent"}
    assert states == {20: "refused", 30: "uncertain", 50: "refused"}
    assert arrived(server) == dict.fromkeys(expected(session, "sent"), 1)


def test_each_gets_one_letter_whenever_a_sender_is_killed(
    session: Session, office: Settings, server: Handler, clock: Any
) -> None:
    """One sender after the other dies between two steps, and the last one lives."""
    for step, after in STEPS.values():
        kill_sender(office, step, after)
        clock.shift(outbox.LEASE / 10)
    clock.shift(outbox.LEASE)
    work(office, web.link_key(), web.now)
    assert Counter(m.state for m in read_all(session)) == {"sent": 68, "uncertain": 2}
    letters = arrived(server)
    assert set(letters.values()) == {1}
    assert set(letters) >= expected(session, "sent")
    assert len(set(letters) & expected(session, "uncertain")) == 1, "taken, but not recorded"


def test_a_database_that_fails_to_record_causes_no_second_letter(
    session: Session, office: Settings, server: Handler, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk, for example, just when the server has taken the mail."""

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    key = web.link_key()
    with monkeypatch.context() as patch:
        patch.setattr(outbox._Letter, "record", fail)
        with pytest.raises(OSError, match="No space"):
            work(office, key, web.now)
    clock.shift(outbox.LEASE * 2)
    counts = work(office, key, web.now)
    assert counts == {"sent": 69, "uncertain": 1}
    letters = arrived(server)
    assert letters == dict.fromkeys(expected(session, "sent", "uncertain"), 1)
    assert len(letters) == 70
