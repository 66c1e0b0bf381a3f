"""Passwords set anew: by a mailed link, or by who knows the present one."""

import datetime as dt
from typing import TYPE_CHECKING

from hp.account import passwords
from hp.account.code_actions import check_own_password
from hp.actions import attempts
from hp.database import begin_writing
from hp.domain.errors import InvalidFields, Refused
from hp.domain.passphrases import find_fault
from hp.domain.text import clean_line
from hp.mail.user_messages import UserMail, add_user_mail
from hp.models import Event, User, UserLink
from hp.models.events import EventKind
from hp.models.mail import MailingKind
from hp.models.users import UserLinkKind
from hp.store import users

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

INVITATION_HOLDS = dt.timedelta(days=7)
NEW_PASSWORD_HOLDS = dt.timedelta(hours=2)
_WINDOW = dt.timedelta(hours=1)
_PER_ACCOUNT, _PER_ADDRESS = 3, 20  # mails asked for in a window
_ASKED = "new password made"


class LinkOver(Refused):
    """The link has been used, taken back, or is too old; or it never was one."""


def may_ask_for_password(
    session: "Session", *, email: str, address: str, key: bytes, now: dt.datetime
) -> bool:
    """Count somebody who has forgotten a password; False if so many have that one must wait."""
    limits = (("new password from", address, _PER_ADDRESS), ("new password", email, _PER_ACCOUNT))
    return all(
        attempts.allow(session, key, purpose, value, limit=limit, window=_WINDOW, now=now)
        for purpose, value, limit in limits
    )


def ask_for_password(
    session: "Session", *, email: str, mail: UserMail, key: bytes, now: dt.datetime
) -> None:
    """Mail a link that sets a new password, if there is such a user.

    Takes as long and writes as often if there is none, so that nobody learns who has an account.
    """
    conn = begin_writing(session)
    user = users.find_by_email(session, email)
    if user is not None and user.retired_at is None:
        link = add_link(session, user.id, UserLinkKind.NEW_PASSWORD, now)
        add_user_mail(
            session, MailingKind.NEW_PASSWORD, user=user, link_id=link.id, mail=mail, now=now
        )
    attempts.note(conn, key, _ASKED, email, now)
    session.commit()


def set_password(
    session: "Session", link_id: int, *, password: str, name: str | None, now: dt.datetime
) -> None:
    """Use a mailed link up: set the password, and for who was invited the name if given.

    The user's sessions end.
    Raises `LinkOver`, or `InvalidFields` for password (a fault of `hp.domain.passphrases`).
    """
    found = users.find_link(session, link_id, now)
    if found is None:
        raise LinkOver
    email, known = found.User.email, found.User.name
    if fault := find_fault(password, (email, name or known)):
        raise InvalidFields({"password": fault})
    session.rollback()
    password_hash = passwords.make_hash(password)
    conn = begin_writing(session)
    found = users.find_link(session, link_id, now)
    if found is None:
        raise LinkOver
    user = found.User
    user.password_hash = password_hash
    if name and found.UserLink.kind is UserLinkKind.INVITATION:
        user.name = clean_line(name)
    users.end_links(conn, user.id, now)
    users.end_sessions(conn, user.id)
    session.add(Event(at=now, kind=EventKind.PASSWORD_CHANGED, user_id=user.id))
    session.commit()


def change_password(
    session: "Session",
    user_id: int,
    *,
    present: str,
    password: str,
    key: bytes,
    own_hash: str,
    now: dt.datetime,
) -> None:
    """Change the password of who knows the present one; their other sessions end.

    Raises `WrongPassword`, `TooManyAttempts`, or `InvalidFields` for password.
    """
    check_own_password(session, user_id, present, key, now)
    user = session.get_one(User, user_id)
    if fault := find_fault(password, (user.email, user.name)):
        raise InvalidFields({"password": fault})
    session.rollback()
    password_hash = passwords.make_hash(password)
    conn = begin_writing(session)
    session.get_one(User, user_id).password_hash = password_hash
    users.end_links(conn, user_id, now)
    users.end_sessions(conn, user_id, but_for=own_hash)
    session.add(Event(at=now, kind=EventKind.PASSWORD_CHANGED, user_id=user_id))
    session.commit()


def add_link(session: "Session", user_id: int, kind: UserLinkKind, now: dt.datetime) -> UserLink:
    """A link that sets a user's password. Does not commit."""
    holds = INVITATION_HOLDS if kind is UserLinkKind.INVITATION else NEW_PASSWORD_HOLDS
    link = UserLink(user_id=user_id, kind=kind, created_at=now, expires_at=now + holds)
    session.add(link)
    session.flush()
    return link
