"""Over a real socket, to a real mail server."""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy.orm import Session

from hp import web
from hp.config import Settings
from hp.database import Database
from hp.mail import outbox
from hp.mail.senders import CannotConnect, open_sender
from tests.mail.post import add_new_link, add_receipt, read_all, set_contact
from tests.mail.server import (
    PASSWORD,
    USER,
    Handler,
    authenticate,
    make_certificate,
    make_context,
    serving,
)
from tests.world import NOW, World

ANNA = "anna@hamnen.example"
LOGIN = f"{quote(USER, safe='')}:{quote(PASSWORD, safe='')}"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The certificate is trusted as a city's own would be: OpenSSL is told where it is."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


@pytest.fixture
def server() -> Iterator[Handler]:
    with serving() as handler:
        yield handler


@dataclasses.dataclass
class Office:
    """Sends the outbox to a mail server."""

    settings: Settings
    database: Database

    def send(self, mail_url: str, **more: str) -> outbox.Counts:
        settings = dataclasses.replace(self.settings, mail_url=mail_url, **more)
        key = web.link_key()
        return outbox.send_due(self.database, settings, key, web.now, open_sender(settings))


@pytest.fixture
def office(settings: Settings, database: Database, world: World) -> Office:
    return Office(settings, database)


def plain(server: Handler) -> str:
    return f"smtp://localhost:{server.port}"


def test_it_delivers_a_mail_as_it_was_written(
    session: Session, world: World, office: Office, server: Handler
) -> None:
    set_contact(session, world.anna, name="Åsa Öberg", language="en")
    message = add_receipt(session, world, comments={2: ".\n.\n..en rad med punkt först\n"})
    session.commit()
    assert office.send(plain(server)) == {"sent": 1}
    (envelope,) = server.mails
    assert (envelope.mail_from, envelope.rcpt_tos) == ("handlingsplan@localhost", [ANNA])
    assert isinstance(envelope.content, bytes)
    mail = message_from_bytes(envelope.content, policy=default)
    assert mail["To"] == f"Åsa Öberg <{ANNA}>"
    assert mail["Message-ID"] == message.message_id
    body = mail.get_body(("plain",))
    assert body
    address = web.link_address(world.anna.id, world.anna.version)
    expected = message.text.replace("{link}", address)
    assert body.get_content().replace("\r\n", "\n") == expected + "\n"


def test_it_uses_one_connection_for_all(
    session: Session, world: World, office: Office, server: Handler
) -> None:
    for link in (world.anna, world.karin, world.bo):
        add_new_link(session, link)
    server.at_rcpt[ANNA] = "550 5.1.1 No such user"
    assert office.send(plain(server)) == {"sent": 2, "refused": 1}
    assert len(server.peers) == 1


@pytest.mark.parametrize("stage", ["at_rcpt", "at_data"])
def test_it_tries_later_what_the_server_does_not_take_now(
    session: Session, world: World, office: Office, server: Handler, stage: str
) -> None:
    add_new_link(session, world.anna)
    getattr(server, stage)[ANNA] = "451 4.7.1 Greylisted"
    assert office.send(plain(server)) == {"delayed": 1}
    (message,) = read_all(session)
    assert message.not_before == NOW + dt.timedelta(minutes=5)
    assert message.error == "451 4.7.1 Greylisted"


@pytest.mark.parametrize("stage", ["at_rcpt", "at_data"])
def test_it_keeps_the_servers_words_for_what_it_refuses(
    session: Session, world: World, office: Office, server: Handler, stage: str
) -> None:
    add_new_link(session, world.anna)
    getattr(server, stage)[ANNA] = "550 5.1.1 " + "No such user " * 30
    assert office.send(plain(server)) == {"refused": 1}
    (message,) = read_all(session)
    assert message.error.startswith("550 5.1.1 No such user No such user")
    assert len(message.error) <= 200


def test_it_connects_again_when_the_server_hangs_up_before_the_text(
    session: Session, world: World, office: Office, server: Handler
) -> None:
    add_new_link(session, world.anna)
    add_new_link(session, world.bo)
    server.at_rcpt[ANNA] = "hang up"
    assert office.send(plain(server)) == {"delayed": 1, "sent": 1}
    assert len(server.peers) == 2


@pytest.mark.parametrize("stage", ["at_rcpt", "at_data"])
def test_it_connects_again_where_the_server_takes_only_so_many_mails(
    session: Session, world: World, office: Office, server: Handler, stage: str
) -> None:
    """421 for the second mail on each connection: every mail goes out, none is delayed."""
    for link in (world.anna, world.karin, world.bo):
        add_new_link(session, link)
    server.most_per_connection = 1
    server.limited_stage = stage
    assert office.send(plain(server)) == {"sent": 3}
    assert len(server.mails) == len(server.peers) == 3
    assert {m.attempts for m in read_all(session)} == {1}


def test_it_delays_a_mail_where_the_server_takes_none_now(
    session: Session, world: World, office: Office, server: Handler
) -> None:
    add_new_link(session, world.anna)
    server.most_per_connection = 0
    assert office.send(plain(server)) == {"delayed": 1}
    assert read_all(session)[0].error == "421 4.7.0 Too many mails"


def test_bounces_go_to_their_own_address_and_answers_to_the_coordinator(
    session: Session, world: World, office: Office, server: Handler
) -> None:
    world.round.contact_email = "sara@staden.example"
    add_new_link(session, world.anna)
    assert office.send(plain(server), mail_bounces="studsar@staden.example") == {"sent": 1}
    (envelope,) = server.mails
    assert envelope.mail_from == "studsar@staden.example"
    assert isinstance(envelope.content, bytes)
    mail = message_from_bytes(envelope.content, policy=default)
    assert mail["From"] == "handlingsplan@localhost"
    assert mail["Reply-To"] == "sara@staden.example"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "studsar" not in str(mail)


def test_it_does_not_know_what_was_sent_when_the_server_hangs_up_after_the_text(
    session: Session, world: World, office: Office, server: Handler
) -> None:
    add_new_link(session, world.anna)
    add_new_link(session, world.bo)
    server.at_data[ANNA] = "hang up"
    assert office.send(plain(server)) == {"uncertain": 1, "sent": 1}
    assert read_all(session)[0].error == "Connection unexpectedly closed"
    assert office.send(plain(server)) == {}


def test_it_leaves_all_waiting_where_no_server_answers(
    session: Session, world: World, office: Office
) -> None:
    add_new_link(session, world.anna)
    with serving() as server:
        address = plain(server)
    with pytest.raises(CannotConnect, match="Connection refused"):
        office.send(address)
    assert [(m.state, m.attempts) for m in read_all(session)] == [("waiting", 0)]


def test_it_signs_in_after_starttls_with_what_the_address_says(
    session: Session, world: World, office: Office, certificate: Path, trusted: None
) -> None:
    add_new_link(session, world.anna)
    options = {"tls_context": make_context(certificate), "authenticator": authenticate}
    with serving(auth_required=True, **options) as server:
        url = f"smtp://{LOGIN}@localhost:{server.port}?tls=starttls"
        assert office.send(url) == {"sent": 1}
    assert (server.encrypted, server.signed_in) == ([True], [True])


def test_it_speaks_tls_from_the_start_where_the_address_says_smtps(
    session: Session, world: World, office: Office, certificate: Path, trusted: None
) -> None:
    add_new_link(session, world.anna)
    with serving(ssl_context=make_context(certificate)) as server:
        assert office.send(f"smtps://localhost:{server.port}") == {"sent": 1}
    assert server.encrypted == [True]


def test_it_sends_nothing_when_the_password_is_wrong(
    session: Session, world: World, office: Office, certificate: Path, trusted: None
) -> None:
    add_new_link(session, world.anna)
    options = {"tls_context": make_context(certificate), "authenticator": authenticate}
    with (
        serving(auth_required=True, **options) as server,
        pytest.raises(CannotConnect, match=r"535 5\.7\.8 Authentication"),
    ):
        office.send(f"smtp://hp:wrong@localhost:{server.port}?tls=starttls")
    assert [(m.state, m.attempts) for m in read_all(session)] == [("waiting", 0)]


def test_its_error_does_not_quote_a_password_that_cannot_be_sent(
    session: Session, world: World, office: Office, certificate: Path, trusted: None
) -> None:
    add_new_link(session, world.anna)
    options = {"tls_context": make_context(certificate), "authenticator": authenticate}
    with serving(**options) as server, pytest.raises(CannotConnect) as caught:
        office.send(f"smtp://hp:{quote('smörgås')}@localhost:{server.port}?tls=starttls")
    assert str(caught.value) == "UnicodeEncodeError"


def test_it_trusts_the_authority_that_the_address_names(
    session: Session, world: World, office: Office, certificate: Path
) -> None:
    add_new_link(session, world.anna)
    add_new_link(session, world.bo)
    option = f"cafile={quote(str(certificate))}"
    with serving(tls_context=make_context(certificate), require_starttls=True) as server:
        office.send(f"smtp://localhost:{server.port}?tls=starttls&{option}")
    assert server.encrypted == [True, True]
    add_new_link(session, world.karin)
    with serving(ssl_context=make_context(certificate)) as server:
        assert office.send(f"smtps://localhost:{server.port}?{option}") == {"sent": 1}


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_it_trusts_no_server_whose_certificate_it_cannot_check(
    session: Session,
    world: World,
    office: Office,
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
    host: str,
) -> None:
    """Unknown to this computer, or known but made out to another name."""
    if host != "localhost":
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    add_new_link(session, world.anna)
    context = make_context(certificate)
    with serving(tls_context=context) as server, pytest.raises(CannotConnect, match="certificate"):
        office.send(f"smtp://{host}:{server.port}?tls=starttls")
    with serving(ssl_context=context) as server, pytest.raises(CannotConnect, match="certificate"):
        office.send(f"smtps://{host}:{server.port}")
    assert server.mails == []


def test_it_does_not_do_without_tls_where_the_server_offers_none(
    session: Session, world: World, office: Office, server: Handler
) -> None:
    add_new_link(session, world.anna)
    with pytest.raises(CannotConnect, match="STARTTLS"):
        office.send(f"smtp://localhost:{server.port}?tls=starttls")
    assert server.mails == []
