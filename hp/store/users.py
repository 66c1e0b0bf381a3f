"""Users and their sessions."""

import datetime as dt

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from hp.models import User, UserSession

_BY_SESSION = (
    select(User)
    .join(UserSession, UserSession.user_id == User.id)
    .where(
        UserSession.token_hash == bindparam("token_hash"),
        UserSession.revoked_at.is_(None),
        UserSession.expires_at > bindparam("now"),
        User.retired_at.is_(None),
    )
)


def find_user_by_session(session: Session, token_hash: str, now: dt.datetime) -> User | None:
    """The user of a session that is neither over nor revoked."""
    return session.scalar(_BY_SESSION, {"token_hash": token_hash, "now": now})
