"""Who may sign in: invited, changed, retired."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hp.account.password_actions import add_link
from hp.database import begin_writing
from hp.domain.errors import ChangedMeanwhile, InvalidFields, Refused
from hp.domain.text import clean_line, is_email, tidy_email
from hp.mail.user_messages import UserMail, add_user_mail
from hp.models import Event, User
from hp.models.events import EventKind
from hp.models.mail import MailingKind
from hp.models.users import Role, UserLinkKind
from hp.store import reminders, users

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class LastCoordinator(Refused):
    """Nobody would be left who can coordinate."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """Whom to invite. `token` is of the form: sent twice, it invites once."""

    name: str
    email: str
    role: Role
    language: str
    token: str


def check_invitation(session: "Session", wanted: Invitation) -> Invitation:
    """The invitation, tidied. Raises `InvalidFields`: email `not_an_address` or `taken`."""
    email = tidy_email(wanted.email)
    if not is_email(email):
        raise InvalidFields({"email": "not_an_address"})
    is_repeat = reminders.find_by_token(session, wanted.token) is not None
    known = users.find_by_email(session, email)
    if known is not None and known.retired_at is None and not is_repeat:
        raise InvalidFields({"email": "taken"})
    return Invitation(clean_line(wanted.name), email, wanted.role, wanted.language, wanted.token)


def invite(
    session: "Session", wanted: Invitation, mail: UserMail, *, user_id: int, now: dt.datetime
) -> None:
    """Let somebody in who accepts the mailed invitation; a retired user comes back.

    `wanted` is what `check_invitation` gave, which is checked again. Raises `InvalidFields`.
    """
    begin_writing(session)
    if reminders.find_by_token(session, wanted.token) is not None:
        return
    wanted = check_invitation(session, wanted)
    user = users.find_by_email(session, wanted.email)
    if user is None:
        user = User(email=wanted.email, created_at=now)
        session.add(user)
    user.name, user.role, user.language = wanted.name, wanted.role, wanted.language
    user.password_hash, user.retired_at = "", None
    session.flush()
    link = add_link(session, user.id, UserLinkKind.INVITATION, now)
    add_user_mail(
        session,
        MailingKind.USER_INVITATION,
        user=user,
        link_id=link.id,
        mail=mail,
        now=now,
        sender_id=user_id,
        token=wanted.token,
    )
    _note(session, EventKind.USER_INVITED, user, user_id, now)
    session.commit()


def invite_again(
    session: "Session",
    invited_id: int,
    mail: UserMail,
    *,
    user_id: int,
    token: str,
    now: dt.datetime,
) -> None:
    """Mail a new invitation, and let the earlier ones open nothing.

    Raises `ChangedMeanwhile` if it has been accepted or taken back.
    """
    conn = begin_writing(session)
    if reminders.find_by_token(session, token) is not None:
        return
    user = session.get_one(User, invited_id)
    if user.password_hash or user.retired_at:
        raise ChangedMeanwhile
    users.end_links(conn, user.id, now)
    link = add_link(session, user.id, UserLinkKind.INVITATION, now)
    kind = MailingKind.USER_INVITATION
    add_user_mail(
        session,
        kind,
        user=user,
        link_id=link.id,
        mail=mail,
        now=now,
        sender_id=user_id,
        token=token,
    )
    session.commit()


def change_role(
    session: "Session", changed_id: int, *, role: Role, was: str, user_id: int, now: dt.datetime
) -> None:
    """Let a user do more or less from now on.

    Raises `ChangedMeanwhile` if the role is not `was`, or `LastCoordinator`.
    """
    begin_writing(session)
    user = session.get_one(User, changed_id)
    if user.retired_at or user.role != was:
        raise ChangedMeanwhile
    if role == user.role:
        return
    _check_not_last(session, user)
    user.role = role
    _note(session, EventKind.USER_CHANGED, user, user_id, now)
    session.commit()


def retire(session: "Session", retired_id: int, *, user_id: int, now: dt.datetime) -> None:
    """Let a user, or somebody invited, in no more. Raises `LastCoordinator`.

    Retiring somebody a second time changes nothing.
    """
    conn = begin_writing(session)
    user = session.get_one(User, retired_id)
    if user.retired_at:
        return
    _check_not_last(session, user)
    user.retired_at = now
    user.password_hash, user.totp_salt, user.totp_since = "", None, None
    users.remove_recovery_codes(conn, user.id)
    users.end_sessions(conn, user.id)
    users.end_links(conn, user.id, now)
    _note(session, EventKind.USER_RETIRED, user, user_id, now)
    session.commit()


def _check_not_last(session: "Session", user: User) -> None:
    counts = user.role is Role.COORDINATOR and user.password_hash
    if counts and users.count_coordinators(session) == 1:
        raise LastCoordinator


def _note(session: "Session", kind: EventKind, user: User, user_id: int, now: dt.datetime) -> None:
    session.add(Event(at=now, kind=kind, user_id=user_id, about_user_id=user.id))
