"""How often something has been tried: one row per thing and person, under a keyed hash."""

import datetime as dt
from collections.abc import Callable

from sqlalchemy import case, delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from hp.models import Attempt

_INSERT: dict[str, Callable[..., sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}


def count_attempt(conn: Connection, key: str, now: dt.datetime, since: dt.datetime) -> int:
    """Count one more attempt, and give how many there are in the window that began after `since`.

    One statement, so that attempts at the same moment cannot miss each other. An older window
    is over: counting begins again.
    """
    insert = _INSERT[conn.dialect.name](Attempt).values(key=key, window_started_at=now, count=1)
    goes_on = Attempt.window_started_at > since
    counted = insert.on_conflict_do_update(
        index_elements=[Attempt.key],
        set_={
            "count": case((goes_on, Attempt.count + 1), else_=1),
            "window_started_at": case((goes_on, Attempt.window_started_at), else_=now),
        },
    ).returning(Attempt.count)
    count: int = conn.execute(counted).scalar_one()
    return count


def uncount_attempt(conn: Connection, key: str) -> None:
    """Take one attempt back."""
    conn.execute(
        update(Attempt).where(Attempt.key == key, Attempt.count > 0).values(count=Attempt.count - 1)
    )


def remove_attempts(conn: Connection, key: str) -> None:
    """Forget all attempts under a key."""
    conn.execute(delete(Attempt).where(Attempt.key == key))


def remove_attempts_before(conn: Connection, moment: dt.datetime) -> None:
    """Forget the windows that began before a moment."""
    conn.execute(delete(Attempt).where(Attempt.window_started_at < moment))
