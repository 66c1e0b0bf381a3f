"""Where mails that came back are read from: .eml files, a Maildir, or an IMAP mailbox."""

import imaplib
import os
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol, Self
from urllib.parse import unquote, urlsplit

from hp.config import Settings

_TIMEOUT = 30  # seconds
_MOST = 500  # letters at a time
# of one letter; a report begins with what it says, and a longer header could take minutes to read
_MOST_BYTES = 250_000
_READ = "read"  # the folder beside those that wait


class CannotRead(Exception):
    """There is no way to the mailbox; the text is short and holds no password."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail found in a mailbox, and how to put it where it is not found again."""

    content: bytes
    put_away: Callable[[], None]


class Mailbox(Protocol):
    """Mails that nobody has read; open while it is entered."""

    def __enter__(self) -> Self:
        """Open it. Raises `CannotRead`."""
        ...

    def __exit__(self, *_: object) -> None: ...

    def letters(self) -> Iterator[Letter]:
        """The unread mails, the oldest first. Raises `CannotRead`."""
        ...


def open_mailbox(settings: Settings) -> Mailbox | None:
    """The mailbox that HP_BOUNCES_URL names, if any."""
    scheme, _, path = settings.bounces_url.partition(":")
    if not scheme:
        return None
    return FolderMailbox(settings.instance / path) if scheme == "folder" else ImapMailbox(settings)


class FolderMailbox:
    """A Maildir, or .eml files that another program puts there; what has been read is moved."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> Self:
        try:
            self._done.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise CannotRead(_words(error)) from error
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def letters(self) -> Iterator[Letter]:
        """The files that wait."""
        try:
            for file in self._waiting()[:_MOST]:
                try:
                    with file.open("rb") as opened:
                        content = opened.read(_MOST_BYTES)
                except FileNotFoundError:
                    continue  # another process has read it
                yield Letter(content, partial(self._put_away, file))
        except OSError as error:
            raise CannotRead(_words(error)) from error

    @property
    def _is_maildir(self) -> bool:
        """Whether a mail server delivers here, see maildir(5)."""
        return (self.folder / "new").is_dir()

    def _waiting(self) -> list[Path]:
        found = self.folder.glob("new/*" if self._is_maildir else "*.eml")
        return sorted(path for path in found if path.is_file())

    @property
    def _done(self) -> Path:
        return self.folder / ("cur" if self._is_maildir else _READ)

    def _put_away(self, file: Path) -> None:
        try:
            # in a Maildir a name says that the mail has been seen
            os.replace(file, self._done / (file.name + ":2,S" * self._is_maildir))
        except FileNotFoundError:
            pass  # another process has read it too, and a mail comes back once
        except OSError as error:
            raise CannotRead(_words(error)) from error


class ImapMailbox:
    """A mailbox of our own; what has been read is marked as seen, nothing is deleted."""

    def __init__(self, settings: Settings) -> None:
        parts = urlsplit(settings.bounces_url)
        self.host = parts.hostname or ""
        self.port = parts.port or 993
        self.user = unquote(parts.username or "")
        self.password = unquote(parts.password or "")
        self.folder = unquote(parts.path.strip("/")) or "INBOX"
        self.ca_file = settings.mail_ca_file()
        self._connection: imaplib.IMAP4_SSL

    def __enter__(self) -> Self:
        try:
            context = ssl.create_default_context(cafile=self.ca_file)
            self._connection = imaplib.IMAP4_SSL(
                self.host, self.port, ssl_context=context, timeout=_TIMEOUT
            )
        except (OSError, imaplib.IMAP4.error) as error:
            raise CannotRead(_words(error)) from error
        try:
            self._connection.login(self.user, self.password)
            self._check(self._connection.select(f'"{self.folder}"'))
        except (OSError, imaplib.IMAP4.error, UnicodeError) as error:
            self._connection.shutdown()
            raise CannotRead(_words(error)) from error
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._connection.logout()
        except (OSError, imaplib.IMAP4.error):
            self._connection.shutdown()

    def letters(self) -> Iterator[Letter]:
        """The mails that are not marked as seen."""
        try:
            found = self._check(self._connection.uid("SEARCH", "UNSEEN"))
            for uid in (found[0] or b"").decode("ascii").split()[:_MOST]:
                asked = f"(BODY.PEEK[]<0.{_MOST_BYTES}>)"
                for part in self._check(self._connection.uid("FETCH", uid, asked)):
                    if isinstance(part, tuple):
                        yield Letter(part[1], partial(self._mark, uid))
        except (OSError, imaplib.IMAP4.error) as error:
            raise CannotRead(_words(error)) from error

    def _mark(self, uid: str) -> None:
        try:
            self._check(self._connection.uid("STORE", uid, "+FLAGS", r"(\Seen)"))
        except (OSError, imaplib.IMAP4.error) as error:
            raise CannotRead(_words(error)) from error

    def _check(self, answer: tuple[str, list[Any]]) -> list[Any]:
        state, data = answer
        if state != "OK":
            raise imaplib.IMAP4.error(f"The mailbox said {state}.")
        return data


def _words(error: Exception) -> str:
    if isinstance(error, imaplib.IMAP4.error):
        return "The mailbox refused the sign-in or the folder."
    # never str() of just any error: it may quote a password or a path
    return getattr(error, "strerror", None) or type(error).__name__
