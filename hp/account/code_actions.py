"""The second factor: entered when signing in, set up, turned off."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hp.account import passwords, totp
from hp.account.actions import TooManyAttempts, WrongPassword
from hp.actions import attempts, sessions
from hp.database import begin_writing
from hp.domain.errors import ChangedMeanwhile, Refused
from hp.models import Event, RecoveryCode, User
from hp.models.events import EventKind
from hp.store import users

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

WINDOW = dt.timedelta(minutes=15)
PER_ACCOUNT = 5  # wrong codes in a window
_CODE = "second factor"


class WrongCode(Refused):
    """The code is of no time step near, was used already, or is no recovery code that is left."""


class SignInOver(Refused):
    """Nobody has given a password in this browser, or too long ago."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What codes are checked and attempts are counted with."""

    secret_key: str
    attempts: bytes


def enter_code(
    session: "Session", *, code: str, keys: Keys, browser: sessions.Browser, now: dt.datetime
) -> int:
    """Finish signing in with an app's code or a recovery code; how many of those are left.

    `browser.replaced_hash` is the session that awaits the code.
    Raises `SignInOver`, `TooManyAttempts` or `WrongCode`.
    """
    user = users.find_user_awaiting_code(session, browser.replaced_hash, now)
    if user is None:
        raise SignInOver
    user_id, salt = user.id, user.totp_salt
    _count_attempt(session, keys, user_id, now)
    conn = begin_writing(session)
    if users.find_user_awaiting_code(session, browser.replaced_hash, now) is None:
        raise SignInOver
    if not _take_code(session, keys, (user_id, salt), code, now):
        raise WrongCode
    attempts.forget(conn, keys.attempts, _CODE, str(user_id))
    sessions.open_session(session, user_id, browser, now)
    left = users.count_recovery_codes(session, user_id)
    session.commit()
    return left


def begin_set_up(session: "Session", user_id: int) -> None:
    """Make a secret for the user's app, unless one is in use. It counts when a code has come."""
    begin_writing(session)
    user = session.get_one(User, user_id)
    if user.totp_since is None and user.totp_salt is None:
        user.totp_salt = totp.make_salt()
    session.commit()


def turn_on(
    session: "Session", *, user_id: int, code: str, keys: Keys, own_hash: str, now: dt.datetime
) -> list[str]:
    """Ask for a code from now on, once the app has shown a right one; the recovery codes.

    Nothing but their hashes is kept. Other sessions of the user end.
    Raises `ChangedMeanwhile` if it is on already, `TooManyAttempts` or `WrongCode`.
    """
    _count_attempt(session, keys, user_id, now)
    conn = begin_writing(session)
    user = session.get_one(User, user_id)
    if user.totp_since is not None or user.totp_salt is None:
        raise ChangedMeanwhile
    step = _find_step(keys, user_id, user.totp_salt, code, now)
    if step is None:
        raise WrongCode
    user.totp_since, user.totp_step = now, step
    attempts.forget(conn, keys.attempts, _CODE, str(user_id))
    codes = _renew_codes(session, keys, user_id)
    users.end_sessions(conn, user_id, but_for=own_hash)
    session.add(Event(at=now, kind=EventKind.SECOND_FACTOR_ON, user_id=user_id))
    session.commit()
    return codes


def renew_recovery_codes(
    session: "Session", *, user_id: int, password: str, keys: Keys, now: dt.datetime
) -> list[str]:
    """New recovery codes in place of all earlier ones.

    Raises `WrongPassword`, `TooManyAttempts`, or `ChangedMeanwhile` if codes are not asked for.
    """
    check_own_password(session, user_id, password, keys.attempts, now)
    begin_writing(session)
    if session.get_one(User, user_id).totp_since is None:
        raise ChangedMeanwhile
    codes = _renew_codes(session, keys, user_id)
    session.commit()
    return codes


def turn_off(
    session: "Session", *, user_id: int, password: str, keys: Keys, now: dt.datetime
) -> None:
    """Ask for no code any more. Raises `WrongPassword` or `TooManyAttempts`."""
    check_own_password(session, user_id, password, keys.attempts, now)
    begin_writing(session)
    reset(session, user_id, now)
    session.commit()


def reset(session: "Session", user_id: int, now: dt.datetime) -> None:
    """Forget a user's app and recovery codes. Does not commit."""
    user = session.get_one(User, user_id)
    if user.totp_since is not None:
        session.add(Event(at=now, kind=EventKind.SECOND_FACTOR_OFF, user_id=user_id))
    user.totp_salt = user.totp_since = user.totp_step = None
    users.remove_recovery_codes(session.connection(), user_id)


def reset_by_email(session: "Session", email: str, now: dt.datetime) -> bool:
    """Forget the app of the user with an e-mail in lower case; False if there is no such user."""
    begin_writing(session)
    user = users.find_by_email(session, email)
    if user is None:
        return False
    reset(session, user.id, now)
    session.commit()
    return True


def check_own_password(
    session: "Session", user_id: int, password: str, key: bytes, now: dt.datetime
) -> None:
    """Let go on only who knows the password of the user who is signed in.

    A right one does not count as an attempt. Raises `TooManyAttempts` or `WrongPassword`.
    """
    limits = {"limit": PER_ACCOUNT, "window": WINDOW, "now": now}
    if not attempts.allow(session, key, "own password", str(user_id), **limits):  # type: ignore[arg-type]
        raise TooManyAttempts
    kept = session.get_one(User, user_id).password_hash
    session.rollback()  # nothing is held while argon2 works
    if not passwords.is_right(password, kept):
        raise WrongPassword
    attempts.forget(begin_writing(session), key, "own password", str(user_id))
    session.commit()


def _count_attempt(session: "Session", keys: Keys, user_id: int, now: dt.datetime) -> None:
    if not attempts.allow(
        session, keys.attempts, _CODE, str(user_id), limit=PER_ACCOUNT, window=WINDOW, now=now
    ):
        raise TooManyAttempts


def _take_code(
    session: "Session", keys: Keys, owner: tuple[int, str | None], text: str, now: dt.datetime
) -> bool:
    """Use a code up; False if it is none. A code is taken once, and no older one after it."""
    user_id, salt = owner
    step = _find_step(keys, user_id, salt, text, now) if salt else None
    if step is not None:
        return users.take_step(session.connection(), user_id, step)
    hashed = totp.hash_recovery_code(keys.secret_key, user_id, text)
    return users.use_recovery_code(session.connection(), user_id, hashed)


def _find_step(keys: Keys, user_id: int, salt: str, text: str, now: dt.datetime) -> int | None:
    secret = totp.make_secret(keys.secret_key, user_id, salt)
    return totp.find_step(secret, totp.read_code(text), now)


def _renew_codes(session: "Session", keys: Keys, user_id: int) -> list[str]:
    users.remove_recovery_codes(session.connection(), user_id)
    codes = totp.make_recovery_codes()
    for code in codes:
        hashed = totp.hash_recovery_code(keys.secret_key, user_id, code)
        session.add(RecoveryCode(user_id=user_id, code_hash=hashed))
    return codes
