"""What this room does: signing in, adding a user."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hp.account import passwords
from hp.actions import attempts, sessions
from hp.database import begin_writing
from hp.domain.errors import InvalidInput, Refused
from hp.domain.passphrases import find_fault
from hp.domain.text import clean_line, is_email, tidy_email
from hp.models import Event, User
from hp.models.events import EventKind
from hp.models.users import Role
from hp.store import users

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

WINDOW = dt.timedelta(minutes=15)
PER_ACCOUNT = 5  # failures in a window
PER_ADDRESS = 30

_ACCOUNT, _ADDRESS = "sign-in account", "sign-in address"


class WrongPassword(Refused):
    """The e-mail is nobody's, or the password is another one, or the user is retired."""


class TooManyAttempts(Refused):
    """So many failures, with this e-mail or from this address, that one has to wait."""


def sign_in(
    session: "Session",
    *,
    email: str,
    password: str,
    address: str,
    key: bytes,
    browser: sessions.Browser,
    now: dt.datetime,
) -> bool:
    """Begin a session for who gives a right password; whether it still awaits a code.

    `address` is where the request comes from, `key` is `web.attempt_key()`.
    Raises `WrongPassword` or `TooManyAttempts`, the same whether the e-mail is known or not.
    """
    email = tidy_email(email)
    _count_attempt(session, key, address, email, now)
    found = _check_password(session, email, password)

    conn = begin_writing(session)
    attempts.forget(conn, key, _ACCOUNT, email)
    attempts.take_back(conn, key, _ADDRESS, address)
    attempts.sweep(conn, now)
    if found.renewed:
        users.set_password_hash(conn, found.user_id, *found.renewed)
    sessions.open_session(session, found.user_id, browser, now, awaits_code=found.needs_code)
    session.commit()
    return found.needs_code


def _count_attempt(
    session: "Session", key: bytes, address: str, email: str, now: dt.datetime
) -> None:
    # Counted before the password is looked at, so that guesses at the same moment all count. An
    # address that has to wait cannot use up anybody's attempts.
    for purpose, value, limit in ((_ADDRESS, address, PER_ADDRESS), (_ACCOUNT, email, PER_ACCOUNT)):
        if not attempts.allow(session, key, purpose, value, limit=limit, window=WINDOW, now=now):
            raise TooManyAttempts


@dataclass(frozen=True, slots=True)
class _Found:
    """Whose password was right; (old, new) hash where the old one had outdated settings."""

    user_id: int
    needs_code: bool
    renewed: tuple[str, str] | None


def _check_password(session: "Session", email: str, password: str) -> _Found:
    user = users.find_credentials(session, email)
    session.rollback()  # nothing is held while argon2 works
    kept = user.password_hash if user else None
    if not passwords.is_right(password, kept) or user is None or user.retired_at:
        raise WrongPassword
    outdated = passwords.is_outdated(user.password_hash)
    renewed = (user.password_hash, passwords.make_hash(password)) if outdated else None
    return _Found(user.id, user.totp_since is not None, renewed)


def add_user(
    session: "Session", *, email: str, role: Role, password: str, now: dt.datetime, name: str = ""
) -> User:
    """A new user, who can sign in.

    Raises `InvalidInput` for the field email (`not_an_address`, `taken`) or password (a fault
    of `hp.domain.passphrases`).
    """
    email = tidy_email(email)
    if not is_email(email):
        raise InvalidInput("email", "not_an_address")
    if fault := find_fault(password, (email, name)):
        raise InvalidInput("password", fault)
    password_hash = passwords.make_hash(password)

    begin_writing(session)
    if users.find_credentials(session, email):
        raise InvalidInput("email", "taken")
    user = User(
        email=email,
        name=clean_line(name),
        role=role,
        password_hash=password_hash,
        created_at=now,
    )
    session.add(user)
    session.flush()
    session.add(Event(at=now, kind=EventKind.USER_ADDED, user_id=user.id))
    session.commit()
    return user
