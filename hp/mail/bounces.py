"""Mails that came back: what delivery status notifications (RFC 3464) say, and keeping it."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.message import Message as Mail
from itertools import islice

from sqlalchemy.orm import Session

from hp.config import Settings
from hp.database import Database, begin_writing
from hp.domain.text import clean_line
from hp.logs import log
from hp.mail.mailboxes import Mailbox, open_mailbox
from hp.mail.outbox import wait
from hp.store import bounces as store

_MESSAGE_ID = re.compile(r"<[^<>\s]+>")
_PAUSE = 300.0  # seconds between two looks at the mailbox
_MOST_WORDS = 200  # characters kept of what a server says
_MOST_RECIPIENTS = 100  # looked at in one report; a mail of ours has one
# a report that does not quote our mail is about the last one to that address, if it is not older
_WITHOUT_ID = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Bounce:
    """One recipient that one of our mails did not reach."""

    message_id: str  # empty where the report does not quote it
    recipients: tuple[str, ...]  # the address as we wrote it and where it led to
    words: str  # status code (RFC 3463) and what the server said


def read_bounces(content: bytes) -> list[Bounce]:
    """The recipients that a mail says were not reached; none if it is no such report.

    Anybody can send such a mail: what cannot be read is no report.
    """
    try:
        return _read(message_from_bytes(content))
    except Exception as error:  # parts in parts without end, for one
        log.warning("a mail that came back was not understood: %s", type(error).__name__)
        return []


def _read(mail: Mail) -> list[Bounce]:
    if mail.get_content_type() != "multipart/report":
        return []
    message_id = _find_message_id(mail)
    return [
        Bounce(message_id, _read_recipients(block), _read_words(block))
        for block in islice(_blocks(mail), _MOST_RECIPIENTS)
        if _says(block, "Action").lower() == "failed"
    ]


def read_mailbox(database: Database, mailbox: Mailbox, now: dt.datetime) -> int:
    """Keep what the reports in a mailbox say; returns how many of our mails came back.

    A report is done with after what it says is committed. Raises `CannotRead`.
    """
    found = 0
    with mailbox, database.new_session() as session:
        for letter in mailbox.letters():
            for bounce in read_bounces(letter.content):
                begin_writing(session)
                found += _keep(session, bounce, now)
                session.commit()
            letter.put_away()
    return found


def keep_reading(settings: Settings, is_over: Callable[[], bool]) -> None:
    """Read the mailbox of HP_BOUNCES_URL every few minutes until `is_over()`; none, no work."""
    mailbox = open_mailbox(settings)
    if mailbox is None:
        return
    database = Database(settings.database_url)
    while not is_over():
        try:
            read_mailbox(database, mailbox, dt.datetime.now(dt.UTC))
        except Exception as error:  # whatever it is, the next mail must still be read
            log.error("mails that came back were not read: %s", type(error).__name__)
        wait(_PAUSE, is_over)
    database.close()


def _keep(session: Session, bounce: Bounce, now: dt.datetime) -> bool:
    if bounce.message_id:
        return store.set_bounced(session, bounce.message_id, bounce.words, now)
    message_id = store.find_last_sent(session, bounce.recipients, now - _WITHOUT_ID)
    return message_id is not None and store.set_bounced(session, message_id, bounce.words, now)


def _blocks(mail: Mail) -> Iterator[Mail]:
    """The groups of fields of a report, one for each recipient after one for all."""
    for part in mail.walk():
        if part.get_content_type() == "message/delivery-status":
            payload = part.get_payload()
            if isinstance(payload, list):
                yield from (block for block in payload if isinstance(block, Mail))


def _find_message_id(mail: Mail) -> str:
    """The Message-ID of the mail that a report brings back, whole or only its headers."""
    for part in mail.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822" and part.is_multipart():
            returned = part.get_payload(0)
        elif kind == "text/rfc822-headers":
            returned = message_from_string(str(part.get_payload()))
        else:
            continue
        if isinstance(returned, Mail) and (
            found := _MESSAGE_ID.search(_says(returned, "Message-ID"))
        ):
            return found[0]
    return ""


def _read_recipients(block: Mail) -> tuple[str, ...]:
    fields = (_says(block, name) for name in ("Original-Recipient", "Final-Recipient"))
    return tuple(_without_type(field).strip("<>").lower() for field in fields if field)


def _read_words(block: Mail) -> str:
    status = _says(block, "Status").partition(" ")[0]
    words = _without_type(_says(block, "Diagnostic-Code"))
    if status not in words:
        words = f"{status} {words}"
    return clean_line(words)[:_MOST_WORDS]


def _says(mail: Mail, name: str) -> str:
    return clean_line(str(mail.get(name, "")))


def _without_type(field: str) -> str:
    """`anna@hamnen.example` of `rfc822; anna@hamnen.example`."""
    return field.partition(";")[2].strip() if ";" in field else field
