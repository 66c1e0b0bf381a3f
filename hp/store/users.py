"""Users and their sessions."""

import datetime as dt

from sqlalchemy import Row, bindparam, delete, or_, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from hp.database import AnyRow
from hp.models import User, UserSession
from hp.models.users import Role

_BY_SESSION = (
    select(User.id, User.email, User.name, User.role, UserSession.expires_at)
    .join(UserSession, UserSession.user_id == User.id)
    .where(
        UserSession.token_hash == bindparam("token_hash"),
        UserSession.revoked_at.is_(None),
        UserSession.expires_at > bindparam("now"),
        User.retired_at.is_(None),
    )
)


def find_user_by_session(session: Session, token_hash: str, now: dt.datetime) -> AnyRow | None:
    """The user of a session that is neither over nor revoked: the columns of `_BY_SESSION`."""
    values = {"token_hash": token_hash, "now": now}
    return session.connection().execute(_BY_SESSION, values).first()


def find_credentials(session: Session, email: str) -> Row[int, str, dt.datetime | None] | None:
    """(id, password_hash, retired_at) of the user with an e-mail, given in lower case."""
    columns = select(User.id, User.password_hash, User.retired_at)
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
