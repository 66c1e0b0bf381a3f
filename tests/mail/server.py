"""A real mail server on a socket, which takes mails or refuses them as it is told."""

import datetime as dt
import socket
import ssl
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_ENOUGH = "421 4.7.0 Too many mails"
USER, PASSWORD = "hp@staden.example", "a/b:c?d@e#f%g"


class Handler:
    """Keeps what arrives; answers otherwise where `at_rcpt` or `at_data` says so, by recipient."""

    port: int

    def __init__(self) -> None:
        self.mails: list[Envelope] = []
        self.at_rcpt: dict[str, str] = {}
        self.at_data: dict[str, str] = {}
        self.peers: set[Any] = set()  # one per connection
        self.most_per_connection = 1_000_000  # mails; then 421 and the end
        self.limited_stage = "at_rcpt"
        self.taken: Counter[Any] = Counter()  # mails per connection
        self.encrypted: list[bool] = []  # per mail
        self.signed_in: list[bool] = []

    async def handle_RCPT(  # noqa: N802 aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.peers.add(session.peer)
        envelope.rcpt_tos.append(address)
        if self._is_enough(session, "at_rcpt"):
            return self._answer(server, _ENOUGH)
        return self._answer(server, self.at_rcpt.get(address, "250 OK"))

    async def handle_DATA(  # noqa: N802 aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self._is_enough(session, "at_data"):
            return self._answer(server, _ENOUGH)
        answer = self._answer(server, self.at_data.get(envelope.rcpt_tos[0], "250 OK"))
        if answer == "250 OK":
            self.mails.append(envelope)
            self.taken[session.peer] += 1
            assert server.transport
            self.encrypted.append(server.transport.get_extra_info("ssl_object") is not None)
            self.signed_in.append(bool(session.authenticated))
        return answer

    def _is_enough(self, session: Session, stage: str) -> bool:
        limit = self.most_per_connection
        return stage == self.limited_stage and self.taken[session.peer] >= limit

    def _answer(self, server: SMTP, answer: str) -> str:
        transport: Any = server.transport
        if answer == "hang up":
            transport.close()
        if answer == _ENOUGH:
            transport.write(f"{answer}\r\n".encode())
            transport.close()  # what is written still goes out
        return answer


def authenticate(
    _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any
) -> AuthResult:
    right = data == LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=False)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


@contextmanager
def serving(**options: Any) -> Iterator[Handler]:
    """A mail server on a free port; `options` are those of aiosmtpd."""
    handler = Handler()
    handler.port = free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port, **options)
    controller.start()
    try:
        yield handler
    finally:
        controller.stop()


def make_certificate(folder: Path) -> Path:
    """A key and a self-made certificate for localhost, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
        .not_valid_after(dt.datetime(2120, 1, 1, tzinfo=dt.UTC))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "localhost.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path


def _usage() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def make_context(certificate: Path) -> ssl.SSLContext:
    """What a server with that certificate speaks TLS with."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context
