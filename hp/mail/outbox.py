"""Working off the outbox: claim, commit, send, record. Nobody gets a mail twice.

A claimed message whose sender died stays `sending`: it may have gone out, so it is shown to the
coordinator and never sent again silently.
"""

import datetime as dt
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from hp.config import Settings
from hp.database import Database, begin_writing
from hp.domain.links import derive_key, make_token
from hp.logs import log
from hp.mail.compose import compose
from hp.mail.senders import CannotConnect, Refused, Sender, TryLater, Unclear, open_sender
from hp.models.mail import MessageState
from hp.store import mail
from hp.store.mail import OutboxMessage

WAITS = tuple(dt.timedelta(minutes=m) for m in (1, 5, 15, 60))  # after the 1st, 2nd ... attempt
_PAUSE = 3.0  # seconds between two looks at the outbox
_PAUSE_AFTER_ERROR = 30.0

Clock = Callable[[], dt.datetime]
Counts = Counter[MessageState]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one claimed message."""

    state: MessageState
    error: str = ""
    wait: dt.timedelta = dt.timedelta(0)
    ends_pass: bool = False


def send_due(
    database: Database,
    settings: Settings,
    link_key: bytes,
    clock: Clock,
    sender: Sender,
    is_over: Callable[[], bool] = lambda: False,
) -> Counts:
    """Send what is due, once over; returns how many messages came to which state.

    The connection is made before anything is claimed, so that a mail server that is down uses up
    no attempts. Raises `CannotConnect` then.
    """
    counts: Counts = Counter()
    with database.new_session() as session:
        if not mail.has_due_message(session, clock()):
            return counts
        session.rollback()
        with sender:
            while not is_over() and (message := _claim(session, clock())) is not None:
                outcome = _send(message, settings, link_key, clock(), sender)
                _record(session, message, outcome, clock())
                counts[outcome.state] += 1
                if outcome.ends_pass:
                    break
    return counts


def keep_sending(settings: Settings, is_over: Callable[[], bool]) -> None:
    """Send what is due every few seconds until `is_over()`. Survives every error."""
    database = Database(settings.database_url)
    link_key = derive_key(settings.secret_key, "personal link")
    sender = open_sender(settings)
    while not is_over():
        pause = _PAUSE
        try:
            send_due(database, settings, link_key, _utc_now, sender, is_over)
        except Exception as error:  # whatever it is, the next mail must still go out
            log.error("the outbox stopped for a while: %s", type(error).__name__)
            pause = _PAUSE_AFTER_ERROR
        _wait(pause, is_over)
    database.close()


def link_address(settings: Settings, link_key: bytes, message: OutboxMessage) -> str:
    """The personal link that a message carries, made from HP_BASE_URL alone."""
    token = make_token(link_key, message.link_id, message.link_version)
    return f"{settings.base_url.rstrip('/')}/r/{token}"


def _claim(session: Session, now: dt.datetime) -> OutboxMessage | None:
    begin_writing(session)
    message = mail.claim_message(session, now)
    session.commit()
    return message


def _send(
    message: OutboxMessage, settings: Settings, link_key: bytes, now: dt.datetime, sender: Sender
) -> Outcome:
    if message.link_revoked_at is not None:
        return Outcome(MessageState.WITHDRAWN)
    try:
        sender.send(compose(message, settings, link_address(settings, link_key, message), now))
    except Refused as error:
        return Outcome(MessageState.REFUSED, str(error))
    except TryLater as error:
        if message.attempts > len(WAITS):
            return Outcome(MessageState.REFUSED, str(error))
        wait = WAITS[message.attempts - 1]
        return Outcome(MessageState.WAITING, str(error), wait, isinstance(error, CannotConnect))
    except Unclear as error:
        return Outcome(MessageState.SENDING, str(error))
    return Outcome(MessageState.SENT)


def _record(session: Session, message: OutboxMessage, outcome: Outcome, now: dt.datetime) -> None:
    begin_writing(session)
    mail.set_outcome(
        session,
        message.id,
        state=outcome.state,
        error=outcome.error,
        sent_at=now if outcome.state is MessageState.SENT else None,
        not_before=now + outcome.wait if outcome.wait else message.not_before,
    )
    session.commit()


def _utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _wait(seconds: float, is_over: Callable[[], bool]) -> None:
    until = time.monotonic() + seconds
    while not is_over() and (left := until - time.monotonic()) > 0:
        time.sleep(min(left, 0.25))
