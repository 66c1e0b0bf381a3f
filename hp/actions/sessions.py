"""The life of a session: opened when somebody signs in, slides with use, closed by signing out.

Only hashes of tokens come here; the token itself is in the browser's cookie and nowhere else.
"""

import datetime as dt
import logging
from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from hp.database import Database, begin_writing
from hp.models import Event, UserSession
from hp.models.events import EventKind
from hp.store import users

LIFETIME = dt.timedelta(hours=10)
_TIME_FOR_CODE = dt.timedelta(minutes=10)
_SLIDES_AFTER = dt.timedelta(minutes=10)  # of use: one write in ten minutes, not one per page

log = logging.getLogger("hp")


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser that signs in: the hash of its new token and of its earlier one, and its kind."""

    token_hash: str
    replaced_hash: str
    device: str = ""  # "Firefox, Windows"


def open_session(
    session: Session, user_id: int, browser: Browser, now: dt.datetime, *, awaits_code: bool = False
) -> None:
    """Begin a session in place of the browser's earlier one, if any. Does not commit.

    One that `awaits_code` opens nothing, and is over soon. Sessions that are over are removed at
    the same time.
    """
    users.remove_sessions(session.connection(), browser.replaced_hash, now)
    session.add(
        UserSession(
            user_id=user_id,
            token_hash=browser.token_hash,
            created_at=now,
            expires_at=now + (_TIME_FOR_CODE if awaits_code else LIFETIME),
            awaits_code=awaits_code,
            device=browser.device,
        )
    )
    if not awaits_code:
        session.add(Event(at=now, kind=EventKind.SIGNED_IN, user_id=user_id))


def slide(database: Database, token_hash: str, expires_at: dt.datetime, now: dt.datetime) -> None:
    """Move a session's end away from somebody who is at work, at most every ten minutes.

    Writes in a transaction of its own and never raises: no page shall fail because of this.
    """
    if expires_at > now + LIFETIME - _SLIDES_AFTER:
        return
    try:
        with database.new_session() as session:
            users.set_expiry(begin_writing(session), token_hash, now + LIFETIME)
            session.commit()
    except DBAPIError as error:
        log.warning("a session could not be prolonged: %s", type(error).__name__)


def close_session(session: Session, token_hash: str, now: dt.datetime) -> None:
    """Sign out: the token opens nothing any more, in whichever browser."""
    user_id = users.revoke_session(begin_writing(session), token_hash, now)
    if user_id is not None:
        session.add(Event(at=now, kind=EventKind.SIGNED_OUT, user_id=user_id))
    session.commit()


def end_one(session: Session, user_id: int, session_id: int, now: dt.datetime) -> None:
    """Sign a user out in one of their browsers; in none if it is not theirs."""
    if users.end_session(begin_writing(session), user_id, session_id):
        session.add(Event(at=now, kind=EventKind.SIGNED_OUT, user_id=user_id))
    session.commit()


def end_others(session: Session, user_id: int, own_hash: str, now: dt.datetime) -> None:
    """Sign a user out everywhere but here."""
    users.end_sessions(begin_writing(session), user_id, but_for=own_hash)
    session.add(Event(at=now, kind=EventKind.SIGNED_OUT, user_id=user_id))
    session.commit()
