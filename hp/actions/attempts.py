"""Limits: how often somebody may try something in a while.

What is tried is kept under a keyed hash, so that the database tells neither who nor from where.
`key` is `web.attempt_key()`. `purpose` is a word of the caller's, "sign-in account"; `value` is
what is limited, an e-mail address in lower case or `web.client_address()`.
"""

import datetime as dt
import hashlib
import hmac

from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from hp.database import begin_writing
from hp.store import attempts

_LONGEST_WINDOW = dt.timedelta(days=1)


def allow(
    session: Session,
    key: bytes,
    purpose: str,
    value: str,
    *,
    limit: int,
    window: dt.timedelta,
    now: dt.datetime,
) -> bool:
    """Count an attempt; whether it is one of the first `limit` in `window` (a day at most).

    The window begins with the first attempt and does not grow with refused ones. Commits at once,
    so that the attempt counts whatever becomes of it: call this before anything else is read or
    written.

        if not allow(web.db(), web.attempt_key(), "new link", web.client_address(),
                     limit=10, window=dt.timedelta(hours=1), now=web.now()):
            abort(429)
    """
    conn = begin_writing(session)
    count = attempts.count_attempt(conn, _hashed(key, purpose, value), now, now - window)
    session.commit()
    return count <= limit


def forget(conn: Connection, key: bytes, purpose: str, value: str) -> None:
    """Count from zero again, after a success. Does not commit."""
    attempts.remove_attempts(conn, _hashed(key, purpose, value))


def note(conn: Connection, key: bytes, purpose: str, value: str, now: dt.datetime) -> None:
    """Write a row as an attempt does, where a write must tell nothing. Does not commit."""
    attempts.count_attempt(conn, _hashed(key, purpose, value), now, now)


def take_back(conn: Connection, key: bytes, purpose: str, value: str) -> None:
    """Let the latest attempt not count, where only failures shall. Does not commit."""
    attempts.uncount_attempt(conn, _hashed(key, purpose, value))


def sweep(conn: Connection, now: dt.datetime) -> None:
    """Remove what no window reaches back to. Does not commit."""
    attempts.remove_attempts_before(conn, now - _LONGEST_WINDOW)


def _hashed(key: bytes, purpose: str, value: str) -> str:
    return hmac.digest(key, f"{purpose}\0{value}".encode(), hashlib.sha256).hex()
