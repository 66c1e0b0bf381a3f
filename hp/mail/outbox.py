"""Working off the outbox: claim, note that it begins, send, record; each committed.

So nobody gets a mail twice. Where a sender dies before its mail begins to go out, the message
waits again. Where it dies later the mail may have gone out: it becomes uncertain, is shown to the
coordinator and never sent again silently.
"""

import datetime as dt
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from hp.actions import scrubbing
from hp.config import Settings
from hp.database import Database, begin_writing
from hp.domain.links import USER_LINK, derive_key, make_token
from hp.logs import log
from hp.mail.compose import compose
from hp.mail.obstacles import find_obstacle
from hp.mail.senders import CannotConnect, Refused, Sender, TryLater, Unclear, open_sender
from hp.models.mail import MessageState
from hp.store import mail
from hp.store.mail import OutboxMessage

# after the 1st, 2nd ... attempt: a day in all
WAITS = tuple(dt.timedelta(minutes=m) for m in (5, 15, 60, 240, 240, 240, 240, 240, 160))
# a sender that lives has recorded what it claimed by then: a server may take 5 minutes for each
# of three steps, see hp.mail.senders
LEASE = dt.timedelta(minutes=20)
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
        _release_dead_claims(session, clock(), counts)
        if not mail.has_due_message(session, clock()):
            return counts
        session.rollback()
        with sender:
            while not is_over() and (message := _claim(session, clock())) is not None:
                letter = _Letter(session, message, clock)
                outcome = letter.send(settings, link_key, sender)
                if outcome is None:
                    continue
                letter.record(outcome)
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
            scrubbing.finish(database, settings, _utc_now())
            counts = send_due(database, settings, link_key, _utc_now, sender, is_over)
            if counts[MessageState.DELAYED]:  # the server may want to be left alone
                pause = _PAUSE_AFTER_ERROR
        except Exception as error:  # whatever it is, the next mail must still go out
            log.error("the outbox stopped for a while: %s", type(error).__name__)
            pause = _PAUSE_AFTER_ERROR
        wait(pause, is_over)
    database.close()


def link_address(settings: Settings, link_key: bytes, message: OutboxMessage) -> str:
    """The link that a message carries, a contact's or a user's, made from HP_BASE_URL alone."""
    base = settings.base_url.rstrip("/")
    if message.user_link_id is not None:
        user_key = derive_key(settings.secret_key, USER_LINK)
        return f"{base}/account/link/{make_token(user_key, message.user_link_id, 1)}"
    return f"{base}/r/{make_token(link_key, message.link_id, message.link_version)}"


def _claim(session: Session, now: dt.datetime) -> OutboxMessage | None:
    begin_writing(session)
    message = mail.claim_message(session, now)
    session.commit()
    return message


def _release_dead_claims(session: Session, now: dt.datetime, counts: Counts) -> None:
    is_needed = mail.has_dead_claim(session, now - LEASE)
    session.rollback()
    if is_needed:
        begin_writing(session)
        uncertain = mail.release_dead_claims(session, now - LEASE)
        session.commit()
        if uncertain:
            counts[MessageState.UNCERTAIN] = uncertain


class _ClaimLost(Exception):
    """The message is no longer ours to send."""


class _Needless(Exception):
    """There is no reason left to send the message."""


@dataclass(frozen=True, slots=True)
class _Letter:
    """One claimed message on its way."""

    session: Session
    message: OutboxMessage
    clock: Clock

    def send(self, settings: Settings, link_key: bytes, sender: Sender) -> Outcome | None:
        """What became of it, or None if it is not ours any more."""
        message = self.message
        if find_obstacle(message, self.clock()):
            return Outcome(MessageState.WITHDRAWN)
        if message.attempts > len(WAITS) + 1:  # its senders died every time
            return Outcome(MessageState.REFUSED, message.error or "Sending it failed every time.")
        try:
            address = link_address(settings, link_key, message)
            sender.send(compose(message, settings, address, self.clock()), self._begin)
        except Refused as error:
            return Outcome(MessageState.REFUSED, str(error))
        except TryLater as error:
            return _delay(message, error)
        except Unclear as error:
            return Outcome(MessageState.UNCERTAIN, str(error))
        except _ClaimLost:
            return None
        except _Needless:
            return Outcome(MessageState.WITHDRAWN)
        return Outcome(MessageState.SENT)

    def _begin(self) -> None:
        begin_writing(self.session)
        # somebody may have handed in while the mail server was kept waiting
        if find_obstacle(mail.get_message(self.session, self.message.id), self.clock()):
            self.session.rollback()
            raise _Needless
        is_ours = mail.begin_data(self.session, self.message, self.clock())
        self.session.commit()
        if not is_ours:
            raise _ClaimLost

    def record(self, outcome: Outcome) -> None:
        """Keep what became of it."""
        now = self.clock()
        begin_writing(self.session)
        mail.set_outcome(
            self.session,
            self.message,
            state=outcome.state,
            error=outcome.error,
            sent_at=now if outcome.state is MessageState.SENT else None,
            not_before=now + outcome.wait if outcome.wait else self.message.not_before,
        )
        self.session.commit()


def _delay(message: OutboxMessage, error: TryLater) -> Outcome:
    if message.attempts > len(WAITS):
        return Outcome(MessageState.REFUSED, str(error))
    wait = WAITS[message.attempts - 1]
    return Outcome(MessageState.DELAYED, str(error), wait, isinstance(error, CannotConnect))


def _utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def wait(seconds: float, is_over: Callable[[], bool]) -> None:
    """Sleep, but not long after `is_over()`."""
    until = time.monotonic() + seconds
    while not is_over() and (left := until - time.monotonic()) > 0:
        time.sleep(min(left, 0.25))
