"""Reading mails that came back from an IMAP mailbox, over TLS."""

import dataclasses
import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy.orm import Session

from hp import web
from hp.config import Settings
from hp.database import Database
from hp.mail.bounces import read_mailbox
from hp.mail.mailboxes import CannotRead, open_mailbox
from tests.mail.post import Remembering, add_new_link, read_all
from tests.mail.server import PASSWORD, USER, make_certificate, make_context
from tests.mail.test_bounces import Send, report
from tests.world import NOW, World


class Conversation(socketserver.StreamRequestHandler):
    """As much of RFC 3501 as a reader of unseen mails needs."""

    def setup(self) -> None:
        self.request = self.server.context.wrap_socket(self.request, server_side=True)  # type: ignore[attr-defined]
        super().setup()

    def finish(self) -> None:
        super().finish()
        self.request.close()

    def handle(self) -> None:
        self.wfile.write(b"* OK ready\r\n")
        for line in self.rfile:
            tag, _, command = line.decode().strip().partition(" ")
            self.wfile.write(self.answer(command.removeprefix("UID ")))
            self.wfile.write(f"{tag} {self.verdict(command)} done\r\n".encode())

    def verdict(self, command: str) -> str:
        is_wrong = command.startswith("LOGIN") and PASSWORD not in command
        return "NO" if is_wrong or "nowhere" in command else "OK"

    def answer(self, command: str) -> bytes:
        box: Box = self.server.box  # type: ignore[attr-defined]
        word, _, rest = command.partition(" ")
        number = rest.partition(" ")[0]
        if word == "CAPABILITY":
            return b"* CAPABILITY IMAP4rev1\r\n"
        if word == "SELECT":
            box.selected = rest
        if word == "SEARCH":
            unseen = [str(n) for n in box.mails if n not in box.seen]
            return f"* SEARCH {' '.join(unseen)}\r\n".encode()
        if word == "FETCH":
            assert "PEEK" in rest, "reading alone must not mark a mail"
            content = box.mails[int(number)]
            head = f"* 1 FETCH (UID {number} BODY[]<0> {{{len(content)}}}\r\n"
            return head.encode() + content + b")\r\n"
        if word == "STORE":
            box.seen.add(int(number))
        return b"* BYE\r\n" if word == "LOGOUT" else b""


@dataclasses.dataclass
class Box:
    mails: dict[int, bytes]
    seen: set[int] = dataclasses.field(default_factory=set)
    selected: str = ""
    port: int = 0


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def box(certificate: Path) -> Iterator[Box]:
    made = Box({})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation) as server:
        server.daemon_threads = True
        server.context, server.box = make_context(certificate), made  # type: ignore[attr-defined]
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        made.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield made
        server.shutdown()


def read(settings: Settings, database: Database, box: Box, **parts: str) -> int:
    known = {"password": PASSWORD, "folder": "/INBOX"}
    facts = known | parts
    login = f"{quote(USER, safe='')}:{quote(facts['password'], safe='')}"
    url = f"imaps://{login}@localhost:{box.port}{facts['folder']}"
    mailbox = open_mailbox(dataclasses.replace(settings, bounces_url=url))
    assert mailbox
    return read_mailbox(database, mailbox, web.now())


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


def test_it_reads_what_nobody_has_seen_and_marks_it(
    session: Session,
    world: World,
    send: Send,
    settings: Settings,
    database: Database,
    box: Box,
    trusted: None,
) -> None:
    for link in (world.anna, world.bo):
        add_new_link(session, link)
    send(Remembering())
    anna, bo = read_all(session)
    box.mails = {4: report(bo.message_id), 7: report(anna.message_id), 9: b"Subject: Hej\n\nHej"}
    box.seen = {4}
    assert read(settings, database, box, folder="/Studsar%202023") == 1
    anna, bo = read_all(session)
    assert (anna.state, anna.bounced_at, bo.state) == ("refused", NOW, "sent")
    assert (box.seen, box.selected) == ({4, 7, 9}, '"Studsar 2023"')


@pytest.mark.parametrize("wrong", [{"password": "secret"}, {"folder": "/nowhere"}])
def test_it_says_what_is_wrong_without_the_password(
    world: World,
    settings: Settings,
    database: Database,
    box: Box,
    trusted: None,
    wrong: dict[str, Any],
) -> None:
    with pytest.raises(CannotRead) as caught:
        read(settings, database, box, **wrong)
    assert str(caught.value) == "The mailbox refused the sign-in or the folder."


def test_it_trusts_no_server_whose_certificate_it_cannot_check(
    world: World, settings: Settings, database: Database, box: Box
) -> None:
    box.mails = {1: report()}
    with pytest.raises(CannotRead, match="certificate"):
        read(settings, database, box)
    assert box.seen == set()
