"""Where mails go: to a mail server, or to a folder as .eml files."""

import os
import smtplib
import ssl
import tempfile
from collections.abc import Callable
from email.errors import MessageError
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Protocol, Self
from urllib.parse import unquote, urlsplit

from hp.config import Settings
from hp.domain.text import clean_line, email_on_the_line

_TIMEOUT = 30  # seconds for each step of the conversation
# RFC 5321 4.5.3.2.6: a server may look at a mail for minutes before it takes it, and who gives up
# earlier does not know whether it was sent
_ACCEPT_TIMEOUT = 300
_CLOSING = 421  # RFC 5321 3.8: the server ends the connection
_MOST_WORDS = 200  # characters kept of what a server says


class NotSent(Exception):
    """Base of what can go wrong; the text is short and for the coordinator, never for the log."""


class Refused(NotSent):
    """This mail will not be taken, however often it is tried."""


class TryLater(NotSent):
    """The mail was not taken now; nothing was sent."""


class CannotConnect(TryLater):
    """There is no way to the mail server, or the folder, for any mail."""


class Unclear(NotSent):
    """The connection broke after the text was handed over: it may have been sent, or not."""


class HungUp(TryLater):
    """The server has ended the connection, or will, before it took the mail."""


Begin = Callable[[], None]


class Sender(Protocol):
    """Sends mails while it is entered."""

    def __enter__(self) -> Self:
        """Get ready. Raises `CannotConnect`."""
        ...

    def __exit__(self, *_: object) -> None: ...

    def send(self, mail: EmailMessage, begin: Begin) -> None:
        """Send one mail; `begin` is called just before it goes out, and may raise what it likes.

        Raises `NotSent`, in one of its kinds.
        """
        ...


def open_sender(settings: Settings) -> Sender:
    """The sender that HP_MAIL_URL asks for."""
    folder = settings.folder_for_mail()
    return FolderSender(folder) if folder else SmtpSender(settings)


class FolderSender:
    """Writes each mail as a file, readable for its owner alone: it holds a working link."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> Self:
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise CannotConnect(_words(error)) from error
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def send(self, mail: EmailMessage, begin: Begin) -> None:
        """Write `<message id>.eml`, complete or not at all."""
        name = mail["Message-ID"].strip("<>").partition("@")[0]
        target = self.folder / f"{name}.eml"
        content = _render(mail)
        unfinished: str | None = None
        try:
            handle, unfinished = tempfile.mkstemp(".part", dir=self.folder)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            begin()
            os.replace(unfinished, target)
        except OSError as error:
            raise TryLater(_words(error)) from error
        finally:
            if unfinished:
                Path(unfinished).unlink(missing_ok=True)


class SmtpSender:
    """Speaks SMTP: plain, with STARTTLS, or inside TLS. One connection for many mails."""

    def __init__(self, settings: Settings) -> None:
        parts = urlsplit(settings.mail_url)
        self.is_tls = parts.scheme == "smtps"
        self.starts_tls = settings.mail_option("tls") == "starttls"
        self.ca_file = settings.mail_ca_file()
        self.host = parts.hostname or ""
        self.port = parts.port or (465 if self.is_tls else 587 if self.starts_tls else 25)
        self.user = unquote(parts.username or "")
        self.password = unquote(parts.password or "")
        self.bounces = settings.mail_bounces and email_on_the_line(settings.mail_bounces)
        self._connection: smtplib.SMTP | None = None
        self._is_used = False  # whether the connection has carried a mail

    def __enter__(self) -> Self:
        self._connect()
        return self

    def __exit__(self, *_: object) -> None:
        if self._connection is not None:
            try:
                self._connection.quit()
            except OSError:
                self._connection.close()
            self._connection = None

    def send(self, mail: EmailMessage, begin: Begin) -> None:
        """Hand one mail to the server, on a new connection if it has hung up since the last."""
        try:
            self._send(mail, begin)
        except HungUp:
            if not self._is_used:
                raise
            self._drop()  # many servers take only so many mails on one connection
            self._send(mail, begin)

    def _send(self, mail: EmailMessage, begin: Begin) -> None:
        content = _render(mail)
        sender, recipient = self.bounces or _address(mail["From"]), _address(mail["To"])
        connection = self._connection or self._connect()
        try:
            _announce(connection, sender, recipient, len(content))
            begin()
            _hand_over(connection, content)
            self._is_used = True
        except HungUp:
            if not self._is_used:
                self._drop()
            raise
        except Exception:
            self._begin_anew(connection)
            raise

    def _connect(self) -> smtplib.SMTP:
        try:
            self._connection = self._open()
        except (OSError, ValueError) as error:
            raise CannotConnect(_words(error)) from error
        self._is_used = False
        return self._connection

    def _open(self) -> smtplib.SMTP:
        context = ssl.create_default_context(cafile=self.ca_file)
        if self.is_tls:
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=_TIMEOUT, context=context
            )
        else:
            connection = smtplib.SMTP(self.host, self.port, timeout=_TIMEOUT)
        try:
            if self.starts_tls:
                connection.starttls(context=context)
            if self.user:
                connection.login(self.user, self.password)
            connection.ehlo_or_helo_if_needed()
        except (OSError, ValueError):
            connection.close()
            raise
        return connection

    def _begin_anew(self, connection: smtplib.SMTP) -> None:
        """Make the server forget a mail that failed, so that the next one can follow."""
        try:
            code = connection.rset()[0]
        except OSError:
            code = _CLOSING
        if code // 100 != 2:
            self._drop()

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _render(mail: EmailMessage) -> bytes:
    """The mail as it goes out; made before anybody is told that it does."""
    try:
        return mail.as_bytes()
    except (MessageError, ValueError, LookupError) as error:
        raise Refused("The e-mail address or a text cannot be put in a mail.") from error


def _announce(connection: smtplib.SMTP, sender: str, recipient: str, size: int) -> None:
    options = []
    if connection.has_extn("size"):  # RFC 1870: what is too big is refused before it is sent
        options.append(f"SIZE={size}")
    if connection.has_extn("dsn"):  # RFC 3461: to come back without the text, which holds a link
        options.append("RET=HDRS")
    try:
        _check(*connection.mail(sender, options))
        _check(*connection.rcpt(recipient))
    except OSError as error:
        raise HungUp(_words(error)) from error


def _hand_over(connection: smtplib.SMTP, content: bytes) -> None:
    if connection.sock is not None:
        connection.sock.settimeout(_ACCEPT_TIMEOUT)
    try:
        answer = connection.data(content)
    except smtplib.SMTPDataError as error:  # said before any text was sent
        raise _refusal(error.smtp_code, error.smtp_error) from error
    except OSError as error:
        raise Unclear(_words(error)) from error
    finally:
        if connection.sock is not None:
            connection.sock.settimeout(_TIMEOUT)
    if answer[0] // 100 not in (2, 4, 5):
        raise Unclear(_say(*answer))
    _check(*answer)


def _address(header: Any) -> str:
    address: str = header.addresses[0].addr_spec
    return address


def _check(code: int, words: bytes) -> None:
    if code // 100 != 2:
        raise _refusal(code, words)


def _refusal(code: int, words: bytes | str) -> NotSent:
    """What a server's answer means: 5xx is for ever, anything else for now (RFC 5321 4.2.1)."""
    kind = Refused if code // 100 == 5 else HungUp if code == _CLOSING else TryLater
    return kind(_say(code, words))


def _say(code: int, words: bytes | str) -> str:
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    return clean_line(f"{code} {text}")[:_MOST_WORDS]


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return str(_refusal(error.smtp_code, error.smtp_error))
    if isinstance(error, smtplib.SMTPException):
        return clean_line(str(error))[:_MOST_WORDS]
    # never str() of just any error: it may quote a password or a path
    return getattr(error, "strerror", None) or type(error).__name__
