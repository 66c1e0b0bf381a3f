"""What mail servers say that no well-behaved test server would say, word by word."""

import dataclasses
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from sqlalchemy.orm import Session

from hp import web
from hp.config import Settings
from hp.mail import outbox
from hp.mail.senders import CannotConnect
from tests.mail.killing import work
from tests.mail.post import add_new_link, read_all
from tests.world import World

CLOSE = "(closes)"
USUAL = {"": "220 mx", "EHLO": "250-mx\r\n250 SIZE 9000000", "DATA": "354 Go on", "QUIT": "221 Bye"}


class Scripted:
    """A server that answers each command as told, the last answer again and again."""

    def __init__(self, script: dict[str, list[str]]) -> None:
        self.script = {command: list(answers) for command, answers in script.items()}
        self.heard: list[str] = []
        self.connections = 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]

    def run(self) -> None:
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return  # the test is over
            self.connections += 1
            # a client may hang up on what it hears
            with suppress(OSError), connection, connection.makefile("rwb") as stream:
                self._talk(stream.readline, stream.write, stream.flush)

    def _talk(
        self,
        read: Callable[[], bytes],
        write: Callable[[bytes], int],
        flush: Callable[[], None],
    ) -> None:
        heard = ""
        while (answer := self._answer(heard)) != CLOSE:
            write(f"{answer}\r\n".encode())
            flush()
            if heard == "QUIT":
                return
            if heard == "DATA" and answer.startswith("354"):
                while read() not in (b".\r\n", b""):
                    pass
                heard = "."
                continue
            line = read().decode().strip()
            self.heard.append(line)
            heard = line.partition(" ")[0].upper() or "QUIT"

    def _answer(self, command: str) -> str:
        answers = self.script.get(command, [USUAL.get(command, "250 OK")])
        return answers.pop(0) if len(answers) > 1 else answers[0]


@contextmanager
def talking(**script: list[str]) -> Iterator[Scripted]:
    """A server with a script: `MAIL=["452 Full", "250 OK"]`; `greeting` and `end` of the text."""
    names = {"greeting": "", "end": "."}
    server = Scripted({names.get(name, name): answers for name, answers in script.items()})
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.socket.shutdown(socket.SHUT_RDWR)
        server.socket.close()
        thread.join(5)


@pytest.fixture
def send(session: Session, world: World, settings: Settings) -> Callable[[Scripted], outbox.Counts]:
    """One pass with a mail to Anna and one to Bo."""
    add_new_link(session, world.anna)
    add_new_link(session, world.bo)

    def sending(server: Scripted, tls: str = "", **own: str) -> outbox.Counts:
        url = f"smtp://localhost:{server.port}{tls}"
        changed: dict[str, Any] = {"mail_url": url} | own
        own_settings = dataclasses.replace(settings, **changed)
        return work(own_settings, web.link_key(), web.now)

    return sending


@pytest.mark.parametrize("greeting", [CLOSE, "421 4.3.2 Closing down", "554 Not for you", "Hello?"])
def test_all_wait_where_the_server_lets_nobody_in(
    session: Session, send: Callable[..., outbox.Counts], greeting: str
) -> None:
    with talking(greeting=[greeting]) as server, pytest.raises(CannotConnect):
        send(server)
    assert {(m.state, m.attempts) for m in read_all(session)} == {("waiting", 0)}


def test_nothing_is_said_in_clear_where_tls_is_offered_but_does_not_begin(
    session: Session, send: Callable[..., outbox.Counts]
) -> None:
    with (
        talking(EHLO=["250-mx\r\n250 STARTTLS"], STARTTLS=["454 No TLS now"]) as server,
        pytest.raises(CannotConnect, match="454 No TLS now"),
    ):
        send(server, "?tls=starttls")
    assert not [line for line in server.heard if line.startswith(("MAIL", "AUTH"))]
    assert {(m.state, m.attempts) for m in read_all(session)} == {("waiting", 0)}


def test_a_server_that_knows_no_ehlo_gets_the_mails_too(send: Callable[..., outbox.Counts]) -> None:
    with talking(EHLO=["502 What?"]) as server:
        assert send(server) == {"sent": 2}
    assert not [line for line in server.heard if "SIZE" in line]


def test_a_server_that_has_had_enough_after_a_refusal_gets_the_next_on_a_new_line(
    send: Callable[..., outbox.Counts],
) -> None:
    with talking(RCPT=["550 Nobody", "250 OK"], RSET=["421 Too many errors"]) as server:
        assert send(server) == {"refused": 1, "sent": 1}
    assert server.connections == 2


def test_a_server_hears_how_big_a_mail_is_before_it_gets_it(
    session: Session, send: Callable[..., outbox.Counts]
) -> None:
    with talking(MAIL=["552 5.3.4 Too big", "250 OK"]) as server:
        assert send(server) == {"refused": 1, "sent": 1}
    assert all(" size=" in line.lower() for line in server.heard if line.startswith("mail"))
    assert server.heard.count("data") == 1
    assert read_all(session)[0].error == "552 5.3.4 Too big"


@pytest.mark.parametrize("answer", ["What?", "354 Go on", "999 OK", CLOSE])
def test_an_answer_to_the_text_that_means_nothing_leaves_it_uncertain(
    session: Session, send: Callable[..., outbox.Counts], answer: str
) -> None:
    """To send it again might be to send it twice."""
    with talking(end=[answer, "250 OK"]) as server:
        assert send(server) == {"uncertain": 1, "sent": 1}
    assert [m.state for m in read_all(session)] == ["uncertain", "sent"]


def test_a_421_after_the_text_means_that_it_was_not_taken(
    send: Callable[..., outbox.Counts],
) -> None:
    with talking(end=["250 OK", "421 Closing down", "250 OK"]) as server:
        assert send(server) == {"sent": 2}
    assert server.connections == 2


def test_an_answer_of_many_lines_is_kept_as_one(
    session: Session, send: Callable[..., outbox.Counts]
) -> None:
    with talking(RCPT=["550-5.1.1 Nobody\r\n550-by that\r\n550 name", "250 OK"]) as server:
        assert send(server) == {"refused": 1, "sent": 1}
    assert read_all(session)[0].error == "550 5.1.1 Nobody by that name"


def test_a_line_without_end_is_a_server_to_try_later(send: Callable[..., outbox.Counts]) -> None:
    with talking(MAIL=["250 " + "x" * 20_000, "250 OK"]) as server:
        assert send(server) == {"delayed": 1, "sent": 1}


def test_bounces_may_go_to_a_domain_with_swedish_letters(
    send: Callable[..., outbox.Counts],
) -> None:
    with talking() as server:
        assert send(server, mail_bounces="studsar@båten.example") == {"sent": 2}
    told = [line.split()[1] for line in server.heard if line.startswith("mail")]
    assert told == ["FROM:<studsar@xn--bten-qoa.example>"] * 2
