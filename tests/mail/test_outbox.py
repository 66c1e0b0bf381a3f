"""Claim, commit, send, record."""

import datetime as dt
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from hp import web
from hp.config import Settings
from hp.database import Database
from hp.mail import outbox
from hp.mail.senders import CannotConnect, Refused, TryLater, Unclear
from hp.models.mail import MessageState
from tests.mail.post import Remembering, add_new_link, add_receipt, read_all
from tests.world import NOW, World

Send = Callable[[Any], outbox.Counts]


def states(session: Session) -> list[str]:
    return [str(message.state) for message in read_all(session)]


def test_it_sends_what_waits_and_says_when(session: Session, world: World, send: Send) -> None:
    add_receipt(session, world)
    add_new_link(session, world.bo)
    sender = Remembering()
    assert send(sender) == {MessageState.SENT: 2}
    assert [mail["To"].addresses[0].username for mail in sender.mails] == ["anna", "bo"]
    assert {(m.state, m.sent_at, m.attempts) for m in read_all(session)} == {("sent", NOW, 1)}
    assert send(sender) == {}, "and never again"


def test_it_leaves_what_is_not_to_be_sent_yet(session: Session, world: World, send: Send) -> None:
    message = add_new_link(session, world.anna)
    message.not_before = NOW + dt.timedelta(minutes=1)
    session.commit()
    assert send(Remembering()) == {}


def test_three_senders_at_once_send_each_message_once(
    session: Session, world: World, settings: Settings
) -> None:
    for _ in range(30):
        add_new_link(session, world.anna)
    senders = [Remembering() for _ in range(3)]
    key, begin = web.link_key(), threading.Barrier(3)

    def work(sender: Remembering) -> None:
        database = Database(settings.database_url)
        begin.wait()
        outbox.send_due(database, settings, key, lambda: NOW, sender)
        database.close()

    workers = [threading.Thread(target=work, args=(sender,)) for sender in senders]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    sent = Counter(mail["Message-ID"] for sender in senders for mail in sender.mails)
    assert set(sent.values()) == {1}
    assert set(sent) == {m.message_id for m in read_all(session)}
    assert set(states(session)) == {"sent"}


def test_a_message_that_nobody_knows_the_fate_of_is_not_sent_again(
    session: Session, world: World, send: Send, clock: Any
) -> None:
    add_new_link(session, world.anna)
    assert send(Remembering(Unclear("Connection unexpectedly closed"))) == {"uncertain": 1}
    clock.shift(dt.timedelta(days=2))
    assert send(Remembering()) == {}
    (message,) = read_all(session)
    assert (message.state, message.error) == ("uncertain", "Connection unexpectedly closed")


def test_it_tries_again_ever_more_seldom_and_gives_up_after_a_day(
    session: Session, world: World, send: Send, clock: Any
) -> None:
    add_new_link(session, world.anna)
    for minutes in (5, 15, 60, 240, 240, 240, 240, 240, 160):
        assert send(Remembering(TryLater("451 busy"))) == {"delayed": 1}
        (message,) = read_all(session)
        assert message.error == "451 busy"
        assert message.not_before == web.now() + dt.timedelta(minutes=minutes)
        clock.shift(dt.timedelta(minutes=minutes, seconds=-1))
        assert send(Remembering()) == {}
        clock.shift(dt.timedelta(seconds=1))
    assert web.now() == NOW + dt.timedelta(days=1)
    assert send(Remembering(TryLater("451 still busy"))) == {"refused": 1}
    assert read_all(session)[0].error == "451 still busy"


def test_a_message_that_came_through_in_the_end_has_no_error(
    session: Session, world: World, send: Send, clock: Any
) -> None:
    add_new_link(session, world.anna)
    send(Remembering(TryLater("451 busy")))
    clock.shift(dt.timedelta(minutes=5))
    send(Remembering())
    (message,) = read_all(session)
    assert (message.state, message.error, message.attempts) == ("sent", "", 2)


def test_a_refused_message_does_not_hold_up_the_next(
    session: Session, world: World, send: Send
) -> None:
    add_new_link(session, world.anna)
    add_new_link(session, world.bo)
    counts = send(Remembering(Refused("550 no such user")))
    assert counts == {"refused": 1, "sent": 1}
    assert read_all(session)[0].error == "550 no such user"


def test_a_mail_server_that_is_down_uses_up_no_attempt(
    session: Session, world: World, send: Send
) -> None:
    class Down(Remembering):
        def __enter__(self) -> Any:
            raise CannotConnect("Connection refused")

    add_new_link(session, world.anna)
    with pytest.raises(CannotConnect):
        send(Down())
    (message,) = read_all(session)
    assert (message.state, message.attempts) == ("waiting", 0)


def test_a_mail_server_that_goes_down_ends_the_pass(
    session: Session, world: World, send: Send
) -> None:
    add_new_link(session, world.anna)
    add_new_link(session, world.bo)
    assert send(Remembering(CannotConnect("Connection refused"))) == {"delayed": 1}
    assert [m.attempts for m in read_all(session)] == [1, 0]


def test_nobody_is_asked_to_connect_for_an_empty_outbox(world: World, send: Send) -> None:
    class Forbidden(Remembering):
        def __enter__(self) -> Any:
            raise AssertionError

    assert send(Forbidden()) == {}


def test_a_message_with_a_revoked_link_is_withdrawn(
    session: Session, world: World, send: Send
) -> None:
    add_new_link(session, world.anna)
    world.anna.revoked_at = NOW
    session.commit()
    sender = Remembering()
    assert send(sender) == {"withdrawn": 1}
    assert sender.mails == []


def test_a_message_gets_the_link_that_holds_when_it_is_sent(
    session: Session, world: World, send: Send
) -> None:
    add_new_link(session, world.anna)
    world.anna.version = 2
    session.commit()
    sender = Remembering()
    send(sender)
    assert web.link_address(world.anna.id, 2).encode() in sender.mails[0].as_bytes().replace(
        b"=\r\n", b""
    )


def test_no_token_is_in_the_database_file(
    session: Session, world: World, send: Send, settings: Settings
) -> None:
    add_receipt(session, world)
    session.commit()
    send(Remembering())
    token = web.link_address(world.anna.id, world.anna.version).rpartition("/")[2]
    with sqlite3.connect(settings.instance / "hp.sqlite") as connection:
        dump = "\n".join(connection.iterdump())
    connection.close()
    assert "Klart innan augusti 2023" in dump, "the mail is there"
    assert token not in dump
    assert token.rpartition("-")[2] not in dump


def test_it_keeps_sending_until_told_to_stop(
    session: Session, world: World, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The loop of the server's own process, with an error on the way."""
    monkeypatch.setattr(outbox, "_PAUSE", 0.01)
    monkeypatch.setattr(outbox, "_PAUSE_AFTER_ERROR", 0.01)
    add_new_link(session, world.anna)
    sender, over = Remembering(RuntimeError("a secret of Anna's")), threading.Event()
    monkeypatch.setattr(outbox, "open_sender", lambda _settings: sender)
    loop = threading.Thread(target=outbox.keep_sending, args=(settings, over.is_set))
    loop.start()
    wait_for(lambda: states(session) == ["sending"])
    add_new_link(session, world.bo)
    wait_for(lambda: states(session) == ["sending", "sent"])
    over.set()
    loop.join(5)
    assert not loop.is_alive()


def test_its_log_says_what_kind_of_error_and_nothing_that_was_written(
    session: Session, world: World, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(outbox.log, "error", lambda text, *args: said.append(text % args))
    monkeypatch.setattr(outbox, "_PAUSE_AFTER_ERROR", 0.01)
    add_new_link(session, world.anna)
    sender = Remembering(RuntimeError("anna@hamnen.example"))
    monkeypatch.setattr(outbox, "open_sender", lambda _settings: sender)
    outbox.keep_sending(settings, lambda: bool(said))
    assert said == ["the outbox stopped for a while: RuntimeError"]


def wait_for(is_true: Callable[[], bool]) -> None:
    end = time.monotonic() + 5
    while not is_true():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.01)
