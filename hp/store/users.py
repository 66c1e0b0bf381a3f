"""Users and their sessions."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import Row, bindparam, delete, func, or_, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from hp.database import AnyRow
from hp.models import Message, RecoveryCode, User, UserLink, UserSession
from hp.models.mail import MessageState
from hp.models.users import Role, UserLinkKind

_BY_SESSION = (
    select(User.id, User.email, User.name, User.role, User.totp_since, UserSession.expires_at)
    .join(UserSession, UserSession.user_id == User.id)
    .where(
        UserSession.token_hash == bindparam("token_hash"),
        UserSession.revoked_at.is_(None),
        UserSession.awaits_code.is_(False),
        UserSession.expires_at > bindparam("now"),
        User.retired_at.is_(None),
    )
)


def find_user_by_session(session: Session, token_hash: str, now: dt.datetime) -> AnyRow | None:
    """The user of a session that is neither over nor revoked: the columns of `_BY_SESSION`."""
    values = {"token_hash": token_hash, "now": now}
    return session.connection().execute(_BY_SESSION, values).first()


def find_credentials(
    session: Session, email: str
) -> Row[int, str, dt.datetime | None, dt.datetime | None] | None:
    """(id, password_hash, retired_at, totp_since) of the user with an e-mail in lower case."""
    columns = select(User.id, User.password_hash, User.retired_at, User.totp_since)
    return session.execute(columns.where(User.email == email)).first()


def find_first_coordinator(session: Session) -> User | None:
    """The coordinator who was added first and is still there."""
    coordinators = select(User).where(User.role == Role.COORDINATOR, User.retired_at.is_(None))
    return session.scalars(coordinators.order_by(User.id).limit(1)).first()


def set_password_hash(conn: Connection, user_id: int, old: str, new: str) -> None:
    """Replace a password's hash, unless the password has been changed meanwhile."""
    unchanged = (User.id == user_id, User.password_hash == old)
    conn.execute(update(User).where(*unchanged).values(password_hash=new))


def set_expiry(conn: Connection, token_hash: str, expires_at: dt.datetime) -> None:
    """Move a session's end."""
    own = UserSession.token_hash == token_hash
    conn.execute(update(UserSession).where(own).values(expires_at=expires_at))


def revoke_session(conn: Connection, token_hash: str, now: dt.datetime) -> int | None:
    """End a session; the id of its user, or None if it had ended already."""
    live = (
        UserSession.token_hash == token_hash,
        UserSession.revoked_at.is_(None),
        UserSession.expires_at > now,
    )
    revoked = update(UserSession).where(*live).values(revoked_at=now)
    return conn.execute(revoked.returning(UserSession.user_id)).scalar()


def remove_sessions(conn: Connection, token_hash: str, now: dt.datetime) -> None:
    """Remove one session, and all that are over."""
    over = or_(UserSession.token_hash == token_hash, UserSession.expires_at <= now)
    conn.execute(delete(UserSession).where(over))


def find_user(session: Session, user_id: int) -> User | None:
    """One user, retired or not."""
    return session.get(User, user_id)


def find_by_email(session: Session, email: str) -> User | None:
    """The user with an e-mail, given in lower case, retired or not."""
    return session.scalars(select(User).where(User.email == email)).one_or_none()


def list_users(session: Session) -> Sequence[User]:
    """Everybody who may sign in, or is invited to: coordinators first."""
    found = select(User).where(User.retired_at.is_(None))
    return session.scalars(found.order_by(User.role, func.lower(User.name), User.email)).all()


def find_invitations(session: Session) -> dict[int, dt.datetime]:
    """Until when the open invitation of each user who has one is valid, or was."""
    found = (
        select(UserLink.user_id, func.max(UserLink.expires_at).label("until"))
        .where(UserLink.kind == UserLinkKind.INVITATION, UserLink.ended_at.is_(None))
        .group_by(UserLink.user_id)
    )
    return {row.user_id: row.until for row in session.execute(found)}


def count_coordinators(session: Session) -> int:
    """How many coordinators can sign in: an invitation that nobody has accepted does not count."""
    found = select(func.count()).where(
        User.role == Role.COORDINATOR, User.retired_at.is_(None), User.password_hash != ""
    )
    return session.scalar(found) or 0


def find_link(session: Session, link_id: int, now: dt.datetime) -> Row[UserLink, User] | None:
    """A link that still sets a password, and whose it is."""
    found = (
        select(UserLink, User)
        .join(User, User.id == UserLink.user_id)
        .where(
            UserLink.id == link_id,
            UserLink.ended_at.is_(None),
            UserLink.expires_at > now,
            User.retired_at.is_(None),
        )
    )
    return session.execute(found).one_or_none()


def end_links(conn: Connection, user_id: int, now: dt.datetime) -> None:
    """Let no link set this user's password any more. Their mails that wait are then not sent."""
    own = (UserLink.user_id == user_id, UserLink.ended_at.is_(None))
    conn.execute(update(UserLink).where(*own).values(ended_at=now))


def list_sessions(session: Session, user_id: int, now: dt.datetime) -> Sequence[UserSession]:
    """Where a user is signed in, the last used first."""
    live = (
        UserSession.user_id == user_id,
        UserSession.revoked_at.is_(None),
        UserSession.awaits_code.is_(False),
        UserSession.expires_at > now,
    )
    order = (UserSession.expires_at.desc(), UserSession.id.desc())
    return session.scalars(select(UserSession).where(*live).order_by(*order)).all()


def end_session(conn: Connection, user_id: int, session_id: int) -> bool:
    """Sign a user out in one browser; False if it is not one of theirs."""
    own = (UserSession.user_id == user_id, UserSession.id == session_id)
    return conn.execute(delete(UserSession).where(*own)).rowcount == 1


def end_sessions(conn: Connection, user_id: int, but_for: str = "") -> None:
    """Sign a user out everywhere, but for the session with this hash."""
    own = (UserSession.user_id == user_id, UserSession.token_hash != but_for)
    conn.execute(delete(UserSession).where(*own))


_PENDING = (
    select(User)
    .join(UserSession, UserSession.user_id == User.id)
    .where(
        UserSession.token_hash == bindparam("token_hash"),
        UserSession.awaits_code.is_(True),
        UserSession.expires_at > bindparam("now"),
        User.retired_at.is_(None),
    )
)


def find_user_awaiting_code(session: Session, token_hash: str, now: dt.datetime) -> User | None:
    """The user who has given the right password, and must give a code yet."""
    return session.scalars(_PENDING, {"token_hash": token_hash, "now": now}).first()


def take_step(conn: Connection, user_id: int, step: int) -> bool:
    """Note that the code of a time step was used; False if it, or a later one, was used before."""
    unused = or_(User.totp_step.is_(None), User.totp_step < step)
    taken = update(User).where(User.id == user_id, unused).values(totp_step=step)
    return conn.execute(taken).rowcount == 1


def use_recovery_code(conn: Connection, user_id: int, code_hash: str) -> bool:
    """Use a recovery code up; False if there is no such."""
    own = (RecoveryCode.user_id == user_id, RecoveryCode.code_hash == code_hash)
    return conn.execute(delete(RecoveryCode).where(*own)).rowcount == 1


def count_recovery_codes(session: Session, user_id: int) -> int:
    """How many are left."""
    return session.scalar(select(func.count()).where(RecoveryCode.user_id == user_id)) or 0


def remove_recovery_codes(conn: Connection, user_id: int) -> None:
    """Let none of them open anything any more."""
    conn.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))


def find_undelivered(session: Session) -> dict[int, str]:
    """Whose open invitation did not arrive, or nobody knows whether it did: the server's words."""
    lost = (MessageState.REFUSED, MessageState.UNCERTAIN)
    found = (
        select(UserLink.user_id, Message.error)
        .join(Message, Message.user_link_id == UserLink.id)
        .where(
            UserLink.kind == UserLinkKind.INVITATION,
            UserLink.ended_at.is_(None),
            Message.state.in_(lost),
        )
    )
    return {row.user_id: row.error for row in session.execute(found)}
